"""How fast the package is and how much memory it takes, through its command line, as a user runs it.

    python -m benchmarks.speed [--words 200000]

Prints the cold start on one short article, words per second on a long run, the peak memory of both and the size of the
model. The articles are the invented ones of `examples/`, repeated: what they say does not change the time.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Annotated

import typer

from attribune.learned import SHIPPED_MODEL
from attribune.reading import read_articles
from attribune.records import Article

EXAMPLES = Path(__file__).parent.parent / "examples"


def run(arguments: list[str]) -> tuple[float, float]:
    """Return seconds and peak megabytes of one run of `attribune annotate`."""
    started = time.perf_counter()
    command = [sys.executable, "-m", "attribune.cli", "annotate", "--quiet", *arguments]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise RuntimeError(f"{' '.join(command)}: exit status {os.waitstatus_to_exitcode(status)}")
    return time.perf_counter() - started, usage.ru_maxrss / 1000


def speed_cli(words: Annotated[int, typer.Option(help="Length of the long run.")] = 200_000) -> None:
    """Measure the command line."""
    articles = [each for each in read_articles([EXAMPLES]) if isinstance(each, Article)]
    n_words = sum(len(article.text.split()) for article in articles)
    repeats = -(-words // n_words)
    with tempfile.TemporaryDirectory() as scratch:
        short, long = Path(scratch) / "short.txt", Path(scratch) / "long.jsonl"
        short.write_text(articles[-1].text, encoding="utf-8")
        with long.open("w", encoding="utf-8") as file:
            for number in range(repeats):
                for article in articles:
                    file.write(json.dumps({"id": f"{article.id} {number}", "text": article.text}) + "\n")
        colds = [run([str(short)]) for _ in range(3)]
        seconds, memory = run([str(long)])
    cold = min(seconds for seconds, _ in colds)
    print(f"cold start, one article of {len(articles[-1].text.split())} words: {cold:.2f} s, {colds[0][1]:.0f} MB")
    print(f"{n_words * repeats} words in {seconds:.1f} s: {n_words * repeats / (seconds - cold):,.0f} words/s after")
    print(f"the start, {n_words * repeats / seconds:,.0f} with it; {memory:.0f} MB at the peak")
    size = sum(file.stat().st_size for file in SHIPPED_MODEL.iterdir() if file.is_file())
    print(f"model: {size / 1e6:.1f} MB")


if __name__ == "__main__":
    typer.run(speed_cli)
