"""The training loop."""

import random
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path

import torch
from torch import Tensor, nn

from attribune.encoding import WordPieces
from attribune.records import AnnotatedArticle
from training.crf import Expectations
from training.dataset import Batch, Example, batches, collate, examples
from training.network import Network, load_base
from training.substitutions import Substitutes
from training.teachers import Teachers


@dataclass(frozen=True)
class Settings:
    """How to train.

    `pieces` is the batch size in padded word pieces. Rates rise for the first 5% of steps and then fall to nothing. The
    last `quantized_share` of steps learns with fake quantization; the weights kept are a running average with
    `averaging` decay. `masked` is the share of word pieces hidden from the encoder, `role_weight` the role CRF's
    share in the loss beside the tagger's. Where there are teachers, `annotated_weight` is the annotation's share in
    the loss on annotated text, and so many texts that nobody annotated are read in each epoch.
    """

    epochs: int = 7
    pieces: int = 4096
    encoder_rate: float = 1.5e-4
    head_rate: float = 1e-3
    layer_decay: float = 0.95
    weight_decay: float = 0.01
    dropout: float = 0.1
    masked: float = 0.06
    role_weight: float = 0.03
    quantized_share: float = 0.2
    averaging: float = 0.995
    seed: int = 1
    annotated_weight: float = 0.5
    unannotated_per_epoch: int = 450


def train(
    articles: Sequence[AnnotatedArticle],
    *,
    base: Path | None,
    word_pieces: WordPieces,
    settings: Settings,
    report: Callable[[str], None] = print,
    network: Network | None = None,
    checkpoint: Path | None = None,
    teachers: Teachers | None = None,
    unannotated: Iterator[AnnotatedArticle] | None = None,
    substitutes: Substitutes | None = None,
) -> Network:
    """Train a network on annotated articles and return it with its averaged weights.

    `base` is a folder with a BERT checkpoint; without one the given `network`, or a random one, is trained. With
    `teachers` it learns their beliefs too, about these articles and about `unannotated` ones. With `substitutes` it
    reads the annotated articles with other names and cues as well.
    """
    report(f"settings {asdict(settings)}")
    # A trained CRF's gradients are full of numbers too small for a float's normal form, and a CPU is many times slower
    # with those. New threads inherit the setting, so it comes before the first parallel operation.
    torch.set_flush_denormal(True)
    torch.manual_seed(settings.seed)
    rng = random.Random(settings.seed)
    network = network or Network(dropout=settings.dropout)
    if base is not None:
        load_base(network, base)
    # The word-piece embeddings stay as they are: most pieces occur too rarely here to be moved to a better place, and
    # their gradient and moments would cost more time than a layer.
    network.encoder.pieces.weight.requires_grad_(False)
    optimizer = torch.optim.AdamW(_groups(network, settings), fused=True, weight_decay=settings.weight_decay)
    drawn = list(examples(articles, word_pieces))
    if teachers is None:
        network.tagger_crf.start_from(example.tags for example in drawn)
        network.roles_crf.start_from(roles for example in drawn for _, _, roles in example.cues)

    def epoch_batches() -> list[tuple[list[Example], bool]]:
        """Return the batches of an epoch, drawn anew, in random order, and whether each is annotated."""
        texts = list(islice(unannotated or (), settings.unannotated_per_epoch))
        lots = (
            (True, examples(articles, word_pieces, rng=rng, substitutes=substitutes)),
            (False, examples(texts, word_pieces, rng=rng)),
        )
        grouped = [
            (group, annotated)
            for annotated, read in lots
            for group in batches(list(read), pieces=settings.pieces, rng=rng)
            if group
        ]
        rng.shuffle(grouped)
        return grouped

    # The number of batches may differ by one or two from epoch to epoch.
    groups = epoch_batches()
    steps = settings.epochs * len(groups)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: _rate(step, steps))
    average = torch.optim.swa_utils.AveragedModel(
        network, multi_avg_fn=torch.optim.swa_utils.get_ema_multi_avg_fn(settings.averaging)
    )
    step, started = 0, time.monotonic()
    recent = torch.zeros(2)
    network.train()
    for epoch in range(settings.epochs):
        for group, annotated in groups if epoch == 0 else epoch_batches():
            network.set_fake_quantization(step >= steps * (1 - settings.quantized_share))
            batch, tags, roles = _lesson(collate(group), network, teachers, settings, annotated=annotated)
            tagger_loss, role_loss = losses(network, batch, tags, roles, settings.masked, word_pieces.mask)
            (tagger_loss + settings.role_weight * role_loss).backward()
            nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimizer.step()
            schedule.step()
            optimizer.zero_grad(set_to_none=True)
            average.update_parameters(network)
            step += 1
            recent += torch.stack([tagger_loss.detach(), role_loss.detach()]) / 25
            if step % 25 == 0:
                report(
                    f"epoch {epoch} step {step}/{steps} tagger {recent[0]:.4f} roles {recent[1]:.3f} "
                    f"{time.monotonic() - started:.0f} s"
                )
                recent.zero_()
        if checkpoint is not None:
            torch.save(average.module.state_dict(), checkpoint)
    network.load_state_dict(average.module.state_dict())
    network.set_fake_quantization(False)
    return network.eval()


def _lesson(
    batch: Batch, network: Network, teachers: Teachers | None, settings: Settings, *, annotated: bool
) -> tuple[Batch, Expectations, Expectations]:
    """Return a batch with what is to be expected of its tags and of its cues' roles."""
    tags = network.tagger_crf.observed(batch.tags, batch.word_mask)
    roles = network.roles_crf.observed(batch.roles, batch.word_mask[batch.cue_window])
    if teachers is None:
        return batch, tags, roles
    batch, believed_tags, believed_roles = teachers.teach(batch, find_cues=not annotated)
    if not annotated:
        return batch, believed_tags, believed_roles
    weight = 1 - settings.annotated_weight
    return batch, tags.blended(believed_tags, weight=weight), roles.blended(believed_roles, weight=weight)


def losses(
    network: Network, batch: Batch, tags: Expectations, roles: Expectations, masked: float, mask_piece: int
) -> tuple[Tensor, Tensor]:
    """Return the tagger's loss per word and the role CRF's loss per cue, a share of the word pieces being hidden."""
    hidden = torch.rand(batch.ids.shape) < masked
    ids = torch.where(hidden & (batch.features > 0), mask_piece, batch.ids)
    words = network.words(ids, batch.features, batch.mask, batch.first)
    tagger_loss = network.tagger_crf.cross_entropy(network.tagger(words), batch.word_mask, tags)
    tagger_loss = tagger_loss / batch.word_mask.sum()
    if not len(batch.cue_window):
        return tagger_loss, torch.zeros(())
    emissions = network.roles(words, batch.cue_window, batch.cue_start, batch.cue_end)
    role_loss = network.roles_crf.cross_entropy(emissions, batch.word_mask[batch.cue_window], roles)
    return tagger_loss, role_loss / len(batch.cue_window)


def _rate(step: int, steps: int) -> float:
    return min(step / (0.05 * steps + 1), max(0.01, (steps - step) / (0.95 * steps)))


def _groups(network: Network, settings: Settings) -> list[dict[str, object]]:
    """Parameters by learning rate: heads fast, the encoder slower, its lower layers slower still."""
    groups: list[dict[str, object]] = []
    n_layers = len(network.encoder.layers)
    for name, parameter in network.named_parameters():
        if not parameter.requires_grad:
            continue
        rate = settings.head_rate
        if name.startswith("encoder.") and not name.startswith("encoder.features"):
            depth = int(name.split(".")[2]) + 1 if name.startswith("encoder.layers.") else 0
            rate = settings.encoder_rate * settings.layer_decay ** (n_layers - depth)
        groups.append({"params": [parameter], "lr": rate})
    return groups
