"""What the syntactic annotator's second opinion is worth: the evidence for the constants of `attribune_merging`.

    python -m benchmarks.merging [--data ../shared/data] [--nlp PIPELINE] [--train]

On PolNeAR dev (or, with `--train`, on every fourth article of train, on which the constants but AGREEMENT were chosen):

- the learned annotator and both, by every measure of `benchmarks.polnear`, with precision and recall;
- how much of what the learned annotator found is right, by its own confidence, with and without agreement;
- how much of what the syntactic annotator alone found is right: attributions that have no cue and no content in common
  with the learned annotator's, all of them and those of patterns that one would expect to be precise.

The learned annotator was trained on train, so that its figures there say nothing; what it leaves out there is, if
anything, right less often than elsewhere.
"""

from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from attribune.annotators import AnnotatorChoice
from attribune.formats.brat import read_brat
from attribune.gate import figures_of
from attribune.pipeline import annotate_all, load
from attribune.records import AnnotatedArticle, Attribution
from attribune.scoring import score
from attribune.scoring.alignment import Outline, match_relaxed, nested, outline_attributions, shared_points
from benchmarks import PIPELINE
from benchmarks.polnear import reliability

BINS = (0.0, 0.2, 0.4, 0.6, 0.8, 0.9, 1.01)

PATTERNS: dict[str, Callable[[Attribution], bool]] = {
    "all": lambda each: True,
    "with a source": lambda each: bool(each.source),
    "direct, with a source": lambda each: bool(each.source) and each.style == "direct",
    "according to": lambda each: each.cue is not None and each.cue.text.lower().startswith("according"),
    "said, with a source": lambda each: each.cue is not None and each.cue.text == "said" and bool(each.source),
}


def outermost(article: AnnotatedArticle) -> list[Outline]:
    """Return an article's attributions that lie in no other."""
    outlines = outline_attributions(article, edges="words")
    return [each for each, is_nested in zip(outlines, nested(outlines), strict=True) if not is_nested]


def right_of(gold: AnnotatedArticle, found: Sequence[Outline]) -> list[bool]:
    """Tell of each attribution found whether the gold has it, by the relaxed record."""
    ours = outline_attributions(gold, edges="words")
    matched = {number for _, number in match_relaxed(ours, found, shared_points(ours, found))}
    return [number in matched for number in range(len(found))]


def alone(learned: AnnotatedArticle, syntactic: AnnotatedArticle) -> list[Outline]:
    """Return what the syntactic annotator found where the learned one found nothing."""
    theirs = outline_attributions(learned, edges="words")
    return [
        each
        for each in outermost(syntactic)
        if each.attribution.cue is not None
        and not any(
            not each.points[a].isdisjoint(o.points[b])
            for o in theirs
            for a in ("cue", "content")
            for b in ("cue", "content")
        )
    ]


def _share(outcomes: Sequence[bool]) -> str:
    return f"{100 * sum(outcomes) / len(outcomes):.0f}% of {len(outcomes)}" if outcomes else "–"


def merging_cli(
    data: Annotated[Path, typer.Option(help="Folder with polnear.")] = Path("../shared/data"),
    nlp: Annotated[str, typer.Option(help="The pipeline under the syntactic annotator.")] = PIPELINE,
    train: Annotated[bool, typer.Option("--train", help="Every fourth article of train instead of dev.")] = False,
) -> None:
    """Print what the second opinion is worth."""
    console = Console(highlight=False)
    gold = list(read_brat(data / "polnear" / "train"))[1::4] if train else list(read_brat(data / "polnear" / "dev"))
    learned = annotate_all(gold)
    syntactic, both = (annotate_all(gold, nlp=load(AnnotatorChoice(name, nlp))) for name in ("syntactic", "both"))

    table = Table("F (precision, recall)", "learned", "both", "syntactic")
    scores = [score(gold, each, outermost=True, samples=0) for each in (learned, both, syntactic)]
    for name in figures_of(scores[0]):
        role, rule = name.split()
        group = [
            getattr(each, f"record_{rule}") if role == "record" else getattr(getattr(each, role), rule)
            for each in scores
            if name != "speaker"
        ]
        table.add_row(name, *(f"{each.f:.2f} ({each.precision:.2f}, {each.recall:.2f})" for each in group))
    table.add_row("content overlap", *(f"{each.content.overlap.f:.2f}" for each in scores))
    table.add_row("calibration error", *(f"{reliability(gold, each)[1]:.3f}" for each in (learned, both, syntactic)))
    console.print(table)

    outcomes: list[tuple[float, bool, bool]] = []
    lonely: list[tuple[Attribution, bool]] = []
    for ours, one, other in zip(gold, learned, syntactic, strict=True):
        found, opinions = outermost(one), outline_attributions(other, edges="words")
        agreed = {j for _, j in match_relaxed(opinions, found, shared_points(opinions, found))}
        for number, right in enumerate(right_of(ours, found)):
            if found[number].attribution.cue is not None:
                outcomes.append((found[number].attribution.confidence, number in agreed, right))
        extra = alone(one, other)
        lonely += [(each.attribution, right) for each, right in zip(extra, right_of(ours, extra), strict=True)]

    table = Table("learned confidence", "right if both agree", "right if not")
    for low, high in pairwise(BINS):
        inside = [each for each in outcomes if low <= each[0] < high]
        table.add_row(
            f"{low:.1f}–{min(high, 1):.1f}",
            *(_share([r for _, a, r in inside if a is agree]) for agree in (True, False)),
        )
    console.print(table)

    table = Table("syntactic annotator alone", "right")
    for name, pattern in PATTERNS.items():
        table.add_row(name, _share([right for each, right in lonely if pattern(each)]))
    console.print(table)


if __name__ == "__main__":
    typer.run(merging_cli)
