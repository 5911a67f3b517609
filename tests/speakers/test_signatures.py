"""Tests of signatures below letters, on invented text."""

from attribune.speakers.lexicon import load_lexicon
from attribune.speakers.signatures import find_signatures


def signatures_of(text: str) -> list[str]:
    """Return the signatures in a text."""
    return [text[start:end] for start, end in find_signatures(text, load_lexicon())]


def test_names_and_handles_alone_on_lines_are_signatures() -> None:
    """A person's name or a handle is one where several stand alone on their lines."""
    text = "Sell it.\n\nWalter Grimm.\n\nKeep it.\n\nSusan Albright\n\nBurn it.\n\n@nightrider\n"

    assert signatures_of(text) == ["Walter Grimm", "Susan Albright", "@nightrider"]


def test_one_name_on_a_line_is_a_byline() -> None:
    """A single name alone on its line signs nothing."""
    assert signatures_of("Walter Grimm\n\nThe pier was sold on Monday.") == []
