"""Finds the speakers of one article: what each source mention is, and which earlier mention it takes up."""

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Mapping
from functools import cached_property

from attribune.records import SpeakerKind
from attribune.speakers.descriptions import Description, clean, describe
from attribune.speakers.discourse import Content, Discourse
from attribune.speakers.entities import Entity, group_names, match_name
from attribune.speakers.grounds import Grounds, grounds_of
from attribune.speakers.interviews import LABEL_SOURCE, find_answers, find_first_question, find_interviewee
from attribune.speakers.lexicon import Lexicon
from attribune.speakers.matching import find_misspelt
from attribune.speakers.name import ORGANIZATION, UNKNOWN, Name
from attribune.speakers.names import find_names, read_name
from attribune.speakers.nominals import Nominals
from attribune.speakers.nouns import of_nominal
from attribune.speakers.people import Antecedent
from attribune.speakers.pronouns import of_pronoun, voice_at
from attribune.speakers.roles import role_head, role_nouns
from attribune.speakers.sentences import lower_words
from attribune.speakers.signatures import find_signatures

# The one word that is all of a source, or that an apposition follows.
_FIRST_WORD = re.compile(r"[\w'’-]+(?=,[ \xa0]|\s*$)")


class Resolution:
    """The speakers of one article, found source by source in text order; who reports a source is found before it.

    `sources` are code points, half-open, by attribution; `impressions` tells where the cues of those attributions begin
    that have no source and give an impression, which is then the writer's or that of whoever is reported there.
    """

    def __init__(
        self,
        text: str,
        *,
        sources: dict[str, list[tuple[int, int]]],
        impressions: Mapping[str, int],
        contents: list[Content],
        quotations: list[tuple[int, int]],
        lexicon: Lexicon,
    ) -> None:
        self.text = text
        self.lexicon = lexicon
        self.sources = sources
        self.impressions = impressions
        self.quotations = sorted(quotations)
        entity_of = group_names(text, find_names(text, lexicon), lexicon)
        self.discourse = Discourse(text, entity_of=entity_of, contents=contents, quotations=quotations, lexicon=lexicon)
        self.speaker_of: dict[str, Entity | None] = {}
        self.grounds: dict[str, Grounds] = {}
        self.antecedents: dict[int, Antecedent] = {}  # of he and she, by where they stand
        self.described: dict[str, Entity] = {}
        self.holders: dict[str, dict[Entity, None]] = defaultdict(dict)
        for entity in self.discourse.entities:
            for role in entity.roles:
                self.note_role(entity, role)
        self.signatures = find_signatures(text, lexicon)
        self._answers = find_answers(text)
        self._first_question = find_first_question(text)
        self._interviewee = find_interviewee(self._answers, entity_of)
        self.author = Entity(name="author", kind="author")

    def resolve_all(self) -> None:
        """Find the speaker of every attribution that has a source or is an impression without one."""
        place = {each: spans[0][0] for each, spans in self.sources.items() if spans} | dict(self.impressions)
        for attribution_id in sorted(place, key=place.__getitem__):
            self.resolve(attribution_id)

    def resolve(self, attribution_id: str) -> Entity | None:
        """Return an attribution's speaker, or None where nobody or nobody in particular is meant."""
        if attribution_id not in self.speaker_of:
            self.speaker_of[attribution_id] = None  # ends the descent where two attributions report each other
            for start, end in self.sources.get(attribution_id, [])[:1]:
                description = self.describe(start, end)
                entity = self.of_source(description, attribution_id)
                self.speaker_of[attribution_id] = entity
                if entity is not None:
                    self.grounds[attribution_id] = grounds_of(self, description, entity)
                    self.discourse.add_source(start, end, entity)
            if attribution_id in self.impressions:
                self.speaker_of[attribution_id] = voice_at(self, self.impressions[attribution_id], attribution_id)
            if self.speaker_of[attribution_id] is self.author:
                self.discourse.by_author.add(attribution_id)
        return self.speaker_of[attribution_id]

    def entity(self, start: int, end: int, attribution_id: str = "") -> Entity | None:
        """Return what the mention at these offsets means, a source of the attribution or, without one, of none."""
        return self.of_source(self.describe(start, end), attribution_id)

    def describe(self, start: int, end: int) -> Description:
        """Return the mention at these offsets taken apart."""
        return describe(self.text, start, end, names=self._names(start, end), lexicon=self.lexicon)

    def of_source(self, description: Description, attribution_id: str) -> Entity | None:
        """Return what a mention means, by its form."""
        if (label := LABEL_SOURCE.fullmatch(description.phrase)) is not None and self._answers:
            return self._interviewee if label["answer"] else self.author
        if description.form == "pronoun":
            return of_pronoun(self, description, attribution_id)
        if description.form == "names":
            return self._joint(description, attribution_id)
        if description.form == "name":
            if (family := self._family(description.names[0])) is not None:
                return family
            return self.named(description.names[0], description.role)
        return of_nominal(self, description, attribution_id)

    def _names(self, start: int, end: int) -> list[Name]:
        names = self.discourse.names_in(start, end)
        first = _FIRST_WORD.match(self.text, start, end)
        begins = first is None or any(name.start < first.end() for name in names)
        person = self._surname(first[0]) if first is not None and not begins else None
        if first is not None and person is not None:  # "Will" or "Wilk" of "Ida Will"
            return [Name(start, first.end(), person.words[-1:], "", UNKNOWN, ""), *names]
        if not names and any(character.isupper() for character in self.text[start:end]):
            name = read_name(self.text, start, end, self.lexicon, common=self.common)
            return [name] if name is not None else []
        return names

    @cached_property
    def _surnames(self) -> dict[str, Entity]:
        people = (each for each in self.discourse.entities if each.kind == "person" and len(each.words) > 1)
        return {each.name.split()[-1]: each for each in people}

    def _surname(self, word: str) -> Entity | None:
        """Return the person whose surname a word is, or is but for a letter."""
        if word in self._surnames or not (word.isalpha() and word[0].isupper()):
            return self._surnames.get(word)
        return find_misspelt(Name(0, len(word), (word.lower(),), "", UNKNOWN, ""), self._surnames.values())

    def _family(self, name: Name) -> Entity | None:
        """Return the two or three people of one surname that its plural means: "the Holms"."""
        word = name.words[0]
        if len(name.words) > 1 or not word.endswith("s") or word in self._surnames:
            return None
        people = [each for each in self.discourse.entities if each.kind == "person" and len(each.words) > 1]
        found = [each for each in people if not each.joint and each.words[-1] == word[:-1]]
        return self.together(found) if len(found) in (2, 3) else None

    def named(self, name: Name, role: str = "") -> Entity:
        """Return the entity of a name that speaks, the role beside it noted."""
        entity = self.discourse.entity_of.get(name) or match_name(name, self.discourse.entities)
        if entity is None:
            kind: SpeakerKind = "organization" if name.kind == ORGANIZATION else "person"
            entity = Entity(clean(self.text[name.start : name.end]), kind, name.gender, words=name.words)
        entity.certain = True  # it speaks, so it is no bare place or thing
        if entity.kind == "person" and role and role_head(role, self.lexicon):
            self.note_role(entity, clean(role))
        return entity

    def note_role(self, entity: Entity, role: str) -> None:
        """Note that a person goes by this role, too."""
        if role not in entity.roles:
            entity.roles.append(role)
        for noun in role_nouns(role):
            self.holders[noun][entity] = None

    def _joint(self, description: Description, attribution_id: str) -> Entity | None:
        members = [self.entity(start, end, attribution_id) for start, end in description.members]
        return self.together(list(dict.fromkeys(member for member in members if member is not None)))

    def together(self, members: list[Entity]) -> Entity | None:
        """Return several speakers as one joint one, named in their order; one alone as itself; none as None."""
        if not members:
            return None
        name = " and ".join(member.name for member in members)
        return self.of_description(name, kind=members[0].kind, head="", words=(), joint=len(members) > 1)

    def answering(self, position: int) -> Entity | None:
        """Return who answers where a position lies in an answer of an interview."""
        index = bisect_right(self._answers, (position, len(self.text))) - 1
        return self._interviewee if index >= 0 and position < self._answers[index][1] else None

    def asked(self, position: int) -> Entity | None:
        """Return who is asked where a position lies in a question of an interview."""
        asking = self._answers and self.answering(position) is None and position > self._first_question
        return self._interviewee if asking else None

    @cached_property
    def _sources_in_order(self) -> list[tuple[int, int, str]]:
        return sorted((*spans[0], attribution_id) for attribution_id, spans in self.sources.items() if spans)

    def sources_before(self, position: int) -> list[tuple[int, int, str]]:
        """Return the last few sources that begin before a position: start, end and attribution id."""
        upto = bisect_left(self._sources_in_order, (position, -1, ""))
        return self._sources_in_order[max(0, upto - 4) : upto]

    @cached_property
    def common(self) -> frozenset[str]:
        """The words that the text has in lower case."""
        return lower_words(self.text)

    @cached_property
    def nominals(self) -> Nominals:
        """The descriptions in the text, found when first asked for."""
        return Nominals(self.text, self.lexicon)

    def of_description(
        self, name: str, *, kind: SpeakerKind, head: str, words: tuple[str, ...], joint: bool = False
    ) -> Entity | None:
        """Return the one entity of this description, new where it has not come up; None for an empty one."""
        if not name:
            return None
        key = name.casefold()
        if key not in self.described:
            gender = self.lexicon.noun_gender(head)
            self.described[key] = Entity(name, kind, gender, words=words, heads={head}, joint=joint)
        return self.described[key]
