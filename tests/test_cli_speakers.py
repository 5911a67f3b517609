"""`attribune roster check`, `attribune speakers` and `annotate --roster`. All text here is invented."""

import csv
import io
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from attribune.cli import app
from attribune.errors import InputError, SettingsError

ROSTER = """
- id: r1
  name: Ida Holm
  aliases: [Minister Holm]
  kind: person
  wikidata: Q42
- id: r2
  name: Jon Ek
"""
TEXT = "“The mill is shut,” said Ida Holm, the minister. The mill would open in May, Jon Berg said on Friday.\n"


@pytest.fixture
def roster(tmp_path: Path) -> Path:
    """A roster of two people."""
    path = tmp_path / "people.yaml"
    path.write_text(ROSTER, encoding="utf-8")
    return path


@pytest.fixture
def article(tmp_path: Path) -> Path:
    """An article that quotes one of them, and somebody else."""
    path = tmp_path / "mill.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def run(*arguments: object) -> Result:
    """Run the command line; an error that it would print is raised."""
    result = CliRunner().invoke(app, [str(each) for each in arguments])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def test_annotate_puts_the_roster_on_the_speakers(article: Path, roster: Path) -> None:
    """A speaker on the roster has its id and Wikidata id, the others stay as they are."""
    record = json.loads(run("annotate", article, "--roster", roster, "--quiet").stdout)

    assert {(each["id"], each["name"], each["wikidata"]) for each in record["speakers"]} == {
        ("r1", "Ida Holm", "Q42"),
        ("s2", "Jon Berg", None),
    }


def test_only_roster_leaves_the_others_out(article: Path, roster: Path) -> None:
    """With `--only-roster` nobody else is quoted."""
    record = json.loads(run("annotate", article, "--roster", roster, "--only-roster", "--quiet").stdout)

    assert [each["id"] for each in record["speakers"]] == ["r1"]
    assert {each["speaker"] for each in record["attributions"]} == {"r1"}


def test_only_roster_needs_a_roster(article: Path) -> None:
    """`--only-roster` alone says what is missing."""
    with pytest.raises(SettingsError, match="--roster FILE"):
        run("annotate", article, "--only-roster")


def test_a_bad_roster_stops_before_any_article(article: Path, tmp_path: Path) -> None:
    """A roster that cannot be used is an error of its own line, and nothing is annotated."""
    bad = tmp_path / "bad.yaml"
    bad.write_text("- id: [", encoding="utf-8")

    with pytest.raises(InputError, match=r"bad\.yaml:\d"):
        run("annotate", article, "--roster", bad)


def test_roster_check_finds_clashes(roster: Path, tmp_path: Path) -> None:
    """A roster without fault passes; one where two entries claim a name says so and exits with 1."""
    assert run("roster", "check", roster).exit_code == 0
    clashing = tmp_path / "clashing.yaml"
    clashing.write_text(ROSTER + "  aliases: [Minister Holm]\n", encoding="utf-8")

    result = run("roster", "check", clashing)

    assert result.exit_code == 1
    assert "Minister Holm" in result.stdout


def test_speakers_as_csv(article: Path, roster: Path, tmp_path: Path) -> None:
    """`attribune speakers --to csv` counts who is quoted."""
    out = tmp_path / "out.jsonl"
    run("annotate", article, "--roster", roster, "-o", out, "--quiet")

    rows = list(csv.DictReader(io.StringIO(run("speakers", out, "--to", "csv").stdout)))

    assert {(row["name"], row["roster"], row["attributions"]) for row in rows} == {
        ("Ida Holm", "r1", "1"),
        ("Jon Berg", "", "1"),
    }
