"""Who is quoted how often: the speakers of many articles, each person in one row.

Speakers that a user's roster knows are joined by its ids. The others are joined by their full names with care: see
`speaker_table`.
"""

import csv
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TextIO, get_args

from rich import box
from rich.table import Table

from attribune.records import AnnotatedArticle, Attitude, Record, Speaker, SpeakerKind, Style
from attribune.rosters.applying import is_on_roster
from attribune.rosters.names import content_words, plain_names
from attribune.tables import plain

_STYLES: tuple[Style, ...] = get_args(Style)
_ATTITUDES: tuple[Attitude, ...] = get_args(Attitude)


class SpeakerRow(Record):
    """One speaker over all articles: in how many, with how many attributions, of which style and attitude, and where.

    `roster` is the id of a roster's entry. `article` is the id of the article for a speaker that is not joined across
    articles: a bare surname, somebody unnamed, a document, a group, an author. `outlets` leaves out articles without.
    """

    name: str
    kind: SpeakerKind
    role: str | None = None
    roster: str | None = None
    wikidata: str | None = None
    article: str | None = None
    attributions: int
    articles: int
    styles: dict[Style, int]
    attitudes: dict[Attitude, int]
    outlets: dict[str, int]


@dataclass(eq=False, slots=True)
class _Tally:
    """The counts of one row so far; `words` are those of all roles, `latest` the id of the article counted last."""

    speaker: Speaker
    latest: str
    words: set[str] = field(default_factory=set)
    articles: int = 0
    styles: Counter[Style] = field(default_factory=Counter)
    attitudes: Counter[Attitude] = field(default_factory=Counter)
    outlets: Counter[str] = field(default_factory=Counter)

    def add(self, other: "_Tally") -> None:
        """Take over the counts of another tally of the same speaker."""
        if self.speaker.role is None:
            self.speaker = self.speaker.model_copy(update={"role": other.speaker.role})
        self.words |= other.words
        self.articles += other.articles - (self.latest == other.latest)
        self.latest = other.latest
        self.styles += other.styles
        self.attitudes += other.attitudes
        self.outlets += other.outlets


@dataclass(slots=True)
class _Namesakes:
    """The tallies of one full name: by middle initials, those that no role word joins."""

    by_initials: dict[str, list[_Tally]] = field(default_factory=dict)

    def add(self, tally: _Tally, initials: str) -> None:
        """Join the tally with all of the same initials that share a word of their roles, or all lack a role."""
        _join(self.by_initials.setdefault(initials, []), tally)

    def tallies(self) -> list[_Tally]:
        """Return one tally per person: what lacks initials or a role joins the others where these are one person."""
        stated = [initials for initials in self.by_initials if initials]
        if len(stated) == 1 and "" in self.by_initials:
            for tally in self.by_initials.pop(""):
                _join(self.by_initials[stated[0]], tally)
        return [tally for tallies in self.by_initials.values() for tally in _with_role_less(tallies)]


def speaker_table(articles: Iterable[AnnotatedArticle]) -> list[SpeakerRow]:
    """Return a row for every speaker with an attribution, most attributions first.

    Joined across articles are speakers with the same id of a roster, and people and organizations with the same full
    name (at least two words, capitalised; compared without case, diacritics, titles and the like) unless their roles
    clash: both have one, and these share no word that says something. Where a name belongs to several people by their
    roles, those without any role are a row of their own; so are those without middle initials where others differ in
    them. Articles are read one by one: memory grows with the speakers only.
    """
    on_roster: dict[str, _Tally] = {}
    named: dict[tuple[str, SpeakerKind], _Namesakes] = {}
    others: list[tuple[str, _Tally]] = []
    for article in articles:
        for tally in _tallies(article):
            speaker = tally.speaker
            if is_on_roster(speaker):
                _add_or_set(on_roster, speaker.id, tally)
            elif _is_full_name(speaker):
                (name,) = plain_names(speaker.name, personal=speaker.kind == "person")
                named.setdefault((name.key, speaker.kind), _Namesakes()).add(tally, name.initials)
            else:
                others.append((article.id, tally))
    rows = [_row(tally, roster=entry_id) for entry_id, tally in on_roster.items()]
    rows += [_row(tally) for namesakes in named.values() for tally in namesakes.tallies()]
    rows += [_row(tally, article=article_id) for article_id, tally in others]
    return sorted(rows, key=lambda row: (-row.attributions, -row.articles, row.name.casefold()))


def write_speakers_csv(rows: Iterable[SpeakerRow], stream: TextIO) -> None:
    """Write rows as CSV: a column per style and attitude, and the outlets in one cell, `Name: 3 | Other: 1`.

    The stream is to be opened with `newline=""`.
    """
    first = ["name", "kind", "role", "roster", "wikidata", "article", "attributions", "articles"]
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow([*first, *_STYLES, *_ATTITUDES, "outlets"])
    for row in rows:
        outlets = " | ".join(f"{outlet}: {count}" for outlet, count in row.outlets.items())
        values = [getattr(row, name) for name in first]
        counts = [
            *(row.styles.get(style, 0) for style in _STYLES),
            *(row.attitudes.get(each, 0) for each in _ATTITUDES),
        ]
        writer.writerow([*values, *counts, outlets])


def write_speakers_json(rows: Iterable[SpeakerRow], stream: TextIO) -> None:
    """Write rows as a JSON list."""
    json.dump([row.model_dump() for row in rows], stream, ensure_ascii=False, indent=2)
    stream.write("\n")


def rich_speaker_table(rows: list[SpeakerRow], *, limit: int | None = None) -> Table:
    """Return the first rows as a table that fits a terminal of 80 columns; all of them without a limit.

    Roles, and what each outlet has, are for the wider formats.
    """
    shown = rows if limit is None else rows[:limit]
    title = f"speakers: {len(rows):,}" + (f", of which {len(shown):,} are shown" if len(shown) < len(rows) else "")
    table = Table(title=title, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD, padding=0)
    table.add_column("speaker", max_width=28, no_wrap=True, overflow="ellipsis")
    for name in ("quotes", "articles", "direct", "indirect", "mixed"):
        table.add_column(name, justify="right", no_wrap=True, min_width=len(name))
    table.add_column("attitude", no_wrap=True, min_width=len("perception 100%"))
    table.add_column("outlets", justify="right", no_wrap=True, min_width=len("outlets"))
    for row in shown:
        counts = (row.attributions, row.articles, *(row.styles.get(style, 0) for style in _STYLES))
        attitude, count = next(iter(row.attitudes.items()))
        share = f"{attitude} {100 * count // row.attributions}%"
        figures = (f"{each:,}" for each in counts)
        table.add_row(plain(row.name), *figures, share, f"{len(row.outlets):,}")
    return table


def _tallies(article: AnnotatedArticle) -> Iterator[_Tally]:
    """Yield the counts of one article, speaker by speaker."""
    tallies: dict[str, _Tally] = {}
    speakers = {speaker.id: speaker for speaker in article.speakers}
    for each in article.attributions:
        if each.speaker is None:
            continue
        if each.speaker not in tallies:
            speaker = speakers[each.speaker].model_copy(update={"aliases": []})
            tallies[each.speaker] = _Tally(speaker, article.id, set(content_words(speaker.role)), articles=1)
        tally = tallies[each.speaker]
        tally.styles[each.style] += 1
        tally.attitudes[each.attitude] += 1
        if article.outlet:
            tally.outlets[article.outlet] += 1
    yield from tallies.values()


def _is_full_name(speaker: Speaker) -> bool:
    """Tell whether a name is somebody's own and whole: not "Holm", "the harbour company" or "two officials"."""
    words = speaker.name.split()
    if speaker.kind not in ("person", "organization") or any(word[0].islower() for word in (*words[:1], *words[-1:])):
        return False
    names = plain_names(speaker.name, personal=speaker.kind == "person")
    return bool(names) and len(names[0].words) > 1


def _add_or_set(tallies: dict[str, _Tally], key: str, tally: _Tally) -> None:
    if key in tallies:
        tallies[key].add(tally)
    else:
        tallies[key] = tally


def _join(tallies: list[_Tally], tally: _Tally) -> None:
    """Add a tally to those it shares a word with, which become one by that; if it has none, to one without words."""
    alike = [each for each in tallies if each.words & tally.words or not (each.words or tally.words)]
    if not alike:
        tallies.append(tally)
        return
    first, *rest = alike
    for each in (*rest, tally):
        first.add(each)
    tallies[:] = [each for each in tallies if each not in rest]


def _with_role_less(tallies: list[_Tally]) -> list[_Tally]:
    with_role = [tally for tally in tallies if tally.words]
    if len(tallies) == 2 and len(with_role) == 1:
        (role_less,) = (tally for tally in tallies if not tally.words)
        with_role[0].add(role_less)
        return with_role
    return tallies


def _row(tally: _Tally, *, roster: str | None = None, article: str | None = None) -> SpeakerRow:
    speaker = tally.speaker
    return SpeakerRow(
        name=speaker.name,
        kind=speaker.kind,
        role=speaker.role,
        roster=roster,
        wikidata=speaker.wikidata,
        article=article,
        attributions=tally.styles.total(),
        articles=tally.articles,
        styles=dict(tally.styles.most_common()),
        attitudes=dict(tally.attitudes.most_common()),
        outlets=dict(tally.outlets.most_common()),
    )
