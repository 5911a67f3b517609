"""The network: one encoder, a tagger that finds cues, and a head that reads every cue's own roles.

The encoder is BERT's (Devlin et al. 2019), six layers of width 384 as in MiniLM (Wang et al. 2020), written out here
because its feature embeddings, its regularisation and its fake quantization are ours. The role head follows semantic
role labelling: a label sequence per predicate (He et al. 2017).
"""

import json
from collections.abc import Callable
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional

from attribune.encoding import N_FEATURES
from attribune.labels import ROLE_LABELS, TAGGER_LABELS
from training.crf import Crf

WIDTH, LAYERS, HEADS = 384, 6, 12
ROLE_WIDTH = 160
DISTANCES = 20


class QuantizedLinear(nn.Linear):
    """A linear layer that can learn what int8 arithmetic will do to it (quantization-aware training).

    With `fake` set, weights are rounded to 8 bits per output channel and inputs to 8 bits per tensor, as onnxruntime's
    dynamic quantization will; gradients pass straight through (Jacob et al. 2018).
    """

    fake = False

    def forward(self, x: Tensor) -> Tensor:
        if not self.fake:
            return super().forward(x)
        with torch.no_grad():
            scale = self.weight.abs().amax(1, keepdim=True).clamp_min(1e-8) / 127
            weight_error = (self.weight / scale).round_().mul_(scale).sub_(self.weight)
            low, high = x.amin().clamp_max(0), x.amax().clamp_min(0)
            step = (high - low).clamp_min(1e-8) / 255
            input_error = (x / step).round_().mul_(step).sub_(x)
        return functional.linear(x + input_error, self.weight + weight_error, self.bias)


# From queries, keys and values side by side (batch, pieces, 3 * WIDTH), and what to add to the scores, if anything
# (batch, 1, 1, pieces), to the attended values (batch, pieces, WIDTH).
Attend = Callable[[Tensor, Tensor | None], Tensor]


def attention(qkv: Tensor, mask: Tensor | None) -> Tensor:
    """Return the values that every piece attends to, by several heads: an `Attend`."""
    batch, length, _ = qkv.shape
    q, k, v = qkv.view(batch, length, 3, HEADS, WIDTH // HEADS).permute(2, 0, 3, 1, 4)
    attended = functional.scaled_dot_product_attention(q, k, v, attn_mask=mask)
    return attended.transpose(1, 2).reshape(batch, length, WIDTH)


class Layer(nn.Module):
    """One transformer layer of BERT, normalised after each block.

    Dropout draws one mask per sequence and channel for all positions (variational dropout, Gal & Ghahramani 2016): on a
    CPU, drawing a mask per element takes as long as half the step.
    """

    def __init__(self, dropout: float) -> None:
        super().__init__()
        self.qkv = QuantizedLinear(WIDTH, 3 * WIDTH)
        self.attended = QuantizedLinear(WIDTH, WIDTH)
        self.attended_norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.up = QuantizedLinear(WIDTH, 4 * WIDTH)
        self.down = QuantizedLinear(4 * WIDTH, WIDTH)
        self.down_norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.dropout = dropout

    def forward(self, x: Tensor, mask: Tensor | None, attend: Attend) -> Tensor:
        x = self.attended_norm(x + self._drop(self.attended(attend(self.qkv(x), mask))))
        return self.down_norm(x + self._drop(self.down(functional.gelu(self.up(x)))))

    def _drop(self, x: Tensor) -> Tensor:
        if not self.training or not self.dropout:
            return x
        return x * functional.dropout(torch.ones(x.shape[0], 1, x.shape[2]), self.dropout)


class Encoder(nn.Module):
    """Word vectors in context.

    `ids` and `features` (batch, pieces), `mask` (batch, pieces) 1 for real pieces, None if all are, `first`
    (batch, words) each word's first piece -> (batch, words, WIDTH).
    """

    def __init__(self, vocabulary: int, positions: int, dropout: float) -> None:
        super().__init__()
        self.pieces = nn.Embedding(vocabulary, WIDTH)
        self.positions = nn.Embedding(positions, WIDTH)
        self.features = nn.Embedding(N_FEATURES, WIDTH)
        self.norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.layers = nn.ModuleList(Layer(dropout) for _ in range(LAYERS))
        nn.init.normal_(self.features.weight, std=0.02)

    def forward(
        self,
        ids: Tensor,
        features: Tensor,
        mask: Tensor | None,
        first: Tensor,
        *,
        pieces: Tensor | None = None,
        attend: Attend = attention,
    ) -> Tensor:
        """Encode; `pieces` (batch, pieces, WIDTH) stands in for the word-piece embeddings where they are given."""
        x = (
            (self.pieces(ids) if pieces is None else pieces)
            + self.features(features)
            + self.positions.weight[: ids.shape[1]]
        )
        x = self.norm(x)
        added = None if mask is None else (1.0 - mask[:, None, None, :].to(x.dtype)) * -1e4
        for layer in self.layers:
            x = layer(x, added, attend)
        return x.gather(1, first[:, :, None].expand(-1, -1, WIDTH))


class RoleHead(nn.Module):
    """Emissions of one cue's own role labels over all words of its window.

    `words` (batch, n, WIDTH); `window`, `start`, `end` (cues,): the window a cue stands in and its words, half-open
    -> (cues, n, len(ROLE_LABELS)).
    """

    def __init__(self) -> None:
        super().__init__()
        self.word_sum = nn.Linear(WIDTH, ROLE_WIDTH)
        self.cue_sum = nn.Linear(WIDTH, ROLE_WIDTH)
        self.word_product = nn.Linear(WIDTH, ROLE_WIDTH)
        self.cue_product = nn.Linear(WIDTH, ROLE_WIDTH)
        self.distance = nn.Embedding(2 * DISTANCES + 1, ROLE_WIDTH)
        self.inside = nn.Embedding(2, ROLE_WIDTH)
        self.out = nn.Linear(2 * ROLE_WIDTH, len(ROLE_LABELS))
        nn.init.normal_(self.distance.weight, std=0.05)
        nn.init.normal_(self.inside.weight, std=0.05)

    def forward(self, words: Tensor, window: Tensor, start: Tensor, end: Tensor) -> Tensor:
        index = torch.arange(words.shape[1])[None, :]
        start, end = start[:, None], end[:, None]
        inside = (index >= start) & (index < end)
        # A cue's vector is the mean of its words'.
        sums = functional.pad(words.cumsum(1), (0, 0, 1, 0))
        cue = (sums[window, end[:, 0]] - sums[window, start[:, 0]]) / (end - start).to(words.dtype)
        distance = torch.where(index < start, index - start, torch.where(index >= end, index - end + 1, 0))
        # Buckets grow with the logarithm of the distance: 20 of them reach 200 words.
        bucket = (torch.log2(distance.abs().to(words.dtype) + 1.0) * 2.6).to(torch.int64).clamp(max=DISTANCES)
        position = self.distance(torch.sign(distance) * bucket + DISTANCES) + self.inside(inside.to(torch.int64))
        # index_select, because its gradient is several times quicker than indexing's.
        added = torch.relu(self.word_sum(words).index_select(0, window) + self.cue_sum(cue)[:, None] + position)
        multiplied = self.word_product(words).index_select(0, window) * self.cue_product(cue)[:, None]
        return self.out(torch.cat([added, multiplied], -1))


class Network(nn.Module):
    """Encoder, tagger and role head with their CRFs."""

    def __init__(self, *, vocabulary: int = 30522, positions: int = 512, dropout: float = 0.1) -> None:
        super().__init__()
        self.encoder = Encoder(vocabulary, positions, dropout)
        self.tagger = nn.Linear(WIDTH, len(TAGGER_LABELS))
        self.tagger_crf = Crf(TAGGER_LABELS)
        self.roles = RoleHead()
        self.roles_crf = Crf(ROLE_LABELS)
        self.dropout = nn.Dropout(dropout)

    def words(self, ids: Tensor, features: Tensor, mask: Tensor, first: Tensor) -> Tensor:
        """Return the words' vectors (batch, words, WIDTH), with dropout in training."""
        return self.dropout(self.encoder(ids, features, mask, first))

    def set_fake_quantization(self, fake: bool) -> None:
        """Switch quantization-aware training on or off."""
        for module in self.modules():
            if isinstance(module, QuantizedLinear):
                module.fake = fake


def load_network(path: Path) -> Network:
    """Return the trained network of a checkpoint (network.pt)."""
    network = Network()
    network.load_state_dict(torch.load(path))
    return network


def load_base(network: Network, base: Path) -> None:
    """Load a BERT checkpoint (model.safetensors, config.json) into the encoder.

    Raises:
        ValueError: The checkpoint has another shape than MiniLM-L6-H384.
    """
    config = json.loads((base / "config.json").read_text(encoding="utf-8"))
    shape = (config["num_hidden_layers"], config["hidden_size"], config["num_attention_heads"])
    if shape != (LAYERS, WIDTH, HEADS):
        raise ValueError(f"{base}: layers, width, heads are {shape}; this network has {(LAYERS, WIDTH, HEADS)}")
    weights = {name.removeprefix("bert."): value for name, value in load_file(base / "model.safetensors").items()}
    embeddings = "embeddings."
    state = {
        "pieces.weight": weights[f"{embeddings}word_embeddings.weight"],
        # There is one segment, so its embedding is a constant that the positions can carry.
        "positions.weight": weights[f"{embeddings}position_embeddings.weight"]
        + weights[f"{embeddings}token_type_embeddings.weight"][0],
        "features.weight": network.encoder.features.weight.detach(),
        "norm.weight": weights[f"{embeddings}LayerNorm.weight"],
        "norm.bias": weights[f"{embeddings}LayerNorm.bias"],
    }
    for number in range(LAYERS):
        theirs, ours = f"encoder.layer.{number}.", f"layers.{number}."
        for kind in ("weight", "bias"):
            state[f"{ours}qkv.{kind}"] = torch.cat(
                [weights[f"{theirs}attention.self.{part}.{kind}"] for part in ("query", "key", "value")]
            )
            state[f"{ours}attended.{kind}"] = weights[f"{theirs}attention.output.dense.{kind}"]
            state[f"{ours}attended_norm.{kind}"] = weights[f"{theirs}attention.output.LayerNorm.{kind}"]
            state[f"{ours}up.{kind}"] = weights[f"{theirs}intermediate.dense.{kind}"]
            state[f"{ours}down.{kind}"] = weights[f"{theirs}output.dense.{kind}"]
            state[f"{ours}down_norm.{kind}"] = weights[f"{theirs}output.LayerNorm.{kind}"]
    network.encoder.load_state_dict(state)
