"""Which person a pronoun means: everybody mentioned before it, and the evidence for each."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import log2

from attribune.speakers.discourse import ASKED, Anchor, Discourse, frame_of, reports_behind
from attribune.speakers.entities import Entity
from attribune.speakers.nominals import Nominal
from attribune.speakers.ranking import MentionEvidence, PersonEvidence, load_ranking, probability_of_best

# Descriptions that nobody spoke under are candidates so many code points before a pronoun.
NOMINAL_REACH = 250

_CLAUSE_END = re.compile(r"[,.;:!?\"“”‘'\n]")
_OWNER = re.compile(r"(?:his|her|their)\b", re.IGNORECASE)
_APART = re.compile(r"[,\s]*")
_PRONOUNS = frozenset(["he", "she", "who", "his", "her"])
_AT_START = 12  # code points from a sentence's start
_FAR = 12  # sentences, beyond which further ones make no difference


@dataclass(frozen=True, slots=True)
class Pronoun:
    """A pronoun of he or she, or a description, at a code point.

    `gender` is "male", "female" or, for a description, "": anybody who is surely a person. `reporter` speaks where
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


@dataclass(frozen=True, slots=True)
class Antecedent:
    """Whom a pronoun most probably means, the mention that speaks most for it, and how probable it is, 0 to 1."""

    pronoun: Pronoun
    candidate: Candidate
    anchor: Anchor
    probability: float


def find_person(discourse: Discourse, pronoun: Pronoun, nominals: Iterable[Nominal] = ()) -> Antecedent | None:
    """Return whom a pronoun most probably means, or None where nobody was mentioned before it.

    `nominals` are the descriptions in the `NOMINAL_REACH` before it.
    """
    ranking = load_ranking()
    best: list[tuple[Candidate, Anchor]] = []
    scores = []
    for candidate, mentions, person in evidence(discourse, pronoun, nominals):
        index, score = ranking.best_mention(mentions)
        best.append((candidate, candidate.anchors[index]))
        scores.append(score + ranking.score(person))
    if not scores:
        return None
    highest = max(range(len(scores)), key=scores.__getitem__)
    return Antecedent(pronoun, *best[highest], probability_of_best(scores))


def evidence(
    discourse: Discourse, pronoun: Pronoun, nominals: Iterable[Nominal]
) -> list[tuple[Candidate, list[MentionEvidence], PersonEvidence]]:
    """Return everybody a pronoun may mean, with the evidence for each of their mentions and for themselves."""
    found = [*_named(discourse, pronoun), *(_described(discourse, pronoun, nominals) if pronoun.gender else ())]
    sources = (a for each in found for a in each.anchors if a.source)
    last_source = max((a for a in sources if not discourse.is_reported(a.start, pronoun.position)), default=None)
    return [(each, _of_mentions(each, discourse, pronoun, last_source), _of_person(each, pronoun)) for each in found]


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
        if not gender and (entity.kind != "person" or not entity.certain):
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


def _of_mentions(
    candidate: Candidate, discourse: Discourse, pronoun: Pronoun, last_source: Anchor | None
) -> list[MentionEvidence]:
    entity, sentences, position = candidate.entity, discourse.sentences, pronoun.position
    here = bisect_right(sentences, position)
    sentence = sentences[here - 1]
    speech = discourse.speech_at(position)
    paragraph = discourse.text.rfind("\n", 0, position) + 1
    if not discourse.text[paragraph:sentence].strip():
        paragraph = 0
    # Whoever spoke before goes on: "Asked about the fire, he ..."; "Holm would like that, he added."
    goes_on = ASKED.match(discourse.text, sentence) is not None or reports_behind(discourse.text, position)
    introduced = entity.first_start if len(entity.words) > 1 else -1

    def of_mention(anchor: Anchor) -> MentionEvidence:
        frame, spoken = anchor.frame, discourse.speech_at(anchor.start)
        near = anchor.start >= sentence and spoken == speech
        plain = not (frame.owner or frame.object)
        between = here - bisect_right(sentences, anchor.start)
        apart = spoken is not None and spoken != speech
        return MentionEvidence(
            subject=frame.subject and plain,
            initial=frame.initial and plain,
            object=frame.object and not frame.owner,
            owner=frame.owner,
            source=anchor.source,
            pronoun=anchor.source and discourse.text[anchor.start : anchor.end].lower() in _PRONOUNS,
            last_source=anchor is last_source,
            last_source_goes_on=anchor is last_source and goes_on,
            subject_goes_on=goes_on and frame.subject and plain,
            reported=apart or discourse.is_reported(anchor.start, position),
            near=near,
            near_subject=near and frame.subject and not goes_on,
            near_owner=near and frame.owner,
            near_owner_first=near and frame.owner and anchor.start - sentence < _AT_START,
            introduces=anchor.start == introduced and not frame.object,
            introduces_first=anchor.start == introduced and frame.initial,
            sentences=min(between, _FAR),
            next_sentence=between == 1,
            second_sentence=between == 2,
            distance=(position - anchor.start) / 1000,
            paragraph=anchor.start < paragraph,
        )

    return [of_mention(anchor) for anchor in candidate.anchors]


def _of_person(candidate: Candidate, pronoun: Pronoun) -> PersonEvidence:
    entity, described = candidate.entity, candidate.nominal is not None
    subject = any(anchor.source or anchor.frame.subject or anchor.frame.initial for anchor in candidate.anchors)
    # News gives people their full names when they come up: a single word is more often an outlet or a place.
    likely = entity.certain and entity.kind == "person" and (len(entity.words) > 1 or bool(entity.roles))
    return PersonEvidence(
        often=log2(len(entity.mentions) + 1),
        often_before=log2(sum(start < pronoun.position for start, _ in entity.mentions) + 1),
        never_subject=not described and not subject,
        unlikely=bool(entity.gender) and not (likely or entity.certain or entity.roles),
        unknown_gender=not entity.gender,
        unknown_and_unlikely=not entity.gender and not likely,
        full_name=len(entity.words) > 1,
        described=described,
        inside=described and not candidate.anchors[0].frame.initial,
        owned=candidate.nominal is not None and _OWNER.match(candidate.nominal.phrase) is not None,
        unnamed=entity.kind == "unnamed",
        reporter=entity is pronoun.reporter,
    )
