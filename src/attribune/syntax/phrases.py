"""Phrases: from the tokens of a tree to stretches of text.

A phrase is a set of token indices of one Doc; it need not be contiguous. A stretch is a pair of token indices,
half-open.
"""

from collections.abc import Collection

from spacy.tokens import Doc, Token

from attribune.syntax.relations import COORDINATOR, PUNCTUATION, is_

Stretch = tuple[int, int]

_QUOTE_MARKS = frozenset("\"“”„‟«»‹›‘’'‚‛`") | {"``", "''"}
_OPENING = frozenset("([{")
_CLOSING = frozenset(")]}?!%…")


def phrase(head: Token, *, without: Collection[Token] = ()) -> set[int]:
    """Return the tokens of a head's subtree without the subtrees of some of its tokens."""
    left_out = {token.i for other in without for token in other.subtree}
    return {token.i for token in head.subtree} - left_out


def stretches(doc: Doc, tokens: Collection[int], *, taken: Collection[int] = ()) -> list[Stretch]:
    """Return the contiguous stretches of a phrase, without the tokens taken by a cue or source, in text order.

    A gap of white space or punctuation alone is closed; punctuation, coordinators and white space at either edge are
    cut, but for quote marks, brackets, and "?", "!" at the end.
    """
    kept = sorted(set(tokens) - set(taken))
    found: list[Stretch] = []
    for index in kept:
        if found and not any(each in taken or not _is_minor(doc[each]) for each in range(found[-1][1], index)):
            found[-1] = (found[-1][0], index + 1)
        else:
            found.append((index, index + 1))
    trimmed = (trim(doc, start, end) for start, end in found)
    return [
        (start, end)
        for start, end in trimmed
        if any(doc[each].is_alpha or doc[each].is_digit for each in range(start, end))
    ]


def trim(doc: Doc, start: int, end: int) -> Stretch:
    """Return a stretch without the white space, punctuation and coordinators at its edges."""
    while start < end and (_is_loose(doc[start], _OPENING) or is_(doc[start], COORDINATOR)):
        start += 1
    while start < end and (_is_loose(doc[end - 1], _CLOSING) or is_(doc[end - 1], COORDINATOR)):
        end -= 1
    if end < len(doc) and start < end and doc[end].text in (")", "]"):
        opened = sum(doc[each].text in "([" for each in range(start, end))
        closed = sum(doc[each].text in ")]" for each in range(start, end))
        end += opened > closed
    return start, end


def around(doc: Doc, tokens: Collection[int], head: int) -> Stretch:
    """Return the contiguous stretch of a phrase that holds one of its tokens."""
    inside = set(tokens)
    start = end = head
    while start - 1 in inside or (start - 1 > 0 and doc[start - 1].is_space and start - 2 in inside):
        start -= 1
    while end + 1 in inside or (end + 2 in inside and doc[end + 1].is_space):
        end += 1
    return trim(doc, start, end + 1)


def characters(doc: Doc, stretch: Stretch) -> Stretch:
    """Return a stretch of tokens in code points, half-open."""
    last = doc[stretch[1] - 1]
    return doc[stretch[0]].idx, last.idx + len(last)


def _is_minor(token: Token) -> bool:
    return token.is_space or is_(token, PUNCTUATION) or token.is_punct


def _is_loose(token: Token, kept: Collection[str]) -> bool:
    if token.is_space:
        return True
    return token.is_punct and token.text not in _QUOTE_MARKS and token.text[:1] not in kept
