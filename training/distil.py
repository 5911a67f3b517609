"""From trained models to a network that has learned from them all, on annotated and on unannotated text.

    python -m training.distil --base BASE --start NETWORK --teacher MODEL --teacher MODEL [--data ../shared/data]
    python -m training.build --base BASE --reuse

The first command writes the network, where the second, which exports and calibrates it, looks for it. NETWORK is a
network.pt of either command, MODEL a folder that the second wrote (`--out`). Two epochs with three teachers and
1,500 press releases each took 104 minutes on one core.
"""

import gzip
import json
import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import torch
import typer
from tokenizers import Tokenizer
from torch import Tensor

from attribune.encoding import WordPieces
from attribune.formats.brat import read_brat
from attribune.records import AnnotatedArticle, Annotator, Origin
from training.build import WORK
from training.network import Network, load_network
from training.teachers import Teachers
from training.train import Settings, train

# Slower than from the base encoder, because the network that it starts from is trained.
SETTINGS = Settings(epochs=2, encoder_rate=1e-4, head_rate=5e-4, quantized_share=0.35, seed=4)
# Press releases of this length, in code points, are neither notices nor reports with appendices.
MIN_CHARACTERS, MAX_CHARACTERS = 1_000, 8_000


def distil_cli(
    base: Annotated[Path, typer.Option(help="Folder with the base encoder's tokenizer.json.")],
    start: Annotated[Path, typer.Option(help="Network to go on from.")],
    teacher: Annotated[list[Path], typer.Option(help="Model folder to learn from; once for each.")],
    data: Annotated[Path, typer.Option(help="Folder with polnear/train and congress_press.")] = Path("../shared/data"),
    work: Annotated[Path, typer.Option(help="Folder for the network.")] = WORK,
    releases: Annotated[int, typer.Option(help="Press releases read in each epoch.")] = SETTINGS.unannotated_per_epoch,
    seed: Annotated[int, typer.Option(help="For the order of all and the choice of press releases.")] = SETTINGS.seed,
    keep: Annotated[float, typer.Option(help="Share of the start's weights in the mean with the result's.")] = 0.0,
) -> None:
    """Train a network on PolNeAR and on what its teachers make of press releases."""
    torch.set_num_threads(2)
    work.mkdir(parents=True, exist_ok=True)
    network = train(
        list(read_brat(data / "polnear" / "train")),
        base=None,
        word_pieces=WordPieces(Tokenizer.from_file(str(base / "tokenizer.json"))),
        settings=replace(SETTINGS, unannotated_per_epoch=releases, seed=seed),
        network=load_network(start),
        checkpoint=work / "network.pt",
        teachers=Teachers(teacher),
        unannotated=press_releases(data / "congress_press" / "congress_press_with_text.jsonl.gz", seed=seed),
    )
    torch.save(mean_weights(network, load_network(start), share=keep), work / "network.pt")


def mean_weights(network: Network, other: Network, *, share: float) -> dict[str, Tensor]:
    """Return the mean of two networks' weights, one trained from the other (Wortsman et al. 2022)."""
    weights = other.state_dict()
    return {name: torch.lerp(own, weights[name], share) for name, own in network.state_dict().items()}


def press_releases(path: Path, *, seed: int) -> Iterator[AnnotatedArticle]:
    """Yield press releases, without attributions, in a random order: JSONL (gzip) with a field `text`."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        texts = [text for line in lines if MIN_CHARACTERS <= len(text := json.loads(line)["text"]) <= MAX_CHARACTERS]
    random.Random(seed).shuffle(texts)
    nobody = Annotator(name="nobody", version="", config="")
    for number, text in enumerate(texts):
        origin = Origin(path=str(path), start=0, end=len(text))
        yield AnnotatedArticle(id=str(number), text=text, origin=origin, annotator=nobody)


if __name__ == "__main__":
    typer.run(distil_cli)
