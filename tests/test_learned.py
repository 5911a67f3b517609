import shutil
from pathlib import Path

import numpy as np
import pytest

from attribune.components.quotations import pair_marks
from attribune.errors import ModelError
from attribune.learned import SHIPPED_MODEL, LearnedModel


@pytest.fixture(scope="module")
def model() -> LearnedModel:
    """The shipped weights."""
    return LearnedModel()


def found(model: LearnedModel, text: str) -> list[tuple[list[str], str, list[str]]]:
    """The texts of every candidate's sources, cue and contents."""
    (reading,) = model.read([(text, pair_marks(text))])
    return [
        (
            [text[start:end] for start, end in candidate.sources],
            text[slice(*candidate.cue)],
            [text[start:end] for start, end in candidate.contents],
        )
        for candidate in reading.candidates
    ]


def test_cue_gets_its_own_source_and_content(model: LearnedModel) -> None:
    """A plain sentence gives one candidate with all three roles."""
    assert found(model, "The mayor said that the bridge would open in May.") == [
        (["The mayor"], "said", ["that the bridge would open in May"])
    ]


def test_two_cues_share_a_source(model: LearnedModel) -> None:
    """Each of two cues has a sequence of its own, so that both can claim the same source."""
    candidates = found(model, "Ada Lund said that the dam was safe, adding that nobody had found a crack.")

    assert [(sources, cue) for sources, cue, _ in candidates] == [(["Ada Lund"], "said"), (["Ada Lund"], "adding")]


def test_texts_read_together_read_the_same_as_alone(model: LearnedModel) -> None:
    """A batch changes nothing but the last digits: int8 scales are per batch, so cues and spans must be stable."""
    texts = ["Ada Lund said that the dam was safe.", "“We go,” Bo Ek said.", "", "No one spoke."]
    together = model.read([(text, pair_marks(text)) for text in texts])

    for text, reading in zip(texts, together, strict=True):
        (alone,) = model.read([(text, pair_marks(text))])
        assert [candidate.contents for candidate in reading.candidates] == [
            candidate.contents for candidate in alone.candidates
        ]


def test_missing_file_is_named(tmp_path: Path) -> None:
    """A model folder without its encoder is refused with what is missing and what to do."""
    for name in ("roles.onnx", "decoder.json", "tokenizer.json"):
        shutil.copyfile(SHIPPED_MODEL / name, tmp_path / name)

    with pytest.raises(ModelError, match=r"encoder\.onnx missing.*Reinstall attribune"):
        LearnedModel(tmp_path)


def test_of_two_sources_the_likelier_stays(model: LearnedModel) -> None:
    """A source is one stretch: of several on a path the one that the scores speak for more."""
    scored = np.zeros((2, 4, 5), dtype=np.float32)
    scored[:, 0, 1], scored[:, 2, 1], scored[:, 3, 3] = 20, 30, 40
    paths = np.array([[1, 0, 1, 3], [0, 0, 1, 3]])

    assert model._with_one_source(scored, paths, np.array([4, 4])).tolist() == [[0, 0, 1, 3], [0, 0, 1, 3]]
