"""Passages: the windows of several texts, read together in batches of like length."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from attribune.components.quotations import Quotation
from attribune.encoding import EncodedText, Integers, Window, WordPieces, piece_arrays

# Word pieces per call of the encoder. Of 300, 500, 800, 1,200, 1,600 and 3,200, 800 was the quickest on two cores.
BATCH_PIECES = 800

Stretch = tuple[int, int]


@dataclass(frozen=True)
class Passage:
    """One window of one of the texts that are read together."""

    text: int
    encoded: EncodedText
    window: Window
    quotations: Sequence[Quotation]

    @property
    def n_pieces(self) -> int:
        """The number of word pieces, context included."""
        return int(self.encoded.first_piece[self.window.end] - self.encoded.first_piece[self.window.start])

    @property
    def core(self) -> slice:
        """The core's words, counted from the window's start."""
        return slice(self.window.core_start - self.window.start, self.window.core_end - self.window.start)

    def code_points(self, stretch: Stretch) -> Stretch:
        """Return the code points of a stretch of words, counted from the window's start."""
        words = self.encoded.words[self.window.start :]
        return int(words[stretch[0], 0]), int(words[stretch[1] - 1, 1])


def batches(passages: Sequence[Passage]) -> Iterator[list[Passage]]:
    """Group passages, given by length, into batches of about `BATCH_PIECES`, so that little is padding."""
    batch: list[Passage] = []
    for passage in passages:
        if batch and passage.n_pieces * (len(batch) + 1) > BATCH_PIECES:
            yield batch
            batch = []
        batch.append(passage)
    if batch:
        yield batch


def encoder_inputs(passages: Sequence[Passage], word_pieces: WordPieces) -> dict[str, Integers]:
    """Return what the encoder takes: ids, features and mask (passages, pieces), first pieces (passages, words)."""
    arrays = [piece_arrays(passage.encoded, passage.window, word_pieces) for passage in passages]
    n_pieces = max(len(ids) for ids, _, _ in arrays)
    n_words = max(len(first) for _, _, first in arrays)
    ids, features, mask = (np.zeros((len(passages), n_pieces), dtype=np.int64) for _ in range(3))
    first = np.zeros((len(passages), n_words), dtype=np.int64)
    for row, (window_ids, window_features, window_first) in enumerate(arrays):
        ids[row, : len(window_ids)] = window_ids
        features[row, : len(window_ids)] = window_features
        mask[row, : len(window_ids)] = 1
        first[row, : len(window_first)] = window_first
    return {"ids": ids, "features": features, "mask": mask, "first": first}
