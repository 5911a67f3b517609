"""Contents: the words that each cue reports, by syntax and by the quotations beside it."""

from collections.abc import Sequence
from typing import NamedTuple

from spacy.language import Language
from spacy.tokens import Doc

from attribune.bridge import ATTRIBUTIONS, CONTENT, QUOTATIONS, make_span, set_span_group, span_group, text_of
from attribune.components.cues import cues_of
from attribune.components.quotations import Quotation, quotations_of
from attribune.quoted_contents import goes_on
from attribune.syntax.complements import quoted_beside, reported
from attribune.syntax.cues import Cue
from attribune.syntax.lexicon import Lexicon, load_lexicon
from attribune.syntax.phrases import Stretch, characters, stretches
from attribune.syntax.subjects import find_source, noun_phrase

# A quotation of this many words that ends like a sentence is somebody's words, also where no cue claims it; shorter
# ones are titles and scare quotes.
MIN_SPOKEN_WORDS = 6
# How far behind its cue an attribution may go on, in code points: quotations of several sentences in a row.
_REACH = 2000


class _Reported(NamedTuple):
    """What the cue of an attribution reports; stretches are code points, half-open."""

    id: str
    cue: Stretch
    contents: list[Stretch]


@Language.factory(
    "attribune_contents", requires=["doc.spans", "token.dep"], assigns=["doc.spans"], default_config={"lexicon": None}
)
def make_contents(nlp: Language, name: str, lexicon: str | None) -> "Contents":
    """Build the component; `lexicon` is a language that has one, by default the pipeline's."""
    return Contents(load_lexicon(lexicon or nlp.lang))


class Contents:
    """Gives every attribution of `attribune_cues` its CONTENT spans.

    Also notes in `doc.spans["quotations"].attrs["reported"]` which quotations read like speech; `attribune_linking`
    keeps those that no cue claims.
    """

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon

    def __call__(self, doc: Doc) -> Doc:
        """Find the contents of one Doc's cues."""
        text, quotations = text_of(doc), quotations_of(doc)
        outer = [each for each in quotations if not each.depth]
        group = span_group(doc, ATTRIBUTIONS)
        found = [
            _Reported(id_, characters(doc, cue.stretch), self._contents(doc, cue, text, outer))
            for id_, cue in cues_of(doc, self.lexicon)
        ]
        _continue(text, found, outer)
        spans = [make_span(doc, *stretch, label=CONTENT, id_=each.id) for each in found for stretch in each.contents]
        set_span_group(doc, ATTRIBUTIONS, [*group, *spans], group.attrs)
        span_group(doc, QUOTATIONS).attrs["reported"] = [float(_is_speech(text, each)) for each in quotations]
        return doc

    def _contents(self, doc: Doc, cue: Cue, text: str, quotations: Sequence[Quotation]) -> list[Stretch]:
        source = find_source(cue, self.lexicon)
        quoted = quoted_beside(cue, source, text, quotations)
        tokens = reported(cue, self.lexicon)
        taken = set(range(*cue.stretch)) | set(cue.words)
        if source is not None:
            inside = tokens if source.i not in tokens else set()
            taken |= set(range(*noun_phrase(source, without=inside | taken)))
        found = [characters(doc, each) for each in stretches(doc, tokens, taken=taken)]
        apart = characters(doc, cue.stretch)
        found = [_whole_quotation(each, apart, quotations) for each in found]
        return _joined([*found, *quoted], apart)


def _continue(text: str, found: Sequence[_Reported], quotations: Sequence[Quotation]) -> None:
    """Give quotations that no cue outside them claims to the attribution whose sentence ends right before.

    `attribune_linking` does the same for those that hold no cue; a parser finds some in most.
    """
    outside = [each for each in found if each.contents and not any(_within(each.cue, one) for one in quotations)]
    for quotation in quotations:
        if not _is_speech(text, quotation):
            continue
        if any(start < quotation.end and quotation.start < end for each in outside for start, end in each.contents):
            continue
        before = [each for each in outside if each.cue[1] <= quotation.start <= each.cue[1] + _REACH]
        for each in sorted(before, key=lambda each: -each.cue[1]):
            end = max(each.cue[1], *(end for _, end in each.contents))
            if goes_on(text, end, quotation.start):
                each.contents.append((quotation.start, quotation.end))
                break


def _within(cue: Stretch, quotation: Quotation) -> bool:
    return quotation.start <= cue[0] and cue[1] <= quotation.end


def _whole_quotation(stretch: Stretch, cue: Stretch, quotations: Sequence[Quotation]) -> Stretch:
    """Widen a content that begins or ends in a quotation to the whole of it, unless the cue stands in it as well."""
    start, end = stretch
    for each in quotations:
        holds_cue = each.start < cue[1] and cue[0] < each.end
        if each.closed and not holds_cue and each.start < end and start < each.end:
            start, end = min(start, each.start), max(end, each.end)
    return start, end


def _joined(found: Sequence[Stretch], cue: Stretch) -> list[Stretch]:
    """Return stretches in text order, overlapping ones joined and none over the cue."""
    joined: list[Stretch] = []
    for start, end in sorted(found):
        if start < cue[1] and cue[0] < end:
            start, end = (start, cue[0]) if cue[0] - start > end - cue[1] else (cue[1], end)
        if joined and start <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(end, joined[-1][1])
        elif start < end:
            joined.append((start, end))
    return joined


def _is_speech(text: str, quotation: Quotation) -> bool:
    inside = text[quotation.start : quotation.end]
    return len(inside.split()) >= MIN_SPOKEN_WORDS and inside.rstrip("\"'”’»“ ")[-1:] in tuple(".,!?…—–")
