"""An annotated article with a user's roster in it: speakers that are on it become its entries."""

from collections.abc import Iterator
from itertools import count

from attribune.filters import keep
from attribune.records import AnnotatedArticle, Attribution, Speaker
from attribune.rosters.entries import RosterEntry
from attribune.rosters.matching import Match, RosterMatcher


def apply_roster(annotation: AnnotatedArticle, matcher: RosterMatcher) -> AnnotatedArticle:
    """Return the annotation with every speaker that is on the roster under the entry's id, name, kind and Wikidata id.

    The article's names stay as aliases, its role stays where it has one. Speakers that are the same entry become one,
    where the first of them stood. Where several entries may be meant, the speaker keeps its own id and lists theirs as
    candidates. A speaker that is not matched but has an id which the roster uses gets a new one.
    """
    context = matcher.context(annotation)
    matches = [matcher.match(speaker, context) for speaker in annotation.speakers]
    if not any(match.entry or match.candidates for match in matches):
        return annotation
    taken = {entry.id for match in matches for entry in (match.entry, *match.candidates) if entry is not None}
    fresh = _fresh_ids(taken.union(speaker.id for speaker in annotation.speakers))
    speakers: dict[str, Speaker] = {}
    id_of: dict[str, str] = {}
    for speaker, match in zip(annotation.speakers, matches, strict=True):
        if match.entry is not None:
            new = _as_entry(speaker, match.entry, known=speakers.get(match.entry.id))
        else:
            new = _left_open(speaker, match, new_id=next(fresh) if speaker.id in taken else speaker.id)
        id_of[speaker.id] = new.id
        speakers[new.id] = new
    return annotation.model_copy(
        update={
            "speakers": list(speakers.values()),
            "attributions": [_repointed(each, id_of) for each in annotation.attributions],
        }
    )


def is_on_roster(speaker: Speaker) -> bool:
    """Tell whether a speaker's id is that of a roster's entry."""
    return speaker.id in speaker.candidates


def only_roster(annotation: AnnotatedArticle) -> AnnotatedArticle:
    """Return an annotation, to which a roster was applied, with the attributions of those on the roster alone.

    Left out are also the speakers for whom a choice of entries is still open.
    """
    ids = {speaker.id for speaker in annotation.speakers if is_on_roster(speaker)}
    return keep(annotation, [each for each in annotation.attributions if each.speaker in ids])


def _fresh_ids(taken: set[str]) -> Iterator[str]:
    return (new for number in count(1) if (new := f"s{number}") not in taken)


def _as_entry(speaker: Speaker, entry: RosterEntry, *, known: Speaker | None) -> Speaker:
    """Return the entry as a speaker, with the names and roles of the speaker and of those already known to be it."""
    members = [known, speaker] if known else [speaker]
    names = dict.fromkeys(name for member in members for name in (member.name, *member.aliases) if name != entry.name)
    stated = next((member.role for member in members if member.role not in (None, entry.role)), None)
    return Speaker(
        id=entry.id,
        name=entry.name,
        kind=entry.kind or members[0].kind,
        aliases=list(names),
        role=stated or entry.role,
        wikidata=entry.wikidata or next((member.wikidata for member in members if member.wikidata), None),
        candidates=[entry.id],
    )


def _left_open(speaker: Speaker, match: Match, *, new_id: str) -> Speaker:
    candidates = [entry.id for entry in match.candidates] or speaker.candidates
    return speaker.model_copy(update={"id": new_id, "candidates": candidates})


def _repointed(attribution: Attribution, id_of: dict[str, str]) -> Attribution:
    if attribution.speaker is None or id_of[attribution.speaker] == attribution.speaker:
        return attribution
    return attribution.model_copy(update={"speaker": id_of[attribution.speaker]})
