"""spaCy pipelines by name or folder."""

import importlib
import subprocess
import sys
import warnings
from difflib import get_close_matches
from importlib.metadata import version
from pathlib import Path

import spacy
from spacy.language import Language
from spacy.util import get_installed_models, is_package

from attribune.errors import ModelError, SettingsError

# The languages of the pipelines that spaCy's `download` command knows (3.8): de_core_news_sm and so on.
_CODES = "ca da de el en es fi fr hr it ja ko lt mk nb nl pl pt ro ru sl sv uk zh".split()  # noqa: SIM905
# Ours, which no registry has: the folder in a checkout of the repository that pip installs it from.
_OURS = {"en_attribune_sm": "pipelines/en_attribune_sm"}


def load_spacy(spec: str, *, download: bool = False) -> Language:
    """Return an installed pipeline or the one in a folder.

    Raises:
        SettingsError: There is none of this name, or the folder holds none.
        ModelError: It is there and cannot be loaded.
    """
    folder = Path(spec).expanduser()
    if not spec:
        raise SettingsError("--nlp is empty: give a spaCy pipeline (en_core_web_sm), a folder of one, or stanza:fr")
    if is_package(spec):
        return _load(spec, spec)
    if folder.is_dir():
        return _load(_check_folder(folder), spec)
    if folder.exists():
        raise SettingsError(f"--nlp {spec} is a file: give the folder of a pipeline, the one with config.cfg")
    if len(folder.parts) > 1 or spec.startswith((".", "~")):
        raise SettingsError(
            f"--nlp {spec}: there is no such folder; give that of a spaCy pipeline, or a package's name"
        )
    if download and spec not in _OURS:
        _download(spec)
        return _load(spec, spec)
    raise SettingsError(f"--nlp {spec}: no spaCy pipeline of this name is installed. {_remedy(spec)}")


def _check_folder(folder: Path) -> Path:
    """Return the folder if it holds a pipeline.

    Raises:
        SettingsError: It does not.
    """
    if (folder / "config.cfg").is_file():
        return folder
    nested = [path.parent for pattern in ("*", "*/*") for path in sorted(folder.glob(f"{pattern}/config.cfg"))]
    best = [path for path in nested if path.name == "model-best"]
    if found := best or nested:
        raise SettingsError(f"--nlp {folder} is no spaCy pipeline, but there is one in it: --nlp {found[0]}")
    raise SettingsError(
        f"--nlp {folder} is no spaCy pipeline: it has no config.cfg. A pipeline's folder is what `nlp.to_disk(FOLDER)` "
        "writes, or OUTPUT/model-best of `python -m spacy train --output OUTPUT`"
    )


def _load(path: str | Path, spec: str) -> Language:
    try:
        with warnings.catch_warnings():
            # W095 and W094, trained with another version of spaCy: most pipelines work all the same.
            warnings.filterwarnings("ignore", message=r"\[W09[45]\]")
            return spacy.load(path)
    except Exception as error:
        # spaCy raises whatever its files make it raise: KeyError, msgpack's errors, pydantic's.
        reason = str(error).strip().split("\n")[0] or type(error).__name__
        again = "install it again" if path == spec else "copy it again, whole"
        command = f": {download_command(spec)}" if _official_name(spec) == spec else ""
        raise ModelError(
            f"--nlp {spec} cannot be loaded ({type(error).__name__}: {reason}). If it is incomplete or was made for "
            f"another version of spaCy (here: {version('spacy')}), {again}{command}; if it needs a package of its own, "
            "install that"
        ) from error


def download_command(name: str) -> str:
    """Return the command that gets one of spaCy's pipelines."""
    return f"python -m spacy download {name}"


def _remedy(name: str) -> str:
    installed = get_installed_models()
    official = _official_name(name)
    if name in _OURS:
        return f"In a checkout of attribune's repository: python -m pip install ./{_OURS[name]}"
    if official == name:
        return f"Get it: {download_command(name)}, or the same command with --download"
    if close := get_close_matches(name, [*installed, *_OURS], n=1, cutoff=0.8):
        return f"Did you mean --nlp {close[0]}?"
    if official is not None:
        return f"Did you mean {official}? Get it: {download_command(official)}"
    return (
        f"Installed are: {', '.join(sorted(installed)) or 'none'}. Get one, for example English: "
        f"{download_command('en_core_web_sm')}; for other languages see https://spacy.io/models, or use Stanza's: "
        "--nlp stanza:fr"
    )


def _official_name(name: str) -> str | None:
    """Return the nearest name that spaCy's `download` knows, of the same language if the name has a language's code."""
    names = [
        f"{code}_core_{'web' if code in ('en', 'zh') else 'news'}_{size}"
        for code in _CODES
        for size in ("sm", "md", "lg")
    ]
    names += ["en_core_web_trf", "zh_core_web_trf", "de_dep_news_trf", "fr_dep_news_trf", "es_dep_news_trf"]
    spelt = name.lower().replace("-", "_")
    same_language = [each for each in names if each[:3] == spelt[:3]]
    close = get_close_matches(spelt, same_language or names, n=1, cutoff=0.7)
    return close[0] if close else None


def _download(name: str) -> None:
    """Run spaCy's own download command; what it says goes to standard error.

    Raises:
        SettingsError: It failed.
    """
    result = subprocess.run([sys.executable, "-m", "spacy", "download", name], stdout=sys.stderr, check=False)
    importlib.invalidate_caches()
    if result.returncode != 0 or not is_package(name):
        raise SettingsError(
            f"--nlp {name}: `{download_command(name)}` failed; what it said is above. Check the name at "
            "https://spacy.io/models and the connection"
        )
