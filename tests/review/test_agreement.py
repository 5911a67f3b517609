from collections import Counter
from typing import Any

import pytest

from attribune.errors import RecordError
from attribune.records import AnnotatedArticle, Annotator, Attribution, Origin, Speaker, TextSpan
from attribune.review.agreement import measure_agreement, nominal_alpha

TEXT = "Ida Ask said the dam leaks. Bo Ek denied that it does."


def span(part: str) -> TextSpan:
    """Return the first place of the part in the text."""
    start = TEXT.index(part)
    return TextSpan(start=start, end=start + len(part), text=part)


def attribution(content: str, cue: str, source: str, **fields: Any) -> Attribution:
    """Return an attribution from the words of its spans."""
    fields = {"id": content, "style": "indirect", **fields}
    return Attribution(content=[span(content)], cue=span(cue), source=[span(source)], **fields)


def version(annotator: str, *attributions: Attribution, article_id: str = "a", text: str = TEXT) -> AnnotatedArticle:
    """Return an article as one annotator left it."""
    return AnnotatedArticle(
        id=article_id,
        text=text,
        origin=Origin(path="a.txt", start=0, end=len(text)),
        annotator=Annotator(name=annotator, version=""),
        speakers=[Speaker(id="s1", name="Ida Ask", kind="person"), Speaker(id="s2", name="Ms Ask", kind="person")],
        attributions=list(attributions),
    )


LEAK = attribution("the dam leaks", "said", "Ida Ask")
DOES = attribution("that it does", "denied", "Bo Ek")


def test_same_annotation_agrees_in_all() -> None:
    """Annotators who drew the same agree by 100 percent, with an alpha of 1."""
    result = measure_agreement([version("ana", LEAK, DOES), version("bo", LEAK, DOES)])

    pair = result.pairs["ana / bo"]
    assert (pair.record_strict, pair.record_relaxed, pair.alpha) == (100.0, 100.0, 1.0)
    assert {(each.strict, each.overlap, each.character, each.alpha) for each in pair.roles.values()} == {
        (100.0, 100.0, 100.0, 1.0)
    }
    assert result.overall == pair


def test_agreement_is_told_by_role() -> None:
    """A shorter content costs its exact and character agreement, not its overlap, nor the sources' agreement."""
    short = attribution("leaks", "said", "Ida Ask")

    pair = measure_agreement([version("ana", LEAK), version("bo", short)]).pairs["ana / bo"]

    content = pair.roles["content"]
    assert (content.strict, content.overlap) == (0.0, 100.0)
    # 5 characters of 5, and of 11.
    assert content.character == pytest.approx(200 * 5 / 16)
    assert pair.roles["source"].strict == 100.0
    assert (pair.record_strict, pair.record_relaxed) == (0.0, 0.0)


def test_missed_attribution_costs_the_linked_f() -> None:
    """One of two attributions in common is precision 1 and recall 1/2: an F of 2/3."""
    pair = measure_agreement([version("ana", LEAK, DOES), version("bo", LEAK)]).pairs["ana / bo"]

    assert pair.record_relaxed == pytest.approx(200 / 3)


def test_values_are_compared_where_attributions_match() -> None:
    """Of the attributions in common the share with the same style, attitude, polarity and speaker's name is told."""
    ana = version("ana", LEAK.model_copy(update={"speaker": "s1"}), DOES)
    bo = version("bo", LEAK.model_copy(update={"speaker": "s2", "style": "mixed"}), DOES)

    same = measure_agreement([ana, bo]).overall.same

    # "Ms Ask" is not "Ida Ask".
    assert same == {"style": 50.0, "attitude": 100.0, "polarity": 100.0, "speaker": 50.0}


def test_pairs_stand_apart_and_together() -> None:
    """Every pair has its own figures over the articles that both annotated; the overall ones are of all pairs."""
    articles = [
        version("ana", LEAK),
        version("bo", LEAK),
        version("cleo"),
        version("ana", DOES, article_id="b"),
        version("bo", DOES, article_id="b"),
        version("ana", article_id="c"),
    ]

    result = measure_agreement(articles)

    assert (result.articles, result.single) == (2, 1)
    assert {name: (pair.articles, pair.record_strict) for name, pair in result.pairs.items()} == {
        "ana / bo": (2, 100.0),
        "ana / cleo": (1, 0.0),
        "bo / cleo": (1, 0.0),
    }
    assert result.overall.articles == 4
    # 2 attributions of ana and bo in common, and one that cleo misses in each of the other pairs.
    assert result.overall.record_strict == pytest.approx(200 * 2 / (2 + 4))


def test_alpha_of_a_role_is_that_of_its_characters() -> None:
    """Alpha of the sources comes from the characters, white space aside, that each annotator marked as source."""
    ana = version("ana", attribution("the dam leaks", "said", "Ida Ask"))
    bo = version("bo", attribution("the dam leaks", "said", "Ask"))
    rest = sum(not each.isspace() for each in TEXT) - 6

    result = measure_agreement([ana, bo])

    expected = nominal_alpha({(1, 1): 3, (1, 0): 3, (0, 0): rest})
    assert result.overall.roles["source"].alpha == pytest.approx(expected)
    assert result.overall.roles["content"].alpha == 1.0


def test_alpha_of_nothing_drawn_is_none() -> None:
    """Where nobody marked anything there is nothing to agree on by more than chance."""
    assert measure_agreement([version("ana"), version("bo")]).overall.alpha is None


# Krippendorff, Computing Krippendorff's Alpha-Reliability (2011): two observers, binary; four observers, gaps, nominal.
BINARY = [(0, 1), (1, 1), (0, 1), (0, 0), (0, 0), (0, 1), (0, 0), (0, 0), (1, 0), (0, 0)]
NOMINAL = ["111", "2232", "3333", "3333", "2222", "1234", "4444", "1121", "2222", "555", "11", "3"]


def test_alpha_is_krippendorffs() -> None:
    """Alpha has the value that Krippendorff computes by hand, also with values missing."""
    assert nominal_alpha(Counter(BINARY)) == pytest.approx(0.095, abs=5e-4)
    assert nominal_alpha(Counter(tuple(each) for each in NOMINAL)) == pytest.approx(0.743, abs=5e-4)


@pytest.mark.parametrize(
    ("articles", "message"),
    [
        ([version("ana"), version("ana", article_id="b")], "no article has two annotators"),
        ([version("ana"), version("ana")], "annotated twice by ana"),
        ([version("ana"), version("bo", text=TEXT + " ")], "not the same text"),
        ([version("ana"), version("ana", article_id="b"), version("bo")], "'a' comes back"),
    ],
)
def test_what_cannot_be_compared_is_refused(articles: list[AnnotatedArticle], message: str) -> None:
    """Versions stand together, each by another annotator and of one text, and there are two of some article."""
    with pytest.raises(RecordError, match=message):
        measure_agreement(articles)
