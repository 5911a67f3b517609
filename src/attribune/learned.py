"""The learned annotator: one small encoder, cues by sequence tagging, then every cue's own source and content.

As in semantic role labelling (He et al. 2017): the tagger finds the cues of a window, and a light head over the same
vectors gives each cue a label sequence of its own. So a content can be discontinuous, two cues can share a source, and
an inner attribution can lie inside an outer content.
"""

import json
import math
import os
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from tokenizers import Tokenizer

from attribune.components.quotations import Quotation, pair_marks
from attribune.encoding import WORD, WordPieces, encode
from attribune.errors import ModelError
from attribune.labels import ROLE_LABELS, TAGGER_LABELS
from attribune.passages import Passage, Stretch, encoder_inputs, touch
from attribune.runner import Runner
from attribune.sequences import Floats, SequenceDecoder, stacked
from attribune.weak_cues import doubtful_cues, overlap, overlooked_cues

SHIPPED_MODEL = Path(__file__).parent / "model"
MODEL_FILES = ("encoder.onnx", "roles.onnx", "decoder.json", "tokenizer.json")

# Passages whose labels are decoded together; their vectors take 40 MB.
DECODED_TOGETHER = 64

# Candidates less likely than this are not kept; a cue that is not on the tagger's best path must make a likelier one.
# On PolNeAR dev lower ones give more recall for less precision, the relaxed record's F staying within a point; with
# these no role's strict F is more than 0.3 below what it reaches with any.
MIN_CONFIDENCE = 0.2
MIN_DOUBTFUL = 0.4


@dataclass(frozen=True)
class Candidate:
    """An attribution as the model reads it off one cue. Stretches are code points of the text, half-open.

    `evidence` holds what speaks for it, one number for each name of `EVIDENCE`; `confidence` weighs them.
    `kept` says whether it has a content and is likely enough.
    """

    cue: Stretch
    sources: list[Stretch]
    contents: list[Stretch]
    evidence: tuple[float, ...]
    confidence: float
    kept: bool

    def moved(self, by: int) -> "Candidate":
        """Return the candidate of a text that stands `by` code points further on."""

        def move(stretches: Sequence[Stretch]) -> list[Stretch]:
            return [(start + by, end + by) for start, end in stretches]

        return replace(self, cue=move([self.cue])[0], sources=move(self.sources), contents=move(self.contents))


# What a content reports in turn is found by reading its sentences as texts of their own: those of so many words at
# least that hold a likely cue, a word that is (part of) one in such a share of its occurrences in the corpus; beside a
# quotation, which may well be somebody else's, a lesser share will do. In its place nothing within a content looks like
# a cue to the model, since PolNeAR annotates outermost attributions only. That reads one word in fifteen twice.
MIN_INNER_WORDS = 5
MIN_CUE_SHARE, MIN_CUE_SHARE_BESIDE_QUOTATION = 0.6, 0.3
_QUOTE_MARKS = frozenset("\"“”„«»'‘’‚‹›")
_SENTENCE = re.compile(r"[^.!?]+(?:[.!?](?!\s)[^.!?]*)*[.!?]*")

# Probabilities: of the least certain word of the cue; of the whole role sequence, as its mean over spans; and whether
# there is no source. How sure the spans' edges are adds nothing to these (tried on PolNeAR dev).
EVIDENCE = ("cue", "roles", "no_source")


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
        return [replace(reading, candidates=_once_each(reading.candidates)) for reading in readings]

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
        doubtful = doubtful_cues(passages, marginals, cues)
        candidates = self._candidates(passages, vectors, marginals, cues)
        candidates += self._candidates(passages, vectors, marginals, doubtful, floor=MIN_DOUBTFUL)
        claimed: list[list[Stretch]] = [[] for _ in passages]
        for row, candidate in candidates:
            if candidate.kept:
                claimed[row] += candidate.contents
        overlooked = overlooked_cues(passages, marginals, claimed)
        candidates += [
            (row, candidate)
            for row, candidate in self._candidates(
                passages, vectors, marginals, [cue for cue, _ in overlooked], floor=0
            )
            if any(overlap(candidate.contents, quotation) for (each, _, _), quotation in overlooked if each == row)
        ]
        for row, candidate in candidates:
            readings[passages[row].text].candidates.append(candidate)
        for row, passage in enumerate(passages):
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
    ) -> list[tuple[int, Candidate]]:
        """Return what each cue (passage, start, end; words) reports, with its passage."""
        if not cues:
            return []
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
        candidates = []
        for each, (row, start, end) in enumerate(cues):
            spans = self._roles.spans(paths[each])
            contents = [(low, high) for low, high, role in spans if role == "CONTENT"]
            sources = [(low, high) for low, high, role in spans if role == "SOURCE"]
            evidence = (
                float(marginals[row, start:end, 3:5].sum(1).min()),
                float(np.exp(scores[each] / max(1, len(spans)))),
                float(not sources),
            )
            place = passages[row].code_points
            confidence = self._confidence(evidence)
            candidate = Candidate(
                cue=place((start, end)),
                sources=[place(stretch) for stretch in sources],
                contents=[place(stretch) for stretch in contents],
                evidence=evidence,
                confidence=confidence,
                kept=bool(contents) and confidence >= floor,
            )
            candidates.append((row, candidate))
        return candidates

    def _confidence(self, evidence: Sequence[float]) -> float:
        """Weigh the evidence by logistic regression (`training.calibrate`): the last weight is the constant's."""
        weighed = float(np.dot(logits(evidence), self._evidence_weights[:-1]) + self._evidence_weights[-1])
        return 1.0 / (1.0 + math.exp(-weighed))

    def _runner(self) -> Runner:
        """Return this process's runner."""
        if os.getpid() not in self._runners:
            self._runners[os.getpid()] = Runner(self._folder, self._threads)
        return self._runners[os.getpid()]


def _once_each(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Return candidates in text order, of kept ones with the same cue the surest.

    A cue near a border of windows may have been read in both, the second time for a quotation beyond the border.
    """
    once: list[Candidate] = []
    for candidate in sorted(candidates, key=lambda candidate: (candidate.kept, candidate.cue)):
        if candidate.kept and once and once[-1].kept and touch(once[-1].cue, candidate.cue):
            once[-1] = max(once[-1], candidate, key=lambda each: each.confidence)
        else:
            once.append(candidate)
    return sorted(once, key=lambda candidate: candidate.cue)


def _within(quotations: Sequence[Quotation], words: Any) -> Sequence[Quotation]:
    """Return those of some quotations, in text order, that begin in a stretch of words."""
    first = bisect_left(quotations, words[0, 0], key=lambda quotation: quotation.start)
    return quotations[first : bisect_right(quotations, words[-1, 0], key=lambda quotation: quotation.start)]


def logits(evidence: Sequence[float]) -> Floats:
    """Return log odds of probabilities, kept finite."""
    clipped = np.clip(np.array(evidence, dtype=np.float32), 0.005, 0.995)
    odds: Floats = np.log(clipped / (1 - clipped))
    return odds
