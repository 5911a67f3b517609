"""Fits the ranker of `attribune.speakers.ranking` on judged speakers and writes `model/speakers.json`.

    python -m training.speakers [SHARED_DATA]

The judgements are those of `training/speakers.jsonl`: who is behind every source of 700 articles of PolNeAR train, read
for this project (see `training/README.md`). The ranker learns from the pronouns he and she among them, with the gold's
own sources. Which mention of a person counts is latent: it is the one that the current weights like best (Yu &
Joachims 2009). How often speakers are right, by form, is counted on the same articles with the weights found.
"""

import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch

from attribune.components.speakers import resolution_of
from attribune.formats.brat import read_brat
from attribune.pipeline import annotated_docs
from attribune.records import AnnotatedArticle, Speaker
from attribune.scoring.judgements import Judgement, Judgements, is_right, read_judgements
from attribune.speakers.lexicon import load_lexicon
from attribune.speakers.people import NOMINAL_REACH, evidence
from attribune.speakers.ranking import MentionEvidence, PersonEvidence, load_ranking
from attribune.speakers.resolution import Resolution

SHARED_DATA = Path(__file__).parents[2] / "shared" / "data"
JUDGEMENTS = Path(__file__).parent / "speakers.jsonl"
SHIPPED = Path(__file__).parents[1] / "src" / "attribune" / "model" / "speakers.json"
ROUNDS = 5
# Standard deviation of the weights around 0. On the first 1,600 pronouns a penalty three times as strong or as weak
# changed the cross-validated share by less than 0.2 points.
SPREAD = 1.0


class Example(NamedTuple):
    """One pronoun: for every person it may mean the evidence of their mentions (mentions, k) and of themselves (l,)."""

    mentions: list[np.ndarray]
    persons: np.ndarray
    right: np.ndarray


def examples(articles: Iterable[AnnotatedArticle], judgements: Judgements) -> Iterator[Example]:
    """Yield the judged pronouns of articles that have somebody right and somebody wrong to choose from."""
    for article, resolution in _resolved(articles):
        for attribution in article.attributions:
            judgement = judgements.get((article.id, attribution.id))
            start = attribution.source[0].start if attribution.source else -1
            if judgement is None or start not in resolution.antecedents:
                continue
            pronoun = resolution.antecedents[start].pronoun
            near = resolution.nominals.between(start - NOMINAL_REACH, start)
            found = evidence(resolution.discourse, pronoun, near)
            right = np.array([_is_meant(judgement, each.entity.name) for each, _, _ in found])
            if pronoun.gender and right.any() and not right.all():
                yield Example(
                    [np.array(each, float) for _, each, _ in found], np.array([p for *_, p in found], float), right
                )


def _resolved(articles: Iterable[AnnotatedArticle]) -> Iterator[tuple[AnnotatedArticle, Resolution]]:
    lexicon = load_lexicon()
    for article, doc in annotated_docs(articles):
        resolution = resolution_of(doc, lexicon)
        resolution.resolve_all()
        yield article, resolution


def _is_meant(judgement: Judgement, name: str) -> bool:
    return is_right(judgement, Speaker(id="s", name=name, kind=judgement.kind))


def fit(found: list[Example], *, spread: float = SPREAD, rounds: int = ROUNDS) -> np.ndarray:
    """Return the weights (k + l,) that make the right persons likeliest, those of the mentions first."""
    k = found[0].mentions[0].shape[1]
    shipped = load_ranking()
    weights = np.array([*shipped.mention, *shipped.person])
    for _ in range(rounds):
        rows = []
        for example in found:
            best = [each[int((each @ weights[:k]).argmax())] for each in example.mentions]
            rows.append((torch.tensor(np.hstack([np.stack(best), example.persons])), torch.tensor(example.right)))
        fitted = _maximize(rows, weights, spread)
        # What no example has ("reporter": PolNeAR annotates nothing within a content) keeps the weight that it had.
        seen = torch.cat([features for features, _ in rows]).any(0).numpy()
        weights = np.where(seen, fitted, weights)
    return weights


def _maximize(rows: list[tuple[torch.Tensor, torch.Tensor]], weights: np.ndarray, spread: float) -> np.ndarray:
    """Return the likeliest weights, given each pronoun's features by person (persons, k + l) and who is right."""
    free = torch.tensor(weights, requires_grad=True)
    optimizer = torch.optim.LBFGS([free], max_iter=200, line_search_fn="strong_wolfe")

    def loss() -> torch.Tensor:
        optimizer.zero_grad()
        scores = [(features @ free, right) for features, right in rows]
        likelihood = sum(torch.logsumexp(each[right], 0) - torch.logsumexp(each, 0) for each, right in scores)
        total = (free**2).sum() / (2 * spread**2) - likelihood
        total.backward()
        return total

    optimizer.step(loss)
    return free.detach().numpy()


def share_right(found: list[Example], weights: np.ndarray) -> float:
    """Return the share of pronouns that get the right person."""
    k = found[0].mentions[0].shape[1]
    scores = [
        [(m @ weights[:k]).max() + p @ weights[k:] for m, p in zip(e.mentions, e.persons, strict=True)] for e in found
    ]
    return float(np.mean([example.right[int(np.argmax(each))] for example, each in zip(found, scores, strict=True)]))


def cross_validated(by_article: list[list[Example]], *, folds: int = 5) -> float:
    """Return the share right in articles that the weights were not fitted on."""
    shares = []
    for fold in range(folds):
        held = [each for article in by_article[fold::folds] for each in article]
        rest = [each for i, article in enumerate(by_article) if i % folds != fold for each in article]
        shares += [(share_right(held, fit(rest)), len(held))]
    return sum(share * count for share, count in shares) / sum(count for _, count in shares)


def sureness(articles: list[AnnotatedArticle], judgements: Judgements) -> dict[str, float]:
    """Return how often the speakers of articles are right, by what decides them (`Grounds.form`)."""
    counts: dict[str, Counter[bool]] = defaultdict(Counter)
    for article, resolution in _resolved(articles):
        for attribution_id, grounds in resolution.grounds.items():
            entity = resolution.speaker_of[attribution_id]
            judgement = judgements.get((article.id, attribution_id))
            if judgement is not None and entity is not None:
                speaker = Speaker(id="s", name=entity.name, kind=entity.kind)
                counts[grounds.form][is_right(judgement, speaker)] += 1
    return {form: round(count[True] / count.total(), 3) for form, count in sorted(counts.items())}


def main(arguments: list[str]) -> None:
    """Fit, print the cross-validated share right, and write the weights."""
    folder = Path(arguments[0]) if arguments else SHARED_DATA
    judgements = read_judgements(JUDGEMENTS)
    documents = {document for document, _ in judgements}
    articles = [article for article in read_brat(folder / "polnear" / "train") if article.id in documents]
    by_article = [list(examples([article], judgements)) for article in articles]
    found = [example for article in by_article for example in article]
    before = load_ranking()
    print(f"{len(found)} pronouns of {len(articles)} articles")
    there = np.array([*before.mention, *before.person])
    print(f"right with the weights that were there: {100 * share_right(found, there):.1f} %")
    print(f"right when cross-validated: {100 * cross_validated(by_article):.1f} %")
    weights = fit(found).round(3)
    k = len(MentionEvidence._fields)
    shipped = {
        "mention": dict(zip(MentionEvidence._fields, weights[:k].tolist(), strict=True)),
        "person": dict(zip(PersonEvidence._fields, weights[k:].tolist(), strict=True)),
        "sure": before.sure,
    }
    SHIPPED.write_text(json.dumps(shipped, indent=1) + "\n", encoding="utf-8")
    load_ranking.cache_clear()
    shipped["sure"] = sureness(articles, judgements)
    SHIPPED.write_text(json.dumps(shipped, indent=1) + "\n", encoding="utf-8")
    print(f"right on all of it: {100 * share_right(found, weights):.1f} %; written to {SHIPPED}")
    print(json.dumps(shipped["sure"]))


if __name__ == "__main__":
    main(sys.argv[1:])
