"""What one article contributes to each measure of `attribune.scoring`: counts, which add up over articles."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from attribune.records import AnnotatedArticle, Attribution
from attribune.scoring.alignment import ROLES, Outline, Stretch, covered
from attribune.scoring.judgements import Judgements, is_right


class Tally(NamedTuple):
    """How many items of the gold and of the prediction there are, and how many of each are right."""

    gold: int
    gold_right: int
    predicted: int = 0
    predicted_right: int = 0


def tally_sets(gold: frozenset[Stretch] | frozenset[int], predicted: frozenset[Stretch] | frozenset[int]) -> Tally:
    """Count two sets of items by what they have in common."""
    both = len(gold & predicted)
    return Tally(len(gold), both, len(predicted), both)


def tally_roles(gold: Sequence[Outline], predicted: Sequence[Outline]) -> dict[str, Tally]:
    """Count the spans of each role: strict, by any overlap, and by character (see `RoleScores`)."""
    tallies = {}
    for role in ROLES:
        ours = frozenset[Stretch]().union(*(each.stretches[role] for each in gold))
        theirs = frozenset[Stretch]().union(*(each.stretches[role] for each in predicted))
        our_points, their_points = covered(gold, role), covered(predicted, role)
        tallies[f"{role}/strict"] = tally_sets(ours, theirs)
        tallies[f"{role}/overlap"] = Tally(
            len(ours),
            sum(not their_points.isdisjoint(range(*stretch)) for stretch in ours),
            len(theirs),
            sum(not our_points.isdisjoint(range(*stretch)) for stretch in theirs),
        )
        tallies[f"{role}/character"] = tally_sets(our_points, their_points)
    return tallies


def tally_records(
    gold: Sequence[Outline], predicted: Sequence[Outline], matches: Sequence[tuple[int, int]]
) -> dict[str, Tally]:
    """Count whole attributions: strict, relaxed (`matches`), and the relaxed ones by style and attitude of the gold."""
    ours = Counter(tuple(each.stretches.values()) for each in gold)
    theirs = Counter(tuple(each.stretches.values()) for each in predicted)
    strict = (ours & theirs).total()
    tallies = {
        "record/strict": Tally(len(gold), strict, len(predicted), strict),
        "record/relaxed": Tally(len(gold), len(matches), len(predicted), len(matches)),
    }
    matched = {i for i, _ in matches}
    for trait in ("style", "attitude"):
        total = Counter(getattr(each.attribution, trait) for each in gold)
        found = Counter(getattr(gold[i].attribution, trait) for i in matched)
        tallies.update({f"{trait}/{value}": Tally(total[value], found[value]) for value in total})
    return tallies


def tally_speakers(
    gold: AnnotatedArticle,
    predicted: AnnotatedArticle,
    matched: Iterable[tuple[Attribution, Attribution]],
    judgements: Judgements,
) -> dict[str, Tally]:
    """Count the attributions whose speaker is judged, and those whose prediction has it: of those found, and of all."""
    theirs = {speaker.id: speaker for speaker in predicted.speakers}
    found = {one.id: other for one, other in matched}
    total: Counter[str] = Counter()
    right: Counter[str] = Counter()
    for attribution in gold.attributions:
        judgement = judgements.get((gold.id, attribution.id))
        if judgement is None or not judgement.names:
            continue
        other = found.get(attribution.id)
        speaker = theirs[other.speaker] if other is not None and other.speaker is not None else None
        same = is_right(judgement, speaker)
        for share in ("found", "all") if other is not None else ("all",):
            for group in ("speaker", f"form/{judgement.form}", f"kind/{judgement.kind}"):
                total[f"{share}/{group}"] += 1
                right[f"{share}/{group}"] += same
        if other is not None:
            total["found/right kind"] += 1
            right["found/right kind"] += speaker is not None and speaker.kind == judgement.kind
    return {f"speaker/{group}": Tally(total[group], right[group]) for group in total}
