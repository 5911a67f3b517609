"""`attribune review`: annotated articles to Label Studio and back, and what several people made of them."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from attribune.commands.review_agreement import agreement_cli
from attribune.commands.review_start import start_cli
from attribune.errors import InputError, SettingsError
from attribune.output import open_rejects, print_message, rejects_path
from attribune.reading import Reject

review_app = typer.Typer(help="Let people review annotations in Label Studio, and take their corrections back.")

DEFAULT_URL = "http://127.0.0.1:8080"
_SEQUENTIAL = "Sequential sampling"

ProjectTitle = Annotated[
    str, typer.Option("--project", metavar="NAME", help="Title of the project, 3 to 50 characters.")
]
Url = Annotated[str, typer.Option(help="Address of the server; the token comes from the environment or the keyring.")]
Rejects = Annotated[Path | None, typer.Option(help="JSONL file for what could not be used, with reasons.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON instead of tables.")]


@review_app.callback(no_args_is_help=True)
def _review() -> None:
    """Let people review annotations in Label Studio, and take their corrections back."""


review_app.command("start")(start_cli)


@review_app.command("push")
def push_cli(
    annotated: Annotated[Path, typer.Argument(help="JSONL that `attribune annotate` or `review adjudicate` wrote.")],
    project: ProjectTitle,
    url: Url = DEFAULT_URL,
    order: Annotated[
        str | None, typer.Option(metavar="uncertain|random|speaker|newest", help="What to review first.")
    ] = None,
    blind: Annotated[float, typer.Option(help="Share, 0 to 1, that people see without predictions.")] = 0.0,
    overlap: Annotated[float, typer.Option(help="Share, 0 to 1, that two people annotate.")] = 0.0,
    model_version: Annotated[
        str | None,
        typer.Option(
            help="Name of the predictions; else the annotator's name and version. A prediction that is there under the "
            "name is kept, so give another run of the same version a name of its own."
        ),
    ] = None,
    rejects: Rejects = None,
) -> None:
    """Send articles to a project; what is there already is not sent again."""
    from attribune.review.client import connect
    from attribune.review.ordering import ORDERS
    from attribune.review.projects import open_project
    from attribune.review.push import push
    from attribune.review.push_report import PushReport
    from attribune.review.pushable import PushOptions, read_pushables

    wanted = next((each for each in ORDERS if each == order), None)
    if wanted != order:
        raise SettingsError(f"--order {order!r} is not known; allowed are: {', '.join(ORDERS)}")
    options = PushOptions(model_version=model_version, order=wanted, blind=blind, overlap=overlap)
    # By uncertainty the server would serve tasks without prediction last.
    sampling = (
        None if wanted is None else "Uncertainty sampling" if wanted == "uncertain" and not blind else _SEQUENTIAL
    )
    rejected = rejects or rejects_path(annotated.with_name(annotated.name.removesuffix(".gz")))
    report = PushReport()
    pushables = read_pushables(annotated, options=options)
    with _interruptible(report.summary), open_rejects(rejected) as reject, _spinning("Pushing") as update:
        if not annotated.exists() and str(annotated) != "-":
            raise InputError(f"{annotated}: there is no such file; give the JSONL that `attribune annotate` wrote")
        server = connect(url)
        there = open_project(server, project)
        for each in push(
            server,
            there,
            pushables,
            path=str(annotated),
            report=report,
            sampling=sampling,
            progress=lambda: update(report.summary()),
        ):
            reject(each)
    print_message(report.summary() + (f"; rejects are in {rejected}" if report.rejects and rejected else ""))
    if report.differing:
        print_message(
            f"{report.differing:,} of the unchanged have other predictions here than were pushed under the same model "
            "version; those pushed were kept: name this run with --model-version to send them",
            style="yellow",
        )
    for doc_id, tasks in report.repeated.items():
        numbers = ", ".join(map(str, tasks))
        print_message(f"{doc_id} has several tasks ({numbers}): delete those that nobody annotated", style="yellow")
    print_message(f"review at {there.url}")
    if report.rejects:
        raise typer.Exit(1)


@review_app.command("pull")
def pull_cli(
    output: Annotated[Path, typer.Option("--output", "-o", help="JSONL file of the articles as people left them.")],
    project: Annotated[str | None, typer.Option("--project", metavar="NAME", help="Title of the project.")] = None,
    url: Url = DEFAULT_URL,
    export: Annotated[
        Path | None, typer.Option(help='Read this export of Label Studio (format "JSON") and no server.')
    ] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Pull everything anew; else what changed since the last pull to OUTPUT.")
    ] = False,
    rejects: Rejects = None,
) -> None:
    """Take what people made of the tasks: one line per article and person."""
    from attribune.review.client import connect
    from attribune.review.gold import (
        GoldFiles,
        Progress,
        Pulled,
        progress_path,
        read_progress,
        reviews_path,
        write_progress,
    )
    from attribune.review.projects import find_project
    from attribune.review.pull import find_changed, pull, pull_export

    if (project is None) == (export is None):
        raise SettingsError("say what to pull: either --project NAME, or --export FILE")
    if (output.exists() and not output.is_file()) or not output.resolve().parent.is_dir():
        raise SettingsError(f"{output}: give a file in a folder that is there")
    if output.exists() and not everything and not reviews_path(output).exists():
        raise SettingsError(f"{output} is there already and was not pulled: give another -o, or --all to replace it")
    rejected = rejects or rejects_path(output)
    since, target = None, None
    counts = dict.fromkeys(("annotations", "skipped", "rejected", "problems"), 0)

    def summary() -> str:
        return ", ".join(f"{count:,} {name}" for name, count in counts.items())

    with _interruptible(summary), _spinning("Pulling") as update:
        pulled: Iterator[Pulled]
        if export is not None:
            pulled = pull_export(export)
        else:
            server = connect(url)
            there = find_project(server, str(project))
            since = None if everything else read_progress(output)
            if since is not None and (since.url, since.project) != (server.url, there.id):
                raise SettingsError(
                    f"{output} was pulled from project {since.title!r} at {since.url}: give another -o, or --all to "
                    "replace it"
                )
            changed = find_changed(server, there, since=since)
            pulled = pull(server, there, changed.tasks)
            target = Progress(url=server.url, project=there.id, title=there.title, since=changed.until)
        again: list[str] = []
        with open_rejects(rejected) as reject, GoldFiles(output, keep=since is not None) as files:
            for task in pulled:
                for each in files.add(task):
                    if isinstance(each, Reject):
                        counts["rejected"] += 1
                        again.append(task.task)
                        reject(each)
                    else:
                        counts["skipped" if each.skipped else "annotations"] += 1
                        counts["problems"] += len(each.problems)
                update(summary())
        if target is not None:
            write_progress(output, target.model_copy(update={"again": tuple(sorted(set(again), key=int))}))
        else:
            progress_path(output).unlink(missing_ok=True)
    print_message(f"pulled {summary()}; into {output}, and how they came about into {reviews_path(output)}")
    if counts["rejected"]:
        if rejected:
            print_message(f"rejects are in {rejected}", style="yellow")
        raise typer.Exit(1)


@review_app.command("status")
def status_cli(project: ProjectTitle, url: Url = DEFAULT_URL, as_json: AsJson = False) -> None:
    """How far the review is, who did what, and how much people change."""
    from rich.console import Console

    from attribune.review.client import connect
    from attribune.review.projects import find_project
    from attribune.review.pull import find_changed, pull
    from attribune.review.status import measure_status
    from attribune.review.tables import status_tables

    with _spinning("Reading"):
        server = connect(url)
        there = find_project(server, project)
        status = measure_status(server, there, pull(server, there, find_changed(server, there, since=None).tasks))
    if as_json:
        print(status.model_dump_json(indent=2))
        return
    console = Console(highlight=False)
    for table in status_tables(status):
        console.print(table)


review_app.command("agreement")(agreement_cli)


@review_app.command("adjudicate")
def adjudicate_cli(
    gold: Annotated[Path, typer.Argument(help="JSONL that `review pull` wrote, with several people's versions.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="JSONL file of what all agree on.")],
    tasks: Annotated[
        Path | None, typer.Option(help="JSONL file of the tasks for a second round; else OUTPUT.tasks.jsonl.")
    ] = None,
) -> None:
    """Make gold of what people agree on, and tasks to push for a second round of the rest."""
    from attribune.formats.jsonl import JsonlWriter, read_annotations
    from attribune.output import check_outputs
    from attribune.review.adjudication import adjudicate

    second = tasks or output.with_name(output.name.removesuffix(".jsonl") + ".tasks.jsonl")
    check_outputs([output, second], [gold])
    settled = open_ = agreed = disputed = 0
    with JsonlWriter(output) as articles, JsonlWriter(second) as lines:
        for each in adjudicate(read_annotations(gold, versions=True)):
            agreed += each.agreed
            disputed += each.disputed
            if each.gold is not None:
                settled += 1
                articles.write(each.gold)
            if each.task is not None:
                open_ += 1
                lines.write_line(json.dumps(each.task, ensure_ascii=False).encode() + b"\n")
    if not open_:
        second.unlink()
    print_message(f"{agreed:,} attributions agreed, {disputed:,} disputed; {settled:,} articles are gold in {output}")
    if open_:
        print_message(
            f"{open_:,} articles are to be settled: attribune review push {second} --project 'a second project', pull "
            "that, and put the two files together"
        )


@review_app.command("config")
def config_cli(
    output: Annotated[Path, typer.Argument(help="File to write.")] = Path("label_config.xml"),
) -> None:
    """Write the labelling config, to make a project by hand."""
    from attribune.review.labelling import write_config

    write_config(output)
    print_message(f"the labelling config is in {output}")


@contextmanager
def _interruptible(summary: Callable[[], str]) -> Iterator[None]:
    """End with a message and exit status 130 where the user interrupts."""
    try:
        yield
    except KeyboardInterrupt:
        print_message(f"interrupted after {summary()}; the same command goes on", style="yellow")
        raise typer.Exit(130) from None


@contextmanager
def _spinning(what: str) -> Iterator[Callable[[str], None]]:
    """Show on a terminal that something is going on; call the yielded with what was done."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console

    with Console(stderr=True).status(what) as status:
        yield lambda done: status.update(f"{what}: {done}")
