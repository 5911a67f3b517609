"""The words the `speakers` component knows: first names, titles, and nouns for people, organizations and documents."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

MALE, FEMALE = "male", "female"


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Word lists of `data/first_names.toml` and `data/speaker_words.toml`, all in lower case.

    `gender_of_name` and `gender_of_noun` map a word to "male", "female" or "" (known, but of either gender).
    `heads` are all nouns that head a description of a person, organization or document.
    `related` maps a word to all words taken as one with it when a description is linked to a role.
    """

    gender_of_name: dict[str, str]
    ambiguous_names: frozenset[str]
    gender_of_noun: dict[str, str]
    titles: dict[str, str]
    offices: tuple[str, ...]
    adjectives: frozenset[str]
    persons: frozenset[str]
    groups: frozenset[str]
    organization_nouns: frozenset[str]
    organization_words: frozenset[str]
    known_organizations: frozenset[str]
    places: frozenset[str]
    media: frozenset[str]
    media_nouns: frozenset[str]
    plain_nouns: frozenset[str]
    documents: frozenset[str]
    heads: frozenset[str]
    owned: frozenset[str]
    authored: frozenset[str]
    impressions: frozenset[str]
    function_words: frozenset[str]
    related: dict[str, frozenset[str]]

    def is_person_noun(self, word: str) -> bool:
        """Tell whether a singular or plural lower-case noun heads descriptions of people."""
        lists = (self.persons, self.gender_of_noun, self.titles)
        return any(form in words for form in singulars(word) for words in lists)

    def noun_gender(self, word: str) -> str:
        """Return "male", "female" or "" for a lower-case noun."""
        return self.gender_of_noun.get(word, "")


@cache
def load_lexicon() -> Lexicon:
    """Read the word lists that the package ships."""
    first_names, words = _read("first_names.toml"), _read("speaker_words.toml")
    related: dict[str, frozenset[str]] = {}
    for line in words["aliases"]["sets"]:
        alike = frozenset(line.split())
        for word in alike:
            related[word] = related.get(word, frozenset()) | alike
    return Lexicon(
        gender_of_name=_by_gender(first_names),
        ambiguous_names=_words(first_names["ambiguous"]),
        gender_of_noun=_by_gender(words["gendered"]),
        titles=_by_gender(words["titles"]),
        offices=tuple(words["titles"]["offices"]),
        adjectives=_words(words["adjectives"]["words"]),
        persons=_words(words["persons"]["words"]),
        groups=_words(words["groups"]["words"]) | _words(words["groups"]["nouns"]),
        organization_nouns=_words(words["organizations"]["nouns"]),
        organization_words=_words(words["organizations"]["names"]),
        known_organizations=_words(words["organizations"]["known"]) | _words(words["places"]["words"]),
        places=_words(words["places"]["words"]),
        media=_words(words["media"]["names"]),
        media_nouns=_words(words["media"]["nouns"]),
        plain_nouns=_words(words["organizations"]["plain"]),
        documents=_words(words["documents"]["words"]),
        heads=_words(words["persons"]["words"])
        | _words(words["organizations"]["nouns"])
        | _words(words["documents"]["words"])
        | _words(words["groups"]["nouns"])
        | frozenset(_by_gender(words["gendered"])),
        owned=_words(words["documents"]["owned"]),
        authored=_words(words["documents"]["authored"]),
        impressions=_words(words["impressions"]["words"]),
        function_words=_words(words["function_words"]["words"]),
        related=related,
    )


@cache
def load_nicknames() -> tuple[frozenset[str], ...]:
    """Return sets of first names that are short for each other, as far as not one begins with the other."""
    return tuple(map(_words, _read("first_names.toml")["nicknames"]))


def singulars(word: str) -> tuple[str, ...]:
    """Return the word and what it may be the plural of: "policies" gives "policies", "policie", "policy", ..."""
    if word.endswith("men"):
        return word, word[:-2] + "an"
    if not word.endswith("s") or word.endswith("ss"):
        return (word,)
    if word.endswith("ies"):
        return word, word[:-1], word[:-3] + "y"
    return (word, word[:-1], word[:-2]) if word.endswith("es") else (word, word[:-1])


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((files("attribune") / "data" / name).read_text(encoding="utf-8"))


def _words(block: str) -> frozenset[str]:
    return frozenset(block.lower().split())


def _by_gender(table: dict[str, str]) -> dict[str, str]:
    """Map each word of the `either`, `female` and `male` blocks to its gender."""
    genders = {"either": "", FEMALE: FEMALE, MALE: MALE}
    return {word: genders[key] for key in genders for word in table.get(key, "").lower().split()}
