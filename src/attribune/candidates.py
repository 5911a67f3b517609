"""Candidates: attributions as the model reads them off cues, what speaks for each, and which are kept.

The model scores a cue and then its roles; whether the whole is right also shows in what is known of both afterwards,
and in what else claims the same words. So candidates are scored again as wholes (re-ranking, Collins & Koo 2005).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from attribune.passages import Stretch, shared, touch
from attribune.sequences import Floats

# Candidates less likely than this are not kept. On PolNeAR dev F is within 0.1 from 0.31 to 0.33 and falls on both
# sides (cue strict by a point at 0.25); the lower end finds more, and what is missing costs a user more than what a
# look at the confidence removes.
MIN_CONFIDENCE = 0.31


class Evidence(NamedTuple):
    """What speaks for a candidate, or against it."""

    # Probability of the least certain word of the cue.
    cue: float
    # Probability of the role sequence, as its mean over spans.
    roles: float
    # 1 without a source.
    no_source: float
    # How often the most telling word of the cue is (part of) one in the corpus, 0 to 1.
    cue_share: float
    # Mean probability, from the first content's start to the last's end, that a word belongs to some content.
    content: float
    # The greatest share of the contents that another candidate claims, times the probability of its cue.
    contested: float = 0.0

    def weighable(self) -> Floats:
        """Return the numbers as they are weighed: of cue and roles the log odds, kept finite."""
        odds = [math.log(p / (1 - p)) for p in (min(max(each, 0.005), 0.995) for each in self[:2])]
        return np.array([*odds, *self[2:]], dtype=np.float32)


@dataclass(frozen=True)
class Candidate:
    """An attribution as the model reads it off one cue. Stretches are code points of the text, half-open.

    `confidence` weighs the evidence; `kept` says whether there is a content and the candidate is likely enough.
    """

    cue: Stretch
    sources: list[Stretch]
    contents: list[Stretch]
    evidence: Evidence
    confidence: float = 0.0
    kept: bool = False

    def moved(self, by: int) -> "Candidate":
        """Return the candidate of a text that stands `by` code points further on."""

        def move(stretches: Sequence[Stretch]) -> list[Stretch]:
            return [(start + by, end + by) for start, end in stretches]

        return replace(self, cue=move([self.cue])[0], sources=move(self.sources), contents=move(self.contents))


def judged(candidates: Sequence[Candidate], weights: Floats, *, floor: float = MIN_CONFIDENCE) -> list[Candidate]:
    """Return the candidates of one passage with their confidence, those kept that reach `floor` and have a content.

    `weights` (evidence + 1,) are those of a logistic regression (`training.calibrate`), the constant's last.
    """
    done = []
    for candidate in candidates:
        length = sum(end - start for start, end in candidate.contents)
        rivals = (
            other.evidence.cue * shared(candidate.contents, other.contents) / length
            for other in candidates
            if other is not candidate and length
        )
        evidence = candidate.evidence._replace(contested=max(rivals, default=0.0))
        weighed = float(np.dot(evidence.weighable(), weights[:-1]) + weights[-1])
        confidence = 1 / (1 + math.exp(-weighed))
        kept = bool(candidate.contents) and confidence >= floor
        done.append(replace(candidate, evidence=evidence, confidence=confidence, kept=kept))
    return done


def once_each(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Return candidates in text order, of kept ones with the same cue the surest.

    A cue near a border of windows may have been read in both, the second time for a quotation beyond the border.
    """
    once: list[Candidate] = []
    for candidate in sorted(candidates, key=lambda candidate: (candidate.kept, candidate.cue)):
        if candidate.kept and once and once[-1].kept and touch(once[-1].cue, candidate.cue):
            once[-1] = max(once[-1], candidate, key=lambda each: each.confidence)
        else:
            once.append(candidate)
    return sorted(once, key=lambda candidate: candidate.cue)
