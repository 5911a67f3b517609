"""`load_nlp` on spaCy pipelines, and what it says where there is none."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import spacy

from attribune.errors import ModelError, SettingsError
from attribune.parsers import check_language, check_parser, has_parser, load_nlp
from attribune.parsers import spacy_pipelines as module


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a spaCy pipeline without components."""
    path = tmp_path / "model-best"
    spacy.blank("de").to_disk(path)
    return path


def test_folder_of_a_pipeline_is_loaded(folder: Path) -> None:
    """A folder that spaCy wrote is a pipeline of its language."""
    assert load_nlp(str(folder)).lang == "de"


def test_installed_package_is_loaded(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The name of an installed package is that package's pipeline, whatever folders there are."""
    monkeypatch.setattr(module, "is_package", lambda name: name == "xx_my_model")
    monkeypatch.setattr(spacy, "load", lambda name: spacy.blank("fi") if name == "xx_my_model" else None)

    assert load_nlp("xx_my_model").lang == "fi"


@pytest.mark.parametrize(
    ("spec", "message"),
    [
        ("en_core_web_sm", "Get it: python -m spacy download en_core_web_sm, or the same command with --download"),
        ("en_core_news_sm", "Did you mean en_core_web_sm? Get it: python -m spacy download en_core_web_sm"),
        ("fr-core-news-md", "Did you mean fr_core_news_md?"),
        ("en_attribune_sm", "python -m pip install ./pipelines/en_attribune_sm"),
        ("en_atribune_sm", "Did you mean --nlp en_attribune_sm?"),
        ("parser", "Get one, for example English: python -m spacy download en_core_web_sm"),
        ("./nowhere", "there is no such folder"),
        ("", "--nlp is empty"),
    ],
)
def test_missing_pipeline_says_how_to_get_it(spec: str, message: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that is not installed, misspelt or not, is answered with the command that mends it."""
    monkeypatch.setattr(module, "is_package", lambda name: False)
    monkeypatch.setattr(module, "get_installed_models", list)

    with pytest.raises(SettingsError) as caught:
        load_nlp(spec)

    assert message in str(caught.value)


def test_misspelt_name_of_an_installed_pipeline_is_recognised(monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that is nearly that of an installed pipeline is answered with that name."""
    monkeypatch.setattr(module, "get_installed_models", lambda: ["sv_news_parser"])

    with pytest.raises(SettingsError, match="Did you mean --nlp sv_news_parser"):
        load_nlp("sv_new_parser")


def test_folder_above_a_pipeline_names_the_pipeline(folder: Path) -> None:
    """The output folder of `spacy train` is answered with the folder of its best model."""
    with pytest.raises(SettingsError, match=f"there is one in it: --nlp {folder}"):
        load_nlp(str(folder.parent))


def test_folder_without_a_pipeline_says_what_one_has(tmp_path: Path) -> None:
    """Any other folder is answered with what a pipeline's folder has."""
    with pytest.raises(SettingsError, match=r"it has no config\.cfg"):
        load_nlp(str(tmp_path))


def test_file_is_no_folder(tmp_path: Path) -> None:
    """The path of a file is answered with what is wanted."""
    path = tmp_path / "config.cfg"
    path.touch()

    with pytest.raises(SettingsError, match="is a file: give the folder"):
        load_nlp(str(path))


def test_broken_pipeline_is_a_model_error(folder: Path) -> None:
    """A folder whose files are cut off is an error that names it, not a traceback."""
    (folder / "tokenizer").write_bytes(b"\x85")

    with pytest.raises(ModelError, match="cannot be loaded"):
        load_nlp(str(folder))


def test_unknown_component_is_a_model_error(folder: Path) -> None:
    """A pipeline that needs a component which nothing here provides says so."""
    config = (folder / "config.cfg").read_text().replace("pipeline = []", 'pipeline = ["oracle"]')
    (folder / "config.cfg").write_text(
        config.replace("[components]", '[components]\n\n[components.oracle]\nfactory = "oracle"')
    )

    with pytest.raises(ModelError, match="oracle"):
        load_nlp(str(folder))


def test_download_runs_spacys_own_command(monkeypatch: pytest.MonkeyPatch) -> None:
    """With `download`, what is missing is downloaded by `python -m spacy download`, its messages on standard error."""
    installed: set[str] = set()

    def run(command: list[str], **options: Any) -> subprocess.CompletedProcess[bytes]:
        assert command == [sys.executable, "-m", "spacy", "download", "en_core_web_sm"]
        assert options["stdout"] is sys.stderr
        installed.add("en_core_web_sm")
        return subprocess.CompletedProcess(command, 0)

    monkeypatch.setattr(module, "is_package", installed.__contains__)
    monkeypatch.setattr(module.subprocess, "run", run)
    monkeypatch.setattr(spacy, "load", lambda name: spacy.blank("en"))

    assert load_nlp("en_core_web_sm", download=True).lang == "en"


def test_failed_download_is_a_settings_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """A download that fails says so."""
    monkeypatch.setattr(module.subprocess, "run", lambda command, **_: subprocess.CompletedProcess(command, 1))

    with pytest.raises(SettingsError, match="python -m spacy download en_core_web_zz` failed"):
        load_nlp("en_core_web_zz", download=True)


def test_pipeline_without_parser_is_refused_where_one_is_needed() -> None:
    """A pipeline that sets no dependencies is refused with what has them."""
    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")

    with pytest.raises(SettingsError, match=r"has no parser \(it has: sentencizer\)"):
        check_parser(nlp, "mine")


def test_pipeline_with_parser_is_accepted() -> None:
    """A component that sets dependencies is a parser, whatever its name."""
    nlp = spacy.blank("en")
    nlp.add_pipe("parser", name="trees")

    check_parser(nlp, "mine")
    assert has_parser(nlp)


def test_pipeline_of_another_language_is_refused() -> None:
    """A pipeline of a language that is not allowed is refused with those that are."""
    check_language(spacy.blank("de"), "mine", ["de", "en"])

    with pytest.raises(SettingsError, match="for the language 'fi'; here it must be one of: de, en"):
        check_language(spacy.blank("fi"), "mine", ["en", "de"])


def test_stanza_that_is_not_installed_names_the_pip_command(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the package, `stanza:` says how to install it."""
    monkeypatch.setitem(sys.modules, "stanza", None)

    with pytest.raises(SettingsError, match=r"python -m pip install 'attribune\[stanza\]'"):
        load_nlp("stanza:fr")


@pytest.mark.parametrize("spec", ["stanza", "stanza:", "stanza:/srv/models"])
def test_stanza_without_a_language_shows_how_to_write_it(spec: str) -> None:
    """What names no language is answered with the way to write one."""
    with pytest.raises(SettingsError, match="write a language's code as in stanza:fr"):
        load_nlp(spec)
