"""How far the review of a project is, who did what, and how much people change of what they are shown."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Any

from pydantic import BaseModel, ConfigDict

from attribune.formats.label_studio_drawing import ROLES
from attribune.formats.label_studio_reviews import Changes
from attribune.reading import Reject
from attribune.review.client import Server
from attribune.review.gold import Pulled, to_review
from attribune.review.projects import Project

_KINDS = (*ROLES, "relation", "attribution")
_COUNTS = tuple(Changes.model_fields)


class _Result(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Edits(_Result):
    """What people did to the predicted items of one kind; `per_item`: changes, with additions, per predicted one."""

    accepted: int
    edited: int
    added: int
    deleted: int
    per_item: float | None


class Work(_Result):
    """What one person did: annotations submitted, tasks skipped, seconds spent, edits by kind of item."""

    submitted: int
    skipped: int
    seconds: float
    edits: dict[str, Edits]


class Status(_Result):
    """How far a project is.

    Every task is one of `done` (as many annotations as it needs), `begun` (some), `skipped` (by all so far), `open`.
    `unusable` annotations are those that a pull rejects; `edits` those of all people, as far as they were shown a
    prediction, over all spans ("span") and by kind.
    """

    project: str
    url: str
    model_version: str
    tasks: int
    done: int
    begun: int
    skipped: int
    open: int
    blind: int
    unusable: int
    edits: dict[str, Edits]
    people: dict[str, Work]


def measure_status(server: Server, project: Project, pulled: Iterable[Pulled]) -> Status:
    """Return how far a project is.

    Args:
        server: Where it is.
        project: From `find_project`.
        pulled: What people made of all its tasks.
    """
    states: Counter[str] = Counter()
    fields = "id,meta,is_labeled,total_annotations,cancelled_annotations"
    for task in server.tasks(project.id, fields):
        states[_state(task)] += 1
        states["blind"] += bool((task.get("meta") or {}).get("blind"))
    changes: defaultdict[str, Counter[tuple[str, str]]] = defaultdict(Counter)
    submitted: Counter[str] = Counter()
    skipped: Counter[str] = Counter()
    seconds: defaultdict[str, float] = defaultdict(float)
    unusable = 0
    for own in pulled:
        for each in own.results:
            if isinstance(each, Reject):
                unusable += 1
                continue
            review = to_review(each)
            who = review.session.annotator
            (skipped if review.skipped else submitted)[who] += 1
            seconds[who] += review.session.seconds or 0.0
            for kind, counts in (review.changes or {}).items():
                changes[who].update({(kind, name): getattr(counts, name) for name in _COUNTS})
    everybody: Counter[tuple[str, str]] = Counter()
    for counter in changes.values():
        everybody.update(counter)
    return Status(
        project=project.title,
        url=project.url,
        model_version=project.model_version,
        tasks=sum(states[state] for state in ("done", "begun", "skipped", "open")),
        done=states["done"],
        begun=states["begun"],
        skipped=states["skipped"],
        open=states["open"],
        blind=states["blind"],
        unusable=unusable,
        edits=_edits(everybody),
        people={
            who: Work(submitted=submitted[who], skipped=skipped[who], seconds=seconds[who], edits=_edits(changes[who]))
            for who in sorted({*submitted, *skipped})
        },
    )


def _state(task: dict[str, Any]) -> str:
    if task["total_annotations"]:
        return "done" if task.get("is_labeled") else "begun"
    return "skipped" if task["cancelled_annotations"] else "open"


def _edits(counts: Counter[tuple[str, str]]) -> dict[str, Edits]:
    """Return the edits by kind, and those of spans of all roles together."""
    spans = {("span", name): sum(counts[role, name] for role in ROLES) for name in _COUNTS}
    counts = counts + Counter(spans)
    edits = {}
    for kind in ("span", *_KINDS):
        accepted, edited, added, deleted = (counts[kind, name] for name in _COUNTS)
        predicted = accepted + edited + deleted
        per_item = (edited + added + deleted) / predicted if predicted else None
        edits[kind] = Edits(accepted=accepted, edited=edited, added=added, deleted=deleted, per_item=per_item)
    return edits
