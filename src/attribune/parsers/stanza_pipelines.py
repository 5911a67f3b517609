"""Stanza's models as a spaCy pipeline: a tokenizer whose Docs are already tagged and parsed."""

import hashlib
import json
import os
import re
import sys
from collections.abc import Callable
from difflib import get_close_matches
from pathlib import Path
from types import ModuleType
from typing import Any

import spacy
from spacy.language import Language
from spacy.tokens import Doc
from spacy.util import DummyTokenizer, get_lang_class, registry
from spacy.vocab import Vocab

from attribune.errors import AttribuneError, ModelError, SettingsError
from attribune.parsers.stanza import doc_from_sentences

PROCESSORS = ("tokenize", "mwt", "pos", "lemma", "depparse")

_CODE = re.compile(r"[a-z]{2,3}(?:-[a-z]+)?|[a-z]{4,}")


class StanzaTokenizer(DummyTokenizer):
    """Makes a text's Doc with Stanza's tokens, sentences, tags, lemmas and dependencies; `doc.text` is the text."""

    def __init__(self, vocab: Vocab, analyse: Callable[[str], Any], *, parses: bool) -> None:
        self.vocab = vocab
        self.analyse = analyse
        self.parses = parses

    def __call__(self, text: str) -> Doc:
        """Return the Doc of a text.

        Raises:
            ValueError: Stanza's analysis does not fit the text.
        """
        sentences = self.analyse(text).to_dict() if text and not text.isspace() else []
        return doc_from_sentences(self.vocab, text, sentences)


@registry.tokenizers("attribune.stanza.v1")  # type: ignore[untyped-decorator]
def create_stanza_tokenizer(language: str, folder: str) -> Callable[[Language], StanzaTokenizer]:
    """Return a function that makes the tokenizer from the Stanza models in a folder."""

    def create(nlp: Language) -> StanzaTokenizer:
        analyse, processors = _stanza_pipeline(language, Path(folder))
        return StanzaTokenizer(nlp.vocab, analyse, parses="depparse" in processors)

    return create


def load_stanza(language: str, *, folder: str = "", download: bool = False) -> Language:
    """Return a spaCy pipeline of Stanza's models for a language, from a folder or from Stanza's own.

    Stanza's own is the one that STANZA_RESOURCES_DIR names, or else the default of its release.

    Raises:
        SettingsError: Stanza, its models or the language are missing; the message has the command that gets them.
        ModelError: The models are there, but incomplete or broken.
    """
    language = language.lower()
    if not _CODE.fullmatch(language):
        raise SettingsError(
            f"--nlp stanza with the language {language!r}: write a language's code as in stanza:fr, and after it the "
            "folder of the models, if they are not in Stanza's own: stanza:fr:/srv/stanza"
        )
    _stanza()
    path = Path(folder).expanduser() if folder else _default_folder()
    try:
        return _load(language, path)
    except AttribuneError:
        if not download:
            raise
    _download(language, path)
    return _load(language, path)


def download_command(language: str, folder: Path) -> str:
    """Return the command that gets Stanza's models for a language, or what is missing of them."""
    place = "" if folder == _default_folder() else f", model_dir='{folder}'"
    processors = ",".join(each for each in PROCESSORS if each != "mwt")  # Stanza adds it where the language needs it.
    return f"python -c \"import stanza; stanza.download('{language}', processors='{processors}'{place})\""


def _load(language: str, folder: Path) -> Language:
    _, code = _resources(language, folder)
    try:
        get_lang_class(code)
    except ImportError:
        code = "xx"  # spaCy does not know the language; nothing but its name is lost.
    tokenizer = {"@tokenizers": "attribune.stanza.v1", "language": language, "folder": str(folder)}
    nlp = spacy.blank(code, config={"nlp": {"tokenizer": tokenizer}})
    # spaCy's limit of a million code points guards its own parser.
    nlp.max_length = sys.maxsize
    return nlp


def _stanza() -> ModuleType:
    try:
        import stanza
    except ModuleNotFoundError as error:
        raise SettingsError(
            f"--nlp stanza: the package {error.name!r} is not installed; "
            "get it: python -m pip install 'attribune[stanza]'"
        ) from error
    module: ModuleType = stanza
    return module


def _default_folder() -> Path:
    if stated := os.environ.get("STANZA_RESOURCES_DIR"):
        return Path(stated).expanduser()
    _stanza()
    from stanza.resources.common import DEFAULT_MODEL_DIR

    return Path(DEFAULT_MODEL_DIR)


def _resources(language: str, folder: Path) -> tuple[dict[str, Any], str]:
    """Return what the folder's resources.json says of a language, and the language's code without its script.

    Raises:
        SettingsError: There is no such file, or no such language.
        ModelError: The file is broken.
    """
    path = folder / "resources.json"
    command = f"get them: {download_command(language, folder)}, or the same command with --download"
    if not path.is_file():
        raise SettingsError(f"--nlp stanza:{language}: there are no Stanza models in {folder}; {command}")
    try:
        resources = json.loads(path.read_text(encoding="utf-8"))
        if language in resources and "alias" in resources[language]:
            language = resources[language]["alias"]
        if language in resources:
            return resources[language], language.partition("-")[0]
        names = {code: code for code, value in resources.items() if isinstance(value, dict)}
        names |= {value["lang_name"].lower(): code for code, value in resources.items() if "lang_name" in value}
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise ModelError(
            f"--nlp stanza:{language}: {path} is not what Stanza writes ({error}); {command} after deleting it"
        ) from error
    close = get_close_matches(language, names, n=1, cutoff=0.6)
    meant = (
        f"Did you mean stanza:{names[close[0]]}?" if close else "Its languages: https://stanfordnlp.github.io/stanza"
    )
    raise SettingsError(f"--nlp stanza:{language}: Stanza has no language {language!r}. {meant}")


def _stanza_pipeline(language: str, folder: Path) -> tuple[Callable[[str], Any], tuple[str, ...]]:
    """Return Stanza's own pipeline and the processors in it.

    Raises:
        SettingsError: Stanza is not installed, or the folder has no models.
        ModelError: The models are incomplete or broken.
    """
    stanza = _stanza()
    resources, _ = _resources(language, folder)
    offered = resources.get("packages", {}).get("default", PROCESSORS)
    processors = tuple(each for each in PROCESSORS if each in offered)
    try:
        pipeline = stanza.Pipeline(
            language, dir=str(folder), processors=",".join(processors), download_method=None, logging_level="CRITICAL"
        )
    except Exception as error:
        # Stanza raises whatever torch, pickle or zipfile raise on a broken file.
        reason = str(error).strip().split("\n")[0] or type(error).__name__
        if broken := _broken_files(resources, folder / language):
            reason = f"incomplete, as after a download that broke off: {', '.join(map(str, broken))}"
        raise ModelError(
            f"--nlp stanza:{language}: Stanza's models in {folder} cannot be loaded: {reason}. Get what is missing: "
            f"{download_command(language, folder)}, or the same command with --download"
        ) from error
    return pipeline, processors


def _broken_files(resources: dict[str, Any], folder: Path) -> list[Path]:
    """Return the model files in a language's folder whose checksum is not the one that resources.json states."""
    broken = []
    for path in sorted(folder.glob("*/*.pt")):
        stated = resources.get(path.parent.name, {}).get(path.stem, {})
        with path.open("rb") as file:
            found = hashlib.file_digest(file, "md5").hexdigest()
        if stated and found not in (stated.get("md5"), stated.get("alternate_md5")):
            broken.append(path)
    return broken


def _download(language: str, folder: Path) -> None:
    """Let Stanza get its models, or those that are missing.

    Raises:
        SettingsError: It could not.
    """
    stanza = _stanza()
    try:
        stanza.download(
            language, model_dir=str(folder), processors=",".join(each for each in PROCESSORS if each != "mwt")
        )
    except Exception as error:
        # Connection, disk, or a language that Stanza does not have.
        reason = str(error).strip().split("\n")[0] or type(error).__name__
        raise SettingsError(
            f"--nlp stanza:{language}: the models could not be downloaded to {folder} "
            f"({type(error).__name__}: {reason})"
        ) from error
