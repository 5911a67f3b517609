"""How much drawn spans sway people: how near they end up to the prediction, with its spans before them and blind."""

from collections.abc import Iterable, Sequence
from typing import Literal

from pydantic import BaseModel, ConfigDict

from attribune.errors import RecordError
from attribune.records import AnnotatedArticle
from attribune.review.gold import Review
from attribune.scoring import score
from attribune.scoring.alignment import ROLES, Edges, Role
from attribune.scoring.results import Measure, RoleScores

_Pair = tuple[AnnotatedArticle, AnnotatedArticle]
GroupName = Literal["blind", "prefilled"]


class _Result(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Group(_Result):
    """How the prediction compares with what some people made of `articles`, in `versions`, taken as right.

    So the precision of the strict spans is the share of the model's spans that people kept, or drew alike themselves.
    `attributions`: whole ones, loosely matched (`record_relaxed` of `scoring.results.Scores`). Intervals are over
    versions.
    """

    articles: int
    versions: int
    roles: dict[Role, RoleScores]
    attributions: Measure


class Sway(_Result):
    """People who were blind and people who saw the model's spans, both against the same predictions.

    `shown`: the model versions that were drawn for people, one if the comparison is to be fair. `left_out`: versions
    that say nothing, for they were begun neither blind nor from a prediction, or the predictions lack the article.
    """

    groups: dict[GroupName, Group]
    shown: list[str]
    left_out: int


def measure_sway(
    versions: Iterable[AnnotatedArticle],
    reviews: Iterable[Review],
    predictions: Iterable[AnnotatedArticle],
    *,
    edges: Edges = "words",
) -> Sway:
    """Compare blind and prefilled work with the prediction; what is nearer where it was shown is the sway.

    Both groups are random shares of the same articles (`review push --blind`), so the model is as good for one as for
    the other. Only the predictions of articles that were reviewed are kept in memory.

    Args:
        versions: What people made of the articles.
        reviews: How that came about.
        predictions: What was pushed.
        edges: As for `score`.

    Raises:
        RecordError: There is no work of one of the two kinds, or a text differs from the prediction's.
    """
    review_of = {(each.article_id, each.session.annotator): each for each in reviews if not each.skipped}
    reviewed = {article_id for article_id, _ in review_of}
    predicted = {each.id: each for each in predictions if each.id in reviewed}
    pairs: dict[GroupName, list[_Pair]] = {"blind": [], "prefilled": []}
    shown: set[str] = set()
    left_out = 0
    for version in versions:
        review = review_of.get((version.id, version.annotator.name))
        if review is None or version.id not in predicted or not (review.session.blind or review.prediction):
            left_out += 1
            continue
        pairs["blind" if review.session.blind else "prefilled"].append((version, predicted[version.id]))
        if review.prediction and not review.session.blind:
            shown.add(review.prediction)
    if not all(pairs.values()):
        counts = " and ".join(f"{len(own)} {name}" for name, own in pairs.items())
        raise RecordError(
            f"of the articles that were predicted and reviewed, {counts} versions were found; both kinds are needed: "
            "push with --blind 0.1, and give the predictions that were pushed"
        )
    groups = {name: _compare(own, edges=edges) for name, own in pairs.items()}
    return Sway(groups=groups, shown=sorted(shown), left_out=left_out)


def _compare(pairs: Sequence[_Pair], *, edges: Edges) -> Group:
    # `score` wants an id once, and here an article may have several people's versions.
    people, model = (
        [each.model_copy(update={"id": f"{number} {each.id}"}) for number, each in enumerate(side)]
        for side in zip(*pairs, strict=True)
    )
    scores = score(people, model, edges=edges)
    return Group(
        articles=len({version.id for version, _ in pairs}),
        versions=len(pairs),
        roles={role: getattr(scores, role) for role in ROLES},
        attributions=scores.record_relaxed,
    )
