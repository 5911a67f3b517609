"""What decides who a speaker is, and how sure that is: for reviewers, who look at the doubtful ones first."""

from typing import TYPE_CHECKING, NamedTuple

from attribune.speakers.descriptions import (
    FEMININE,
    FIRST_PERSON,
    MASCULINE,
    PLURAL,
    RELATIVE,
    Description,
)
from attribune.speakers.entities import Entity
from attribune.speakers.ranking import load_ranking

if TYPE_CHECKING:
    from attribune.speakers.resolution import Resolution

_PRONOUN_FORMS = {"who": RELATIVE, "they": PLURAL, "i": FIRST_PERSON}


class Grounds(NamedTuple):
    """Why a source means a speaker.

    `form` is what the source is, a key of `Ranking.sure`; `start` to `end` (code points, half-open) is the mention that
    decided, -1 to -1 where the text has no other; `confidence` is the probability that the speaker is right, 0 to 1.
    """

    form: str
    start: int
    end: int
    confidence: float


def grounds_of(resolution: "Resolution", description: Description, entity: Entity) -> Grounds:
    """Return the grounds on which a description means an entity."""
    form = _form(description, entity)
    sure = load_ranking().sure.get(form, 1.0)
    antecedent = resolution.antecedents.get(description.start)
    if form == "he" and antecedent is not None:
        return Grounds(form, antecedent.anchor.start, antecedent.anchor.end, antecedent.probability)
    start, end = _deciding(resolution, description, entity)
    return Grounds(form, start, end, sure)


def _form(description: Description, entity: Entity) -> str:
    if description.form == "pronoun":
        if description.head in MASCULINE | FEMININE:
            return "he"
        return next((form for form, words in _PRONOUN_FORMS.items() if description.head in words), "it")
    if description.form == "names":
        return "names"
    if description.form == "name":
        return "name" if len(description.names[0].words) >= len(entity.words) else "part of a name"
    return "description of a name" if entity.mentions else "description"


def _deciding(resolution: "Resolution", description: Description, entity: Entity) -> tuple[int, int]:
    """Return the fullest name, or of what has none, the last mention before the source."""
    own = description.names[0] if description.form == "name" else None
    if own is not None and len(own.words) >= len(entity.words):
        return own.start, own.end
    text = resolution.text
    if entity.mentions:
        full = next((each for each in entity.mentions if text[slice(*each)] == entity.name), None)
        return full or max(entity.mentions, key=lambda each: each[1] - each[0])
    before = (each for each in resolution.discourse.before(description.start) if each.entity is entity)
    anchor = next(before, None)
    return (anchor.start, anchor.end) if anchor is not None else (-1, -1)
