"""`attribune score` and `attribune gate`: how good annotations are, and that they do not get worse."""

import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from attribune.errors import InputError, SettingsError
from attribune.output import print_message
from attribune.records import AnnotatedArticle

Gold = Annotated[Path, typer.Argument(help="Annotation taken as right: JSONL, or a brat folder.")]
Speakers = Annotated[
    Path | None, typer.Option("--speakers", help="JSONL of judged speakers, in place of those in the gold.")
]


def score_cli(
    gold: Gold,
    predicted: Annotated[
        Path | None, typer.Argument(help="Annotation to score, matched by id: JSONL, or a brat folder.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of tables.")] = False,
    outermost: Annotated[
        bool, typer.Option("--outermost", help="Leave out nested predictions where the gold has none, as in PolNeAR.")
    ] = False,
    gold_spans: Annotated[
        bool, typer.Option("--gold-spans", help="Score the speakers found for the gold's own spans; no PREDICTED.")
    ] = False,
    speakers: Speakers = None,
) -> None:
    """Compare two annotations of the same articles."""
    if gold_spans == (predicted is not None):
        raise SettingsError(
            "score takes either PREDICTED or --gold-spans: `attribune score GOLD PREDICTED` compares two annotations, "
            "`attribune score GOLD --gold-spans` finds the speakers of the gold's own spans and compares these"
        )
    # Imported here because `annotate` needs neither numpy nor these.
    from rich.console import Console

    from attribune.score_tables import score_tables, speaker_table
    from attribune.scoring import score
    from attribune.scoring.judgements import read_judgements

    judgements = None if speakers is None else read_judgements(speakers)
    articles = list(_read_annotated(gold))
    if predicted is None:
        from attribune.pipeline import find_speakers

        scores = score(articles, find_speakers(articles), judgements=judgements)
    else:
        scores = score(articles, _read_annotated(predicted), outermost=outermost, judgements=judgements)
    if as_json:
        print(scores.model_dump_json(indent=2))
        return
    console = Console(highlight=False)
    for table in [speaker_table(scores)] if gold_spans else score_tables(scores):
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
