"""The same article in another house style, by edits that keep every offset."""

import random
from collections.abc import Sequence

from attribune.components.quotations import Quotation

# Opening and closing marks, outer and inner.
STYLES = {
    "straight": ('""', "''"),
    "single": ("''", '""'),
    "curly": ("“”", "‘’"),
    "curly single": ("‘’", "“”"),
    "guillemets": ("«»", "‹›"),
}
_FLAT = str.maketrans("\r\n", "  ")


def restyle(text: str, quotations: Sequence[Quotation], style: str, *, flatten: bool = False) -> str:
    """Return the text with its quotations in another style, character for character.

    `style` is a key of `STYLES`. `flatten` turns line breaks to spaces, as aggregators do.
    """
    marks = list(text)
    outer, inner = STYLES[style]
    for quotation in quotations:
        opening, closing = outer if quotation.depth == 0 else inner
        for mark in quotation.marks:
            marks[mark] = opening
        if quotation.closed:
            marks[quotation.marks[-1]] = closing
    restyled = "".join(marks)
    return restyled.translate(_FLAT) if flatten else restyled


def random_style(text: str, quotations: Sequence[Quotation], rng: random.Random) -> str:
    """Return the text in a style drawn at random; four times in ten as it is."""
    if rng.random() < 0.4:
        return text
    style = rng.choices([*STYLES], weights=[1, 4, 1, 1, 0.5])[0]
    return restyle(text, quotations, style, flatten=rng.random() < 0.5)
