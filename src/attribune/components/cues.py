"""Cues: reporting verbs, nouns and prepositions, found in a parsed text with a lexicon of the language."""

from collections.abc import Iterator

from spacy.language import Language
from spacy.tokens import Doc, Span, Token

from attribune.bridge import ATTRIBUTIONS, CUE, set_span_group, span_group, text_of
from attribune.components.quotations import quotations_of
from attribune.records import Polarity
from attribune.syntax.complements import quoted_beside, reported
from attribune.syntax.cues import Cue, noun_cue, preposition_cue, verb_cue
from attribune.syntax.lexicon import Lexicon, load_lexicon
from attribune.syntax.relations import OPEN_CLAUSE, check_parsed, is_
from attribune.syntax.subjects import find_source

HEADS = "heads"


@Language.factory(
    "attribune_cues",
    requires=["doc.spans", "token.dep", "token.lemma"],
    assigns=["doc.spans"],
    default_config={"lexicon": None},
)
def make_cues(nlp: Language, name: str, lexicon: str | None) -> "Cues":
    """Build the component; `lexicon` is a language that has one, by default the pipeline's."""
    return Cues(load_lexicon(lexicon or nlp.lang))


class Cues:
    """Adds an attribution with a CUE span for every use of the lexicon that reports something.

    `doc.spans["heads"]` keeps the head of each cue for the components behind: one token, `label_` the kind of cue
    (verb, noun, preposition), `id_` the attribution's id.
    """

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon

    def __call__(self, doc: Doc) -> Doc:
        """Find the cues of one Doc.

        Raises:
            SettingsError: The Doc is not parsed.
        """
        check_parsed(doc)
        group = span_group(doc, ATTRIBUTIONS)
        fields, spans, heads = dict(group.attrs), [], []
        for number, cue in enumerate(self._found(doc), start=len(fields) + 1):
            id_ = f"a{number}"
            spans.append(Span(doc, *cue.stretch, label=CUE, span_id=id_))
            heads.append(Span(doc, cue.head.i, cue.head.i + 1, label=cue.kind, span_id=id_))
            fields[id_] = {
                "attitude": cue.entry.attitude,
                "polarity": polarity(cue, self.lexicon),
                "confidence": CONFIDENCE[cue.kind],
            }
        set_span_group(doc, ATTRIBUTIONS, [*group, *spans], fields)
        set_span_group(doc, HEADS, heads, {})
        return doc

    def _found(self, doc: Doc) -> Iterator[Cue]:
        text = text_of(doc)
        outer = [each for each in quotations_of(doc) if not each.depth]
        found = {}
        for cue in (each for token in doc for each in _cues_at(token, self.lexicon)):
            source = find_source(cue, self.lexicon)
            if cue.kind == "noun" and source is None:
                continue
            if reported(cue, self.lexicon) or quoted_beside(cue, source, text, outer):
                found[cue.head.i] = cue
        yield from (cue for cue in _merged(found) if not self._is_purpose(cue))

    def _is_purpose(self, cue: Cue) -> bool:
        """Tell whether a cue is a bare infinitive, which says what is to be done: "money to defend itself"."""
        first = cue.head.doc[cue.stretch[0]]
        return cue.kind == "verb" and first.lower_ in self.lexicon.infinitive and "clause" not in cue.entry.frames


# The share of right attributions (relaxed record) by kind of cue on PolNeAR dev, with the small English pipeline:
# 0.53, 0.20 and 0.72; `python -m benchmarks.syntactic` prints it.
CONFIDENCE = {"verb": 0.55, "noun": 0.2, "preposition": 0.7}


_CUE_AT = {"verb": verb_cue, "noun": noun_cue, "preposition": preposition_cue}


def _cues_at(token: Token, lexicon: Lexicon) -> Iterator[Cue]:
    """Yield the cues whose head a token may be; where two report something, the last one counts."""
    for cue in (verb_cue(token, lexicon) or noun_cue(token, lexicon), preposition_cue(token, lexicon)):
        if cue is not None:
            yield cue


def _merged(found: dict[int, Cue]) -> Iterator[Cue]:
    """Yield the cues, one in place of a governor and what it governs directly: "went on to say", "refused to admit"."""
    governors = set()
    merged: dict[int, Cue] = {}
    for index, cue in found.items():
        governor = found.get(cue.head.head.i)
        says = cue.kind == "verb" and is_(cue.head, OPEN_CLAUSE) and "clause" in cue.entry.frames
        if says and governor is not None and governor.kind == "verb" and _stands_before(governor, cue):
            governors.add(governor.head.i)
            start = merged.get(governor.head.i, governor).stretch[0]
            merged[index] = cue._replace(stretch=(start, cue.stretch[1]))
        else:
            merged[index] = cue
    yield from (cue for index, cue in merged.items() if index not in governors)


def _stands_before(governor: Cue, cue: Cue) -> bool:
    return governor.head.i < cue.head.i and governor.stretch[1] >= cue.stretch[0] - 1


def polarity(cue: Cue, lexicon: Lexicon) -> Polarity:
    """Return negated or denied where the cue's words or its verb say so, else affirmed."""
    words = cue.head.doc[slice(*cue.stretch)]
    if any(token.lower_ in lexicon.negators or "Neg" in token.morph.get("Polarity", []) for token in words):
        return "negated"
    return "denied" if cue.entry.words[0] in lexicon.denying else "affirmed"


def cues_of(doc: Doc, lexicon: Lexicon) -> Iterator[tuple[str, Cue]]:
    """Yield the cues that the component found in a Doc, each with its attribution's id."""
    spans = {span.id_: span for span in span_group(doc, ATTRIBUTIONS) if span.label_ == CUE}
    for each in span_group(doc, HEADS):
        cue = _CUE_AT[each.label_](each[0], lexicon)
        if cue is not None and each.id_ in spans:
            yield each.id_, cue._replace(stretch=(spans[each.id_].start, spans[each.id_].end))
