"""Tagging: the learned model's attributions, as it reads them off the words, on a Doc."""

from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice
from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc, Span

from attribune.bridge import ATTRIBUTIONS, CONTENT, CUE, QUOTATIONS, SOURCE, UNLIKELY, make_span, span_group, text_of
from attribune.candidates import Candidate
from attribune.components.quotations import quotations_of
from attribune.learned import SHIPPED_MODEL, LearnedModel, Reading


@Language.factory(
    "attribune_tagging",
    requires=["doc.spans"],
    assigns=["doc.spans"],
    default_config={"model": None, "threads": 0, "unlikely": False},
)
def make_tagging(nlp: Language, name: str, model: str | None, threads: int, unlikely: bool) -> "Tagging":
    """Build the component.

    `model` is a folder, by default the weights that came with the package; `unlikely` keeps for `attribune_merging`, in
    `doc.spans["attributions_unlikely"]`, what the model alone is not sure enough of.
    """
    return Tagging(LearnedModel(Path(model) if model else SHIPPED_MODEL, threads=threads), unlikely=unlikely)


class Tagging:
    """Adds an attribution with SOURCE, CUE and CONTENT spans for every cue that the model finds.

    Also notes in `doc.spans["quotations"].attrs["reported"]` how likely the model holds each quotation to be somebody's
    words rather than a title or a scare quote: a quotation without a cue has nothing else that speaks for it.
    """

    def __init__(self, model: LearnedModel, *, unlikely: bool = False) -> None:
        self.model = model
        self.unlikely = unlikely

    def __call__(self, doc: Doc) -> Doc:
        """Tag one Doc."""
        return next(self.pipe([doc]))

    def pipe(self, stream: Iterable[Doc], *, batch_size: int = 32) -> Iterator[Doc]:
        """Tag a stream of Docs; windows of a batch's Docs are read together."""
        stream = iter(stream)
        # While the model reads a batch (without Python's lock), the components behind this one work on the one before.
        with ThreadPoolExecutor(max_workers=1) as executor:
            before: tuple[list[Doc], Future[list[Reading]]] = [], executor.submit(list)
            while docs := list(islice(stream, batch_size)):
                reading = executor.submit(self.model.read, [(text_of(doc), quotations_of(doc)) for doc in docs])
                yield from self._tagged(*before)
                before = docs, reading
            yield from self._tagged(*before)

    def _tagged(self, docs: list[Doc], readings: "Future[list[Reading]]") -> Iterator[Doc]:
        for doc, reading in zip(docs, readings.result(), strict=True):
            first = len(span_group(doc, ATTRIBUTIONS).attrs) + 1
            numbered = [(f"a{number}", each) for number, each in enumerate(reading.candidates, start=first)]
            _add_attributions(doc, ATTRIBUTIONS, [each for each in numbered if each[1].kept])
            if self.unlikely:
                unlikely = [each for each in numbered if each[1].contents and not each[1].kept]
                _add_attributions(doc, UNLIKELY, unlikely)
            _set_reported(doc, reading)
            yield doc


def _add_attributions(doc: Doc, key: str, candidates: Iterable[tuple[str, Candidate]]) -> None:
    group = span_group(doc, key)
    fields = dict(group.attrs)
    spans: list[Span] = []
    for id_, candidate in candidates:
        for label, stretches in ((CUE, [candidate.cue]), (SOURCE, candidate.sources), (CONTENT, candidate.contents)):
            spans.extend(make_span(doc, start, end, label=label, id_=id_) for start, end in stretches)
        fields[id_] = {"confidence": round(candidate.confidence, 4)}
    group.extend(spans)
    group.attrs = fields


def _set_reported(doc: Doc, reading: Reading) -> None:
    starts = reading.words[:, 0]
    reported = []
    for quotation in quotations_of(doc):
        first, last = starts.searchsorted([quotation.start, quotation.end])
        reported.append(float(reading.content[first:last].mean()) if first < last else 0.0)
    span_group(doc, QUOTATIONS).attrs["reported"] = reported
