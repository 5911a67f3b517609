"""`attribune annotate`. spaCy and the model are imported when there is an article for them."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, TypeVar, get_args

import typer

from attribune.annotators import AnnotatorChoice, AnnotatorName
from attribune.errors import InputError, SettingsError
from attribune.filters import filter_attributions
from attribune.output import (
    check_outputs,
    open_output,
    open_rejects,
    print_message,
    reject_line,
    rejects_path,
    show_progress,
)
from attribune.reading import STDIN, ReadOptions, Reject
from attribune.records import AnnotatedArticle, Attitude, Style
from attribune.run import RunReport, annotate_paths

Name = TypeVar("Name", Attitude, Style)


def annotate_cli(
    paths: Annotated[list[Path], typer.Argument(help="Files, folders, or - for standard input.", show_default=False)],
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="JSONL file to write; it appears when it is complete.")
    ] = None,
    format_: Annotated[
        str | None, typer.Option("--from", metavar="text|html|jsonl", help="What the inputs hold; else by suffix.")
    ] = None,
    text_field: Annotated[str, typer.Option(help="JSONL field that holds the text.")] = ReadOptions.text_field,
    id_field: Annotated[str, typer.Option(help="JSONL field that holds the id.")] = ReadOptions.id_field,
    annotator: Annotated[
        str, typer.Option(metavar="|".join(get_args(AnnotatorName)), help="Who annotates; all but learned need --nlp.")
    ] = AnnotatorChoice.name,
    nlp: Annotated[
        str | None, typer.Option(metavar="SPEC", help="Your pipeline: a spaCy package or folder, or stanza:fr.")
    ] = None,
    download: Annotated[bool, typer.Option("--download", help="Get the pipeline of --nlp if it is missing.")] = False,
    min_confidence: Annotated[float, typer.Option(help="Leave out attributions below this, 0 to 1.")] = 0.0,
    attitude: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME,...", help=f"Keep only these: {', '.join(get_args(Attitude))}."),
    ] = None,
    style: Annotated[
        list[str] | None, typer.Option(metavar="NAME,...", help=f"Keep only these: {', '.join(get_args(Style))}.")
    ] = None,
    roster: Annotated[
        Path | None, typer.Option(help="Your list of people (YAML, CSV, JSONL): their ids and names on the speakers.")
    ] = None,
    on_roster_only: Annotated[
        bool, typer.Option("--only-roster", help="Keep the attributions of those on the roster alone.")
    ] = False,
    rejects: Annotated[
        Path | None,
        typer.Option(help="JSONL file for inputs that could not be used, with reasons; else OUTPUT.rejects.jsonl."),
    ] = None,
    resume: Annotated[bool, typer.Option("--resume", help="Go on with an interrupted run to the same -o.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="JSONL instead of tables on a terminal.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="No progress, no closing line.")] = False,
) -> None:
    """Find who said what in news articles: JSONL, or tables on a terminal."""
    attitudes = _names("--attitude", attitude, get_args(Attitude))
    styles = _names("--style", style, get_args(Style))
    choice = AnnotatorChoice(name=annotator, nlp=nlp, download=download)  # type: ignore[arg-type]  # it checks the name
    if not 0 <= min_confidence <= 1:
        raise SettingsError(f"--min-confidence {min_confidence} is not a probability: give a number from 0 to 1")
    if str(output) == STDIN:
        output, as_json = None, True
    if resume and output is None:
        raise SettingsError("--resume goes on with an interrupted file: say which with -o")
    enlist = _enlist(roster, only=on_roster_only)
    rejected = rejects or rejects_path(output)
    check_outputs([output, rejected], paths)
    as_table = output is None and not as_json and sys.stdout.isatty()
    report = RunReport()
    try:
        with open_output(output, as_table=as_table, resume=resume) as (write, done_ids):
            with (
                open_rejects(rejected) as reject,
                show_progress(report, quiet=quiet or as_table) as update,
            ):
                options = ReadOptions(format=format_, text_field=text_field, id_field=id_field)
                for each in annotate_paths(paths, report, options=options, annotator=choice, done_ids=done_ids):
                    if isinstance(each, Reject):
                        report.add(each)
                        reject(each)
                    else:
                        kept = filter_attributions(
                            enlist(each), min_confidence=min_confidence, attitudes=attitudes, styles=styles
                        )
                        report.add(kept)
                        write(kept)
                    update()
            if report.first_reject is not None and not report.articles and not done_ids:
                # Raised in here, so that no empty file replaces an older output.
                why = f"; {rejected} says why: {reject_line(report.first_reject)}" if rejected else ""
                raise InputError(f"nothing could be annotated{why}")
    except KeyboardInterrupt:
        remedy = "; the same command with --resume goes on" if output else "; only a run with -o can be resumed"
        print_message(f"interrupted after {report.summary()}{remedy}", style="yellow")
        raise typer.Exit(130) from None
    if not quiet:
        print_message(report.summary() + (f"; rejects are in {rejected}" if report.rejects and rejected else ""))
    if report.rejects:
        raise typer.Exit(1)


def _enlist(roster: Path | None, *, only: bool) -> Callable[[AnnotatedArticle], AnnotatedArticle]:
    """Return what puts a roster's people on an article's speakers.

    Raises:
        SettingsError: `only` is asked for without a roster.
        InputError, RecordError: The roster cannot be used.
    """
    if roster is None:
        if only:
            raise SettingsError("--only-roster keeps the people of a roster: give it with --roster FILE")
        return lambda annotation: annotation
    from attribune.rosters.applying import apply_roster, only_roster
    from attribune.rosters.matching import RosterMatcher
    from attribune.rosters.reading import read_roster

    matcher = RosterMatcher(read_roster(roster))
    if only:
        return lambda annotation: only_roster(apply_roster(annotation, matcher))
    return lambda annotation: apply_roster(annotation, matcher)


def _names(option: str, values: list[str] | None, allowed: tuple[Name, ...]) -> list[Name]:
    """Return what a repeatable, comma separated option names.

    Raises:
        SettingsError: A name is not one of those allowed.
    """
    stated = [name.strip() for value in values or [] for name in value.split(",")]
    if unknown := [name for name in stated if name not in allowed]:
        raise SettingsError(f"{option} {unknown[0]!r} is not known; allowed are: {', '.join(allowed)}")
    return [name for name in allowed if name in stated]
