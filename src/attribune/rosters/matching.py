"""Which entry of a roster a speaker is: by name, and by what the article says where several have the name."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from attribune.records import AnnotatedArticle, Speaker, SpeakerKind
from attribune.rosters.context import MANY, Context
from attribune.rosters.entries import RosterEntry
from attribune.rosters.names import PlainName, content_words, may_be_same_body, may_be_same_person, plain_names

_BODIES = frozenset(["organization", "group"])


@dataclass(frozen=True, slots=True)
class Match:
    """The entry a speaker is, or None; where it is None, `candidates` are those that it may be, in roster order."""

    entry: RosterEntry | None
    candidates: tuple[RosterEntry, ...] = ()


class RosterMatcher:
    """Looks names up among those of a roster.

    A dictionary from each name, as it is compared, to the entries that have it. What is matched are the names of an
    article's speakers, which the pipeline has found already, so that there is no text to search with a trie or spaCy's
    PhraseMatcher; a million names are as quick to look up as ten. Entries are known by their position in `entries`.
    """

    def __init__(self, entries: Iterable[RosterEntry]) -> None:
        self.entries: list[RosterEntry] = []
        # Most names are those of one entry: a list for each would double the memory.
        self.positions: dict[str, int | list[int]] = {}
        for position, entry in enumerate(entries):
            self.entries.append(entry)
            for name in entry.plain_names():
                self._add(name.key, position)

    def _add(self, key: str, position: int) -> None:
        known = self.positions.setdefault(key, position)
        if isinstance(known, list):
            if known[-1] != position:
                known.append(position)
        elif known != position:
            self.positions[key] = [known, position]

    def positions_of(self, key: str) -> Sequence[int]:
        """Return the positions of the entries that have a name, in roster order."""
        known = self.positions.get(key, ())
        return (known,) if isinstance(known, int) else known

    def context(self, article: AnnotatedArticle) -> Context:
        """Return what tells namesakes apart in an article, for `match` to be asked about each of its speakers."""
        return Context(article, positions_of=self.positions_of)

    def match(self, speaker: Speaker, context: Context) -> Match:
        """Return the entry that a speaker of the context's article is.

        The names of the entry and of the speaker must not clash: "Holm" is no name of Ida Holm's where the entry is
        Bo Holm's. Where several entries are left, everything that tells them apart has to agree: the other names
        the article calls them by, their kind, the words of their role.
        """
        full = _fullest_name(speaker)
        if speaker.kind == "author" or full is None:
            return Match(None)
        found = self._with_name(full, speaker)
        if len(found) > MANY:
            found = [position for position in found if position in context.named][:MANY]
        entries = {position: self.entries[position] for position in found}
        if speaker.id in speaker.candidates:
            decided = next((entry for entry in entries.values() if entry.id == speaker.id), None)
            if decided is not None:
                return Match(decided)
        entries = {
            position: entry
            for position, entry in entries.items()
            if entry.is_valid_on(context.published) and _fits(entry, full, speaker.kind)
        }
        entries, rivals = _with_full_name(entries, full, speaker, context)
        return self._decide(entries, speaker, context, rivals=rivals)

    def _with_name(self, full: PlainName, speaker: Speaker) -> Sequence[int]:
        """Return the entries that have the speaker's fullest name, or else any of the other names."""
        written = (speaker.name, *speaker.aliases)
        names = [plain for name in written for plain in plain_names(name, personal=_is_personal(speaker.kind))]
        own = [position for name in names if name.words == full.words for position in self.positions_of(name.key)]
        other = own or [position for name in names for position in self.positions_of(name.key)]
        return list(dict.fromkeys(other)) if len(other) > 1 else other

    def _decide(self, entries: dict[int, RosterEntry], speaker: Speaker, context: Context, *, rivals: bool) -> Match:
        candidates = tuple(entries[position] for position in sorted(entries))
        if len(entries) == 1 and not rivals:
            return Match(candidates[0])
        if not entries:
            return Match(None)
        role = content_words(speaker.role)
        shared = {position: len(role & content_words(entry.role)) for position, entry in entries.items()}
        votes = [{position for position, count in shared.items() if count and count == max(shared.values())}]
        if not rivals:
            names = {position: context.named.get(position, frozenset[str]()) for position in entries}
            common = frozenset.intersection(*names.values())
            votes.append({position for position in entries if names[position] - common})
            votes.append({position for position, entry in entries.items() if entry.kind in (None, speaker.kind)})
        agreed = set(entries)
        for vote in filter(None, votes):
            agreed &= vote
        if len(agreed) == 1 and any(votes):
            return Match(entries[agreed.pop()])
        return Match(None, tuple(entries[position] for position in sorted(agreed)) or candidates)


def _fullest_name(speaker: Speaker) -> PlainName | None:
    """Return the speaker's name, or where it is one word, the longest alias that holds it."""
    personal = _is_personal(speaker.kind)
    names = plain_names(speaker.name, personal=personal)
    if not names or len(names[0].words) > 1:
        return names[0] if names else None
    others = (plain for alias in speaker.aliases for plain in plain_names(alias, personal=personal))
    longer = [plain for plain in others if names[0].words[0] in plain.words]
    return max([*names, *longer], key=lambda plain: len(plain.words))


def _is_personal(kind: SpeakerKind) -> bool | None:
    return True if kind == "person" else None if kind == "unnamed" else False


def _with_full_name(
    entries: dict[int, RosterEntry], full: PlainName, speaker: Speaker, context: Context
) -> tuple[dict[int, RosterEntry], bool]:
    """Return the entries that fit a full name which the article has for a bare surname, or all if none of them does.

    The second value tells whether the article has a full name that is nobody's on the roster: a bare "Holm" may be
    Ida Holm, too.
    """
    if not entries or len(full.words) > 1 or speaker.kind not in ("person", "unnamed"):
        return entries, False
    fitting = [
        {position for position, entry in entries.items() if _fits(entry, owner, speaker.kind)}
        for owner in context.full_names(full.words[0])
    ]
    owned: set[int] = set().union(*fitting)
    kept = {position: entry for position, entry in entries.items() if position in owned or not owned}
    return kept, not all(fitting)


def _fits(entry: RosterEntry, full: PlainName, kind: SpeakerKind) -> bool:
    """Tell whether the entry's names and kind do not clash with the fullest name and the kind of a speaker."""
    names = list(entry.plain_names())
    same_kind = entry.kind is None or kind in (entry.kind, "unnamed") or {kind, entry.kind} <= _BODIES
    if len(full.words) == 1:
        return same_kind
    if full in names:
        return True  # the roster knows better what kind it is
    long = [name for name in names if len(name.words) > 1]
    if (entry.kind or kind) in ("person", "unnamed"):
        return any(may_be_same_person(full, name) and (same_kind or name.words == full.words) for name in long)
    # "Harbour Board" alone would let a board of any harbour in, where the entry's is that of Ekby.
    whole = [name for name in names if not any(set(name.words) < set(other.words) for other in long)]
    return same_kind and (not long or any(may_be_same_body(full, name) for name in whole))
