"""Speakers looked up in a roster. All people here are invented or are bare examples of a name."""

from collections.abc import Iterator
from time import process_time
from typing import Any

import pytest

from attribune.records import AnnotatedArticle, Annotator, Origin, Speaker
from attribune.rosters.context import read_day
from attribune.rosters.entries import RosterEntry
from attribune.rosters.matching import RosterMatcher

TIM = RosterEntry(id="tim", name="Tim Cook", aliases=("Cook", "Cookie"), kind="person", role="chief executive of Appel")
ROBIN = RosterEntry(id="robin", name="Robin Cook", aliases=("Cook",), kind="person", role="foreign secretary")


def article(text: str = "The mill is shut.", **fields: Any) -> AnnotatedArticle:
    """Return an article without any speaker of its own."""
    origin = Origin(path="a.txt", start=0, end=len(text))
    return AnnotatedArticle(id="a", text=text, origin=origin, annotator=Annotator(name="hand", version="1"), **fields)


def speaker(name: str, **fields: Any) -> Speaker:
    """Return a speaker, a person unless stated otherwise."""
    return Speaker.model_validate({"id": "s1", "name": name, "kind": "person", **fields})


def found(entries: list[RosterEntry], who: Speaker, where: AnnotatedArticle | None = None) -> str | list[str]:
    """Return the id of the entry that a speaker is, or the ids of those that it may be."""
    matcher = RosterMatcher(entries)
    match = matcher.match(who, matcher.context(where or article()))
    return match.entry.id if match.entry else [entry.id for entry in match.candidates]


@pytest.mark.parametrize("name", ["Tim Cook", "TIM COOK", "Mr. Tim Cook", "Tim “Cookie” Cook", "Tim D. Cook", "Cook"])
def test_names_and_aliases_match(name: str) -> None:
    """A speaker matches by the entry's name or any alias, however it is written."""
    entry = RosterEntry(id="tim", name="Tim Cook", aliases=("Cook", "Tim 'Cookie' Cook"))

    assert found([entry], speaker(name)) == "tim"


def test_any_name_of_the_speaker_matches() -> None:
    """A name that the roster lacks does no harm where another one of the speaker's is on it and they do not clash."""
    assert found([TIM], speaker("Timothy Cook", aliases=["Cook"])) == "tim"
    assert found([TIM], speaker("Skip", aliases=["Cookie"])) == "tim"


def test_bare_surname_does_not_take_another_full_name() -> None:
    """A bare "Cook" is no name of somebody whom the article calls Robin Cook."""
    assert found([TIM], speaker("Robin Cook", aliases=["Cook"])) == []
    assert found([TIM], speaker("Cook", aliases=["Robin Cook"])) == []


def test_bare_surname_is_left_open_where_the_text_has_another_full_name() -> None:
    """Where the text names a Robin Cook who is not on the roster, a speaker Cook may be Tim Cook, but need not."""
    where = article("Robin Cook was there. Cook said the mill is shut.")

    assert found([TIM], speaker("Cook"), where) == ["tim"]
    assert found([TIM], speaker("Cook", role="chief executive"), where) == "tim"


def test_entry_with_a_bare_name_alone_is_nobody_with_a_full_name() -> None:
    """An entry whose only name is "Cook" may be anybody of that name, but nobody in particular."""
    assert found([RosterEntry(id="cook", name="Cook", kind="person")], speaker("Tim Cook", aliases=["Cook"])) == []


def test_ambiguous_alias_is_left_open() -> None:
    """Without anything to tell them apart, both entries are candidates, in roster order."""
    assert found([TIM, ROBIN], speaker("Cook")) == ["tim", "robin"]


@pytest.mark.parametrize(
    ("who", "text"),
    [
        (speaker("Cook", aliases=["Robin Cook"]), "The mill is shut."),
        (speaker("Cook"), "Robin Cook was there. Cook said the mill is shut."),
        (speaker("Cook", role="the foreign secretary"), "The mill is shut."),
    ],
)
def test_context_decides_between_namesakes(who: Speaker, text: str) -> None:
    """The full name, be it the speaker's or only the text's, or the role tells which Cook is meant."""
    assert found([TIM, ROBIN], who, article(text)) == "robin"


def test_another_alias_in_the_article_decides() -> None:
    """The one whom the article also calls by another of their names is meant."""
    assert found([TIM, ROBIN], speaker("Cook"), article("They call him Cookie. Cook said it is shut.")) == "tim"


def test_contradicting_context_leaves_it_open() -> None:
    """Where a name in the text speaks for the one and the role for the other, both stay candidates."""
    where = article("They call him Cookie. Cook said it is shut.")

    assert found([TIM, ROBIN], speaker("Cook", role="foreign secretary"), where) == ["tim", "robin"]


def test_kind_decides_between_namesakes() -> None:
    """A company and a person of one name are told apart by the speaker's kind."""
    mill = RosterEntry(id="mill", name="Cook", aliases=("Cook Mills",), kind="organization")

    assert found([TIM, mill], speaker("Cook", kind="organization")) == "mill"
    assert found([TIM, mill], speaker("Cook")) == "tim"


def test_one_word_does_not_match_another_kind() -> None:
    """A place or company is not a person of the same surname; a full name on the roster outweighs the kind found."""
    assert found([TIM], speaker("Cook", kind="organization")) == []
    assert found([TIM], speaker("Tim Cook", kind="organization")) == "tim"


def test_two_people_of_one_full_name_are_told_apart_by_role() -> None:
    """Full names are ambiguous, too."""
    baker = RosterEntry(id="baker", name="Ida Holm", role="baker in Ekby")
    judge = RosterEntry(id="judge", name="Ida Holm", role="judge")

    assert found([baker, judge], speaker("Ida Holm", role="the Ekby baker")) == "baker"
    assert found([baker, judge], speaker("Ida Holm", role="sailor")) == ["baker", "judge"]


def test_dates_decide() -> None:
    """An entry that is not valid on the day of the article is not meant; without a readable day it may be."""
    first = RosterEntry(id="first", name="Ida Holm", valid_to="2019-12-31")  # type: ignore[arg-type]
    second = RosterEntry(id="second", name="Ida Holm", valid_from="2020-01-01")  # type: ignore[arg-type]

    assert found([first, second], speaker("Ida Holm"), article(published="2019-12-31T23:00Z")) == "first"
    assert found([first, second], speaker("Ida Holm"), article(published="January 1, 2020")) == "second"
    assert found([first, second], speaker("Ida Holm"), article(published="43 minutes ago")) == ["first", "second"]
    assert found([first], speaker("Ida Holm"), article(published="2 Jan. 2020")) == []


@pytest.mark.parametrize("text", ["2025-06-07", "Sat, 7 June 2025 10:00", "June 7, 2025", "updated 7 Jun. 2025"])
def test_days_are_read(text: str) -> None:
    """The usual ways of stating a day are read."""
    day = read_day(text)

    assert day is not None
    assert day.isoformat() == "2025-06-07"


@pytest.mark.parametrize("text", ["", "yesterday", "2025-13-40", "2025"])
def test_no_day_is_made_up(text: str) -> None:
    """What states no full day gives none."""
    assert read_day(text) is None


def test_organization_matches_by_acronym_and_part() -> None:
    """A body matches by a shorter name of its own, unless its full name is another's."""
    board = RosterEntry(id="board", name="Ekby Harbour Board", aliases=("EHB", "Harbour Board"), kind="organization")

    assert found([board], speaker("EHB", kind="organization")) == "board"
    assert found([board], speaker("the Ekby Harbour Board", kind="group")) == "board"
    assert found([board], speaker("Lund Harbour Board", kind="organization", aliases=["Harbour Board"])) == []


def test_authors_and_suffixes_do_not_match() -> None:
    """The author's voice is nobody on the roster; a son is not his father."""
    entry = RosterEntry(id="author", name="author", aliases=("Bo Ek",))

    assert found([entry], speaker("author", kind="author")) == []
    assert found([entry], speaker("Bo Ek Jr.", aliases=["Bo Ek"])) == []


class CountedLookups(dict[str, Any]):
    """A dictionary that counts how often it is asked, and refuses to be walked through."""

    asked = 0

    def get(self, key: str, default: Any = None) -> Any:
        """Return a value and count."""
        self.asked += 1
        return super().get(key, default)

    def __iter__(self) -> Iterator[str]:
        raise AssertionError("matching walks through the whole roster")

    items = values = keys = __iter__  # type: ignore[assignment]


def lookups(size: int) -> int:
    """Return how many lookups three speakers, one of them ambiguous, cost in a roster of this size."""
    extra = [RosterEntry(id=f"p{number}", name=f"Ida Holm{number}", aliases=("Ek",)) for number in range(size)]
    matcher = RosterMatcher([TIM, ROBIN, *extra])
    matcher.positions = counted = CountedLookups(matcher.positions)
    context = matcher.context(article("Ida Holm1 was there. Cook said it is shut, and Ek that it is not."))
    for name in ("Tim Cook", "Cook", "Bo Nobody"):
        matcher.match(speaker(name), context)
    return counted.asked


def test_work_does_not_grow_with_the_roster() -> None:
    """Speakers cost as many lookups in a large roster as in a small one, an ambiguous one included."""
    assert 0 < lookups(5_000) == lookups(2) < 50


def test_name_of_very_many_is_decided_by_the_text_alone() -> None:
    """Of a thousand people called Ek, only those whom the article calls by another name come into question."""
    many = [RosterEntry(id=f"p{number}", name=f"Ida Holm{number}", aliases=("Ek",)) for number in range(1000)]

    assert found(many, speaker("Ek"), article("Ek said it is shut.")) == []
    assert found(many, speaker("Ek"), article("Ida Holm7 was there. Ek said it is shut.")) == "p7"


def test_large_roster_is_built_and_matched_quickly() -> None:
    """A hundred thousand entries take less than 2 s of processor time to build and to match a thousand speakers."""
    entries = [RosterEntry(id=f"p{number}", name=f"Ida Holm{number}") for number in range(100_000)]
    speakers = [speaker(f"Ida Holm{number}") for number in range(1000)]
    where = article()
    began = process_time()

    matcher = RosterMatcher(entries)
    matches = [matcher.match(each, matcher.context(where)) for each in speakers]

    assert process_time() - began < 2
    assert all(match.entry for match in matches)
