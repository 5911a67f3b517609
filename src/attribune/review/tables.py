"""The status of a review, the agreement of its annotators and how they are swayed, as tables."""

from collections.abc import Iterator

from rich import box
from rich.console import RenderableType
from rich.table import Table

from attribune.review.agreement import Agreement, PairAgreement
from attribune.review.status import Edits, Status
from attribune.review.sway import Sway
from attribune.scoring.alignment import ROLES
from attribune.scoring.results import Measure
from attribune.tables import plain

_EDIT_COLUMNS = ("", "accepted", "edited", "added", "deleted", "changes per item")


def status_tables(status: Status) -> Iterator[RenderableType]:
    """Yield how far a project is, who did what, and what was changed."""
    yield plain(f"{status.project}: {status.url}, prefilled by {status.model_version or 'no model version'}")
    table = _table("", "tasks")
    for name in ("done", "begun", "skipped", "open"):
        table.add_row(name, f"{getattr(status, name):,}")
    table.add_section()
    table.add_row("all", f"{status.tasks:,}")
    table.add_row("blind among them", f"{status.blind:,}")
    if status.unusable:
        table.add_row("annotations that cannot be pulled", f"{status.unusable:,}")
    yield table
    if status.people:
        yield plain("who did what")
        table = _table("", "annotations", "skipped", "minutes", "changes per span")
        for who, work in status.people.items():
            figures = (f"{work.submitted:,}", f"{work.skipped:,}", f"{work.seconds / 60:,.1f}")
            table.add_row(plain(who), *figures, _per_item(work.edits["span"]))
        yield table
        yield plain("what was changed of what was shown")
        table = _table(*_EDIT_COLUMNS)
        for kind, edits in status.edits.items():
            counts = (edits.accepted, edits.edited, edits.added, edits.deleted)
            table.add_row(kind, *(f"{count:,}" for count in counts), _per_item(edits))
        yield table


def agreement_tables(agreement: Agreement) -> Iterator[RenderableType]:
    """Yield how far all agree, and then every pair."""
    yield plain(f"all; {agreement.articles:,} articles by several people, {agreement.single:,} by one")
    yield _agreement_table(agreement.overall)
    for names, pair in agreement.pairs.items():
        yield plain(f"{names}; {pair.articles:,} articles")
        yield _agreement_table(pair)


def sway_tables(sway: Sway) -> Iterator[RenderableType]:
    """Yield how near people come to the prediction, blind and with it before them."""
    yield plain("people against the model's spans, in percent, with 95% intervals")
    table = _table("", "work", "spans", "kept", "strict F", "character F")
    for role in ROLES:
        for name, group in sway.groups.items():
            own = group.roles[role]
            kept = f"{own.strict.precision:.1f}" if own.strict.predicted else "–"
            table.add_row(role, name, f"{own.strict.predicted:,}", kept, _f(own.strict), _f(own.character))
        table.add_section()
    yield table
    for name, group in sway.groups.items():
        counts = f"{group.articles:,} articles, {group.versions:,} versions"
        by = f" by {', '.join(sway.shown)}" if name == "prefilled" else ""
        yield plain(f"{name}{by}: {counts}; F of whole attributions, relaxed: {_f(group.attributions)}")
    if sway.left_out:
        yield plain(f"left out: {sway.left_out:,} versions that are neither, or that have no prediction here")


def _f(measure: Measure) -> str:
    interval = measure.interval
    return f"{measure.f:.1f}" + (f" ({interval[0]:.0f}-{interval[1]:.0f})" if interval else "")


def _agreement_table(pair: PairAgreement) -> Table:
    table = _table("", "strict F", "overlap F", "character F", "alpha")
    for role, own in pair.roles.items():
        table.add_row(role, f"{own.strict:.1f}", f"{own.overlap:.1f}", f"{own.character:.1f}", _alpha(own.alpha))
    table.add_row("all roles", "", "", "", _alpha(pair.alpha))
    table.add_section()
    table.add_row("attribution, strict", f"{pair.record_strict:.1f}")
    table.add_row("attribution, relaxed", f"{pair.record_relaxed:.1f}")
    for trait, share in pair.same.items():
        table.add_row(f"same {trait}, percent", "–" if share is None else f"{share:.1f}")
    return table


def _alpha(alpha: float | None) -> str:
    return "–" if alpha is None else f"{alpha:.3f}"


def _per_item(edits: Edits) -> str:
    return "–" if edits.per_item is None else f"{edits.per_item:.2f}"


def _table(*columns: str) -> Table:
    # Without padding it fits in 80 columns, which is what a pipe or a log gets.
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0))
    for name in columns:
        table.add_column(name, justify="right" if name else "left", no_wrap=True)
    return table
