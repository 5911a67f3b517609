"""Articles through a spaCy pipeline with a component that fails. All text here is invented."""

from collections.abc import Iterable, Iterator

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc

from attribune import pipeline
from attribune.reading import Reject
from attribune.records import AnnotatedArticle, Article, Origin


def article(text: str) -> Article:
    """Return an article whose id is its text."""
    return Article(id=text, text=text, origin=Origin(path="page.txt", start=3, end=3 + len(text)))


class Stumbling:
    """A component that fails on texts with "stumble", and alike when it works on a batch."""

    def __call__(self, doc: Doc) -> Doc:
        """Return the Doc, or fail."""
        if "stumble" in doc.text:
            raise LookupError("no such stair")
        return doc

    def pipe(self, docs: Iterable[Doc], *, batch_size: int) -> Iterator[Doc]:
        """Yield the Docs after all were seen, or fail before the first."""
        yield from [self(doc) for doc in docs]


class StumblingLate(Stumbling):
    """A component that fails when the Docs before are already through."""

    def pipe(self, docs: Iterable[Doc], *, batch_size: int) -> Iterator[Doc]:
        """Yield every Doc as it comes."""
        yield from (self(doc) for doc in docs)


@pytest.fixture(params=[Stumbling, StumblingLate])
def nlp(request: pytest.FixtureRequest) -> Language:
    """Return a blank pipeline with a component that fails."""
    nlp = spacy.blank("en")
    Language.factory("stumbling", func=lambda nlp, name: request.param())
    nlp.add_pipe("stumbling")
    return nlp


def test_failed_article_costs_no_other(nlp: Language) -> None:
    """An article that a component fails on becomes a reject with its place and the error; the others are annotated."""
    found = list(pipeline.annotate(map(article, ["up", "stumble", "down", "stumble again", "out"]), nlp=nlp))

    assert [each.id for each in found] == ["up", "stumble", "down", "stumble again", "out"]
    assert [each.id for each in found if isinstance(each, AnnotatedArticle)] == ["up", "down", "out"]
    assert found[1] == Reject(
        path="page.txt",
        where="characters 3-10",
        reason="could not be annotated: LookupError: no such stair",
        id="stumble",
    )


def test_rejects_of_a_reader_pass_through(nlp: Language) -> None:
    """A reject among the articles comes out as it is."""
    reject = Reject(path="gone.txt", reason="no such file")

    found = list(pipeline.annotate([article("up"), reject], nlp=nlp))

    assert reject in found
    assert len(found) == 2


def test_articles_are_read_a_batch_at_a_time(nlp: Language, monkeypatch: pytest.MonkeyPatch) -> None:
    """No more articles are taken from the input than one batch holds, by number and by length."""
    monkeypatch.setattr(pipeline, "BATCH_ARTICLES", 4)
    monkeypatch.setattr(pipeline, "BATCH_CHARACTERS", 100)
    taken: list[str] = []

    def articles(texts: Iterable[str]) -> Iterator[Article]:
        for text in texts:
            taken.append(text)
            yield article(text)

    next(pipeline.annotate(articles(f"note {number}" for number in range(10)), nlp=nlp))
    assert len(taken) == 4

    taken.clear()
    next(pipeline.annotate(articles(f"note {number} " * 20 for number in range(10)), nlp=nlp))
    assert len(taken) == 1
