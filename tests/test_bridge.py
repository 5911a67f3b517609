import pytest
from spacy.language import Language
from spacy.tokens import Doc, DocBin

from attribune.bridge import make_span, set_annotation, to_annotation
from attribune.records import AnnotatedArticle, Annotator, Article, Attribution, Origin, Speaker, TextSpan

TEXT = "Dams leak, 👍🏽 says Ek\n“We go,” Bo Ek told Bernama."
ANNOTATOR = Annotator(name="Ada", version="1")


def span(part: str) -> TextSpan:
    """The span of a part of the text."""
    start = TEXT.index(part)
    return TextSpan(start=start, end=start + len(part), text=part)


@pytest.fixture
def annotation() -> AnnotatedArticle:
    """An article with two attributions, one of them in its title."""
    return AnnotatedArticle(
        id="x",
        text=TEXT,
        title="Dams leak, 👍🏽 says Ek",
        origin=Origin(path="x.txt", start=0, end=len(TEXT)),
        annotator=ANNOTATOR,
        speakers=[Speaker(id="s1", name="Bo Ek", kind="person", aliases=["Ek"])],
        attributions=[
            Attribution(
                id="a1",
                style="indirect",
                headline=True,
                content=[span("Dams leak")],
                cue=span("says"),
                source=[TextSpan(start=19, end=21, text="Ek")],
                speaker="s1",
                confidence=0.5,
            ),
            Attribution(
                id="a2",
                style="direct",
                content=[span("“We go,”")],
                cue=span("told"),
                source=[span("Bo Ek")],
                addressee=span("Bernama"),
                speaker="s1",
                confidence=0.75,
            ),
        ],
    )


def test_annotation_goes_to_a_doc_and_back(blank_nlp: Language, annotation: AnnotatedArticle) -> None:
    """A record put on a Doc of the same text comes back equal: spans, fields, speakers, the headline's flag."""
    doc = set_annotation(blank_nlp(TEXT), annotation)

    assert to_annotation(doc, annotation, ANNOTATOR) == annotation


def test_state_survives_docbin(blank_nlp: Language, annotation: AnnotatedArticle) -> None:
    """Span groups with their attributes survive spaCy's own serialization, twice."""
    doc = set_annotation(blank_nlp(TEXT), annotation)
    stored = DocBin(docs=[doc]).to_bytes()
    (again,) = DocBin().from_bytes(stored).get_docs(blank_nlp.vocab)

    assert to_annotation(Doc(blank_nlp.vocab).from_bytes(again.to_bytes()), annotation, ANNOTATOR) == annotation


def test_another_text_is_refused(blank_nlp: Language, annotation: AnnotatedArticle) -> None:
    """A Doc of another text cannot be read as this article's annotation."""
    article = Article(id="x", text=TEXT, origin=annotation.origin)

    with pytest.raises(ValueError, match="'x': the Doc does not hold the article's text"):
        to_annotation(blank_nlp("Something else."), article, ANNOTATOR)


def test_span_widens_to_whole_tokens(blank_nlp: Language) -> None:
    """Offsets inside a token give the whole token; offsets of nothing are refused."""
    doc = blank_nlp("Dams leak")

    assert make_span(doc, 6, 8).text == "leak"
    with pytest.raises(ValueError, match="no token of the Doc covers code points 90-95"):
        make_span(doc, 90, 95)


@pytest.mark.parametrize("text", ["", " ", "a", " a ", "a  b\t\r\n c\n\n", "é́​  x", "\x00_x_ ~ 1.5"])
def test_tokens_join_to_the_text(blank_nlp: Language, text: str) -> None:
    """Our tokens lose no character, white space of every kind included."""
    assert blank_nlp(text).text == text
