"""Where sentences begin, roughly, which lines are headlines, and which words stand in lower case."""

import re

_SENTENCE = re.compile(r"[.!?]['\"”’)]*[ \xa0]+(?=[\"“‘'(]?[A-Z])|\n\s*")
_ABBREVIATION = re.compile(
    r"\b(?:Mr|Mrs|Ms|Dr|Prof|Sens?|Reps?|Govs?|Lt|Gen|Col|Maj|Capt|Sgt|Rev|St|Mt|Jr|Sr|vs?|[A-Z])$"
)
_OPENING = frozenset(".!?:;\n\r\"“”‘'([—–―•*|")

# A line whose longer words are mostly capitalised is a headline, where capitals say nothing about names. One that ends
# with a full stop has to capitalise them all, or nearly: a short sentence may consist of names and a verb.
_HEADLINE_SHARE, _HEADLINE_WORDS, _HEADLINE_LENGTH = 0.7, 4, 200
_LONG_HEADLINE, _STOPPED_SHARE = 10, 0.9
_LINE = re.compile(rf"^.{{1,{_HEADLINE_LENGTH}}}$", re.MULTILINE)
_FULL_STOP = re.compile(r"\.[\"”’')\s]*$")
_LOWER_WORD = re.compile(r"(?<![\w'’-])[a-z][a-z'’-]+")
_LONGER_WORD = re.compile(r"[^\W\d_]{4,}")


def sentence_starts(text: str) -> list[int]:
    """Return the offsets at which sentences begin, the text's own beginning included."""
    ends = _SENTENCE.finditer(text)
    return [0, *(m.end() for m in ends if not _ABBREVIATION.search(text, max(0, m.start() - 5), m.start()))]


def starts_sentence(text: str, position: int) -> bool:
    """Tell whether the word at this code point begins a sentence, a line or a quotation."""
    position -= 1
    while position >= 0 and text[position] in " \xa0\t":
        position -= 1
    return position < 0 or text[position] in _OPENING


def starts_line(text: str, position: int) -> bool:
    """Tell whether a code point begins a line."""
    return position == 0 or text[position - 1] in "\n\r"


def headlines(text: str) -> list[tuple[int, int]]:
    """Return the short lines whose words are mostly capitalised, as half-open code points."""
    spans = []
    for line in _LINE.finditer(text):
        words = _LONGER_WORD.findall(line[0])
        capitals = sum(word[0].isupper() for word in words)
        share = _HEADLINE_SHARE
        if _FULL_STOP.search(line[0]):
            share = _STOPPED_SHARE if len(words) >= _LONG_HEADLINE else 1.0
        if len(words) >= _HEADLINE_WORDS and capitals >= share * len(words):
            spans.append(line.span())
    return spans


def lower_words(text: str) -> frozenset[str]:
    """Return the words that a text has in lower case."""
    return frozenset(_LOWER_WORD.findall(text))
