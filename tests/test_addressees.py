import pytest

from attribune.addressees import find_addressee


def addressee(text: str, cue: str, others: list[str]) -> str | None:
    """The text of the addressee, given the texts of the other roles."""

    def stretch(part: str) -> tuple[int, int]:
        start = text.index(part)
        return start, start + len(part)

    found = find_addressee(text, stretch(cue), [stretch(other) for other in others])
    return None if found is None else text[found[0] : found[1]]


@pytest.mark.parametrize(
    ("text", "cue", "others", "expected"),
    [
        ('"Wait," he told Bernama.', "told", ['"Wait,"', "he"], "Bernama"),
        ('"Wait," he told reporters on Monday.', "told", ['"Wait,"', "he"], "reporters"),
        ("She told the town council that it leaked.", "told", ["She", "that it leaked"], "the town council"),
        ("He told me: 'Go home.'", "told", ["He", "'Go home.'"], "me"),
        ('"Go," she said to the crowd.', "said", ['"Go,"', "she"], "the crowd"),
        ("Ek warned Mayor Ada Lund that dams leak.", "warned", ["Ek", "that dams leak"], "Mayor Ada Lund"),
    ],
)
def test_hearer_after_the_cue_is_found(text: str, cue: str, others: list[str], expected: str) -> None:
    """The noun phrase after a verb of telling, or after "to", is the addressee."""
    assert addressee(text, cue, others) == expected


@pytest.mark.parametrize(
    ("text", "cue", "others"),
    [
        ("Ek said Monday that dams leak.", "said", ["Ek", "that dams leak"]),
        ("Ek told that story: dams leak.", "told", ["Ek", "dams leak"]),
        ("Ek warned that dams leak.", "warned", ["Ek", "that dams leak"]),
        ('"Wait," said Bo Ek.', "said", ['"Wait,"', "Bo Ek"]),
    ],
)
def test_no_hearer_where_none_is_named(text: str, cue: str, others: list[str]) -> None:
    """Dates, contents and the source itself are no addressees."""
    assert addressee(text, cue, others) is None
