"""Which of several people a pronoun means: a log-linear ranker over what is known of them and of their mentions.

A person scores as the best of their mentions does, and the probability of each is the softmax of the scores: a mention
ranker (Denis & Baldridge 2008) whose antecedent mention is latent. `training/speakers.py` fits the weights.
"""

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from operator import mul
from typing import NamedTuple


class MentionEvidence(NamedTuple):
    """What speaks for one mention before a pronoun; yes and no are 1 and 0.

    `subject`, `initial`, `object`, `owner` are its `Frame`. It is the `source` of an attribution, as a `pronoun` maybe,
    or the `last_source`; that counts more where the pronoun's own sentence `goes_on` with who spoke. It is `reported`
    by somebody else than who speaks at the pronoun. In the pronoun's sentence it is `near`, as its subject or owner
    maybe, or as the owner it begins with. It `introduces` the person in full, at a sentence's start maybe. `sentences`
    lie between, `next_sentence` is one and `second_sentence` two; `distance` is in 1,000 code points; it stands in an
    earlier `paragraph`.
    """

    subject: float
    initial: float
    object: float
    owner: float
    source: float
    pronoun: float
    last_source: float
    last_source_goes_on: float
    subject_goes_on: float
    reported: float
    near: float
    near_subject: float
    near_owner: float
    near_owner_first: float
    introduces: float
    introduces_first: float
    sentences: float
    next_sentence: float
    second_sentence: float
    distance: float
    paragraph: float


class PersonEvidence(NamedTuple):
    """What speaks for a person, whatever the mention; yes and no are 1 and 0.

    `often` and `often_before` are the logarithms of how often their name stands in the text and before the pronoun. A
    person `described` has no name, the description begins no sentence (`inside`) or has an owner (`owned`). A person
    `unlikely` goes by one word and no role. Of a `reporter` the pronoun stands in the content.
    """

    often: float
    often_before: float
    never_subject: float
    unlikely: float
    unknown_gender: float
    unknown_and_unlikely: float
    full_name: float
    described: float
    inside: float
    owned: float
    unnamed: float
    reporter: float


@dataclass(frozen=True, slots=True)
class Ranking:
    """The weights of the evidence, in the order of its fields, and how often speakers are right, by `Grounds.form`."""

    mention: tuple[float, ...]
    person: tuple[float, ...]
    sure: dict[str, float]

    def best_mention(self, mentions: Sequence[MentionEvidence]) -> tuple[int, float]:
        """Return which mention speaks most for a person, and its score."""
        scores = [sum(map(mul, self.mention, each)) for each in mentions]
        best = max(range(len(scores)), key=scores.__getitem__)
        return best, scores[best]

    def score(self, person: PersonEvidence) -> float:
        """Return what is to be added to the score of a person's best mention."""
        return float(sum(map(mul, self.person, person)))


@cache
def load_ranking() -> Ranking:
    """Read the weights that the package ships, `model/speakers.json`."""
    shipped = json.loads((files("attribune") / "model" / "speakers.json").read_text(encoding="utf-8"))
    return Ranking(
        mention=tuple(shipped["mention"][name] for name in MentionEvidence._fields),
        person=tuple(shipped["person"][name] for name in PersonEvidence._fields),
        sure=shipped["sure"],
    )


def probability_of_best(scores: Sequence[float]) -> float:
    """Return the softmax of the highest of some scores."""
    highest = max(scores)
    total = math.fsum(math.exp(score - highest) for score in scores)
    return 1 / total
