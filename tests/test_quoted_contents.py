"""Contents and the quotations that they stand in."""

import pytest

from attribune.components.quotations import pair_marks
from attribune.quoted_contents import goes_on, square_with_quotations, style_of


def test_content_stops_at_a_cue_inside_the_quotation() -> None:
    """A quotation that holds another attribution's cue is not taken whole."""
    text = '"He said we lost," Bo Ek noted.'
    start = text.index("we lost")

    squared = square_with_quotations(text, [(start, start + 7)], pair_marks(text), taken=[(4, 8)])

    assert squared == [(start, start + 7)]


@pytest.mark.parametrize(
    ("content", "style"), [('"We go,"', "direct"), ("that they go", "indirect"), ('that "we go" today', "mixed")]
)
def test_style_says_how_much_is_quoted(content: str, style: str) -> None:
    """All words quoted is direct, none indirect, some mixed."""
    text = f"Bo Ek said {content}"
    outer = [quotation for quotation in pair_marks(text) if quotation.depth == 0]

    assert style_of(text, [(11, len(text))], outer) == style


@pytest.mark.parametrize(("between", "goes"), [(" told the press. ", True), (" left. The gates shut. ", False)])
def test_a_quotation_goes_on_behind_the_rest_of_the_sentence(between: str, goes: bool) -> None:
    """Between an attribution and a quotation that goes on with it stands the rest of its sentence and nothing more."""
    text = f'Bo Ek{between}"We stay."'

    assert goes_on(text, len("Bo Ek"), text.index('"')) is goes


def test_a_sentence_of_any_length_may_end_before_a_quotation_goes_on() -> None:
    """With the sentences known, neither length nor abbreviations in the rest of one part it from the quotation."""
    text = f'Bo Ek wrote to Rep. Ada Ro, {"the chair of a committee and " * 4}a neighbour. "We stay."'
    quotation = text.index('"')

    assert goes_on(text, len("Bo Ek"), quotation, [0, quotation])
    assert not goes_on(text, len("Bo Ek"), quotation, [0, 50, quotation])
