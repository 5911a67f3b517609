"""`attribune review` against a stand-in server. All text here is invented."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from attribune.cli import app
from attribune.errors import ServerError, SettingsError
from attribune.formats.jsonl import read_annotations, write_jsonl
from attribune.records import AnnotatedArticle, Annotator, Attribution, Origin, Speaker, TextSpan
from attribune.review import client, push
from tests.review.stand_in import PEOPLE, TOKEN, StandIn, running

pytest.importorskip("label_studio_sdk", reason="the extra 'review' is not installed")

ANA, BO = PEOPLE[1], PEOPLE[2]
PROJECT = "Mills"


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[StandIn]:
    """A server whose token is in the environment, and no waiting between tries."""
    monkeypatch.setenv("ATTRIBUNE_LABEL_STUDIO_TOKEN", TOKEN)
    monkeypatch.setattr(client, "_PAUSES", (0.0, 0.0, 0.0))
    with running() as stand_in:
        yield stand_in


def article(
    name: str, *, version: str = "1", text: str = "“The mill is shut,” said Ida Holm. 🌧", **fields: Any
) -> AnnotatedArticle:
    """Return an article with one attribution."""

    def span(part: str) -> TextSpan:
        start = text.index(part)
        return TextSpan(start=start, end=start + len(part), text=part)

    attribution = Attribution(
        id="a1",
        style="direct",
        content=[span("“The mill is shut,”")],
        cue=span("said"),
        source=[span("Ida Holm")],
        speaker="s1",
        confidence=fields.pop("confidence", 0.9),
    )
    return AnnotatedArticle(
        id=name,
        text=text,
        origin=Origin(path="mills.txt", start=0, end=len(text)),
        annotator=Annotator(name="model", version=version),
        speakers=[Speaker(id="s1", name=fields.pop("speaker", "Ida Holm"), kind="person")],
        attributions=[attribution],
        **fields,
    )


def review(*arguments: object) -> Result:
    """Run `attribune review`; an error that it would print is raised."""
    result = CliRunner().invoke(app, ["review", *(str(each) for each in arguments)])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


class Desk:
    """A folder with files to push and pull."""

    def __init__(self, folder: Path, server: StandIn) -> None:
        self.gold = folder / "gold.jsonl"
        self.rejects = folder / "out.rejects.jsonl"
        self._out = folder / "out.jsonl"
        self._server = server

    def push(self, *articles: AnnotatedArticle, options: tuple[object, ...] = ()) -> Result:
        """Push articles."""
        write_jsonl(articles, self._out)
        return review("push", self._out, "--project", PROJECT, "--url", self._server.url, *options)

    def pull(self, *options: object) -> Result:
        """Pull into the gold file."""
        return review("pull", "--project", PROJECT, "--url", self._server.url, "-o", self.gold, *options)

    def reasons(self) -> dict[str, str]:
        """Return why which article was rejected."""
        lines = [json.loads(line) for line in self.rejects.read_text(encoding="utf-8").splitlines()]
        return {each["id"]: each["reason"] for each in lines}

    def pulled(self) -> list[tuple[str, str]]:
        """Return which articles by whom the gold file holds."""
        return [(each.id, each.annotator.name) for each in read_annotations(self.gold, versions=True)]

    def reviews(self) -> list[dict[str, Any]]:
        """Return the lines beside the gold file."""
        path = self.gold.with_name("gold.reviews.jsonl")
        return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


@pytest.fixture
def desk(tmp_path: Path, server: StandIn) -> Desk:
    """Where the files of a test stand."""
    return Desk(tmp_path, server)


def test_push_makes_a_project_with_tasks(desk: Desk, server: StandIn) -> None:
    """A first push makes the project, a task with a prediction for every article, and prefills with it."""
    assert desk.push(article("a"), article("b")).exit_code == 0

    (project,) = server.projects
    assert (project["title"], project["model_version"], project["sampling"]) == (
        "Mills",
        "model 1",
        "Sequential sampling",
    )
    assert [each["data"]["doc_id"] for each in server.tasks] == ["a", "b"]
    assert [len(each["predictions"]) for each in server.tasks] == [1, 1]


def test_push_twice_sends_nothing(desk: Desk, server: StandIn) -> None:
    """What is there already is not sent again."""
    desk.push(article("a"), article("b"))
    server.asked.clear()

    assert "2 unchanged" in desk.push(article("a"), article("b")).stderr
    assert server.sent("POST") + server.sent("PATCH") == 0


def test_another_run_under_the_same_model_version_is_noticed(desk: Desk, server: StandIn) -> None:
    """Predictions that differ from those pushed under the name stay out, and a message counts them; a new name helps.

    What the tasks were made with counts, so no prediction of a task that was there is compared.
    """
    desk.push(article("a"), article("b"))
    rerun = article("a", confidence=0.5), article("b")

    told = " ".join(desk.push(*rerun).stderr.split())

    assert "2 unchanged" in told
    assert "1 of the unchanged have other predictions here" in told
    assert "of the unchanged" not in desk.push(*rerun, options=("--model-version", "rerun")).stderr
    assert "of the unchanged" not in desk.push(*rerun, options=("--blind", "1")).stderr
    assert [len(each["predictions"]) for each in server.tasks] == [2, 2]


def test_new_model_version_becomes_the_prefilled_one(desk: Desk, server: StandIn) -> None:
    """Tasks that are there get the new version's prediction beside the old; annotations stay untouched."""
    desk.push(article("a"))
    before = dict(server.annotate("a"))

    desk.push(article("a", version="2"))

    (task,) = server.tasks
    assert [each["model_version"] for each in task["predictions"]] == ["model 1", "model 2"]
    assert server.projects[0]["model_version"] == "model 2"
    assert task["annotations"] == [before]


def test_other_text_under_an_id_is_refused(desk: Desk, server: StandIn) -> None:
    """A changed text is rejected with both hashes; the other articles are pushed."""
    desk.push(article("a"))
    old = server.tasks[0]["meta"]["text_hash"]

    assert desk.push(article("a", text="“The mill is shut,” said Ida Holm."), article("b")).exit_code == 1

    assert old in desk.reasons()["a"]
    assert len(server.tasks) == 2


def test_text_changed_on_the_server_is_noticed(desk: Desk, server: StandIn) -> None:
    """What counts is the text that is there, not the hash that it was pushed with."""
    desk.push(article("a"))
    server.tasks[0]["data"]["text"] += "!"

    assert desk.push(article("a")).exit_code == 1


def test_unsound_records_are_not_sent(desk: Desk, server: StandIn, tmp_path: Path) -> None:
    """A line that is no record is rejected with its line, the rest is pushed."""
    out = tmp_path / "out.jsonl"
    write_jsonl([article("a"), article("b")], out)
    lines = out.read_text(encoding="utf-8").splitlines()
    broken = json.loads(lines[0])
    broken["attributions"][0]["cue"]["text"] = "sang"
    out.write_text("\n".join([json.dumps(broken), "{", lines[1]]), encoding="utf-8")

    result = review("push", out, "--project", PROJECT, "--url", server.url)

    assert result.exit_code == 1
    rejected = [json.loads(line) for line in desk.rejects.read_text(encoding="utf-8").splitlines()]
    assert [(each["id"], each["where"]) for each in rejected] == [("a", "line 1"), (None, "line 2")]
    assert [each["data"]["doc_id"] for each in server.tasks] == ["b"]


def test_two_model_versions_in_one_file(desk: Desk, server: StandIn) -> None:
    """A project is prefilled with one version, so lines of another are rejected unless one name is given to all."""
    assert desk.push(article("a"), article("b", version="2")).exit_code == 1
    assert "--model-version" in desk.reasons()["b"]

    assert desk.push(article("a"), article("b", version="2"), options=("--model-version", "both")).exit_code == 0
    assert server.projects[0]["model_version"] == "both"


def test_repeated_id_in_a_file(desk: Desk, server: StandIn) -> None:
    """The second record of an id is rejected."""
    desk.push(article("a"), article("a"))

    assert "line 1 already" in desk.reasons()["a"]
    assert len(server.tasks) == 1


@pytest.mark.parametrize("fault", ["cut", "lost", 429, 500, 503])
def test_failed_import_is_tried_again_without_doubles(desk: Desk, server: StandIn, fault: str | int) -> None:
    """Whether the server did what it did not answer or not: in the end every article has one task."""
    server.faults.append(("/import", fault))

    assert desk.push(article("a"), article("b")).exit_code == 0
    assert [each["data"]["doc_id"] for each in server.tasks] == ["a", "b"]


@pytest.mark.parametrize("fault", ["cut", "lost", 503])
def test_failed_predictions_are_tried_again_without_doubles(desk: Desk, server: StandIn, fault: str | int) -> None:
    """The same goes for the predictions of a new version."""
    desk.push(article("a"), article("b"))
    server.faults.append(("/import/predictions", fault))

    assert desk.push(article("a", version="2"), article("b", version="2")).exit_code == 0
    assert [len(each["predictions"]) for each in server.tasks] == [2, 2]


def test_push_goes_on_after_the_server_went_away(desk: Desk, server: StandIn, monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that stays away ends the push with an error; the next push sends what is missing, and only that."""
    monkeypatch.setattr(push, "BATCH", 1)
    server.faults += [("/import", "cut"), ("GET /api/tasks", 503), *[("GET", 503)] * 3]
    with pytest.raises(ServerError, match="503"):
        desk.push(article("a"), article("b"), article("c"))

    assert desk.push(article("a"), article("b"), article("c")).exit_code == 0
    assert [each["data"]["doc_id"] for each in server.tasks] == ["a", "b", "c"]


def test_interrupted_push_goes_on(desk: Desk, server: StandIn, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C ends with exit status 130 and no traceback, and the next push goes on."""
    create = push._create
    monkeypatch.setattr(push, "BATCH", 1)

    def interrupted(*arguments: Any) -> Any:
        if server.tasks:
            raise KeyboardInterrupt
        return create(*arguments)

    with monkeypatch.context() as patched:
        patched.setattr(push, "_create", interrupted)
        result = desk.push(article("a"), article("b"))
    assert result.exit_code == 130
    assert "the same command goes on" in result.stderr

    assert "1 new tasks" in desk.push(article("a"), article("b")).stderr


def test_half_a_batch_made_names_the_others(desk: Desk, server: StandIn) -> None:
    """Where the server makes fewer tasks or predictions than were sent, each that is missing is rejected by name."""
    server.faults.append(("/import", "half"))
    desk.push(article("a"), article("b"))
    assert list(desk.reasons()) == ["b"]

    desk.push(article("a"), article("b"))
    server.faults.append(("/import/predictions", "half"))
    desk.push(article("a", version="2"), article("b", version="2"))
    assert list(desk.reasons()) == ["b"]


def test_refused_batch_is_halved_until_the_culprit_is_found(desk: Desk, server: StandIn) -> None:
    """One task that the server refuses does not keep the others out, and its reason is the server's."""
    server.refuses = "c"

    assert desk.push(*map(article, "abcde")).exit_code == 1
    assert [each["data"]["doc_id"] for each in server.tasks] == ["a", "b", "d", "e"]
    assert '"text" key is expected' in desk.reasons()["c"]


def test_blind_tasks_never_get_a_prediction(desk: Desk, server: StandIn) -> None:
    """A blind task is marked and has no prediction, not even of a later version pushed without the option."""
    desk.push(*map(article, "abcdefgh"), options=("--blind", "0.5"))
    blind = {each["data"]["doc_id"] for each in server.tasks if each["meta"].get("blind")}
    assert 0 < len(blind) < 8

    desk.push(*(article(name, version="2") for name in "abcdefgh"))

    assert {each["data"]["doc_id"] for each in server.tasks if not each["predictions"]} == blind


def test_overlap_share_is_for_two_people(desk: Desk, server: StandIn) -> None:
    """The tasks of the share need two annotations; an overlap that an interrupted push left out is made up for."""
    desk.push(*map(article, "abcdefgh"), options=("--overlap", "0.5"))
    chosen = [each for each in server.tasks if each["overlap"] == 2]
    assert 0 < len(chosen) < 8

    chosen[0]["overlap"] = 1
    desk.push(article("a"))
    assert chosen[0]["overlap"] == 2


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ("uncertain", ["b", "a", "c"]),
        ("speaker", ["b", "c", "a"]),
        ("newest", ["c", "a", "b"]),
    ],
)
def test_order(desk: Desk, server: StandIn, order: str, expected: list[str]) -> None:
    """Least sure first; articles of one speaker together; latest date first, undated ones last."""
    articles = [
        article("a", confidence=0.7, published="2026-01-01", speaker="Jon Ek"),
        article("b", confidence=0.2, published="3 hours ago"),
        article("c", confidence=0.9, published="2026-02-01T10:00:00Z"),
    ]

    desk.push(*articles, options=("--order", order))

    assert [each["data"]["doc_id"] for each in server.tasks] == expected


def test_uncertain_tasks_are_served_by_score(desk: Desk, server: StandIn) -> None:
    """The server sorts by score itself, unless some tasks are blind: those it would serve last."""
    desk.push(article("a"), options=("--order", "uncertain"))
    assert server.projects[0]["sampling"] == "Uncertainty sampling"

    desk.push(article("a"), options=("--order", "uncertain", "--blind", "0.1"))
    assert server.projects[0]["sampling"] == "Sequential sampling"


@pytest.mark.parametrize("change", [{"label_config": "<View/>"}, {"description": "Labelling config " + "0" * 64}])
def test_project_of_another_config_is_refused(desk: Desk, server: StandIn, change: dict[str, str]) -> None:
    """Neither a push nor a pull touches a project whose config is, or was, not ours; the message says what to do."""
    desk.push(article("a"))
    server.projects[0].update(change)

    with pytest.raises(ServerError, match="another --project"):
        desk.push(article("b"))
    with pytest.raises(ServerError, match="another --project"):
        desk.pull()
    assert len(server.tasks) == 1


def test_other_layout_is_brought_up_to_date(desk: Desk, server: StandIn) -> None:
    """A project whose config differs in its looks alone can be pulled from, and the next push gives it ours."""
    desk.push(article("a"))
    ours = server.projects[0]["label_config"]
    server.projects[0]["label_config"] = ours.replace("#56b4e9", "#ff0000")

    assert desk.pull().exit_code == 0
    desk.push(article("a"))
    assert server.projects[0]["label_config"].strip() == ours


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--project", "ab"), "3 to 50"),
        (("--order", "oldest"), "uncertain, random"),
        (("--blind", "2"), "--blind 2.0"),
        (("--model-version", "a,b"), "comma"),
        (("--url", "127.0.0.1:8080"), "http://127"),
    ],
)
def test_wrong_options(desk: Desk, server: StandIn, options: tuple[str, str], message: str) -> None:
    """A wrong option says what is allowed, and nothing is sent."""
    with pytest.raises(SettingsError, match=message):
        desk.push(article("a"), options=options)
    assert server.tasks == []


def test_wrong_token(desk: Desk, server: StandIn) -> None:
    """A token that is not accepted is an error that says where to make one, and does not show the token."""
    server.token = "another"

    with pytest.raises(ServerError, match="Access Token") as error:
        desk.push(article("a"))
    assert TOKEN not in str(error.value)


def test_expired_personal_token(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """A personal access token that has expired is refused before anything is asked."""
    jwt = pytest.importorskip("jwt")
    token = jwt.encode({"exp": 1, "token_type": "refresh"}, "0" * 32)
    monkeypatch.setenv("ATTRIBUNE_LABEL_STUDIO_TOKEN", token)

    with pytest.raises(ServerError, match="expired") as error:
        desk.push(article("a"))
    assert token not in str(error.value)


def test_no_token(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without any token the message says where to put one."""
    monkeypatch.setattr(client, "_keyring_token", lambda url: None)
    monkeypatch.setattr(client, "_local_token", lambda url: None)
    for name in client.TOKEN_VARIABLES:
        monkeypatch.delenv(name, raising=False)

    with pytest.raises(SettingsError, match="ATTRIBUNE_LABEL_STUDIO_TOKEN"):
        desk.push(article("a"))


def test_web_page_instead_of_an_answer(desk: Desk, server: StandIn) -> None:
    """A proxy that answers with a page is named as one."""
    server.faults.append(("whoami", "html"))

    with pytest.raises(ServerError, match="proxy"):
        desk.push(article("a"))


def test_no_server(tmp_path: Path, server: StandIn) -> None:
    """Where nothing listens, the message says how to start a server."""
    write_jsonl([article("a")], tmp_path / "out.jsonl")

    with pytest.raises(ServerError, match="review start"):
        review("push", tmp_path / "out.jsonl", "--project", PROJECT, "--url", "http://127.0.0.1:9")


def test_pull_returns_what_nobody_touched(desk: Desk, server: StandIn) -> None:
    """An annotation that leaves the prediction as it is comes back as the article that was pushed, by the person."""
    pushed = article("a")
    desk.push(pushed)
    server.annotate("a")

    assert desk.pull().exit_code == 0

    (found,) = read_annotations(desk.gold)
    assert found.annotator.name == ANA
    assert found.model_copy(update={"annotator": pushed.annotator}) == pushed
    (about,) = desk.reviews()
    assert (about["prediction"], about["session"]["seconds"], about["changes"]["content"]["accepted"]) == (
        "model 1",
        30,
        1,
    )


def test_pull_keeps_people_apart_and_skipped_tasks_out(desk: Desk, server: StandIn) -> None:
    """Every person's version is a line, those of an article together; who skipped it stands in the reviews only."""
    desk.push(article("a"), article("b"))
    server.annotate("a", 1)
    server.annotate("b", 1, was_cancelled=True)
    server.annotate("a", 2)

    desk.pull()

    assert sorted(desk.pulled()) == [("a", ANA), ("a", BO)]
    assert [each["article_id"] for each in desk.reviews() if each["skipped"]] == ["b"]


def test_pull_says_what_was_blind(desk: Desk, server: StandIn) -> None:
    """A blind annotation is marked, and no changes are counted."""
    desk.push(article("a"), options=("--blind", "1"))
    server.annotate("a")

    desk.pull()

    (about,) = desk.reviews()
    assert (about["session"]["blind"], about["changes"]) == (True, None)


def test_pull_merges_what_changed(desk: Desk, server: StandIn) -> None:
    """The second pull replaces what changed where it stands, and takes back what was deleted."""
    desk.push(*map(article, "abcd"))
    for name in "abc":
        server.annotate(name)
    desk.pull()
    server.tasks[0]["annotations"].clear()
    server.tasks[0]["updated_at"] = server.now()
    server.annotate("b", 2)
    server.annotate("d")

    desk.pull()

    assert sorted(desk.pulled()) == [("b", ANA), ("b", BO), ("c", ANA), ("d", ANA)]
    assert [name for name, _ in desk.pulled()] == ["b", "b", "c", "d"]
    assert len(desk.reviews()) == 4


def test_pull_without_change_changes_nothing(desk: Desk, server: StandIn) -> None:
    """Pulling twice leaves the files byte for byte as they were."""
    desk.push(article("a"), article("b"))
    server.annotate("a")
    server.annotate("b")
    desk.pull()
    before = desk.gold.read_bytes()

    desk.pull()

    assert desk.gold.read_bytes() == before


def test_pull_fails_whole(desk: Desk, server: StandIn) -> None:
    """A server that goes away during a pull leaves the files as they were, and the next pull gets what is missing."""
    desk.push(article("a"), article("b"))
    server.annotate("a")
    desk.pull()
    before = desk.gold.read_bytes()
    server.annotate("b")
    server.faults += [("GET /api/users", "html"), *[("GET /api/tasks", "lost")] * 4]
    with pytest.raises(ServerError):
        desk.pull()
    assert desk.gold.read_bytes() == before

    server.faults.clear()
    desk.pull()
    assert desk.pulled() == [("a", ANA), ("b", ANA)]


def test_unusable_annotation_is_rejected_until_it_is_repaired(desk: Desk, server: StandIn) -> None:
    """An annotation with wrong offsets is a reject in this pull and every later one, until somebody repairs it."""
    desk.push(article("a"))
    annotation = server.annotate("a")
    region = annotation["result"][0]["value"]
    region["start"] += 3
    rejects = desk.gold.with_name("gold.rejects.jsonl")

    assert desk.pull().exit_code == 1
    server.tasks[0]["updated_at"] = "2025-01-01T00:00:00.000000Z"
    assert desk.pull().exit_code == 1
    assert f"annotation {annotation['id']} by {ANA}" in rejects.read_text(encoding="utf-8")

    region["start"] -= 3
    assert desk.pull().exit_code == 0
    assert desk.pulled() == [("a", ANA)]
    assert not rejects.exists()


def test_second_annotation_by_the_same_person(desk: Desk, server: StandIn) -> None:
    """Of two annotations of a task by one person, the later is taken and the other rejected."""
    desk.push(article("a"))
    server.annotate("a")
    later = server.annotate("a")

    assert desk.pull().exit_code == 1
    (found,) = read_annotations(desk.gold)
    assert f"annotation={later['id']}" in found.annotator.config


def test_pull_from_another_project_needs_another_file(desk: Desk, server: StandIn, tmp_path: Path) -> None:
    """What was pulled from two projects is not mixed in one file; --all replaces it."""
    desk.push(article("a"))
    server.annotate("a")
    desk.pull()
    review("push", tmp_path / "out.jsonl", "--project", "Others", "--url", server.url)

    with pytest.raises(SettingsError, match="another -o"):
        review("pull", "--project", "Others", "--url", server.url, "-o", desk.gold)
    review("pull", "--project", "Others", "--url", server.url, "-o", desk.gold, "--all")
    assert desk.pulled() == []


def test_export_is_read_without_server(desk: Desk, server: StandIn, tmp_path: Path) -> None:
    """An export given as a file becomes the same gold, also with offsets in UTF-16 units."""
    text = "🌧 “The mill is shut,” said Ida Holm."
    desk.push(article("a", text=text))
    annotation = server.annotate("a")
    for item in annotation["result"]:
        value = item.get("value", {})
        value.update({edge: value[edge] + 1 for edge in ("start", "end") if edge in value})
    export = tmp_path / "export.json"
    export.write_text(json.dumps(server.tasks), encoding="utf-8")
    server.asked.clear()

    assert review("pull", "--export", export, "-o", desk.gold).exit_code == 0

    (found,) = read_annotations(desk.gold)
    assert [span.text for _, span in found.attributions[0].spans()] == ["Ida Holm", "said", "“The mill is shut,”"]
    assert server.asked == []


def test_pull_does_not_overwrite_other_files(desk: Desk, server: StandIn) -> None:
    """A file that was not pulled is replaced with --all only."""
    desk.push(article("a"))
    desk.gold.write_text("mine", encoding="utf-8")

    with pytest.raises(SettingsError, match="was not pulled"):
        desk.pull()
    assert desk.gold.read_text(encoding="utf-8") == "mine"
    assert desk.pull("--all").exit_code == 0


def test_pull_needs_one_source(desk: Desk) -> None:
    """Without project and export there is nothing to pull."""
    with pytest.raises(SettingsError, match="--project NAME"):
        review("pull", "-o", desk.gold)


def test_unknown_project(desk: Desk) -> None:
    """A project that is not there is an error that says how to make it."""
    with pytest.raises(SettingsError, match="review push"):
        desk.pull()


def test_status(desk: Desk, server: StandIn) -> None:
    """Every task is done, begun, skipped or open; people and their changes are counted."""
    desk.push(*map(article, "abcd"))
    server.tasks[1]["overlap"] = 2
    removed = server.annotate("a")
    cue = next(each["id"] for each in removed["result"] if each.get("value", {}).get("labels") == ["cue"])
    removed["result"] = [each for each in removed["result"] if cue not in (each.get("id"), each.get("from_id"))]
    server.annotate("b", 2)
    server.annotate("c", 2, was_cancelled=True)

    status = json.loads(review("status", "--project", PROJECT, "--url", server.url, "--json").stdout)

    assert [status[each] for each in ("tasks", "done", "begun", "skipped", "open")] == [4, 1, 1, 1, 1]
    assert {who: (work["submitted"], work["skipped"]) for who, work in status["people"].items()} == {
        ANA: (1, 0),
        BO: (1, 1),
    }
    assert status["people"][ANA]["edits"]["span"]["per_item"] == pytest.approx(1 / 3)
    assert status["edits"]["cue"] == {"accepted": 1, "edited": 0, "added": 0, "deleted": 1, "per_item": 0.5}


def test_status_as_tables(desk: Desk, server: StandIn) -> None:
    """Without --json the same is shown as tables."""
    desk.push(article("a"))
    server.annotate("a")

    shown = review("status", "--project", PROJECT, "--url", server.url).stdout

    assert ANA in shown
    assert "changes per item" in shown


def test_second_round(desk: Desk, server: StandIn, tmp_path: Path) -> None:
    """Two people's versions are compared, what they agree on is gold, the rest is pushed as a project of its own."""
    desk.push(article("a"), article("b"))
    for who in (1, 2):
        server.annotate("a", who)
    server.annotate("b", 1)
    server.annotate("b", 2, result=[])
    desk.pull()
    settled, tasks = tmp_path / "settled.jsonl", tmp_path / "settled.tasks.jsonl"

    agreement = json.loads(review("agreement", desk.gold, "--json").stdout)
    review("adjudicate", desk.gold, "-o", settled)
    review("push", tasks, "--project", "Second round", "--url", server.url)

    assert (agreement["articles"], list(agreement["pairs"])) == (2, [f"{ANA} / {BO}"])
    assert "attribution, strict" in review("agreement", desk.gold).stdout
    assert [each.id for each in read_annotations(settled)] == ["a"]
    assert [each["data"]["doc_id"] for each in server.tasks if each["project"] == 2] == ["b"]
    assert server.projects[1]["model_version"] == "adjudication"


def test_agreement_stands_in_no_file_of_one_annotator(desk: Desk, server: StandIn) -> None:
    """The versions of an article are refused where one is expected, and the message says what to do."""
    desk.push(article("a"))
    server.annotate("a", 1)
    server.annotate("a", 2)
    desk.pull()

    with pytest.raises(Exception, match="review adjudicate"):
        list(read_annotations(desk.gold))


def test_config_is_written(tmp_path: Path) -> None:
    """The labelling config can be had as a file."""
    review("config", tmp_path / "config.xml")

    assert (tmp_path / "config.xml").read_text(encoding="utf-8").startswith("<View>")
