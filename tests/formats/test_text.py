"""Reading plain text: single articles, and pages that an aggregator ran together. All text here is invented."""

import io
import time
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attribune.formats.text import read_text
from attribune.reading import ReadOptions, Reject
from attribune.records import Article

SEED = Path(__file__).parents[3] / "shared" / "data" / "seeds" / "page.txt"

BODY = (
    "NORTH QUAY: The ferry between the two islands will stop in May, the harbour office says. 'We looked for a buyer "
    "for two years,' said Mara Lind, who heads the office. The council has set money aside for a smaller boat."
)
PARAGRAPHS = (
    "The ferry between the two islands will stop running in May after sixty years of service, the office said today.\n"
    "Residents fear for the winter supplies and want a smaller boat until the bridge between the islands is built."
)
PAGE = f"""
Islanders to lose their ferry after sixty years
The ferry at its berth in North Quay last winter. — Quay Pictures
{PARAGRAPHS} – Northern Wire
Hashtags
#Ferry,
#NorthQuay

Try Our AI Features
Explore what Leafer AI can do for you:
Summarise
Comments
No comments yet...
Related Articles


The Quay Courier
12 minutes ago
- Transport
- The Quay Courier
Council votes for a smaller boat
{BODY} - The Island Times


Island Radio
a day ago
- Island Radio
Opinion: who asked for a bridge at all?
{BODY}


The Tide
2 hours ago
- The Tide
Bridge to cost twice as much
"""


def read(text: str, path: str = "page.txt") -> list[Article]:
    """Return the articles of a file with this text, which must all be articles."""
    found = list(read_text(io.BytesIO(text.encode()), path, options=ReadOptions()))
    assert all(isinstance(each, Article) for each in found)
    return [each for each in found if isinstance(each, Article)]


def block(outlet: str, stated: str, repeated: str, title: str, body: str = BODY) -> str:
    """Return an article as it stands on an aggregator page, with the page's blank lines behind it."""
    return f"{outlet}\n{stated}\n{repeated}{title}\n{body}\n\n\n"


def test_aggregator_page_is_split_into_its_articles() -> None:
    """Every article of a page is found under its headline; a headline alone in a list is none."""
    assert [article.title for article in read(PAGE)] == [
        "Islanders to lose their ferry after sixty years",
        "Council votes for a smaller boat",
        "Opinion: who asked for a bridge at all?",
    ]


def test_page_header_gives_outlet_and_time() -> None:
    """Outlet and time are those of the header above the article; the first article of a page may have none."""
    stated = [(article.outlet, article.published) for article in read(PAGE)]

    assert stated == [(None, None), ("The Quay Courier", "12 minutes ago"), ("Island Radio", "a day ago")]


def test_credit_stands_beside_the_text() -> None:
    """The credit behind the last sentence is stored as it stands, and the text ends before it."""
    articles = read(PAGE)

    assert [article.credit for article in articles] == ["– Northern Wire", "- The Island Times", None]
    assert articles[0].text.endswith("is built.")
    assert articles[1].text == f"Council votes for a smaller boat\n{BODY}"


def test_page_furniture_is_in_no_article() -> None:
    """Tags, adverts, comment boxes, headers and lists of related articles belong to no article."""
    text = "\n".join(article.text for article in read(PAGE))

    for furniture in ("Hashtags", "#", "Leafer", "Summarise", "omments", "Related", "ago", "Transport", "Tide"):
        assert furniture not in text


def test_articles_of_a_page_are_numbered() -> None:
    """Several articles of a file get its path and their number as id, a single one the path alone."""
    assert [article.id for article in read(PAGE)] == ["page.txt#1", "page.txt#2", "page.txt#3"]
    assert [article.id for article in read(PARAGRAPHS)] == ["page.txt"]


@pytest.mark.parametrize(
    "stated",
    ["43 minutes ago", "an hour ago", "3 hours ago", "2 days ago", "a week ago", "5h ago", "Just now", "yesterday",
     "Yesterday at 10:32", "2025-06-07", "7 June 2025", "Jun 7, 2025, 10:32 am", "Saturday, June 7, 2025",
     "07/06/2025"],
)  # fmt: skip
def test_every_way_to_state_a_time_opens_an_article(stated: str) -> None:
    """Ages and dates in the usual spellings are times, and are kept as the page states them."""
    page = block("The Tide", stated, "- The Tide\n", "Bridge to cost twice as much") + block(
        "Island Radio", stated, "- Island Radio\n", "Council votes for a smaller boat"
    )

    assert [article.published for article in read(page)] == [stated, stated]


def test_outlet_need_not_be_repeated() -> None:
    """Headers without the second outlet line split a page that has more than one of them."""
    page = block("The Tide", "an hour ago", "", "Bridge to cost twice as much") + block(
        "islandradio.com", "Published 7 June 2025", "", "Council votes for a smaller boat"
    )

    assert [(article.outlet, article.published) for article in read(page)] == [
        ("The Tide", "an hour ago"),
        ("islandradio.com", "7 June 2025"),
    ]


def test_age_alone_opens_an_article_behind_another() -> None:
    """A name and an age that stand apart over a headline open an article, even if no other header confirms them."""
    page = f"Ferry to stop in May\n{BODY}\n\nislandradio\n3 hours ago\nBridge to cost twice as much\nBy Bo Ek\n{BODY}"

    assert [(article.title, article.outlet) for article in read(page)] == [
        ("Ferry to stop in May", None),
        ("Bridge to cost twice as much", "islandradio"),
    ]


def test_outlet_and_time_may_share_a_line() -> None:
    """A header line that holds outlet and time with a dot or bar between them is read as both."""
    page = "".join(
        f"\n{outlet} {mark} 2 hours ago\nBridge to cost twice as much\n{BODY}\n"
        for outlet, mark in (("The Tide", "•"), ("Island Radio", "|"))
    )

    assert [article.outlet for article in read(page)] == ["The Tide", "Island Radio"]


def test_page_with_one_article_is_read_without_its_header() -> None:
    """A header whose outlet is named twice is one even where it stands alone."""
    (article,) = read(block("The Tide", "an hour ago", "- The Tide\n", "Bridge to cost twice as much"))

    assert (article.id, article.outlet, article.text) == (
        "page.txt",
        "The Tide",
        f"Bridge to cost twice as much\n{BODY}",
    )


def test_comments_on_an_article_do_not_reach_the_next() -> None:
    """What readers wrote below an article of a page belongs to no article, however long it is."""
    comment = "I have lived here for forty years and nobody ever asked me about a bridge. " * 4
    page = block("The Tide", "an hour ago", "- The Tide\n", "Bridge to cost twice as much") + f"Comments\n{comment}\n\n"
    page += block("Island Radio", "a day ago", "- Island Radio\n", "Council votes for a smaller boat")

    assert [article.text.endswith(BODY) for article in read(page)] == [True, True]


def test_age_under_the_title_does_not_split_an_article() -> None:
    """A title over an age and the reporter's name is a title, not an outlet."""
    text = f"Council votes to keep the ferry\n2 hours ago\nBo Ek\nHarbour correspondent\n{PARAGRAPHS}"

    (article,) = read(text)

    assert (article.text, article.outlet, article.published) == (text, None, "2 hours ago")


def test_list_under_a_date_does_not_split_an_article() -> None:
    """A list below a heading and a date is no header, though its dashes look like one."""
    text = f"{PARAGRAPHS}\n\nAgenda\n7 June 2025\n- Agenda of the last meeting\n- The ferry and its crew\n{PARAGRAPHS}"

    assert [article.text for article in read(text)] == [text]


def test_byline_and_date_do_not_split_an_article() -> None:
    """A title, a date, a byline and paragraphs are one article, published on that date."""
    text = f"Islanders to lose their ferry\n\n7 June 2025\n\nBo Ek\nHarbour correspondent\n\n{PARAGRAPHS}"

    (article,) = read(text)

    assert (article.text, article.title, article.published) == (text, "Islanders to lose their ferry", "7 June 2025")


def test_dated_sections_do_not_split_an_article() -> None:
    """A chronology with a date over each section is one article."""
    sections = f"First plans\n7 June 1960\n{PARAGRAPHS}\n\nLast trip\n1 May 2025\n{PARAGRAPHS}"
    text = f"How the ferry came to its end\n\n{sections}"

    assert [article.text for article in read(text)] == [text]


def test_comments_heading_in_the_middle_keeps_what_follows() -> None:
    """In a file of one article, a heading that could be furniture does not end it when much prose follows."""
    text = f"Report on the ferry\n\n{PARAGRAPHS}\n\nComments\n\n{PARAGRAPHS}\n\nAdvertisement\n\n{PARAGRAPHS}"

    assert [article.text for article in read(text)] == [text]


def test_furniture_around_a_single_article_is_left_out() -> None:
    """Buttons above it, and tags, comments and related articles below it, are not part of an article."""
    text = (
        f"Share\nTweet\n\nFerry to stop\n\n{PARAGRAPHS}\n\nRead more\nBridge costs rise\nTags: ferry\n3 Comments\nNo!\n"
    )

    (article,) = read(text)

    assert article.text == f"Ferry to stop\n\n{PARAGRAPHS}"


def test_short_last_sentence_behind_an_advert_is_kept() -> None:
    """Furniture between paragraphs takes no paragraph with it."""
    text = f"{PARAGRAPHS}\nAdvertisement\nShe declined to comment."

    assert [article.text for article in read(text)] == [text]


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (f"Ferry to stop in May\n\n{PARAGRAPHS}", "Ferry to stop in May"),
        (f"Will the ferry stop in May?\n{PARAGRAPHS}", "Will the ferry stop in May?"),
        (f"The office said so on Monday.\n\n{PARAGRAPHS}", None),
        ("The office will stop the ferry in May, it\nsaid on Monday, and the council wants\na boat.", None),
        (PARAGRAPHS, None),
        ("Ferry", None),
    ],
)
def test_title_is_a_first_line_that_is_no_sentence(text: str, title: str | None) -> None:
    """A short first line without a full stop over a blank line or a paragraph is the title, and stays in the text."""
    (article,) = read(text)

    assert (article.title, article.text) == (title, text)


@pytest.mark.parametrize(
    ("ending", "credit"),
    [
        ("It ends in May. – Reuters", "– Reuters"),
        ("It ends in May.\n— AFP", "— AFP"),
        ("'It ends in May.' – Bernama/dpa", "– Bernama/dpa"),
        ("'It ends in May,' she said. 'All of it.' - The Island Times", "- The Island Times"),
        ('"It ends in May." – Mara Lind', None),
        ('"It ends in May."\n– Mara Lind', None),
        ("It ends in May. – or so they say", None),
        ("It ends in May – Mara Lind", None),
        ("Three things end.\n- Ferry\n- Harbour Office", None),
        ("Lind - The Island Times", None),
    ],
)
def test_credit_is_a_dash_and_a_name_behind_a_sentence(ending: str, credit: str | None) -> None:
    """Neither the speaker of a quotation, an aside nor the last item of a list is a credit."""
    text = f"{PARAGRAPHS}\n{ending}"

    (article,) = read(text)

    assert article.credit == credit
    assert article.text == (text.removesuffix(credit).rstrip() if credit else text)


def test_crlf_stays_in_the_text() -> None:
    """Line ends are kept as they are, and counted."""
    page = PAGE.replace("\n", "\r\n")

    articles = read(page)

    assert len(articles) == 3
    assert articles[1].text == f"Council votes for a smaller boat\r\n{BODY}"
    assert [page[article.origin.start : article.origin.end] for article in articles] == [a.text for a in articles]


def test_origin_counts_from_behind_the_byte_order_mark() -> None:
    """The mark is no part of the text, so an article at the start of a file stands at 0."""
    (article,) = read_text(io.BytesIO(b"\xef\xbb\xbfFerry"), "a.txt", options=ReadOptions())

    assert isinstance(article, Article)
    assert (article.text, article.origin.start, article.origin.end) == ("Ferry", 0, 5)


@pytest.mark.parametrize("word", ["Ferry", "Comments", "Hashtags", "?", "yesterday"])
def test_one_word_is_an_article(word: str) -> None:
    """A file of one word is an article, even if the word could be furniture."""
    assert [article.text for article in read(f"\n {word}\n")] == [word]


@pytest.mark.parametrize(("data", "kind"), [(b"", "empty"), (b"\xef\xbb\xbf", "empty"), (b" \r\n\t\n", "white space")])
def test_file_without_text_is_rejected(data: bytes, kind: str) -> None:
    """An empty file and one of white space are rejects that say so."""
    (reject,) = read_text(io.BytesIO(data), "a.txt", options=ReadOptions())

    assert isinstance(reject, Reject)
    assert reject.path == "a.txt"
    assert reject.reason.startswith("no text")
    assert kind in reject.reason


@pytest.mark.parametrize("unit", ["The ferry will stop. ", "- ", "#a", "'", "an hour ago - The Tide "])
def test_line_of_five_megabytes_is_one_article(unit: str) -> None:
    """A file of five megabytes on one line is read in under two seconds, whatever the line repeats."""
    text = "Ferry " + unit * (5_000_000 // len(unit))

    begin = time.perf_counter()
    articles = read(text)

    assert time.perf_counter() - begin < 2
    assert [article.text for article in articles] == [text.strip()]


_LINES = st.sampled_from(
    ["", "The Tide", "an hour ago", "- The Tide", "Council votes for a boat", BODY, "Comments", "Hashtags", "#a #b",
     "It ends. – Northern Wire", "– Reuters", "7 June 2025", "Read more", "Lind said:", "\x85", "\u2028 x", "\ufeff"]
)  # fmt: skip


@given(st.one_of(st.text(), st.lists(_LINES).map("\n".join), st.lists(_LINES).map("\r\n".join)))
def test_every_article_is_a_stretch_of_its_file(text: str) -> None:
    """For any text that is not blank, articles are found, in order, apart, and exactly where their origin says."""
    found = list(read_text(io.BytesIO(text.encode()), "a.txt", options=ReadOptions()))
    file_text = text.encode().decode("utf-8-sig")

    articles = [each for each in found if isinstance(each, Article)]
    assert bool(articles) == (bool(file_text.strip()) and "\0" not in text and not text.startswith(_FOREIGN))
    for article in articles:
        assert file_text[article.origin.start : article.origin.end] == article.text
        assert article.text == article.text.strip() != ""
    assert all(left.origin.end <= right.origin.start for left, right in pairwise(articles))


_FOREIGN = ("%PDF-", "PK\x03\x04", "{\\rtf")


@pytest.mark.skipif(not SEED.exists(), reason="needs ../shared/data, which is not part of the repository")
def test_seed_page_has_four_articles_and_no_furniture() -> None:
    """The page that the project was asked for is split as a reader would split it."""
    articles = read(SEED.read_text(encoding="utf-8"))

    assert [article.outlet for article in articles] == [None, "The Star", "New Straits Times", "The Star"]
    assert [article.published for article in articles] == [None, "43 minutes ago", "an hour ago", "an hour ago"]
    assert [article.credit is not None for article in articles] == [True, True, False, True]
    for article in articles:
        assert article.title is not None
        assert article.text.startswith(f"{article.title}\n")
        assert article.text.endswith(".")
        for furniture in ("Hashtags", "AI Features", "Comments", "No comments", "Related Articles", " ago\n"):
            assert furniture not in article.text
