"""Says who stands behind each source mention: one speaker per voice, across names, pronouns and descriptions."""

import re
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc, Span

from attribune import bridge
from attribune.speakers.discourse import Content
from attribune.speakers.entities import Entity
from attribune.speakers.lexicon import Lexicon, load_lexicon
from attribune.speakers.resolution import Resolution

_ARTICLE = re.compile(r"^(?:the|an?|his|her|its|their|our|my)\s+", re.IGNORECASE)
_QUOTE_MARKS = "\"“”‘'«„"
# Shorter titles are forms of address ("Mr.", "Mrs.", "Rev.") and say nothing about a person's role.
_SHORTEST_ROLE = 5


@Language.factory("attribune_speakers", requires=["doc.spans"], assigns=["doc.spans"])
def make_speakers(nlp: Language, name: str) -> "Speakers":
    """Return the component for `nlp.add_pipe("attribune_speakers")`."""
    return Speakers(lexicon=load_lexicon())


class Speakers:
    """Gives the attributions of a Doc their speakers, and the Doc its list of them.

    Reads the role spans in `doc.spans["attributions"]`, sets their `kb_id_`, and fills `doc.spans["mentions"]` and its
    `attrs["speakers"]`. Ids are s1, s2, ... in the order in which the text first names the speakers as sources.
    """

    def __init__(self, *, lexicon: Lexicon) -> None:
        self.lexicon = lexicon

    def __call__(self, doc: Doc) -> Doc:
        """Set the speakers of the Doc's attributions; a Doc without sources gets an empty list of speakers."""
        resolution = resolution_of(doc, self.lexicon)
        resolution.resolve_all()
        _write(doc, {each: resolution.speaker_of.get(each) for each in resolution.sources}, resolution)
        return doc


def resolution_of(doc: Doc, lexicon: Lexicon) -> Resolution:
    """Return the speakers of a Doc's attributions, none of them found yet."""
    text = bridge.text_of(doc)
    attributions = bridge.spans_by_attribution(doc)
    sources = {each: _offsets(spans, bridge.SOURCE) for each, spans in attributions.items()}
    return Resolution(
        text,
        sources=sources,
        impressions={
            each: span.start_char
            for each, spans in attributions.items()
            for span in spans
            if span.label_ == bridge.CUE and not sources[each]
            if not lexicon.impressions.isdisjoint(span.text.lower().split())
        },
        contents=_contents(text, attributions),
        quotations=[(span.start_char, span.end_char) for span in bridge.span_group(doc, bridge.QUOTATIONS)],
        lexicon=lexicon,
    )


def _offsets(spans: list[Span], label: str) -> list[tuple[int, int]]:
    return [(span.start_char, span.end_char) for span in spans if span.label_ == label]


def _contents(text: str, attributions: dict[str, list[Span]]) -> list[Content]:
    return [
        Content(start, end, attribution_id, direct=text[start] in _QUOTE_MARKS)
        for attribution_id, spans in attributions.items()
        for start, end in _offsets(spans, bridge.CONTENT)
    ]


def _write(doc: Doc, speaker_of: dict[str, Entity | None], resolution: Resolution) -> None:
    """Number the speakers and put them and their mentions on the Doc."""
    found = {attribution_id: entity for attribution_id, entity in speaker_of.items() if entity is not None}
    ids = {entity: f"s{number}" for number, entity in enumerate(dict.fromkeys(found.values()), start=1)}
    group = bridge.span_group(doc, bridge.ATTRIBUTIONS)
    spans = list(group)
    for span in spans:
        if span.id_ in found:
            span.kb_id_ = ids[found[span.id_]]
    fields = dict(group.attrs)
    for attribution_id in found:
        fields[attribution_id] = {**fields.get(attribution_id, {}), "evidence": _evidence(resolution, attribution_id)}
    # A span group hands out copies of its spans, so that the changed ones need a new group.
    bridge.set_span_group(doc, bridge.ATTRIBUTIONS, spans, fields)
    mentions = []
    for start, end, speaker_id in sorted((*mention, ids[entity]) for entity in ids for mention in entity.mentions):
        mention = bridge.make_span(doc, start, end)
        mention.kb_id_ = speaker_id
        mentions.append(mention)
    attrs = {"speakers": {speaker_id: _fields(entity) for entity, speaker_id in ids.items()}}
    bridge.set_span_group(doc, bridge.MENTIONS, mentions, attrs)


def _evidence(resolution: Resolution, attribution_id: str) -> dict[str, Any] | None:
    """Return the `SpeakerEvidence` fields of an attribution; an impression without a source has none."""
    grounds = resolution.grounds.get(attribution_id)
    if grounds is None:
        return None
    place = {"start": grounds.start, "end": grounds.end, "text": resolution.text[grounds.start : grounds.end]}
    return {"mention": place if grounds.start >= 0 else None, "confidence": round(grounds.confidence, 2)}


def _fields(entity: Entity) -> dict[str, Any]:
    """Return the `Speaker` fields of an entity, but its id."""
    roles = [role for role in entity.roles if len(role.rstrip(".")) >= _SHORTEST_ROLE]
    return {
        "name": entity.name,
        "kind": entity.kind,
        "aliases": entity.aliases,
        "role": _ARTICLE.sub("", roles[0]) if roles else None,
        "wikidata": None,
    }
