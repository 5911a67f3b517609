"""The records: articles, attributions, speakers. Everything attribune reads, finds, reviews and writes is one of these.

`schemas/` is generated from this module (`python -m attribune.schemas schemas/`).
"""

from collections.abc import Iterator
from itertools import pairwise
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, NonNegativeInt, PositiveInt, model_validator

Style = Literal["direct", "indirect", "mixed"]
Attitude = Literal["statement", "belief", "intention", "order", "perception", "evidence", "no_comment", "other"]
Polarity = Literal["affirmed", "negated", "denied", "hedged"]
SpeakerKind = Literal["person", "organization", "document", "group", "unnamed", "author"]
Identifier = Annotated[str, Field(min_length=1)]


class Record(BaseModel):
    """Base of all records: immutable, and nothing in it that the schema does not name."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class TextSpan(Record):
    """A stretch of an article's text.

    Offsets are Unicode code points into the article's `text`, half-open: `text[start:end] == self.text`.
    """

    start: NonNegativeInt
    end: PositiveInt
    text: Annotated[str, Field(min_length=1)]

    @model_validator(mode="after")
    def _check_length(self) -> Self:
        if self.end - self.start != len(self.text):
            raise ValueError(
                f"span {self.start}-{self.end} covers {self.end - self.start} code points "
                f"but its text {self.text!r} has {len(self.text)}"
            )
        return self


class Origin(Record):
    """Where an article stands in the file it was read from.

    Offsets are Unicode code points, half-open. For plain text `file_text[start:end] == article.text`; for HTML they
    count in the extracted text; for JSONL, in the field that held the text.
    """

    path: str
    start: NonNegativeInt
    end: NonNegativeInt


class Annotator(Record):
    """Who made an annotation: a model with its version and settings, or a person."""

    name: Identifier
    version: str
    config: str = ""


class Speaker(Record):
    """The entity behind one or more source mentions of an article.

    `candidates` are the ids of the entries of a user's roster that it may be. If its own `id` is among them, it is that
    entry, here and in every other article; if not, the choice is open and `id` means something in this article alone.
    """

    id: Identifier
    name: Identifier
    kind: SpeakerKind
    aliases: list[str] = []
    role: str | None = None
    wikidata: str | None = None
    candidates: list[str] = []


class SpeakerEvidence(Record):
    """What decided who the speaker of an attribution is: the mention that names them best, and how sure that is.

    `mention` is null where the text has no other mention than the source. `confidence` is the probability, between 0
    and 1, that the speaker is right, given that the source is.
    """

    mention: TextSpan | None = None
    confidence: Annotated[float, Field(ge=0.0, le=1.0)]


class Attribution(Record):
    """A content, the cue that reports it and the source it is ascribed to (PARC: Pareti 2012; PolNeAR: Newell 2018).

    `content` holds one span, or several when the content is discontinuous, in text order. An empty `source` means that
    the text names none. `within` is the id of the enclosing attribution. `headline` marks an attribution that stands
    in the article's title. `confidence` is the probability, between 0 and 1, that a reviewer would keep it.
    `annotators` says which annotators found it where the work of several was merged: `learned`, `syntactic`. `evidence`
    says what decided who the `speaker` is; it is null where a person decided.
    """

    id: Identifier
    style: Style
    attitude: Attitude = "statement"
    polarity: Polarity = "affirmed"
    content: Annotated[list[TextSpan], Field(min_length=1)]
    cue: TextSpan | None = None
    source: list[TextSpan] = []
    speaker: str | None = None
    evidence: SpeakerEvidence | None = None
    addressee: TextSpan | None = None
    within: str | None = None
    headline: bool = False
    confidence: Annotated[float, Field(ge=0.0, le=1.0)] = 1.0
    annotators: list[str] = []

    def spans(self) -> Iterator[tuple[str, TextSpan]]:
        """Yield every span of its own with its role: `source`, `cue`, `content` or `addressee`."""
        yield from (("source", span) for span in self.source)
        if self.cue is not None:
            yield "cue", self.cue
        yield from (("content", span) for span in self.content)
        if self.addressee is not None:
            yield "addressee", self.addressee

    @model_validator(mode="after")
    def _check_order(self) -> Self:
        for role, spans in (("content", self.content), ("source", self.source)):
            for left, right in pairwise(spans):
                if right.start < left.end:
                    raise ValueError(
                        f"attribution {self.id!r}: {role} span {right.start}-{right.end} overlaps or precedes "
                        f"{left.start}-{left.end}; spans of one role stand in text order and do not overlap"
                    )
        return self


class Article(Record):
    """One news text, exactly as it was in the input, with where it came from.

    `title` repeats the article's headline, which is also the first line of `text` where the input has it there.
    `published` is kept as the input states it ("43 minutes ago", "2025-06-07"), `credit` likewise ("- Wire Service").
    """

    id: Identifier
    text: str
    title: str | None = None
    outlet: str | None = None
    published: str | None = None
    credit: str | None = None
    origin: Origin


class AnnotatedArticle(Article):
    """An article with all attributions and speakers that one annotator gave it: one line of JSONL."""

    annotator: Annotator
    speakers: list[Speaker] = []
    attributions: list[Attribution] = []

    @model_validator(mode="after")
    def _check_references(self) -> Self:
        speakers = _unique_ids("speaker", [speaker.id for speaker in self.speakers])
        _unique_ids("attribution", [attribution.id for attribution in self.attributions])
        enclosing = {attribution.id: attribution.within for attribution in self.attributions}
        for attribution in self.attributions:
            evidence = attribution.evidence.mention if attribution.evidence is not None else None
            deciding = [("evidence", evidence)] if evidence is not None else []
            for role, span in [*attribution.spans(), *deciding]:
                found = self.text[span.start : span.end]
                if found != span.text:
                    raise ValueError(
                        f"attribution {attribution.id!r}: {role} span {span.start}-{span.end} reads {found!r} in the "
                        f"article but {span.text!r} in the record; offsets count Unicode code points"
                    )
            if attribution.speaker is not None and attribution.speaker not in speakers:
                raise ValueError(f"attribution {attribution.id!r} names speaker {attribution.speaker!r}, not listed")
            _check_enclosing(attribution.id, enclosing)
        return self


def _unique_ids(what: str, ids: list[str]) -> set[str]:
    unique = set(ids)
    if len(unique) < len(ids):
        repeated = sorted({each for each in ids if ids.count(each) > 1})
        raise ValueError(f"{what} ids must be unique within an article; repeated: {', '.join(repeated)}")
    return unique


def _check_enclosing(attribution_id: str, enclosing: dict[str, str | None]) -> None:
    """Follow `within` outwards and refuse a dangling reference or a cycle."""
    seen = {attribution_id}
    outer = enclosing[attribution_id]
    while outer is not None:
        if outer not in enclosing:
            raise ValueError(f"attribution {attribution_id!r} lies within {outer!r}, which does not exist")
        if outer in seen:
            raise ValueError(f"attribution {attribution_id!r} lies within itself through {outer!r}")
        seen.add(outer)
        outer = enclosing[outer]
