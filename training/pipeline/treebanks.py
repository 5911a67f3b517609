"""Universal Dependencies treebanks as spaCy Docs: stretches of running text, as a parser meets them in an article.

A treebank has neither line breaks nor double spaces; they are put back between its paragraphs and sentences, as white
space tokens that depend on the token before them, which is how spaCy treats them.
"""

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from spacy.tokens import Doc
from spacy.vocab import Vocab

from attribune.components.quotations import pair_marks
from training.house_styles import STYLES, restyle

# A document is cut at sentence ends into stretches of so many words at most, a number drawn for each.
_STRETCH_WORDS = (20, 400)


@dataclass
class Sentence:
    """A treebank's sentence: one entry per syntactic word; `heads` are positions in it, a root's its own."""

    opens_paragraph: bool
    words: list[str] = field(default_factory=list)
    spaces: list[bool] = field(default_factory=list)
    lemmas: list[str] = field(default_factory=list)
    pos: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    morphs: list[str] = field(default_factory=list)
    heads: list[int] = field(default_factory=list)
    deps: list[str] = field(default_factory=list)


def read_treebank(paths: Iterable[Path]) -> list[list[Sentence]]:
    """Return the documents of CoNLL-U files; sentences without dependencies (GUM without its texts) are left out."""
    documents: list[list[Sentence]] = []
    for path in paths:
        document: list[Sentence] = []
        for block in path.read_text(encoding="utf-8").strip().split("\n\n"):
            lines = block.split("\n")
            if any(line.startswith("# newdoc") for line in lines):
                document = []
                documents.append(document)
            if (sentence := _sentence(lines)) is not None:
                document.append(sentence)
    return [document for document in documents if document]


def _sentence(lines: list[str]) -> Sentence | None:
    sentence = Sentence(opens_paragraph=any(line.startswith(("# newpar", "# newdoc")) for line in lines))
    inside_until = 0
    for row in (line.split("\t") for line in lines if not line.startswith("#")):
        number, form, lemma, pos, tag, morph, head, dep, _, rest = row
        if "-" in number:  # The words of a multi-word token follow; they spell it, so only its end has a space.
            inside_until = int(number.partition("-")[2])
            space_after_token = "SpaceAfter=No" not in rest
            continue
        if "." in number:  # An empty node of the enhanced dependencies.
            continue
        if head == "_":
            return None
        position = int(number)
        if position < inside_until:
            space = False
        elif position == inside_until:
            space = space_after_token
        else:
            space = "SpaceAfter=No" not in rest
        sentence.words.append(form)
        sentence.spaces.append(space)
        sentence.lemmas.append(form if lemma == "_" and form != "_" else lemma)
        sentence.pos.append(pos)
        sentence.tags.append(tag)
        sentence.morphs.append("" if morph == "_" else morph)
        sentence.heads.append(int(head) - 1 if head != "0" else position - 1)
        sentence.deps.append("ROOT" if dep == "root" else dep)
    return sentence


def whole_documents(documents: Iterable[list[Sentence]], vocab: Vocab) -> Iterator[Doc]:
    """Yield one Doc per document, its paragraphs apart by an empty line: what scores are measured on."""
    for document in documents:
        breaks = ["\n\n" if sentence.opens_paragraph else " " for sentence in document[1:]]
        yield _doc(document, [*breaks, ""], vocab)


def stretches(
    documents: Iterable[list[Sentence]], vocab: Vocab, rng: random.Random, *, restyled: float
) -> Iterator[Doc]:
    """Yield stretches of documents with the breaks of real files between sentences: what is trained on.

    A share of them, `restyled`, gets quotation marks and apostrophes drawn from those that newspapers use; no offset
    changes.
    """
    for document in documents:
        for stretch in _cut(document, rng):
            breaks = [_random_break(sentence, rng) for sentence in stretch[1:]]
            doc = _doc(stretch, [*breaks, ""], vocab)
            yield _in_house_style(doc, rng) if rng.random() < restyled else doc


def _cut(document: list[Sentence], rng: random.Random) -> Iterator[list[Sentence]]:
    stretch: list[Sentence] = []
    limit = rng.randint(*_STRETCH_WORDS)
    for sentence in document:
        if stretch and sum(len(each.words) for each in stretch) + len(sentence.words) > limit:
            yield stretch
            stretch, limit = [], rng.randint(*_STRETCH_WORDS)
        stretch.append(sentence)
    if stretch:
        yield stretch


def _random_break(sentence: Sentence, rng: random.Random) -> str:
    if sentence.opens_paragraph:
        return rng.choices(["\n\n", "\n", " ", "  "], weights=[5, 2, 3, 0.3])[0]
    return rng.choices([" ", "  ", "\n"], weights=[94, 3, 3])[0]


def _doc(sentences: list[Sentence], breaks: list[str], vocab: Vocab) -> Doc:
    """Join sentences, each followed by its break, to a Doc."""
    whole = Sentence(opens_paragraph=True)
    for sentence, after in zip(sentences, breaks, strict=True):
        start = len(whole.words)
        whole.words += sentence.words
        whole.spaces += [*sentence.spaces[:-1], after.startswith(" ")]
        whole.lemmas += sentence.lemmas
        whole.pos += sentence.pos
        whole.tags += sentence.tags
        whole.morphs += sentence.morphs
        whole.heads += [start + head for head in sentence.heads]
        whole.deps += sentence.deps
        if white_space := after.removeprefix(" "):
            whole.words.append(white_space)
            whole.spaces.append(False)
            whole.lemmas.append(white_space)
            whole.pos.append("SPACE")
            whole.tags.append("_SP")
            whole.morphs.append("")
            whole.heads.append(len(whole.words) - 2)
            whole.deps.append("dep")
    return Doc(
        vocab,
        words=whole.words,
        spaces=whole.spaces,
        lemmas=whole.lemmas,
        pos=whole.pos,
        tags=whole.tags,
        morphs=whole.morphs,
        heads=whole.heads,
        deps=whole.deps,
    )


def _in_house_style(doc: Doc, rng: random.Random) -> Doc:
    text = doc.text
    apostrophe = rng.choice("'’")
    restyled = restyle(text.replace("'", apostrophe).replace("’", apostrophe), pair_marks(text), rng.choice([*STYLES]))
    words = [restyled[token.idx : token.idx + len(token)] for token in doc]
    lemmas = [word if token.is_punct else token.lemma_ for word, token in zip(words, doc, strict=True)]
    return Doc(
        doc.vocab,
        words=words,
        spaces=[bool(token.whitespace_) for token in doc],
        lemmas=lemmas,
        pos=[token.pos_ for token in doc],
        tags=[token.tag_ for token in doc],
        morphs=[str(token.morph) for token in doc],
        heads=[token.head.i for token in doc],
        deps=[token.dep_ for token in doc],
    )
