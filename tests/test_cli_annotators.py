"""`attribune annotate --annotator ... --nlp ...`, with the small pipeline of this repository. All text is invented."""

import json
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import spacy
from typer.testing import CliRunner

from attribune import cli

EXAMPLES = Path(__file__).parents[1] / "examples"
PIPELINE = Path(__file__).parents[1] / "pipelines" / "en_attribune_sm" / "en_attribune_sm"
QUAY = "The mayor of Lund said that the quay will open at dawn. The harbour chief warned that the ships are late."


class Result(NamedTuple):
    """What a run of the command line left."""

    code: int
    records: list[dict[str, Any]]
    err: str


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    # An error is one line, not broken at the width of a terminal.
    monkeypatch.setenv("COLUMNS", "1000")
    Path("a.txt").write_text(QUAY, encoding="utf-8")


def annotate(*arguments: str | Path) -> Result:
    """Run `attribune annotate` in this process."""
    result = CliRunner().invoke(cli.app, ["annotate", *map(str, arguments)])
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        return Result(2, [], str(result.exception))
    return Result(result.exit_code, [json.loads(line) for line in result.stdout.splitlines()], result.stderr)


def saved(folder: str, language: str) -> str:
    """Save a pipeline without a parser and return its folder."""
    spacy.blank(language).to_disk(folder)
    return folder


@pytest.mark.parametrize("annotator", ["syntactic", "both"])
def test_pipeline_is_asked_for(annotator: str) -> None:
    """Without a pipeline the message says what to install and which option to add."""
    result = annotate("a.txt", "--annotator", annotator)

    assert result.code == 2
    for part in (f"--annotator {annotator}", "pip install", "python -m spacy download", "--nlp en_core_web_sm"):
        assert part in result.err


def test_unknown_annotator_is_refused() -> None:
    """An annotator that there is none of is named beside those that there are."""
    result = annotate("a.txt", "--annotator", "psychic")

    assert result.code == 2
    assert "'psychic' is not known; allowed are: learned, syntactic, both" in result.err


def test_download_without_a_pipeline_is_refused() -> None:
    """`--download` alone does not say of what."""
    assert "say which with --nlp" in annotate("a.txt", "--download").err


@pytest.mark.parametrize("annotator", ["syntactic", "both"])
def test_pipeline_without_parser_is_refused(annotator: str) -> None:
    """A pipeline whose Docs have no trees is refused by name."""
    result = annotate("a.txt", "--annotator", annotator, "--nlp", saved("plain", "en"))

    assert result.code == 2
    assert "plain: the pipeline has no parser" in result.err


def test_learned_annotator_refuses_other_languages() -> None:
    """The learned annotator reads English; for a French pipeline the message names the one to take."""
    result = annotate("a.txt", "--nlp", saved("francais", "fr"))

    assert result.code == 2
    assert "reads English (en), but the pipeline's language is 'fr'" in result.err
    assert "--annotator syntactic" in result.err


def test_learned_annotator_in_an_english_pipeline() -> None:
    """With tokens of another pipeline the learned annotator finds what it finds with its own."""
    plain, within = annotate("a.txt"), annotate("a.txt", "--nlp", saved("plain", "en"))

    assert within.code == 0
    assert within.records[0]["attributions"] == plain.records[0]["attributions"] != []
    assert within.records[0]["annotator"]["config"] == "plain: attribune"


def test_syntactic_annotator() -> None:
    """The syntactic annotator finds both attributions, with speakers; its record names pipeline and components."""
    result = annotate("a.txt", "--annotator", "syntactic", "--nlp", PIPELINE)

    assert result.code == 0
    (record,) = result.records
    assert [each["cue"]["text"] for each in record["attributions"]] == ["said", "warned"]
    assert [each["speaker"] for each in record["attributions"]] == ["s1", "s2"]
    config = record["annotator"]["config"]
    assert config.startswith("en_attribune_sm ")
    assert config.endswith(
        "parser attribune_quotations attribune_cues attribune_contents attribune_sources attribune_linking "
        "attribune_attitudes attribune_speakers"
    )


def test_both_annotators_say_who_found_what() -> None:
    """With both, an attribution names those that found it, and is surer where they agree."""
    learned, both = annotate("a.txt"), annotate("a.txt", "--annotator", "both", "--nlp", PIPELINE)

    assert both.code == 0
    for alone, merged in zip(learned.records[0]["attributions"], both.records[0]["attributions"], strict=True):
        assert merged["annotators"] == ["learned", "syntactic"]
        assert merged["confidence"] > alone["confidence"]
        assert merged["content"] == alone["content"]


def test_rejects_and_resume_as_ever() -> None:
    """With a pipeline, too, a bad file goes to the rejects, and a resumed run goes on after the articles done."""
    Path("bad.txt").write_bytes(b"caf\xe9")
    Path("b.txt").write_text(QUAY, encoding="utf-8")
    options = ["--annotator", "both", "--nlp", str(PIPELINE), "-o", "out.jsonl"]

    first = annotate("a.txt", "bad.txt", *options)
    reasons = Path("out.rejects.jsonl").read_text(encoding="utf-8")
    Path("out.jsonl").rename("out.jsonl.partial")
    second = annotate("a.txt", "b.txt", *options, "--resume")

    assert first.code == 1
    assert "byte 0xE9" in reasons
    assert second.code == 0
    assert second.err.startswith("1 article, ")
    ids = [json.loads(line)["id"] for line in Path("out.jsonl").read_text(encoding="utf-8").splitlines()]
    assert ids == ["a.txt", "b.txt"]
