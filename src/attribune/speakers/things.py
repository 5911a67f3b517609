"""Which thing, group or people "it" and "they" mean: what was mentioned before, and the evidence for each."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from math import log2
from typing import TYPE_CHECKING

from attribune.speakers.discourse import Anchor, Frame, frame_of, reports_behind
from attribune.speakers.entities import Entity
from attribune.speakers.lexicon import singulars

if TYPE_CHECKING:
    from attribune.speakers.resolution import Resolution

_BETWEEN_PAIR = re.compile(r"(?:[ \xa0]\([^()\n]{1,20}\))?,?[ \xa0](?:and|&)[ \xa0]")
# Code points before a pronoun in which people are named together, descriptions stand, and names do.
_PAIR_REACH, _NOMINAL_REACH, _REACH = 300, 450, 1500

# What each kind of antecedent is worth, in sentences of distance. Set by hand on pronouns of PolNeAR train that were
# read for this and on PolNeAR dev (`python -m benchmarks.speakers`).
ONE = {"organization": 0.0, "document": 0.3}
WRITTEN = {"organization": -2.0, "document": 0.3}
SEVERAL = {"group": 0.3, "joint": 0.6, "organization": -2.3}
TWO = {"joint": 3.0, "group": 0.0, "organization": -2.3}
PAIR = {"joint": 0.0}
_SUBJECT, _INITIAL, _OBJECT, _OWNER, _FAR = 1.0, 0.6, -0.6, -0.6, 0.003
_SOURCE, _REPORTER, _QUOTED, _OFTEN = 0.8, 1.5, -2.5, 0.2
_PLACE, _LIFELESS, _BODIES = -2.0, -1.5, -0.7


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A stretch in code points, half-open, with what it means, or `None` where that is to be found out."""

    start: int
    end: int
    kind: str
    frame: Frame
    entity: Entity | None = None
    source: bool = False
    head: str = ""


def find_thing(
    resolution: "Resolution",
    position: int,
    worth: dict[str, float],
    *,
    reporter: Entity | None = None,
    attribution_id: str = "",
) -> Entity | None:
    """Return what "it" or "they" at a position most probably means, by the `worth` of each kind of antecedent.

    `reporter` speaks where the pronoun lies in somebody's content. What is only described in a content of the
    attribution whose source the pronoun is does not speak there: "The average fare, it says, will rise".
    """
    discourse = resolution.discourse
    here = bisect_right(discourse.sentences, position)
    speech = discourse.speech_at(position)
    behind = reports_behind(discourse.text, position)

    def weight(candidate: _Candidate) -> float:
        entity, frame = candidate.entity, candidate.frame
        spoken = discourse.speech_at(candidate.start)
        value = worth[candidate.kind] + _SUBJECT * frame.subject + _INITIAL * frame.initial
        value += _OBJECT * frame.object + _OWNER * frame.owner + _SOURCE * (1 + behind) * candidate.source
        value += _QUOTED if spoken is not None and spoken != speech else 0.0
        if entity is not None:
            value += _OFTEN * log2(len(entity.mentions) + 1) + _REPORTER * (entity is reporter)
            value += _PLACE if _is_place(entity, resolution) else 0.0
            value += _LIFELESS if entity.kind == "group" and not _is_alive(entity, resolution) else 0.0
        elif candidate.kind == "group" and not resolution.lexicon.is_person_noun(candidate.head):
            value += _BODIES  # "the two programs"
        return value - (here - bisect_right(discourse.sentences, candidate.start)) - _FAR * (position - candidate.start)

    found = (each for each in _candidates(resolution, position, attribution_id) if each.kind in worth)
    best = max(found, key=weight, default=None)
    if best is None or best.entity is not None:
        return best.entity if best is not None else None
    return resolution.entity(best.start, best.end)


def _candidates(resolution: "Resolution", position: int, attribution_id: str) -> Iterator[_Candidate]:
    """Yield what was mentioned before a position: names and sources, descriptions, and people named together."""
    anchors = resolution.discourse.before(position, reach=_REACH)
    for anchor in anchors:
        if anchor.entity.certain:
            kind = "joint" if anchor.entity.joint else anchor.entity.kind
            yield _Candidate(anchor.start, anchor.end, kind, anchor.frame, anchor.entity, anchor.source)
    for nominal in resolution.nominals.between(position - _NOMINAL_REACH, position):
        content = resolution.discourse.enclosing(nominal.start) if attribution_id else None
        if content is not None and content.attribution == attribution_id:
            continue
        if not any(_overlap(anchor, nominal.start, nominal.end) for anchor in anchors if anchor.source):
            frame = frame_of(resolution.text, nominal.start, nominal.end)
            if not frame.subject:
                behind = frame_of(resolution.text, nominal.start, nominal.full_end)
                frame = behind if behind.subject else frame
            yield _Candidate(nominal.start, nominal.full_end, nominal.kind, frame, head=nominal.head)
    names = resolution.discourse.names_in(position - _PAIR_REACH, position)
    names = [name for name in names if resolution.text[name.start - 1 : name.start] != "("]  # "(R-Fla.)"
    for one, other in pairwise(names):
        kinds = {resolution.discourse.entity_of[each].kind for each in (one, other)}
        title = len(other.title) + bool(other.title)
        if len(kinds) == 1 and _BETWEEN_PAIR.fullmatch(resolution.text, one.end, other.start - title):
            start = one.start - len(one.title) - bool(one.title)
            yield _Candidate(start, other.end, "joint", frame_of(resolution.text, start, other.end))


def _overlap(anchor: Anchor, start: int, end: int) -> bool:
    return anchor.start < end and start < anchor.end


def _is_place(entity: Entity, resolution: "Resolution") -> bool:
    return len(entity.words) > 0 and " ".join(entity.words) in resolution.lexicon.places


def _is_alive(entity: Entity, resolution: "Resolution") -> bool:
    """Tell whether a group is one of people or bodies, as far as the noun for it is known."""
    lexicon = resolution.lexicon
    lists = (lexicon.groups, lexicon.organization_nouns, lexicon.adjectives)
    heads = [each for head in entity.heads for each in (head, head.rsplit("-", 1)[-1])]
    known = any(form in words for head in heads for form in singulars(head) for words in lists)
    return known or not heads or any(lexicon.is_person_noun(head) or head.isdigit() for head in heads)
