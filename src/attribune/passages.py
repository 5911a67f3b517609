"""Passages: the windows of several texts that are read together."""

from collections.abc import Sequence
from dataclasses import dataclass

from attribune.components.quotations import Quotation
from attribune.encoding import EncodedText, Integers, Window, WordPieces, piece_arrays

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

    def words(self, stretch: Stretch) -> str:
        """Return the text of a stretch of words, counted from the window's start."""
        return self.encoded.text[slice(*self.code_points(stretch))]


def encoder_inputs(passage: Passage, word_pieces: WordPieces) -> dict[str, Integers]:
    """Return what the encoder takes: ids and features (1, pieces), each word's first piece (1, words).

    One passage at a time: with one thread for each, calls side by side are quicker than one call with several threads,
    nothing is padding, and what the 8-bit encoder makes of a passage cannot depend on its neighbours.
    """
    ids, features, first = piece_arrays(passage.encoded, passage.window, word_pieces)
    return {"ids": ids[None], "features": features[None], "first": first[None]}


def shared(one: Sequence[Stretch], other: Sequence[Stretch]) -> int:
    """Return how many code points two lists of stretches have in common; those of one list do not overlap."""
    return sum(max(0, min(high, end) - max(low, start)) for low, high in one for start, end in other)


def touch(one: Stretch, other: Stretch) -> bool:
    """Tell whether two stretches share anything."""
    return one[0] < other[1] and other[0] < one[1]
