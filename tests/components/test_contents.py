from tests.syntax.trees import annotated, fields, found, tree

INVERTED = """
"_ " PUNCT 3 punct
We we PRON 3 nsubj
start start VERB 7 ccomp
now_ now ADV 3 advmod
,_ , PUNCT 3 punct
" " PUNCT 3 punct
said say VERB 0 root
Bo Bo PROPN 7 nsubj
Ek_ Ek PROPN 8 flat
. . PUNCT 7 punct

"_ " PUNCT 3 punct
We we PRON 3 nsubj
stop stop VERB 0 root
when when ADV 6 advmod
it it PRON 6 nsubj
rains rain VERB 3 advcl
again_ again ADV 6 advmod
._ . PUNCT 3 punct
" " PUNCT 3 punct
"""


def test_quotation_behind_the_sentence_goes_on_with_it() -> None:
    """The quotations around the reporting clause are one discontinuous content."""
    assert found(annotated(tree(INVERTED))) == [("Bo Ek", "said", '"We start now,"|"We stop when it rains again."')]


def test_style_of_quoted_content_is_direct() -> None:
    """Linking reads the style off the contents as it does for the learned annotator."""
    assert [each["style"] for each in fields(annotated(tree(INVERTED)))] == ["direct"]


def test_content_around_a_parenthesis_is_discontinuous() -> None:
    """A clause like "The dam, she said, is safe" has a content of two stretches."""
    rows = """
The the DET 2 det
dam_ dam NOUN 8 nsubj
, , PUNCT 5 punct
she she PRON 5 nsubj
said_ say VERB 8 parataxis
, , PUNCT 5 punct
is be AUX 8 cop
safe_ safe ADJ 0 root
. . PUNCT 8 punct
"""
    assert found(annotated(tree(rows))) == [("she", "said", "The dam|is safe")]


def test_order_reports_who_is_to_do_what() -> None:
    """The object of an order is part of its content."""
    rows = """
Ana Ana PROPN 2 nsubj
urged urge VERB 0 root
them they PRON 2 obj
to to PART 5 mark
wait_ wait VERB 2 xcomp
. . PUNCT 2 punct
"""
    assert found(annotated(tree(rows))) == [("Ana", "urged", "them to wait")]


def test_hearer_is_no_content() -> None:
    """A cue like "told reporters that" reports the clause alone."""
    rows = """
Ana Ana PROPN 2 nsubj
told tell VERB 0 root
reporters reporter NOUN 2 iobj
that that SCONJ 6 mark
rain rain NOUN 6 nsubj
fell_ fall VERB 2 ccomp
. . PUNCT 2 punct
"""
    assert found(annotated(tree(rows))) == [("Ana", "told", "that rain fell")]


def test_main_clause_of_as_is_the_content() -> None:
    """A clause like "As the mayor said, rain fell" reports the main clause."""
    rows = """
As as SCONJ 3 mark
Ana Ana PROPN 3 nsubj
said_ say VERB 6 advcl
, , PUNCT 3 punct
rain rain NOUN 6 nsubj
fell_ fall VERB 0 root
. . PUNCT 6 punct
"""
    assert found(annotated(tree(rows))) == [("Ana", "said", "rain fell")]


def test_raising_verb_reports_its_subject() -> None:
    """In "The council is expected to vote" subject and infinitive are the content, and no source is named."""
    rows = """
The the DET 2 det
council council NOUN 4 nsubj:pass
is be AUX 4 aux:pass
expected expect VERB 0 root
to to PART 6 mark
vote_ vote VERB 4 xcomp
. . PUNCT 4 punct
"""
    assert found(annotated(tree(rows))) == [("", "is expected", "The council|to vote")]


def test_labels_of_spacys_english_pipelines_are_read() -> None:
    """CLEAR's prep and pobj lead to the same attribution as UD's case and obl."""
    rows = """
According accord VERB 7 prep
to to ADP 1 prep
the the DET 4 det
plan_ plan NOUN 2 pobj
, , PUNCT 7 punct
rain rain NOUN 7 nsubj
fell_ fall VERB 0 ROOT
. . PUNCT 7 punct
"""
    assert found(annotated(tree(rows.replace("0 ROOT", "0 root")))) == [("the plan", "According to", "rain fell")]
