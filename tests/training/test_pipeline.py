"""The small English pipeline: treebanks as Docs, the scores, and the pipeline that is in the repository."""

import random
from pathlib import Path

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc

from attribune.parsers import has_parser, load_nlp
from training.pipeline.__main__ import PACKAGE
from training.pipeline.scores import score_table, ud_scores
from training.pipeline.treebanks import Sentence, read_treebank, stretches, whole_documents

TREEBANK = """\
# newdoc id = one
# newpar
# text = "Don't go", Ada said.
1\t"\t"\tPUNCT\t``\t_\t4\tpunct\t_\tSpaceAfter=No
2-3\tDon't\t_\t_\t_\t_\t_\t_\t_\t_
2\tDo\tdo\tAUX\tVB\tMood=Imp\t4\taux\t_\t_
3\tn't\tnot\tPART\tRB\tPolarity=Neg\t4\tadvmod\t_\t_
4\tgo\tgo\tVERB\tVB\t_\t7\tccomp\t_\tSpaceAfter=No
5\t"\t"\tPUNCT\t''\t_\t4\tpunct\t_\tSpaceAfter=No
6\t,\t,\tPUNCT\t,\t_\t7\tpunct\t_\t_
7\tAda\tAda\tPROPN\tNNP\tNumber=Sing\t8\tnsubj\t_\t_
8\tsaid\tsay\tVERB\tVBD\tTense=Past\t0\troot\t_\tSpaceAfter=No
8.1\tit\tit\tPRON\t_\t_\t_\t_\t8:obj\t_
9\t.\t.\tPUNCT\t.\t_\t8\tpunct\t_\t_

# newpar
# text = He left.
1\tHe\the\tPRON\tPRP\t_\t2\tnsubj\t_\t_
2\tleft\tleave\tVERB\tVBD\t_\t0\troot\t_\tSpaceAfter=No
3\t.\t.\tPUNCT\t.\t_\t2\tpunct\t_\t_

# newdoc id = two
# text = Hidden text
1\tHidden\t_\t_\t_\t_\t_\t_\t_\t_
2\ttext\t_\t_\t_\t_\t_\t_\t_\t_

"""


@pytest.fixture
def documents(tmp_path: Path) -> list[list[Sentence]]:
    """The documents of a small treebank."""
    path = tmp_path / "treebank.conllu"
    path.write_text(TREEBANK)
    return read_treebank([path])


@pytest.fixture
def gold(documents: list[list[Sentence]], blank_nlp: Language) -> Doc:
    """The Doc of its only document with dependencies."""
    (doc,) = whole_documents(documents, blank_nlp.vocab)
    return doc


def test_treebank_is_read_as_its_text(gold: Doc) -> None:
    """Words have the spaces of the text, and paragraphs an empty line between them."""
    assert gold.text == '"Don\'t go", Ada said.\n\nHe left.'
    assert [sentence.text for sentence in gold.sents] == ['"Don\'t go", Ada said.\n\n', "He left."]


def test_treebanks_annotation_is_on_the_words(gold: Doc) -> None:
    """Lemma, tags, features and heads are the treebank's; empty nodes and hidden texts are left out."""
    word = gold[2]

    assert (word.text, word.lemma_, word.pos_, word.tag_, str(word.morph), word.dep_, word.head.text) == (
        "n't",
        "not",
        "PART",
        "RB",
        "Polarity=Neg",
        "advmod",
        "go",
    )


def test_stretches_cover_every_word(documents: list[list[Sentence]], blank_nlp: Language) -> None:
    """What is trained on has every word once, in order, however it is cut and broken into lines."""
    docs = list(stretches(documents, blank_nlp.vocab, random.Random(3), restyled=0.0))

    words = [token.text for doc in docs for token in doc if not token.is_space]
    assert words == [word for document in documents for sentence in document for word in sentence.words]


def test_restyled_stretches_keep_trees_and_offsets(documents: list[list[Sentence]], blank_nlp: Language) -> None:
    """Another house style changes quotation marks and apostrophes, and nothing else."""
    styles = set()
    for seed in range(20):
        (doc,) = stretches(documents, blank_nlp.vocab, random.Random(seed), restyled=1.0)
        styles.add(doc.text[:6])
        said = next(token for token in doc if token.text == "said")
        assert (said.idx, said.dep_, next(child.text for child in said.children)) == (16, "ROOT", "Ada")

    assert {"“Don’t", "'Don't"} <= styles


def test_perfect_analysis_scores_a_hundred(gold: Doc, monkeypatch: pytest.MonkeyPatch) -> None:
    """A pipeline that gives the gold analysis has 100 everywhere, white space aside."""
    nlp = spacy.blank("en")
    monkeypatch.setattr(nlp, "pipe", lambda inputs: [gold for _ in inputs])

    scores = ud_scores(nlp, [gold], gold_tokens=False)

    assert (scores.words, scores.tokens, scores.sentences, scores.las_with_subtypes) == (12, 100.0, 100.0, 100.0)


def test_wrong_relation_costs_las_but_not_uas(gold: Doc, monkeypatch: pytest.MonkeyPatch) -> None:
    """LAS counts heads with their relation, subtypes aside; UAS heads alone."""
    found = gold.copy()
    found[7].dep_ = "obj"
    found[0].dep_ = "punct:open"
    nlp = spacy.blank("en")
    monkeypatch.setattr(nlp, "pipe", lambda inputs: [found for _ in inputs])

    scores = ud_scores(nlp, [gold], gold_tokens=True)

    assert (scores.uas, scores.las, scores.las_with_subtypes) == (100.0, round(1100 / 12, 1), round(1000 / 12, 1))


def test_words_split_in_another_way_are_not_found(gold: Doc, monkeypatch: pytest.MonkeyPatch) -> None:
    """From raw text, a word counts only if a token has exactly its characters."""
    merged = gold.copy()
    with merged.retokenize() as retokenizer:
        retokenizer.merge(merged[1:3])
    nlp = spacy.blank("en")
    monkeypatch.setattr(nlp, "pipe", lambda inputs: [merged for _ in inputs])

    assert ud_scores(nlp, [gold], gold_tokens=False).tokens == round(200 * 10 / 23, 1)


def test_table_has_a_row_for_each(gold: Doc, blank_nlp: Language) -> None:
    """The printed table is Markdown with the names as given."""
    scores = ud_scores(blank_nlp, [], gold_tokens=True)

    assert score_table({"EWT, raw text": scores}).splitlines()[2].startswith("| EWT, raw text | 0 |")


@pytest.fixture(scope="module")
def english() -> Language:
    """The pipeline that is in the repository."""
    return load_nlp(str(PACKAGE))


def test_shipped_pipeline_is_small() -> None:
    """The package stays under 15 MB."""
    assert sum(path.stat().st_size for path in PACKAGE.parent.rglob("*") if path.is_file()) < 15_000_000


def test_shipped_pipeline_reads_a_report(english: Language) -> None:
    """Subject, reporting verb and reported clause of a plain sentence come out with Universal Dependencies."""
    doc = english("The mayor said on Monday that the old bridge would close.")

    found = {token.text: (token.lemma_, token.pos_, token.dep_, token.head.text) for token in doc}
    assert has_parser(english)
    assert found["mayor"] == ("mayor", "NOUN", "nsubj", "said")
    assert found["said"] == ("say", "VERB", "ROOT", "said")
    assert found["bridge"][2:] == ("nsubj", "close")
    assert found["close"] == ("close", "VERB", "ccomp", "said")


def test_shipped_pipeline_splits_sentences(english: Language) -> None:
    """Sentences end where the parser says so, also at a closing curly mark and before a line break."""
    doc = english("“We will rebuild the bridge.” Ada Wren left the hall.\n\nNobody followed her.")

    assert [sentence.text.strip() for sentence in doc.sents] == [
        "“We will rebuild the bridge.”",
        "Ada Wren left the hall.",
        "Nobody followed her.",
    ]
