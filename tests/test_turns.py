"""Turns of interviews and transcripts. All text here is invented."""

import pytest
from spacy.language import Language

from attribune.turns import find_turns

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
