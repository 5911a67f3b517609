"""Telling the lines of a news page apart. All text here is invented."""

import pytest

from attribune.furniture import find_credit, is_closing, is_furniture, is_name, is_prose, is_title, stated_time


@pytest.mark.parametrize(
    "line",
    ["Hashtags", "#Ferry, #NorthQuay", "Tags: ferry, bridge", "Comments", "12 Comments", "Comments (3)",
     "No comments yet...", "Leave a comment", "Be the first to comment!", "Related Articles", "RELATED STORIES",
     "You may also like", "Try Our AI Features", "Explore what Leafer AI can do for you:",
     "More from The Tide", "© 2025 The Tide"],
)  # fmt: skip
def test_lines_behind_an_article_are_closing(line: str) -> None:
    """Tags, comment boxes, adverts for features and lists of other articles are recognised in any case."""
    assert is_closing(line)
    assert is_furniture(line)


@pytest.mark.parametrize(
    "line", ["Advertisement", "Read more", "Also read: Ferry to stop", "Share", "Share on Facebook", "* * *", "-30-"]
)
def test_lines_between_paragraphs_are_furniture_but_not_closing(line: str) -> None:
    """Adverts, links and buttons are furniture, but an article may go on behind them."""
    assert is_furniture(line)
    assert not is_closing(line)


@pytest.mark.parametrize(
    "line",
    ["Comments by the mayor angered residents", "Related costs rose by a third, she said.",
     "Tags on the crates were lost", "Share prices fell on Monday.", "Home owners fear the bridge",
     "He could not read more.", "More than a year ago"],
)  # fmt: skip
def test_sentences_are_no_furniture(line: str) -> None:
    """A line that only begins with a word of furniture is none."""
    assert not is_furniture(line)


@pytest.mark.parametrize(
    "line",
    ["Two hours ago the ferry left", "May", "March", "Mark 5", "7 boats", "In an hour", "10:32", "2025", "long ago"],
)
def test_lines_that_hold_more_or_less_than_a_time_state_none(line: str) -> None:
    """A line states a time only if it is a whole date or age, and nothing else."""
    assert stated_time(line) is None


def test_age_is_told_from_date() -> None:
    """An age counts as relative, a date does not, and words around the time are left out of it."""
    age, date = stated_time("Updated 3 hours ago"), stated_time("Published on 7 June 2025, 10:32")

    assert age is not None
    assert date is not None
    assert (age.published, age.relative) == ("3 hours ago", True)
    assert (date.published, date.relative) == ("7 June 2025, 10:32", False)


@pytest.mark.parametrize(
    ("line", "title", "prose"),
    [
        ("Ferry to stop in May", True, False),
        ("Will the ferry stop?", True, True),
        ("Ferry talks resume in the U.S.", True, False),
        ("The ferry stops in May.", False, True),
        ("She said: “It stops in May.”", True, True),
        ("Ferry, ", False, False),
        ("ferry " * 40, False, True),
    ],
)
def test_titles_and_prose(line: str, title: bool, prose: bool) -> None:
    """A title is short and has no full stop; prose ends like a sentence or is long."""
    assert (is_title(line.strip()), is_prose(line.strip())) == (title, prose)


@pytest.mark.parametrize("name", ["The Tide", "New Quay Times", "islandradio.com", "BBC News", "Radio of the Isles"])
def test_names_are_capitalised(name: str) -> None:
    """An outlet's name has capitals in its content words, or is a domain."""
    assert is_name(name)
    assert not is_name(f"{name} says the ferry will stop")


def test_credit_begins_at_its_dash() -> None:
    """The index of a credit is that of its dash; without a line above, a line is no credit."""
    assert find_credit("It ends in May. – The Tide", "") == 16
    assert find_credit("– The Tide", "It ends in May.") == 0
    assert find_credit("– The Tide", "") is None
