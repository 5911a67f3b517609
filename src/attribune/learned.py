"""The learned annotator: one small encoder, cues by sequence tagging, then every cue's own source and content.

As in semantic role labelling (He et al. 2017): the tagger finds the cues of a window, and a light head over the same
vectors gives each cue a label sequence of its own. So a content can be discontinuous, two cues can share a source, and
an inner attribution can lie inside an outer content.
"""

import json
import os
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
from tokenizers import Tokenizer

from attribune.candidates import MIN_CONFIDENCE, Candidate, Evidence, judged, once_each
from attribune.components.quotations import Quotation, pair_marks
from attribune.encoding import WORD, WordPieces, encode
from attribune.errors import ModelError
from attribune.labels import OUTSIDE, ROLE_LABELS, SOURCE_BEGINS, TAGGER_LABELS
from attribune.passages import Passage, encoder_inputs, touch
from attribune.runner import Runner
from attribune.sequences import Floats, Integers, SequenceDecoder, stacked
from attribune.weak_cues import PassageCue, cue_beside, doubtful_cues, holds, unclaimed_quotations

SHIPPED_MODEL = Path(__file__).parent / "model"
MODEL_FILES = ("encoder.onnx", "roles.onnx", "decoder.json", "tokenizer.json")

# Passages whose labels are decoded together; their vectors take 40 MB.
DECODED_TOGETHER = 64

# What a content reports in turn is found by reading its sentences as texts of their own: those of so many words at
# least that hold a likely cue, a word that is (part of) one in such a share of its occurrences in the corpus; beside a
# quotation, which may well be somebody else's, a lesser share will do. In its place nothing within a content looks like
# a cue to the model, since PolNeAR annotates outermost attributions only. That reads one word in fifteen twice.
MIN_INNER_WORDS = 5
MIN_CUE_SHARE, MIN_CUE_SHARE_BESIDE_QUOTATION = 0.6, 0.3
_QUOTE_MARKS = frozenset("\"“”„«»'‘’‚‹›")
_SENTENCE = re.compile(r"[^.!?]+(?:[.!?](?!\s)[^.!?]*)*[.!?]*")


@dataclass(frozen=True)
class Reading:
    """What the model makes of one text: its candidates, and how likely each word belongs to some content.

    `words` (n, 2) are the words' code points, half-open; `content` (n,) probabilities.
    """

    candidates: list[Candidate]
    words: Any
    content: Floats


class LearnedModel:
    """The weights in a folder, run by onnxruntime.

    Args:
        folder: Holds the files of `MODEL_FILES`.
        threads: How many passages are read side by side; 0 means one per core.

    Raises:
        ModelError: A file is missing or cannot be read.
    """

    def __init__(self, folder: Path = SHIPPED_MODEL, *, threads: int = 0) -> None:
        missing = [name for name in MODEL_FILES if not (folder / name).is_file()]
        if missing:
            raise ModelError(
                f"{folder}: {', '.join(missing)} missing; a model folder holds {', '.join(MODEL_FILES)}. Reinstall "
                "attribune, or write them with `python -m training.build`."
            )
        decoder = json.loads((folder / "decoder.json").read_text(encoding="utf-8"))
        self._folder = folder
        self._threads = threads or os.cpu_count() or 1
        self._word_pieces = WordPieces(Tokenizer.from_file(str(folder / "tokenizer.json")))
        if absent := [name for name in ("tagger", "roles", "evidence_weights", "cue_shares") if name not in decoder]:
            raise ModelError(
                f"{folder / 'decoder.json'}: {', '.join(absent)} missing: the model was made for another version. "
                "Reinstall attribune, or export it again with `python -m training.build --reuse`."
            )
        self._tagger = SequenceDecoder(TAGGER_LABELS, decoder["tagger"])
        self._roles = SequenceDecoder(ROLE_LABELS, decoder["roles"])
        self._evidence_weights = np.array(decoder["evidence_weights"])
        self._cue_shares: dict[str, float] = decoder["cue_shares"]
        # By process: a forked one can neither use its parent's threads nor, waiting for them, delete them.
        self._runners: dict[int, Runner] = {}

    def read(self, texts: Sequence[tuple[str, Sequence[Quotation]]]) -> list[Reading]:
        """Return what the model makes of each text, given with its quotations."""
        readings = self.read_outermost(texts)
        inner = [
            (number, start, sentence)
            for number, ((text, _), reading) in enumerate(zip(texts, readings, strict=True))
            for start, sentence in self._reporting_sentences(text, reading)
        ]
        inner_readings = self.read_outermost([(sentence, pair_marks(sentence)) for _, _, sentence in inner])
        for (number, start, _), reading in zip(inner, inner_readings, strict=True):
            candidates = readings[number].candidates
            cues = [candidate.cue for candidate in candidates if candidate.kept]
            moved = [candidate.moved(start) for candidate in reading.candidates if candidate.kept]
            candidates += [each for each in moved if not any(touch(each.cue, cue) for cue in cues)]
        for reading in readings:
            reading.candidates.sort(key=lambda candidate: candidate.cue)
        return readings

    def read_outermost(self, texts: Sequence[tuple[str, Sequence[Quotation]]]) -> list[Reading]:
        """Return the outermost attributions of each text."""
        encoded = [encode(text, quotations, self._word_pieces) for text, quotations in texts]
        readings = [Reading([], each.words, np.zeros(len(each.words), dtype=np.float32)) for each in encoded]
        passages = [
            Passage(number, each, window, _within(quotations, each.words[window.core_start : window.core_end]))
            for number, (each, (_, quotations)) in enumerate(zip(encoded, texts, strict=True))
            for window in each.windows
        ]
        passages.sort(key=lambda passage: passage.n_pieces)
        for first in range(0, len(passages), DECODED_TOGETHER):
            self._read_lot(passages[first : first + DECODED_TOGETHER], readings)
        return [replace(reading, candidates=once_each(reading.candidates)) for reading in readings]

    def _reporting_sentences(self, text: str, reading: Reading) -> Iterator[tuple[int, str]]:
        """Yield the sentences of contents that may report something themselves, with their offsets."""
        seen = 0
        for start, end in sorted({each for one in reading.candidates if one.kept for each in one.contents}):
            quoted = text[start] in _QUOTE_MARKS and text[end - 1] in _QUOTE_MARKS
            for match in _SENTENCE.finditer(text, max(start + quoted, seen), end - quoted):
                words = WORD.findall(match[0].lower())
                beside = not quoted and not _QUOTE_MARKS.isdisjoint(match[0])
                enough = MIN_CUE_SHARE_BESIDE_QUOTATION if beside else MIN_CUE_SHARE
                shares = (self._cue_shares.get(word, 0.0) for word in words)
                if len(words) >= MIN_INNER_WORDS and max(shares) >= enough:
                    yield match.start(), match[0]
            seen = max(seen, end)

    def _read_lot(self, passages: Sequence[Passage], readings: list[Reading]) -> None:
        """Read passages: the encoder takes one at a time, the CRFs, whose steps are many and small, all at once."""
        encoded = self._runner().encode([encoder_inputs(passage, self._word_pieces) for passage in passages])
        vectors = [each for each, _ in encoded]
        tags = stacked([each for _, each in encoded])
        lengths = np.array([passage.window.end - passage.window.start for passage in passages])
        paths = self._tagger.best_paths(tags, lengths)
        marginals = self._tagger.probabilities(tags, lengths)
        cues = [
            (row, start, end)
            for row, passage in enumerate(passages)
            for start, end, role in self._tagger.spans(paths[row])
            if role == "CUE" and passage.core.start <= start < passage.core.stop
        ]
        cues += doubtful_cues(passages, marginals, cues)
        found = self._candidates(passages, vectors, marginals, cues)
        overlooked: list[tuple[PassageCue, Quotation]] = []
        for row, passage in enumerate(passages):
            for quotation in unclaimed_quotations(passage, marginals[row], [each for each in found[row] if each.kept]):
                holding = [each for each in found[row] if holds(each, quotation)]
                if holding:
                    surest = max(holding, key=lambda candidate: candidate.confidence)
                    found[row][found[row].index(surest)] = replace(surest, kept=True)
                elif cue := cue_beside(quotation, passage, marginals[row], [each for each in found[row] if each.kept]):
                    overlooked.append(((row, *cue), quotation))
        late = self._candidates(passages, vectors, marginals, [cue for cue, _ in overlooked], floor=0)
        for (row, _, _), quotation in overlooked:
            found[row] += [each for each in late[row] if holds(each, quotation) and each not in found[row]]
        for row, passage in enumerate(passages):
            readings[passage.text].candidates.extend(found[row])
            window, core = passage.window, passage.core
            readings[passage.text].content[window.core_start : window.core_end] = marginals[row, core, 5:].sum(1)

    def _candidates(
        self,
        passages: Sequence[Passage],
        vectors: Sequence[Floats],
        marginals: Floats,
        cues: Sequence[tuple[int, int, int]],
        *,
        floor: float = MIN_CONFIDENCE,
    ) -> list[list[Candidate]]:
        """Return, for each passage, what those of some cues that stand in it report."""
        if not cues:
            return [[] for _ in passages]
        cues = sorted(cues)
        row_of, start_of, end_of = np.array(cues, dtype=np.int64).T
        inputs = []
        for row in np.unique(row_of):
            own = row_of == row
            places = {"window": np.zeros(own.sum(), dtype=np.int64), "start": start_of[own], "end": end_of[own]}
            inputs.append({"vectors": vectors[row], **places})
        emissions = self._runner().roles(inputs)
        lengths = np.array([passages[row].window.end - passages[row].window.start for row in row_of])
        scored = stacked(emissions)
        paths = self._roles.best_paths(scored, lengths)
        scores = self._roles.path_scores(scored, paths, lengths) - self._roles.log_partition(scored, lengths)
        paths = self._with_one_source(scored, paths, lengths)
        candidates: list[list[Candidate]] = [[] for _ in passages]
        for each, (row, start, end) in enumerate(cues):
            spans = self._roles.spans(paths[each])
            contents = _joined([(low, high) for low, high, role in spans if role == "CONTENT"])
            sources = [(low, high) for low, high, role in spans if role == "SOURCE"]
            passage = passages[row]
            cue_words = WORD.findall(passage.words((start, end)).lower())
            extent = slice(contents[0][0], contents[-1][1]) if contents else slice(0)
            evidence = Evidence(
                cue=float(marginals[row, start:end, 3:5].sum(1).min()),
                roles=float(np.exp(scores[each] / max(1, len(spans)))),
                no_source=float(not sources),
                cue_share=max(self._cue_shares.get(word, 0.0) for word in cue_words),
                content=float(marginals[row, extent, 5:].sum(1).mean()) if contents else 0.0,
            )
            candidate = Candidate(
                cue=passage.code_points((start, end)),
                sources=[passage.code_points(stretch) for stretch in sources],
                contents=[passage.code_points(stretch) for stretch in contents],
                evidence=evidence,
            )
            candidates[row].append(candidate)
        return [judged(own, self._evidence_weights, floor=floor) for own in candidates]

    def _with_one_source(self, scored: Floats, paths: Integers, lengths: Integers) -> Integers:
        """Return role paths (cues, words) with one source each: of several, the one that makes the likeliest path.

        A source is one stretch (of 18,360 in PolNeAR train 9 are not), but no CRF over labels knows that.
        """
        paths = paths.copy()
        for row in np.flatnonzero((paths == SOURCE_BEGINS).sum(1) > 1):
            path = paths[row]
            sources = [(start, end) for start, end, role in self._roles.spans(path) if role == "SOURCE"]
            single = np.repeat(path[None], len(sources), axis=0)
            for number, other in product(range(len(sources)), repeat=2):
                if number != other:
                    single[number, slice(*sources[other])] = OUTSIDE
            each = scored[row][None].repeat(len(sources), axis=0)
            scores = self._roles.path_scores(each, single, lengths[row].repeat(len(sources)))
            paths[row] = single[scores.argmax()]
        return paths

    def _runner(self) -> Runner:
        """Return this process's runner."""
        if os.getpid() not in self._runners:
            self._runners[os.getpid()] = Runner(self._folder, self._threads)
        return self._runners[os.getpid()]


def _joined(stretches: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return stretches, in order, with those that touch made one: a content is not parted by nothing."""
    joined: list[tuple[int, int]] = []
    for start, end in stretches:
        if joined and joined[-1][1] == start:
            start = joined.pop()[0]
        joined.append((start, end))
    return joined


def _within(quotations: Sequence[Quotation], words: Any) -> Sequence[Quotation]:
    """Return those of some quotations, in text order, that begin in a stretch of words."""
    first = bisect_left(quotations, words[0, 0], key=lambda quotation: quotation.start)
    return quotations[first : bisect_right(quotations, words[-1, 0], key=lambda quotation: quotation.start)]
