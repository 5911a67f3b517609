"""What a description means: somebody whose role it states, something mentioned before, or someone new."""

import re
from functools import partial
from typing import TYPE_CHECKING

from attribune.records import SpeakerKind
from attribune.speakers.described_people import linked_person
from attribune.speakers.descriptions import OWN_TITLE, Description, clean, kind_of
from attribune.speakers.discourse import words_of
from attribune.speakers.entities import Entity
from attribune.speakers.holders import holder_of
from attribune.speakers.leads import told_below
from attribune.speakers.lexicon import Lexicon, singulars
from attribune.speakers.nominals import Nominal
from attribune.speakers.pronouns import antecedent, of_pronoun
from attribune.speakers.things import PAIR, SEVERAL, TWO, find_thing

if TYPE_CHECKING:
    from attribune.speakers.resolution import Resolution

_DETERMINER = re.compile(
    r"^(?:(?:an?|the)\s+(?:number|handful|couple|lot)\s+of\s+|(?:the|an?|this|that|these|those)\s+"
    r"(?:latest\s+)?(?!close|familiar|in |on |with|of ))",
    re.I,
)
_QUANTIFIER = re.compile(
    r"(?:each|both|all|neither)|(?:each|both|all|neither|most|many|some|none|few|several|one|two|three)\s+of\s+"
    r"(?:whom|which|them|these|those)",
    re.I,
)
# Of these words a noun before them is meant, too.
_ELLIPSIS = re.compile(r"most|several|others|another", re.I)
_ELLIPSIS_REACH = 250  # code points
_ONE = re.compile(r"(?:one|another)[ \xa0](?=[a-z])", re.I)
_QUANTITY = re.compile(r"(?:some|many|most|several|a few|all|\d+)[ \xa0]", re.I)
_INDEFINITE = re.compile(r"an?[ \xa0]", re.I)
_POSSESSIVE = re.compile(r"(?<=s)['’]$|['’]s$")
_CUT = re.compile(r",\s|\s\(|\s(?:who|which|whose|whom|that)\s")
_CALLED = re.compile(
    r"\b(?:called|named|dubbed|known[ \xa0]as)[ \xa0][\"“‘']?"
    r"([A-Z][\w’'-]*(?:[ \xa0](?:(?:of|for|the|and|&)[ \xa0]){0,2}[A-Z0-9][\w’'-]*)*)"
)
_HANDLE = re.compile(r"(?<=[ \xa0])@\w+$")
_BY = r"[ \xa0](?:by|from)[ \xa0](?=(?:the[ \xa0])?(?:\d+[ \xa0])?(?-i:[A-Z]))"
_TITLED = re.compile(r",?[ \xa0](?:\"|“|‘|'')([A-Z0-9][^\"“”‘\n]{1,60}?)[,.]?(?:\"|”|’|'')(?!\w)")
_TWO = re.compile(r"(?:(?:the|these|both)[ \xa0]two(?:[ \xa0][\w-]+)?|both)(?:[ \xa0][\w-]+)?$", re.I)
# "The wording of the memo" says what the memo says.
_PART_OF_TEXT = re.compile(r"(?:the|its)[ \xa0](?:wording|language|tone|contents?|text|pages?)[ \xa0]of[ \xa0]", re.I)
# Bodies that are somebody's.
_OF_PEOPLE = frozenset(["campaign", "camp", "administration"])
_APPOSITION = re.compile(r"(?:an?|the|one[ \xa0]of)[ \xa0]")
_APPOSITION_END = re.compile(r"[,.;:)]|[ \xa0](?:[–—-]|who|that|which|\w+(?:ing|ed)|set up|run|led|made up)\b")
_SITE = re.compile(r"\w\.(?:com|org|net|gov|edu)$", re.I)
_TO_AUTHOR = 20  # code points from "by" to a name: an article, a year, where it belongs
_REACH = 30_000  # code points between a description and the one that introduces what it takes up


def of_nominal(resolution: "Resolution", description: Description, attribution_id: str) -> Entity | None:
    """Return what a description means that is a source of this attribution."""
    head, position = description.head, description.start
    kind = kind_of(description, resolution.lexicon)
    if _QUANTIFIER.fullmatch(description.phrase):
        relative = description.phrase.lower().endswith(("whom", "which"))
        two = description.phrase.lower().startswith(("both", "neither"))
        group = antecedent(resolution, position, "who") if relative else None
        group = group or find_thing(resolution, position, TWO if two else SEVERAL)
        if group is not None:
            return group
    if _ELLIPSIS.fullmatch(description.phrase) and (whole := _elliptical(resolution, description)) is not None:
        return whole
    if (part := _PART_OF_TEXT.match(description.phrase)) is not None:
        whole = resolution.entity(position + part.end(), position + len(description.phrase), attribution_id)
        if whole is not None and whole.kind == "document":
            return whole
    beside = (
        _called(resolution, description)
        or _apposed(resolution, description, kind)
        or _author(resolution, description, attribution_id)
    )
    if beside is not None:
        return beside
    if _TWO.match(description.phrase):
        pair = find_thing(resolution, position, PAIR)
        personal = not head or head in ("two", "both") or resolution.lexicon.is_person_noun(head)
        if pair is None and personal:
            pair = _last_two(resolution, position)
        if pair is not None:
            return pair
    phrase = clean(_CUT.split(description.phrase, maxsplit=1)[0])
    if description.owner:
        owner = of_pronoun(resolution, Description("pronoun", position, phrase, head=description.owner), attribution_id)
        if owner is not None and owner is not resolution.author:
            mark = "’" if owner.name.endswith("s") and owner.kind == "group" else "’s"
            phrase = f"{owner.name}{mark} {phrase[len(description.owner) :].strip()}"
            if head in resolution.lexicon.authored and owner.kind in ("person", "organization"):
                return owner
        if owner is not None and (holder := holder_of(resolution, owner, head, description.owner)) is not None:
            return holder
    name = _POSSESSIVE.sub("", _DETERMINER.sub("", phrase))
    owning = (each for each in description.names if resolution.text[each.end : each.end + 1] in "'’")
    named = next((resolution.discourse.entity_of.get(each) for each in owning), None)
    if named is not None and (holder := holder_of(resolution, named, head)) is not None:
        return holder
    if description.definite and (linked := _linked(resolution, description, kind)) is not None:
        if not linked.mentions:
            linked.forms[name] += 1
        return linked
    bare = phrase[:1].isupper() and len(singulars(head)) == 1 and name == phrase and not description.owner
    if (told := told_below(resolution, description, kind, bare=bare)) is not None:
        return told
    if kind == "unnamed" and _is_capitalized(resolution, name, head):
        kind = "organization"
    first = name.split(maxsplit=1)[0].lower() if name else ""
    if first in resolution.lexicon.function_words or first in resolution.lexicon.groups:
        name = name[0].lower() + name[1:]  # "Some aides" at the start of a sentence
    return resolution.of_description(name, kind=kind, head=head, words=description.words)


def _elliptical(resolution: "Resolution", description: Description) -> Entity | None:
    """Return the "most pilots" that "most" means behind "pilots", and the "other pilots" behind "some pilots"."""
    word, position = description.phrase.lower(), description.start
    before = resolution.nominals.between(position - _ELLIPSIS_REACH, position)
    if word == "another":
        nominal = next((each for each in before if _ONE.match(each.phrase)), None)
        if nominal is None:
            return None
        noun = _ONE.sub("", nominal.phrase)
        return resolution.of_description(f"another {noun}", kind=nominal.kind, head=nominal.head, words=("another",))
    people = (each for each in before if each.kind == "group" and resolution.lexicon.is_person_noun(each.head))
    nominal = next((each for each in people if word != "others" or _QUANTITY.match(each.phrase)), None)
    if nominal is None:
        return None
    noun = _DETERMINER.sub("", _QUANTITY.sub("", nominal.phrase))
    name = f"{'other' if word == 'others' else word} {noun}"
    return resolution.of_description(name, kind="group", head=nominal.head, words=(word,))


def _is_capitalized(resolution: "Resolution", name: str, head: str) -> bool:
    """Tell whether words are no description, but a name of an unknown form: "Real Harbour News Now", "harbour.org"."""
    words = name.split()
    if _SITE.search(name) and len(words) == 1:
        return True
    capitals = len(words) > 1 and all(word[0].isupper() for word in words)
    return capitals and not resolution.lexicon.is_person_noun(head) and "'" not in name and "’" not in name


def _called(resolution: "Resolution", description: Description) -> Entity | None:
    """Return what "a company called Lumen", the book "High Water" or Ida Holm's "High Water" is called."""
    if (title := OWN_TITLE.search(description.phrase)) is not None:
        return resolution.of_description(title[1].rstrip(",.’"), kind="document", head="", words=())
    if (handle := _HANDLE.search(description.phrase)) is not None:
        return resolution.of_description(handle[0], kind="person", head="", words=())
    end = description.start + len(_CUT.split(description.phrase, maxsplit=1)[0])
    called = _CALLED.search(resolution.text, description.start, end) or _CALLED.match(resolution.text, end + 1)
    kind = kind_of(description, resolution.lexicon)
    if called is None and kind == "document":
        called = _TITLED.match(resolution.text, end)
    if called is None:
        return None
    start = called.start(1)
    name = next((n for n in resolution.discourse.names_in(start, start + len(called[1])) if n.start == start), None)
    if name is not None and name.end >= start + len(called[1]):
        return resolution.named(name)
    return resolution.of_description(called[1], kind=kind, head=description.head, words=())


def _apposed(resolution: "Resolution", description: Description, kind: SpeakerKind) -> Entity | None:
    """Return whom a description behind a name and a comma describes: "Lumen, a chip maker that wants ...".

    Before a verb of its own it describes nobody: "He is tired of Ida Holm, a friend says".
    """
    text, start = resolution.text, description.start
    end = start + len(description.phrase)
    comma = start - 2
    if text[comma:start] not in (", ", ",\xa0") or not _APPOSITION.match(text, start):
        return None
    if not _APPOSITION_END.match(text, end) and not _CUT.search(description.phrase):
        return None
    name = next((n for n in resolution.discourse.names_in(start - 60, start) if text[n.end : comma] in ("", ".")), None)
    entity = resolution.discourse.entity_of.get(name) if name is not None else None
    if entity is None or name is None or kind not in ("organization", "unnamed"):
        return None
    alike = entity.kind == ("person" if kind == "unnamed" else "organization")
    return resolution.named(name) if alike else None


def _author(resolution: "Resolution", description: Description, attribution_id: str) -> Entity | None:
    """Return who speaks in a text of theirs: "Ida Holm's letter", "a report by the Harbour Times".

    A "study by the Harbour Board" speaks for itself.
    """
    if description.head not in resolution.lexicon.authored:
        return None
    owning = (name for name in description.names if resolution.text[name.end : name.end + 1] in "'’")
    if (owner := next(owning, None)) is not None:
        return resolution.named(owner)
    by = re.search(rf"\b{re.escape(description.head)}{_BY}", description.phrase, re.I)
    if by is None:
        return None
    start = description.start + by.end()
    near = resolution.discourse.names_in(start, start + _TO_AUTHOR)[:1]
    survey = bool(near) and near[0].words[-1] in resolution.lexicon.documents
    if not near or (not survey and resolution.lexicon.media.isdisjoint(near[0].words)):
        return None
    return resolution.entity(start, description.start + len(description.phrase), attribution_id)


def _linked(resolution: "Resolution", description: Description, kind: SpeakerKind) -> Entity | None:
    """Return the entity that a definite description refers back to."""
    personal = kind in ("unnamed", "person")
    return linked_person(resolution, description) if personal else _linked_thing(resolution, description, kind)


def _linked_thing(resolution: "Resolution", description: Description, kind: SpeakerKind) -> Entity | None:
    """Return the organization, document or group that a definite description means."""
    head, position = description.head, description.start
    details = set(description.words) - {"the", "this", "that", "these", "those", "two", "three", "new", "all", "of"}
    stated = frozenset(name.words[-1] for name in description.names)
    if kind == "group":
        stated |= details & resolution.lexicon.adjectives
    fits = partial(_shares, details) if kind == "group" else bool
    nearest = description.phrase.lower().startswith("this ")
    found = resolution.discourse.find_latest(position, (kind,), head=head, words=stated, latest=nearest, fits=fits)
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
    plain = not stated and not details
    if plain and head in _OF_PEOPLE and (owned := _of_somebody(resolution, head, position)) is not None:
        return owned
    if kind == "organization" and not stated and not description.words[2:]:
        body = resolution.discourse.find_latest(position, (kind,), fits=partial(_may_be, head, resolution.lexicon))
        if body is not None:
            return body
    if kind == "document" and head in resolution.lexicon.media_nouns and not description.words[1:]:  # "the paper"
        body = resolution.discourse.find_latest(
            position, ("organization",), fits=partial(_may_be, head, resolution.lexicon)
        )
        if body is not None:
            return body
    documents = [entity for entity in resolution.described.values() if entity.kind == "document"]
    return documents[0] if kind == "document" and plain and len(documents) == 1 else None


def _last_two(resolution: "Resolution", position: int) -> Entity | None:
    """Return the two people whom the text named last as subjects or sources, in text order."""
    last: dict[Entity, None] = {}
    for anchor in resolution.discourse.before(position):
        person, frame = anchor.entity, anchor.frame
        named = person.kind == "person" and len(person.words) > 1 and not person.joint
        if named and (anchor.source or frame.subject or frame.initial):
            last[person] = None
        if len(last) == 2:
            return resolution.together(sorted(last, key=lambda each: each.first_start))
    return None


def _of_somebody(resolution: "Resolution", head: str, position: int) -> Entity | None:
    """Return the "Ida Holm campaign" that "the campaign" means where the text speaks of her."""
    for anchor in resolution.discourse.before(position):
        person, frame = anchor.entity, anchor.frame
        if person.kind == "person" and len(person.words) > 1 and not person.joint and not frame.object:
            return resolution.of_description(
                f"{person.name} {head}", kind="organization", head=head, words=person.words
            )
    return None


def _shares(details: set[str], entity: Entity) -> bool:
    """Tell whether a group may be the one described: "the young nurses" are not "some nurses"."""
    return not details or not entity.words or bool(details & words_of(entity.name))


def _may_be(head: str, lexicon: Lexicon, entity: Entity) -> bool:
    """Tell whether "the newspaper" or "the company" may mean an organization that is named."""
    whole = " ".join(entity.words)
    media = not lexicon.media.isdisjoint(entity.words)
    if not entity.words or whole in lexicon.places:
        return False
    return media if head in lexicon.media_nouns else head in lexicon.plain_nouns and not media


def _alike(
    resolution: "Resolution", head: str, kind: SpeakerKind, stated: frozenset[str], start: int, end: int
) -> Nominal | None:
    """Return the first description between two positions with this head, or one like it, and the names stated."""
    for nominal in resolution.nominals.alike(head, resolution.lexicon, max(start, end - _REACH), end):
        if nominal.kind == kind and stated <= words_of(nominal.phrase):
            return nominal
    return None
