"""Measures how well PolNeAR's annotators agree with each other, by the same scorer as every model.

    python -m benchmarks.human_agreement [POLNEAR_TRAIN]

Each pair of annotators of the same article is one comparison, and all comparisons add up (16 articles, 235 pairs). It
is what a model is held against, and the check of the scorer itself: the published row was measured apart from it.
"""

import sys
from collections import defaultdict
from itertools import combinations
from pathlib import Path

from attribune.formats.brat import read_brat
from attribune.records import AnnotatedArticle
from attribune.scoring import Scores, score

POLNEAR_TRAIN = Path(__file__).parents[2] / "shared" / "data" / "polnear" / "train"

# ../shared/data/README.md. Its characters include white space, which ours leave out: counted our way, PolNeAR's cue
# characters come out at 70.1; counted with white space, at 68.9 as published (80.1 and 91.1 for source and content).
PUBLISHED = {
    "source strict": 78.0,
    "cue strict": 70.5,
    "content strict": 67.8,
    "record strict": 56.2,
    "record relaxed": 75.3,
    "source character": 80.1,
    "cue character": 68.9,
    "content character": 91.1,
}


def human_agreement(folder: Path) -> Scores:
    """Return the scores of all pairs of annotators of the same article.

    There are no intervals: pairs that share an annotator or an article are not independent.
    """
    by_article: dict[str, list[AnnotatedArticle]] = defaultdict(list)
    for article in read_brat(folder, all_annotators=True):
        by_article[article.id].append(article)
    gold, predicted = [], []
    for article_id, annotations in by_article.items():
        for one, other in combinations(annotations, 2):
            pair_id = f"{article_id} {one.annotator.name} {other.annotator.name}"
            gold.append(one.model_copy(update={"id": pair_id}))
            predicted.append(other.model_copy(update={"id": pair_id}))
    return score(gold, predicted, samples=0)


def main() -> None:
    """Print measured beside published agreement."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else POLNEAR_TRAIN
    if not folder.is_dir():
        print(f"skipped: {folder} is not there; PolNeAR's train part is read from it")
        return
    scores = human_agreement(folder)
    measured = {
        **{f"{role} strict": getattr(scores, role).strict.f for role in ("source", "cue", "content")},
        "record strict": scores.record_strict.f,
        "record relaxed": scores.record_relaxed.f,
        **{f"{role} character": getattr(scores, role).character.f for role in ("source", "cue", "content")},
    }
    print(f"{scores.articles} pairs of annotators, F in percent\n{'':18} {'measured':>9} {'published':>10}")
    for name, f in measured.items():
        print(f"{name:18} {f:9.1f} {PUBLISHED[name]:10.1f}")


if __name__ == "__main__":
    main()
