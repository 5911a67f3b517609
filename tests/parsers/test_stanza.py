"""Stanza's analysis as a Doc: hand-built documents of the shape of `stanza.Document.to_dict()`."""

from dataclasses import dataclass
from typing import Any

import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st
from spacy.tokens import Doc

from attribune.parsers.stanza import doc_from_sentences

VOCAB = spacy.blank("xx").vocab


def word(number: int, text: str, head: int | None, deprel: str, *, pos: str = "X", **others: Any) -> dict[str, Any]:
    """Return the entry of a syntactic word."""
    return {"id": number, "text": text, "lemma": text, "upos": pos, "head": head, "deprel": deprel, **others}


def placed(entry: dict[str, Any], start: int, end: int) -> dict[str, Any]:
    """Return an entry with offsets, as Stanza gives them to tokens."""
    return {**entry, "start_char": start, "end_char": end}


def words_of(doc: Doc) -> list[tuple[str, str, str, str]]:
    """Return text, lemma, relation and head of every token."""
    return [(token.text, token.lemma_, token.dep_, token.head.text) for token in doc]


def test_words_keep_their_annotation() -> None:
    """Lemma, tags, features, relation and head of a plain word are Stanza's."""
    sentence = [
        placed(
            word(1, "Elles", 2, "nsubj", pos="PRON", feats="Gender=Fem|Number=Plur", xpos="P") | {"lemma": "il"}, 0, 5
        ),
        placed(word(2, "partent", 0, "root", pos="VERB") | {"lemma": "partir"}, 6, 13),
    ]

    doc = doc_from_sentences(VOCAB, "Elles partent", [sentence])

    assert words_of(doc) == [("Elles", "il", "nsubj", "partent"), ("partent", "partir", "ROOT", "partent")]
    assert (doc[0].pos_, doc[0].tag_, str(doc[0].morph)) == ("PRON", "P", "Gender=Fem|Number=Plur")


def test_contraction_is_one_token_and_stands_for_its_first_word() -> None:
    """French "du" for "de le" is one token with the annotation of "de", and nothing depends on what is gone."""
    sentence = [
        placed(word(1, "maire", 0, "root"), 0, 5),
        placed({"id": (2, 3), "text": "du"}, 6, 8),
        word(2, "de", 4, "case", pos="ADP"),
        word(3, "le", 4, "det", pos="DET"),
        placed(word(4, "village", 1, "nmod"), 9, 16),
    ]

    doc = doc_from_sentences(VOCAB, "maire du village", [sentence])

    assert words_of(doc)[1] == ("du", "de", "case", "village")
    assert doc[1].pos_ == "ADP"


def test_contraction_stands_for_its_word_nearest_to_the_root() -> None:
    """What depended on a contraction's other words depends on the token, so that the heads stay a tree."""
    sentence = [
        placed({"id": (1, 2), "text": "xy"}, 0, 2),
        word(1, "u", 3, "det"),
        word(2, "v", 0, "root", pos="VERB"),
        placed(word(3, "w", 2, "obj"), 3, 4),
        placed(word(4, "z", 1, "advmod"), 5, 6),
    ]

    doc = doc_from_sentences(VOCAB, "xy w z", [sentence])

    assert words_of(doc) == [("xy", "v", "ROOT", "xy"), ("w", "w", "obj", "xy"), ("z", "z", "advmod", "xy")]


@pytest.mark.parametrize(
    ("surface", "words", "pieces"),
    [
        ("dámelo", ["da", "me", "lo"], ["dá", "me", "lo"]),
        ("disse-me", ["disse", "me"], ["disse-", "me"]),
        ("Don’t", ["do", "n't"], ["Do", "n’t"]),
        ("zum", ["zu", "dem"], ["zum"]),
        ("na", ["em", "a"], ["na"]),
        ("à", ["a", "a"], ["à"]),
        ("del", ["de", "el"], ["del"]),
    ],
)
def test_multi_word_token_splits_where_its_words_spell_it(surface: str, words: list[str], pieces: list[str]) -> None:
    """Words that spell a multi-word token out, but for accents, case and hyphens, are tokens; others share one."""
    entries = [word(number, text, number - 1, "dep") for number, text in enumerate(words, start=1)]
    token = placed({"id": [1, len(words)], "text": surface}, 0, len(surface))

    doc = doc_from_sentences(VOCAB, surface, [[token, *entries]])

    assert [each.text for each in doc] == pieces


def test_normalised_tokens_read_as_in_the_text() -> None:
    """A token that Stanza spells in its own way has the text's characters and Stanza's lemma."""
    text = "1\u00a0000  “oui”"
    sentence = [
        placed(word(1, "1 000", 0, "root"), 0, 5),
        placed(word(2, "``", 3, "punct"), 7, 8),
        placed(word(3, "oui", 1, "appos"), 8, 11),
        placed(word(4, "''", 3, "punct"), 11, 12),
    ]

    doc = doc_from_sentences(VOCAB, text, [sentence])

    assert [token.text for token in doc] == ["1\u00a0000", " ", "“", "oui", "”"]
    assert doc.text == text


def test_white_space_depends_on_the_token_before_it() -> None:
    """A line break is a token of the sentence that it ends, not a sentence."""
    text = "\nUn.\n\nDeux."
    sentences = [[placed(word(1, "Un.", 0, "root"), 1, 4)], [placed(word(1, "Deux.", 0, "root"), 6, 11)]]

    doc = doc_from_sentences(VOCAB, text, sentences)

    assert [sentence.text for sentence in doc.sents] == ["\nUn.\n\n", "Deux."]
    assert [(token.pos_, token.dep_, token.head.text) for token in doc if token.is_space] == [
        ("SPACE", "dep", "Un."),
        ("SPACE", "dep", "Un."),
    ]


def test_empty_nodes_are_no_tokens() -> None:
    """An elided word, which Stanza numbers after the one before it, leaves nothing in the Doc."""
    sentence = [placed(word(1, "Ana", 0, "root"), 0, 3), word(1, "vino", 1, "dep") | {"id": (1, 1)}]

    assert [token.text for token in doc_from_sentences(VOCAB, "Ana", [sentence])] == ["Ana"]


def test_without_dependencies_the_sentences_remain() -> None:
    """Where Stanza has no parser for the language, the Doc has its sentences and no dependencies."""
    sentences = [[placed(word(1, "Yi", None, ""), 1, 3)], [placed(word(1, "er", None, ""), 4, 6)]]

    doc = doc_from_sentences(VOCAB, " Yi er", sentences)

    assert [sentence.text for sentence in doc.sents] == [" Yi", "er"]
    assert not doc.has_annotation("DEP")


@pytest.mark.parametrize("text", ["", " ", "\n\n \t"])
def test_text_without_words_is_a_doc_of_that_text(text: str) -> None:
    """Empty and blank texts have Docs without words."""
    assert doc_from_sentences(VOCAB, text, []).text == text


def test_second_root_of_a_sentence_depends_on_the_first() -> None:
    """A sentence with two roots stays one sentence."""
    sentence = [placed(word(1, "a", 0, "root"), 0, 1), placed(word(2, "b", 0, "root"), 2, 3)]

    doc = doc_from_sentences(VOCAB, "a b", [sentence])

    assert words_of(doc)[1] == ("b", "b", "parataxis", "a")


@pytest.mark.parametrize(
    ("sentence", "message"),
    [
        ([word(1, "a", 0, "root")], "'a' stands at None-None"),
        ([placed(word(1, "a", 0, "root"), 0, 9)], "stands at 0-9 in a text of 3"),
        ([placed(word(1, "a", 0, "root"), 0, 2), placed(word(2, "b", 1, "dep"), 1, 3)], "overlap at code points 1-2"),
        ([placed(word(1, "a", 2, "dep"), 0, 1), placed(word(2, "b", 1, "dep"), 2, 3)], "are no tree"),
        ([placed(word(1, "a", 7, "dep"), 0, 1)], "are no tree"),
    ],
)
def test_analysis_that_does_not_fit_is_refused(sentence: list[dict[str, Any]], message: str) -> None:
    """Entries that do not fit the text, or whose heads are no tree, say so."""
    with pytest.raises(ValueError, match=message):
        doc_from_sentences(VOCAB, "a b", [sentence])


@dataclass
class Analysed:
    """A text with Stanza-shaped sentences and where their plain tokens stand."""

    text: str
    sentences: list[list[dict[str, Any]]]


LETTERS = st.text(alphabet="abcdeéÉñß’'-\U0001f600字", min_size=1, max_size=5)
GAPS = st.sampled_from(["", " ", " ", " ", "  ", "\n\n", "\t", " \n", "\u00a0", "\u200b", " \u200b "])


@st.composite
def analysed(draw: st.DrawFn) -> Analysed:
    """Draw a text and an analysis as Stanza could have made it: any tokens, gaps, splits and trees."""
    text = draw(GAPS)
    sentences = []
    for _ in range(draw(st.integers(0, 3))):
        entries: list[dict[str, Any]] = []
        words: list[dict[str, Any]] = []
        for _ in range(draw(st.integers(1, 6))):
            surface = draw(LETTERS)
            parts = draw(
                st.one_of(
                    st.just([surface]),  # a plain token
                    LETTERS.map(lambda normalised: [normalised]),  # a token spelt in another way
                    st.integers(0, len(surface)).map(lambda at, s=surface: [p for p in (s[:at], s[at:]) if p]),
                    st.lists(LETTERS, min_size=2, max_size=3),  # words that do not spell the token
                )
            )
            numbers = [len(words) + number for number in range(1, len(parts) + 1)]
            own = [word(number, part, None, "dep") for number, part in zip(numbers, parts, strict=True)]
            words += own
            offsets = (len(text), len(text) + len(surface))
            if len(own) == 1:
                own[0].update(start_char=offsets[0], end_char=offsets[1])
                entries.append(own[0])
            else:
                entries += [placed({"id": (numbers[0], numbers[-1]), "text": surface}, *offsets), *own]
            if draw(st.booleans()):
                entries.append(word(1, "∅", None, "dep") | {"id": (numbers[-1], 1)})
            text += surface + draw(GAPS)
        order = draw(st.permutations(words))
        for at, each in enumerate(order):
            head = draw(st.sampled_from(order[:at])) if at else None
            each.update(head=head["id"] if head else 0, deprel="dep" if head else "root")
        sentences.append(entries)
    return Analysed(text, sentences)


@given(analysed())
def test_any_analysis_gives_the_texts_own_characters(case: Analysed) -> None:
    """The Doc's text is the text, whatever Stanza's tokens, gaps and multi-word tokens are."""
    doc = doc_from_sentences(VOCAB, case.text, case.sentences)

    assert doc.text == case.text
    assert all(case.text[token.idx : token.idx + len(token)] == token.text for token in doc)


@given(analysed())
def test_any_analysis_gives_one_tree_per_sentence(case: Analysed) -> None:
    """Sentences are Stanza's, and each is a tree whose every token hangs on its one root."""
    doc = doc_from_sentences(VOCAB, case.text, case.sentences)

    if case.sentences:
        sentences = list(doc.sents)
        assert len(sentences) == len(case.sentences)
        assert all(set(sentence.root.subtree) == set(sentence) for sentence in sentences)
        assert sum(token.head is token or token.head == token for token in doc) == len(sentences)


@given(analysed())
def test_plain_tokens_keep_heads_and_lemmas(case: Analysed) -> None:
    """A token of one word has its lemma, and its head is the token that holds its head word."""
    doc = doc_from_sentences(VOCAB, case.text, case.sentences)

    at_start = {token.idx: token for token in doc}
    for sentence in case.sentences:
        plain = {entry["id"]: entry for entry in sentence if "start_char" in entry and isinstance(entry["id"], int)}
        for entry in plain.values():
            token = at_start[entry["start_char"]]
            assert token.lemma_ == entry["text"]
            if entry["head"] in plain:
                assert token.head == at_start[plain[entry["head"]]["start_char"]]
