"""`attribune review agreement`: how far people agree with each other, or with the predictions that were pushed."""

from pathlib import Path
from typing import Annotated

import typer

from attribune.errors import SettingsError
from attribune.output import print_message


def agreement_cli(
    gold: Annotated[Path, typer.Argument(help="JSONL that `review pull` wrote, with several people's versions.")],
    predictions: Annotated[
        Path | None,
        typer.Option(
            help="The JSONL file that was pushed: compare people with it and not with each other, those who saw its "
            "spans and those who were blind."
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of tables.")] = False,
) -> None:
    """How far people agree: spans, whole attributions, and Krippendorff's alpha of characters.

    With --predictions: how much the spans that were drawn for them sway people.
    """
    from rich.console import Console

    from attribune.formats.jsonl import read_annotations
    from attribune.review.agreement import Agreement, measure_agreement
    from attribune.review.gold import read_reviews, reviews_path
    from attribune.review.sway import Sway, measure_sway
    from attribune.review.tables import agreement_tables, sway_tables

    versions = read_annotations(gold, versions=True)
    reviews = reviews_path(gold)
    measured: Agreement | Sway
    if predictions is not None:
        if not reviews.is_file():
            raise SettingsError(
                f"{reviews} is not there, which says what was blind: `attribune review pull` writes it beside {gold}"
            )
        measured = measure_sway(versions, read_reviews(reviews), read_annotations(predictions))
        tables = sway_tables(measured)
    else:
        blind = sum(each.session.blind for each in read_reviews(reviews)) if reviews.is_file() else 0
        if blind:
            print_message(
                f"{blind:,} reviews were blind: --predictions, with the file that was pushed, tells how much the drawn "
                "spans sway people"
            )
        measured = measure_agreement(versions)
        tables = agreement_tables(measured)
    if as_json:
        print(measured.model_dump_json(indent=2))
        return
    console = Console(highlight=False)
    for table in tables:
        console.print(table)
