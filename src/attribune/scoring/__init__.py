"""Compares two annotations of the same articles: `score(gold, predicted)`.

Every measure is a sum of counts over articles (micro-averaged), in percent. Where neither side has anything to count,
precision, recall and F are 100: nothing was to be found and nothing was.
"""

from collections.abc import Iterable

from attribune.errors import RecordError
from attribune.records import AnnotatedArticle
from attribune.scoring.alignment import (
    Edges,
    match_contents,
    match_relaxed,
    nested,
    outline_attributions,
    shared_points,
    word_starts,
)
from attribune.scoring.judgements import Judgements, judgements_of
from attribune.scoring.measures import Tally, tally_records, tally_roles, tally_speakers
from attribune.scoring.published import tally_citron, tally_gender_gap
from attribune.scoring.results import Scores, summarise

__all__ = ["Scores", "score"]

# Ids that an error message lists before it only counts the rest.
_IDS_LISTED = 10


def score(
    gold: Iterable[AnnotatedArticle],
    predicted: Iterable[AnnotatedArticle],
    *,
    outermost: bool = False,
    edges: Edges = "words",
    samples: int = 1000,
    seed: int = 0,
    judgements: Judgements | None = None,
) -> Scores:
    """Compare two annotations of the same articles, matched by id.

    Args:
        gold: The annotation taken as right.
        predicted: The annotation to score.
        outermost: In articles whose gold has no nested attribution, leave out predictions that lie within another (by
            `within`, or wholly inside another's content). PolNeAR annotates outermost attributions only.
        edges: `words` widens spans on both sides to whole words before they are compared, so that a tokenizer's borders
            cost nothing; `characters` only takes outer white space off.
        samples: Bootstrap samples of articles behind the 95% intervals (percentile method); 0 leaves them out.
        seed: Of the bootstrap's random draws.
        judgements: Who the speakers are (`scoring.judgements.read_judgements`); else the gold's own speakers count.

    Raises:
        RecordError: The two sides do not hold the same articles, an id comes twice, the texts of an id
            differ, or there are no articles.
    """
    pairs = _pair_articles(gold, predicted)
    tallies = [
        _tally_article(one, other, edges=edges, outermost=outermost, judgements=judgements) for one, other in pairs
    ]
    return summarise(tallies, samples=samples, seed=seed)


def _pair_articles(
    gold: Iterable[AnnotatedArticle], predicted: Iterable[AnnotatedArticle]
) -> list[tuple[AnnotatedArticle, AnnotatedArticle]]:
    ours, theirs = _by_id(gold, "gold"), _by_id(predicted, "predicted")
    if not ours and not theirs:
        raise RecordError("neither annotation holds an article; give the files or folders that were annotated")
    for one, other, side in ((ours, theirs, "predicted"), (theirs, ours, "gold")):
        if missing := [article_id for article_id in one if article_id not in other]:
            raise RecordError(
                f"{len(missing)} article(s) are not in the {side} annotation: {_listed(missing)}. Both sides must hold "
                "the same articles; an article without attributions is still one line"
            )
    if differing := [article_id for article_id in ours if ours[article_id].text != theirs[article_id].text]:
        raise RecordError(
            f"gold and predicted text differ in {len(differing)} article(s): {_listed(differing)}. Offsets can only be "
            "compared in the same text: annotate the text of the gold, line ends included"
        )
    return [(ours[article_id], theirs[article_id]) for article_id in ours]


def _by_id(articles: Iterable[AnnotatedArticle], side: str) -> dict[str, AnnotatedArticle]:
    by_id: dict[str, AnnotatedArticle] = {}
    for article in articles:
        if article.id in by_id:
            raise RecordError(
                f"the {side} annotation holds article {article.id!r} twice; give one annotator's articles only"
            )
        by_id[article.id] = article
    return by_id


def _listed(ids: list[str]) -> str:
    more = f" and {len(ids) - _IDS_LISTED} more" if len(ids) > _IDS_LISTED else ""
    return ", ".join(ids[:_IDS_LISTED]) + more


def _tally_article(
    gold: AnnotatedArticle,
    predicted: AnnotatedArticle,
    *,
    edges: Edges,
    outermost: bool,
    judgements: Judgements | None,
) -> dict[str, Tally]:
    """Return one article's counts for every measure, by its key ("source/strict", "record/relaxed", ...)."""
    ours = outline_attributions(gold, edges=edges)
    theirs = outline_attributions(predicted, edges=edges)
    if outermost and not any(nested(ours)):
        theirs = [each for each, is_nested in zip(theirs, nested(theirs), strict=True) if not is_nested]
    shared = shared_points(ours, theirs)
    matches = match_relaxed(ours, theirs, shared)
    found = [(ours[i].attribution, theirs[j].attribution) for i, j in match_contents(ours, theirs, shared)]
    judged = judgements_of(gold) if judgements is None else judgements
    return {
        **tally_roles(ours, theirs),
        **tally_records(ours, theirs, matches),
        **tally_speakers(gold, predicted, found, judged),
        **tally_gender_gap(ours, theirs, shared),
        **tally_citron(ours, theirs, word_starts(gold.text)),
    }
