"""Rosters applied to annotated articles."""

from typing import Any

from attribune.records import AnnotatedArticle, Annotator, Attribution, Origin, Speaker, TextSpan
from attribune.rosters.applying import apply_roster, only_roster
from attribune.rosters.entries import RosterEntry
from attribune.rosters.matching import RosterMatcher

TEXT = "Ida Holm said the boss thinks Bo wrote that the mill is shut."
IDA = RosterEntry(
    id="ida-holm", name="Ida M. Holm", aliases=("the boss",), kind="person", role="director", wikidata="Q7"
)


def attribution(id_: str, content: str, **fields: Any) -> Attribution:
    """Return an attribution of a stretch of TEXT."""
    start = TEXT.index(content)
    span = TextSpan(start=start, end=start + len(content), text=content)
    return Attribution.model_validate({"id": id_, "style": "indirect", "content": [span], **fields})


def article(*speakers: Speaker) -> AnnotatedArticle:
    """Return three attributions, each within the one before, by the speakers s1, s2 and s3, if these are there."""
    ids = {speaker.id for speaker in speakers}
    contents = ["the boss thinks Bo wrote that the mill is shut", "Bo wrote that the mill is shut", "the mill is shut"]
    return AnnotatedArticle(
        id="mill",
        text=TEXT,
        origin=Origin(path="mill.txt", start=0, end=len(TEXT)),
        annotator=Annotator(name="hand", version="1"),
        speakers=list(speakers),
        attributions=[
            attribution(
                f"a{number}",
                content,
                speaker=f"s{number}" if f"s{number}" in ids else None,
                within=f"a{number - 1}" if number > 1 else None,
            )
            for number, content in enumerate(contents, start=1)
        ],
    )


def speaker(id_: str, name: str, **fields: Any) -> Speaker:
    """Return a person."""
    return Speaker.model_validate({"id": id_, "name": name, "kind": "person", **fields})


def checked(annotation: AnnotatedArticle) -> AnnotatedArticle:
    """Return an annotation after a check that it is still valid."""
    return AnnotatedArticle.model_validate_json(annotation.model_dump_json())


def test_matched_speaker_becomes_the_entry() -> None:
    """Id, name, kind and Wikidata id are the roster's; the article's names stay as aliases, its role stays."""
    given = article(speaker("s1", "Ida Holm", aliases=["Holm"], kind="organization", role="mill director"))

    applied = checked(apply_roster(given, RosterMatcher([IDA])))

    assert applied.speakers == [
        Speaker(
            id="ida-holm",
            name="Ida M. Holm",
            kind="person",
            aliases=["Ida Holm", "Holm"],
            role="mill director",
            wikidata="Q7",
            candidates=["ida-holm"],
        )
    ]
    assert [each.speaker for each in applied.attributions] == ["ida-holm", None, None]


def test_role_of_the_entry_fills_in() -> None:
    """A speaker without a role in the article gets the roster's."""
    applied = apply_roster(article(speaker("s1", "Ida Holm")), RosterMatcher([IDA]))

    assert [each.role for each in applied.speakers] == ["director"]


def test_entry_leaves_open_what_it_does_not_say() -> None:
    """Kind and Wikidata id stay the article's where the entry has none."""
    given = article(speaker("s1", "Ida Holm", wikidata="Q9"))

    (found,) = apply_roster(given, RosterMatcher([RosterEntry(id="ida", name="Ida Holm")])).speakers

    assert (found.kind, found.wikidata, found.role) == ("person", "Q9", None)


def test_speakers_that_are_one_entry_are_merged() -> None:
    """Two speakers of one entry become one, with the names and the first role of both; attributions follow."""
    given = article(
        speaker("s1", "Ida Holm"), speaker("s3", "Bo"), speaker("s2", "the boss", kind="unnamed", role="mill owner")
    )

    applied = checked(apply_roster(given, RosterMatcher([IDA])))

    assert [(each.id, each.aliases, each.role) for each in applied.speakers] == [
        ("ida-holm", ["Ida Holm", "the boss"], "mill owner"),
        ("s3", [], None),
    ]
    assert [each.speaker for each in applied.attributions] == ["ida-holm", "ida-holm", "s3"]


def test_open_choice_lists_candidates() -> None:
    """A speaker who may be either of two entries keeps id and name, and lists both."""
    other = RosterEntry(id="ida-2", name="Ida Holm", role="baker")

    (found,) = apply_roster(article(speaker("s1", "Ida Holm")), RosterMatcher([IDA, other])).speakers

    assert (found.id, found.name, found.candidates) == ("s1", "Ida Holm", ["ida-holm", "ida-2"])


def test_id_that_the_roster_uses_is_given_up() -> None:
    """A speaker who is not on the roster does not keep an id that is an entry's."""
    given = article(speaker("s1", "Bo"), speaker("s2", "Ida Holm"))

    applied = checked(apply_roster(given, RosterMatcher([RosterEntry(id="s1", name="Ida Holm")])))

    assert [(each.id, each.name) for each in applied.speakers] == [("s3", "Bo"), ("s1", "Ida Holm")]
    assert [each.speaker for each in applied.attributions] == ["s3", "s1", None]


def test_nobody_on_the_roster_changes_nothing() -> None:
    """An article without anybody on the roster comes back as it is."""
    given = article(speaker("s1", "Bo"))

    assert apply_roster(given, RosterMatcher([IDA])) is given


def test_applying_twice_is_applying_once() -> None:
    """What was decided stays decided, what was left open stays open."""
    matcher = RosterMatcher([IDA, RosterEntry(id="bo-1", name="Bo"), RosterEntry(id="bo-2", name="Bo")])
    once = apply_roster(article(speaker("s1", "Ida Holm"), speaker("s2", "the boss"), speaker("s3", "Bo")), matcher)

    assert apply_roster(once, matcher) == once


def test_only_those_on_the_roster_stay() -> None:
    """Attributions of others go, and `within` points past them; an open choice is not on the roster."""
    entries = [IDA, RosterEntry(id="bo-1", name="Bo"), RosterEntry(id="bo-2", name="Bo")]
    given = article(speaker("s1", "Ida Holm"), speaker("s2", "Bo"), speaker("s3", "the boss"))

    kept = checked(only_roster(apply_roster(given, RosterMatcher(entries))))

    assert [(each.id, each.speaker, each.within) for each in kept.attributions] == [
        ("a1", "ida-holm", None),
        ("a3", "ida-holm", "a1"),
    ]
    assert [each.id for each in kept.speakers] == ["ida-holm"]


def test_without_a_roster_nobody_stays() -> None:
    """An article to which no roster was applied keeps its text alone."""
    kept = only_roster(article(speaker("s1", "Ida Holm")))

    assert (kept.attributions, kept.speakers, kept.text) == ([], [], TEXT)
