"""What to review first, which tasks are blind and which get several annotators."""

import json
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import sha256
from statistics import fmean
from tempfile import TemporaryFile
from typing import Any, Literal, get_args

from attribune.reading import Reject

Order = Literal["uncertain", "random", "speaker", "newest"]
ORDERS: tuple[Order, ...] = get_args(Order)

Numbered = tuple[int, dict[str, Any] | Reject]
_Key = tuple[float | str, ...]


def is_chosen(doc_id: str, purpose: str, *, share: float) -> bool:
    """Return whether an article is among a share, from 0 to 1, of all: the same at every push, by its id's hash.

    Of a greater share, the smaller is a part. Different purposes choose independently.
    """
    digest = sha256(f"{purpose}:{doc_id}".encode(errors="surrogatepass")).digest()
    return int.from_bytes(digest[:8]) < share * 2**64


def sort_records(records: Iterator[Numbered], order: Order) -> Iterator[Numbered]:
    """Yield records with their line numbers in the order in which they are to be reviewed; rejects first.

    - uncertain: the lowest mean confidence of the attributions first.
    - random: by the hash of the id, so the same at every push.
    - speaker: by the speaker with the most attributions, those of most articles first, articles of one together.
    - newest: the latest `published` first, as far as it is a date; then the others, as they come.

    Records wait in a temporary file; what is kept in memory is their keys.
    """
    keys: list[tuple[_Key, int, int]] = []
    with TemporaryFile() as waiting:
        for number, record in records:
            if isinstance(record, Reject):
                yield number, record
                continue
            keys.append((_key(record, order), number, waiting.tell()))
            waiting.write(json.dumps(record).encode() + b"\n")
        if order == "speaker":
            articles = Counter(key for key, _, _ in keys)
            keys.sort(key=lambda each: (not each[0][0], -articles[each[0]], each[0], each[1]))
        else:
            keys.sort()
        for _, number, place in keys:
            waiting.seek(place)
            yield number, json.loads(waiting.readline())


def _key(record: dict[str, Any], order: Order) -> _Key:
    """Return what a record is sorted by. It was not checked yet, so any part of it may be missing or wrong."""
    task = record.get("data")
    about = task if isinstance(task, dict) else record
    match order:
        case "uncertain":
            return (_score(record),)
        case "random":
            doc_id = record.get("id", about.get("doc_id"))
            return (sha256(f"order:{doc_id}".encode(errors="surrogatepass")).hexdigest(),)
        case "speaker":
            return (_main_speaker(record),)
        case "newest":
            return (-_seconds(about.get("published")),)


def _score(record: dict[str, Any]) -> float:
    predictions = _dicts(record.get("predictions"))
    if predictions:
        score = predictions[0].get("score")
        return float(score) if isinstance(score, int | float) else 1.0
    stated = [each.get("confidence") for each in _dicts(record.get("attributions"))]
    return fmean(float(each) if isinstance(each, int | float) else 1.0 for each in stated) if stated else 1.0


def _main_speaker(record: dict[str, Any]) -> str:
    names = {str(each.get("id")): str(each.get("name")) for each in _dicts(record.get("speakers"))}
    stated = [str(each.get("speaker")) for each in _dicts(record.get("attributions"))]
    counts = Counter(names[each] for each in stated if each in names)
    return min(counts, key=lambda name: (-counts[name], name)).casefold() if counts else ""


def _seconds(published: object) -> float:
    try:
        found = datetime.fromisoformat(str(published))
    except ValueError:
        # As an aggregator has it: "43 minutes ago".
        return float("-inf")
    return (found if found.tzinfo else found.replace(tzinfo=UTC)).timestamp()


def _dicts(found: object) -> list[dict[str, Any]]:
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []
