"""Names made comparable."""

import pytest

from attribune.rosters.names import PlainName, content_words, may_be_same_body, may_be_same_person, plain_names


def person(name: str) -> PlainName:
    """Return a person's name as it is compared."""
    (plain,) = plain_names(name, personal=True)
    return plain


@pytest.mark.parametrize(
    "names",
    [
        ["Zoë Ångström", "ZOE ANGSTROM", "zoë ångström’s"],
        ["Łukasz Øre-Þór", "lukasz ore thor"],
        ["Jean-Luc Ek", "Jean Luc Ek", "Jean‑Luc Ek"],
        ["J.D. Ek", "J. D. Ek", "JD Ek", "jd ek"],
        ["Ana “Nan” Ruiz", "Ana 'Nan' Ruiz", "Ana Nan Ruiz"],
        ["Tom O’Dell", "Tom O'Dell", "Tom ODell"],
        ["Dr. Ida Holm", "Ida Holm", "Prof. Dr. Ida Holm", "Sir Ida Holm KC", "former Prime Minister Ida Holm"],
        ["Secretary of State Ida Holm", "Ida Holm", "Vice President Ida Holm"],
    ],
)
def test_ways_of_writing_a_name_are_one(names: list[str]) -> None:
    """Case, diacritics, hyphens, dots, quote marks, possessives and honorifics make no difference."""
    assert len({person(name) for name in names}) == 1


def test_middle_initials_are_kept_apart_from_the_words() -> None:
    """A middle initial is not part of what is looked up, but stays known."""
    assert person("Ida J. K. Holm Jr.") == PlainName(("ida", "holm", "jr"), "jk")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("King", ("king",)),
        ("Dr. King", ("king",)),
        ("Dean Ek", ("dean", "ek")),
        ("Vice President", ("vice", "president")),
        ("Prime Minister", ("prime", "minister")),
        ("Malcolm X", ("malcolm", "x")),
    ],
)
def test_a_title_that_may_be_the_name_stays(name: str, words: tuple[str, ...]) -> None:
    """Honorifics are cut only where a name is left."""
    assert person(name).words == words


def test_names_of_bodies_keep_words_that_are_titles_of_people() -> None:
    """Only people lose "General"; where it is not known what a name is of, both forms are compared."""
    assert [each.words for each in plain_names("The General Mill", personal=False)] == [("general", "mill")]
    assert {each.words for each in plain_names("General Mill", personal=None)} == {("general", "mill"), ("mill",)}


def test_text_without_letters_is_no_name() -> None:
    """Punctuation gives no name that everything would be compared with."""
    assert plain_names("…", personal=None) == ()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Tim Cook", "Timothy D. Cook"),
        ("I. Holm", "Ida Holm"),
        ("Ida Maria Holm", "Ida Holm"),
        ("Ida Holm", "Ida Holm Ruiz"),
        ("Ida J. Holm", "Ida Holm"),
    ],
)
def test_shortened_names_may_be_one_person(one: str, other: str) -> None:
    """Given names may be shortened or left out, and a second surname added."""
    assert may_be_same_person(person(one), person(other))
    assert may_be_same_person(person(other), person(one))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Tim Cook", "Robin Cook"),
        ("Eric Holm", "Erica Holm"),
        ("Ida Holm", "Ida Holm Jr."),
        ("George H. W. Ek", "George J. Ek"),
        ("Ida Maria Holm", "Ida Lena Holm"),
        ("Ida Holm", "Ida Ruiz"),
    ],
)
def test_clashing_names_are_two_people(one: str, other: str) -> None:
    """Another given name, surname, suffix or middle name is another person."""
    assert not may_be_same_person(person(one), person(other))
    assert not may_be_same_person(person(other), person(one))


def test_a_body_may_be_called_by_part_of_its_name() -> None:
    """One name holds all words of the other, or they are two bodies."""
    long, short, other = (PlainName(tuple(name.split())) for name in ("bank of ekby", "ekby bank", "ekby post"))

    assert may_be_same_body(long, short)
    assert not may_be_same_body(long, other)


def test_roles_are_compared_by_what_they_say() -> None:
    """Small words and "former" count for nothing, synonyms for each other."""
    assert content_words("former CEO of the mill") & content_words("chief executive") >= {"chief"}
    assert not content_words("head of the mill") & content_words("singer at the opera")
    assert content_words(None) == frozenset()
