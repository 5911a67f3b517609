"""Label Studio, there: an annotated article as a task to review. The way back is `label_studio_reviews`.

A task holds the article in `data` and a prediction with its drawing (`label_studio_drawing`). The prediction's last
item, the ledger, holds the annotation itself with all that cannot be drawn, so that whatever nobody touches comes back
exactly, and a prediction of another model can join the task at any time.
"""

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from pydantic import ValidationError

from attribune.errors import RecordError
from attribune.formats.label_studio_drawing import draw
from attribune.formats.label_studio_items import LEDGER, to_items
from attribune.records import AnnotatedArticle, Article, Origin

Task = dict[str, Any]

# The way of drawing that a ledger belongs to. Another number when `draw` gives an article other regions than before.
_DRAWING = 1
# The article has the text, so that the ledger needs the offsets only.
_SPAN_TEXT = {"text": True}
_SPAN_TEXTS: dict[str, Any] = {
    "attributions": {
        "__all__": {
            "content": {"__all__": _SPAN_TEXT},
            "source": {"__all__": _SPAN_TEXT},
            "cue": _SPAN_TEXT,
            "addressee": _SPAN_TEXT,
            "evidence": {"mention": _SPAN_TEXT},
        }
    }
}


def to_task(article: AnnotatedArticle, *, model_version: str, notes: Mapping[str, str] | None = None) -> Task:
    """Return an article as a task with one prediction.

    Label Studio shows `data.heading` above the text; `data.doc_id` is the article's id, and `meta.text_hash` tells
    whether a task of that id has the same text.

    Args:
        article: The annotation to review.
        model_version: The name of the prediction; the editor is prefilled with that of the project's model version.
        notes: A note for the reviewer by attribution id.
    """
    data = article.model_dump(mode="json", include=set(Article.model_fields) - {"id"})
    return {
        "data": {"doc_id": article.id, "heading": article.title or article.id, **data},
        "meta": {"text_hash": text_hash(article.text)},
        "predictions": [to_prediction(article, model_version=model_version, notes=notes)],
    }


def to_prediction(article: AnnotatedArticle, *, model_version: str, notes: Mapping[str, str] | None = None) -> Task:
    """Return an article's annotation as a prediction, for a task or to add to one that is there.

    Its score is the mean confidence of the attributions, 1 where there are none: the lowest want review first.
    """
    confidences = [each.confidence for each in article.attributions]
    return {
        "model_version": model_version,
        "score": sum(confidences) / len(confidences) if confidences else 1.0,
        "result": to_items(
            draw(article, notes=notes).drawing, article.text, ledger=_to_ledger(article, model_version=model_version)
        ),
    }


def text_hash(text: str) -> str:
    """Return the SHA-256 of a text in UTF-8."""
    return sha256(text.encode(errors="surrogatepass")).hexdigest()


def article_of(task: Task, path: str) -> Article:
    """Return the article of a task; of a task that is not ours, one named after the task.

    Raises:
        RecordError: The task has no text, or another one than when it was pushed, or its fields are not an article's.
    """
    data, meta = task.get("data"), task.get("meta")
    text = data.get("text") if isinstance(data, dict) else None
    if not isinstance(data, dict) or not isinstance(text, str):
        raise RecordError("the task has no data.text; a task to review holds the article's text there")
    stated = meta.get("text_hash") if isinstance(meta, dict) else None
    if stated is not None and stated != text_hash(text):
        raise RecordError(
            f"the text has the hash {text_hash(text)} but was pushed with {stated}: it was changed in Label Studio, "
            "and offsets no longer hold; push the article again under another id"
        )
    fields = {name: data[name] for name in Article.model_fields if name in data}
    if "origin" not in fields:
        fields["origin"] = Origin(path=path or "label_studio", start=0, end=len(text))
    try:
        text.encode()
        return Article(**{**fields, "id": data.get("doc_id") or f"{path}#{task.get('id')}"})
    except (ValidationError, UnicodeEncodeError) as error:
        raise RecordError(f"the task's data are no article: {_first_fault(error)}") from error


def from_ledger(ledger: str, article: Article) -> tuple[AnnotatedArticle, str]:
    """Return the annotation that a ledger holds, and its model version.

    Raises:
        RecordError: The ledger belongs to another way of drawing, or is damaged.
    """
    try:
        given = json.loads(ledger)
        drawing, model_version = given.pop("drawing"), given.pop("model_version")
        if drawing != _DRAWING:
            raise RecordError(
                f"the prediction was drawn in way {drawing}, but this version of attribune reads way {_DRAWING}: pull "
                "with the version that pushed it"
            )
        for attribution in given.get("attributions", []):
            evidence = attribution.get("evidence") or {}
            spans = [attribution.get("cue"), attribution.get("addressee"), evidence.get("mention")]
            for span in (*spans, *attribution["content"], *attribution.get("source", [])):
                if span is not None:
                    span["text"] = article.text[span["start"] : span["end"]]
        return AnnotatedArticle(**article.model_dump(), **given), model_version
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise RecordError(
            f"the ledger in the prediction's item {LEDGER!r} is damaged: {_first_fault(error)}"
        ) from error


def _to_ledger(article: AnnotatedArticle, *, model_version: str) -> str:
    given = article.model_dump(
        mode="json", include={"annotator", "speakers", "attributions"}, exclude=_SPAN_TEXTS, exclude_defaults=True
    )
    return json.dumps({"drawing": _DRAWING, "model_version": model_version, **given}, separators=(",", ":"))


def _first_fault(error: Exception) -> str:
    """Return what is wrong in one line."""
    if isinstance(error, ValidationError):
        fault = error.errors(include_url=False, include_input=False)[0]
        return f"{'.'.join(map(str, fault['loc'])) or 'record'}: {fault['msg'].removeprefix('Value error, ')}"
    return str(error)
