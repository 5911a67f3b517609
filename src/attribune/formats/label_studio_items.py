"""Label Studio's result items: a drawing as the list that a prediction or annotation holds, and back.

A region is an item with its label, and one more with the same id for each value on it; a relation is an item; the
ledger is a text for the whole task that the editor hides. What comes back from people is checked in full: an offset
that does not fit its text is refused, everything that has no meaning is reported in a sentence.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import accumulate, count
from typing import Any

from attribune.errors import RecordError
from attribune.formats.label_studio_drawing import (
    CHOICES,
    NOTE,
    PART_OF,
    RELATION_OF,
    ROLES,
    ROLES_WITH,
    WITHIN,
    Drawing,
    Region,
    Relation,
    Stretch,
)

# The names of the controls in the labelling config.
SPAN, TEXT, LEDGER = "span", "text", "record"

Item = dict[str, Any]


def to_items(drawing: Drawing, text: str, *, ledger: str) -> list[Item]:
    """Return a drawing and its ledger as a prediction's result."""
    items: list[Item] = []
    for region_id, region in drawing.regions.items():
        place = {"start": region.start, "end": region.end}
        covered = text[region.start : region.end]
        label = _item(region_id, SPAN, "labels", {**place, "text": covered, "labels": [region.role]})
        items.append(label if region.score is None else {**label, "score": region.score})
        for name, value in region.values.items():
            if name in CHOICES:
                items.append(_item(region_id, name, "choices", {**place, "text": covered, "choices": [value]}))
            else:
                items.append(_item(region_id, name, "textarea", {**place, "text": [value]}))
    items += (
        {"type": "relation", "from_id": each.from_id, "to_id": each.to_id, "direction": "right", "labels": [each.label]}
        for each in sorted(drawing.relations)
    )
    return [*items, _item(LEDGER, LEDGER, "textarea", {"text": [ledger]})]


def ledger_in(items: Iterable[Item]) -> str | None:
    """Return the ledger among the items, if there is one."""
    for item in items:
        if item.get("from_name") == LEDGER:
            texts = value_of(item).get("text")
            if isinstance(texts, list) and texts and isinstance(texts[0], str):
                return texts[0]
    return None


def from_items(items: Iterable[Item], text: str) -> tuple[Drawing, list[str]]:
    """Return the drawing that a result holds, and what in it has no meaning, a sentence each.

    Raises:
        RecordError: A region's offsets do not fit its text, in code points or in UTF-16 units, or its id is missing or
            comes twice.
    """
    labels: dict[str, Item] = {}
    valued: list[Item] = []
    arrows: list[Item] = []
    for item in items:
        region_id = item.get("id")
        if item.get("type") == "relation":
            arrows.append(item)
        elif item.get("type") == "labels":
            if not isinstance(region_id, str) or not region_id:
                raise RecordError(f"a region has the id {region_id!r}; every region needs one that is not empty")
            if region_id in labels:
                raise RecordError(f"two regions have the id {region_id!r}; ids must be unique within an annotation")
            labels[region_id] = value_of(item)
        elif item.get("from_name") != LEDGER:
            valued.append(item)
    problems: list[str] = []
    places = _places(labels, text)
    regions: dict[str, Region] = {}
    for region_id, value in labels.items():
        stated = value.get("labels")
        role = next((role for role in ROLES if stated == [role]), None)
        start, end = places[region_id]
        covered = text[start:end]
        if not covered.strip():
            problems.append(f"region {region_id!r} at {start}-{end} is empty or white space alone; it was left out")
        elif role is None:
            problems.append(
                f"region {region_id!r} at {start}-{end} {covered!r} is labelled {stated}; a region has one label of "
                f"{', '.join(ROLES)}; it was left out"
            )
        else:
            place = end - len(covered.lstrip()), start + len(covered.rstrip())
            regions[region_id] = Region(role, *place, {})
    problems += _add_values(regions, valued)
    relations: set[Relation] = set()
    for arrow in arrows:
        found = _to_relation(arrow, regions)
        relations.update([found] if isinstance(found, Relation) else [])
        problems += [found] if isinstance(found, str) else []
    return Drawing(regions, frozenset(relations)), problems


def _item(item_id: str, control: str, kind: str, value: Mapping[str, object]) -> Item:
    return {"id": item_id, "from_name": control, "to_name": TEXT, "type": kind, "value": dict(value)}


def value_of(item: Item) -> Item:
    """Return the value of an item, empty if it has none."""
    value = item.get("value")
    return value if isinstance(value, dict) else {}


def _places(labels: dict[str, Item], text: str) -> dict[str, Stretch]:
    """Return every region's offsets in code points, half-open.

    Label Studio counts code points, but some versions counted UTF-16 units. One unit is taken for the whole annotation
    if it fits every region; else the one that fits for each, since a prediction's regions keep theirs beside new ones.
    """
    in_points = {region_id: _place(value, text) for region_id, value in labels.items()}
    if None in in_points.values():
        point_of = dict(zip(accumulate((1 + (each > "\uffff") for each in text), initial=0), count()))
        units = {
            region_id: {**value, **{edge: point_of.get(_whole(value.get(edge))) for edge in ("start", "end")}}
            for region_id, value in labels.items()
        }
        in_units = {region_id: _place(value, text) for region_id, value in units.items()}
        whole = None not in in_units.values()
        in_points = in_units if whole else {each: in_points[each] or in_units[each] for each in labels}
    places: dict[str, Stretch] = {}
    for region_id, place in in_points.items():
        if place is None:
            start, end, stated = (labels[region_id].get(name) for name in ("start", "end", "text"))
            inside = 0 <= _whole(start) <= _whole(end) <= len(text)
            found = repr(text[start:end]) if inside else f"not within the text's {len(text)} code points"
            raise RecordError(
                f"region {region_id!r} is stated to read {stated!r}, but {start}-{end} is {found}, and no better in "
                "UTF-16 units: the text was changed after it was annotated, or this is no annotation of a <Text>"
            )
        places[region_id] = place
    return places


def _place(value: Item, text: str) -> Stretch | None:
    start, end, stated = _whole(value.get("start")), _whole(value.get("end")), value.get("text")
    if not 0 <= start <= end <= len(text):
        return None
    if stated is None:
        # An export without texts: nothing tells the units apart, which is no matter where they are the same.
        return (start, end) if max(text, default="") <= "\uffff" else None
    return (start, end) if text[start:end] == stated else None


def _whole(offset: object) -> int:
    return offset if isinstance(offset, int) and not isinstance(offset, bool) else -1


def _add_values(regions: dict[str, Region], items: Iterable[Item]) -> Iterator[str]:
    """Put the per-region values on their regions; yield what cannot be used."""
    for item in items:
        name, region_id, value = str(item.get("from_name")), item.get("id"), value_of(item)
        stated = value.get("choices" if item.get("type") == "choices" else "text")
        stated = [stated] if isinstance(stated, str) else stated if isinstance(stated, list) else []
        stated = [each.strip() for each in stated if isinstance(each, str) and each.strip()]
        region = regions.get(region_id) if isinstance(region_id, str) else None
        if name not in ROLES_WITH:
            yield f"{name} {stated} of region {region_id!r}: there is no such value; it was left out"
        elif region is None:
            yield f"{name} {stated} of region {region_id!r}: the region has no label; it was left out"
        elif region.role not in ROLES_WITH[name] or not stated:
            # Of an earlier label, which the editor hides; or emptied.
            continue
        elif name in CHOICES and stated[0] not in CHOICES[name]:
            yield f"{name} {stated[0]!r} of region {region_id!r} is none of {', '.join(CHOICES[name])}; it was left out"
        else:
            kept = "; ".join(stated) if name == NOTE else stated[0]
            regions[str(region_id)] = replace(region, values={**region.values, name: kept})
            if kept == stated[0] and len(stated) > 1:
                yield f"{name} {stated} of region {region_id!r}: one is allowed; {kept!r} was taken"


def _to_relation(item: Item, regions: dict[str, Region]) -> Relation | str:
    """Return the relation that an arrow stands for, or what is wrong with it.

    Between a content and another role the two labels say all, whichever way the arrow points and whatever its label.
    """
    from_id, to_id, stated = item.get("from_id"), item.get("to_id"), item.get("labels") or []
    name = f"the relation {' '.join(map(str, stated)) or 'without label'} from {from_id!r} to {to_id!r}"
    if item.get("direction") == "left":
        from_id, to_id = to_id, from_id
    if not isinstance(from_id, str) or not isinstance(to_id, str) or not {from_id, to_id} <= regions.keys():
        return f"{name} joins a region that is not there; it was left out"
    roles = regions[from_id].role, regions[to_id].role
    if roles[1] in RELATION_OF and roles[0] == "content":
        from_id, to_id, roles = to_id, from_id, roles[::-1]
    if roles[0] in RELATION_OF and roles[1] == "content":
        return Relation(from_id, to_id, RELATION_OF[roles[0]])
    if roles != ("content", "content") or from_id == to_id:
        return f"{name} joins a {roles[0]} and a {roles[1]}; join each to its content; it was left out"
    label = [each for each in (PART_OF, WITHIN) if each in stated]
    if len(label) != 1:
        return f"{name} joins two contents and must be labelled {PART_OF} or {WITHIN}; it was left out"
    return Relation(from_id, to_id, label[0])
