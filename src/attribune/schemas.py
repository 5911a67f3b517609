"""Writes the JSON Schemas of the records: `python -m attribune.schemas [FOLDER]`, by default to `schemas`."""

import json
import sys
from pathlib import Path

from pydantic.json_schema import GenerateJsonSchema

from attribune.records import AnnotatedArticle, Article, Record

# The file that holds each record's schema.
SCHEMAS: dict[str, type[Record]] = {
    "article.schema.json": Article,
    "annotated_article.schema.json": AnnotatedArticle,
}


def schema_text(record: type[Record]) -> str:
    """Return the record's JSON Schema as it stands in its file."""
    schema = {"$schema": GenerateJsonSchema.schema_dialect, **record.model_json_schema()}
    return json.dumps(schema, indent=2) + "\n"


def write_schemas(folder: Path) -> None:
    """Write every schema file into the folder, which is made if it is missing."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, record in SCHEMAS.items():
        (folder / name).write_text(schema_text(record), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    write_schemas(Path(sys.argv[1] if len(sys.argv) > 1 else "schemas"))
