"""The learned components as one, beside the components of any English spaCy pipeline."""

from collections.abc import Iterable, Iterator
from itertools import tee

from spacy.language import Language
from spacy.tokens import Doc

from attribune.bridge import ATTRIBUTIONS, MENTIONS, QUOTATIONS, SYNTACTIC, copy_spans, span_group
from attribune.errors import SettingsError
from attribune.pipeline import load_own


@Language.factory("attribune", assigns=["doc.spans"], default_config={"model": None, "threads": 0, "merge": False})
def make_learned(nlp: Language, name: str, model: str | None, threads: int, merge: bool) -> "Learned":
    """Build the component for `nlp.add_pipe("attribune")`, in any English pipeline, at any place in it.

    It fills `doc.spans["attributions"]`, `doc.spans["quotations"]` and `doc.spans["mentions"]` with what
    `attribune.pipeline.load()` finds in the Doc's text, and leaves everything else on the Doc as it is. The pipeline's
    own tokens are kept and not read: a span whose borders fall inside a token (the quote mark in a glued `go,"she`, the
    hyphen of `pro-dam`) covers the whole token on the Doc, and `attribune.bridge.to_annotation` still gives the code
    points that are meant, so that the records are the same under any tokenizer.

    Args:
        nlp: The pipeline, whose vocabulary is shared.
        name: The component's name in it.
        model: Folder of other weights than those that came with the package.
        threads: How many passages are read side by side; 0 means one per core.
        merge: Merge what is found with what the syntactic components left on the Doc before.

    Raises:
        SettingsError: The pipeline is not English.
        ModelError: The weights are missing or made for another version.
    """
    if nlp.lang != "en":
        raise SettingsError(
            f"the learned annotator reads English (en), but the pipeline's language is {nlp.lang!r}; for other "
            "languages there is the syntactic one: `attribune annotate --annotator syntactic --nlp SPEC`"
        )
    return Learned(load_own(nlp.vocab, model=model, threads=threads, merge=merge), merge=merge)


class Learned:
    """Annotates a Doc's text with a pipeline of its own and puts the spans that it finds on the Doc."""

    def __init__(self, nlp: Language, *, merge: bool) -> None:
        self.nlp = nlp
        self.merge = merge

    def __call__(self, doc: Doc) -> Doc:
        """Annotate one Doc."""
        return next(self.pipe([doc]))

    def pipe(self, stream: Iterable[Doc], *, batch_size: int = 32) -> Iterator[Doc]:
        """Annotate a stream of Docs; a batch's Docs are read together."""
        docs, given = tee(stream)
        read = self.nlp.pipe(map(self._own_doc, given), batch_size=batch_size)
        for doc, own in zip(docs, read, strict=True):
            if self.merge:
                # What linking adds, quotations without a cue and turns, it adds to the learned annotator's.
                for fields in span_group(own, ATTRIBUTIONS).attrs.values():
                    fields.setdefault("annotators", ["learned"])
            for key in (QUOTATIONS, ATTRIBUTIONS, MENTIONS):
                copy_spans(own, doc, key=key)
            yield doc

    def _own_doc(self, doc: Doc) -> Doc:
        """Return a Doc of the same text with tokens at whose borders every span can begin and end."""
        own = self.nlp.make_doc(doc.text)
        if self.merge:
            copy_spans(doc, own, key=ATTRIBUTIONS, as_key=SYNTACTIC)
        return own
