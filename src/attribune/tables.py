"""An annotated article as a terminal shows it."""

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from attribune.records import AnnotatedArticle, Attribution


def plain(text: str) -> Text:
    """Return text on one line, without control characters: a terminal would obey those that an article brings along."""
    return Text(" ".join("".join(each if each.isprintable() else " " for each in text).split()))


def article_table(annotation: AnnotatedArticle) -> RenderableType:
    """Return an article's attributions under its title, or its id if it has none; one line each, cut at the width.

    A content that lies within another one is marked with an arrow.
    """
    heading = plain(annotation.title or annotation.id)
    heading.stylize("bold")
    about = plain(", ".join(each for each in (annotation.outlet, annotation.published) if each))
    about.stylize("dim")
    head = Group(heading, about) if about else heading
    if not annotation.attributions:
        return Group(head, Text("no attributions", style="dim"), "")
    names = {speaker.id: speaker.name for speaker in annotation.speakers}
    # Of a table that fills the width, the content gets what the others leave.
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, expand=True)
    table.add_column("speaker", max_width=24, no_wrap=True, overflow="ellipsis")
    table.add_column("style", no_wrap=True)
    table.add_column("cue", max_width=18, no_wrap=True, overflow="ellipsis")
    table.add_column("content", ratio=1, no_wrap=True, overflow="ellipsis")
    table.add_column("confidence", justify="right", no_wrap=True)
    for each in annotation.attributions:
        content = plain(" … ".join(span.text for span in each.content))
        table.add_row(
            _speaker(each, names),
            each.style,
            plain(each.cue.text) if each.cue else "",
            Text("↳ ") + content if each.within else content,
            f"{each.confidence:.2f}",
        )
    return Group(head, table)


def _speaker(attribution: Attribution, names: dict[str, str]) -> Text:
    """Return the speaker's name, else the source as the text has it."""
    if attribution.speaker is not None:
        return plain(names[attribution.speaker])
    return plain(" … ".join(span.text for span in attribution.source)) if attribution.source else Text("–", style="dim")
