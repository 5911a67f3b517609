"""Between records and spaCy: the only module that knows both code-point offsets and tokens.

What a Doc carries (no custom attributes, so everything survives `to_bytes`, `DocBin` and `nlp.pipe(n_process=2)`):

- `doc.spans["quotations"]`: stretches in quote marks, marks included.
- `doc.spans["attributions"]`: every role span. `label_` is SOURCE, CUE, CONTENT or ADDRESSEE, `id_` the attribution's
  id, `kb_id_` the speaker's id. The group's `attrs` maps an attribution id to its `Attribution` fields that are not
  spans: style, attitude, polarity, within, headline, confidence, annotators, evidence; and `exact`, where its spans'
  fall inside tokens: label, the span's code points, and those that are meant (see `copy_spans`).
- `doc.spans["mentions"]`: mentions of speakers, `kb_id_` the speaker's id. The group's `attrs["speakers"]` maps a
  speaker id to its `Speaker` fields.
"""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from spacy.tokens import Doc, Span, SpanGroup

from attribune.records import AnnotatedArticle, Annotator, Article, Attribution, Speaker, TextSpan

QUOTATIONS = "quotations"
ATTRIBUTIONS = "attributions"
MENTIONS = "mentions"
# What the syntactic annotator found, until it is merged with what the learned one finds.
SYNTACTIC = "attributions_syntactic"
# What the learned annotator alone is not sure enough of, until the syntactic one confirms it or it is left out.
UNLIKELY = "attributions_unlikely"

_TEXT = "attribune_text"

SOURCE, CUE, CONTENT, ADDRESSEE = "SOURCE", "CUE", "CONTENT", "ADDRESSEE"


def text_of(doc: Doc) -> str:
    """Return the Doc's text. spaCy joins the tokens anew each time it is asked, so the first answer is kept."""
    if _TEXT not in doc.user_data:
        doc.user_data[_TEXT] = doc.text
    text: str = doc.user_data[_TEXT]
    return text


def span_group(doc: Doc, key: str) -> SpanGroup:
    """Return the Doc's span group of this name, adding an empty one if there is none."""
    if key not in doc.spans:
        set_span_group(doc, key, [], {})
    group: SpanGroup = doc.spans[key]
    return group


def set_span_group(doc: Doc, key: str, spans: Sequence[Span], attrs: dict[str, Any]) -> None:
    """Put these spans and attributes in place of what the Doc's span group of this name holds."""
    doc.spans[key] = SpanGroup(doc, name=key, attrs=attrs, spans=spans)


def make_span(doc: Doc, start: int, end: int, *, label: str = "", id_: str = "") -> Span:
    """Return the tokens that cover code points `start` to `end` (half-open), widened to whole tokens."""
    span = doc.char_span(start, end, label=label, span_id=id_, alignment_mode="expand")
    if span is None:
        raise ValueError(f"no token of the Doc covers code points {start}-{end} (text length {len(doc.text)})")
    return span


def spans_by_attribution(doc: Doc) -> dict[str, list[Span]]:
    """Return every attribution's role spans, attributions and spans both in text order of first appearance."""
    grouped: dict[str, list[Span]] = {}
    for span in sorted(span_group(doc, ATTRIBUTIONS), key=lambda span: (span.start, span.end)):
        grouped.setdefault(span.id_, []).append(span)
    return grouped


def copy_spans(doc: Doc, target: Doc, *, key: str, as_key: str = "") -> None:
    """Put a span group of a Doc on another Doc of the same text, whose tokens may be others, in place of its own.

    A span whose borders fall inside tokens of the target covers those tokens there, and the attribution's field `exact`
    keeps the code points that are meant, which `to_annotation` goes by. `as_key` is the group's name on the target,
    where that differs.
    """
    group = span_group(doc, key)
    attrs, spans = dict(group.attrs), []
    for span in group:
        copy = make_span(target, span.start_char, span.end_char, label=span.label_, id_=span.id_)
        copy.kb_id_ = span.kb_id_
        spans.append(copy)
        widened, meant = (copy.start_char, copy.end_char), (span.start_char, span.end_char)
        if key == ATTRIBUTIONS and widened != meant:
            fields = attrs.get(span.id_, {})
            attrs[span.id_] = {**fields, "exact": [*fields.get("exact", []), [span.label_, *widened, *meant]]}
    set_span_group(target, as_key or key, spans, attrs)


def speakers_of(doc: Doc) -> list[Speaker]:
    """Return the Doc's speakers, in the order of their ids."""
    return [Speaker(id=each, **fields) for each, fields in span_group(doc, MENTIONS).attrs.get("speakers", {}).items()]


def to_annotation(doc: Doc, article: Article, annotator: Annotator) -> AnnotatedArticle:
    """Return the article with the attributions and speakers that the pipeline left on its Doc.

    Raises:
        ValueError: The Doc's text is not the article's text.
    """
    if text_of(doc) != article.text:
        raise ValueError(f"article {article.id!r}: the Doc does not hold the article's text")
    fields = span_group(doc, ATTRIBUTIONS).attrs
    title_end = len(article.title) if article.title and article.text.startswith(article.title) else 0
    roles: dict[str, list[_Role]] = {}
    for role in sorted(_roles(doc), key=lambda role: (role.start, role.end)):
        roles.setdefault(role.attribution, []).append(role)
    attributions = [
        _to_attribution(
            attribution_id,
            own,
            text=article.text,
            fields={**fields.get(attribution_id, {}), "headline": all(role.end <= title_end for role in own)},
        )
        for attribution_id, own in roles.items()
    ]
    given = article.model_dump(include=set(Article.model_fields))
    return AnnotatedArticle(**given, annotator=annotator, speakers=speakers_of(doc), attributions=attributions)


class _Role(NamedTuple):
    """One role span of an attribution, in the code points that are meant, half-open."""

    attribution: str
    label: str
    start: int
    end: int
    speaker: str


def _roles(doc: Doc) -> Iterator[_Role]:
    group = span_group(doc, ATTRIBUTIONS)
    exact: dict[tuple[str, str, int, int], list[tuple[int, int]]] = {}
    for attribution_id, fields in group.attrs.items():
        for label, start, end, *meant in fields.get("exact", []):
            exact.setdefault((attribution_id, label, start, end), []).append((meant[0], meant[1]))
    for span in group:
        # A span that was put on the Doc by somebody else since has no exact code points but its own.
        meant = exact.get((span.id_, span.label_, span.start_char, span.end_char))
        start, end = meant.pop(0) if meant else (span.start_char, span.end_char)
        yield _Role(span.id_, span.label_, start, end, span.kb_id_)


def _to_attribution(attribution_id: str, roles: Sequence[_Role], *, text: str, fields: dict[str, Any]) -> Attribution:
    by_label: dict[str, list[TextSpan]] = {}
    for role in roles:
        span = TextSpan(start=role.start, end=role.end, text=text[role.start : role.end])
        by_label.setdefault(role.label, []).append(span)
    cues = by_label.get(CUE, [])
    addressees = by_label.get(ADDRESSEE, [])
    return Attribution(
        id=attribution_id,
        content=by_label.get(CONTENT, []),
        cue=cues[0] if cues else None,
        source=by_label.get(SOURCE, []),
        addressee=addressees[0] if addressees else None,
        speaker=next((role.speaker for role in roles if role.speaker), None),
        **{name: field for name, field in fields.items() if name != "exact"},
    )


def set_annotation(doc: Doc, annotation: AnnotatedArticle) -> Doc:
    """Put an annotation's attributions and speakers on a Doc of the same text, as the components would have.

    Spans that do not fall on token borders are widened to whole tokens.
    """
    group = span_group(doc, ATTRIBUTIONS)
    for attribution in annotation.attributions:
        for role, text_span_ in attribution.spans():
            span = make_span(doc, text_span_.start, text_span_.end, label=role.upper(), id_=attribution.id)
            if attribution.speaker is not None:
                span.kb_id_ = attribution.speaker
            group.append(span)
        group.attrs[attribution.id] = attribution.model_dump(
            include={"style", "attitude", "polarity", "within", "headline", "confidence", "annotators", "evidence"}
        )
    if annotation.speakers:
        span_group(doc, MENTIONS).attrs["speakers"] = {
            speaker.id: speaker.model_dump(exclude={"id"}) for speaker in annotation.speakers
        }
    return doc
