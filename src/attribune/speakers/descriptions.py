"""What a source mention says by its form: a pronoun, a name, several names, or a description with its head noun."""

import re
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from attribune.records import SpeakerKind
from attribune.speakers.lexicon import Lexicon, singulars
from attribune.speakers.name import ORGANIZATION, PERSON, Name

Form = Literal["pronoun", "name", "names", "nominal"]

MASCULINE = frozenset(["he", "him", "his", "himself"])
FEMININE = frozenset(["she", "her", "hers", "herself"])
NEUTER = frozenset(["it", "its", "itself", "this", "one"])
FIRST_PERSON = frozenset(["i", "me", "my", "mine", "myself", "we", "us", "our", "ours", "ourselves"])
SECOND_PERSON = frozenset(["you", "your", "yours"])
PLURAL = frozenset(["they", "them", "their", "theirs", "themselves", "these", "those"])
RELATIVE = frozenset(["who", "whom", "whose", "which", "that"])
PRONOUNS = MASCULINE | FEMININE | NEUTER | FIRST_PERSON | SECOND_PERSON | PLURAL | RELATIVE
_OWNERS = frozenset(["my", "our", "your", "his", "her", "its", "their", "whose"])
_SPACE = re.compile(r"\s+")
_STRIP = ' \t\r\n\xa0,;:."“”‘([—–-'
_POSSESSIVE = re.compile(r"['’]s?$")
_BOUNDARY = re.compile(
    r"[;(\n]|(?<!\d),|,(?![ \xa0]\d{4}\b)|[ \xa0](?:"
    r"[–—-]{1,2}|this|last|who|whom|whose|which|that|where|when|of|for|at|in|to|from|on|with|by|about|against|"
    r"relating|concerning|regarding|showing|detailing|called|named|dubbed|dated|titled|"
    r"among|inside|within|under|near|behind|outside(?=[ \xa0](?:the|an?|of)[ \xa0])|"
    r"since|after|before|between|over|across|including|close|familiar|"
    r"(?:released|conducted|published|obtained|cited|sent|written|signed)"
    r"(?=[ \xa0](?:by|in|on|to|at|from|this|last|late|early|with|for|[A-Z]))|"
    r"being|like|based|representing|working|living|"
    r"handling|seeking|tracking(?![ \xa0]polls?\b)|monitoring|studying|serving|supporting|opposing|investigating|"
    r"covering|"
    r"(?:\w+ed|led|run|held|sent|made|seen|known)(?=[ \xa0](?:by|in|on|to|at|from|last|this|with|for|against)[ \xa0])|"
    r"I|we|he|she|they|is|are|was|were|has|have|had|whether|if|because|as)(?=[ \xa0,])"
)
_APPOSED = re.compile(
    r"(?:[ \xa0](?:of|for|at|from|to|in)\b[^,–—]*)?(?:,|[ \xa0](?:[–—-]|--))[ \xa0]"
    r"(?!(?:[\w.'’-]+[ \xa0])*(?:like|including|such|and|with|by|of|to|from|in|at|for|as)[ \xa0])"
    r"(?:[\w.'’-]+[ \xa0]){0,4}[\"“‘]?"
)
_OFFICE = re.compile(r"[ \xa0](?:of|for|in)[ \xa0](?:[a-z][a-z-]+[ \xa0]){0,2}([a-z][a-z-]+)[ \xa0]")
# "former secretary of state and presidential candidate"
_TWO_ROLES = re.compile(r"[^,;:–—]+[ \xa0]and[ \xa0](?:[\w-]+[ \xa0]){0,4}([\w-]+)[ \xa0]")
_NAME_END = re.compile(r"[,;(]|[ \xa0](?:\(|of|from|who|at|and)\b|[ \xa0](?:[(–—]|--)")
# "Ida Holm's “High Water”", without the mark at its end
OWN_TITLE = re.compile(r"^[^,]*['’]s?[ \xa0](?:\"|“|‘|'')([A-Z0-9][^\"“”‘]{1,60})$")
_DIGITS = "two|three|four|five|six|seven|eight|nine"
_OF_SO_MANY = re.compile(
    rf"(?:(?:about|around|some|nearly|almost|roughly|more than|at least|only)[ \xa0])?(?:\d+|one|{_DIGITS})"
    rf"[ \xa0](?:in|out of)[ \xa0](?:every[ \xa0])?(?:\d+|{_DIGITS}|ten)\b|\d+(?:%|[ \xa0]percent)[ \xa0]of[ \xa0]",
    re.I,
)
_SO_MANY = re.compile(r"(?:an?[ \xa0](?:number|handful|couple|lot)|all)[ \xa0]of[ \xa0]", re.I)
_AND_ANOTHER = re.compile(r"[ \xa0]and[ \xa0](?:the|an?|his|her|their|its)[ \xa0]")
_LEADING = re.compile(
    r"^(?:even|both(?! of)|only|also|but|and|including|either|so|yet|especially|particularly|notably|perhaps|from|by|"
    r"according to)[ \xa0]",
    re.I,
)
_DETERMINER = re.compile(r"^(?:the|an?|this|that|these|those|one|some|any|each|every|another|no)[ \xa0]+", re.I)
_DEFINITE = re.compile(r"^(?:all[ \xa0](?:of[ \xa0])?)?(?:the|this|that|these|those|both)[ \xa0]", re.I)
# "The Harbour School at the University of Lund and Royal College" is one body.
_AT = re.compile(r"[ \xa0]at[ \xa0](?:the[ \xa0])?")
_WORD = re.compile(r"[\w$€£%.'’&/-]+")
_COUNT = re.compile(r"\d[\d,.]*%?")
_PARTITIVE = re.compile(
    r"one[ \xa0]of[ \xa0](?:(?:the|its|his|her|their|our|my|these|those)[ \xa0])?(?P<whole>[^,]+)", re.I
)
_OWNER = re.compile(r"(?:his|her|its|their|our|my)\b|[^,]*\w['’]s?[ \xa0]")
_CONTRACTION = re.compile(r"(?<=\w)'(?:m|d|ve|re|ll|s)$")
_PERSONAL = re.compile(r"(?:his|her|their|another|other|the|an?|[\w-]+s$)\b|[\w-]+[ \xa0][\w-]+s$")
_ITSELF = re.compile(r"(?<=\w)[ \xa0](?:him|her|it|them)sel(?:f|ves)$")
_AND_SOMEBODY = re.compile(r",[ \xa0]and[ \xa0](?=[A-Z])")
_AND = re.compile(r"\([^()]*\)|(?:,)?[ \xa0](?:and|or|&|nor|as well as|along with)[ \xa0]|,[ \xa0]")


@dataclass(frozen=True, slots=True)
class Description:
    """A source mention taken apart.

    `phrase` is the mention without outer punctuation. `owner` is its leading possessive pronoun or name ("his",
    "Holm"). `head` is the lower-case head noun of a nominal. `names` are the names that are its head, more than one
    for joint sources. `words` are the lower-case words before the head. `role` is the description beside a name.
    """

    form: Form
    start: int
    phrase: str
    head: str = ""
    words: tuple[str, ...] = ()
    names: tuple[Name, ...] = ()
    members: tuple[tuple[int, int], ...] = ()
    owner: str = ""
    definite: bool = False
    role: str = ""


def describe(text: str, start: int, end: int, *, names: list[Name], lexicon: Lexicon) -> Description:
    """Take the source mention at code points `start` to `end` (half-open) apart; `names` are those that lie in it."""
    start, end = _strip(text, start, end, names)
    phrase = text[start:end]
    lowered = _CONTRACTION.sub("", phrase.lower().replace("’", "'"))
    if lowered in PRONOUNS:
        return Description("pronoun", start, phrase, head=lowered)
    first_word = lowered.split()[0] if lowered.split() else ""
    if first_word in _OWNERS and lowered.split()[-1] in lexicon.owned | {"own"}:
        return Description("pronoun", start, phrase, head=first_word)
    if OWN_TITLE.search(phrase):
        return Description("nominal", start, phrase)
    counted = _SO_MANY.match(text, start, end)
    core_end = _boundary(text, counted.end() if counted is not None else start, end, names)
    members = _members(text, start, end, names)
    if members:
        return Description("names", start, phrase, members=members)
    head_name = _name_at_end(text, start, core_end, names) or _outlet(text, start, core_end, names, lexicon)
    head_name = head_name or _behind_office(text, start, core_end, end, names, lexicon)
    if head_name is not None and not _AND_ANOTHER.search(text, start, head_name.start):
        role = text[start : head_name.start].strip(_STRIP)
        return Description("name", start, phrase, names=(head_name,), role=_DETERMINER.sub("", role))
    words = [word.lower().replace("’", "'") for word in _WORD.findall(text[start:core_end])]
    words[-1:] = [_POSSESSIVE.sub("", words[-1])] if words and not words[-1].endswith("s'") else words[-1:]
    head = words[-1].rstrip("'.") if words else ""
    definite = _DEFINITE.match(phrase) is not None
    apposed = _apposed(text, core_end, end, names, lexicon)
    several = len(singulars(head)) > 1
    if apposed is not None and several and (lexicon.is_person_noun(head) or _is_organization_noun(head, lexicon)):
        members = _members(text, apposed.start, end, names)
        if members:
            return Description("names", start, phrase, members=members)
    told = (definite or _OWNER.match(phrase) is not None) and apposed is not None and apposed.kind == PERSON
    if (
        apposed is not None
        and not several
        and (told or lexicon.is_person_noun(head) or _is_organization_noun(head, lexicon))
    ):
        return Description("name", start, phrase, names=(apposed,), role=_DETERMINER.sub("", text[start:core_end]))
    owner = words[0] if words and words[0] in _OWNERS else ""
    return Description(
        "nominal",
        start,
        phrase,
        head=head,
        words=tuple(words[:-1]),
        owner=owner,
        definite=definite,
        names=tuple(name for name in names if name.start < core_end and name.words[0] not in lexicon.adjectives),
    )


def clean(text: str) -> str:
    """Return a phrase of a text with single spaces and without outer punctuation."""
    return _SPACE.sub(" ", text).strip(' ,;:"“”')


def kind_of(description: Description, lexicon: Lexicon) -> SpeakerKind:
    """Return the kind of speaker that a nominal describes."""
    head = description.head
    if partitive := _PARTITIVE.match(description.phrase):
        whole = _BOUNDARY.split(partitive["whole"], maxsplit=1)[0].split()
        head = singulars(whole[-1].lower())[-1] if whole else head
    tail = head.rsplit("-", 1)[-1]
    first = description.phrase.split(maxsplit=1)[0].lower() if description.phrase.strip() else ""
    if _OF_SO_MANY.match(description.phrase) or (head in lexicon.adjectives and head.endswith(("ese", "ish", "ch"))):
        return "group"
    if head in lexicon.groups or tail in lexicon.groups or _COUNT.fullmatch(head) or first in ("those", "these"):
        return "group"
    forms = singulars(tail)
    if tail in ("group", "number", "handful", "couple", "series", "list", "crowd", "coalition"):
        return "group" if " of " in description.phrase else "organization"
    personal = any(each in lexicon.persons or each in lexicon.gender_of_noun for each in forms)
    if any(each in lexicon.documents for each in (*forms, *singulars(head))) and not personal:
        return "document"
    plural = len(forms) > 1
    if any(each in lexicon.organization_nouns for each in forms):
        return "group" if plural and tail not in lexicon.organization_nouns else "organization"
    if personal or any(each in lexicon.titles for each in forms):
        return "group" if plural else "unnamed"
    return "group" if plural else "unnamed"


def gender_of(description: Description, lexicon: Lexicon) -> str:
    """Return "male", "female" or "" as a nominal's nouns have it: "the actress and senator" is female."""
    joined = (word for word, following in pairwise(description.words) if following == "and")
    genders = (lexicon.noun_gender(noun) for noun in (description.head, *joined))
    return next((gender for gender in genders if gender), "")


def _is_organization_noun(word: str, lexicon: Lexicon) -> bool:
    return any(each in lexicon.organization_nouns for each in singulars(word))


def _strip(text: str, start: int, end: int, names: list[Name]) -> tuple[int, int]:
    while start < end and text[start] in _STRIP:
        start += 1
    ends = {name.end for name in names}  # "Ole Holm Jr." keeps its dot
    while end > start and text[end - 1] in _STRIP and not text[end - 2 : end - 1].isupper() and end not in ends:
        end -= 1
    if (itself := _ITSELF.search(text, start, end)) is not None:
        end = itself.start()
    leading = _LEADING.match(text[start:end])
    return (start + leading.end() if leading else start), end


def _boundary(text: str, start: int, end: int, names: list[Name]) -> int:
    """Return where the head of the phrase ends: at a comma, preposition or relative pronoun outside any name."""
    for match in _BOUNDARY.finditer(text, start, end):
        if match.start() > start and not any(
            n.start - len(n.title) - bool(n.title) <= match.start() < n.end for n in names
        ):
            return match.start()
    return end


def _name_at_end(text: str, start: int, end: int, names: list[Name]) -> Name | None:
    rest = {"", "'s", "’s", "'", "’"}
    inside = (name for name in names if start <= name.start and name.end <= end)
    return next((name for name in inside if text[name.end : end].strip('"” .') in rest), None)


def _outlet(text: str, start: int, end: int, names: list[Name], lexicon: Lexicon) -> Name | None:
    """Return the name in "the Harbour Times tabloid"."""
    inside = (name for name in names if start <= name.start and name.end < end and name.kind == "organization")
    return next((name for name in inside if text[name.end : end].strip() in lexicon.media_nouns), None)


def _behind_office(text: str, start: int, core_end: int, end: int, names: list[Name], lexicon: Lexicon) -> Name | None:
    """Return the name in "secretary of state Ida Holm": what stands before it is no noun for a person."""
    head = text[start:core_end].rsplit(maxsplit=1)[-1].lower() if text[start:core_end].strip() else ""
    for name in names:
        office = _OFFICE.fullmatch(text, core_end, name.start)
        ends = name.end == end or _NAME_END.match(text, name.end) is not None or text[name.end : end] in ("'s", "’s")
        roles = _TWO_ROLES.fullmatch(text, start, name.start - len(name.title) - bool(name.title))
        if (
            roles is not None
            and ends
            and name.kind == PERSON
            and lexicon.is_person_noun((roles[1] or name.title.split()[-1]).lower())
        ):
            return name
        named = office is not None and office[1] not in ("the", "a", "an", "his", "her", "its", "their")
        if office is not None and named and ends and name.kind != ORGANIZATION and lexicon.is_person_noun(head):
            return None if lexicon.is_person_noun(office[1]) else name
    return None


def _apposed(text: str, core_end: int, end: int, names: list[Name], lexicon: Lexicon) -> Name | None:
    """Return the name in "the port's chief engineer, Ida Holm": right behind a comma, but for its title."""
    for name in names:
        before = text[core_end : name.start - len(name.title) - bool(name.title)]
        ends = name.end == end or _NAME_END.match(text, name.end) is not None
        if ends and _APPOSED.fullmatch(before) and " ".join(name.words) not in lexicon.places:
            return name
    return None


def _without(text: str, start: int, end: int, names: list[Name]) -> str:
    """Return a stretch of a text without the names in it."""
    edges = [start, *(edge for name in names for edge in (name.start, name.end)), end]
    return "".join(text[a:b] for a, b in zip(edges[::2], edges[1::2], strict=True))


def _members(text: str, start: int, end: int, names: list[Name]) -> tuple[tuple[int, int], ...]:
    """Return the parts of a joint source ("A and B", "A, B and two others"), or nothing where it is not joint.

    Every part has to begin with a name, or be short and free of commas, and one of them has to hold a name.
    """
    stop = (
        next(
            (
                m.start()
                for m in re.finditer(r"[ \xa0](?:who|which|that|whose|[–—-]{1,2})[ \xa0]|,[ \xa0]\d", text[start:end])
            ),
            end - start,
        )
        + start
    )
    at_start = next((n for n in names if n.start - len(n.title) - bool(n.title) == start and n.kind == PERSON), None)
    for match in _AND_SOMEBODY.finditer(text, start, end) if at_start is not None else ():
        if any(n.start - len(n.title) - bool(n.title) == match.end() and n.kind == PERSON for n in names):
            return (start, match.start()), (match.end(), end)  # "Ida Holm, head of the board, and Ole Ek, its clerk"
    cuts = [
        match.span()
        for match in _AND.finditer(text, start, stop)
        if match[0][0] != "(" and not any(name.start <= match.start() < name.end for name in names)
    ]
    if not any(text[a:b].strip(", \xa0") for a, b in cuts):
        people = [name for name in names if start <= name.start and name.kind != "organization"]
        listed = len(people) > 1 and not re.sub(r",[ \xa0]", "", _without(text, start, end, people))
        return tuple((name.start, name.end) for name in people) if listed else ()
    edges = [start, *(edge for cut in cuts for edge in cut), stop]
    parts = [(a, b) for a, b in zip(edges[::2], edges[1::2], strict=True) if b > a]
    heads = [_name_at_end(text, a, _boundary(text, a, b, names), names) for a, b in parts]
    paired = text[slice(*parts[0])].lower() in PRONOUNS and len(parts) == 2  # "he and Ida Holm"
    if (heads[0] is None and not paired) or len(parts) < 2:
        return ()
    at = next((name for name in names if heads[0] and heads[0].end < name.start < parts[0][1]), None)
    if (
        at is not None
        and heads[0]
        and heads[0].kind == at.kind == ORGANIZATION
        and _AT.fullmatch(text, heads[0].end, at.start)
    ):
        return ()
    apposed = any(_DETERMINER.match(text, a, b) for a, b in parts[1:-1])
    if apposed and heads[-1] is None:
        return ()  # "Ida Holm, the Customs and Border commissioner"
    last_and = max(i for i, (a, b) in enumerate(cuts) if text[a:b].strip(", \xa0"))
    described = paired and _PERSONAL.match(text, *parts[1]) is not None  # "he and his wife"
    joined_plainly = described or all(heads[paired : last_and + 1 + paired])
    return tuple(parts) if joined_plainly else ()
