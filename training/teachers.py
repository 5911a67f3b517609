"""Teachers for distillation: a network learns what several trained ones together believe (Hinton et al. 2015).

Trained from different data orders, networks make different mistakes; the mean of their scores makes fewer. One network
can learn that mean, and it can learn it on text that nobody annotated.
"""

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from attribune.labels import ROLE_LABELS, TAGGER_LABELS
from attribune.runner import Runner
from attribune.sequences import SequenceDecoder, stacked
from training.crf import Crf, Expectations
from training.dataset import Batch


class Teachers:
    """Models in folders, as `training.build` writes them, as one: the mean of their scores.

    Exported models in 8 bits teach what they will say in use, and read a batch faster than their networks.
    """

    def __init__(self, folders: Sequence[Path]) -> None:
        self._runners = [Runner(folder, threads=torch.get_num_threads()) for folder in folders]
        decoders = [json.loads((folder / "decoder.json").read_text(encoding="utf-8")) for folder in folders]
        self._tagger_crf, self._roles_crf = Crf(TAGGER_LABELS), Crf(ROLE_LABELS)
        with torch.no_grad():
            for mean, name in ((self._tagger_crf, "tagger"), (self._roles_crf, "roles")):
                mean.transitions.copy_(_mean([each[name] for each in decoders]))
        self._decoder = SequenceDecoder(TAGGER_LABELS, self._tagger_crf.transitions.tolist())

    @torch.no_grad()
    def teach(self, batch: Batch, *, find_cues: bool) -> tuple[Batch, Expectations, Expectations]:
        """Return the batch, what the teachers expect of its tags, and of its cues' roles.

        With `find_cues` the batch's cues become those that the teachers find.
        """
        windows = _windows(batch)
        read = [[stacked(parts) for parts in zip(*each.encode(windows), strict=True)] for each in self._runners]
        emissions = _mean([tags for _, tags in read])
        tags = self._tagger_crf.expectations(emissions, batch.word_mask)
        if find_cues:
            batch = self._with_cues(batch, emissions)
        cues = {"window": batch.cue_window.numpy(), "start": batch.cue_start.numpy(), "end": batch.cue_end.numpy()}
        roles = [
            runner.roles([{"vectors": vectors, **cues}])[0]
            for runner, (vectors, _) in zip(self._runners, read, strict=True)
        ]
        return batch, tags, self._roles_crf.expectations(_mean(roles), batch.word_mask[batch.cue_window])

    def _with_cues(self, batch: Batch, emissions: Tensor) -> Batch:
        paths = self._decoder.best_paths(emissions.numpy(), batch.word_mask.sum(1).numpy())
        cues = [
            (row, start, end)
            for row, path in enumerate(paths)
            for start, end, role in self._decoder.spans(path)
            if role == "CUE"
        ]
        window, start, end = torch.tensor(np.array(cues, dtype=np.int64).reshape(-1, 3)).unbind(1)
        return replace(batch, cue_window=window, cue_start=start, cue_end=end)


def _windows(batch: Batch) -> list[dict[str, Any]]:
    """Return what the encoder takes for each window of a batch, without the padding."""
    return [
        {"ids": ids[None, :pieces], "features": features[None, :pieces], "first": first[None, :words]}
        for ids, features, first, pieces, words in zip(
            batch.ids.numpy(),
            batch.features.numpy(),
            batch.first.numpy(),
            batch.mask.sum(1).tolist(),
            batch.word_mask.sum(1).tolist(),
            strict=True,
        )
    ]


def _mean(scores: Sequence[Any]) -> Tensor:
    return torch.from_numpy(np.mean([np.asarray(each, dtype=np.float32) for each in scores], axis=0))
