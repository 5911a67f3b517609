"""A name as it stands in a text."""

from dataclasses import dataclass

PERSON, ORGANIZATION, UNKNOWN = "person", "organization", ""
SUFFIXES = frozenset({"jr", "sr", "ii", "iii", "iv"})


@dataclass(frozen=True, slots=True)
class Name:
    """A name at code points `start` to `end` (half-open), without the title before it.

    `words` are lower case, without dots. `kind` is "person", "organization" or "" where the form does not tell.
    `surname` is the one that a first name takes from the name behind it ("James and Ida Holm"), as do `words`.
    """

    start: int
    end: int
    words: tuple[str, ...]
    title: str
    kind: str
    gender: str
    surname: str = ""
