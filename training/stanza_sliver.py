"""A very small Stanza model for the tests of what loads one: `python -m training.stanza_sliver --out FOLDER`.

Stanza's own training code learns a few invented French sentences by heart: tokens, multi-word tokens, tags, lemmas and
dependencies. The folder has the shape of Stanza's own, resources.json included, so that it is loaded as any other. It
needs `pip install 'attribune[stanza]'` and about a minute on one core, and analyses these sentences and no others.
"""

import contextlib
import hashlib
import io
import json
import logging
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer

LANGUAGE, PACKAGE = "fr", "sliver"
TREEBANK = Path(__file__).parent / "stanza_sliver.conllu"


def stanza_sliver_cli(
    out: Annotated[Path, typer.Option(help="Folder for resources.json and the models.")],
    treebank: Annotated[Path, typer.Option(help="CoNLL-U file to learn by heart.")] = TREEBANK,
) -> None:
    """Train a very small Stanza model with Stanza's own code."""
    build(out, treebank)
    for path in sorted(out.rglob("*.*")):
        print(f"{path.relative_to(out)}: {path.stat().st_size:,} bytes")


def build(out: Path, treebank: Path = TREEBANK) -> None:
    """Train tokenizer, multi-word expander, tagger, lemmatizer and parser on a treebank into a folder."""
    logging.disable(logging.WARNING)
    # Stanza's training prints as it goes.
    with TemporaryDirectory() as scratch, contextlib.redirect_stdout(sys.stderr):
        _train(out / LANGUAGE, treebank, Path(scratch))
    logging.disable(logging.NOTSET)
    models = {
        path.parent.name: {PACKAGE: {"md5": hashlib.md5(path.read_bytes()).hexdigest()}}
        for path in sorted((out / LANGUAGE).glob("*/*.pt"))
    }
    packages = {"default": dict.fromkeys(models, PACKAGE)}
    resources = {LANGUAGE: {**models, "packages": packages, "lang_name": "French"}}
    (out / "resources.json").write_text(json.dumps(resources, indent=1) + "\n", encoding="utf-8")


def _train(out: Path, treebank: Path, scratch: Path) -> None:
    from stanza.models import lemmatizer, mwt_expander, parser, tagger, tokenizer
    from stanza.utils.datasets import prepare_tokenizer_data

    text, labels, expansions = (scratch / name for name in ("text.txt", "labels.txt", "expansions.json"))
    text.write_text(_running_text(treebank), encoding="utf-8")
    with contextlib.redirect_stdout(io.StringIO()):
        prepare_tokenizer_data.main([str(text), str(treebank), "-o", str(labels), "-m", str(expansions)])

    def arguments(processor: str, **options: object) -> list[str]:
        """The command line of one of Stanza's trainers: flags are True, other options have a value."""
        stated = {"shorthand": f"{LANGUAGE}_{PACKAGE}", "save_dir": out / processor, "save_name": f"{PACKAGE}.pt"}
        stated |= {"mode": "train", "seed": 1, "cpu": True, **options}
        pairs = ([f"--{name}"] if value is True else [f"--{name}", str(value)] for name, value in stated.items())
        return [each for pair in pairs for each in pair]

    by_heart = {"lang": LANGUAGE, "train_file": treebank, "eval_file": treebank}
    network = {"no_pretrain": True, "word_emb_dim": 24, "char_emb_dim": 8, "char_hidden_dim": 16, "hidden_dim": 24}
    network |= {"transformed_dim": 16, "tag_emb_dim": 8, "num_layers": 1, "word_cutoff": 1}
    network |= {"dropout": 0, "word_dropout": 0, "batch_size": 200, "max_steps": 200, "eval_interval": 50}
    tokenizer.main(
        arguments(
            "tokenize",
            lang=LANGUAGE,
            txt_file=text,
            label_file=labels,
            mwt_json_file=expansions,
            dev_txt_file=text,
            dev_label_file=labels,
            dev_conll_gold=treebank,
            conll_file=scratch / "tokens.conllu",
            emb_dim=12,
            hidden_dim=12,
            dropout=0,
            unit_dropout=0,
            feat_dropout=0,
            feat_unit_dropout=0,
            tok_noise=0,
            steps=300,
            eval_steps=50,
            lr0=0.01,
        )
    )
    mwt_expander.main(arguments("mwt", **by_heart, gold_file=treebank, dict_only=True, emb_dim=4, hidden_dim=4))
    tagger.main(arguments("pos", **by_heart, **network, deep_biaff_hidden_dim=24, composite_deep_biaff_hidden_dim=8))
    shorter = {name: value for name, value in by_heart.items() if name != "lang"}
    lemmatizer.main(arguments("lemma", **shorter, dict_only=True, emb_dim=4, hidden_dim=4, pos_dim=4))
    parser.main(
        arguments(
            "depparse", **by_heart, **network, deep_biaff_hidden_dim=24, deep_biaff_output_dim=16, no_checkpoint=True
        )
    )


def _running_text(treebank: Path) -> str:
    """Return a treebank's text, with an empty line before each paragraph."""
    text = ""
    for line in treebank.read_text(encoding="utf-8").splitlines():
        if line.startswith("# newpar"):
            text = text.rstrip() + "\n\n"
        elif line.startswith("# text = "):
            text += line.removeprefix("# text = ") + " "
    return text.rstrip() + "\n"


if __name__ == "__main__":
    typer.run(stanza_sliver_cli)
