"""One run over files: from paths to annotated articles and rejects, and the counts that a run ends with."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from time import perf_counter

from attribune.annotators import LEARNED, AnnotatorChoice
from attribune.reading import ReadOptions, Reject, read_articles
from attribune.records import AnnotatedArticle


@dataclass
class RunReport:
    """What a run has done so far. `words` are stretches of the articles' text between white space."""

    articles: int = 0
    attributions: int = 0
    rejects: int = 0
    words: int = 0
    first_reject: Reject | None = None
    # When the pipeline was ready: its loading takes the same time for one article and for a million.
    started: float = field(default_factory=perf_counter)

    def add(self, each: AnnotatedArticle | Reject) -> None:
        """Count one result."""
        if isinstance(each, Reject):
            self.rejects += 1
            self.first_reject = self.first_reject or each
        else:
            self.articles += 1
            self.attributions += len(each.attributions)
            self.words += len(each.text.split())

    def summary(self) -> str:
        """Return the counts in one line, such as `3 articles, 41 attributions, 0 rejects, 5,321 words/s`."""
        counts = [
            f"{count:,} {name}{'' if count == 1 else 's'}"
            for count, name in (
                (self.articles, "article"),
                (self.attributions, "attribution"),
                (self.rejects, "reject"),
            )
        ]
        if self.words:
            counts.append(f"{self.words / (perf_counter() - self.started):,.0f} words/s")
        return ", ".join(counts)


def annotate_paths(
    paths: Iterable[Path],
    report: RunReport,
    *,
    options: ReadOptions,
    annotator: AnnotatorChoice = LEARNED,
    done_ids: Collection[str] = (),
) -> Iterator[AnnotatedArticle | Reject]:
    """Yield every article of the paths with its annotation, and a reject for every input that has none.

    Articles come in order, and memory does not grow with their number. The pipeline is loaded when the first article is
    there, so that a run without any ends at once. Articles whose id is in `done_ids` are passed over. The report's
    clock is set when the pipeline is ready; counting is the caller's.

    Raises:
        SettingsError: The format asked for has no reader, or the annotator cannot use the user's pipeline.
        ModelError: The weights are missing or made for another version.
    """
    read = (
        each for each in read_articles(paths, options=options) if isinstance(each, Reject) or each.id not in done_ids
    )
    for each in read:
        if isinstance(each, Reject):
            yield each
            continue
        # Imported here because spaCy takes longer to import than all the rest.
        from attribune import pipeline

        nlp = pipeline.load(annotator)
        report.started = perf_counter()
        yield from pipeline.annotate(chain([each], read), nlp=nlp)
