"""From a trained network to the files that the package ships."""

import json
import logging
import tempfile
import warnings
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import onnx
import torch
from onnxruntime.quantization import QuantType, quant_pre_process, quantize_dynamic
from torch import Tensor, nn

from attribune.candidates import Evidence
from training.network import HEADS, WIDTH, Network, attention

OPSET = 17


class _FusedAttention(torch.autograd.Function):
    """Attention as one operation of onnxruntime's, which is a third quicker than the five that it stands for."""

    @staticmethod
    def forward(ctx: Any, qkv: Tensor) -> Tensor:
        return attention(qkv, None)

    @staticmethod
    def symbolic(graph: Any, qkv: Any) -> Any:
        parts = graph.op("Split", qkv, axis_i=-1, outputs=3)
        attended = graph.op("com.microsoft::MultiHeadAttention", *parts, num_heads_i=HEADS)
        return attended.setType(qkv.type().with_sizes([None, None, WIDTH]))


class _Exported(nn.Module):
    """Encoder and tagger for one window at a time, nothing of it padding.

    The word-piece embeddings are in 8 bits, one scale per piece: half of the file otherwise.
    """

    def __init__(self, network: Network) -> None:
        super().__init__()
        self.encoder, self.tagger = network.encoder, network.tagger
        weight = network.encoder.pieces.weight.detach()
        scale = weight.abs().amax(1, keepdim=True).clamp_min(1e-8) / 127
        self.register_buffer("rounded", (weight / scale).round().to(torch.int8))
        self.register_buffer("scale", scale)

    def pieces(self, ids: Tensor) -> Tensor:
        return self.rounded[ids].to(torch.float32) * self.scale[ids]

    def forward(self, ids: Tensor, features: Tensor, first: Tensor) -> tuple[Tensor, Tensor]:
        words = self.encoder(
            ids, features, None, first, pieces=self.pieces(ids), attend=lambda qkv, _: _FusedAttention.apply(qkv)
        )
        return words, self.tagger(words)


def export(network: Network, folder: Path, *, cue_shares: Mapping[str, float], int8: bool = True) -> None:
    """Write encoder.onnx, roles.onnx and decoder.json of a network to a folder.

    The encoder's matrices are quantized to 8 bits per output channel, its activations per tensor when it runs.
    `cue_shares` say how often words are a cue.
    """
    folder.mkdir(parents=True, exist_ok=True)
    network.eval()
    ids = torch.randint(1000, 2000, (2, 12))
    first = torch.tensor([[1, 2, 4, 5, 6], [1, 2, 3, 4, 5]])
    windows = {0: "windows", 1: "pieces"}
    with tempfile.TemporaryDirectory() as scratch:
        plain, prepared = Path(scratch) / "plain.onnx", Path(scratch) / "prepared.onnx"
        _export(
            _Exported(network),
            (ids, torch.ones_like(ids), first),
            plain,
            inputs={"ids": windows, "features": windows, "first": {0: "windows", 1: "words"}},
            outputs={"vectors": {0: "windows", 1: "words"}, "tags": {0: "windows", 1: "words"}},
        )
        if int8:
            quant_pre_process(str(plain), str(prepared), skip_symbolic_shape=True)
            logging.getLogger().setLevel(logging.ERROR)
            quantize_dynamic(
                str(prepared),
                str(folder / "encoder.onnx"),
                per_channel=True,
                weight_type=QuantType.QInt8,
                op_types_to_quantize=["MatMul"],
                nodes_to_exclude=_unquantized(prepared),
            )
        else:
            (folder / "encoder.onnx").write_bytes(plain.read_bytes())
    vectors = torch.randn(2, 5, network.tagger.in_features)
    cues = (torch.tensor([0, 0, 1]), torch.tensor([1, 3, 0]), torch.tensor([2, 5, 1]))
    _export(
        network.roles,
        (vectors, *cues),
        folder / "roles.onnx",
        inputs={"vectors": {0: "windows", 1: "words"}, "window": {0: "cues"}, "start": {0: "cues"}, "end": {0: "cues"}},
        outputs={"roles": {0: "cues", 1: "words"}},
    )
    decoder = {
        "tagger": network.tagger_crf.transitions.detach().numpy().round(5).tolist(),
        "roles": network.roles_crf.transitions.detach().numpy().round(5).tolist(),
        "cue_shares": dict(sorted(cue_shares.items())),
        # Until calibrated: the role sequence's log odds as they are.
        "evidence_weights": [float(name == "roles") for name in (*Evidence._fields, "constant")],
    }
    (folder / "decoder.json").write_text(json.dumps(decoder) + "\n", encoding="utf-8")


def _unquantized(path: Path) -> list[str]:
    """The tagger's own matrix: it is small, and its output decides what is found."""
    graph = onnx.load(str(path)).graph
    small = {each.name for each in graph.initializer if len(each.dims) == 2 and each.dims[1] < 8}
    return [node.name for node in graph.node if node.op_type == "MatMul" and set(node.input) & small]


def _export(
    module: nn.Module,
    arguments: Sequence[Tensor],
    path: Path,
    *,
    inputs: Mapping[str, Mapping[int, str]],
    outputs: Mapping[str, Mapping[int, str]],
) -> None:
    with torch.no_grad(), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            module.eval(),
            tuple(arguments),
            str(path),
            input_names=list(inputs),
            output_names=list(outputs),
            dynamic_axes={**inputs, **outputs},
            opset_version=OPSET,
            dynamo=False,
        )
