"""Which person a pronoun means: everybody mentioned before it, and the evidence for each."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import log2

from attribune.speakers.discourse import ASKED, Anchor, Discourse, frame_of, reports_behind
from attribune.speakers.entities import Entity
from attribune.speakers.nominals import Nominal

# Descriptions that nobody spoke under are candidates so many code points before a pronoun.
NOMINAL_REACH = 250

_CLAUSE_END = re.compile(r"[,.;:!?\"“”‘'\n]")
_OWNER = re.compile(r"(?:his|her|their)\b", re.IGNORECASE)
_APART = re.compile(r"[,\s]*")

# Weights of the evidence, in sentences of distance. Set by hand on the pronouns of PolNeAR dev and of 164 in its train
# part that were read for this (`python -m benchmarks.speakers`). A log-linear ranking of 60 features, trained on these,
# GAP and GUM, was no better in cross-validation (86 to 92% of the 164) and worse on dev, so that there is none.
_SOURCE, _LAST_SOURCE, _REPORTER, _QUOTED = 0.8, 0.7, 1.5, -1.2
_UNKNOWN_GENDER, _UNKNOWN_KIND, _UNCERTAIN = -1.0, -1.5, -1.0
_OFTEN, _INTRODUCED, _FIRST, _SAME_SENTENCE, _ITS_OWNER = 0.3, 0.7, 0.6, 2.0, 1.0
_FAR = 0.001  # a code point
_PARAGRAPH = -0.6
_NEVER_SUBJECT = -0.5
_NOMINAL, _OWNED, _INSIDE = -1.0, -1.5, -2.0


@dataclass(frozen=True, slots=True)
class Pronoun:
    """A pronoun of he or she, or a description, at a code point.

    `gender` is "male", "female" or, for a description, "": anybody whom the text gives no role. `reporter` speaks where
    it lies in somebody's content; in `direct` speech people do not call themselves he or she.
    """

    position: int
    gender: str
    reporter: Entity | None = None
    direct: bool = False


@dataclass(frozen=True, slots=True)
class Candidate:
    """An entity with its mentions before the pronoun, the last one first; or a description that no source has yet."""

    entity: Entity
    anchors: tuple[Anchor, ...]
    nominal: Nominal | None = None


def find_person(discourse: Discourse, pronoun: Pronoun, nominals: Iterable[Nominal] = ()) -> Candidate | None:
    """Return whom a pronoun most probably means, or None where nobody was mentioned before it.

    `nominals` are the descriptions in the `NOMINAL_REACH` before it.
    """
    found = [*_named(discourse, pronoun), *(_described(discourse, pronoun, nominals) if pronoun.gender else ())]
    sources = (a for each in found for a in each.anchors if a.source)
    last_source = max((a for a in sources if not discourse.is_reported(a.start, pronoun.position)), default=None)
    return max(found, key=lambda each: _weight(each, discourse, pronoun, last_source), default=None)


def _named(discourse: Discourse, pronoun: Pronoun) -> Iterator[Candidate]:
    position, gender = pronoun.position, pronoun.gender
    is_person_noun = discourse.lexicon.is_person_noun
    clause_end = _CLAUSE_END.search(discourse.text, position, position + 60)
    others = discourse.names_in(position, clause_end.start() if clause_end else position + 60)
    named = {discourse.entity_of[name] for name in others}  # "he called Holm" is not about Holm calling himself
    by_entity: dict[Entity, list[Anchor]] = {}
    for anchor in discourse.before(position):
        by_entity.setdefault(anchor.entity, []).append(anchor)
    for entity, anchors in by_entity.items():
        if entity.kind not in ("person", "unnamed") or entity.joint or entity in named:
            continue
        if gender and entity.gender not in (gender, ""):
            continue
        if entity.kind == "unnamed" and not entity.gender and not any(map(is_person_noun, entity.heads)):
            continue  # "another"
        if not gender and (entity.roles or entity.kind != "person" or not entity.certain):
            continue
        if not (pronoun.direct and entity is pronoun.reporter):
            yield Candidate(entity, tuple(anchors))


def _described(discourse: Discourse, pronoun: Pronoun, nominals: Iterable[Nominal]) -> Iterator[Candidate]:
    for nominal in nominals:
        gender = discourse.lexicon.noun_gender(nominal.head)
        if nominal.kind != "unnamed" or gender != pronoun.gender:
            continue
        near = discourse.before(nominal.end + 3, reach=60, most=5)
        apart = (_APART.fullmatch(discourse.text, anchor.end, nominal.start) is None for anchor in near)
        if all(apart) and not any(anchor.end > nominal.start for anchor in near):
            frame = frame_of(discourse.text, nominal.start, nominal.end)
            entity = Entity(nominal.phrase, "unnamed", gender)
            yield Candidate(entity, (Anchor(nominal.start, nominal.end, entity, frame),), nominal)


def _weight(candidate: Candidate, discourse: Discourse, pronoun: Pronoun, last_source: Anchor | None) -> float:
    entity, sentences = candidate.entity, discourse.sentences
    here = bisect_right(sentences, pronoun.position)
    sentence = sentences[here - 1]
    speech = discourse.speech_at(pronoun.position)
    paragraph = discourse.text.rfind("\n", 0, pronoun.position) + 1
    if not discourse.text[paragraph:sentence].strip():
        paragraph = 0

    # Whoever spoke before goes on: "Asked about the fire, he ..."; "Holm would like that, he added."
    goes_on = ASKED.match(discourse.text, sentence) is not None or reports_behind(discourse.text, pronoun.position)
    introduced = entity.first_start if len(entity.words) > 1 else -1

    def nearness(anchor: Anchor) -> float:
        spoken, reported = discourse.speech_at(anchor.start), discourse.is_reported(anchor.start, pronoun.position)
        near = anchor.start >= sentence and spoken == speech
        return (
            anchor.frame.weight
            + _SOURCE * anchor.source
            + (_LAST_SOURCE * (1 + goes_on) if anchor is last_source else 0.0)
            + (_QUOTED if reported or (spoken is not None and spoken != speech) else 0.0)
            + (_SAME_SENTENCE if near and anchor.frame.subject and not goes_on else 0.0)
            + (_ITS_OWNER if near and anchor.frame.owner and anchor.start - sentence < 12 else 0.0)
            + (_FIRST if anchor.start == introduced and anchor.frame.initial else 0.0)
            + (_INTRODUCED if anchor.start == introduced and not anchor.frame.object else 0.0)
            - (here - bisect_right(sentences, anchor.start))
            - _FAR * (pronoun.position - anchor.start)
            + (_PARAGRAPH if anchor.start < paragraph else 0.0)
        )

    weight = max(map(nearness, candidate.anchors)) + _OFTEN * log2(len(entity.mentions) + 1)
    if candidate.nominal is None and not any(a.source or a.frame.subject or a.frame.initial for a in candidate.anchors):
        weight += _NEVER_SUBJECT
    # News gives people their full names when they come up: a single word is more often an outlet or a place.
    likely = entity.certain and entity.kind == "person" and (len(entity.words) > 1 or bool(entity.roles))
    if entity.gender and not (likely or entity.certain or entity.roles):
        weight += _UNCERTAIN
    if not entity.gender:
        weight += _UNKNOWN_GENDER + (0.0 if likely else _UNKNOWN_KIND)
    if candidate.nominal is not None:
        weight += _NOMINAL + (0.0 if candidate.anchors[0].frame.initial else _INSIDE)
        weight += _OWNED if _OWNER.match(candidate.nominal.phrase) else 0.0
    return weight + (_REPORTER if entity is pronoun.reporter else 0.0)
