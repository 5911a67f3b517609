"""The same articles in five house styles: how much accuracy a style costs.

    python -m benchmarks.house_styles [--data ../shared/data]

PolNeAR dev is rewritten by edits that keep every offset (quote marks of another style, line breaks to spaces), so that
its gold stays valid; the table shows F of the relaxed and the strict record for each style beside the original.
"""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from attribune.components.quotations import pair_marks
from attribune.formats.brat import read_brat
from attribune.pipeline import annotate_all, load
from attribune.records import AnnotatedArticle
from attribune.scoring import score
from training.house_styles import restyle

REWRITTEN = {
    "straight double": ("straight", False),
    "straight single": ("single", False),
    "curly single, one line": ("curly single", True),
    "guillemets": ("guillemets", False),
    "straight single, one line": ("single", True),
}


def in_style(article: AnnotatedArticle, style: str, *, flatten: bool) -> AnnotatedArticle:
    """Return the article with its text, and the texts of its spans, in another house style."""
    text = restyle(article.text, pair_marks(article.text), style, flatten=flatten)
    record = article.model_dump()
    for attribution in record["attributions"]:
        for span in [*attribution["content"], *attribution["source"], attribution["cue"] or {}]:
            if span:
                span["text"] = text[span["start"] : span["end"]]
    return AnnotatedArticle(**{**record, "text": text})


def house_styles_cli(
    data: Annotated[Path, typer.Option(help="Folder with polnear/dev.")] = Path("../shared/data"),
) -> None:
    """Score PolNeAR dev in every style."""
    nlp = load()
    original = list(read_brat(data / "polnear" / "dev"))
    styles = {"as it is": original} | {
        name: [in_style(article, style, flatten=flatten) for article in original]
        for name, (style, flatten) in REWRITTEN.items()
    }
    table = Table("style", "relaxed", "loss", "strict", "content strict")
    base = None
    for name, gold in styles.items():
        predicted = annotate_all(gold, nlp=nlp)
        scores = score(gold, predicted, outermost=True, samples=0)
        relaxed = scores.record_relaxed.f
        base = relaxed if base is None else base
        rows = (relaxed, base - relaxed, scores.record_strict.f, scores.content.strict.f)
        table.add_row(name, *(f"{figure:.1f}" for figure in rows))
    Console(highlight=False).print(table)


if __name__ == "__main__":
    typer.run(house_styles_cli)
