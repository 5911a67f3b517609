"""Speakers over many articles."""

import csv
import io
import json
from collections.abc import Iterator
from typing import Any

from rich.console import Console

from attribune.records import AnnotatedArticle, Annotator, Attribution, Origin, Speaker, TextSpan
from attribune.speaker_table import (
    SpeakerRow,
    rich_speaker_table,
    speaker_table,
    write_speakers_csv,
    write_speakers_json,
)

TEXT = "The mill is shut."


def said(*speakers: Speaker, id_: str = "a", outlet: str | None = None, **fields: Any) -> AnnotatedArticle:
    """Return an article in which each speaker has one attribution."""
    return AnnotatedArticle(
        id=id_,
        text=TEXT,
        outlet=outlet,
        origin=Origin(path="a.txt", start=0, end=len(TEXT)),
        annotator=Annotator(name="hand", version="1"),
        speakers=list(speakers),
        attributions=[
            Attribution.model_validate(
                {
                    "id": f"a{number}",
                    "style": "direct",
                    "content": [TextSpan(start=0, end=len(TEXT), text=TEXT)],
                    "speaker": speaker.id,
                    **fields,
                }
            )
            for number, speaker in enumerate(speakers)
        ],
    )


def speaker(name: str, role: str | None = None, **fields: Any) -> Speaker:
    """Return a person."""
    return Speaker.model_validate(
        {"id": fields.pop("id", "s1"), "name": name, "kind": "person", "role": role, **fields}
    )


def names(rows: list[SpeakerRow]) -> list[tuple[str, int]]:
    """Return the name and the number of attributions of each row."""
    return [(row.name, row.attributions) for row in rows]


def test_row_counts_by_style_attitude_and_outlet() -> None:
    """A row has all attributions of a speaker, in how many articles, and how often of each style, attitude, outlet."""
    (row,) = speaker_table(
        [
            said(speaker("Ida Holm"), outlet="Ekby Post"),
            said(speaker("Ida Holm", id="s7"), outlet="Ekby Post", style="mixed", attitude="belief"),
            said(speaker("Ida Holm"), id_="b", style="mixed"),
        ]
    )

    assert (row.attributions, row.articles) == (3, 2)
    assert row.styles == {"mixed": 2, "direct": 1}
    assert row.attitudes == {"statement": 2, "belief": 1}
    assert row.outlets == {"Ekby Post": 2}
    assert (row.roster, row.article) == (None, None)


def test_most_quoted_comes_first() -> None:
    """Rows stand in the order of their attributions."""
    articles = [said(speaker("Bo Ek"), id_="a"), said(speaker("Ida Holm"), id_="b"), said(speaker("Ida Holm"), id_="c")]

    assert names(speaker_table(articles)) == [("Ida Holm", 2), ("Bo Ek", 1)]


def test_entries_of_a_roster_are_joined_by_id() -> None:
    """What a roster decided is one row, whatever the names; a namesake whom it did not decide is another."""
    articles = [
        said(speaker("Ida Holm", id="ida", candidates=["ida"], wikidata="Q7"), id_="a"),
        said(speaker("I. Holm", id="ida", candidates=["ida"]), id_="b"),
        said(speaker("Ida Holm", id="s1", candidates=["ida", "ida-2"]), id_="c"),
    ]

    rows = speaker_table(articles)

    assert [(row.roster, row.attributions, row.wikidata) for row in rows] == [("ida", 2, "Q7"), (None, 1, None)]


def test_full_names_are_joined_as_names_are_compared() -> None:
    """Titles, marks, case and a middle initial that is left out make no difference."""
    articles = [
        said(speaker(name), id_=name) for name in ("Ida J. Holm", "Ida Hölm", "Mayor Ida Holm", "IDA HOLM", "Bo Holm")
    ]

    assert names(speaker_table(articles)) == [("Ida J. Holm", 4), ("Bo Holm", 1)]


def test_differing_initials_are_kept_apart() -> None:
    """Two people who differ in their middle initials stay two, and whoever lacks one is neither."""
    articles = [said(speaker(name), id_=name) for name in ("Ida J. Holm", "Ida K. Holm", "Ida Holm")]

    assert sorted(names(speaker_table(articles))) == [("Ida Holm", 1), ("Ida J. Holm", 1), ("Ida K. Holm", 1)]


def test_clashing_roles_are_kept_apart() -> None:
    """Two people of one name whose roles share no word stay two, and whoever has no role is neither."""
    roles = ["baker in Ekby", "high court judge", "Ekby master baker", None]
    articles = [said(speaker("Ida Holm", role), id_=str(number)) for number, role in enumerate(roles)]

    rows = speaker_table(articles)

    assert sorted((row.role or "", row.attributions) for row in rows) == [
        ("", 1),
        ("baker in Ekby", 2),
        ("high court judge", 1),
    ]


def test_missing_role_clashes_with_none() -> None:
    """Where all roles agree, whoever has none is the same person, in whatever order the articles come."""
    articles = [said(speaker("Ida Holm", role), id_=str(number)) for number, role in enumerate([None, "baker", None])]

    for order in (articles, articles[::-1]):
        rows = speaker_table(order)
        assert [(row.role, row.attributions, row.articles) for row in rows] == [("baker", 3, 3)]


def test_role_that_joins_two_makes_them_one() -> None:
    """A role that shares a word with each of two others shows that all three are one person's."""
    roles = ["Ekby baker", "union leader", "leader of the Ekby bakers' union"]
    articles = [said(speaker("Ida Holm", role), id_=str(number)) for number, role in enumerate(roles)]

    assert names(speaker_table(articles)) == [("Ida Holm", 3)]


def test_person_and_body_of_one_name_are_two() -> None:
    """Kinds are not mixed."""
    articles = [said(speaker("Ida Holm", kind=kind), id_=kind) for kind in ("person", "organization")]

    assert len(speaker_table(articles)) == 2


def test_what_is_not_a_full_name_is_not_joined() -> None:
    """Bare surnames, the unnamed, documents, groups, authors and described bodies are known from one article alone."""
    unsure = [
        speaker("Holm"),
        speaker("senior mill aide", kind="unnamed"),
        speaker("Mill Safety Report", kind="document"),
        speaker("Ekby Democrats", kind="group"),
        speaker("author", kind="author"),
        speaker("Swedish company", kind="organization"),
    ]
    for each in unsure:
        rows = speaker_table([said(each, id_="a"), said(each, id_="b")])
        assert [(row.name, row.article) for row in rows] == [(each.name, "a"), (each.name, "b")]


def test_bodies_are_joined_by_full_name() -> None:
    """An organization's proper name of several words is the same in every article."""
    articles = [said(speaker(name, kind="organization"), id_=name) for name in ("The Bank of Ekby", "Bank of Ekby")]

    assert names(speaker_table(articles)) == [("The Bank of Ekby", 2)]


def test_speakers_of_nothing_are_left_out() -> None:
    """A speaker without an attribution is not quoted."""
    article = said(speaker("Ida Holm")).model_copy(update={"attributions": []})

    assert speaker_table([article]) == []


def test_articles_are_read_one_by_one() -> None:
    """No article is kept: each may be gone when the next one comes."""
    import weakref

    gone: list[bool] = []

    def stream() -> Iterator[AnnotatedArticle]:
        for number in range(3):
            article = said(speaker("Ida Holm"), id_=str(number))
            watched = weakref.ref(article)
            yield article
            del article
            watching.append(watched)
            gone.extend(each() is None for each in watching[:-1])

    watching: list[weakref.ref[AnnotatedArticle]] = []
    (row,) = speaker_table(stream())

    assert row.articles == 3
    assert gone == [True] * len(gone) != []


def rows() -> list[SpeakerRow]:
    """Return two rows, one of them with marks that CSV has to quote."""
    articles = [
        said(speaker("Ida Holm", 'baker, "the best"'), outlet="Ekby Post"),
        said(speaker("Bo", id="s2"), id_="b", style="mixed", attitude="belief"),
    ]
    return speaker_table(articles)


def test_csv_has_a_column_for_every_count() -> None:
    """Each row is a line with its styles and attitudes in columns, and the outlets in one cell."""
    stream = io.StringIO()

    write_speakers_csv(rows(), stream)
    bo, ida = csv.DictReader(io.StringIO(stream.getvalue()))

    assert (ida["name"], ida["role"], ida["direct"], ida["mixed"]) == ("Ida Holm", 'baker, "the best"', "1", "0")
    assert (ida["statement"], ida["outlets"], ida["article"]) == ("1", "Ekby Post: 1", "")
    assert (bo["belief"], bo["statement"], bo["article"], bo["roster"]) == ("1", "0", "b", "")


def test_json_holds_the_rows() -> None:
    """The JSON list gives back the same rows."""
    stream = io.StringIO()

    write_speakers_json(rows(), stream)

    assert [SpeakerRow.model_validate(each) for each in json.loads(stream.getvalue())] == rows()


def test_terminal_table_shows_the_first_rows() -> None:
    """The table says how many of the speakers it shows, and obeys no control character of a name."""
    shown = [*rows(), rows()[0].model_copy(update={"name": "Bad \x1b[31m"})]
    console = Console(file=io.StringIO(), width=120)

    console.print(rich_speaker_table(shown, limit=2))
    console.print(rich_speaker_table(shown[2:]))
    text = console.file.getvalue()  # type: ignore[attr-defined]

    assert "speakers: 3, of which 2 are shown" in text
    assert "Ida Holm" in text
    assert "belief 100%" in text
    assert "\x1b" not in text
