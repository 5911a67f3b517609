"""The results of a comparison, and how they come from the articles' counts."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict

from attribune.scoring.alignment import ROLES, Role
from attribune.scoring.measures import Tally
from attribune.scoring.published import GENDER_GAP_THRESHOLDS

Floats = NDArray[np.float64]
Interval = tuple[float, float]


class _Result(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Measure(_Result):
    """Precision, recall and F in percent, the counts they come from, and F's 95% interval over articles."""

    precision: float
    recall: float
    f: float
    interval: Interval | None
    gold: int
    gold_right: int
    predicted: int
    predicted_right: int


class Share(_Result):
    """`right` of `total` in percent, with its 95% interval over articles; no percentage of nothing."""

    percent: float | None
    interval: Interval | None
    right: int
    total: int


class RoleScores(_Result):
    """How well the spans of one role agree. Each fragment of a discontinuous content is a span of its own.

    - `strict`: spans equal at both edges, as conlleval counts (Tjong Kim Sang and Buchholz 2000). The spans of an
      article are a set: a source that two attributions share counts once.
    - `overlap`: a span is right if any span of the role on the other side has a character in common with it.
    - `character`: the characters that the role covers, white space left out.
    """

    strict: Measure
    overlap: Measure
    character: Measure


class GenderGapScores(_Result):
    """The Gender Gap Tracker's measure at one threshold (Asr et al., PLOS ONE 2021; their `evaluate_quotes.py`).

    A gold quote is found if more than the threshold of its characters lie in a prediction not used before; the best
    such prediction is taken, in order of the gold. Of the quotes found, `speaker` is the share whose source spans
    overlap (or are absent on both sides), `verb` the share with the same cue, letter case aside. Approximate in that
    the original takes a quote as one stretch from its first to its last character, counts white space, and takes a
    missing gold speaker as right only beside a quote it calls floating.
    """

    quote: Measure
    speaker: Share
    verb: Share


class CitronScores(_Result):
    """Citron's measures (BBC; Newell, Cowlishaw and Man 2018; their `metrics.py`), by role and for whole quotes.

    `exact`: an attribution counts as right if one on the other side has the same spans of the role; for source and
    content their cues must overlap as well. `overlap`: words covered by the role; `quote` adds the three roles up.
    Approximate in that words are runs of letters and digits or single marks instead of spaCy's tokens, that a word
    covered twice counts once (the original sums over all pairs of quotes), and that cues which only touch do not
    overlap. Citron publishes precision and recall of the quote overlap in exchanged places.
    """

    exact: dict[str, Measure]
    overlap: dict[str, Measure]


class Scores(_Result):
    """All measures of one comparison; `model_dump_json()` gives them as JSON.

    - `predicted_attributions`: without those that `outermost` left out.
    - `record_strict`: source spans, cue and content spans all equal, matched one to one.
    - `record_relaxed`: content characters IoU >= 0.5 and sources overlap (or both have none), matched one to one.
    - `by_style`, `by_attitude`: recall of the relaxed record, by what the gold says; by attitude only where the gold
      has any but `statement`.
    - `speaker`: of the attributions with a gold speaker whose content was found (content characters IoU >= 0.5, one to
      one), those whose prediction has that speaker (`scoring.judgements.is_right`); `speaker_of_all`: of all that have
      one. `..._by_form` by how the gold source mentions the speaker (name, pronoun, nominal, none), `..._by_kind` by
      its kind; `speaker_kind`: of those found, those whose speaker has the right kind.
    """

    articles: int
    gold_attributions: int
    predicted_attributions: int
    source: RoleScores
    cue: RoleScores
    content: RoleScores
    record_strict: Measure
    record_relaxed: Measure
    by_style: dict[str, Share]
    by_attitude: dict[str, Share]
    speaker: Share
    speaker_by_form: dict[str, Share]
    speaker_by_kind: dict[str, Share]
    speaker_kind: Share
    speaker_of_all: Share
    speaker_of_all_by_form: dict[str, Share]
    speaker_of_all_by_kind: dict[str, Share]
    gender_gap: dict[str, GenderGapScores]
    citron: CitronScores


def summarise(tallies: Sequence[dict[str, Tally]], *, samples: int, seed: int) -> Scores:
    """Return the scores of articles from the counts of each.

    Args:
        tallies: One article's counts by measure, as the modules `scoring.measures` and `scoring.published` give them.
        samples: Bootstrap samples of articles (Efron's percentile method); 0 leaves the intervals out.
        seed: Of the bootstrap's random draws.
    """
    keys = sorted({key for tally in tallies for key in tally})
    none = Tally(0, 0)
    counts = np.array([[tally.get(key, none) for key in keys] for tally in tallies], dtype=np.float64)
    totals = dict(zip(keys, counts.sum(axis=0), strict=True))
    sampled = dict(zip(keys, np.moveaxis(_resample(counts, samples, seed), 1, 0), strict=True))

    def measure(key: str) -> Measure:
        precision, recall, f = (float(each) for each in _precision_recall_f(totals[key]))
        gold, gold_right, predicted, predicted_right = (int(count) for count in totals[key])
        return Measure(
            precision=precision,
            recall=recall,
            f=f,
            interval=_interval(_precision_recall_f(sampled[key])[2]),
            gold=gold,
            gold_right=gold_right,
            predicted=predicted,
            predicted_right=predicted_right,
        )

    def share(key: str) -> Share:
        if key not in totals or not totals[key][0]:
            return Share(percent=None, interval=None, right=0, total=0)
        total, right = int(totals[key][0]), int(totals[key][1])
        drawn = sampled[key][sampled[key][:, 0] > 0]
        return Share(
            percent=100 * right / total, interval=_interval(100 * drawn[:, 1] / drawn[:, 0]), right=right, total=total
        )

    def shares(prefix: str) -> dict[str, Share]:
        return {key.removeprefix(prefix): share(key) for key in keys if key.startswith(prefix)}

    def role_scores(role: Role) -> RoleScores:
        return RoleScores(
            strict=measure(f"{role}/strict"), overlap=measure(f"{role}/overlap"), character=measure(f"{role}/character")
        )

    by_attitude = shares("attitude/")
    return Scores(
        articles=len(tallies),
        gold_attributions=int(totals["record/relaxed"][0]),
        predicted_attributions=int(totals["record/relaxed"][2]),
        source=role_scores("source"),
        cue=role_scores("cue"),
        content=role_scores("content"),
        record_strict=measure("record/strict"),
        record_relaxed=measure("record/relaxed"),
        by_style=shares("style/"),
        by_attitude={} if set(by_attitude) <= {"statement"} else by_attitude,
        speaker=share("speaker/found/speaker"),
        speaker_by_form=shares("speaker/found/form/"),
        speaker_by_kind=shares("speaker/found/kind/"),
        speaker_kind=share("speaker/found/right kind"),
        speaker_of_all=share("speaker/all/speaker"),
        speaker_of_all_by_form=shares("speaker/all/form/"),
        speaker_of_all_by_kind=shares("speaker/all/kind/"),
        gender_gap={
            str(threshold): GenderGapScores(
                quote=measure(f"gender_gap/{threshold}/quote"),
                speaker=share(f"gender_gap/{threshold}/speaker"),
                verb=share(f"gender_gap/{threshold}/verb"),
            )
            for threshold in GENDER_GAP_THRESHOLDS
        },
        citron=CitronScores(
            exact={part: measure(f"citron/exact/{part}") for part in (*ROLES, "quote")},
            overlap={part: measure(f"citron/overlap/{part}") for part in (*ROLES, "quote")},
        ),
    )


def _resample(counts: Floats, samples: int, seed: int) -> Floats:
    """Return the summed counts of bootstrap samples: articles x measures x 4 to samples x measures x 4."""
    articles, measures, columns = counts.shape
    flat = counts.reshape(articles, measures * columns)
    rng = np.random.default_rng(seed)
    even = np.full(articles, 1 / articles)
    # One sample at a time: the weights of all would be samples x articles, too much for a whole archive.
    drawn = [rng.multinomial(articles, even).astype(np.float64) @ flat for _ in range(samples)]
    return np.array(drawn, dtype=np.float64).reshape(samples, measures, columns)


def _precision_recall_f(counts: Floats) -> tuple[Floats, Floats, Floats]:
    """Return precision, recall and F in percent of counts whose last axis is a `Tally`."""
    gold, gold_right, predicted, predicted_right = np.moveaxis(counts, -1, 0)
    nothing = (gold == 0) & (predicted == 0)
    precision = np.where(nothing, 100.0, 100 * predicted_right / np.maximum(predicted, 1))
    recall = np.where(nothing, 100.0, 100 * gold_right / np.maximum(gold, 1))
    f = 2 * precision * recall / np.where(precision + recall > 0, precision + recall, 1)
    return precision, recall, f


def _interval(sampled: Floats) -> Interval | None:
    if not len(sampled):
        return None
    low, high = np.percentile(sampled, (2.5, 97.5))
    return float(low), float(high)
