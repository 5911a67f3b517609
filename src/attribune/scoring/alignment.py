"""Attributions laid side by side: spans on common borders, what they cover, and which of two annotations match."""

import re
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from attribune.records import AnnotatedArticle, Attribution, TextSpan

Edges = Literal["words", "characters"]
Role = Literal["source", "cue", "content"]
Stretch = tuple[int, int]

ROLES: tuple[Role, ...] = ("source", "cue", "content")

# A relaxed match needs this share of the two contents' characters in common: the definition that prototype 3 and the
# human agreement on PolNeAR were measured with (../shared/design/MODEL.md).
MIN_CONTENT_IOU = 0.5

_WORD = re.compile(r"\w+|[^\w\s]")
_SPACE = re.compile(r"\s")


@dataclass(frozen=True, slots=True)
class Outline:
    """An attribution as it is compared: for each role its stretches, and the code points they cover without space."""

    attribution: Attribution
    stretches: dict[Role, frozenset[Stretch]]
    points: dict[Role, frozenset[int]]


def outline_attributions(article: AnnotatedArticle, *, edges: Edges) -> list[Outline]:
    """Return the article's attributions with their spans on common borders, in the order of the record."""
    snap = edge_snapper(article.text, edges)
    spaces = frozenset(match.start() for match in _SPACE.finditer(article.text))

    def cover(stretch: Stretch) -> frozenset[int]:
        points = frozenset(range(*stretch))
        return points - spaces or points

    outlines = []
    for attribution in article.attributions:
        spans: dict[Role, list[TextSpan]] = {
            "source": attribution.source,
            "cue": [attribution.cue] if attribution.cue is not None else [],
            "content": attribution.content,
        }
        stretches = {role: frozenset(snap(span) for span in spans[role]) for role in ROLES}
        points = {role: _union(cover(stretch) for stretch in stretches[role]) for role in ROLES}
        outlines.append(Outline(attribution, stretches, points))
    return outlines


def touch(one: Outline, other: Outline, role: Role) -> bool:
    """Tell whether the two have a code point of the role in common, or both lack the role."""
    left, right = one.points[role], other.points[role]
    return not left.isdisjoint(right) if left and right else not left and not right


def nested(outlines: Sequence[Outline]) -> list[bool]:
    """Tell of each attribution whether it lies within another: by `within`, or wholly inside the other's content."""
    whole = [_union(each.points.values()) for each in outlines]
    return [
        outlines[i].attribution.within is not None
        or any(whole[i] <= other.points["content"] and whole[i] != whole[j] for j, other in enumerate(outlines))
        for i in range(len(outlines))
    ]


def covered(outlines: Iterable[Outline], role: Role) -> frozenset[int]:
    """Return the code points that the role covers in any of the attributions, white space left out."""
    return _union(each.points[role] for each in outlines)


def word_starts(text: str) -> frozenset[int]:
    """Return the code points at which a word or punctuation mark of the text starts."""
    return frozenset(match.start() for match in _WORD.finditer(text))


def shared_points(gold: Sequence[Outline], predicted: Sequence[Outline]) -> dict[tuple[int, int], int]:
    """Return for pairs (gold, predicted) of attributions how many code points their contents share, if any."""
    owners: dict[int, list[int]] = defaultdict(list)
    for i, each in enumerate(gold):
        for point in each.points["content"]:
            owners[point].append(i)
    return Counter(
        (i, j) for j, each in enumerate(predicted) for point in each.points["content"] for i in owners.get(point, ())
    )


def match_relaxed(
    gold: Sequence[Outline], predicted: Sequence[Outline], shared: dict[tuple[int, int], int]
) -> list[tuple[int, int]]:
    """Return pairs of indices (gold, predicted) of attributions that match loosely, each used once.

    Two match when their contents' character IoU is `MIN_CONTENT_IOU` or more and their sources overlap (or neither has
    one). Pairs are taken greedily, the highest IoU first, then in order of the gold. Where the contents of one
    annotation do not overlap each other, an IoU above 0.5 leaves no choice, so the best assignment is the same.
    """
    return list(_match(gold, predicted, shared, apart=False))


def match_contents(
    gold: Sequence[Outline], predicted: Sequence[Outline], shared: dict[tuple[int, int], int]
) -> list[tuple[int, int]]:
    """Return pairs of indices (gold, predicted) as `match_relaxed` does, but whatever their sources.

    Where several predictions have the same content, one whose source overlaps is taken.
    """
    return list(_match(gold, predicted, shared, apart=True))


def _match(
    gold: Sequence[Outline], predicted: Sequence[Outline], shared: dict[tuple[int, int], int], *, apart: bool
) -> Iterator[tuple[int, int]]:
    """Yield matching pairs; those whose sources are `apart` only where these are wanted, and after the others."""
    candidates = []
    for (i, j), both in shared.items():
        iou = both / (len(gold[i].points["content"]) + len(predicted[j].points["content"]) - both)
        together = touch(gold[i], predicted[j], "source")
        if iou >= MIN_CONTENT_IOU and (together or apart):
            candidates.append((-iou, not together, i, j))
    used_gold, used_predicted = set(), set()
    for _, _, i, j in sorted(candidates):
        if i not in used_gold and j not in used_predicted:
            used_gold.add(i)
            used_predicted.add(j)
            yield i, j


def edge_snapper(text: str, edges: Edges) -> Callable[[TextSpan], Stretch]:
    """Return the function that puts a span's edges on common borders, the same for gold and prediction.

    `words` widens a span to the words and punctuation marks it touches, as conlleval over tokens sees it;
    `characters` only takes outer white space off. A span of white space alone stays as it is.
    """
    if edges == "characters":

        def strip(span: TextSpan) -> Stretch:
            start = span.end - len(span.text.lstrip())
            end = span.start + len(span.text.rstrip())
            return (start, end) if start < end else (span.start, span.end)

        return strip

    words = [match.span() for match in _WORD.finditer(text)]
    starts, ends = [start for start, _ in words], [end for _, end in words]

    def widen(span: TextSpan) -> Stretch:
        first, last = bisect_right(ends, span.start), bisect_left(starts, span.end) - 1
        return (starts[first], ends[last]) if first <= last else (span.start, span.end)

    return widen


def _union(sets: Iterable[frozenset[int]]) -> frozenset[int]:
    return frozenset[int]().union(*sets)
