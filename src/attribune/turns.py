"""Turns and signatures: words whose speaker the layout names, before a colon or behind a dash."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from attribune.components.quotations import REPORTING, Quotation

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


# "— Ada Ro", "- Bo Ek, pilot", "―Cy Lum." at the end of a line, or before the next quotation where lines were joined.
_SIGNATURE = re.compile(
    r"[ \t\xa0]*(?:\r?\n[ \t\xa0]*){0,2}(?P<dash>[―—–]|-{1,2})[ \t\xa0]*"
    r"(?P<name>[^\W\d_a-z][\w.’'-]*(?:[ \xa0](?:[^\W\d_a-z][\w.’'-]*|d[aei]l?|l[ae]|v[ao]n|der|of|the)){0,6}?)"
    r"(?:,[^\r\n“\"]{1,80}?)?\.?(?:[ \t\xa0]*(?=[\r\n]|\Z)|[ \t\xa0]+(?=[“„«‘‚‹\"']))"
)
_FULL_STOP = re.compile(r"(?<!\b\w)(?<!\b[JS]r)\.$")


class Signature(NamedTuple):
    """The name behind a quotation that is a paragraph of its own; stretches are code points, half-open."""

    words: Stretch
    dash: Stretch
    name: Stretch


def find_signatures(text: str, quotations: Sequence[Quotation]) -> Iterator[Signature]:
    """Yield the signed ones of some quotations, in text order: letters, voices from the street, blurbs.

    A signed quotation is a paragraph of its own or, where line breaks were lost, one of several that follow each other.
    """
    found = [
        (quotation, match)
        for quotation in quotations
        if not quotation.depth and (match := _SIGNATURE.match(text, quotation.end))
    ]
    joined: set[int] = set()
    for number, ((_, match), (after, _)) in enumerate(pairwise(found)):
        if not text[match.end() : after.start].strip():
            joined |= {number, number + 1}
    for number, (quotation, match) in enumerate(found):
        start = quotation.start if number in joined else _start_of_line(text, quotation, quotations)
        if start is not None:
            words = (start, quotation.end)
            start, stop = match.span("name")
            # An initial and "Jr." keep their full stop.
            stop -= bool(_FULL_STOP.search(match["name"]))
            yield Signature(words, match.span("dash"), (start, stop))


def _start_of_line(text: str, last: Quotation, quotations: Sequence[Quotation]) -> int | None:
    """Return where the line of a quotation begins, if with a quotation and if nobody reports what follows.

    A letter that quotes somebody in turn, and whose marks were not paired as meant, is one quotation to whoever signed.
    """
    line = text.rfind("\n", 0, last.start) + 1
    line += len(text[line : last.start]) - len(text[line : last.start].lstrip())
    own = [each for each in quotations if not each.depth and line <= each.start <= last.start]
    if own[0].start > line or any(REPORTING.search(f",{text[one.end : other.start]}") for one, other in pairwise(own)):
        return None
    return line
