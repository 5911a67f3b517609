"""The syntactic annotator on PolNeAR dev: every role and the record.

    python -m benchmarks.syntactic [--nlp PIPELINE] [--data ../shared/data]

The bars of issue 6, with the small English pipeline: content overlap F >= 65, source strict F >= 50.
"""

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import spacy
import typer
from rich.console import Console
from rich.table import Table
from spacy.language import Language

from attribune.formats.brat import read_brat
from attribune.pipeline import annotate
from attribune.records import AnnotatedArticle, Article
from attribune.scoring import Scores, score
from benchmarks.polnear import reliability

COMPONENTS = (
    "attribune_quotations",
    "attribune_cues",
    "attribune_contents",
    "attribune_sources",
    "attribune_linking",
    "attribune_attitudes",
    "attribune_speakers",
)
BARS = {"content overlap": 65.0, "source strict": 50.0}

PIPELINE = "pipelines/en_attribune_sm/en_attribune_sm"


def with_components(nlp: Language) -> Language:
    """Add the syntactic annotator's components to a parsing pipeline and return it."""
    for name in COMPONENTS:
        nlp.add_pipe(name)
    return nlp


def annotate_all(articles: Sequence[Article], nlp: Language) -> list[AnnotatedArticle]:
    """Annotate articles anew; one that fails ends the run.

    Raises:
        ValueError: An article could not be annotated.
    """
    annotated = []
    for each in annotate(articles, nlp=nlp):
        if not isinstance(each, AnnotatedArticle):
            raise ValueError(f"article {each.id!r} {each.reason}")
        annotated.append(each)
    return annotated


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
    pipeline = with_components(spacy.load(nlp))
    started = time.perf_counter()
    predicted = annotate_all(gold, pipeline)
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
