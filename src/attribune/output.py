"""Where a run's results go: a JSONL file or standard output, the rejects file, and messages on standard error."""

import os
import sys
import threading
from collections.abc import Callable, Collection, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import NamedTuple

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from attribune.errors import SettingsError
from attribune.formats.jsonl import JsonlWriter, json_line
from attribune.reading import STDIN, Reject
from attribune.records import AnnotatedArticle
from attribune.run import RunReport
from attribune.tables import article_table, plain

# A run that is over by then, in seconds, shows no progress.
_MOMENT = 1.0
# One for all messages, so that a line does not tear the progress bar.
_STDERR = Console(stderr=True)


class Output(NamedTuple):
    """A place for annotated articles: how one is written, and the ids that an interrupted run left there."""

    write: Callable[[AnnotatedArticle], None]
    done_ids: Collection[str] = ()


@contextmanager
def open_output(path: Path | None, *, as_table: bool, resume: bool) -> Iterator[Output]:
    """Open a JSONL file that appears when the block ends without an exception, or standard output if there is no path.

    Raises:
        SettingsError: The file cannot be written.
    """
    if path is None:
        yield Output(_print_table if as_table else _print_line)
        return
    try:
        with JsonlWriter(path, resume=resume) as writer:
            yield Output(writer.write, writer.done_ids)
    finally:
        # A run that ended before its first article leaves nothing behind.
        partial = Path(f"{os.path.realpath(path)}.partial")
        if partial.is_file() and partial.stat().st_size == 0:
            partial.unlink()


def _print_line(annotation: AnnotatedArticle) -> None:
    # As bytes: JSONL is UTF-8 with plain line feeds, whatever the terminal's encoding.
    sys.stdout.buffer.write(json_line(annotation).encode())
    sys.stdout.buffer.flush()


def _print_table(annotation: AnnotatedArticle) -> None:
    Console(highlight=False).print(article_table(annotation))


@contextmanager
def open_rejects(path: Path | None) -> Iterator[Callable[[Reject], None]]:
    """Write rejects to a JSONL file, or to standard error, a line each, if there is no path.

    Without any reject no file is made, and one from an earlier run goes away.
    """
    if path is None:
        yield lambda reject: print_message(f"rejected: {reject_line(reject)}", style="yellow")
        return
    writer: JsonlWriter | None = None
    with ExitStack() as stack:

        def write(reject: Reject) -> None:
            nonlocal writer
            writer = writer or stack.enter_context(JsonlWriter(path))
            writer.write(reject)

        yield write
    if writer is None and path.is_file():
        path.unlink()


def rejects_path(output: Path | None) -> Path | None:
    """Return where rejects go unless the user says otherwise: `out.rejects.jsonl` beside `out.jsonl`."""
    # A pipe or /dev/null has nothing beside it.
    if output is None or (output.exists() and not output.is_file()):
        return None
    return output.with_name(output.name.removesuffix(".jsonl") + ".rejects.jsonl")


def check_outputs(outputs: Collection[Path | None], inputs: Collection[Path]) -> None:
    """Refuse, before a long run begins, to write where that is not possible or would spoil what is read.

    Raises:
        SettingsError: An output has no folder, is an input or stands in an input folder, or is another output as well.
    """
    sources = {path: path.resolve() for path in inputs if str(path) != STDIN}
    seen: set[Path] = set()
    for output in (each.resolve() for each in outputs if each is not None):
        if not output.parent.is_dir():
            raise SettingsError(f"{output}: there is no folder {output.parent}; make it, or write elsewhere")
        if output in seen:
            raise SettingsError(f"{output} is to hold both the annotations and the rejects: give two files")
        seen.add(output)
        for path, source in sources.items():
            # What is not there yet is not read: the run writes under another name until it is finished.
            if output.is_file() and output.is_relative_to(source):
                raise SettingsError(f"{output} is there already and would be read as part of {path}: write elsewhere")


def reject_line(reject: Reject) -> str:
    """Return a reject as one readable line."""
    where = ", ".join(each for each in (reject.path, reject.where) if each)
    return f"{where}: {reject.reason}"


def print_message(message: str, *, style: str = "") -> None:
    """Print one line on standard error."""
    text = plain(message)
    text.stylize(style)
    _STDERR.print(text, soft_wrap=True)


@contextmanager
def show_progress(report: RunReport, *, quiet: bool) -> Iterator[Callable[[], None]]:
    """Show what the run has done, on a terminal and once it takes longer than a moment; call the yielded to update.

    Nothing is shown beside tables: they are progress enough, and would be torn apart.
    """
    if quiet or not sys.stderr.isatty():
        yield lambda: None
        return
    progress = Progress(
        BarColumn(bar_width=20),
        TextColumn("{task.description}"),
        TimeElapsedColumn(),
        console=_STDERR,
        transient=True,
        redirect_stdout=False,
        redirect_stderr=False,
    )
    # How many articles are still to come is not known, so the bar only moves.
    task = progress.add_task("", total=None)
    starter = threading.Timer(_MOMENT, progress.start)
    starter.daemon = True
    starter.start()
    try:
        yield lambda: progress.update(task, description=report.summary())
    finally:
        starter.cancel()
        starter.join()
        progress.stop()
