"""textacy's direct quotations, and attribune's annotators, on the same articles in one run.

    python -m benchmarks.peers [--data ../shared/data] [--nlp FOLDER] [--environment build/peers/textacy]

Prints a Markdown table for PolNeAR dev, of direct quotations and of all attributions: precision, recall and F, how
often the source is right, words per second.

textacy (Chartbeat, Apache-2.0) stays in a virtual environment of its own, which is made where there is none yet (pip
needs the network, once). It looks for reporting verbs (by lemma and tag) with a subject beside quote marks, over any
spaCy pipeline; it gets the same small pipeline as the syntactic annotator, and the names of its dependency labels are
translated to those that textacy knows (`textacy_quotes.CLEAR`), so that passives, negations and names of several words
are what they are under spaCy's own pipelines. An article that textacy refuses (it does so where the number of quote
marks is odd) counts as one without quotations; how many there were is printed.

What is counted is made to be the same for tools that join a quotation broken by its cue and tools that do not: every
content span is one item, right if it shares with a gold one at least half of what either covers (one to one). The
source of a right item is right if it overlaps the gold one, or if both have none. For direct quotations the gold items
are the spans of attributions whose whole content is quoted, and the items found those of style direct; quoted words
within a partly quoted (mixed) gold content are left out on the side of every tool, being neither right nor wrong.
Nested predictions are left out, the gold having none. Words per second include the parsing and not the loading.
"""

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, NamedTuple, get_args

import typer

from attribune.annotators import AnnotatorChoice, AnnotatorName
from attribune.formats.brat import read_brat
from attribune.pipeline import annotate_all, load
from attribune.records import AnnotatedArticle
from attribune.scoring.alignment import nested, outline_attributions
from benchmarks import PIPELINE

TEXTACY = "0.13.0"
WORKER = Path(__file__).parent / "textacy_quotes.py"

Stretch = tuple[int, int]


class Item(NamedTuple):
    """A content span with the sources of its attribution, in code points, half-open."""

    content: Stretch
    sources: Sequence[Stretch]
    style: str


class Result(NamedTuple):
    """What one tool found in each article, by the article's id, and how fast."""

    name: str
    items: dict[str, list[Item]]
    words_per_second: float
    note: str = ""


class Count(NamedTuple):
    """How many items are in the gold and found, how many of these are right, and of those with the right source."""

    gold: int
    found: int
    right: int
    sources: int


def items_of(article: AnnotatedArticle) -> list[Item]:
    """Return the content spans of an article's outermost attributions."""
    outlines = outline_attributions(article, edges="characters")
    return [
        Item((span.start, span.end), [(each.start, each.end) for each in outline.attribution.source], style)
        for outline, is_nested in zip(outlines, nested(outlines), strict=True)
        if not is_nested
        for style in [outline.attribution.style]
        for span in outline.attribution.content
    ]


def shared(one: Stretch, other: Stretch) -> int:
    """Return how many code points two stretches have in common."""
    return max(0, min(one[1], other[1]) - max(one[0], other[0]))


def count(gold: Sequence[Item], found: Sequence[Item], *, direct: bool) -> Count:
    """Match the items of one article, the likest first, and count."""
    if direct:
        mixed = [each.content for each in gold if each.style == "mixed"]
        gold = [each for each in gold if each.style == "direct"]
        found = [
            each
            for each in found
            if each.style == "direct"
            and not any(2 * shared(each.content, part) > each.content[1] - each.content[0] for part in mixed)
        ]
    candidates = []
    for i, one in enumerate(gold):
        for j, other in enumerate(found):
            both = shared(one.content, other.content)
            either = sum(end - start for start, end in (one.content, other.content)) - both
            if 2 * both >= either:
                candidates.append((-both / either, i, j))
    pairs: dict[int, int] = {}
    for _, i, j in sorted(candidates):
        if i not in pairs and j not in pairs.values():
            pairs[i] = j
    sources = sum(_same_source(gold[i].sources, found[j].sources) for i, j in pairs.items())
    return Count(len(gold), len(found), len(pairs), sources)


def _same_source(gold: Sequence[Stretch], found: Sequence[Stretch]) -> bool:
    return any(shared(one, other) for one in gold for other in found) if gold and found else not gold and not found


def run_attribune(gold: Sequence[AnnotatedArticle], choice: AnnotatorChoice) -> Result:
    """Annotate the articles with one of our annotators."""
    nlp = load(choice)
    nlp(gold[0].text)
    started = time.perf_counter()
    predicted = annotate_all(gold, nlp=nlp)
    seconds = time.perf_counter() - started
    return Result(f"attribune, {choice.name}", {each.id: items_of(each) for each in predicted}, _words(gold) / seconds)


def _words(articles: Iterable[AnnotatedArticle]) -> int:
    return sum(len(article.text.split()) for article in articles)


def run_textacy(gold: Sequence[AnnotatedArticle], *, nlp: Path, environment: Path) -> Result:
    """Run textacy on the articles, in its own environment, which is made if it is missing."""
    python = environment / ("Scripts" if sys.platform == "win32" else "bin") / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", str(environment)], check=True)
        wanted = [f"textacy=={TEXTACY}", f"spacy=={version('spacy')}"]
        subprocess.run([str(python), "-m", "pip", "install", "--quiet", *wanted], check=True, stdout=sys.stderr)
    with tempfile.TemporaryDirectory() as scratch:
        articles, out = Path(scratch) / "articles.jsonl", Path(scratch) / "out.jsonl"
        articles.write_text("".join(json.dumps({"id": each.id, "text": each.text}) + "\n" for each in gold))
        # -I: this folder, and PYTHONPATH, are no business of the other environment's.
        subprocess.run([str(python), "-I", str(WORKER), str(nlp), str(articles), str(out)], check=True)
        *lines, last = map(json.loads, out.read_text(encoding="utf-8").splitlines())
    items = {
        line["id"]: [Item(tuple(quote["content"]), [tuple(quote["speaker"])], "direct") for quote in line["quotes"]]
        for line in lines
    }
    refused = sum(line["error"] is not None for line in lines)
    note = f"textacy {TEXTACY} refused {refused} of {len(lines)} articles"
    return Result(f"textacy {TEXTACY}", items, _words(gold) / last["seconds"], note)


def table(gold: Sequence[AnnotatedArticle], results: Sequence[Result]) -> str:
    """Return a Markdown table of the tools' figures."""
    ours = {article.id: items_of(article) for article in gold}
    lines = ["| PolNeAR dev | precision | recall | F | source right | words/s |", "|---|---|---|---|---|---|"]
    for direct, title in ((True, "direct quotations"), (False, "all")):
        items = sum(each.style == "direct" or not direct for one in ours.values() for each in one)
        lines.append(f"| **{title}** ({items} spans) | | | | | |")
        for result in results:
            counts = [count(ours[each.id], result.items.get(each.id, []), direct=direct) for each in gold]
            total = Count(*map(sum, zip(*counts, strict=True)))
            precision, recall = _percent(total.right, total.found), _percent(total.right, total.gold)
            f = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
            figures = [precision, recall, f, _percent(total.sources, total.right)]
            cells = [result.name, *(f"{figure:.1f}" for figure in figures), f"{result.words_per_second:,.0f}"]
            lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def _percent(part: int, whole: int) -> float:
    return 100 * part / whole if whole else 0.0


def peers_cli(
    data: Annotated[Path, typer.Option(help="Folder with polnear/dev.")] = Path("../shared/data"),
    nlp: Annotated[Path, typer.Option(help="The pipeline under textacy and the syntactic annotator.")] = Path(PIPELINE),
    environment: Annotated[Path, typer.Option(help="textacy's virtual environment; made if missing.")] = Path(
        "build/peers/textacy"
    ),
) -> None:
    """Compare textacy and attribune's annotators."""
    gold = list(read_brat(data / "polnear" / "dev"))
    results = [run_textacy(gold, nlp=nlp, environment=environment)]
    results += [
        run_attribune(gold, AnnotatorChoice(name, None if name == "learned" else str(nlp)))
        for name in get_args(AnnotatorName)
    ]
    print(table(gold, results))
    print(*(result.note for result in results if result.note), sep="\n")


if __name__ == "__main__":
    typer.run(peers_cli)
