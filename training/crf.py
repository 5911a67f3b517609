"""A linear-chain conditional random field (Lafferty et al. 2001), quick on a CPU."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import torch
from torch import Tensor, nn

from attribune.encoding import Integers
from attribune.labels import allowed_moves


class Expectations(NamedTuple):
    """Occurrences in a batch: each word's `labels` (batch, n, labels), and in all `moves` (labels, labels)."""

    labels: Tensor
    moves: Tensor

    def blended(self, other: "Expectations", *, weight: float) -> "Expectations":
        """Return the weighted mean with others; `weight` is theirs."""
        return Expectations(*(mine + weight * (theirs - mine) for mine, theirs in zip(self, other, strict=True)))


class Crf(nn.Module):
    """Scores label sequences by their words' emissions and by which label follows which."""

    def __init__(self, labels: Sequence[str]) -> None:
        super().__init__()
        moves, starts = allowed_moves(labels)
        self.transitions = nn.Parameter(torch.zeros(len(labels), len(labels)))
        self.register_buffer("allowed", torch.from_numpy(moves).double(), persistent=False)
        self.register_buffer("allowed_first", torch.from_numpy(starts).double(), persistent=False)

    def start_from(self, sequences: Iterable[Integers]) -> None:
        """Set the transitions to the log frequencies of label sequences, smoothed by one.

        From zero they would take a thousand steps to get there, and until then the emissions would learn to do the
        transitions' work.
        """
        counts = torch.ones_like(self.transitions)
        for sequence in sequences:
            labels = torch.from_numpy(sequence)
            one = torch.ones(len(labels) - 1)
            counts.index_put_((labels[:-1], labels[1:]), one, accumulate=True)
        with torch.no_grad():
            self.transitions.copy_((counts / counts.sum(1, keepdim=True)).log())

    def observed(self, labels: Tensor, mask: Tensor) -> Expectations:
        """Return the occurrences in annotated sequences; a sequence's real words come first in `mask` (batch, n)."""
        real = mask.to(self.transitions.dtype)
        moves = torch.zeros_like(self.transitions)
        moves.index_put_((labels[:, :-1], labels[:, 1:]), real[:, 1:], accumulate=True)
        return Expectations(nn.functional.one_hot(labels, len(moves)) * real[:, :, None], moves)

    def expectations(self, emissions: Tensor, mask: Tensor) -> Expectations:
        """Return the occurrences that the CRF expects: the gradient of its log partition."""
        emissions = emissions.detach().requires_grad_()
        with torch.enable_grad():
            total = self._log_partition(emissions, mask).sum()
            return Expectations(*torch.autograd.grad(total, [emissions, self.transitions]))

    def cross_entropy(self, emissions: Tensor, mask: Tensor, expected: Expectations) -> Tensor:
        """Return the summed cross entropy of a batch's sequences, observed or as another CRF expects them.

        `emissions` (batch, n, labels), `mask` (batch, n). Scores are sums over labels and moves, and so are their
        expectations. For observed sequences it is the negative log likelihood.
        """
        expected_score = (emissions * expected.labels).sum() + (self.transitions * expected.moves).sum()
        return self._log_partition(emissions, mask).sum() - expected_score

    def _log_partition(self, emissions: Tensor, mask: Tensor) -> Tensor:
        """The forward algorithm, in probabilities scaled at each word.

        Three small operations a word instead of the six of a stable log-sum-exp; doubles leave room for any emissions.
        """
        emissions = emissions.double()
        highest = emissions.detach().amax(2, keepdim=True)
        weights = (emissions - highest).exp()
        transfer = self.transitions.double().exp() * self.allowed
        alpha = weights[:, 0] * self.allowed_first
        total = alpha.sum(1)
        alpha = alpha / total[:, None]
        scales = [total]
        one = torch.ones((), dtype=alpha.dtype)
        for position in range(1, emissions.shape[1]):
            step = (alpha @ transfer) * weights[:, position]
            real = mask[:, position]
            total = torch.where(real, step.sum(1), one)
            alpha = torch.where(real[:, None], step / total[:, None], alpha)
            scales.append(total)
        log_scales = torch.stack(scales, 1).log()
        return (log_scales + highest[..., 0] * mask).sum(1).to(self.transitions.dtype)
