"""Descriptions of documents, groups, organizations and people in running text, found by their head nouns."""

import heapq
import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from attribune.records import SpeakerKind
from attribune.speakers.descriptions import Description, kind_of
from attribune.speakers.lexicon import Lexicon, singulars
from attribune.speakers.sentences import starts_sentence

_NOUN = re.compile(r"(?<![\w'’])[a-z][a-z-]{2,}(?![\w'’-])|(?<![\w'’-])[A-Z][a-z]+s(?![\w'’-])")
_WORD_BEFORE = re.compile(r"((?:\d{1,3}(?:,\d{3})+|[\w'’./-]+))[ \xa0]$")
_LAST_WORD = re.compile(r"[\w-]+$")
_BEHIND = re.compile(
    r"(?:[ \xa0](?:of|to(?=[ \xa0](?:[A-Z]|the|an?|his|her|its|their))|on|by|from|about|for|against|in|at)"
    r"[ \xa0](?:(?:the|an?|his|her|its|their)[ \xa0])?"
    r"(?:[A-Z](?:[\w’'-]*|\.)[ \xa0])*(?!(?:the|an?|his|her|its|their)\b)[\w’'-]+){1,2}"
)
_ARTICLE = re.compile(r"an?|the|this|these|those|his|her|its|their|my|our|one|some|many|several")
_AFTER_ARTICLE = re.compile(r"\b(?:an?|the|\d+)[ \xa0]$", re.I)
_OBJECT = re.compile(r"[ \xa0](?:the|an?|that|how|what|why|no|some|his|her|its|their|he|she|it|they)\b")
_VERB = re.compile(r"sa(?:id|ys?)|told|tell|asked|added|called|according|accused|urged|wrote")
# "Dockers blocked the gate": at the start of a sentence, whoever does something for a living needs no list.
_DOERS = ("ers", "ists", "ors", "ians")
# Function words that stand between an article and its noun.
_MODIFIERS = frozenset(
    ["new", "old", "former", "first", "second", "third", "earlier", "late", "later", "past", "overall"]
)
_LONGEST = 5  # words before the head


@dataclass(frozen=True, slots=True)
class Nominal:
    """A description at code points `start` to `end` (half-open), up to and with its head noun.

    `full_end` is where the prepositional phrases behind the head end, as far as capitals and articles show them.
    """

    start: int
    end: int
    full_end: int
    phrase: str
    head: str
    kind: SpeakerKind


def find_nominals(text: str, lexicon: Lexicon) -> list[Nominal]:
    """Return the descriptions in a text whose head noun the lexicon knows, in text order."""
    nominals: list[Nominal] = []
    for match in _NOUN.finditer(text):
        head = match[0].lower()
        doers = match[0].istitle() and head.endswith(_DOERS) and starts_sentence(text, match.start())
        if not _is_head(head, lexicon) and not doers:
            continue
        if nominals and nominals[-1].end == match.start() - 1 and _is_verb(text, match, nominals[-1].head, lexicon):
            continue  # "The video shows the gate"
        start, article = _phrase_start(text, match.start(), lexicon, several=len(singulars(head)) > 1)
        phrase = text[start : match.end()]
        if not article and len(singulars(head)) == 1 and head not in lexicon.groups:
            continue  # a singular without an article is a modifier or a verb
        if nominals and nominals[-1].start >= start:
            nominals.pop()  # "a planning document" is one description, not "a planning" and "document"
        kind = kind_of(Description("nominal", start, phrase, head=head), lexicon)
        if (
            nominals
            and not article
            and kind == "group" == nominals[-1].kind
            and text[nominals[-1].end : start] == " and "
        ):
            start = nominals.pop().start  # "retired generals and admirals"
            phrase = text[start : match.end()]
        behind = _BEHIND.match(text, match.end())
        nominals.append(Nominal(start, match.end(), behind.end() if behind else match.end(), phrase, head, kind))
    return nominals


class Nominals:
    """The descriptions in a text, looked up by place and by head noun."""

    def __init__(self, text: str, lexicon: Lexicon) -> None:
        self.all = find_nominals(text, lexicon)
        self.by_head: dict[str, list[Nominal]] = defaultdict(list)
        for nominal in self.all:
            self.by_head[nominal.head].append(nominal)

    def between(self, start: int, end: int) -> list[Nominal]:
        """Return the descriptions that begin behind `start` and end before `end`, the last one first."""
        first = bisect_right(self.all, start, key=_start)
        upto = bisect_right(self.all, end, key=_start)
        return [nominal for nominal in reversed(self.all[first:upto]) if nominal.end <= end]

    def alike(self, head: str, lexicon: Lexicon, start: int, end: int) -> Iterator[Nominal]:
        """Yield those that begin between two positions with this head noun or one like it, in text order."""
        related = lexicon.related.get(head, frozenset(singulars(head)))
        lists = [self.by_head[each] for each in sorted(related) if each in self.by_head]
        near = (each[bisect_right(each, start, key=_start) : bisect_left(each, end, key=_start)] for each in lists)
        yield from heapq.merge(*near, key=_start)


def _start(nominal: Nominal) -> int:
    return nominal.start


def nominal_ending_at(text: str, end: int, lexicon: Lexicon) -> Nominal | None:
    """Return the description whose last word ends at `end`, whatever its noun, or None where no word ends there."""
    match = _LAST_WORD.search(text, max(0, end - 40), end)
    if match is None:
        return None
    head = match[0].lower()
    if head in lexicon.function_words:
        return None
    start, _ = _phrase_start(text, match.start(), lexicon, several=len(singulars(head)) > 1)
    phrase = text[start:end]
    return Nominal(start, end, end, phrase, head, kind_of(Description("nominal", start, phrase, head=head), lexicon))


def _is_verb(text: str, word: re.Match[str], before: str, lexicon: Lexicon) -> bool:
    """Tell whether what looks like a plural behind a singular noun is its verb, by what follows."""
    several = len(singulars(word[0])) > 1 and len(singulars(before)) == 1
    return several and not lexicon.is_person_noun(word[0]) and _OBJECT.match(text, word.end()) is not None


def _is_head(word: str, lexicon: Lexicon) -> bool:
    if not word.endswith(("s", "men")):
        return word in lexicon.heads  # most words of a text end here
    forms = singulars(word)
    return any(form in lexicon.heads for form in forms) or any(form in lexicon.adjectives for form in forms[1:])


def _phrase_start(text: str, position: int, lexicon: Lexicon, *, several: bool) -> tuple[int, bool]:
    """Return where the description begins whose head noun stands at a position, and whether with an article."""
    for _ in range(_LONGEST):
        before = _WORD_BEFORE.search(text, max(0, position - 30), position)
        if before is None:
            return position, False
        word = before[1].lower()
        if _ARTICLE.fullmatch(word):
            return before.start(), True
        participle = ("ed", "ing") if several else ("ed",)  # "a planning memo", but "the choice facing voters"
        adjective = word.endswith(participle) and _AFTER_ARTICLE.search(
            text, max(0, before.start() - 8), before.start()
        )
        if (
            (word in lexicon.function_words and before[1] not in _MODIFIERS)
            or _VERB.fullmatch(word)
            or (word.endswith((".", *participle)) and not adjective)
        ):
            return position, False
        position = before.start()
        if word.endswith(("'s", "’s")):
            return position, True
    return position, False
