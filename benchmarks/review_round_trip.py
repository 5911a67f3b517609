"""How long articles take to a Label Studio server and back, and how much memory that needs, through the command line.

    python -m benchmarks.review_round_trip --url http://127.0.0.1:8080 [--articles 1000] [--spans 40]

A server must be running (`attribune review start`); its token is found as `attribune review` finds it. The articles are
invented, and two projects named after the time are left on the server: one that was pushed to, twice, and one whose
tasks all came with an annotation, which was pulled from, twice. Beside the seconds stand those that our process spent
computing, which other work on the machine does not change.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Annotated, NamedTuple

import typer

from attribune.formats.jsonl import read_annotations, write_jsonl
from attribune.formats.label_studio import Task, to_task
from attribune.records import AnnotatedArticle, Annotator, Attribution, Origin, Speaker, TextSpan
from attribune.review.client import connect
from attribune.review.projects import open_project

# Spans of an attribution of these articles: source, cue, content.
SPANS = 3
NAMES = ["Ida Holm", "Jon Ek", "Eva Lund", "Bo Berg"]


class Cost(NamedTuple):
    """What a run took: seconds, seconds of computing, megabytes at the peak."""

    seconds: float
    computing: float
    memory: float

    def __str__(self) -> str:
        return f"{self.seconds:.1f} s ({self.computing:.1f} s computing), {self.memory:.0f} MB at the peak"


def make_article(number: int, *, spans: int) -> AnnotatedArticle:
    """Return an invented article with about so many spans."""
    text, attributions = "", []
    for index in range(-(-spans // SPANS)):
        source, cue = NAMES[index % len(NAMES)], "said"
        content = f"the {index}. gate of mill number {number} had been open since the rain began in the hills"
        start = len(text)
        text += f"{source} {cue} {content}. Nobody on the square had an answer to that when the evening came.\n\n"
        places = (start, len(source)), (start + len(source) + 1, len(cue)), (text.index(content, start), len(content))
        source_span, cue_span, content_span = (TextSpan(start=a, end=a + n, text=text[a : a + n]) for a, n in places)
        attributions.append(
            Attribution(
                id=f"a{index}",
                style="indirect",
                content=[content_span],
                cue=cue_span,
                source=[source_span],
                speaker=f"s{index % len(NAMES)}",
                confidence=0.8,
            )
        )
    return AnnotatedArticle(
        id=f"mill {number}",
        text=text,
        origin=Origin(path="mills", start=0, end=len(text)),
        annotator=Annotator(name="benchmark", version="1"),
        speakers=[Speaker(id=f"s{index}", name=name, kind="person") for index, name in enumerate(NAMES)],
        attributions=attributions,
    )


def review(*arguments: str) -> Cost:
    """Run `attribune review`."""
    started = time.perf_counter()
    process = subprocess.Popen([sys.executable, "-m", "attribune.cli", "review", *arguments])
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise RuntimeError(f"attribune review {arguments[0]}: exit status {os.waitstatus_to_exitcode(status)}")
    return Cost(time.perf_counter() - started, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1000)


def annotated_tasks(articles: Path) -> Iterator[Task]:
    """Yield tasks that somebody has annotated already, leaving everything as it was predicted."""
    for article in read_annotations(articles):
        task = to_task(article, model_version="benchmark 1")
        yield {**task, "annotations": [{"result": task["predictions"][0]["result"], "ground_truth": False}]}


def round_trip_cli(
    url: Annotated[str, typer.Option(help="Address of the server.")] = "http://127.0.0.1:8080",
    articles: Annotated[int, typer.Option(min=1)] = 1000,
    spans: Annotated[int, typer.Option(min=SPANS, help="Spans of an article.")] = 40,
) -> None:
    """Push, push again, pull, pull again."""
    now = time.strftime("%m-%d %H:%M:%S")
    pushed, annotated = f"pushed {now}", f"annotated {now}"
    with tempfile.TemporaryDirectory() as scratch:
        made, gold = Path(scratch) / "made.jsonl", Path(scratch) / "gold.jsonl"
        write_jsonl((make_article(number, spans=spans) for number in range(articles)), made)
        n_spans = sum(1 for each in make_article(0, spans=spans).attributions for _ in each.spans())
        print(f"{articles} articles of {n_spans} spans, {made.stat().st_size / 1e6:.1f} MB", flush=True)
        for what in ("push", "push again"):
            print(f"{what}: {review('push', str(made), '--project', pushed, '--url', url)}", flush=True)
        server = connect(url)
        project = open_project(server, annotated)
        tasks = annotated_tasks(made)
        while batch := list(islice(tasks, 100)):
            server.send("POST", f"api/projects/{project.id}/import", batch, repeatable=False)
        for what in ("pull", "pull again"):
            print(f"{what}: {review('pull', '--project', annotated, '--url', url, '-o', str(gold))}", flush=True)
        same = sum(
            one.attributions == other.attributions
            for one, other in zip(read_annotations(made), read_annotations(gold), strict=True)
        )
        print(f"{same} of {articles} articles came back with the same attributions")


if __name__ == "__main__":
    typer.run(round_trip_cli)
