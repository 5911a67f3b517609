"""What a pronoun means: who says "I", whom "he" and "they" take up, and what stands before a "who"."""

import re
from bisect import bisect_left
from itertools import pairwise
from typing import TYPE_CHECKING

from attribune.speakers.descriptions import (
    FEMININE,
    FIRST_PERSON,
    MASCULINE,
    PLURAL,
    RELATIVE,
    SECOND_PERSON,
    Description,
)
from attribune.speakers.entities import Entity
from attribune.speakers.lexicon import FEMALE, MALE
from attribune.speakers.names import Name
from attribune.speakers.nominals import nominal_ending_at
from attribune.speakers.people import NOMINAL_REACH, Pronoun, find_person
from attribune.speakers.roles import role_head

if TYPE_CHECKING:
    from attribune.speakers.resolution import Resolution

_BRACKET_AT_END = re.compile(r"\s?\([^()]*\),?$")
_FIRST_PERSON_AT_END = re.compile(r"\b(?:I|me)$")
_CLAUSE_END = re.compile(r"[.;:!?]")
_BETWEEN_PAIR = re.compile(r"[ \xa0]and[ \xa0](?:[A-Z]\w{1,4}\.[ \xa0])?")
# Code points before a pronoun in which its antecedent stands: people named together, what a relative one relates to.
_PAIR_REACH, _LOOK_BACK = 300, 160


def of_pronoun(resolution: "Resolution", description: Description, attribution_id: str) -> Entity | None:
    """Return what a pronoun means that is a source of this attribution, or None where it means nobody in particular."""
    word, position = description.head, description.start
    reporter, direct = _reporter(resolution, position, attribution_id)
    if word in FIRST_PERSON:
        return reporter if direct and reporter is not None else _writer(resolution, word, position)
    if word in SECOND_PERSON:
        return None
    if word in MASCULINE | FEMININE:
        found = person(resolution, Pronoun(position, MALE if word in MASCULINE else FEMALE, reporter, direct))
        return found or resolution.of_description(description.phrase, kind="unnamed", head="", words=())
    if word in RELATIVE and (found := antecedent(resolution, position, word)) is not None:
        return found
    if word in PLURAL or word == "who":
        known = plural(resolution, position)
        return known or resolution.of_description(description.phrase, kind="group", head="", words=())
    found = _latest(resolution, position, ("organization", "document"))
    return found or resolution.of_description(description.phrase, kind="unnamed", head="", words=())


def _writer(resolution: "Resolution", word: str, position: int) -> Entity | None:
    """Return who says "I" at a position: whose signature follows, else the author."""
    alone = word in ("i", "me", "my", "mine", "myself")
    start, end = next((each for each in resolution.signatures if alone and each[0] > position), (0, 0))
    names = resolution.discourse.names_in(start, end)
    if names:
        return resolution.named(names[-1])
    signed = resolution.of_description(resolution.text[start:end], kind="person", head="", words=())
    return signed or resolution.author


def _reporter(resolution: "Resolution", position: int, attribution_id: str) -> tuple[Entity | None, bool]:
    """Return in whose content a position lies, but that of the attribution itself, and whether in quote marks."""
    content = resolution.discourse.enclosing(position)
    if content is None or content.attribution == attribution_id:
        return None, False
    return resolution.resolve(content.attribution), content.direct or _quoted(resolution, position)


def person(resolution: "Resolution", pronoun: Pronoun) -> Entity | None:
    """Return whom "he" or "she" means; the entity has that gender from then on."""
    near = resolution.nominals.between(pronoun.position - NOMINAL_REACH, pronoun.position) if pronoun.gender else []
    if (found := find_person(resolution.discourse, pronoun, near)) is not None:
        nominal = found.nominal
        entity = found.entity if nominal is None else resolution.entity(nominal.start, nominal.end)
        if entity is not None and not entity.gender and not entity.joint:
            entity.gender = pronoun.gender
        return entity
    after = resolution.discourse.after(pronoun.position, most=12)
    return next((a.entity for a in after if a.entity.kind == "person" and a.entity.gender == pronoun.gender), None)


def antecedent(resolution: "Resolution", position: int, word: str) -> Entity | None:
    """Return what stands right before a relative pronoun, stepping over an apposition or a bracket."""
    offset = max(0, position - _LOOK_BACK)
    before = _BRACKET_AT_END.sub("", resolution.text[offset:position].rstrip(" \xa0")).rstrip(" ,—–-")
    end = offset + len(before)
    names = resolution.discourse.names_in(offset, end)
    apposed = _before_apposition(resolution, before, offset, names)
    if apposed is not None:
        return apposed
    if names and names[-1].end == end:
        entity = resolution.named(names[-1])
        if word != "who" or (entity.kind == "person" and entity.certain):
            return entity
    if _FIRST_PERSON_AT_END.search(before):
        return resolution.author
    near = reversed(resolution.nominals.between(offset - 1, end))
    close = [nominal for nominal in near if not _CLAUSE_END.search(resolution.text, nominal.end, end)]
    if word == "who":
        close = [nominal for nominal in close if nominal.kind in ("group", "unnamed")]
    else:
        close = [nominal for nominal in close if nominal.end == end]
    nominal = close[-1] if close else nominal_ending_at(resolution.text, end, resolution.lexicon)
    if word == "who" and nominal is not None and nominal.kind not in ("group", "unnamed"):
        return None
    return resolution.entity(nominal.start, nominal.end) if nominal is not None else None


def _before_apposition(resolution: "Resolution", before: str, offset: int, names: list[Name]) -> Entity | None:
    """Return the person of "Ida Holm, a former head of the Harbour Board" at the end of a text."""
    comma = before.rfind(", ")
    if comma > 0 and role_head(before[comma + 1 :], resolution.lexicon):
        named = next((n for n in names if n.end == offset + comma and n.kind != "organization"), None)
        return resolution.named(named, "") if named is not None else None
    return None


def plural(resolution: "Resolution", position: int) -> Entity | None:
    """Return whom "they" means at a position: a group, people named together, else an organization."""
    known = resolution.discourse.find_latest(position, ("group",)) or _pair(resolution, position)
    return (
        known
        or _latest(resolution, position, ("group",))
        or resolution.discourse.find_latest(position, ("organization",))
    )


def _pair(resolution: "Resolution", position: int) -> Entity | None:
    """Return the last two people named together ("Holm and Ek") shortly before a position."""
    names = resolution.discourse.names_in(position - _PAIR_REACH, position)
    for one, other in reversed(list(pairwise(names))):
        people = all(resolution.discourse.entity_of[each].kind == "person" for each in (one, other))
        if people and _BETWEEN_PAIR.fullmatch(resolution.text, one.end, other.start):
            return resolution.entity(one.start, other.end)
    return None


def _latest(resolution: "Resolution", position: int, kinds: tuple[str, ...]) -> Entity | None:
    """Return the latest entity or, where nearer by more than a sentence, the latest description of these kinds."""
    known = resolution.discourse.find_latest(position, kinds)
    if known is not None:
        return known
    nominal = next((n for n in resolution.nominals.between(position - 300, position) if n.kind in kinds), None)
    return resolution.entity(nominal.start, nominal.full_end) if nominal is not None else None


def _quoted(resolution: "Resolution", position: int) -> bool:
    upto = bisect_left(resolution.quotations, (position, position))
    return any(position < end for _, end in resolution.quotations[max(0, upto - 8) : upto])
