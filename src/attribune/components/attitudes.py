"""Attitude and polarity of an attribution, from its cue.

`attribune_attitudes` classifies every attribution on a Doc with `classify_cue`. The words stand in data/attitudes.toml;
this module holds only how a cue is read: its first deciding word is its head, what stands around it sets the polarity,
and the source and the opening of the content decide the few cues that are ambiguous alone.
"""

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from itertools import chain, pairwise, takewhile
from typing import Any, NamedTuple

from spacy.language import Language
from spacy.tokens import Doc, Span

from attribune.bridge import ATTRIBUTIONS, CONTENT, CUE, SOURCE, span_group, spans_by_attribution
from attribune.records import Attitude, Polarity

WORD = re.compile(r"'(?:s|re|ve|m|d|ll)\b|[a-z]+(?:-[a-z]+)*")
STRAIGHT = str.maketrans("‘’‛“”„‟", "'" * 3 + '"' * 4)
CONTRACTIONS = (("can't", "can not"), ("cannot", "can not"), ("won't", "will not"), ("n't", " not"))

# With at most a short object before it, as in "told | his aides never to speak".
INFINITIVE = re.compile(
    r"(?:(?:her|him|me|them|us|you|(?:her|his|its|our|their) \w+) )?(?:(?:not|never) )?to (?!\w+ing\b)[a-z]"
)
# How much of a content is looked at, in code points.
OPENING = 60
QUOTED_OR_THAT = re.compile(r"\W|that\b")
NO_COMMENT = re.compile(
    r"\W?(?:(?:i|we) have )?no comment\b|\W?(?:i'm |we're )?not going to (?:comment|discuss|go into)\b"
)


class Entry(NamedTuple):
    """What one cue word says. A light one decides only where no other word of the cue does."""

    attitude: Attitude
    polarity: Polarity
    light: bool = False


class Match(NamedTuple):
    """An entry found at the words `start` to `end` (half-open) of a cue."""

    start: int
    end: int
    entry: Entry


@dataclass(frozen=True)
class Lexicon:
    """data/attitudes.toml, indexed.

    `entries` are keyed by their words, at most `longest`; `single` are those of one word. `vocabulary` holds every word
    of any list. `irregular` leads from an inflected form to its base.
    """

    entries: Mapping[tuple[str, ...], Entry]
    longest: int
    single: frozenset[str]
    vocabulary: frozenset[str]
    irregular: Mapping[str, str]
    before_infinitive: Mapping[str, Attitude]
    polarity: Mapping[str, frozenset[str]]
    sources: Mapping[str, frozenset[str]]


class Reading(NamedTuple):
    """What a cue says by itself. `head` is a base form; `refuses` marks an unwillingness to do what follows."""

    head: str
    entry: Entry
    polarity: Polarity
    refuses: bool
    verbs: frozenset[str]


class SourceTraits(NamedTuple):
    """What a source's words say about its attribution."""

    is_evidence: bool
    is_opinion: bool
    is_negative: bool


UNKNOWN = Entry("statement", "affirmed")


@cache
def lexicon() -> Lexicon:
    """Return the cue lexicon, read once."""
    tables = tomllib.loads((files("attribune") / "data" / "attitudes.toml").read_text(encoding="utf-8"))
    entries = {tuple(words.split()): entry for words, entry in _entries(tables)}
    listed = [words for name in ("polarity", "sources", "before_infinitive") for words in tables[name].values()]
    irregular = {form: base for base, forms in tables["irregular"].items() for form in forms}
    return Lexicon(
        entries=entries,
        longest=max(map(len, entries)),
        single=frozenset(words[0] for words in entries if len(words) == 1),
        vocabulary=frozenset(chain(chain.from_iterable(entries), *listed)),
        irregular=irregular,
        before_infinitive={word: attitude for attitude, words in tables["before_infinitive"].items() for word in words},
        polarity={name: frozenset(words) for name, words in tables["polarity"].items()},
        sources={name: frozenset(words) for name, words in tables["sources"].items()},
    )


def _entries(tables: Mapping[str, Any]) -> Iterator[tuple[str, Entry]]:
    for light, classes in ((True, tables["light"]), (False, tables["cues"])):
        for attitude, polarities in classes.items():
            for polarity, listed in polarities.items():
                yield from ((words, Entry(attitude, polarity, light)) for words in listed)


@lru_cache(maxsize=16384)
def base_form(word: str) -> str:
    """Return the lexicon's base form of a lower-case English word, or the word itself if the lexicon knows none.

    Irregular forms are listed in the data; regular -s, -ed and -ing are undone, with a dropped e put back, a doubled
    consonant made single and -ies, -ied read as -y. Words with an entry of their own go before parts of longer entries,
    so that "noted" is a form of "note", not of "not".
    """
    known = lexicon()
    if word in known.irregular:
        return known.irregular[word]
    forms = [word, *_stems(word)]
    return next((form for words in (known.single, known.vocabulary) for form in forms if form in words), word)


def _stems(word: str) -> Iterator[str]:
    for ending in ("ing", "ed", "es", "s", "d"):
        if word.endswith(ending) and len(word) > len(ending) + 1:
            stem = word.removesuffix(ending)
            yield stem
            yield stem + "e"
            if stem.endswith("i"):
                yield stem[:-1] + "y"
            if len(stem) > 2 and stem[-1] == stem[-2]:
                yield stem[:-1]


def _words(text: str) -> list[str]:
    text = text.translate(STRAIGHT).lower()
    for contracted, full in CONTRACTIONS:
        text = text.replace(contracted, full)
    return WORD.findall(text)


def _matches(words: Sequence[str], bases: Sequence[str]) -> Iterator[Match]:
    """Find the entries of a cue from left to right, longest first; an inflected form may have its own."""
    known = lexicon()
    start = 0
    while start < len(words):
        for end in range(min(len(words), start + known.longest), start, -1):
            entry = known.entries.get(tuple(words[start:end])) or known.entries.get(tuple(bases[start:end]))
            if entry is not None:
                yield Match(start, end, entry)
                start = end
                break
        else:
            start += 1


@lru_cache(maxsize=16384)
def _read_cue(cue: str) -> Reading:
    words = _words(cue)
    bases = [base_form(word) for word in words]
    matches = list(_matches(words, bases))
    deciding = [match for match in matches if not match.entry.light]
    head = next(iter(deciding or matches[-1:]), Match(len(words), len(words), UNKNOWN))
    polarity = _polarity(words, matches, head)
    sets = lexicon().polarity
    refuses = any(base in sets["refusing"] for base in bases) or (
        polarity == "negated" and any(base in sets["volition"] for base in bases)
    )
    name = bases[head.start] if head.start < len(bases) else ""
    return Reading(name, head.entry, polarity, refuses, frozenset(bases))


def _polarity(words: Sequence[str], matches: Sequence[Match], head: Match) -> Polarity:
    """Weigh negation, then the head's own polarity, then modal and light words.

    Words that an entry of several words has taken up ("no doubt", "would like") do not count. Negation counts up to two
    words behind the head ("said nothing", "made no mention"), modals only before it.
    """
    sets = lexicon().polarity
    free = list(words)
    for match in matches:
        if match.end - match.start > 1:
            free[match.start : match.end] = [""] * (match.end - match.start)
    for at, (word, following) in enumerate(pairwise(words)):
        if f"{word} {following}" in sets["affirming"] or (word == "would" and following in sets["factual_would"]):
            free[at] = ""
    around = [match.entry.polarity for match in matches if match.entry.light and match.start <= head.start]
    if "negated" in around or any(word in sets["negators"] for word in free[: head.end + 2]):
        return "negated"
    if head.entry.polarity != "affirmed":
        return head.entry.polarity
    if "hedged" in around or any(word in sets["modals"] for word in free[: head.start]):
        return "hedged"
    return "affirmed"


@lru_cache(maxsize=16384)
def _source_traits(source: str) -> SourceTraits:
    """Judge a source by its head noun, behind which a participle may stand ("the poll released today")."""
    known = lexicon().sources
    words = _words(source.split(",")[0])
    opening = words[0] if words else ""
    phrase = list(takewhile(_in_noun_phrase, words))
    while phrase and base_form(phrase[-1]) in known["partitive"] and words[len(phrase) :][:1] == ["of"]:
        words = words[len(phrase) + 1 :]
        phrase = list(takewhile(_in_noun_phrase, words))
    heads = {
        base_form(word)
        for word, following in pairwise([*phrase, ""])
        if not following or following.endswith(("ed", "ing"))
    }
    return SourceTraits(
        is_evidence=not heads.isdisjoint(known["evidence"]),
        is_opinion=not heads.isdisjoint(known["opinion"]),
        is_negative=opening in known["negative"],
    )


def _in_noun_phrase(word: str) -> bool:
    return word not in lexicon().sources["phrase_end"]


def classify_cue(cue: str, *, source: str = "", content: str = "") -> tuple[Attitude, Polarity]:
    """Return the attitude and polarity that a cue, with the words of its source and content, gives an attribution.

    Args:
        cue: The whole verb group ("has repeatedly refused to say"), noun, preposition or mark; empty for an orphan
            quotation, which is an affirmed statement.
        source: The source's words; a report or poll turns a statement into evidence, "nobody" negates.
        content: The content's words, of which only the first are looked at.
    """
    if not cue:
        return "statement", "affirmed"
    reading, traits = _read_cue(cue), _source_traits(source)
    opening = content[:OPENING].translate(STRAIGHT).lower().strip()
    polarity: Polarity = "negated" if traits.is_negative and reading.polarity == "affirmed" else reading.polarity
    if _withholds(reading, polarity, opening):
        return "no_comment", polarity
    return _attitude(cue, reading, traits, source=source, opening=opening), polarity


def _withholds(reading: Reading, polarity: Polarity, opening: str) -> bool:
    """Tell a kept silence: "declined to comment", "did not respond", "refused to say why", "said: 'No comment.'"."""
    sets = lexicon().polarity
    verbs = reading.verbs
    if reading.refuses and opening.startswith("to "):
        verbs = verbs.union(map(base_form, _words(opening)[1:2]))
    if reading.entry.attitude == "statement" and NO_COMMENT.match(opening):
        return True
    if polarity == "negated" and not verbs.isdisjoint(sets["replies"]):
        return True
    return reading.refuses and not verbs.isdisjoint(sets["disclosures"]) and not QUOTED_OR_THAT.match(opening)


def _attitude(cue: str, reading: Reading, traits: SourceTraits, *, source: str, opening: str) -> Attitude:
    attitude = reading.entry.attitude
    if INFINITIVE.match(opening) or cue.lower().endswith(" to"):
        attitude = lexicon().before_infinitive.get(reading.head, attitude)
    if traits.is_evidence and attitude in ("statement", "belief", "perception"):
        return "evidence"
    if traits.is_opinion and reading.entry is UNKNOWN:
        return "belief"
    if attitude == "other" and reading.entry.polarity == "hedged" and source:
        return "belief"
    if attitude == "other" and reading.entry.polarity == "affirmed" and opening.startswith(('"', "'")):
        return "statement"
    return attitude


def annotate_attitudes(doc: Doc) -> Doc:
    """Write the attitude and polarity of every attribution on a Doc beside its other fields."""
    fields = span_group(doc, ATTRIBUTIONS).attrs
    for attribution_id, spans in spans_by_attribution(doc).items():
        attitude, polarity = classify_cue(
            _text_of(spans, CUE), source=_text_of(spans, SOURCE), content=_text_of(spans, CONTENT)
        )
        fields[attribution_id] = {**fields.get(attribution_id, {}), "attitude": attitude, "polarity": polarity}
    return doc


def _text_of(spans: Sequence[Span], label: str) -> str:
    return " ".join(span.text for span in spans if span.label_ == label)


@Language.factory("attribune_attitudes", assigns=["doc.spans"], requires=["doc.spans"])
def make_attitudes(nlp: Language, name: str) -> Callable[[Doc], Doc]:
    """Return the component that classifies the attributions in `doc.spans["attributions"]`."""
    return annotate_attitudes
