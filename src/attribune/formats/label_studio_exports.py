"""A Label Studio export as a file: what people made of its tasks (`label_studio_reviews`), read in pieces."""

import io
import json
import re
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TextIO

from attribune.errors import RecordError
from attribune.formats.label_studio_reviews import Reviewed, Skipped, from_task
from attribune.reading import Reject, open_input, shown

# What is read at once, in characters.
_CHUNK = 1 << 20
_BETWEEN = re.compile(r"[\s,]*")


def read_export(path: Path) -> Iterator[Reviewed | Skipped | Reject]:
    """Yield what people made of the tasks of a JSON export ("JSON", not "JSON-MIN"), task by task.

    What cannot be used is yielded as a reject, and the rest goes on. A file is read in pieces, so that memory does not
    grow with the number of tasks.

    Raises:
        OSError: The file cannot be read.
    """
    name, number = shown(path), 0
    with open_input(path) as stream:
        file = io.TextIOWrapper(stream, encoding="utf-8-sig", newline="")
        try:
            for number, task in enumerate(_elements(file), start=1):
                if isinstance(task, dict):
                    yield from from_task(task, path=name)
                else:
                    reason = f"a task is a JSON object, but this is a {type(task).__name__}"
                    yield Reject(path=name, where=f"task {number} of the file", reason=reason)
        except (RecordError, UnicodeDecodeError, EOFError, zlib.error) as error:
            yield Reject(path=name, where=f"after {number} tasks", reason=f"cannot be read further: {error}")
        finally:
            # Standard input stays open.
            file.detach()


def _elements(file: TextIO) -> Iterator[Any]:
    """Yield the elements of a JSON list one by one.

    Raises:
        RecordError: It is no list, or not valid JSON from some place on.
    """
    decoder = json.JSONDecoder()
    text = file.read(_CHUNK).lstrip()
    if not text.startswith("["):
        raise RecordError('a Label Studio export in the format "JSON" is needed: a list of tasks')
    at = 1
    while True:
        between = _BETWEEN.match(text, at)
        at = between.end() if between else at
        if text.startswith("]", at):
            return
        try:
            found, at = decoder.raw_decode(text, at)
        except json.JSONDecodeError as error:
            # Cut in the middle, or wrong: as much again as there is, so that a long task is not tried too often.
            more = file.read(max(_CHUNK, len(text) - at))
            if not more:
                raise RecordError(f"not valid JSON: {error.msg}; is the file whole?") from error
            text, at = text[at:] + more, 0
            continue
        yield found
