"""What an article only describes at first and names below: "A new poll shows", and further down "the Harbour poll"."""

import re
from bisect import bisect_right
from typing import TYPE_CHECKING

from attribune.records import SpeakerKind
from attribune.speakers.descriptions import Description, gender_of
from attribune.speakers.discourse import frame_of
from attribune.speakers.entities import Entity
from attribune.speakers.holders import find_by_role

if TYPE_CHECKING:
    from attribune.speakers.resolution import Resolution

_INDEFINITE = re.compile(r"an?[ \xa0]", re.I)
_DEFINITE = re.compile(r"the[ \xa0](?!.*['’]s?\b)", re.I)
_QUANTIFIED = re.compile(r"(?:some|many|several|most|few|other|two|three|no|\d+)[ \xa0]", re.I)
_CAPITALIZED = re.compile(r"[A-Z][\w.-]+")
_HEADLINE = 120  # code points, of the longest headline
_LEAD = 600  # code points, of a headline and the first sentences
_NEXT_SENTENCES = 500  # code points from a description in a lead to the name of whoever is described
_REACH = 30_000  # code points from a description to what it says below


def told_below(resolution: "Resolution", description: Description, kind: SpeakerKind, *, bare: bool) -> Entity | None:
    """Return what the text below says that a description is, or None where it does not.

    A `bare` description is a singular with a capital and no article, as in headlines.
    """
    in_headline = description.start < _HEADLINE
    if kind == "group" and in_headline:
        return _fuller(resolution, description)
    if kind == "unnamed" and description.start < _LEAD and resolution.lexicon.is_person_noun(description.head):
        found = find_by_role(resolution, description, least=1) if bare and in_headline else None
        named = not in_headline and description.phrase.rsplit(maxsplit=1)[-1][:1].isupper()  # "the Harbour Leader"
        return found or (None if description.definite or named else _introduced(resolution, description))
    if not bare and not _INDEFINITE.match(description.phrase):
        return None
    if kind == "document" and description.start < _LEAD and (bare or not description.names):
        return _document(resolution, description, bare=bare)
    if kind == "organization":
        return _body(resolution, description)
    return None


def _introduced(resolution: "Resolution", description: Description) -> Entity | None:
    """Return whom the next sentences introduce as their subject: "A harbour pilot warns ... Ida Holm says ..."."""
    discourse, end = resolution.discourse, description.start + len(description.phrase)
    gender = gender_of(description, resolution.lexicon)
    for name in discourse.names_in(end, end + _NEXT_SENTENCES):
        entity = discourse.entity_of[name]
        frame = frame_of(resolution.text, name.start - len(name.title) - bool(name.title), name.end)
        if entity.kind != "person" or len(entity.words) < 2 or entity.first_start != name.start:
            continue
        if (frame.subject or frame.initial) and (not gender or entity.gender in (gender, "")):
            return entity
    return None


def _document(resolution: "Resolution", description: Description, *, bare: bool) -> Entity | None:
    """Return the one that a definite description below names, or that one of a headline is in the text."""
    position = description.start
    for nominal in resolution.nominals.alike(description.head, resolution.lexicon, position + 1, position + _REACH):
        if nominal.kind == "document" and nominal.start > position + len(description.phrase):
            indefinite = _INDEFINITE.match(nominal.phrase) is not None
            named = bool(resolution.discourse.names_in(nominal.start, nominal.end)) and nominal.head == description.head
            if (indefinite and bare) or (named and _DEFINITE.match(nominal.phrase)):
                return resolution.entity(nominal.start, nominal.full_end)
            if indefinite:
                return None
    return None


def _body(resolution: "Resolution", description: Description) -> Entity | None:
    """Return the organization with the same capitals: "a House panel" is the "House Committee on Harbours" below."""
    stated = {word.lower() for word in _CAPITALIZED.findall(description.phrase)} & {*description.words}
    related = resolution.lexicon.related.get(description.head, frozenset((description.head,)))
    discourse = resolution.discourse
    for name in discourse.names[bisect_right(discourse.name_starts, description.start + len(description.phrase)) :]:
        if stated and len(name.words) > len(stated) and stated <= set(name.words) and related & set(name.words):
            return resolution.named(name)
    return None


def _fuller(resolution: "Resolution", description: Description) -> Entity | None:
    """Return the people of the text whom a headline's single word means: "pilots" are the "harbour pilots" below."""
    head, position = description.head, description.start
    if description.words or len(description.phrase) != len(head) or not resolution.lexicon.is_person_noun(head):
        return None
    below = resolution.nominals.alike(head, resolution.lexicon, position + 1, position + _REACH)
    first = next((each for each in below if each.head == head), None)
    if first is None or first.end - first.start == len(head) or _QUANTIFIED.match(first.phrase):
        return None
    return resolution.entity(first.start, first.full_end)
