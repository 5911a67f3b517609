"""`attribune roster` and `attribune speakers`: who is on a user's list, and who is quoted how often."""

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

roster_app = typer.Typer(help="Your own list of people.", no_args_is_help=True)


class TableFormat(StrEnum):
    """How the speakers are written."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"


@roster_app.callback()
def _roster() -> None:
    """Your own list of people."""


@roster_app.command("check")
def check_cli(roster: Annotated[Path, typer.Argument(help="YAML, CSV or JSONL.")]) -> None:
    """Find duplicates and names that several entries claim; exit status 1 where there are any."""
    from attribune.rosters.checking import check_roster
    from attribune.rosters.reading import read_roster

    entries = read_roster(roster)
    findings = check_roster(entries)
    for finding in findings:
        print(finding)
    print(f"{len(entries):,} entries, {len(findings):,} findings", file=sys.stderr)
    if findings:
        raise typer.Exit(1)


def speakers_cli(
    annotated: Annotated[Path, typer.Argument(help="JSONL that `attribune annotate` wrote.")],
    format_: Annotated[TableFormat, typer.Option("--to", help="How to write it.")] = TableFormat.TABLE,
    top: Annotated[int | None, typer.Option(min=1, help="Only the most quoted so many.")] = None,
) -> None:
    """Who is quoted how often, by style, attitude and outlet, across articles."""
    from rich.console import Console

    from attribune.formats.jsonl import read_annotations
    from attribune.speaker_table import rich_speaker_table, speaker_table, write_speakers_csv, write_speakers_json

    rows = speaker_table(read_annotations(annotated))
    if format_ is TableFormat.TABLE:
        Console(highlight=False).print(rich_speaker_table(rows, limit=top))
        return
    write = write_speakers_csv if format_ is TableFormat.CSV else write_speakers_json
    write(rows[:top], sys.stdout)
