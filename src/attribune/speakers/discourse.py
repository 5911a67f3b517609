"""What an article has mentioned so far, and how to get from a pronoun or a definite description back to it."""

import re
from bisect import bisect_left, bisect_right, insort
from dataclasses import dataclass, field
from functools import cached_property
from math import log2

from attribune.speakers.entities import Entity
from attribune.speakers.lexicon import Lexicon, singulars
from attribune.speakers.names import Name
from attribune.speakers.sentences import sentence_starts, starts_sentence

_OBJECT_BEFORE = re.compile(
    r"\b(?:of|to|with|by|for|against|on|about|from|in|at|than|over|called|asked|told|like|between)[ \xa0]"
    r"(?:\w+\.?[ \xa0])?$"
)
_POSSESSIVE = re.compile(r"['’]s?\b|['’](?=[ \xa0])")
_PREDICATE = re.compile(
    r"[ \xa0](?:also |then |later |has |had |have )?(?:said|[a-z]+ed|is|was|has|had|will|would|told|[a-z]+s)\b"
)

_CLAUSE_END = re.compile(r"[,.;:!?\"“”‘'\n]")

# Weights of the evidence for an antecedent, in sentences of distance. Set by hand: each was tried at 0 and at twice its
# value on 32 pronouns of PolNeAR dev (`python -m benchmarks.speakers`) and 177 of GAP, which stayed flat around these.
# GAP alone would have unknown genders cost less (its people are rarer); the news articles would not.
_REACH = 3000
_SUBJECT, _INITIAL, _SOURCE, _LAST_SOURCE, _REPORTER = 1.0, 0.9, 0.8, 0.7, 1.5
_OBJECT, _OWNER, _QUOTED = -0.4, -0.6, -1.2
_UNKNOWN_GENDER, _UNKNOWN_KIND = -1.0, -1.5
_OFTEN = 0.3


@dataclass(frozen=True, order=True, slots=True)
class Anchor:
    """One mention that a pronoun may refer to; `weight` says how prominent it is."""

    start: int
    end: int
    entity: Entity = field(compare=False)
    weight: float = field(compare=False)
    source: bool = field(compare=False, default=False)


@dataclass(slots=True)
class Content:
    """One content span of an attribution: `direct` where it stands in quote marks."""

    start: int
    end: int
    attribution: str
    direct: bool


class Discourse:
    """The mentions of one article, in text order, growing as its sources are resolved.

    Offsets are code points, half-open.
    """

    def __init__(self, text: str, *, entity_of: dict[Name, Entity], contents: list[Content], lexicon: Lexicon) -> None:
        self.text = text
        self.lexicon = lexicon
        self.entity_of = entity_of
        self.names = list(entity_of)
        self.name_starts = [name.start for name in self.names]
        self.contents = sorted(contents, key=lambda content: content.start)
        self.content_starts = [content.start for content in self.contents]
        self.entities = dict.fromkeys(entity_of.values())
        self.anchors: list[Anchor] = []
        for name, entity in entity_of.items():
            self.anchors.append(Anchor(name.start, name.end, entity, self._prominence(name)))

    @cached_property
    def sentences(self) -> list[int]:
        """Offsets at which sentences begin, roughly."""
        return sentence_starts(self.text)

    def names_in(self, start: int, end: int) -> list[Name]:
        """Return the names that begin in a stretch."""
        return self.names[bisect_left(self.name_starts, start) : bisect_left(self.name_starts, end)]

    def enclosing(self, position: int) -> Content | None:
        """Return the smallest content that a position lies in."""
        upto = bisect_right(self.content_starts, position)
        around = [c for c in self.contents[max(0, upto - 30) : upto] if c.end > position]
        return min(around, key=lambda content: content.end - content.start, default=None)

    def add_source(self, start: int, end: int, entity: Entity) -> None:
        """Note that the mention at these offsets, the source of an attribution, means the entity."""
        insort(
            self.anchors,
            Anchor(start, end, entity, _SOURCE + _SUBJECT + max(0.0, self._frame(start, end) - _SUBJECT), source=True),
        )
        self.entities[entity] = None

    def find_person(self, position: int, gender: str, *, reporter: Entity | None, direct: bool) -> Entity | None:
        """Return the person of this gender that a pronoun at `position` most probably means.

        Args:
            position: Where the pronoun stands.
            gender: "male", "female", or "" for anybody the text gives no role.
            reporter: Who is speaking where the pronoun lies in somebody's content.
            direct: Whether that content stands in quote marks, where speakers do not call themselves he or she.
        """
        here = bisect_right(self.sentences, position)
        clause_end = _CLAUSE_END.search(self.text, position, position + 60)
        others = self.names_in(position, clause_end.start() if clause_end else position + 60)
        named = {self.entity_of[name] for name in others}  # "he called Holm" is not about Holm calling himself
        best: tuple[float, Entity] | None = None
        last_source = True
        anchors = self._before(position)
        sentence_of = [bisect_right(self.sentences, anchor.start) for anchor in anchors]
        for index, anchor in enumerate(anchors):
            entity = anchor.entity
            if entity.kind not in ("person", "unnamed") or (gender and entity.gender not in (gender, "")):
                continue
            if entity.joint:
                continue
            if (direct and entity is reporter) or entity in named:
                continue
            if not gender and (entity.roles or entity.kind != "person" or not entity.certain):
                continue
            score = anchor.weight - (here - sentence_of[index])
            if anchor.source and last_source:
                score += _LAST_SOURCE
                last_source = False
            if not entity.gender:
                score += _UNKNOWN_GENDER + (0.0 if entity.certain and entity.kind == "person" else _UNKNOWN_KIND)
            score += _OFTEN * log2(len(entity.mentions) + 1)
            score += _REPORTER if entity is reporter else 0.0
            around = self.enclosing(anchor.start)
            if around is not None and around.end <= position:
                score += _QUOTED
            if best is None or score > best[0]:
                best = score, entity
        if best is not None:
            return best[1]
        after = self.anchors[bisect_left(self.anchors, position, key=lambda anchor: anchor.start) :][:12]
        return next((a.entity for a in after if a.entity.kind == "person" and a.entity.gender == gender), None)

    def find_latest(
        self,
        position: int,
        kinds: tuple[str, ...],
        *,
        head: str = "",
        words: frozenset[str] = frozenset(),
        latest: bool = False,
    ) -> Entity | None:
        """Return the entity of these kinds mentioned most prominently in the sentences before `position`.

        With `head` or `words`, only one whose name or description has that word, or all of them; with `latest` the one
        nearest to it, however prominent ("this poll").
        """
        related = self.lexicon.related.get(head, frozenset(singulars(head)))
        here = bisect_right(self.sentences, position)
        best: tuple[float, Entity] | None = None
        for anchor in self._before(position):
            entity = anchor.entity
            if ("group" if entity.joint else entity.kind) not in kinds or not entity.certain:
                continue
            if head and not (related & entity.heads or related & set(entity.words)):
                continue
            if words and not words <= set(entity.name.lower().split()):
                continue
            distance = here - bisect_right(self.sentences, anchor.start) + (position - anchor.start) / 200
            score = anchor.weight / 3 - distance + (_SOURCE if anchor.source else 0.0)
            if latest:
                return entity
            if best is None or score > best[0]:
                best = score, entity
        return best[1] if best else None

    def _before(self, position: int) -> list[Anchor]:
        upto = bisect_left(self.anchors, position, key=lambda anchor: anchor.start)
        since = bisect_left(self.anchors, position - _REACH, key=lambda anchor: anchor.start)
        return self.anchors[max(since, upto - 60) : upto][::-1]

    def _prominence(self, name: Name) -> float:
        start = name.start - len(name.title) - bool(name.title)
        return self._frame(start, name.end)

    def _frame(self, start: int, end: int) -> float:
        if _POSSESSIVE.match(self.text, end):
            return _OWNER
        if _OBJECT_BEFORE.search(self.text, max(0, start - 20), start):
            return _OBJECT
        weight = _INITIAL if starts_sentence(self.text, start) else 0.0
        return weight + (_SUBJECT if _PREDICATE.match(self.text, end) else 0.0)
