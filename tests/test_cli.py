"""The command line over a stand-in for the pipeline. All text here is invented."""

import gzip
import io
import json
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from importlib.metadata import version
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

import pytest
from rich.console import Console
from typer.testing import CliRunner

import attribune
from attribune import cli, output
from attribune.errors import ModelError
from attribune.reading import Reject
from attribune.records import AnnotatedArticle, Annotator, Article, Attribution, Speaker, TextSpan

SENTENCE = "Lena said the tide tables are wrong."


class Result(NamedTuple):
    """What a run of the command line left."""

    code: int
    out: str
    err: str

    def records(self) -> list[dict[str, Any]]:
        """Return the JSON objects on standard output."""
        return [json.loads(line) for line in self.out.splitlines()]


Run = Callable[..., Result]


def stand_in(articles: Iterable[Article | Reject], *, nlp: object) -> Iterator[AnnotatedArticle | Reject]:
    """Give every article a statement by its first word and, within it, a belief without a source.

    An article that says "stumble" becomes a reject, one that says "interrupt" is where the user presses Ctrl-C.
    """
    for each in articles:
        if isinstance(each, Reject):
            yield each
            continue
        if "interrupt" in each.text:
            raise KeyboardInterrupt
        if "stumble" in each.text:
            yield Reject(path=each.origin.path, where="characters 0-9", reason="could not be annotated", id=each.id)
            continue
        name = each.text.split()[0]
        source = TextSpan(start=0, end=len(name), text=name)
        content = TextSpan(start=len(name), end=len(each.text), text=each.text[len(name) :])
        yield AnnotatedArticle(
            **each.model_dump(),
            annotator=Annotator(name="stand-in", version="1"),
            speakers=[Speaker(id="s1", name=name.upper(), kind="person")],
            attributions=[
                Attribution(id="a1", style="mixed", content=[content], source=[source], speaker="s1", confidence=0.9),
                Attribution(
                    id="a2", style="direct", attitude="belief", content=[content], within="a1", confidence=0.35
                ),
            ],
        )


def stand_in_module(load: Callable[[object], None] = lambda choice: None) -> ModuleType:
    """Return a module to stand in the place of `attribune.pipeline`, which needs the model and takes long to import."""
    module = ModuleType("attribune.pipeline")
    module.load, module.annotate = load, stand_in  # type: ignore[attr-defined]
    return module


@pytest.fixture(autouse=True)
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[ModuleType], None]:
    """Put a stand-in in the pipeline's place, and return a function that puts another there."""

    def put(module: ModuleType) -> None:
        monkeypatch.setitem(sys.modules, "attribune.pipeline", module)
        monkeypatch.setattr(attribune, "pipeline", module, raising=False)

    put(stand_in_module())
    monkeypatch.chdir(tmp_path)
    # Plain text, whatever the terminal or CI that the tests run in.
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("TERM", "dumb")
    monkeypatch.setattr(output, "_STDERR", Console(stderr=True, color_system=None))
    return put


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Return a function that runs the console script with arguments, as on a terminal if asked."""

    def run_main(*arguments: str, terminal: bool = False) -> Result:
        monkeypatch.setattr(sys, "argv", ["attribune", *arguments])
        monkeypatch.setattr(sys.stdout, "isatty", lambda: terminal)
        capsys.readouterr()
        try:
            cli.main()
        except SystemExit as done:
            code = done.code
        assert isinstance(code, int | None)
        return Result(code or 0, *capsys.readouterr())

    return run_main


def write(path: str, text: str = SENTENCE) -> str:
    """Write a file below the current folder and return its path."""
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).write_text(text, encoding="utf-8")
    return path


def ids_in(path: str) -> list[str]:
    """Return the ids of the records of a JSONL file."""
    return [json.loads(line)["id"] for line in Path(path).read_text(encoding="utf-8").splitlines()]


def test_version_is_the_package_version() -> None:
    """`--version` prints the version of the installed package."""
    result = CliRunner().invoke(cli.app, ["--version"])

    assert (result.exit_code, result.output) == (0, f"attribune {version('attribune')}\n")


def test_missing_argument_is_a_usage_error() -> None:
    """`annotate` without any path shows how it is used and ends with 2."""
    result = CliRunner().invoke(cli.app, ["annotate"])

    assert result.exit_code == 2
    assert "Usage" in result.output


def test_pipe_gets_jsonl(run: Run) -> None:
    """Where standard output is no terminal it holds one valid record per article, and nothing else."""
    result = run("annotate", write("a.txt"), write("b.txt", "Olav says “no” – so it’s said."))

    assert result.code == 0
    assert [AnnotatedArticle.model_validate(record).id for record in result.records()] == ["a.txt", "b.txt"]
    assert "“no” – so it’s" in result.out


def test_closing_line_counts_the_run(run: Run) -> None:
    """The last line on standard error counts articles, attributions, rejects and words per second."""
    result = run("annotate", write("a.txt"), write("b.txt"), "c.txt")

    assert result.err.splitlines()[-1].startswith("2 articles, 4 attributions, 1 reject, ")
    assert result.err.endswith(" words/s\n")


def test_quiet_leaves_the_closing_line_out(run: Run) -> None:
    """`--quiet` prints no message when all is well."""
    assert run("annotate", write("a.txt"), "--quiet").err == ""


def test_standard_input_is_read(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """The path `-` stands for standard input."""
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(SENTENCE.encode())))

    assert [record["text"] for record in run("annotate", "-").records()] == [SENTENCE]


def test_terminal_gets_a_table(run: Run) -> None:
    """On a terminal an article is a table under its id, with each speaker's name and the content on one line."""
    result = run("annotate", write("a.txt", "Lena said the tide tables are wrong " * 9), terminal=True)
    lines = result.out.splitlines()

    assert lines[0] == "a.txt"
    assert lines[2].split() == ["speaker", "style", "cue", "content", "confidence"]
    first, second = (line for line in lines if "0." in line)
    assert first.split()[:4] == ["LENA", "mixed", "said", "the"]
    assert first.split()[-1] == "0.90"
    assert "…" in first
    assert second.split()[:3] == ["–", "direct", "↳"]
    assert max(map(len, lines)) <= 80


def test_table_obeys_no_control_characters(run: Run) -> None:
    """An article cannot send escape sequences or markup to the terminal."""
    out = run("annotate", write("a.txt", "Lena said \x1b[31mred\x07 [bold]or[/bold] not."), terminal=True).out

    assert "\x1b" not in out
    assert "\x07" not in out
    assert "[bold]or[/bold]" in out


def test_json_on_a_terminal(run: Run) -> None:
    """`--json` prints JSONL on a terminal, too."""
    assert len(run("annotate", write("a.txt"), "--json", terminal=True).records()) == 1


def test_output_file_holds_the_records(run: Run) -> None:
    """With -o the records go to the file, nothing to standard output, and no other file is left."""
    result = run("annotate", write("a.txt"), "-o", "out.jsonl")

    assert (result.code, result.out) == (0, "")
    assert ids_in("out.jsonl") == ["a.txt"]
    assert sorted(path.name for path in Path().iterdir()) == ["a.txt", "out.jsonl"]


def test_rejects_go_beside_the_output(run: Run) -> None:
    """A rejected input is a line with path, place and reason in OUT.rejects.jsonl, the rest is done, the code is 1."""
    Path("b.txt").write_bytes(b"caf\xe9")

    result = run("annotate", write("a.txt"), "b.txt", write("c.txt"), "-o", "out.jsonl")

    (reject,) = map(json.loads, Path("out.rejects.jsonl").read_text().splitlines())
    assert result.code == 1
    assert ids_in("out.jsonl") == ["a.txt", "c.txt"]
    assert (reject["path"], reject["where"]) == ("b.txt", "byte 3")
    assert "UTF-8" in reject["reason"]
    assert result.err.endswith("rejects are in out.rejects.jsonl\n")


def test_failed_article_is_a_reject(run: Run) -> None:
    """An article that the pipeline gives back as a reject is counted and written as one."""
    result = run("annotate", write("a.txt", "They stumble."), write("b.txt"), "--rejects", "no.jsonl")

    assert (result.code, ids_in("no.jsonl")) == (1, ["a.txt"])
    assert [record["id"] for record in result.records()] == ["b.txt"]


def test_rejects_without_a_file_are_lines_on_standard_error(run: Run) -> None:
    """Without -o and --rejects every reject is one line among the messages."""
    result = run("annotate", write("a.txt"), "gone.txt", "lost.txt")

    assert [line.split(":")[:2] for line in result.err.splitlines()[:2]] == [
        ["rejected", " gone.txt"],
        ["rejected", " lost.txt"],
    ]


def test_run_without_rejects_removes_those_of_an_earlier_run(run: Run) -> None:
    """A rejects file of the run before does not stay to be taken for this one's."""
    write("out.rejects.jsonl", "{}\n")

    run("annotate", write("a.txt"), "-o", "out.jsonl")

    assert not Path("out.rejects.jsonl").exists()


def test_nothing_done_is_two_and_keeps_the_older_output(run: Run) -> None:
    """If no input can be used the code is 2, one error line says why, and the output of an earlier run stays."""
    write("out.jsonl", "older\n")

    result = run("annotate", "gone.txt", "-o", "out.jsonl")

    assert result.code == 2
    assert result.err.startswith(
        "error: nothing could be annotated; out.rejects.jsonl says why: gone.txt: no such file"
    )
    assert result.err.count("\n") == 1
    assert Path("out.jsonl").read_text() == "older\n"
    assert not Path("out.jsonl.partial").exists()


def test_folder_without_articles_is_two(run: Run) -> None:
    """A folder in which nothing can be read ends with 2 and names the folder."""
    Path("empty").mkdir()

    result = run("annotate", "empty")

    assert result.code == 2
    assert "empty" in result.err


def test_interrupted_run_says_how_to_go_on(run: Run) -> None:
    """Ctrl-C ends with 130, keeps what is done in the partial file, and says that --resume goes on."""
    result = run("annotate", write("a.txt"), write("b.txt", "interrupt"), "-o", "out.jsonl")

    assert result.code == 130
    assert "--resume" in result.err
    assert ids_in("out.jsonl.partial") == ["a.txt"]
    assert not Path("out.jsonl").exists()


def test_resume_annotates_only_what_is_missing(run: Run) -> None:
    """A resumed run leaves out the articles of the partial file, and the output holds all in the end."""
    run("annotate", write("a.txt"), write("b.txt", "interrupt"), "-o", "out.jsonl")

    result = run("annotate", "a.txt", write("b.txt"), "-o", "out.jsonl", "--resume")

    assert result.code == 0
    assert result.err.startswith("1 article, ")
    assert ids_in("out.jsonl") == ["a.txt", "b.txt"]


def test_filters_leave_attributions_out(run: Run) -> None:
    """Names of attitudes may be repeated or separated by commas; what is left out is not counted either."""
    arguments = ("annotate", write("a.txt"), "--attitude", "order,belief", "--attitude", "evidence")

    result = run(*arguments)

    assert [each["id"] for record in result.records() for each in record["attributions"]] == ["a2"]
    assert result.err.startswith("1 article, 1 attribution, ")
    assert run(*arguments, "--style", "indirect").records()[0]["attributions"] == []
    assert run(*arguments, "--min-confidence", "0.5").records()[0]["attributions"] == []


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--attitude", "statement,wish"], "--attitude 'wish' is not known; allowed are: statement, belief"),
        (["--style", "loud"], "--style 'loud' is not known; allowed are: direct, indirect, mixed"),
        (["--min-confidence", "1.5"], "--min-confidence 1.5 is not a probability"),
        (["--min-confidence", "nan"], "--min-confidence nan is not a probability"),
        (["--from", "papyrus"], "no reader for format 'papyrus'"),
        (["--resume"], "--resume goes on with an interrupted file: say which with -o"),
        (["-o", "gone/out.jsonl"], "there is no folder"),
        (["-o", "a.txt"], "would be read as part of a.txt"),
        (["-o", "out.jsonl", "--rejects", "out.jsonl"], "give two files"),
    ],
)
def test_wrong_option_is_one_clear_line(run: Run, arguments: list[str], message: str) -> None:
    """An option that cannot be met ends with 2 and one line that says what is wrong and what is allowed."""
    result = run("annotate", write("a.txt"), *arguments)

    assert (result.code, result.out) == (2, "")
    assert result.err.startswith("error: ")
    assert message in result.err
    assert result.err.count("\n") == 1


def test_output_is_not_read_as_an_input(run: Run) -> None:
    """The output of an earlier run inside an input folder is refused, instead of being annotated again."""
    arguments = ("annotate", "news", "-o", "news/out.jsonl")
    write("news/a.txt")

    assert run(*arguments).code == 0
    assert run(*arguments).code == 2
    assert ids_in("news/out.jsonl") == ["news/a.txt"]


def test_missing_model_is_one_clear_line(run: Run, install: Callable[[ModuleType], None]) -> None:
    """An error raised on purpose anywhere below becomes one line and 2."""

    def load(choice: object) -> None:
        raise ModelError("model/weights.onnx is missing:\ninstall the package again")

    install(stand_in_module(load))

    result = run("annotate", write("a.txt"))

    assert result[::2] == (2, "error: model/weights.onnx is missing: install the package again\n")


def test_full_disk_is_one_clear_line(run: Run, install: Callable[[ModuleType], None]) -> None:
    """An error of the operating system becomes one line and 2."""

    def load(choice: object) -> None:
        raise OSError(28, "No space left on device", "out.jsonl.partial")

    install(stand_in_module(load))

    assert run("annotate", write("a.txt"))[::2] == (2, "error: out.jsonl.partial: No space left on device\n")


def test_closed_pipe_ends_silently() -> None:
    """When the reader of standard output goes away, as `head` does, there is no message."""
    write("many.jsonl", "".join(json.dumps({"id": str(n), "text": SENTENCE}) + "\n" for n in range(2000)))
    code = (
        "import sys; sys.path.insert(0, sys.argv.pop(1)); import attribune, test_cli; from attribune import cli; "
        "sys.modules['attribune.pipeline'] = attribune.pipeline = test_cli.stand_in_module(); cli.main()"
    )
    arguments = [sys.executable, "-c", code, str(Path(__file__).parent), "annotate", "many.jsonl"]

    with subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        messages = process.stderr.read()

    assert messages == b""


def annotated(path: str, *, packed: bool = False) -> str:
    """Write one annotated article as JSONL and return the path."""
    (record,) = stand_in(
        [Article.model_validate({"id": "a", "text": SENTENCE, "origin": {"path": "a.txt", "start": 0, "end": 36}})],
        nlp=None,
    )
    data = (record.model_dump_json() + "\n").encode()
    Path(path).write_bytes(gzip.compress(data) if packed else data)
    return path


def test_score_prints_tables(run: Run) -> None:
    """`score` prints precision, recall, F and its interval for every measure, within 80 columns."""
    result = run("score", annotated("gold.jsonl"), annotated("predicted.jsonl"))

    (relaxed,) = (line for line in result.out.splitlines() if "record, relaxed" in line)
    assert result.code == 0
    assert relaxed.split()[2:] == ["100.0", "100.0", "100.0", "100.0–100.0", "2", "2"]
    assert max(map(len, result.out.splitlines())) <= 80


def test_score_prints_json(run: Run) -> None:
    """`score --json` prints the scores as one JSON object."""
    result = run("score", annotated("gold.jsonl"), annotated("predicted.jsonl"), "--json")

    assert json.loads(result.out)["record_relaxed"]["gold"] == 2


def test_score_reads_a_brat_folder(run: Run) -> None:
    """A folder is read as brat; `--outermost` leaves out nested predictions where the gold has none."""
    write("gold/a.txt", SENTENCE)
    write("gold/a.ann", "T1\tContent 4 36\tsaid the tide tables are wrong.\nE1\tContent:T1 Content:T1\n")
    annotated("predicted.jsonl")

    everything = json.loads(run("score", "gold", "predicted.jsonl", "--json").out)
    outermost = json.loads(run("score", "gold", "predicted.jsonl", "--json", "--outermost").out)

    assert everything["predicted_attributions"] == 2
    assert outermost["predicted_attributions"] == 1


@pytest.mark.parametrize("name", ["gone.jsonl", "torn.jsonl.gz", "bad.jsonl", "empty"])
def test_score_of_unreadable_input_is_one_clear_line(run: Run, name: str) -> None:
    """An annotation that is missing, torn, malformed or an empty folder ends with 2 and names the input."""
    Path("empty").mkdir()
    write("bad.jsonl", "no json\n")
    annotated("torn.jsonl.gz", packed=True)
    Path("torn.jsonl.gz").write_bytes(Path("torn.jsonl.gz").read_bytes()[:60])

    result = run("score", annotated("gold.jsonl"), name)

    assert result.code == 2
    assert result.err.startswith(f"error: {name}")
    assert result.err.count("\n") == 1
