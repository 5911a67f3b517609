import copy
from collections.abc import Callable
from typing import Any

import pytest

from attribune.formats.label_studio import to_task
from attribune.records import AnnotatedArticle, Annotator, Attribution, Origin, Speaker, TextSpan
from attribune.review.preflight import check_task, check_title

TEXT = "The dam leaks 🌊, Ida Ask said."
TASK = to_task(
    AnnotatedArticle(
        id="dam",
        text=TEXT,
        origin=Origin(path="a.txt", start=0, end=len(TEXT)),
        annotator=Annotator(name="model", version="1"),
        speakers=[Speaker(id="s1", name="Ida Ask", kind="person")],
        attributions=[
            Attribution(
                id="a1",
                style="indirect",
                content=[TextSpan(start=0, end=15, text="The dam leaks 🌊")],
                cue=TextSpan(start=25, end=29, text="said"),
                source=[TextSpan(start=17, end=24, text="Ida Ask")],
                speaker="s1",
            )
        ],
    ),
    model_version="m1",
)


def faults(change: Callable[[dict[str, Any]], object]) -> list[str]:
    """Return what is wrong with the task after a change."""
    task = copy.deepcopy(TASK)
    change(task)
    return check_task(task)


def value(task: dict[str, Any], number: int = 0) -> dict[str, Any]:
    """Return the value of an item; the first is the content."""
    found: dict[str, Any] = task["predictions"][0]["result"][number]["value"]
    return found


def find(task: dict[str, Any], **fields: Any) -> dict[str, Any]:
    """Return the first item with these fields."""
    result: list[dict[str, Any]] = task["predictions"][0]["result"]
    return next(each for each in result if fields.items() <= each.items())


def test_task_of_ours_is_sound() -> None:
    """There is nothing wrong with a task as it is made."""
    assert check_task(TASK) == []


def test_order_of_the_items_does_not_matter() -> None:
    """A relation may stand before its regions."""
    assert faults(lambda task: task["predictions"][0]["result"].reverse()) == []


CASES: dict[str, tuple[Callable[[dict[str, Any]], object], str]] = {
    "unknown label": (lambda task: value(task).update(labels=["person"]), "labelled ['person']"),
    "two labels": (lambda task: value(task).update(labels=["content", "cue"]), "labelled ['content', 'cue']"),
    "end beyond the text": (lambda task: value(task).update(end=99), "0-99 is no stretch"),
    "start behind the end": (lambda task: value(task).update(start=20), "20-15 is no stretch"),
    "empty span": (lambda task: value(task).update(end=0, text=""), "0-0 is no stretch"),
    "offset that is no number": (lambda task: value(task).update(start="0"), "no stretch"),
    "other text": (lambda task: value(task).update(text="The dam"), "but the region 'The dam'"),
    "UTF-16 offsets": (lambda task: value(task).update(end=16), "but the region"),
    "white space at the edge": (lambda task: value(task).update(start=3, text=" dam leaks 🌊"), "white space"),
    "repeated region": (lambda task: task["predictions"][0]["result"].append(find(task, type="labels")), "another one"),
    "empty id": (lambda task: find(task, type="labels").update(id=""), "not empty"),
    "id that the editor cuts off": (lambda task: find(task, type="labels").update(id="a#b"), "no # in it"),
    "relation to nothing": (lambda task: find(task, type="relation").update(to_id="gone"), "not there"),
    "unknown relation": (lambda task: find(task, type="relation").update(labels=["said_by"]), "labelled ['said_by']"),
    "relation without label": (lambda task: find(task, type="relation").update(labels=[]), "labelled []"),
    "relation of other ends": (lambda task: find(task, type="relation").update(labels=["within"]), "does not join"),
    "relation turned round": (lambda task: find(task, type="relation").update(direction="left"), "direction"),
    "repeated relation": (
        lambda task: task["predictions"][0]["result"].append(find(task, type="relation")),
        "another one",
    ),
    "unknown choice": (lambda task: find(task, from_name="style")["value"].update(choices=["loud"]), "['loud']"),
    "two choices": (
        lambda task: find(task, from_name="style")["value"].update(choices=["direct", "mixed"]),
        "is not allowed",
    ),
    "empty speaker": (lambda task: find(task, from_name="speaker")["value"].update(text=[""]), "is not allowed"),
    "value of no region": (lambda task: find(task, from_name="style").update(id="gone"), "no region of this id"),
    "value of another role": (lambda task: find(task, from_name="speaker").update(id="cue-2"), "has no such value"),
    "value of another place": (lambda task: find(task, from_name="style")["value"].update(start=1), "not the region's"),
    "unknown control": (lambda task: find(task, from_name="style").update(from_name="mood"), "does not have"),
    "region score above 1": (lambda task: find(task, type="labels").update(score=1.7), "1.7"),
    "score above 1": (lambda task: task["predictions"][0].update(score=1.7), "score 1.7"),
    "no score": (lambda task: task["predictions"][0].pop("score"), "score None"),
    "no model version": (lambda task: task["predictions"][0].update(model_version=""), "model_version"),
    "two predictions of a version": (
        lambda task: task["predictions"].append(task["predictions"][0]),
        "2 predictions are of the model version 'm1'",
    ),
    "other text hash": (lambda task: task["meta"].update(text_hash="0"), "text_hash"),
    "no text": (lambda task: task["data"].pop("text"), "data.text is missing"),
    "no id": (lambda task: task["data"].update(doc_id=""), "data.doc_id is missing"),
    "lone surrogate": (lambda task: task["data"].update(text=TEXT + "\ud83c"), "lone surrogate"),
}


@pytest.mark.parametrize("case", CASES)
def test_what_the_server_would_store_is_found(case: str) -> None:
    """Whatever Label Studio accepts and its editor or we could not read is told in a sentence."""
    change, expected = CASES[case]

    assert any(expected in fault for fault in faults(change)), faults(change)


def test_blind_task_is_sound() -> None:
    """A task without predictions may be sent."""
    assert faults(lambda task: task["predictions"].clear()) == []


@pytest.mark.parametrize(("title", "sound"), [("ab", False), ("  abc  ", True), ("a" * 50, True), ("a" * 51, False)])
def test_project_title_has_3_to_50_characters(title: str, sound: bool) -> None:
    """Label Studio takes titles of 3 to 50 characters."""
    assert (check_title(title) == []) is sound
