"""YAML read item by item with line numbers: a list of mappings from field names to texts and lists of texts.

Only the parser's events are used, never its objects, so that nothing nested, repeated or typed is ever built.
"""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

import yaml

from attribune.errors import InputError, RecordError

# The loader in C is ten times as fast; PyYAML's wheels have it, builds without libyaml do not.
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_TEXTS = ("tag:yaml.org,2002:str", "tag:yaml.org,2002:timestamp")
_NULL = "tag:yaml.org,2002:null"
_SHAPE = "a list of entries is needed, each beginning like `- id: ...`"


class Item(NamedTuple):
    """The fields of one entry, the line it begins on, and the lines of its fields where they have their own."""

    line: int
    fields: dict[str, Any]
    lines: Mapping[str, int] = MappingProxyType({})


def read_yaml(text: str, path: str) -> Iterator[Item]:
    """Yield the items of a YAML list of mappings.

    Raises:
        InputError: The text is not YAML; the message starts with `path:line`.
        RecordError: It is YAML of another shape, or has anchors, references or tags; likewise.
    """
    loader: Any = None
    try:
        loader = _Loader(text)
        yield from _items(loader, path)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = f"{path}:{mark.line + 1}" if mark else path
        raise InputError(f"{place}: not valid YAML: {error.problem or error.context}; {_SHAPE}") from error
    except yaml.reader.ReaderError as error:
        # The loader in C counts bytes, the other one characters.
        before = text[: error.position] if _Loader is yaml.SafeLoader else text.encode()[: error.position].decode()
        raise InputError(f"{path}:{before.count(chr(10)) + 1}: not valid YAML: {error.reason}") from error
    finally:
        if loader is not None:
            loader.dispose()


def _items(loader: Any, path: str) -> Iterator[Item]:
    loader.get_event()
    if isinstance(loader.peek_event(), yaml.StreamEndEvent):
        return
    loader.get_event()
    opening = _next(loader, path)
    if isinstance(opening, yaml.ScalarEvent) and opening.value == "":
        return
    if not isinstance(opening, yaml.SequenceStartEvent):
        raise RecordError(f"{path}:{_line(opening)}: {_SHAPE}, but this is {_shape(opening)}")
    while not isinstance(event := _next(loader, path), yaml.SequenceEndEvent):
        if not isinstance(event, yaml.MappingStartEvent):
            raise RecordError(f"{path}:{_line(event)}: {_SHAPE}, but this item is {_shape(event)}")
        yield _item(loader, path, _line(event))
    loader.get_event()
    if not isinstance(event := loader.get_event(), yaml.StreamEndEvent):
        raise RecordError(f"{path}:{_line(event)}: a second YAML document begins; a roster is one list")


def _item(loader: Any, path: str, line: int) -> Item:
    fields: dict[str, Any] = {}
    lines: dict[str, int] = {}
    while not isinstance(key := _next(loader, path), yaml.MappingEndEvent):
        if not isinstance(key, yaml.ScalarEvent):
            raise RecordError(f"{path}:{_line(key)}: a field's name is needed, but this is {_shape(key)}")
        name = key.value
        if name in fields:
            raise RecordError(f"{path}:{_line(key)}: field {name!r} stands on line {lines[name]} already; keep one")
        lines[name] = _line(key)
        fields[name] = _value(loader, path, name)
    return Item(line, fields, lines)


def _value(loader: Any, path: str, field: str) -> str | list[str | None] | None:
    event = _next(loader, path)
    if isinstance(event, yaml.ScalarEvent):
        return _text(loader, event, path, field)
    if isinstance(event, yaml.MappingStartEvent):
        raise RecordError(f"{path}:{_line(event)}: field {field!r} must be a text or a list of texts, not a mapping")
    texts = []
    while not isinstance(event := _next(loader, path), yaml.SequenceEndEvent):
        if not isinstance(event, yaml.ScalarEvent):
            raise RecordError(f"{path}:{_line(event)}: field {field!r} holds {_shape(event)} in its list, not a text")
        texts.append(_text(loader, event, path, field))
    return texts


def _text(loader: Any, event: Any, path: str, field: str) -> str | None:
    if not event.implicit[0]:
        return str(event.value)
    kind = loader.resolve(yaml.ScalarNode, event.value, (True, False))
    if kind == _NULL:
        return None
    if kind not in _TEXTS:
        name = kind.rpartition(":")[2]
        raise RecordError(
            f"{path}:{_line(event)}: field {field!r} must be a text, but YAML reads {event.value} as {name}; "
            f'put it in quotes: "{event.value}"'
        )
    return str(event.value)


def _next(loader: Any, path: str) -> Any:
    """Return the next event, unless it needs what an entry has no use for: references may be cyclic, or a bomb."""
    event = loader.get_event()
    anchor = getattr(event, "anchor", None)
    if anchor is not None:
        shown = f"*{anchor}" if isinstance(event, yaml.AliasEvent) else f"&{anchor}"
        raise RecordError(
            f"{path}:{_line(event)}: {shown} is a YAML anchor or reference, which a roster may not have, as these can "
            "be cyclic; write the value itself, in quotes if it begins with & or *"
        )
    if getattr(event, "tag", None) is not None:
        raise RecordError(f"{path}:{_line(event)}: a roster has no YAML tags, but this is {event.tag}; leave it out")
    return event


def _line(event: Any) -> int:
    return int(event.start_mark.line) + 1


def _shape(event: Any) -> str:
    if isinstance(event, yaml.ScalarEvent):
        return f"the text {event.value[:40]!r}"
    return "a mapping" if isinstance(event, yaml.MappingStartEvent) else "a list"
