"""JSONL: one JSON object per line, our own records or any with a text and an id. Reading and writing both stream."""

import json
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, BinaryIO, Self

from pydantic import ValidationError

from attribune.decoding import decode, foreign_content
from attribune.errors import RecordError, SettingsError
from attribune.reading import ReadOptions, Reject, open_input, shown
from attribune.records import AnnotatedArticle, Article, Origin, Record

_LINE_END = b"\n"


def read_jsonl(stream: BinaryIO, path: str, *, options: ReadOptions) -> Iterator[Article | Reject]:
    """Yield every line's article: one of our records, checked in full, or any object with a text.

    Of an annotated article the article is yielded. Our records keep their `origin`; other objects get this file's, and
    `title`, `outlet` and `published` where these are strings. An object without the default id field is named after
    its line, `path#12`. Blank lines are skipped.
    """
    lines: dict[str, int] = {}
    number = 0
    for number, found in read_objects(stream, path):
        article = found if isinstance(found, Reject) else _to_article(found, path, number, options=options)
        if isinstance(article, Article):
            first = lines.setdefault(article.id, number)
            if first != number:
                reason = f"id {article.id!r} stands on line {first} already; ids must be unique within a file"
                article = Reject(path=path, where=f"line {number}", reason=reason, id=article.id)
        yield article
    if number == 0:
        yield Reject(path=path, reason="no text: the file has no record")


def read_annotations(path: Path, *, versions: bool = False) -> Iterator[AnnotatedArticle]:
    """Yield the annotated articles of a JSONL file, in file order.

    Args:
        path: The file.
        versions: Several annotators may have annotated the same article: an id may come once for each of them.

    Raises:
        RecordError: A line is not a valid annotated article, or repeats an id; the message starts with `path:line`.
        OSError: The file cannot be read.
    """
    lines: dict[tuple[str, str], int] = {}
    with open_input(path) as stream:
        for number, found in read_objects(stream, shown(path)):
            if isinstance(found, Reject):
                raise RecordError(f"{path}:{number}: {found.reason}")
            try:
                annotation = AnnotatedArticle.model_validate(found)
            except ValidationError as error:
                raise RecordError(f"{path}:{number}: {faults_in(error)}") from error
            key = annotation.id, annotation.annotator.name if versions else ""
            if lines.setdefault(key, number) != number:
                remedy = "" if versions else "; of several annotators' versions make one: attribune review adjudicate"
                raise RecordError(
                    f"{path}:{number}: id {annotation.id!r} stands on line {lines[key]} already"
                    + (f", by {annotation.annotator.name} as well" if versions else remedy)
                )
            yield annotation


def json_line(record: Record) -> str:
    """Return a record as one line of JSON with its line end; characters beyond ASCII stay readable."""
    return record.model_dump_json() + "\n"


def write_jsonl(records: Iterable[Record], target: Path | BinaryIO) -> int:
    """Write records to a file (whole or not at all, see JsonlWriter) or an open byte stream; return how many.

    Raises:
        SettingsError: The file cannot be written.
    """
    count = 0
    if isinstance(target, Path):
        with JsonlWriter(target) as writer:
            for record in records:
                writer.write(record)
                count += 1
        return count
    for record in records:
        target.write(json_line(record).encode())
        count += 1
    target.flush()
    return count


class JsonlWriter:
    """Writes records to `PATH.partial`, which becomes PATH when finished, so that PATH is never half a file.

    With `resume`, the records of an interrupted run stay: their ids are in `done_ids`, a torn last line is dropped, and
    new records go behind them. Used as a context manager it finishes by itself, unless an exception ends the block. A
    PATH that is no regular file (/dev/stdout, a pipe) is written to directly.

    Raises:
        SettingsError: The file cannot be opened for writing.
    """

    def __init__(self, path: Path, *, resume: bool = False) -> None:
        self.done_ids: set[str] = set()
        special = path.exists() and not path.is_file()
        # A link stays one: what it points to is replaced.
        self._path = path if special else Path(os.path.realpath(path))
        self._partial = path if special else self._path.with_name(self._path.name + ".partial")
        try:
            if resume and not special and self._partial.exists():
                os.truncate(self._partial, self._whole_lines())
            self._file = self._partial.open("ab" if resume and not special else "wb")
        except OSError as error:
            raise SettingsError(f"{path}: cannot be written: {error.strerror}; give another output path") from error

    def write(self, record: Record) -> None:
        """Append one record; it is out of this process when the call returns, so an interruption cannot lose it."""
        self.write_line(json_line(record).encode())

    def write_line(self, line: bytes) -> None:
        """Append a record that is a line already, with its line end."""
        self._file.write(line)
        self._file.flush()

    def finish(self) -> None:
        """Make the finished file appear under its own name, in place of an older one."""
        if self._file.closed:
            return
        if self._partial == self._path:
            self._file.close()
            return
        os.fsync(self._file.fileno())
        self._file.close()
        self._partial.replace(self._path)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self.finish()
        else:
            self._file.close()

    def _whole_lines(self) -> int:
        """Collect the ids of the interrupted run; return its size in bytes up to the first line that is not whole."""
        size = 0
        with self._partial.open("rb") as lines:
            for line in lines:
                try:
                    record_id = json.loads(line)["id"] if line.endswith(_LINE_END) else None
                except (ValueError, TypeError, KeyError):
                    break
                if not line.endswith(_LINE_END):
                    break
                if isinstance(record_id, str):
                    self.done_ids.add(record_id)
                size += len(line)
        return size


def read_objects(stream: BinaryIO, path: str) -> Iterator[tuple[int, dict[str, Any] | Reject]]:
    """Yield the JSON objects of a file with their line numbers, from 1, and a reject for every other line."""
    offset = 0
    for number, line in enumerate(stream, start=1):
        foreign = foreign_content(line, path) if number == 1 else None
        if foreign is not None:
            yield number, foreign
            return
        text = decode(line, path, start=offset)
        offset += len(line)
        if isinstance(text, Reject):
            yield number, text.model_copy(update={"where": f"line {number}"})
        elif text.strip():
            yield number, _parse(text, path, number)


def _parse(line: str, path: str, number: int) -> dict[str, Any] | Reject:
    where = f"line {number}"
    try:
        found = json.loads(line)
        # Only an escape can bring a lone surrogate in; most lines have none and skip this.
        if "\\u" in line:
            json.dumps(found, ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        surrogate = f"U+{ord(error.object[error.start]):04X}"
        reason = f"lone surrogate {surrogate}, half of a character; escape it as a pair or write it as UTF-8"
        record_id = found.get("id") if isinstance(found, dict) else None
        readable = isinstance(record_id, str) and record_id.isprintable()
        return Reject(path=path, where=where, reason=reason, id=record_id if readable else None)
    except json.JSONDecodeError as error:
        reason = f"not valid JSON: {error.msg} at character {error.pos + 1}"
        return Reject(path=path, where=where, reason=reason)
    except (ValueError, RecursionError) as error:
        return Reject(path=path, where=where, reason=f"not readable JSON: {error}")
    if not isinstance(found, dict):
        reason = f'a JSON object is needed, like {{"id": ..., "text": ...}}, but this is a {type(found).__name__}'
        return Reject(path=path, where=where, reason=reason)
    return found


def _to_article(found: dict[str, Any], path: str, number: int, *, options: ReadOptions) -> Article | Reject:
    text, record_id = found.get(options.text_field), found.get(options.id_field)
    if isinstance(record_id, int) and not isinstance(record_id, bool):
        record_id = str(record_id)
    if record_id is None and options.id_field == ReadOptions.id_field:
        record_id = f"{path}#{number}"
    reason = None
    if text is None:
        names = ", ".join(sorted(found)) or "none"
        reason = f"no field {options.text_field!r}; the fields are: {names}; name the one with the text: --text-field"
    elif not isinstance(text, str):
        reason = f"field {options.text_field!r} must be a string, not {type(text).__name__}"
    elif not text.strip():
        reason = f"no text: field {options.text_field!r} is empty"
    elif record_id is None:
        reason = f"no field {options.id_field!r}; the fields are: {', '.join(sorted(found))}; name the id's: --id-field"
    elif not isinstance(record_id, str) or not record_id:
        reason = f"field {options.id_field!r} must be a string that is not empty, or a whole number"
    if reason is None:
        try:
            return _validated(found, path, text=text, record_id=record_id)
        except ValidationError as error:
            reason = faults_in(error)
    stated = str(record_id) if found.get(options.id_field) is not None else None
    return Reject(path=path, where=f"line {number}", reason=reason, id=stated)


def _validated(found: dict[str, Any], path: str, *, text: Any, record_id: Any) -> Article:
    if isinstance(found.get("origin"), dict) and found["origin"].keys() == Origin.model_fields.keys():
        kind = AnnotatedArticle if "annotator" in found else Article
        record = kind.model_validate(found)
        return Article(**{name: getattr(record, name) for name in Article.model_fields})
    known = {name: found[name] for name in ("title", "outlet", "published") if isinstance(found.get(name), str)}
    return Article(id=record_id, text=text, **known, origin=Origin(path=path, start=0, end=len(text)))


def faults_in(error: ValidationError) -> str:
    """Return what is wrong in one line: the first three faults, each with its place in the record."""
    faults = [
        f"{'.'.join(map(str, fault['loc'])) or 'record'}: {fault['msg'].removeprefix('Value error, ')}"
        for fault in error.errors(include_url=False, include_input=False)
    ]
    more = f"; and {len(faults) - 3} more" if len(faults) > 3 else ""
    return "; ".join(faults[:3]) + more
