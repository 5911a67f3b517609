"""The scores of a comparison as tables."""

from collections.abc import Iterator

from rich import box
from rich.table import Table

from attribune.scoring.results import Interval, Measure, RoleScores, Scores, Share

_MEASURE_COLUMNS = ("", "precision", "recall", "F", "95% of F", "gold", "predicted")
_SHARE_COLUMNS = ("", "percent", "95%", "right", "of")


def score_tables(scores: Scores) -> Iterator[Table]:
    """Yield the measures with precision, recall and F, then the shares."""
    table = _table(
        f"articles: {scores.articles:,}; attributions: {scores.gold_attributions:,} gold, "
        f"{scores.predicted_attributions:,} predicted",
        _MEASURE_COLUMNS,
    )
    for role in ("source", "cue", "content"):
        by_rule: RoleScores = getattr(scores, role)
        for rule in ("strict", "overlap", "character"):
            _add_measure(table, f"{role}, {rule}", getattr(by_rule, rule))
    _add_measure(table, "record, strict", scores.record_strict)
    _add_measure(table, "record, relaxed", scores.record_relaxed)
    table.add_section()
    for threshold, gender_gap in scores.gender_gap.items():
        _add_measure(table, f"Gender Gap quote > {threshold}", gender_gap.quote)
    for rule, by_part in (("exact", scores.citron.exact), ("overlap", scores.citron.overlap)):
        for part, measure in by_part.items():
            _add_measure(table, f"Citron {part}, {rule}", measure)
    yield table

    table = _table("records, relaxed: share found, by what the gold says", _SHARE_COLUMNS)
    for name, share in {**scores.by_style, **scores.by_attitude}.items():
        _add_share(table, f"found, {name}", share)
    table.add_section()
    for threshold, gender_gap in scores.gender_gap.items():
        _add_share(table, f"Gender Gap speaker > {threshold}", gender_gap.speaker)
        _add_share(table, f"Gender Gap verb > {threshold}", gender_gap.verb)
    yield table
    if scores.speaker_of_all.total:
        yield speaker_table(scores)


def speaker_table(scores: Scores) -> Table:
    """Return the shares of right speakers: of the gold attributions found, and of all."""
    table = _table("speakers: share right", _SHARE_COLUMNS)
    for title, whole, by_form, by_kind in (
        ("found", scores.speaker, scores.speaker_by_form, scores.speaker_by_kind),
        ("all", scores.speaker_of_all, scores.speaker_of_all_by_form, scores.speaker_of_all_by_kind),
    ):
        _add_share(table, title, whole)
        for name, share in {**by_form, **by_kind}.items():
            _add_share(table, f"{title}, {name}", share)
        table.add_section()
    _add_share(table, "found, kind right", scores.speaker_kind)
    return table


def _table(title: str, columns: tuple[str, ...]) -> Table:
    # Without padding it fits in 80 columns, which is what a pipe or a log gets.
    table = Table(title=title, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD, padding=0)
    for name in columns:
        table.add_column(name, justify="right" if name else "left", no_wrap=True)
    return table


def _add_measure(table: Table, name: str, measure: Measure) -> None:
    figures = (measure.precision, measure.recall, measure.f)
    counts = (measure.gold, measure.predicted)
    table.add_row(
        name, *(f"{figure:.1f}" for figure in figures), _interval(measure.interval), *(f"{count:,}" for count in counts)
    )


def _add_share(table: Table, name: str, share: Share) -> None:
    percent = "–" if share.percent is None else f"{share.percent:.1f}"
    table.add_row(name, percent, _interval(share.interval), f"{share.right:,}", f"{share.total:,}")


def _interval(interval: Interval | None) -> str:
    return "–" if interval is None else f"{interval[0]:.1f}–{interval[1]:.1f}"
