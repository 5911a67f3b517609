"""Tests of judged speakers: reading them, and comparing what was found with them."""

from pathlib import Path

import pytest

from attribune.errors import InputError, RecordError
from attribune.records import AnnotatedArticle, Annotator, Attribution, Origin, Speaker, TextSpan
from attribune.scoring import score
from attribune.scoring.judgements import Judgement, is_right, judgements_of, read_judgements

TEXT = "Ana Ruiz said the bridge is closed."
ANA = Speaker(id="s1", name="Ana Ruiz", kind="person")
EK = Speaker(id="s1", name="Bo Ek", kind="person")


def article(*speakers: Speaker, source: bool = True, content: str = "the bridge is closed") -> AnnotatedArticle:
    """Return an article with one attribution, made by the first speaker, if any."""

    def span(words: str) -> TextSpan:
        start = TEXT.index(words)
        return TextSpan(start=start, end=start + len(words), text=words)

    attribution = Attribution(
        id="a1",
        style="indirect",
        content=[span(content)],
        source=[span("Ana Ruiz")] if source else [],
        speaker=speakers[0].id if speakers else None,
    )
    return AnnotatedArticle(
        id="t",
        text=TEXT,
        origin=Origin(path="t", start=0, end=len(TEXT)),
        annotator=Annotator(name="n", version="1"),
        speakers=list(speakers),
        attributions=[attribution],
    )


def test_lines_are_read_by_article_and_attribution(tmp_path: Path) -> None:
    """A line gives names, kind and form; one that is not ok is left out, and a reader is no speaker."""
    path = tmp_path / "speakers.jsonl"
    path.write_text(
        '{"doc": "t", "id": "a1", "speaker": ["A", "B"], "source_type": "unnamed_person", "mention": "nominal"}\n'
        '{"doc": "t", "id": "a2", "speaker": "READER", "source_type": "author", "mention": "pronoun", "ok": true}\n'
        '{"doc": "t", "id": "a3", "speaker": "C", "source_type": "person", "mention": "name", "ok": false}\n'
    )

    assert read_judgements(path) == {
        ("t", "a1"): Judgement(("A", "B"), "unnamed", "nominal"),
        ("t", "a2"): Judgement((), "author", "pronoun"),
    }


@pytest.mark.parametrize(
    "line",
    [
        "{",
        '{"doc": "t", "id": "a", "speaker": "A", "source_type": "alien", "mention": "name"}',
        '{"doc": "t", "id": "a", "speaker": "A", "source_type": "person", "mention": "shout"}',
    ],
)
def test_bad_line_is_named(tmp_path: Path, line: str) -> None:
    """A line that is no judgement is refused with its file and number, and with what a line has."""
    path = tmp_path / "speakers.jsonl"
    path.write_text(f"\n{line}\n")

    with pytest.raises(RecordError, match=r"speakers.jsonl:2: .*a line has doc, id, speaker"):
        read_judgements(path)


def test_missing_file_is_refused(tmp_path: Path) -> None:
    """A file that cannot be read is an input error."""
    with pytest.raises(InputError, match="give a JSONL file"):
        read_judgements(tmp_path / "none.jsonl")


@pytest.mark.parametrize(
    ("names", "kind", "form", "found", "right"),
    [
        (("ana ruiz",), "person", "name", "Ana Ruiz", True),
        (("Ana Ruiz",), "person", "pronoun", "Ruiz", False),
        (("divers who saw it",), "group", "nominal", "divers", False),
        (("three tired divers",), "group", "nominal", "tired divers at the pier", True),
        (("three tired divers",), "group", "nominal", "tired sailors", False),
        (("Ana Ruiz", "Bo Ek"), "person", "name", "Ana Ruiz and Bo Ek", True),
        (("Ana Ruiz", "Bo Ek"), "person", "name", "Ana Ruiz", False),
    ],
)
def test_comparison(names: tuple[str, ...], kind: str, form: str, found: str, right: bool) -> None:
    """Names count as such, descriptions by head noun and a shared word, joint speakers with all members."""
    judgement = Judgement(names, kind, form)  # type: ignore[arg-type]

    assert is_right(judgement, Speaker(id="s", name=found, kind="person")) is right


def test_author_and_nobody() -> None:
    """An author is right by kind, and where nobody is meant nobody may be found."""
    author = Speaker(id="s", name="author", kind="author")

    assert is_right(Judgement(("AUTHOR",), "author", "pronoun"), author)
    assert is_right(Judgement((), "author", "pronoun"), None)
    assert not is_right(Judgement((), "author", "pronoun"), author)


def test_gold_judges_by_its_own_speakers() -> None:
    """An annotated article's speakers are judgements of its attributions."""
    assert judgements_of(article(ANA)) == {("t", "a1"): Judgement(("Ana Ruiz",), "person", "name")}


def test_speaker_counts_where_only_the_content_was_found() -> None:
    """A prediction with the right content and speaker, but another source, counts as found."""
    scores = score([article(ANA)], [article(ANA, source=False)], samples=0)

    assert scores.record_relaxed.gold_right == 0
    assert (scores.speaker.right, scores.speaker.total) == (1, 1)


def test_speakers_of_missed_attributions_count_among_all() -> None:
    """Of all attributions, those not found are wrong; of those found, they are left out."""
    scores = score([article(ANA)], [article(ANA, content="said")], samples=0)

    assert scores.speaker.total == 0
    assert (scores.speaker_of_all.right, scores.speaker_of_all.total) == (0, 1)
    assert scores.speaker_of_all_by_kind["person"].percent == 0.0


def test_judgements_given_replace_the_gold_speakers() -> None:
    """With judgements the gold's own speakers do not matter."""
    judged = {("t", "a1"): Judgement(("Bo Ek",), "person", "name")}

    scores = score([article(ANA)], [article(EK)], samples=0, judgements=judged)

    assert scores.speaker.percent == 100.0
    assert scores.speaker_kind.percent == 100.0
