"""Stanza's analysis of a text as a spaCy Doc with the text's exact characters and offsets.

Only the plain shape of `stanza.Document.to_dict()` is read here: a list of sentences, each a list of entries with `id`,
`text`, `lemma`, `upos`, `xpos`, `feats`, `head`, `deprel`, and, on tokens, `start_char` and `end_char` (code points,
half-open). Stanza itself is not needed.

What becomes a token of the Doc:

- A token of Stanza is the stretch of text between its offsets, however Stanza spells it.
- A multi-word token whose words spell it out ("dá|me|lo", "disse-|me", "do|n't") is one token per word.
- A multi-word token whose words do not ("du" for "de le", "zum", "na", "del") is one token. It stands for that one of
  its words which is nearest to the root, and of several for the first: lemma, tags, head and relation are that word's,
  and what depends on the other words depends on it. No other word of it is nearer to the root: the heads stay a tree.
- White space beyond the one space that a spaCy token may carry is a token of its own, which depends on the token before
  it (`dep`), as in spaCy's own pipelines; so is whatever Stanza left out.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from spacy.tokens import Doc
from spacy.vocab import Vocab

Entry = dict[str, Any]

_UPOS = frozenset(
    "ADJ ADP ADV AUX CCONJ DET INTJ NOUN NUM PART PRON PROPN PUNCT SCONJ SPACE SYM VERB X".split()  # noqa: SIM905
)
_GAP = re.compile(r"\s+|\S+")


@dataclass
class _Token:
    """A token of the Doc to be, at code points `start` to `end` of the text; a root is its own head."""

    start: int
    end: int
    entry: Entry
    opens_sentence: bool = False
    head: "_Token | None" = None


def doc_from_sentences(vocab: Vocab, text: str, sentences: Sequence[Sequence[Entry]]) -> Doc:
    """Return the Doc of a text that Stanza analysed; `doc.text == text`, always.

    Sentence borders are Stanza's. Without `head` on every word, the Doc has the borders and no dependencies.

    Raises:
        ValueError: The entries do not fit the text, or the heads of a sentence are no tree.
    """
    found = sorted((token for sentence in sentences for token in _tokens(sentence, text)), key=lambda each: each.start)
    tokens = list(_with_gaps(found, text))
    parsed = bool(found) and all(
        entry.get("head") is not None for sentence in sentences for entry in sentence if _is_word(entry)
    )
    index = {id(token): number for number, token in enumerate(tokens)}
    next_starts = {id(token): after.start for token, after in pairwise(tokens)}
    return Doc(
        vocab,
        words=[text[token.start : token.end] for token in tokens],
        spaces=[text[token.end : next_starts.get(id(token))] == " " for token in tokens],
        lemmas=[token.entry.get("lemma") or text[token.start : token.end] for token in tokens],
        pos=[_pos(token.entry) for token in tokens],
        tags=[token.entry.get("xpos") or "" for token in tokens],
        morphs=[token.entry.get("feats") or "" for token in tokens],
        heads=[index[id(token.head)] for token in tokens] if parsed else None,
        deps=[_dep(token) for token in tokens] if parsed else None,
        # White space before the first sentence belongs to it.
        sent_starts=None
        if parsed
        else [number == 0 or (token.opens_sentence and token is not found[0]) for number, token in enumerate(tokens)],
    )


def _is_word(entry: Entry) -> bool:
    """Whether an entry is a syntactic word: not the range of a multi-word token, not an empty node."""
    return isinstance(entry["id"], int) or len(entry["id"]) == 1


def _number(entry: Entry) -> int:
    return int(entry["id"] if isinstance(entry["id"], int) else entry["id"][0])


def _tokens(sentence: Sequence[Entry], text: str) -> list[_Token]:
    words = {_number(entry): entry for entry in sentence if _is_word(entry)}
    depths = _depths(words)
    token_of: dict[int, _Token] = {}
    for entry in sentence:
        number = _number(entry)
        if number == 0 or number in token_of:
            continue  # An empty node, which follows the word that it is numbered after, or a word of a seen token.
        start, end = _offsets(entry, text)
        if _is_word(entry):
            token_of[number] = _Token(start, end, entry)
            continue
        inside = [each for each in range(number, int(entry["id"][1]) + 1) if each in words]
        pieces = _pieces(text[start:end], [words[each]["text"] for each in inside])
        if pieces is None:
            nearest = min(inside, key=lambda each: depths.get(each, 0))
            token_of.update(dict.fromkeys(inside, _Token(start, end, words[nearest])))
        else:
            for each, piece in zip(inside, pieces, strict=True):
                token_of[each] = _Token(start + piece[0], start + piece[1], words[each])
    tokens = list({id(token): token for token in token_of.values()}.values())
    root = next((token for token in tokens if not token.entry.get("head")), None)
    for token in tokens:
        # Of several roots the others depend on the first: a second root would be a second sentence for spaCy.
        token.head = token_of[token.entry["head"]] if token.entry.get("head") else root
        token.opens_sentence = token is tokens[0]
    return tokens


def _depths(words: dict[int, Entry]) -> dict[int, int]:
    """Return how far every word is from the root, or nothing where words have no heads.

    Raises:
        ValueError: The heads are no tree.
    """
    if any(entry.get("head") is None for entry in words.values()):
        return {}
    depths = {0: 0}
    for start in words:
        path: list[int] = []
        number = start
        while number not in depths:
            if number in path or number not in words:
                raise ValueError(f"the heads of the sentence with {words[start]['text']!r} are no tree")
            path.append(number)
            number = int(words[number]["head"])
        for distance, each in enumerate(reversed(path), start=1):
            depths[each] = depths[number] + distance
    return depths


def _offsets(entry: Entry, text: str) -> tuple[int, int]:
    """Return the code points of a token, half-open.

    Raises:
        ValueError: The token has none, or they lie outside of the text.
    """
    start, end = entry.get("start_char"), entry.get("end_char")
    if start is None or end is None or not 0 <= start < end <= len(text):
        raise ValueError(
            f"Stanza's token {entry['text']!r} stands at {start}-{end} in a text of {len(text)} code points"
        )
    return start, end


def _pieces(surface: str, words: Sequence[str]) -> list[tuple[int, int]] | None:
    """Return where in a multi-word token its words stand, half-open, or None if they do not spell it out.

    Accents and case may differ; a hyphen between words goes to the word before it.
    """
    starts, at = [], 0
    for word in words:
        while at < len(surface) and not surface[at].isalnum() and _bare(surface[at]) != _bare(word[:1]):
            at += 1
        if not word or _bare(surface[at : at + len(word)]) != _bare(word):
            return None
        starts.append(at)
        at += len(word)
    if any(character.isalnum() for character in surface[at:]):
        return None
    return list(zip([0, *starts[1:]], [*starts[1:], len(surface)], strict=True))


def _bare(word: str) -> list[str]:
    """Return a word's characters without case, accents and kinds of apostrophe, one entry for each."""
    return [unicodedata.normalize("NFD", character)[0].casefold() for character in word.replace("’", "'")]


def _with_gaps(tokens: Sequence[_Token], text: str) -> Iterator[_Token]:
    """Yield the tokens and, in their places, tokens for the text between them.

    Raises:
        ValueError: Two tokens overlap.
    """
    before, at = None, 0
    for token in [*tokens, None]:
        start = len(text) if token is None else token.start
        if start < at:
            raise ValueError(f"Stanza's tokens overlap at code points {start}-{at}")
        if before is not None and text[at:start].startswith(" "):
            at += 1  # The one space that a token carries.
        for gap in _GAP.finditer(text, at, start):
            space = gap[0].isspace()
            entry = {"upos": "SPACE" if space else "X", "xpos": "_SP" if space else "", "deprel": "dep"}
            yield _Token(gap.start(), gap.end(), entry, head=before or token)
        if token is not None:
            yield token
            before, at = token, token.end


def _pos(entry: Entry) -> str:
    pos = entry.get("upos") or ""
    return pos if pos in _UPOS else "X"


def _dep(token: _Token) -> str:
    if token.head is token:
        return "ROOT"
    relation = str(token.entry.get("deprel") or "dep")
    return "parataxis" if relation == "root" else relation
