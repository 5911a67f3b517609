"""The learned components as one component of somebody else's pipeline. All text here is invented."""

from pathlib import Path

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import DocBin, SpanGroup

from attribune.bridge import ATTRIBUTIONS, to_annotation
from attribune.errors import SettingsError
from attribune.pipeline import annotate, annotator_of
from attribune.reading import read_articles
from attribune.records import AnnotatedArticle, Annotator, Article, Origin

EXAMPLES = Path(__file__).parents[2] / "examples"
ANNOTATOR = Annotator(name="Ada", version="1")

# Borders inside tokens of spaCy's English tokenizer: a colon glued to a quote mark, a dash between two words.
GLUED = "The mayor of Lund said:“We open at dawn.”The harbour stays shut—said Bo Ek—until the U.S. ships leave."


def article(text: str) -> Article:
    """An article of this text."""
    return Article(id="x", text=text, origin=Origin(path="x.txt", start=0, end=len(text)))


@pytest.fixture(scope="module")
def users() -> Language:
    """An English pipeline with a component of the user's, and ours behind it."""
    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    nlp.add_pipe("attribune")
    return nlp


def same(ours: AnnotatedArticle, theirs: AnnotatedArticle) -> bool:
    """Whether two annotations say the same, whoever made them."""
    return ours.model_copy(update={"annotator": ANNOTATOR}) == theirs.model_copy(update={"annotator": ANNOTATOR})


@pytest.mark.parametrize("article", list(read_articles([EXAMPLES])), ids=lambda article: article.id)
def test_records_are_those_of_our_own_pipeline(nlp: Language, users: Language, article: Article) -> None:
    """With spaCy's tokens the record of an article is the one that our own tokens give."""
    (ours,), (theirs,) = annotate([article], nlp=nlp), annotate([article], nlp=users)

    assert isinstance(ours, AnnotatedArticle)
    assert ours.attributions
    assert isinstance(theirs, AnnotatedArticle)
    assert same(ours, theirs)


def test_span_within_a_token_is_verbatim_in_the_record(nlp: Language, users: Language) -> None:
    """A border inside a token widens the span on the Doc, and not in the record."""
    doc = users(GLUED)

    record = to_annotation(doc, article(GLUED), ANNOTATOR)

    assert same(to_annotation(nlp(GLUED), article(GLUED), ANNOTATOR), record)
    on_doc = {(span.id_, span.label_, span.start_char, span.end_char) for span in doc.spans[ATTRIBUTIONS]}
    in_record = {
        (each.id, role.upper(), span.start, span.end) for each in record.attributions for role, span in each.spans()
    }
    assert on_doc != in_record, "no border lies inside a token: the text no longer tests anything"


def test_tokens_and_components_of_the_user_are_kept(users: Language) -> None:
    """The Doc has the tokens and sentences that the user's own components gave it."""
    plain = spacy.blank("en")
    plain.add_pipe("sentencizer")

    doc, expected = users(GLUED), plain(GLUED)

    assert [token.text for token in doc] == [token.text for token in expected]
    assert [sentence.text for sentence in doc.sents] == [sentence.text for sentence in expected.sents]


def test_stream_gives_what_single_texts_give(users: Language) -> None:
    """`nlp.pipe` gives every text its own attributions, in order."""
    texts = [GLUED, "", "“We stay,” Ada Holm said.", "The gulls slept."]

    records = [to_annotation(doc, article(text), ANNOTATOR) for doc, text in zip(users.pipe(texts), texts, strict=True)]

    assert records == [to_annotation(users(text), article(text), ANNOTATOR) for text in texts]
    assert [bool(record.attributions) for record in records] == [True, False, True, False]


def test_exact_code_points_survive_docbin(users: Language) -> None:
    """A Doc that was stored and read again gives the same record."""
    doc = users(GLUED)

    (again,) = DocBin(docs=[doc], store_user_data=True).get_docs(users.vocab)

    assert to_annotation(again, article(GLUED), ANNOTATOR) == to_annotation(doc, article(GLUED), ANNOTATOR)


def test_changed_span_goes_before_the_exact_code_points(users: Language) -> None:
    """Whoever puts another span in an attribution's place finds that one in the record."""
    doc = users("“We stay-put,”Ada Holm said.")
    record = to_annotation(doc, article(doc.text), ANNOTATOR)
    assert record.attributions[0].cue is not None
    group = doc.spans[ATTRIBUTIONS]
    spans = [span for span in group if span.label_ != "CUE"]
    cue = doc[len(doc) - 1 :]
    cue.label_, cue.id_ = "CUE", record.attributions[0].id
    doc.spans[ATTRIBUTIONS] = SpanGroup(doc, name=ATTRIBUTIONS, spans=[*spans, cue], attrs=group.attrs)

    changed = to_annotation(doc, article(doc.text), ANNOTATOR)

    assert changed.attributions[0].cue is not None
    assert changed.attributions[0].cue.text == "."


def test_saved_pipeline_loads_again(users: Language, tmp_path: Path) -> None:
    """A user's pipeline with our component is saved and loaded as any other."""
    users.to_disk(tmp_path / "pipeline")

    doc = spacy.load(tmp_path / "pipeline")(GLUED)

    assert to_annotation(doc, article(GLUED), ANNOTATOR) == to_annotation(users(GLUED), article(GLUED), ANNOTATOR)


@pytest.mark.parametrize("language", ["fr", "xx"])
def test_other_languages_are_refused(language: str) -> None:
    """In a pipeline of another language the message says so and names the annotator that reads it."""
    with pytest.raises(SettingsError, match=f"reads English.*'{language}'.*--annotator syntactic"):
        spacy.blank(language).add_pipe("attribune")


def test_annotator_names_pipeline_and_components(users: Language) -> None:
    """The annotator's config says whose pipeline it was, and all of its components."""
    assert annotator_of(users).config == "sentencizer attribune"

    named = spacy.blank("en", meta={"name": "harbour", "version": "2.1"})
    named.add_pipe("attribune")
    assert annotator_of(named).config == "en_harbour 2.1: attribune"
