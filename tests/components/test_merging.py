"""The learned annotator's attributions beside the syntactic one's. All text here is invented."""

from collections.abc import Sequence

import pytest
from spacy.language import Language
from spacy.tokens import Doc

from attribune.bridge import ATTRIBUTIONS, SYNTACTIC, UNLIKELY, make_span, set_span_group
from attribune.components.merging import merge, raised

TEXT = "Bo Ek said the quay is open. Ada Holm hinted that the ships leave at noon and promised lamps."
SAID = {"SOURCE": "Bo Ek", "CUE": "said", "CONTENT": "the quay is open"}
HINTED = {"SOURCE": "Ada Holm", "CUE": "hinted", "CONTENT": "that the ships leave at noon"}
PROMISED = {"SOURCE": "Ada Holm", "CUE": "promised", "CONTENT": "lamps"}

Roles = dict[str, str]


def merged(
    nlp: Language,
    *,
    learned: Sequence[Roles] = (),
    unlikely: Sequence[Roles] = (),
    syntactic: Sequence[Roles] = (),
) -> Doc:
    """Return the Doc with what each found, merged; the learned annotator's confidence is 0.6, where unlikely 0.3."""
    doc = nlp(TEXT)
    number = 0
    for key, found, confidence in (
        (ATTRIBUTIONS, learned, 0.6),
        (UNLIKELY, unlikely, 0.3),
        (SYNTACTIC, syntactic, 0.5),
    ):
        spans, fields = [], {}
        for roles in found:
            number += 1
            fields[f"a{number}"] = {"confidence": confidence}
            for label, part in roles.items():
                start = TEXT.index(part)
                spans.append(make_span(doc, start, start + len(part), label=label, id_=f"a{number}"))
        set_span_group(doc, key, spans, fields)
    return merge(doc)


def result(doc: Doc) -> list[tuple[str, list[str], float]]:
    """Return every attribution's cue, annotators and confidence."""
    group = doc.spans[ATTRIBUTIONS]
    return [
        (span.text, group.attrs[span.id_]["annotators"], group.attrs[span.id_]["confidence"])
        for span in group
        if span.label_ == "CUE"
    ]


def test_agreement_raises_confidence(blank_nlp: Language) -> None:
    """What both found is surer and names both; what one found stays as it is and names that one."""
    doc = merged(blank_nlp, learned=[SAID, HINTED], syntactic=[{**SAID, "CONTENT": "quay is open"}])

    assert result(doc) == [("said", ["learned", "syntactic"], raised(0.6)), ("hinted", ["learned"], 0.6)]
    assert raised(0.6) > 0.6


@pytest.mark.parametrize("other", [{"SOURCE": "Ada Holm"}, {"CONTENT": "open"}])
def test_other_source_or_content_is_no_agreement(blank_nlp: Language, other: Roles) -> None:
    """With the same cue, but another source or little of the content, the two do not agree."""
    assert result(merged(blank_nlp, learned=[SAID], syntactic=[SAID | other])) == [("said", ["learned"], 0.6)]


def test_unlikely_attribution_is_confirmed(blank_nlp: Language) -> None:
    """What the learned annotator is not sure enough of stays where the syntactic one says the same."""
    doc = merged(blank_nlp, learned=[PROMISED], unlikely=[HINTED], syntactic=[HINTED])

    assert sorted(result(doc)) == [("hinted", ["learned", "syntactic"], raised(0.3)), ("promised", ["learned"], 0.6)]


def test_nobody_speaks_on_confirmation_alone(blank_nlp: Language) -> None:
    """An unlikely attribution is left out, though confirmed, whose source says nothing else."""
    assert result(merged(blank_nlp, unlikely=[HINTED], syntactic=[HINTED])) == []


@pytest.mark.parametrize("opinion", [{**HINTED, "CUE": "leave"}, {**HINTED, "CONTENT": "the ships leave"}, SAID])
def test_confirming_is_closer_than_agreeing(blank_nlp: Language, opinion: Roles) -> None:
    """Another cue, much less of the content, or another attribution altogether confirms nothing."""
    doc = merged(blank_nlp, learned=[PROMISED], unlikely=[HINTED], syntactic=[opinion])

    assert [cue for cue, _, _ in result(doc)] == ["promised"]


def test_confirmed_attribution_clashes_with_none(blank_nlp: Language) -> None:
    """An unlikely attribution whose words belong to another one is left out though it is confirmed."""
    doc = merged(
        blank_nlp, learned=[HINTED], unlikely=[{**HINTED, "CUE": "leave"}], syntactic=[{**HINTED, "CUE": "leave"}]
    )

    assert [cue for cue, _, _ in result(doc)] == ["hinted"]


def test_nothing_is_left_of_the_two_sources(blank_nlp: Language) -> None:
    """The syntactic annotator's own attributions are not added, and the groups that were merged are gone."""
    doc = merged(blank_nlp, syntactic=[SAID])

    assert result(doc) == []
    assert SYNTACTIC not in doc.spans
    assert UNLIKELY not in doc.spans


@pytest.mark.parametrize("confidence", [0.0, 0.1, 0.5, 0.99, 1.0])
def test_raised_confidence_is_a_probability(confidence: float) -> None:
    """Raising never lowers and never leaves 0 to 1."""
    assert min(confidence, 0.9999) <= raised(confidence) <= 1.0
