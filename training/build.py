"""From the corpus to the weights that the package ships: train, export, calibrate, measure.

    python -m training.build --base BASE [--data ../shared/data] [--out src/attribune/model]

BASE is a folder with model.safetensors, config.json and tokenizer.json of MiniLM-L6-H384-uncased (docs in
training/README.md). On two cores this takes 75 to 85 minutes.
"""

import json
import shutil
from pathlib import Path
from typing import Annotated

import torch
import typer
from tokenizers import Tokenizer

from attribune.encoding import WordPieces
from attribune.formats.brat import read_brat
from attribune.formats.jsonl import read_annotations
from attribune.learned import MIN_CUE_SHARE_BESIDE_QUOTATION, SHIPPED_MODEL, LearnedModel
from attribune.records import AnnotatedArticle
from training.calibrate import evidence_and_outcomes, fit
from training.dataset import cue_shares
from training.export import export
from training.network import load_network
from training.train import Settings, train

# Where a trained network lies until it is exported.
WORK = Path("build/training")
SLIVER = Path(__file__).parent / "sliver.jsonl"


def build_cli(
    base: Annotated[Path | None, typer.Option(help="Folder with the base encoder's checkpoint.")] = None,
    data: Annotated[Path, typer.Option(help="Folder with polnear/train and polnear/dev.")] = Path("../shared/data"),
    out: Annotated[Path, typer.Option(help="Folder for the model's files.")] = SHIPPED_MODEL,
    work: Annotated[Path, typer.Option(help="Folder for the unquantized network.")] = WORK,
    epochs: Annotated[int, typer.Option()] = Settings.epochs,
    reuse: Annotated[bool, typer.Option("--reuse", help="Export and calibrate the network in WORK again.")] = False,
    quick: Annotated[
        bool, typer.Option("--quick", help="A minute's run on a few invented articles, from nothing.")
    ] = False,
) -> None:
    """Train, export and calibrate the model."""
    torch.set_num_threads(2)
    if quick:
        learn = dev = list(read_annotations(SLIVER))
        settings = Settings(epochs=1, pieces=512)
        tokenizer = SHIPPED_MODEL / "tokenizer.json"
    else:
        if base is None:
            raise typer.BadParameter("needed unless --quick", param_hint="--base")
        learn, dev = (list(read_brat(data / "polnear" / part)) for part in ("train", "dev"))
        settings = Settings(epochs=epochs)
        tokenizer = base / "tokenizer.json"
    build(learn, dev, base=base, tokenizer=tokenizer, out=out, work=work, settings=settings, reuse=reuse)


def build(
    learn: list[AnnotatedArticle],
    dev: list[AnnotatedArticle],
    *,
    base: Path | None,
    tokenizer: Path,
    out: Path,
    work: Path,
    settings: Settings,
    reuse: bool = False,
) -> None:
    """Train on `learn`, export to `out`, and fit the confidence on `dev`."""
    work.mkdir(parents=True, exist_ok=True)
    out.mkdir(parents=True, exist_ok=True)
    if tokenizer.resolve() != (out / "tokenizer.json").resolve():
        shutil.copyfile(tokenizer, out / "tokenizer.json")
    checkpoint = work / "network.pt"
    if reuse:
        network = load_network(checkpoint)
    else:
        word_pieces = WordPieces(Tokenizer.from_file(str(tokenizer)))
        network = train(learn, base=base, word_pieces=word_pieces, settings=settings, checkpoint=checkpoint)
    export(network, out, cue_shares=cue_shares(learn, least=MIN_CUE_SHARE_BESIDE_QUOTATION))
    calibrate(out, dev)


def calibrate(folder: Path, dev: list[AnnotatedArticle]) -> None:
    """Fit the confidence of a model folder on annotated articles and write it to its decoder.json."""
    path = folder / "decoder.json"
    decoder = json.loads(path.read_text(encoding="utf-8"))
    evidence, right = evidence_and_outcomes(LearnedModel(folder), dev)
    if len(evidence):
        decoder["evidence_weights"] = fit(evidence, right)
    path.write_text(json.dumps(decoder) + "\n", encoding="utf-8")
    print(f"calibrated on {len(evidence)} candidates, {right.sum():.0f} right: {decoder['evidence_weights']}")


if __name__ == "__main__":
    typer.run(build_cli)
