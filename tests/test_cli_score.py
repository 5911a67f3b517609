"""Tests of `attribune score --gold-spans` and `--speakers`, as a user runs them."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from attribune.cli import app

TEXT = "Ida Holm came late. She said the pier was closed."
RECORD = {
    "id": "t",
    "text": TEXT,
    "origin": {"path": "t", "start": 0, "end": len(TEXT)},
    "annotator": {"name": "gold", "version": "1"},
    "speakers": [{"id": "s1", "name": "Ida Holm", "kind": "person"}],
    "attributions": [
        {
            "id": "a1",
            "style": "indirect",
            "source": [{"start": 20, "end": 23, "text": "She"}],
            "cue": {"start": 24, "end": 28, "text": "said"},
            "content": [{"start": 29, "end": 48, "text": "the pier was closed"}],
            "speaker": "s1",
        }
    ],
}


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    """Write the gold and return its path."""
    path = tmp_path / "gold.jsonl"
    path.write_text(json.dumps(RECORD) + "\n")
    return path


def test_speakers_of_the_gold_spans_are_found_and_scored(gold: Path) -> None:
    """With --gold-spans one table says how many of the gold's own spans got the right speaker."""
    result = CliRunner().invoke(app, ["score", str(gold), "--gold-spans"])

    assert result.exit_code == 0
    assert ["found,", "pronoun", "100.0"] in [line.split()[:3] for line in result.output.splitlines()]


def test_judged_speakers_replace_those_of_the_gold(gold: Path) -> None:
    """With --speakers the file says who is right, whatever the gold says."""
    judged = gold.with_name("judged.jsonl")
    line = {"doc": "t", "id": "a1", "speaker": "Bo Ek", "source_type": "person", "mention": "pronoun"}
    judged.write_text(json.dumps(line) + "\n")

    result = CliRunner().invoke(app, ["score", str(gold), "--gold-spans", "--speakers", str(judged), "--json"])

    assert json.loads(result.output)["speaker"]["right"] == 0


@pytest.mark.parametrize("more", [[], ["--gold-spans", "predicted.jsonl"]])
def test_either_predictions_or_gold_spans(gold: Path, more: list[str]) -> None:
    """Neither or both is a settings error that shows the two ways to call it."""
    result = CliRunner().invoke(app, ["score", str(gold), *more])

    assert result.exit_code != 0
    assert "--gold-spans" in str(result.exception) + result.output
