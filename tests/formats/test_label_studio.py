"""There and back: articles as tasks, an editor that stands in for the real one, and what comes out."""

import json
from collections.abc import Callable
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from attribune.formats.label_studio import to_prediction, to_task
from attribune.formats.label_studio_reviews import Changes, Reviewed, Skipped, from_task
from attribune.reading import Reject
from attribune.records import AnnotatedArticle, Annotator, Attribution, Origin, Speaker, SpeakerEvidence, TextSpan
from attribune.review.preflight import check_task

# What the server keeps of an item; the rest, and the ids of relations, it drops.
KEPT = ("id", "from_name", "to_name", "type", "value", "score", "meta", "from_id", "to_id", "direction", "labels")

SPACES = [" ", "  ", "\n", "\r\n", "\t", "\u00a0", "\x1f"]
PIECES = [*SPACES, "a", "B", ".", '"', "“", "é", "e\u0301", "א", "ש", "\u200f", "日", "𝔘", "👩\u200d🚀", "\ufeff"]


def edit(
    task: dict[str, Any], change: Callable[[list[dict[str, Any]]], object] = lambda result: None
) -> dict[str, Any]:
    """Return the task as the server exports it after a person opened it, changed the result, and submitted."""
    sent = json.loads(json.dumps(task))
    result = [{key: item[key] for key in KEPT if key in item} for item in sent["predictions"][0]["result"]]
    change(result)
    annotation = {
        "id": 7,
        "completed_by": {"id": 1, "email": "ana@example.org"},
        "result": result,
        "lead_time": 12.5,
        "was_cancelled": False,
        "ground_truth": False,
        "updated_at": "2025-06-07T10:00:00.000000Z",
        "prediction": sent["predictions"][0],
    }
    return {"id": 3, "data": sent["data"], "meta": sent["meta"], "annotations": [annotation], "predictions": [11]}


def pull(task: dict[str, Any]) -> Reviewed:
    """Return the only review of a task."""
    (found,) = from_task(task, path="export.json")
    assert isinstance(found, Reviewed), found
    return found


@st.composite
def speakers(draw: st.DrawFn) -> list[Speaker]:
    """Speakers, of which two may share a name, and a name may be white space."""
    names = draw(st.lists(st.sampled_from(["Bo Ek", "Bo Ek", " Ida Ask ", " ", "𝔘nion"]), max_size=4))
    kinds = st.sampled_from(["person", "organization", "document", "group", "unnamed", "author"])
    return [
        Speaker(id=f"p{number}", name=name, kind=draw(kinds), aliases=draw(st.lists(st.just("Bo"), max_size=1)))
        for number, name in enumerate(names)
    ]


@st.composite
def articles(draw: st.DrawFn) -> AnnotatedArticle:
    """Any valid annotated article: shared and nested spans, several of a role, white space at edges and alone."""
    text = "".join(draw(st.lists(st.sampled_from(PIECES), min_size=1, max_size=25)))
    people = draw(speakers())
    cuts = st.integers(min_value=0, max_value=len(text))
    # Few places, so that attributions share them.
    pool = draw(st.lists(st.tuples(cuts, cuts).map(sorted).filter(lambda cut: cut[0] < cut[1]), max_size=4)) or [[0, 1]]
    whole = st.sampled_from(pool) | st.tuples(cuts, cuts).map(sorted).filter(lambda cut: cut[0] < cut[1])

    def span(cut: Any) -> TextSpan:
        return TextSpan(start=cut[0], end=cut[1], text=text[cut[0] : cut[1]])

    def several(least: int) -> list[TextSpan]:
        spans: list[TextSpan] = []
        for cut in sorted(draw(st.lists(whole, min_size=least, max_size=3))):
            if not spans or cut[0] >= spans[-1].end:
                spans.append(span(cut))
        return spans

    numbers = draw(st.permutations(range(draw(st.integers(0, 5)))))
    attributions = [
        Attribution(
            id=f"x{number}",
            style=draw(st.sampled_from(["direct", "indirect", "mixed"])),
            attitude=draw(st.sampled_from(["statement", "belief", "no_comment"])),
            polarity=draw(st.sampled_from(["affirmed", "denied"])),
            content=several(1),
            cue=draw(st.none() | whole.map(span)),
            source=several(0),
            addressee=draw(st.none() | whole.map(span)),
            speaker=draw(st.sampled_from([None, *(each.id for each in people)])),
            evidence=draw(
                st.none() | st.builds(SpeakerEvidence, mention=st.none() | whole.map(span), confidence=st.floats(0, 1))
            ),
            within=draw(st.sampled_from([None, *(f"x{each}" for each in range(number))])),
            headline=draw(st.booleans()),
            confidence=draw(st.floats(0, 1)),
        )
        for number in numbers
    ]
    return AnnotatedArticle(
        id=draw(st.text(min_size=1, max_size=5)),
        text=text,
        title=draw(st.sampled_from([None, "", text[:3]])),
        outlet=draw(st.sampled_from([None, "The Daily"])),
        published=draw(st.sampled_from([None, "43 minutes ago"])),
        credit=draw(st.sampled_from([None, "- Wire"])),
        origin=Origin(path="a.txt", start=5, end=5 + len(text)),
        annotator=Annotator(name="model", version="1", config="x"),
        speakers=people,
        attributions=attributions,
    )


@settings(max_examples=200, deadline=None)
@given(articles())
def test_article_that_nobody_touched_comes_back(article: AnnotatedArticle) -> None:
    """Any valid article, pushed and submitted without a change, comes back equal but for who annotated it."""
    task = to_task(article, model_version="m1")
    reviewed = pull(edit(task))

    assert check_task(task) == []
    assert reviewed.article.model_copy(update={"annotator": article.annotator}) == article
    assert reviewed.article.annotator.name == "ana@example.org"
    assert reviewed.changes is not None
    assert all((each.edited, each.added, each.deleted) == (0, 0, 0) for each in reviewed.changes.values())


@settings(max_examples=100, deadline=None)
@given(articles(), st.data())
def test_no_drawing_is_too_wild(article: AnnotatedArticle, data: st.DataObject) -> None:
    """Whatever is deleted, joined and labelled anew in the editor, a valid article comes back."""

    def change(result: list[dict[str, Any]]) -> None:
        kept = [each for each in result if data.draw(st.integers(0, 4)) or each.get("from_name") == "record"]
        labels = [each for each in kept if each["type"] == "labels"]
        for each in labels:
            if not data.draw(st.integers(0, 3)):
                each["value"]["labels"] = [data.draw(st.sampled_from(["content", "cue", "source", "addressee", "x"]))]
        ends = st.sampled_from([each["id"] for each in labels] or ["gone"])
        names = st.lists(st.sampled_from(["part_of", "within", "cue_of"]), max_size=2)
        arrows = data.draw(st.lists(st.builds(lambda a, b, names: arrow(a, b, *names), ends, ends, names), max_size=6))
        result[:] = [*kept, *arrows]

    reviewed = pull(edit(to_task(article, model_version="m1"), change))

    AnnotatedArticle.model_validate(reviewed.article.model_dump())


TEXT = '"We shut the dam 🌊," Ida Ask told the council,\r\nadding that it leaks. Bo Ek agreed it does.'


def span(part: str) -> TextSpan:
    """Return the first place of the part in the text."""
    start = TEXT.index(part)
    return TextSpan(start=start, end=start + len(part), text=part)


IDA = Speaker(id="p1", name="Ida Ask", kind="person", aliases=["Ask"], wikidata="Q1")
DAM = Attribution(
    id="a1",
    style="direct",
    content=[span('"We shut the dam 🌊,"')],
    cue=span("told"),
    source=[span("Ida Ask")],
    addressee=span("the council"),
    speaker="p1",
    confidence=0.75,
)
# Its source is that of the other; its content was annotated with the blank before it.
LEAK = Attribution(
    id="a2",
    style="indirect",
    content=[span(" that it leaks")],
    cue=span("adding"),
    source=[span("Ida Ask")],
    speaker="p1",
    within="a1",
    confidence=0.25,
)


def article(*attributions: Attribution) -> AnnotatedArticle:
    """Return an article with these attributions and one speaker."""
    return AnnotatedArticle(
        id="dam",
        text=TEXT,
        title="The dam",
        origin=Origin(path="a.txt", start=0, end=len(TEXT)),
        annotator=Annotator(name="model", version="1"),
        speakers=[IDA],
        attributions=list(attributions),
    )


BOTH = article(DAM, LEAK)
TASK = to_task(BOTH, model_version="m1")


def region(region_id: str, part: str, label: str) -> dict[str, Any]:
    """Return the item of a region at the first place of the part."""
    place = span(part)
    value = {"start": place.start, "end": place.end, "text": part, "labels": [label]}
    return {"id": region_id, "from_name": "span", "to_name": "text", "type": "labels", "value": value}


def said(region_id: str, name: str, value: str) -> dict[str, Any]:
    """Return the item of a value on a region."""
    kind = "textarea" if name in ("speaker", "note") else "choices"
    stated = {"text" if kind == "textarea" else "choices": [value]}
    return {"id": region_id, "from_name": name, "to_name": "text", "type": kind, "value": stated}


def arrow(from_id: str, to_id: str, *labels: str, direction: str = "right") -> dict[str, Any]:
    """Return the item of a relation."""
    return {"type": "relation", "from_id": from_id, "to_id": to_id, "direction": direction, "labels": list(labels)}


def item(result: list[dict[str, Any]], region_id: str, name: str = "span") -> dict[str, Any]:
    """Return the item of a region, or of a value on it."""
    return next(each for each in result if each.get("id") == region_id and each.get("from_name") == name)


def region_at(result: list[dict[str, Any]], part: str) -> str:
    """Return the id of the region that covers exactly the part."""
    return next(each["id"] for each in result if each["type"] == "labels" and each["value"]["text"] == part)


def adding(*items: dict[str, Any]) -> Reviewed:
    """Return the review of a person who added these items."""
    return pull(edit(TASK, lambda result: result.extend(items)))


def deleting(*parts: str) -> Callable[[list[dict[str, Any]]], None]:
    """Return the change of a person who deletes the regions that cover the parts."""

    def change(result: list[dict[str, Any]]) -> None:
        gone = {region_at(result, part) for part in parts}
        result[:] = [each for each in result if not gone & {each.get("id"), each.get("from_id"), each.get("to_id")}]

    return change


def test_shared_source_is_one_region() -> None:
    """A source that two attributions share is drawn once, joined to both contents."""
    result = TASK["predictions"][0]["result"]
    sources = [each["id"] for each in result if each.get("value", {}).get("labels") == ["source"]]

    assert len(sources) == 1
    assert sum(each.get("labels") == ["source_of"] and each["from_id"] == sources[0] for each in result) == 2


def test_drawn_regions_have_no_white_space_at_their_edges() -> None:
    """The editor does not show a region that starts with white space, so none does."""
    labels = [each["value"]["text"] for each in TASK["predictions"][0]["result"] if each["type"] == "labels"]

    assert "that it leaks" in labels
    assert all(each == each.strip() for each in labels)


def test_score_is_the_mean_confidence() -> None:
    """A task's score puts the least certain first; an article without attributions is certain."""
    assert TASK["predictions"][0]["score"] == 0.5
    assert to_prediction(article(), model_version="m1")["score"] == 1.0


def test_moved_span_is_edited_and_the_rest_untouched() -> None:
    """A moved edge changes that span alone; the attribution keeps its id and has a person's confidence."""

    def change(result: list[dict[str, Any]]) -> None:
        content = item(result, region_at(result, "that it leaks"))["value"]
        content["start"], content["text"] = content["start"] + len("that "), "it leaks"

    reviewed = pull(edit(TASK, change))

    moved = LEAK.model_copy(update={"content": [span("it leaks")], "confidence": 1.0})
    assert reviewed.article.attributions == [DAM, moved]
    assert reviewed.changes is not None
    assert reviewed.changes["content"] == Changes(accepted=1, edited=1, added=0, deleted=0)
    assert reviewed.changes["attribution"] == Changes(accepted=1, edited=1, added=0, deleted=0)
    assert reviewed.problems == []


def test_untouched_span_of_a_touched_attribution_keeps_its_white_space() -> None:
    """Another cue does not take the blank off the content that nobody touched."""
    reviewed = pull(edit(TASK, deleting("adding")))

    assert reviewed.article.attributions[1].cue is None
    assert reviewed.article.attributions[1].content == LEAK.content


def test_added_content_is_an_attribution_of_its_own() -> None:
    """A content that a person adds needs no relation; its style follows the quote marks unless stated."""
    reviewed = adding(region("n1", "it does", "content"), said("n1", "attitude", "belief"))

    added = reviewed.article.attributions[2]
    assert (added.id, added.style, added.attitude, added.content) == ("n1", "indirect", "belief", [span("it does")])
    assert reviewed.changes is not None
    assert reviewed.changes["content"].added == 1


def test_added_attribution_has_its_cue_source_and_new_speaker() -> None:
    """Arrows join a new cue and source to a new content, and a name typed on the source makes a speaker."""
    reviewed = adding(
        region("n1", "it does", "content"),
        region("n2", "agreed", "cue"),
        region("n3", "Bo Ek", "source"),
        said("n3", "speaker", "Bo Ek"),
        said("n3", "kind", "person"),
        arrow("n2", "n1", "cue_of"),
        arrow("n3", "n1", "source_of"),
    )

    added = reviewed.article.attributions[2]
    assert (added.cue, added.source) == (span("agreed"), [span("Bo Ek")])
    assert reviewed.article.speakers == [IDA, Speaker(id=added.speaker or "", name="Bo Ek", kind="person")]
    assert reviewed.problems == []


def test_arrow_between_roles_needs_neither_label_nor_direction() -> None:
    """The labels of its ends say what an arrow between a source and a content means, however it was drawn."""
    reviewed = adding(region("n1", "it does", "content"), region("n3", "Bo Ek", "source"), arrow("n1", "n3"))

    assert reviewed.article.attributions[2].source == [span("Bo Ek")]


def test_deleted_attribution_is_gone() -> None:
    """Of an attribution whose regions are deleted nothing stays, and what lay within it lies in nothing."""
    change = deleting('"We shut the dam 🌊,"', "told", "the council")
    reviewed = pull(edit(TASK, change))

    assert reviewed.article.attributions == [LEAK.model_copy(update={"within": None, "confidence": 1.0})]
    assert reviewed.changes is not None
    assert reviewed.changes["attribution"] == Changes(accepted=0, edited=1, added=0, deleted=1)
    assert reviewed.changes["cue"] == Changes(accepted=1, edited=0, added=0, deleted=1)


def test_unjoined_source_is_reported() -> None:
    """A source or cue without relation belongs to nothing, and the reviewer is told so."""
    reviewed = adding(region("n3", "Bo Ek", "source"))

    assert reviewed.article.attributions == [DAM, LEAK]
    (problem,) = reviewed.problems
    assert "source" in problem
    assert "'Bo Ek' is joined to no content" in problem


def test_name_changed_on_a_shared_source_changes_both_speakers() -> None:
    """A new name on a region changes who speaks there, and a speaker whom nobody needs any more goes."""

    def change(result: list[dict[str, Any]]) -> None:
        item(result, region_at(result, "Ida Ask"), "speaker")["value"]["text"] = ["Eva Ask"]

    reviewed = pull(edit(TASK, change))

    assert [each.name for each in reviewed.article.speakers] == ["Eva Ask"]
    assert {each.speaker for each in reviewed.article.attributions} == {reviewed.article.speakers[0].id}


def test_name_of_a_known_speaker_is_that_speaker() -> None:
    """A name that the article has already, or an alias, makes no second speaker."""
    reviewed = adding(region("n1", "it does", "content"), said("n1", "speaker", "Ask"))

    assert reviewed.article.attributions[2].speaker == "p1"
    assert reviewed.article.speakers == [IDA]


def test_kind_changed_on_a_source_is_the_speakers() -> None:
    """A kind changed on one region is the speaker's kind."""

    def change(result: list[dict[str, Any]]) -> None:
        item(result, region_at(result, "Ida Ask"), "kind")["value"]["choices"] = ["group"]

    assert pull(edit(TASK, change)).article.speakers == [IDA.model_copy(update={"kind": "group"})]


def test_part_joins_two_contents() -> None:
    """A content that is part of another becomes a span of that attribution."""
    reviewed = pull(
        edit(
            TASK,
            lambda r: r.extend(
                [region("n1", "it does", "content"), arrow("n1", region_at(r, "that it leaks"), "part_of")]
            ),
        )
    )

    assert reviewed.article.attributions[1].content == [*LEAK.content, span("it does")]


def test_overlapping_parts_become_one_span() -> None:
    """The record has no overlapping spans of one role, so two regions that overlap are one span, and it is said."""
    reviewed = pull(
        edit(
            TASK,
            lambda r: r.extend(
                [region("n1", "leaks. Bo", "content"), arrow("n1", region_at(r, "that it leaks"), "part_of")]
            ),
        )
    )

    assert [each.text for each in reviewed.article.attributions[1].content] == [" that it leaks. Bo"]
    assert "overlap" in reviewed.problems[0]


def test_second_cue_is_reported() -> None:
    """A record holds one cue: of two the first in the text is taken, and it is said."""
    reviewed = pull(
        edit(
            TASK,
            lambda r: r.extend([region("n1", "agreed", "cue"), arrow("n1", region_at(r, "that it leaks"), "cue_of")]),
        )
    )

    assert reviewed.article.attributions[1].cue == LEAK.cue
    assert "2 regions of the role cue" in reviewed.problems[0]


def test_attributions_within_each_other_are_reported() -> None:
    """A circle of `within` is cut, and it is said."""

    def change(result: list[dict[str, Any]]) -> None:
        inner, outer = region_at(result, "that it leaks"), region_at(result, '"We shut the dam 🌊,"')
        result.append(arrow(outer, inner, "within"))

    reviewed = pull(edit(TASK, change))

    assert sorted(each.id for each in reviewed.article.attributions) == ["a1", "a2"]
    assert "within itself" in reviewed.problems[0]


def test_meaningless_items_are_reported() -> None:
    """An unknown label, an arrow to nothing, an unlabelled arrow between contents and an unknown value are reported."""

    def change(result: list[dict[str, Any]]) -> None:
        contents = region_at(result, "that it leaks"), region_at(result, '"We shut the dam 🌊,"')
        result += [
            region("n1", "Bo Ek", "person"),
            arrow("n1", contents[0], "source_of"),
            arrow(contents[1], contents[0]),
        ]
        result += [said(contents[0], "mood", "glum"), said(contents[0], "attitude", "glum")]

    reviewed = pull(edit(TASK, change))

    assert len(reviewed.problems) == 5
    assert reviewed.article.attributions == [DAM, LEAK]


def test_note_comes_back_apart() -> None:
    """A note changes no attribution and is returned with its place."""
    reviewed = pull(edit(TASK, lambda r: r.append(said(region_at(r, "told"), "note", "is this a cue?"))))

    assert [(each.role, each.text) for each in reviewed.notes] == [("cue", "is this a cue?")]
    assert reviewed.article.attributions == [DAM, LEAK]
    assert reviewed.changes is not None
    assert reviewed.changes["cue"].edited == 0


def in_utf16(result: list[dict[str, Any]]) -> None:
    """Count the offsets of all regions in UTF-16 units, as some versions did."""
    for each in result:
        if each["type"] == "labels":
            for edge in ("start", "end"):
                each["value"][edge] = len(TEXT[: each["value"][edge]].encode("utf-16-le")) // 2


def test_utf16_offsets_are_understood() -> None:
    """An export that counts UTF-16 units comes back the same."""
    assert pull(edit(TASK, in_utf16)).article.attributions == [DAM, LEAK]


def test_utf16_offsets_beside_code_points_are_understood() -> None:
    """Regions in UTF-16 units beside a prediction's in code points are each read by the unit that fits."""

    def change(result: list[dict[str, Any]]) -> None:
        new = [region("n1", "it does", "content")]
        in_utf16(new)
        result += new

    assert pull(edit(TASK, change)).article.attributions[2].content == [span("it does")]


def test_region_that_fits_no_text_is_refused() -> None:
    """A region whose text is not the article's there refuses the annotation, by task, annotation and region."""

    def change(result: list[dict[str, Any]]) -> None:
        item(result, region_at(result, "told"))["value"]["text"] = "tell"

    (found,) = from_task(edit(TASK, change), path="export.json")

    assert isinstance(found, Reject)
    assert (found.id, found.where) == ("dam", "task 3, annotation 7 by ana@example.org")
    assert "'tell'" in found.reason
    assert "'cue-" in found.reason


def test_changed_text_is_refused() -> None:
    """A task whose text is not the one that was pushed is refused with both hashes."""
    task = edit(TASK)
    task["data"]["text"] = TEXT.replace("dam", "dyke")

    (found,) = from_task(task, path="export.json")

    assert isinstance(found, Reject)
    assert TASK["meta"]["text_hash"] in found.reason


def test_skipped_task_stands_apart() -> None:
    """A skipped task gives no article."""
    task = edit(TASK)
    task["annotations"][0]["was_cancelled"] = True

    (found,) = from_task(task, path="export.json")

    assert isinstance(found, Skipped)
    assert (found.article_id, found.session.annotator, found.session.seconds) == ("dam", "ana@example.org", 12.5)


def test_each_annotator_has_an_article() -> None:
    """Two annotators of a task give two articles; an annotator may be stated by number only."""
    task, other = edit(TASK), edit(TASK, deleting("adding"))
    task["annotations"].append({**other["annotations"][0], "completed_by": 5})

    found = [each.article for each in from_task(task, path="") if isinstance(each, Reviewed)]

    assert [each.annotator.name for each in found] == ["ana@example.org", "5"]
    assert [each.attributions[1].cue for each in found] == [LEAK.cue, None]


def test_ledger_of_the_embedded_prediction_will_do() -> None:
    """If the editor lost the ledger, the one in the prediction that the annotation embeds is taken."""
    task = edit(TASK, lambda result: result.remove(item(result, "record", "record")))

    assert pull(task).article.attributions == [DAM, LEAK]


def test_annotation_begun_from_nothing_is_not_held_against_the_prediction() -> None:
    """Who draws on an empty page has not changed a prediction, even if the server embeds one."""

    def change(result: list[dict[str, Any]]) -> None:
        result[:] = [region("n1", "it does", "content")]

    reviewed = pull(edit(TASK, change))

    assert (reviewed.prediction, reviewed.changes) == (None, None)
    assert [each.id for each in reviewed.article.attributions] == ["n1"]


def test_task_without_prediction_is_read_as_it_was_drawn() -> None:
    """What was drawn without a prediction has nothing to be compared with."""
    task = edit(TASK, lambda result: result.remove(item(result, "record", "record")))
    task["annotations"][0]["prediction"] = {}

    reviewed = pull(task)

    assert (reviewed.prediction, reviewed.changes) == (None, None)
    assert [each.content[0].text for each in reviewed.article.attributions] == [
        '"We shut the dam 🌊,"',
        "that it leaks",
    ]
    assert reviewed.article.attributions[1].within == reviewed.article.attributions[0].id


def test_provenance_stands_in_the_annotator() -> None:
    """The annotator's config tells task, annotation and prediction."""
    annotator = pull(edit(TASK)).article.annotator

    assert annotator.config == "label_studio task=3 annotation=7 prediction=m1"
