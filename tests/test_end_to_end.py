"""The shipped pipeline on real files: what a user sees."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.language import Language

from attribune.bridge import to_annotation
from attribune.components.quotations import pair_marks
from attribune.pipeline import annotate, annotator_of
from attribune.reading import read_articles
from attribune.records import AnnotatedArticle, Article, Attribution, Origin
from training.house_styles import STYLES, restyle

EXAMPLES = Path(__file__).parent.parent / "examples"


def article(text: str, id_: str = "x") -> Article:
    """An article of this text."""
    return Article(id=id_, text=text, origin=Origin(path="x.txt", start=0, end=len(text)))


def annotated(nlp: Language, text: str) -> AnnotatedArticle:
    """The annotation of one text."""
    (annotation,) = annotate([article(text)], nlp=nlp)
    assert isinstance(annotation, AnnotatedArticle), annotation
    return annotation


def content(attribution: Attribution) -> str:
    """The texts of all content spans."""
    return " ... ".join(span.text for span in attribution.content)


@pytest.fixture(scope="module")
def examples(nlp: Language) -> dict[str, AnnotatedArticle]:
    """The annotated examples by id."""
    annotations = list(annotate(read_articles([EXAMPLES]), nlp=nlp))
    assert all(isinstance(each, AnnotatedArticle) for each in annotations)
    return {Path(each.id).name: each for each in annotations}


def said(annotation: AnnotatedArticle, part: str) -> tuple[str | None, Attribution]:
    """The speaker's name and the outermost attribution whose content holds this part."""
    names = {speaker.id: speaker.name for speaker in annotation.speakers}
    found = next(each for each in annotation.attributions if part in content(each))
    return names.get(found.speaker or ""), found


@pytest.mark.parametrize(
    ("name", "part", "speaker"),
    [
        ("harbour_us.txt", "a living", "Marisol Quintero"),
        ("harbour_us.txt", "I have heard every bucket", "Marisol Quintero"),
        ("harbour_us.txt", "add 11 weeks", "Alden Marine Works"),
        ("harbour_us.txt", "lose the year", "Dov Amsel"),
        ("railway_uk.txt", "We've seen this before", "Harriet Osei"),
        ("railway_uk.txt", "not going to run trains", "Lydia Marchetti"),
        ("railway_uk.txt", "People don't mind bad news", "Oyelaran Pike"),
        ("aggregator_page.txt#1", "The water is here", "Ines Barragan"),
        ("aggregator_page.txt#2", "nobody wants to be first", "Stephen Innes"),
        ("aggregator_page.txt#3", "I can't name them yet", "Greta Solheim"),
    ],
)
def test_examples_are_attributed(examples: dict[str, AnnotatedArticle], name: str, part: str, speaker: str) -> None:
    """Quotations in three house styles go to who said them."""
    assert said(examples[name], part)[0] == speaker


def test_content_continues_after_the_cue(examples: dict[str, AnnotatedArticle]) -> None:
    """A quotation that goes on behind its cue is one attribution with two content spans."""
    _, attribution = said(examples["harbour_us.txt"], "a living")

    assert [span.text for span in attribution.content] == [
        "“We are not asking anyone to give up a living,”",
        "“We are asking for five quiet hours.”",
    ]
    assert attribution.style == "direct"


def test_flattened_paragraphs_stay_one_quotation(examples: dict[str, AnnotatedArticle]) -> None:
    """An opening mark repeated inside one line does not end the quotation."""
    _, attribution = said(examples["aggregator_page.txt#2"], "nobody wants to be first")

    assert "Once the figures are out" in content(attribution)
    assert attribution.addressee is not None
    assert attribution.addressee.text == "the Courier"


def test_scare_quotes_and_titles_are_not_contents(examples: dict[str, AnnotatedArticle]) -> None:
    """A nickname and a title in quote marks are nobody's words."""
    contents = [content(each) for annotation in examples.values() for each in annotation.attributions]

    assert "“Big Nell,”" not in contents
    assert "'Open Score'" not in contents


def test_declined_to_comment_is_no_claim(examples: dict[str, AnnotatedArticle]) -> None:
    """Not saying anything has an attitude of its own."""
    attitudes = {each.cue.text: each.attitude for each in examples["harbour_us.txt"].attributions if each.cue}

    assert {attitude for cue, attitude in attitudes.items() if cue.startswith("declined")} <= {"no_comment"}


@pytest.mark.parametrize("style", [*STYLES])
@pytest.mark.parametrize("flatten", [False, True])
def test_house_style_changes_little(nlp: Language, style: str, flatten: bool) -> None:
    """The same article in other quote marks, or in one line, has mostly the same contents."""
    text = (EXAMPLES / "harbour_us.txt").read_text(encoding="utf-8")
    restyled = restyle(text, pair_marks(text), style, flatten=flatten)

    def words(annotation: AnnotatedArticle) -> set[int]:
        return {
            position
            for each in annotation.attributions
            for span in each.content
            for position in range(span.start, span.end)
            if text[position].isalnum()
        }

    before, after = words(annotated(nlp, text)), words(annotated(nlp, restyled))

    assert len(before & after) / len(before | after) > 0.85


@pytest.mark.parametrize(
    "text",
    [
        "Yes",
        '"',
        "“” ‘’",
        'An odd " mark.',
        "👍",
        "\r\n\r\n“We go,”\r\nhe said.\r\n",
        "no " * 3000,
        "a" * 30000,
        "?" * 5000,
    ],
)
def test_odd_texts_are_read(nlp: Language, text: str) -> None:
    """Single words, lone marks, emoji, line ends of other systems and endless words are no trouble."""
    assert annotated(nlp, text).text == text


@settings(max_examples=30, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "Ek said ",
                "that dams leak. ",
                "“We go,” ",
                '"',
                "'",
                "she added.\n",
                "👍🏽",
                "\r\n",
                "according to a memo",
                "é́",
                " ",
                ".",
            ]
        ),
        max_size=40,
    )
)
def test_every_span_is_verbatim(nlp: Language, parts: list[str]) -> None:
    """Whatever the text, each span is the article's own text at its offsets."""
    text = "".join(parts)
    annotation = to_annotation(nlp(text), article(text), annotator_of(nlp))

    for attribution in annotation.attributions:
        for _, span in attribution.spans():
            assert text[span.start : span.end] == span.text
            assert span.text == span.text.strip()


def test_long_articles_are_read_to_their_end(nlp: Language) -> None:
    """An article of many windows is not cut: its last paragraph is attributed like its first."""
    text = (EXAMPLES / "railway_uk.txt").read_text(encoding="utf-8").strip()
    once = annotated(nlp, text).attributions

    many = annotated(nlp, "\n\n".join([text] * 12)).attributions

    last = [each for each in many if each.content[0].start >= 11 * len(text)]
    assert len(many) > 11 * len(once)
    assert len(last) >= len(once) - 2


def test_two_processes_give_the_same(nlp: Language) -> None:
    """Components survive `nlp.pipe(n_process=2)`."""
    texts = ["“We go,” Bo Ek said.", "Ada Lund believes that dams leak."]

    def roles(docs: Iterator) -> list[list[tuple[str, str]]]:
        return [[(span.label_, span.text) for span in doc.spans["attributions"]] for doc in docs]

    assert roles(nlp.pipe(texts, n_process=2)) == roles(nlp.pipe(texts))


def test_components_run_in_a_pipeline_of_the_users_own() -> None:
    """With spaCy's own tokenizer the spans are whole tokens, and the user's tokens stay as they are."""
    import spacy

    nlp = spacy.blank("en")
    for name in ("attribune_quotations", "attribune_tagging", "attribune_linking"):
        nlp.add_pipe(name)
    doc = nlp("“Don't go,” Bo Ek said.")

    assert [token.text for token in doc][:4] == ["“", "Do", "n't", "go"]
    assert ("CONTENT", "“Don't go,”") in [(span.label_, span.text) for span in doc.spans["attributions"]]


def test_seed_page_has_its_four_articles(nlp: Language) -> None:
    """The page the project was asked for: four articles, all their named voices speakers, no furniture."""
    page = Path(__file__).parent.parent.parent / "shared/data/seeds/page.txt"
    if not page.is_file():
        pytest.skip("../shared/data/seeds/page.txt is absent")
    annotations = [each for each in annotate(read_articles([page]), nlp=nlp) if isinstance(each, AnnotatedArticle)]
    whole = page.read_text(encoding="utf-8")

    assert len(annotations) == 4
    names = {speaker.name for each in annotations for speaker in each.speakers}
    for surname in ("Soldatov", "Gabuev", "Innes", "Trump", "Kolbe", "Cook", "Aboulafia"):
        assert any(name.endswith(surname) for name in names), (surname, names)
    for each in annotations:
        assert whole[each.origin.start : each.origin.end] == each.text
        assert not any(word in each.text for word in ("Hashtags", "No comments yet", "Related Articles", "ago\n"))
    contents = {span.text for each in annotations for one in each.attributions for span in one.content}
    assert not contents & {"'gift'", "'Entente-4'", "'AI Plus'"}


def test_output_is_json_lines(nlp: Language, examples: dict[str, AnnotatedArticle]) -> None:
    """A record written as JSON is read again as the same record."""
    for annotation in examples.values():
        line = annotation.model_dump_json()
        assert AnnotatedArticle.model_validate(json.loads(line)) == annotation
