"""Interviews printed as questions and answers: who says "I" in the answers."""

import re
from collections import Counter

from attribune.speakers.entities import Entity
from attribune.speakers.name import Name

# "Q: Why here?", "QWhy here?" where the layout is lost, "A: It was cheap."
_LABEL = re.compile(
    r"^[ \t\xa0]*(?:(?P<answer>A|ANSWER|Answer)(?=[:.][ \xa0])|(?:Q|QUESTION|Question)(?=[:.A-Z“\"]))", re.M
)
# The label as a source.
LABEL_SOURCE = re.compile(r"(?P<answer>A|ANSWER|Answer)|Q|QUESTION|Question")
# A single line "A: ..." is a list.
_FEWEST = 2


def find_answers(text: str) -> list[tuple[int, int]]:
    """Return the answers of an interview as half-open code points, each up to the next label; none of another text."""
    labels = list(_LABEL.finditer(text))
    ends = [*(label.start() for label in labels[1:]), len(text)][: len(labels)]
    answers = [(label.start(), end) for label, end in zip(labels, ends, strict=True) if label["answer"]]
    return answers if len(answers) >= _FEWEST else []


def find_first_question(text: str) -> int:
    """Return where the first question or answer of an interview begins, or -1."""
    label = _LABEL.search(text)
    return label.start() if label is not None else -1


def find_interviewee(answers: list[tuple[int, int]], entity_of: dict[Name, Entity]) -> Entity | None:
    """Return the person named most often before the first answer, the first of several; the names are in text order."""
    before = (entity for name, entity in entity_of.items() if answers and name.start < answers[0][0])
    counts = Counter(entity for entity in before if entity.kind == "person")
    return counts.most_common(1)[0][0] if counts else None
