"""What was pulled, in files: the articles as people left them, and beside them how they came about.

    gold.jsonl             one annotated article per line and annotator; the versions of an article follow each other
    gold.reviews.jsonl     one `Review` per line: every annotation of the first file, and every task that was skipped
    gold.pull.json         how far was pulled, from where

The first is what every other command reads, the others are for `review` alone. Each appears whole or not at all.
"""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from tempfile import TemporaryFile
from typing import NamedTuple, Self

from pydantic import ValidationError

from attribune.errors import RecordError, SettingsError
from attribune.formats.jsonl import JsonlWriter, faults_in, json_line, read_annotations, read_objects
from attribune.formats.label_studio_reviews import Changes, Note, Reviewed, Session, Skipped
from attribune.reading import Reject, open_input
from attribune.records import Record


class Review(Record):
    """How one person's version of an article came about, or that it was skipped; see `Reviewed` for the fields."""

    article_id: str
    session: Session
    skipped: bool = False
    prediction: str | None = None
    ground_truth: bool = False
    changes: dict[str, Changes] | None = None
    notes: tuple[Note, ...] = ()
    problems: tuple[str, ...] = ()


class Pulled(NamedTuple):
    """All that people made of one task: what replaces whatever was pulled of it before."""

    task: str
    results: list[Reviewed | Skipped | Reject]


class Progress(Record):
    """How far was pulled: everything of that project that changed until `since`, as the server states time.

    `again` are the tasks that had something that could not be used: they are looked at again.
    """

    url: str
    project: int
    title: str
    since: str | None = None
    again: tuple[str, ...] = ()


def reviews_path(gold: Path) -> Path:
    """Return where the reviews of a gold file stand."""
    return _beside(gold, ".reviews.jsonl")


def progress_path(gold: Path) -> Path:
    """Return where it stands how far was pulled."""
    return _beside(gold, ".pull.json")


def read_progress(gold: Path) -> Progress | None:
    """Return how far was pulled into a gold file, None if nothing was or the files are not all there.

    Raises:
        RecordError: The file is damaged.
    """
    path = progress_path(gold)
    if not (path.is_file() and gold.is_file() and reviews_path(gold).is_file()):
        return None
    try:
        return Progress.model_validate_json(path.read_bytes())
    except ValidationError as error:
        raise RecordError(f"{path}: {faults_in(error)}; delete it and pull everything again with --all") from error


def read_reviews(path: Path) -> Iterator[Review]:
    """Yield the reviews of a file.

    Raises:
        RecordError: A line is no review.
        OSError: The file cannot be read.
    """
    with open_input(path) as stream:
        for number, found in read_objects(stream, str(path)):
            try:
                if isinstance(found, Reject):
                    raise RecordError(f"{path}:{number}: {found.reason}")
                yield Review.model_validate(found)
            except ValidationError as error:
                raise RecordError(f"{path}:{number}: {faults_in(error)}") from error


class GoldFiles:
    """Puts what was pulled into a gold file and its reviews, in place of what was pulled of the same tasks before.

    Articles keep their place; new ones go behind. Used as a context manager: the files change when the block ends
    without an exception, and then only. Lines wait in temporary files; memory holds ids alone.
    """

    def __init__(self, gold: Path, *, keep: bool) -> None:
        """Prepare; with `keep`, what the files hold of other tasks stays."""
        self._gold = gold
        self._keep = keep
        self._tasks: set[str] = set()
        self._versions: dict[tuple[str, str], str] = {}
        self._articles, self._reviews = _Lines(), _Lines()

    def add(self, pulled: Pulled) -> Iterator[Reject | Review]:
        """Take a task's results; yield the reviews taken, and a reject for each that cannot be.

        Of several annotations of an article by one person, the one changed last is taken.
        """
        self._tasks.add(pulled.task)
        results = sorted(pulled.results, key=_updated, reverse=True)
        for each in results:
            if isinstance(each, Reject):
                yield each
                continue
            article_id = each.article_id if isinstance(each, Skipped) else each.article.id
            if isinstance(each, Reviewed):
                mine = f"task {each.session.task}, annotation {each.session.annotation}"
                taken = self._versions.setdefault((article_id, each.session.annotator), mine)
                if taken != mine:
                    reason = f"{each.session.annotator} has annotated the article in {taken} as well, which was taken"
                    yield Reject(path=self._gold.name, where=mine, reason=reason, id=article_id)
                    continue
                self._articles.add(article_id, json_line(each.article))
            review = to_review(each)
            self._reviews.add(article_id, json_line(review))
            yield review

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        try:
            if kind is None:
                self._write()
        finally:
            self._articles.close()
            self._reviews.close()

    def _write(self) -> None:
        articles, reviews = _Lines(), _Lines()
        try:
            if self._keep:
                task_of: dict[tuple[str, str], str] = {}
                for review in read_reviews(reviews_path(self._gold)):
                    reviews.keep_place(review.article_id)
                    if not review.skipped:
                        task_of[review.article_id, review.session.annotator] = review.session.task
                    if review.session.task not in self._tasks:
                        reviews.add(review.article_id, json_line(review))
                for article in read_annotations(self._gold, versions=True):
                    articles.keep_place(article.id)
                    key = article.id, article.annotator.name
                    if key not in self._versions and task_of.get(key) not in self._tasks:
                        articles.add(article.id, json_line(article))
            # The gold first: between the two, the next pull finds the old progress and does it all again.
            for path, old, new in (
                (self._gold, articles, self._articles),
                (reviews_path(self._gold), reviews, self._reviews),
            ):
                with JsonlWriter(path) as writer:
                    for line in old.followed_by(new):
                        writer.write_line(line)
        finally:
            articles.close()
            reviews.close()


def to_review(found: Reviewed | Skipped) -> Review:
    """Return how a version came about, without the article."""
    if isinstance(found, Skipped):
        return Review(article_id=found.article_id, session=found.session, skipped=True)
    return Review(
        article_id=found.article.id,
        session=found.session,
        prediction=found.prediction,
        ground_truth=found.ground_truth,
        changes=found.changes,
        notes=tuple(found.notes),
        problems=tuple(found.problems),
    )


def write_progress(gold: Path, progress: Progress) -> None:
    """Write how far was pulled, whole or not at all.

    Raises:
        SettingsError: The file cannot be written.
    """
    path = progress_path(gold)
    partial = path.with_name(path.name + ".partial")
    try:
        partial.write_text(json.dumps(progress.model_dump(), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        partial.replace(path)
    except OSError as error:
        raise SettingsError(f"{path}: cannot be written: {error.strerror}") from error


class _Lines:
    """Lines by article id, in a temporary file."""

    def __init__(self) -> None:
        # Closed by `close`, which the owner calls.
        self._file = TemporaryFile()  # noqa: SIM115
        self._places: dict[str, list[int]] = {}

    def keep_place(self, article_id: str) -> None:
        self._places.setdefault(article_id, [])

    def add(self, article_id: str, line: str) -> None:
        self._places.setdefault(article_id, []).append(self._file.tell())
        self._file.write(line.encode())

    def followed_by(self, other: "_Lines") -> Iterable[bytes]:
        """Yield all lines, those of an article together, in the order in which articles came."""
        for article_id in self._places | other._places:
            for lines in (self, other):
                for place in lines._places.get(article_id, ()):
                    lines._file.seek(place)
                    yield lines._file.readline()

    def close(self) -> None:
        self._file.close()


def _updated(found: Reviewed | Skipped | Reject) -> str:
    return "" if isinstance(found, Reject) else found.session.updated_at or ""


def _beside(gold: Path, suffix: str) -> Path:
    return gold.with_name(gold.name.removesuffix(".jsonl") + suffix)
