"""Tests of name mentions grouped into entities, on invented text."""

import random
from time import process_time

import pytest

from attribune.speakers.entities import group_names
from attribune.speakers.lexicon import load_lexicon
from attribune.speakers.names import find_names


def names_of(text: str) -> list[str]:
    """Return the entity's name of each name in a text, in text order."""
    lexicon = load_lexicon()
    return [entity.name for entity in group_names(text, find_names(text, lexicon), lexicon).values()]


@pytest.mark.parametrize("misspelt", ["Hofsteter", "Hoffstetter", "Hofstebter"])
def test_surname_with_one_slip_is_the_same_person(misspelt: str) -> None:
    """A surname that differs by one letter from the only one like it is that person's."""
    found = names_of(f"The mayor met Gerald Hofstetter. Then old {misspelt} left.")

    assert found == ["Gerald Hofstetter"] * 2


@pytest.mark.parametrize("other", ["Hofstetters", "Holm", "Hofmeister"])
def test_other_surnames_are_other_people(other: str) -> None:
    """A plural, and a name that differs by more than a letter, belong to somebody else."""
    found = names_of(f"The mayor met Gerald Hofstetter. Then old {other} left.")

    assert found[1] != "Gerald Hofstetter"


def test_slip_that_fits_two_people_is_neither() -> None:
    """Where two surnames are a letter away, nobody is guessed."""
    found = names_of("The mayor met Gerald Marlow and Edith Marlew. Then old Marliw left.")

    assert found == ["Gerald Marlow", "Edith Marlew", "Marliw"]


def test_time_grows_with_the_text_where_all_share_a_surname() -> None:
    """Four times the people of one surname take nowhere near sixteen times as long to group."""
    lexicon, draw = load_lexicon(), random.Random(0)
    first_names = [word.title() for word in lexicon.gender_of_name]

    def seconds(people: int) -> float:
        text = " ".join(f"We met {draw.choice(first_names)} Holm. Later old Holm left." for _ in range(people))
        names = find_names(text, lexicon)
        began = process_time()
        group_names(text, names, lexicon)
        return process_time() - began

    seconds(100)
    assert seconds(4000) < 10 * seconds(1000)
