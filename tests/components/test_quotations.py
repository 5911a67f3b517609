import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from spacy.language import Language

from attribune.components.quotations import Quotations, pair_marks, quotations_of


def quoted(text: str) -> list[str]:
    """The texts of the quotations."""
    return [text[quotation.start : quotation.end] for quotation in pair_marks(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('"We go," Bo Ek said. "Now."', ['"We go,"', '"Now."']),
        ("“We go,” Bo Ek said.", ["“We go,”"]),
        ("'We go,' Bo Ek said.", ["'We go,'"]),
        ("‘We go,’ Bo Ek said.", ["‘We go,’"]),
        ("« On y va », dit-il, «tout de suite».", ["« On y va »", "«tout de suite»"]),
        ("„Wir gehen“, sagte er, ‚jetzt‘.", ["„Wir gehen“", "‚jetzt‘"]),
        ("``We go,'' he said. ''Now.''", ["``We go,''", "''Now.''"]),
    ],
)
def test_marks_of_every_house_style_pair(text: str, expected: list[str]) -> None:
    """Straight, curly, double, single, guillemet, low-high and typewriter marks all make quotations."""
    assert quoted(text) == expected


def test_inner_quotations_nest() -> None:
    """A quotation inside a quotation is found at depth one."""
    text = "“They said ‘no deal’ and left,” she said."

    assert [(q.depth, text[q.start : q.end]) for q in pair_marks(text)] == [
        (0, "“They said ‘no deal’ and left,”"),
        (1, "‘no deal’"),
    ]


def test_inner_quotation_may_use_the_same_mark() -> None:
    """A single mark that opens inside a single-marked quotation nests, and the outer one still ends at its own mark."""
    text = "He said: 'I am a 'friend of the house' here – what now?' And left."

    assert quoted(text) == ["'I am a 'friend of the house' here – what now?'", "'friend of the house'"]


def test_reopened_mark_continues_the_quotation(blank_nlp: Language) -> None:
    """A second paragraph that opens with a mark belongs to the quotation before it."""
    doc = blank_nlp('"We start at dawn.\n\n"We stop at dusk," Bo Ek said.')

    quotations = Quotations(max_paragraphs=12)(doc).spans["quotations"]

    assert [q.text for q in quotations] == ['"We start at dawn.\n\n"We stop at dusk,"']


def test_reopened_mark_continues_a_flattened_quotation() -> None:
    """The same holds where the paragraphs were run together in one line."""
    text = 'Prices fell. "It was flat all week. "So watch the dollar. "That is all," he told Bernama. "Third," he said.'

    assert quoted(text) == ['"It was flat all week. "So watch the dollar. "That is all,"', '"Third,"']


def test_only_like_marks_continue_a_quotation() -> None:
    """A curly mark does not go on with an unclosed straight one: the paragraph quotes somebody in turn, or is stray."""
    text = '"The ferry was late. It rained.\n\n“I never left,” she said. “Never.”'

    assert quoted(text) == ['"The ferry was late. It rained.', "“I never left,”", "“Never.”"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("He was sure.\n” … that the ferry is late,” he said.", ["” … that the ferry is late,”"]),
        ("“It is\n” she said. “No.”", ["“It is\n”", "“No.”"]),
    ],
)
def test_turned_mark_at_the_start_of_a_line(text: str, expected: list[str]) -> None:
    """It opens a quotation if there is none to close."""
    assert quoted(text) == expected


def test_more_paragraphs_than_allowed_end_the_quotation() -> None:
    """A quotation runs over no more paragraphs than the setting allows."""
    text = '"One.\n\n"Two.\n\n"Three," he said.'

    assert [text[q.start : q.end] for q in pair_marks(text, max_paragraphs=1)] == ['"One.\n\n"Two.', '"Three,"']


@pytest.mark.parametrize(
    "text",
    [
        "The officers' cars and the boys' books were fine, it's true.",
        "Rock 'n' roll of the '90s, 'twas fun. Get 'em!",
        'He is 5\'10" tall and carries a 6" ruler.',
        "O’Brien’s and the Joneses’ dogs don’t bark.",
    ],
)
def test_apostrophes_and_inches_are_no_marks(text: str) -> None:
    """Apostrophes, elisions, possessive plurals, feet and inches open nothing."""
    assert quoted(text) == []


def test_possessive_plural_inside_single_marks_does_not_close() -> None:
    """A possessive plural inside a single-marked quotation leaves it open until its own closing mark."""
    assert quoted("'We saw the officers' cars,' he said.") == ["'We saw the officers' cars,'"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('A stray " mark here.\n"Good," she said.', ['"Good,"']),
        ('"Never closed, he said. "We end later," he added.', ['"We end later,"']),
        ("'Never closed, he said.\n'Good,' she said.", ["'Good,'"]),
        ("Learn it, 'even if you must' He knew. 'Fine,' she said.", ["'even if you must'", "'Fine,'"]),
    ],
)
def test_a_stray_mark_costs_one_quotation_at_most(text: str, expected: list[str]) -> None:
    """An odd number of marks never spoils the quotations after the stray one."""
    assert quoted(text) == expected


def test_unclosed_quotation_ends_with_its_paragraph() -> None:
    """A double mark that never closes makes an unclosed quotation to the end of a short paragraph."""
    text = 'He said: "We go now.\nThey went.'

    assert [(text[q.start : q.end], q.closed) for q in pair_marks(text)] == [('"We go now.', False)]


def test_wrapped_lines_do_not_end_a_quotation() -> None:
    """A line break in the middle of a sentence is no paragraph's end."""
    assert quoted('"We go\nnow and then\nrest," he said.') == ['"We go\nnow and then\nrest,"']


def test_missing_space_after_the_closing_mark() -> None:
    """A closing mark glued to the next sentence still closes."""
    assert quoted("They like 'new things.'The unit left.") == ["'new things.'"]


@given(st.text(alphabet="ab .,\n\r\"'“”‘’«»„`5", max_size=120))
def test_any_marks_give_ordered_stretches_inside_the_text(text: str) -> None:
    """Whatever the marks, nothing raises, offsets lie in the text and marks stand where the fields say."""
    for quotation in pair_marks(text):
        assert 0 <= quotation.start < quotation.end <= len(text)
        assert quotation.marks[0] == quotation.start
        assert list(quotation.marks) == sorted(set(quotation.marks))
        assert all(not text[mark].isalnum() and not text[mark].isspace() for mark in quotation.marks)
        if quotation.closed:
            assert quotation.marks[-1] == quotation.end - 1


@pytest.mark.parametrize("piece", ["'a \"b ", '"a. ', "“", "' ", "'s "])
def test_time_grows_with_length_only(piece: str) -> None:
    """A megabyte of unbalanced marks takes seconds, not hours."""
    started = time.process_time()
    pair_marks(piece * (1_000_000 // len(piece)))

    assert time.process_time() - started < 20


def test_fields_survive_serialization(blank_nlp: Language) -> None:
    """A Doc that was written and read again has the same quotations."""
    doc = Quotations(max_paragraphs=12)(blank_nlp('“A ‘b’ c,” he said. "Open'))

    again = type(doc)(blank_nlp.vocab).from_bytes(doc.to_bytes())

    assert quotations_of(again) == quotations_of(doc) == pair_marks(doc.text)
