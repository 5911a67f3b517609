"""The whole way on the real thing: a Label Studio server, people in its editor (in Chromium), and back.

Runs where ATTRIBUNE_LABEL_STUDIO names a label-studio executable and Chromium is installed, as `.ci/run` does. What the
editor looked like is left in $ATTRIBUNE_ARTIFACTS, else in a temporary folder. All text here is invented.
"""

import json
import os
import shutil
import socket
import time
from collections.abc import Callable, Iterator
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

pytestmark = pytest.mark.label_studio

CHROMIUM, DRIVER = shutil.which("chromium"), shutil.which("chromedriver")
# For a browser and a server that share two busy cores. In seconds.
PATIENCE = 120
PROJECT = "Harbour"

TITLE = "Harbour crews ask for lamps 🏮"
TEXT = (
    f"{TITLE}\r\n\r\n"
    "“We work in the dark,” said Ida Ask, the foreman. “Every night.”\r\n"
    "She told the council that the lamps 𝔘𝔜 had gone, adding that nobody had listened.\r\n"
    "Cafe\u0301 owner זוהר לוי said the memo claimed that crews sleep 👩\u200d🚀 there.\r\n"
    "The mayor denied it.\r\n"
    "“It leaks,” wrote Bo Ek.\r\n"
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


class Editor:
    """Label Studio's editor as a person uses it, with pointer and keyboard."""

    def __init__(self, browser: Any, url: str, artifacts: Path) -> None:
        self._browser = browser
        self._url = url
        self._artifacts = artifacts

    def sign_in(self, password: str) -> None:
        """Sign in with the account that `attribune review start` makes."""
        self._browser.get(f"{self._url}/user/login")
        self._one("[name=email]").send_keys(ACCOUNT)
        self._one("[name=password]").send_keys(password)
        self._one("[type=submit]").click()
        self._wait(lambda: "/user/login" not in self._browser.current_url)

    def open(self, address: str, *, regions: int) -> None:
        """Open a task and wait until so many regions are drawn."""
        self._browser.get(f"{self._url}{address}")
        self._wait(lambda: len(self.regions()) == regions)
        self._still()

    def regions(self) -> dict[str, tuple[str, str]]:
        """Return the drawn regions by id: the label as it can be read beside the text, and the text."""
        found: list[list[str]] = self._browser.execute_script(
            "return [...document.querySelectorAll('span.htx-highlight')].map(e => [e.className,"
            " e.classList.contains('htx-no-label') ? '' : getComputedStyle(e, '::after').content, e.textContent])"
        )
        regions = {}
        for classes, label, text in found:
            # htx-highlight-ID-NUMBER; the label reads "5:content".
            name = next(each for each in classes.split() if each.startswith("htx-highlight-"))
            region_id = name.removeprefix("htx-highlight-").rpartition("-")[0]
            regions[region_id] = (label.strip('"').partition(":")[2], text)
        return regions

    def relations(self) -> list[str]:
        """Return the labels of the arrows, sorted."""
        texts = self._browser.find_elements("css selector", "svg.relations-overlay text")
        return sorted(each.text for each in texts)

    def select(self, region_id: str) -> None:
        """Click on a region, so that it is the one that keys and values go to."""
        self._keys("u")
        self._region(region_id).click()
        self._wait(lambda: f"-{region_id}-" in self._one("span.htx-highlight.__active").get_attribute("class"))
        self._still()

    def move_end(self, region_id: str, before: str) -> None:
        """Drag the handle at a region's right edge to before a word that is in it."""
        self.select(region_id)
        box = self._one("area.__resize_right").rect
        self._drag((box["x"] + box["width"] / 2, box["y"] + box["height"] / 2), self._edge(before, 0))

    def add(self, label_key: str, covered: str) -> str:
        """Draw a region over words that stand in the text once; return its id."""
        there = self.regions()
        self._keys("u")
        self._keys(label_key)
        self._drag(self._edge(covered, 0), self._edge(covered, len(covered)))
        self._wait(lambda: len(self.regions()) == len(there) + 1)
        return next(each for each in self.regions() if each not in there)

    def join(self, region_id: str, to: str) -> None:
        """Draw an arrow from one region to another."""
        from selenium.webdriver.common.keys import Keys

        self.select(region_id)
        self._keys(Keys.ALT, "r")
        self._region(to).click()
        self._keys(Keys.ESCAPE)

    def delete(self, region_id: str) -> None:
        """Take a region away."""
        from selenium.webdriver.common.keys import Keys

        self.select(region_id)
        self._keys(Keys.BACKSPACE)
        self._wait(lambda: region_id not in self.regions())

    def name_speaker(self, region_id: str, name: str) -> None:
        """Type a region's speaker; one that is there is changed."""
        from selenium.webdriver.common.keys import Keys

        self.select(region_id)
        buttons = self._browser.find_elements("css selector", "[data-testid=htx-textbox-edit-button]")
        if buttons:
            # It is shown when the pointer is over the field.
            self._browser.execute_script("arguments[0].click()", buttons[0])
        field = self._one("[data-testid=htx-textbox-input]" if buttons else "input[name=speaker]")
        field.send_keys(Keys.CONTROL, "a")
        field.send_keys(name, Keys.ENTER)
        self._wait(lambda: name in self._one("[data-testid=htx-textbox-content]").text)

    def choose(self, region_id: str, value: str) -> None:
        """Choose one of a region's values."""
        self.select(region_id)
        self._one(f"input[type=radio][name={value}]").click()

    def submit(self) -> None:
        """Press Submit."""
        self._one("[aria-label^='Submit']").click()

    def skip(self) -> None:
        """Press Skip."""
        self._one("[aria-label='skip-task']").click()

    def photograph(self, name: str) -> None:
        """Leave a picture of the page."""
        self._browser.save_screenshot(str(self._artifacts / f"{name}.png"))

    def scroll_to(self, region_id: str) -> None:
        """Bring a region into sight."""
        self._browser.execute_script("arguments[0].scrollIntoView({block: 'center'})", self._region(region_id))
        self._still()

    def _region(self, region_id: str) -> Any:
        return self._one(f"span.htx-highlight[class*='htx-highlight-{region_id}-']")

    def _edge(self, words: str, at: int) -> tuple[float, float]:
        """Return where on the page a place in the text is, that many characters after the start of some words."""
        x, y = self._browser.execute_script(
            """
            const [words, at] = arguments;
            const nodes = document.createTreeWalker(document.querySelector(".lsf-htx-richtext"), NodeFilter.SHOW_TEXT);
            for (let node; (node = nodes.nextNode()); ) {
              const start = node.data.indexOf(words);
              if (start < 0) continue;
              const range = document.createRange();
              range.setStart(node, start + Math.max(at - 1, 0));
              range.setEnd(node, start + Math.max(at, 1));
              const box = range.getBoundingClientRect();
              return [at ? box.right : box.left, box.top + box.height / 2];
            }
            throw new Error("not in the text: " + words);
            """,
            words,
            at,
        )
        return x, y

    def _drag(self, start: tuple[float, float], end: tuple[float, float]) -> None:
        from selenium.webdriver.common.action_chains import ActionChains

        chain = ActionChains(self._browser, duration=60)
        pointer = chain.w3c_actions.pointer_action
        pointer.move_to_location(round(start[0]), round(start[1]))
        pointer.pointer_down()
        # The editor wants to see the pointer on its way.
        for part in (0.3, 0.6, 0.9, 1, 1):
            pointer.move_to_location(*(round(a + (b - a) * part) for a, b in zip(start, end, strict=True)))
        pointer.pointer_up()
        chain.perform()
        self._still()

    def _keys(self, *keys: str) -> None:
        from selenium.webdriver.common.action_chains import ActionChains

        chain = ActionChains(self._browser)
        *held, last = keys
        for key in held:
            chain.key_down(key)
        chain.send_keys(last)
        for key in held:
            chain.key_up(key)
        chain.perform()
        self._still()

    def _one(self, selector: str) -> Any:
        def found() -> Any:
            elements = self._browser.find_elements("css selector", selector)
            return elements[0] if elements else None

        return self._wait(found)

    def _wait(self, condition: Callable[[], Any]) -> Any:
        from selenium.webdriver.support.ui import WebDriverWait

        return WebDriverWait(self._browser, PATIENCE).until(lambda _: condition())

    def _still(self) -> None:
        # The editor draws after it has answered, and tells nobody when it is through.
        time.sleep(0.5)


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
    from selenium import webdriver

    options = webdriver.ChromeOptions()
    options.binary_location = str(CHROMIUM)
    for each in (
        "headless=new",
        "no-sandbox",
        "disable-gpu",
        "disable-quic",
        "no-first-run",
        "disable-background-networking",
        "disable-component-update",
        "disable-sync",
        "disable-dev-shm-usage",
        "window-size=1500,1300",
        f"user-data-dir={tmp_path_factory.mktemp('chromium')}",
    ):
        options.add_argument(f"--{each}")
    browser = webdriver.Chrome(options=options, service=webdriver.ChromeService(DRIVER))
    try:
        editor = Editor(browser, server.url, artifacts)
        editor.sign_in(server.password_file.read_text(encoding="ascii").strip())
        yield editor
    finally:
        browser.quit()


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
            "cue": editor.add("2", "wrote"),
            "source": editor.add("3", "Bo Ek"),
        }
        editor.join(added["cue"], to=added["content"])
        editor.join(added["source"], to=added["content"])
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
    """A span moved, one deleted, a speaker renamed and an attribution added: these differ, and nothing else."""
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
                    content=[span("“It leaks,”")],
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
        "content": (6, 1, 1, 0),
        "cue": (5, 0, 1, 1),
        "source": (4, 1, 1, 0),
        "addressee": (1, 0, 0, 0),
        "relation": (14, 0, 2, 1),
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
