"""The JSON Schemas that are checked in."""

import json
import subprocess
import sys
from pathlib import Path

import jsonschema
import pytest

from attribune.records import AnnotatedArticle, Annotator, Attribution, Origin, Record, TextSpan
from attribune.schemas import SCHEMAS, schema_text

FOLDER = Path(__file__).parents[1] / "schemas"


@pytest.mark.parametrize(("name", "record"), SCHEMAS.items())
def test_checked_in_schema_is_current(name: str, record: type[Record]) -> None:
    """The schema file is what the records say now; if not, run `python -m attribune.schemas schemas`."""
    assert (FOLDER / name).read_text(encoding="utf-8") == schema_text(record)


def test_folder_holds_no_other_schema() -> None:
    """A schema whose record is gone does not stay behind."""
    assert {path.name for path in FOLDER.iterdir()} == set(SCHEMAS)


def test_command_writes_the_files(tmp_path: Path) -> None:
    """`python -m attribune.schemas FOLDER` makes the folder and writes every schema into it."""
    folder = tmp_path / "new" / "schemas"

    subprocess.run([sys.executable, "-m", "attribune.schemas", str(folder)], check=True)

    for name, record in SCHEMAS.items():
        assert (folder / name).read_text(encoding="utf-8") == schema_text(record)


def test_written_record_satisfies_the_schema() -> None:
    """What attribune writes is valid by the schema, and a field that it does not name is not."""
    schema = json.loads(schema_text(AnnotatedArticle))
    article = AnnotatedArticle(
        id="a",
        text="Shut, says Bo.",
        origin=Origin(path="a.txt", start=0, end=14),
        annotator=Annotator(name="hand", version="1"),
        attributions=[Attribution(id="a1", style="indirect", content=[TextSpan(start=0, end=4, text="Shut")])],
    )
    written = json.loads(article.model_dump_json())

    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(written, schema)
    with pytest.raises(jsonschema.ValidationError, match="mood"):
        jsonschema.validate({**written, "mood": "glum"}, schema)
