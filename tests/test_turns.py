"""Turns of interviews and transcripts. All text here is invented."""

import pytest
from spacy.language import Language

from attribune.components.quotations import pair_marks
from attribune.turns import find_signatures, find_turns

INTERVIEW = "She took up the post in May.\n\nThe Review: How do you prepare?\n\nDorn: I sleep. Then I sleep again.\n"


def turns(text: str) -> list[tuple[str, str]]:
    """Return label and words of each turn."""
    return [(text[slice(*turn.label)], text[slice(*turn.words)]) for turn in find_turns(text)]


def test_question_and_answer_are_turns() -> None:
    """A labelled question and the labelled paragraph after it are a dialogue."""
    assert turns(INTERVIEW) == [("The Review", "How do you prepare?"), ("Dorn", "I sleep. Then I sleep again.")]


def test_later_paragraphs_of_the_speakers_are_turns() -> None:
    """Who took part in a dialogue is heard wherever the label stands, whatever stands between."""
    text = INTERVIEW + "\nShe laughed.\r\n\r\nDorn: You asked.\r\n"

    assert turns(text)[-1] == ("Dorn", "You asked.")


@pytest.mark.parametrize(
    "text",
    [
        "UPDATE: The road is open again.\n",
        "WHEN: Friday at 8.\nWHERE: The old mill.\n",
        "Update: The road is open.\n\nCan it stay open? Nobody knows.\n",
        "Doors: 7 p.m.\nDoors: Will they open at all?\n",
        "",
    ],
)
def test_labels_alone_make_no_dialogue(text: str) -> None:
    """Notices, lists and single labels are nobody's words."""
    assert turns(text) == []


def test_every_turn_is_an_attribution(nlp: Language) -> None:
    """The label is the source, the colon the cue, the rest of the paragraph the content."""
    doc = nlp(INTERVIEW)
    found = {(span.label_, span.text) for span in doc.spans["attributions"]}

    assert {("SOURCE", "Dorn"), ("CUE", ":"), ("CONTENT", "I sleep. Then I sleep again.")} <= found
    assert {("SOURCE", "The Review"), ("CONTENT", "How do you prepare?")} <= found


def signatures(text: str) -> list[tuple[str, str]]:
    """Return name and words of each signed quotation."""
    return [(text[slice(*each.name)], text[slice(*each.words)]) for each in find_signatures(text, pair_marks(text))]


@pytest.mark.parametrize(
    ("behind", "name"),
    [
        (" — Ada Ro\n", "Ada Ro"),
        ("\xa0― Ada Ro.\xa0\n", "Ada Ro"),
        ("\n\n- Ada L. Ro Jr.", "Ada L. Ro Jr."),
        ("\n-- Ada van der Ro, ferry pilot\n", "Ada van der Ro"),
    ],
)
def test_name_behind_a_dash_signs_a_quotation(behind: str, name: str) -> None:
    """A paragraph that is a quotation is signed in its own line or in the one after."""
    quoted = "“The pier is gone. We swim.”"

    assert signatures(f"Two voices:\n\n{quoted}{behind}") == [(name, quoted)]


def test_letter_that_quotes_somebody_is_signed_whole() -> None:
    """Marks inside that do not pair, or that end early, do not cut the letter."""
    text = "“He lies. Old Bo Ek sang ‘Boats sink.” And he is “a captain of nothing’.” ― Ada Ro\n"

    assert signatures(text) == [("Ada Ro", "“He lies. Old Bo Ek sang ‘Boats sink.” And he is “a captain of nothing’.”")]


def test_initials_of_a_reporter_sign_no_quotation() -> None:
    """Where the line says who spoke, a name at its end is whose article it is."""
    assert signatures("“We swim,” said Bo Ek. “All of us.” — Ada Ro\n") == []


def test_joined_lines_keep_their_signatures() -> None:
    """Where line breaks were lost, the next quotation ends a signature."""
    text = "We asked two. ‘The pier is gone.’ — Ada O'Ro ‘We swim.’ — Bo Ek"

    assert signatures(text) == [("Ada O'Ro", "‘The pier is gone.’"), ("Bo Ek", "‘We swim.’")]


@pytest.mark.parametrize(
    "text",
    [
        "“The pier is gone” — and more.\n",
        "“The pier is gone” — Ada Ro said so twice.\n",
        "She wrote: “The pier is gone.”\n\n- Northern Wire\n",
    ],
)
def test_sentence_that_goes_on_behind_a_dash_signs_nothing(text: str) -> None:
    """What follows must be a name alone, and the quotation a paragraph of its own."""
    assert signatures(text) == []
