"""What is to be pushed: the lines of a JSONL file as tasks, looked at before anything is sent."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import ValidationError

from attribune.errors import SettingsError
from attribune.formats.jsonl import faults_in, read_objects
from attribune.formats.label_studio import Task, text_hash, to_task
from attribune.reading import Reject, open_input, shown
from attribune.records import AnnotatedArticle
from attribune.review.ordering import Order, is_chosen, sort_records
from attribune.review.preflight import check_task

# The server lists the model versions of a task's predictions with commas between and without quote marks.
_NOT_IN_VERSIONS = set(",\"'\\")
_LONGEST_VERSION = 100
# How many people see a task of the overlap share.
OVERLAP = 2


@dataclass(frozen=True, kw_only=True)
class PushOptions:
    """How articles become tasks.

    - `model_version`: the name of the predictions; None for the annotator's name and version, the same in every line.
    - `order`: what to review first; None for the file's own order.
    - `blind`: the share, 0 to 1, whose tasks get no prediction; their `meta` says `blind`.
    - `overlap`: the share that several people annotate; their `meta` says `overlap`, how many.
    """

    model_version: str | None = None
    order: Order | None = None
    blind: float = 0.0
    overlap: float = 0.0


class Pushable(NamedTuple):
    """A task that may be sent, its article's id, the name of its first prediction, and where it was read."""

    task: Task
    doc_id: str
    model_version: str
    where: str

    @property
    def is_blind(self) -> bool:
        """Whether whoever opens it is to see no prediction."""
        return bool(self.task["meta"].get("blind"))


def read_pushables(path: Path, *, options: PushOptions) -> Iterator[Pushable | Reject]:
    """Yield every line of a JSONL file as a task to push, and a reject with all its faults for one that may not be.

    A line is an annotated article, or a task as `attribune review adjudicate` writes them.

    Raises:
        SettingsError: The model version cannot be one, or a share is not between 0 and 1.
        OSError: The file cannot be read.
    """
    for name in ("blind", "overlap"):
        if not 0 <= getattr(options, name) <= 1:
            raise SettingsError(f"--{name} {getattr(options, name)} is not a share: give a number from 0 to 1")
    if options.model_version is not None and (fault := _version_fault(options.model_version)):
        raise SettingsError(f"--model-version: {fault}")
    name = shown(path)
    version = options.model_version
    first_lines: dict[str, int] = {}
    with open_input(path) as stream:
        records = read_objects(stream, name)
        for number, record in records if options.order is None else sort_records(records, options.order):
            if isinstance(record, Reject):
                yield record
                continue
            found = _to_pushable(record, number, options)
            if isinstance(found, Pushable):
                version = version or found.model_version
                first = first_lines.setdefault(found.doc_id, number)
                if first != number:
                    found = _Unfit(
                        f"id {found.doc_id!r} stands on line {first} already; push one of them", found.doc_id
                    )
                elif found.model_version != version:
                    found = _Unfit(
                        f"it is by {found.model_version!r}, the lines before by {version!r}, and a project is "
                        "prefilled with one: push them from two files, or name all alike with --model-version",
                        found.doc_id,
                    )
            if isinstance(found, _Unfit):
                yield Reject(path=name, where=f"line {number}", reason=found.reason, id=found.doc_id)
            else:
                yield found


class _Unfit(NamedTuple):
    reason: str
    doc_id: str | None


def _to_pushable(record: dict[str, Any], number: int, options: PushOptions) -> Pushable | _Unfit:
    stated = record.get("id")
    try:
        if isinstance(record.get("data"), dict) and "annotator" not in record:
            task: Task = {name: record[name] for name in ("data", "meta", "predictions") if name in record}
            stated = task["data"].get("doc_id")
            version = task["predictions"][0]["model_version"]
        else:
            article = AnnotatedArticle.model_validate(record)
            version = options.model_version or f"{article.annotator.name} {article.annotator.version}".strip()
            task = to_task(article, model_version=version)
        if faults := [*check_task(task), *([fault] if (fault := _version_fault(version)) else [])]:
            return _Unfit("; ".join(faults), stated if isinstance(stated, str) else None)
    except ValidationError as error:
        return _Unfit(faults_in(error), stated if isinstance(stated, str) else None)
    except (KeyError, IndexError, TypeError, AttributeError):
        return _Unfit("it is neither an annotated article nor a task with a prediction", None)
    doc_id: str = task["data"]["doc_id"]
    if is_chosen(doc_id, "blind", share=options.blind):
        task["predictions"] = []
        task["meta"]["blind"] = True
    else:
        # So that a later push notices if another run goes by the same name.
        task["meta"]["predicted_as"] = version
        task["meta"]["prediction_hash"] = text_hash(json.dumps(task["predictions"][0]["result"]))
    if is_chosen(doc_id, "overlap", share=options.overlap):
        task["meta"]["overlap"] = OVERLAP
    return Pushable(task, doc_id, version, f"line {number}")


def _version_fault(version: object) -> str | None:
    if not isinstance(version, str) or not version.strip() or len(version) > _LONGEST_VERSION:
        return f"the model version {version!r} must have 1 to {_LONGEST_VERSION} characters"
    if set(version) & _NOT_IN_VERSIONS or not version.isprintable():
        return f"the model version {version!r} must not have a comma, quote mark or backslash: use --model-version"
    return None
