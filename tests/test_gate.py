"""The gate over a stand-in for the pipeline. All text here is invented."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from spacy.language import Language
from typer.testing import CliRunner

from attribune import gate, pipeline
from attribune.cli import app
from attribune.errors import InputError, RecordError, SettingsError
from attribune.formats.jsonl import json_line
from attribune.reading import Reject
from attribune.records import AnnotatedArticle, Annotator, Article, Attribution, Origin, TextSpan

TEXT = "Lena said the tide tables are wrong. Omar denied it."


def span(words: str) -> TextSpan:
    """Return the first stretch of the text that reads so."""
    start = TEXT.index(words)
    return TextSpan(start=start, end=start + len(words), text=words)


LENA = Attribution(
    id="a1", style="indirect", source=[span("Lena")], cue=span("said"), content=[span("the tide tables are wrong")]
)
OMAR = Attribution(id="a2", style="indirect", source=[span("Omar")], cue=span("denied"), content=[span("it")])


def annotated(*attributions: Attribution, article_id: str = "one") -> AnnotatedArticle:
    """Return the article with these attributions."""
    return AnnotatedArticle(
        id=article_id,
        text=TEXT,
        origin=Origin(path="", start=0, end=len(TEXT)),
        annotator=Annotator(name="test", version="1"),
        attributions=list(attributions),
    )


@pytest.fixture
def finds(monkeypatch: pytest.MonkeyPatch) -> list[Attribution]:
    """What the stand-in annotator finds in every article; empty it and it finds nothing."""
    found = [LENA, OMAR]

    def stand_in(articles: Iterable[Article], *, nlp: Language | None) -> Iterator[AnnotatedArticle | Reject]:
        for article in articles:
            yield annotated(*found, article_id=article.id or "")

    monkeypatch.setattr(pipeline, "annotate", stand_in)
    return found


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    """A gold file of one article."""
    path = tmp_path / "gold.jsonl"
    path.write_text(json_line(annotated(LENA, OMAR)), encoding="utf-8")
    return path


def run(*arguments: object) -> tuple[int, str]:
    """Return the exit status and the output of `attribune gate`."""
    result = CliRunner().invoke(app, ["gate", *map(str, arguments)])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, result.output


def test_fingerprint_ignores_the_order_of_articles() -> None:
    """The same articles in another order are the same gold; another attribution makes another one."""
    one, two = annotated(LENA), annotated(LENA, article_id="two")

    assert gate.fingerprint([one, two]) == gate.fingerprint([two, one])
    assert gate.fingerprint([one]) != gate.fingerprint([annotated(LENA, OMAR)])


def test_fingerprint_ignores_where_the_file_stands() -> None:
    """The same gold read from another path has the same fingerprint."""
    moved = annotated(LENA).model_copy(update={"origin": Origin(path="elsewhere", start=0, end=len(TEXT))})

    assert gate.fingerprint([annotated(LENA)]) == gate.fingerprint([moved])


def test_gate_passes_what_it_pinned(gold: Path, tmp_path: Path, finds: list[Attribution]) -> None:
    """Floors pinned now hold now."""
    floors = tmp_path / "floors.json"

    assert run(gold, floors, "--pin")[0] == 0
    code, out = run(gold, floors)

    assert code == 0
    assert "record strict" in out
    assert json.loads(floors.read_text())["figures"]["record strict"] == 100.0


def test_gate_fails_when_a_figure_falls(gold: Path, tmp_path: Path, finds: list[Attribution]) -> None:
    """An annotator that finds less than it did fails, with the figure and its floor."""
    floors = tmp_path / "floors.json"
    run(gold, floors, "--pin")
    finds.remove(OMAR)

    code, out = run(gold, floors)

    assert code == 1
    assert "record strict: 66.7, floor 100.0" in out


def test_lowering_a_floor_needs_a_flag(gold: Path, tmp_path: Path, finds: list[Attribution]) -> None:
    """`--pin` raises floors, and lowers them with `--allow-regression` only."""
    floors = tmp_path / "floors.json"
    run(gold, floors, "--pin")
    finds.remove(OMAR)
    before = floors.read_text()

    with pytest.raises(SettingsError, match="--allow-regression"):
        run(gold, floors, "--pin")
    assert floors.read_text() == before

    assert run(gold, floors, "--pin", "--allow-regression")[0] == 0
    assert json.loads(floors.read_text())["figures"]["record strict"] == 66.7


def test_gate_refuses_another_gold(gold: Path, tmp_path: Path, finds: list[Attribution]) -> None:
    """Floors do not apply to a gold that was changed since."""
    floors = tmp_path / "floors.json"
    run(gold, floors, "--pin")
    gold.write_text(json_line(annotated(LENA)), encoding="utf-8")

    with pytest.raises(SettingsError, match="another gold"):
        run(gold, floors)


def test_a_figure_no_longer_measured_is_a_fall() -> None:
    """A floor whose figure has vanished is not passed over."""
    floors = gate.Floors(gold="", figures={"speaker": 80.0})

    assert gate.falls({}, floors) == ["speaker: not measured, floor 80.0"]


def test_tolerance_is_for_other_processors() -> None:
    """A figure passes within the tolerance and no further."""
    floors = gate.Floors(gold="", figures={"cue strict": 75.0})

    assert gate.falls({"cue strict": 75.0 - gate.TOLERANCE}, floors) == []
    assert gate.falls({"cue strict": 74.9 - gate.TOLERANCE}, floors) != []


@pytest.mark.parametrize("content", ["", "{}", '{"gold": 1, "figures": []}'])
def test_bad_floors_say_how_to_write_them(tmp_path: Path, content: str) -> None:
    """A file that holds no floors is refused with the command that writes one."""
    path = tmp_path / "floors.json"
    path.write_text(content)

    with pytest.raises(InputError, match="--pin"):
        gate.read_floors(path)


def test_an_article_that_fails_fails_the_gate(monkeypatch: pytest.MonkeyPatch) -> None:
    """An article of the gold that cannot be annotated is no article found empty."""
    reject = Reject(path="", where="", reason="could not be annotated", id="one")
    monkeypatch.setattr(pipeline, "annotate", lambda articles, nlp: iter([reject]))

    with pytest.raises(RecordError, match="'one'"):
        gate.measure([annotated(LENA)])
