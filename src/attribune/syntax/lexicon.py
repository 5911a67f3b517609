"""Lexicons of reporting cues: data/lexicons/LANGUAGE.toml, one file per language. en.toml says what its keys mean."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, cast

from attribune.errors import SettingsError
from attribune.records import Attitude

FRAMES = ("clause", "object", "infinitive", "order", "hearer", "raising", "quotation")
# The lists of a lexicon's [words] table.
_WORDS = (
    "light_verbs",
    "channels",
    "agents",
    "senders",
    "topics",
    "complements",
    "manner",
    "infinitive",
    "negators",
    "denying",
    "expletives",
)


@dataclass(frozen=True)
class Entry:
    """What a lexicon says of one cue: the frames it takes, and the attitude it has in each."""

    words: tuple[str, ...]
    frames: Mapping[str, Attitude]

    @property
    def attitude(self) -> Attitude:
        """The attitude in the frame named first."""
        return next(iter(self.frames.values()))


@dataclass(frozen=True)
class Lexicon:
    """One language's cues. `verbs` and `nouns` are keyed by their first word's lemma, entries of more words first."""

    language: str
    verbs: Mapping[str, list[Entry]]
    nouns: Mapping[str, list[Entry]]
    adjectives: Mapping[str, list[Entry]]
    prepositions: Mapping[str, list[Entry]]
    light_verbs: frozenset[str]
    channels: frozenset[str]
    agents: frozenset[str]
    senders: frozenset[str]
    topics: frozenset[str]
    complements: frozenset[str]
    manner: frozenset[str]
    infinitive: frozenset[str]
    negators: frozenset[str]
    denying: frozenset[str]
    expletives: frozenset[str]


def languages() -> list[str]:
    """Return the languages that have a lexicon, as two-letter codes."""
    folder = files("attribune") / "data" / "lexicons"
    return sorted(each.name.removesuffix(".toml") for each in folder.iterdir() if each.name.endswith(".toml"))


@cache
def load_lexicon(language: str) -> Lexicon:
    """Return a language's lexicon, read once.

    Raises:
        SettingsError: There is none for this language, or it names a frame that does not exist.
    """
    if language not in languages():
        raise SettingsError(
            f"no lexicon of reporting cues for language {language!r}; there are {', '.join(languages())}. To add one, "
            f"copy attribune/data/lexicons/en.toml to {language}.toml beside it and put its words in the keys"
        )
    path = files("attribune") / "data" / "lexicons" / f"{language}.toml"
    tables = tomllib.loads(path.read_text(encoding="utf-8"))
    words = {key: frozenset(tables.get("words", {}).get(key, [])) for key in _WORDS}
    return Lexicon(
        language=language,
        verbs=_index(_framed(tables.get("verbs", {}), language)),
        nouns=_index(_unframed(tables.get("nouns", {}))),
        adjectives=_index(_unframed(tables.get("adjectives", {}))),
        prepositions=_index(_unframed(tables.get("prepositions", {}))),
        **words,
    )


def _framed(table: Mapping[str, Any], language: str) -> Iterator[tuple[str, str, Attitude]]:
    for attitude, frames in table.items():
        for frame, entries in frames.items():
            if frame not in FRAMES:
                raise SettingsError(
                    f"lexicon {language!r}: [verbs.{attitude}] has a frame {frame!r}; allowed are {', '.join(FRAMES)}"
                )
            yield from ((entry, frame, cast(Attitude, attitude)) for entry in entries)


def _unframed(table: Mapping[str, Any]) -> Iterator[tuple[str, str, Attitude]]:
    for attitude, entries in table.items():
        yield from ((entry, "clause", cast(Attitude, attitude)) for entry in entries)


def _index(listed: Iterator[tuple[str, str, Attitude]]) -> dict[str, list[Entry]]:
    frames: dict[tuple[str, ...], dict[str, Attitude]] = {}
    for entry, frame, attitude in listed:
        frames.setdefault(tuple(entry.split()), {}).setdefault(frame, attitude)
    index: dict[str, list[Entry]] = {}
    for words, by_frame in sorted(frames.items(), key=lambda item: -len(item[0])):
        index.setdefault(words[0], []).append(Entry(words, by_frame))
    return index
