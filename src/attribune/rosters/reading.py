"""Rosters from files: YAML, CSV or JSONL, by suffix. Every message names the path and, where there is one, the line.

- YAML: a list of mappings, as `schemas/roster.schema.json` describes it.
- CSV: the field names in the first line; the aliases in one cell, parted by `|`; comma, semicolon or tab between cells.
- JSONL: one entry, a JSON object, per line.
"""

import csv
import io
import json
import zlib
from collections.abc import Callable, Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from attribune.decoding import decode
from attribune.errors import InputError, RecordError
from attribune.reading import Reject, open_input, shown
from attribune.rosters.entries import RosterEntry
from attribune.rosters.yaml_items import Item, read_yaml

# A million names take about 30 MB. More is somebody's whole database, and probably the wrong file.
MAX_BYTES = 64_000_000

_FIELDS = tuple(field.name for field in fields(RosterEntry))
_ENTRY = TypeAdapter(RosterEntry)
_ALIAS_MARK = "|"
_FAULTS_SHOWN = 3


def read_roster(path: Path) -> list[RosterEntry]:
    """Return the entries of a roster, in file order.

    Raises:
        InputError: The file is missing, binary, not UTF-8, too large, without entries, or not of its format.
        RecordError: An entry is not valid, or repeats an id.
    """
    name = shown(path)
    suffix = (path.with_suffix("") if path.suffix.lower() == ".gz" else path).suffix.lower()
    if suffix not in _READERS:
        raise InputError(f"{name}: a roster ends in {', '.join(_READERS)}; {suffix or 'no suffix'} is none of these")
    entries: list[RosterEntry] = []
    lines: dict[str, int] = {}
    for item in _READERS[suffix](_read_text(path, name), name):
        entry = _to_entry(item, name)
        if entry.id in lines:
            line = item.lines.get("id", item.line)
            raise RecordError(
                f"{name}:{line}: id {entry.id!r} stands on line {lines[entry.id]} already; ids are unique"
            )
        lines[entry.id] = item.line
        entries.append(entry)
    if not entries:
        raise InputError(f"{name}: the roster has no entry; one needs an id and a name")
    return entries


def _read_text(path: Path, name: str) -> str:
    try:
        with open_input(path) as stream:
            data = stream.read(MAX_BYTES + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise InputError(f"{name}: cannot be read: {getattr(error, 'strerror', None) or error}") from error
    if len(data) > MAX_BYTES:
        line = data.count(b"\n") + 1
        raise InputError(
            f"{name}:{line}: the file is larger than {MAX_BYTES // 1_000_000} MB, the most that is read as a roster; "
            "is it the right one? Keep only the people you look for"
        )
    text = decode(data, name)
    if isinstance(text, Reject):
        offset = int((text.where or "byte 0").removeprefix("byte "))
        line = data.count(b"\n", 0, offset) + 1
        raise InputError(f"{name}:{line}: {text.reason}")
    return text


def _read_csv(text: str, path: str) -> Iterator[Item]:
    header = text.split("\n", 1)[0]
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=header.count), strict=True)
    names: list[str] | None = None
    line = 1
    try:
        for row in rows:
            if names is None:
                names = _column_names(row, path)
            elif any(cell.strip() for cell in row):
                if len(row) != len(names):
                    raise RecordError(f"{path}:{line}: {len(row)} cells, but the first line names {len(names)} columns")
                cells: dict[str, Any] = {name: cell.strip() or None for name, cell in zip(names, row, strict=True)}
                aliases = (alias.strip() for alias in (cells.get("aliases") or "").split(_ALIAS_MARK))
                yield Item(line, {**cells, "aliases": [alias for alias in aliases if alias]})
            line = rows.line_num + 1
    except csv.Error as error:
        raise InputError(f"{path}:{line}: not valid CSV: {error}; is a quote mark open?") from error


def _column_names(row: list[str], path: str) -> list[str]:
    names = [cell.strip() for cell in row]
    wrong = [name for name in names if name not in _FIELDS or names.count(name) > 1]
    if wrong or not {"id", "name"} <= set(names):
        what = (
            f"column {wrong[0]!r} is not a field or stands there twice" if wrong else "columns id and name are needed"
        )
        raise RecordError(f"{path}:1: {what}; the first line names the columns, of: {', '.join(_FIELDS)}")
    return names


def _read_jsonl(text: str, path: str) -> Iterator[Item]:
    for number, line in enumerate(io.StringIO(text, newline="\n"), start=1):
        if not line.strip():
            continue
        try:
            found = json.loads(line)
        except json.JSONDecodeError as error:
            raise InputError(f"{path}:{number}: not valid JSON: {error.msg} at character {error.pos + 1}") from error
        except (ValueError, RecursionError) as error:
            raise InputError(f"{path}:{number}: not readable JSON: {error}") from error
        if not isinstance(found, dict):
            kind = type(found).__name__
            raise RecordError(
                f'{path}:{number}: a JSON object is needed, like {{"id": ..., "name": ...}}, not a {kind}'
            )
        yield Item(number, found)


_READERS: dict[str, Callable[[str, str], Iterator[Item]]] = {
    ".yaml": read_yaml,
    ".yml": read_yaml,
    ".csv": _read_csv,
    ".tsv": _read_csv,
    ".jsonl": _read_jsonl,
    ".ndjson": _read_jsonl,
}


def _to_entry(item: Item, path: str) -> RosterEntry:
    try:
        return _ENTRY.validate_python({name: value for name, value in item.fields.items() if value is not None})
    except ValidationError as error:
        faults = error.errors(include_url=False)
        first = faults[0]["loc"][0] if faults[0]["loc"] else ""
        line = item.lines.get(str(first), item.line)
        more = f"; and {len(faults) - _FAULTS_SHOWN} more" if len(faults) > _FAULTS_SHOWN else ""
        about = f"entry {item.fields['id']!r}: " if isinstance(item.fields.get("id"), str) else ""
        what = "; ".join(_fault(fault) for fault in faults[:_FAULTS_SHOWN])
        raise RecordError(f"{path}:{line}: {about}{what}{more}") from error


def _fault(fault: Any) -> str:
    """Return one of pydantic's findings in the words of a roster's author."""
    kind, place, found = fault["type"], fault["loc"], fault["input"]
    field = repr(place[0]) if place else "entry"
    match kind:
        case "unexpected_keyword_argument":
            return f"field {field} is not known; the fields are: {', '.join(_FIELDS)}"
        case "missing":
            return f"field {field} is missing"
        case "string_too_short":
            return f"field {field} is empty"
        case "string_type":
            where = f"item {place[1] + 1} of field" if len(place) > 1 else "field"
            return f"{where} {field} must be a text, not {found!r:.40}"
        case "tuple_type":
            return f"field {field} must be a list of texts, not {found!r:.40}; write one alias as a list, too"
        case "literal_error":
            return f"field {field} is {found!r:.40}; allowed are: {fault['ctx']['expected']}"
        case "string_pattern_mismatch":
            return f"field {field} is {found!r:.40}, but a Wikidata id is Q and a number, such as Q42"
    return f"field {field}: {fault['msg'].removeprefix('Value error, ')}" if place else fault["msg"]
