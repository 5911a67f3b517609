"""The one entry for reading: files, folders and standard input become articles, and rejects with their reason.

A reader is a function registered under the entry-point group `attribune.readers`; a third party adds one the same way:

    def read_format(stream: BinaryIO, path: str, *, options: ReadOptions) -> Iterator[Article | Reject]: ...

`stream` is the opened file (already unpacked if its name ends in `.gz`), `path` the name it goes by in records: the
path as the user gave it, or `-`. The reader yields every article it finds, and for everything it cannot use a `Reject`
that says where and why, so that one bad record never stops a run. Article ids start with `path` unless the format has
its own. A reader that streams keeps memory constant, because nothing here collects articles.
"""

import io
import os
import sys
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from gzip import GzipFile
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from typing import Any, BinaryIO, Protocol, cast

from attribune.errors import AttribuneError, SettingsError
from attribune.records import Article, Record

STDIN = "-"

# A name may also end in `.gz` behind one of these.
SUFFIXES = {
    ".txt": "text",
    ".text": "text",
    ".md": "text",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
}


class Reject(Record):
    """An input that did not become an article: where it stands and why.

    `where` is a place in the file ("line 12", "byte 345"), None for the file as a whole; `id` is the raw record's id
    where it has a readable one.
    """

    path: str
    where: str | None = None
    reason: str
    id: str | None = None


@dataclass(frozen=True, kw_only=True)
class ReadOptions:
    """How to read: `format` for every input (None: by suffix), and the JSONL fields that hold text and id."""

    format: str | None = None
    text_field: str = "text"
    id_field: str = "id"


class Reader(Protocol):
    """The signature of a reader, see the module's docstring."""

    def __call__(self, stream: BinaryIO, path: str, *, options: ReadOptions) -> Iterator[Article | Reject]:
        """Yield the articles of one opened file."""


DEFAULTS = ReadOptions()


def read_articles(paths: Iterable[Path | str], *, options: ReadOptions = DEFAULTS) -> Iterator[Article | Reject]:
    """Yield every article of the given files, folders and standard input (`-`), in the order given.

    A folder is searched recursively in sorted order, hidden files and folders left out. Ids are unique within one
    call: a later article with an id that was there before becomes a reject.

    Raises:
        SettingsError: `options.format` is not the name of a reader.
    """
    readers = {point.name: point for point in entry_points(group="attribune.readers")}
    if options.format is not None and options.format not in readers:
        raise SettingsError(f"no reader for format {options.format!r}; there are: {', '.join(sorted(readers))}")
    return _read_all(paths, readers, options)


def shown(path: Path) -> str:
    """Return the path as it stands in records: forward slashes, and bytes that are not UTF-8 in hexadecimal."""
    return os.fsencode(path.as_posix()).decode(errors="backslashreplace")


@contextmanager
def open_input(path: Path) -> Iterator[io.BufferedReader]:
    """Open a file for its bytes, unpacked where its name ends in `.gz`; `-` is standard input, which stays open."""
    if str(path) == STDIN:
        stream = io.BufferedReader(cast(Any, sys.stdin.buffer))
        try:
            yield stream
        finally:
            stream.detach()
    else:
        with path.open("rb") as file:
            if path.suffix.lower() == ".gz":
                yield io.BufferedReader(cast(Any, GzipFile(fileobj=file)))
            else:
                yield file


def _read_all(
    paths: Iterable[Path | str], readers: dict[str, EntryPoint], options: ReadOptions
) -> Iterator[Article | Reject]:
    first_path: dict[str, str] = {}
    for file in (file for path in paths for file in _files(Path(path), options.format)):
        if isinstance(file, Reject):
            yield file
            continue
        name = shown(file)
        for each in _read_file(file, readers, options):
            if isinstance(each, Article) and each.id in first_path:
                reason = f"id {each.id!r} was already read from {first_path[each.id]}; ids must be unique in one run"
                yield Reject(path=name, reason=reason, id=each.id)
                continue
            if isinstance(each, Article):
                first_path[each.id] = name
            yield each


def _files(path: Path, wanted: str | None) -> Iterator[Path | Reject]:
    if not path.is_dir():
        yield path
        return
    suffixes = {suffix for suffix, name in SUFFIXES.items() if wanted in (None, name)}
    unreadable: list[OSError] = []
    empty = True
    for folder, subfolders, names in os.walk(path, onerror=unreadable.append):
        subfolders[:] = sorted(name for name in subfolders if not name.startswith("."))
        for file in (Path(folder, name) for name in sorted(names) if not name.startswith(".")):
            # A third party's format has no suffix in our table: all files are its own.
            if _suffix(file) in suffixes or not suffixes:
                empty = False
                yield file
    for error in unreadable:
        yield Reject(path=shown(Path(os.fsdecode(error.filename))), reason=f"cannot be searched: {error.strerror}")
    if empty and not unreadable:
        kinds = f"ending in {', '.join(sorted(suffixes))}" if suffixes else "that is not hidden"
        yield Reject(
            path=shown(path), reason=f"the folder has no file {kinds}; name files with other endings one by one"
        )


def _suffix(path: Path) -> str:
    return (path.with_suffix("") if path.suffix.lower() == ".gz" else path).suffix.lower()


def _read_file(path: Path, readers: dict[str, EntryPoint], options: ReadOptions) -> Iterator[Article | Reject]:
    suffix = "" if str(path) == STDIN else _suffix(path)
    if options.format is None and suffix and suffix not in SUFFIXES:
        reason = (
            f"{suffix} is none of {', '.join(SUFFIXES)}; say what it holds with --from {{{','.join(sorted(readers))}}}"
        )
        yield Reject(path=shown(path), reason=reason)
        return
    try:
        with open_input(path) as stream:
            name = options.format or SUFFIXES.get(suffix) or sniff_format(stream.peek(512))
            if name not in readers:
                raise SettingsError(f"no reader for format {name!r} is installed: is the package attribune installed?")
            reader = cast(Reader, readers[name].load())
            yield from reader(stream, shown(path), options=options)
    except SettingsError:
        raise
    except AttribuneError as error:
        yield Reject(path=shown(path), reason=str(error))
    except FileNotFoundError:
        yield Reject(path=shown(path), reason="no such file or folder: check the path")
    except (OSError, EOFError, zlib.error) as error:
        yield Reject(path=shown(path), reason=f"cannot be read: {getattr(error, 'strerror', None) or error}")


def sniff_format(head: bytes) -> str:
    """Return the format of an input without a suffix by its first bytes: jsonl, html, else text."""
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()[:20].lower()
    if start.startswith(b"{"):
        return "jsonl"
    return "html" if start.startswith((b"<!doctype html", b"<html")) else "text"
