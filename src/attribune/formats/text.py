"""Plain text: one article per file, or a page of several that an aggregator ran together.

On such a page each article stands under a header: its outlet, the time ("43 minutes ago", a date), often the outlet
again behind a dash, then the headline and the body. Tags, comment boxes, lists of related articles and adverts stand in
between. A file without such headers is one article and is never split.
"""

from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import BinaryIO, NamedTuple

from attribune.decoding import decode
from attribune.furniture import (
    MAX_OUTLET,
    StatedTime,
    dashed_label,
    find_credit,
    is_closing,
    is_furniture,
    is_name,
    is_prose,
    is_title,
    opens_list,
    stated_time,
)
from attribune.reading import ReadOptions, Reject
from attribune.records import Article, Origin

# A single article ends at "Comments" or "Related" only if less prose than this follows, in code points: such a line can
# also be a heading or a box in the middle of an article, and lost text is worse than furniture kept.
_MAX_PROSE_BEHIND = 200
# A time this far down, in lines that hold text, no longer says when the article appeared.
_MAX_BYLINE = 5


class Piece(NamedTuple):
    """One article of a text: its stretch in code points, half-open, and what the page says about it."""

    start: int
    end: int
    title: str | None
    outlet: str | None
    published: str | None
    credit: str | None


class _Line(NamedTuple):
    start: int
    text: str
    after_blank: bool

    @property
    def end(self) -> int:
        return self.start + len(self.text)


class _Header(NamedTuple):
    """Lines `first` to `body` (half-open) stand above an article. `sure`: no other line of the page must confirm it."""

    first: int
    body: int
    outlet: str
    published: str
    sure: bool


def read_text(stream: BinaryIO, path: str, *, options: ReadOptions) -> Iterator[Article | Reject]:
    """Yield the articles of one plain-text file; `file_text[origin.start:origin.end] == text` for each.

    `file_text` is the decoded file without a byte-order mark and with its line ends as they are. The headline is part
    of the text, a credit behind the last sentence is not. Several articles get the ids `path#1`, `path#2` and so on.
    """
    text = decode(stream.read(), path)
    if isinstance(text, Reject):
        yield text
        return
    if not text.strip():
        kind = "the file holds only white space" if text else "the file is empty"
        yield Reject(path=path, reason=f"no text: {kind}")
        return
    pieces = find_articles(text)
    for number, piece in enumerate(pieces, start=1):
        yield Article(
            id=f"{path}#{number}" if len(pieces) > 1 else path,
            text=text[piece.start : piece.end],
            title=piece.title,
            outlet=piece.outlet,
            published=piece.published,
            credit=piece.credit,
            origin=Origin(path=path, start=piece.start, end=piece.end),
        )


def find_articles(text: str) -> list[Piece]:
    """Return the articles of a text that is not blank, in order, at least one."""
    lines = _lines(text)
    headers = _headers(lines)
    if not headers:
        return [find_article(text)]
    pieces = []
    borders = [0, *(header.first for header in headers), len(lines)]
    if any(is_prose(line.text) and not is_furniture(line.text) for line in lines[: borders[1]]):
        pieces.append(_headless(text, lines[: borders[1]], on_page=True))
    for header, end in zip(headers, borders[2:], strict=True):
        # A header over a headline alone is a teaser in a list.
        if any(is_prose(line.text) for line in lines[header.body : end]):
            piece = _piece(text, lines[header.body : end], on_page=True)
            pieces.append(piece._replace(outlet=header.outlet, published=header.published))
    return pieces or [find_article(text)]


def find_article(text: str) -> Piece:
    """Return the one article of a text that is not blank: without the furniture around it and without its credit."""
    return _headless(text, _lines(text), on_page=False)


def _lines(text: str) -> list[_Line]:
    """Return the lines that hold text, stripped."""
    lines = []
    offset = 0
    after_blank = True
    for raw in text.splitlines(keepends=True):
        stripped = raw.strip()
        if stripped:
            lines.append(_Line(offset + raw.index(stripped[0]), stripped, after_blank))
        after_blank = not stripped
        offset += len(raw)
    return lines


def _headers(lines: Sequence[_Line]) -> list[_Header]:
    """Return the headers of an aggregator page; none if the lines are those of a single article."""
    candidates = []
    for index, line in enumerate(lines):
        time = stated_time(line.text)
        if time is not None and (header := _header(lines, index, time)) is not None:
            candidates.append(header)
    return candidates if len(candidates) > 1 or any(header.sure for header in candidates) else []


def _header(lines: Sequence[_Line], index: int, time: StatedTime) -> _Header | None:
    """Return the header around the line that states a time, or None if that line is something else.

    An outlet that is named twice settles it. Otherwise the header must stand apart, a headline and prose must follow,
    and the time must be an age: under a date, another header of the page must confirm it.
    """
    body = index + 1
    labels = []
    while body < len(lines) and (label := dashed_label(lines[body].text)) is not None:
        labels.append(label)
        body += 1
    if body == len(lines):
        return None
    first = index
    outlet = time.outlet
    if outlet is None and index > 0 and _can_be_outlet(lines[index - 1].text):
        first, outlet = index - 1, lines[index - 1].text
    if outlet is None and labels:
        outlet = labels[-1]
    elif outlet is not None and any(_same(outlet, label) for label in labels):
        return _Header(first, body, outlet, time.published, sure=True)
    apart = first == 0 or lines[first].after_blank or is_furniture(lines[first - 1].text)
    headline = lines[body].text
    if (
        outlet is None
        or not apart
        or not (is_name(outlet) or " " not in outlet)
        or not (is_title(headline) and len(headline.split()) > 3)
        or any(each.lower().startswith("by ") for each in (outlet, headline))
        or not any(is_prose(line.text) for line in lines[body + 1 : body + 4])
    ):
        return None
    return _Header(first, body, outlet, time.published, sure=time.relative)


def _can_be_outlet(line: str) -> bool:
    return len(line) <= MAX_OUTLET and not is_furniture(line) and not is_prose(line)


def _same(outlet: str, label: str) -> bool:
    """Tell whether both name one outlet, as "Tide" and "The Tide" do."""
    left, right = outlet.casefold(), label.casefold()
    return left == right or (is_name(outlet) and is_name(label) and (left in right or right in left))


def _headless(text: str, lines: Sequence[_Line], *, on_page: bool) -> Piece:
    """Return the article on lines without a header: below buttons, perhaps with its time above or under its title."""
    first = 0
    published = None
    while first + 1 < len(lines):
        time = stated_time(lines[first].text)
        if time is None and not is_furniture(lines[first].text):
            break
        published = published or (time and time.published)
        first += 1
    for line in lines[first + 1 : first + _MAX_BYLINE]:
        if is_prose(line.text) or published is not None:
            break
        if (time := stated_time(line.text)) is not None:
            published = time.published
    kept = lines if is_furniture(lines[first].text) else lines[first:]
    return _piece(text, kept, on_page=on_page)._replace(published=published)


def _piece(text: str, lines: Sequence[_Line], *, on_page: bool) -> Piece:
    """Return the article that begins on the first of these lines."""
    lines = lines[: _end_of_article(lines, on_page=on_page)]
    last = lines[-1]
    start, end = lines[0].start, last.end
    credit = None
    index = find_credit(last.text, lines[-2].text if len(lines) > 1 else "")
    if index is not None:
        credit = last.text[index:]
        end = start + len(text[start : last.start + index].rstrip())
    title = lines[0].text if _has_title(lines, on_page=on_page) else None
    return Piece(start, end, title, None, None, credit)


def _end_of_article(lines: Sequence[_Line], *, on_page: bool) -> int:
    """Return the index behind the article's last line; the first line always stays."""
    prose = [0, *accumulate(len(line.text) if is_prose(line.text) else 0 for line in lines)]
    end = len(lines)
    for index in range(1, end):
        if (
            prose[index]
            and (on_page or prose[-1] - prose[index] <= _MAX_PROSE_BEHIND)
            and is_closing(lines[index].text)
        ):
            end = index
            break
    # What is left of furniture at the end: buttons, and lists of links, whose items are short lines.
    for index in range(end - 1, 0, -1):
        line = lines[index].text
        if is_furniture(line):
            if index == end - 1 or opens_list(line):
                end = index
        elif is_prose(line) or find_credit(line, lines[index - 1].text) is not None:
            break
    return end


def _has_title(lines: Sequence[_Line], *, on_page: bool) -> bool:
    """Tell whether the first line is a headline: on a page, above a blank line, or above a paragraph on one line."""
    if len(lines) < 2 or not is_title(lines[0].text):
        return False
    # Lines as long as this are not cut at a width, so that the first is short for another reason.
    paragraph = any(len(line.text) > max(100, len(lines[0].text)) for line in lines[1:3])
    return on_page or lines[1].after_blank or paragraph
