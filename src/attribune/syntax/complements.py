"""Complements: the words that a cue reports."""

import re
from collections.abc import Mapping, Sequence

from spacy.tokens import Token

from attribune.components.quotations import Quotation
from attribune.records import Attitude
from attribune.syntax.cues import Cue, governed
from attribune.syntax.lexicon import Lexicon
from attribune.syntax.phrases import Stretch, characters, phrase
from attribune.syntax.relations import (
    ADVERBIAL_CLAUSE,
    AUXILIARY,
    BESIDE,
    CLAUSE,
    MARKER,
    NOUN_CLAUSE,
    OBJECT,
    OPEN_CLAUSE,
    PREDICATES,
    RELATIVE,
    SUBJECT,
    ancestors,
    children,
    first_child,
    is_,
    is_passive,
    prepositional,
    subject,
)

# What may stand between a quotation and the clause that reports it, on either side.
_BEFORE_CLAUSE = re.compile(r"[\s,;–—-]*(?:and |but )?", re.I)
_AFTER_CLAUSE = re.compile(r"[^.!?\r\n\"“”„«»]{0,60}?[,:]?\s*")
# In tokens.
_LONGEST_PARENTHESIS = 25
_NEAR = 10
_ENDS_SPEECH = re.compile(r"[,.?!…–—-][\"”’»'“]?\s*,?\s*$")


def reported(cue: Cue, lexicon: Lexicon) -> set[int]:
    """Return the tokens that the tree gives a cue as its content; none if it has no frame for what stands there."""
    if cue.kind == "preposition":
        return _clause_around(cue)
    if cue.kind == "noun":
        return _noun_complement(cue, lexicon)
    return _verb_complement(cue, lexicon)


def _verb_complement(cue: Cue, lexicon: Lexicon) -> set[int]:
    verb, frames = cue.head, cue.entry.frames
    if "raising" in frames and (len(frames) == 1 or is_passive(verb, lexicon.agents)):
        found = _raised(verb, lexicon)
        if found:
            return found
    if len(cue.words) > 1 and "object" in frames:
        found = _object_of_preposition(cue)
        if found:
            return found
    if not frames.keys().isdisjoint(("clause", "hearer")):
        found = _clause(cue, lexicon)
        if found:
            return found
    found = _infinitive(verb, frames, lexicon)
    if found:
        return found
    if "hearer" in frames:
        found = {
            each
            for case, noun in prepositional(verb)
            if case.lower_ in lexicon.topics
            for each in phrase(noun) | {case.i}
        }
        if found:
            return found
    if "object" in frames and len(cue.words) == 1:
        return _object(verb, lexicon)
    return set()


def _clause(cue: Cue, lexicon: Lexicon) -> set[int]:
    verb = cue.head
    clauses = [
        child
        for child in children(verb, CLAUSE)
        if not _is_infinitive(child, lexicon) or "infinitive" in cue.entry.frames
    ]
    # A gerund or participle behind "say" is mostly somebody else's clause.
    if clauses:
        return set().union(*(phrase(clause) for clause in clauses))
    if is_(verb, BESIDE) and not children(verb, OBJECT | OPEN_CLAUSE):
        return phrase(verb.head, without=[verb])
    bare = not children(verb, OBJECT | OPEN_CLAUSE)
    if bare and is_(verb, ADVERBIAL_CLAUSE) and any(child.lower_ in lexicon.manner for child in verb.lefts):
        return phrase(verb.head, without=[verb])
    beside = [
        child for child in children(verb, BESIDE) if child.i > verb.i and (child.pos_ in PREDICATES or subject(child))
    ]
    if beside and subject(verb) is not None:
        return set().union(*(phrase(child) for child in beside))
    return _around_parenthesis(cue) or _clause_behind(cue)


def _around_parenthesis(cue: Cue) -> set[int]:
    """Return the sentence around "..., the mayor said in May, ..." where the tree has the clause in another place."""
    verb, doc, about = cue.head, cue.head.doc, subject(cue.head)
    start, end = cue.stretch
    if about is None or verb.sent.start == verb.sent.end or "clause" not in cue.entry.frames:
        return set()
    if about.i < start:
        start = min(about.left_edge.i, start)
    else:
        end = max(about.right_edge.i + 1, end)
    sentence = verb.sent
    if (
        start - 1 <= sentence.start
        or doc[start - 1].text not in (",", "—", "–", "--")
        or end - start > _LONGEST_PARENTHESIS
    ):
        return set()
    while end < sentence.end and not doc[end].is_punct:
        end += 1
        if end - start > _LONGEST_PARENTHESIS:
            return set()
    if end < sentence.end and doc[end].text not in (",", ".", "—", "–", "--", ";"):
        return set()
    rest = set(range(sentence.start, sentence.end)) - set(range(start - 1, end))
    has_predicate = any(doc[index].pos_ in PREDICATES for index in rest)
    return rest if has_predicate and not children(verb, OBJECT | OPEN_CLAUSE) else set()


def _clause_behind(cue: Cue) -> set[int]:
    """Return what follows a verb without objects from the next subject on, where the tree has cut the two apart."""
    doc, end, last = cue.head.doc, cue.stretch[1], cue.head.sent.end
    if "object" in cue.entry.frames or "clause" not in cue.entry.frames or subject(cue.head) is None:
        return set()
    for token in doc[end : min(last, end + _NEAR)]:
        if token.is_punct:
            break
        if is_(token, SUBJECT) and token.left_edge.i >= end and token.head.i > token.i:
            return set(range(token.left_edge.i, last))
    return set()


def _is_infinitive(clause: Token, lexicon: Lexicon) -> bool:
    return any(child.lower_ in lexicon.infinitive and is_(child, MARKER | AUXILIARY) for child in clause.lefts) or (
        clause.morph.get("VerbForm", []) == ["Inf"] and not children(clause, AUXILIARY | SUBJECT)
    )


def _infinitive(verb: Token, frames: Mapping[str, Attitude], lexicon: Lexicon) -> set[int]:
    clauses = [
        child
        for child in children(verb, OPEN_CLAUSE | CLAUSE | ADVERBIAL_CLAUSE)
        if child.i > verb.i and _is_infinitive(child, lexicon)
    ]
    objects = [child for child in children(verb, OBJECT) if child.i > verb.i or child.pos_ == "PRON"]
    if objects and "order" in frames:
        if clauses:
            return set().union(*(phrase(each) for each in (*objects, *clauses)))
        if any(_is_infinitive(child, lexicon) for each in objects for child in children(each, NOUN_CLAUSE)):
            return set().union(*(phrase(each) for each in objects))
    if "order" in frames and clauses and any(subject(clause) for clause in clauses):
        return set().union(*(phrase(each) for each in clauses))
    clauses = [child for child in clauses if not is_(child, ADVERBIAL_CLAUSE)]
    if clauses and not objects and not frames.keys().isdisjoint(("infinitive", "order", "hearer")):
        return set().union(*(phrase(each) for each in clauses))
    return set()


def _raised(verb: Token, lexicon: Lexicon) -> set[int]:
    clauses = [child for child in children(verb, OPEN_CLAUSE | CLAUSE) if child.i > verb.i]
    if not clauses:
        return set()
    found: set[int] = set().union(*(phrase(each) for each in clauses))
    about = subject(verb)
    if about is not None and about.lower_ not in lexicon.expletives:
        found |= phrase(about)
    return found


def _object(verb: Token, lexicon: Lexicon) -> set[int]:
    passive = is_passive(verb, lexicon.agents)
    objects = [subject(verb)] if passive else children(verb, OBJECT)
    heads = [each for each in objects if each is not None]
    if not heads:
        return set()
    found: set[int] = set().union(*(phrase(each) for each in heads))
    for clause in children(verb, OPEN_CLAUSE):
        found |= phrase(clause)
    for case, noun in prepositional(verb):
        if case.lower_ in lexicon.complements and case.i > verb.i and not (passive and case.lower_ in lexicon.agents):
            found |= phrase(noun) | {case.i}
    return found


def _object_of_preposition(cue: Cue) -> set[int]:
    doc, last = cue.head.doc, cue.words[-1]
    preposition = doc[last]
    for case, noun in prepositional(cue.head):
        if case.i == last:
            return phrase(noun, without=[case] if case.head.i == noun.i else [])
    if preposition.head.i > last:
        return phrase(preposition.head, without=[preposition])
    objects = [child for child in children(cue.head, OBJECT) if child.i > last]
    return set().union(*(phrase(each) for each in objects)) if objects else set()


def _noun_complement(cue: Cue, lexicon: Lexicon) -> set[int]:
    noun = cue.head
    for child in children(noun, NOUN_CLAUSE):
        if child.i < noun.i or is_(child, RELATIVE):
            continue
        if _is_infinitive(child, lexicon) or (first_child(child, MARKER) is not None and subject(child) is not None):
            return phrase(child)
    for case, other in prepositional(noun):
        if case.lower_ in lexicon.topics and case.i > noun.i:
            return phrase(other) | {case.i}
    return set()


def _clause_around(cue: Cue) -> set[int]:
    """Return the clause that a prepositional phrase hangs on, or the sentence where it opens or ends one."""
    noun = governed(cue)
    if noun is None:
        return set()
    doc, sentence = cue.head.doc, cue.head.sent
    inside = phrase(noun) | set(range(*cue.stretch))
    opens = min(inside) == sentence.start or doc[sentence.start : min(inside)].text.strip("\"“”'‘’«» ") == ""
    if opens:
        head = sentence.root
    else:
        head = next(
            (each for each in ancestors(noun) if each.pos_ in PREDICATES or first_child(each, AUXILIARY)), sentence.root
        )
    rest = phrase(head) - inside
    return {each for each in rest if each < sentence.end} if head.i not in inside else set()


def quoted_beside(cue: Cue, source: Token | None, text: str, quotations: Sequence[Quotation]) -> list[Stretch]:
    """Return the quotations right before or behind a verb and its subject, in code points, half-open."""
    if cue.kind != "verb":
        return []
    start, end = characters(cue.head.doc, cue.stretch)
    opens, ends = start, end
    if source is not None and source.sent == cue.head.sent:
        low, high = characters(cue.head.doc, (source.left_edge.i, source.right_edge.i + 1))
        if high <= start and start - high < 40:
            opens = low
        elif low >= end and low - end < 40:
            ends = high
    found = []
    for each in quotations:
        if each.depth or (each.start <= start and end <= each.end):
            continue
        if start - 3000 < each.end <= opens and _BEFORE_CLAUSE.fullmatch(text, each.end, opens):
            if _ENDS_SPEECH.search(text, each.start, opens):
                found.append((each.start, each.end))
        elif ends <= each.start < end + 200 and _introduces(text, end, ends, each.start):
            found.append((each.start, each.end))
    return found


def _introduces(text: str, end: int, ends: int, start: int) -> bool:
    if not text[end:start].strip(" ,:"):
        return True
    between = text[ends:start]
    return bool(_AFTER_CLAUSE.fullmatch(between)) and between.rstrip()[-1:] in (",", ":", "")
