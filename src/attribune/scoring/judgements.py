"""Who stands behind each attribution according to a gold: its own speakers, or a file of judgements beside it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from attribune.errors import InputError, RecordError
from attribune.records import AnnotatedArticle, Speaker, SpeakerKind
from attribune.scoring.speakers import MentionForm, mention_form, same_name

# What a file of judgements writes for whoever wrote the text, and for its reader, who is no speaker in a record.
AUTHOR, READER = "AUTHOR", "READER"

_DESCRIBED_KINDS = frozenset(["group", "unnamed", "document"])
_KINDS: dict[str, SpeakerKind] = {kind: kind for kind in get_args(SpeakerKind)} | {"unnamed_person": "unnamed"}
_HEAD_END = re.compile(
    r",|\s(?:who|which|that|of|for|at|in|to|from|on|with|by|about|being|released|close|familiar|conducted|issued|"
    r"I|you|he|she|we|they)\s"
)
_EMPTY = re.compile(r"the|an?|th(?:is|at|ese|ose)|of|for|at|in|to|from|on|with|by|and|or|his|her|their|its|my|our|s")


@dataclass(frozen=True, slots=True)
class Judgement:
    """The speaker of one attribution: all `names` of a joint one, none where nobody in particular is meant."""

    names: tuple[str, ...]
    kind: SpeakerKind
    form: MentionForm


Judgements = Mapping[tuple[str, str], Judgement]


class _Line(BaseModel):
    """One line of a file of judgements, as in ../shared/data/speakers/dev.jsonl."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    doc: str
    id: str
    speaker: str | Annotated[list[str], Field(min_length=1)] | None
    source_type: str
    mention: MentionForm
    ok: bool = True


def read_judgements(path: Path) -> dict[tuple[str, str], Judgement]:
    """Read a JSONL file of judgements, by article and attribution id; lines that are not `ok` are left out.

    A line has `doc`, `id`, `speaker` (a name, a list of names, null, AUTHOR or READER), `source_type` (a kind of
    speaker) and `mention` (name, pronoun, nominal, none).

    Raises:
        InputError: The file cannot be read.
        RecordError: A line is not a judgement; the message begins with `path:line`.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: no judgements of speakers can be read: {error}; give a JSONL file") from error
    found = {}
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            each = _Line.model_validate_json(line)
            kind = _KINDS[each.source_type]
        except (ValidationError, KeyError) as error:
            raise RecordError(
                f"{path}:{number}: no judgement of a speaker: {str(error).splitlines()[0]}; a line has doc, id, "
                f"speaker, mention ({', '.join(get_args(MentionForm))}) and source_type ({', '.join(sorted(_KINDS))})"
            ) from error
        if each.ok:
            names = [each.speaker] if isinstance(each.speaker, str) else each.speaker or []
            named = tuple(name for name in names if name != READER)
            found[each.doc, each.id] = Judgement(named, kind, each.mention)
    return found


def judgements_of(article: AnnotatedArticle) -> dict[tuple[str, str], Judgement]:
    """Return the speakers that an annotated article itself gives to its attributions."""
    speakers = {speaker.id: speaker for speaker in article.speakers}
    return {
        (article.id, each.id): Judgement(
            (speaker.name,), speaker.kind, mention_form(" ".join(span.text for span in each.source), speaker)
        )
        for each in article.attributions
        if each.speaker is not None and (speaker := speakers[each.speaker])
    }


def is_right(judgement: Judgement, found: Speaker | None) -> bool:
    """Tell whether the speaker found for an attribution is the one judged right.

    Names count as `same_name` compares them. For one described rather than named, the head noun and a shared content
    word suffice; a joint one is right when no member is missing.
    """
    if not judgement.names:
        return found is None
    if found is None:
        return False
    if len(judgement.names) > 1:
        return all(_holds(found, name) for name in judgement.names)
    name = judgement.names[0]
    if name == AUTHOR or judgement.kind == "author":
        return found.kind == "author"
    described = judgement.form == "nominal" or judgement.kind in _DESCRIBED_KINDS
    return same_name(name, found.name) or (described and _alike(name, found.name))


def _content_words(text: str) -> list[str]:
    words = [word for word in re.findall(r"[\w-]+", text.casefold().replace("’", "'")) if not _EMPTY.fullmatch(word)]
    return [word[:-1] if word.endswith("s") else word for word in words]


def _alike(gold: str, found: str) -> bool:
    heads = [(_content_words(_HEAD_END.split(text, maxsplit=1)[0]) or [""])[-1] for text in (gold, found)]
    if heads[0] != heads[1]:
        return False
    others = set(_content_words(gold)) - {heads[0]}
    return not others or bool(others & set(_content_words(found)))


def _holds(found: Speaker, member: str) -> bool:
    wanted = {"author"} if member == AUTHOR else set(_content_words(member))
    return wanted <= set(_content_words(found.name))
