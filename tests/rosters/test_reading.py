"""Rosters read from files; every fault is named with its line."""

import gzip
import json
from datetime import date
from pathlib import Path

import jsonschema
import pytest
import yaml

from attribune.errors import AttribuneError, InputError, RecordError
from attribune.rosters import reading, yaml_items
from attribune.rosters.checking import check_roster
from attribune.rosters.entries import RosterEntry
from attribune.rosters.reading import read_roster

ROOT = Path(__file__).parents[2]

YAML = """\
# harbour people
- id: holm
  name: Ida Holm
  aliases: [Holm, "Ida 'Skip' Holm"]
  kind: person
  role: director of the harbour board
  wikidata: Q123456789
  valid_from: 2019-03-01
  valid_to:
- id: board
  name: No
"""

ENTRY = RosterEntry(
    id="holm",
    name="Ida Holm",
    aliases=("Holm", "I. Holm"),
    kind="person",
    role="director, harbour board",
    valid_from=date(2019, 3, 1),
)


def write(folder: Path, content: str | bytes, name: str = "people.yaml") -> Path:
    """Write a roster into the folder and return its path."""
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def fault(path: Path, error: type[AttribuneError] = RecordError) -> str:
    """Return what reading the roster says is wrong, without its folder."""
    with pytest.raises(error) as caught:
        read_roster(path)
    return str(caught.value).replace(f"{path.parent.as_posix()}/", "")


def test_yaml_gives_all_fields(tmp_path: Path) -> None:
    """A YAML list of mappings becomes entries, in order, with dates as dates."""
    holm, board = read_roster(write(tmp_path, YAML.replace("name: No", 'name: "No"')))

    assert (holm.id, holm.name, holm.aliases) == ("holm", "Ida Holm", ("Holm", "Ida 'Skip' Holm"))
    assert (holm.kind, holm.role, holm.wikidata) == ("person", "director of the harbour board", "Q123456789")
    assert (holm.valid_from, holm.valid_to) == (date(2019, 3, 1), None)
    assert board == RosterEntry(id="board", name="No")


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_csv_gives_all_fields(tmp_path: Path, mark: str) -> None:
    """A CSV line becomes an entry, its aliases parted by a bar, its columns by comma, semicolon or tab."""
    header = mark.join(["id", "name", "aliases", "kind", "role", "wikidata", "valid_from"])
    row = mark.join(["holm", "Ida Holm", "Holm | I. Holm", "person", '"director, harbour board"', "", "2019-03-01"])

    assert read_roster(write(tmp_path, f"{header}\n{row}\n\n", "people.csv")) == [ENTRY]


def test_csv_from_a_spreadsheet_is_read(tmp_path: Path) -> None:
    """A byte-order mark and Windows line ends make no difference."""
    entries = read_roster(write(tmp_path, b"\xef\xbb\xbfid,name\r\nholm,Ida Holm\r\n", "people.csv"))

    assert entries == [RosterEntry(id="holm", name="Ida Holm")]


def test_jsonl_gives_all_fields(tmp_path: Path) -> None:
    """A JSON object per line becomes an entry; blank lines and null fields are passed over."""
    fields = {"id": "holm", "name": " Ida Holm ", "aliases": ["Holm", "I. Holm"], "kind": "person", "wikidata": None}
    line = json.dumps({**fields, "role": "director, harbour board", "valid_from": "2019-03-01"})

    assert read_roster(write(tmp_path, f"\n{line}\n", "people.jsonl")) == [ENTRY]


def test_packed_roster_is_read(tmp_path: Path) -> None:
    """A name that ends in .gz is unpacked first."""
    path = write(tmp_path, gzip.compress(b"- {id: holm, name: Ida Holm}"), "people.yaml.gz")

    assert read_roster(path) == [RosterEntry(id="holm", name="Ida Holm")]


def test_example_is_valid_by_the_schema_and_without_findings() -> None:
    """The example roster can be read, satisfies the checked-in schema and has nothing to look at."""
    path = ROOT / "annotation" / "roster.example.yaml"
    schema = json.loads((ROOT / "schemas" / "roster.schema.json").read_text(encoding="utf-8"))

    entries = read_roster(path)

    assert {"Donald Trump"} < {entry.name for entry in entries}
    assert [entry.wikidata for entry in entries if entry.name == "Donald Trump"] == ["Q22686"]
    assert check_roster(entries) == []
    jsonschema.validate(yaml.safe_load(path.read_text(encoding="utf-8")), schema)


@pytest.mark.parametrize(
    ("entry", "line", "reason"),
    [
        ("- id: holm\n  nmae: Ida\n  name: Ida", 2, "field 'nmae' is not known; the fields are: id, name, aliases"),
        ("- id: holm", 1, "entry 'holm': field 'name' is missing"),
        ("- id: holm\n  name: '  '", 2, "field 'name' is empty"),
        ("- id: holm\n  name: '...'", 2, "at least one letter or digit"),
        ("- id: holm\n  name:\n    first: Ida", 3, "must be a text or a list of texts, not a mapping"),
        ("- id: holm\n  name: [Ida, Holm]", 2, "field 'name' must be a text, not ['Ida', 'Holm']"),
        ("- id: holm\n  name: Ida\n  aliases: Holm", 3, "field 'aliases' must be a list of texts, not 'Holm'"),
        ("- id: holm\n  name: Ida\n  aliases:\n  - Holm\n  -", 3, "item 2 of field 'aliases' must be a text"),
        ("- id: holm\n  name: Ida\n  aliases: [[Holm]]", 3, "'aliases' holds a list in its list"),
        ("- id: holm\n  name: No", 2, 'YAML reads No as bool; put it in quotes: "No"'),
        ("- id: 007\n  name: Ida", 1, "YAML reads 007 as int"),
        ("- id: holm\n  name: Ida\n  kind: persn", 3, "field 'kind' is 'persn'; allowed are: 'person', 'organization'"),
        ("- id: holm\n  name: Ida\n  wikidata: Q0", 3, "'Q0', but a Wikidata id is Q and a number"),
        ("- id: holm\n  name: Ida\n  valid_from: 1.3.2019", 3, "'1.3.2019' is not a date; write it like 2017-01-20"),
        ("- id: holm\n  name: Ida\n  valid_from: 2019-02-30", 3, "day is out of range"),
        (
            "- id: a\n  name: A\n  valid_from: 2019-02-02\n  valid_to: 2019-02-01",
            1,
            "2019-02-01 lies before valid_from",
        ),
        ("- id: holm\n  name: Ida\n  name: Ada", 3, "field 'name' stands on line 2 already"),
        ("- {id: holm, name: Ida}\n- id: holm\n  name: Ada", 2, "id 'holm' stands on line 1 already"),
        ("- {id: holm, name: Ida}\n- Ada Holm", 2, "but this item is the text 'Ada Holm'"),
        (
            "people:\n- id: holm",
            1,
            "a list of entries is needed, each beginning like `- id: ...`, but this is a mapping",
        ),
        ("Ida Holm and Ada Holm", 1, "but this is the text 'Ida Holm and Ada Holm'"),
        ("- {id: holm, name: Ida}\n---\n- {id: ada, name: Ada}", 2, "a second YAML document begins"),
        ("- id: holm\n  name: !!python/name:os.system", 2, "a roster has no YAML tags"),
        ("- ? [a]\n  : b", 1, "a field's name is needed, but this is a list"),
    ],
)
def test_faulty_entry_is_named_with_its_line(tmp_path: Path, entry: str, line: int, reason: str) -> None:
    """The message starts with path and line, and says what is wrong and what is allowed."""
    message = fault(write(tmp_path, entry))

    assert message.startswith(f"people.yaml:{line}: ")
    assert reason in message


@pytest.mark.parametrize(
    ("content", "line"),
    [
        ("- &a\n  id: holm\n  aliases: [*a]", 1),
        ("- id: holm\n  name: Ida\n  aliases: &a [Holm, *a]", 3),
        ("- id: &a [lol, lol]\n  name: &b [*a, *a, *a]\n  aliases: &c [*b, *b, *b]", 1),
        ("- id: holm\n  name: *nobody", 2),
    ],
)
def test_anchors_are_refused(tmp_path: Path, content: str, line: int) -> None:
    """YAML references, with which a roster could be cyclic or grow without end, are refused at the first of them."""
    message = fault(write(tmp_path, content))

    assert message.startswith(f"people.yaml:{line}: ")
    assert "anchor or reference" in message


def test_deep_nesting_is_refused_at_once(tmp_path: Path) -> None:
    """A million opening brackets exhaust nothing: the second is one too many already, or libyaml counts them itself."""
    with pytest.raises(AttribuneError, match=r"people\.yaml:1: .*(?:but this item is a list|maximum nesting depth)"):
        read_roster(write(tmp_path, "[" * 1_000_000))
    assert "not readable JSON" in fault(write(tmp_path, "[" * 1_000_000, "people.jsonl"), InputError)


@pytest.mark.parametrize(
    ("content", "line"),
    [
        ("- id: holm\n  name: 'Ida", 2),
        ("- id: holm\n\tname: Ida", 2),
        ("- id: holm\n  name: a: b\n", 2),
        ("- é\n- \x07", 2),
    ],
)
@pytest.mark.parametrize("loader", ["C", "Python"])
def test_what_is_not_yaml_is_named_with_its_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str, line: int, loader: str
) -> None:
    """A syntax error says where it is, whichever loader PyYAML has."""
    if loader == "Python":
        monkeypatch.setattr(yaml_items, "_Loader", yaml.SafeLoader)

    with pytest.raises(AttribuneError, match=rf"people\.yaml:{line}: "):
        read_roster(write(tmp_path, content))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("id,nmae\nholm,Ida\n", "people.csv:1: column 'nmae' is no"),
        ("id,id,name\na,b,c\n", "people.csv:1: column 'id' is no"),
        ("id,role\na,b\n", "people.csv:1: columns id and name are needed"),
        ("id,name\nholm,Ida,Holm\n", "people.csv:2: 3 cells, but the first line names 2 columns"),
        ('id,name\nholm,"Ida\nHolm"\nada,\n', "people.csv:4: entry 'ada': field 'name' is missing"),
        ("id,name,kind\nholm,Ida,robot\n", "people.csv:2: entry 'holm': field 'kind' is 'robot'"),
        ("id,name\nholm,Ida\n\nholm,Ada\n", "people.csv:4: id 'holm' stands on line 2 already"),
    ],
)
def test_faulty_csv_is_named_with_its_line(tmp_path: Path, content: str, message: str) -> None:
    """Lines of CSV are counted as an editor shows them, also behind cells with line ends and blank lines."""
    assert message in fault(write(tmp_path, content, "people.csv"))


def test_open_quote_in_csv_is_named_with_its_line(tmp_path: Path) -> None:
    """A quote mark that is never closed is found where its line begins."""
    message = fault(write(tmp_path, 'id,name\na,b\nholm,"Ida\nx,y\n', "people.csv"), InputError)

    assert message.startswith("people.csv:3: not valid CSV")


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ('{"id": "ada",', "not valid JSON"),
        ('["ada"]', "a JSON object is needed"),
        ('{"id": "ada", "name": 7}', "entry 'ada': field 'name' must be a text, not 7"),
        ('{"id": "ada", "name": "Ada", "aliases": [null]}', "item 1 of field 'aliases' must be a text"),
        ('{"id": "ada", "name": "Ada", "valid_to": 2019}', "2019 is not a date"),
        ('{"id": "holm", "name": "Ada"}', "id 'holm' stands on line 1 already"),
    ],
)
def test_faulty_jsonl_is_named_with_its_line(tmp_path: Path, line: str, reason: str) -> None:
    """A wrong line of JSONL is named by its number."""
    path = write(tmp_path, f'{{"id": "holm", "name": "Ida Holm"}}\n\n{line}\n', "people.jsonl")

    with pytest.raises(AttribuneError, match=r"people\.jsonl:3: ") as caught:
        read_roster(path)

    assert reason in str(caught.value)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"- id: a\n  name: \xe9mile\n", "people.yaml:2: byte 0xE9 at byte offset 16 is not valid UTF-8"),
        (b"- id: a\n\x00\x01", "people.yaml:2: byte 0x00"),
        (b"PK\x03\x04\x14", "people.yaml:1: this is a zip archive"),
        ("- id: a".encode("utf-16"), "people.yaml:1: starts with 0xFF 0xFE, the byte-order mark of UTF-16"),
        (b"", "people.yaml: the roster has no entry"),
        (b"# nobody\n", "people.yaml: the roster has no entry"),
        (b"[]", "people.yaml: the roster has no entry"),
    ],
)
def test_what_is_no_text_is_refused(tmp_path: Path, content: bytes, message: str) -> None:
    """Binary files, other encodings and empty files are told from rosters."""
    assert fault(write(tmp_path, content), InputError).startswith(message)


def test_missing_and_unknown_files_are_named(tmp_path: Path) -> None:
    """A file that is not there, a folder and a suffix without a reader are refused with what is allowed."""
    assert "nobody.yaml: cannot be read: No such file" in fault(tmp_path / "nobody.yaml", InputError)
    (tmp_path / "folder.yaml").mkdir()
    assert "folder.yaml: cannot be read: Is a directory" in fault(tmp_path / "folder.yaml", InputError)
    assert "a roster ends in .yaml, .yml, .csv" in fault(write(tmp_path, "", "people.xlsx"), InputError)


def test_file_beyond_the_limit_is_refused_unread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A larger file is refused before any of it is parsed, with the line that the limit falls into."""
    path = tmp_path / "people.yaml"
    with path.open("wb") as file:
        file.write(b"- {id: a, name: A}\n")
        file.truncate(100_000_000)
    monkeypatch.setitem(reading._READERS, ".yaml", None)

    assert fault(path, InputError).startswith("people.yaml:2: the file is larger than 64 MB")
