import re
from pathlib import Path

import pytest

from attribune.errors import InputError, RecordError, SettingsError
from attribune.formats.brat import read_brat, style_of
from attribune.records import TextSpan

TEXT = "The harbour is shut, said Mara Ek.\n“No ship leaves,” she added."


def bound(identifier: str, label: str, *parts: str, text: str = TEXT) -> str:
    """Return a text-bound line for the parts of the text."""
    starts = [text.index(part) for part in parts]
    offsets = ";".join(f"{start} {start + len(part)}" for start, part in zip(starts, parts, strict=True))
    return f"{identifier}\t{label} {offsets}\t{' '.join(parts)}\n"


ONE_ATTRIBUTION = (
    bound("T1", "Source", "Mara Ek")
    + bound("T2", "Cue", "said")
    + bound("T3", "Content", "The harbour is shut")
    + bound("T4", "Attribution", "said")
    + "E1\tAttribution:T4 Content:T3 Cue:T2 Source:T1\n"
)


def write_plain(folder: Path, annotation: str, *, text: str = TEXT) -> Path:
    """Write a plain brat folder of one article, byte for byte."""
    (folder / "port.txt").write_bytes(text.encode())
    (folder / "port.ann").write_bytes(annotation.encode())
    return folder


def write_polnear(folder: Path, annotations: dict[str, str]) -> Path:
    """Write a folder laid out as PolNeAR is, with one annotation per annotator."""
    (folder / "text").mkdir()
    (folder / "attributions").mkdir()
    (folder / "text" / "port_news.txt").write_text(TEXT, encoding="utf-8")
    for annotator, annotation in annotations.items():
        (folder / "attributions" / f"port_news_{annotator}.ann").write_text(annotation, encoding="utf-8")
    return folder


def test_event_becomes_attribution(tmp_path: Path) -> None:
    """The arguments of an event become the source, cue and content of an attribution with the event's id."""
    [article] = read_brat(write_plain(tmp_path, ONE_ATTRIBUTION))

    [attribution] = article.attributions
    assert (article.id, article.text, article.annotator.name) == ("port", TEXT, "brat")
    assert attribution.id == "E1"
    assert list(attribution.spans()) == [
        ("source", TextSpan(start=26, end=33, text="Mara Ek")),
        ("cue", TextSpan(start=21, end=25, text="said")),
        ("content", TextSpan(start=0, end=19, text="The harbour is shut")),
    ]


def test_origin_covers_the_whole_text_file(tmp_path: Path) -> None:
    """The origin names the text file and spans all of it."""
    [article] = read_brat(write_plain(tmp_path, ONE_ATTRIBUTION))

    assert (article.origin.path, article.origin.start, article.origin.end) == (str(tmp_path / "port.txt"), 0, len(TEXT))


def test_carriage_returns_count(tmp_path: Path) -> None:
    """CRLF line ends are kept in the text, so that offsets after them hold."""
    text = "First.\r\nMara Ek spoke of storms."
    annotation = (
        bound("T1", "Source", "Mara Ek", text=text)
        + bound("T2", "Content", "storms", text=text)
        + "E1\tAttribution:T1 Content:T2 Source:T1\n"
    )

    [article] = read_brat(write_plain(tmp_path, annotation, text=text))

    assert article.text == text
    assert article.attributions[0].source[0].start == 8


def test_fragments_stay_apart_in_text_order(tmp_path: Path) -> None:
    """A discontinuous span gives one content span per fragment, in text order whatever the order in the file."""
    annotation = bound("T1", "Content", "ship leaves", "harbour") + "E1\tAttribution:T1 Content:T1\n"

    [article] = read_brat(write_plain(tmp_path, annotation))

    assert [span.text for span in article.attributions[0].content] == ["harbour", "ship leaves"]


def test_numbered_roles_are_one_role(tmp_path: Path) -> None:
    """`Content2` is a further content span of the same attribution, even where its line comes after the event."""
    annotation = bound("T1", "Content", "harbour") + "E1\tAttribution:T1 Content:T1 Content2:T2\n"
    annotation += bound("T2", "Content", "No ship leaves")

    [article] = read_brat(write_plain(tmp_path, annotation))

    assert [span.text for span in article.attributions[0].content] == ["harbour", "No ship leaves"]


def test_overlapping_fragments_are_merged(tmp_path: Path) -> None:
    """Overlapping fragments become one span; fragments that only touch stay two."""
    annotation = "T1\tContent 0 11;4 14\tThe harbour harbour is\nT2\tContent 14 19\t shut\n"
    annotation += "E1\tAttribution:T1 Content:T1 Content2:T2\n"

    [article] = read_brat(write_plain(tmp_path, annotation))

    assert [(span.start, span.end) for span in article.attributions[0].content] == [(0, 14), (14, 19)]


def test_event_without_content_is_left_out(tmp_path: Path) -> None:
    """An event that has no content is no attribution, and the others of its article stay."""
    annotation = ONE_ATTRIBUTION + "E2\tAttribution:T4 Cue:T2\n"

    [article] = read_brat(write_plain(tmp_path, annotation))

    assert [attribution.id for attribution in article.attributions] == ["E1"]


def test_span_text_may_run_over_lines(tmp_path: Path) -> None:
    """A span across a line break may have its text written over two lines, as three PolNeAR files do."""
    start = TEXT.index("Ek.")
    annotation = f"T1\tContent {start} {start + 7}\tEk.\n“No\n" + "E1\tAttribution:T1 Content:T1\n"

    [article] = read_brat(write_plain(tmp_path, annotation))

    assert article.attributions[0].content[0].text == "Ek.\n“No"


def test_line_break_in_span_may_be_a_blank(tmp_path: Path) -> None:
    """A span across a line break may have the break written as a blank, as brat does."""
    start = TEXT.index("Ek.")
    annotation = f"T1\tContent {start} {start + 7}\tEk. “No\n" + "E1\tAttribution:T1 Content:T1\n"

    [article] = read_brat(write_plain(tmp_path, annotation))

    assert article.attributions[0].content[0].text == "Ek.\n“No"


def test_notes_and_relations_are_passed_over(tmp_path: Path) -> None:
    """Lines of other kinds that brat defines do not matter."""
    annotation = (
        ONE_ATTRIBUTION + "#1\tAnnotatorNotes T1\tsure?\nR1\tSame Arg1:T1 Arg2:T2\n*\tEquiv T1 T2\nA1\tMain E1\n\n"
    )

    [article] = read_brat(write_plain(tmp_path, annotation))

    assert len(article.attributions) == 1


def test_first_annotator_is_the_default(tmp_path: Path) -> None:
    """Of several annotators the alphabetically first is read, and the article's id is the text's name."""
    articles = list(read_brat(write_polnear(tmp_path, {"b2": "", "a1": ONE_ATTRIBUTION})))

    assert [(article.id, article.annotator.name) for article in articles] == [("port_news", "a1")]


def test_all_annotators_can_be_read(tmp_path: Path) -> None:
    """`all_annotators` yields the article once for each annotator."""
    articles = list(read_brat(write_polnear(tmp_path, {"b2": "", "a1": ONE_ATTRIBUTION}), all_annotators=True))

    assert [(article.id, article.annotator.name) for article in articles] == [("port_news", "a1"), ("port_news", "b2")]


def test_one_annotator_can_be_chosen(tmp_path: Path) -> None:
    """`annotator` reads the named annotator's files only."""
    articles = list(read_brat(write_polnear(tmp_path, {"b2": "", "a1": ONE_ATTRIBUTION}), annotator="b2"))

    assert [(article.annotator.name, len(article.attributions)) for article in articles] == [("b2", 0)]


def test_unknown_annotator_is_refused(tmp_path: Path) -> None:
    """An annotator who annotated nothing is an error that lists those who did."""
    with pytest.raises(InputError, match="no annotation by 'c3'; there are: a1, b2"):
        list(read_brat(write_polnear(tmp_path, {"b2": "", "a1": ""}), annotator="c3"))


def test_one_and_all_annotators_contradict(tmp_path: Path) -> None:
    """Asking for one annotator and for all is refused."""
    with pytest.raises(SettingsError, match="give one of the two"):
        list(read_brat(write_polnear(tmp_path, {"a1": ""}), annotator="a1", all_annotators=True))


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("Mara Ek said so\n", "is no brat annotation"),
        ("T9\tSource twenty 33\tMara Ek\n", "is no brat annotation"),
        ("T9\tSource 26 33\tMara Eck\n", "span 26 33 reads 'Mara Ek' in the article but 'Mara Eck' in the record"),
        ("T9\tSource 33 33\t\n", "is empty or ends beyond"),
        ("T9\tSource 60 999\tadded.\n", "is empty or ends beyond"),
        ("E9\tAttribution:T4 Content:T77\n", "no span T77"),
    ],
)
def test_malformed_line_is_named(tmp_path: Path, line: str, message: str) -> None:
    """An error names the file and the line that is wrong, and what is wrong with it."""
    folder = write_plain(tmp_path, ONE_ATTRIBUTION + line)

    with pytest.raises(RecordError, match=re.escape(f"{folder / 'port.ann'}:6: ") + ".*" + re.escape(message)):
        list(read_brat(folder))


def test_repeated_event_id_is_refused(tmp_path: Path) -> None:
    """Two events of one id are an error that names the file."""
    folder = write_plain(tmp_path, ONE_ATTRIBUTION + "E1\tAttribution:T4 Content:T3\n")

    with pytest.raises(RecordError, match=r"port\.ann: (.|\n)*repeated: E1"):
        list(read_brat(folder))


def test_annotation_without_text_is_refused(tmp_path: Path) -> None:
    """An annotation file whose text is missing is an error that names it."""
    (tmp_path / "lost.ann").write_text("", encoding="utf-8")

    with pytest.raises(InputError, match=r"lost\.ann: there is no text"):
        list(read_brat(tmp_path))


def test_folder_without_annotation_is_refused(tmp_path: Path) -> None:
    """A folder without any annotation file says what a brat folder holds."""
    (tmp_path / "port.txt").write_text(TEXT, encoding="utf-8")

    with pytest.raises(InputError, match=r"no \.ann file found"):
        list(read_brat(tmp_path))


def test_wrong_encoding_names_the_byte(tmp_path: Path) -> None:
    """A text that is not UTF-8 names the byte and its position."""
    folder = write_plain(tmp_path, "")
    (folder / "port.txt").write_bytes(b"caf\xe9 closed")

    with pytest.raises(InputError, match="byte 0xe9 at position 3"):
        list(read_brat(folder))


@pytest.mark.parametrize(
    ("text", "content", "style"),
    [
        ("“No ship leaves,” she said.", "“No ship leaves,”", "direct"),
        ('"No ship leaves," she said.', '"No ship leaves,"', "direct"),
        ("«No ship leaves», she said.", "«No ship leaves»", "direct"),
        ("She said no ship leaves.", "no ship leaves", "indirect"),
        ("She said no “ship” leaves.", "no “ship” leaves", "mixed"),
        ("“No ship leaves\n“Nor boat,” she said.", "“No ship leaves\n“Nor boat,”", "direct"),
        ('The 5" pipe burst\nand no ship leaves.', "no ship leaves", "indirect"),
        ("“Yes.” She said: !!", "!!", "indirect"),
    ],
)
def test_style_follows_the_quote_marks(text: str, content: str, style: str) -> None:
    """A content is direct if all its words stand in double marks, indirect if none do, else mixed."""
    start = text.index(content)

    assert style_of(text, [TextSpan(start=start, end=start + len(content), text=content)]) == style
