"""Runs the model's two networks with onnxruntime."""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from attribune.encoding import Integers
from attribune.sequences import Floats


class Runner:
    """Encoder and role head, run on several inputs side by side, each with a thread of its own."""

    def __init__(self, folder: Path, threads: int) -> None:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.log_severity_level = 3
        self._encoder, self._role_head = (
            onnxruntime.InferenceSession(
                str(folder / name),
                options,
                providers=["CPUExecutionProvider"],
                # A sum and a normalisation fused take three times as long as one after the other (onnxruntime 1.32).
                disabled_optimizers=["SkipLayerNormFusion"],
            )
            for name in ("encoder.onnx", "roles.onnx")
        )
        self._pool = ThreadPoolExecutor(max_workers=threads)

    def encode(self, inputs: Sequence[Mapping[str, Integers]]) -> list[tuple[Floats, Floats]]:
        """Return each passage's word vectors (1, n, width) and the tagger's emissions (1, n, labels)."""
        return list(self._pool.map(lambda each: self._encoder.run(None, each), inputs))

    def roles(self, inputs: Sequence[Mapping[str, Any]]) -> list[Floats]:
        """Return the role emissions (cues, n, labels) of each passage's cues."""
        return [emissions for (emissions,) in self._pool.map(lambda each: self._role_head.run(None, each), inputs)]
