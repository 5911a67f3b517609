"""The pipeline: attribune's components, in a pipeline of their own or in the user's, and articles run through it."""

import re
import sys
from collections.abc import Callable, Iterable, Iterator
from importlib.metadata import version
from typing import Any

import spacy
from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import DummyTokenizer, registry
from spacy.vocab import Vocab

from attribune.annotators import LEARNED, AnnotatorChoice
from attribune.bridge import ATTRIBUTIONS, set_annotation, span_group, spans_by_attribution, speakers_of, to_annotation
from attribune.errors import RecordError
from attribune.reading import Reject
from attribune.records import AnnotatedArticle, Annotator, Article, Attribution

COMPONENTS = (
    "attribune_quotations",
    "attribune_tagging",
    "attribune_linking",
    "attribune_attitudes",
    "attribune_speakers",
)
SYNTACTIC_COMPONENTS = (
    "attribune_quotations",
    "attribune_cues",
    "attribune_contents",
    "attribune_sources",
    "attribune_linking",
)
# These know English words. Elsewhere the lexicon of cues has attitude and polarity, and speakers are left out.
ENGLISH_COMPONENTS = ("attribune_attitudes", "attribune_speakers")

# What spaCy's meta says of a pipeline that nobody named.
UNNAMED, NO_RELEASE = "pipeline", "0.0.0"

# Articles that go through the components together.
BATCH_ARTICLES = 128
# A batch of long articles is worked on earlier, in code points.
BATCH_CHARACTERS = 500_000
# Of these, so many are read at once: enough to keep every core busy, few enough for the model to read one lot while the
# other components work on the one before.
BATCH_DOCS = 16

_TOKEN = re.compile(r"(\w+|[^\w\s])( ?)|\s+")


@registry.tokenizers("attribune.words.v1")  # type: ignore[untyped-decorator]
def create_word_tokenizer() -> Callable[[Language], "WordTokenizer"]:
    """Return a function that makes the pipeline's tokenizer."""
    return lambda nlp: WordTokenizer(nlp.vocab)


class WordTokenizer(DummyTokenizer):
    """Splits a text into words, single punctuation marks and white space; the Doc's text is the text, verbatim.

    An attribution may begin or end at any quote mark, hyphen or full stop, and flattened text glues sentences together
    without a space: with these tokens every border that the model can name is a token's border.
    """

    def __init__(self, vocab: Vocab) -> None:
        self.vocab = vocab

    def __call__(self, text: str) -> Doc:
        """Return the Doc of a text."""
        words, spaces = [], []
        for match in _TOKEN.finditer(text):
            words.append(match[1] or match[0])
            spaces.append(bool(match[2]))
        return Doc(self.vocab, words=words, spaces=spaces)


def load(choice: AnnotatorChoice = LEARNED) -> Language:
    """Return an annotator's pipeline, by default the learned one's with the weights that came with the package.

    Without a pipeline of the user's nothing is downloaded, and nothing is needed but the package.

    Raises:
        SettingsError: The user's pipeline is missing, has no parser, or is in a language that nobody here reads.
        ModelError: The weights are missing or made for another version.
    """
    if choice.nlp is None:
        return load_own()
    from attribune.parsers import check_parser, load_nlp

    nlp = load_nlp(choice.nlp, download=choice.download)
    if nlp.meta["name"] == UNNAMED:
        nlp.meta["name"] = choice.nlp
    if choice.name != "learned":
        check_parser(nlp, choice.nlp)
        _add(nlp, *SYNTACTIC_COMPONENTS)
    if choice.name != "syntactic":
        _add(nlp, "attribune", merge=choice.name == "both")
    elif nlp.lang == "en":
        _add(nlp, *ENGLISH_COMPONENTS)
    return nlp


def load_own(
    vocab: Vocab | bool = True, *, model: str | None = None, threads: int = 0, merge: bool = False
) -> Language:
    """Return the learned annotator's own pipeline: its tokens, and its components with the weights in a folder.

    With `merge` it takes what the syntactic annotator found from `doc.spans["attributions_syntactic"]`.
    """
    nlp = _blank(vocab)
    for name in COMPONENTS:
        config = {"model": model, "threads": threads, "unlikely": merge} if name == "attribune_tagging" else {}
        nlp.add_pipe(name, config=config)
    if merge:
        nlp.add_pipe("attribune_merging", after="attribune_tagging")
    return nlp


def _blank(vocab: Vocab | bool = True) -> Language:
    """Return an English pipeline of our own tokens, for texts of any length, with no component yet."""
    nlp = spacy.blank("en", vocab=vocab, config={"nlp": {"tokenizer": {"@tokenizers": "attribune.words.v1"}}})
    # spaCy's limit of a million code points guards parsers; here memory grows by windows, not with the text.
    nlp.max_length = sys.maxsize
    return nlp


def _add(nlp: Language, *names: str, **config: Any) -> None:
    """Add components to the end of a user's pipeline, which may have some of them already."""
    for name in names:
        if name in nlp.pipe_names:
            nlp.remove_pipe(name)
        nlp.add_pipe(name, config=config)


def annotator_of(nlp: Language) -> Annotator:
    """Return who annotates with this pipeline: attribune, its version, the user's pipeline and all components."""
    name, release = nlp.meta["name"], nlp.meta["version"]
    given = name if release == NO_RELEASE else f"{nlp.lang}_{name} {release}"
    config = " ".join([*([] if name == UNNAMED else [f"{given}:"]), *nlp.pipe_names])
    return Annotator(name="attribune", version=version("attribune"), config=config)


def annotate(
    articles: Iterable[Article | Reject], *, nlp: Language | None = None
) -> Iterator[AnnotatedArticle | Reject]:
    """Yield each article with its attributions and speakers, in order; the rejects of a reader pass through.

    Articles of any length are read; memory holds `BATCH_ARTICLES` of them at a time, or fewer long ones. An article
    that a component fails on becomes a reject and costs no other article.
    """
    nlp = nlp or load()
    annotator = annotator_of(nlp)
    batch: list[Article] = []
    for each in articles:
        if isinstance(each, Reject):
            yield each
            continue
        batch.append(each)
        if len(batch) == BATCH_ARTICLES or sum(len(article.text) for article in batch) > BATCH_CHARACTERS:
            yield from _annotate_batch(batch, nlp, annotator)
            batch = []
    yield from _annotate_batch(batch, nlp, annotator)


def annotate_all(articles: Iterable[Article], *, nlp: Language | None = None) -> list[AnnotatedArticle]:
    """Return every article with its attributions and speakers; one that fails ends the run.

    Raises:
        RecordError: An article could not be annotated.
    """
    annotated = []
    for each in annotate(articles, nlp=nlp):
        if isinstance(each, Reject):
            raise RecordError(f"article {each.id!r} {each.reason}")
        annotated.append(each)
    return annotated


def find_speakers(articles: Iterable[AnnotatedArticle]) -> Iterator[AnnotatedArticle]:
    """Yield articles with the attributions they have, their speakers found anew. No model is loaded."""
    nlp = _blank()
    component = nlp.add_pipe("attribune_speakers")
    annotator = annotator_of(nlp)
    for article, doc in annotated_docs(articles):
        doc = component(doc)
        speaker_of = {each: spans[0].kb_id_ or None for each, spans in spans_by_attribution(doc).items()}
        evidence_of = {each: fields.get("evidence") for each, fields in span_group(doc, ATTRIBUTIONS).attrs.items()}
        # The record's spans stay as they are: on the Doc they are widened to whole words.
        found = [
            Attribution.model_validate(
                {**each.model_dump(), "speaker": speaker_of[each.id], "evidence": evidence_of[each.id]}
            )
            for each in article.attributions
        ]
        update = {"annotator": annotator, "speakers": speakers_of(doc), "attributions": found}
        yield article.model_copy(update=update)


def annotated_docs(articles: Iterable[AnnotatedArticle]) -> Iterator[tuple[AnnotatedArticle, Doc]]:
    """Yield articles with Docs that have their quotations and attributions, but no speakers."""
    nlp = _blank()
    nlp.add_pipe("attribune_quotations")
    for article in articles:
        without = [each.model_copy(update={"speaker": None, "evidence": None}) for each in article.attributions]
        bare = article.model_copy(update={"attributions": without, "speakers": []})
        yield article, nlp(set_annotation(nlp.make_doc(article.text), bare))


def _annotate_batch(batch: list[Article], nlp: Language, annotator: Annotator) -> Iterator[AnnotatedArticle | Reject]:
    """Annotate articles together and, from the first one that fails, those that are left one by one.

    `nlp.pipe` ends with the first exception of any component or of the tokenizer. spaCy's error handlers would go on,
    but only where every component's own `pipe` calls them, and they would drop the Doc without a word.
    """
    done = 0
    try:
        pairs = ((article.text, article) for article in batch)
        for doc, article in nlp.pipe(pairs, as_tuples=True, batch_size=BATCH_DOCS):
            annotation = to_annotation(doc, article, annotator)
            done += 1
            yield annotation
    except Exception:
        for article in batch[done:]:
            try:
                annotation = to_annotation(nlp(article.text), article, annotator)
            except Exception as error:
                yield _failed(article, error)
            else:
                yield annotation


def _failed(article: Article, error: Exception) -> Reject:
    origin = article.origin
    reason = f"could not be annotated: {type(error).__name__}: {error}"
    return Reject(path=origin.path, where=f"characters {origin.start}-{origin.end}", reason=reason, id=article.id)
