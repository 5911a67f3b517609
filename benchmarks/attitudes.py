"""Accuracy of attitude and polarity on PolNeAR dev with gold spans.

    python -m benchmarks.attitudes [../shared/data]

The lexicon was developed on the errors of every other article, in order of their names ("developed on"); the articles
between them ("held out") are the fairer figure.
"""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Literal, NamedTuple

import typer

from attribune.components.attitudes import classify_cue
from attribune.formats.brat import read_brat
from attribune.records import AnnotatedArticle, Attribution, TextSpan


class Judged(NamedTuple):
    """One attribution's gold and predicted attitude and polarity, and whether its article was held out."""

    held_out: bool
    gold: tuple[str, str]
    predicted: tuple[str, str]


def judge(data: Path) -> Iterator[Judged]:
    """Classify the attributions of `speakers/attitude_dev.jsonl` from their gold spans in `polnear/dev`.

    Raises:
        FileNotFoundError: The folder holds no `speakers/attitude_dev.jsonl`.
        KeyError: PolNeAR has no such attribution.
    """
    with (data / "speakers" / "attitude_dev.jsonl").open(encoding="utf-8") as lines:
        gold = [json.loads(line) for line in lines]
    articles = {article.id: _by_id(article) for article in read_brat(data / "polnear" / "dev")}
    names = sorted({row["doc"] for row in gold})
    for row in gold:
        attribution = articles[row["doc"]][row["id"]]
        cue = "" if attribution.cue is None else attribution.cue.text
        predicted = classify_cue(cue, source=_joined(attribution.source), content=_joined(attribution.content))
        yield Judged(names.index(row["doc"]) % 2 == 1, (row["attitude"], row["polarity"]), predicted)


def _by_id(article: AnnotatedArticle) -> dict[str, Attribution]:
    return {attribution.id: attribution for attribution in article.attributions}


def _joined(spans: Sequence[TextSpan]) -> str:
    return " ".join(span.text for span in spans)


def print_accuracy(title: str, judged: Sequence[Judged]) -> None:
    """Print the share of attributions whose attitude and whose polarity is right."""
    attitude, polarity = (
        sum(each.gold[field] == each.predicted[field] for each in judged) / len(judged) for field in (0, 1)
    )
    print(f"{title:13} {len(judged):4} attributions   attitude {attitude:6.1%}   polarity {polarity:6.1%}")


def print_classes(judged: Sequence[Judged], field: Literal[0, 1]) -> None:
    """Print precision and recall of every attitude (field 0) or polarity (field 1), the commonest first."""
    gold = Counter(each.gold[field] for each in judged)
    predicted = Counter(each.predicted[field] for each in judged)
    right = Counter(each.gold[field] for each in judged if each.gold[field] == each.predicted[field])
    print(f"\n{('attitude', 'polarity')[field]:13} gold  recall  precision")
    for name, count in gold.most_common():
        precision = right[name] / predicted[name] if predicted[name] else 0.0
        print(f"{name:13} {count:4}  {right[name] / count:6.1%}  {precision:9.1%}")


def main(
    data: Annotated[Path, typer.Argument(help="Holds polnear/dev and speakers/attitude_dev.jsonl.")] = Path(
        "../shared/data"
    ),
) -> None:
    """Print the accuracy of attitude and polarity, overall, by half and by class."""
    judged = list(judge(data))
    print_accuracy("all", judged)
    print_accuracy("developed on", [each for each in judged if not each.held_out])
    print_accuracy("held out", [each for each in judged if each.held_out])
    print_classes(judged, 0)
    print_classes(judged, 1)


if __name__ == "__main__":
    typer.run(main)
