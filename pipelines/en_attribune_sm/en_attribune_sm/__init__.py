"""A small English spaCy pipeline with Universal Dependencies: `spacy.load("en_attribune_sm")`."""

from pathlib import Path
from typing import Any

from spacy.language import Language
from spacy.util import load_model_from_path


def load(**overrides: Any) -> Language:
    """Return the pipeline; the arguments are those of `spacy.load`."""
    return load_model_from_path(Path(__file__).parent, **overrides)
