"""Measures the `speakers` component alone, on gold spans: PolNeAR dev against ../shared/data/speakers/dev.jsonl.

    python -m benchmarks.speakers [--errors] [SHARED_DATA]

Every second article (in the order of their names) was read, with its errors, while the rules were written ("seen").
Of the others no row was read, but their totals were printed at every run, and one constant (`_UNKNOWN_GENDER` in
discourse.py) was set back when they fell: "unseen" is a little better than fresh articles will be. Attributions without
a source are left out. A speaker is right by name (case, honorifics and quote marks aside), a described one by its head
noun and a shared content word, a joint one when no member is missing. The speed is in words per second of CPU time.
"""

import json
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from time import process_time
from typing import Any

from spacy.tokens import Doc
from spacy.vocab import Vocab

from attribune import bridge
from attribune.components.quotations import Quotations
from attribune.components.speakers import Speakers
from attribune.formats.brat import read_brat
from attribune.records import AnnotatedArticle, Speaker
from attribune.scoring.speakers import same_name
from attribune.speakers.lexicon import load_lexicon

SHARED_DATA = Path(__file__).parents[2] / "shared" / "data"

_TOKEN = re.compile(r"\w+|[^\w\s]|\s+")
_HEAD_END = re.compile(
    r",|\s(?:who|which|that|of|for|at|in|to|from|on|with|by|about|being|released|close|familiar|conducted|issued)\s"
)
_EMPTY = re.compile(r"the|an?|th(?:is|at|ese|ose)|of|for|at|in|to|from|on|with|by|and|or|his|her|their|its|my|our|s")

Row = dict[str, Any]


def read_rows(path: Path) -> list[Row]:
    """Return the reliable rows of the gold speakers: doc, id, speaker, source_type, mention."""
    with path.open(encoding="utf-8") as lines:
        return [row for row in map(json.loads, lines) if row["ok"]]


def to_doc(article: AnnotatedArticle) -> Doc:
    """Return a Doc of words, marks and white space that carries the article's gold spans, but no speakers."""
    words = _TOKEN.findall(article.text)
    doc = Doc(Vocab(), words=words, spaces=[False] * len(words))
    return bridge.set_annotation(doc, article)


def is_right(row: Row, found: Speaker | None) -> bool:
    """Tell whether the speaker found for an attribution is the gold one."""
    gold = row["speaker"]
    if gold in ("READER", None):
        return found is None
    if found is None:
        return False
    if gold == "AUTHOR":
        return found.kind == "author"
    if isinstance(gold, list):
        return all(_contains(found, member) for member in gold)
    if same_name(gold, found.name):
        return True
    described = row["mention"] == "nominal" or row["source_type"] in ("group", "unnamed_person", "document")
    return described and _alike(gold, found.name)


def measure(folder: Path) -> tuple[dict[str, dict[str, Counter[bool]]], list[str], float]:
    """Return right and wrong counts by half and measure, the wrong ones in words, and the speed in words a second."""
    rows = read_rows(folder / "speakers" / "dev.jsonl")
    names = sorted({row["doc"] for row in rows})
    component = Speakers(lexicon=load_lexicon())
    counts: dict[str, dict[str, Counter[bool]]] = {half: defaultdict(Counter) for half in ("seen", "unseen")}
    errors, seconds, words = [], 0.0, 0
    for article in read_brat(folder / "polnear" / "dev"):
        if article.id not in names:
            continue
        half = ("seen", "unseen")[names.index(article.id) % 2]
        doc = Quotations(max_paragraphs=12)(to_doc(article))
        began = process_time()
        component(doc)
        seconds += process_time() - began
        words += len(article.text.split())
        for row, source, found in _answers(article, doc, rows):
            right, kind = is_right(row, found), _kind(row)
            group = counts[half]
            if row["mention"] == "none":
                continue
            group["all"][right] += 1
            group[row["mention"]][right] += 1
            group["kind"][found is not None and found.kind == kind] += 1
            group[f"  {kind}"][right] += 1
            if not right or found is None or found.kind != kind:
                verdict = "WRONG" if not right else "kind"
                shown = None if found is None else (found.name, found.kind)
                place = f"{half} {verdict} {row['mention']} {article.id[:28]} {row['id']}"
                errors.append(f"{place} {source!r}: {row['speaker']!r} ({kind}), found {shown}")
    return counts, errors, words / seconds


def _answers(article: AnnotatedArticle, doc: Doc, rows: list[Row]) -> Iterator[tuple[Row, str, Speaker | None]]:
    speakers = bridge.span_group(doc, bridge.MENTIONS).attrs.get("speakers", {})
    spans = bridge.spans_by_attribution(doc)
    for row in rows:
        if row["doc"] == article.id and row["id"] in spans:
            own = spans[row["id"]]
            speaker_id = next((span.kb_id_ for span in own if span.kb_id_), None)
            source = " | ".join(span.text for span in own if span.label_ == bridge.SOURCE)
            yield row, source, Speaker(id=speaker_id, **speakers[speaker_id]) if speaker_id else None


def _kind(row: Row) -> str:
    return "unnamed" if row["source_type"] == "unnamed_person" else str(row["source_type"])


def _content_words(text: str) -> list[str]:
    words = [word for word in re.findall(r"[\w-]+", text.casefold().replace("’", "'")) if not _EMPTY.fullmatch(word)]
    return [word[:-1] if word.endswith("s") else word for word in words]


def _alike(gold: str, found: str) -> bool:
    heads = [(_content_words(_HEAD_END.split(text, maxsplit=1)[0]) or [""])[-1] for text in (gold, found)]
    if heads[0] != heads[1]:
        return False
    others = set(_content_words(gold)) - {heads[0]}
    return not others or bool(others & set(_content_words(found)))


def _contains(found: Speaker, member: str) -> bool:
    wanted = {"author"} if member == "AUTHOR" else set(_content_words(member))
    return wanted <= set(_content_words(found.name))


def main(arguments: list[str]) -> None:
    """Print accuracy by mention form and kind for both halves, and the component's speed."""
    folders = [Path(each) for each in arguments if each != "--errors"]
    counts, errors, speed = measure(folders[0] if folders else SHARED_DATA)
    print(f"{'':16}{'seen':>15}{'unseen':>15}{'both':>15}")
    for key in (
        "all",
        "name",
        "pronoun",
        "nominal",
        "kind",
        *sorted({k for half in counts.values() for k in half if k[0] == " "}),
    ):
        columns = [counts["seen"][key], counts["unseen"][key], counts["seen"][key] + counts["unseen"][key]]
        print(f"{key:16}" + "".join(_share(column) for column in columns))
    print(f"{speed:,.0f} words/s")
    if "--errors" in arguments:
        print(*errors, sep="\n")


def _share(count: Counter[bool]) -> str:
    total = count.total()
    return f"{100 * count[True] / total:>8.1f} ({total:3})".rjust(15) if total else " " * 15


if __name__ == "__main__":
    main(sys.argv[1:])
