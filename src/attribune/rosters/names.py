"""Names made comparable: letter case, diacritics, honorifics, hyphens, quote marks and middle initials set aside."""

import re
import unicodedata
from functools import cache
from typing import NamedTuple

from attribune.speakers.lexicon import load_lexicon
from attribune.speakers.name import SUFFIXES

# Letters that Unicode does not take apart into a plain one and a mark.
_LETTERS = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h"})
# The marks of European scripts only: in others, vowels are written as combining characters.
_MARKS = re.compile("[\u0300-\u036f]")
_QUOTE_MARKS = dict.fromkeys(map(ord, "\"'‘’‚‛“”„‟«»‹›`´ʼ."))  # and dots
_POSSESSIVE = re.compile(r"['’ʼ]s?$")
_DOT_BEFORE_WORD = re.compile(r"\.(?=\w\w)")
_WORD = re.compile(r"[^\W_]+")
# Set before any name; other titles are so only where what follows is not a title as well ("Vice President").
_HONORIFICS = frozenset(["mr", "mrs", "ms", "mx", "miss", "dr", "prof", "sir", "dame", "rev"])
_BEFORE_TITLES = frozenset(["prime", "former", "ex"])
_POSTNOMINALS = frozenset(["mp", "mep", "msp", "phd", "md", "esq", "obe", "mbe", "cbe", "kc", "qc"])
_SMALL = frozenset(["the", "of", "and", "for"])
_SHORT_FORM = 3


class PlainName(NamedTuple):
    """A name as it is compared: lower-case words without marks, and the middle initials that were among them."""

    words: tuple[str, ...]
    initials: str = ""

    @property
    def key(self) -> str:
        """The words as one text, the same for all ways of writing a name."""
        return " ".join(self.words)


def plain_names(name: str, *, personal: bool | None) -> tuple[PlainName, ...]:
    """Return a name as it is compared: as a person's, without titles and middle initials, or as it is.

    Where it is not known whether it is a person's (None), both; nothing for a text without any letter or digit.
    """
    words = plain_words(name)
    if not words:
        return ()
    if personal is False:
        return (PlainName(words),)
    person = _person_name(words)
    return (person,) if personal or person.words == words else (person, PlainName(words))


def plain_words(name: str) -> tuple[str, ...]:
    """Return a name's words in lower case without diacritics and quote marks; leading initials make one word."""
    name = _POSSESSIVE.sub("", name.strip())
    if name.isascii() and name.replace(" ", "").isalpha():
        words = name.casefold().split()
    else:
        folded = _DOT_BEFORE_WORD.sub(" ", fold(name)).replace("&", " and ")
        words = _WORD.findall(folded.translate(_QUOTE_MARKS))
    if len(words) > 1 and len(words[0]) == 1 == len(words[1]):
        count = next((index for index, word in enumerate(words) if len(word) > 1), len(words))
        words[:count] = ["".join(words[:count])]
    if len(words) > 1 and words[0] == "the":
        del words[0]
    return tuple(words)


def fold(text: str) -> str:
    """Return a text in lower case without diacritics."""
    text = text.casefold()
    return text if text.isascii() else _MARKS.sub("", unicodedata.normalize("NFKD", text.translate(_LETTERS)))


def may_be_same_person(one: PlainName, other: PlainName) -> bool:
    """Tell whether two full names do not clash: one surname and suffix, given names equal or shortened.

    "J. Holm", "Jon Holm" and "Jonathan Edvard Holm" may be one person; "Eric Holm" is neither Erica nor Eric Holm Jr.
    """
    (left, left_suffix), (right, right_suffix) = _without_suffix(one.words), _without_suffix(other.words)
    if left_suffix != right_suffix or not _one_begins(one.initials, other.initials):
        return False
    short, long = sorted((left, right), key=len)
    if len(short) > 1 and long[: len(short)] == short:
        return True  # a second surname
    middles = set(left[1:-1]), set(right[1:-1])
    if left[-1] != right[-1] or not (middles[0] <= middles[1] or middles[1] <= middles[0]):
        return False
    return left[0] == right[0] or _is_short_form(*sorted((left[0], right[0]), key=len))


def may_be_same_body(one: PlainName, other: PlainName) -> bool:
    """Tell whether one name of an organization, document or group holds all words of the other."""
    left, right = set(one.words) - _SMALL, set(other.words) - _SMALL
    return left <= right or right <= left


def content_words(role: str | None) -> frozenset[str]:
    """Return the words of a role that say something, with those that mean the same: "CEO" gives "chief", too."""
    lexicon = load_lexicon()
    words = {word for word in _WORD.findall(fold(role or "")) if len(word) > 1 and word not in lexicon.function_words}
    words -= {"former", "senior", "ex"}
    return frozenset(words.union(*(lexicon.related.get(word, ()) for word in words)))


def _person_name(words: tuple[str, ...]) -> PlainName:
    while len(words) > 2 and words[-1] in _POSTNOMINALS:
        words = words[:-1]
    words = _without_titles(words)
    middle = [word for word in words[1:-1] if len(word) > 1]
    if len(middle) + 2 >= len(words):
        return PlainName(words)
    return PlainName((words[0], *middle, words[-1]), "".join(word for word in words[1:-1] if len(word) == 1))


def _without_titles(words: tuple[str, ...]) -> tuple[str, ...]:
    if len(words) == 1 or words[0] not in _titles():
        return words
    cut = 0
    while cut < len(words) - 1 and words[cut] in _titles():
        offices = [office for office in _offices() if words[cut : cut + len(office)] == office]
        cut = min(cut + len(offices[0] if offices else words[:1]), len(words) - 1)
    if len(words) - cut == 1 and words[-1] in _titles() and words[cut - 1] not in _HONORIFICS:
        return words
    return words[cut:]


@cache
def _titles() -> frozenset[str]:
    lexicon = load_lexicon()
    return frozenset(lexicon.titles.keys() - lexicon.gender_of_name.keys()) | _HONORIFICS | _BEFORE_TITLES


@cache
def _offices() -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(office.split()) for office in load_lexicon().offices)


def _without_suffix(words: tuple[str, ...]) -> tuple[tuple[str, ...], str]:
    return (words[:-1], words[-1]) if len(words) > 1 and words[-1] in SUFFIXES else (words, "")


def _one_begins(one: str, other: str) -> bool:
    return one.startswith(other) or other.startswith(one)


def _is_short_form(short: str, long: str) -> bool:
    """Tell whether one given name may stand for another: its initial or, of the same gender, its beginning."""
    if not long.startswith(short):
        return False
    genders = {load_lexicon().gender_of_name.get(name, "") for name in (short, long)}
    return len(short) == 1 or (len(short) >= _SHORT_FORM and not {"male", "female"} <= genders)
