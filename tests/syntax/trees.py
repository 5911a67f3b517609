"""Trees built by hand: CoNLL-U to a Doc like those that a Stanza pipeline is read into."""

from collections.abc import Sequence
from pathlib import Path

import spacy
from spacy.language import Language
from spacy.tokens import Doc

from attribune.bridge import spans_by_attribution
from attribune.components.contents import Contents
from attribune.components.cues import Cues
from attribune.components.linking import Linking
from attribune.components.quotations import Quotations
from attribune.components.sources import Sources
from attribune.syntax.lexicon import load_lexicon

ARTICLES = Path(__file__).parent / "articles"


def tree(rows: str, *, lang: str = "en") -> Doc:
    """Return the Doc of rows "word lemma UPOS head relation [morphology]", heads counted from 1 within a sentence.

    An empty line parts sentences. A word that ends in "_" has no space behind it.
    """
    nlp: Language = spacy.blank(lang)
    words, spaces, lemmas, pos, heads, deps, morphs, starts = [], [], [], [], [], [], [], []
    first = 0
    for line in [*rows.strip().splitlines(), ""]:
        if not line.strip():
            first = len(words)
            continue
        word, lemma, upos, head, relation, *morph = line.split()
        words.append(word.removesuffix("_"))
        spaces.append(not word.endswith("_"))
        lemmas.append(lemma)
        pos.append(upos)
        heads.append(first + int(head) - 1 if int(head) else len(words) - 1)
        deps.append("ROOT" if relation == "root" else relation)
        morphs.append(morph[0] if morph else "")
        starts.append(len(words) - 1 == first)
    return Doc(
        nlp.vocab,
        words=words,
        spaces=spaces,
        lemmas=lemmas,
        pos=pos,
        heads=heads,
        deps=deps,
        morphs=morphs,
        sent_starts=starts,
    )


def read_article(lang: str) -> tuple[Doc, list[tuple[str, str, str]]]:
    """Return the invented article of a language as a Doc, and its gold of source, cue, content, `|` parting several."""
    rows, gold = [], []
    for line in (ARTICLES / f"{lang}.conllu").read_text(encoding="utf-8").splitlines():
        if line.startswith("# gold = "):
            source, cue, content = line.removeprefix("# gold = ").split(" / ")
            gold.append((source, cue, content))
        elif line.startswith("#"):
            continue
        elif line:
            _, word, lemma, upos, _, morph, head, relation, _, misc = line.split("\t")
            glue = "_" if misc == "SpaceAfter=No" else ""
            rows.append(f"{word}{glue} {lemma} {upos} {head} {relation} {morph if morph != '_' else ''}")
        else:
            rows.append("")
    return tree("\n".join(rows), lang=lang), gold


def annotated(doc: Doc, *, lexicon: str | None = None) -> Doc:
    """Run the syntactic components and linking over a Doc."""
    words = load_lexicon(lexicon or doc.vocab.lang)
    for component in (Quotations(max_paragraphs=12), Cues(words), Contents(words), Sources(words), Linking()):
        doc = component(doc)
    return doc


def found(doc: Doc) -> list[tuple[str, str, str]]:
    """Return every attribution's source, cue and content, `|` parting several."""
    return [
        tuple("|".join(span.text for span in spans if span.label_ == label) for label in ("SOURCE", "CUE", "CONTENT"))  # type: ignore[misc]
        for spans in spans_by_attribution(doc).values()
    ]


def fields(doc: Doc) -> Sequence[dict[str, object]]:
    """Return the attributions' fields in text order."""
    attrs = doc.spans["attributions"].attrs
    return [attrs[id_] for id_ in spans_by_attribution(doc)]
