from spacy.language import Language
from spacy.tokens import Doc

from attribune.bridge import make_span, span_group, spans_by_attribution
from attribune.components.linking import Linking
from attribune.components.quotations import Quotations


def link(nlp: Language, text: str, tagged: list[dict[str, str]], reported: float = 0.0) -> Doc:
    """Link a Doc on which an annotator tagged these role texts, one dict per attribution; `|` parts several."""
    doc = Quotations(max_paragraphs=12)(nlp(text))
    doc.spans["quotations"].attrs["reported"] = [reported] * len(doc.spans["quotations"])
    group = span_group(doc, "attributions")
    for number, roles in enumerate(tagged):
        for label, part in ((label, part) for label, parts in roles.items() for part in parts.split("|")):
            start = text.index(part)
            group.append(make_span(doc, start, start + len(part), label=label, id_=f"x{number}"))
        group.attrs[f"x{number}"] = {"confidence": 0.9}
    return Linking()(doc)


def roles(doc: Doc) -> dict[str, list[tuple[str, str]]]:
    """The role spans of each attribution, labels and texts."""
    return {id_: [(span.label_, span.text) for span in spans] for id_, spans in spans_by_attribution(doc).items()}


def test_content_takes_the_marks_of_its_quotation(blank_nlp: Language) -> None:
    """A content tagged without its marks, or short of its end, is widened to the whole quotation."""
    doc = link(
        blank_nlp, '"We go home now," Bo Ek said.', [{"SOURCE": "Bo Ek", "CUE": "said", "CONTENT": "We go home"}]
    )

    assert roles(doc)["a1"] == [("CONTENT", '"We go home now,"'), ("SOURCE", "Bo Ek"), ("CUE", "said")]


def test_content_takes_every_paragraph_of_its_quotation(blank_nlp: Language) -> None:
    """A content that holds the last paragraph of a quotation with repeated opening marks holds the others too."""
    text = 'Rain fell. "It was flat all week and nobody traded. "So watch it," he told Bernama.'

    doc = link(blank_nlp, text, [{"SOURCE": "he", "CUE": "told", "CONTENT": '"So watch it,"'}])

    assert roles(doc)["a1"][0] == ("CONTENT", '"It was flat all week and nobody traded. "So watch it,"')


def test_content_does_not_run_from_a_headline_into_the_text(blank_nlp: Language) -> None:
    """Outside quotations a content ends with its paragraph; the part beside the cue stays."""
    text = "Lund says dams leak\nThe river rose on Monday."
    tagged = {"SOURCE": "Lund", "CUE": "says", "CONTENT": "dams leak\nThe river"}

    assert ("CONTENT", "dams leak") in roles(link(blank_nlp, text, [tagged]))["a1"]


def test_the_end_of_another_speakers_quotation_is_dropped(blank_nlp: Language) -> None:
    """A stray end of a quotation that somebody else said goes, where the attribution has its own beside it."""
    text = 'Ada Ro said: "We leave on Monday at the latest. It is late!" Bo Ek said firmly: "We stay."'
    ada = {"SOURCE": "Ada Ro", "CUE": "said", "CONTENT": '"We leave on Monday at the latest. It is late!"'}
    bo = {"SOURCE": "Bo Ek", "CUE": "firmly", "CONTENT": 'It is late!"|"We stay."'}

    found = roles(link(blank_nlp, text, [ada, bo]))

    assert [part for label, part in found["a2"] if label == "CONTENT"] == ['"We stay."']
    assert ("CONTENT", ada["CONTENT"]) in found["a1"]


def test_a_quotation_before_a_report_of_its_own_goes_on_with_the_last_speaker(blank_nlp: Language) -> None:
    """Who comes next in the text and reports something else did not say the quotation before it."""
    text = '"We leave on Monday," said Ada Ro. "It is late and it is dark." Bo Ek declined to comment.'
    ada = {"SOURCE": "Ada Ro", "CUE": "said", "CONTENT": '"We leave on Monday,"'}
    bo = {"SOURCE": "Bo Ek", "CUE": "declined", "CONTENT": "to comment"}

    found = roles(link(blank_nlp, text, [ada, bo], reported=1.0))

    assert ("CONTENT", '"It is late and it is dark."') in found["a1"]
    assert [part for label, part in found["a2"] if label == "CONTENT"] == ["to comment"]


def test_orphan_quotation_is_kept_without_source(blank_nlp: Language) -> None:
    """A quotation that the model holds to be somebody's words is kept though nobody is said to have said it."""
    doc = link(blank_nlp, 'Rain fell. "Nobody told us about the dam." Trees bent.', [], reported=0.9)

    assert roles(doc) == {"a1": [("CONTENT", '"Nobody told us about the dam."')]}
    assert doc.spans["attributions"].attrs["a1"]["confidence"] < 0.5


def test_unclaimed_quotation_goes_to_what_follows_or_precedes_it(blank_nlp: Language) -> None:
    """A quotation right before a source and cue, or behind the sentence of an attribution, belongs to it."""
    text = '"Get out of my harbor!" the mayor fumed at the press. "You will not be asked back." Rain fell.'
    tagged = {"SOURCE": "the mayor", "CUE": "fumed", "CONTENT": "the press"}

    contents = [
        part for label, part in roles(link(blank_nlp, text, [tagged], reported=0.9))["a1"] if label == "CONTENT"
    ]

    assert contents == ['"Get out of my harbor!"', "the press", '"You will not be asked back."']


def test_scare_quotes_and_titles_are_no_orphans(blank_nlp: Language) -> None:
    """Short quotations, and those that the model does not hold to be content, are left."""
    assert roles(link(blank_nlp, "The plan, 'Entente-4', is a 'gift'.", [], reported=0.9)) == {}
    assert roles(link(blank_nlp, 'She sang "All the long way to the sea" twice.', [], reported=0.1)) == {}


def test_inner_attribution_names_the_outer_one(blank_nlp: Language) -> None:
    """An attribution whose cue and content lie in another's content has `within`."""
    doc = link(
        blank_nlp,
        "Four aides said the bulletin reported that dams leak.",
        [
            {"SOURCE": "Four aides", "CUE": "said", "CONTENT": "the bulletin reported that dams leak"},
            {"SOURCE": "the bulletin", "CUE": "reported", "CONTENT": "that dams leak"},
        ],
    )

    assert doc.spans["attributions"].attrs["a2"]["within"] == "a1"
    assert doc.spans["attributions"].attrs["a1"]["within"] is None


def test_attributions_are_numbered_in_text_order(blank_nlp: Language) -> None:
    """Ids follow the text, whatever order the annotator found them in."""
    doc = link(
        blank_nlp,
        "Bo said dams leak. Al said rain fell.",
        [{"SOURCE": "Al", "CONTENT": "rain fell"}, {"SOURCE": "Bo", "CONTENT": "dams leak"}],
    )

    assert [spans[0].text for spans in spans_by_attribution(doc).values()] == ["Bo", "Al"]


def test_addressee_is_a_role_of_its_own(blank_nlp: Language) -> None:
    """The hearer of "told Bernama" gives the attribution an ADDRESSEE span."""
    doc = link(blank_nlp, '"We go," he told Bernama.', [{"SOURCE": "he", "CUE": "told", "CONTENT": '"We go,"'}])

    assert ("ADDRESSEE", "Bernama") in roles(doc)["a1"]
