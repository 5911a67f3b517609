"""Pushing tasks to a project: safe to repeat, at any time, after any failure.

A task is found again by `data.doc_id` and its text's hash. What the server has already is not sent again, so a push
that was cut off goes on where it stopped. Nothing that a person made is ever changed.
"""

from collections.abc import Callable, Iterable, Iterator
from sys import intern
from typing import Any, NamedTuple

from attribune.errors import ServerError
from attribune.formats.label_studio import Task, text_hash
from attribune.reading import Reject
from attribune.review.client import RefusedError, Server, UnavailableError
from attribune.review.projects import Project, update_project
from attribune.review.push_report import PushReport
from attribune.review.pushable import Pushable

# How many are sent at once.
BATCH = 500
# What is asked about the tasks that are there.
_FIELDS = "id,data,meta,overlap,predictions_model_versions"
# The server cuts a task's list of model versions off at so many characters.
_CUT_OFF = 500


class _Known(NamedTuple):
    """A task on the server: its id, the hash of its text, whether it is blind, its model versions as listed.

    With the model version that the task was made with, and the hash of that prediction, if any.
    """

    task: int
    text_hash: str
    is_blind: bool
    versions: str
    predicted_as: str = ""
    prediction_hash: str = ""

    def has(self, version: str) -> bool:
        return version in [each.strip() for each in self.versions.split(",")]

    def differs(self, meta: dict[str, Any]) -> bool:
        """Whether the task was made with another prediction of the same model version than is to be pushed."""
        return self.predicted_as == meta.get("predicted_as") and self.prediction_hash != meta["prediction_hash"]


_Tasks = dict[str, _Known]


def push(
    server: Server,
    project: Project,
    pushables: Iterable[Pushable | Reject],
    *,
    path: str,
    report: PushReport,
    sampling: str | None = None,
    progress: Callable[[], None] = lambda: None,
) -> Iterator[Reject]:
    """Send what the project does not have yet; yield what was refused, by us or by the server.

    An article that is not there becomes a task. One that is there with the same text gets the prediction, if it has
    none of that model version and is not blind; with another text it is refused. In the end the project is prefilled
    with the model version that was pushed. What is kept in memory are the ids and hashes of the project's tasks.

    Args:
        server: Where to.
        project: From `open_project`.
        pushables: From `read_pushables`.
        path: Where they come from, for rejects.
        report: What was done, while it is done.
        sampling: The order in which the server is to serve the tasks; None leaves it.
        progress: Called whenever a batch is done.

    Raises:
        ServerError: The server cannot be reached any more, or refuses everything; pushing again goes on.
    """
    known: _Tasks = {}
    _look_up(server, project, known, report, after=0)
    version, is_served = "", False
    for batch in _batches(pushables):
        new: list[Pushable] = []
        further: list[Pushable] = []
        for each in batch:
            if isinstance(each, Reject):
                report.rejects += 1
                yield each
                continue
            version = each.model_version
            there = known.get(each.doc_id)
            if there is None:
                new.append(each)
            elif there.text_hash != each.task["meta"]["text_hash"]:
                report.rejects += 1
                yield _reject(
                    each,
                    path,
                    f"the text has the hash {each.task['meta']['text_hash']}, but that of the same id on the server "
                    f"(task {there.task}) has {there.text_hash}: a task's text is never changed; give it another id",
                )
            elif there.is_blind or there.has(version):
                report.unchanged += 1
                report.differing += there.differs(each.task["meta"])
            else:
                further.append(each)
        for reject in (
            *_create(server, project, new, known, report, path),
            *_add(server, project, further, known, report, path),
        ):
            report.rejects += 1
            yield reject
        is_served = is_served or any(
            not isinstance(each, Reject) and each.doc_id in known and known[each.doc_id].has(version) for each in batch
        )
        if is_served and not project.model_version:
            # Whoever opens the project now sees a prediction.
            project = update_project(server, project, model_version=version, sampling=None)
        progress()
    update_project(server, project, model_version=version if is_served else None, sampling=sampling)


def _batches(pushables: Iterable[Pushable | Reject]) -> Iterator[list[Pushable | Reject]]:
    batch: list[Pushable | Reject] = []
    for each in pushables:
        batch.append(each)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _look_up(server: Server, project: Project, known: _Tasks, report: PushReport, *, after: int) -> None:
    """Add the project's tasks with greater ids to those known; finish what an interrupted push left undone on them."""
    newer = {"filter": "filter:tasks:id", "operator": "greater", "type": "Number", "value": after}
    for task in server.tasks(project.id, _FIELDS, newer):
        data = task.get("data")
        if not isinstance(data, dict) or not isinstance(data.get("text"), str) or "doc_id" not in data:
            continue
        _know(server, known, task, report)
        wanted = (task.get("meta") or {}).get("overlap")
        if isinstance(wanted, int) and wanted > task.get("overlap", wanted):
            _set_overlap(server, task["id"], wanted)


def _know(server: Server, known: _Tasks, task: Task, report: PushReport) -> None:
    doc_id, meta = str(task["data"]["doc_id"]), task.get("meta") or {}
    versions = str(task.get("predictions_model_versions") or "")
    if len(versions) >= _CUT_OFF:
        predictions = server.get(f"api/tasks/{task['id']}")["predictions"]
        versions = ",".join(str(each.get("model_version")) for each in predictions)
    # The text itself and not what `meta` says of it: it can be changed on the server.
    found = _Known(
        task["id"],
        text_hash(task["data"]["text"]),
        bool(meta.get("blind")),
        intern(versions),
        intern(str(meta.get("predicted_as") or "")),
        str(meta.get("prediction_hash") or ""),
    )
    first = known.setdefault(doc_id, found)
    if first.task != found.task:
        report.repeated.setdefault(doc_id, [first.task]).append(found.task)


def _create(
    server: Server, project: Project, wanted: list[Pushable], known: _Tasks, report: PushReport, path: str
) -> Iterator[Reject]:
    """Make tasks; yield those that the server refuses."""
    attempt, before = 0, max((each.task for each in known.values()), default=0)
    while wanted:
        try:
            answer = server.send(
                "POST",
                f"api/projects/{project.id}/import",
                [each.task for each in wanted],
                repeatable=False,
                commit_to_project=True,
                return_task_ids=True,
            )
        except RefusedError as error:
            yield from _halves(error, wanted, path, lambda half: _create(server, project, half, known, report, path))
            return
        except UnavailableError:
            if not server.pause(attempt):
                raise
            attempt += 1
            answer = None
        ids = _made(answer, "task_ids", server)
        if ids is not None and len(ids) == len(wanted):
            for each, number in zip(wanted, ids, strict=True):
                versions = ",".join(own["model_version"] for own in each.task["predictions"])
                known[each.doc_id] = _Known(number, each.task["meta"]["text_hash"], each.is_blind, intern(versions))
        else:
            # Some may have arrived although the answer did not.
            _look_up(server, project, known, report, after=before)
        made = [each for each in wanted if each.doc_id in known]
        wanted = [each for each in wanted if each.doc_id not in known]
        for each in made:
            report.tasks += 1
            report.blind += each.is_blind
            overlap = each.task["meta"].get("overlap")
            if overlap is not None:
                report.overlapping += 1
                _set_overlap(server, known[each.doc_id].task, overlap)
        if answer is not None:
            for each in wanted:
                yield _reject(
                    each, path, f"the server made {len(made)} tasks of {len(made) + len(wanted)}, and none of this"
                )
            return


def _add(
    server: Server, project: Project, wanted: list[Pushable], known: _Tasks, report: PushReport, path: str
) -> Iterator[Reject]:
    """Add predictions to tasks that are there; yield those that the server refuses."""
    attempt = 0
    while wanted:
        body = [{"task": known[each.doc_id].task, **each.task["predictions"][0]} for each in wanted]
        try:
            answer = server.send("POST", f"api/projects/{project.id}/import/predictions", body, repeatable=False)
        except RefusedError as error:
            yield from _halves(error, wanted, path, lambda half: _add(server, project, half, known, report, path))
            return
        except UnavailableError:
            if not server.pause(attempt):
                raise
            attempt += 1
            answer = None
        if isinstance(answer, dict) and answer.get("created") == len(wanted):
            has = {known[each.doc_id].task for each in wanted}
        else:
            of_version = {
                "filter": "filter:tasks:predictions_model_versions",
                "operator": "contains",
                "type": "List",
                "value": [wanted[0].model_version],
            }
            has = set()
            for task in server.tasks(project.id, _FIELDS, of_version):
                fresh: _Tasks = {}
                _know(server, fresh, task, report)
                has.update(each.task for each in fresh.values() if each.has(wanted[0].model_version))
        made = [each for each in wanted if known[each.doc_id].task in has]
        wanted = [each for each in wanted if known[each.doc_id].task not in has]
        report.predictions += len(made)
        for each in made:
            there = known[each.doc_id]
            known[each.doc_id] = there._replace(versions=intern(f"{there.versions},{each.model_version}".lstrip(",")))
        if answer is not None:
            for each in wanted:
                yield _reject(
                    each,
                    path,
                    f"the server made {len(made)} predictions of {len(made) + len(wanted)}, and none of this",
                )
            return


def _halves(
    error: RefusedError, wanted: list[Pushable], path: str, send: Callable[[list[Pushable]], Iterator[Reject]]
) -> Iterator[Reject]:
    """Send both halves of what was refused as a whole, until it is known which one it was for."""
    if len(wanted) == 1:
        yield _reject(wanted[0], path, f"the server refuses it: {error.reason}")
        return
    middle = len(wanted) // 2
    yield from send(wanted[:middle])
    yield from send(wanted[middle:])


def _made(answer: Any, name: str, server: Server) -> list[int] | None:
    if answer is None:
        return None
    if not isinstance(answer, dict) or "task_count" not in answer:
        raise ServerError(
            f"{server.url} does not say what it imported: only a Label Studio that imports at once will do"
        )
    ids = answer.get(name)
    return ids if isinstance(ids, list) and answer["task_count"] == len(ids) else None


def _set_overlap(server: Server, task: int, people: int) -> None:
    server.send("PATCH", f"api/tasks/{task}", {"overlap": people})


def _reject(pushable: Pushable, path: str, reason: str) -> Reject:
    return Reject(path=path, where=pushable.where, reason=reason, id=pushable.doc_id)
