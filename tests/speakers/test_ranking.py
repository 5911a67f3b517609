"""The ranker of the people that a pronoun may mean."""

import json
from importlib.resources import files

import pytest

from attribune.speakers.ranking import MentionEvidence, PersonEvidence, Ranking, load_ranking, probability_of_best

NOTHING = MentionEvidence(*[0.0] * len(MentionEvidence._fields))
NOBODY = PersonEvidence(*[0.0] * len(PersonEvidence._fields))


def test_shipped_weights_cover_all_evidence() -> None:
    """The model folder has a weight for every piece of evidence and no other, and shares between 0 and 1."""
    shipped = json.loads((files("attribune") / "model" / "speakers.json").read_text(encoding="utf-8"))

    assert set(shipped["mention"]) == set(MentionEvidence._fields)
    assert set(shipped["person"]) == set(PersonEvidence._fields)
    assert all(0 <= share <= 1 for share in shipped["sure"].values())


def test_a_subject_outweighs_an_object() -> None:
    """With the shipped weights the subject of the last sentence is likelier than its object."""
    ranking = load_ranking()
    subject, thing = NOTHING._replace(subject=1.0), NOTHING._replace(object=1.0)

    assert ranking.best_mention([thing, subject])[0] == 1


def test_a_person_scores_as_the_best_mention_does() -> None:
    """Of several mentions one counts; what is known of the person is added."""
    ranking = Ranking(
        mention=(1.0,) * len(MentionEvidence._fields), person=(0.5,) * len(PersonEvidence._fields), sure={}
    )

    assert ranking.best_mention([NOTHING, NOTHING._replace(subject=2.0)]) == (1, 2.0)
    assert ranking.score(NOBODY._replace(often=3.0)) == 1.5


@pytest.mark.parametrize(("scores", "probability"), [([0.0], 1.0), ([1.0, 1.0], 0.5), ([0.0, 1000.0], 1.0)])
def test_probability_is_the_softmax(scores: list[float], probability: float) -> None:
    """The best of equals has its share, however large the scores are."""
    assert probability_of_best(scores) == pytest.approx(probability)
