"""What a description means: somebody whose role it states, something mentioned before, or someone new."""

import re
from typing import TYPE_CHECKING

from attribune.records import SpeakerKind
from attribune.speakers.descriptions import Description, clean, kind_of
from attribune.speakers.entities import Entity
from attribune.speakers.lexicon import singulars
from attribune.speakers.nominals import Nominal
from attribune.speakers.people import Pronoun
from attribune.speakers.pronouns import antecedent, of_pronoun, person, plural
from attribune.speakers.roles import role_fit
from attribune.speakers.sentences import starts_sentence

if TYPE_CHECKING:
    from attribune.speakers.resolution import Resolution

_DETERMINER = re.compile(
    r"^(?:(?:an?|the)\s+(?:number|handful|couple|lot)\s+of\s+|(?:the|an?|this|that|these|those)\s+"
    r"(?!close|familiar|in |on |with|of ))",
    re.I,
)
_QUANTIFIER = re.compile(
    r"(?:each|both|all|neither)|(?:each|both|all|neither|most|many|some|none|few|several)\s+of\s+"
    r"(?:whom|which|them|these|those)",
    re.I,
)
_INDEFINITE = re.compile(r"an?[ \xa0]", re.I)
_POSSESSIVE = re.compile(r"(?<=s)['’]$|['’]s$")
_CUT = re.compile(r",\s|\s\(|\s(?:who|which|whose|whom|that)\s")
_REACH = 30_000  # code points between a description and the one that introduces what it takes up


def of_nominal(resolution: "Resolution", description: Description, attribution_id: str) -> Entity | None:
    """Return what a description means that is a source of this attribution."""
    head, position = description.head, description.start
    kind = kind_of(description, resolution.lexicon)
    if _QUANTIFIER.fullmatch(description.phrase):
        relative = description.phrase.lower().endswith(("whom", "which"))
        group = (antecedent(resolution, position, "who") if relative else None) or plural(resolution, position)
        if group is not None:
            return group
    phrase = clean(_CUT.split(description.phrase, maxsplit=1)[0])
    if description.owner:
        owner = of_pronoun(resolution, Description("pronoun", position, phrase, head=description.owner), attribution_id)
        if owner is not None and owner is not resolution.author:
            mark = "’" if owner.name.endswith("s") and owner.kind == "group" else "’s"
            phrase = f"{owner.name}{mark} {phrase[len(description.owner) :].strip()}"
        if owner is not None and (holder := _holder(resolution, owner, head)) is not None:
            return holder
    name = _POSSESSIVE.sub("", _DETERMINER.sub("", phrase))
    owning = (each for each in description.names if resolution.text[each.end : each.end + 1] in "'’")
    named = next((resolution.discourse.entity_of.get(each) for each in owning), None)
    if named is not None and (holder := _holder(resolution, named, head)) is not None:
        return holder
    if description.definite and (linked := _linked(resolution, description, kind)) is not None:
        if not linked.mentions:
            linked.forms[name] += 1
        return linked
    bare = phrase[:1].isupper() and len(singulars(head)) == 1 and name == phrase and not description.owner
    if bare and kind == "document":  # "Secret memo warns ..." in a headline is the memo of the text below
        told = _alike(resolution, head, kind, frozenset(), position, position + _REACH)
        if told is not None and _INDEFINITE.match(told.phrase):
            return resolution.entity(told.start, told.full_end)
    first = name.split(maxsplit=1)[0].lower() if name else ""
    if first in resolution.lexicon.function_words or first in resolution.lexicon.groups:
        name = name[0].lower() + name[1:]  # "Some aides" at the start of a sentence
    return resolution.of_description(name, kind=kind, head=head, words=description.words)


def _linked(resolution: "Resolution", description: Description, kind: SpeakerKind) -> Entity | None:
    """Return the entity that a definite description refers back to."""
    head, position = description.head, description.start
    if kind in ("unnamed", "person"):
        by_role = _by_role(resolution, description)
        gender = resolution.lexicon.noun_gender(head)
        if by_role is None and gender:
            return person(resolution, Pronoun(position, gender))
        person_noun = resolution.lexicon.is_person_noun(head) or head.endswith("year-old")
        unnamed = by_role is None and person_noun and not description.names
        if unnamed and len(description.words) <= 3 and starts_sentence(resolution.text, position):
            by_role = person(resolution, Pronoun(position, ""))
            if by_role is not None:
                resolution.note_role(by_role, head)
        return by_role
    stated = frozenset(name.words[-1] for name in description.names)
    nearest = description.phrase.lower().startswith("this ")
    found = resolution.discourse.find_latest(position, (kind,), head=head, words=stated, latest=nearest)
    since = next((a.end for a in resolution.discourse.before(position) if a.entity is found), 0)
    introduced = (
        _alike(resolution, head, kind, stated, since, position) if found is None or kind == "document" else None
    )
    if introduced is not None and (found is None or _INDEFINITE.match(introduced.phrase)):
        return resolution.entity(introduced.start, introduced.full_end)
    if found is not None:
        return found
    name = _DETERMINER.sub("", clean(_CUT.split(description.phrase, maxsplit=1)[0])).casefold()
    if name in resolution.described:
        return resolution.described[name]
    known = resolution.lexicon.known_organizations  # countries and capitals among them
    if kind == "organization" and not description.words[1:]:  # "the company"
        body = resolution.discourse.find_latest(position, (kind,), latest=True)
        if body is not None and body.words and (len(body.words) > 1 or body.words[0] not in known):
            return body
    documents = [entity for entity in resolution.described.values() if entity.kind == "document"]
    return documents[0] if kind == "document" and not stated and len(documents) == 1 else None


def _alike(
    resolution: "Resolution", head: str, kind: SpeakerKind, stated: frozenset[str], start: int, end: int
) -> Nominal | None:
    """Return the first description between two positions with this head, or one like it, and the names stated."""
    for nominal in resolution.nominals.alike(head, resolution.lexicon, max(start, end - _REACH), end):
        if nominal.kind == kind and stated <= set(nominal.phrase.lower().split()):
            return nominal
    return None


def _holder(resolution: "Resolution", owner: Entity, head: str) -> Entity | None:
    """Return who is "his attorney": the person introduced by such a role of his ("his attorney, Ida Holm")."""
    related = resolution.lexicon.related.get(head, frozenset((head,)))
    surname = owner.words[-1] if owner.words else ""
    owners = {"his", "her"} | ({f"{surname}'s", f"{surname}'"} if surname else set())
    for entity in {entity: None for noun in sorted(related) for entity in resolution.holders.get(noun, ())}:
        roles = [role.lower().replace("’", "'").split() for role in entity.roles if entity is not owner]
        if any(words[-1] in related and owners & set(words) for words in roles):
            return entity
    return None


def _by_role(resolution: "Resolution", description: Description) -> Entity | None:
    """Return the latest person whose title or apposition has the head noun and most of the words beside it."""
    head, position = description.head, description.start
    related = resolution.lexicon.related.get(head, frozenset((head,)))
    details = {w for w in description.words if w not in ("the", "this", "that", "then", "former")}
    best: tuple[float, int] | None = None
    found: Entity | None = None
    for entity in {entity: None for noun in related for entity in resolution.holders.get(noun, ())}:
        fit = max(role_fit(role, related, details, lexicon=resolution.lexicon) for role in entity.roles)
        rank = fit, entity.mentioned_before(position)
        if fit >= 0 and (best is None or rank > best):
            best, found = rank, entity
    return found
