"""Blind and prefilled work against the prediction. All text here is invented."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from attribune.cli import app
from attribune.errors import RecordError, SettingsError
from attribune.formats.jsonl import write_jsonl
from attribune.formats.label_studio_reviews import Session
from attribune.records import AnnotatedArticle, Annotator, Attribution, Origin, TextSpan
from attribune.review.gold import Review, reviews_path
from attribune.review.sway import measure_sway

TEXT = "Ida Ask said the dam leaks."


def article(article_id: str, annotator: str, content: str | None) -> AnnotatedArticle:
    """Return an article with one attribution of that content, or none."""

    def span(part: str) -> TextSpan:
        start = TEXT.index(part)
        return TextSpan(start=start, end=start + len(part), text=part)

    attributions = []
    if content is not None:
        attributions.append(
            Attribution(id="a1", style="indirect", content=[span(content)], cue=span("said"), source=[span("Ida Ask")])
        )
    return AnnotatedArticle(
        id=article_id,
        text=TEXT,
        origin=Origin(path="a.txt", start=0, end=len(TEXT)),
        annotator=Annotator(name=annotator, version="1"),
        attributions=attributions,
    )


def review(version: AnnotatedArticle, *, blind: bool, prediction: str | None = "model 1") -> Review:
    """Return how a version came about."""
    who = version.annotator.name
    session = Session(annotator=who, task="1", annotation="1", seconds=9.0, updated_at=None, blind=blind)
    return Review(article_id=version.id, session=session, prediction=None if blind else prediction)


PREDICTIONS = [article(article_id, "model", "the dam leaks") for article_id in "abc"]
# Who saw the span kept it, twice; who was blind drew another content.
SEEN, SEEN_TOO = article("a", "ana", "the dam leaks"), article("a", "bo", "the dam leaks")
BLIND = article("b", "ana", "dam leaks")
VERSIONS = [SEEN, SEEN_TOO, BLIND]
REVIEWS = [review(SEEN, blind=False), review(SEEN_TOO, blind=False), review(BLIND, blind=True)]


def test_groups_are_compared_with_the_prediction() -> None:
    """Of the model's spans, those that each group has as well are told by role, and how near the groups are to it."""
    sway = measure_sway(VERSIONS, REVIEWS, PREDICTIONS)

    blind, prefilled = sway.groups["blind"], sway.groups["prefilled"]
    assert (blind.articles, blind.versions, prefilled.articles, prefilled.versions) == (1, 1, 1, 2)
    assert {role: own.strict.precision for role, own in blind.roles.items()} == {
        "source": 100.0,
        "cue": 100.0,
        "content": 0.0,
    }
    # 8 characters of 11, white space aside.
    assert blind.roles["content"].character.f == pytest.approx(200 * 8 / (8 + 11))
    assert prefilled.roles["content"].strict.f == prefilled.attributions.f == 100.0
    assert prefilled.roles["content"].strict.predicted == 2
    assert sway.shown == ["model 1"]


def test_versions_that_say_nothing_are_left_out() -> None:
    """What was begun from nothing, has no review, or has no prediction in the file is counted and not compared."""
    others = [article("c", "ana", None), article("c", "bo", None), article("d", "ana", None)]
    reviews = [review(others[0], blind=False, prediction=None), review(others[2], blind=True)]

    sway = measure_sway([*VERSIONS, *others], [*REVIEWS, *reviews], PREDICTIONS)

    assert sway.left_out == 3
    assert sway.groups == measure_sway(VERSIONS, REVIEWS, PREDICTIONS).groups


def test_one_kind_of_work_alone_is_refused() -> None:
    """Without blind work there is nothing to compare, and the message says how to get it."""
    with pytest.raises(RecordError, match=r"0 blind and 2 prefilled versions .* --blind"):
        measure_sway(VERSIONS[:2], REVIEWS[:2], PREDICTIONS)


def test_other_text_than_predicted_is_refused() -> None:
    """A prediction of another text under the same id cannot be compared."""
    other = PREDICTIONS[0].model_copy(update={"text": TEXT + " "})

    with pytest.raises(RecordError, match="text differ"):
        measure_sway(VERSIONS, REVIEWS, [other, *PREDICTIONS[1:]])


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    """A gold file with its reviews, and the file that was pushed as out.jsonl."""
    path = tmp_path / "gold.jsonl"
    write_jsonl(VERSIONS, path)
    write_jsonl(REVIEWS, reviews_path(path))
    write_jsonl(PREDICTIONS, tmp_path / "out.jsonl")
    return path


def test_agreement_with_predictions_is_a_table_or_json(gold: Path) -> None:
    """With --predictions the groups stand beside each other; --json gives the same figures."""
    command = ["review", "agreement", str(gold), "--predictions", str(gold.with_name("out.jsonl"))]

    shown = CliRunner().invoke(app, command).stdout
    figures = json.loads(CliRunner().invoke(app, [*command, "--json"]).stdout)

    rows = [line.split()[:4] for line in shown.splitlines()]
    assert ["content", "blind", "1", "0.0"] in rows
    assert ["content", "prefilled", "2", "100.0"] in rows
    assert "prefilled by model 1: 1 articles, 2 versions" in shown
    assert figures["groups"]["prefilled"]["roles"]["content"]["strict"]["precision"] == 100.0


def test_agreement_points_to_blind_work(gold: Path) -> None:
    """Without --predictions people are compared with each other, and a message says what the blind work can tell."""
    result = CliRunner().invoke(app, ["review", "agreement", str(gold), "--json"])

    assert list(json.loads(result.stdout)["pairs"]) == ["ana / bo"]
    assert "1 reviews were blind: --predictions" in result.stderr.replace("\n", " ")


def test_sway_needs_the_reviews(gold: Path) -> None:
    """A gold file without its reviews does not say what was blind."""
    reviews_path(gold).unlink()

    result = CliRunner().invoke(app, ["review", "agreement", str(gold), "--predictions", str(gold)])

    assert isinstance(result.exception, SettingsError)
    assert "gold.reviews.jsonl is not there" in str(result.exception)
