"""Relations: one reading of a dependency tree, whether its labels are Universal Dependencies or spaCy's English ones.

UD hangs a preposition under its noun (`case`), CLEAR the noun under its preposition (`prep`, `pobj`); UD's passive is a
subtype (`nsubj:pass`), CLEAR's a label (`nsubjpass`). A parser trained without subtypes writes `nsubj` for both, so
nothing here relies on one. Every other module asks these functions and never compares labels itself.
"""

from collections.abc import Iterator

from spacy.tokens import Doc, Token

from attribune.errors import SettingsError

# Each relation with its labels: UD (version 2), then CLEAR (Choi and Palmer 2012) where it differs.
# A label stands for its subtypes too: "aux" for "aux:tense".
SUBJECT = frozenset({"nsubj", "csubj", "nsubjpass", "csubjpass"})
OBJECT = frozenset({"obj", "dobj"})
CLAUSE = frozenset({"ccomp"})
OPEN_CLAUSE = frozenset({"xcomp", "acomp", "oprd"})
ADVERBIAL_CLAUSE = frozenset({"advcl"})
NOUN_CLAUSE = frozenset({"acl", "relcl", "ccomp"})
RELATIVE = frozenset({"acl:relcl", "relcl"})
APPOSITION = frozenset({"appos"})
BESIDE = frozenset({"parataxis", "discourse"})
CONJUNCT = frozenset({"conj"})
COORDINATOR = frozenset({"cc", "preconj"})
AUXILIARY = frozenset({"aux", "auxpass", "cop", "neg"})
PASSIVE = frozenset({"aux:pass", "auxpass", "nsubj:pass", "nsubjpass", "csubj:pass", "csubjpass", "agent", "obl:agent"})
ADVERB = frozenset({"advmod", "neg", "npadvmod"})
PARTICLE = frozenset({"compound:prt", "prt"})
MARKER = frozenset({"mark"})
POSSESSOR = frozenset({"nmod:poss", "poss"})
OBLIQUE = frozenset({"obl", "nmod"})
PREPOSITION = frozenset({"prep", "agent", "dative"})
CASE = frozenset({"case", "mark"})
OF_PREPOSITION = frozenset({"pobj", "pcomp"})
PUNCTUATION = frozenset({"punct"})

# TIGER's labels, which spaCy's own German pipelines write: another scheme altogether.
_TIGER = frozenset({"sb", "oa", "oc", "mo", "nk"})

PREDICATES = frozenset({"VERB", "AUX"})
NOMINALS = frozenset({"NOUN", "PROPN", "PRON", "NUM", "X", "SYM"})


def check_parsed(doc: Doc) -> None:
    """Make sure that a Doc has the tree that the syntactic components read.

    Raises:
        SettingsError: No component before this one parsed the Doc, or with labels of another scheme.
    """
    if not len(doc):
        return
    if not doc.has_annotation("DEP"):
        raise SettingsError(
            "the pipeline has no parser: its Docs carry no dependencies, and the syntactic annotator reads nothing "
            "else. Give one that has: `--nlp en_attribune_sm`, any spaCy pipeline with a `parser` (`python -m spacy "
            "download en_core_web_sm`, then `--nlp en_core_web_sm`) or a Stanza pipeline (`--nlp stanza:en --download`)"
        )
    labels = {relation(token) for token in doc}
    if len(labels & _TIGER) > 1 and not labels & SUBJECT:
        raise SettingsError(
            "the pipeline's parser writes TIGER labels (sb, oa, oc); the syntactic annotator reads Universal "
            "Dependencies and spaCy's English labels. Stanza's German pipeline has the former: `--nlp stanza:de "
            "--download`"
        )


def relation(token: Token) -> str:
    """Return a token's label in lower case."""
    return token.dep_.lower()


def is_(token: Token, labels: frozenset[str]) -> bool:
    """Tell whether a token stands in one of these relations to its head."""
    label = token.dep_.lower()
    return label in labels or label.partition(":")[0] in labels


def children(token: Token, labels: frozenset[str]) -> list[Token]:
    """Return a token's dependents in one of these relations, in text order."""
    return [child for child in token.children if is_(child, labels)]


def first_child(token: Token, labels: frozenset[str]) -> Token | None:
    """Return a token's first dependent in one of these relations."""
    return next((child for child in token.children if is_(child, labels)), None)


def is_root(token: Token) -> bool:
    """Tell whether a token heads its sentence."""
    return token.head.i == token.i


def ancestors(token: Token) -> Iterator[Token]:
    """Yield a token's head, that one's head, and so on to the root."""
    while not is_root(token):
        token = token.head
        yield token


def is_passive(verb: Token, agents: frozenset[str]) -> bool:
    """Tell whether a verb is passive: by a label that says so, or a participle with an agent.

    `agents` are the language's prepositions of the agent ("by").
    """
    if any(is_(child, PASSIVE) for child in verb.children):
        return True
    is_participle = (
        verb.tag_ == "VBN" or "Pass" in verb.morph.get("Voice", []) or "Part" in verb.morph.get("VerbForm", [])
    )
    if not is_participle:
        return False
    helpers = children(verb, AUXILIARY)
    if helpers:
        return any(helper.lemma_.lower() in ("be", "get", "werden", "être", "ser") for helper in helpers)
    return agent_of(verb, agents) is not None


def agent_of(verb: Token, agents: frozenset[str]) -> tuple[Token, Token] | None:
    """Return the preposition and the head noun of a passive's agent, if it names one."""
    return next(((case, noun) for case, noun in prepositional(verb) if case.lower_ in agents), None)


def prepositional(head: Token) -> Iterator[tuple[Token, Token]]:
    """Yield the prepositional phrases that hang on a token: the preposition, and the noun (or clause) it governs."""
    for child in head.children:
        if is_(child, PREPOSITION):  # CLEAR
            noun = first_child(child, OF_PREPOSITION)
            if noun is not None:
                yield child, noun
        elif is_(child, OBLIQUE | ADVERBIAL_CLAUSE | NOUN_CLAUSE):  # UD
            case = next((each for each in child.children if is_(each, CASE) and each.i < child.i), None)
            if case is not None:
                yield case, child


def subject(verb: Token) -> Token | None:
    """Return a predicate's own subject: of several, the one nearest to it."""
    found = children(verb, SUBJECT)
    return min(found, key=lambda child: abs(child.i - verb.i), default=None)
