"""Reading and writing JSONL. All text here is invented."""

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from attribune.errors import RecordError, SettingsError
from attribune.formats.jsonl import JsonlWriter, json_line, read_annotations, read_jsonl, write_jsonl
from attribune.reading import ReadOptions, Reject
from attribune.records import AnnotatedArticle, Annotator, Article, Attribution, Origin, TextSpan

TEXT = "Mara Lind zei: ‘Île’ is shut 🚢."


def annotated(id_: str = "a1") -> AnnotatedArticle:
    """Return a small annotated article that was read from another file."""
    return AnnotatedArticle(
        id=id_,
        text=TEXT,
        title="Île",
        origin=Origin(path="page.txt", start=7, end=7 + len(TEXT)),
        annotator=Annotator(name="test", version="1"),
        attributions=[Attribution(id="1", style="direct", content=[TextSpan(start=15, end=20, text="‘Île’")])],
    )


def read(*lines: bytes | str | dict[str, Any], options: ReadOptions | None = None) -> list[Article | Reject]:
    """Return what a JSONL file of these lines yields."""
    raw = [line if isinstance(line, bytes) else line.encode() for line in map(as_json, lines)]
    return list(read_jsonl(io.BytesIO(b"\n".join(raw)), "a.jsonl", options=options or ReadOptions()))


def as_json(line: bytes | str | dict[str, Any]) -> bytes | str:
    """Return a dict as JSON, anything else as it is."""
    return json.dumps(line, ensure_ascii=False) if isinstance(line, dict) else line


def rejected(*lines: bytes | str | dict[str, Any], options: ReadOptions | None = None) -> Reject:
    """Return the last line's reject."""
    reject = read(*lines, options=options)[-1]
    assert isinstance(reject, Reject)
    assert reject.where == f"line {len(lines)}"
    return reject


def test_any_object_with_text_and_id_is_an_article() -> None:
    """Text and id make an article; title, outlet and published are taken where they are strings."""
    (article,) = read({"id": "x", "text": TEXT, "title": "Boat", "outlet": 7, "published": "today", "more": [1]})

    assert article == Article(
        id="x", text=TEXT, title="Boat", published="today", origin=Origin(path="a.jsonl", start=0, end=len(TEXT))
    )


def test_fields_can_be_named() -> None:
    """The fields with text and id are those that the options name; a whole number is an id, too."""
    (article,) = read({"n": 4, "body": TEXT}, options=ReadOptions(text_field="body", id_field="n"))

    assert isinstance(article, Article)
    assert (article.id, article.text) == ("4", TEXT)


def test_object_without_id_is_named_after_its_line() -> None:
    """Without an id field by the usual name, an article's id is its file and line."""
    assert [getattr(each, "id", None) for each in read({"text": "One."}, "", {"text": "Two."})] == [
        "a.jsonl#1",
        "a.jsonl#3",
    ]


def test_our_records_keep_their_origin() -> None:
    """Of one of our records the article comes back as it was, with the origin that it had, without annotations."""
    article = Article(**annotated().model_dump(include=set(Article.model_fields)))

    for record in (annotated(), article):
        (found,) = read(json_line(record))
        assert type(found) is Article
        assert found == article


def test_record_with_wrong_offsets_is_rejected() -> None:
    """A record of ours whose span is not the text at its offsets is rejected with what stands there."""
    record = annotated().model_dump()
    record["attributions"][0]["content"][0] = {"start": 14, "end": 19, "text": "‘Île’"}

    reject = rejected(record)

    assert reject.id == "a1"
    assert "content span 14-19 reads" in reject.reason


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ('{"id": "x", "text": "a', "not valid JSON"),
        ("[1]", "JSON object is needed"),
        ('"x"', "JSON object is needed"),
        ("[" * 100_000, "not readable JSON"),
        ('{"id": "x", "body": "a"}', "no field 'text'; the fields are: body, id"),
        ('{"id": "x", "text": 4}', "must be a string, not int"),
        ('{"id": "x", "text": " "}', "no text"),
        ('{"id": "", "text": "a"}', "field 'id'"),
        ('{"id": true, "text": "a"}', "field 'id'"),
        ('{"id": "x", "text": "a \\ud83d b"}', "lone surrogate U+D83D"),
        (b'{"id": "x", "text": "a \xed\xa0\xbd b"}', "0xED at byte offset 23"),
        (b'{"id": "x", "text": "caf\xe9"}', "0xE9 at byte offset 24"),
    ],
)
def test_bad_line_is_rejected_and_the_next_is_read(line: bytes | str, reason: str) -> None:
    """Whatever is wrong with a line, it becomes a reject with its number and reason, and reading goes on."""
    first, second = read(line, {"id": "y", "text": "b"})

    assert isinstance(first, Reject)
    assert first.where == "line 1"
    assert reason in first.reason
    assert isinstance(second, Article)


def test_missing_id_field_that_was_asked_for_is_rejected() -> None:
    """An id field that the user named must be there."""
    assert "no field 'key'" in rejected({"text": "a"}, options=ReadOptions(id_field="key")).reason


def test_escaped_pair_of_surrogates_is_a_character() -> None:
    """Surrogates that form a pair are the character they stand for."""
    (article,) = read('{"id": "x", "text": "\\ud83d\\udea2"}')

    assert isinstance(article, Article)
    assert article.text == "🚢"


def test_repeated_id_is_rejected_with_both_lines() -> None:
    """The later of two lines with one id is rejected, naming the earlier."""
    reject = rejected({"id": "x", "text": "a"}, "", {"id": "x", "text": "b"})

    assert reject.id == "x"
    assert "line 1 already" in reject.reason


def test_byte_order_mark_before_the_first_line_is_left_out() -> None:
    """A UTF-8 byte-order mark does not spoil the first record."""
    (article,) = read(b'\xef\xbb\xbf{"id": "x", "text": "a"}\r\n')

    assert isinstance(article, Article)


@pytest.mark.parametrize("data", ['{"id": "x"}\n'.encode("utf-16"), b"\x89PNG\r\n\x1a\n\0\n", b"ab\0\ncd"])
def test_file_that_is_no_text_is_one_reject(data: bytes) -> None:
    """A UTF-16 or binary file is rejected once, not line by line."""
    (reject,) = read_jsonl(io.BytesIO(data), "a.jsonl", options=ReadOptions())

    assert isinstance(reject, Reject)
    assert "only UTF-8" in reject.reason


@pytest.mark.parametrize("data", [b"", b"\n \n"])
def test_file_without_records_is_rejected(data: bytes) -> None:
    """A file without any record is a reject that says so."""
    (reject,) = read_jsonl(io.BytesIO(data), "a.jsonl", options=ReadOptions())

    assert isinstance(reject, Reject)
    assert "no record" in reject.reason


def test_lines_are_read_one_by_one() -> None:
    """The first article is there before the second line has been read."""

    class Endless(io.RawIOBase):
        """A stream of valid lines that never ends, counting what is taken from it."""

        taken = 0

        def readable(self) -> bool:
            return True

        def readinto(self, buffer: Any) -> int:
            line = b'{"id": "%d", "text": "a"}\n' % self.taken
            self.taken += 1
            buffer[: len(line)] = line
            return len(line)

    stream = Endless()
    articles = read_jsonl(io.BufferedReader(stream), "a.jsonl", options=ReadOptions())

    assert [next(articles).id for _ in range(3)] == ["0", "1", "2"]
    assert stream.taken < 10


def test_annotations_come_back_as_they_were_written(tmp_path: Path) -> None:
    """Writing and reading annotated articles loses nothing, and characters beyond ASCII stay readable."""
    records = [annotated("a1"), annotated("a2")]

    assert write_jsonl(records, tmp_path / "out.jsonl") == 2

    assert list(read_annotations(tmp_path / "out.jsonl")) == records
    assert "‘Île’ is shut 🚢" in (tmp_path / "out.jsonl").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("second", "reason"),
    [
        ('{"id": "x", "text": "a"}', r"out\.jsonl:2: origin: Field required"),
        ("{", r"out\.jsonl:2: not valid JSON"),
        (json_line(annotated("a1")), r"out\.jsonl:2: id 'a1' stands on line 1 already"),
        (
            json_line(annotated("a2")).replace('"start":15', '"start":16'),
            r"out\.jsonl:2: attributions\.0\.content\.0: ",
        ),
    ],
)
def test_bad_annotation_raises_with_file_and_line(tmp_path: Path, second: str, reason: str) -> None:
    """Where annotations are needed, a line that is none stops the reading with its place and reason."""
    path = tmp_path / "out.jsonl"
    path.write_text(json_line(annotated("a1")) + second, encoding="utf-8")

    with pytest.raises(RecordError, match=reason):
        list(read_annotations(path))


def test_records_are_written_to_a_stream() -> None:
    """An open byte stream gets UTF-8 lines and stays open."""
    stream = io.BytesIO()

    write_jsonl([annotated()], stream)

    assert stream.getvalue() == json_line(annotated()).encode()


def test_unfinished_file_does_not_appear_under_its_name(tmp_path: Path) -> None:
    """Until it is finished the output stands beside its place, and an older file there is untouched."""
    path = tmp_path / "out.jsonl"
    path.write_text("old")

    with JsonlWriter(path) as writer:
        writer.write(annotated())
        assert path.read_text() == "old"
        assert (tmp_path / "out.jsonl.partial").read_text(encoding="utf-8") == json_line(annotated())

    assert path.read_text(encoding="utf-8") == json_line(annotated())
    assert [each.name for each in tmp_path.iterdir()] == ["out.jsonl"]


def test_interrupted_run_is_resumed(tmp_path: Path) -> None:
    """After an interruption the whole records stay, a torn last line goes, and new ones follow."""
    path = tmp_path / "out.jsonl"

    def interrupted() -> Iterator[AnnotatedArticle]:
        yield from (annotated("a1"), annotated("a2"))
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_jsonl(interrupted(), path)
    assert not path.exists()
    partial = tmp_path / "out.jsonl.partial"
    partial.write_bytes(partial.read_bytes() + json_line(annotated("a3")).encode()[:-40])

    with JsonlWriter(path, resume=True) as writer:
        assert writer.done_ids == {"a1", "a2"}
        writer.write(annotated("a3"))

    assert [article.id for article in read_annotations(path)] == ["a1", "a2", "a3"]


def test_line_torn_within_a_character_is_dropped(tmp_path: Path) -> None:
    """A last line cut in the middle of a character, or of its line end only, is dropped as well."""
    partial = tmp_path / "out.jsonl.partial"
    line = json_line(annotated("a2")).encode()
    for torn in (line[: line.index("Î".encode()) + 1], line[:-1]):
        partial.write_bytes(json_line(annotated("a1")).encode() + torn)

        with JsonlWriter(tmp_path / "out.jsonl", resume=True) as writer:
            assert writer.done_ids == {"a1"}

        assert [article.id for article in read_annotations(tmp_path / "out.jsonl")] == ["a1"]


def test_run_without_resume_starts_afresh(tmp_path: Path) -> None:
    """What an earlier run left does not enter a run that does not resume it."""
    (tmp_path / "out.jsonl.partial").write_text(json_line(annotated("a1")), encoding="utf-8")

    with JsonlWriter(tmp_path / "out.jsonl") as writer:
        writer.write(annotated("a2"))

    assert [article.id for article in read_annotations(tmp_path / "out.jsonl")] == ["a2"]


def test_link_keeps_pointing_to_the_output(tmp_path: Path) -> None:
    """An output path that is a link replaces what it points to, not the link."""
    (tmp_path / "real.jsonl").write_text("old")
    (tmp_path / "out.jsonl").symlink_to("real.jsonl")

    write_jsonl([annotated()], tmp_path / "out.jsonl")

    assert (tmp_path / "out.jsonl").is_symlink()
    assert (tmp_path / "real.jsonl").read_text(encoding="utf-8") == json_line(annotated())


def test_device_is_written_to_directly() -> None:
    """A path like /dev/null is written to and never replaced by a file."""
    write_jsonl([annotated()], Path("/dev/null"))

    assert Path("/dev/null").is_char_device()


@pytest.mark.parametrize("path", ["missing/out.jsonl", "."])
def test_path_that_cannot_be_written_raises(tmp_path: Path, path: str) -> None:
    """A path in a folder that does not exist, or a folder itself, is refused before any work is done."""
    with pytest.raises(SettingsError, match="cannot be written"):
        JsonlWriter(tmp_path / path)
