"""Tests of who is meant by sources, on invented sentences with the sources marked."""

import re

import pytest

from attribune.speakers.discourse import Content
from attribune.speakers.entities import Entity
from attribune.speakers.lexicon import load_lexicon
from attribune.speakers.resolution import Resolution

MARK = re.compile(r"\[|\]|\{|\}")


def speakers_of(marked: str) -> list[Entity | None]:
    """Return the speaker of every [source]; every {stretch} is the content of the source before it, in quote marks.

    A source "seems" is the cue of an impression without source.
    """
    text, sources, contents, position = "", [], [], 0
    opened: list[tuple[int, str]] = []
    for mark in MARK.finditer(marked):
        text += marked[position : mark.start()]
        position = mark.end()
        if mark[0] in "[{":
            opened.append((len(text), f"a{len(sources) - 1}"))
            continue
        start, source = opened.pop()
        if mark[0] == "]":
            sources.append((start, len(text)))
        else:
            contents.append(Content(start, len(text), source, direct=True))
    is_cue = {f"a{index}": text[slice(*source)] == "seems" for index, source in enumerate(sources)}
    resolution = Resolution(
        text + marked[position:],
        sources={each: [] if is_cue[each] else [source] for each, source in zip(is_cue, sources, strict=True)},
        impressions={each: start for (each, cue), (start, _) in zip(is_cue.items(), sources, strict=True) if cue},
        contents=contents,
        quotations=[(content.start, content.end) for content in contents],
        lexicon=load_lexicon(),
    )
    resolution.resolve_all()
    return [resolution.speaker_of[f"a{index}"] for index in range(len(sources))]


def names_of(marked: str) -> list[str | None]:
    """Return the name of the speaker of every source."""
    return [speaker.name if speaker is not None else None for speaker in speakers_of(marked)]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Ida Holm, a retired lock keeper [who] hated boats, left.", "Ida Holm"),
        ("Ida Holm, a canal fan and lock keeper, [who] hated boats, left.", "Ida Holm"),
        ("They met Ida Holm ([who] hated boats) at the lock.", "Ida Holm"),
        ("The vote went to Ida Holm of Lund, [who] hated boats.", "Ida Holm"),
        ("The vote went to Ida Holm, a nurse from Flint, Ohio, [who] hated boats.", "Ida Holm"),
        ("Ida Holm is a fraud and a thief [who] promised locks.", "Ida Holm"),
        ("Ida Holm, who runs the lock and [who] hated boats, left.", "Ida Holm"),
        ("The lock was shut by two figures [who] hated boats.", "figures"),
        ("It was a gift to those [who] hated boats.", "those who hated boats"),
        ("He read a report by Ida Holm, [which] blamed the lock.", "report"),
        ('He read "Cold Water," by the diver Ida Holm, [which] blamed the lock.', "Cold Water"),
        ("Ida Holm, a lawyer for the Lock Union, [which] sued, left.", "Lock Union"),
    ],
)
def test_relative_pronoun_means_what_stands_before_it(text: str, name: str) -> None:
    """Relative pronouns step over appositions, brackets and places; "which" is never a person."""
    assert names_of(text) == [name]


def test_date_of_a_document_is_no_part_of_what_it_is() -> None:
    """A description ends before "dated": the memo, and "it", are the one that was introduced so."""
    names = names_of("According to [a lock memo dated May 4], it leaks. [The memo] blames rust. [It] asks for paint.")

    assert names == ["lock memo dated May 4"] * 3


def test_impressions_without_source_are_of_whoever_speaks() -> None:
    """What seems to be so seems so to whoever is reported there, else to the author."""
    assert names_of("The lock [seems] old. [Ida Holm]: {It [seems] to leak.}") == ["author", "Ida Holm", "Ida Holm"]


def test_who_behind_a_source_is_that_source() -> None:
    """A relative pronoun right behind somebody's source means that source, whatever name ends it."""
    assert names_of("It leaks, said [an old friend of Ida Holm], [who] asked not to be named.")[1] == (
        "old friend of Ida Holm"
    )


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Lumen Inc. sued the city of Lund in Norway in May. [It] says the pier is unsafe.", "Lumen Inc"),
        ("The letter accuses the firm of haste. [It] says the pier is unsafe.", "letter"),
        ("The lock was shut. The video shows the gate in Norway. [It] contradicts the guard.", "video"),
        ("The court shut the lock, and {“the club must pay,”} [it] ruled.", "court"),
    ],
)
def test_it_is_what_the_sentence_before_is_about(text: str, name: str) -> None:
    """A thing that is a subject goes before places and objects, and before what is named in a quote."""
    assert (names_of(text)[0] or "").endswith(name)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("The nurses met the mayor at the lock. [They] say it leaks.", "nurses"),
        ("Ole Holm (L-Lund) and Rep. Ida Ek met at the lock. [They] say it leaks.", "Ole Holm and Ida Ek"),
        ("Lumen Inc. hired many nurses last year. [They] say it leaks.", "many nurses"),
        ("Ole Holm and Ida Ek own a lock, and [both] say it leaks.", "Ole Holm and Ida Ek"),
        ("Ole Holm and Ida Ek own a lock. It leaks, [the two] say.", "Ole Holm and Ida Ek"),
    ],
)
def test_they_are_people_named_together_or_a_group(text: str, name: str) -> None:
    """Groups and pairs of names go before organizations and things."""
    assert names_of(text) == [name]


def test_whoever_was_asked_goes_on() -> None:
    """In a sentence that begins with "Asked", "she" is who spoke before, not who is named in the question."""
    assert names_of("[Ida Holm] hates boats. Asked if Eva Ek sails, [she] shrugged.")[1] == "Ida Holm"


def test_clause_behind_its_content_goes_on() -> None:
    """In "Ole Ek may sail, he added." it is who spoke before that adds it."""
    assert names_of("[Ole Holm] hates boats. Per Ek wins most races, [he] added.")[1] == "Ole Holm"


def test_whose_name_follows_is_meant_by_a_possessive() -> None:
    """A possessive at the start of a sentence means the person named behind the comma."""
    assert names_of("Eva Ek sails. In [her] letter to the club, Ida Holm blamed the lock.") == ["Ida Holm"]


def test_answers_are_those_of_the_interviewee() -> None:
    """In questions and answers, "I" is the person named before them."""
    text = (
        "Ida Holm on locks\nIda Holm keeps a lock. Per Ek asked her.\nQ: Why?\nA: [I] like water.\nQ: Still?\nA: Yes."
    )
    assert names_of(text) == ["Ida Holm"]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("The Lund Herald praised the Lock Club. [The newspaper] said it was late.", "Lund Herald"),
        ("The Lock Club read the Lund Herald. [The group] said it was late.", "Lock Club"),
        ("[A senior lock official] called. [The official] said it was late.", "senior lock official"),
        ("Per Ek hired a company called Lumen. [The company] said it was late.", "Lumen"),
        ("Lumen Inc., [a chip maker] that leaks, closed.", "Lumen Inc"),
        (
            "Speaker Ole Holm sails against Republican Committee Head Per Ek. Holm won. [The Ohio Republican] sang.",
            "Ole Holm",
        ),
        ("Mayor Ole Holm spoke. It leaks, he told Ida Ek. [The candidate] laughed.", "Ole Holm"),
        ("Norwegian pilot Sir Ole Holm landed. [The pilot] said it was late.", "Ole Holm"),
        ("[The head of the Lock Club] is worried. Ole Holm is not.", "head of the Lock Club"),
        ("Per Ek, the mayor, sails. [His son] said it was late. Ole Holm, son of the mayor, agreed.", "Ole Holm"),
        ("Per Ek and Ida Holm met. It leaks, [a friend] said.", "friend"),
    ],
)
def test_description_means_what_it_takes_up(text: str, name: str) -> None:
    """Descriptions are linked to names and descriptions of their kind."""
    assert names_of(text)[-1] == name


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        ("Mark Finnish builds boats. Then [Finnish] said it leaks.", "Mark Finnish", "person"),
        ("Ida Will builds boats. It leaks, [Will] said.", "Ida Will", "person"),
        ("It leaks, said [Lund Mayor Jon Guardian].", "Jon Guardian", "person"),
        ("It leaks, said [Dock Union Grand Master Ida Duke].", "Ida Duke", "person"),
        ("It leaks, said the [Harbor Workers of Norway].", "Harbor Workers of Norway", "organization"),
        ("It leaks, said [an old rival, former Lund governor Ida Holm].", "Ida Holm", "person"),
        ("It leaks, said [pilot Ida Holm -- author of Rain and Fog].", "Ida Holm", "person"),
        ("It leaks, said [a pilot at a school in Lund, Norway].", "pilot at a school in Lund", "unnamed"),
        ("Boats leak, according to [Zuvia]. Zuvia executives agree.", "Zuvia", "organization"),
        ("Boats leak, according to [dockleaks.org].", "dockleaks.org", "organization"),
        ("Boats leak, [one in four sailors] said.", "one in four sailors", "group"),
        ("Boats leak, [a new poll this month] found.", "new poll", "document"),
    ],
)
def test_source_has_its_name_and_kind(text: str, name: str, kind: str) -> None:
    """Names are parted from what stands around them, and their kind follows from form and surroundings."""
    speaker = speakers_of(text)[0]
    assert speaker is not None
    assert (speaker.name.split(" this ")[0], speaker.kind) == (name, kind)


def test_father_and_son_are_two() -> None:
    """A full name with a suffix is another person's than the one with a middle initial."""
    assert names_of("[Ole J. Holm] won. [Ole Holm Jr.] cheered.") == ["Ole J. Holm", "Ole Holm Jr."]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("James and Ida Holm were poor. It leaks, [James] said, and [Ida] agreed.", ["James Holm", "Ida Holm"]),
        ("They met Bill and Hilda Karr. It leaks, [Bill] said.", ["Bill Karr"]),
        ("Bill and Hilda Karr were poor. It leaks, [Bill] said.", ["Bill Karr"]),
        ("[James] and [Hilda van Karr] were poor.", ["James van Karr", "Hilda van Karr"]),
        ("They met Bill and Hilda Karr. It leaks, [Karr] said.", ["Hilda Karr"]),
        ("They met Bill and Hilda Karr. It leaks, [Mr. Karr] said.", ["Bill Karr"]),
        ("They met Hilda and Bill Karr. [Bill Karr] sails. [Hilda Karr] sings.", ["Bill Karr", "Hilda Karr"]),
        ("Bill Karr sails. They met Bill and Hilda Karr. It leaks, [Karr] said.", ["Bill Karr"]),
        ("They met Ada James and Olive Karr. It leaks, [James] said.", ["Ada James"]),
        ("Ada James sails. [James] and Olive Karr met.", ["Ada James"]),
        ("James Ek sails. [James] and Olive Karr met.", ["James Ek"]),
    ],
)
def test_first_name_shares_the_surname_behind_it(text: str, names: list[str]) -> None:
    """A first name before "and" and a full name has that surname, where the text does not give it another name."""
    assert names_of(text) == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (
            "[My father] sails. Not that my parents, Bill and Hilda Karr, were poor. [My mother] sings, [she] said.",
            ["Bill Karr", "Hilda Karr", "Hilda Karr"],
        ),
        ("My parents, Hilda Ek and Bill Karr, met. It leaks, [my dad] said.", ["Bill Karr"]),
        ("My father, Bill Karr, met Ole Ek. It leaks, [my father] said.", ["Bill Karr"]),
        ("Per Ek met his parents, Bill and Hilda Karr. It leaks, [his mother] said.", ["Hilda Karr"]),
        ("Per Ek met his parents, Bill and Hilda Karr. It leaks, [my father] said.", ["my father"]),
        ("Per Ek, father of two, sails. It leaks, [my father] said.", ["my father"]),
    ],
)
def test_parents_are_a_father_and_a_mother(text: str, names: list[str]) -> None:
    """Two people named as somebody's parents are the father and the mother by their first names."""
    assert names_of(text) == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("It leaks, said [former secretary of state Ida Holm].", ["Ida Holm"]),
        ("It leaks, said [the assailant, Ole Ek].", ["Ole Ek"]),
        ("It leaks, said [Ida Holm herself].", ["Ida Holm"]),
        ("It leaks, said [a former mayor -- Ida Holm].", ["Ida Holm"]),
        ("Ole Ek sails. [He and his wife] said it leaks.", ["Ole Ek and Ole Ek’s wife"]),
        ("Ida Karr and Ole Karr sail. [The Karrs] said it leaks.", ["Ida Karr and Ole Karr"]),
        ("It leaks, said [one user @holm_sails].", ["@holm_sails"]),
        ("[Mark Ek, head of the board, and Ida Holm, its clerk,] said so.", ["Mark Ek and Ida Holm"]),
        ("The Union of Dock and Harbour Workers (UDHW) met. [UDHW] said so.", ["Union of Dock and Harbour Workers"]),
        ('Robert "Skip" Holm sails. It leaks, [Holm] said.', ['Robert "Skip" Holm']),
        ("Bob Holm sails. Robert Holm sang. It leaks, [Holm] said.", ["Robert Holm"]),
        ("The minister, Lou Holmgren, met them. It leaks, [Mr. Lou] said.", ["Lou Holmgren"]),
        ("They sailed to North Korea. Ole Ek met them. It leaks, [he] said.", ["Ole Ek"]),
        ("Weary Holm sails again.\n\nSo pilot Ida Holm left. It leaks, [Holm] said.", ["Ida Holm"]),
        ("Q: Why here?\n[A]: It was cheap.\nQ: And now?\n[A]: It leaks.", [None, None]),
    ],
)
def test_names_in_all_their_forms(text: str, names: list[str | None]) -> None:
    """Offices, appositions, families, nicknames, initials and labels name the people and bodies behind them."""
    assert names_of(text) == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("[A harbour pilot] warns of floods.\nIda Holm said the lock was full.", ["Ida Holm"]),
        ("Some sailors sing. [Others] said it leaks.", ["other sailors"]),
        ("There are pilots [who] sail at night.", ["pilots who sail at night"]),
        ("Ole Ek sails. [The self-described democrat] said it leaks.", ["Ole Ek"]),
        ("It leaks, according to [a study by Ida Holm].", ["study by Ida Holm"]),
        ("[A harbour memo] warns of floods. [The wording of the memo] says so.", ["harbour memo", "harbour memo"]),
        ("Ida Holm runs again. [The campaign] said it would rain.", ["Ida Holm campaign"]),
    ],
)
def test_descriptions_say_as_much_as_the_text(text: str, names: list[str | None]) -> None:
    """Whom the text introduces next or named just before is meant; else a description keeps what tells it apart."""
    assert names_of(text) == names
