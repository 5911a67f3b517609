"""Who and what an article names: name mentions grouped into one entity per person or organization, with their roles."""

import re
from bisect import bisect_left, bisect_right, insort
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import chain

from attribune.records import SpeakerKind
from attribune.speakers.lexicon import FEMALE, MALE, Lexicon, singulars
from attribune.speakers.matching import clashes, core_of, find_misspelt, initial_letters, last_word, may_be_of
from attribune.speakers.name import ORGANIZATION, PERSON, UNKNOWN, Name
from attribune.speakers.roles import role_head, roles_of

_SPACE = re.compile(r"\s+")
_PLACE_BEFORE = re.compile(r"\b(?:[Ii]n|[Aa]t|[Nn]ear|[Tt]he)[ \xa0]$")
_APPOSED = re.compile(r",[ \xa0](?:an?|the|one[ \xa0]of[ \xa0]the)[ \xa0]([^,.;:\n]{3,80})")
_PRONOUN = re.compile(r"\b(?:[Hh]e|[Hh]is|[Hh]im|[Ss]he|[Hh]er|[Hh]ers)\b")
_ARTICLES = frozenset(["a", "an", "the", "his", "her", "their", "its", "one", "former"])
_NOUN_AFTER = re.compile(r"(?:['’]s)?[ \xa0](\w+)")
_ACRONYM = re.compile(
    r"(?:[ \xa0](?:in|of|at)[ \xa0][A-Z]\w+)?"
    r"(?:[ \xa0]\(|,[ \xa0](?:or|known[ \xa0]as)[ \xa0](?:the[ \xa0])?)([A-Z][A-Za-z.]{1,11})\b"
)
# Where a word is part of more names than this, only those around a mention may be meant by it: no article has so many,
# and comparing all with all would take hours in a text of many articles.
_MANY = 50
# Somebody not named in so many code points before a surname is not meant by it, if somebody else so called was named in
# the last few sentences.
_LONG_AGO, _JUST_NOW = 3000, 600


@dataclass(eq=False, slots=True)
class Entity:
    """Somebody or something that can speak.

    `gender` is "male", "female" or "". `roles` are the verbatim titles and appositions it goes by. `mentions` are
    offsets in code points, half-open, in text order. `words` are its name's in lower case, `heads` the nouns (of a
    description) or acronyms it goes by. It is not `certain` where only a capital letter says that it is a person.
    A `joint` one is several speakers named together; its kind is that of the first.
    """

    name: str
    kind: SpeakerKind
    gender: str = ""
    roles: list[str] = field(default_factory=list)
    words: tuple[str, ...] = ()
    heads: set[str] = field(default_factory=set)
    certain: bool = True
    joint: bool = False
    forms: Counter[str] = field(default_factory=Counter)
    mentions: list[tuple[int, int]] = field(default_factory=list)

    @property
    def aliases(self) -> list[str]:
        """The other forms it goes by in the text, most frequent first."""
        return [form for form, _ in self.forms.most_common() if form != self.name]

    @property
    def first_start(self) -> int:
        """Where its name stands first, or -1."""
        return self.mentions[0][0] if self.mentions else -1

    def mentioned_before(self, position: int) -> int:
        """Return where the name stands for the last time before a position, or -1."""
        index = bisect_left(self.mentions, (position, position))
        return self.mentions[index - 1][0] if index else -1


def group_names(text: str, names: list[Name], lexicon: Lexicon) -> dict[Name, Entity]:
    """Return the entity of each name, one per person or organization.

    Full names come first, then the surnames, first names and acronyms that shorten them. A surname that several people
    share goes to the one of the stated gender, else to the one named first, and not to somebody whose only surname is
    that of the name behind ("James and Ida Holm").
    """
    by_word: dict[str, dict[Entity, None]] = defaultdict(dict)
    places: dict[str, list[tuple[int, Entity]]] = defaultdict(list)
    by_core: dict[tuple[str, ...], dict[Entity, None]] = defaultdict(dict)
    surnames: dict[tuple[str, int], dict[Entity, None]] = defaultdict(dict)
    positions: dict[Entity, list[int]] = defaultdict(list)
    entity_of: dict[Name, Entity] = {}
    starts = sorted(name.start for name in names)
    singles: dict[str, list[Name]] = defaultdict(list)
    for name in names:
        if len(name.words) == 1:
            singles[name.words[0]].append(name)
    by_pronoun: dict[str, str] = {}
    by_honorific = _genders_of_surnames(names)
    sharing: set[Entity] = set()
    bodies = (name for name in names if len(name.words) > 1 and name.kind != PERSON)
    acronyms = {name: match[1] for name in bodies if (match := _ACRONYM.match(text, name.end))}
    for name in sorted(names, key=_order):
        pool: Iterable[Entity] = by_word[last_word(name)]
        if len(by_word[last_word(name)]) > _MANY:
            pool = {**by_core[core_of(name.words)], **_around(places[last_word(name)], name.start)}
        candidates = [e for e in pool if may_be_of(name, e) and not clashes(name, e, by_honorific)]
        if len(candidates) > 1:
            word = name.words[0]
            if word in singles and word not in by_pronoun:
                by_pronoun[word] = _gender_by_pronouns(text, singles[word], starts)
            candidates = _choose(name, candidates, positions, by_pronoun, sharing)
        if not candidates:
            candidates = _by_first_word(name, pool, lexicon)
            if candidates and _gender_by_pronouns(text, singles[name.words[0]], starts, fewest=3):
                candidates = []  # "Holm" of the "Holm Train" is somebody
        if not candidates:
            alike = (surnames[name.words[0][0], len(name.words[0]) + more] for more in (-1, 0, 1))
            misspelt = find_misspelt(name, chain(*alike))
            candidates = [misspelt] if misspelt is not None else []
        if candidates:
            entity = candidates[0]
        else:
            kind: SpeakerKind = "organization" if name.kind == ORGANIZATION else "person"
            entity = Entity(name="", kind=kind, words=name.words, gender=name.gender)
            by_core[core_of(name.words)][entity] = None
            if name.surname:
                sharing.add(entity)
            if kind == "person" and len(name.words) > 1:
                surnames[last_word(name)[0], len(last_word(name))][entity] = None
        if name in acronyms:
            entity.heads.add(acronyms[name].lower().replace(".", ""))
        for word in {*name.words, *_initials(name, acronyms.get(name))}:
            by_word[word][entity] = None
            insort(places[word], (name.start, entity), key=_place)
        entity_of[name] = entity
        insort(positions[entity], name.start)
    _describe(text, entity_of, lexicon)
    return dict(sorted(entity_of.items(), key=lambda item: item[0].start))


def _by_first_word(name: Name, pool: Iterable[Entity], lexicon: Lexicon) -> list[Entity]:
    """Return the one organization that is called by its first word: "Lumen" after "Lumen Energy"."""
    word = name.words[0]
    says_little = (lexicon.organization_words, lexicon.places, lexicon.adjectives, lexicon.function_words)
    if len(name.words) > 1 or name.kind == PERSON or any(word in words for words in says_little):
        return []
    found = [e for e in pool if e.kind == "organization" and len(e.words) in (2, 3) and e.words[0] == word]
    found.sort(key=lambda e: len(e.words))
    alike = all(e.words[: len(found[0].words)] == found[0].words for e in found)
    return found[:1] if found and alike and "of" not in found[0].words else []


def _order(name: Name) -> tuple[int, bool, bool, int]:
    """Tell which names are grouped first: the longest, and those whose surname is their own."""
    return -len(core_of(name.words)), name.kind != PERSON, bool(name.surname), name.start


def _around(places: list[tuple[int, Entity]], position: int) -> dict[Entity, None]:
    """Return the entities at the places nearest to a position, in text order."""
    index = bisect_left(places, position, key=_place)
    return {entity: None for _, entity in places[max(0, index - _MANY // 2) : index + _MANY // 2]}


def _place(place: tuple[int, Entity]) -> int:
    return place[0]


def match_name(name: Name, entities: Iterable[Entity]) -> Entity | None:
    """Return the first entity that a name read elsewhere may belong to."""
    known = [each for each in entities if each.words]
    found = next((each for each in known if may_be_of(name, each) and not clashes(name, each, {})), None)
    people = [each for each in known if each.kind == "person" and len(each.words) > 1]
    return found or find_misspelt(name, people)


def _genders_of_surnames(names: list[Name]) -> dict[str, str]:
    """Return the gender of surnames that go with honorifics of that gender only ("Mr. Holm", never "Ms. Holm")."""
    genders: dict[str, set[str]] = defaultdict(set)
    for name in names:
        if name.title and name.gender and len(name.words) == 1:
            genders[name.words[0]].add(name.gender)
    return {word: next(iter(found)) for word, found in genders.items() if len(found) == 1}


def _choose(
    name: Name,
    candidates: list[Entity],
    positions: dict[Entity, list[int]],
    by_pronoun: dict[str, str],
    sharing: set[Entity],
) -> list[Entity]:
    """Order the people who share a name: the one named first goes on being called by it, until long unmentioned."""
    gender = by_pronoun.get(name.words[0], "") if len(name.words) == 1 else ""
    distance = {entity: _distance(positions[entity], name.start) for entity in candidates}
    just_now = min(distance.values()) < _JUST_NOW

    def doubt(entity: Entity) -> tuple[bool, bool, bool, bool, bool, int]:
        surname = core_of(entity.words)[-1] == core_of(name.words)[-1]
        other = bool(gender and entity.gender and entity.gender != gender)
        unsure = bool(name.title and name.gender) and not entity.gender
        long_ago = just_now and distance[entity] > _LONG_AGO
        return not surname, other, surname and entity in sharing, long_ago, unsure, positions[entity][0]

    return sorted(candidates, key=doubt)


def _distance(starts: list[int], position: int) -> int:
    """Return how far before a position the last of some places is, or how far behind it the first."""
    upto = bisect_right(starts, position)
    return position - starts[upto - 1] if upto else starts[0]


def _initials(name: Name, acronym: str | None) -> set[str]:
    if name.kind != ORGANIZATION or len(name.words) < 2:
        return set()
    return {each for each in initial_letters(name.words) if len(each) > 1} | ({acronym.lower()} if acronym else set())


def _describe(text: str, entity_of: dict[Name, Entity], lexicon: Lexicon) -> None:
    """Give each entity its fullest name, its gender, its roles and its mentions."""
    by_entity: dict[int, list[Name]] = defaultdict(list)
    for name, entity in entity_of.items():
        by_entity[id(entity)].append(name)
    starts = sorted(name.start for name in entity_of)
    for entity in {id(each): each for each in entity_of.values()}.values():
        mentions = sorted(by_entity[id(entity)], key=lambda name: name.start)
        frequency = Counter(name.words for name in mentions)
        fullest = max(mentions, key=lambda name: _fullness(name, frequency[name.words], lexicon))
        entity.words = fullest.words
        entity.name = f"{_clean(text[fullest.start : fullest.end])} {fullest.surname}".rstrip()
        entity.forms = Counter(_clean(text[name.start : name.end]) for name in mentions)
        entity.mentions = [(name.start, name.end) for name in mentions]
        if all(name.kind == UNKNOWN for name in mentions):
            entity.kind = "person" if _is_rather_person(text, mentions, starts, lexicon) else "organization"
            entity.certain = False
        if entity.kind == "person":
            entity.gender = _gender(fullest, mentions, lexicon) or entity.gender
            if entity.gender and not any(name.title and name.gender for name in mentions) and len(mentions) > 1:
                # "Lindsey" and "Terry" are men and women.
                entity.gender = _gender_by_pronouns(text, mentions, starts, least=0.8, fewest=3) or entity.gender
            entity.roles = list(dict.fromkeys(role for name in mentions for role in roles_of(text, name, lexicon)))
            nouns = {lexicon.noun_gender(word) for role in entity.roles for word in role_head(role, lexicon).split()}
            stated = next((gender for gender in sorted(nouns) if gender), "")
            by_title = any(name.title and name.gender for name in mentions)
            entity.gender = entity.gender if by_title or len(nouns - {""}) != 1 else stated  # "a widow, Terry Holm"
            entity.gender = entity.gender or stated
            entity.gender = entity.gender or _gender_by_pronouns(text, mentions, starts)


def _is_rather_person(text: str, mentions: list[Name], starts: list[int], lexicon: Lexicon) -> bool:
    """Tell whether names of an unknown form are a person's, by the words around them.

    News gives people their full name, or says who they are: a single word without either is more often a company.
    """
    if 2 * sum(_is_place_or_body(text, name, lexicon) for name in mentions) >= len(mentions):
        return False
    apposed = (_APPOSED.match(text, name.end) for name in mentions)
    if any(match and _heads_body(match[1], lexicon) for match in apposed):
        return False
    several = any(len(name.words) > 1 for name in mentions)
    described = any(name.title or roles_of(text, name, lexicon) for name in mentions)
    return several or described or bool(_gender_by_pronouns(text, mentions, starts))


def _heads_body(phrase: str, lexicon: Lexicon) -> bool:
    words = (
        re.split(r"[ \xa0](?:of|for|that|which|in|at|set|aligned|based|on|to|with)\b", phrase, maxsplit=1)[0]
        .lower()
        .split()
    )
    return bool(words) and any(form in lexicon.organization_nouns for form in singulars(words[-1]))


def _is_place_or_body(text: str, name: Name, lexicon: Lexicon) -> bool:
    """Tell whether a name stands like one of a place or company: "in Lund", "the Lund", "Lund chief executive"."""
    if _PLACE_BEFORE.search(text, max(0, name.start - 6), name.start):
        return True
    after = _NOUN_AFTER.match(text, name.end)
    lists = (lexicon.persons, lexicon.organization_nouns)
    return after is not None and any(form in words for form in singulars(after[1].lower()) for words in lists)


def _fullness(name: Name, frequency: int, lexicon: Lexicon) -> tuple[bool, int, int, int, int]:
    begins_well = len(name.words) > 1 and (name.words[0] in lexicon.gender_of_name or len(name.words[0]) == 1)
    return begins_well, len(name.words), frequency, name.end - name.start, -name.start


def _gender(fullest: Name, mentions: list[Name], lexicon: Lexicon) -> str:
    by_title = Counter(name.gender for name in mentions if name.title and name.gender)
    if by_title:
        return by_title.most_common(1)[0][0]
    if len(fullest.words) > 1 or len(mentions) == sum(len(name.words) == 1 for name in mentions):
        return lexicon.gender_of_name.get(fullest.words[0], "")
    return ""


def _gender_by_pronouns(
    text: str, mentions: list[Name], starts: list[int], *, least: float = 0.6, fewest: int = 1
) -> str:
    """Return the gender that most pronouns have which follow a person's name before any other name.

    "" stands for less than the `least` share of them, or fewer than the `fewest`.
    """
    votes: Counter[str] = Counter()
    for name in mentions:
        following = bisect_right(starts, name.start)
        stop = min(name.end + 120, starts[following] if following < len(starts) else len(text))
        if pronoun := _PRONOUN.search(text, name.end, stop):
            votes[MALE if pronoun[0].lower() in ("he", "his", "him") else FEMALE] += 1
    gender, count = votes.most_common(1)[0] if votes else ("", 0)
    return gender if count >= max(least * votes.total(), fewest) else ""


def _clean(text: str) -> str:
    return _SPACE.sub(" ", text).strip(" ,'\"“”‘")
