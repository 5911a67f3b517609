"""Linking: from tagged words to whole attributions, whatever annotator tagged them.

Contents are squared with the quotations they stand in, quotations that nobody was given are kept or continue the
attribution before them, and every attribution gets its style, its addressee and the one that it lies within.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc, Span

from attribune.addressees import find_addressee
from attribune.bridge import (
    ADDRESSEE,
    ATTRIBUTIONS,
    CONTENT,
    CUE,
    QUOTATIONS,
    SOURCE,
    make_span,
    set_span_group,
    span_group,
    spans_by_attribution,
    text_of,
)
from attribune.components.quotations import Quotation, quotations_of
from attribune.links import (
    REACH,
    Link,
    correct_subjects,
    drop_fragments,
    end_with_quotation,
    end_with_sentence,
    give_quotations_once,
    go_on_behind_colons,
    introduces,
    near,
    take_whole_quotations,
)
from attribune.quoted_contents import (
    Stretch,
    cut_at_paragraphs,
    goes_on,
    shared,
    square_with_quotations,
    style_of,
)
from attribune.speakers.sentences import sentence_starts
from attribune.turns import find_signatures, find_turns
from attribune.weak_cues import MIN_REPORTED

# A quotation that no attribution claims is kept from `MIN_REPORTED` on; shorter ones are titles and scare quotes.
MIN_ORPHAN_WORDS = 4
# Confidence of an orphan: the probability that it is reported, scaled by about the share of kept ones that are right.
ORPHAN_CONFIDENCE = 0.2
# Confidence of a turn or a signed quotation: the layout vouches for it, and corpora have too few to measure it.
LAYOUT_CONFIDENCE = 0.8


@Language.factory("attribune_linking", requires=["doc.spans"], assigns=["doc.spans"])
def make_linking(nlp: Language, name: str) -> "Linking":
    """Build the component; it has no settings."""
    return Linking()


class Linking:
    """Completes the attributions of `doc.spans["attributions"]` and numbers them in text order: a1, a2, ..."""

    def __call__(self, doc: Doc) -> Doc:
        """Complete the attributions of one Doc."""
        text, quotations = text_of(doc), quotations_of(doc)
        outer = [quotation for quotation in quotations if quotation.depth == 0]
        fields = span_group(doc, ATTRIBUTIONS).attrs
        links = [_link(spans, fields.get(id_, {})) for id_, spans in spans_by_attribution(doc).items()]
        sentences = sentence_starts(text) if doc.lang_ == "en" else []
        for link in links:
            link.sources = cut_at_paragraphs(text, link.sources, outer, cues=link.cues)
            link.contents = cut_at_paragraphs(text, link.contents, outer, cues=link.cues)
            link.contents = square_with_quotations(text, link.contents, outer, taken=[*link.cues, *link.sources])
            link.contents = end_with_sentence(text, link, outer, sentences)
        links = _with_signatures(text, links, outer)
        links.sort(key=lambda link: link.start)
        take_whole_quotations(links, outer)
        links.sort(key=lambda link: link.start)
        for link in links:
            end_with_quotation(link, outer)
        drop_fragments(links, outer)
        give_quotations_once(text, links, outer)
        if sentences:
            correct_subjects(text, links, outer, sentences)
            go_on_behind_colons(text, links, sentences)
        unclaimed = _unclaimed(text, quotations, span_group(doc, QUOTATIONS).attrs.get("reported", []), links)
        orphans = []
        for (start, end), probability in unclaimed:
            introduced, continued = _introduced(text, end, links), _continued(text, start, links, sentences)
            # Who follows with a content of his own ("The mayor declined to comment.") may not have said this as well.
            first = introduced if introduced is not None and not introduced.contents else None
            beside = first or continued or introduced
            if beside is not None:
                beside.contents = sorted([*beside.contents, (start, end)])
            else:
                fields = {"confidence": round(probability * ORPHAN_CONFIDENCE, 4)}
                orphans.append(Link(contents=[(start, end)], fields=fields))
        links += orphans
        links = _with_turns(text, [link for link in links if link.contents])
        links.sort(key=lambda link: (link.start, link.contents))
        for link in links:
            link.fields["style"] = style_of(text, link.contents, outer)
            if link.cues:
                addressee = find_addressee(text, link.cues[0], [*link.sources, *link.contents])
                link.addressees = [addressee] if addressee else []
        _set_links(doc, links)
        return doc


def _link(spans: Sequence[Span], fields: dict[str, Any]) -> Link:
    stretches: dict[str, list[Stretch]] = {SOURCE: [], CUE: [], CONTENT: [], ADDRESSEE: []}
    for span in spans:
        stretches[span.label_].append((span.start_char, span.end_char))
    return Link(stretches[SOURCE], stretches[CUE], stretches[CONTENT], stretches[ADDRESSEE], dict(fields))


def _unclaimed(
    text: str, quotations: Sequence[Quotation], reported: Sequence[float], links: Sequence[Link]
) -> list[tuple[Stretch, float]]:
    """Return the quotations that are somebody's words but in no attribution, each with its probability."""
    claimed = _claimed(text, links)
    return [
        ((quotation.start, quotation.end), probability)
        for quotation, probability in zip(quotations, reported, strict=False)
        if not quotation.depth
        and probability >= MIN_REPORTED
        and claimed.find(1, quotation.start, quotation.end) < 0
        and len(text[quotation.start : quotation.end].split()) >= MIN_ORPHAN_WORDS
    ]


def _with_turns(text: str, links: Sequence[Link]) -> list[Link]:
    """Return the attributions with one for each turn of a dialogue, in place of those read off its label or colon."""
    turns = list(find_turns(text))
    layout = {each for turn in turns for each in (turn.label, turn.colon)}
    kept = [link for link in links if layout.isdisjoint([*link.sources, *link.cues])]
    fields = {"confidence": LAYOUT_CONFIDENCE}
    return kept + [
        Link(sources=[turn.label], cues=[turn.colon], contents=[turn.words], fields=dict(fields)) for turn in turns
    ]


def _with_signatures(text: str, links: Sequence[Link], quotations: Sequence[Quotation]) -> list[Link]:
    """Return the attributions with one for each signed quotation, which nobody else has said then.

    What is attributed within the quotation stays, and so does what else was attributed to who reports it.
    """
    kept, signed = list(links), []
    for words, dash, name in find_signatures(text, quotations):
        fields = {"confidence": LAYOUT_CONFIDENCE}
        signed.append(Link(sources=[name], cues=[dash], contents=[words], fields=fields))
        below = dash[0], name[1]
        kept = [link for link in kept if not any(shared(each, below) > 0 for each in (*link.cues, *link.sources))]
        for link in kept:
            if not any(shared(cue, words) > 0 for cue in link.cues):
                link.contents = [each for each in link.contents if shared(each, (words[0], name[1])) <= 0]
    return [link for link in kept if link.contents] + signed


def _introduced(text: str, end: int, links: Sequence[Link]) -> Link | None:
    """Return the attribution whose source and cue follow right behind a quotation's end: '"Go!" the mayor fumed'."""
    for link in near(links, end):
        if link.sources and introduces(text, link, end):
            return link
    return None


def _continued(text: str, start: int, links: Sequence[Link], sentences: Sequence[int]) -> Link | None:
    """Return the last attribution whose sentence ends right before `start`: a quotation there goes on with it."""
    for link in reversed(near(links, start)):
        end = max(end for _, end in link.stretches)
        if link.sources and goes_on(text, end, start, sentences):
            return link
    return None


def _claimed(text: str, links: Sequence[Link]) -> bytearray:
    """One byte for each code point: 1 where it belongs to an attribution. Of any length, asking it costs little."""
    claimed = bytearray(len(text))
    for link in links:
        for start, end in link.stretches:
            claimed[start:end] = b"\1" * (end - start)
    return claimed


def _set_links(doc: Doc, links: Sequence[Link]) -> None:
    enclosing = _enclosing(links)
    spans: list[Span] = []
    fields: dict[str, dict[str, Any]] = {}
    for number, link in enumerate(links):
        id_ = f"a{number + 1}"
        outer = enclosing[number]
        fields[id_] = {**link.fields, "within": None if outer is None else f"a{outer + 1}"}
        for label, stretches in (
            (SOURCE, link.sources),
            (CUE, link.cues),
            (CONTENT, link.contents),
            (ADDRESSEE, link.addressees),
        ):
            spans.extend(make_span(doc, start, end, label=label, id_=id_) for start, end in stretches)
    set_span_group(doc, ATTRIBUTIONS, spans, fields)


def _enclosing(links: Sequence[Link]) -> list[int | None]:
    """For each attribution, the one with the shortest content span that holds its cue and its content's beginning."""
    enclosing: list[int | None] = []
    starts = [link.start for link in links]
    for number, link in enumerate(links):
        inner = [*link.cues, link.contents[0]]
        near = range(bisect_left(starts, link.start - REACH), bisect_right(starts, link.start + REACH))
        holding = [
            (end - start, other)
            for other in near
            if other != number
            for start, end in links[other].contents
            if all(start <= low and high <= end for low, high in inner) and (start, end) not in link.contents
        ]
        enclosing.append(min(holding)[1] if holding else None)
    return enclosing
