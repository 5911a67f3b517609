"""Quotations that nobody claims, and the cues beside them."""

import numpy as np
import pytest
from tokenizers import Tokenizer

from attribune.candidates import Candidate, Evidence
from attribune.components.quotations import pair_marks
from attribune.encoding import WordPieces, encode
from attribune.labels import TAGGER_LABELS
from attribune.learned import SHIPPED_MODEL
from attribune.passages import Passage
from attribune.sequences import Floats
from attribune.weak_cues import cue_beside, unclaimed_quotations

TEXT = "The harbour master fumed on Monday. “The pier is gone and we swim now.” Nobody came."
QUOTE = TEXT[TEXT.index("“") : TEXT.index("”") + 1]


@pytest.fixture(scope="module")
def word_pieces() -> WordPieces:
    """Return the shipped model's word pieces."""
    return WordPieces(Tokenizer.from_file(str(SHIPPED_MODEL / "tokenizer.json")))


def first_passage(text: str, word_pieces: WordPieces, *, core: int = 200) -> Passage:
    """Return the passage that a text begins with."""
    quotations = pair_marks(text)
    encoded = encode(text, quotations, word_pieces, core=core)
    return Passage(0, encoded, encoded.windows[0], quotations)


def marginals_of(passage: Passage, *, quoted: float, cues: dict[str, float]) -> Floats:
    """Return the tagger's probabilities: of being content in quotations, of being a cue for some words."""
    marginals = np.zeros((passage.window.end - passage.window.start, len(TAGGER_LABELS)), dtype=np.float32)
    for number, (start, end) in enumerate(passage.encoded.words[passage.window.start : passage.window.end]):
        inside = any(quotation.start <= start < quotation.end for quotation in passage.quotations)
        marginals[number, TAGGER_LABELS.index("I-CONTENT")] = quoted * inside
        marginals[number, TAGGER_LABELS.index("B-CUE")] = cues.get(passage.encoded.text[start:end], 0)
    return marginals


def candidate(passage: Passage, cue: str, content: str) -> Candidate:
    """Return a candidate by the texts of its cue and its content."""
    text = passage.encoded.text
    at, start = text.index(cue), text.index(content)
    evidence = Evidence(cue=0.5, roles=0.5, no_source=0, cue_share=0.5, content=0.5)
    contents = [(start, start + len(content))]
    return Candidate(cue=(at, at + len(cue)), sources=[], contents=contents, evidence=evidence, kept=True)


@pytest.mark.parametrize(
    ("quoted", "content", "unclaimed"),
    [
        (0.6, None, [QUOTE]),
        (0.4, None, []),
        (0.6, QUOTE, []),
        (0.6, "gone and we swim now.”", []),
        (0.6, "now.”", [QUOTE]),
    ],
)
def test_reported_quotation_that_nobody_holds_is_unclaimed(
    word_pieces: WordPieces, quoted: float, content: str | None, unclaimed: list[str]
) -> None:
    """It is reported if its words are likely content, and held by a candidate that has half of it."""
    passage = first_passage(TEXT, word_pieces)
    kept = [candidate(passage, "fumed", content)] if content else []

    found = unclaimed_quotations(passage, marginals_of(passage, quoted=quoted, cues={}), kept)

    assert [TEXT[each.start : each.end] for each in found] == unclaimed


def test_short_quotation_is_nobodys_words(word_pieces: WordPieces) -> None:
    """A word in quote marks may be a title, or irony."""
    passage = first_passage("The “famous pier” is gone.", word_pieces)

    assert unclaimed_quotations(passage, marginals_of(passage, quoted=1, cues={}), []) == []


def test_quotation_longer_than_a_passage_counts_by_its_beginning(word_pieces: WordPieces) -> None:
    """A transcript in quote marks is looked for where it begins, and half of that is enough to hold it."""
    text = "A transcript follows: “" + " ".join(["The pier is gone and nobody cares."] * 40) + "”"
    passage = first_passage(text, word_pieces, core=60)
    marginals = marginals_of(passage, quoted=1, cues={})

    (found,) = unclaimed_quotations(passage, marginals, [])
    held = candidate(passage, "follows", text[found.start : found.end])

    assert found.start == text.index("“")
    assert found.end < len(text) / 2
    assert unclaimed_quotations(passage, marginals, [held]) == []


@pytest.mark.parametrize(
    ("cues", "kept", "expected"),
    [
        ({"fumed": 0.1, "came": 0.05}, None, "fumed"),
        ({"fumed": 0.1, "on": 0.06, "came": 0.05}, None, "fumed on"),
        ({"fumed": 0.1, "came": 0.05}, "fumed", "came"),
        ({"gone": 0.9}, None, None),
        ({"fumed": 0.01}, None, None),
    ],
)
def test_likeliest_cue_beside_a_quotation(
    word_pieces: WordPieces, cues: dict[str, float], kept: str | None, expected: str | None
) -> None:
    """It may be unlikely, but not very, stands outside of the quotation and is no kept candidate's."""
    passage = first_passage(TEXT, word_pieces)
    (quotation,) = passage.quotations
    others = [candidate(passage, kept, "Nobody")] if kept else []

    found = cue_beside(quotation, passage, marginals_of(passage, quoted=1, cues=cues), others)

    assert (found and passage.words(found)) == expected
