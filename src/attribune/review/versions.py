"""The versions of an article: what several annotators made of the same text."""

from collections.abc import Iterable, Iterator
from itertools import groupby

from attribune.errors import RecordError
from attribune.records import AnnotatedArticle


def group_versions(articles: Iterable[AnnotatedArticle]) -> Iterator[list[AnnotatedArticle]]:
    """Yield the versions of each article, one from each annotator; those of one article stand next to each other.

    Raises:
        RecordError: An article comes back after another one, its versions differ in text, or two are by one annotator.
    """
    seen: set[str] = set()
    for article_id, group in groupby(articles, key=lambda article: article.id):
        if article_id in seen:
            raise RecordError(
                f"article {article_id!r} comes back after others; the versions of an article must follow each other: "
                "sort the file by id"
            )
        seen.add(article_id)
        versions = list(group)
        names = [version.annotator.name for version in versions]
        if repeated := sorted({name for name in names if names.count(name) > 1}):
            raise RecordError(
                f"article {article_id!r} is annotated twice by {', '.join(repeated)}; keep one version of each"
            )
        if any(version.text != versions[0].text for version in versions):
            raise RecordError(
                f"article {article_id!r} has not the same text for {', '.join(names)}; offsets can only be compared in "
                "the same text"
            )
        yield versions
