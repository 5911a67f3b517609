"""Links: attributions as stretches of code points, and what is put right where they contradict the text or each other.

Each rule holds in any style of writing and was seen broken in texts of several kinds; `attribune.components.linking`
calls them in order. Stretches are half-open.
"""

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from attribune.components.quotations import Quotation
from attribune.quoted_contents import Stretch, overlapping, shared

# Code points within which attributions can have to do with each other; the longest have a few thousand.
REACH = 10_000

_SENTENCE_END = re.compile(r"[.!?…]")
_COLON = re.compile(r":[ \xa0]+\w")
_COLON_OR_DASH = re.compile(r"[:—–―-]\s*$")
_QUOTE_MARKS = frozenset("\"“”„«»'‘’")
_PASSIVE = re.compile(r"(?:is|was|has been|had been)\s+(?:\w+ly\s+)?\w+(?:ed|id|wn|ght|ood|lt)\b", re.I)
_PARTICIPLE = re.compile(r"(?:\w+ly\s+)?\w+ing\b")
_BEHIND_COMMA = re.compile(r",\s+$")


@dataclass
class Link:
    """One attribution's stretches, in code points, half-open."""

    sources: list[Stretch] = field(default_factory=list)
    cues: list[Stretch] = field(default_factory=list)
    contents: list[Stretch] = field(default_factory=list)
    addressees: list[Stretch] = field(default_factory=list)
    fields: dict[str, Any] = field(default_factory=dict)

    @property
    def stretches(self) -> list[Stretch]:
        """All but the addressees."""
        return [*self.sources, *self.cues, *self.contents]

    @property
    def start(self) -> int:
        """Where its first stretch begins."""
        return min(start for start, _ in self.stretches)


def near(links: Sequence[Link], position: int) -> Sequence[Link]:
    """Return those of some links, sorted by their starts, that can have to do with a position."""
    first = bisect_left(links, position - REACH, key=lambda link: link.start)
    return links[first : bisect_right(links, position + REACH, key=lambda link: link.start)]


def speaks_of(link: Link, quotation: Quotation) -> bool:
    """Tell whether an attribution has its cue outside a quotation, which it may then report as a whole."""
    return bool(link.cues) and all(shared(cue, (quotation.start, quotation.end)) <= 0 for cue in link.cues)


def holds_most(link: Link, quotation: Quotation) -> bool:
    """Tell whether an attribution's content has half of a quotation or more."""
    stretch = quotation.start, quotation.end
    return any(2 * shared(each, stretch) >= stretch[1] - stretch[0] for each in link.contents)


def end_with_sentence(
    text: str, link: Link, quotations: Sequence[Quotation], sentences: Sequence[int]
) -> list[Stretch]:
    """Return the contents of an attribution, an unquoted one without what lies in another sentence than its cue.

    Of reported speech without quote marks that goes on in the next sentence nobody can say where it ends (in PolNeAR
    train one such content in 350 does); behind a colon or before a dash it may, and in quote marks that do not pair.
    `sentences` are the offsets at which sentences begin.
    """
    if not link.cues:
        return link.contents
    low, high = link.cues[0]
    ended = []
    for start, end in link.contents:
        first, last = bisect_right(sentences, start), bisect_left(sentences, end)
        borders = [each for each in sentences[first:last] if not _inside(quotations, each, of=link)]
        apart = high <= start or end <= low
        in_a_block = _COLON_OR_DASH.search(text, low, max(high, start)) or not _QUOTE_MARKS.isdisjoint(
            (text[start], text[end - 1])
        )
        if borders and apart and not in_a_block:
            if end <= low:
                start = borders[-1]
            elif sentence := text[start : borders[0]].rstrip().removesuffix("."):
                end = start + len(sentence)
        ended.append((start, end))
    return ended


def go_on_behind_colons(text: str, links: Sequence[Link], sentences: Sequence[int]) -> None:
    """Let a content that ends before a colon go on to its sentence's end: "vowed one thing: Taxes will fall".

    A quotation that begins there, or what is attributed to somebody else, is not taken.
    """
    for link in links:
        if not link.contents or not link.cues or not link.cues[0][1] <= link.contents[-1][0]:
            continue
        start, end = link.contents[-1]
        following = bisect_right(sentences, end)
        stop = sentences[following] if following < len(sentences) else len(text)
        behind = end, end + len(text[end:stop].rstrip().removesuffix("."))
        if not _COLON.match(text, end, behind[1]):
            continue
        others = (each for other in near(links, end) if other is not link for each in other.stretches)
        if all(shared(each, behind) <= 0 for each in others):
            link.contents[-1] = start, behind[1]


def _inside(quotations: Sequence[Quotation], position: int, *, of: Link) -> bool:
    """Tell whether a position lies in a quotation that an attribution's cue does not lie in as well."""
    return any(speaks_of(of, quotation) for quotation in overlapping(quotations, position - 1, position + 1))


def drop_fragments(links: Sequence[Link], quotations: Sequence[Quotation]) -> None:
    """Take from attributions the ends of other speakers' quotations.

    In '"We go. We win!" Bo said: "We stay."' a stray "We win!" is not Bo's as well, where the quotation it ends is
    another attribution's and Bo's own stands beside it.
    """
    for link in links:
        for start, end in list(link.contents):
            around = [each for each in overlapping(quotations, start, end) if each.start <= start and end <= each.end]
            if len(link.contents) < 2 or not around or not around[0].closed:
                continue
            if not speaks_of(link, around[0]) or holds_most(link, around[0]):
                continue
            if any(speaks_of(other, around[0]) and holds_most(other, around[0]) for other in near(links, start)):
                link.contents.remove((start, end))


def end_with_quotation(link: Link, quotations: Sequence[Quotation]) -> None:
    """Take from an attribution what goes on without quote marks behind a whole quotation and its cue.

    In '"We win!" Bo said, and the band struck up' it is not Bo who goes on; in PolNeAR train it is in 15 of 2,521.
    """
    if not link.cues:
        return
    start, end = link.cues[0]
    before = [content for content in link.contents if content[1] <= start]
    if before and any(
        each.closed and (each.start, each.end) == before[-1] for each in overlapping(quotations, *before[-1])
    ):
        link.contents = [each for each in link.contents if each[0] < end or overlapping(quotations, *each)]


def take_whole_quotations(links: Sequence[Link], quotations: Sequence[Quotation]) -> None:
    """Widen a content that has part of a quotation to all of it, if nobody else has another part.

    Who says the end of '"We row. We sail. We swim," said Bo.' says all of it. Of a long quotation the model may have
    read no more than an end, the rest being in another window.
    """
    speakers = _speakers(links, quotations)
    for link in links:
        whole: list[Stretch] = []
        for start, end in link.contents:
            for quotation in overlapping(quotations, start, end):
                if not quotation.closed or len(speakers[quotation.start]) > 1 or not speaks_of(link, quotation):
                    continue
                if all(shared(source, (quotation.start, quotation.end)) <= 0 for source in link.sources):
                    start, end = min(start, quotation.start), max(end, quotation.end)
            if whole and start <= whole[-1][1]:
                start, end = min(start, whole[-1][0]), max(end, whole.pop()[1])
            whole.append((start, end))
        link.contents = whole


def _speakers(links: Sequence[Link], quotations: Sequence[Quotation]) -> dict[int, list[Link]]:
    """Return the attributions that have part of each quotation and their cue outside, by where it begins."""
    speakers: dict[int, list[Link]] = defaultdict(list)
    for link in links:
        parts = {each.start: each for content in link.contents for each in overlapping(quotations, *content)}
        for start, quotation in parts.items():
            if speaks_of(link, quotation):
                speakers[start].append(link)
    return speakers


def introduces(text: str, link: Link, end: int) -> bool:
    """Tell whether an attribution's source and cue follow right behind a quotation's end: '"Go!" the mayor fumed'."""
    start = min((start for start, _ in (*link.sources, *link.cues)), default=-1)
    return start >= end and not text[end:start].strip(" ,")


def give_quotations_once(text: str, links: Sequence[Link], quotations: Sequence[Quotation]) -> None:
    """Leave a quotation that several attributions have with the one that stands nearest, if the others have more.

    What lies between a quotation and who said it is less than a sentence; a speaker further away has said another one.
    """
    speakers = _speakers(links, quotations)
    for quotation in quotations:
        holding = [each for each in speakers[quotation.start] if holds_most(each, quotation)]
        if len(holding) < 2:
            continue
        distances = [_sentences_between(text, link, quotation) for link in holding]
        for link, distance in zip(holding, distances, strict=True):
            rest = [each for each in link.contents if shared(each, (quotation.start, quotation.end)) <= 0]
            if rest and distance > min(distances):
                link.contents = rest


def _sentences_between(text: str, link: Link, quotation: Quotation) -> int:
    between = [
        text[quotation.end : start] if start >= quotation.end else text[end : quotation.start]
        for start, end in (*link.sources, *link.cues)
    ]
    return min(len(_SENTENCE_END.findall(each)) for each in between)


def correct_subjects(
    text: str, links: Sequence[Link], quotations: Sequence[Quotation], sentences: Sequence[int]
) -> None:
    """Give an English participle the subject of its sentence as source, and a passive behind "it" none.

    "Ada Ro mocked Bo Ek, calling him a clown" names its source where the sentence begins; "it is said that" names none.
    """
    for link in links:
        if not link.cues:
            continue
        start, end = link.cues[0]
        if [text[slice(*source)].lower() for source in link.sources] == ["it"]:
            if _PASSIVE.match(text, start, end) and any(text.startswith("that ", each) for each, _ in link.contents):
                link.sources = []
        elif (
            not link.sources
            and _PARTICIPLE.match(text, start, end)
            and _BEHIND_COMMA.search(text, max(0, start - 3), start)
            and not overlapping(quotations, start, end)
        ):
            sentence = sentences[bisect_right(sentences, start) - 1]
            before = [source for each in near(links, start) for source in each.sources if sentence <= source[0] < start]
            link.sources = [min(before)] if before else []
