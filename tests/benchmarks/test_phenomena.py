"""The phenomena suite and the format that it is written in."""

from collections import Counter

import pytest

from attribune.formats.jsonl import read_annotations
from attribune.records import AnnotatedArticle
from benchmarks.phenomena import GOLD, compile_folder, parse_cases, phenomenon_of


@pytest.fixture(scope="module")
def suite() -> list[AnnotatedArticle]:
    """All cases of the suite."""
    return compile_folder(GOLD / "phenomena")


def parse_case(text: str, *lines: str) -> AnnotatedArticle:
    """Compile one case of a text with marks and the lines below it."""
    (case,) = parse_cases("\n".join(["### try-1", text, "---", *lines]))
    return case


def test_jsonl_is_compiled_from_the_text_files(suite: list[AnnotatedArticle]) -> None:
    """phenomena.jsonl is what `python -m benchmarks.phenomena` makes of the text files."""
    assert list(read_annotations(GOLD / "phenomena.jsonl")) == suite


def test_suite_covers_every_phenomenon(suite: list[AnnotatedArticle]) -> None:
    """There are 120 cases or more, three or more of each phenomenon."""
    counts = Counter(phenomenon_of(case) for case in suite)

    assert counts.total() >= 120
    assert [name for name, count in counts.items() if count < 3] == []


def test_suite_has_many_speakers(suite: list[AnnotatedArticle]) -> None:
    """Sixty speakers or more occur."""
    assert len({speaker.name for case in suite for speaker in case.speakers}) >= 60


def test_suite_has_passages_without_attribution(suite: list[AnnotatedArticle]) -> None:
    """Twelve passages or more have no attribution."""
    assert sum(not case.attributions for case in suite) >= 12


def test_no_two_passages_are_the_same(suite: list[AnnotatedArticle]) -> None:
    """Every case has a text of its own."""
    assert [text for text, count in Counter(case.text for case in suite).items() if count > 1] == []


def test_marks_become_spans() -> None:
    """Marks vanish from the text, and their words become the spans of their roles."""
    case = parse_case("[[s1:Bo Ek]] [[q1:told]] [[a1:us]] [[c1:to go]].", "1 = Bo Ek (person)")

    (found,) = case.attributions
    assert case.text == "Bo Ek told us to go."
    assert [(role, span.text) for role, span in found.spans()] == [
        ("source", "Bo Ek"),
        ("cue", "told"),
        ("content", "to go"),
        ("addressee", "us"),
    ]


def test_repeated_role_is_discontinuous() -> None:
    """A content that is marked twice has two spans."""
    case = parse_case('[[c1:"We go,"]] [[s1:Bo Ek]] [[q1:said]]. [[c1:"Now."]]', "1 = Bo Ek (person)")

    assert [span.text for span in case.attributions[0].content] == ['"We go,"', '"Now."']


def test_one_mark_serves_two_attributions() -> None:
    """Labels with a comma between them give one span to two attributions."""
    case = parse_case(
        "[[s1,s2:Bo Ek]] [[q1:sang]] [[c1:low]], [[q2:adding]] [[c2:a hum]].", "1 = none", "2 = none; belief"
    )

    assert [each.source[0].text for each in case.attributions] == ["Bo Ek", "Bo Ek"]


def test_inner_attribution_lies_within_the_nearest_outer_one() -> None:
    """An attribution inside two contents lies within the smaller one."""
    case = parse_case(
        "[[q1:Says]] [[c1:he [[q2:says]] [[c2:she [[q3:says]] [[c3:no]]]]]].", "3 = none", "1 = none", "2 = none"
    )

    assert {each.id: each.within for each in case.attributions} == {"a1": None, "a2": "a1", "a3": "a2"}


def test_shared_content_does_not_nest() -> None:
    """Two attributions that share a content do not lie within each other."""
    case = parse_case("[[c1,c2:Dams leak]], Ek [[q1:said]] and Ro [[q2:swore]].", "1 = none", "2 = none")

    assert [each.within for each in case.attributions] == [None, None]


def test_attribution_inside_the_title_is_flagged() -> None:
    """The title is the article's, and an attribution inside it is a headline's."""
    case = parse_case(
        "[[t:[[s1:Ek]] [[q1:says]] [[c1:no]]]]\n\n[[s2:Ek]] [[q2:said]] [[c2:no]].", "1 = none", "2 = none"
    )

    assert case.title == "Ek says no"
    assert [each.headline for each in case.attributions] == [True, False]


def test_style_follows_from_double_marks_unless_stated() -> None:
    """Double marks make a content direct; a stated style overrules what they say."""
    case = parse_case("[[c1:\"Go,\"]] Ek [[q1:said]]. [[c2:'Go,']] he [[q2:said]].", "1 = none", "2 = none; direct")

    assert [each.style for each in case.attributions] == ["direct", "direct"]


def test_lines_describe_speaker_attitude_and_polarity() -> None:
    """A speaker is listed once, with its role; attitude and polarity are read, or statement and affirmed."""
    case = parse_case(
        "[[s1:Ek]] [[q1:denied]] [[c1:it]]. [[s2:He]] [[q2:hopes]] [[c2:to go]].",
        "1 = Bo Ek (person, baker); denied",
        "2 = Bo Ek (person); intention",
    )

    assert [(each.name, each.kind, each.role) for each in case.speakers] == [("Bo Ek", "person", "baker")]
    assert [(each.attitude, each.polarity) for each in case.attributions] == [
        ("statement", "denied"),
        ("intention", "affirmed"),
    ]


def test_number_signs_alone_are_text() -> None:
    """A line ### ends a press release, not a case."""
    assert parse_case("ENDS\n\n###").text == "ENDS\n\n###"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("### Try-1\nText.\n---", "line 1: '### Try-1' begins no case"),
        ("### try-1\nText.", "line 1: case 'try-1' has 0 lines ---"),
        ("### try-1\n\n---", "line 1: case 'try-1' has no text"),
        ("### try-1\nA.\n---\n### try-1\nB.\n---", "line 4: case 'try-1' stands on line 1 already"),
        ("### try-1\n\nText.\n[[c1:open\n---", "line 4: .*is never closed"),
        ("### try-1\nText.\nmore]]\n---", "line 3: .*closes nothing"),
        ("### try-1\n[[content:x]]\n---", "line 2: .*without labels"),
        ("### try-1\n[[c1:]]x\n---", "line 2: .*marks nothing"),
        ("### try-1\n[[c1:x]]\n---", "line 1: .*marks the attributions 1 and describes none"),
        ("### try-1\n[[c1:x]]\n---\n1 = Bo Ek", "line 4: '1 = Bo Ek' is not like"),
        ("### try-1\n[[c1:x]]\n---\n1 = Bo Ek (man)", "line 4: kind 'man'; allowed are person"),
        ("### try-1\n[[c1:x]]\n---\n1 = none; said", "line 4: 'said' is unknown"),
        ("### try-1\n[[c1:x]]\n---\n1 = none; belief, order", "line 4: 'order' is unknown or one too many"),
        ("### try-1\n[[q1:x]] [[q1:y]] [[c1:z]]\n---\n1 = none", "line 1: .*2 cue spans"),
        ("### try-1\n[[s1:x]]\n---\n1 = none", "line 1: .*attribution 1 has no content"),
    ],
)
def test_malformed_case_is_refused_with_its_line(text: str, message: str) -> None:
    """What is wrong with a case is said with its line."""
    with pytest.raises(ValueError, match=message):
        parse_cases(text)


def test_speaker_of_two_kinds_is_refused() -> None:
    """One name cannot be a person here and a document there."""
    with pytest.raises(ValueError, match="speaker 'Ek' is of kind person and of kind document"):
        parse_case("[[c1:x]] [[c2:y]]", "1 = Ek (person)", "2 = Ek (document)")
