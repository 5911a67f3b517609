"""Makes and measures pipelines/en_attribune_sm.

python -m training.pipeline build [--data ../shared/data] [--work build/pipeline]
python -m training.pipeline export build/pipeline/models/model-best
python -m training.pipeline score en_attribune_sm
"""

import json
import random
import shutil
from pathlib import Path
from typing import Annotated

import spacy
import typer
from spacy.cli.init_config import fill_config
from spacy.cli.train import train
from spacy.tokens import DocBin

from attribune.parsers import load_nlp
from training.pipeline.scores import UdScores, score_table, ud_scores
from training.pipeline.treebanks import Sentence, read_treebank, stretches, whole_documents

CONFIG = Path(__file__).parent / "config.cfg"
PACKAGE = Path(__file__).parents[2] / "pipelines" / "en_attribune_sm" / "en_attribune_sm"
META = {
    "name": "attribune_sm",
    "version": "0.1.0",
    "description": "Small English pipeline with Universal Dependencies: tags, lemmas, parser, sentences.",
    "author": "The attribune authors",
    "license": "CC BY-SA 4.0",
    "sources": [
        {"name": "UD English EWT", "license": "CC BY-SA 4.0"},
        {"name": "GUM", "license": "annotations CC BY 4.0, texts as their genres state"},
    ],
}
# The share of the training text that gets the quotation marks and apostrophes of newspapers: treebanks have straight
# ones almost alone.
RESTYLED = 0.4
# While it trains, spaCy measures on every so many documents of the dev parts; `score` measures on all.
DEV_STEP = 3

app = typer.Typer(no_args_is_help=True, add_completion=False, help=__doc__)
Data = Annotated[Path, typer.Option(help="Folder with ud_ewt and gum.")]


@app.command("build")
def build_cli(
    data: Data = Path("../shared/data"),
    work: Annotated[Path, typer.Option(help="Folder for the converted treebanks and checkpoints.")] = Path(
        "build/pipeline"
    ),
) -> None:
    """Convert the treebanks, train, and put the best checkpoint into the package."""
    work.mkdir(parents=True, exist_ok=True)
    vocab = spacy.blank("en").vocab
    learn = [document for documents in _documents(data, "train").values() for document in documents]
    dev = [document for documents in _documents(data, "dev").values() for document in documents]
    docs = list(stretches(learn, vocab, random.Random(0), restyled=RESTYLED))
    print(f"{len(learn)} documents, {len(docs)} stretches, {sum(map(len, docs)):,} tokens to learn from")
    DocBin(docs=docs).to_disk(work / "train.spacy")
    DocBin(docs=whole_documents(dev[::DEV_STEP], vocab)).to_disk(work / "dev.spacy")
    fill_config(work / "config.cfg", CONFIG, silent=True)
    paths = {"paths.train": str(work / "train.spacy"), "paths.dev": str(work / "dev.spacy")}
    train(work / "config.cfg", work / "models", overrides=paths)
    export(work / "models" / "model-best")


@app.command("export")
def export_cli(model: Annotated[Path, typer.Argument(help="A folder that `spacy train` wrote.")]) -> None:
    """Put a trained pipeline into the package, in place of the one that is there."""
    export(model)


@app.command("score")
def score_cli(
    nlp: Annotated[str, typer.Argument(help="What --nlp takes: a spaCy package, a folder, stanza:en.")] = str(PACKAGE),
    data: Data = Path("../shared/data"),
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")] = False,
) -> None:
    """Print UPOS, lemma, UAS and LAS on the dev parts of UD EWT and GUM, on gold tokens and from raw text."""
    pipeline = load_nlp(nlp)
    scores: dict[str, UdScores] = {}
    for name, documents in _documents(data, "dev").items():
        gold = list(whole_documents(documents, pipeline.vocab))
        scores[f"{name}, gold tokens"] = ud_scores(pipeline, gold, gold_tokens=True)
        scores[f"{name}, raw text"] = ud_scores(pipeline, gold, gold_tokens=False)
    print(json.dumps({name: vars(each) for name, each in scores.items()}, indent=1) if as_json else score_table(scores))


def export(model: Path) -> None:
    """Write a trained pipeline's files into the package, with what its meta.json states about it."""
    nlp = spacy.load(model)
    nlp.meta.update(META)
    for old in PACKAGE.iterdir():
        if old.is_dir():
            shutil.rmtree(old)
        elif old.name != "__init__.py":
            old.unlink()
    nlp.to_disk(PACKAGE)
    size = sum(path.stat().st_size for path in PACKAGE.rglob("*") if path.is_file())
    print(f"{PACKAGE}: {size / 1e6:.1f} MB")


def _documents(data: Path, part: str) -> dict[str, list[list[Sentence]]]:
    return {
        "EWT": read_treebank([data / "ud_ewt" / f"en_ewt-ud-{part}.conllu"]),
        "GUM": read_treebank(sorted((data / "gum" / part).glob("*.conllu"))),
    }


if __name__ == "__main__":
    app()
