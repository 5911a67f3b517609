"""Attitude and polarity: the cue's reading, the lexicon, and the component that writes both to the Doc."""

import tomllib
from collections import Counter
from importlib.resources import files
from typing import get_args

import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st
from spacy.language import Language
from spacy.tokens import Doc

from attribune.bridge import ATTRIBUTIONS, make_span, span_group
from attribune.components.attitudes import base_form, classify_cue, lexicon, make_attitudes
from attribune.records import Attitude, Polarity


@pytest.fixture
def nlp() -> Language:
    """Return a blank English pipeline."""
    return spacy.blank("en")


@pytest.mark.parametrize(
    ("cue", "attitude"),
    [
        ("has repeatedly said", "statement"),
        ("according to", "statement"),
        (":", "statement"),
        ("–", "statement"),
        ("tooted", "statement"),
        ("made the argument", "statement"),
        ("urged", "statement"),
        ("called for", "statement"),
        ("warned against", "statement"),
        ("firmly believes", "belief"),
        ("fears", "belief"),
        ("was widely seen as", "belief"),
        ("has vowed", "intention"),
        ("wants to tell", "intention"),
        ("likes", "intention"),
        ("in the hope of", "intention"),
        ("ordered", "order"),
        ("has banned", "order"),
        ("saw", "perception"),
        ("overheard", "perception"),
        ("shows", "evidence"),
        ("no comment", "no_comment"),
        ("declined to comment", "no_comment"),
        ("did not immediately respond to", "no_comment"),
        ("would not say", "no_comment"),
        ("was furious", "other"),
        ("seems", "other"),
    ],
)
def test_cue_decides_the_attitude(cue: str, attitude: str) -> None:
    """The cue's first deciding word gives the attitude; a word that no list holds is a statement."""
    assert classify_cue(cue)[0] == attitude


@pytest.mark.parametrize(
    ("cue", "polarity"),
    [
        ("has repeatedly said", "affirmed"),
        ("not only said", "affirmed"),
        ("would like", "affirmed"),
        ("would later say", "affirmed"),
        ("can’t wait", "affirmed"),
        ("did not say", "negated"),
        ("didn’t say", "negated"),
        ("has never claimed", "negated"),
        ("said nothing about", "negated"),
        ("made no mention of", "negated"),
        ("refused to say", "negated"),
        ("failed to mention", "negated"),
        ("ignored", "negated"),
        ("has not denied", "negated"),
        ("flatly denied", "denied"),
        ("opposes", "denied"),
        ("brushed aside", "denied"),
        ("voted against", "denied"),
        ("seemed to suggest", "hedged"),
        ("reportedly told", "hedged"),
        ("might claim", "hedged"),
        ("would say", "hedged"),
        ("so-called", "hedged"),
    ],
)
def test_cue_decides_the_polarity(cue: str, polarity: str) -> None:
    """Negation comes before the head's own polarity, and that before modal and hedging words."""
    assert classify_cue(cue)[1] == polarity


def test_light_word_yields_to_the_word_that_decides() -> None:
    """A verb such as continue gives a statement alone, but leaves the attitude to the verb it governs."""
    assert [classify_cue("continued")[0], classify_cue("continued to believe")[0]] == ["statement", "belief"]


def test_case_and_apostrophes_make_no_difference() -> None:
    """A cue in a headline's capitals, with straight or curly apostrophe, reads the same."""
    assert classify_cue("DOESN’T BELIEVE") == classify_cue("doesn't believe") == ("belief", "negated")


def test_orphan_quotation_is_an_affirmed_statement() -> None:
    """An attribution without a cue is a statement, whatever its content."""
    assert classify_cue("", content="“We fear the flood.”") == ("statement", "affirmed")


@pytest.mark.parametrize(
    "source",
    ["The report", "a poll released on Monday", "One of the leaked emails", "figures from the harbour board"],
)
def test_document_turns_a_statement_into_evidence(source: str) -> None:
    """What a report, poll or email says is evidence."""
    assert classify_cue("says", source=source) == ("evidence", "affirmed")


@pytest.mark.parametrize("source", ["The letter", "The report's author", "A poll worker", "Ms. Page", "her lawyer"])
def test_people_and_letters_make_statements(source: str) -> None:
    """What a letter says is a statement, and so is what a person near a document says."""
    assert classify_cue("says", source=source) == ("statement", "affirmed")


def test_document_that_orders_stays_an_order() -> None:
    """Only statements, beliefs and perceptions of a document become evidence."""
    assert classify_cue("requires", source="the document")[0] == "order"


def test_source_that_is_nobody_negates() -> None:
    """A claim that nobody made is negated."""
    assert classify_cue("believes", source="No one at the mill") == ("belief", "negated")


def test_eyes_of_a_person_hold_a_belief() -> None:
    """A bare preposition as cue is a belief when the source is somebody's eyes or view."""
    assert classify_cue("in", source="her eyes")[0] == "belief"


def test_seeming_to_somebody_is_a_belief() -> None:
    """Seem without a source is other; to a named experiencer it is a belief."""
    assert classify_cue("seems", source="her") == ("belief", "hedged")


@pytest.mark.parametrize("content", ["to leave the hall", "never to leave", "his crew to leave the hall"])
def test_telling_to_do_something_is_an_order(content: str) -> None:
    """Tell before an infinitive binds the hearer; before a clause it is a statement."""
    assert classify_cue("told", content=content)[0] == "order"
    assert classify_cue("told", content="that the hall was empty")[0] == "statement"


def test_refusal_of_an_answer_in_the_content_is_no_comment() -> None:
    """A refusal whose verb of answering stands in the content withholds; another refused deed is an intention."""
    assert classify_cue("refused", content="to answer questions on the dam") == ("no_comment", "negated")
    assert classify_cue("refused", content="to sell the dam") == ("intention", "negated")


def test_quoted_no_comment_is_no_comment() -> None:
    """Saying "No comment" makes no statement."""
    assert classify_cue("said", content="“No comment.”") == ("no_comment", "affirmed")


def test_emotion_before_a_quotation_is_a_statement() -> None:
    """A verb of feeling that introduces quoted words is a way of saying them."""
    assert classify_cue("raged", content="“Not one plank is left!”")[0] == "statement"
    assert classify_cue("raged", content="that not one plank was left")[0] == "other"


@given(cue=st.text(), source=st.text(), content=st.text())
def test_any_text_gets_one_of_the_classes(cue: str, source: str, content: str) -> None:
    """No cue, source or content raises, however odd."""
    attitude, polarity = classify_cue(cue, source=source, content=content)

    assert attitude in get_args(Attitude)
    assert polarity in get_args(Polarity)


@pytest.mark.parametrize(
    ("form", "base"),
    [
        ("noted", "note"),
        ("arguing", "argue"),
        ("admitted", "admit"),
        ("denies", "deny"),
        ("replied", "reply"),
        ("stresses", "stress"),
        ("said", "say"),
        ("swore", "swear"),
        ("polled", "poll"),
        ("kayaking", "kayaking"),
    ],
)
def test_inflected_form_leads_to_its_base(form: str, base: str) -> None:
    """Regular and irregular forms lead to the lexicon's base form; an unknown word stays as it is."""
    assert base_form(form) == base


def test_lexicon_lists_every_cue_once() -> None:
    """No cue stands in two lists, where the later would silently win."""
    tables = tomllib.loads((files("attribune") / "data" / "attitudes.toml").read_text(encoding="utf-8"))
    lists = [words for kind in ("cues", "light") for table in tables[kind].values() for words in table.values()]

    assert [cue for cue, count in Counter(cue for words in lists for cue in words).items() if count > 1] == []


def test_lexicon_names_only_known_classes() -> None:
    """The data file's table names are the record's attitudes and polarities."""
    entries = lexicon().entries.values()

    assert {entry.attitude for entry in entries} == set(get_args(Attitude))
    assert {entry.polarity for entry in entries} == set(get_args(Polarity))
    assert set(lexicon().before_infinitive.values()) <= set(get_args(Attitude))


def test_every_entry_of_the_lexicon_is_found() -> None:
    """No entry is hidden by a shorter one, a negator or an inflection rule."""
    entries = {" ".join(words): entry for words, entry in lexicon().entries.items()}

    assert {cue: entry for cue, entry in entries.items() if classify_cue(cue) != (entry.attitude, entry.polarity)} == {}


def attributed_doc(nlp: Language) -> Doc:
    """Return a Doc with a belief (A1), an orphan quotation (A2) and evidence (A3), without attitudes."""
    doc = nlp("Bo Ek feared the dam would burst. “Run!” The survey says it holds.")
    group = span_group(doc, ATTRIBUTIONS)
    for id_, role, words in [
        ("A1", "SOURCE", "Bo Ek"),
        ("A1", "CUE", "feared"),
        ("A1", "CONTENT", "the dam would burst"),
        ("A2", "CONTENT", "“Run!”"),
        ("A3", "SOURCE", "The survey"),
        ("A3", "CUE", "says"),
        ("A3", "CONTENT", "it holds"),
    ]:
        start = doc.text.index(words)
        group.append(make_span(doc, start, start + len(words), label=role, id_=id_))
    group.attrs["A1"] = {"style": "indirect", "confidence": 0.5}
    return doc


def test_component_classifies_every_attribution(nlp: Language) -> None:
    """Each attribution gets the attitude and polarity of its own cue and source."""
    attrs = make_attitudes(nlp, "attitudes")(attributed_doc(nlp)).spans[ATTRIBUTIONS].attrs

    assert {id_: (each["attitude"], each["polarity"]) for id_, each in attrs.items()} == {
        "A1": ("belief", "affirmed"),
        "A2": ("statement", "affirmed"),
        "A3": ("evidence", "affirmed"),
    }


def test_component_keeps_the_other_fields(nlp: Language) -> None:
    """Style and confidence stay as the components before left them."""
    attrs = make_attitudes(nlp, "attitudes")(attributed_doc(nlp)).spans[ATTRIBUTIONS].attrs

    assert (attrs["A1"]["style"], attrs["A1"]["confidence"]) == ("indirect", 0.5)


def test_component_joins_a_pipeline_by_name(nlp: Language) -> None:
    """A pipeline adds the component by its factory's name, and a Doc without attributions passes through."""
    nlp.add_pipe("attribune_attitudes")

    assert nlp("A quiet day.").spans[ATTRIBUTIONS].attrs == {}
