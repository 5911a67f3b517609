"""Finds the speakers of one article: what each source mention is, and which earlier mention it takes up."""

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from functools import cached_property

from attribune.records import SpeakerKind
from attribune.speakers.descriptions import (
    FEMININE,
    FIRST_PERSON,
    MASCULINE,
    PLURAL,
    RELATIVE,
    SECOND_PERSON,
    Description,
    describe,
    kind_of,
)
from attribune.speakers.discourse import Content, Discourse
from attribune.speakers.entities import Entity, group_names, match_name
from attribune.speakers.lexicon import FEMALE, MALE, Lexicon, singulars
from attribune.speakers.names import ORGANIZATION, Name, find_names, lower_words, read_name
from attribune.speakers.nominals import Nominal, find_nominals, nominal_ending_at
from attribune.speakers.roles import role_fit, role_head, role_nouns
from attribune.speakers.sentences import starts_sentence

_SPACE = re.compile(r"\s+")
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
_POSSESSIVE = re.compile(r"(?<=s)['’]$|['’]s$")
_CUT = re.compile(r",\s|\s\(|\s(?:who|which|whose|whom|that)\s")
_BRACKET_AT_END = re.compile(r"\s?\([^()]*\),?$")
_FIRST_PERSON_AT_END = re.compile(r"\b(?:I|me)$")
_CLAUSE_END = re.compile(r"[.;:!?]")
_LOOK_BACK = 160  # code points before a relative pronoun in which its antecedent stands


class Resolution:
    """The speakers of one article, found source by source in text order; who reports a source is found before it."""

    def __init__(
        self,
        text: str,
        *,
        sources: dict[str, list[tuple[int, int]]],
        contents: list[Content],
        quotations: list[tuple[int, int]],
        lexicon: Lexicon,
    ) -> None:
        self.text = text
        self.lexicon = lexicon
        self.sources = sources
        self.quotations = sorted(quotations)
        entity_of = group_names(text, find_names(text, lexicon), lexicon)
        self.discourse = Discourse(text, entity_of=entity_of, contents=contents, lexicon=lexicon)
        self.speaker_of: dict[str, Entity | None] = {}
        self.described: dict[str, Entity] = {}
        self.holders: dict[str, dict[Entity, None]] = defaultdict(dict)
        for entity in self.discourse.entities:
            for role in entity.roles:
                self._note_role(entity, role)
        self.author = Entity(name="author", kind="author")

    def resolve_all(self) -> None:
        """Find the speaker of every attribution that has a source."""
        with_source = [each for each in self.sources if self.sources[each]]
        for attribution_id in sorted(with_source, key=lambda each: self.sources[each][0]):
            self.resolve(attribution_id)

    def resolve(self, attribution_id: str) -> Entity | None:
        """Return an attribution's speaker, or None where it has no source or its source means nobody in particular."""
        if attribution_id not in self.speaker_of:
            self.speaker_of[attribution_id] = None  # ends the descent where two attributions report each other
            for start, end in self.sources.get(attribution_id, [])[:1]:
                entity = self._entity(start, end, attribution_id)
                self.speaker_of[attribution_id] = entity
                if entity is not None:
                    self.discourse.add_source(start, end, entity)
        return self.speaker_of[attribution_id]

    def _entity(self, start: int, end: int, attribution_id: str) -> Entity | None:
        names = self._names(start, end)
        description = describe(self.text, start, end, names=names, lexicon=self.lexicon)
        if description.form == "pronoun":
            return self._of_pronoun(description, attribution_id)
        if description.form == "names":
            return self._joint(description, attribution_id)
        if description.form == "name":
            return self._named(description.names[0], description.role)
        return self._nominal(description, attribution_id)

    def _names(self, start: int, end: int) -> list[Name]:
        names = self.discourse.names_in(start, end)
        if not names and any(character.isupper() for character in self.text[start:end]):
            name = read_name(self.text, start, end, self.lexicon, common=self.common)
            return [name] if name is not None else []
        return names

    def _named(self, name: Name, role: str) -> Entity:
        entity = self.discourse.entity_of.get(name) or match_name(name, self.discourse.entities)
        if entity is None:
            kind: SpeakerKind = "organization" if name.kind == ORGANIZATION else "person"
            entity = Entity(_clean(self.text[name.start : name.end]), kind, name.gender, words=name.words)
        entity.certain = True  # it speaks, so it is no bare place or thing
        if entity.kind == "person" and role and role_head(role, self.lexicon):
            self._note_role(entity, _clean(role))
        return entity

    def _note_role(self, entity: Entity, role: str) -> None:
        if role not in entity.roles:
            entity.roles.append(role)
        for noun in role_nouns(role):
            self.holders[noun][entity] = None

    def _joint(self, description: Description, attribution_id: str) -> Entity | None:
        members = [self._entity(start, end, attribution_id) for start, end in description.members]
        found = list(dict.fromkeys(member for member in members if member is not None))
        if not found:
            return None
        name = " and ".join(member.name for member in found)
        return self._described(name, kind=found[0].kind, head="", words=(), joint=len(found) > 1)

    def _of_pronoun(self, description: Description, attribution_id: str) -> Entity | None:
        word, position = description.head, description.start
        content = self.discourse.enclosing(position)
        inside = content is not None and content.attribution != attribution_id
        reporter = self.resolve(content.attribution) if content is not None and inside else None
        direct = content is not None and inside and (content.direct or self._quoted(position))
        if word in FIRST_PERSON:
            return reporter if direct and reporter is not None else self.author
        if word in SECOND_PERSON:
            return None
        if word in MASCULINE | FEMININE:
            gender = MALE if word in MASCULINE else FEMALE
            found = self.discourse.find_person(position, gender, reporter=reporter, direct=direct)
            found = self._described_person(position, gender, rival=found) or found
            return found or self._described(description.phrase, kind="unnamed", head="", words=())
        if word in RELATIVE and (found := self._antecedent(position, word)) is not None:
            return found
        if word in PLURAL or word == "who":
            return self._plural(position) or self._described(description.phrase, kind="group", head="", words=())
        found = self._latest(position, ("organization", "document"))
        return found or self._described(description.phrase, kind="unnamed", head="", words=())

    def _described_person(self, position: int, gender: str, *, rival: Entity | None) -> Entity | None:
        """Return a man or woman described at the start of a sentence since the last mention of the rival."""
        since = max(rival.mentioned_before(position) if rival is not None else -1, position - 250)
        for nominal in self.nominals_between(since, position):
            fits = nominal.kind == "unnamed" and self.lexicon.noun_gender(nominal.head) == gender
            if fits and starts_sentence(self.text, nominal.start):
                return self._entity(nominal.start, nominal.end, "")
        return None

    def _antecedent(self, position: int, word: str) -> Entity | None:
        """Return what stands right before a relative pronoun, stepping over an apposition or a bracket."""
        offset = max(0, position - _LOOK_BACK)
        before = _BRACKET_AT_END.sub("", self.text[offset:position].rstrip(" \xa0")).rstrip(" ,—–-")
        end = offset + len(before)
        names = self.discourse.names_in(offset, end)
        apposed = self._before_apposition(before, offset, names)
        if apposed is not None:
            return apposed
        if names and names[-1].end == end:
            entity = self._named(names[-1], "")
            if word != "who" or (entity.kind == "person" and entity.certain):
                return entity
        if _FIRST_PERSON_AT_END.search(before):
            return self.author
        near = reversed(self.nominals_between(offset - 1, end))
        close = [nominal for nominal in near if not _CLAUSE_END.search(self.text, nominal.end, end)]
        if word == "who":
            close = [nominal for nominal in close if nominal.kind in ("group", "unnamed")]
        else:
            close = [nominal for nominal in close if nominal.end == end]
        nominal = close[-1] if close else nominal_ending_at(self.text, end, self.lexicon)
        if word == "who" and nominal is not None and nominal.kind not in ("group", "unnamed"):
            return None
        return self._entity(nominal.start, nominal.end, "") if nominal is not None else None

    def _before_apposition(self, before: str, offset: int, names: list[Name]) -> Entity | None:
        """Return the person of "Ida Holm, a former head of the Harbour Board" at the end of a text."""
        comma = before.rfind(", ")
        if comma > 0 and role_head(before[comma + 1 :], self.lexicon):
            named = next((n for n in names if n.end == offset + comma and n.kind != "organization"), None)
            return self._named(named, "") if named is not None else None
        return None

    @cached_property
    def common(self) -> frozenset[str]:
        """The words that the text has in lower case."""
        return lower_words(self.text)

    @cached_property
    def nominals(self) -> list[Nominal]:
        """The descriptions in the text, found when first asked for."""
        return find_nominals(self.text, self.lexicon)

    def nominals_between(self, start: int, end: int) -> list[Nominal]:
        """Return the descriptions that begin behind `start` and end before `end`, the last one first."""
        first = bisect_right(self.nominals, start, key=lambda nominal: nominal.start)
        upto = bisect_right(self.nominals, end, key=lambda nominal: nominal.start)
        return [nominal for nominal in reversed(self.nominals[first:upto]) if nominal.end <= end]

    def _plural(self, position: int) -> Entity | None:
        return self._latest(position, ("group",)) or self.discourse.find_latest(position, ("organization",))

    def _latest(self, position: int, kinds: tuple[str, ...]) -> Entity | None:
        """Return the latest entity or, where nearer by more than a sentence, the latest description of these kinds."""
        known = self.discourse.find_latest(position, kinds)
        if known is not None:
            return known
        nominal = next((n for n in self.nominals_between(position - 300, position) if n.kind in kinds), None)
        return self._entity(nominal.start, nominal.full_end, "") if nominal is not None else None

    def _quoted(self, position: int) -> bool:
        upto = bisect_left(self.quotations, (position, position))
        return any(position < end for _, end in self.quotations[max(0, upto - 8) : upto])

    def _nominal(self, description: Description, attribution_id: str) -> Entity | None:
        head, position = description.head, description.start
        kind = kind_of(description, self.lexicon)
        if _QUANTIFIER.fullmatch(description.phrase) and (group := self._plural(position)) is not None:
            return group
        phrase = _clean(_CUT.split(description.phrase, maxsplit=1)[0])
        if description.owner:
            owner = self._of_pronoun(Description("pronoun", position, phrase, head=description.owner), attribution_id)
            if owner is not None and owner is not self.author:
                mark = "’" if owner.name.endswith("s") and owner.kind == "group" else "’s"
                phrase = f"{owner.name}{mark} {phrase[len(description.owner) :].strip()}"
        name = _POSSESSIVE.sub("", _DETERMINER.sub("", phrase))
        if description.definite and (linked := self._linked(description, kind)) is not None:
            if not linked.mentions:
                linked.forms[name] += 1
            return linked
        first = name.split(maxsplit=1)[0].lower() if name else ""
        if first in self.lexicon.function_words or first in self.lexicon.groups:
            name = name[0].lower() + name[1:]  # "Some aides" at the start of a sentence
        return self._described(name, kind=kind, head=head, words=description.words)

    def _linked(self, description: Description, kind: SpeakerKind) -> Entity | None:
        """Return the entity that a definite description refers back to."""
        head, position = description.head, description.start
        if kind in ("unnamed", "person"):
            by_role = self._by_role(description)
            gender = self.lexicon.noun_gender(head)
            if by_role is None and gender:
                return self.discourse.find_person(position, gender, reporter=None, direct=False)
            unnamed = by_role is None and head in self.lexicon.titles and not description.names
            if unnamed and len(description.words) <= 3 and starts_sentence(self.text, position):
                by_role = self.discourse.find_person(position, "", reporter=None, direct=False)
                if by_role is not None:
                    self._note_role(by_role, head)
            return by_role
        stated = frozenset(name.words[-1] for name in description.names)
        nearest = description.phrase.lower().startswith("this ")
        found = self.discourse.find_latest(position, (kind,), head=head, words=stated, latest=nearest)
        if found is not None:
            return found
        name = _DETERMINER.sub("", _clean(_CUT.split(description.phrase, maxsplit=1)[0])).casefold()
        if name in self.described:
            return self.described[name]
        related = self.lexicon.related.get(head, frozenset(singulars(head)))
        before = self.nominals[: bisect_left(self.nominals, position, key=lambda nominal: nominal.start)]
        alike = (nominal for nominal in before if nominal.kind == kind and nominal.head in related)
        first = next((nominal for nominal in alike if stated <= set(nominal.phrase.lower().split())), None)
        if first is not None:
            return self._entity(first.start, first.full_end, "")
        if stated:
            return None
        documents = [entity for entity in self.described.values() if entity.kind == "document"]
        return documents[0] if kind == "document" and len(documents) == 1 else None

    def _by_role(self, description: Description) -> Entity | None:
        """Return the latest person whose title or apposition has the head noun and most of the words beside it."""
        head, position = description.head, description.start
        related = self.lexicon.related.get(head, frozenset((head,)))
        details = {w for w in description.words if w not in ("the", "this", "that", "then", "former")}
        best: tuple[float, int] | None = None
        found: Entity | None = None
        for entity in {entity: None for noun in related for entity in self.holders.get(noun, ())}:
            fit = max(role_fit(role, related, details, lexicon=self.lexicon) for role in entity.roles)
            rank = fit, entity.mentioned_before(position)
            if fit >= 0 and (best is None or rank > best):
                best, found = rank, entity
        return found

    def _described(
        self, name: str, *, kind: SpeakerKind, head: str, words: tuple[str, ...], joint: bool = False
    ) -> Entity | None:
        if not name:
            return None
        key = name.casefold()
        if key not in self.described:
            gender = self.lexicon.noun_gender(head)
            self.described[key] = Entity(name, kind, gender, words=words, heads={head}, joint=joint)
        return self.described[key]


def _clean(text: str) -> str:
    return _SPACE.sub(" ", text).strip(' ,;:"“”')
