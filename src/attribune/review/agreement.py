"""How far annotators of the same articles agree: span by span, attribution by attribution, character by character.

Alpha is computed here and not by the `krippendorff` package: that one wants the values of all characters at once, while
nominal alpha needs only how often each pattern of values occurs, and so no more memory for more articles.
"""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from itertools import combinations

from pydantic import BaseModel, ConfigDict

from attribune.errors import RecordError
from attribune.records import AnnotatedArticle
from attribune.review.versions import group_versions
from attribune.scoring.alignment import (
    ROLES,
    Edges,
    Outline,
    Role,
    covered,
    match_relaxed,
    outline_attributions,
    shared_points,
)
from attribune.scoring.measures import Tally, tally_records, tally_roles
from attribune.scoring.speakers import same_name

# How often the characters of articles by these annotators were given these values: bit n stands for ROLES[n].
_Patterns = Counter[tuple[tuple[str, ...], tuple[int, ...]]]

_TRAITS = ("style", "attitude", "polarity")


class _Result(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class RoleAgreement(_Result):
    """F of a role's spans in percent (`scoring.results.RoleScores`), and nominal alpha of which characters it covers.

    F is the same whichever annotator is taken as right. Alpha is None where nobody, or everybody, covers every
    character.
    """

    strict: float
    overlap: float
    character: float
    alpha: float | None


class PairAgreement(_Result):
    """How far two annotators agree, or all pairs of annotators taken together.

    - `articles`: that both annotated; of all pairs, the sum over pairs.
    - `record_strict`, `record_relaxed`: F in percent of whole attributions, linked (see `scoring.results.Scores`).
    - `same`: of the attributions that match loosely, the percentage with the same style, attitude, polarity, speaker.
    - `alpha`: of the characters' roles, where each set of roles that a character can have is a value.
    """

    articles: int
    roles: dict[Role, RoleAgreement]
    record_strict: float
    record_relaxed: float
    same: dict[str, float | None]
    alpha: float | None


class Agreement(_Result):
    """How far all annotators agree; `pairs` by the two names in alphabetical order, "ana / bo".

    `articles` have several annotators, `single` one only, and these say nothing.
    """

    articles: int
    single: int
    overall: PairAgreement
    pairs: dict[str, PairAgreement]


def measure_agreement(articles: Iterable[AnnotatedArticle], *, edges: Edges = "words") -> Agreement:
    """Compare what different annotators made of the same articles, whose versions follow each other.

    Alpha is Krippendorff's for nominal data (Krippendorff 2011, Computing Krippendorff's Alpha-Reliability), with the
    characters of all articles as units, white space aside; `overall` it takes all annotators of an article together.

    Args:
        articles: The annotations.
        edges: `words` widens spans to whole words before they are compared; `characters` takes outer white space off.

    Raises:
        RecordError: No article has two annotators, or `group_versions` refuses them.
    """
    tallies: dict[tuple[str, str], Counter[tuple[str, int]]] = defaultdict(Counter)
    shared: Counter[tuple[str, str]] = Counter()
    patterns: _Patterns = Counter()
    several = single = 0
    for versions in group_versions(articles):
        several += len(versions) > 1
        single += len(versions) == 1
        versions.sort(key=lambda version: version.annotator.name)
        outlined = [(version, outline_attributions(version, edges=edges)) for version in versions]
        for (one, ours), (other, theirs) in combinations(outlined, 2):
            pair = one.annotator.name, other.annotator.name
            shared[pair] += 1
            for key, tally in _tally_pair(one, ours, other, theirs).items():
                tallies[pair].update({(key, column): count for column, count in enumerate(tally)})
        if len(versions) > 1:
            patterns.update(_patterns(versions[0].text, [(each.annotator.name, own) for each, own in outlined]))
    if not several:
        raise RecordError(
            "no article has two annotators: agreement needs the same article, by id, from at least two; those of one "
            "article must follow each other"
        )
    total: Counter[tuple[str, int]] = Counter()
    for each in tallies.values():
        total.update(each)
    return Agreement(
        articles=several,
        single=single,
        overall=_summarise(shared.total(), total, patterns),
        pairs={
            " / ".join(pair): _summarise(shared[pair], tallies[pair], _of_pair(patterns, pair))
            for pair in sorted(shared)
        },
    )


def nominal_alpha(units: Mapping[tuple[Hashable, ...], int]) -> float | None:
    """Return Krippendorff's alpha of nominal values, or None if there is one value only, or none.

    Args:
        units: How often each pattern of values occurs among the units; a pattern holds the values that one unit was
            given, as many as there were. Units with one value say nothing.
    """
    totals: Counter[Hashable] = Counter()
    agreed = 0.0
    for values, count in units.items():
        if len(values) > 1:
            for value, times in Counter(values).items():
                totals[value] += times * count
                agreed += count * times * (times - 1) / (len(values) - 1)
    number = totals.total()
    by_chance = sum(times * (times - 1) for times in totals.values())
    if len(totals) < 2:
        return None
    # 1 - observed / expected disagreement, both times number * (number - 1).
    return 1 - (number - agreed) * (number - 1) / (number * (number - 1) - by_chance)


def _tally_pair(
    one: AnnotatedArticle, ours: Sequence[Outline], other: AnnotatedArticle, theirs: Sequence[Outline]
) -> dict[str, Tally]:
    matches = match_relaxed(ours, theirs, shared_points(ours, theirs))
    names = [{speaker.id: speaker.name for speaker in each.speakers} for each in (one, other)]
    same = Counter({"speaker": 0})
    for i, j in matches:
        left, right = ours[i].attribution, theirs[j].attribution
        same.update(trait for trait in _TRAITS if getattr(left, trait) == getattr(right, trait))
        if left.speaker is None or right.speaker is None:
            same["speaker"] += left.speaker is right.speaker
        else:
            same["speaker"] += same_name(names[0][left.speaker], names[1][right.speaker])
    return {
        **tally_roles(ours, theirs),
        **tally_records(ours, theirs, matches),
        **{f"same/{trait}": Tally(len(matches), same[trait]) for trait in (*_TRAITS, "speaker")},
    }


def _patterns(text: str, versions: Sequence[tuple[str, Sequence[Outline]]]) -> _Patterns:
    """Return how often each pattern of values occurs among the article's characters."""
    names = tuple(name for name, _ in versions)
    given: list[Counter[int]] = []
    for _, outlines in versions:
        values: Counter[int] = Counter()
        for bit, role in enumerate(ROLES):
            values.update(dict.fromkeys(covered(outlines, role), 1 << bit))
        given.append(values)
    points = set().union(*given)
    patterns = Counter((names, tuple(values[point] for values in given)) for point in points)
    elsewhere = sum(not each.isspace() for each in text) - sum(not text[point].isspace() for point in points)
    patterns[names, (0,) * len(names)] += elsewhere
    return patterns


def _of_pair(patterns: _Patterns, pair: tuple[str, str]) -> _Patterns:
    of_pair: _Patterns = Counter()
    for (names, values), count in patterns.items():
        if set(pair) <= set(names):
            of_pair[pair, tuple(values[names.index(name)] for name in pair)] += count
    return of_pair


def _summarise(articles: int, counts: Counter[tuple[str, int]], patterns: _Patterns) -> PairAgreement:
    def f(key: str) -> float:
        gold, gold_right, predicted, predicted_right = (counts[key, column] for column in range(4))
        if not gold and not predicted:
            return 100.0
        precision, recall = predicted_right / max(predicted, 1), gold_right / max(gold, 1)
        return 200 * precision * recall / (precision + recall) if precision + recall else 0.0

    def alpha(mask: int) -> float | None:
        units: Counter[tuple[Hashable, ...]] = Counter()
        for (_, values), count in patterns.items():
            units[tuple(value & mask for value in values)] += count
        return nominal_alpha(units)

    matched = counts["record/relaxed", 1]
    return PairAgreement(
        articles=articles,
        roles={
            role: RoleAgreement(
                strict=f(f"{role}/strict"),
                overlap=f(f"{role}/overlap"),
                character=f(f"{role}/character"),
                alpha=alpha(1 << bit),
            )
            for bit, role in enumerate(ROLES)
        },
        record_strict=f("record/strict"),
        record_relaxed=f("record/relaxed"),
        same={
            trait: 100 * counts[f"same/{trait}", 1] / matched if matched else None for trait in (*_TRAITS, "speaker")
        },
        alpha=alpha((1 << len(ROLES)) - 1),
    )
