"""What several annotators made of an article becomes gold where they agree, and a task for a second round elsewhere."""

from collections import Counter
from collections.abc import Collection, Hashable, Iterable, Iterator, Sequence
from typing import NamedTuple

from attribune.formats.label_studio import Task, to_prediction, to_task
from attribune.formats.label_studio_drawing import visible
from attribune.records import AnnotatedArticle, Annotator, Article, Attribution, Speaker
from attribune.review.versions import group_versions

# The annotator of what all agreed on, and the model version that a second round is prefilled with.
ADJUDICATED, ADJUDICATION = "adjudicated", "adjudication"


class Adjudicated(NamedTuple):
    """An article's gold, or the task that still has to settle it; and how many attributions are agreed and disputed."""

    gold: AnnotatedArticle | None
    task: Task | None
    agreed: int
    disputed: int


def adjudicate(articles: Iterable[AnnotatedArticle]) -> Iterator[Adjudicated]:
    """Yield what becomes of every article; its versions follow each other.

    Two annotators agree on an attribution if all its spans (white space at their edges aside), style, attitude,
    polarity, the speaker's name and kind, and the enclosing attribution are the same. If they agree on all, the article
    is gold; its annotator's `config` names them. If not, the task is prefilled with every attribution that any of them
    has, once, its confidence the share of them that have it, a note on the disputed ones saying whose they are; each
    annotator's version is a prediction of the task as well. An article with one version is gold as it is.

    Raises:
        RecordError: `group_versions` refuses the articles.
    """
    for versions in group_versions(articles):
        if len(versions) == 1:
            yield Adjudicated(versions[0], None, len(versions[0].attributions), 0)
            continue
        merged, holders = _merge(versions)
        names = [version.annotator.name for version in versions]
        notes = {
            attribution_id: _note(own, names) for attribution_id, own in holders.items() if len(own) < len(versions)
        }
        agreed = len(holders) - len(notes)
        if not notes:
            yield Adjudicated(merged, None, agreed, 0)
            continue
        task = to_task(merged, model_version=ADJUDICATION, notes=notes)
        task["predictions"] += (to_prediction(each, model_version=each.annotator.name) for each in versions)
        yield Adjudicated(None, task, agreed, len(notes))


def _note(holders: Sequence[str], names: Sequence[str]) -> str:
    others = [name for name in names if name not in holders]
    return f"{', '.join(holders)}; not {', '.join(others)}"


def _merge(versions: Sequence[AnnotatedArticle]) -> tuple[AnnotatedArticle, dict[str, list[str]]]:
    """Return one annotation with every attribution of any version, once, and by its id the annotators that have it."""
    keys = [_keys(version) for version in versions]
    first: dict[Hashable, tuple[int, Attribution]] = {}
    holders: dict[Hashable, list[str]] = {}
    for index, version in enumerate(versions):
        for attribution in version.attributions:
            key = keys[index][attribution.id]
            first.setdefault(key, (index, attribution))
            holders.setdefault(key, []).append(version.annotator.name)
    ids: dict[Hashable, str] = {}
    taken: set[str] = set()
    for key, (index, attribution) in first.items():
        ids[key] = _free(attribution.id, versions[index].annotator.name, taken)
        taken.add(ids[key])
    speakers: dict[str, Speaker] = {}
    attributions: list[Attribution] = []
    for key, (index, attribution) in first.items():
        update = {
            "id": ids[key],
            "within": None if attribution.within is None else ids[keys[index][attribution.within]],
            "speaker": _add_speaker(speakers, versions[index], attribution.speaker),
            "confidence": len(holders[key]) / len(versions),
        }
        attributions.append(attribution.model_copy(update=update))
    names = ",".join(version.annotator.name for version in versions)
    merged = AnnotatedArticle(
        **{name: getattr(versions[0], name) for name in Article.model_fields},
        annotator=Annotator(name=ADJUDICATED, version="", config=f"annotators={names}"),
        speakers=list(speakers.values()),
        attributions=sorted(attributions, key=lambda each: each.content[0].start),
    )
    return merged, {ids[key]: holders[key] for key in first}


def _keys(article: AnnotatedArticle) -> dict[str, Hashable]:
    """Return for every attribution id what annotators must have in common to agree on it.

    Of attributions that say the same, the first is the same as another annotator's first.
    """
    by_id = {attribution.id: attribution for attribution in article.attributions}
    speakers = {speaker.id: (speaker.name.strip(), speaker.kind) for speaker in article.speakers}

    def key(attribution: Attribution) -> Hashable:
        return (
            frozenset((role, visible(span) or (span.start, span.end)) for role, span in attribution.spans()),
            attribution.style,
            attribution.attitude,
            attribution.polarity,
            speakers[attribution.speaker] if attribution.speaker is not None else None,
            key(by_id[attribution.within]) if attribution.within is not None else None,
        )

    seen: Counter[Hashable] = Counter()
    keys: dict[str, Hashable] = {}
    for attribution in article.attributions:
        same = key(attribution)
        seen[same] += 1
        keys[attribution.id] = same, seen[same]
    return keys


def _add_speaker(speakers: dict[str, Speaker], version: AnnotatedArticle, speaker_id: str | None) -> str | None:
    """Return the id of an attribution's speaker among those of all versions, to which it is added if it is new."""
    speaker = next((each for each in version.speakers if each.id == speaker_id), None)
    if speaker is None:
        return None
    said = speaker.name, speaker.kind
    same = [each.id for each in speakers.values() if (each.name, each.kind) == said]
    if same:
        return speaker.id if speaker.id in same else same[0]
    new_id = _free(speaker.id, version.annotator.name, speakers)
    speakers[new_id] = speaker.model_copy(update={"id": new_id})
    return new_id


def _free(wanted: str, owner: str, taken: Collection[str]) -> str:
    """Return the id wanted, or one with its owner's name if another attribution or speaker has it."""
    name, number = wanted, 1
    while name in taken:
        name = f"{wanted}-{owner}" if number == 1 else f"{wanted}-{owner}-{number}"
        number += 1
    return name
