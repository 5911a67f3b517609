"""Teachers for distillation: a network learns what several trained ones together believe (Hinton et al. 2015).

Trained from different data orders, networks make different mistakes; the mean of their scores makes fewer. One network
can learn that mean, and it can learn it on text that nobody annotated.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np
import torch
from torch import Tensor

from attribune.labels import ROLE_LABELS, TAGGER_LABELS
from attribune.sequences import SequenceDecoder
from training.crf import Crf, Expectations
from training.dataset import Batch
from training.network import Network


class Teachers:
    """Trained networks as one: the mean of their scores."""

    def __init__(self, networks: Sequence[Network]) -> None:
        self._networks = [network.eval() for network in networks]
        self._tagger_crf, self._roles_crf = Crf(TAGGER_LABELS), Crf(ROLE_LABELS)
        with torch.no_grad():
            for mean, name in ((self._tagger_crf, "tagger_crf"), (self._roles_crf, "roles_crf")):
                mean.transitions.copy_(_mean(getattr(each, name).transitions for each in networks))
        self._decoder = SequenceDecoder(TAGGER_LABELS, self._tagger_crf.transitions.tolist())

    @torch.no_grad()
    def teach(self, batch: Batch, *, find_cues: bool) -> tuple[Batch, Expectations, Expectations]:
        """Return the batch, what the teachers expect of its tags, and of its cues' roles.

        With `find_cues` the batch's cues become those that the teachers find.
        """
        words = [each.words(batch.ids, batch.features, batch.mask, batch.first) for each in self._networks]
        emissions = _mean(each.tagger(own) for each, own in zip(self._networks, words, strict=True))
        tags = self._tagger_crf.expectations(emissions, batch.word_mask)
        if find_cues:
            batch = self._with_cues(batch, emissions)
        cues = batch.cue_window, batch.cue_start, batch.cue_end
        role_emissions = _mean(each.roles(own, *cues) for each, own in zip(self._networks, words, strict=True))
        return batch, tags, self._roles_crf.expectations(role_emissions, batch.word_mask[batch.cue_window])

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


def _mean(scores: Iterable[Tensor]) -> Tensor:
    return torch.stack(list(scores)).mean(0)
