"""Contents and quotations: squared with each other, going on in the next one, and the style that they make.

Stretches are code points, half-open.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import pairwise

from attribune.components.quotations import Quotation
from attribune.records import Style

Stretch = tuple[int, int]

# What may stand between an attribution and a quotation that goes on with it: the rest of its sentence.
_REST_OF_SENTENCE = re.compile(r"[^.!?…\"“”\r\n]{0,80}[.!?…:]?[\"”’')]*\s*")
_QUOTE_MARKS = frozenset('"“”')
_LINE_BREAK = re.compile(r"[\r\n]")


def goes_on(text: str, end: int, start: int, sentences: Sequence[int] = ()) -> bool:
    """Tell whether a quotation from `start` on goes on with an attribution up to `end`: nothing more is in between.

    That is the rest of its sentence, whatever its length where the offsets at which `sentences` begin are given.
    """
    if end > start:
        return False
    if _REST_OF_SENTENCE.fullmatch(text, end, start):
        return True
    following = bisect_right(sentences, end)
    return sentences[following : following + 1] == [start] and _QUOTE_MARKS.isdisjoint(text[end:start])


def cut_at_paragraphs(
    text: str, contents: Sequence[Stretch], quotations: Sequence[Quotation], *, cues: Sequence[Stretch]
) -> list[Stretch]:
    """Return contents that run over a paragraph's end inside a quotation only.

    Of a content that ran over one elsewhere, from a headline into the text, say, the part in the cue's paragraph stays,
    or the longest where the cue is in none.
    """
    cut: list[Stretch] = []
    for start, end in contents:
        breaks = [
            match.start()
            for match in _LINE_BREAK.finditer(text, start, end)
            if not overlapping(quotations, match.start(), match.end())
        ]
        if not breaks:
            cut.append((start, end))
            continue
        parts = [_trimmed(text, part) for part in pairwise([start, *breaks, end])]
        beside = [part for part in parts if any(_in_one_paragraph(text, part, cue) for cue in cues)]
        cut.append(max(beside or parts, key=lambda part: part[1] - part[0]))
    return cut


def _trimmed(text: str, stretch: Stretch) -> Stretch:
    inside = text[slice(*stretch)]
    start = stretch[0] + len(inside) - len(inside.lstrip())
    return start, start + len(inside.strip())


def _in_one_paragraph(text: str, one: Stretch, other: Stretch) -> bool:
    (_, first), (second, _) = sorted([one, other])
    return not _LINE_BREAK.search(text, first, second)


def square_with_quotations(
    text: str, contents: Sequence[Stretch], quotations: Sequence[Quotation], *, taken: Sequence[Stretch]
) -> list[Stretch]:
    """Return contents whose ends do not lie inside a quotation without reason.

    A content that holds most of a quotation, or of one of its paragraphs, holds all of it, marks included, unless a cue
    or source (`taken`) stands in it. The contents are sorted; overlapping ones are joined.
    """
    squared: list[Stretch] = []
    for start, end in contents:
        for quotation in overlapping(quotations, start, end):
            if not quotation.closed:
                continue
            if any(low < quotation.end and quotation.start < high for low, high in taken):
                continue
            if any(2 * shared((start, end), part) >= part[1] - part[0] for part in _paragraphs(quotation)):
                start, end = min(start, quotation.start), max(end, quotation.end)
        if squared and start <= squared[-1][1]:
            squared[-1] = (squared[-1][0], max(end, squared[-1][1]))
        else:
            squared.append((start, end))
    return squared


def overlapping(quotations: Sequence[Quotation], start: int, end: int) -> Sequence[Quotation]:
    """Return those of some quotations, sorted and apart from each other, that share code points with a stretch."""
    first = bisect_right(quotations, start, key=lambda quotation: quotation.end)
    return quotations[first : bisect_left(quotations, end, key=lambda quotation: quotation.start)]


def _paragraphs(quotation: Quotation) -> list[Stretch]:
    """The parts of a quotation between its marks: one for each paragraph that it runs over."""
    borders = [*quotation.marks[:-1], quotation.end]
    return list(pairwise(borders))


def shared(left: Stretch, right: Stretch) -> int:
    """Return how many code points two stretches have in common; zero or less if none."""
    return min(left[1], right[1]) - max(left[0], right[0])


def style_of(text: str, contents: Sequence[Stretch], quotations: Sequence[Quotation]) -> Style:
    """Return direct if every word of the contents is quoted, indirect if none is, else mixed."""
    quoted = unquoted = 0
    for start, end in contents:
        inside = sum(
            _n_letters(text, max(start, quotation.start), min(end, quotation.end))
            for quotation in overlapping(quotations, start, end)
        )
        quoted += inside
        unquoted += _n_letters(text, start, end) - inside
    if not quoted:
        return "indirect"
    return "mixed" if unquoted else "direct"


def _n_letters(text: str, start: int, end: int) -> int:
    return sum(map(str.isalnum, text[start:end]))
