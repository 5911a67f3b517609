"""Candidates: how sure each is, and which are kept. No text is needed: stretches and numbers are."""

import numpy as np
import pytest

from attribune.candidates import Candidate, Evidence, judged, once_each

LIKELY = Evidence(cue=0.9, roles=0.9, no_source=0.0, cue_share=0.8, content=0.9)
# Only the cue's log odds count, and what others claim.
WEIGHTS = np.array([1.0, 0.0, 0.0, 0.0, 0.0, -4.0, 0.0])


def test_cue_that_two_windows_read_is_one_candidate() -> None:
    """Of kept candidates with the same cue the surer one stays; those that are not kept are nobody's rivals."""

    def candidate(cue: tuple[int, int], confidence: float, *, kept: bool = True) -> Candidate:
        return Candidate(cue, [], [(20, 30)], LIKELY, confidence, kept)

    first, again = candidate((10, 14), 0.6), candidate((10, 14), 0.8)
    unlikely, other = candidate((12, 14), 0.1, kept=False), candidate((40, 44), 0.3)

    assert once_each([other, first, unlikely, again]) == [again, unlikely, other]


def test_rival_counts_by_the_share_that_it_claims() -> None:
    """A candidate whose words a likelier cue claims is less sure; the rival, losing little, hardly is."""
    short = Candidate((0, 4), [], [(20, 30)], LIKELY._replace(cue=0.5))
    long = Candidate((10, 14), [], [(20, 30), (40, 130)], LIKELY)

    first, second = judged([short, long], WEIGHTS)

    assert (first.evidence.contested, second.evidence.contested) == pytest.approx((0.9, 0.05))
    assert (first.kept, second.kept) == (False, True)


def test_candidate_without_content_is_not_kept() -> None:
    """Nothing is attributed without a content, however sure the cue; with a floor of 0 any content is kept."""
    empty, unlikely = Candidate((0, 4), [], [], LIKELY), Candidate((10, 14), [], [(20, 30)], LIKELY._replace(cue=0.01))

    assert [each.kept for each in judged([empty, unlikely], WEIGHTS)] == [False, False]
    assert [each.kept for each in judged([empty, unlikely], WEIGHTS, floor=0)] == [False, True]


def test_certainty_is_weighed_as_finite_odds() -> None:
    """Probabilities of 0 and 1 have finite log odds; the other numbers are weighed as they are."""
    weighable = LIKELY._replace(cue=1.0, roles=0.0, contested=0.25).weighable()

    assert np.isfinite(weighable).all()
    assert weighable[2:].tolist() == pytest.approx([0.0, 0.8, 0.9, 0.25])
