"""Which regions of a drawing belong to one attribution."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from attribune.formats.label_studio_drawing import NOTE, PART_OF, WITHIN, Drawing, Region

Report = Callable[[str], object]

# What a message shows of a region's text, in characters.
_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Group:
    """One attribution as it is drawn.

    `regions` by id, without their notes: the head, the other contents in text order, then the rest in text order.
    `within` holds the heads of the attributions that it is drawn within, in text order.
    """

    head: str
    regions: dict[str, Region]
    within: list[str]


def group_regions(drawing: Drawing, text: str, report: Report) -> list[Group]:
    """Return the attributions of a drawing, in text order of their heads.

    A content without relation is an attribution of its own. What belongs to none, and what contradicts itself, is
    reported in a sentence.
    """
    order = {each: place for place, each in enumerate(sorted(drawing.regions, key=lambda each: _order(drawing, each)))}
    regions = {each: _without_note(drawing.regions[each]) for each in order}
    relations = sorted(drawing.relations, key=lambda each: (order[each.from_id], order[each.to_id]))
    part_of: dict[str, str] = {}
    for from_id, to_id, label in relations:
        if label == PART_OF and part_of.setdefault(from_id, to_id) != to_id:
            report(
                f"{shown(regions[from_id], text)} is part of several contents and was taken as part of the first; draw "
                "it once for each"
            )
    head_of = {each: _head(each, part_of, order) for each in regions if regions[each].role == "content"}
    groups = {head: Group(head, {head: regions[head]}, []) for head in head_of.values()}
    for part, head in head_of.items():
        groups[head].regions[part] = regions[part]
    joined: set[str] = set()
    for from_id, to_id, label in relations:
        group = groups[head_of[to_id]]
        if label not in (PART_OF, WITHIN):
            group.regions[from_id] = regions[from_id]
            joined.add(from_id)
        elif label == WITHIN and head_of[from_id] == group.head:
            report(f"{shown(regions[from_id], text)} is drawn within its own attribution; that relation was left out")
        elif label == WITHIN:
            groups[head_of[from_id]].within.append(group.head)
    for each in order:
        if each not in joined and each not in head_of:
            report(
                f"{shown(regions[each], text)} is joined to no content and was left out; draw a relation from it to "
                "its content"
            )
    return sorted(groups.values(), key=lambda group: order[group.head])


def shown(region: Region, text: str) -> str:
    """Return a region as it stands in messages: `source 12-15 'she'`."""
    covered = text[region.start : region.end]
    if len(covered) > _SHOWN:
        covered = covered[: _SHOWN - 1] + "…"
    return f"{region.role} {region.start}-{region.end} {covered!r}"


def _order(drawing: Drawing, region_id: str) -> tuple[int, int, str]:
    region = drawing.regions[region_id]
    return region.start, region.end, region_id


def _without_note(region: Region) -> Region:
    return replace(region, values={name: value for name, value in region.values.items() if name != NOTE})


def _head(content: str, part_of: dict[str, str], order: dict[str, int]) -> str:
    """Return the content at the end of the `part_of` arrows; of contents that are part of each other the first."""
    path = [content]
    while (following := part_of.get(path[-1])) is not None:
        if following in path:
            return min(path[path.index(following) :], key=lambda each: order[each])
        path.append(following)
    return path[-1]
