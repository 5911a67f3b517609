"""Cues that the tagger's best path passes over and that may yet be some."""

from collections.abc import Sequence

import numpy as np

from attribune.components.quotations import Quotation
from attribune.passages import Passage, Stretch, touch
from attribune.sequences import Floats

# A quotation of this many words, marks included, whose words are content with this mean probability, is somebody's
# words; if no cue claims it, the likeliest one within reach (in words) does, unless that is very unlikely.
MIN_QUOTED_WORDS = 6
MIN_REPORTED = 0.5
CUE_REACH = 25
MIN_OVERLOOKED_CUE = 0.02
MIN_DOUBTFUL_CUE = 0.2


def doubtful_cues(
    passages: Sequence[Passage], marginals: Floats, cues: Sequence[tuple[int, int, int]]
) -> list[tuple[int, int, int]]:
    """Return cues (passage, start, end) that the best path passes over although they are not unlikely.

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


def overlooked_cues(
    passages: Sequence[Passage], marginals: Floats, claimed: Sequence[Sequence[Stretch]]
) -> list[tuple[tuple[int, int, int], Quotation]]:
    """Return the likeliest cue beside each quotation that looks reported and that nothing has claimed.

    `claimed` has the contents found in each passage; cues are (passage, start, end), words, half-open.
    """
    cue_of = marginals[:, :, 3:5].sum(2)
    content_of = marginals[:, :, 5:].sum(2)
    overlooked = []
    for row, passage in enumerate(passages):
        for quotation in passage.quotations:
            if quotation.depth or not quotation.closed or overlap(claimed[row], quotation):
                continue
            edges = np.searchsorted(passage.encoded.words[:, 0], [quotation.start, quotation.end])
            first, last = (edges - passage.window.start).tolist()
            inside = slice(first, last)
            if not (passage.core.start <= first < last <= passage.core.stop) or last - first < MIN_QUOTED_WORDS:
                continue
            if content_of[row, inside].mean() < MIN_REPORTED:
                continue
            likely = cue_of[row, : passage.window.end - passage.window.start].copy()
            likely[inside] = 0
            likely[: max(0, first - CUE_REACH)] = likely[last + CUE_REACH :] = 0
            best = int(likely.argmax())
            if likely[best] < MIN_OVERLOOKED_CUE:
                continue
            start, end = best, best + 1
            while start and likely[start - 1] > likely[best] / 2:
                start -= 1
            while end < len(likely) and likely[end] > likely[best] / 2:
                end += 1
            overlooked.append(((row, start, end), quotation))
    return overlooked


def overlap(contents: Sequence[Stretch], quotation: Quotation) -> bool:
    """Tell whether a quotation shares anything with some contents."""
    return any(touch(content, (quotation.start, quotation.end)) for content in contents)
