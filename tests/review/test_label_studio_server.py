"""The whole way on the real thing: a Label Studio server, people in its editor (in Chromium), and back.

Runs where ATTRIBUNE_LABEL_STUDIO names a label-studio executable and Chromium is installed, as `.ci/run` does. What the
editor looked like is left in $ATTRIBUNE_ARTIFACTS, else in a temporary folder. All text here is invented.
"""

import json
import os
import shutil
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from typer.testing import CliRunner

from attribune import cli
from attribune.formats.jsonl import read_annotations, write_jsonl
from attribune.formats.label_studio_drawing import draw
from attribune.records import AnnotatedArticle, Annotator, Attribution, Origin, Speaker, TextSpan
from attribune.review.client import TOKEN_VARIABLES, connect
from attribune.review.gold import Review, reviews_path
from attribune.review.local_server import ACCOUNT, EXECUTABLE_VARIABLE, LocalServer, running
from tests.review.editor import CHROMIUM, DRIVER, PATIENCE, Editor, open_browser

pytestmark = pytest.mark.label_studio

PROJECT = "Harbour"

TITLE = "Harbour crews ask for lamps 🏮"
TEXT = (
    f"{TITLE}\r\n\r\n"
    "“We work in the dark,” said Ida Ask, the foreman. “Every night.”\r\n"
    "She told the council that the lamps 𝔘𝔜 had gone, adding that nobody had listened.\r\n"
    "Cafe\u0301 owner זוהר לוי said the memo claimed that crews sleep 👩\u200d🚀 there.\r\n"
    "The mayor denied it.\r\n"
    "“It leaks,” wrote Bo Ek. “Badly.”\r\n"
)
LONG = 50_000
FILLER = "The mole was built long ago, and nobody 🌊 remembers the year.\r\n"


def article(article_id: str, *, before: str = "") -> AnnotatedArticle:
    """Return the article with its attributions, with as much text before it as wanted."""
    text = before + TEXT

    def span(covered: str, *, after: str = "") -> TextSpan:
        start = text.index(covered, text.index(after, len(before)) + len(after))
        return TextSpan(start=start, end=start + len(covered), text=covered)

    she = [span("She")]
    return AnnotatedArticle(
        id=article_id,
        text=text,
        title=TITLE,
        origin=Origin(path="harbour.txt", start=0, end=len(text)),
        annotator=Annotator(name="attribune", version="0.1.0"),
        speakers=[
            Speaker(id="s1", name="Ida Ask", kind="person", role="foreman"),
            Speaker(id="s2", name="זוהר לוי", kind="person"),
            Speaker(id="s3", name="the memo", kind="document"),
            Speaker(id="s4", name="The mayor", kind="person"),
        ],
        attributions=[
            Attribution(
                id="a1",
                style="direct",
                content=[span("“We work in the dark,”"), span("“Every night.”")],
                cue=span("said"),
                source=[span("Ida Ask, the foreman")],
                speaker="s1",
                confidence=0.9,
            ),
            Attribution(
                id="a2",
                style="indirect",
                content=[span("that the lamps 𝔘𝔜 had gone")],
                cue=span("told"),
                source=she,
                addressee=span("the council"),
                speaker="s1",
                confidence=0.8,
            ),
            Attribution(
                id="a3",
                style="indirect",
                content=[span("that nobody had listened")],
                cue=span("adding"),
                source=she,
                speaker="s1",
                confidence=0.7,
            ),
            Attribution(
                id="a4",
                style="indirect",
                content=[span("the memo claimed that crews sleep 👩\u200d🚀 there")],
                cue=span("said", after="Cafe"),
                source=[span("Cafe\u0301 owner זוהר לוי")],
                speaker="s2",
                confidence=0.6,
            ),
            Attribution(
                id="a5",
                style="indirect",
                content=[span("that crews sleep 👩\u200d🚀 there")],
                cue=span("claimed"),
                source=[span("the memo")],
                speaker="s3",
                within="a4",
                confidence=0.5,
            ),
            Attribution(
                id="a6",
                style="indirect",
                polarity="denied",
                content=[span("it", after="denied")],
                cue=span("denied"),
                source=[span("The mayor")],
                speaker="s4",
                confidence=0.4,
            ),
        ],
    )


EDITED = article("edited")
LEFT = article("left as it was", before=(FILLER * LONG)[: LONG - len(TEXT) - 2] + "\r\n")
SKIPPED = article("skipped")


class Reviewing(NamedTuple):
    """What came of it: the editor's first look at a task, the gold and the reviews by article, and a second push."""

    drawn: dict[str, tuple[str, str]]
    arrows: list[str]
    added: dict[str, str]
    gold: dict[str, AnnotatedArticle]
    reviews: dict[str, Review]
    second_push: str


@pytest.fixture(scope="module")
def artifacts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder for pictures and the server's log."""
    stated = os.environ.get("ATTRIBUNE_ARTIFACTS")
    folder = Path(stated) if stated else tmp_path_factory.mktemp("artifacts")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, artifacts: Path) -> Iterator[LocalServer]:
    """A Label Studio with nothing in it."""
    executable = os.environ.get(EXECUTABLE_VARIABLE)
    if not executable:
        pytest.skip(f"{EXECUTABLE_VARIABLE} does not name a label-studio executable")
    if not (CHROMIUM and DRIVER):
        pytest.skip("chromium and chromedriver are not installed (Debian: chromium, chromium-driver)")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    try:
        with running(Path(executable), data=tmp_path_factory.mktemp("data"), port=port) as started:
            yield started
    finally:
        for log in tmp_path_factory.getbasetemp().glob("data*/server.log"):
            shutil.copy(log, artifacts / "server.log")


@pytest.fixture(scope="module")
def editor(server: LocalServer, artifacts: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Editor]:
    """The editor, signed in."""
    with open_browser(tmp_path_factory.mktemp("chromium")) as browser:
        editor = Editor(browser, server.url, artifacts)
        editor.sign_in(server.password_file.read_text(encoding="ascii").strip())
        yield editor


def attribune(*arguments: object) -> str:
    """Run the command line, which must succeed, and return all that it printed."""
    result = CliRunner().invoke(cli.app, [str(each) for each in arguments])
    assert result.exit_code == 0, (result.output, result.exception)
    return result.output


@pytest.fixture(scope="module")
def reviewing(server: LocalServer, editor: Editor, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reviewing]:
    """Push three articles, review them in the editor, and pull."""
    folder = tmp_path_factory.mktemp("review")
    annotated, gold = folder / "out.jsonl", folder / "gold.jsonl"
    write_jsonl([EDITED, LEFT, SKIPPED], annotated)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(TOKEN_VARIABLES[0], server.token_file.read_text(encoding="ascii").strip())
        target = ("--project", PROJECT, "--url", server.url)
        attribune("review", "push", annotated, *target)
        client = connect(server.url)
        (project,) = (each["id"] for each in client.get("api/projects")["results"])

        def tasks() -> dict[str, dict[str, Any]]:
            fields = "id,data,total_annotations,cancelled_annotations"
            return {each["data"]["doc_id"]: each for each in client.tasks(project, fields)}

        def address(doc_id: str) -> str:
            return f"/projects/{project}/data?task={tasks()[doc_id]['id']}"

        def wait_for(doc_id: str, count: str) -> None:
            end = time.monotonic() + PATIENCE
            while not tasks()[doc_id][count]:
                assert time.monotonic() < end, f"{doc_id} has no {count}"
                time.sleep(0.5)

        shown = draw(EDITED).drawing.regions

        def region(role: str, covered: str) -> str:
            return next(
                name for name, each in shown.items() if (each.role, TEXT[each.start : each.end]) == (role, covered)
            )

        editor.open(address(EDITED.id), regions=len(shown))
        drawn, arrows = editor.regions(), editor.relations()
        editor.photograph("1 opened")
        editor.move_end(region("content", "that nobody had listened"), before="listened")
        editor.delete(region("cue", "denied"))
        editor.name_speaker(region("source", "Cafe\u0301 owner זוהר לוי"), "Zohar Levi")
        added = {
            "content": editor.add("1", "“It leaks,”"),
            "second piece": editor.add("1", "“Badly.”"),
            "cue": editor.add("2", "wrote"),
            "source": editor.add("3", "Bo Ek"),
        }
        editor.join(added["cue"], to=added["content"])
        editor.join(added["source"], to=added["content"])
        editor.join(added["second piece"], to=added["content"], label="part_of")
        editor.name_speaker(added["source"], "Bo Ek")
        editor.choose(added["source"], "person")
        editor.photograph("2 edited")
        editor.submit()
        wait_for(EDITED.id, "total_annotations")

        editor.open(address(LEFT.id), regions=len(shown))
        editor.scroll_to("content-1")
        editor.photograph("3 a long text")
        editor.submit()
        wait_for(LEFT.id, "total_annotations")

        # As one who labels task after task, where the only open one comes next.
        editor.open(f"/projects/{project}/data?labeling=1", regions=len(shown))
        editor.photograph("4 the next task")
        editor.skip()
        wait_for(SKIPPED.id, "cancelled_annotations")

        attribune("review", "pull", "-o", gold, *target)
        second_push = attribune("review", "push", annotated, *target)
        reviews = map(Review.model_validate, map(json.loads, reviews_path(gold).read_text().splitlines()))
        yield Reviewing(
            drawn,
            arrows,
            added,
            {each.id: each for each in read_annotations(gold)},
            {each.article_id: each for each in reviews},
            second_push,
        )


def test_regions_are_drawn_with_readable_labels(reviewing: Reviewing) -> None:
    """Every region of the prediction is drawn over its own text, astral and right to left too, its role beside it."""
    regions = draw(EDITED).drawing.regions

    assert reviewing.drawn == {name: (each.role, TEXT[each.start : each.end]) for name, each in regions.items()}


def test_relations_are_drawn(reviewing: Reviewing) -> None:
    """Every relation of the prediction is an arrow with its label."""
    assert reviewing.arrows == sorted(each.label for each in draw(EDITED).drawing.relations)


def test_edited_article_is_what_the_person_made_of_it(reviewing: Reviewing) -> None:
    """A span moved, one deleted, a speaker renamed, an attribution in two pieces added: these differ, nothing else."""
    new = reviewing.added["content"]
    first, second, moved, renamed, inner, bare = EDITED.attributions

    def span(covered: str) -> TextSpan:
        start = TEXT.rindex(covered)
        return TextSpan(start=start, end=start + len(covered), text=covered)

    expected = EDITED.model_copy(
        update={
            "annotator": reviewing.gold[EDITED.id].annotator,
            "speakers": [
                *(each for each in EDITED.speakers if each.id != "s2"),
                Speaker(id="s5", name="Zohar Levi", kind="person"),
                Speaker(id="s6", name="Bo Ek", kind="person"),
            ],
            "attributions": [
                first,
                second,
                moved.model_copy(update={"content": [span("that nobody had")], "confidence": 1.0}),
                renamed.model_copy(update={"speaker": "s5", "confidence": 1.0}),
                inner,
                bare.model_copy(update={"cue": None, "confidence": 1.0}),
                Attribution(
                    id=new,
                    style="direct",
                    content=[span("“It leaks,”"), span("“Badly.”")],
                    cue=span("wrote"),
                    source=[span("Bo Ek")],
                    speaker="s6",
                ),
            ],
        }
    )

    assert reviewing.gold[EDITED.id] == expected
    assert reviewing.reviews[EDITED.id].problems == ()


def test_edits_are_counted(reviewing: Reviewing) -> None:
    """The review says who it was, how long it took, and how much was accepted, edited, added and deleted."""
    review = reviewing.reviews[EDITED.id]

    assert review.session.annotator == ACCOUNT
    assert review.session.seconds is not None
    assert review.session.seconds > 0
    assert review.changes is not None
    counts = {name: (each.accepted, each.edited, each.added, each.deleted) for name, each in review.changes.items()}
    assert counts == {
        "content": (6, 1, 2, 0),
        "cue": (5, 0, 1, 1),
        "source": (4, 1, 1, 0),
        "addressee": (1, 0, 0, 0),
        "relation": (14, 0, 3, 1),
        "attribution": (3, 3, 1, 0),
    }


def test_long_article_comes_back_untouched(reviewing: Reviewing) -> None:
    """An article of 50,000 characters, submitted as it was shown, comes back equal but for who annotated it."""
    found = reviewing.gold[LEFT.id]

    assert len(LEFT.text) == LONG
    assert found.model_copy(update={"annotator": LEFT.annotator}) == LEFT
    assert found.annotator.name == ACCOUNT


def test_skipped_task_is_kept_apart(reviewing: Reviewing) -> None:
    """A task that was skipped is no gold, but the reviews say so."""
    assert SKIPPED.id not in reviewing.gold
    assert reviewing.reviews[SKIPPED.id].skipped


def test_second_push_changes_nothing(reviewing: Reviewing) -> None:
    """Pushing the same file again makes no task and no prediction."""
    assert "0 new tasks, 0 new predictions of tasks that were there, 3 unchanged" in reviewing.second_push
