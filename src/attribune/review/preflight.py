"""Looks at a task before it is sent: Label Studio accepts what its editor cannot open.

A relation to a region that is not there opens as a blank page, two regions of one id become one, an unknown label or
an offset beyond the text is stored as it is.
"""

from collections import Counter
from collections.abc import Iterator

from attribune.formats.label_studio import Task, text_hash
from attribune.formats.label_studio_drawing import CHOICES, PART_OF, RELATION_OF, RELATIONS, ROLES, ROLES_WITH, WITHIN
from attribune.formats.label_studio_items import LEDGER, SPAN, TEXT, Item, value_of

# What the server takes for a project's title, in characters.
TITLE_LENGTH = range(3, 51)

# The labels of both ends, and of the relation.
_ALLOWED = [
    *([[[role], ["content"]], [label]] for role, label in RELATION_OF.items()),
    *([[["content"], ["content"]], [label]] for label in (PART_OF, WITHIN)),
]


def check_title(title: str) -> list[str]:
    """Return what is wrong with a project's title, a sentence each."""
    if len(title.strip()) not in TITLE_LENGTH:
        return [
            f"the project title {title!r} has {len(title.strip())} characters; Label Studio takes "
            f"{TITLE_LENGTH.start} to {TITLE_LENGTH.stop - 1}"
        ]
    return []


def check_task(task: Task) -> list[str]:
    """Return what is wrong with a task before it is sent, a sentence each that names the region or relation."""
    data, meta = task.get("data"), task.get("meta")
    if not isinstance(data, dict) or not isinstance(data.get("text"), str):
        return ["data.text is missing; a task holds the article's text there"]
    text: str = data["text"]
    faults = [f"data.{name} is missing or empty" for name in ("doc_id", "heading", "text") if not data.get(name)]
    if not isinstance(meta, dict) or meta.get("text_hash") != text_hash(text):
        faults.append(f"meta.text_hash is not {text_hash(text)}, the hash of data.text")
    if any("\ud800" <= each <= "\udfff" for each in text):
        faults.append("data.text has a lone surrogate, half of a character, which cannot be sent")
    predictions = task.get("predictions", [])
    versions = Counter(each.get("model_version") for each in predictions)
    faults += (
        f"{count} predictions are of the model version {name!r}" for name, count in versions.items() if count > 1
    )
    for prediction in predictions:
        faults += (
            f"prediction {prediction.get('model_version')!r}: {each}" for each in check_prediction(prediction, text)
        )
    return faults


def check_prediction(prediction: Task, text: str) -> list[str]:
    """Return what is wrong with a prediction for a task of this text, a sentence each."""
    faults = []
    if not prediction.get("model_version") or not isinstance(prediction["model_version"], str):
        faults.append("model_version is missing or empty")
    if not _is_share(prediction.get("score")):
        faults.append(f"score {prediction.get('score')!r} is not a number from 0 to 1")
    items = prediction.get("result")
    if not isinstance(items, list) or not all(isinstance(each, dict) for each in items):
        return [*faults, "result is no list of items"]
    regions = {str(each.get("id")): each for each in items if each.get("type") == "labels"}
    seen: set[str] = set()
    for item in items:
        match item.get("type"):
            case "labels":
                name = f"region {item.get('id')!r}"
                found = _region_faults(item, text)
            case "relation":
                name = f"relation from {item.get('from_id')!r} to {item.get('to_id')!r}"
                found = _relation_faults(item, regions)
            case _:
                name = f"{item.get('from_name')} of region {item.get('id')!r}"
                found = _value_faults(item, regions)
        faults += (f"{name}: {fault}" for fault in found)
        if name in seen:
            # The editor makes one of two without a word.
            faults.append(f"{name}: there is another one")
        seen.add(name)
    return faults


def _region_faults(item: Item, text: str) -> Iterator[str]:
    region_id, value = item.get("id"), value_of(item)
    if not isinstance(region_id, str) or not region_id or "#" in region_id:
        # The editor cuts an id off at this character.
        yield "its id must be a string that is not empty and has no # in it"
    yield from _control_faults(item, SPAN)
    if value.get("labels") not in [[role] for role in ROLES]:
        yield f"it is labelled {value.get('labels')}; allowed is one of {', '.join(ROLES)}"
    if "score" in item and not _is_share(item["score"]):
        yield f"its score {item['score']!r} is not a number from 0 to 1"
    start, end = value.get("start"), value.get("end")
    if type(start) is not int or type(end) is not int or not 0 <= start < end <= len(text):
        yield f"{start}-{end} is no stretch of the text's {len(text)} code points"
        return
    covered = text[start:end]
    if value.get("text") != covered:
        yield f"the text reads {covered!r} there, but the region {value.get('text')!r}"
    if covered != covered.strip():
        yield f"it starts or ends with white space: {covered!r}; the editor would not show it"


def _value_faults(item: Item, regions: dict[str, Item]) -> Iterator[str]:
    name, value = item.get("from_name"), value_of(item)
    yield from _control_faults(item, *ROLES_WITH, LEDGER)
    if name in CHOICES:
        stated, wanted = value.get("choices"), "choices"
        allowed = stated in [[choice] for choice in CHOICES[name]]
    else:
        stated, wanted = value.get("text"), "textarea"
        allowed = isinstance(stated, list) and len(stated) == 1 and isinstance(stated[0], str) and bool(stated[0])
    if item.get("type") != wanted or not allowed:
        yield f"{item.get('type')} {stated} is not allowed"
    if name in ROLES_WITH:
        region = value_of(regions.get(str(item.get("id")), {}))
        if not region:
            yield "there is no region of this id"
        elif region.get("labels") not in [[role] for role in ROLES_WITH[name]]:
            yield f"a region labelled {region.get('labels')} has no such value"
        elif [value.get("start"), value.get("end")] != [region.get("start"), region.get("end")]:
            yield f"{value.get('start')}-{value.get('end')} is not the region's place"


def _relation_faults(item: Item, regions: dict[str, Item]) -> Iterator[str]:
    ends = [value_of(regions.get(str(item.get(end)), {})).get("labels") for end in ("from_id", "to_id")]
    labels = item.get("labels")
    if None in ends:
        yield "it joins a region that is not there; the editor would open blank"
    elif labels not in [[label] for label in RELATIONS]:
        yield f"it is labelled {labels}; allowed is one of {', '.join(RELATIONS)}"
    elif [ends, labels] not in _ALLOWED or item.get("from_id") == item.get("to_id"):
        yield f"{labels} does not join {ends[0]} to {ends[1]}"
    if item.get("direction") != "right":
        yield f"its direction is {item.get('direction')!r}, not 'right'"


def _control_faults(item: Item, *controls: str) -> Iterator[str]:
    if item.get("from_name") not in controls or item.get("to_name") != TEXT:
        yield f"it is of {item.get('from_name')!r} on {item.get('to_name')!r}, which the labelling config does not have"


def _is_share(number: object) -> bool:
    return isinstance(number, int | float) and not isinstance(number, bool) and 0 <= number <= 1
