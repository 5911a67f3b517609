"""Cues that the tagger's best path passes over and that may yet be some."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from attribune.candidates import Candidate
from attribune.components.quotations import Quotation
from attribune.passages import Passage
from attribune.sequences import Floats

# A cue of a passage: the passage's number, then words, half-open.
PassageCue = tuple[int, int, int]

# A quotation of this many words, marks included, whose words are content with this mean probability, is somebody's
# words; if no cue claims it, the likeliest one within reach (in words) does, unless that is very unlikely.
MIN_QUOTED_WORDS = 6
MIN_REPORTED = 0.5
CUE_REACH = 25
MIN_OVERLOOKED_CUE = 0.02
MIN_DOUBTFUL_CUE = 0.1


def doubtful_cues(passages: Sequence[Passage], marginals: Floats, cues: Sequence[PassageCue]) -> list[PassageCue]:
    """Return cues that the best path passes over although they are not unlikely.

    The confidence of what they report will tell whether they are cues.
    """
    cue_of = marginals[:, :, 3:5].sum(2)
    for row, start, end in cues:
        cue_of[row, max(0, start - 1) : end + 1] = 0
    doubtful = []
    for row, passage in enumerate(passages):
        likely = np.flatnonzero(cue_of[row, passage.core] >= MIN_DOUBTFUL_CUE) + passage.core.start
        for run in np.split(likely, np.flatnonzero(np.diff(likely) > 1) + 1):
            if len(run):
                doubtful.append((row, int(run[0]), int(run[-1]) + 1))
    return doubtful


def unclaimed_quotations(passage: Passage, marginals: Floats, kept: Sequence[Candidate]) -> list[Quotation]:
    """Return the quotations of a passage that look reported and that no kept candidate holds.

    `marginals` (words, labels) are the tagger's. Of a quotation longer than the passage its beginning counts.
    """
    unclaimed = []
    end_of_core = int(passage.encoded.words[passage.window.core_end - 1, 1])
    for whole in passage.quotations:
        quotation = replace(whole, end=min(whole.end, end_of_core))
        if quotation.depth or not quotation.closed or any(holds(each, quotation) for each in kept):
            continue
        first, last = _words(passage, quotation)
        if first < passage.core.start or last - first < MIN_QUOTED_WORDS:
            continue
        if marginals[first:last, 5:].sum(1).mean() >= MIN_REPORTED:
            unclaimed.append(quotation)
    return unclaimed


def cue_beside(
    quotation: Quotation, passage: Passage, marginals: Floats, kept: Sequence[Candidate]
) -> tuple[int, int] | None:
    """Return the likeliest cue (words, half-open) beside a quotation that no kept candidate has, if any."""
    likely = marginals[: passage.window.end - passage.window.start, 3:5].sum(1)
    for each in kept:
        taken = np.searchsorted(passage.encoded.words[:, 0], each.cue) - passage.window.start
        likely[max(0, taken[0]) : max(0, taken[1])] = 0
    first, last = _words(passage, quotation)
    likely[first:last] = 0
    likely[: max(0, first - CUE_REACH)] = likely[last + CUE_REACH :] = 0
    best = int(likely.argmax())
    if likely[best] < MIN_OVERLOOKED_CUE:
        return None
    start, end = best, best + 1
    while start and likely[start - 1] > likely[best] / 2:
        start -= 1
    while end < len(likely) and likely[end] > likely[best] / 2:
        end += 1
    return start, end


def holds(candidate: Candidate, quotation: Quotation) -> bool:
    """Tell whether a content of a candidate has half of a quotation or more."""
    half = (quotation.end - quotation.start) / 2
    return any(min(end, quotation.end) - max(start, quotation.start) >= half for start, end in candidate.contents)


def _words(passage: Passage, quotation: Quotation) -> tuple[int, int]:
    """Return a quotation's words, counted from the window's start."""
    first, last = np.searchsorted(passage.encoded.words[:, 0], [quotation.start, quotation.end])
    return int(first) - passage.window.start, int(last) - passage.window.start
