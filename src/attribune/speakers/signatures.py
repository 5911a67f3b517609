"""Letters and posts gathered in one text, each signed below by whoever says "I" in it."""

import re

from attribune.speakers.lexicon import Lexicon

_LINE = re.compile(r"^[ \xa0]*(@\w+|(?:[^\W\d_a-z][\w’'.-]*[ \xa0]){1,3}[^\W\d_a-z][\w’'-]+)\.?[ \xa0]*$", re.MULTILINE)
# A name alone on a line is a signature where the text has so many of them; fewer are captions and bylines.
_FEWEST = 3


def find_signatures(text: str, lexicon: Lexicon) -> list[tuple[int, int]]:
    """Return the lines that hold nothing but a handle or a person's name, if there are several, in text order."""
    found = [
        match.span(1)
        for match in _LINE.finditer(text)
        if match[1].startswith("@") or match[1].split()[0].lower() in lexicon.gender_of_name
    ]
    return found if len(found) >= _FEWEST else []
