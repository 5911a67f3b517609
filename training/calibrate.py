"""Confidence: how much each kind of evidence weighs, fitted on annotated articles by logistic regression."""

from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt
import torch

from attribune.candidates import Candidate, Evidence
from attribune.components.quotations import pair_marks
from attribune.learned import LearnedModel
from attribune.records import AnnotatedArticle, Attribution, TextSpan
from attribune.scoring.alignment import match_relaxed, outline_attributions, shared_points


def evidence_and_outcomes(
    model: LearnedModel, articles: Iterable[AnnotatedArticle]
) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.float32]]:
    """Return every candidate's evidence as it is weighed (n, evidence) and whether it is right (n,), 0 or 1.

    Right means that some attribution of the article has an overlapping source, or none as well, and contents with a
    character intersection over union of at least one half: the relaxed record of `attribune score`.
    """
    evidence, right = [], []
    for article in articles:
        (reading,) = model.read_outermost([(article.text, pair_marks(article.text))])
        candidates = [candidate for candidate in reading.candidates if candidate.contents]
        matched = _matched(article, candidates)
        evidence += [candidate.evidence.weighable() for candidate in candidates]
        right += [number in matched for number in range(len(candidates))]
    return np.array(evidence, dtype=np.float32).reshape(-1, len(Evidence._fields)), np.array(right, dtype=np.float32)


def _matched(article: AnnotatedArticle, candidates: Sequence[Candidate]) -> set[int]:
    """Return the numbers of the candidates that match an attribution of the article."""

    def spans(stretches: Sequence[tuple[int, int]]) -> list[TextSpan]:
        return [TextSpan(start=start, end=end, text=article.text[start:end]) for start, end in stretches]

    attributions = [
        Attribution(
            id=str(number), style="indirect", source=spans(candidate.sources), content=spans(candidate.contents)
        )
        for number, candidate in enumerate(candidates)
    ]
    gold = outline_attributions(article, edges="words")
    predicted = outline_attributions(article.model_copy(update={"attributions": attributions}), edges="words")
    return {each for _, each in match_relaxed(gold, predicted, shared_points(gold, predicted))}


def fit(evidence: npt.NDArray[np.float32], right: npt.NDArray[np.float32]) -> list[float]:
    """Return a weight for each kind of evidence, and the constant last (logistic regression, lightly regularised)."""
    x = torch.from_numpy(np.hstack([evidence, np.ones((len(evidence), 1), dtype=np.float32)]))
    y = torch.from_numpy(right)
    weights = torch.zeros(x.shape[1], requires_grad=True)
    optimizer = torch.optim.LBFGS([weights], max_iter=200, line_search_fn="strong_wolfe")

    def loss() -> torch.Tensor:
        optimizer.zero_grad()
        value = torch.nn.functional.binary_cross_entropy_with_logits(x @ weights, y) + 1e-3 * weights.square().sum()
        value.backward()
        return value

    optimizer.step(loss)
    return [round(weight, 4) for weight in weights.tolist()]
