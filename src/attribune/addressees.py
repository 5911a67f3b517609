"""Addressees: whom a source is said to have told something."""

import re
from collections.abc import Sequence

# Verbs whose object is a hearer; others name one only after "to".
_TELLING = re.compile(
    r"\b(?:tell|tells|telling|told|(?:inform|remind|assur|warn|ask|advis|notif|reassur|convinc|persuad|instruct|urg|"
    r"order|command|caution|challeng|brief|text|e?-?mail|promis|alert|implor|beg|counsel|lectur)"
    r"(?:e|es|ed|ing|s|ged|ging)?)\Z",
    re.I,
)
_TO = re.compile(r"\s+to\s+", re.I)
_PRONOUN = r"(?:me|us|him|her|them|you|it|everyone|everybody|anyone|someone|one another|each other)\b"
_DETERMINER = r"(?:the|a|an|his|her|its|their|our|my|your|this|these|those|some|several|many|two|three|all)\b"
_PLURAL = r"(?:reporters|journalists|supporters|voters|investors|shareholders|lawmakers|officials|senators|colleagues|"
_PLURAL += (
    r"friends|aides|donors|viewers|readers|listeners|delegates|staff|members|people|customers|workers|analysts)\b"
)
_NAME = r"[A-Z](?:\.|[\w'’-]*)"
_WORD = r"[\w'’-]+"
# Whatever begins a content or an adjunct ends the noun phrase.
_STOP = (
    r"(?!(?:that|to|if|whether|how|why|what|when|where|who|in|on|at|during|after|before|while|about|for|from|by|with|"
    r"as|via|last|this|earlier|recently|over|not|he|she|they|it|we|I|there|is|was|were|are|had|has|have|will|would)\b)"
)
_NOUN_PHRASE = re.compile(
    rf"{_PRONOUN}"
    rf"|{_DETERMINER}(?:\s+{_STOP}{_WORD}){{1,5}}(?:\s+of\s+(?:the\s+)?{_NAME}(?:\s+{_NAME}){{0,3}})?"
    rf"|{_NAME}(?:\s+(?:of\s+the\s+|of\s+|and\s+|&\s+)?{_NAME}){{0,5}}(?:['’]s?(?:\s+{_NAME}){{1,4}})?"
    rf"|{_PLURAL}"
)
_MAX_CODE_POINTS = 90


def find_addressee(text: str, cue: tuple[int, int], others: Sequence[tuple[int, int]]) -> tuple[int, int] | None:
    """Return the hearer named right after a cue: "told Reuters", "said to the crowd".

    `cue`, `others` (the attribution's source and contents) and the result are code points of `text`, half-open.
    """
    start, end = cue
    limit = min([low for low, _ in others if low >= end], default=len(text))
    limit = min(limit, end + _MAX_CODE_POINTS)
    if any(low <= end < high for low, high in others):
        return None
    words = text[start:end]
    if words.lower().endswith(" to") or words.lower() == "to":
        position = end
        if _TELLING.search(words[:-3].rstrip()):
            return None
    elif to := _TO.match(text, end, limit):
        return _noun_phrase(text, to.end(), limit)
    elif not _TELLING.search(words):
        return None
    else:
        position = end
    while position < limit and text[position] == " ":
        position += 1
    return _noun_phrase(text, position, limit)


def _noun_phrase(text: str, position: int, limit: int) -> tuple[int, int] | None:
    match = _NOUN_PHRASE.match(text, position, limit)
    if match is None:
        return None
    end = match.end()
    while end > position and text[end - 1] in ".-’'":
        end -= 1
    return (position, end) if end > position else None
