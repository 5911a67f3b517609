"""What `attribune roster check` finds."""

from typing import Any

from attribune.rosters.checking import check_roster
from attribune.rosters.entries import RosterEntry


def entry(id_: str, name: str, **fields: Any) -> RosterEntry:
    """Return an entry."""
    return RosterEntry(id=id_, name=name, **fields)


def test_distinct_entries_give_nothing() -> None:
    """A roster without anything in common is well."""
    assert check_roster([entry("ida", "Ida Holm", aliases=("Holm",)), entry("bo", "Bo Ek", aliases=("Ek",))]) == []


def test_same_wikidata_id_is_found() -> None:
    """Two entries with one Wikidata id are probably one person."""
    (finding,) = check_roster([entry("ida", "Ida Holm", wikidata="Q7"), entry("ida2", "I. M. Holm", wikidata="Q7")])

    assert finding == "Wikidata id Q7 belongs to 'ida', 'ida2': if they are the same, keep one"


def test_same_name_is_found_as_it_is_compared() -> None:
    """Names that differ in case, marks and titles are one; shared aliases do not repeat the finding."""
    entries = [entry("ida", "Ida Hölm", aliases=("Holm",)), entry("ida2", "Dr. IDA HOLM", aliases=("Holm", "Skip"))]

    findings = check_roster(entries)

    assert len(findings) == 1
    assert findings[0].startswith("name 'Ida Hölm', 'Holm' belongs to 'ida', 'ida2'")


def test_alias_that_is_the_name_of_another_is_found() -> None:
    """An alias may clash with a name."""
    (finding,) = check_roster([entry("bo", "Bo Ek", aliases=("Ida Holm",)), entry("ida", "Ida Holm")])

    assert finding.startswith("name 'Ida Holm' of 'ida' is one of 'bo', too")


def test_person_and_body_of_one_name_are_no_duplicates() -> None:
    """Entries of two kinds are not taken for one, but their common name is reported."""
    (finding,) = check_roster([entry("a", "Holm", kind="person"), entry("b", "Holm", kind="organization")])

    assert finding.startswith("name 'Holm' of 'a' is one of 'b', too")


def test_clashing_aliases_are_found_once_for_all_entries() -> None:
    """An alias of many entries is one finding, which does not list them all."""
    (finding,) = check_roster([entry(f"p{number}", f"Ida Holm{number}", aliases=("Skip",)) for number in range(100)])

    assert finding.startswith("alias 'Skip' belongs to 'p0', 'p1', 'p2', 'p3', 'p4' and 95 more")


def test_entries_of_different_times_do_not_clash() -> None:
    """Names and ids in common are well where no article can mean both."""
    old = entry("old", "Ida Holm", wikidata="Q7", valid_to="2019-12-31")
    new = entry("new", "Ida Holm", wikidata="Q7", valid_from="2020-01-01")
    later = entry("later", "Ida Holm", wikidata="Q7", valid_from="2021-01-01")

    assert check_roster([new, old]) == []
    assert [finding.count("'old'") for finding in check_roster([later, new, old])] == [0, 0]
