"""What an article has mentioned so far, and how to get from a pronoun or a definite description back to it."""

import re
from bisect import bisect_left, bisect_right, insort
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from functools import cached_property

from attribune.speakers.entities import Entity
from attribune.speakers.lexicon import Lexicon, singulars
from attribune.speakers.name import Name
from attribune.speakers.sentences import sentence_starts, starts_sentence

_OBJECT_BEFORE = re.compile(
    r"\b(?:of|to|with|by|for|against|on|about|from|in|at|than|over|called|asked|told|like|between)[ \xa0]"
    r"(?:(?:[A-Z]\w*\.|\w+)[ \xa0])?\Z"
)
_REPORTS = re.compile(r"\w+[ \xa0](?:said|says|added|adds|wrote|noted|warned|argued|[a-z]+ed)(?:[ \xa0]\w+day)?[.,]")
ASKED = re.compile(r"(?:When[ \xa0])?(?:[Aa]sked|[Pp]ressed|[Qq]uestioned)\b")
_POSSESSIVE = re.compile(r"['’]s?\b|['’](?=[ \xa0])")
_PREDICATE = re.compile(
    r"(?:[ \xa0]\([^()]{1,20}\))?(?:,[ \xa0](?!(?:he|she|it|they|we|I)\b)[^,.;:!?\n\"“”]{2,80})?,?[ \xa0]"
    r"(?:also |then |later |recently |never |has |had |have )?"
    r"(?:said|[a-z]+ed|is|was|has|had|will|would|may|might|can|could|should|must|did|told|went|took|came|made|gave|got|"
    r"wrote|spoke|felt|thought|knew|began|held|left|ran|won|lost|met|sat|stood|saw|kept|led|put|sent|paid|grew|drew|fell|rose|"
    r"chose|broke|drove|flew|threw|wore|bought|brought|caught|fought|sought|taught|built|spent|heard|sold|found|cut|hit|"
    r"set|shot|quit|sang|swore|[a-z]+s)\b"
)

# How prominent a mention is, in sentences of distance. Set by hand on PolNeAR dev (`python -m benchmarks.speakers`).
_SUBJECT, _INITIAL, _SOURCE = 1.0, 0.9, 0.8
_OBJECT, _OWNER = -0.4, -0.6
# A stretch in quote marks is somebody's speech if it is longer than so many code points.
_SCARE_QUOTE = 40
# Antecedents stand in so many code points before a mention, and among so many mentions.
_REACH, _MOST = 3000, 60


@dataclass(frozen=True, slots=True)
class Frame:
    """Where a mention stands in its sentence, as far as the words around it tell."""

    subject: bool = False
    initial: bool = False
    object: bool = False
    owner: bool = False

    @property
    def weight(self) -> float:
        """How prominent it makes the mention."""
        if self.owner or self.object:
            return _OWNER if self.owner else _OBJECT
        return _INITIAL * self.initial + _SUBJECT * self.subject


@dataclass(frozen=True, order=True, slots=True)
class Anchor:
    """One mention that a pronoun may refer to."""

    start: int
    end: int
    entity: Entity = field(compare=False)
    frame: Frame = field(compare=False)
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

    def __init__(
        self,
        text: str,
        *,
        entity_of: dict[Name, Entity],
        contents: list[Content],
        quotations: Iterable[tuple[int, int]],
        lexicon: Lexicon,
    ) -> None:
        self.text = text
        self.lexicon = lexicon
        self.entity_of = entity_of
        self.names = list(entity_of)
        self.name_starts = [name.start for name in self.names]
        self.contents = sorted(contents, key=lambda content: content.start)
        self.content_starts = [content.start for content in self.contents]
        direct = ((content.start, content.end) for content in contents if content.direct)
        self.spoken = _joined((*direct, *((start, end) for start, end in quotations if end - start > _SCARE_QUOTE)))
        self.spoken_starts = [start for start, _ in self.spoken]
        self.by_author: set[str] = set()  # attributions whose content is the author's own
        self.entities = dict.fromkeys(entity_of.values())
        self.anchors = [
            Anchor(
                name.start, name.end, entity, frame_of(text, name.start - len(name.title) - bool(name.title), name.end)
            )
            for name, entity in entity_of.items()
        ]

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

    def is_reported(self, mention: int, position: int) -> bool:
        """Tell whether a mention lies in what somebody but the author reports, before a position's own sentence."""
        content = self.enclosing(mention)
        sentence = self.sentences[bisect_right(self.sentences, position) - 1]
        return content is not None and content.end <= sentence and content.attribution not in self.by_author

    def speech_at(self, position: int) -> tuple[int, int] | None:
        """Return the stretch in quote marks that a position lies in."""
        index = bisect_right(self.spoken_starts, position) - 1
        return self.spoken[index] if index >= 0 and position < self.spoken[index][1] else None

    def add_source(self, start: int, end: int, entity: Entity) -> None:
        """Note that the mention at these offsets, the source of an attribution, means the entity."""
        first, upto = (bisect_left(self.anchors, edge, key=_start) for edge in (start, end))
        for index in range(first, upto):  # whoever else is named in it is no subject: "a study by Ida Holm found"
            inside = self.anchors[index]
            if inside.entity is not entity and not inside.source:
                self.anchors[index] = replace(inside, frame=Frame(object=True))
        insort(self.anchors, Anchor(start, end, entity, frame_of(self.text, start, end, subject=True), source=True))
        self.entities[entity] = None

    def goes_on_at(self, position: int) -> bool:
        """Tell whether a description at a position may mean who spoke before: at a sentence's start, say."""
        sentence = self.sentences[bisect_right(self.sentences, position) - 1]
        return starts_sentence(self.text, position) or ASKED.match(self.text, sentence) is not None

    def find_latest(
        self,
        position: int,
        kinds: tuple[str, ...],
        *,
        head: str = "",
        words: frozenset[str] = frozenset(),
        latest: bool = False,
        fits: Callable[[Entity], bool] = bool,
    ) -> Entity | None:
        """Return the entity of these kinds mentioned most prominently in the sentences before `position`.

        With `head` or `words`, only one whose name or description has that word, or all of them; with `latest` the one
        nearest to it, however prominent ("this poll"); only one that `fits`.
        """
        related = self.lexicon.related.get(head, frozenset(singulars(head)))
        here = bisect_right(self.sentences, position)
        best: tuple[float, Entity] | None = None
        for anchor in self.before(position):
            entity = anchor.entity
            if ("group" if entity.joint else entity.kind) not in kinds or not entity.certain:
                continue
            if head and not (related & entity.heads or related & set(entity.words)):
                continue
            if not fits(entity):
                continue
            if words and not words <= words_of(entity.name):
                continue
            distance = here - bisect_right(self.sentences, anchor.start) + (position - anchor.start) / 120
            score = anchor.frame.weight / 3 - distance + _SOURCE * anchor.source
            if latest:
                return entity
            if best is None or score > best[0]:
                best = score, entity
        return best[1] if best else None

    def before(self, position: int, *, reach: int = _REACH, most: int = _MOST) -> list[Anchor]:
        """Return up to `most` anchors that begin in the `reach` code points before a position, the last one first."""
        upto = bisect_left(self.anchors, position, key=_start)
        since = bisect_left(self.anchors, position - reach, key=_start)
        return self.anchors[max(since, upto - most) : upto][::-1]

    def after(self, position: int, *, most: int) -> list[Anchor]:
        """Return the first anchors that begin at a position or behind it."""
        since = bisect_left(self.anchors, position, key=_start)
        return self.anchors[since : since + most]


def frame_of(text: str, start: int, end: int, *, subject: bool = False) -> Frame:
    """Return where the mention at these offsets stands in its sentence; a `subject` is one unless it is an object."""
    if _POSSESSIVE.match(text, end):
        return Frame(owner=True)
    if _OBJECT_BEFORE.search(text, max(0, start - 20), start):
        return Frame(object=True)
    return Frame(subject=subject or _PREDICATE.match(text, end) is not None, initial=starts_sentence(text, start))


def words_of(phrase: str) -> set[str]:
    """Return the lower-case words of a phrase, of "Lund/Flint" either."""
    return set(phrase.lower().replace("/", " ").split())


def reports_behind(text: str, position: int) -> bool:
    """Tell whether a clause behind what it reports begins at a position: "It would rain, he said."."""
    return text[position - 2 : position] in (", ", ",\xa0") and _REPORTS.match(text, position) is not None


def _joined(stretches: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return stretches in text order, those that overlap as one."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(stretches):
        if joined and start < joined[-1][1]:
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        else:
            joined.append((start, end))
    return joined


def _start(anchor: Anchor) -> int:
    return anchor.start
