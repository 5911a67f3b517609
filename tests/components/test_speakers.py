"""Tests of the `speakers` component on invented sentences, with the source spans given."""

import re
from typing import Any

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc, DocBin
from spacy.vocab import Vocab

from attribune import bridge
from attribune.components.speakers import Speakers
from attribune.speakers.lexicon import load_lexicon
from attribune.speakers.names import find_names

MARK = re.compile(r"\[|\]|\{(\w+)>|\}")


def make_doc(marked: str) -> Doc:
    """Return a Doc of the text with every [stretch] as a source, and every {a0>stretch} as the content of the first."""
    text, spans, opened = "", [], []
    position = sources = 0
    for mark in MARK.finditer(marked):
        text += marked[position : mark.start()]
        position = mark.end()
        if mark[0] == "[":
            opened.append((len(text), bridge.SOURCE, f"a{sources}"))
            sources += 1
        elif mark[1] is not None:
            opened.append((len(text), bridge.CONTENT, mark[1]))
        else:
            start, label, id_ = opened.pop()
            spans.append((start, len(text), label, id_))
    text += marked[position:]
    words = re.findall(r"\w+|[^\w\s]|\s+", text)
    doc = Doc(Vocab(), words=words, spaces=[False] * len(words))
    group = bridge.span_group(doc, bridge.ATTRIBUTIONS)
    for start, end, label, id_ in sorted(spans):
        group.append(bridge.make_span(doc, start, end, label=label, id_=id_))
    return doc


def speakers_of(marked: str) -> list[dict[str, Any] | None]:
    """Return the speaker of every marked source, in text order, with its id."""
    doc = Speakers(lexicon=load_lexicon())(make_doc(marked))
    speakers = doc.spans[bridge.MENTIONS].attrs["speakers"]
    sources = [span for span in doc.spans[bridge.ATTRIBUTIONS] if span.label_ == bridge.SOURCE]
    return [{"id": span.kb_id_, **speakers[span.kb_id_]} if span.kb_id_ else None for span in sources]


def names_of(marked: str) -> list[str | None]:
    """Return the speaker's name of every marked source, in text order."""
    return [speaker and speaker["name"] for speaker in speakers_of(marked)]


def kinds_of(marked: str) -> list[str | None]:
    """Return the speaker's kind of every marked source, in text order."""
    return [speaker and speaker["kind"] for speaker in speakers_of(marked)]


def test_surname_titles_and_initials_are_one_speaker() -> None:
    """Every variant of a name gets the fullest one, without its title."""
    found = names_of(
        "[President Donald Trump] spoke in Reno. [Trump] said it rained, [Mr. Trump] added and [Donald J. Trump] wrote."
    )

    assert found == ["Donald J. Trump"] * 4


def test_full_name_elsewhere_in_the_text_counts() -> None:
    """A surname takes the full name that the text gives outside of any source."""
    assert names_of("A talk with Andrei Soldatov was held in Oslo. [Soldatov] said the ferry was late.") == [
        "Andrei Soldatov"
    ]


def test_possessive_is_no_part_of_the_name() -> None:
    """The possessive ending of a source is cut off."""
    assert names_of("Ida Holm left. [Holm's] claim that the pier was closed drew laughter.") == ["Ida Holm"]


def test_two_people_with_one_surname_are_told_apart_by_honorific() -> None:
    """Mr. and Mrs. pick the person of their gender."""
    found = names_of(
        "Peter Lang and Susan Lang own the mill. [Mrs. Lang] said it was old. [Mr. Lang] said it was for sale."
    )

    assert found == ["Susan Lang", "Peter Lang"]


def test_particle_at_the_start_of_a_sentence_belongs_to_the_surname() -> None:
    """A name whose particle is capitalised only at the start of a sentence is still one name."""
    assert names_of("Bill de Wit runs the port. [De Wit] said it was full.") == ["Bill de Wit"]


def test_capital_at_the_start_of_a_sentence_is_no_name() -> None:
    """A word that the text also has in lower case is not a name for beginning a sentence."""
    names = find_names("Rain fell. Nobody minded the rain. Ida Holm stayed.", load_lexicon())

    assert [name.words for name in names] == [("ida", "holm")]


def test_name_is_found_at_the_end_of_a_noun_phrase() -> None:
    """The head of "COMPANY managing partner NAME" is the name, and what stands before it the role."""
    (speaker,) = speakers_of("[SPI Harbour Management managing partner Stephen Innes] said gold was dull.")

    assert speaker is not None
    assert (speaker["name"], speaker["role"]) == ("Stephen Innes", "SPI Harbour Management managing partner")


def test_name_before_apposition_and_relative_clause() -> None:
    """The head of a phrase with apposition and relative clause is the name before them."""
    (speaker,) = speakers_of(
        "The tide turned, said [Alexander Gabuev, the director of the Tide Institute, who sails at weekends]."
    )

    assert speaker is not None
    assert (speaker["name"], speaker["role"]) == ("Alexander Gabuev", "director of the Tide Institute")


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("Holm spokesman Bo Ek", "Bo Ek"),
        ("Holm's campaign manager, Lena Berg,", "Lena Berg"),
        ("A lawyer for the ferrymen, Lena Berg,", "Lena Berg"),
        ("Secretary of State Lena F. Berg", "Lena F. Berg"),
        ("Sen. Lena Berg (D-N.Y.), chair of the harbour panel,", "Lena Berg"),
    ],
)
def test_spokespeople_are_themselves(source: str, name: str) -> None:
    """Who speaks for or is described by another is the speaker."""
    assert names_of(f"Ida Holm won. [{source}] said so.") == [name]


def test_campaign_of_a_person_is_an_organization() -> None:
    """A person's campaign is not the person, and "the campaign" takes it up."""
    first, second = speakers_of("[The Holm campaign] said it would rest. Later [the campaign] denied it.")

    assert first is not None
    assert (first["name"], first["kind"]) == ("Holm campaign", "organization")
    assert second == first


def test_acronym_is_the_organization_it_shortens() -> None:
    """An acronym in brackets or made of initials is the organization's full name."""
    found = names_of(
        "[The Alliance for Quiet Ports (AFQP)] was founded. [AFQP] said so. The Tides and Exchange Commission met; "
        "[the T.E.C.] agreed."
    )

    assert found == ["Alliance for Quiet Ports", "Alliance for Quiet Ports", "Tides and Exchange Commission"]


def test_pronoun_agrees_with_the_latest_person_of_its_gender() -> None:
    """He and she go to the man and the woman, whoever was named last."""
    found = names_of("[Peter Lang] met Susan Berg. [He] said it was cold. [She] said it was late.")

    assert found == ["Peter Lang", "Peter Lang", "Susan Berg"]


def test_pronoun_is_not_who_it_speaks_to() -> None:
    """A name right behind the pronoun is somebody else."""
    assert names_of("Peter Lang praised Mark Berg. [He] told Berg that lunch was ready.") == ["Peter Lang"]


def test_pronoun_goes_to_the_speaker_not_to_whom_the_quotation_names() -> None:
    """A name inside a finished quotation yields to the one who spoke it."""
    found = names_of('{a0>"Mark Berg sold the mill,"} said [Peter Lang]. [He] added that he was sorry.')

    assert found == ["Peter Lang", "Peter Lang"]


def test_first_person_in_a_quotation_is_its_speaker() -> None:
    """I inside somebody's quotation is that speaker, outside of any it is the author."""
    found = speakers_of('[Ida Holm] said: {a0>"[I] think the pier will hold."} [I] doubt it.')

    assert [speaker and speaker["kind"] for speaker in found] == ["person", "person", "author"]
    assert found[0] == found[1]


def test_second_person_has_no_speaker() -> None:
    """You is nobody that the text could name."""
    assert speakers_of("[You] may think that it rains.") == [None]


def test_relative_pronoun_takes_what_stands_before_it() -> None:
    """Who steps over an apposition to the name, which and that take the noun beside them."""
    found = names_of(
        "They asked Ida Holm, a former head of the Harbour Board, [who] said no. Some divers, [who] feared it, left."
    )

    assert found == ["Ida Holm", "some divers"]


def test_they_takes_up_the_latest_group() -> None:
    """A plural pronoun goes to the group that spoke last."""
    assert names_of("[Dock workers] said yes. Ida Holm smiled. [They] said it twice.") == ["Dock workers"] * 2


def test_title_is_taken_up_by_a_definite_description() -> None:
    """The president is the person to whom the text gives that title."""
    found = names_of("[President Donald Trump] met Ida Holm, mayor of Reno. [The president] smiled. [The mayor] left.")

    assert found == ["Donald Trump", "Donald Trump", "Ida Holm"]


def test_vice_president_is_not_the_president() -> None:
    """A title inside a longer one is another title."""
    found = names_of("President Peter Lang met Susan Berg, vice president of the club. [The president] said no.")

    assert found == ["Peter Lang"]


def test_one_document_under_many_names_is_one_speaker() -> None:
    """A document, memo, report and directive are one speaker, distinct from the agency that wrote it."""
    found = speakers_of(
        "It is all in [an eight-page internal HMB planning document]. [The memo] says so. [The HMB document] warns. "
        "[The directive] orders it. [The HMB] said nothing, but [the report] did."
    )

    ids = [speaker and speaker["id"] for speaker in found]
    assert ids == ["s1", "s1", "s1", "s1", "s2", "s1"]
    assert [speaker and speaker["kind"] for speaker in found][3:5] == ["document", "organization"]


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("a report by the Tide Times", "Tide Times"),
        ("an analysis by Ida Holm", "analysis by Ida Holm"),
        ("A statement from the Tide Institute", "statement from the Tide Institute"),
        ("Ida Holm's letter", "Ida Holm"),
        ("data from the 2014 Harbour Community Survey", "Harbour Community Survey"),
        (
            "an analysis by the Tide Institute and the Harbour Board",
            "analysis by the Tide Institute and the Harbour Board",
        ),
        ("The Tide Institute poll", "Tide Institute poll"),
    ],
)
def test_who_signs_a_text_speaks_in_it(source: str, name: str) -> None:
    """An owner, an outlet or a survey speaks in its text; whom a text only is by, or what it is called by, does not."""
    assert names_of(f"Yesterday [{source}] said that it rained.") == [name]


def test_new_documents_of_the_same_kind_are_kept_apart() -> None:
    """An indefinite description opens a new document, and the definite one behind it takes up the nearest."""
    found = names_of("[A Tide Institute poll] found so. [A new harbour poll] did not. [The poll] was small.")

    assert found == ["Tide Institute poll", "new harbour poll", "new harbour poll"]


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        ("A senior aide", "unnamed"),
        ("one expert", "unnamed"),
        ("a source close to the talks", "unnamed"),
        ("Policymakers", "group"),
        ("some Republicans", "group"),
        ("Critics of the plan, like Mr. Lang,", "group"),
        ("people in other towns", "group"),
        ("the ministry", "organization"),
        ("The Harbour Gazette", "organization"),
        ("an analysis by economists", "document"),
        ("federal statistics", "document"),
        ("Ida Holm", "person"),
    ],
)
def test_kind_follows_from_the_head(source: str, kind: str) -> None:
    """The kind of a speaker is that of the noun or name that heads the source."""
    assert kinds_of(f"Yesterday [{source}] said that it rained.") == [kind]


def test_possessive_pronoun_keeps_the_description_and_names_the_owner() -> None:
    """A description with a possessive pronoun is named after the owner; "in her view" is the owner herself."""
    found = names_of("[Susan Berg] paid. [Her lawyer] said so. In [her view], it was cheap.")

    assert found == ["Susan Berg", "Susan Berg’s lawyer", "Susan Berg"]


def test_joint_source_is_named_after_all_members() -> None:
    """A joint source is one speaker that holds the full names of its members and has their kind."""
    (speaker,) = speakers_of("Donald Trump met Ted Lindt. [Trump and Lindt] agreed.")

    assert speaker is not None
    assert (speaker["name"], speaker["kind"]) == ("Donald Trump and Ted Lindt", "person")


def test_headline_capitals_make_no_names() -> None:
    """In a headline only what the text below knows as a name is one."""
    found = names_of("[Trump] Slams New Harbour Plan Over Costs\n\nDonald Trump was loud on Monday.")

    assert found == ["Donald Trump"]


def test_attribution_without_source_has_no_speaker() -> None:
    """Where nobody is named, no speaker is made up."""
    doc = Speakers(lexicon=load_lexicon())(make_doc("It is said that {a0>the pier is closed}."))

    assert [span.kb_id_ for span in doc.spans[bridge.ATTRIBUTIONS]] == [""]
    assert doc.spans[bridge.MENTIONS].attrs["speakers"] == {}


def test_all_spans_of_an_attribution_get_the_speaker_and_only_speakers_are_listed() -> None:
    """Ids count the speakers in text order; people who say nothing are no speakers."""
    doc = Speakers(lexicon=load_lexicon())(
        make_doc("Mark Lund watched. [Ida Holm] said {a0>the pier was closed}. [Bo Ek] agreed.")
    )

    assert [span.kb_id_ for span in doc.spans[bridge.ATTRIBUTIONS]] == ["s1", "s1", "s2"]
    assert [each["name"] for each in doc.spans[bridge.MENTIONS].attrs["speakers"].values()] == ["Ida Holm", "Bo Ek"]
    assert [(span.text, span.kb_id_) for span in doc.spans[bridge.MENTIONS]] == [("Ida Holm", "s1"), ("Bo Ek", "s2")]


def test_speakers_survive_serialization() -> None:
    """Speaker ids and fields are on the Doc after a round trip through bytes."""
    doc = Speakers(lexicon=load_lexicon())(make_doc("[Ida Holm] said that it rained."))

    (copy,) = DocBin(store_user_data=True, docs=[doc]).get_docs(Vocab())

    assert [span.kb_id_ for span in copy.spans[bridge.ATTRIBUTIONS]] == ["s1"]
    assert copy.spans[bridge.MENTIONS].attrs["speakers"]["s1"]["name"] == "Ida Holm"


def test_works_with_the_ordinary_tokenizer() -> None:
    """The usual English English tokens, which keep "Mr." whole and split "Holm's", give the same speakers."""
    nlp: Language = spacy.blank("en")
    doc = nlp("Ida Holm left the U.S. pier. Holm's claim: it was closed.")
    group = bridge.span_group(doc, bridge.ATTRIBUTIONS)
    group.append(bridge.make_span(doc, 29, 35, label=bridge.SOURCE, id_="a0"))

    speakers = Speakers(lexicon=load_lexicon())(doc).spans[bridge.MENTIONS].attrs["speakers"]

    assert [each["name"] for each in speakers.values()] == ["Ida Holm"]


@pytest.mark.parametrize("text", ["", " ", "[ ]x", "[,] said.", "[“] said {a0>x}.", "[the] said", "[His] said"])
def test_degenerate_sources_do_not_raise(text: str) -> None:
    """Empty texts and sources without a word get some speaker or none, but no error."""
    assert all(speaker is None or speaker["name"] for speaker in speakers_of(text))


def test_each_takes_up_the_joint_speakers() -> None:
    """The words "each" and "both" mean those who were just named together."""
    found = names_of("[Ida Holm and Ted Lindt] agreed on a date. [Each] said the other was late.")

    assert found == ["Ida Holm and Ted Lindt"] * 2


def test_he_is_not_two_people() -> None:
    """A singular pronoun does not take up speakers who were named together."""
    found = names_of("Ted Lindt came. [Ida Holm and Susan Berg] cheered. [He] said nothing was decided.")

    assert found[-1] == "Ted Lindt"


@pytest.mark.parametrize(
    ("source", "name", "kind"),
    [
        ("U.N. Women", "U.N. Women", "organization"),
        ("British Prime Minister Theresa May", "Theresa May", "person"),
        ("The Committee for a Quiet Harbor", "Committee for a Quiet Harbor", "organization"),
        ("a number of tax lawyers", "tax lawyers", "group"),
        ("42 percent of them", "42 percent of them", "group"),
        ("one of the first polls", "one of the first polls", "document"),
        ("one of its members", "one of its members", "unnamed"),
    ],
)
def test_names_and_parts(source: str, name: str, kind: str) -> None:
    """Bodies of a union of states, surnames that are months, and parts of a whole have the right name and kind."""
    (speaker,) = speakers_of(f"On Friday [{source}] said that it rained.")

    assert speaker is not None
    assert (speaker["name"], speaker["kind"]) == (name, kind)


def test_he_is_whom_the_sentence_is_about() -> None:
    """A person who is the subject of the pronoun's own sentence is nearer than one who spoke before."""
    found = names_of("[Ted Lindt] said it rained. Peter Falk drew laughter after [he] asked for an umbrella.")

    assert found == ["Ted Lindt", "Peter Falk"]


def test_person_named_in_speech_alone_is_not_he() -> None:
    """Whom a speaker names in passing does not speak next."""
    found = names_of("[Ted Lindt] arrived. {a1>“I owe all of this to Peter Falk and to the rain,”} [he] said.")

    assert found == ["Ted Lindt", "Ted Lindt"]


def test_author_is_no_reporter() -> None:
    """People in what the author says are as good as others for a pronoun behind it."""
    found = names_of(
        "Ted Lindt built boats. [I] am sure {a0>that I met Ted Lindt twice and spoke of Peter Falk}. [He] told me so."
    )

    assert found == ["author", "Ted Lindt"]


def test_pronoun_gives_its_person_a_gender() -> None:
    """Somebody once taken up by "she" is not "he" later."""
    found = names_of("Robin Sorel sang. [She] said it was late. Ted Lindt danced. [He] said it was not.")

    assert found == ["Robin Sorel", "Ted Lindt"]


def test_they_are_two_people_named_together() -> None:
    """A plural pronoun takes up two people whom the text joins, where no group was mentioned."""
    assert names_of("Ted Lindt and Ida Holm sang. [They] said it was late.") == ["Ted Lindt and Ida Holm"]


def test_i_is_whoever_signs_below() -> None:
    """In letters gathered in one text "I" is the person whose name stands below, and "we" is not."""
    found = names_of("[I] think so.\n\nWalter Grimm.\n\n[We] asked.\n\nSusan Albright.\n\nNo.\n\nEdgar Poll.\n")

    assert found == ["Walter Grimm", "author"]


def test_attorney_of_his_is_the_person_introduced_as_such() -> None:
    """A description with its owner means the person whom the text gives that role."""
    found = names_of("Ted Lindt stayed away. His attorney, Vera Stahl, came. [His attorney] said he had a cold.")

    assert found == ["Vera Stahl"]


def test_role_has_no_owner() -> None:
    """A speaker's role is noted without "his" or "her"."""
    (speaker,) = speakers_of("Ted Lindt stayed away. [His attorney, Vera Stahl,] said he had a cold.")

    assert speaker is not None
    assert speaker["role"] == "attorney"


def test_document_of_the_headline_is_that_of_the_text() -> None:
    """A headline's bare document, its description in the text and the words for it below are one speaker."""
    found = names_of(
        "[Secret memo] shows fear of floods\n\nThe city hid a nine-page planning memo. [The document] says "
        "the sluice is stuck. [The directive] names nobody. [The city] said it was lost."
    )

    assert found[:3] == ["nine-page planning memo"] * 3
    assert found[3] != found[0]


def test_company_is_the_one_just_named() -> None:
    """An organization described by a noun alone is the last one named."""
    assert names_of("Tavira Motors makes cars. [The company] said it would stop.") == ["Tavira Motors"]


def test_shouted_description_is_no_name() -> None:
    """A description in capitals names nobody."""
    assert kinds_of("It was a long day. HE WAS BLAMED BY [FELLOW DOCTORS] — and left.") == ["group"]


def test_misspelt_surname_of_a_source() -> None:
    """A source whose surname has one slip is the person named in full."""
    assert names_of("Gerald Hofstetter sang.\n\n[Hofsteter] said it was late.") == ["Gerald Hofstetter"]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("[A new poll] shows a lead. The latest Harbour Gazette poll put it at two points.", "Harbour Gazette poll"),
        ("[A Senate panel] voted. The Senate Committee on Harbours sat for hours.", "Senate Committee on Harbours"),
        ("[Ferry panel] votes on fares\n\nThe Ferry Oversight Commission sat.", "Ferry Oversight Commission"),
        ("Fares will rise, [pilots] say\n\nFares will rise, harbour pilots said.", "harbour pilots"),
    ],
)
def test_lead_means_what_the_text_names_below(text: str, name: str) -> None:
    """What an article's opening only describes is the one of that description that its text names."""
    assert names_of(text) == [name]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("[A new poll] shows a lead. A second poll did not. The Harbour Gazette poll came later.", "new poll"),
        ("[A panel] voted. The Senate Committee on Harbours sat for hours.", "panel"),
        ("Fares will rise, [pilots] say\n\nSome pilots doubted it. Two harbour pilots did not.", "pilots"),
    ],
)
def test_lead_means_nothing_else_below(text: str, name: str) -> None:
    """Another one of the kind, or one that shares no name with it, is not what the opening describes."""
    assert names_of(text) == [name]


@pytest.mark.parametrize(
    "text",
    [
        'Ek made the film "High Water" in Lund. [The movie] shows why.',
        "Ek made a film called High Water in Lund. [The movie] shows why.",
        "Ek is proud. [Ek's “High Water”] shows why.",
    ],
)
def test_works_go_by_their_titles(text: str) -> None:
    """A work that the text gives a title is called by it, also where only its kind is named."""
    assert [(each and each["name"], each and each["kind"]) for each in speakers_of(text)] == [
        ("High Water", "document")
    ]


def test_all_the_experts_are_those_introduced() -> None:
    """A counted group and the definite words for all of it are one; one of another party is another."""
    found = names_of(
        "[A number of tax experts] agreed. [All the experts] praised it. [All of the Republican experts] did not."
    )

    assert found[0] == found[1] == "tax experts"
    assert found[2] != found[0]


def test_what_is_only_described_in_a_content_does_not_say_it() -> None:
    """A description in the content of "it" is not what "it" means; a name there may be."""
    found = names_of("The Harbour Board met. {a0>The average fare}, [it] said, {a0>will rise}.")

    assert found == ["Harbour Board"]


def test_who_is_only_reported_does_not_speak_around_the_report() -> None:
    """The source of a report within a content does not outweigh whoever speaks there."""
    found = names_of(
        "Two voters came, Tyra McEwan and Bo Ek.\n\n[McEwan] said {a0>[Ida Holm] doubts {a1>the plan}}.\n\n"
        "{a2>“Nobody rows,”} [she] said."
    )

    assert found == ["Tyra McEwan", "Ida Holm", "Tyra McEwan"]


def test_pronoun_stays_in_its_paragraph() -> None:
    """Whoever is named before it in its own paragraph is meant rather than who spoke in the one before."""
    found = names_of(
        "Peter Holm rows. Then Paul Ek sang. [Ek] said no. It rained.\n\nThe hall was full. Out of it on Monday they "
        "led Holm. [He] said yes."
    )

    assert found == ["Paul Ek", "Peter Holm"]


def test_first_of_two_joined_nouns_tells_the_gender() -> None:
    """A description of one person by two nouns is of the gender of either."""
    found = names_of("Senator Bo Ek met Ida Holm. [Holm] smiled. [The former actress and senator] left.")

    assert found == ["Ida Holm", "Ida Holm"]


def test_misspelt_surname_at_the_start_of_a_sentence() -> None:
    """A word that is no name by itself is the surname that it differs from by a letter."""
    assert names_of("“It rains,” said [Leila Fimes]. [Fines] left.") == ["Leila Fimes", "Leila Fimes"]


def test_body_at_two_institutes_is_one() -> None:
    """An "and" between the places where an organization is does not make two speakers."""
    assert names_of("[The Ferry Policy Center at the Lund Institute and Flint Institution] said no.") == [
        "Ferry Policy Center"
    ]


def evidence_of(marked: str) -> list[dict[str, Any] | None]:
    """Return the evidence for the speaker of every attribution, in text order."""
    doc = Speakers(lexicon=load_lexicon())(make_doc(marked))
    fields = doc.spans[bridge.ATTRIBUTIONS].attrs
    return [fields[id_].get("evidence") if id_ in fields else None for id_ in bridge.spans_by_attribution(doc)]


def test_evidence_names_the_mention_that_decided() -> None:
    """A pronoun has its antecedent, a surname the full name; how sure it is is a probability."""
    name, pronoun, surname = evidence_of("[Ida Holm] spoke first. It leaks, [she] said. It does, [Holm] said.")

    assert name is not None
    assert pronoun is not None
    assert surname is not None
    assert [each["mention"]["text"] for each in (name, pronoun, surname)] == ["Ida Holm"] * 3
    assert all(0 < each["confidence"] <= 1 for each in (name, pronoun, surname))


def test_who_is_described_once_has_no_other_mention() -> None:
    """Where the text says no more than the source does, the evidence has no mention."""
    (evidence,) = evidence_of("It leaks, [a lock keeper] said.")

    assert evidence is not None
    assert evidence["mention"] is None


def test_several_candidates_are_less_sure_than_one() -> None:
    """The probability of a pronoun's antecedent is lower where somebody else may be meant."""
    one = evidence_of("Mark Holm sails. It leaks, [he] said.")[0]
    two = evidence_of("Mark Holm sails. James Ek sails. It leaks, [he] said.")[0]

    assert one is not None
    assert two is not None
    assert two["confidence"] < one["confidence"] == 1
