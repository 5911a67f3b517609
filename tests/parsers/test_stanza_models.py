"""`load_nlp` on real Stanza models: a very small one, trained here by Stanza itself."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from attribune.errors import ModelError, SettingsError
from attribune.parsers import check_parser, has_parser, load_nlp

stanza = pytest.importorskip("stanza", reason="needs pip install 'attribune[stanza]'")
pytestmark = pytest.mark.stanza

TEXT = "La maire a dit que le pont du village serait fermé. « Nous partons demain », a expliqué Léa Morin au conseil."


@pytest.fixture(scope="session")
def sliver(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with French models that know a few sentences."""
    from training.stanza_sliver import build

    folder = tmp_path_factory.mktemp("stanza")
    build(folder)
    return folder


@pytest.fixture
def copy(sliver: Path, tmp_path: Path) -> Path:
    """A copy of the models, to be spoilt."""
    return Path(shutil.copytree(sliver, tmp_path / "stanza"))


def test_models_of_a_folder_parse(sliver: Path) -> None:
    """Stanza's tags, lemmas and trees arrive on the Doc, contractions included."""
    nlp = load_nlp(f"stanza:fr:{sliver}")

    doc = nlp(TEXT)

    assert (nlp.lang, has_parser(nlp), len(list(doc.sents))) == ("fr", True, 2)
    assert [(token.text, token.lemma_, token.pos_, token.dep_, token.head.text) for token in doc][3:9] == [
        ("dit", "dire", "VERB", "ROOT", "dit"),
        ("que", "que", "SCONJ", "mark", "fermé"),
        ("le", "le", "DET", "det", "pont"),
        ("pont", "pont", "NOUN", "nsubj:pass", "fermé"),
        ("du", "de", "ADP", "case", "village"),
        ("village", "village", "NOUN", "nmod", "pont"),
    ]


def test_models_are_found_where_the_environment_says(sliver: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a folder, the models are those in STANZA_RESOURCES_DIR."""
    monkeypatch.setenv("STANZA_RESOURCES_DIR", str(sliver))

    assert load_nlp("stanza:fr")("Paul pense.").text == "Paul pense."


@pytest.mark.parametrize("text", ["", " \n", "\u200b", "😀\u00a0!\n\n \tLa route…  « x »\n", "a" * 300, "’" * 50])
def test_any_text_keeps_its_characters(text: str, sliver: Path) -> None:
    """The Doc's text is the text, whatever the models make of it."""
    assert load_nlp(f"stanza:fr:{sliver}")(text).text == text


def test_empty_folder_names_the_download_command(tmp_path: Path) -> None:
    """A folder without models is answered with the command that fills it."""
    with pytest.raises(SettingsError) as caught:
        load_nlp(f"stanza:fr:{tmp_path}")

    assert f"stanza.download('fr', processors='tokenize,pos,lemma,depparse', model_dir='{tmp_path}')" in str(
        caught.value
    )


def test_unknown_language_names_the_nearest(sliver: Path) -> None:
    """A language that Stanza does not have is answered with the nearest that it has."""
    with pytest.raises(SettingsError, match=r"has no language 'frr'\. Did you mean stanza:fr\?"):
        load_nlp(f"stanza:frr:{sliver}")


@pytest.mark.parametrize("processor", ["tokenize", "mwt", "pos", "lemma", "depparse"])
def test_missing_model_is_named(processor: str, copy: Path) -> None:
    """Of a half-downloaded folder the missing file is named, with the command that gets it."""
    path = copy / "fr" / processor / "sliver.pt"
    path.unlink()

    with pytest.raises(ModelError) as caught:
        load_nlp(f"stanza:fr:{copy}")

    assert str(path) in str(caught.value)
    assert "stanza.download('fr'" in str(caught.value)


@pytest.mark.parametrize("processor", ["tokenize", "depparse"])
def test_truncated_model_is_named(processor: str, copy: Path) -> None:
    """A file that a broken-off download left is named, with the command that gets it."""
    path = copy / "fr" / processor / "sliver.pt"
    path.write_bytes(path.read_bytes()[:1000])

    with pytest.raises(ModelError) as caught:
        load_nlp(f"stanza:fr:{copy}")

    assert f"incomplete, as after a download that broke off: {path}." in str(caught.value)
    assert "stanza.download('fr'" in str(caught.value)


def test_truncated_list_of_models_is_named(copy: Path) -> None:
    """A resources.json that is cut off is named."""
    path = copy / "resources.json"
    path.write_text(path.read_text()[:40])

    with pytest.raises(ModelError, match=f"{path} is not what Stanza writes"):
        load_nlp(f"stanza:fr:{copy}")


def test_language_without_parser_is_refused_where_one_is_needed(copy: Path) -> None:
    """Models without a parser load, and are refused where dependencies are read."""
    path = copy / "resources.json"
    resources = json.loads(path.read_text())
    del resources["fr"]["packages"]["default"]["depparse"]
    path.write_text(json.dumps(resources))

    nlp = load_nlp(f"stanza:fr:{copy}")

    assert [sentence.text for sentence in nlp(TEXT).sents] == [TEXT[:51], TEXT[52:]]
    with pytest.raises(SettingsError, match="has no parser"):
        check_parser(nlp, "stanza:fr")


def test_download_gets_what_is_missing(copy: Path, sliver: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With `download`, Stanza's own download fills a half-downloaded folder, and the pipeline loads."""
    (copy / "fr" / "pos" / "sliver.pt").unlink()

    def download(language: str, *, model_dir: str, **_: Any) -> None:
        assert (language, model_dir) == ("fr", str(copy))
        shutil.copytree(sliver, copy, dirs_exist_ok=True)

    monkeypatch.setattr(stanza, "download", download)

    assert load_nlp(f"stanza:fr:{copy}", download=True).lang == "fr"


def test_failed_download_is_a_settings_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A download without a connection says so."""

    def download(language: str, **_: Any) -> None:
        raise ConnectionError("no route")

    monkeypatch.setattr(stanza, "download", download)

    with pytest.raises(SettingsError, match=r"could not be downloaded to .*no route"):
        load_nlp(f"stanza:fr:{tmp_path}", download=True)
