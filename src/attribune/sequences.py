"""Decoding label sequences: the best path and every word's probabilities, for a batch of sequences at once."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from attribune.labels import allowed_moves

Floats = npt.NDArray[np.float32]
Doubles = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

FORBIDDEN = -1e4


def stacked(batches: Sequence[Floats]) -> Floats:
    """Return batches of emissions (batch, n, labels) as one, padded with zeros to the longest n."""
    longest = max(batch.shape[1] for batch in batches)
    return np.concatenate([np.pad(batch, ((0, 0), (0, longest - batch.shape[1]), (0, 0))) for batch in batches])


class SequenceDecoder:
    """A trained linear-chain CRF over BIO labels (Lafferty et al. 2001).

    `emissions` are (batch, n, labels); `lengths` (batch,) says how many of the n words of each sequence are real.
    """

    def __init__(self, labels: Sequence[str], transitions: Sequence[Sequence[float]]) -> None:
        moves, first = allowed_moves(labels)
        self.labels = labels
        self._transitions = np.where(moves, np.array(transitions, dtype=np.float32), FORBIDDEN).astype(np.float32)
        self._first = np.where(first, 0.0, FORBIDDEN).astype(np.float32)

    def best_paths(self, emissions: Floats, lengths: Integers) -> Integers:
        """Return the likeliest labels (batch, n) by the Viterbi algorithm; beyond a sequence's length they are 0."""
        batch, n, n_labels = emissions.shape
        score = emissions[:, 0] + self._first
        came_from = np.zeros((n, batch, n_labels), dtype=np.int64)
        scores = np.empty((n, batch, n_labels), dtype=np.float32)
        scores[0] = score
        for word in range(1, n):
            reached = score[:, :, None] + self._transitions
            came_from[word] = reached.argmax(1)
            score = reached.max(1) + emissions[:, word]
            scores[word] = score
        paths = np.zeros((batch, n), dtype=np.int64)
        rows = np.arange(batch)
        last = lengths - 1
        label: Integers = np.zeros(batch, dtype=np.int64)
        for word in range(n - 1, -1, -1):
            label = np.where(word == last, scores[word].argmax(1), label)
            paths[:, word] = np.where(word <= last, label, 0)
            label = np.where(word <= last, came_from[word, rows, label], label)
        return paths

    def probabilities(self, emissions: Floats, lengths: Integers) -> Floats:
        """Return each word's label probabilities (batch, n, labels): the forward-backward algorithm (Rabiner 1989)."""
        batch, n, n_labels = emissions.shape
        weights, forward, _ = self._forward(emissions, lengths)
        transfer = np.exp(self._transitions.astype(np.float64)).T
        real = np.arange(n)[:, None] < lengths[None, :]
        backward = np.ones((batch, n, n_labels))
        for word in range(n - 2, -1, -1):
            beta = (weights[:, word + 1] * backward[:, word + 1]) @ transfer
            beta /= beta.sum(1, keepdims=True)
            backward[:, word] = np.where(real[word + 1][:, None], beta, 1.0)
        marginals = forward * backward
        marginals /= marginals.sum(2, keepdims=True)
        return marginals.astype(np.float32)

    def log_partition(self, emissions: Floats, lengths: Integers) -> Floats:
        """Return the log of the sum over all paths of each sequence (batch,)."""
        _, _, log_scales = self._forward(emissions, lengths)
        real = np.arange(emissions.shape[1])[None, :] < lengths[:, None]
        partition: Floats = ((log_scales + emissions.max(2)) * real).sum(1).astype(np.float32)
        return partition

    def _forward(self, emissions: Floats, lengths: Integers) -> tuple[Doubles, Doubles, Doubles]:
        """The forward algorithm, scaled at each word: weights, forward probabilities, logs of the scales."""
        weights = np.exp((emissions - emissions.max(2, keepdims=True)).astype(np.float64))
        transfer = np.exp(self._transitions.astype(np.float64))
        forward = np.empty_like(weights)
        scales = np.ones(weights.shape[:2])
        alpha = weights[:, 0] * np.exp(self._first.astype(np.float64))
        for word in range(weights.shape[1]):
            if word:
                alpha = (alpha @ transfer) * weights[:, word]
            # Beyond a sequence's end the padding's own numbers run on and are never looked at.
            scales[:, word] = total = alpha.sum(1)
            alpha = alpha / total[:, None]
            forward[:, word] = alpha
        return weights, forward, np.log(scales)

    def path_scores(self, emissions: Floats, paths: Integers, lengths: Integers) -> Floats:
        """Return the unnormalised log score of each given path (batch,)."""
        real = np.arange(emissions.shape[1])[None, :] < lengths[:, None]
        emitted = np.take_along_axis(emissions, paths[:, :, None], 2)[..., 0]
        moved = self._transitions[paths[:, :-1], paths[:, 1:]]
        scores: Floats = (emitted * real).sum(1) + (moved * real[:, 1:]).sum(1)
        return scores

    def spans(self, path: Integers) -> list[tuple[int, int, str]]:
        """Return the labelled stretches of one path as (start, end, role), words, half-open."""
        found: list[tuple[int, int, str]] = []
        for word in np.flatnonzero(path).tolist():
            label = self.labels[path[word]]
            if label[0] == "I" and found and found[-1][1] == word and found[-1][2] == label[2:]:
                found[-1] = (found[-1][0], word + 1, label[2:])
            else:
                found.append((word, word + 1, label[2:]))
        return found
