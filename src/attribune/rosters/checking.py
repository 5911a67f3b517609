"""What a roster's author should look at: entries that may be the same, and names that several entries have."""

from collections.abc import Collection, Iterable
from datetime import date

from attribune.rosters.entries import RosterEntry
from attribune.rosters.matching import RosterMatcher
from attribune.rosters.names import PlainName

_SHOWN = 5


def check_roster(entries: Iterable[RosterEntry]) -> list[str]:
    """Return one line for each group of entries that have a Wikidata id or names in common; none if all is well.

    Names are compared as in matching. Entries whose valid dates share no day never meet and are not reported.
    """
    matcher = RosterMatcher(entries)
    by_wikidata: dict[str, list[RosterEntry]] = {}
    for entry in matcher.entries:
        if entry.wikidata is not None:
            by_wikidata.setdefault(entry.wikidata, []).append(entry)
    findings = [
        f"Wikidata id {wikidata} belongs to {_ids(meeting)}: if they are the same, keep one"
        for wikidata, holders in by_wikidata.items()
        if (meeting := _meeting(holders))
    ]
    shared: dict[tuple[int, ...], list[str]] = {}
    for key, positions in matcher.positions.items():
        if not isinstance(positions, int):
            shared.setdefault(tuple(positions), []).append(key)
    for group, keys in shared.items():
        meeting = _meeting([matcher.entries[position] for position in group])
        if meeting:
            findings.append(_finding(meeting, keys))
    return findings


def _finding(entries: list[RosterEntry], keys: Collection[str]) -> str:
    """Say what several entries have in common: a full name, the name of one that is another's alias, or an alias."""
    written = dict.fromkeys(text for plain, text in entries[0].plain_names().items() if plain.key in keys)
    shown = _listed(list(written))
    owners = [entry for entry in entries if any(name.key in keys for name in _own_name(entry))]
    kinds = {entry.kind for entry in owners}
    if len(owners) > 1 and (len(kinds) == 1 or None in kinds):
        return f"name {shown} belongs to {_ids(entries)}: if they are the same, keep one; else give their roles"
    if owners:
        others = [entry for entry in entries if entry is not owners[0]]
        return f"name {shown} of {owners[0].id!r} is one of {_ids(others)}, too: take it from one, or give roles"
    return f"alias {shown} belongs to {_ids(entries)}: the article decides who is meant, so give their roles"


def _own_name(entry: RosterEntry) -> list[PlainName]:
    return [plain for plain, written in entry.plain_names().items() if written == entry.name]


def _ids(entries: list[RosterEntry]) -> str:
    return _listed([entry.id for entry in entries])


def _listed(texts: list[str]) -> str:
    more = f" and {len(texts) - _SHOWN:,} more" if len(texts) > _SHOWN else ""
    return ", ".join(map(repr, texts[:_SHOWN])) + more


def _meeting(entries: Iterable[RosterEntry]) -> list[RosterEntry]:
    """Return the entries whose valid dates share a day with those of another, in order of these dates."""
    found: dict[str, RosterEntry] = {}
    latest: RosterEntry | None = None
    for entry in sorted(entries, key=_first_day):
        if latest is not None and _first_day(entry) <= _last_day(latest):
            found |= {latest.id: latest, entry.id: entry}
        if latest is None or _last_day(entry) > _last_day(latest):
            latest = entry
    return list(found.values())


def _first_day(entry: RosterEntry) -> date:
    return entry.valid_from or date.min


def _last_day(entry: RosterEntry) -> date:
    return entry.valid_to or date.max
