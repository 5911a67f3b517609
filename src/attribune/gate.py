"""The gate: what an annotator reaches on a gold may not fall below the floors pinned before.

Floors are a JSON file beside the gold's fingerprint, so that a changed gold cannot pass for a better annotator. The
idea, and the explicit flag that lowers a floor, are trafilatura's.
"""

import hashlib
import json
from collections.abc import Iterable, Sequence
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from attribune.errors import InputError, SettingsError
from attribune.pipeline import annotate_all
from attribune.records import AnnotatedArticle
from attribune.scoring import Scores, score

# Points that a figure may lie below its floor: 8-bit arithmetic differs a little between processors.
TOLERANCE = 0.3


class Floors(BaseModel):
    """Figures in percent by name, as they were pinned, and the fingerprint of the gold they were measured on."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    gold: str
    figures: dict[str, float]


def fingerprint(gold: Iterable[AnnotatedArticle]) -> str:
    """Return the SHA-256 of the articles' ids, texts, attributions and speakers; their order does not matter."""
    digest = hashlib.sha256()
    for article in sorted(gold, key=lambda article: article.id):
        record = article.model_dump(include={"id", "text", "attributions", "speakers"}, exclude_defaults=True)
        digest.update(json.dumps(record, sort_keys=True).encode())
    return digest.hexdigest()


def measure(gold: Sequence[AnnotatedArticle]) -> Scores:
    """Annotate the texts of a gold anew and score the result, outermost attributions where the gold has no others.

    Raises:
        RecordError: An article could not be annotated.
    """
    return score(gold, annotate_all(gold), outermost=True)


def figures_of(scores: Scores) -> dict[str, float]:
    """Return the figures that the gate holds: F of every role and of the record, and the share of right speakers."""
    figures = {
        f"{role} {rule}": getattr(getattr(scores, role), rule).f
        for role in ("source", "cue", "content")
        for rule in ("strict", "character")
    }
    figures |= {"record strict": scores.record_strict.f, "record relaxed": scores.record_relaxed.f}
    if scores.speaker.percent is not None:
        figures["speaker"] = scores.speaker.percent
    return {name: round(figure, 1) for name, figure in figures.items()}


def read_floors(path: Path) -> Floors:
    """Read a floors file.

    Raises:
        InputError: It is missing or not a floors file.
    """
    try:
        return Floors.model_validate_json(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, ValidationError) as error:
        raise InputError(
            f"{path}: no floors can be read: {error}; write the file with `attribune gate GOLD {path} --pin`"
        ) from error


def check_gold(gold: Sequence[AnnotatedArticle], floors: Floors, path: Path) -> None:
    """Refuse floors that were pinned on another gold.

    Raises:
        SettingsError: The fingerprints differ.
    """
    if (found := fingerprint(gold)) != floors.gold:
        raise SettingsError(
            f"{path}: its floors were pinned on another gold: its fingerprint is {floors.gold[:12]}, this one's "
            f"{found[:12]}; if the gold was changed on purpose, pin them anew with --pin"
        )


def falls(figures: dict[str, float], floors: Floors, *, tolerance: float = TOLERANCE) -> list[str]:
    """Return a line for every figure that lies below its floor, or is no longer measured."""
    return [
        f"{name}: {f'{figures[name]:.1f}' if name in figures else 'not measured'}, floor {floor:.1f}"
        for name, floor in floors.figures.items()
        if figures.get(name, -1.0) < floor - tolerance
    ]


def pin(path: Path, gold: Sequence[AnnotatedArticle], figures: dict[str, float], *, allow_regression: bool) -> Floors:
    """Write these figures as the floors, and return them.

    Raises:
        SettingsError: A floor would be lowered and `allow_regression` is not set.
    """
    if path.exists() and not allow_regression and (lower := falls(figures, read_floors(path), tolerance=0.0)):
        raise SettingsError(
            f"{path}: these floors would be lowered: {'; '.join(lower)}; --allow-regression does it all the same"
        )
    floors = Floors(gold=fingerprint(gold), figures=figures)
    partial = path.with_name(f"{path.name}.partial")
    partial.write_text(floors.model_dump_json(indent=2) + "\n", encoding="utf-8")
    partial.replace(path)
    return floors
