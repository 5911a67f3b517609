"""What the encoder reads: words, word pieces, features and windows of a text. Shared by training and annotation."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer

from attribune.components.quotations import Quotation
from attribune.errors import ModelError

Integers = npt.NDArray[np.int64]

WORD = re.compile(r"\w+|[^\w\s]")
_LINE_BREAK = re.compile(r"[\r\n]")

# A feature is gap + 3 * (shape + 5 * quoting).
GAPS, SHAPES, QUOTINGS = 3, 5, 4
N_FEATURES = GAPS * SHAPES * QUOTINGS
INSIDE, OPENING, CLOSING = 1, 2, 3

# Word pieces of a word beyond these say nothing more about its role, but a web address can have a hundred.
MAX_PIECES_PER_WORD = 8

# A window's core, and the context that it may look at on either side, in word pieces. A core may exceed its size by
# 2 * CORE_SLACK where that puts its border at a paragraph's end; the encoder has 512 positions, two of them taken by
# its own marks. On PolNeAR dev cores of 200 and 320 and contexts of 20 and 40 are equally accurate; attention makes
# longer windows slower, and context is read twice.
CORE_PIECES = 200
CORE_SLACK = 0.15
CONTEXT_PIECES = 20

_CANONICAL = str.maketrans("“”„‟«»‘’‚‛‹›`´", "\"\"\"\"\"\"''''''''")
_SENTENCE_END = frozenset(".!?\"”'’)")


@dataclass(frozen=True)
class Window:
    """A stretch of words that the encoder reads at once: words `start` to `end`, half-open.

    Attributions whose cue begins in the core, `core_start` to `core_end`, belong to this window; the rest is context.
    """

    start: int
    core_start: int
    core_end: int
    end: int


@dataclass(frozen=True)
class EncodedText:
    """A text of n words as the encoder sees it.

    `text` is the text itself; `words` (n, 2) holds code-point offsets, half-open; `pieces` each word's word-piece ids;
    `features` (n,) each word's feature; `first_piece` (n + 1,) the number of pieces before each word.
    """

    text: str
    words: Integers
    pieces: Sequence[Sequence[int]]
    features: Integers
    first_piece: Integers
    windows: Sequence[Window]


class WordPieces:
    """Word-piece ids of words, looked up once per distinct word.

    The vocabulary is lower-case; what case says is in the features.
    """

    def __init__(self, tokenizer: Tokenizer) -> None:
        tokenizer.no_truncation()
        tokenizer.no_padding()
        self._tokenizer = tokenizer
        self._known: dict[str, list[int]] = {}
        self.start = _special(tokenizer, "[CLS]")
        self.stop = _special(tokenizer, "[SEP]")
        self.mask = _special(tokenizer, "[MASK]")
        self._unknown = _special(tokenizer, "[UNK]")

    def __call__(self, words: Sequence[str]) -> list[list[int]]:
        """Return the ids of each word; a word without any (a control character, say) gets [UNK]."""
        known = self._known
        if len(known) > 200_000:
            known.clear()
        for word in {word for word in words if word not in known}:
            ids = self._tokenizer.encode(word, add_special_tokens=False).ids
            known[word] = ids[:MAX_PIECES_PER_WORD] or [self._unknown]
        return [known[word] for word in words]


def _special(tokenizer: Tokenizer, name: str) -> int:
    id_ = tokenizer.token_to_id(name)
    if id_ is None:
        raise ModelError(f"the tokenizer has no {name}: a BERT word-piece vocabulary is needed")
    return id_


def encode(
    text: str,
    quotations: Sequence[Quotation],
    word_pieces: WordPieces,
    *,
    core: int = CORE_PIECES,
    context: int = CONTEXT_PIECES,
) -> EncodedText:
    """Encode a text of any length, given its quotations, for windows of about `core` pieces with `context` around.

    Quote marks are read as `"`, inner ones as `'`, whatever the house style: what the marks are is left to
    `pair_marks`, and the features say which words are inside.
    """
    edges = (edge for match in WORD.finditer(text) for edge in match.span())
    words = np.fromiter(edges, dtype=np.int64).reshape(-1, 2)
    pieces = word_pieces(WORD.findall(_canonical(text, quotations)))
    first_piece = np.zeros(len(words) + 1, dtype=np.int64)
    if not len(words):
        return EncodedText(text, words, [], first_piece[:0], first_piece, [])
    np.cumsum([len(each) for each in pieces], out=first_piece[1:])
    gaps = _gaps(text, words)
    shapes = np.fromiter(map(_shape, WORD.findall(text)), dtype=np.int64)
    quotings = _quotings(words, quotations)
    features = gaps + GAPS * (shapes + SHAPES * quotings)
    return EncodedText(
        text, words, pieces, features, first_piece, _windows(text, words, gaps, first_piece, core, context)
    )


def _canonical(text: str, quotations: Sequence[Quotation]) -> str:
    """Return the text with one kind of quote mark and apostrophe, character for character."""
    canonical = text.translate(_CANONICAL)
    marks = sorted((mark, '"' if quotation.depth == 0 else "'") for quotation in quotations for mark in quotation.marks)
    parts, done = [], 0
    for position, mark in marks:
        parts += [canonical[done:position], mark] if position >= done else []
        done = max(done, position + 1)
    return "".join([*parts, canonical[done:]])


def _gaps(text: str, words: Integers) -> Integers:
    """What stands before each word: 0 nothing, 1 a space, 2 a line break or the text's start."""
    gaps = np.zeros(len(words), dtype=np.int64)
    gaps[1:] = words[1:, 0] > words[:-1, 1]
    breaks = [match.start() for match in _LINE_BREAK.finditer(text)]
    after = np.searchsorted(words[:, 0], breaks)
    gaps[after[after < len(words)]] = 2
    gaps[0] = 2
    return gaps


def _shape(word: str) -> int:
    if word.islower():
        return 0
    if word[0].isdigit():
        return 3
    if not word[0].isalnum():
        return 4
    return 2 if word.isupper() and len(word) > 1 else 1


def _quotings(words: Integers, quotations: Sequence[Quotation]) -> Integers:
    quotings = np.zeros(len(words), dtype=np.int64)
    starts = words[:, 0]
    for quotation in quotations:
        if quotation.depth == 0:
            first, last = np.searchsorted(starts, [quotation.start, quotation.end])
            quotings[first:last] = INSIDE
    for quotation in quotations:
        if quotation.depth == 0:
            at = np.searchsorted(starts, quotation.marks)
            quotings[at] = OPENING
            if quotation.closed:
                quotings[at[-1]] = CLOSING
    return quotings


def _windows(
    text: str, words: Integers, gaps: Integers, first_piece: Integers, core: int, context: int
) -> list[Window]:
    """Cut into cores of about equal length at paragraph ends, else sentence ends, and add context to each."""
    n, total = len(words), int(first_piece[-1])
    n_cores = -(-total // core)
    slack = CORE_SLACK * total / n_cores
    borders = [0]
    for number in range(1, n_cores):
        target = total * number / n_cores
        low, high = np.searchsorted(first_piece, [target - slack, target + slack])
        candidates = range(max(int(low), borders[-1] + 1), min(int(high), n))
        if candidates:
            borders.append(
                min(candidates, key=lambda word: (-_border(text, words, gaps, word), abs(first_piece[word] - target)))
            )
    borders.append(n)
    windows = []
    for core_start, core_end in pairwise(borders):
        start = int(np.searchsorted(first_piece, first_piece[core_start] - context))
        end = int(np.searchsorted(first_piece, first_piece[core_end] + context, side="right")) - 1
        windows.append(Window(start, core_start, core_end, min(end, n)))
    return windows


def _border(text: str, words: Integers, gaps: Integers, word: int) -> int:
    """How good a border is before this word: 2 at a paragraph's end, 1 at a sentence's, 0 within one."""
    if gaps[word] == 2:
        return 2
    ends_sentence = text[words[word - 1][0]] in _SENTENCE_END and gaps[word] == 1
    return int(ends_sentence and text[words[word][0]].isupper())


def piece_arrays(encoded: EncodedText, window: Window, word_pieces: WordPieces) -> tuple[Integers, Integers, Integers]:
    """Return a window's piece ids (p,), piece features (p,) and each word's first piece (w,), marks included.

    A word's further pieces carry its feature without the gap: nothing stands between them.
    """
    pieces = encoded.pieces[window.start : window.end]
    features = encoded.features[window.start : window.end]
    first = encoded.first_piece[window.start : window.end + 1] - encoded.first_piece[window.start] + 1
    n_pieces = int(first[-1]) + 1
    ids = np.empty(n_pieces, dtype=np.int64)
    ids[0], ids[-1] = word_pieces.start, word_pieces.stop
    ids[1:-1] = [each for word in pieces for each in word]
    piece_features = np.zeros(n_pieces, dtype=np.int64)
    piece_features[1:-1] = np.repeat(features // GAPS * GAPS, np.diff(first))
    piece_features[first[:-1]] = features
    return ids, piece_features, first[:-1]
