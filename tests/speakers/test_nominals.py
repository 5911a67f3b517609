"""Tests of descriptions found in running text, on invented text."""

from attribune.speakers.lexicon import load_lexicon
from attribune.speakers.nominals import Nominals


def phrases_of(text: str) -> list[str]:
    """Return the descriptions in a text."""
    return [nominal.phrase for nominal in Nominals(text, load_lexicon()).all]


def test_two_groups_joined_are_one_description() -> None:
    """Plurals joined by "and" without an article between them are one group."""
    assert phrases_of("Letters came from 90 retired pilots and drivers.")[-1] == "90 retired pilots and drivers"


def test_participle_behind_an_article_belongs_to_its_noun() -> None:
    """A participle between an article and a noun is part of the description."""
    assert phrases_of("They found an undated memo.") == ["an undated memo"]


def test_descriptions_alike_are_found_between_two_places() -> None:
    """Descriptions with a head noun like the one asked for come in text order, from the stretch asked for alone."""
    text = "He read a memo, then a directive, then a poem, then a report."
    lexicon = load_lexicon()

    found = Nominals(text, lexicon).alike("document", lexicon, 0, text.index("poem"))

    assert [nominal.head for nominal in found] == ["memo", "directive"]
