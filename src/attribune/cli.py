"""The command line. Exit codes: 0, all well; 1, some inputs were rejected or a figure fell; 2, nothing could be done.

Data goes to standard output, messages and progress to standard error. What takes long to import is imported inside
the commands, so that `--help` and wrong options answer at once.
"""

import io
import sys
from importlib.metadata import version
from typing import Annotated

import typer

from attribune.commands.annotate import annotate_cli
from attribune.commands.review import review_app
from attribune.commands.score import gate_cli, score_cli
from attribune.commands.speakers import roster_app, speakers_cli
from attribune.errors import AttribuneError
from attribune.output import print_message

app = typer.Typer(
    help="Finds every quote and reported claim in news text and says who said it.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


def main() -> None:
    """Run the command line: `attribune`."""
    for stream in (sys.stdout, sys.stderr):
        # Tables on a terminal that lacks a character: better a question mark than no table.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
    try:
        app()
    except AttribuneError as error:
        _fail(str(error))
    except OSError as error:
        _fail(f"{error.filename}: {error.strerror}" if error.filename else str(error))


def _fail(message: str) -> None:
    print_message(f"error: {message}", style="red")
    sys.exit(2)


def _print_version(wanted: bool) -> None:
    if wanted:
        print(f"attribune {version('attribune')}")
        raise typer.Exit


@app.callback()
def _options(
    show_version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    """Finds every quote and reported claim in news text and says who said it."""


app.command("annotate")(annotate_cli)
app.command("score")(score_cli)
app.command("gate")(gate_cli)
app.command("speakers")(speakers_cli)
app.add_typer(roster_app, name="roster")
app.add_typer(review_app, name="review")

if __name__ == "__main__":
    main()
