"""`attribune score` and `attribune gate`: how good annotations are, and that they do not get worse."""

import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from attribune.errors import InputError
from attribune.output import print_message
from attribune.records import AnnotatedArticle

Gold = Annotated[Path, typer.Argument(help="Annotation taken as right: JSONL, or a brat folder.")]


def score_cli(
    gold: Gold,
    predicted: Annotated[Path, typer.Argument(help="Annotation to score, matched by id: JSONL, or a brat folder.")],
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of tables.")] = False,
    outermost: Annotated[
        bool, typer.Option("--outermost", help="Leave out nested predictions where the gold has none, as in PolNeAR.")
    ] = False,
) -> None:
    """Compare two annotations of the same articles."""
    # Imported here because `annotate` needs neither numpy nor these.
    from rich.console import Console

    from attribune.score_tables import score_tables
    from attribune.scoring import score

    scores = score(_read_annotated(gold), _read_annotated(predicted), outermost=outermost)
    if as_json:
        print(scores.model_dump_json(indent=2))
        return
    console = Console(highlight=False)
    for table in score_tables(scores):
        console.print(table)


def _read_annotated(path: Path) -> Iterator[AnnotatedArticle]:
    from attribune.formats.brat import read_brat
    from attribune.formats.jsonl import read_annotations

    try:
        yield from read_brat(path) if path.is_dir() else read_annotations(path)
    except (OSError, EOFError, zlib.error) as error:
        reason = getattr(error, "strerror", None) or error
        raise InputError(f"{path}: cannot be read: {reason}; give a JSONL file or a brat folder") from error


def gate_cli(
    gold: Gold,
    floors: Annotated[Path, typer.Argument(help="JSON file of the floors, with the gold's fingerprint.")],
    pin: Annotated[bool, typer.Option("--pin", help="Write what is measured now as the floors.")] = False,
    allow_regression: Annotated[
        bool, typer.Option("--allow-regression", help="With --pin: lower floors where need be.")
    ] = False,
) -> None:
    """Annotate a gold's texts anew; exit status 1 where a figure fell below its floor."""
    from rich.console import Console
    from rich.table import Table

    from attribune import gate

    articles = list(_read_annotated(gold))
    pinned = None if pin else gate.read_floors(floors)
    if pinned is not None:
        gate.check_gold(articles, pinned, floors)
    figures = gate.figures_of(gate.measure(articles))
    pinned = pinned or gate.pin(floors, articles, figures, allow_regression=allow_regression)
    table = Table("", "measured", "floor")
    for name, figure in figures.items():
        floor = pinned.figures.get(name)
        table.add_row(name, f"{figure:.1f}", "–" if floor is None else f"{floor:.1f}")
    Console(highlight=False).print(table)
    if fallen := gate.falls(figures, pinned):
        print_message("fallen: " + "; ".join(fallen), style="red")
        raise typer.Exit(1)
