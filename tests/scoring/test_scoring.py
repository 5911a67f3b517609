import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from attribune.errors import RecordError
from attribune.records import AnnotatedArticle, Annotator, Attribution, Origin, Speaker, TextSpan
from attribune.scoring import Scores, score

TEXT = 'Ana Ruiz said the old bridge is closed. "We open in May," she told reporters, adding that boats may pass.'


def span(part: str, text: str = TEXT) -> TextSpan:
    """Return the first place of the part in the text."""
    start = text.index(part)
    return TextSpan(start=start, end=start + len(part), text=part)


def attribution(
    content: str | list[str], *, cue: str | None = None, source: str | None = None, **fields: Any
) -> dict[str, Any]:
    """Return the fields of an attribution from the words of its spans."""
    parts = [content] if isinstance(content, str) else content
    return {
        "content": [span(part) for part in parts],
        "cue": span(cue) if cue else None,
        "source": [span(source)] if source else [],
        "style": "indirect",
        **fields,
    }


def article(
    *attributions: dict[str, Any], article_id: str = "a", text: str = TEXT, speakers: list[Speaker] | None = None
) -> AnnotatedArticle:
    """Return an article whose attributions have their position as id."""
    return AnnotatedArticle(
        id=article_id,
        text=text,
        origin=Origin(path="a.txt", start=0, end=len(text)),
        annotator=Annotator(name="test", version=""),
        speakers=speakers or [],
        attributions=[Attribution(**{"id": f"{number}", **each}) for number, each in enumerate(attributions)],
    )


def compare(gold: list[dict[str, Any]], predicted: list[dict[str, Any]], **options: Any) -> Scores:
    """Score one article with these attributions, without intervals."""
    return score([article(*gold)], [article(*predicted)], **{"samples": 0, **options})


BRIDGE = attribution("the old bridge is closed", cue="said", source="Ana Ruiz")
MAY = attribution('"We open in May,"', cue="told", source="she", style="direct")
BOATS = attribution("that boats may pass", cue="adding", source="she")


def counts(measure: Any) -> tuple[int, int, int, int]:
    """Return gold, right of gold, predicted, right of predicted."""
    return (measure.gold, measure.gold_right, measure.predicted, measure.predicted_right)


def every_percentage(scores: Any) -> list[float]:
    """Return each precision, recall, F and percentage anywhere in the scores that is not None."""
    if isinstance(scores, dict):
        own = [scores[name] for name in ("precision", "recall", "f", "percent") if scores.get(name) is not None]
        return own + [each for value in scores.values() for each in every_percentage(value)]
    return []


def test_perfect_prediction_is_100_everywhere() -> None:
    """A prediction equal to the gold gets 100 in every measure."""
    scores = compare([BRIDGE, MAY, BOATS], [BRIDGE, MAY, BOATS])

    assert set(every_percentage(scores.model_dump())) == {100.0}


def test_empty_prediction_is_0_everywhere() -> None:
    """No prediction gets 0 in every measure of a gold that has all roles."""
    scores = compare([BRIDGE, MAY, BOATS], [])

    assert set(every_percentage(scores.model_dump())) == {0.0}


def test_nothing_to_find_and_nothing_found_is_100() -> None:
    """Where neither side has an attribution, the two agree."""
    assert compare([], []).record_strict.f == 100.0


def test_precision_recall_and_f_come_from_the_counts() -> None:
    """One right cue of two predicted and three gold gives precision 1/2, recall 1/3 and F 2/5."""
    wrong = attribution("that boats may pass", cue="reporters")

    measure = compare([BRIDGE, MAY, BOATS], [BRIDGE, wrong]).cue.strict

    assert counts(measure) == (3, 1, 2, 1)
    assert (measure.precision, measure.recall) == (50.0, pytest.approx(100 / 3))
    assert measure.f == pytest.approx(40.0)


def test_shared_span_counts_once() -> None:
    """A source that two attributions share is one span."""
    assert counts(compare([MAY, BOATS], [MAY]).source.strict) == (1, 1, 1, 1)


def test_fragments_are_spans_of_their_own() -> None:
    """One right fragment of a content of two is one right span of two."""
    gold = attribution(["the old bridge is closed", '"We open in May,"'])
    predicted = attribution(["the old bridge", '"We open in May,"'])

    assert counts(compare([gold], [predicted]).content.strict) == (2, 1, 2, 1)


def test_edges_are_widened_to_words() -> None:
    """By default a span that starts within a word, or with a blank, equals the span of whole words."""
    gold, predicted = attribution("closed"), attribution(" close")

    assert compare([gold], [predicted]).content.strict.f == 100.0


def test_edges_by_character_keep_part_words() -> None:
    """With edges by character only outer white space is forgiven."""
    gold = attribution("closed")

    assert compare([gold], [attribution(" closed")], edges="characters").content.strict.f == 100.0
    assert compare([gold], [attribution("close")], edges="characters").content.strict.f == 0.0


def test_any_overlap_counts_spans() -> None:
    """A span is right by overlap if it has a character in common with any on the other side."""
    gold = attribution("the old bridge is closed")
    predicted = [attribution("the old"), attribution("is closed"), attribution("boats")]

    assert counts(compare([gold], predicted).content.overlap) == (1, 1, 3, 2)


def test_characters_leave_white_space_out() -> None:
    """Character counts cover letters and marks, not the blanks between them."""
    measure = compare([attribution("the old bridge")], [attribution("old bridge is")]).content.character

    assert counts(measure) == (12, 9, 11, 9)


def test_strict_record_needs_every_span() -> None:
    """A record is right only if source, cue and all content spans are."""
    no_source = attribution("the old bridge is closed", cue="said")
    short = attribution("old bridge is closed", cue="said", source="Ana Ruiz")

    assert counts(compare([BRIDGE, MAY], [BRIDGE, MAY]).record_strict) == (2, 2, 2, 2)
    assert counts(compare([BRIDGE], [no_source]).record_strict) == (1, 0, 1, 0)
    assert counts(compare([BRIDGE], [short]).record_strict) == (1, 0, 1, 0)


def test_strict_records_match_one_to_one() -> None:
    """A prediction given twice is right once."""
    assert counts(compare([BRIDGE], [BRIDGE, BRIDGE]).record_strict) == (1, 1, 2, 1)


@pytest.mark.parametrize(
    ("content", "source", "matches"),
    [
        ("bridge is closed", "Ruiz", 1),  # 14 of 20 characters, sources overlap
        ("is closed. ", "Ana Ruiz", 0),  # 8 of 21 characters
        ("the old bridge is closed", "she", 0),
        ("the old bridge is closed", None, 0),
    ],
)
def test_relaxed_record_needs_half_the_content_and_the_source(content: str, source: str | None, matches: int) -> None:
    """A relaxed match needs a content IoU of 0.5 and overlapping sources, whatever the cue."""
    predicted = attribution(content, cue="adding", source=source)

    assert compare([BRIDGE], [predicted]).record_relaxed.gold_right == matches


def test_relaxed_record_matches_two_without_source() -> None:
    """Where neither side names a source, the sources agree."""
    assert compare([attribution("boats may pass")], [attribution("boats may pass")]).record_relaxed.f == 100.0


def test_relaxed_records_match_best_first_one_to_one() -> None:
    """Of two predictions for one content the better is matched, and the other counts as wrong."""
    near = attribution("old bridge is closed", source="Ana Ruiz", speaker="ana")
    best = attribution("the old bridge is closed", source="Ana Ruiz", speaker="eve")
    speakers = [Speaker(id="ana", name="Ana", kind="person"), Speaker(id="eve", name="Eve", kind="person")]
    gold = article({**BRIDGE, "speaker": "eve"}, speakers=speakers)

    scores = score([gold], [article(near, best, speakers=speakers)], samples=0)

    assert counts(scores.record_relaxed) == (1, 1, 2, 1)
    assert scores.speaker.percent == 100.0


def test_recall_by_style_follows_the_gold() -> None:
    """Recall by style counts the gold's styles, and the relaxed matches among them."""
    by_style = compare([BRIDGE, MAY, BOATS], [MAY, BOATS]).by_style

    assert {style: (share.right, share.total) for style, share in by_style.items()} == {
        "direct": (1, 1),
        "indirect": (1, 2),
    }


def test_recall_by_attitude_needs_attitudes_in_the_gold() -> None:
    """Recall by attitude is left out of a gold of statements alone, which may just not be annotated."""
    denial = {**BOATS, "attitude": "intention"}

    assert compare([BRIDGE, BOATS], [BRIDGE]).by_attitude == {}
    by_attitude = compare([BRIDGE, denial], [BRIDGE]).by_attitude
    assert {name: share.percent for name, share in by_attitude.items()} == {"statement": 100.0, "intention": 0.0}


def test_speaker_accuracy_by_mention_form() -> None:
    """Of the matched attributions with a gold speaker, names are compared, by how the gold source mentions them."""
    gold_speakers = [Speaker(id="s1", name="Ana Ruiz", kind="person")]
    their_speakers = [
        Speaker(id="x1", name="President ana ruiz", kind="person"),
        Speaker(id="x2", name="Bo Ek", kind="person"),
    ]
    gold = article(
        {**BRIDGE, "speaker": "s1"}, {**MAY, "speaker": "s1"}, {**BOATS, "speaker": None}, speakers=gold_speakers
    )
    predicted = article({**BRIDGE, "speaker": "x1"}, {**MAY, "speaker": "x2"}, BOATS, speakers=their_speakers)

    scores = score([gold], [predicted], samples=0)

    assert (scores.speaker.right, scores.speaker.total) == (1, 2)
    assert {form: share.percent for form, share in scores.speaker_by_form.items()} == {"name": 100.0, "pronoun": 0.0}


def test_speaker_accuracy_of_no_speakers_is_none() -> None:
    """Without any gold speaker there is no accuracy."""
    assert compare([BRIDGE], [BRIDGE]).speaker.percent is None


def test_gender_gap_share_is_of_the_gold_quote() -> None:
    """A prediction that holds the whole gold quote finds it at both thresholds, however long it is."""
    gold, predicted = attribution("bridge"), attribution("the old bridge is closed")

    scores = compare([gold], [predicted])

    assert (scores.gender_gap["0.3"].quote.f, scores.gender_gap["0.8"].quote.f) == (100.0, 100.0)
    assert scores.record_relaxed.f == 0.0


def test_gender_gap_thresholds_differ() -> None:
    """A prediction of half the gold quote finds it at 0.3, not at 0.8."""
    scores = compare([attribution("old bridge")], [attribution("bridge is closed")])

    assert counts(scores.gender_gap["0.3"].quote) == (1, 1, 1, 1)
    assert counts(scores.gender_gap["0.8"].quote) == (1, 0, 1, 0)


def test_gender_gap_compares_speakers_and_verbs_of_found_quotes() -> None:
    """Of the quotes found, the sources that overlap and the cues that read alike are counted."""
    other_verb = attribution("the old bridge is closed", cue="told", source="Ruiz")

    found = compare([BRIDGE, MAY], [other_verb]).gender_gap["0.8"]

    assert (found.speaker.right, found.speaker.total, found.verb.right) == (1, 1, 0)


def test_citron_needs_overlapping_cues() -> None:
    """A right source under another cue is wrong by Citron's exact measure, though the strict span is right."""
    other_cue = attribution("the old bridge is closed", cue="adding", source="Ana Ruiz")

    scores = compare([BRIDGE], [other_cue])

    assert scores.source.strict.f == 100.0
    assert scores.citron.exact["source"].f == 0.0


def test_citron_overlap_counts_words() -> None:
    """Citron's overlap counts words, and for quotes those of all roles together."""
    predicted = attribution("old bridge", cue="said", source="Ruiz")

    overlap = compare([BRIDGE], [predicted]).citron.overlap

    assert counts(overlap["content"]) == (5, 2, 2, 2)
    assert counts(overlap["quote"]) == (8, 4, 4, 4)


def test_outermost_leaves_nested_predictions_out() -> None:
    """Where the gold has none, predictions inside another's content are left out; without the option they are wrong."""
    inner = attribution("closed", source="bridge")

    assert counts(compare([BRIDGE], [BRIDGE, inner]).record_strict) == (1, 1, 2, 1)
    assert counts(compare([BRIDGE], [BRIDGE, inner], outermost=True).record_strict) == (1, 1, 1, 1)


def test_outermost_keeps_predictions_of_content_alone() -> None:
    """A prediction without cue and source does not lie within itself."""
    orphan = attribution("that boats may pass")

    assert counts(compare([BRIDGE], [BRIDGE, orphan], outermost=True).record_strict) == (1, 1, 2, 1)


def test_outermost_heeds_within() -> None:
    """A prediction that says it lies within another is nested wherever its spans are."""
    inner = {**BOATS, "within": "0"}

    assert counts(compare([BRIDGE], [BRIDGE, inner], outermost=True).record_strict) == (1, 1, 1, 1)


def test_outermost_keeps_nested_predictions_of_a_nested_gold() -> None:
    """Where the gold has nested attributions, nested predictions count."""
    inner = attribution("closed", source="bridge")

    assert counts(compare([BRIDGE, inner], [BRIDGE, inner], outermost=True).record_strict) == (2, 2, 2, 2)


def test_counts_add_up_over_articles() -> None:
    """Measures are computed from the counts of all articles, whatever the order of either side."""
    gold = [article(BRIDGE, MAY, article_id="a"), article(BOATS, article_id="b")]
    predicted = [article(BOATS, article_id="b"), article(BRIDGE, article_id="a")]

    scores = score(gold, predicted, samples=0)

    assert counts(scores.record_strict) == (3, 2, 2, 2)
    assert (scores.articles, scores.gold_attributions, scores.predicted_attributions) == (2, 3, 2)


def test_missing_articles_are_named() -> None:
    """An article that only one side has is an error that names it and the side that lacks it."""
    both, only = article(BRIDGE, article_id="both"), article(MAY, article_id="only")

    with pytest.raises(RecordError, match=r"1 article.* not in the predicted annotation: only"):
        score([both, only], [both])
    with pytest.raises(RecordError, match=r"1 article.* not in the gold annotation: only"):
        score([both], [both, only])


def test_repeated_article_is_refused() -> None:
    """An id that comes twice on one side is an error."""
    with pytest.raises(RecordError, match="the gold annotation holds article 'a' twice"):
        score([article(), article()], [article()])


def test_differing_texts_are_refused() -> None:
    """Offsets into two different texts are not compared."""
    with pytest.raises(RecordError, match=r"text differ in 1 article\(s\): a"):
        score([article(text="One text.")], [article(text="Other text.")])


def test_no_articles_are_refused() -> None:
    """Two empty annotations cannot be scored."""
    with pytest.raises(RecordError, match="neither annotation holds an article"):
        score([], [])


def test_interval_spans_the_articles() -> None:
    """With one article all right and one all wrong, samples reach from 0 to 100; alike articles give no spread."""
    gold = [article(BRIDGE, article_id="a"), article(BRIDGE, article_id="b")]

    half = score(gold, [gold[0], article(MAY, article_id="b")])

    assert half.record_strict.interval == (0.0, 100.0)
    assert score(gold, gold).record_strict.interval == (100.0, 100.0)


def test_interval_has_the_binomial_width() -> None:
    """Over 100 articles of one record each, right or wrong, the interval is as wide as a binomial share's."""
    gold = [article(BRIDGE, article_id=str(number)) for number in range(100)]
    predicted = [each if number < 80 else article(MAY, article_id=str(number)) for number, each in enumerate(gold)]

    low, high = score(gold, predicted, samples=4000).by_style["indirect"].interval or (0.0, 0.0)

    width = 100 * 2 * 1.96 * math.sqrt(0.8 * 0.2 / 100)
    assert high - low == pytest.approx(width, rel=0.1)


def test_intervals_are_reproducible() -> None:
    """The same seed gives the same intervals."""
    gold = [article(BRIDGE, MAY, article_id=str(number)) for number in range(9)]
    predicted = [article(*[BRIDGE, MAY][: number % 3], article_id=str(number)) for number in range(9)]

    assert score(gold, predicted, samples=50, seed=1) == score(gold, predicted, samples=50, seed=1)


def test_no_samples_no_intervals() -> None:
    """Without bootstrap samples there are no intervals."""
    assert compare([BRIDGE], [BRIDGE]).record_strict.interval is None


def test_scores_survive_json() -> None:
    """Scores dumped to JSON and read again are equal."""
    scores = compare([BRIDGE, MAY], [MAY], samples=10)

    assert Scores.model_validate_json(scores.model_dump_json()) == scores


@st.composite
def annotated_articles(draw: st.DrawFn) -> AnnotatedArticle:
    """Articles of a few words with any spans, also of white space or parts of words."""
    text = draw(st.text(alphabet='ab c.\n"', min_size=1, max_size=30))

    def spans(role_min: int, role_max: int) -> list[TextSpan]:
        cuts = sorted(draw(st.sets(st.integers(0, len(text)), min_size=0, max_size=2 * role_max)))
        pairs = list(zip(cuts[::2], cuts[1::2], strict=False)) or [(0, len(text))][:role_min]
        return [TextSpan(start=start, end=end, text=text[start:end]) for start, end in pairs]

    attributions = []
    for _ in range(draw(st.integers(0, 4))):
        cue = spans(0, 1)
        style = draw(st.sampled_from(["direct", "indirect", "mixed"]))
        attributions.append(
            {
                "content": spans(1, 3),
                "cue": cue[0] if cue else None,
                "source": spans(0, 2),
                "style": style,
                "speaker": draw(st.sampled_from([None, "s"])),
            }
        )
    return article(*attributions, text=text, speakers=[Speaker(id="s", name="Bo Ek", kind="person")])


@given(annotated_articles(), st.sampled_from(["words", "characters"]), st.booleans())
def test_any_annotation_scores_100_against_itself(one: AnnotatedArticle, edges: Any, outermost: bool) -> None:
    """Whatever is annotated, the same annotation agrees with it in every measure."""
    scores = score([one], [one], edges=edges, outermost=outermost, samples=0)

    assert set(every_percentage(scores.model_dump())) == {100.0}
