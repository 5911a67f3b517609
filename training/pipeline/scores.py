"""How well a pipeline does on a treebank: the measures of the CoNLL 2018 shared task.

On gold tokens nothing but the analysis is measured. From raw text, tokens and sentences are the pipeline's own: a word
counts as found if a token has exactly its characters, and a relation, if both of its words are found.
"""

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass

from spacy.language import Language
from spacy.tokens import Doc, Token

Span = tuple[int, int]


@dataclass(frozen=True)
class UdScores:
    """F1 in percent; on gold tokens, precision and recall are the same and this is accuracy. LAS without subtypes."""

    words: int
    tokens: float
    sentences: float
    upos: float
    lemma: float
    uas: float
    las: float
    las_with_subtypes: float


def ud_scores(nlp: Language, gold: Iterable[Doc], *, gold_tokens: bool) -> UdScores:
    """Run the pipeline over the texts of gold Docs, or over their tokens, and compare; white space is left out."""
    documents = list(gold)
    inputs = [_bare(doc) if gold_tokens else doc.text for doc in documents]
    found = list(nlp.pipe(inputs))

    def f1(facts: Callable[[Doc], set[tuple[object, ...]]]) -> float:
        pairs = [(facts(left), facts(right)) for left, right in zip(documents, found, strict=True)]
        right = sum(len(wanted & given) for wanted, given in pairs)
        total = sum(len(wanted) + len(given) for wanted, given in pairs)
        return round(200 * right / total, 1) if total else 0.0

    return UdScores(
        words=sum(not token.is_space for doc in documents for token in doc),
        tokens=f1(lambda doc: {_span(token) for token in _words(doc)}),
        sentences=f1(_sentences),
        upos=f1(lambda doc: {(_span(token), token.pos_) for token in _words(doc)}),
        lemma=f1(lambda doc: {(_span(token), token.lemma_) for token in _words(doc)}),
        uas=f1(lambda doc: {(_span(token), _head(token)) for token in _words(doc)}),
        las=f1(lambda doc: {(_span(token), _head(token), token.dep_.partition(":")[0]) for token in _words(doc)}),
        las_with_subtypes=f1(lambda doc: {(_span(token), _head(token), token.dep_) for token in _words(doc)}),
    )


def score_table(scores: dict[str, UdScores]) -> str:
    """Return scores as a Markdown table, a row for each."""
    head = ["", "words", "tokens", "sentences", "UPOS", "lemma", "UAS", "LAS", "LAS with subtypes"]
    rows = [
        [name, f"{each.words:,}", *(f"{value:.1f}" for value in list(asdict(each).values())[1:])]
        for name, each in scores.items()
    ]
    return "\n".join(f"| {' | '.join(row)} |" for row in [head, ["---"] * len(head), *rows])


def _words(doc: Doc) -> list[Token]:
    return [token for token in doc if not token.is_space]


def _span(token: Token) -> Span:
    return token.idx, token.idx + len(token)


def _head(token: Token) -> Span:
    return (-1, -1) if token.head == token else _span(token.head)


def _sentences(doc: Doc) -> set[tuple[object, ...]]:
    """The characters of the sentences, from the first word to the last."""
    spans = set()
    for sentence in doc.sents:
        words = [token for token in sentence if not token.is_space]
        if words:
            spans.add((words[0].idx, _span(words[-1])[1]))
    return spans


def _bare(doc: Doc) -> Doc:
    return Doc(doc.vocab, words=[token.text for token in doc], spaces=[bool(token.whitespace_) for token in doc])
