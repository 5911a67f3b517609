"""The labels of the two sequences: what the tagger gives each word, and what a cue's own roles are."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

TAGGER_LABELS = ("O", "B-SOURCE", "I-SOURCE", "B-CUE", "I-CUE", "B-CONTENT", "I-CONTENT")
ROLE_LABELS = ("O", "B-SOURCE", "I-SOURCE", "B-CONTENT", "I-CONTENT")
OUTSIDE, SOURCE_BEGINS = 0, 1


def allowed_moves(labels: Sequence[str]) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """Return which label may follow which (from, to), and which may come first.

    Inside a span comes only its beginning or its inside (the BIO scheme, Ramshaw & Marcus 1995).
    """
    moves = np.array([[right[0] != "I" or left[1:] == right[1:] for right in labels] for left in labels])
    return moves, np.array([label[0] != "I" for label in labels])
