"""Other names and verbs in an article: spans move along, and nothing but names and plain cues changes."""

import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

pytest.importorskip("lemminflect")

from attribune.formats.jsonl import read_annotations
from attribune.records import AnnotatedArticle, Annotator, Attribution, Origin, TextSpan
from training.build import SLIVER
from training.substitutions import Edit, Substitutes, edited

TEXT = 'Holm met Ida Holm. "We row," Ida Holm said. Ek said that boats sink. Ek said so.'


def span(part: str, *, after: str = "") -> TextSpan:
    """Return the first occurrence of a part of the text behind another."""
    start = TEXT.index(part, TEXT.index(after) + len(after))
    return TextSpan(start=start, end=start + len(part), text=part)


@pytest.fixture
def article() -> AnnotatedArticle:
    """Return an article with a direct quotation and an indirect one."""
    quote, source, cue = span('"We row,"'), span("Ida Holm", after='" '), span("said")
    reported = Attribution(id="a2", style="indirect", content=[span("that boats sink")], cue=span("said", after="Ek "))
    attributions = [Attribution(id="a1", style="direct", content=[quote], cue=cue, source=[source]), reported]
    return AnnotatedArticle(
        id="x",
        text=TEXT,
        origin=Origin(path="x", start=0, end=len(TEXT)),
        annotator=Annotator(name="nobody", version="", config=""),
        attributions=attributions,
    )


@pytest.fixture
def lists(tmp_path: Path) -> Path:
    """Return a folder of short lists in the form of the long ones."""
    census = tmp_path / "names_us_census"
    census.mkdir()
    (census / "dist.female.first").write_text("IDA 2.6 2.6 1\nUNA 1.0 3.6 2\n")
    (census / "dist.male.first").write_text("BO 3.3 3.3 1\n")
    (census / "dist.all.last").write_text("LUND 1.0 1.0 1\nHOLM 0.8 1.8 2\nIDA 0.1 1.9 3\n")
    (tmp_path / "verbnet_communication_verbs.tsv").write_text("# VerbNet\ngrumble\tsay-37.7\n")
    (tmp_path / "communication_rolesets.tsv").write_text(
        "# PropBank\nroleset\tname\taliases\nmutter.01\tsay\tmutter/v mutter/n\ncall_out.01\tcall\tcall_out/v\n"
    )
    return tmp_path


def test_names_and_verbs_are_those_of_the_lists(lists: Path) -> None:
    """Verbs of one word only, in the form of the cue; a name is of the kind whose list has it highest."""
    substitutes = Substitutes.read(lists)

    assert substitutes.verbs == {"said": ["grumbled", "muttered"], "says": ["grumbles", "mutters"]}
    assert list(substitutes.names["last"]) == ["Lund", "Holm", "Ida"]


def test_people_and_plain_cues_are_exchanged(article: AnnotatedArticle, lists: Path) -> None:
    """Everybody keeps one name throughout; a name that is no source and a cue without quotation or "that" stay."""
    substitutes = Substitutes(names=Substitutes.read(lists).names, verbs={"said": ["moaned"]}, cue_share=1)
    found = {substitutes.in_place(article, random.Random(seed)).text for seed in range(40)}

    assert all("Ek moaned that boats sink. Ek said so." in text for text in found)
    assert "Lund met Una Lund." in {text[:18] for text in found}
    assert not any("Lund" in text and "Holm" in text for text in found)


@given(seed=st.integers(0, 1000))
def test_spans_stay_verbatim(seed: int) -> None:
    """Whatever is exchanged, the records are valid, and as many."""
    names = {"female": {"Mia": 0, "Ada": 1}, "male": {"Bo": 0}, "last": {"Ek": 0, "Ro": 1, "Vandermeer": 2}}
    substitutes = Substitutes(names=names, verbs={"said": ["bellowed"], "says": ["coos"]}, cue_share=0.5)
    for article in read_annotations(SLIVER):
        other = substitutes.in_place(article, random.Random(seed))

        assert AnnotatedArticle.model_validate(other.model_dump()) == other
        assert len(other.attributions) == len(article.attributions)


def test_first_of_overlapping_edits_counts(article: AnnotatedArticle) -> None:
    """Edits are made in text order."""
    edits: list[Edit] = [(0, 4, "Ro"), (2, 8, "nobody"), (9, 9, "old ")]

    assert edited(article, edits).text.startswith("Ro met old Ida Holm.")
    assert edited(article, []) == article
