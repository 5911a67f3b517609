"""Writes the JSON Schemas of records and rosters: `python -m attribune.schemas [FOLDER]`, by default to `schemas`."""

import json
import sys
from pathlib import Path

from pydantic import TypeAdapter
from pydantic.json_schema import GenerateJsonSchema

from attribune.records import AnnotatedArticle, Article, Record
from attribune.rosters.entries import RosterEntry

Described = type[Record] | type[list[RosterEntry]]

# The file that holds each schema, and what it describes.
SCHEMAS: dict[str, Described] = {
    "article.schema.json": Article,
    "annotated_article.schema.json": AnnotatedArticle,
    "roster.schema.json": list[RosterEntry],
}


def schema_text(described: Described) -> str:
    """Return the JSON Schema of a record or roster as it stands in its file."""
    schema = {"$schema": GenerateJsonSchema.schema_dialect, **TypeAdapter(described).json_schema()}
    return json.dumps(schema, indent=2) + "\n"


def write_schemas(folder: Path) -> None:
    """Write every schema file into the folder, which is made if it is missing."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, record in SCHEMAS.items():
        (folder / name).write_text(schema_text(record), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    write_schemas(Path(sys.argv[1] if len(sys.argv) > 1 else "schemas"))
