"""Reads brat standoff annotation: PolNeAR's folders, and plain brat folders.

PolNeAR (Newell, Margolin and Ruths, LREC 2018) keeps `text/NAME.txt` and, for every annotator who read that text,
`attributions/NAME_ANNOTATOR.ann`. A plain brat folder keeps `NAME.ann` beside `NAME.txt`. In both, an attribution is
an event whose arguments are text-bound spans (https://brat.nlplab.org/standoff.html):

    T3	Content 120 131;140 152	the harbour is shut
    E1	Attribution:T4 Content:T3 Cue:T2 Source:T1

Offsets are Unicode code points. Entities and events alone are read; relations, attributes and notes are passed over.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from attribune.errors import InputError, RecordError, SettingsError
from attribune.records import AnnotatedArticle, Annotator, Attribution, Origin, Style, TextSpan

# The annotator's name where the file name does not give one.
UNNAMED_ANNOTATOR = "brat"

Stretch = tuple[int, int]


class _Annotated(NamedTuple):
    """An article's name, who annotated it, and the files that hold its text and this annotation."""

    name: str
    annotator: str
    text: Path
    annotation: Path


_TEXT_BOUND = re.compile(r"(T\d+)\t\S+ (\d+ \d+(?:;\d+ \d+)*)\t(.*)", re.DOTALL)
_EVENT = re.compile(r"(E\d+)\t(\S+:\S+(?: \S+:\S+)*) ?")
_PASSED_OVER = re.compile(r"(?:[RAMN]\d+|#\d*|\*)\t")
_QUOTED = re.compile(r'["“„«][^"”»\n]*["”»]?')
_WORD = re.compile(r"\w+")


def read_brat(
    folder: Path, *, annotator: str | None = None, all_annotators: bool = False
) -> Iterator[AnnotatedArticle]:
    """Yield the annotated articles of a PolNeAR or plain brat folder, in order of their names.

    An article's `id` is the name of its text file without `.txt`. Of several annotators the alphabetically first is
    read, as PolNeAR's own figures do. A text that nobody annotated is left out.

    Args:
        folder: Holds `text/` and `attributions/`, or the `.txt` and `.ann` files themselves.
        annotator: Read this annotator only, and so only the articles that this one annotated.
        all_annotators: Yield an article once for each of its annotators, with the same `id`.

    Raises:
        InputError: The folder holds no annotated text or none by this annotator, a text is missing, or a file is not
            UTF-8.
        RecordError: A line is malformed, or a span's text is not the article's text at its offsets.
        SettingsError: Both an annotator and all annotators are asked for.
    """
    if annotator is not None and all_annotators:
        raise SettingsError(f"annotator {annotator!r} and all annotators are both asked for; give one of the two")
    files = _annotated_files(folder)
    annotators = {each.annotator for each in files}
    if annotator is not None and annotator not in annotators:
        raise InputError(f"{folder}: no annotation by {annotator!r}; there are: {', '.join(sorted(annotators))}")
    first_of = {each.name: each for each in reversed(files)}
    for each in files:
        if each.annotator == annotator if annotator is not None else all_annotators or each is first_of[each.name]:
            yield _read_article(each)


def style_of(text: str, spans: Iterable[TextSpan]) -> Style:
    """Return how the content is quoted: `direct` if all its words stand in double quote marks, `indirect` if none.

    Marks are paired within a line: a mark that never closes ends with its line. A content without words is indirect.
    """
    return _style(_quoted_stretches(text), text, spans)


def _annotated_files(folder: Path) -> list[_Annotated]:
    """Return what there is to read, sorted by name, then annotator."""
    text_folder = folder / "text" if (folder / "text").is_dir() else folder
    annotation_folder = folder / "attributions" if (folder / "attributions").is_dir() else folder
    texts = {path.stem: path for path in text_folder.glob("*.txt")}
    files = []
    for path in annotation_folder.glob("*.ann"):
        name, annotator = path.stem, UNNAMED_ANNOTATOR
        if name not in texts:
            name, _, annotator = path.stem.rpartition("_")
        if name not in texts:
            raise InputError(
                f"{path}: there is no text {text_folder / path.stem}.txt (nor one without a last part _ANNOTATOR); "
                "every .ann file needs the .txt file that it annotates"
            )
        files.append(_Annotated(name, annotator, texts[name], path))
    if not files:
        raise InputError(
            f"{folder}: no .ann file found; a brat folder holds NAME.txt and NAME.ann, or text/NAME.txt and "
            "attributions/NAME_ANNOTATOR.ann as PolNeAR does"
        )
    return sorted(files)


def _read_article(annotated: _Annotated) -> AnnotatedArticle:
    text = _read_exactly(annotated.text)
    stretches, events = _parse_annotation(annotated.annotation, text)
    quoted = _quoted_stretches(text)
    attributions = []
    for event_id, roles in events:
        source, cue, content = (
            _text_spans(text, _merged(stretches, roles.get(role, []))) for role in ("Source", "Cue", "Content")
        )
        if not content:
            # PolNeAR has some 40 events without content, most a trigger alone: no attributions (GUIDELINES.md).
            continue
        # A cue is one contiguous span; the one discontinuous cue of PolNeAR keeps its first fragment.
        attributions.append(
            Attribution(
                id=event_id,
                style=_style(quoted, text, content),
                content=content,
                cue=cue[0] if cue else None,
                source=source,
            )
        )
    try:
        return AnnotatedArticle(
            id=annotated.name,
            text=text,
            origin=Origin(path=str(annotated.text), start=0, end=len(text)),
            annotator=Annotator(name=annotated.annotator, version=""),
            attributions=attributions,
        )
    except ValueError as error:
        raise RecordError(f"{annotated.annotation}: {error}") from error


def _read_exactly(path: Path) -> str:
    """Return the file's text with its line ends as they are, so that offsets hold."""
    try:
        with path.open(encoding="utf-8", newline="") as file:
            return file.read()
    except UnicodeDecodeError as error:
        raise InputError(
            f"{path}: byte {error.object[error.start]:#04x} at position {error.start} is not UTF-8; brat files are "
            "UTF-8: convert the file first"
        ) from error


def _parse_annotation(path: Path, text: str) -> tuple[dict[str, list[Stretch]], list[tuple[str, dict[str, list[str]]]]]:
    """Return the stretches of every text-bound id, and for every event its id with the references of each role."""
    stretches: dict[str, list[Stretch]] = {}
    events: list[tuple[str, int, dict[str, list[str]]]] = []
    lines = enumerate(_read_exactly(path).split("\n"), start=1)
    for number, line in lines:
        if text_bound := _TEXT_BOUND.fullmatch(line):
            identifier, offsets, stated = text_bound.groups()
            fragments = [(int(start), int(end)) for start, end in (pair.split() for pair in offsets.split(";"))]
            if any(start >= end or end > len(text) for start, end in fragments):
                raise RecordError(
                    f"{path}:{number}: span {offsets} is empty or ends beyond the text's {len(text)} code points; "
                    "offsets are half-open and count Unicode code points"
                )
            found = " ".join(text[start:end] for start, end in fragments)
            if not _reads_as(found, stated, lines):
                raise RecordError(
                    f"{path}:{number}: span {offsets} reads {found!r} in the article but {stated!r} in the record. "
                    "Offsets count Unicode code points, line ends as in the file: use the text that was annotated."
                )
            stretches[identifier] = fragments
        elif event := _EVENT.fullmatch(line.rstrip()):
            roles: dict[str, list[str]] = {}
            # The first pair is the event's type and trigger; arguments of one role may be numbered (Content2).
            for argument in event[2].split(" ")[1:]:
                role, _, reference = argument.partition(":")
                roles.setdefault(role.rstrip("0123456789"), []).append(reference)
            events.append((event[1], number, roles))
        elif line.strip() and not _PASSED_OVER.match(line):
            raise RecordError(
                f"{path}:{number}: {line[:60]!r} is no brat annotation; allowed are a text-bound span "
                "(T1, tab, TYPE START END, tab, TEXT) and an event (E1, tab, TYPE:T1 ROLE:T2 ...)"
            )
    for identifier, number, roles in events:
        for role in ("Source", "Cue", "Content"):
            for reference in roles.get(role, []):
                if reference not in stretches:
                    raise RecordError(
                        f"{path}:{number}: event {identifier} names {role}:{reference}, but the file has no span "
                        f"{reference}; the source, cue and content of an event are text-bound spans of the same file"
                    )
    return stretches, [(identifier, roles) for identifier, _, roles in events]


def _reads_as(found: str, stated: str, lines: Iterator[tuple[int, str]]) -> bool:
    """Tell whether the stated text of a span is the found one, white space aside.

    brat writes a line break in a span as a blank, but three PolNeAR files let the text run on over the next lines:
    these are then taken from `lines`.
    """
    wanted, read = "".join(found.split()), "".join(stated.split())
    while read != wanted:
        following = next(lines, None) if wanted.startswith(read) else None
        if following is None:
            return False
        read += "".join(following[1].split())
    return True


def _merged(stretches: dict[str, list[Stretch]], references: Iterable[str]) -> list[Stretch]:
    """Return the fragments of all references in text order; fragments that overlap become one, neighbours stay two."""
    merged: list[Stretch] = []
    for start, end in sorted(stretch for reference in references for stretch in stretches[reference]):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _text_spans(text: str, stretches: Iterable[Stretch]) -> list[TextSpan]:
    return [TextSpan(start=start, end=end, text=text[start:end]) for start, end in stretches]


def _quoted_stretches(text: str) -> list[Stretch]:
    return [match.span() for match in _QUOTED.finditer(text)]


def _style(quoted: list[Stretch], text: str, spans: Iterable[TextSpan]) -> Style:
    inside = [_is_inside(word.start(), quoted) for s in spans for word in _WORD.finditer(text, s.start, s.end)]
    if not any(inside):
        return "indirect"
    return "direct" if all(inside) else "mixed"


def _is_inside(position: int, stretches: list[Stretch]) -> bool:
    """Tell whether a code point lies in one of the stretches, which stand in text order and do not overlap."""
    index = bisect_right(stretches, position, key=lambda stretch: stretch[0]) - 1
    return index >= 0 and position < stretches[index][1]
