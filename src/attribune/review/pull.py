"""Pulling what people made of a project's tasks: all of it, or what changed since the last time."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

from attribune.errors import ServerError
from attribune.formats.label_studio import Task
from attribune.formats.label_studio_exports import read_export
from attribune.formats.label_studio_items import ledger_in
from attribune.formats.label_studio_reviews import Reviewed, Skipped, from_task
from attribune.reading import Reject
from attribune.review.client import Filter, Server
from attribune.review.gold import Progress, Pulled
from attribune.review.projects import Project

# How many tasks are asked for at once with their annotations, so that the address stays short and an answer small.
_AT_ONCE = 100
_LISTED = "id,updated_at,total_annotations,cancelled_annotations"
# Of the tasks and, by the same names, of their annotations; without the predictions, which are most of what there is.
_WHOLE = (
    "id,data,meta,annotations,updated_at,result,completed_by,lead_time,was_cancelled,ground_truth,parent_prediction"
)
# What a slow request saves may say that it was saved before what we saw last.
_OVERLAP = timedelta(seconds=60)


class Changed(NamedTuple):
    """The tasks that people worked on, by their ids, and the last change of any task, as the server states time."""

    tasks: list[int]
    until: str | None


def find_changed(server: Server, project: Project, *, since: Progress | None) -> Changed:
    """Return the tasks to pull: all that anybody annotated or skipped, or those that changed since the last pull."""
    if since is None or since.since is None:
        listed = list(server.tasks(project.id, _LISTED))
        worked_on = [each["id"] for each in listed if each["total_annotations"] or each["cancelled_annotations"]]
        return Changed(worked_on, max((each["updated_at"] for each in listed), default=None))
    try:
        start = datetime.fromisoformat(since.since) - _OVERLAP
    except ValueError as error:
        raise ServerError(f"the last pull ended at {since.since!r}, which is no time; pull all with --all") from error
    # Without the Z the server fails.
    value = start.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    newer: Filter = {"filter": "filter:tasks:updated_at", "operator": "greater", "type": "Datetime", "value": value}
    listed = list(server.tasks(project.id, _LISTED, newer))
    ids = dict.fromkeys(int(each) for each in since.again)
    ids.update(dict.fromkeys(each["id"] for each in listed))
    return Changed(sorted(ids), max([since.since, *(each["updated_at"] for each in listed)]))


def pull(server: Server, project: Project, tasks: Iterable[int]) -> Iterator[Pulled]:
    """Yield what people made of the tasks, task by task; of a task that is gone, nothing.

    People are named by their e-mail address, or by their number where the server does not let us see it.
    """
    names = _names(server)
    waiting = list(tasks)
    for first in range(0, len(waiting), _AT_ONCE):
        ids = waiting[first : first + _AT_ONCE]
        among: Filter = {"filter": "filter:tasks:id", "operator": "in_list", "type": "List", "value": ids}
        # One more than there can be, so that no second page is asked for.
        for task in server.tasks(project.id, _WHOLE, among, page=len(ids) + 1):
            yield _to_pulled(server, task, names, path=project.url)


def pull_export(path: Path) -> Iterator[Pulled]:
    """Yield what people made of the tasks of an export, task by task.

    Raises:
        OSError: The file cannot be read.
    """
    for task, results in groupby(read_export(path), key=_task_of):
        yield Pulled(task, list(results))


def _to_pulled(server: Server, task: Task, names: dict[int, str], *, path: str) -> Pulled:
    annotations: list[dict[str, Any]] = [each for each in task.get("annotations") or [] if isinstance(each, dict)]
    if any(each.get("parent_prediction") and ledger_in(each.get("result") or []) is None for each in annotations):
        # What was shown to the person stands in the prediction alone.
        whole = server.get(f"api/tasks/{task['id']}")
        task = {**task, "predictions": whole["predictions"]}
    for each in annotations:
        who = each.get("completed_by")
        if isinstance(who, int) and who in names:
            each["completed_by"] = {"id": who, "email": names[who]}
    return Pulled(str(task["id"]), list(from_task(task, path=path)))


def _names(server: Server) -> dict[int, str]:
    try:
        users = server.get("api/users")
    except ServerError:
        return {}
    found = users.get("results", []) if isinstance(users, dict) else users
    return {each["id"]: each["email"] for each in found if each.get("email")}


def _task_of(found: Reviewed | Skipped | Reject) -> str:
    if isinstance(found, Reject):
        return (found.where or "").partition(",")[0].removeprefix("task ")
    return found.session.task
