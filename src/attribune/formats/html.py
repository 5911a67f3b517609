"""HTML pages: the main text and its metadata, taken out by trafilatura (Barbaresi 2021); nothing is fetched."""

import logging
from collections.abc import Iterator
from typing import BinaryIO

from attribune.decoding import decode
from attribune.formats.text import find_article
from attribune.furniture import is_furniture
from attribune.reading import ReadOptions, Reject
from attribune.records import Article, Origin

# Without a handler of its own, trafilatura's complaints about broken pages would reach the user's terminal.
logging.getLogger("trafilatura").addHandler(logging.NullHandler())


def read_html(stream: BinaryIO, path: str, *, options: ReadOptions) -> Iterator[Article | Reject]:
    """Yield the page's article; its origin counts code points in the extracted text, not in the page's source."""
    page = decode(stream.read(), path)
    if isinstance(page, Reject):
        yield page
        return
    # Imported here because it takes longer than reading a page.
    from trafilatura import bare_extraction
    from trafilatura.settings import Document

    try:
        found = bare_extraction(
            page,
            with_metadata=True,
            include_comments=False,
            # A date that the page does not state is worse than none.
            date_extraction_params={"extensive_search": False, "original_date": True},
        )
    except Exception as error:
        # Whatever a parser meets in arbitrary pages costs one page, never the run.
        yield Reject(path=path, reason=f"not readable as HTML: {error or type(error).__name__}")
        return
    text = found.text if isinstance(found, Document) else None
    if not isinstance(found, Document) or text is None or all(is_furniture(each.strip()) for each in text.splitlines()):
        yield Reject(path=path, reason="no article text on the page: a list of links, a login page or an empty page")
        return
    piece = find_article(text)
    yield Article(
        id=path,
        text=text[piece.start : piece.end],
        title=found.title or piece.title,
        outlet=found.sitename or None,
        published=found.date or piece.published,
        credit=piece.credit,
        origin=Origin(path=path, start=piece.start, end=piece.end),
    )
