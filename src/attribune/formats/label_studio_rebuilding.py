"""From a drawing that people worked on back to attributions and speakers.

What nobody touched comes back as it was, to the last blank. What was touched is read from the drawing and keeps its
id. Nothing is lost in silence: what the record cannot hold is reported in a sentence.
"""

from collections.abc import Iterable
from typing import Any, NamedTuple

from attribune.formats.brat import style_of
from attribune.formats.label_studio_drawing import KIND, SPEAKER, TRAITS, Drawing, Drawn, Region, Role, visible
from attribune.formats.label_studio_grouping import Group, Report, group_regions, shown
from attribune.formats.label_studio_speakers import SpeakerTable
from attribune.records import AnnotatedArticle, Attribution, Speaker, TextSpan


class Rebuilt(NamedTuple):
    """Attributions and speakers, the ids of the attributions that nobody touched, and what could not be kept."""

    attributions: list[Attribution]
    speakers: list[Speaker]
    untouched: frozenset[str]
    problems: list[str]


class _Change(NamedTuple):
    """An attribution as it is drawn now, as it was, and its regions then: None and none for a new one."""

    now: Group
    old: Attribution | None
    was: dict[str, Region]


def rebuild(drawing: Drawing, *, original: AnnotatedArticle, drawn: Drawn) -> Rebuilt:
    """Return what a drawing says.

    Args:
        drawing: What came back.
        original: The annotation that people were shown; one without attributions if they were shown none.
        drawn: `draw(original)`.
    """
    # As keys, because a fault of a region that several attributions share is found for each of them.
    problems: dict[str, None] = {}
    report = problems.setdefault
    was = {drawn.heads[each.head].id: each.regions for each in group_regions(drawn.drawing, original.text, report)}
    changes = [_change(group, drawn, was) for group in group_regions(drawing, original.text, report)]
    ids = _ids(changes, original)
    table = SpeakerTable(original.speakers, drawn, report)
    originals = {each.id: each for each in original.attributions}
    found = {each.id: each for each in original.attributions if each.id not in was}
    not_shown = frozenset(found)
    for each in found:
        report(f"attribution {each!r} has only white space as content and was not shown; it was kept as it was")
    for change in changes:
        within = _within(change, ids, not_shown, original.text, report)
        if change.old is not None and change.now.regions == change.was and within == change.old.within:
            found[change.old.id] = change.old
        else:
            speaker = _speaker(change, table, original.text, report)
            new = _read(change, drawn, original, report, id=ids[change.now.head], within=within, speaker=speaker)
            found[new.id] = new
    attributions = [found[each] for each in originals if each in found]
    # Groups stand in text order, and so do the new ones among them.
    attributions += [found[each] for each in ids.values() if each not in originals]
    attributions = _checked_within(attributions, report)
    speakers = table.used_in(attributions, before=original.attributions)
    untouched = frozenset(each.id for each in attributions if originals.get(each.id) == each)
    return Rebuilt(attributions, speakers, untouched, list(problems))


def _change(group: Group, drawn: Drawn, was: dict[str, dict[str, Region]]) -> _Change:
    """Return the group with what it was: by its head, or by a part that was a head before."""
    heads = [drawn.heads.get(each) for each, region in group.regions.items() if region.role == "content"]
    old = next((each for each in heads if each is not None), None)
    return _Change(group, old, was[old.id] if old is not None else {})


def _ids(changes: Iterable[_Change], original: AnnotatedArticle) -> dict[str, str]:
    """Return the attribution id of every head: its old one, else the region's own id, which the next pull repeats."""
    taken = {each.id for each in original.attributions}
    ids: dict[str, str] = {}
    for change in changes:
        head = change.now.head
        if change.old is not None:
            ids[head] = change.old.id
            continue
        name, number = head, 1
        while name in taken:
            number += 1
            name = f"{head}-{number}"
        taken.add(name)
        ids[head] = name
    return ids


def _within(change: _Change, ids: dict[str, str], not_shown: frozenset[str], text: str, report: Report) -> str | None:
    outer = list(dict.fromkeys(ids[head] for head in change.now.within))
    if len(outer) > 1:
        report(f"{_name(change, text)} is drawn within several others; the first in the text was taken")
    if not outer and change.old is not None and change.old.within in not_shown:
        # Nobody could have drawn that relation, or taken it away.
        return change.old.within
    return outer[0] if outer else None


def _read(change: _Change, drawn: Drawn, original: AnnotatedArticle, report: Report, **fields: Any) -> Attribution:
    """Return an attribution that is new or was touched. A person vouches for it: its confidence is 1."""
    text, old = original.text, change.old

    def several(role: Role) -> list[TextSpan]:
        spans = _spans(change, role, drawn, text)
        merged = _merged(spans, text)
        if len(merged) < len(spans):
            report(f"{_name(change, text)}: {role} regions overlap; they became one")
        return merged

    def single(role: Role) -> TextSpan | None:
        spans = _spans(change, role, drawn, text)
        if len(spans) > 1:
            report(f"{_name(change, text)} has {len(spans)} regions of the role {role}; the first was taken")
        return spans[0] if spans else None

    traits = {name: stated[1] for name in TRAITS if (stated := _stated(change, name, text, report)) is not None}
    content = several("content")
    fields = {
        **fields,
        "content": content,
        "cue": single("cue"),
        "source": several("source"),
        "addressee": single("addressee"),
        # What nobody picked: the style as the quote marks have it, for the others the record's default.
        "style": style_of(text, content),
        **traits,
    }
    title = original.title if original.title and text.startswith(original.title) else ""
    in_title = all(region.end <= len(title) for region in change.now.regions.values())
    return Attribution(**fields, headline=old.headline if old is not None else in_title)


def _spans(change: _Change, role: Role, drawn: Drawn, text: str) -> list[TextSpan]:
    """Return the spans of a role in text order, white space at the edges included where nobody touched a region."""
    now = {region_id: region for region_id, region in change.now.regions.items() if region.role == role}
    places = {region.place for region in change.was.values() if region.role == role}
    if change.old is not None and places == {region.place for region in now.values()}:
        return [span for each, span in change.old.spans() if each == role]
    spans = []
    for region_id, region in now.items():
        kept = drawn.spans.get((change.old.id, region_id)) if change.old is not None else None
        spans.append(kept if kept is not None and visible(kept) == region.place else _span(*region.place, text))
    return sorted(spans, key=lambda span: (span.start, span.end))


def _merged(spans: list[TextSpan], text: str) -> list[TextSpan]:
    """Return spans of one role so that none overlap, as the record wants them."""
    merged: list[TextSpan] = []
    for span in spans:
        if merged and span.start < merged[-1].end:
            merged[-1] = _span(merged[-1].start, max(merged[-1].end, span.end), text)
        else:
            merged.append(span)
    return merged


def _span(start: int, end: int, text: str) -> TextSpan:
    return TextSpan(start=start, end=end, text=text[start:end])


def _stated(change: _Change, name: str, text: str, report: Report) -> tuple[str, str] | None:
    """Return the region that states a value, and the value: of several one that a person stated."""
    stated = [(each, region.values[name]) for each, region in change.now.regions.items() if name in region.values]
    stated.sort(key=lambda each: each[0] in change.was and change.was[each[0]].values.get(name) == each[1])
    if len({value for _, value in stated}) > 1:
        values = ", ".join(repr(value) for _, value in stated)
        report(f"{_name(change, text)} has several values of {name}, {values}; {stated[0][1]!r} was taken")
    return stated[0] if stated else None


def _speaker(change: _Change, table: SpeakerTable, text: str, report: Report) -> str | None:
    for region in change.now.regions.values():
        if KIND in region.values and SPEAKER not in region.values:
            report(f"{shown(region, text)} has the kind of a speaker but no name; the kind was left out")
    stated = _stated(change, SPEAKER, text, report)
    if stated is not None:
        return table.find(stated[0], change.now.regions[stated[0]])
    # A speaker whose name is white space was not shown, so nobody can have taken it away.
    was_shown = any(SPEAKER in region.values for region in change.was.values())
    return change.old.speaker if change.old is not None and not was_shown else None


def _checked_within(attributions: list[Attribution], report: Report) -> list[Attribution]:
    """Return the attributions without any that lies within itself or in one that is gone."""
    outer_of = {each.id: each.within for each in attributions}
    for each in attributions:
        path = [each.id]
        while (outer := outer_of[path[-1]]) is not None:
            if outer not in outer_of:
                outer_of[path[-1]] = None
            elif outer in path:
                report(f"attribution {path[-1]!r} is drawn within itself; that relation was left out")
                outer_of[path[-1]] = None
            else:
                path.append(outer)
    return [
        each if each.within == outer_of[each.id] else each.model_copy(update={"within": outer_of[each.id]})
        for each in attributions
    ]


def _name(change: _Change, text: str) -> str:
    return shown(change.now.regions[change.now.head], text)
