"""The record of a roster: one person, organization, document or group that a user wants to find."""

import re
from datetime import date
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, ConfigDict, Field, StringConstraints, model_validator
from pydantic.dataclasses import dataclass

from attribune.rosters.names import PlainName, plain_names

RosterKind = Literal["person", "organization", "document", "group"]

_LETTER_OR_DIGIT = re.compile(r"[^\W_]")
_ISO_DATE = re.compile(r"\d{4}-\d\d-\d\d")


def _to_date(value: Any) -> Any:
    # Left to itself, pydantic would take 2017 for a number of seconds.
    if value is None or isinstance(value, date):
        return value
    if not isinstance(value, str) or not _ISO_DATE.fullmatch(value.strip()):
        raise ValueError(f"{value!r} is not a date; write it like 2017-01-20")
    return date.fromisoformat(value.strip())


def _to_name(value: Any) -> Any:
    if isinstance(value, str) and value.strip() and not _LETTER_OR_DIGIT.search(value):
        raise ValueError("a name has at least one letter or digit")
    return value


Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
NameText = Annotated[Text, BeforeValidator(_to_name)]
Day = Annotated[date | None, BeforeValidator(_to_date)]


# Not a Record: a roster may hold a million of these, and this takes a third of the memory (0.5 KB against 1.6 KB).
@dataclass(frozen=True, slots=True, kw_only=True, config=ConfigDict(extra="forbid"))
class RosterEntry:
    """Somebody or something on a user's list of speakers."""

    id: Annotated[Text, Field(description="Unique in the roster; becomes the speaker's id.")]
    name: Annotated[NameText, Field(description="The full name; becomes the speaker's name.")]
    aliases: Annotated[
        tuple[NameText, ...],
        Field(description="Other names: variants, nicknames, acronyms. A bare surname counts only where no other full "
              "name in the article goes with it."),
    ] = ()  # fmt: skip
    kind: Annotated[RosterKind | None, Field(description="What it is; where absent, as the article has it.")] = None
    role: Annotated[
        Text | None, Field(description="What somebody is; tells namesakes apart, and fills in for a missing role.")
    ] = None
    wikidata: Annotated[str | None, Field(pattern=r"^Q[1-9][0-9]*$", description="Wikidata id, such as Q42.")] = None
    valid_from: Annotated[
        Day, Field(description="Articles published before this day mean somebody else.")
    ] = None  # fmt: skip
    valid_to: Annotated[Day, Field(description="Articles published after this day mean somebody else.")] = None

    @model_validator(mode="after")
    def _check_days(self) -> Self:
        if self.valid_from and self.valid_to and self.valid_to < self.valid_from:
            raise ValueError(f"valid_to {self.valid_to} lies before valid_from {self.valid_from}")
        return self

    def is_valid_on(self, day: date | None) -> bool:
        """Tell whether an article of this day may mean the entry; one without a readable date may."""
        return day is None or (self.valid_from or date.min) <= day <= (self.valid_to or date.max)

    def plain_names(self) -> dict[PlainName, str]:
        """Return the name and aliases as they are compared, each with how the roster writes it."""
        personal = None if self.kind is None else self.kind == "person"
        return {
            plain: written
            for written in (self.name, *self.aliases)
            for plain in plain_names(written, personal=personal)
        }
