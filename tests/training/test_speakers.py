"""The command that fits the ranker of speakers, on invented evidence."""

import numpy as np
import pytest

from attribune.speakers.ranking import MentionEvidence, PersonEvidence, load_ranking

SUBJECT = MentionEvidence._fields.index("subject")
OBJECT = MentionEvidence._fields.index("object")
REPORTER = len(MentionEvidence._fields) + PersonEvidence._fields.index("reporter")


def mention(**evidence: float) -> np.ndarray:
    """Return one mention's evidence, all of it 0 but what is given."""
    return np.array([MentionEvidence(*[0.0] * len(MentionEvidence._fields))._replace(**evidence)], float)


def test_fit_prefers_what_the_right_people_have() -> None:
    """Where subjects are right and objects wrong, the weight of subjects is the higher one."""
    pytest.importorskip("torch")
    from training.speakers import Example, fit, share_right

    nobody = np.zeros((2, len(PersonEvidence._fields)))
    example = Example([mention(object=1.0), mention(subject=1.0)], nobody, np.array([False, True]))
    weights = fit([example] * 20)

    assert weights[SUBJECT] > weights[OBJECT]
    assert share_right([example], weights) == 1.0


def test_what_no_example_has_keeps_its_weight() -> None:
    """PolNeAR annotates nothing within a content, so that its pronouns say nothing about who reports them."""
    pytest.importorskip("torch")
    from training.speakers import Example, fit

    nobody = np.zeros((2, len(PersonEvidence._fields)))
    example = Example([mention(object=1.0), mention(subject=1.0)], nobody, np.array([False, True]))
    shipped = np.array([*load_ranking().mention, *load_ranking().person])

    assert fit([example])[REPORTER] == shipped[REPORTER] > 0
