"""Merging: what the learned annotator found in a text, with the syntactic one's as a second opinion."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import exp, log
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc, Span

from attribune.bridge import ATTRIBUTIONS, CONTENT, CUE, SOURCE, SYNTACTIC, UNLIKELY, set_span_group, span_group
from attribune.passages import Stretch, shared

# Two attributions agree if their contents share this part of what either covers and their sources touch, or both have
# none: the relaxed record of `attribune.scoring`. To confirm what the learned annotator alone leaves out, their cues
# must touch, too, and their contents share more.
AGREEING, CONFIRMING = 0.5, 0.8
# Code points within which contents that are the same can begin.
REACH = 10_000

# Log odds that agreement adds to the learned annotator's confidence: of 0.3, 0.5 and 0.7 the one with the least
# calibration error on PolNeAR dev. `python -m benchmarks.merging` prints what is right with and without agreement, and
# what `both` reaches; look at it again when either annotator changes.
AGREEMENT = 0.7
# The confidence from which on the learned annotator may be confirmed, in what somebody says who says something else as
# well. Both conditions, and CONFIRMING, were chosen on PolNeAR dev, where without them as much is lost as is won.
MIN_CONFIRMED = 0.28


@dataclass(frozen=True)
class Roles:
    """One attribution's stretches, in code points, half-open."""

    sources: Sequence[Stretch]
    cues: Sequence[Stretch]
    contents: Sequence[Stretch]


def roles_of(doc: Doc, key: str) -> dict[str, Roles]:
    """Return the attributions of a span group that have a cue and a content, by their ids."""
    stretches: dict[str, dict[str, list[Stretch]]] = {}
    for span in sorted(span_group(doc, key), key=lambda span: (span.start, span.end)):
        own = stretches.setdefault(span.id_, {SOURCE: [], CUE: [], CONTENT: []})
        own.setdefault(span.label_, []).append((span.start_char, span.end_char))
    roles = {id_: Roles(own[SOURCE], own[CUE], own[CONTENT]) for id_, own in stretches.items()}
    return {id_: each for id_, each in roles.items() if each.cues and each.contents}


def agree(one: Roles, other: Roles) -> bool:
    """Tell whether two attributions say about the same."""
    return _alike(one.contents, other.contents) >= AGREEING and _touch(one.sources, other.sources)


def confirm(one: Roles, other: Roles) -> bool:
    """Tell whether two attributions say the same, closely."""
    return agree(one, other) and _touch(one.cues, other.cues) and _alike(one.contents, other.contents) >= CONFIRMING


def _alike(one: Sequence[Stretch], other: Sequence[Stretch]) -> float:
    both = shared(one, other)
    return both / (_length(one) + _length(other) - both)


def _touch(one: Sequence[Stretch], other: Sequence[Stretch]) -> bool:
    return shared(one, other) > 0 if one and other else not one and not other


def _length(stretches: Sequence[Stretch]) -> int:
    return sum(end - start for start, end in stretches)


def raised(confidence: float) -> float:
    """Return the confidence in an attribution that the syntactic annotator has found as well."""
    confidence = min(max(confidence, 0.0001), 0.9999)
    return round(1 / (1 + exp(-log(confidence / (1 - confidence)) - AGREEMENT)), 4)


def merge(doc: Doc) -> Doc:
    """Name the annotators of every learned attribution of a Doc, and raise the confidence where both agree.

    Of what the learned annotator alone is not sure enough of, that stays which the syntactic one confirms, where
    nothing else has been found and the source, if any, is that of something else. What the syntactic annotator alone
    has found is left out: on PolNeAR too little of it is right (`python -m benchmarks.merging`).
    """
    second = _Opinions(list(roles_of(doc, SYNTACTIC).values()))
    group, unlikely = span_group(doc, ATTRIBUTIONS), span_group(doc, UNLIKELY)
    fields: dict[str, dict[str, Any]] = {}
    found = roles_of(doc, ATTRIBUTIONS)
    for id_, own in group.attrs.items():
        agreed = id_ in found and second.has(found[id_], agree)
        fields[id_] = {**own, "annotators": ["learned", "syntactic"] if agreed else ["learned"]}
        if agreed:
            fields[id_]["confidence"] = raised(own["confidence"])
    taken = bytearray(len(doc.text))
    for roles in found.values():
        for start, end in (*roles.cues, *roles.contents):
            taken[start:end] = b"\1" * (end - start)
    known = {source for roles in found.values() for source in roles.sources}
    spans: list[Span] = list(group)
    for id_, roles in roles_of(doc, UNLIKELY).items():
        confidence = unlikely.attrs[id_]["confidence"]
        stretches = (*roles.cues, *roles.contents)
        if confidence < MIN_CONFIRMED or any(taken.find(1, *each) >= 0 for each in stretches):
            continue
        if not known.issuperset(roles.sources):
            continue
        if not second.has(roles, confirm):
            continue
        spans += [span for span in unlikely if span.id_ == id_]
        fields[id_] = {"confidence": raised(confidence), "annotators": ["learned", "syntactic"]}
    set_span_group(doc, ATTRIBUTIONS, spans, fields)
    for key in (SYNTACTIC, UNLIKELY):
        del doc.spans[key]
    return doc


class _Opinions:
    """Attributions by where their contents begin, to be asked for one that is like another."""

    def __init__(self, roles: Sequence[Roles]) -> None:
        self.roles = sorted(roles, key=lambda each: each.contents[0])
        self.starts = [each.contents[0][0] for each in self.roles]

    def has(self, one: Roles, like: Callable[[Roles, Roles], bool]) -> bool:
        start = one.contents[0][0]
        near = slice(bisect_left(self.starts, start - REACH), bisect_right(self.starts, start + REACH))
        return any(like(one, other) for other in self.roles[near])


@Language.factory("attribune_merging", requires=["doc.spans"], assigns=["doc.spans"])
def make_merging(nlp: Language, name: str) -> Callable[[Doc], Doc]:
    """Return the component, which stands right behind `attribune_tagging`; it has no settings."""
    return merge
