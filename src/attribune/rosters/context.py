"""What an article says about the people it names, beyond its list of speakers; each part is read when asked for."""

import re
from calendar import month_abbr
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import cached_property

from attribune.records import AnnotatedArticle
from attribune.rosters.names import PlainName, plain_names
from attribune.speakers.lexicon import load_lexicon
from attribune.speakers.name import ORGANIZATION, SUFFIXES
from attribune.speakers.names import find_names

# Of more namesakes than this, only those are looked at that the article calls by another of their names as well.
MANY = 50

_LONGEST = 6  # words of a name that is looked for in the text
_WORD = re.compile(r"\w[\w'’-]*(?:\.\w+)*")
_BETWEEN = re.compile(r"[ \xa0]|\.?[ \xa0]|[ \xa0]?\n")
_MONTHS = {name.lower(): number for number, name in enumerate(month_abbr) if name}
_MONTH = rf"(?P<month>{'|'.join(_MONTHS)})[a-z]*\.?"
_DAYS = (
    re.compile(r"(?<!\d)(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)(?!\d)"),
    re.compile(rf"(?<!\d)(?P<day>\d\d?) {_MONTH},? (?P<year>\d{{4}})(?!\d)", re.IGNORECASE),
    re.compile(rf"\b{_MONTH} (?P<day>\d\d?),? (?P<year>\d{{4}})(?!\d)", re.IGNORECASE),
)


class Context:
    """One article, as far as it tells namesakes apart.

    `positions_of` returns the positions in the roster of the entries that have a name (a `PlainName.key`).
    """

    def __init__(self, article: AnnotatedArticle, *, positions_of: Callable[[str], Sequence[int]]) -> None:
        self._article = article
        self._positions_of = positions_of

    @cached_property
    def published(self) -> date | None:
        """The day the article states, if it can be read: "2025-06-07", "7 June 2025" or "June 7, 2025"."""
        return read_day(self._article.published or "")

    @cached_property
    def named(self) -> dict[int, frozenset[str]]:
        """The positions of the entries that the text names, with the names, but for those that more than MANY have."""
        found: dict[int, set[str]] = {}
        for key in set(self._keys()):
            positions = self._positions_of(key)
            for position in positions if len(positions) <= MANY else ():
                found.setdefault(position, set()).add(key)
        return {position: frozenset(keys) for position, keys in found.items()}

    def full_names(self, surname: str) -> set[PlainName]:
        """Return the names of people in the text that end in a surname and have more than one word."""
        return {name for name in self._people if surname in name.words[-2:] and name.words[-1] in (surname, *SUFFIXES)}

    @cached_property
    def _people(self) -> set[PlainName]:
        text = self._article.text
        names = (name for name in find_names(text, load_lexicon()) if len(name.words) > 1 and name.kind != ORGANIZATION)
        plain = (each for name in names for each in plain_names(text[name.start : name.end], personal=True))
        return {each for each in plain if len(each.words) > 1}

    def _keys(self) -> Iterator[str]:
        """Yield every run of words that begins with a capital, as it is compared; the roster knows which are names."""
        text = self._article.text
        words = list(_WORD.finditer(text))
        for index, first in enumerate(words):
            if first[0][0].islower():
                continue
            for last, following in zip(words[index : index + _LONGEST], [*words[index + 1 :], None], strict=False):
                yield from (name.key for name in plain_names(text[first.start() : last.end()], personal=None))
                if following is None or not _BETWEEN.fullmatch(text, last.end(), following.start()):
                    break


def read_day(text: str) -> date | None:
    """Return the first day that a text states in figures or with the month's English name, or None."""
    for pattern in _DAYS:
        if match := pattern.search(text):
            month = match["month"].lower()
            try:
                return date(int(match["year"]), _MONTHS.get(month) or int(month), int(match["day"]))
            except ValueError:
                return None
    return None
