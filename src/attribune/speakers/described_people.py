"""Whom a definite description of one person means: who has that role, that gender, or was just named."""

import re
from bisect import bisect_right
from typing import TYPE_CHECKING

from attribune.speakers.descriptions import Description, gender_of
from attribune.speakers.entities import Entity
from attribune.speakers.holders import find_by_role
from attribune.speakers.people import Pronoun
from attribune.speakers.pronouns import person

if TYPE_CHECKING:
    from attribune.speakers.resolution import Resolution

_BORN = re.compile(r"-(?:born|based|raised)$")
# Nouns under which news mentions one after the other, so that they say nothing about whoever was named before.
_TELL_LITTLE = frozenset(
    [
        "man",
        "woman",
        "person",
        "official",
        "officer",
        "aide",
        "adviser",
        "spokesman",
        "spokeswoman",
        "lawyer",
        "attorney",
        "voter",
        "judge",
        "expert",
        "one",
    ]
)
_SENTENCES = 1  # between a name and the description that takes it up


def linked_person(resolution: "Resolution", description: Description) -> Entity | None:
    """Return whom a definite description means: by a role, by its gender, or who else was mentioned."""
    head, position, lexicon = description.head, description.start, resolution.lexicon
    if (holder := find_by_role(resolution, description)) is not None:
        return holder
    if gender := gender_of(description, lexicon):
        return person(resolution, Pronoun(position, gender))
    aged = head.endswith("year-old")
    if not aged and not lexicon.is_person_noun(head):
        return None
    if not description.names and len(description.phrase.split()) == len(description.words) + 1:
        before = resolution.discourse.find_latest(position, ("unnamed",), head=head)
        if before is not None and set(description.words[1:]) <= {*before.words, *before.heads}:
            return before  # "The official" of "a senior court official"
    own = any("'" in word or "’" in word for word in description.words)
    places = all(each.words[0] in lexicon.places or _BORN.search(each.words[0]) for each in description.names)
    if own or not places:
        return None
    short = len(description.words) <= 4 and len(description.phrase.split()) <= 5
    found = None
    if short and resolution.discourse.goes_on_at(position):
        found = person(resolution, Pronoun(position, "")) or _only_person(resolution, position)
    found = found or _just_named(resolution, description)
    if found is not None and not aged:
        resolution.note_role(found, head)
    return found


def _just_named(resolution: "Resolution", description: Description) -> Entity | None:
    """Return the person whom alone the sentences before name as their subject, if the description adds to the name."""
    discourse, position = resolution.discourse, description.start
    if description.head in _TELL_LITTLE or discourse.enclosing(position) is not None:
        return None
    here = bisect_right(discourse.sentences, position)
    subjects: dict[Entity, None] = {}
    for anchor in discourse.before(position, reach=500, most=12):
        distance = here - bisect_right(discourse.sentences, anchor.start)
        entity = anchor.entity
        prominent = (anchor.frame.subject or anchor.frame.initial or anchor.source) and not anchor.frame.object
        named = entity.kind == "person" and len(entity.words) > 1 and not entity.joint
        if distance <= _SENTENCES and prominent and named and discourse.enclosing(anchor.start) is None:
            subjects[entity] = None
    return next(iter(subjects)) if len(subjects) == 1 else None


def _only_person(resolution: "Resolution", position: int) -> Entity | None:
    """Return the person of whom alone the text has spoken before a position."""
    before = {anchor.entity for anchor in resolution.discourse.before(position)}
    people = [each for each in before if each.kind == "person" and (each.certain or len(each.words) > 1)]
    return people[0] if len(people) == 1 and not people[0].joint else None
