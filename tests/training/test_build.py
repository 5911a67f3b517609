"""The command that makes the weights, on a few invented articles."""

import json
from pathlib import Path

import pytest

from attribune.components.quotations import pair_marks
from attribune.learned import MODEL_FILES, LearnedModel


def test_quick_build_gives_a_model_that_reads(tmp_path: Path) -> None:
    """`--quick` trains, exports in 8 bits and calibrates, and the package can run what it wrote."""
    pytest.importorskip("torch")
    from training.build import build_cli

    build_cli(out=tmp_path / "model", work=tmp_path / "work", quick=True)

    assert all((tmp_path / "model" / name).is_file() for name in MODEL_FILES)
    assert (tmp_path / "model" / "encoder.onnx").stat().st_size < 40_000_000
    text = "“We go,” Bo Ek said."
    (reading,) = LearnedModel(tmp_path / "model").read([(text, pair_marks(text))])
    assert len(reading.words) == len(reading.content) == 9


def test_int8_network_agrees_with_the_trained_one(tmp_path: Path) -> None:
    """The exported encoder's tag scores stay near those of the network that it came from."""
    torch = pytest.importorskip("torch")
    import numpy as np
    import onnxruntime

    from training.export import export
    from training.network import Network

    torch.manual_seed(0)
    network = Network().eval()
    export(network, tmp_path, cue_shares={"said": 0.9})
    ids = torch.randint(1000, 20000, (2, 30))
    features = torch.randint(0, 60, (2, 30))
    first = torch.arange(1, 26).repeat(2, 1)
    with torch.no_grad():
        expected = network.tagger(network.encoder(ids, features, torch.ones_like(ids), first)).numpy()

    session = onnxruntime.InferenceSession(str(tmp_path / "encoder.onnx"))
    _, tags = session.run(
        None,
        {"ids": ids.numpy(), "features": features.numpy(), "first": first.numpy()},
    )

    assert np.corrcoef(tags.ravel(), expected.ravel())[0, 1] > 0.98
    assert set(json.loads((tmp_path / "decoder.json").read_text())) == {
        "tagger",
        "roles",
        "cue_shares",
        "evidence_weights",
    }
