"""The measures of two published systems, for comparison with their own figures: Citron and the Gender Gap Tracker."""

from collections import defaultdict
from collections.abc import Callable, Sequence

from attribune.scoring.alignment import ROLES, Outline, Role, covered, touch
from attribune.scoring.measures import Tally, tally_sets

GENDER_GAP_THRESHOLDS = (0.3, 0.8)


def tally_gender_gap(
    gold: Sequence[Outline], predicted: Sequence[Outline], shared: dict[tuple[int, int], int]
) -> dict[str, Tally]:
    """Count the quotes found at each threshold, and of these the speakers and verbs that agree (`GenderGapScores`)."""
    sharing: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for (i, j), both in shared.items():
        sharing[i].append((both, -j))
    tallies = {}
    for threshold in GENDER_GAP_THRESHOLDS:
        pairs: dict[int, Outline] = {}
        for i, each in enumerate(gold):
            both, j = max(((both, j) for both, j in sharing[i] if -j not in pairs), default=(0, 0))
            if both > threshold * len(each.points["content"]):
                pairs[-j] = each
        tallies[f"gender_gap/{threshold}/quote"] = Tally(len(gold), len(pairs), len(predicted), len(pairs))
        speakers = sum(touch(one, predicted[j], "source") for j, one in pairs.items())
        tallies[f"gender_gap/{threshold}/speaker"] = Tally(len(pairs), speakers)
        verbs = sum(_verb(one) == _verb(predicted[j]) for j, one in pairs.items())
        tallies[f"gender_gap/{threshold}/verb"] = Tally(len(pairs), verbs)
    return tallies


def _verb(outline: Outline) -> str:
    cue = outline.attribution.cue
    return cue.text.strip().lower() if cue is not None else ""


def tally_citron(
    gold: Sequence[Outline], predicted: Sequence[Outline], word_starts: frozenset[int]
) -> dict[str, Tally]:
    """Count exact spans and words covered by role and for whole quotes (see `CitronScores`)."""

    def exact(role: Role) -> Tally:
        def same(one: Outline, other: Outline) -> bool:
            return touch(one, other, "cue") and one.stretches[role] == other.stretches[role]

        return _tally_existing(gold, predicted, same)

    tallies = {f"citron/exact/{role}": exact(role) for role in ROLES}
    tallies["citron/exact/quote"] = _tally_existing(
        gold, predicted, lambda one, other: one.stretches == other.stretches
    )
    overlaps = {
        role: tally_sets(covered(gold, role) & word_starts, covered(predicted, role) & word_starts) for role in ROLES
    }
    tallies.update({f"citron/overlap/{role}": tally for role, tally in overlaps.items()})
    tallies["citron/overlap/quote"] = Tally(*(sum(column) for column in zip(*overlaps.values(), strict=True)))
    return tallies


def _tally_existing(
    gold: Sequence[Outline], predicted: Sequence[Outline], same: Callable[[Outline, Outline], bool]
) -> Tally:
    """Count on either side the attributions that some attribution of the other side equals."""
    return Tally(
        len(gold),
        sum(any(same(one, other) for other in predicted) for one in gold),
        len(predicted),
        sum(any(same(one, other) for one in gold) for other in predicted),
    )
