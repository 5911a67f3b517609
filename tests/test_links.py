"""What is put right on attributions that contradict the text or each other."""

import pytest
from spacy.language import Language

from attribune.bridge import CONTENT, SOURCE, make_span, span_group, spans_by_attribution
from attribune.components.linking import Linking
from attribune.components.quotations import Quotations

Tagged = dict[str, str]


def linked(nlp: Language, text: str, *tagged: Tagged) -> list[dict[str, list[str]]]:
    """Link attributions given by the texts of their roles, `|` parting several, and return theirs afterwards."""
    doc = Quotations(max_paragraphs=12)(nlp(text))
    group = span_group(doc, "attributions")
    for number, roles in enumerate(tagged):
        for label, part in ((label, part) for label, parts in roles.items() for part in parts.split("|")):
            start = text.index(part)
            group.append(make_span(doc, start, start + len(part), label=label, id_=f"x{number}"))
        group.attrs[f"x{number}"] = {"confidence": 0.9}
    found = spans_by_attribution(Linking()(doc)).values()
    return [
        {label: [span.text for span in spans if span.label_ == label] for label in (SOURCE, CONTENT)} for spans in found
    ]


@pytest.mark.parametrize(
    ("text", "content", "ended"),
    [
        ("Ro said the dam leaks. Nobody mends it.", "the dam leaks. Nobody mends it", "the dam leaks"),
        ("Nobody mends it. The dam leaks, Ro said.", "Nobody mends it. The dam leaks", "The dam leaks"),
        ("Ro said Mr. Ek left at 3 p.m. and slept.", "Mr. Ek left at 3 p.m. and slept", None),
        ("Ro said: The dam leaks. Nobody mends it.", "The dam leaks. Nobody mends it.", None),
        ('Ro said "the dam leaks. Nobody mends it".', '"the dam leaks. Nobody mends it"', None),
        ('Ro said "the dam leaks. Nobody mends it.', '"the dam leaks. Nobody mends it.', None),
    ],
)
def test_unquoted_content_ends_with_its_sentence(
    blank_nlp: Language, text: str, content: str, ended: str | None
) -> None:
    """Of unquoted words only those in the cue's sentence are reported; behind a colon and in quote marks all are."""
    cue = "said:" if "said:" in text else "said"

    (found,) = linked(blank_nlp, text, {"SOURCE": "Ro", "CUE": cue, "CONTENT": content})

    assert found[CONTENT] == [ended or content]


@pytest.mark.parametrize(
    ("text", "others", "content"),
    [
        ("Ro vowed one thing: Fares will fall.", [], "one thing: Fares will fall"),
        ("Ro vowed one thing: Fares will fall. Boats ran.", [], "one thing: Fares will fall"),
        ('Ro vowed one thing: No "luxury" fares.', [], 'one thing: No "luxury" fares'),
        ('Ro vowed one thing: "Fares will fall."', [], "one thing"),
        ("Ro vowed one thing:\n\nBoats ran.", [], "one thing"),
        (
            "Ro vowed one thing: Ek said boats sink.",
            [{"SOURCE": "Ek", "CUE": "said", "CONTENT": "boats sink"}],
            "one thing",
        ),
    ],
)
def test_content_goes_on_behind_a_colon(blank_nlp: Language, text: str, others: list[Tagged], content: str) -> None:
    """What a content announces before a colon is part of it, unless quoted, elsewhere or somebody else's."""
    tagged = {"SOURCE": "Ro", "CUE": "vowed", "CONTENT": "one thing"}

    assert linked(blank_nlp, text, tagged, *others)[0][CONTENT] == [content]


@pytest.mark.parametrize(
    ("text", "behind", "kept"),
    [
        ('"We won!" said Ro, and the band struck up.', "and the band struck up", False),
        ('"We won!" said Ro, and "the band struck up."', '"the band struck up."', True),
        ("We won, said Ro, and the band struck up.", "and the band struck up", True),
    ],
)
def test_content_ends_with_the_quotation_before_its_cue(
    blank_nlp: Language, text: str, behind: str, *, kept: bool
) -> None:
    """Behind a whole quotation and its cue, what has no quote marks is the writer's."""
    first = text[: text.index(" said")].rstrip(",")

    (found,) = linked(blank_nlp, text, {"SOURCE": "Ro", "CUE": "said", "CONTENT": f"{first}|{behind}"})

    assert found[CONTENT] == [first, behind] if kept else [first]


def test_source_stays_in_its_paragraph(blank_nlp: Language) -> None:
    """A source that ran from a heading into the text is what stands in the cue's paragraph."""
    text = "Opening hours\n\nMia Holm said the baths are shut."
    tagged = {"SOURCE": "Opening hours\n\nMia Holm", "CUE": "said", "CONTENT": "the baths are shut"}

    assert linked(blank_nlp, text, tagged)[0][SOURCE] == ["Mia Holm"]


def test_part_of_a_quotation_that_nobody_shares_becomes_all_of_it(blank_nlp: Language) -> None:
    """Who is found to say the end of a long quotation says its beginning, too."""
    text = '"We row every day before work. We sail on Sundays. We swim," Bo Ek said.'

    (found,) = linked(blank_nlp, text, {"SOURCE": "Bo Ek", "CUE": "said", "CONTENT": 'We swim,"'})

    assert found[CONTENT] == ['"We row every day before work. We sail on Sundays. We swim,"']


def test_part_of_a_quotation_stays_part_beside_another_speakers(blank_nlp: Language) -> None:
    """Where two attributions have parts of a quotation, neither gets the other's."""
    text = 'The paper and Bo Ek agreed: "The harbour is far too small for such ships. It floods."'
    paper = {"SOURCE": "The paper", "CUE": "agreed", "CONTENT": '"The harbour is far'}
    bo = {"SOURCE": "Bo Ek", "CUE": "agreed:", "CONTENT": 'It floods."'}

    assert [each[CONTENT] for each in linked(blank_nlp, text, paper, bo)] == [['"The harbour is far'], ['It floods."']]


def test_quotation_of_two_speakers_is_the_nearer_ones(blank_nlp: Language) -> None:
    """A quotation stays with whom less than a sentence parts from it, where the other one has said more."""
    text = '"He may stay," Ada Ro laughed. Bo was not sure. "Over my dead body," the cook growled.'
    ada = {"SOURCE": "Ada Ro", "CUE": "laughed", "CONTENT": '"He may stay,"|"Over my dead body,"'}
    bo = {"SOURCE": "the cook", "CUE": "growled", "CONTENT": '"Over my dead body,"'}

    found = linked(blank_nlp, text, ada, bo)

    assert [each[CONTENT] for each in found] == [['"He may stay,"'], ['"Over my dead body,"']]


def test_signed_quotation_is_its_signers(blank_nlp: Language) -> None:
    """A quotation signed behind a dash is nobody else's, whatever was found; what it reports itself stays."""
    text = '"My tomatoes froze." – Gil Rask\n\n"The radio said they would." – Ona Berg\n'
    gil = {"SOURCE": "Gil Rask", "CUE": "–", "CONTENT": '"My tomatoes froze."|"The radio said they would."'}
    radio = {"SOURCE": "The radio", "CUE": "said", "CONTENT": "they would"}

    found = [(each[SOURCE], each[CONTENT]) for each in linked(blank_nlp, text, gil, radio)]

    assert sorted(found) == [
        (["Gil Rask"], ['"My tomatoes froze."']),
        (["Ona Berg"], ['"The radio said they would."']),
        (["The radio"], ["they would"]),
    ]


def test_participle_has_the_subject_of_its_sentence(blank_nlp: Language) -> None:
    """A participle behind a comma reports what the sentence's first source says."""
    text = "Rain fell. Ada Ro praised the port but mocked Bo Ek, calling him a clown."
    praised = {"SOURCE": "Ada Ro", "CUE": "praised", "CONTENT": "the port"}

    found = linked(blank_nlp, text, praised, {"CUE": "calling", "CONTENT": "him a clown"})

    assert found[1][SOURCE] == ["Ada Ro"]


@pytest.mark.parametrize(("cue", "source"), [("was widely reported", []), ("reported", ["It"])])
def test_expletive_is_no_source(blank_nlp: Language, cue: str, source: list[str]) -> None:
    """The "it" of a passive is nobody; that of an active verb is somebody."""
    text = f"It {cue} that the mill had burnt."
    tagged = {"SOURCE": "It", "CUE": cue, "CONTENT": "that the mill had burnt"}

    assert linked(blank_nlp, text, tagged)[0][SOURCE] == source
