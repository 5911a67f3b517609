"""How an annotated article is drawn in Label Studio: which regions, which relations, which values on a region.

- Every content span of every attribution is a region; the first is the attribution's head and carries its style,
  attitude and polarity. The others are `part_of` the head, the inner head is `within` the outer head.
- Cues, sources and addressees are one region for each place in the text, joined to the head of every attribution that
  has them: `cue_of`, `source_of`, `addressee_of`. Two sources in one place with different speakers are two regions.
- The speaker's name and kind stand on the source, or on the head where no source is drawn.

White space at a span's edges is not drawn, and so nothing is of a span, or of an attribution's content, that is white
space alone: the editor would not show it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple, cast, get_args

from attribune.records import AnnotatedArticle, Attitude, Attribution, Polarity, SpeakerKind, Style, TextSpan

Role = Literal["content", "cue", "source", "addressee"]
Stretch = tuple[int, int]

ROLES: tuple[Role, ...] = get_args(Role)
PART_OF, WITHIN = "part_of", "within"
# The relation that joins a region of the role to a content.
RELATION_OF: dict[Role, str] = {"cue": "cue_of", "source": "source_of", "addressee": "addressee_of"}
RELATIONS = (*RELATION_OF.values(), PART_OF, WITHIN)

TRAITS = ("style", "attitude", "polarity")
SPEAKER, KIND, NOTE = "speaker", "kind", "note"

# The values that a region may carry: picked from these lists, or typed.
CHOICES: dict[str, tuple[str, ...]] = {
    "style": get_args(Style),
    "attitude": get_args(Attitude),
    "polarity": get_args(Polarity),
    KIND: get_args(SpeakerKind),
}
# The roles whose regions carry a value.
ROLES_WITH: dict[str, tuple[Role, ...]] = {
    "style": ("content",),
    "attitude": ("content",),
    "polarity": ("content",),
    SPEAKER: ("source", "content"),
    KIND: ("source", "content"),
    NOTE: ROLES,
}


@dataclass(frozen=True, slots=True)
class Region:
    """A labelled stretch of the text: code points, half-open, no white space at its edges; what it says by name."""

    role: Role
    start: int
    end: int
    values: Mapping[str, str] = field(default_factory=dict)
    score: float | None = field(default=None, compare=False)

    @property
    def place(self) -> Stretch:
        """Where it stands: start and end."""
        return self.start, self.end


class Relation(NamedTuple):
    """An arrow between two regions, by their ids: from a cue, source, addressee or content to a content."""

    from_id: str
    to_id: str
    label: str


class Drawing(NamedTuple):
    """Regions by their ids, and the relations between them."""

    regions: dict[str, Region]
    relations: frozenset[Relation]


class Drawn(NamedTuple):
    """An article's drawing and what it stands for.

    `heads`: the attribution behind each head; `spans`: the record's own span, white space included, by attribution id
    and region id; `speakers`: the id of the speaker whose name stands on a region.
    """

    drawing: Drawing
    heads: dict[str, Attribution]
    spans: dict[tuple[str, str], TextSpan]
    speakers: dict[str, str]


def draw(article: AnnotatedArticle, *, notes: Mapping[str, str] | None = None) -> Drawn:
    """Return the drawing of an article; the same article is always drawn with the same region ids.

    Args:
        article: The annotation to draw.
        notes: A note for the reviewer by attribution id; it goes on the head.
    """
    named = {each.id: {SPEAKER: name, KIND: each.kind} for each in article.speakers if (name := each.name.strip())}
    regions: dict[str, Region] = {}
    relations: list[Relation] = []
    drawn = Drawn(Drawing(regions, frozenset()), {}, {}, {})
    head_of: dict[str, str] = {}
    shared: dict[tuple[str, Stretch, str | None], str] = {}
    for number, attribution in enumerate(article.attributions, start=1):
        places = [(role, span, place) for role, span in attribution.spans() if (place := visible(span)) is not None]
        contents = [(span, place) for role, span, place in places if role == "content"]
        if not contents:
            continue
        head = head_of[attribution.id] = f"content-{number}"
        drawn.heads[head] = attribution
        values = {name: str(getattr(attribution, name)) for name in TRAITS}
        if notes and attribution.id in notes:
            values[NOTE] = notes[attribution.id]
        speaker = attribution.speaker if attribution.speaker in named else None
        if speaker is not None and all(role != "source" for role, _, _ in places):
            values |= named[speaker]
            drawn.speakers[head] = speaker
        for part, (span, place) in enumerate(contents):
            region_id = f"{head}-{part}" if part else head
            regions[region_id] = Region("content", *place, {} if part else values, attribution.confidence)
            drawn.spans[attribution.id, region_id] = span
            if part:
                relations.append(Relation(region_id, head, PART_OF))
        for role, span, place in places:
            if role == "content":
                continue
            owner = speaker if role == "source" else None
            region_id = shared.setdefault((role, place, owner), f"{role}-{len(shared) + 1}")
            regions[region_id] = Region(cast(Role, role), *place, named[owner] if owner is not None else {})
            if owner is not None:
                drawn.speakers[region_id] = owner
            drawn.spans[attribution.id, region_id] = span
            relations.append(Relation(region_id, head, RELATION_OF[cast(Role, role)]))
    for inner in article.attributions:
        if inner.id in head_of and inner.within is not None and inner.within in head_of:
            relations.append(Relation(head_of[inner.id], head_of[inner.within], WITHIN))
    return drawn._replace(drawing=Drawing(regions, frozenset(relations)))


def visible(span: TextSpan) -> Stretch | None:
    """Return the span without white space at its edges, or None if it is white space alone."""
    start = span.end - len(span.text.lstrip())
    end = span.start + len(span.text.rstrip())
    return (start, end) if start < end else None
