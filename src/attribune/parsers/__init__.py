"""Any parser, any language: what `--nlp` names as a spaCy pipeline.

load_nlp("en_core_web_sm")          an installed spaCy package
load_nlp("models/my_pipeline")      a folder of a spaCy pipeline
load_nlp("stanza:fr")               Stanza's French models, from Stanza's own folder
load_nlp("stanza:fr:/srv/stanza")   or from another one
"""

from collections.abc import Collection

from spacy.language import Language

from attribune.errors import SettingsError
from attribune.parsers.spacy_pipelines import load_spacy
from attribune.parsers.stanza_pipelines import StanzaTokenizer, load_stanza

STANZA = "stanza"


def load_nlp(spec: str, *, download: bool = False) -> Language:
    """Return the pipeline that a specification names; nothing is downloaded unless `download` says so.

    Raises:
        SettingsError: The specification names nothing that is here; the message has the command that gets it.
        ModelError: The pipeline or a model of it is incomplete, broken or made for other versions.
    """
    kind, _, rest = spec.partition(":")
    if kind.strip().lower() == STANZA:
        language, _, folder = rest.partition(":")
        return load_stanza(language.strip(), folder=folder.strip(), download=download)
    return load_spacy(spec.strip(), download=download)


def has_parser(nlp: Language) -> bool:
    """Whether the pipeline's Docs have dependencies."""
    if isinstance(nlp.tokenizer, StanzaTokenizer):
        return nlp.tokenizer.parses
    return any("token.dep" in nlp.get_pipe_meta(name).assigns for name in nlp.pipe_names)


def check_parser(nlp: Language, spec: str) -> None:
    """Refuse a pipeline whose Docs have no dependencies.

    Raises:
        SettingsError: It has no parser.
    """
    if not has_parser(nlp):
        raise SettingsError(
            f"--nlp {spec}: the pipeline has no parser (it has: {', '.join(nlp.pipe_names) or 'a tokenizer alone'}), "
            "and the syntactic annotator reads dependencies. Use one with a parser, for example --nlp en_core_web_sm "
            "or --nlp stanza:fr, or the learned annotator: --annotator learned"
        )


def check_language(nlp: Language, spec: str, allowed: Collection[str]) -> None:
    """Refuse a pipeline of a language that is not among those allowed, as ISO 639-1 codes.

    Raises:
        SettingsError: It is of another language.
    """
    if nlp.lang not in allowed:
        raise SettingsError(
            f"--nlp {spec}: the pipeline is for the language {nlp.lang!r}; here it must be one of: "
            f"{', '.join(sorted(allowed))}"
        )
