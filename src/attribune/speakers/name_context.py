"""Names put right by the other names of the text: captions and first words cut off, surnames shared, headlines read."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import replace
from itertools import pairwise

from attribune.speakers.lexicon import Lexicon
from attribune.speakers.name import ORGANIZATION, PERSON, SUFFIXES, UNKNOWN, Name
from attribune.speakers.sentences import starts_sentence
from attribune.speakers.titles import PARTICLES, Part

# Words before a name that are no part of it, whatever the text has elsewhere.
_STAND_BEFORE = frozenset({"pac", "party", "state"})


def without_captions(text: str, names: list[Name], alone: set[str], lexicon: Lexicon) -> list[Name]:
    """Return the names without captions at their ends; `alone` are the words that are names by themselves."""
    full = {name.words for name in names if len(name.words) == 2}
    return [_without_caption(text, name, alone, full, lexicon) for name in names]


def _without_caption(
    text: str, name: Name, alone: set[str], full: Collection[tuple[str, ...]], lexicon: Lexicon
) -> Name:
    """Cut "Rosa Lindt Election" to "Rosa Lindt" where the text calls her so, or Lindt, but nobody Election."""
    if name.kind != PERSON or len(name.words) < 3 or name.words[0] not in lexicon.gender_of_name:
        return name
    if name.words[2] in alone or name.words[2] in SUFFIXES or text[name.end : name.end + 1] == ",":
        return name  # "Rosa Lindt Ek, the mayor"
    if name.words[:2] not in full and (len(name.words) > 3 or name.words[1] not in alone):
        return name
    end = name.start + len(" ".join(text[name.start : name.end].split()[:2]))
    return replace(name, end=end, words=name.words[:2])


def without_first_words(text: str, names: list[Name], common: Collection[str], lexicon: Lexicon) -> list[Name]:
    """Return the names without words before them; `common` are the words that the text has in lower case."""
    whole = (each for each in names if each.kind == ORGANIZATION)
    called = {
        each.words
        for each in whole
        if len(each.words) > 1 or text[each.start : each.end].isupper() or each.words[0] in lexicon.known_organizations
    }
    called |= {each.words[-1:] for each in names if len(each.words) > 1 and each.words[0] in lexicon.gender_of_name}
    return [_without_first(text, name, called, common, lexicon) for name in names]


def _without_first(
    text: str, name: Name, called: Collection[tuple[str, ...]], common: Collection[str], lexicon: Lexicon
) -> Name:
    """Cut "Lund Holm", "Oddly Holm" and "PAC Harbour Forward" to what the text names elsewhere.

    Most texts open with a headline, whose first word is an adjective rather than the name of a namesake: "Weary Holm".
    """
    first, rest = name.words[0], name.words[1:]
    if rest not in called or first in lexicon.gender_of_name or len(first) < 3 or name.title:
        return name
    start = name.end - len(text[name.start : name.end].split(maxsplit=1)[1])
    opens = starts_sentence(text, name.start) and (first in common or first in lexicon.function_words)
    stands_before = opens or name.start == 0 or first in lexicon.places or first in _STAND_BEFORE
    if not stands_before and not text[start : name.end].isupper():
        return name
    return replace(name, start=start, words=rest, kind=ORGANIZATION if len(rest) > 1 else UNKNOWN)


def with_shared_surnames(text: str, names: list[Name], lexicon: Lexicon) -> list[Name]:
    """Give "James" of "James and Ida Holm" the surname, unless it is in another name."""
    called: dict[str, set[str]] = defaultdict(set)
    for name in names:
        if len(name.words) > 1 and name.kind != ORGANIZATION:
            for word in name.words:
                called[word].add(name.words[-1])
    found = list(names)
    for index, (name, other) in enumerate(pairwise(names)):
        firsts = {name.words[0], other.words[0]} <= lexicon.gender_of_name.keys() and not name.title
        alone = len(name.words) == 1 < len(other.words) and called[name.words[0]] <= {other.words[-1]}
        joined = text[name.end : other.start].replace("\xa0", " ") == " and "
        if firsts and alone and joined and other.kind == PERSON and other.words[-1] not in SUFFIXES:
            cut = next((i for i, word in enumerate(other.words) if i and word in PARTICLES), len(other.words) - 1)
            surname = " ".join(text[other.start : other.end].split()[cut:])
            found[index] = replace(name, words=name.words + other.words[cut:], kind=PERSON, surname=surname)
    return found


def known_in_headlines(runs: list[list[Part]], names: list[Name], lexicon: Lexicon) -> Iterator[Name]:
    """Yield the longest stretches of headline runs that are names, or ends of names, of the text below.

    A first name before a surname of the text is part of it, too.
    """
    known = {name.words[i:]: name for name in names for i in range(len(name.words))}
    alone = {name.words[0]: name for name in names if len(name.words) == 1}
    for parts in runs:
        index = 0
        while index < len(parts):
            following = parts[index + 1] if index + 1 < len(parts) else None
            full = (parts[index].key, following.key) if following is not None else ()
            gender = lexicon.gender_of_name.get(parts[index].key)
            if following is not None and full not in known and gender is not None and following.key in alone:
                # "Ida Holm Sails Again" over a text that calls her Holm
                yield Name(parts[index].start, following.end, (*full,), "", PERSON, gender)
                index += 2
                continue
            for upto in range(min(len(parts), index + 5), index, -1):
                words = tuple(part.key for part in parts[index:upto])
                if words in known:
                    name = known[words]
                    yield replace(name, start=parts[index].start, end=parts[upto - 1].end, words=words, title="")
                    index = upto - 1
                    break
            index += 1
