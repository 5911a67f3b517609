"""From trained models to a network that has learned from them all, on annotated and on unannotated text.

    python -m training.distil --base BASE --start NETWORK --teacher MODEL --teacher MODEL [--data ../shared/data]
    python -m training.build --base BASE --reuse

The first command writes the network, where the second, which exports and calibrates it, looks for it. NETWORK is a
network.pt of either command, MODEL a folder that the second wrote (`--out`). DATA holds PolNeAR, press releases, the
treebanks GUM and EWT, whose texts are on other topics, and the lists of names and verbs of `training.substitutions`.
"""

import gzip
import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Annotated

import spacy
import torch
import typer
from tokenizers import Tokenizer
from torch import Tensor

from attribune.encoding import WordPieces
from attribune.formats.brat import read_brat
from attribune.records import AnnotatedArticle, Annotator, Origin
from training.build import WORK
from training.network import Network, load_network
from training.pipeline.treebanks import read_treebank, whole_documents
from training.substitutions import Substitutes
from training.teachers import Teachers
from training.train import Settings, train

# Slower than from the base encoder, because the network that it starts from is trained.
SETTINGS = Settings(epochs=2, encoder_rate=1e-4, head_rate=5e-4, quantized_share=0.35, seed=4)
# Press releases of this length, in code points, are neither notices nor reports with appendices.
MIN_CHARACTERS, MAX_CHARACTERS = 1_000, 8_000
# Documents of EWT of this length are more than a few lines; so many of them are read in each epoch, and all of GUM.
MIN_EWT_CHARACTERS, EWT_SHARE = 800, 0.4


def distil_cli(
    base: Annotated[Path, typer.Option(help="Folder with the base encoder's tokenizer.json.")],
    start: Annotated[Path, typer.Option(help="Network to go on from.")],
    teacher: Annotated[list[Path], typer.Option(help="Model folder to learn from; once for each.")],
    data: Annotated[Path, typer.Option(help="Folder of the data; see above.")] = Path("../shared/data"),
    work: Annotated[Path, typer.Option(help="Folder for the network.")] = WORK,
    releases: Annotated[int, typer.Option(help="Press releases read in each epoch.")] = SETTINGS.unannotated_per_epoch,
    seed: Annotated[int, typer.Option(help="For the order of all and the choice of press releases.")] = SETTINGS.seed,
    keep: Annotated[float, typer.Option(help="Share of the start's weights in the mean with the result's.")] = 0.0,
) -> None:
    """Train a network on PolNeAR and on what its teachers make of press releases and other texts."""
    torch.set_num_threads(2)
    work.mkdir(parents=True, exist_ok=True)
    press = press_releases(data / "congress_press" / "congress_press_with_text.jsonl.gz", seed=seed)
    others = [_texts(data / "gum" / "train"), _texts(data / "ud_ewt", MIN_EWT_CHARACTERS)]
    n_ewt = int(EWT_SHARE * len(others[1]))
    network = train(
        list(read_brat(data / "polnear" / "train")),
        base=None,
        word_pieces=WordPieces(Tokenizer.from_file(str(base / "tokenizer.json"))),
        settings=replace(SETTINGS, unannotated_per_epoch=len(others[0]) + n_ewt + releases, seed=seed),
        network=load_network(start),
        checkpoint=work / "network.pt",
        teachers=Teachers(teacher),
        unannotated=_in_epochs(*others, press, n_ewt=n_ewt, releases=releases, seed=seed),
        substitutes=Substitutes.read(data / "lists"),
    )
    torch.save(mean_weights(network, load_network(start), share=keep), work / "network.pt")


def mean_weights(network: Network, other: Network, *, share: float) -> dict[str, Tensor]:
    """Return the mean of two networks' weights, one trained from the other (Wortsman et al. 2022)."""
    weights = other.state_dict()
    return {name: torch.lerp(own, weights[name], share) for name, own in network.state_dict().items()}


def press_releases(path: Path, *, seed: int) -> Iterator[AnnotatedArticle]:
    """Yield press releases in a random order, from JSONL (gzip) with a field `text`."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        texts = [text for line in lines if MIN_CHARACTERS <= len(text := json.loads(line)["text"]) <= MAX_CHARACTERS]
    random.Random(seed).shuffle(texts)
    return map(_unannotated, texts)


def _in_epochs(
    gum: Sequence[AnnotatedArticle],
    ewt: Sequence[AnnotatedArticle],
    press: Iterator[AnnotatedArticle],
    *,
    n_ewt: int,
    releases: int,
    seed: int,
) -> Iterator[AnnotatedArticle]:
    """Yield what is read in one epoch after the other: the same texts of GUM, others of the rest."""
    rng = random.Random(seed)
    while True:
        yield from gum
        yield from rng.sample(ewt, n_ewt)
        yield from islice(press, releases)


def _texts(folder: Path, least: int = 0) -> list[AnnotatedArticle]:
    """Return the documents of a treebank that have so many code points, as running text."""
    paths = [path for path in sorted(folder.glob("*.conllu")) if "-dev" not in path.name]
    docs = whole_documents(read_treebank(paths), spacy.blank("en").vocab)
    return [_unannotated(doc.text) for doc in docs if len(doc.text) >= least]


def _unannotated(text: str) -> AnnotatedArticle:
    nobody = Annotator(name="nobody", version="", config="")
    return AnnotatedArticle(id="-", text=text, origin=Origin(path="-", start=0, end=len(text)), annotator=nobody)


if __name__ == "__main__":
    typer.run(distil_cli)
