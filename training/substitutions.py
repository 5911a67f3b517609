"""The same article with other people in it and other verbs of saying, so that what is learned is the construction.

PolNeAR reports one election: a handful of names are sources again and again, and a fifth of all cues are "said".
"""

import random
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

from lemminflect import getInflection

from attribune.components.quotations import pair_marks
from attribune.records import AnnotatedArticle, Attribution, TextSpan

# Census lists are sorted by frequency; rarer names than these are often misprints.
N_SURNAMES, N_GIVEN_NAMES = 40_000, 1_000
# Surnames by the census that are seldom one in the news.
_NO_NAMES = frozenset({"new", "president", "sen", "super"})
_CAPITALIZED = re.compile(r"\b[A-Z][a-z]+\b")
_LOWER = re.compile(r"\b[a-z]+\b")
# Cues that are exchanged, and in which form (Penn Treebank) another verb stands in their place.
_FORMS = {"said": "VBD", "says": "VBZ"}

# Code points, half-open, and what stands there instead.
Edit = tuple[int, int, str]


@dataclass(frozen=True)
class Substitutes:
    """Names of people by kind (`female` and `male` given names, `last` ones), and verbs for some cues.

    `cue_share` of those cues are exchanged that stand beside a quotation or before "that", where any verb is read as
    one of saying.
    """

    names: Mapping[str, Mapping[str, int]]
    verbs: Mapping[str, list[str]]
    cue_share: float = 0.2

    @classmethod
    def read(cls, lists: Path) -> "Substitutes":
        """Read names of the US census and communication verbs of VerbNet and PropBank from their folder."""
        census = lists / "names_us_census"
        verbs = {line.split("\t")[0] for line in _lines(lists / "verbnet_communication_verbs.tsv")}
        for line in _lines(lists / "communication_rolesets.tsv")[1:]:
            verbs.update(alias[:-2] for alias in line.split("\t")[-1].split() if alias.endswith("/v"))
        words = sorted(verb for verb in verbs if verb.isalpha())
        return cls(
            names={
                "female": _ranks(census / "dist.female.first", N_GIVEN_NAMES),
                "male": _ranks(census / "dist.male.first", N_GIVEN_NAMES),
                "last": _ranks(census / "dist.all.last", N_SURNAMES),
            },
            verbs={cue: [getInflection(word, form)[0] for word in words] for cue, form in _FORMS.items()},
        )

    def in_place(self, article: AnnotatedArticle, rng: random.Random) -> AnnotatedArticle:
        """Return the article with other people in it, each the same throughout, and with some cues exchanged."""
        return edited(article, [*self._other_names(article, rng), *self._other_cues(article, rng)])

    def _other_names(self, article: AnnotatedArticle, rng: random.Random) -> Iterator[Edit]:
        sources = (span.text for each in article.attributions for span in each.source)
        plain = _NO_NAMES.union(_LOWER.findall(article.text))
        others = {}
        for word in sorted({word for source in sources for word in _CAPITALIZED.findall(source)}):
            kind = self._kind(word)
            if kind and word.lower() not in plain:
                others[word] = rng.choice([*self.names[kind]])
        for found in _CAPITALIZED.finditer(article.text):
            if found[0] in others:
                yield found.start(), found.end(), others[found[0]]

    def _kind(self, word: str) -> str | None:
        """The list in which a name stands highest."""
        ranks = {kind: names[word] for kind, names in self.names.items() if word in names}
        return min(ranks, key=ranks.__getitem__, default=None)

    def _other_cues(self, article: AnnotatedArticle, rng: random.Random) -> Iterator[Edit]:
        quoted = {quotation.start for quotation in pair_marks(article.text)}
        for each in article.attributions:
            clear = any(span.start in quoted or span.text.startswith("that ") for span in each.content)
            if each.cue and each.cue.text in self.verbs and clear and rng.random() < self.cue_share:
                yield each.cue.start, each.cue.end, rng.choice(self.verbs[each.cue.text])


def edited(article: AnnotatedArticle, edits: Iterable[Edit]) -> AnnotatedArticle:
    """Return the article with stretches of its text exchanged and all spans moved along.

    Of edits that overlap the first one counts. A span that ends within an edited stretch may come to end within a word.
    """
    kept: list[Edit] = []
    for edit in sorted(edits):
        if not kept or edit[0] >= kept[-1][1]:
            kept.append(edit)
    ends = [end for _, end, _ in kept]
    shifts = [0, *accumulate(len(new) - (end - start) for start, end, new in kept)]
    text = "".join(article.text[before:start] + new for before, (start, _, new) in zip([0, *ends], kept, strict=False))
    text += article.text[ends[-1] if ends else 0 :]

    def moved(span: TextSpan) -> TextSpan:
        start, end = (at + shifts[bisect_right(ends, at)] for at in (span.start, span.end))
        return TextSpan(start=start, end=end, text=text[start:end])

    def moved_attribution(each: Attribution) -> Attribution:
        roles = {
            "source": [moved(span) for span in each.source],
            "cue": moved(each.cue) if each.cue else None,
            "content": [moved(span) for span in each.content],
            "addressee": moved(each.addressee) if each.addressee else None,
        }
        return each.model_copy(update=roles)

    attributions = [moved_attribution(each) for each in article.attributions]
    return article.model_copy(update={"text": text, "attributions": attributions})


def _ranks(path: Path, count: int) -> dict[str, int]:
    names = [line.split()[0].capitalize() for line in _lines(path)[:count]]
    return {name: rank for rank, name in enumerate(names)}


def _lines(path: Path) -> list[str]:
    return [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
