"""Compiles the phenomena suite: invented passages with role marks in their text become annotated articles.

    python -m benchmarks.phenomena

reads annotation/gold/phenomena/*.txt and writes annotation/gold/phenomena.jsonl. The format stands in
annotation/gold/README.md.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple, get_args

from attribune.formats.brat import style_of
from attribune.formats.jsonl import write_jsonl
from attribune.records import (
    AnnotatedArticle,
    Annotator,
    Attitude,
    Attribution,
    Origin,
    Polarity,
    Speaker,
    SpeakerKind,
    Style,
    TextSpan,
)

GOLD = Path(__file__).parents[1] / "annotation" / "gold"
ANNOTATOR = Annotator(name="gold", version="1")

# What a line below the text may say besides the speaker; no word stands in two of these.
_WORDS: dict[str, tuple[str, ...]] = {
    "attitude": get_args(Attitude),
    "polarity": get_args(Polarity),
    "style": get_args(Style),
}
_ROLES = {"s": "source", "q": "cue", "c": "content", "a": "addressee"}

_HEADER = re.compile(r"### ([a-z]+(?:-[a-z]+)*-\d+)")
_LABELS = r"t|[sqca][1-9]\d*(?:,[sqca][1-9]\d*)*"
_MARK = re.compile(rf"\[\[({_LABELS}):|\[\[|\]\]")
_SPEAKER = re.compile(r"(?P<name>[^()]+) \((?P<kind>[a-z]+)(?:, (?P<role>[^()]+))?\)")

Line = tuple[int, str]
Spans = dict[str, list[TextSpan]]


class _Described(NamedTuple):
    """What a line below the text says of one attribution."""

    number: str
    speaker: dict[str, Any] | None
    fields: dict[str, Any]


def parse_cases(text: str) -> list[AnnotatedArticle]:
    """Return the cases of a file, in its order; what stands before the first one is for the reader only.

    A case's id is the article's, its style follows from the double quote marks unless its line states one, and an
    attribution that stands inside a content of another lies within it.

    Raises:
        ValueError: A case is malformed; the message begins with its line, counted from 1.
    """
    cases: list[AnnotatedArticle] = []
    lines_of: dict[str, int] = {}
    for number, case_id, lines in _cases(text):
        if lines_of.setdefault(case_id, number) != number:
            raise ValueError(f"line {number}: case {case_id!r} stands on line {lines_of[case_id]} already")
        cases.append(_parse_case(case_id, number, lines))
    return cases


def compile_folder(folder: Path) -> list[AnnotatedArticle]:
    """Return the cases of all .txt files of a folder, in order of their names.

    Raises:
        ValueError: A case is malformed, or two cases have the same id; the message names file and line.
    """
    cases: dict[str, AnnotatedArticle] = {}
    for path in sorted(folder.glob("*.txt")):
        try:
            found = parse_cases(path.read_text(encoding="utf-8"))
        except ValueError as error:
            raise ValueError(f"{path}: {error}") from error
        for case in found:
            if case.id in cases:
                raise ValueError(f"{path}: case {case.id!r} stands in another file of the folder already")
            cases[case.id] = case
    return list(cases.values())


def phenomenon_of(case: AnnotatedArticle) -> str:
    """Return what a case is a case of: its id without the number."""
    return case.id.rpartition("-")[0]


def _cases(text: str) -> Iterator[tuple[int, str, list[Line]]]:
    """Yield every case with the line that it begins on, its id, and the lines below that one."""
    header: Line | None = None
    lines: list[Line] = []
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.startswith("### "):
            lines.append((number, line))
            continue
        if header is not None:
            yield *header, lines
        if (match := _HEADER.fullmatch(line)) is None:
            raise ValueError(f"line {number}: {line!r} begins no case; write ### phenomenon-1, in lower case")
        header, lines = (number, match[1]), []
    if header is not None:
        yield *header, lines


def _parse_case(case_id: str, number: int, lines: list[Line]) -> AnnotatedArticle:
    rules = [index for index, (_, line) in enumerate(lines) if line == "---"]
    if len(rules) != 1:
        raise ValueError(f"line {number}: case {case_id!r} has {len(rules)} lines ---; one ends its text")
    marked = "\n".join(line for _, line in lines[: rules[0]])
    text, spans, titles = _unmark(marked, number + 1)
    if not text:
        raise ValueError(f"line {number}: case {case_id!r} has no text")
    described = [_describe(each) for each in lines[rules[0] + 1 :] if each[1].strip()]
    numbers = [each.number for each in described]
    if sorted(numbers) != sorted(spans):
        raise ValueError(
            f"line {number}: case {case_id!r} marks the attributions {', '.join(spans) or 'none'} "
            f"and describes {', '.join(numbers) or 'none'}; every one is marked, and described once"
        )
    speakers = _speakers(number, described)
    try:
        return AnnotatedArticle(
            id=case_id,
            text=text,
            title=titles[0].text if titles else None,
            origin=Origin(path="annotation/gold/phenomena", start=0, end=len(text)),
            annotator=ANNOTATOR,
            speakers=list(speakers.values()),
            attributions=[_attribution(text, each, spans, titles, speakers) for each in described],
        )
    except ValueError as error:
        raise ValueError(f"line {number}: case {case_id!r}: {error}") from error


def _unmark(marked: str, first_line: int) -> tuple[str, dict[str, Spans], list[TextSpan]]:
    """Return the text without marks and blank borders, the spans by attribution and role, and those of the title."""
    stripped = marked.strip("\n")
    first_line += marked[: marked.find(stripped)].count("\n") if stripped else 0
    text, position = "", 0
    opened: list[tuple[str, int, int]] = []
    found: list[tuple[str, int, int]] = []
    for mark in _MARK.finditer(stripped):
        text += stripped[position : mark.start()]
        position = mark.end()
        line = first_line + stripped.count("\n", 0, mark.start())
        if mark[1] is not None:
            opened.append((mark[1], len(text), line))
        elif mark[0] == "[[":
            raise ValueError(f"line {line}: [[ without labels; write [[c1:...]], or [[s1,s2:...]] for two attributions")
        elif not opened:
            raise ValueError(f"line {line}: ]] closes nothing")
        else:
            labels, start, _ = opened.pop()
            if start == len(text):
                raise ValueError(f"line {line}: [[{labels}:]] marks nothing")
            found += [(label, start, len(text)) for label in labels.split(",")]
    if opened:
        raise ValueError(f"line {opened[-1][2]}: [[{opened[-1][0]}: is never closed")
    text += stripped[position:]
    spans: dict[str, Spans] = defaultdict(lambda: defaultdict(list))
    titles = []
    for label, start, end in sorted(found, key=lambda each: each[1]):
        span = TextSpan(start=start, end=end, text=text[start:end])
        if label == "t":
            titles.append(span)
        else:
            spans[label[1:]][_ROLES[label[0]]].append(span)
    return text, spans, titles


def _describe(line: Line) -> _Described:
    """Read `1 = Mara Ilves (person, harbour master); belief, negated; mixed`."""
    number, _, rest = line[1].partition(" = ")
    who, _, rest = rest.partition(";")
    words = [word.strip() for word in re.split("[,;]", rest) if word.strip()]
    match = _SPEAKER.fullmatch(who)
    if not number.isdigit() or (match is None and who != "none"):
        raise ValueError(f"line {line[0]}: {line[1]!r} is not like '1 = Mara Ilves (person); belief' or '1 = none'")
    if match is not None and match["kind"] not in get_args(SpeakerKind):
        raise ValueError(f"line {line[0]}: kind {match['kind']!r}; allowed are {', '.join(get_args(SpeakerKind))}")
    fields: dict[str, Any] = {}
    for word in words:
        field = next((name for name, allowed in _WORDS.items() if word in allowed), None)
        if field is None or field in fields:
            allowed = "; ".join(", ".join(each) for each in _WORDS.values())
            raise ValueError(f"line {line[0]}: {word!r} is unknown or one too many; allowed are one each of {allowed}")
        fields[field] = word
    return _Described(number, match.groupdict() if match else None, fields)


def _speakers(number: int, described: Iterable[_Described]) -> dict[str, Speaker]:
    """Return the speakers by name, with ids in order of appearance; a role stated once holds for all."""
    speakers: dict[str, Speaker] = {}
    for each in described:
        if each.speaker is None:
            continue
        name, kind, role = each.speaker["name"], each.speaker["kind"], each.speaker["role"]
        known = speakers.get(name, Speaker(id=f"s{len(speakers) + 1}", name=name, kind=kind, role=role))
        if known.kind != kind:
            raise ValueError(f"line {number}: speaker {name!r} is of kind {known.kind} and of kind {kind}")
        speakers[name] = known.model_copy(update={"role": known.role or role})
    return speakers


def _attribution(
    text: str,
    described: _Described,
    spans: dict[str, Spans],
    titles: list[TextSpan],
    speakers: dict[str, Speaker],
) -> Attribution:
    own = spans[described.number]
    if not own["content"]:
        raise ValueError(f"attribution {described.number} has no content; every attribution has one")
    for role in ("cue", "addressee"):
        if len(own[role]) > 1:
            raise ValueError(f"attribution {described.number} has {len(own[role])} {role} spans; it may have one")
    whole = [span for each in own.values() for span in each]
    outer = {
        other: min(span.end - span.start for span in spans[other]["content"])
        for other in spans
        if other != described.number and spans[other]["content"] and _all_inside(whole, spans[other]["content"])
    }
    fields = {"style": style_of(text, own["content"])} | described.fields
    return Attribution(
        id=f"a{described.number}",
        source=own["source"],
        cue=own["cue"][0] if own["cue"] else None,
        content=own["content"],
        addressee=own["addressee"][0] if own["addressee"] else None,
        speaker=speakers[described.speaker["name"]].id if described.speaker else None,
        within=f"a{min(outer, key=lambda other: outer[other])}" if outer else None,
        headline=_all_inside(whole, titles),
        **fields,
    )


def _all_inside(spans: Iterable[TextSpan], others: Iterable[TextSpan]) -> bool:
    stretches = [(other.start, other.end) for other in others]
    return all(any(start <= span.start and span.end <= end for start, end in stretches) for span in spans)


def main() -> None:
    """Compile the suite and print how many cases each phenomenon has."""
    cases = compile_folder(GOLD / "phenomena")
    write_jsonl(cases, GOLD / "phenomena.jsonl")
    for name, count in Counter(phenomenon_of(case) for case in cases).items():
        print(f"{name:24}{count:4}")
    print(f"{len(cases)} cases, {sum(len(case.attributions) for case in cases)} attributions")


if __name__ == "__main__":
    main()
