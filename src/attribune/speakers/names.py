"""Names of people and organizations in a text without any tagger: runs of capitalised words."""

import re
from collections import deque
from collections.abc import Collection, Iterator
from dataclasses import replace
from itertools import pairwise

from attribune.speakers.lexicon import Lexicon, singulars
from attribune.speakers.name import ORGANIZATION, PERSON, UNKNOWN, Name
from attribune.speakers.name_context import (
    known_in_headlines,
    with_shared_surnames,
    without_captions,
    without_first_words,
)
from attribune.speakers.sentences import headlines, lower_words, starts_line, starts_sentence
from attribune.speakers.titles import PARTICLES, Part, part_title

_UPPER = "".join(chr(code) for code in range(0x530) if chr(code).isupper())
_ABBREVIATIONS = (
    "Mr|Mrs|Ms|Dr|Prof|Sens?|Reps?|Govs?|Lt|Gen|Col|Maj|Capt|Sgt|Cpl|Adm|Rev|Hon|Pres|St|Jr|Sr|Sec|Supt|Atty"
)
# Accents may be characters of their own, and UTF-8 read as Latin-1, as some archives have it, is two for one: "TrÃ©vi".
_LETTER = r"(?:[\w\u0300-\u036f]|(?<=[ÃÂ\u0302\u0303])[\x80-\xbf])"
_WORD = rf"[{_UPPER}]{_LETTER}*"
# Not the end of "Holm-led" or "Holm-endorsed".
_HYPHENATED = rf"-(?!(?:led|era|style|like|run|\w+ed)\b){_LETTER}+"
_TOKEN = (
    rf"(?:(?:{_ABBREVIATIONS})\.|(?:[{_UPPER}]\.){{2,}}|[{_UPPER}]\.(?=[ \xa0][\"“]?[{_UPPER}])"
    rf"|\d+(?:st|nd|rd|th)(?=[ \xa0][{_UPPER}])|{_WORD}(?:['’]{_WORD}(?<=\w\w)|{_HYPHENATED})*)"
)
_PARTICLES = "|".join(sorted(PARTICLES))
_JOINERS = "of the|of|for the|for a|for|and|&|on|to"
_NICKNAME = rf"[ \xa0][\"“][{_UPPER}]\w+[\"”](?=[ \xa0][{_UPPER}])"
_RUN = re.compile(
    rf"(?<!\w)(?<!\w-)(?:d['’])?{_TOKEN}"
    rf"(?:,? (?:Jr|Sr)\.|{_NICKNAME}|[ \xa0]{{1,2}}(?:(?:{_PARTICLES}|{_JOINERS})[ \xa0]){{0,2}}{_TOKEN})*"
)
_PART = re.compile(rf"(?:{_JOINERS})(?=[ \xa0])|{_TOKEN}|{_LETTER}+")
# Behind two words of a name in a headline, these end it.
_VERBS = frozenset(
    {"Is", "Are", "Was", "Were", "Has", "Had", "Says", "Said", "Does", "Did", "Should", "Would", "Could"}
)
# Adjectives that texts have in lower case, too, but that begin the names of bodies: "Federal Harbour Board".
_OF_BODIES = frozenset(
    {"federal", "national", "international", "central", "supreme", "general", "public", "social", "world"}
)
_STATES = frozenset({"U.N.", "U.S.", "U.K.", "E.U."})
_JOINER = frozenset(_JOINERS.split("|"))
_ARTICLE_BEFORE = re.compile(r"\b[Tt]he[ \xa0]$")
_INITIALS_BEHIND = re.compile(r"[ \xa0]\(([A-Z][A-Z.]{2,})\)")
# "ABSTRACT." on a line of its own
_LABEL_LINE = re.compile(rf"[{_UPPER}]{{4,}}(?:[ \xa0][{_UPPER}]{{4,}})?\.?[ \xa0]*(?:\n|$)")
_NEXT_WORD = re.compile(r"[ \xa0]([a-z][\w-]+)")


def find_names(text: str, lexicon: Lexicon) -> list[Name]:
    """Return the names in a text, in text order.

    A capitalised word at the start of a sentence counts as a name only where it goes on with capitals, is a known
    first name, or stands capitalised inside another sentence, too. In headlines only names known from elsewhere count.
    """
    common = lower_words(text)
    lines = deque(headlines(text))
    names: list[Name] = []
    doubtful: list[Name] = []
    headline_runs: list[list[Part]] = []
    commons: list[Part] = []
    for match in _RUN.finditer(text):
        parts = _split(match)
        while lines and lines[0][1] <= match.start():
            lines.popleft()
        shouted = len(parts) > 1 and match[0].isupper() and len(match[0]) > 8
        if shouted or (lines and lines[0][0] <= match.start()):
            headline_runs.append(parts)
            continue
        initial = starts_sentence(text, match.start())
        if _LABEL_LINE.match(text, match.start()) and starts_line(text, match.start()):
            continue
        if (spelt_out := _spelt_out(text, parts)) is not None:
            names.append(spelt_out)
            continue
        for segment in _segments(parts, lexicon, common if initial else None):
            name = classify(text, segment, lexicon)
            if name is None and len(segment) == 1:
                commons.append(segment[0])
            if name is None or ((shown := text[name.start : name.end]).isupper() and shown.lower() in common):
                continue
            single = initial and segment[0].start == match.start() and len(name.words) == 1 and not name.title
            (doubtful if single and not _is_sure(name.words[0], text, name, lexicon) else names).append(name)
    names += _surnames(text, commons, names, lexicon)
    seen = {word for name in names for word in name.words}
    alone = {name.words[0] for name in names if len(name.words) == 1}
    known = seen - (common - lexicon.gender_of_name.keys())
    names += [name for name in doubtful if name.words[0] in known]
    names = without_captions(text, names, alone, lexicon)
    names = without_first_words(text, names, common, lexicon)
    names += known_in_headlines(headline_runs, names, lexicon)
    return with_shared_surnames(text, sorted(names, key=lambda name: name.start), lexicon)


def _spelt_out(text: str, parts: list[Part]) -> Name | None:
    """Return the organization whose initials follow in brackets: "Union of Dock and Harbour Workers (UDHW)"."""
    stated = _INITIALS_BEHIND.match(text, parts[-1].end)
    if stated is None:
        return None
    for first, part in enumerate(parts[:-2]):
        words = tuple(each.key for each in parts[first:])
        letters = "".join(each.text[0] for each in parts[first:] if each.text[0].isupper())
        if letters == stated[1].replace(".", "") and part.text[0].isupper():
            return Name(part.start, parts[-1].end, words, "", ORGANIZATION, "")
    return None


def _surnames(text: str, words: list[Part], names: list[Name], lexicon: Lexicon) -> Iterator[Name]:
    """Yield the words that would say where somebody belongs, but for a person so called: "Cuban" after "Mark Cuban"."""
    called = {name.words[-1]: name for name in names if name.kind == PERSON and len(name.words) > 1}
    for word in words:
        if word.key in called and not _ARTICLE_BEFORE.search(text, max(0, word.start - 4), word.start):
            after = _NEXT_WORD.match(text, word.end)
            described = after is not None and (lexicon.is_person_noun(after[1]) or after[1] in lexicon.heads)
            if not described:
                yield Name(word.start, word.end, (word.key,), "", UNKNOWN, "")


def read_name(text: str, start: int, end: int, lexicon: Lexicon, *, common: Collection[str]) -> Name | None:
    """Return the last name in a stretch that is known to be a source, whatever its capitals would mean elsewhere.

    `common` are the text's `lower_words`: a capital at the start of a sentence makes none of them a name.
    """
    found: Name | None = None
    for match in _RUN.finditer(text, start, end):
        for segment in _segments(_split(match), lexicon, None):
            if not (text[start:end].isupper() and lexicon.is_person_noun(segment[-1].key)):  # "FELLOW DOCTORS"
                found = classify(text, segment, lexicon) or found
    written = lexicon.documents - lexicon.organization_words
    if found is not None and found.kind != PERSON and found.words[-1] in written:
        return None  # "Newly Released Document" in a headline
    if found is None or len(found.words) > 1 or found.title or found.words[0] in lexicon.gender_of_name:
        return found
    plain = found.words[0].endswith("s") or found.words[0] in lexicon.heads or found.words[0] in common
    return None if found.kind == UNKNOWN and plain and starts_sentence(text, found.start) else found


def classify(text: str, parts: list[Part], lexicon: Lexicon) -> Name | None:
    """Return the name that a run of capitalised words holds, parted from its titles, or None where it holds none."""
    title_parts, name_parts = part_title(parts, lexicon)
    if not name_parts:
        return None
    words = tuple(part.key for part in name_parts)
    start, end = name_parts[0].start, name_parts[-1].end
    title = text[title_parts[0].start : title_parts[-1].end] if title_parts else ""
    if _is_common(words, title_parts, name_parts[-1], lexicon):
        return None
    of_a_state = len(words) > 1 and name_parts[0].text in _STATES
    person = len(words) == 2 and bool(title_parts) and words[0] in lexicon.gender_of_name  # "Mayor Ida Guardian"
    if of_a_state or words[0] == "new" or (not person and any(word in lexicon.organization_words for word in words)):
        whole = tuple(part.key for part in parts)
        return Name(parts[0].start, end, whole, "", ORGANIZATION, "")
    genders = [lexicon.titles[part.key] for part in title_parts if lexicon.titles.get(part.key)]
    first_name = "" if title_parts and len(words) == 1 else words[0]
    gender = genders[-1] if genders else lexicon.gender_of_name.get(first_name, "")
    name = Name(start, end, words, title, UNKNOWN, gender)
    if title_parts:
        return replace(name, kind=PERSON)
    if _is_organization(text, name, lexicon):
        return replace(name, kind=ORGANIZATION, gender="")
    initial = len(words) > 1 and len(name_parts[0].text) == 2
    if len(words) > 1 and words[-1] in lexicon.places and words[0] not in lexicon.gender_of_name:
        return replace(name, kind=ORGANIZATION, gender="")  # "North Korea"
    if words[0] in lexicon.gender_of_name or initial:
        return replace(name, kind=PERSON)
    return name


def _is_organization(text: str, name: Name, lexicon: Lexicon) -> bool:
    shown = text[name.start : name.end]
    if len(name.words) == 1:
        acronym = len(shown) > 1 and shown.isupper() and (name.words[0] not in lexicon.gender_of_name or "." in shown)
        return acronym or name.words[0] in lexicon.known_organizations
    if any(word in ("of", "for", "&", "of the") for word in name.words):
        return True
    if name.words[-1] in lexicon.documents and name.words[0] not in lexicon.gender_of_name:
        return True  # "Community Survey"
    article = _ARTICLE_BEFORE.search(text, max(0, name.start - 4), name.start) is not None
    return (
        article
        and name.words[0] not in lexicon.gender_of_name
        and not text[name.end : name.end + 2].strip(" ").islower()
    )


def _is_common(words: tuple[str, ...], title_parts: list[Part], last: Part, lexicon: Lexicon) -> bool:
    """Tell whether capitalised words are a description: "Lawmakers", "Oversight Chairman", "Committee Republicans"."""
    titled = bool(title_parts) and lexicon.titles.get(title_parts[-1].key) not in ("", None)
    if titled or lexicon.gender_of_name.keys() & {words[0], *words[-2:-1]}:
        return False
    if len(words) == 2 and words[0] == "new" and words[1] in lexicon.documents:
        return True  # "New Poll Shows"
    if any(one in lexicon.organization_words and other in ("of", "of the", "for") for one, other in pairwise(words)):
        return False  # "Union of Dockers"
    if (
        len(words) == 1
        and last.text[:2].isupper()
        and any(f in lexicon.organization_nouns for f in singulars(words[0]))
    ):
        return True  # "a super PAC"
    if len(words) == 1 and last.text.isupper():
        return words[0] in lexicon.persons and "." not in last.text and not title_parts  # "the CEO"
    if len(words) == 1 and words[0] in lexicon.known_organizations:
        return False
    word, forms = words[-1], singulars(words[-1])
    if len(words) == 1 and any(each in lexicon.adjectives for each in forms):
        return True
    if len(forms) > 1 and any(each in lexicon.persons or each in lexicon.adjectives for each in forms[1:]):
        return len(words) == 1 or word not in lexicon.organization_words
    if len(words) == 1 and (
        word in lexicon.groups or (word in lexicon.documents and word not in lexicon.organization_words)
    ):
        return True
    return (
        (word in lexicon.titles or word in lexicon.persons)
        and not (last.text.isupper() and len(words) == 1)
        and "." not in last.text
    )


def _is_sure(word: str, text: str, name: Name, lexicon: Lexicon) -> bool:
    acronym = name.end - name.start > 1 and text[name.start : name.end].isupper()
    return (
        acronym or word in lexicon.gender_of_name or word in lexicon.known_organizations
    ) and word not in lexicon.ambiguous_names


def _segments(parts: list[Part], lexicon: Lexicon, common: Collection[str] | None) -> Iterator[list[Part]]:
    """Split a run at joining words that do not belong to a name, and drop words that cannot begin one.

    `common`, the words the text has in lower case, is given where the run begins a sentence.
    """
    segment: list[Part] = []
    for index, part in enumerate(parts):
        if part.text in _JOINER and not _joins(segment, part.text, parts[index + 1 :], lexicon):
            yield from _trimmed(segment, lexicon, inside=common is None)
            segment = []
        elif (len(segment) > 1 and part.text in _VERBS) or (segment and part.text == "The"):
            yield from _trimmed(segment, lexicon)
            segment = []
        else:
            if not segment and part.text in _JOINER:
                continue
            segment.append(part)
            following = parts[1].key if len(parts) > 1 and (len(parts) > 2 or part.text.endswith(("ing", "ly"))) else ""
            body = len(parts) > 2 and parts[-1].key in lexicon.organization_words and part.key in _OF_BODIES
            if index == 0 and common is not None and _only_opens_sentence(part, following, lexicon, common, body=body):
                segment = []
    yield from _trimmed(segment, lexicon, inside=common is None)


def _only_opens_sentence(
    part: Part, following: str, lexicon: Lexicon, common: Collection[str], *, body: bool = False
) -> bool:
    """Tell whether a run's first word is no part of a name; it may well be in the three words of a `body`'s."""
    lowered = part.text.lower()
    if lowered.endswith(("ing", "ly")) and following and part.key not in lexicon.gender_of_name:
        return True
    known = part.key in lexicon.gender_of_name or part.key in lexicon.titles
    if body:
        return False
    ambiguous = following in lexicon.ambiguous_names or len(following) < 4  # "Moe Lin Ek"
    if following in lexicon.gender_of_name and not ambiguous and not known and len(part.key) > 1:
        return True
    return lowered in common and not known and lowered not in PARTICLES


def _trimmed(segment: list[Part], lexicon: Lexicon, *, inside: bool = False) -> Iterator[list[Part]]:
    """Yield the segment without function words at its ends; `inside` a sentence first names are none ("Will")."""
    while segment and segment[0].text.lower() in lexicon.function_words:
        body = len(segment) > 2 and segment[-1].key in lexicon.organization_words and segment[0].text == "Our"
        first_name = inside and len(segment) > 1 and segment[0].key in lexicon.gender_of_name
        if (
            body
            or first_name
            or segment[0].text == "New"
            or segment[0].text in _STATES
            or (segment[0].text == "Jan" and len(segment) > 1)
        ):
            break
        segment = segment[1:]
    while segment and (segment[-1].text in _JOINER or segment[-1].text.lower() in lexicon.function_words):
        if len(segment) > 1 and segment[-1].text not in _JOINER and segment[-2].key in lexicon.gender_of_name:
            break  # "Theresa May"
        segment = segment[:-1]
    if segment:
        yield segment


def _joins(left: list[Part], joiner: str, right: list[Part], lexicon: Lexicon) -> bool:
    """Tell whether "of", "for" or "and" stands inside an organization's name."""
    if not left or not right:
        return False
    titles, untitled = part_title(left, lexicon)
    left = untitled if titles and untitled else left
    left_words = [part.key for part in left]
    if lexicon.gender_of_name.keys() & left_words[:-1] and left_words[-1] not in lexicon.organization_words:
        return False  # "Senate Whip Ida Holm of Lund"
    bodies = lexicon.organization_words | lexicon.organization_nouns
    heads = any(word in bodies for word in left_words)
    if len(left) == 1 and len(left[0].text) > 1 and left[0].text.isupper():
        return False
    if joiner in ("of", "for") and len(left) > 1 and len(singulars(left_words[-1])) > 1:
        return True  # "Harbour Workers of Europe"
    if joiner == "and":
        complete = left_words[0] in lexicon.gender_of_name or (heads and len(left) > 1 and left_words[0] != "house")
        return not complete and right[-1].key in lexicon.organization_words
    if joiner.startswith("of") and f"{left_words[-1]} of" in " ".join(o for o in lexicon.offices):
        return True
    if joiner == "of" and len(left) == 1 and right[-1].key in lexicon.organization_words:
        return left_words[0] not in lexicon.gender_of_name
    return heads or joiner == "&" or (joiner == "for" and len(left) == 1 and left_words[0].endswith("s"))


def _split(match: re.Match[str]) -> list[Part]:
    return [Part(part.start(), part.end(), part[0]) for part in _PART.finditer(match.string, *match.span())]
