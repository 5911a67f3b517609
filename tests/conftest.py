"""Fixtures that several test modules share."""

import pytest
import spacy
from spacy.language import Language

from attribune.pipeline import load


@pytest.fixture(scope="session")
def nlp() -> Language:
    """The pipeline with the shipped weights."""
    return load()


@pytest.fixture(scope="session")
def blank_nlp() -> Language:
    """The tokens of our pipeline without any component."""
    return spacy.blank("en", config={"nlp": {"tokenizer": {"@tokenizers": "attribune.words.v1"}}})
