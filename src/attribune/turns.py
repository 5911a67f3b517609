"""Turns: the paragraphs of an interview or transcript, each with its speaker's label before a colon."""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

Stretch = tuple[int, int]

# "REYES: On the stairs.", "Q: Is the water safe?", "The Review: How do you prepare?"
_TURN = re.compile(
    r"^[ \t]*(?P<label>[^\W\d_a-z][\w.’'-]{0,20}(?:[ \xa0][^\W\d_a-z][\w.’'-]{0,20}){0,3})(?P<colon>:)[ \t\xa0]+"
    r"(?P<words>\S[^\r\n]*?)[ \t\xa0\r]*$",
    re.MULTILINE,
)
_PARAGRAPH_BREAK = re.compile(r"\s*")


class Turn(NamedTuple):
    """One turn of a dialogue; stretches are code points, half-open."""

    label: Stretch
    colon: Stretch
    words: Stretch


def find_turns(text: str) -> Iterator[Turn]:
    """Yield the turns of a text that holds a dialogue.

    A single label may be anything ("Update:"), and so may a list of them ("When:", "Where:"). It is a dialogue where
    two paragraphs with different labels follow each other and the first asks; then every paragraph with a label that
    took part is a turn.
    """
    labelled = list(_TURN.finditer(text))
    speaking: set[str] = set()
    for one, other in pairwise(labelled):
        follows = _PARAGRAPH_BREAK.fullmatch(text, one.end(), other.start())
        if follows and one["label"] != other["label"] and one["words"].rstrip("\"”’'").endswith("?"):
            speaking |= {one["label"], other["label"]}
    for match in labelled:
        if match["label"] in speaking:
            yield Turn(match.span("label"), match.span("colon"), match.span("words"))
