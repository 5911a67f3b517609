"""Sources: the noun phrase that names whose words each cue reports."""

from spacy.language import Language
from spacy.tokens import Doc, Span

from attribune.bridge import ATTRIBUTIONS, CONTENT, SOURCE, set_span_group, span_group
from attribune.components.cues import cues_of
from attribune.syntax.lexicon import Lexicon, load_lexicon
from attribune.syntax.subjects import find_source, noun_phrase


@Language.factory(
    "attribune_sources", requires=["doc.spans", "token.dep"], assigns=["doc.spans"], default_config={"lexicon": None}
)
def make_sources(nlp: Language, name: str, lexicon: str | None) -> "Sources":
    """Build the component; `lexicon` is a language that has one, by default the pipeline's."""
    return Sources(load_lexicon(lexicon or nlp.lang))


class Sources:
    """Gives every attribution of `attribune_cues` its SOURCE span, where the text names a source."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon

    def __call__(self, doc: Doc) -> Doc:
        """Find the sources of one Doc's cues."""
        group = span_group(doc, ATTRIBUTIONS)
        spans = list(group)
        contents: dict[str, set[int]] = {}
        for span in spans:
            if span.label_ == CONTENT:
                contents.setdefault(span.id_, set()).update(range(span.start, span.end))
        for id_, cue in cues_of(doc, self.lexicon):
            head = find_source(cue, self.lexicon)
            taken = contents.get(id_, set()) | set(range(*cue.stretch))
            if head is None or head.i in taken:
                continue
            start, end = noun_phrase(head, without=taken)
            if start < end:
                spans.append(Span(doc, start, end, label=SOURCE, span_id=id_))
        set_span_group(doc, ATTRIBUTIONS, spans, group.attrs)
        return doc
