"""The CRF in training, against sums over every label sequence."""

from itertools import pairwise, product

import pytest

torch = pytest.importorskip("torch")

from attribune.labels import ROLE_LABELS, allowed_moves  # noqa: E402
from training.crf import Crf  # noqa: E402

LENGTHS = (4, 3)


@pytest.fixture
def crf() -> Crf:
    """Return a CRF with random transitions."""
    torch.manual_seed(0)
    made = Crf(ROLE_LABELS)
    with torch.no_grad():
        made.transitions.normal_()
    return made


def sequences(crf: Crf, emissions: torch.Tensor, length: int) -> dict[tuple[int, ...], torch.Tensor]:
    """Return the score of every allowed label sequence of a length."""
    moves, first = allowed_moves(ROLE_LABELS)
    return {
        labels: sum(emissions[i, label] for i, label in enumerate(labels))
        + sum(crf.transitions[a, b] for a, b in pairwise(labels))
        for labels in product(range(len(ROLE_LABELS)), repeat=length)
        if first[labels[0]] and all(moves[a, b] for a, b in pairwise(labels))
    }


def a_batch() -> tuple[torch.Tensor, torch.Tensor]:
    """Return random emissions of two sequences and the mask of their words."""
    torch.manual_seed(1)
    mask = torch.arange(max(LENGTHS))[None] < torch.tensor(LENGTHS)[:, None]
    return torch.randn(len(LENGTHS), max(LENGTHS), len(ROLE_LABELS)), mask


def test_cross_entropy_of_annotated_sequences_is_their_negative_log_likelihood(crf: Crf) -> None:
    """What an annotated batch costs is minus the log of its sequences' shares among all sequences."""
    emissions, mask = a_batch()
    labels = torch.tensor([[1, 2, 0, 3], [0, 1, 2, 0]])

    loss = crf.cross_entropy(emissions, mask, crf.observed(labels, mask))

    expected = 0.0
    for row, length in enumerate(LENGTHS):
        scores = sequences(crf, emissions[row], length)
        expected += (
            torch.logsumexp(torch.stack(list(scores.values())), 0) - scores[tuple(labels[row, :length].tolist())]
        )
    assert loss.item() == pytest.approx(expected.item(), abs=1e-4)


def test_expectations_are_the_mean_over_all_sequences(crf: Crf) -> None:
    """Every label and move is expected as often as it occurs in the sequences, weighed by their probabilities."""
    emissions, mask = a_batch()

    labels, moves = crf.expectations(emissions, mask)

    expected_labels, expected_moves = torch.zeros_like(labels), torch.zeros_like(moves)
    for row, length in enumerate(LENGTHS):
        scores = sequences(crf, emissions[row], length)
        shares = torch.softmax(torch.stack(list(scores.values())).detach(), 0)
        for sequence, share in zip(scores, shares, strict=True):
            for i, label in enumerate(sequence):
                expected_labels[row, i, label] += share
            for a, b in pairwise(sequence):
                expected_moves[a, b] += share
    assert torch.allclose(labels, expected_labels, atol=1e-4)
    assert torch.allclose(moves, expected_moves, atol=1e-4)


def test_nothing_is_learned_from_a_teacher_that_is_oneself(crf: Crf) -> None:
    """The cross entropy is least where a CRF expects what its teacher does: there its gradient is nothing."""
    emissions, mask = a_batch()
    emissions.requires_grad_()

    crf.cross_entropy(emissions, mask, crf.expectations(emissions, mask)).backward()

    assert emissions.grad.abs().max() < 1e-5
    assert crf.transitions.grad.abs().max() < 1e-5
