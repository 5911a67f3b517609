"""What the text says a person is: titles before a name, descriptions before and behind it."""

import re

from attribune.speakers.lexicon import Lexicon, singulars
from attribune.speakers.name import Name

_ROLE_BEFORE = re.compile(r"((?:[\w’'.&-]+[ \xa0]){0,5}[\w’'-]+),?[ \xa0]$")
_JOINED = re.compile(r"[ \xa0]((?:[A-Z][\w.’'-]*[ \xa0]){1,3}and[ \xa0])$")
_ROLE_AFTER = re.compile(
    r"(?:[ \xa0]\([^()]{1,12}\))?,[ \xa0]"
    r"((?:(?:a|an|the|his|her|their|its|one of|who is|who was)[ \xa0])?[^,.;:()\n\"“”]{3,90}?)"
    r"(?=[,.;:()\n]|[ \xa0](?:who|which|whose)[ \xa0]|$)"
)
_ARTICLES = frozenset(["a", "an", "the", "his", "her", "their", "its", "one", "former"])
_SENTENCE_END = re.compile(r"[.!?]['’][ \xa0]|(?<=[a-z]{2})[.!?][ \xa0]")
_STATE_PARTS = frozenset(["new", "north", "south", "west", "rhode"])
_BEFORE_ROLE = re.compile(
    r"^.*\b(?:a|an|the|said|says|to|by|with|from|and|for|of|that|as|told|when|while|but|like|"
    r"which|who|are|is|was|were|has|have|had|-+)[ \xa0]",
    re.IGNORECASE,
)


def roles_of(text: str, name: Name, lexicon: Lexicon) -> list[str]:
    """Return the titles and appositions around one mention of a person, verbatim, best first."""
    roles = []
    if after := _ROLE_AFTER.match(text, name.end):
        role = after[1].removeprefix("who is ").removeprefix("who was ")
        if role_head(role, lexicon) and (role.split()[0] in _ARTICLES or role.split()[0] not in lexicon.function_words):
            roles.append(_tidy(role))
    start = name.start - len(name.title) - bool(name.title)
    joined = _JOINED.search(text, max(0, start - 40), start)  # "the pilots, Ole Holm and Ida Ek"
    ahead = joined.start(1) if joined is not None else start
    before = _ROLE_BEFORE.search(text, max(0, ahead - 60), ahead)
    if name.title:
        roles.append(_tidy(name.title))
    if before:
        role = _BEFORE_ROLE.sub("", _SENTENCE_END.split(before[1])[-1])
        last = role.split()[-1].lower() if role else ""
        if lexicon.is_person_noun(last) and not role[-1].isupper() and (joined is None or len(singulars(last)) > 1):
            roles.append(_tidy(role))
    return roles


def role_head(role: str, lexicon: Lexicon) -> str:
    """Return the noun that heads a role ("director" of "managing director of X"), or "" if it is no role."""
    before_of = re.split(r"\b(?:of|for|at|in|to|on|with|from|who|that|and)\b", role, maxsplit=1)[0]
    if re.search(r"\w (?:the|an?|[–—-]+) ", before_of):
        return ""
    words = [word.strip("'’\"“”").lower() for word in before_of.split()]
    return next((word for word in reversed(words[-2:]) if lexicon.is_person_noun(word)), "")


def role_nouns(role: str) -> list[str]:
    """Return the lower-case words of a role up to its first preposition; the head noun is among them."""
    before_of = re.split(r"\b(?:of|for|at|to)\b", role.lower(), maxsplit=1)[0]
    return [word.strip(".,'’") for word in re.split(r"[\s-]+", before_of.strip())]


def role_fit(role: str, related: frozenset[str], details: set[str], *, lexicon: Lexicon) -> float:
    """Return how well a description fits a role: below 0 where its head does not occur in it."""
    head_words = role_nouns(role)
    if not related & set(head_words) or ("vice" in head_words) != ("vice" in details):
        return -1.0
    words = set(re.findall(r"\w+", role.lower()))
    words |= {each for word in words for each in lexicon.related.get(word, ())}
    where, elsewhere = details & lexicon.places, words & (lexicon.places | _STATE_PARTS)
    if where and elsewhere and not where & elsewhere:
        return -1.0  # the Ohio senator is not the one from Iowa
    if where and not elsewhere and head_words[-1] not in related and related <= lexicon.adjectives:
        return -1.0  # nor is the Ohio Republican a "Republican committee chairman"
    belongs, stated = details & lexicon.adjectives, words & lexicon.adjectives
    if belongs and stated and not belongs & stated:
        return -1.0  # the Republican nominee is not the Libertarian one
    return len(details & words) + 0.5 * (len(head_words) == 1)


def _tidy(role: str) -> str:
    return re.sub(r"\s+", " ", role).strip(" ,'\"“”‘")
