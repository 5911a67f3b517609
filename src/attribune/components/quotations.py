"""Quotations: which stretches of a text stand in quote marks, in any house style."""

import re
from collections.abc import Iterator
from dataclasses import astuple, dataclass

from spacy.language import Language
from spacy.tokens import Doc

from attribune.bridge import QUOTATIONS, make_span, span_group, text_of

# A straight or curly single mark may be an apostrophe; a double one may stand for inches; two single marks, or two
# backticks, are a typewriter's double mark.
_MARK = re.compile(r"``|''|[\"“”„‟«»‹›‘’'‚‛`]")
_OPENS = {"“": "”", "„": "“", "‟": "”", "«": "»", "»": "«", "‹": "›", "›": "‹", "‘": "’", "‚": "‘", "‛": "’"}
_SINGLE = frozenset("‘’'‚‛‹›`")
_STRAIGHT = frozenset(['"', "'", "''", "``", "`"])
_ALWAYS_OPEN = frozenset(["„", "‚", "‟", "``"])

_BEFORE_OPENING = frozenset("([{<—–-/:=*\u200b\"“„‘'«‹")
_AFTER_OPENING = frozenset("([{<$£€¥#@…—–-.*&%+~/\"“‘'’«‹")
_AFTER_CLOSING = frozenset(")]}>.,;:!?…—–-/*\"”’'»›&|")
_SENTENCE_END = frozenset(".!?…:")
# Words that begin with an elision: a mark before one of them is an apostrophe ("the '90s", "rock 'n' roll").
_ELISION = re.compile(
    r"(?:\d0s|\d\d\b(?![%.,:]\S|%)|em|til|till|tis|twas|n|bout|cause|cuz|round|neath|gainst|kay|sup|ere|er)\b", re.I
)
_SPACED_WORD = re.compile(r"[ \xa0]\S")
# A reporting clause between an opening mark and the next one shows that the first quotation was never closed.
REPORTING = re.compile(
    r"[,.!?—–-]\s(?:\w+\s){0,4}?(?:said|says|told|added|adds|asked|wrote|writes|explained|continued|replied)\b"
)
# A line that ends in the middle of a sentence was wrapped; its paragraph goes on.
_PARAGRAPH_BREAK = re.compile(r"(?<=[^\w\s,;])[ \t]*(?:\r\n|\r|\n)\s*|\s*?(?:\r\n?|\n)[ \t]*(?:\r\n?|\n)\s*")

# An unclosed quotation is taken to last to the end of its paragraph only if that is near: the longest closed
# single-paragraph quotation of PolNeAR train has 1,000 characters; a flattened article has thousands.
_MAX_UNCLOSED = 1000
# Nor may a mark stay open for longer than this without closing or being repeated, nor marks nest deeper: what does
# is a row of stray marks, and following it would take time quadratic in its length.
_MAX_OPEN = 4000
_MAX_DEPTH = 4
_MAX_LOOKAHEAD = 20


@dataclass(frozen=True)
class Quotation:
    """A stretch in quote marks.

    `start` and `end` are code points, half-open, marks included. `marks` are the offsets of all its marks: the opening
    one, one for every paragraph that re-opens it, and the closing one if there is one. `depth` is 0 for a quotation
    that lies in no other.
    """

    start: int
    end: int
    marks: tuple[int, ...]
    depth: int
    closed: bool


@dataclass
class _Open:
    """A quotation whose closing mark has not been seen yet."""

    mark: str
    marks: list[int]
    width: int
    paragraphs: int = 0

    @property
    def single(self) -> bool:
        return self.mark in _SINGLE


def pair_marks(text: str, *, max_paragraphs: int = 100) -> list[Quotation]:
    """Return the quotations of a text in order of their opening marks.

    Straight, curly, low-high and guillemet marks, double and single, nest in each other. A paragraph that repeats the
    opening mark continues the quotation (newspaper convention), also when paragraphs were flattened into one line. A
    mark that never closes ends with its paragraph; one stray mark costs at most one quotation. Apostrophes, elisions,
    possessive plurals, inches and minutes are not marks. Nothing here raises on unbalanced marks.
    """
    found: list[Quotation] = []
    stack: list[_Open] = []
    marks = [(match.start(), match.group()) for match in _MARK.finditer(text)]
    breaks = _paragraph_breaks(text)
    next_break = next(breaks, None)
    for number, (position, mark) in enumerate(marks):
        while next_break is not None and next_break[0] <= position:
            _cross_paragraph(text, stack, next_break, marks[number], found, max_paragraphs)
            next_break = next(breaks, None)
        if stack and position - stack[0].marks[-1] > _MAX_OPEN:
            _abandon(text, stack, 0, position, found)
        opens, closes = _can_open(text, position, mark), _can_close(text, position, mark)
        if not opens and not closes:
            continue
        index = _matching(stack, mark) if closes else None
        if index is not None and opens and _reads_as_opening(text, position, mark):
            index = None
        if index is not None and _is_possessive(text, position, mark) and _closes_later(text, marks, number):
            continue
        if index is not None:
            _close(stack, index, position + len(mark), found)
        elif opens:
            _open(text, stack, position, mark, found)
    for number in range(len(stack) - 1, -1, -1):
        _abandon(text, stack, number, next_break[0] if next_break else len(text), found)
    return sorted(found, key=lambda quotation: (quotation.start, -quotation.end))


def _paragraph_breaks(text: str) -> Iterator[tuple[int, int]]:
    return (match.span() for match in _PARAGRAPH_BREAK.finditer(text))


def _can_open(text: str, position: int, mark: str) -> bool:
    before = text[position - 1] if position else " "
    after = text[position + len(mark) : position + len(mark) + 1]
    if mark in ("«", "‹") and (before.isspace() or before in _BEFORE_OPENING):
        return True  # French style keeps a space inside the marks.
    if mark == "”" and (not position or before in "\r\n") and _SPACED_WORD.match(text, position + 1):
        return True  # A typewriter's mark turned curly by a program that took the space behind it for a word's end.
    if not after or after.isspace():
        return False
    if mark in ("”", "’") and not before.isspace():
        return False
    if mark in _SINGLE and _ELISION.match(text, position + 1):
        # Still an opening mark if the same word is closed at once: 'em', 'round'.
        return False
    room_before = before.isspace() or before in _BEFORE_OPENING
    if mark in ("“", "«", "»") or mark in _ALWAYS_OPEN:
        room_before = room_before or not before.isalnum() or mark in ("“", "„")
    return room_before and (after.isalnum() or after in _AFTER_OPENING)


def _can_close(text: str, position: int, mark: str) -> bool:
    if mark in _ALWAYS_OPEN:
        return False
    before = text[position - 1] if position else " "
    after = text[position + len(mark) : position + len(mark) + 1]
    if mark in ("»", "›") and before.isspace():
        return not after or not after.isalnum()
    if mark in ("”", "»", "«", "“"):
        return not before.isspace() or not after or after.isspace()
    if before.isspace():
        return False
    if not after or after.isspace() or after in _AFTER_CLOSING:
        return True
    # No space between a closing mark and the next word: 'the enemy.'The unit - a letter on both sides is an apostrophe.
    return not before.isalnum() and (mark not in _SINGLE or before not in _BEFORE_OPENING)


def _reads_as_opening(text: str, position: int, mark: str) -> bool:
    """Whether a mark that could open or close stands like an opening one: room before it, none after it."""
    before = text[position - 1] if position else " "
    after = text[position + len(mark) : position + len(mark) + 1]
    return (before.isspace() or before in "([{") and (after.isalnum() or after in "([{$")


def _is_possessive(text: str, position: int, mark: str) -> bool:
    """Whether a single mark may be a possessive plural's: the officers' cars."""
    if mark not in _SINGLE or text[position - 1] not in "sSzZx":
        return False
    return text[position + 1 : position + 2].isspace() and text[position + 2 : position + 3].isalnum()


def _closes_later(text: str, marks: list[tuple[int, str]], number: int) -> bool:
    """Whether a surer closing single mark follows in the paragraph before any other opening one."""
    start = marks[number][0]
    for position, mark in marks[number + 1 : number + 1 + _MAX_LOOKAHEAD]:
        if position - start > _MAX_UNCLOSED or _PARAGRAPH_BREAK.search(text, start, position):
            return False
        if mark not in _SINGLE:
            continue
        if _can_open(text, position, mark):
            return False
        if _can_close(text, position, mark) and not _is_possessive(text, position, mark):
            return True
    return False


def _matching(stack: list[_Open], mark: str) -> int | None:
    """The innermost open quotation that this mark closes."""
    for index in range(len(stack) - 1, -1, -1):
        opened = stack[index].mark
        if opened == mark and mark in ('"', "'", "''", "’", "”"):
            return index
        if _OPENS.get(opened) == mark or (opened in ("``", '"', "''") and mark in ('"', "''", "”")):
            return index
        if opened in ("‘", "'", "`") and mark in ("'", "’"):
            return index
        if opened == "“" and mark == '"':
            return index
    return None


def _same_marks(opening: str, other: str) -> bool:
    """Whether one mark may repeat another in the next paragraph: both single or double, both straight or not."""
    return (opening in _SINGLE) == (other in _SINGLE) and (opening in _STRAIGHT) == (other in _STRAIGHT)


def _open(text: str, stack: list[_Open], position: int, mark: str, found: list[Quotation]) -> None:
    """Open a quotation, or continue the same one when a flattened paragraph repeats its opening mark."""
    for index in range(len(stack) - 1, -1, -1):
        opened = stack[index]
        if not _same_marks(opened.mark, mark):
            continue
        between = text[opened.marks[-1] + opened.width : position]
        if between.rstrip()[-1:] in _SENTENCE_END or not between.strip():
            if REPORTING.search(between):
                _abandon(text, stack, index, opened.marks[-1], found)
                break
            del stack[index + 1 :]
            opened.marks.append(position)
            opened.paragraphs += 1
            return
    if len(stack) == _MAX_DEPTH:
        _abandon(text, stack, 0, position, found)
    stack.append(_Open(mark, [position], len(mark)))


def _close(stack: list[_Open], index: int, end: int, found: list[Quotation]) -> None:
    opened = stack[index]
    # Whatever was opened inside and not closed was a stray mark.
    del stack[index:]
    marks = (*opened.marks, end - 1)
    found.append(Quotation(opened.marks[0], end, marks, depth=index, closed=True))


def _abandon(text: str, stack: list[_Open], index: int, end: int, found: list[Quotation]) -> None:
    """Give up on an unclosed quotation, keeping it to `end`, its paragraph's end, where that is near."""
    opened = stack[index]
    del stack[index:]
    if opened.single or end - opened.marks[-1] > _MAX_UNCLOSED:
        return
    end = opened.marks[-1] + len(text[opened.marks[-1] : end].rstrip())
    if end - opened.marks[-1] > opened.width:
        found.append(Quotation(opened.marks[0], end, tuple(opened.marks), depth=index, closed=False))


def _cross_paragraph(
    text: str,
    stack: list[_Open],
    paragraph_break: tuple[int, int],
    next_mark: tuple[int, str],
    found: list[Quotation],
    max_paragraphs: int,
) -> None:
    """At a paragraph's end, keep open only the quotation that the next paragraph re-opens."""
    start, end = paragraph_break
    position, mark = next_mark
    for index in range(len(stack) - 1, -1, -1):
        opened = stack[index]
        reopened = position == end and _same_marks(opened.mark, mark) and _can_open(text, position, mark)
        if index == 0 and reopened and opened.paragraphs < max_paragraphs:
            return
        _abandon(text, stack, index, start, found)


@Language.factory("attribune_quotations", assigns=["doc.spans"], default_config={"max_paragraphs": 100})
def make_quotations(nlp: Language, name: str, max_paragraphs: int) -> "Quotations":
    """Build the component; `max_paragraphs` bounds how far a quotation with repeated opening marks may run."""
    return Quotations(max_paragraphs=max_paragraphs)


def quotations_of(doc: Doc) -> list[Quotation]:
    """Return the quotations that this component found in a Doc."""
    return [
        Quotation(start, end, tuple(marks), depth, closed)
        for start, end, marks, depth, closed in span_group(doc, QUOTATIONS).attrs.get("quotations", [])
    ]


class Quotations:
    """Stores the quotations of a Doc, marks included, in `doc.spans["quotations"]`.

    The group's `attrs["quotations"]` keeps their fields, in code points.
    """

    def __init__(self, *, max_paragraphs: int) -> None:
        self.max_paragraphs = max_paragraphs

    def __call__(self, doc: Doc) -> Doc:
        """Find the quotations of one Doc."""
        group = span_group(doc, QUOTATIONS)
        quotations = pair_marks(text_of(doc), max_paragraphs=self.max_paragraphs)
        group.extend([make_span(doc, quotation.start, quotation.end) for quotation in quotations])
        group.attrs["quotations"] = [[*astuple(quotation)] for quotation in quotations]
        return doc
