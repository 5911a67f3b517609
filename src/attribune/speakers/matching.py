"""Whether a name may be somebody's whom the article names otherwise, too."""

from collections.abc import Iterable
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from attribune.speakers.lexicon import load_nicknames
from attribune.speakers.name import ORGANIZATION, PERSON, SUFFIXES, Name

if TYPE_CHECKING:
    from attribune.speakers.entities import Entity

# Surnames of fewer letters are too often other names.
_SHORTEST_MISSPELT = 5


@lru_cache(maxsize=10_000)
def core_of(words: tuple[str, ...]) -> tuple[str, ...]:
    """Return the words without suffixes ("jr") and middle initials."""
    kept = [word for word in words if word not in SUFFIXES]
    return tuple(word for i, word in enumerate(kept) if len(word) > 1 or i in (0, len(kept) - 1)) or words


def last_word(name: Name) -> str:
    """Return the surname of a name, or the last word of an organization's."""
    core = core_of(name.words)
    return core[-1]


def may_be_of(name: Name, entity: "Entity") -> bool:
    """Tell whether a name is a form of an entity's: the same, or shorter by what news leaves out."""
    short, full = core_of(name.words), core_of(entity.words)
    if short == full:
        return not _apart_by_suffix(name.words, entity.words)
    if entity.kind == "organization":
        if name.kind == PERSON:
            return False
        more = len(full) - len(short)
        contained = len(short) > 1 and more < 3 and short[-1] == full[-1] and set(short) <= set(full)
        begins = len(short) > 1 and name.kind != ORGANIZATION and full[: len(short)] == short
        return (
            contained
            or begins
            or (
                len(short) == 1
                and (
                    short[0] in initial_letters(full)
                    or short[0] in entity.heads
                    or (short[0] == _head(full) and short[0] != "house" and name.kind == ORGANIZATION)
                )
            )
        )
    if name.kind == ORGANIZATION and (len(short) > 1 or short[0] != full[-1]):
        return False
    if _apart_by_suffix(name.words, entity.words):
        return False
    if len(short) == 1:
        return short[0] in (full[0], full[-1]) or (len(full) > 2 and short[0] in full[1:])
    if short[-1] == full[-1] and (short[0] == full[0] or short[0] == full[0][:1] or short[0][:1] == full[0]):
        return True
    if short[-1] == full[-1] and len(short) == len(full) == 2 and _is_nickname(short[0], full[0]):
        return not name.gender or not entity.gender or name.gender == entity.gender
    return any(full[i : i + len(short)] == short for i in range(len(full) - len(short) + 1))


def _is_nickname(one: str, other: str) -> bool:
    """Tell whether one first name is short for the other: "Ken" for "Kenneth", "Bill" for "William"."""
    short, long = sorted((one, other), key=len)
    return (len(short) > 2 and long.startswith(short)) or any({one, other} <= alike for alike in load_nicknames())


def _apart_by_suffix(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Tell whether two full names are father's and son's, by their suffixes, or a suffix and a middle initial."""
    if not SUFFIXES.isdisjoint(one) and not SUFFIXES.isdisjoint(other):
        return SUFFIXES.isdisjoint({*one} & {*other})
    short, long = (one, other) if SUFFIXES.isdisjoint(one) else (other, one)
    full = len(short) > 2 and SUFFIXES.isdisjoint(short) and len(short[1]) == 1
    return full and not SUFFIXES.isdisjoint(long) and len(long) == 3


def _head(words: tuple[str, ...]) -> str:
    """Return the word that heads an organization's name: "committee" of "Committee on Ways and Means"."""
    return next((one for one, other in pairwise(words) if other in ("of", "of the", "on", "for")), words[-1])


def find_misspelt(name: Name, people: Iterable["Entity"]) -> "Entity | None":
    """Return the one person whose surname a lone one differs from by a letter: "Bornsten" after "Harold Bornstein"."""
    word = name.words[0]
    if len(name.words) > 1 or name.kind == ORGANIZATION or len(word) < _SHORTEST_MISSPELT:
        return None
    alike = [entity for entity in people if _one_slip(word, core_of(entity.words)[-1])]
    return alike[0] if len(alike) == 1 else None


def _one_slip(one: str, other: str) -> bool:
    """Tell whether two words differ by one letter that is changed, missing or too many, the last one aside."""
    if (
        len(one) == len(other)
        and sorted(one) == sorted(other)
        and sum(a != b for a, b in zip(one, other, strict=True)) == 2
    ):
        return True  # "Bryne" for "Byrne"
    short, long = sorted((one, other), key=len)
    same = next((i for i, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    if same >= len(short) - (len(short) == len(long)) or len(long) - len(short) > 1:
        return False  # "Holms" are others than Holm
    return short[same + (len(short) == len(long)) :] == long[same + 1 :]


def clashes(name: Name, entity: "Entity", by_honorific: dict[str, str]) -> bool:
    """Tell whether a name states another gender than the entity's, by its title or that of its surname elsewhere."""
    gender = by_honorific.get(name.words[0], "") if len(name.words) == 1 else ""
    if name.title and name.gender:
        gender = name.gender
        if name.words == entity.words[:1] and len(entity.words) > 1:
            return False  # "Mr. Lin" of "Lin Jianmei": the gender is not that of a first name
    return bool(gender and entity.gender and gender != entity.gender)


def initial_letters(words: tuple[str, ...]) -> tuple[str, str]:
    """Return the acronyms of an organization, without small words and with them."""
    plain = [word for word in words if word not in ("of", "the", "for", "and", "to", "of the", "for the", "on", "&")]
    return "".join(word[0] for word in plain), "".join(word[0] for word in words if word != "the")
