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
from attribune.speakers.lexicon import FEMALE, MALE, singulars
from attribune.speakers.name import Name
from attribune.speakers.nominals import Nominal, nominal_ending_at
from attribune.speakers.people import NOMINAL_REACH, Pronoun, find_person
from attribune.speakers.roles import role_head
from attribune.speakers.things import ONE, SEVERAL, WRITTEN, find_thing

if TYPE_CHECKING:
    from attribune.speakers.resolution import Resolution

_BRACKET_AT_END = re.compile(r"\s?\([^()]*\),?$")
_DASHES_AT_END = re.compile(r"[ \xa0](?P<dash>--|[—–])[ \xa0][^—–\n]{2,100}[ \xa0](?P=dash)[ \xa0]?$")
# What only texts do.
_READS = re.compile(
    r"\w+[ \xa0](?:also |further |then )?(?:reads?|features?|shows?|showed|includes?|included|depicts?|opens)\b"
)
_ASKS = re.compile(r"(?:^|[.!?\n])[\"”’]?\s*$")
_SHARE_AT_END = re.compile(r",?[ \xa0](?:all|both|each|most|many|some|several|half|none|one|two|three)[ \xa0]of$")
_STATE_OR_AGE = re.compile(r",[ \xa0](?:\d{1,3}|[RDI]-[A-Z][\w.]*)$")
# "Ida Holm, a nurse from Flint, Ohio"
_FROM = re.compile(r"(?:,[^.;:\n]{0,60})?[ \xa0](?:of|from|in|at)[ \xa0](?:the[ \xa0])?|,[ \xa0]")
_TITLE_AT_END = re.compile(
    r"(?:[\"“‘]|'')([A-Z0-9][^\"“”\n]{2,80}?),?(?:[\"”’]|'')(?:,?[ \xa0](?:by|from)[ \xa0][^.;:\n]{3,90})?,?$"
)
_APPOSITION = re.compile(
    r"(?:[ \xa0]\([^()]{1,20}\))?(?:,[ \xa0]\d{1,3})?,[ \xa0]"
    r"((an?[ \xa0]|one[ \xa0]of[ \xa0]|the[ \xa0])?[^,.;:!?\n\"“”]{3,110})$"
)
_PREDICATE_AT_END = re.compile(
    r"[ \xa0](?:is|was|remains|has been)[ \xa0](?:an?|the|one of the)[ \xa0][^.;:!?\n\"“”]{2,120}$"
)
_EARLIER_WHO = re.compile(r"\b(who)[ \xa0][^.;:!?\n]*[ \xa0]and$")
_WHOEVER = re.compile(r"\b(?:[Tt]hose|[Ee]veryone|[Aa]nyone|[Ss]ome|[Mm]any|[Oo]thers|[Ff]ew)$")
_CLAUSE = re.compile(r"[^,.;:!?()\n\"“”]{1,80}")
_OPENING = re.compile(
    r"(?:In|On|During|After|Before|With|For|At|Despite|Throughout)[ \xa0](his|her)\b"
    r"[^.;:\n\"“”]{3,80}?,[ \xa0](?=[A-Z])"
)
_FIRST_PERSON_AT_END = re.compile(r"\b(?:I|me)$")
_CLAUSE_END = re.compile(r"[.;:!?]")
# "a lot of", "the 30 percent of" before a description
_SHARE_BEFORE = re.compile(
    r"(?:(?:an?|the|about|nearly|some|another|roughly|almost|more than)[ \xa0])*"
    r"(?:lot|number|handful|majority|(?:\w+-)?half|most|many|several|\d[\d,.]*(?:%|[ \xa0]percent))[ \xa0]of[ \xa0]"
    r"(?:the[ \xa0])?$",
    re.I,
)
_LONGEST_CLAUSE = 7  # words of a description and the clause behind it
# Code points before a relative pronoun in which its antecedent stands.
_LOOK_BACK = 160


def of_pronoun(resolution: "Resolution", description: Description, attribution_id: str) -> Entity | None:
    """Return what a pronoun means that is a source of this attribution, or None where it means nobody in particular."""
    word, position = description.head, description.start
    reporter, direct = _reporter(resolution, position, attribution_id)
    if word in FIRST_PERSON:
        return reporter if direct and reporter is not None else _writer(resolution, word, position)
    if word in SECOND_PERSON:
        return resolution.asked(position)
    if word in MASCULINE | FEMININE:
        found = _named_behind(resolution, position) or person(
            resolution, Pronoun(position, MALE if word in MASCULINE else FEMALE, reporter, direct)
        )
        return found or resolution.of_description(description.phrase, kind="unnamed", head="", words=())
    if word in RELATIVE and (found := antecedent(resolution, position, word)) is not None:
        return found
    if word in PLURAL or word == "who":
        known = find_thing(resolution, position, SEVERAL, reporter=reporter, attribution_id=attribution_id)
        return known or resolution.of_description(description.phrase, kind="group", head="", words=())
    worth = WRITTEN if _READS.match(resolution.text, position) else ONE
    found = find_thing(resolution, position, worth, reporter=reporter, attribution_id=attribution_id)
    return found or resolution.of_description(description.phrase, kind="unnamed", head="", words=())


def voice_at(resolution: "Resolution", position: int, attribution_id: str) -> Entity | None:
    """Return who speaks at a position that is no source of this attribution: who is reported there, else who writes."""
    content = resolution.discourse.enclosing(position)
    if content is None or content.attribution == attribution_id:
        return _writer(resolution, "i", position)
    return resolution.resolve(content.attribution)


def _writer(resolution: "Resolution", word: str, position: int) -> Entity | None:
    """Return who says "I" at a position: who answers there, or whose signature follows, else the author."""
    if (answering := resolution.answering(position)) is not None:
        return answering
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
        nominal = found.candidate.nominal
        entity = found.candidate.entity if nominal is None else resolution.entity(nominal.start, nominal.end)
        resolution.antecedents[pronoun.position] = found
        if entity is not None and not entity.gender and not entity.joint:
            entity.gender = pronoun.gender
        return entity
    after = resolution.discourse.after(pronoun.position, most=12) if pronoun.gender else []
    return next((a.entity for a in after if a.entity.kind == "person" and a.entity.gender == pronoun.gender), None)


def _named_behind(resolution: "Resolution", position: int) -> Entity | None:
    """Return whose name follows: "In her letter, Ida Holm ..."."""
    opening = _OPENING.search(resolution.text, max(0, position - 12), position + 120)
    if opening is None or opening.start(1) != position:
        return None
    near = resolution.discourse.names_in(opening.end(), opening.end() + 40)[:1]
    entity = resolution.discourse.entity_of[near[0]] if near else None
    begins = near and not resolution.text[opening.end() : near[0].start - len(near[0].title)].strip()
    return entity if begins and entity is not None and entity.kind == "person" else None


def antecedent(resolution: "Resolution", position: int, word: str) -> Entity | None:
    """Return what stands right before a relative pronoun, stepping over appositions, brackets, places and by-lines."""
    text = resolution.text
    offset = max(0, position - _LOOK_BACK)
    if word == "who" and _ASKS.search(text, max(0, position - 3), position):
        return None  # "Who cares?"
    before = _BRACKET_AT_END.sub("", text[offset:position].rstrip(" \xa0("))
    before = _DASHES_AT_END.sub("", before)
    before = _SHARE_AT_END.sub("", before.rstrip(" \xa0")).rstrip(" \xa0,—–-(")
    before = _STATE_OR_AGE.sub("", before)
    end = offset + len(before)
    if word == "who" and (first := _EARLIER_WHO.search(before)) is not None:  # "Holm, who sings and who ..."
        return antecedent(resolution, offset + first.start(1), word)
    if word == "who" and (whoever := _WHOEVER.search(before)) is not None:
        clause = _CLAUSE.match(text, position)
        name = f"{whoever[0]} {clause[0] if clause is not None else word}"
        return resolution.of_description(name, kind="group", head=whoever[0].lower(), words=())
    if word == "who" and (speaking := _source_until(resolution, position, end)) is not None:
        return speaking
    names = resolution.discourse.names_in(offset, end)
    if word == "who" and (called := _called(resolution, before, offset, names)) is not None:
        return called
    apposed = _before_apposition(resolution, before, offset, names) if word != "which" else None
    if apposed is not None:
        return apposed
    last = names[-1] if names and names[-1].end == end else None
    if last is not None and word == "who":
        last = _without_places(resolution, names)
    if last is not None:
        entity = resolution.named(last)
        person = entity.kind == "person" and (entity.certain or len(entity.words) > 1)
        if person if word == "who" else word != "which" or not person or len(entity.words) == 1:
            return entity
    if word == "which" and (title := _TITLE_AT_END.search(before)):
        return resolution.of_description(title[1].rstrip(",. "), kind="document", head="", words=())
    if _FIRST_PERSON_AT_END.search(before):
        return resolution.author
    near = resolution.nominals.between(offset - 1, end)
    close = [nominal for nominal in near if not _CLAUSE_END.search(text, nominal.end, end)]
    if word == "which":
        close = [nominal for nominal in close if not resolution.lexicon.is_person_noun(nominal.head)] or close
    if word == "who":
        close = [nominal for nominal in close if nominal.kind in ("group", "unnamed") or nominal.end == end]
    elif word == "which" and last is not None:
        close = [nominal for nominal in close if nominal.kind in ("organization", "document")]
    else:
        close = [nominal for nominal in close if nominal.end == end]
    nominal = nominal_ending_at(text, end, resolution.lexicon)
    known = nominal is not None and nominal.kind == "group" and word == "who"
    if close and not (known and close[0].end < end):
        nominal = close[0]
    return _described(resolution, nominal, position, word) if nominal is not None else None


def _described(resolution: "Resolution", nominal: Nominal, position: int, word: str) -> Entity | None:
    """Return what a description before a relative pronoun means; a bare one is told apart by the clause behind it."""
    text = resolution.text
    share = _SHARE_BEFORE.search(text, max(0, nominal.start - 40), nominal.start)
    start = share.start() if share is not None else nominal.start
    clause = _CLAUSE.match(text, position)
    if word == "who" and nominal.kind == "group" and " " not in text[start : nominal.end] and clause is not None:
        words = f"{nominal.phrase} {clause[0].rstrip()}".split()[:_LONGEST_CLAUSE]
        return resolution.of_description(" ".join(words), kind="group", head=nominal.head, words=())
    return resolution.entity(start, nominal.end)


def _source_until(resolution: "Resolution", position: int, end: int) -> Entity | None:
    """Return who speaks in words that end right before a relative pronoun at a position, or that go on with it."""
    for start, upto, attribution_id in resolution.sources_before(position):
        goes_on = position < upto and not _CLAUSE_END.search(resolution.text, start, end)
        if goes_on or upto in (end, end + 1):
            return resolution.resolve(attribution_id)
    return None


def _called(resolution: "Resolution", before: str, offset: int, names: list[Name]) -> Entity | None:
    """Return who is said to be what stands before a relative pronoun: "Ida Holm is a nurse who ..."."""
    predicate = _PREDICATE_AT_END.search(before)
    if predicate is None or len(singulars(before.rsplit(maxsplit=1)[-1].lower())) > 1:
        return None
    name = next((name for name in names if name.end == offset + predicate.start()), None)
    entity = resolution.named(name) if name is not None else None
    return entity if entity is not None and entity.kind == "person" else None


def _before_apposition(resolution: "Resolution", before: str, offset: int, names: list[Name]) -> Entity | None:
    """Return the person of "Ida Holm, a former head of the Harbour Board" at the end of a text."""
    for name in reversed(names):
        apposition = _APPOSITION.match(before, name.end - offset)
        if apposition is None or name.kind == "organization":
            continue
        entity = resolution.named(name, "")
        several = len(singulars(before.rsplit(maxsplit=1)[-1].lower())) > 1
        if role_head(apposition[1], resolution.lexicon) or (apposition[2] and entity.kind == "person" and not several):
            return entity
    return None


def _without_places(resolution: "Resolution", names: list[Name]) -> Name:
    """Return the last of the names but for those that say where somebody is from: "Ida Holm of Lund"."""
    last = names[-1]
    for previous, place in reversed(list(pairwise(names))):
        if not _FROM.fullmatch(resolution.text, previous.end, place.start):
            break
        if resolution.discourse.entity_of[previous].kind == "person":
            return previous
    return last


def _quoted(resolution: "Resolution", position: int) -> bool:
    upto = bisect_left(resolution.quotations, (position, position))
    return any(position < end for _, end in resolution.quotations[max(0, upto - 8) : upto])
