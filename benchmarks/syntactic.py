"""The syntactic annotator on PolNeAR dev: every role and the record.

    python -m benchmarks.syntactic [--nlp PIPELINE] [--data ../shared/data]

The bars of issue 6, with the small English pipeline: content overlap F >= 65, source strict F >= 50.
"""

import time
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from attribune.annotators import AnnotatorChoice
from attribune.formats.brat import read_brat
from attribune.pipeline import annotate_all, load
from attribune.scoring import Scores, score
from benchmarks import PIPELINE
from benchmarks.polnear import reliability

BARS = {"content overlap": 65.0, "source strict": 50.0}


def table_of(scores: Scores) -> Table:
    """Return precision, recall and F of every role and of the record."""
    table = Table("PolNeAR dev", "precision", "recall", "F", "95%", "bar")
    for name, measure in (
        *(
            (f"{role} {rule}", getattr(getattr(scores, role), rule))
            for role in ("source", "cue", "content")
            for rule in ("strict", "overlap", "character")
        ),
        ("record strict", scores.record_strict),
        ("record relaxed", scores.record_relaxed),
    ):
        low, high = measure.interval or (measure.f, measure.f)
        bar = f">= {BARS[name]:.0f}" if name in BARS else ""
        table.add_row(
            name, f"{measure.precision:.1f}", f"{measure.recall:.1f}", f"{measure.f:.1f}", f"{low:.1f}-{high:.1f}", bar
        )
    return table


def syntactic_cli(
    nlp: Annotated[str, typer.Option(help="spaCy pipeline with a parser: a package or a folder.")] = PIPELINE,
    data: Annotated[Path, typer.Option(help="Folder with polnear/dev.")] = Path("../shared/data"),
) -> None:
    """Measure the syntactic annotator on PolNeAR dev."""
    console = Console(highlight=False)
    gold = list(read_brat(data / "polnear" / "dev"))
    pipeline = load(AnnotatorChoice("syntactic", nlp))
    started = time.perf_counter()
    predicted = annotate_all(gold, nlp=pipeline)
    seconds = time.perf_counter() - started
    console.print(table_of(score(gold, predicted, outermost=True)))
    rows, _ = reliability(gold, predicted)
    table = Table("confidence", "right", "attributions")
    for sure, right, count in rows:
        table.add_row(f"{sure:.2f}", f"{right:.2f}", str(count))
    console.print(table)
    n_words = sum(len(article.text.split()) for article in gold)
    console.print(f"{n_words} words in {seconds:.1f} s: {n_words / seconds:,.0f} words/s")


if __name__ == "__main__":
    typer.run(syntactic_cli)
