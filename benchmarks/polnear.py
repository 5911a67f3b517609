"""The shipped model on PolNeAR dev: accuracy, calibration, speed.

    python -m benchmarks.polnear [--data ../shared/data] [--model FOLDER]

What may not fall is held by `attribune gate`; this prints the figures beside those of others.
"""

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from rich.console import Console
from rich.table import Table

from attribune.formats.brat import read_brat
from attribune.gate import figures_of
from attribune.learned import SHIPPED_MODEL
from attribune.pipeline import annotate_all, load
from attribune.records import AnnotatedArticle
from attribune.scoring import score
from attribune.scoring.alignment import match_relaxed, nested, outline_attributions, shared_points

# What people reach among themselves (`python -m benchmarks.human_agreement`), and what the best published tagger found
# reaches on the test part (BERT-base, no linking).
OTHERS: dict[str, tuple[float, float | None]] = {
    "source strict": (78.0, 77.5),
    "cue strict": (70.6, 71.6),
    "content strict": (68.1, 62.5),
    "source character": (80.3, None),
    "cue character": (70.1, None),
    "content character": (91.1, None),
    "record strict": (56.5, None),
    "record relaxed": (75.4, None),
}


def reliability(
    gold: Sequence[AnnotatedArticle], predicted: Sequence[AnnotatedArticle], *, bins: int = 10
) -> tuple[list[tuple[float, float, int]], float]:
    """Return per bin of confidence its mean, the share that is right and the count; and the calibration error.

    Right is a match of the relaxed record. Nested predictions are left out, the gold having none. The error is the
    expected calibration error (Naeini et al. 2015).
    """
    confidence, right = [], []
    for ours, theirs in zip(gold, predicted, strict=True):
        outlines, found = outline_attributions(ours, edges="words"), outline_attributions(theirs, edges="words")
        others = [each for each, is_nested in zip(found, nested(found), strict=True) if not is_nested]
        matched = {number for _, number in match_relaxed(outlines, others, shared_points(outlines, others))}
        confidence += [each.attribution.confidence for each in others]
        right += [number in matched for number in range(len(others))]
    sure, correct = np.array(confidence), np.array(right)
    rows, error = [], 0.0
    for low in np.arange(bins) / bins:
        inside = (sure >= low) & (sure < low + 1 / bins + (low == 1 - 1 / bins))
        if inside.any():
            rows.append((float(sure[inside].mean()), float(correct[inside].mean()), int(inside.sum())))
            error += abs(rows[-1][0] - rows[-1][1]) * inside.mean()
    return rows, float(error)


def polnear_cli(
    data: Annotated[Path, typer.Option(help="Folder with polnear/dev.")] = Path("../shared/data"),
    model: Annotated[Path, typer.Option(help="Folder of another model.")] = SHIPPED_MODEL,
) -> None:
    """Measure a model on PolNeAR dev."""
    console = Console(highlight=False)
    gold = list(read_brat(data / "polnear" / "dev"))
    nlp = load()
    nlp.replace_pipe("attribune_tagging", "attribune_tagging", config={"model": str(model)})
    started = time.perf_counter()
    predicted = annotate_all(gold, nlp=nlp)
    seconds = time.perf_counter() - started
    n_words = sum(len(article.text.split()) for article in gold)
    scores = score(gold, predicted, outermost=True)
    table = Table("F on PolNeAR dev", "attribune", "people", "best published (test)")
    figures = figures_of(scores)
    for name, (human, published) in OTHERS.items():
        table.add_row(name, f"{figures[name]:.1f}", f"{human:.1f}", "–" if published is None else f"{published:.1f}")
    console.print(table)
    rows, error = reliability(gold, predicted)
    table = Table("confidence", "right", "attributions")
    for sure, right, count in rows:
        table.add_row(f"{sure:.2f}", f"{right:.2f}", str(count))
    console.print(table)
    console.print(
        f"expected calibration error {error:.3f}; {n_words} words in {seconds:.1f} s: {n_words / seconds:,.0f} words/s"
    )


if __name__ == "__main__":
    typer.run(polnear_cli)
