import pytest

from attribune.records import Speaker
from attribune.scoring.speakers import mention_form, same_name


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Ana Ruiz", "ana ruiz"),
        ("President Ana Ruiz", "Ana Ruiz"),
        ("Mr. Bo Ek", "Bo Ek"),
        ("Ana “Nan” Ruiz", "Ana 'Nan' Ruiz"),
        ("Bo O’Hara", "Bo O'Hara"),
        ("Ana Ruiz’s", "Ana Ruiz"),
        ("the Harbour Office", "Harbour Office"),
    ],
)
def test_case_marks_and_honorifics_do_not_matter(one: str, other: str) -> None:
    """Names are the same but for case, quote marks, possessives and leading honorifics."""
    assert same_name(one, other)


@pytest.mark.parametrize(("one", "other"), [("Ana Ruiz", "Ruiz"), ("Ana Ruiz", "Ana Ruis"), ("President", "Mayor")])
def test_other_differences_matter(one: str, other: str) -> None:
    """A shorter or different name is another name, and a title alone is a name."""
    assert not same_name(one, other)


ANA = Speaker(id="a", name="Ana Ruiz", kind="person")
OFFICE = Speaker(id="o", name="World Harbour Office", kind="organization", aliases=["WHO"])
SAILORS = Speaker(id="s", name="Northern Sailors", kind="group")


@pytest.mark.parametrize(
    ("source", "speaker", "form"),
    [
        ("President Ruiz", ANA, "name"),
        ("she", ANA, "pronoun"),
        ("Who", ANA, "pronoun"),
        ("the mayor", ANA, "nominal"),
        ("Bo Ek's lawyer", ANA, "nominal"),
        ("", ANA, "none"),
        ("WHO", OFFICE, "name"),
        ("Northern Sailors", SAILORS, "nominal"),
    ],
)
def test_mention_form(source: str, speaker: Speaker, form: str) -> None:
    """A source mentions its speaker by name, pronoun, description, or not at all; groups have no names."""
    assert mention_form(source, speaker) == form
