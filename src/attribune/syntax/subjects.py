"""Subjects: whose words a cue reports, and how far the noun phrase goes that names it."""

from collections.abc import Collection

from spacy.tokens import Token

from attribune.syntax.cues import INSIDE_NOUN, Cue, governed, light_verb, phrase_head
from attribune.syntax.lexicon import Lexicon
from attribune.syntax.phrases import Stretch, around, phrase
from attribune.syntax.relations import (
    ADVERBIAL_CLAUSE,
    APPOSITION,
    BESIDE,
    CASE,
    CLAUSE,
    CONJUNCT,
    NOMINALS,
    NOUN_CLAUSE,
    OBJECT,
    OPEN_CLAUSE,
    POSSESSOR,
    PREDICATES,
    RELATIVE,
    agent_of,
    children,
    first_child,
    is_,
    is_passive,
    prepositional,
    subject,
)

_AFTER_SPEECH = frozenset({",", '"', "”", "''", "’", "'", "»", "“", "?", "!", "–", "—"})
_DOUBLE_MARKS = frozenset({'"', "“", "”", "''", "``", "«", "»"})
_OPENS_PHRASE = frozenset({"PROPN", "NOUN", "PRON", "DET", "ADJ", "NUM"})
_NOT_FINITE = frozenset({"Inf", "Part", "Ger"})

# How far control and coordination are followed up a tree.
_MAX_STEPS = 6


def find_source(cue: Cue, lexicon: Lexicon) -> Token | None:
    """Return the head of the noun phrase that names the source of a cue, if there is one."""
    if cue.kind == "preposition":
        return governed(cue)
    if cue.kind == "noun":
        return _source_of_noun(cue.head, lexicon)
    return _source_of_verb(cue, lexicon)


def _source_of_noun(noun: Token, lexicon: Lexicon) -> Token | None:
    possessor = first_child(noun, POSSESSOR)
    if possessor is not None:
        return possessor
    for case, sender in prepositional(noun):
        if case.lower_ in lexicon.senders and sender.pos_ in NOMINALS:
            return sender
    verb = light_verb(noun, lexicon)
    return grammatical_subject(verb) if verb is not None else None


def _source_of_verb(cue: Cue, lexicon: Lexicon) -> Token | None:
    verb = cue.head
    if verb.pos_ != "ADJ" and is_passive(verb, lexicon.agents):
        agent = agent_of(verb, lexicon.agents)
        return agent[1] if agent is not None else None
    if list(cue.entry.frames) == ["raising"]:
        return None
    found = grammatical_subject(verb) or subject_beside(cue)
    if found is not None and found.pos_ == "PRON" and found.lower_ in lexicon.expletives:
        is_dummy = found.dep_.lower().startswith("expl") or found.lower_ != "it"
        return None if is_dummy else found
    return found


def subject_beside(cue: Cue) -> Token | None:
    """Return the head of the noun phrase right behind or before a verb for which the tree has no subject.

    Parsers trained on little take the speaker in '"No," said Bo Ek' for an object, or for a sentence of its own.
    """
    doc, (start, end) = cue.head.doc, cue.stretch
    if cue.head.tag_ in ("VBG", "VBN", "VB") or not _NOT_FINITE.isdisjoint(cue.head.morph.get("VerbForm", [])):
        return None
    if start and doc[start - 1].text in _AFTER_SPEECH and end < len(doc) and doc[end].pos_ in _OPENS_PHRASE:
        behind = phrase_head(doc[end], low=end)
        if behind is not None:
            return behind
    if start and doc[start - 1].pos_ in ("PROPN", "NOUN", "PRON"):
        before = doc[start - 1]
        while before.dep_.lower() in INSIDE_NOUN and before.head.i < start and before.head.i != before.i:
            before = before.head
        return before
    return None


def grammatical_subject(verb: Token) -> Token | None:
    """Return a predicate's subject, its own or one that it shares.

    "She came and said": by coordination; "he said, adding": a participle's is its main clause's; "wants to say": an
    infinitive's is its governor's, or its governor's object where there is one ("asked him to say"); "a man saying":
    the noun that a participle modifies.
    """
    token = verb
    for _ in range(_MAX_STEPS):
        own = subject(token)
        if own is not None:
            return own if own.pos_ not in PREDICATES else None
        head = token.head
        if head.i == token.i:
            return None
        if is_(token, NOUN_CLAUSE) and head.pos_ in NOMINALS and not is_(token, CLAUSE):
            return head
        if is_(token, OPEN_CLAUSE):
            controller = next((each for each in children(head, OBJECT) if each.i < token.i), None)
            if controller is not None:
                return controller
        elif not is_(token, CONJUNCT | ADVERBIAL_CLAUSE | CLAUSE | BESIDE):
            return None
        if head.pos_ in NOMINALS and not children(head, frozenset({"cop"})) and not is_(token, CONJUNCT):
            return None
        token = head
    return None


def noun_phrase(head: Token, *, without: Collection[int]) -> Stretch:
    """Return the whole noun phrase of a head, as far as it is contiguous and free of a cue's or content's tokens.

    Appositions and relative clauses belong to it, and the comma that ends them; clauses that hang on it loosely do not.
    """
    if head.pos_ == "PRON" and not any(child.i > head.i for child in head.children):
        return head.i, head.i + 1
    loose = [
        child for child in head.children if is_(child, BESIDE) or _holds(child, without) or _is_circumstance(child)
    ]
    # "by the union": UD hangs the preposition under the noun; behind it stands the possessive "'s", which belongs.
    loose += [child for child in children(head, CASE) if child.i < head.i]
    start, end = around(head.doc, phrase(head, without=loose) - set(without), head.i)
    doc = head.doc
    while start < head.i and (doc[start].is_punct or doc[start].is_space) and doc[start].text not in "([":
        start += 1
    marks = [index for index in range(start, end) if doc[index].text in _DOUBLE_MARKS]
    if len(marks) == 1 and marks[0] == end - 1 > head.i:
        end -= 1
    sets_apart = any(
        is_(child, APPOSITION | RELATIVE | NOUN_CLAUSE) and _follows_comma(child)
        for child in head.subtree
        if start < child.left_edge.i < end
    )
    if sets_apart and end < len(doc) and doc[end].text == ",":
        end += 1
    return start, end


def _is_circumstance(child: Token) -> bool:
    """Tell whether a clause says what somebody does meanwhile: "Ruiz, speaking in Lund," against "a man from Lund"."""
    return is_(child, NOUN_CLAUSE | ADVERBIAL_CLAUSE) and not is_(child, RELATIVE) and _follows_comma(child)


def _follows_comma(child: Token) -> bool:
    """Tell whether a comma stands before a phrase; UD hangs it under the phrase's head."""
    edge = child.left_edge
    return edge.text == "," or (edge.i > 0 and edge.nbor(-1).text == ",")


def _holds(child: Token, taken: Collection[int]) -> bool:
    return any(token.i in taken for token in child.subtree) and child.pos_ in PREDICATES
