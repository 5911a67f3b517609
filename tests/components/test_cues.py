import pytest
import spacy
from spacy.tokens import Doc

from attribune.components.cues import Cues
from attribune.components.quotations import Quotations
from attribune.errors import SettingsError
from attribune.syntax.lexicon import load_lexicon
from tests.syntax.trees import annotated, fields, tree


def cues(rows: str) -> list[str]:
    """The cues found in a tree."""
    doc = Cues(load_lexicon("en"))(Quotations(max_paragraphs=12)(tree(rows)))
    return [span.text for span in doc.spans["attributions"] if span.label_ == "CUE"]


NOT_SAID = """
Ana Ana PROPN 4 nsubj
did do AUX 4 aux
not not PART 4 advmod
say say VERB 0 root
that that SCONJ 7 mark
rain rain NOUN 7 nsubj
fell fall VERB 4 ccomp
. . PUNCT 4 punct
"""


def test_cue_holds_its_auxiliaries_and_negation() -> None:
    """The cue is the whole verb group."""
    assert cues(NOT_SAID) == ["did not say"]


def test_negated_cue_is_negated() -> None:
    """A negation in the cue makes its polarity."""
    assert fields(annotated(tree(NOT_SAID)))[0]["polarity"] == "negated"


def test_reporting_verb_that_reports_nothing_is_no_cue() -> None:
    """A verb of the lexicon without any content is left alone."""
    assert cues("Ana Ana PROPN 2 nsubj\nspoke speak VERB 0 root\n. . PUNCT 2 punct") == []


def test_infinitive_of_saying_joins_its_governor() -> None:
    """What reads "refused to say" is one cue, not a refusal that holds a saying."""
    rows = """
Ana Ana PROPN 2 nsubj
refused refuse VERB 0 root
to to PART 4 mark
say say VERB 2 xcomp
whether whether SCONJ 7 mark
she she PRON 7 nsubj
runs run VERB 4 ccomp
. . PUNCT 2 punct
"""
    assert cues(rows) == ["refused to say"]


def test_passive_cue_ends_with_the_preposition_of_its_agent() -> None:
    """What reads "was praised by" is the cue where the agent follows at once."""
    rows = """
It it PRON 3 nsubj:pass
was be AUX 3 aux:pass
praised praise VERB 0 root
by by ADP 5 case
farmers farmer NOUN 3 obl:agent
. . PUNCT 3 punct
"""
    assert cues(rows) == ["was praised by"]


def test_light_verb_and_noun_are_one_cue() -> None:
    """The noun's light verb, with what stands between them, belongs to the cue."""
    rows = """
Ana Ana PROPN 2 nsubj
issued issue VERB 0 root
a a DET 4 det
warning warning NOUN 2 obj
that that SCONJ 7 mark
dams dam NOUN 7 nsubj
leak leak VERB 4 acl
. . PUNCT 2 punct
"""
    assert cues(rows) == ["issued a warning"]


def test_cue_ends_with_its_channel() -> None:
    """What reads "said in a statement" is the cue."""
    rows = """
Ana Ana PROPN 2 nsubj
said say VERB 0 root
in in ADP 5 case
a a DET 5 det
statement statement NOUN 2 obl
that that SCONJ 8 mark
dams dam NOUN 8 nsubj
leak leak VERB 2 ccomp
"""
    assert cues(rows) == ["said in a statement"]


def test_doc_without_parse_is_refused() -> None:
    """A pipeline without a parser gets a message that says so and names one with a parser."""
    doc = Doc(spacy.blank("en").vocab, words=["Ana", "spoke"])

    with pytest.raises(SettingsError, match=r"no parser.*--nlp en_attribune_sm"):
        Cues(load_lexicon("en"))(doc)


def test_language_without_lexicon_is_refused() -> None:
    """The message names the languages there are and says how to add one."""
    with pytest.raises(SettingsError, match=r"'sv'; there are de, en, es, fr, pt\. To add one"):
        spacy.blank("sv").add_pipe("attribune_cues")
