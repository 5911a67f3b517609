"""What people made of a Label Studio task: the article as each of them left it, and what they changed.

An annotation carries the ledger of the prediction that it started from, so that it alone tells what was kept, changed,
drawn and taken away.
"""

from collections.abc import Iterator

from attribune.errors import RecordError
from attribune.formats.label_studio import Task, article_of, from_ledger
from attribune.formats.label_studio_drawing import NOTE, ROLES, Drawing, Region, Role, draw
from attribune.formats.label_studio_items import Item, from_items, ledger_in
from attribune.formats.label_studio_rebuilding import Rebuilt, rebuild
from attribune.reading import Reject
from attribune.records import AnnotatedArticle, Annotator, Article, Record

# Who reviewed, where the export does not say.
UNNAMED_ANNOTATOR = "label_studio"


class Changes(Record):
    """How many items of one kind a person left as they were, changed, added and took away."""

    accepted: int
    edited: int
    added: int
    deleted: int


class Note(Record):
    """What stands in the note of a region, with the region's role and its offsets in code points, half-open."""

    role: Role
    start: int
    end: int
    text: str


class Session(Record):
    """One person's work on one task: ids of task and annotation, time spent in seconds, last change as stated.

    `blind`: the task was pushed without a prediction on purpose.
    """

    annotator: str
    task: str
    annotation: str
    seconds: float | None
    updated_at: str | None
    blind: bool = False


class Skipped(Record):
    """A task that a person skipped."""

    article_id: str
    session: Session


class Reviewed(Record):
    """An article as a person annotated it.

    `prediction` is the model version of the prediction that the person was shown, None if there was none; `changes`
    counts against it, by role, for relations ("relation") and for whole attributions ("attribution"), and is None where
    no prediction was shown. `problems` holds what the record cannot hold, a sentence each.
    """

    article: AnnotatedArticle
    session: Session
    prediction: str | None
    ground_truth: bool
    changes: dict[str, Changes] | None
    notes: list[Note]
    problems: list[str]


def from_task(task: Task, *, path: str) -> Iterator[Reviewed | Skipped | Reject]:
    """Yield what each person made of a task as the server exports it.

    Every annotation yields the article as that person left it, with the person as its annotator; one that cannot be
    used, a reject that names the task, the annotation and the region.

    Args:
        task: With its annotations.
        path: Where it comes from, for rejects: a file or the project's address.
    """
    task_id = str(task.get("id"))
    meta = task.get("meta")
    blind = isinstance(meta, dict) and meta.get("blind") is True
    data = task.get("data")
    stated = data.get("doc_id") if isinstance(data, dict) else None
    doc_id = stated if isinstance(stated, str) else None
    try:
        article = article_of(task, path)
    except RecordError as error:
        yield Reject(path=path, where=f"task {task_id}", reason=str(error), id=doc_id)
        return
    # Before version 1.0 annotations were called completions.
    for annotation in task.get("annotations") or task.get("completions") or []:
        if not isinstance(annotation, dict):
            reason = f"an annotation is a JSON object, but this is {annotation!r}; export whole annotations, not ids"
            yield Reject(path=path, where=f"task {task_id}", reason=reason, id=doc_id)
            continue
        session = _session(annotation, task_id, blind=blind)
        try:
            if annotation.get("was_cancelled"):
                yield Skipped(article_id=article.id, session=session)
            else:
                yield _reviewed(annotation, article, task, session)
        except (RecordError, ValueError) as error:
            where = f"task {task_id}, annotation {session.annotation} by {session.annotator}"
            yield Reject(path=path, where=where, reason=str(error), id=doc_id)


def _reviewed(annotation: Item, article: Article, task: Task, session: Session) -> Reviewed:
    items = _result(annotation)
    ledger = _ledger(annotation, task)
    if ledger is None:
        nobody = Annotator(name=UNNAMED_ANNOTATOR, version="")
        original, prediction = AnnotatedArticle(**article.model_dump(), annotator=nobody), None
    else:
        original, prediction = from_ledger(ledger, article)
    drawn = draw(original)
    after, problems = from_items(items, article.text)
    rebuilt = rebuild(after, original=original, drawn=drawn)
    config = f"label_studio task={session.task} annotation={session.annotation}"
    reviewed = AnnotatedArticle(
        **article.model_dump(),
        annotator=Annotator(
            name=session.annotator, version="", config=config + (f" prediction={prediction}" if ledger else "")
        ),
        speakers=rebuilt.speakers,
        attributions=rebuilt.attributions,
    )
    return Reviewed(
        article=reviewed,
        session=session,
        prediction=prediction,
        ground_truth=bool(annotation.get("ground_truth")),
        changes=_changes(drawn.drawing, after, original, rebuilt) if ledger is not None else None,
        notes=[
            Note(role=each.role, start=each.start, end=each.end, text=each.values[NOTE])
            for each in after.regions.values()
            if NOTE in each.values
        ],
        problems=[*problems, *rebuilt.problems],
    )


def _ledger(annotation: Item, task: Task) -> str | None:
    """Return the ledger of the prediction that the person was shown, None if the annotation was begun from nothing.

    The annotation's own goes first: what the server embeds is the project's prediction of the hour of submission, which
    need not be the one that the editor was opened with, so that they must have a region in common.
    """
    items = _result(annotation)
    predictions = [each for each in task.get("predictions") or [] if isinstance(each, dict)]
    parent = [each for each in predictions if each.get("id") == annotation.get("parent_prediction")]
    ids = {item.get("id") for item in items if item.get("type") == "labels"}
    for shown in (annotation, annotation.get("prediction"), *parent):
        result = _result(shown) if isinstance(shown, dict) else []
        ledger = ledger_in(result)
        if ledger is not None and (shown is annotation or any(item.get("id") in ids for item in result)):
            return ledger
    return None


def _changes(before: Drawing, after: Drawing, original: AnnotatedArticle, rebuilt: Rebuilt) -> dict[str, Changes]:
    changes: dict[str, Changes] = {}
    for role in ROLES:
        old, new = (
            {each for each, region in drawing.regions.items() if region.role == role} for drawing in (before, after)
        )
        kept = {each for each in old if each in after.regions}
        same = {each for each in kept if _said(before.regions[each]) == _said(after.regions[each])}
        changes[role] = Changes(
            accepted=len(same),
            edited=len(kept) - len(same),
            added=len(new - before.regions.keys()),
            deleted=len(old) - len(kept),
        )
    arrows = len(before.relations & after.relations)
    changes["relation"] = Changes(
        accepted=arrows, edited=0, added=len(after.relations) - arrows, deleted=len(before.relations) - arrows
    )
    ids = {each.id for each in original.attributions}
    survived = len(ids & {each.id for each in rebuilt.attributions})
    changes["attribution"] = Changes(
        accepted=len(rebuilt.untouched),
        edited=survived - len(rebuilt.untouched),
        added=len(rebuilt.attributions) - survived,
        deleted=len(ids) - survived,
    )
    return changes


def _said(region: Region) -> object:
    """Return what a region says, its note aside: a note changes nothing."""
    return region.role, region.place, {name: value for name, value in region.values.items() if name != NOTE}


def _result(annotation: Item) -> list[Item]:
    result = annotation.get("result") or []
    if not isinstance(result, list) or not all(isinstance(each, dict) for each in result):
        raise RecordError("its result is no list of JSON objects; a JSON export is needed, not JSON-MIN or CSV")
    return result


def _session(annotation: Item, task_id: str, *, blind: bool) -> Session:
    who = annotation.get("completed_by")
    if isinstance(who, dict):
        who = who.get("email") or who.get("id")
    seconds = annotation.get("lead_time")
    updated = annotation.get("updated_at")
    return Session(
        annotator=str(who) if who not in (None, "") else UNNAMED_ANNOTATOR,
        task=task_id,
        annotation=str(annotation.get("id")),
        seconds=float(seconds) if isinstance(seconds, int | float) else None,
        updated_at=updated if isinstance(updated, str) else None,
        blind=blind,
    )
