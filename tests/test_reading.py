"""Reading files, folders and standard input through the registered readers. All text here is invented."""

import gzip
import io
import json
import os
import sys
from pathlib import Path

import pytest

from attribune.errors import SettingsError
from attribune.reading import ReadOptions, Reject, read_articles, sniff_format
from attribune.records import Article

SENTENCE = "The ferry will stop in May, the harbour office says."


@pytest.fixture(autouse=True)
def _in_tmp_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def write(path: str, content: str | bytes = SENTENCE) -> Path:
    """Write a file below the current folder, with the folders above it."""
    file = Path(path)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return file


def ids(*paths: str, options: ReadOptions | None = None) -> list[str]:
    """Return the ids of the articles, which everything read must be."""
    found = list(read_articles(paths, options=options or ReadOptions()))
    assert [each for each in found if isinstance(each, Reject)] == []
    return [each.id for each in found if isinstance(each, Article)]


def only_reject(*paths: str) -> Reject:
    """Return the one reject, which must be all there is."""
    (reject,) = read_articles(paths)
    assert isinstance(reject, Reject)
    return reject


def test_suffix_chooses_the_reader() -> None:
    """Text, HTML and JSONL are told apart by their suffix in either case, packed or not."""
    line = json.dumps({"id": "j1", "text": SENTENCE})
    write("a.TXT")
    write("b.md")
    write("c.htm", f"<html><body><p>{SENTENCE}</p></body></html>")
    write("d.jsonl", line)
    write("e.jsonl.gz", gzip.compress(line.replace("j1", "j2").encode()))
    write("f.txt.gz", gzip.compress(SENTENCE.encode()))

    found = list(read_articles(["a.TXT", "b.md", "c.htm", "d.jsonl", "e.jsonl.gz", "f.txt.gz"]))

    assert [(each.id, each.text) for each in found if isinstance(each, Article)] == [
        (id_, SENTENCE) for id_ in ("a.TXT", "b.md", "c.htm", "j1", "j2", "f.txt.gz")
    ]


def test_format_overrides_the_suffix() -> None:
    """A format that is asked for holds for every file."""
    write("a.log")
    write("b.jsonl")

    assert ids("a.log", "b.jsonl", options=ReadOptions(format="text")) == ["a.log", "b.jsonl"]


def test_options_reach_the_reader() -> None:
    """The fields that the options name are those that are read."""
    write("a.jsonl", json.dumps({"key": "k1", "body": SENTENCE}))

    assert ids("a.jsonl", options=ReadOptions(text_field="body", id_field="key")) == ["k1"]


def test_unknown_format_is_refused_at_once() -> None:
    """A format without a reader is the user's mistake: it is named with those there are, before anything is read."""
    with pytest.raises(SettingsError, match=r"'docx'.*html, jsonl, text"):
        read_articles(["a.txt"], options=ReadOptions(format="docx"))


def test_folder_is_read_in_sorted_order() -> None:
    """A folder yields its article files, each folder's own before those below it, without hidden and other files."""
    for path in ("n/b.txt", "n/a.html.bak", "n/.hidden.txt", "n/.git/x.txt", "n/s/z.txt", "n/s/c.txt", "n/a.txt"):
        write(path)

    assert ids("n") == ["n/a.txt", "n/b.txt", "n/s/c.txt", "n/s/z.txt"]


def test_format_narrows_a_folder() -> None:
    """Of a folder, only the files of the format that is asked for are read."""
    write("n/a.txt")
    write("n/b.jsonl")

    assert ids("n", options=ReadOptions(format="text")) == ["n/a.txt"]


def test_folder_without_articles_is_rejected() -> None:
    """A folder without any file to read is a reject that says which there could be."""
    write("n/a.pdf")

    reject = only_reject("n")

    assert reject.path == "n"
    assert ".txt" in reject.reason
    assert ".jsonl" in reject.reason


def test_missing_file_is_rejected() -> None:
    """A file that is not there is a reject, and the next file is read."""
    write("b.txt")

    missing, article = read_articles(["a.txt", "b.txt"])

    assert isinstance(missing, Reject)
    assert (missing.path, missing.reason) == ("a.txt", "no such file or folder: check the path")
    assert isinstance(article, Article)


def test_unknown_suffix_is_rejected() -> None:
    """A file whose suffix says nothing to us is rejected with the suffixes known and the way out."""
    write("a.docx")

    reject = only_reject("a.docx")

    assert ".docx is none of .txt" in reject.reason
    assert "--from" in reject.reason


def test_latin_1_file_is_rejected_with_its_first_wrong_byte() -> None:
    """A file in another encoding names byte, offset and remedy, and the next file is read."""
    write("a.txt", "Un café".encode("latin-1"))
    write("b.txt")

    reject, article = read_articles(["a.txt", "b.txt"])

    assert isinstance(reject, Reject)
    assert reject.where == "byte 6"
    assert "byte 0xE9 at byte offset 6" in reject.reason
    assert "iconv -f WINDOWS-1252 -t UTF-8" in reject.reason
    assert isinstance(article, Article)


def test_byte_order_mark_counts_in_byte_offsets() -> None:
    """The offset of a wrong byte counts from the start of the file, byte-order mark included."""
    write("a.txt", b"\xef\xbb\xbfab\xff")

    assert only_reject("a.txt").where == "byte 5"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32"])
def test_utf_16_file_is_rejected_by_name(encoding: str) -> None:
    """The byte-order mark of another Unicode encoding is recognised, and the remedy names that encoding."""
    write("a.txt", SENTENCE.encode(encoding))

    assert f"iconv -f {encoding.upper()} -t UTF-8" in only_reject("a.txt").reason


@pytest.mark.parametrize(
    ("data", "kind"),
    [(b"\x00\x01\x02", "binary"), (b"%PDF-1.7\n", "PDF"), (b"PK\x03\x04word", "zip"), (b"\x89PNG\r\n", "image"),
     (gzip.compress(b"a"), "gzip"), ("ab".encode("utf-16-le"), "UTF-16")],
)  # fmt: skip
def test_binary_file_is_rejected_by_kind(data: bytes, kind: str) -> None:
    """A file that is no text is rejected with what it seems to be."""
    write("a.txt", data)

    assert kind in only_reject("a.txt").reason


@pytest.mark.parametrize("packed", [b"no gzip", gzip.compress(SENTENCE.encode() * 99)[:-12]])
def test_broken_gzip_is_rejected(packed: bytes) -> None:
    """A file that is not packed as its name says, or cut short, is a reject."""
    write("a.jsonl.gz", packed)

    assert "cannot be read" in only_reject("a.jsonl.gz").reason


def test_empty_file_is_rejected() -> None:
    """An empty file is a reject."""
    write("a.txt", "")

    assert only_reject("a.txt").reason == "no text: the file is empty"


def test_id_is_read_once_in_a_run() -> None:
    """A file given twice, or an id that another file had, is a reject that names the first."""
    write("a.jsonl", json.dumps({"id": "x", "text": SENTENCE}))
    write("b.jsonl", json.dumps({"id": "x", "text": SENTENCE}))

    article, *rejects = read_articles(["a.jsonl", "b.jsonl", "./a.jsonl"])

    assert isinstance(article, Article)
    assert [(each.path, each.id) for each in rejects if isinstance(each, Reject)] == [
        ("b.jsonl", "x"),
        ("a.jsonl", "x"),
    ]
    assert all("already read from a.jsonl" in each.reason for each in rejects if isinstance(each, Reject))


def test_name_that_is_not_utf_8_is_shown_in_hexadecimal() -> None:
    """A file whose name is in another encoding is read, and its path in records is plain text."""
    name = os.fsdecode(b"caf\xe9.txt")
    try:
        write(name)
    except (OSError, UnicodeError):
        pytest.skip("this file system takes only UTF-8 names")

    assert ids(name) == ["caf\\xe9.txt"]


@pytest.mark.parametrize(
    ("data", "text"),
    [
        (SENTENCE, SENTENCE),
        (json.dumps({"id": "x", "text": SENTENCE}), SENTENCE),
        (f"\n<!DOCTYPE html><html><body><p>{SENTENCE}</p></body></html>", SENTENCE),
    ],
)
def test_standard_input_is_read(monkeypatch: pytest.MonkeyPatch, data: str, text: str) -> None:
    """`-` is standard input: text, unless it begins like JSONL or HTML; it stays open."""
    stdin = io.TextIOWrapper(io.BytesIO(data.encode()))
    monkeypatch.setattr(sys, "stdin", stdin)

    (article,) = read_articles(["-"])

    assert isinstance(article, Article)
    assert (article.origin.path, article.text) == ("-", text)
    assert not stdin.buffer.closed


def test_file_without_suffix_is_sniffed() -> None:
    """A name without a suffix says nothing, so the first bytes decide."""
    write("article")

    assert ids("article") == ["article"]


@pytest.mark.parametrize(
    ("head", "name"),
    [(b'\xef\xbb\xbf {"id"', "jsonl"), (b"<HTML>", "html"), (b"<b>", "text"), (b"", "text"), (b"Ferry", "text")],
)
def test_first_bytes_tell_the_format(head: bytes, name: str) -> None:
    """A brace means JSONL, the start of a page HTML, anything else text."""
    assert sniff_format(head) == name
