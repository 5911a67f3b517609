"""textacy's direct quotations of articles; runs in textacy's own environment, which has neither attribune nor pydantic.

    python textacy_quotes.py PIPELINE ARTICLES OUT

PIPELINE is a folder that spaCy loads; ARTICLES are lines of JSON with `id` and `text`. OUT gets a line for each article
with its `quotes` (content, cue and speaker in code points, half-open) and, where textacy refused the article, its
`error`; the last line has `seconds`, of the parsing and textacy together, without the loading.
"""

import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import spacy
from spacy.tokens import Doc, Token
from textacy.extract import direct_quotations

# textacy looks at the labels of ClearNLP, which spaCy's own English pipelines have; ours has those of Universal
# Dependencies. "flat" joins the parts of a name as "compound" does there, and a negation has a label of its own.
CLEAR = {
    "nsubj:pass": "nsubjpass",
    "csubj:pass": "csubjpass",
    "nsubj:outer": "nsubj",
    "csubj:outer": "csubj",
    "aux:pass": "auxpass",
    "obj": "dobj",
    "flat": "compound",
    "flat:name": "compound",
}


def relabel(doc: Doc) -> Doc:
    """Put the labels that textacy looks at in place of those of Universal Dependencies."""
    for token in doc:
        negates = token.dep_ == "advmod" and token.lower_ in ("not", "n't", "n’t", "never")
        token.dep_ = "neg" if negates else CLEAR.get(token.dep_, token.dep_)
    return doc


def stretch(tokens: Sequence[Token]) -> list[int]:
    """Return the code points from the first to the last of some tokens."""
    first, last = tokens[0], tokens[-1]
    return [first.idx, last.idx + len(last)]


def main(pipeline: str, articles: str, out: str) -> None:
    """Find the quotations of the articles."""
    nlp = spacy.load(pipeline)
    lines = [json.loads(line) for line in Path(articles).read_text(encoding="utf-8").splitlines()]
    nlp(lines[0]["text"])
    found = []
    started = time.perf_counter()
    for doc, line in zip(nlp.pipe(line["text"] for line in lines), lines, strict=True):
        article = {"id": line["id"], "quotes": [], "error": None}
        try:
            for speaker, cue, content in direct_quotations(relabel(doc)):
                roles = {"content": list(content), "cue": cue, "speaker": speaker}
                article["quotes"].append({role: stretch(tokens) for role, tokens in roles.items()})
        except ValueError as error:
            article["error"] = str(error)
        found.append(article)
    found.append({"seconds": time.perf_counter() - started})
    Path(out).write_text("".join(json.dumps(each) + "\n" for each in found), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
