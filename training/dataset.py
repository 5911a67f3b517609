"""Training examples: windows of articles with their labels."""

import random
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from attribune.components.quotations import pair_marks
from attribune.encoding import WORD, EncodedText, Integers, Window, WordPieces, encode, piece_arrays
from attribune.labels import ROLE_LABELS, TAGGER_LABELS
from attribune.records import AnnotatedArticle, TextSpan
from training.house_styles import random_style
from training.substitutions import Substitutes

# The share of articles that are read with other names and cues.
SUBSTITUTED = 0.5

# Windows in training are larger than in use (`attribune.encoding`), with twice the context. Windows as in use, together
# with ten epochs, every annotator's view and cues that report nothing, made the model worse (see the model card).
CORE_PIECES, CONTEXT_PIECES = 320, 40


@dataclass(frozen=True)
class Example:
    """One window: word pieces, the tagger's labels of its words, and its cues with their own labels."""

    ids: Integers
    features: Integers
    first: Integers
    tags: Integers
    cues: list[tuple[int, int, Integers]]


@dataclass(frozen=True)
class Batch:
    """Examples padded to one size: `pieces` and `words` as `Encoder.forward` and `RoleHead.forward` describe them."""

    ids: Tensor
    features: Tensor
    mask: Tensor
    first: Tensor
    word_mask: Tensor
    tags: Tensor
    cue_window: Tensor
    cue_start: Tensor
    cue_end: Tensor
    roles: Tensor


def examples(
    articles: Iterable[AnnotatedArticle],
    word_pieces: WordPieces,
    *,
    rng: random.Random | None = None,
    substitutes: Substitutes | None = None,
) -> Iterator[Example]:
    """Yield every window of every article.

    With `rng`, each article comes in a house style drawn at random, and, where there are `substitutes`, half of them
    with other names and cues.
    """
    for article in articles:
        if rng is not None and substitutes is not None and rng.random() < SUBSTITUTED:
            article = substitutes.in_place(article, rng)
        text = article.text
        quotations = pair_marks(text)
        if rng is not None:
            text = random_style(text, quotations, rng)
            quotations = pair_marks(text)
        encoded = encode(text, quotations, word_pieces, core=CORE_PIECES, context=CONTEXT_PIECES)
        yield from _examples(article, encoded, word_pieces)


def cue_shares(articles: Iterable[AnnotatedArticle], *, least: float) -> dict[str, float]:
    """Return the words, in lower case, that are a cue or part of one in at least this share of their occurrences.

    Each has its share. Words that are so only once are left out.
    """
    all_words, in_cues = Counter[str](), Counter[str]()
    for article in articles:
        all_words.update(WORD.findall(article.text.lower()))
        in_cues.update(
            word for each in article.attributions if each.cue for word in WORD.findall(each.cue.text.lower())
        )
    shares = {
        word: count / all_words[word]
        for word, count in in_cues.items()
        if count > 1 and word.isalpha() and word in all_words  # a few annotated cues begin within a word
    }
    return {word: round(share, 2) for word, share in shares.items() if share >= least}


def _examples(article: AnnotatedArticle, encoded: EncodedText, word_pieces: WordPieces) -> Iterator[Example]:
    tags = np.zeros(len(encoded.words), dtype=np.int64)
    cues = []
    for attribution in article.attributions:
        roles = []
        for role, span in attribution.spans():
            start, end = _words(encoded, span)
            if start == end or role == "addressee":
                continue
            _label(tags, start, end, role.upper(), TAGGER_LABELS)
            if role == "cue":
                cues.append((start, end, roles))
            else:
                roles.append((start, end, role.upper()))
    for window in encoded.windows:
        yield _example(encoded, window, tags, cues, word_pieces)


def _words(encoded: EncodedText, span: TextSpan) -> tuple[int, int]:
    """The words that overlap a span, half-open."""
    first = int(np.searchsorted(encoded.words[:, 1], span.start, side="right"))
    last = int(np.searchsorted(encoded.words[:, 0], span.end, side="left"))
    return first, max(first, last)


def _label(labels: Integers, start: int, end: int, role: str, names: Sequence[str]) -> None:
    labels[start:end] = names.index(f"I-{role}")
    labels[start] = names.index(f"B-{role}")


def _example(
    encoded: EncodedText,
    window: Window,
    tags: Integers,
    cues: list[tuple[int, int, list[tuple[int, int, str]]]],
    word_pieces: WordPieces,
) -> Example:
    ids, features, first = piece_arrays(encoded, window, word_pieces)
    inside = tags[window.start : window.end].copy()
    if TAGGER_LABELS[inside[0]].startswith("I-"):
        inside[0] -= 1  # A span cut by the window's start begins anew.
    own = []
    for start, end, roles in cues:
        if not window.core_start <= start < window.core_end or end > window.end:
            continue
        labels = np.zeros(window.end - window.start, dtype=np.int64)
        for role_start, role_end, role in roles:
            low, high = max(role_start, window.start), min(role_end, window.end)
            if low < high:
                _label(labels, low - window.start, high - window.start, role, ROLE_LABELS)
        own.append((start - window.start, end - window.start, labels))
    return Example(ids, features, first, inside, own)


def batches(all_examples: Sequence[Example], *, pieces: int, rng: random.Random) -> list[list[Example]]:
    """Group examples of like length into batches of at most `pieces` padded word pieces, in random order."""
    ordered = sorted(all_examples, key=lambda example: len(example.ids) + rng.random() * 24)
    grouped: list[list[Example]] = [[]]
    longest = 0
    for example in ordered:
        longest = max(longest, len(example.ids))
        if grouped[-1] and longest * (len(grouped[-1]) + 1) > pieces:
            grouped.append([])
            longest = len(example.ids)
        grouped[-1].append(example)
    rng.shuffle(grouped)
    return grouped


def collate(group: Sequence[Example]) -> Batch:
    """Pad a group of examples to one batch."""
    n_pieces = max(len(example.ids) for example in group)
    n_words = max(len(example.first) for example in group)
    ids, features, mask = (torch.zeros(len(group), n_pieces, dtype=torch.int64) for _ in range(3))
    first, tags = (torch.zeros(len(group), n_words, dtype=torch.int64) for _ in range(2))
    word_mask = torch.zeros(len(group), n_words, dtype=torch.bool)
    cues = [(row, *cue) for row, example in enumerate(group) for cue in example.cues]
    roles = torch.zeros(len(cues), n_words, dtype=torch.int64)
    for row, example in enumerate(group):
        ids[row, : len(example.ids)] = torch.from_numpy(example.ids)
        features[row, : len(example.ids)] = torch.from_numpy(example.features)
        mask[row, : len(example.ids)] = 1
        first[row, : len(example.first)] = torch.from_numpy(example.first)
        tags[row, : len(example.first)] = torch.from_numpy(example.tags)
        word_mask[row, : len(example.first)] = True
    for number, (_, _, _, labels) in enumerate(cues):
        roles[number, : len(labels)] = torch.from_numpy(labels)
    window, start, end = (torch.tensor([cue[part] for cue in cues], dtype=torch.int64) for part in range(3))
    return Batch(ids, features, mask, first, word_mask, tags, window, start, end, roles)
