"""Who holds a role: the people whom the text introduces by a title or an apposition."""

from typing import TYPE_CHECKING

from attribune.speakers.descriptions import FIRST_PERSON, Description, gender_of
from attribune.speakers.entities import Entity
from attribune.speakers.roles import role_fit

if TYPE_CHECKING:
    from attribune.speakers.resolution import Resolution


def holder_of(resolution: "Resolution", owner: Entity, head: str, possessive: str = "") -> Entity | None:
    """Return who is "his attorney": the person introduced by such a role of his ("his attorney, Ida Holm").

    "My father" is introduced by the words "my father" or "my parents", as "his father" is by "his".
    """
    related = resolution.lexicon.related.get(head, frozenset((head,)))
    surname = owner.words[-1] if owner.words else ""
    owners = {"my", "our"} if possessive in FIRST_PERSON else {"his", "her"}
    owners |= {f"{surname}'s", f"{surname}'", surname} if surname else set()
    holders = _holders(resolution, related, resolution.lexicon.noun_gender(head))
    for entity in holders:
        roles = [role.lower().replace("’", "'").split() for role in entity.roles if entity is not owner]
        if any(words[-1] in related and owners & set(words) for words in roles):
            return entity
    others = [entity for entity in holders if entity is not owner]
    relative = head in resolution.lexicon.gender_of_noun and len(others) == 1 and owner is not resolution.author
    if relative and any(role.lower().removeprefix("the ").startswith(f"{head} of ") for role in others[0].roles):
        return others[0]  # "his son" and "Ole Holm, son of the mayor"
    return None


def _holders(resolution: "Resolution", related: frozenset[str], gender: str) -> dict[Entity, None]:
    """Return whom one of the related nouns describes, but for those of another gender: no "mother" is male."""
    found = (entity for noun in sorted(related) for entity in resolution.holders.get(noun, ()))
    return {entity: None for entity in found if not gender or entity.gender in (gender, "")}


def find_by_role(resolution: "Resolution", description: Description, *, least: float = 0) -> Entity | None:
    """Return the latest person whose title or apposition has the head noun and most of the words beside it.

    At `least` so many of these words have to be in it.
    """
    head, position = description.head, description.start
    related = resolution.lexicon.related.get(head, frozenset((head,)))
    if head == "leader" and set(description.words[1:]) <= resolution.lexicon.adjectives:
        related |= {"president", "premier", "minister", "chancellor"}  # "the Russian leader"
    details = {w for w in description.words if w not in ("the", "this", "that", "then", "former")}
    best: tuple[float, int] | None = None
    found: Entity | None = None
    for entity in _holders(resolution, related, gender_of(description, resolution.lexicon)):
        fit = max(role_fit(role, related, details, lexicon=resolution.lexicon) for role in entity.roles)
        rank = fit, entity.mentioned_before(position)
        if fit >= least and (best is None or rank > best):
            best, found = rank, entity
    return found
