import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from attribune.formats import label_studio_exports
from attribune.formats.label_studio import to_task
from attribune.formats.label_studio_exports import read_export
from attribune.formats.label_studio_reviews import Reviewed
from attribune.reading import Reject
from attribune.records import AnnotatedArticle, Annotator, Attribution, Origin, TextSpan

TEXT = "Shut, says Bo 🌊."


def exported(article_id: str) -> dict[str, Any]:
    """Return a task as the server exports it after somebody submitted its prediction."""
    article = AnnotatedArticle(
        id=article_id,
        text=TEXT,
        origin=Origin(path="a.txt", start=0, end=len(TEXT)),
        annotator=Annotator(name="model", version="1"),
        attributions=[Attribution(id="a1", style="indirect", content=[TextSpan(start=0, end=4, text="Shut")])],
    )
    task = to_task(article, model_version="m1")
    (prediction,) = task["predictions"]
    annotation = {"id": 2, "completed_by": 1, "result": prediction["result"], "prediction": prediction}
    return {"id": 1, "data": task["data"], "meta": task["meta"], "annotations": [annotation], "predictions": [4]}


def written(folder: Path, content: str) -> Path:
    """Return a file with this content."""
    path = folder / "export.json"
    path.write_text(content, encoding="utf-8")
    return path


def ids(path: Path) -> list[str]:
    """Return the ids of the articles that a file gives, and "rejected" for a reject."""
    return [each.article.id if isinstance(each, Reviewed) else "rejected" for each in read_export(path)]


def test_every_task_of_a_file_is_read(tmp_path: Path) -> None:
    """A JSON export gives the review of every task, in file order, indented or not."""
    tasks = [exported("one"), exported("two")]

    assert ids(written(tmp_path, json.dumps(tasks))) == ["one", "two"]
    assert ids(written(tmp_path, "\ufeff" + json.dumps(tasks, indent=2, ensure_ascii=False))) == ["one", "two"]
    assert ids(written(tmp_path, "[]")) == []


def test_packed_file_is_read(tmp_path: Path) -> None:
    """A file whose name ends in .gz is unpacked."""
    path = tmp_path / "export.json.gz"
    path.write_bytes(gzip.compress(json.dumps([exported("one")]).encode()))

    assert ids(path) == ["one"]


def test_pieces_may_end_anywhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file is read in pieces, and where a piece ends makes no difference."""
    path = written(tmp_path, json.dumps([exported("one"), exported("two")], indent=1, ensure_ascii=False))

    for size in (1, 7, 100):
        monkeypatch.setattr(label_studio_exports, "_CHUNK", size)
        assert ids(path) == ["one", "two"]


def test_bad_task_is_a_reject_and_the_rest_goes_on(tmp_path: Path) -> None:
    """A task without text and an element that is no task are rejected; what follows is read."""
    bad = {"id": 9, "data": {"doc_id": "bad"}, "annotations": []}

    found = list(read_export(written(tmp_path, json.dumps([bad, 5, exported("two")]))))

    assert isinstance(found[0], Reject)
    assert (found[0].id, found[0].where) == ("bad", "task 9")
    assert isinstance(found[1], Reject)
    assert isinstance(found[2], Reviewed)


def test_bad_annotation_does_not_cost_the_others(tmp_path: Path) -> None:
    """Of two annotations of a task one that cannot be used is rejected, the other read."""
    task = exported("one")
    task["annotations"].insert(0, {"id": 8, "completed_by": 2, "result": "span,text"})

    assert ids(written(tmp_path, json.dumps([task]))) == ["rejected", "one"]


def test_cut_file_gives_what_is_whole(tmp_path: Path) -> None:
    """Of a file that is cut in the middle the whole tasks are read, and the end is a reject that says after which."""
    whole = json.dumps([exported("one"), exported("two")])

    found = list(read_export(written(tmp_path, whole[:-40])))

    assert isinstance(found[0], Reviewed)
    assert isinstance(found[1], Reject)
    assert found[1].where == "after 1 tasks"
    assert len(found) == 2


@pytest.mark.parametrize("content", ["", '{"id": 1}', "text,label\n"])
def test_other_format_is_rejected(tmp_path: Path, content: str) -> None:
    """A file that is no list of tasks is a reject that names the format wanted."""
    (found,) = read_export(written(tmp_path, content))

    assert isinstance(found, Reject)
    assert '"JSON"' in found.reason


def test_foreign_task_is_read(tmp_path: Path) -> None:
    """A task that attribune did not push, with the same labels, gives an article named after the task."""
    value = {"start": 0, "end": 4, "text": "Shut", "labels": ["content"]}
    result = [{"id": "r1", "type": "labels", "from_name": "label", "to_name": "text", "value": value}]
    task = {"id": 6, "data": {"text": TEXT}, "completions": [{"id": 1, "result": result}]}

    (found,) = read_export(written(tmp_path, json.dumps([task])))

    assert isinstance(found, Reviewed)
    assert found.article.id.endswith("export.json#6")
    assert found.article.annotator.name == "label_studio"
    assert [each.content[0].text for each in found.article.attributions] == ["Shut"]
