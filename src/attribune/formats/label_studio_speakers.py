"""The speakers of a reviewed article: those there were, as people left them, and those whose names they typed."""

from typing import cast

from attribune.formats.label_studio_drawing import KIND, SPEAKER, Drawn, Region
from attribune.formats.label_studio_grouping import Report
from attribune.records import Attribution, Speaker, SpeakerKind
from attribune.scoring.speakers import same_name


class SpeakerTable:
    """Finds the speaker that a region names, and makes one for a name that the article does not have yet.

    A name changed on one region changes who speaks there, not what the speaker is called elsewhere. The kind is the
    speaker's own: changed on one region it is changed for all.
    """

    def __init__(self, speakers: list[Speaker], drawn: Drawn, report: Report) -> None:
        self._given = speakers
        self._by_id = {speaker.id: speaker for speaker in speakers}
        self._drawn = drawn
        self._report = report
        self._kinds: dict[str, str] = {}

    def find(self, region_id: str, region: Region) -> str:
        """Return the id of the speaker that a region with a name names."""
        name, kind = region.values[SPEAKER], region.values.get(KIND)
        before = self._drawn.drawing.regions.get(region_id)
        if before is not None and before.values.get(SPEAKER) == name:
            found = self._drawn.speakers[region_id]
        else:
            found = self._named(name) or self._add(name, kind)
        if kind is not None and (before is None or before.values.get(KIND) != kind):
            if self._kinds.setdefault(found, kind) != kind:
                self._report(
                    f"speaker {name!r} is given the kinds {self._kinds[found]} and {kind}; the first was taken"
                )
            self._by_id[found] = self._by_id[found].model_copy(update={"kind": self._kinds[found]})
        return found

    def used_in(self, attributions: list[Attribution], *, before: list[Attribution]) -> list[Speaker]:
        """Return the speakers of the attributions, and those that had no attribution before either."""
        wanted = {each.speaker for each in attributions}
        gone = {each.speaker for each in before} - wanted
        return [speaker for each, speaker in self._by_id.items() if each not in gone]

    def _named(self, name: str) -> str | None:
        for same in (str.__eq__, same_name):
            for speaker in self._by_id.values():
                if same(speaker.name.strip(), name):
                    return speaker.id
        return next((each.id for each in self._by_id.values() if name in each.aliases), None)

    def _add(self, name: str, kind: str | None) -> str:
        if kind is None:
            self._report(f"speaker {name!r} has no kind and was taken for a person")
        number = len(self._by_id) + 1
        while f"s{number}" in self._by_id:
            number += 1
        speaker = Speaker(id=f"s{number}", name=name, kind=cast(SpeakerKind, kind or "person"))
        self._by_id[speaker.id] = speaker
        return speaker.id
