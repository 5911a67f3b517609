from typing import Any

import pytest

from attribune.formats.label_studio_reviews import Reviewed, from_task
from attribune.records import AnnotatedArticle, Annotator, Attribution, Origin, Speaker, TextSpan
from attribune.review.adjudication import Adjudicated, adjudicate
from attribune.review.preflight import check_task

TEXT = "Ida Ask said the dam leaks. Bo Ek denied that it does."


def span(part: str) -> TextSpan:
    """Return the first place of the part in the text."""
    start = TEXT.index(part)
    return TextSpan(start=start, end=start + len(part), text=part)


def attribution(attribution_id: str, content: str, **fields: Any) -> Attribution:
    """Return an attribution from the words of its content."""
    return Attribution(**{"id": attribution_id, "style": "indirect", "content": [span(content)], **fields})


def version(annotator: str, *attributions: Attribution, name: str = "Ida Ask") -> AnnotatedArticle:
    """Return an article as one annotator left it, with one speaker."""
    return AnnotatedArticle(
        id="a",
        text=TEXT,
        origin=Origin(path="a.txt", start=0, end=len(TEXT)),
        annotator=Annotator(name=annotator, version=""),
        speakers=[Speaker(id="s1", name=name, kind="person")],
        attributions=list(attributions),
    )


def settle(*versions: AnnotatedArticle) -> Adjudicated:
    """Return what becomes of the versions of one article."""
    (found,) = adjudicate(versions)
    return found


LEAK = attribution("a1", "the dam leaks", speaker="s1", confidence=0.5)
DOES = attribution("a2", "that it does", within="a1")


def test_full_agreement_is_gold() -> None:
    """What all annotators have alike is gold that names them, with the confidence of a certainty."""
    found = settle(version("ana", LEAK, DOES), version("bo", LEAK, DOES))

    assert found.gold is not None
    assert found.gold.attributions == [LEAK.model_copy(update={"confidence": 1.0}), DOES]
    assert (found.gold.annotator.name, found.gold.annotator.config) == ("adjudicated", "annotators=ana,bo")
    assert (found.task, found.agreed, found.disputed) == (None, 2, 0)


def test_ids_and_white_space_are_no_disagreement() -> None:
    """Annotators who name attributions and speakers otherwise, or take a blank along, still agree."""
    other = attribution("x", " the dam leaks", speaker="s1")

    assert settle(version("ana", LEAK), version("bo", other)).disputed == 0


@pytest.mark.parametrize(
    "fields",
    [
        {"content": [span("dam leaks")]},
        {"cue": span("said")},
        {"source": [span("Ida Ask")]},
        {"addressee": span("Bo Ek")},
        {"style": "direct"},
        {"attitude": "belief"},
        {"polarity": "hedged"},
        {"speaker": None},
    ],
)
def test_any_difference_is_a_dispute(fields: dict[str, Any]) -> None:
    """Spans, style, attitude, polarity and speaker all have to be the same."""
    found = settle(version("ana", LEAK), version("bo", LEAK.model_copy(update=fields)))

    assert (found.gold, found.agreed, found.disputed) == (None, 0, 2)


def test_other_speaker_name_is_a_dispute() -> None:
    """The same speaker id stands for nothing if the names differ."""
    assert settle(version("ana", LEAK), version("bo", LEAK, name="Eva Ask")).disputed == 2


def test_other_enclosing_attribution_is_a_dispute() -> None:
    """What lies within another attribution for one annotator only is disputed, what it lies in is not."""
    found = settle(version("ana", LEAK, DOES), version("bo", LEAK, DOES.model_copy(update={"within": None})))

    assert (found.agreed, found.disputed) == (1, 2)


def test_dispute_is_a_task_that_holds_all_versions() -> None:
    """The task is sound, prefilled with what anybody has, with notes on the disputed, and has each version beside."""
    found = settle(version("ana", LEAK, DOES), version("bo", LEAK))

    assert found.task is not None
    assert check_task(found.task) == []
    assert [each["model_version"] for each in found.task["predictions"]] == ["adjudication", "ana", "bo"]
    notes = [each for each in found.task["predictions"][0]["result"] if each.get("from_name") == "note"]
    assert [each["value"]["text"] for each in notes] == [["ana; not bo"]]
    assert found.task["predictions"][0]["score"] == 0.75


def test_second_round_comes_back() -> None:
    """The task, pulled again, gives every version's attributions once, with ids of their own and their speakers."""
    other = LEAK.model_copy(update={"content": [span("dam leaks")]})
    task = settle(version("ana", LEAK, DOES), version("bo", other, name="Eva Ask")).task
    assert task is not None
    annotation = {"id": 1, "completed_by": "judge", "result": task["predictions"][0]["result"]}

    (found,) = from_task({**task, "id": 1, "annotations": [annotation]}, path="")

    assert isinstance(found, Reviewed)
    names = {speaker.id: speaker.name for speaker in found.article.speakers}
    assert [(each.id, each.content[0].text, each.within) for each in found.article.attributions] == [
        ("a1", "the dam leaks", None),
        ("a1-bo", "dam leaks", None),
        ("a2", "that it does", "a1"),
    ]
    assert [names[each.speaker] for each in found.article.attributions if each.speaker] == ["Ida Ask", "Eva Ask"]
    assert found.article.annotator.config.endswith("prediction=adjudication")


def test_single_version_is_gold_as_it_is() -> None:
    """There is nothing to settle where one person annotated."""
    only = version("ana", LEAK)

    assert settle(only).gold == only


def test_equal_attributions_are_counted() -> None:
    """Two equal attributions of one annotator are not the same as one of another's."""
    twin = LEAK.model_copy(update={"id": "a9"})

    assert settle(version("ana", LEAK, twin), version("bo", LEAK)).disputed == 1
    assert settle(version("ana", LEAK, twin), version("bo", LEAK, twin)).disputed == 0
