import pytest

from tests.syntax.trees import annotated, found, tree


def test_source_is_the_whole_noun_phrase() -> None:
    """Apposition and relative clause belong to the source, and the comma that ends them."""
    rows = """
Ana Ana PROPN 10 nsubj
Ruiz_ Ruiz PROPN 1 flat
, , PUNCT 5 punct
a a DET 5 det
baker baker NOUN 1 appos
who who PRON 7 nsubj
lives live VERB 5 acl:relcl
here_ here ADV 7 advmod
, , PUNCT 5 punct
said say VERB 0 root
rain rain NOUN 12 nsubj
fell_ fall VERB 10 ccomp
. . PUNCT 10 punct
"""
    assert found(annotated(tree(rows)))[0][0] == "Ana Ruiz, a baker who lives here,"


def test_clause_of_circumstance_is_no_source() -> None:
    """What somebody does meanwhile does not name her."""
    rows = """
Ruiz_ Ruiz PROPN 7 nsubj
, , PUNCT 3 punct
speaking speak VERB 1 acl
in in ADP 5 case
Lund_ Lund PROPN 3 obl
, , PUNCT 3 punct
said say VERB 0 root
rain rain NOUN 9 nsubj
fell_ fall VERB 7 ccomp
. . PUNCT 7 punct
"""
    assert found(annotated(tree(rows)))[0][0] == "Ruiz"


COORDINATION = """
She she PRON 2 nsubj
came come VERB 0 root
and and CCONJ 4 cc
said say VERB 2 conj
rain rain NOUN 6 nsubj
fell_ fall VERB 4 ccomp
"""
PARTICIPLE = """
She she PRON 2 nsubj
left_ leave VERB 0 root
, , PUNCT 4 punct
saying say VERB 2 advcl
rain rain NOUN 6 nsubj
fell_ fall VERB 4 ccomp
"""
CONTROL = """
She she PRON 2 nsubj
has have VERB 0 root
to to PART 4 mark
say say VERB 2 xcomp
rain rain NOUN 6 nsubj
fell_ fall VERB 4 ccomp
"""


@pytest.mark.parametrize("rows", [COORDINATION, PARTICIPLE, CONTROL])
def test_verb_without_subject_shares_one(rows: str) -> None:
    """Coordination, participle and control lead to the subject of another verb."""
    assert found(annotated(tree(rows)))[0][0] == "She"


UD_PASSIVE = """
It it PRON 3 nsubj:pass
was be AUX 3 aux:pass
praised praise VERB 0 root
by by ADP 6 case
local local ADJ 6 amod
farmers_ farmer NOUN 3 obl:agent
. . PUNCT 3 punct
"""
CLEAR_PASSIVE = """
It it PRON 3 nsubjpass
was be AUX 3 auxpass
praised praise VERB 0 root
by by ADP 3 agent
local local ADJ 6 amod
farmers_ farmer NOUN 4 pobj
. . PUNCT 3 punct
"""


@pytest.mark.parametrize("rows", [UD_PASSIVE, CLEAR_PASSIVE])
def test_agent_of_a_passive_is_its_source(rows: str) -> None:
    """The agent is the source and the subject the content, in either label set."""
    assert found(annotated(tree(rows))) == [("local farmers", "was praised by", "It")]


def test_speaker_taken_for_an_object_is_found_beside_the_verb() -> None:
    """A parser's slip in '"...," said Bo Ek' does not cost the source."""
    rows = """
"_ " PUNCT 3 punct
We we PRON 3 nsubj
start_ start VERB 6 ccomp
,_ , PUNCT 3 punct
" " PUNCT 3 punct
said say VERB 0 root
Bo Bo PROPN 6 obj
Ek_ Ek PROPN 7 flat
. . PUNCT 6 punct
"""
    assert found(annotated(tree(rows))) == [("Bo Ek", "said", '"We start,"')]


def test_possessor_is_the_source_of_a_noun() -> None:
    """A noun like "Her claim that rain fell" is hers."""
    rows = """
Her her PRON 2 nmod:poss
claim claim NOUN 6 nsubj
that that SCONJ 5 mark
rain rain NOUN 5 nsubj
fell fall VERB 2 acl
spread_ spread VERB 0 root
. . PUNCT 6 punct
"""
    assert found(annotated(tree(rows))) == [("Her", "claim", "that rain fell")]
