"""Keeps the attributions of an annotated article that a user asked for."""

from collections.abc import Collection, Sequence

from attribune.records import AnnotatedArticle, Attitude, Attribution, Style


def filter_attributions(
    annotation: AnnotatedArticle,
    *,
    min_confidence: float = 0.0,
    attitudes: Collection[Attitude] = (),
    styles: Collection[Style] = (),
) -> AnnotatedArticle:
    """Return the annotation with the attributions that pass every filter; no attitudes or styles means all of them.

    Without any filter the annotation comes back as it is.
    """
    if not (min_confidence or attitudes or styles):
        return annotation
    kept = [
        each
        for each in annotation.attributions
        if each.confidence >= min_confidence
        and (not attitudes or each.attitude in attitudes)
        and (not styles or each.style in styles)
    ]
    return keep(annotation, kept)


def keep(annotation: AnnotatedArticle, kept: Sequence[Attribution]) -> AnnotatedArticle:
    """Return the annotation with these of its attributions alone, and the speakers that they name.

    An attribution whose enclosing one is left out lies within the nearest enclosing one that stays, or in none.
    """
    kept_ids = {each.id for each in kept}
    enclosing = {each.id: each.within for each in annotation.attributions}

    def nearest_kept(outer: str | None) -> str | None:
        while outer is not None and outer not in kept_ids:
            outer = enclosing[outer]
        return outer

    named = {each.speaker for each in kept}
    return annotation.model_copy(
        update={
            "attributions": [each.model_copy(update={"within": nearest_kept(each.within)}) for each in kept],
            "speakers": [speaker for speaker in annotation.speakers if speaker.id in named],
        }
    )
