"""Reading HTML pages. All text here is invented."""

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from attribune.formats.html import read_html
from attribune.reading import ReadOptions, Reject
from attribune.records import Article

PARAGRAPHS = (
    "The old ferry between the two islands will stop running in May, the harbour office said on Monday, after sixty "
    "years of service.",
    "“We have looked for a buyer for two years,” said Mara Lind, who heads the office. “Nobody came forward.”",
    "Residents say they fear for the winter supplies and want the council to pay for a smaller boat. – Northern Wire",
)
PAGE = f"""<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>Ferry to stop in May - The Quay Courier</title>
<meta property="og:title" content="Ferry to stop in May"><meta property="og:site_name" content="The Quay Courier">
<meta property="article:published_time" content="2025-06-07T08:00:00Z"></head>
<body><nav><ul><li><a href="/">Home</a></li><li><a href="/sport">Sport</a></li></ul></nav>
<div class="cookie-banner" id="cookies"><p>We use cookies to improve your visit.</p><button>Accept all</button></div>
<main><article><h1>Ferry to stop in May</h1>{"".join(f"<p>{each}</p>" for each in PARAGRAPHS)}</article></main>
<aside class="related"><h2>Related articles</h2><ul><li><a href="/1">Bridge plan delayed again</a></li>
<li><a href="/2">Council to meet on Friday</a></li></ul></aside>
<section id="comments"><h2>Comments</h2><p>Nobody asked me about this.</p></section>
<footer><p>© 2025 The Quay Courier</p><script>track("visit");</script></footer></body></html>"""


def read(page: str) -> Article | Reject:
    """Return the one article or reject of a page."""
    (found,) = read_html(io.BytesIO(page.encode()), "page.html", options=ReadOptions())
    return found


def test_page_yields_its_main_text() -> None:
    """The paragraphs of the article are in the text; menu, cookie banner, related list and footer are not."""
    article = read(PAGE)

    assert isinstance(article, Article)
    for paragraph in PARAGRAPHS:
        assert paragraph.removesuffix(" – Northern Wire") in article.text
    for furniture in ("Sport", "cookies", "Accept", "Related", "Bridge", "Council to", "Nobody asked", "©", "track"):
        assert furniture not in article.text


def test_metadata_comes_from_the_page() -> None:
    """Title, outlet and date are those that the page states in its head; the credit that behind the last sentence."""
    article = read(PAGE)

    assert isinstance(article, Article)
    assert (article.title, article.outlet) == ("Ferry to stop in May", "The Quay Courier")
    assert (article.published, article.credit) == ("2025-06-07", "– Northern Wire")


def test_origin_counts_in_the_extracted_text() -> None:
    """Offsets count in the extracted text, so that they span exactly the text kept of it."""
    article = read(PAGE)

    assert isinstance(article, Article)
    assert (article.id, article.origin.path) == ("page.html", "page.html")
    assert (article.origin.start, article.origin.end) == (0, len(article.text))


def test_xml_declaration_does_no_harm() -> None:
    """A page served as XHTML reads like any other."""
    article = read(f'<?xml version="1.0" encoding="utf-8"?>\n{PAGE}')

    assert isinstance(article, Article)
    assert PARAGRAPHS[0] in article.text


@pytest.mark.parametrize(
    "page",
    [
        "",
        "<html></html>",
        "no page at all",
        "<html><body><nav><a href='/'>Home</a></nav></body></html>",
        "<!--",
        "<<<>>",
    ],
)
def test_page_without_text_is_rejected(page: str) -> None:
    """A page without article text, or a file that is no page, is a reject that says so."""
    reject = read(page)

    assert isinstance(reject, Reject)
    assert "no article text" in reject.reason


def test_page_in_another_encoding_is_rejected() -> None:
    """A Latin-1 page is rejected with its first wrong byte, like any other file."""
    (reject,) = read_html(io.BytesIO(b"<html><body><p>caf\xe9</p>"), "page.html", options=ReadOptions())

    assert isinstance(reject, Reject)
    assert reject.where == "byte 18"
    assert "0xE9" in reject.reason


@settings(deadline=None, max_examples=50)
@given(
    st.lists(st.sampled_from(["<p>", "</div>", "<table>", "<a href='", "&#xD800;", "\x01", "Ferry.", PARAGRAPHS[0]]))
)
def test_broken_page_never_raises(parts: list[str]) -> None:
    """However broken a page is, the outcome is one article or one reject."""
    found = read("<html><body>" + "".join(parts))

    assert isinstance(found, Article | Reject)
