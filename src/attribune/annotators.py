"""Which annotator a run uses, and the user's spaCy or Stanza pipeline under it."""

from dataclasses import dataclass
from typing import Literal, get_args

from attribune.errors import SettingsError

AnnotatorName = Literal["learned", "syntactic", "both"]


@dataclass(frozen=True)
class AnnotatorChoice:
    """An annotator, and what it needs.

    - `name`: `learned` reads English text by itself; `syntactic` reads the trees of a parser, in any language that
      there is a lexicon for; `both` merges the two, in English.
    - `nlp`: the user's pipeline: a spaCy package or folder, or `stanza:fr`; None for none.
    - `download`: whether a pipeline, or models of one, may be downloaded if they are missing.
    """

    name: AnnotatorName = "learned"
    nlp: str | None = None
    download: bool = False

    def __post_init__(self) -> None:
        """Refuse a choice that cannot work.

        Raises:
            SettingsError: The annotator is unknown, or needs a pipeline.
        """
        if self.name not in get_args(AnnotatorName):
            raise SettingsError(
                f"annotator {self.name!r} is not known; allowed are: {', '.join(get_args(AnnotatorName))}"
            )
        if self.name != "learned" and self.nlp is None:
            raise SettingsError(
                f"--annotator {self.name} reads a parser's trees and needs a pipeline with one: install it with "
                "`pip install spacy && python -m spacy download en_core_web_sm` and add `--nlp en_core_web_sm`, or "
                "give the folder of your own; for other languages `pip install stanza` and `--nlp stanza:fr --download`"
            )
        if self.download and self.nlp is None:
            raise SettingsError("--download is for the models of a pipeline: say which with --nlp, such as stanza:fr")


LEARNED = AnnotatorChoice()
