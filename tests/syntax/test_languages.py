"""One invented article in each language but English, as trees that a Stanza pipeline would give."""

import pytest

from attribune.components.attitudes import lexicon as attitudes
from attribune.syntax.lexicon import languages, load_lexicon
from tests.syntax.trees import annotated, found, read_article


@pytest.mark.parametrize("lang", ["de", "es", "fr", "pt"])
def test_article_of_the_language_is_annotated_as_its_gold(lang: str) -> None:
    """Every attribution of the article is found with its source, cue and content, and nothing else."""
    doc, gold = read_article(lang)

    assert sorted(found(annotated(doc))) == sorted(gold)


@pytest.mark.parametrize("lang", languages())
def test_every_entry_has_an_attitude_of_the_record(lang: str) -> None:
    """A lexicon names no attitude that the record does not have."""
    lexicon = load_lexicon(lang)
    named = {
        attitude
        for table in (lexicon.verbs, lexicon.adjectives, lexicon.nouns, lexicon.prepositions)
        for entries in table.values()
        for entry in entries
        for attitude in entry.frames.values()
    }

    assert named <= {entry.attitude for entry in attitudes().entries.values()}
