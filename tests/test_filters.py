"""Filters over invented attributions."""

from attribune.filters import filter_attributions
from attribune.records import AnnotatedArticle, Annotator, Attribution, Origin, Speaker, TextSpan

TEXT = "Mira said Olav thinks Pia wrote that the mill is shut."


def attribution(id_: str, content: str, **fields: object) -> Attribution:
    """Return an attribution of a stretch of TEXT."""
    start = TEXT.index(content)
    span = TextSpan(start=start, end=start + len(content), text=content)
    return Attribution.model_validate({"id": id_, "style": "indirect", "content": [span], **fields})


def article() -> AnnotatedArticle:
    """Return three attributions, each within the one before, by three speakers."""
    return AnnotatedArticle(
        id="mill",
        text=TEXT,
        origin=Origin(path="mill.txt", start=0, end=len(TEXT)),
        annotator=Annotator(name="hand", version="1"),
        speakers=[Speaker(id=name.lower(), name=name, kind="person") for name in ("Mira", "Olav", "Pia")],
        attributions=[
            attribution("a1", "Olav thinks Pia wrote that the mill is shut", speaker="mira", confidence=0.9),
            attribution(
                "a2", "Pia wrote that the mill is shut", speaker="olav", within="a1", attitude="belief", confidence=0.4
            ),
            attribution("a3", "the mill is shut", speaker="pia", within="a2", style="mixed", confidence=0.7),
        ],
    )


def ids(annotation: AnnotatedArticle) -> list[str]:
    """Return the ids of the attributions, after a check that the record is still valid."""
    AnnotatedArticle.model_validate_json(annotation.model_dump_json())
    return [each.id for each in annotation.attributions]


def test_no_filter_changes_nothing() -> None:
    """Without any filter the annotation comes back as it is."""
    annotation = article()

    assert filter_attributions(annotation) is annotation


def test_confidence_at_the_limit_is_kept() -> None:
    """Attributions below the least confidence go; one exactly at it stays."""
    assert ids(filter_attributions(article(), min_confidence=0.7)) == ["a1", "a3"]


def test_attitudes_are_kept() -> None:
    """Only the attitudes asked for stay, any of several."""
    assert ids(filter_attributions(article(), attitudes=["belief"])) == ["a2"]
    assert ids(filter_attributions(article(), attitudes=["belief", "statement"])) == ["a1", "a2", "a3"]


def test_styles_are_kept() -> None:
    """Only the styles asked for stay."""
    assert ids(filter_attributions(article(), styles=["mixed"])) == ["a3"]


def test_filters_add_up() -> None:
    """An attribution must pass every filter."""
    kept = filter_attributions(article(), min_confidence=0.5, attitudes=["belief", "statement"], styles=["indirect"])

    assert ids(kept) == ["a1"]


def test_within_points_past_what_is_left_out() -> None:
    """An attribution whose enclosing one goes lies within the next enclosing one that stays."""
    kept = filter_attributions(article(), min_confidence=0.5)

    assert [(each.id, each.within) for each in kept.attributions] == [("a1", None), ("a3", "a1")]


def test_within_is_null_when_nothing_around_stays() -> None:
    """An attribution none of whose enclosing ones stays lies within none."""
    kept = filter_attributions(article(), styles=["mixed"])

    assert [(each.id, each.within) for each in kept.attributions] == [("a3", None)]


def test_speakers_of_nothing_kept_are_left_out() -> None:
    """Speakers that no kept attribution names go, the others stay in order."""
    kept = filter_attributions(article(), min_confidence=0.5)

    assert [speaker.id for speaker in kept.speakers] == ["mira", "pia"]


def test_everything_left_out_leaves_the_article() -> None:
    """An article without any attribution left keeps its text and origin."""
    kept = filter_attributions(article(), attitudes=["order"])

    assert (ids(kept), kept.speakers, kept.text) == ([], [], TEXT)
