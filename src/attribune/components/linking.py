"""Linking: from tagged words to whole attributions, whatever annotator tagged them.

Contents are squared with the quotations they stand in, quotations that nobody was given are kept or continue the
attribution before them, and every attribution gets its style, its addressee and the one that it lies within.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc, Span

from attribune.addressees import find_addressee
from attribune.bridge import (
    ADDRESSEE,
    ATTRIBUTIONS,
    CONTENT,
    CUE,
    QUOTATIONS,
    SOURCE,
    make_span,
    set_span_group,
    span_group,
    spans_by_attribution,
    text_of,
)
from attribune.components.quotations import Quotation, quotations_of
from attribune.records import Style
from attribune.turns import find_turns
from attribune.weak_cues import MIN_REPORTED

Stretch = tuple[int, int]

# What may stand between an attribution and a quotation that goes on with it: the rest of its sentence.
_REST_OF_SENTENCE = re.compile(r"[^.!?…\"“”\r\n]{0,80}[.!?…:]?[\"”’')]*\s*")
_LINE_BREAK = re.compile(r"[\r\n]")

# A quotation that no attribution claims is kept from `MIN_REPORTED` on; shorter ones are titles and scare quotes.
MIN_ORPHAN_WORDS = 4
# Code points within which attributions can have to do with each other; the longest have a few thousand.
REACH = 10_000
# Confidence of an orphan: the probability that it is reported, scaled by about the share of kept ones that are right.
ORPHAN_CONFIDENCE = 0.2
# Confidence of a turn, which the layout vouches for; corpora of news have too few of them to measure it.
TURN_CONFIDENCE = 0.8


@dataclass
class _Link:
    """One attribution's stretches, in code points, half-open."""

    sources: list[Stretch] = field(default_factory=list)
    cues: list[Stretch] = field(default_factory=list)
    contents: list[Stretch] = field(default_factory=list)
    addressees: list[Stretch] = field(default_factory=list)
    fields: dict[str, Any] = field(default_factory=dict)

    @property
    def start(self) -> int:
        return min(start for start, _ in (*self.sources, *self.cues, *self.contents))


@Language.factory("attribune_linking", requires=["doc.spans"], assigns=["doc.spans"])
def make_linking(nlp: Language, name: str) -> "Linking":
    """Build the component; it has no settings."""
    return Linking()


class Linking:
    """Completes the attributions of `doc.spans["attributions"]` and numbers them in text order: a1, a2, ..."""

    def __call__(self, doc: Doc) -> Doc:
        """Complete the attributions of one Doc."""
        text, quotations = text_of(doc), quotations_of(doc)
        outer = [quotation for quotation in quotations if quotation.depth == 0]
        fields = span_group(doc, ATTRIBUTIONS).attrs
        links = [_link(spans, fields.get(id_, {})) for id_, spans in spans_by_attribution(doc).items()]
        for link in links:
            link.contents = cut_at_paragraphs(text, link.contents, outer, cues=link.cues)
            link.contents = square_with_quotations(text, link.contents, outer, taken=[*link.cues, *link.sources])
        links.sort(key=lambda link: link.start)
        _drop_fragments(links, outer)
        unclaimed = _unclaimed(text, quotations, span_group(doc, QUOTATIONS).attrs.get("reported", []), links)
        orphans = []
        for (start, end), probability in unclaimed:
            introduced, continued = _introduced(text, end, links), _continued(text, start, links)
            # Who follows with a content of his own ("The mayor declined to comment.") may not have said this as well.
            first = introduced if introduced is not None and not introduced.contents else None
            beside = first or continued or introduced
            if beside is not None:
                beside.contents = sorted([*beside.contents, (start, end)])
            else:
                fields = {"confidence": round(probability * ORPHAN_CONFIDENCE, 4)}
                orphans.append(_Link(contents=[(start, end)], fields=fields))
        links += orphans
        links = _with_turns(text, [link for link in links if link.contents])
        links.sort(key=lambda link: (link.start, link.contents))
        for link in links:
            link.fields["style"] = style_of(text, link.contents, outer)
            if link.cues:
                addressee = find_addressee(text, link.cues[0], [*link.sources, *link.contents])
                link.addressees = [addressee] if addressee else []
        _set_links(doc, links)
        return doc


def cut_at_paragraphs(
    text: str, contents: Sequence[Stretch], quotations: Sequence[Quotation], *, cues: Sequence[Stretch]
) -> list[Stretch]:
    """Return contents that run over a paragraph's end inside a quotation only.

    Of a content that ran over one elsewhere, from a headline into the text, say, the part in the cue's paragraph stays,
    or the longest where the cue is in none. Stretches are code points, half-open.
    """
    cut: list[Stretch] = []
    for start, end in contents:
        breaks = [
            match.start()
            for match in _LINE_BREAK.finditer(text, start, end)
            if not _overlapping(quotations, match.start(), match.end())
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
    or source (`taken`) stands in it. Stretches are code points, half-open, sorted; overlapping ones are joined.
    """
    squared: list[Stretch] = []
    for start, end in contents:
        for quotation in _overlapping(quotations, start, end):
            if not quotation.closed:
                continue
            if any(low < quotation.end and quotation.start < high for low, high in taken):
                continue
            if any(2 * _shared((start, end), part) >= part[1] - part[0] for part in _paragraphs(quotation)):
                start, end = min(start, quotation.start), max(end, quotation.end)
        if squared and start <= squared[-1][1]:
            squared[-1] = (squared[-1][0], max(end, squared[-1][1]))
        else:
            squared.append((start, end))
    return squared


def _drop_fragments(links: Sequence[_Link], quotations: Sequence[Quotation]) -> None:
    """Take from attributions the ends of other speakers' quotations.

    In '"We go. We win!" Bo said: "We stay."' a stray "We win!" is not Bo's as well, where the quotation it ends is
    another attribution's and Bo's own stands beside it.
    """

    def speaks_of(link: _Link, quotation: Quotation) -> bool:
        return bool(link.cues) and all(_shared(cue, (quotation.start, quotation.end)) <= 0 for cue in link.cues)

    def holds_most(link: _Link, quotation: Quotation) -> bool:
        stretch = quotation.start, quotation.end
        return any(2 * _shared(each, stretch) >= stretch[1] - stretch[0] for each in link.contents)

    for link in links:
        for start, end in list(link.contents):
            around = [each for each in _overlapping(quotations, start, end) if each.start <= start and end <= each.end]
            if len(link.contents) < 2 or not around or not around[0].closed:
                continue
            if not speaks_of(link, around[0]) or holds_most(link, around[0]):
                continue
            if any(speaks_of(other, around[0]) and holds_most(other, around[0]) for other in _near(links, start)):
                link.contents.remove((start, end))


def _overlapping(quotations: Sequence[Quotation], start: int, end: int) -> Sequence[Quotation]:
    """Return those of some quotations, sorted and apart from each other, that share code points with a stretch."""
    first = bisect_right(quotations, start, key=lambda quotation: quotation.end)
    return quotations[first : bisect_left(quotations, end, key=lambda quotation: quotation.start)]


def _paragraphs(quotation: Quotation) -> list[Stretch]:
    """The parts of a quotation between its marks: one for each paragraph that it runs over."""
    borders = [*quotation.marks[:-1], quotation.end]
    return list(pairwise(borders))


def _shared(left: Stretch, right: Stretch) -> int:
    return min(left[1], right[1]) - max(left[0], right[0])


def style_of(text: str, contents: Sequence[Stretch], quotations: Sequence[Quotation]) -> Style:
    """Return direct if every word of the contents is quoted, indirect if none is, else mixed."""
    quoted = unquoted = 0
    for start, end in contents:
        inside = sum(
            _n_letters(text, max(start, quotation.start), min(end, quotation.end))
            for quotation in _overlapping(quotations, start, end)
        )
        quoted += inside
        unquoted += _n_letters(text, start, end) - inside
    if not quoted:
        return "indirect"
    return "mixed" if unquoted else "direct"


def _n_letters(text: str, start: int, end: int) -> int:
    return sum(map(str.isalnum, text[start:end]))


def _link(spans: Sequence[Span], fields: dict[str, Any]) -> _Link:
    stretches: dict[str, list[Stretch]] = {SOURCE: [], CUE: [], CONTENT: [], ADDRESSEE: []}
    for span in spans:
        stretches[span.label_].append((span.start_char, span.end_char))
    return _Link(stretches[SOURCE], stretches[CUE], stretches[CONTENT], stretches[ADDRESSEE], dict(fields))


def _unclaimed(
    text: str, quotations: Sequence[Quotation], reported: Sequence[float], links: Sequence[_Link]
) -> list[tuple[Stretch, float]]:
    """Return the quotations that are somebody's words but in no attribution, each with its probability."""
    claimed = _claimed(text, links)
    return [
        ((quotation.start, quotation.end), probability)
        for quotation, probability in zip(quotations, reported, strict=False)
        if not quotation.depth
        and probability >= MIN_REPORTED
        and claimed.find(1, quotation.start, quotation.end) < 0
        and len(text[quotation.start : quotation.end].split()) >= MIN_ORPHAN_WORDS
    ]


def _with_turns(text: str, links: Sequence[_Link]) -> list[_Link]:
    """Return the attributions with one for each turn of a dialogue, in place of those read off its label or colon."""
    turns = list(find_turns(text))
    layout = {each for turn in turns for each in (turn.label, turn.colon)}
    kept = [link for link in links if layout.isdisjoint([*link.sources, *link.cues])]
    fields = {"confidence": TURN_CONFIDENCE}
    return kept + [
        _Link(sources=[turn.label], cues=[turn.colon], contents=[turn.words], fields=dict(fields)) for turn in turns
    ]


def _near(links: Sequence[_Link], position: int) -> Sequence[_Link]:
    first = bisect_left(links, position - REACH, key=lambda link: link.start)
    return links[first : bisect_right(links, position + REACH, key=lambda link: link.start)]


def _introduced(text: str, end: int, links: Sequence[_Link]) -> _Link | None:
    """Return the attribution whose source and cue follow right behind a quotation's end: '"Go!" the mayor fumed'."""
    for link in _near(links, end):
        start = min((start for start, _ in (*link.sources, *link.cues)), default=-1)
        if link.sources and start >= end and not text[end:start].strip(" ,"):
            return link
    return None


def _continued(text: str, start: int, links: Sequence[_Link]) -> _Link | None:
    """Return the last attribution whose sentence ends right before `start`: a quotation there goes on with it."""
    for link in reversed(_near(links, start)):
        end = max(end for _, end in (*link.sources, *link.cues, *link.contents))
        if link.sources and end <= start and _REST_OF_SENTENCE.fullmatch(text, end, start):
            return link
    return None


def _claimed(text: str, links: Sequence[_Link]) -> bytearray:
    """One byte for each code point: 1 where it belongs to an attribution. Of any length, asking it costs little."""
    claimed = bytearray(len(text))
    for link in links:
        for start, end in (*link.contents, *link.sources, *link.cues):
            claimed[start:end] = b"\1" * (end - start)
    return claimed


def _set_links(doc: Doc, links: Sequence[_Link]) -> None:
    enclosing = _enclosing(links)
    spans: list[Span] = []
    fields: dict[str, dict[str, Any]] = {}
    for number, link in enumerate(links):
        id_ = f"a{number + 1}"
        outer = enclosing[number]
        fields[id_] = {**link.fields, "within": None if outer is None else f"a{outer + 1}"}
        for label, stretches in (
            (SOURCE, link.sources),
            (CUE, link.cues),
            (CONTENT, link.contents),
            (ADDRESSEE, link.addressees),
        ):
            spans.extend(make_span(doc, start, end, label=label, id_=id_) for start, end in stretches)
    set_span_group(doc, ATTRIBUTIONS, spans, fields)


def _enclosing(links: Sequence[_Link]) -> list[int | None]:
    """For each attribution, the one with the shortest content span that holds its cue and its content's beginning."""
    enclosing: list[int | None] = []
    starts = [link.start for link in links]
    for number, link in enumerate(links):
        inner = [*link.cues, link.contents[0]]
        near = range(bisect_left(starts, link.start - REACH), bisect_right(starts, link.start + REACH))
        holding = [
            (end - start, other)
            for other in near
            if other != number
            for start, end in links[other].contents
            if all(start <= low and high <= end for low, high in inner) and (start, end) not in link.contents
        ]
        enclosing.append(min(holding)[1] if holding else None)
    return enclosing
