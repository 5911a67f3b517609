"""What kind of mistake the shipped model makes on PolNeAR dev, and the worst of them to read.

    python -m benchmarks.errors [--data ../shared/data] [--worst 100]

Counts every gold attribution and every prediction that answers none by what is wrong with it. The worst are predictions
that the model is surest of, and missed attributions in order of the corpus; nothing of it is kept, the corpus being
others' text.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, NamedTuple

import typer
from rich.console import Console
from rich.table import Table

from attribune.formats.brat import read_brat
from attribune.pipeline import annotate_all
from attribune.records import AnnotatedArticle, Attribution, TextSpan
from attribune.scoring.alignment import ROLES, Outline, match_relaxed, outline_attributions, shared_points, touch


class Case(NamedTuple):
    """One gold attribution, one prediction, or a pair of them, with what is wrong between them."""

    kind: str
    gold: Attribution | None
    predicted: Attribution | None


def cases_of(gold: AnnotatedArticle, predicted: AnnotatedArticle) -> Iterator[Case]:
    """Yield each gold attribution with the prediction nearest to it, then the predictions that answer none."""
    ours, theirs = outline_attributions(gold, edges="words"), outline_attributions(predicted, edges="words")
    shared = shared_points(ours, theirs)
    matched = dict(match_relaxed(ours, theirs, shared))
    for number, outline in enumerate(ours):
        if number in matched:
            other = theirs[matched[number]]
            wrong = [role for role in ROLES if outline.stretches[role] != other.stretches[role]]
            kind = f"found, other borders of {', '.join(wrong)}" if wrong else "exact"
        else:
            _, nearest = max(((points, j) for (i, j), points in shared.items() if i == number), default=(0, None))
            other = None if nearest is None else theirs[nearest]
            kind = "missed: no prediction there" if other is None else _difference(outline, other)
        yield Case(kind, outline.attribution, other.attribution if other else None)
    answered = {j for _, j in shared}
    for number, other in enumerate(theirs):
        if number not in answered and number not in matched.values():
            yield Case("nothing in the gold there", None, other.attribution)


def _difference(gold: Outline, predicted: Outline) -> str:
    """Say what keeps a prediction that shares content with a gold attribution from matching it."""
    content, other = gold.points["content"], predicted.points["content"]
    wrong = ["content"] if 2 * len(content & other) < len(content | other) else []
    if (gold.points["source"] or predicted.points["source"]) and not touch(gold, predicted, "source"):
        wrong.append("source")
    same_cue = "same" if touch(gold, predicted, "cue") else "another"
    return f"missed: other {' and '.join(wrong) or 'partner'}, {same_cue} cue"


def describe(attribution: Attribution | None) -> str:
    """Return an attribution in one line."""
    if attribution is None:
        return "–"
    cue = attribution.cue.text if attribution.cue else ""
    return f"[{_texts(attribution.source)}] <{cue}> {_texts(attribution.content)} ({attribution.confidence:.2f})"


def _texts(spans: Sequence[TextSpan]) -> str:
    return " | ".join(span.text if len(span.text) < 100 else f"{span.text[:60]} … {span.text[-30:]}" for span in spans)


def errors_cli(
    data: Annotated[Path, typer.Option(help="Folder with polnear/dev.")] = Path("../shared/data"),
    worst: Annotated[int, typer.Option(help="How many mistakes to print.")] = 0,
) -> None:
    """Count the shipped model's mistakes by kind."""
    gold = list(read_brat(data / "polnear" / "dev"))
    predicted = annotate_all(gold)
    cases = [case for pair in zip(gold, predicted, strict=True) for case in cases_of(*pair)]
    table = Table("what", "count")
    for kind, count in Counter(case.kind for case in cases).most_common():
        table.add_row(kind, str(count))
    Console(highlight=False).print(table)
    mistakes = [case for case in cases if not case.kind.startswith(("exact", "found"))]
    mistakes.sort(key=lambda case: -(case.predicted.confidence if case.predicted else 0.5))
    for case in mistakes[:worst]:
        print(f"{case.kind}\n  gold  {describe(case.gold)}\n  found {describe(case.predicted)}")


if __name__ == "__main__":
    typer.run(errors_cli)
