"""Cues: where a Doc uses an entry of the lexicon, and how far the words of the cue go."""

from collections.abc import Mapping
from typing import Literal, NamedTuple

from spacy.tokens import Doc, Token

from attribune.syntax.lexicon import Entry, Lexicon
from attribune.syntax.phrases import Stretch
from attribune.syntax.relations import (
    ADVERB,
    AUXILIARY,
    MARKER,
    NOMINALS,
    OBJECT,
    OPEN_CLAUSE,
    PARTICLE,
    POSSESSOR,
    PREDICATES,
    agent_of,
    children,
    first_child,
    is_,
    is_passive,
)

Kind = Literal["verb", "noun", "preposition"]


class Cue(NamedTuple):
    """An entry used in a text. `words` are the tokens that the entry matched, `stretch` those of the whole cue."""

    kind: Kind
    head: Token
    entry: Entry
    words: tuple[int, ...]
    stretch: Stretch


def find_entry(head: Token, entries: Mapping[str, list[Entry]]) -> tuple[Entry, tuple[int, ...]] | None:
    """Return the longest entry whose first word is this token's lemma, and the tokens that it matches.

    Further words follow side by side, adverbs between them aside; a particle may stand apart ("pointed it out"). A
    separated German prefix is put back before the lemma ("kündigte ... an": ankündigen).
    """
    lemma = head.lemma_.lower()
    particles = children(head, PARTICLE)
    for prefix in [*particles, None]:
        for entry in entries.get(prefix.lower_ + lemma if prefix else lemma, []):
            words = _match(head, entry.words[1:], particles)
            if words is not None:
                return entry, (*words, prefix.i) if prefix else words
    return None


def _match(head: Token, rest: tuple[str, ...], particles: list[Token]) -> tuple[int, ...] | None:
    doc, words, index = head.doc, [head.i], head.i + 1
    for word in rest:
        apart = next((each for each in particles if each.lower_ == word), None)
        while (
            index < len(doc) and doc[index].pos_ == "ADV" and word not in (doc[index].lower_, doc[index].lemma_.lower())
        ):
            index += 1
        if index < len(doc) and word in (doc[index].lower_, doc[index].lemma_.lower()):
            words.append(index)
            index += 1
        elif apart is not None:
            words.append(apart.i)
        else:
            return None
    return tuple(words)


def verb_cue(head: Token, lexicon: Lexicon) -> Cue | None:
    """Return the cue whose head is this verb or predicative adjective, if the lexicon has it."""
    if head.pos_ in PREDICATES and not is_(head, AUXILIARY):
        found = find_entry(head, lexicon.verbs)
    elif head.pos_ == "ADJ" and (first_child(head, AUXILIARY) is not None or is_(head, OPEN_CLAUSE)):
        found = find_entry(head, lexicon.adjectives)
    else:
        found = None
    if found is None:
        return None
    entry, words = found
    return Cue("verb", head, entry, words, _verb_group(head, words, lexicon))


def _verb_group(head: Token, words: tuple[int, ...], lexicon: Lexicon) -> Stretch:
    """Return the contiguous verb group: auxiliaries, negation and adverbs before the head, particles behind it."""
    doc, start, end = head.doc, head.i, head.i + 1
    governor = head.head if is_(head, OPEN_CLAUSE) else head
    while start > 0:
        before = doc[start - 1]
        helps = before.head.i in (head.i, governor.i) and (
            is_(before, AUXILIARY)
            or (is_(before, ADVERB) and before.pos_ in ("ADV", "PART"))
            or before.lower_ in lexicon.negators
        )
        marks = before.lower_ in lexicon.infinitive and before.head.i == head.i and is_(before, MARKER | AUXILIARY)
        if not (helps or marks):
            break
        start -= 1
    while start < head.i and is_(doc[start], ADVERB) and start and doc[start - 1].text == ",":
        start += 1
    while end < len(doc) and (end in words or (_joins(doc[end]) and end < max(words))):
        end += 1
    end = _with_channel(doc, end, lexicon)
    agent = agent_of(head, lexicon.agents) if is_passive(head, lexicon.agents) else None
    if agent is not None and agent[0].i == end:
        end += 1
    return start, end


def _joins(token: Token) -> bool:
    return token.pos_ in ("ADV", "PART", "PRON", "DET")


def _with_channel(doc: Doc, end: int, lexicon: Lexicon) -> int:
    """Return where a cue ends that goes on with "in a statement"."""
    for channel in lexicon.channels:
        preposition, noun = channel.split()
        if end < len(doc) and doc[end].lower_ == preposition:
            for index in range(end + 1, min(end + 4, len(doc))):
                if doc[index].lemma_.lower() == noun and doc[index].pos_ == "NOUN":
                    return index + 1
                if doc[index].pos_ not in ("DET", "ADJ", "PRON", "NOUN"):
                    break
    return end


def noun_cue(head: Token, lexicon: Lexicon) -> Cue | None:
    """Return the cue whose head is this noun, with the light verb it is the object of ("issued a statement")."""
    if head.pos_ != "NOUN":
        return None
    found = find_entry(head, lexicon.nouns)
    if found is None:
        return None
    entry, words = found
    stretch = head.i, max(words) + 1
    verb = light_verb(head, lexicon)
    if verb is not None and verb.i < head.i and _is_light_group(verb, head):
        stretch = _verb_group(verb, (verb.i,), lexicon)[0], stretch[1]
    return Cue("noun", head, entry, words, stretch)


def light_verb(noun: Token, lexicon: Lexicon) -> Token | None:
    """Return the light verb whose object a noun is."""
    verb = noun.head
    if is_(noun, OBJECT) and verb.pos_ in PREDICATES and verb.lemma_.lower() in lexicon.light_verbs:
        return verb
    return None


def _is_light_group(verb: Token, noun: Token) -> bool:
    between = [noun.doc[index] for index in range(verb.i + 1, noun.i)]
    return all(token.head.i in (verb.i, noun.i) and not is_(token, POSSESSOR) for token in between)


def preposition_cue(head: Token, lexicon: Lexicon) -> Cue | None:
    """Return the cue that begins with this preposition of a source: "according to", "in the view of"."""
    for entry in lexicon.prepositions.get(head.lower_, []):
        stretch = head.i, head.i + len(entry.words)
        if tuple(token.lower_ for token in head.doc[slice(*stretch)]) == entry.words:
            cue = Cue("preposition", head, entry, tuple(range(*stretch)), stretch)
            return cue if governed(cue) is not None else None
    return None


# Relations that lead from a word inside a noun phrase up to its head noun.
INSIDE_NOUN = frozenset(
    {
        "det",
        "amod",
        "compound",
        "nummod",
        "flat",
        "flat:name",
        "nn",
        "quantmod",
        "advmod",
        "punct",
        "fixed",
        "det:poss",
        "det:predet",
        "predet",
        "nmod:poss",
        "poss",
        "case",
        "goeswith",
        "flat:foreign",
        "det:numgov",
        "nmod:npmod",
        "mark",
    }
)


def governed(cue: Cue) -> Token | None:
    """Return the head noun that a preposition of a source governs; it may stand before it ("dem Bericht zufolge")."""
    doc, last = cue.head.doc, cue.stretch[1] - 1
    noun = cue.head.head
    if cue.head.dep_.lower() in ("case", "mark") and noun.pos_ in NOMINALS and len(cue.words) == 1:
        return noun
    if last + 1 >= len(doc):
        return None
    return phrase_head(doc[last + 1], low=last + 1)


def phrase_head(token: Token, *, low: int) -> Token | None:
    """Return the head of the noun phrase that begins with a token; nothing before index `low` belongs to it."""
    while token.dep_.lower() in INSIDE_NOUN and token.head.i >= low and token.head.i != token.i:
        token = token.head
    return token if token.pos_ in NOMINALS or token.pos_ in ("ADJ", "DET") else None
