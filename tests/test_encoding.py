import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer

from attribune.components.quotations import pair_marks
from attribune.encoding import (
    CLOSING,
    CONTEXT_PIECES,
    GAPS,
    INSIDE,
    OPENING,
    SHAPES,
    EncodedText,
    WordPieces,
    encode,
    piece_arrays,
)
from attribune.learned import SHIPPED_MODEL


@pytest.fixture(scope="module")
def word_pieces() -> WordPieces:
    """The shipped vocabulary."""
    return WordPieces(Tokenizer.from_file(str(SHIPPED_MODEL / "tokenizer.json")))


def read(text: str, word_pieces: WordPieces) -> EncodedText:
    """Encode a text with its own quotations."""
    return encode(text, pair_marks(text), word_pieces)


def test_words_keep_their_offsets(word_pieces: WordPieces) -> None:
    """Words are letters and digits, or one mark; their offsets are those of the text, whatever stands between."""
    text = "Ek’s 👍🏽 dam\r\n\r\nleaks."

    assert [text[start:end] for start, end in read(text, word_pieces).words] == [
        "Ek", "’", "s", "👍", "🏽", "dam", "leaks", ".",
    ]  # fmt: skip


def test_house_styles_look_alike(word_pieces: WordPieces) -> None:
    """Quote marks of any style give the same pieces and features."""
    styles = ["“We go,” he said.", '"We go," he said.', "'We go,' he said.", "«We go,» he said."]
    first, *others = [read(text, word_pieces) for text in styles]

    for other in others:
        assert other.pieces == first.pieces
        np.testing.assert_array_equal(other.features, first.features)


def test_features_say_what_is_quoted(word_pieces: WordPieces) -> None:
    """A quotation's marks and the words inside it are told apart from the rest."""
    encoded = read("He said “we go” twice", word_pieces)

    assert (encoded.features // (GAPS * SHAPES)).tolist() == [0, 0, OPENING, INSIDE, INSIDE, CLOSING, 0]


def test_text_without_words_has_no_windows(word_pieces: WordPieces) -> None:
    """An empty or blank text has nothing to read."""
    assert read("", word_pieces).windows == []
    assert read(" \n ", word_pieces).windows == []


@given(
    st.lists(st.sampled_from(["Ek said so. ", "yes ", "a\n\n", "“No.” ", "antidisestablishment", "ü👍 "]), max_size=900)
)
def test_windows_cover_every_word_once(word_pieces: WordPieces, parts: list[str]) -> None:
    """Cores follow each other without a gap, context is bounded, and no window exceeds the encoder's positions."""
    text = "".join(parts)
    encoded = read(text, word_pieces)

    borders = [0]
    for window in encoded.windows:
        assert window.core_start == borders[-1]
        assert window.start <= window.core_start < window.core_end <= window.end
        before = encoded.first_piece[window.core_start] - encoded.first_piece[window.start]
        assert before <= CONTEXT_PIECES
        ids, features, first = piece_arrays(encoded, window, word_pieces)
        assert len(ids) == len(features) <= 512
        assert len(first) == window.end - window.start
        borders.append(window.core_end)
    assert borders[-1] == len(encoded.words)
