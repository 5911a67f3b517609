import itertools

import numpy as np
import pytest

from attribune.labels import ROLE_LABELS, allowed_moves
from attribune.sequences import SequenceDecoder

LABELS = ROLE_LABELS
TRANSITIONS = np.random.default_rng(3).normal(size=(5, 5)).round(2).tolist()


def all_paths(emissions: np.ndarray) -> dict[tuple[int, ...], float]:
    """Every allowed path of a sequence with its score, by brute force."""
    moves, first = allowed_moves(LABELS)
    scores = {}
    for path in itertools.product(range(5), repeat=len(emissions)):
        if not first[path[0]] or not all(moves[one, two] for one, two in itertools.pairwise(path)):
            continue
        emitted = sum(emissions[word, label] for word, label in enumerate(path))
        scores[path] = emitted + sum(TRANSITIONS[one][two] for one, two in itertools.pairwise(path))
    return scores


@pytest.fixture
def emissions() -> np.ndarray:
    """Three sequences of four words at most."""
    return np.random.default_rng(1).normal(scale=2, size=(3, 4, 5)).astype(np.float32)


def test_best_path_is_the_best_of_all(emissions: np.ndarray) -> None:
    """Viterbi finds the path that brute force finds, for sequences of different lengths in one batch."""
    lengths = np.array([4, 2, 3])

    paths = SequenceDecoder(LABELS, TRANSITIONS).best_paths(emissions, lengths)

    for row, length in enumerate(lengths):
        scores = all_paths(emissions[row, :length])
        assert tuple(paths[row, :length]) == max(scores, key=scores.__getitem__)
        assert not paths[row, length:].any()


def test_probabilities_are_those_of_all_paths(emissions: np.ndarray) -> None:
    """Marginals, partition and path scores agree with sums over all paths."""
    lengths = np.array([4, 2, 3])
    decoder = SequenceDecoder(LABELS, TRANSITIONS)

    marginals = decoder.probabilities(emissions, lengths)
    partition = decoder.log_partition(emissions, lengths)
    paths = decoder.best_paths(emissions, lengths)
    best = decoder.path_scores(emissions, paths, lengths)

    for row, length in enumerate(lengths):
        scores = all_paths(emissions[row, :length])
        total = np.logaddexp.reduce(list(scores.values()))
        expected = np.zeros((length, 5))
        for path, score in scores.items():
            expected[np.arange(length), path] += np.exp(score - total)
        np.testing.assert_allclose(marginals[row, :length], expected, atol=1e-5)
        assert partition[row] == pytest.approx(total, abs=1e-4)
        assert best[row] == pytest.approx(max(scores.values()), abs=1e-4)


def test_spans_are_read_off_a_path() -> None:
    """A beginning starts a span, insides of the same role go on with it."""
    path = np.array([LABELS.index(each) for each in ("B-SOURCE", "O", "B-CONTENT", "I-CONTENT", "B-CONTENT")])

    assert SequenceDecoder(LABELS, TRANSITIONS).spans(path) == [
        (0, 1, "SOURCE"),
        (2, 4, "CONTENT"),
        (4, 5, "CONTENT"),
    ]
