"""What stands before a person's name in one run of capitals: titles, offices, and where somebody belongs."""

from dataclasses import dataclass

from attribune.speakers.lexicon import Lexicon, singulars

_ROMANCE = ["de", "del", "della", "di", "da", "dos", "du", "la", "le"]
_COLOURS = frozenset({"black", "white", "green"})
PARTICLES = frozenset([*_ROMANCE, "van", "von", "der", "den", "ter", "zu", "bin", "ibn", "al", "el"])


@dataclass(frozen=True, slots=True)
class Part:
    """A word of the run at code points `start` to `end`, half-open; "of the" is one, too."""

    start: int
    end: int
    text: str

    @property
    def key(self) -> str:
        """The word in lower case, without dots."""
        return self.text.lower().replace(".", "").replace("’", "'")


def part_title(parts: list[Part], lexicon: Lexicon) -> tuple[list[Part], list[Part]]:
    """Part "NYPD Commissioner James Hill" into what says who he is and the name itself."""
    whole = " ".join(part.key for part in parts)
    for office in lexicon.offices:
        if office in whole:
            upto = len(whole[: whole.index(office) + len(office)].split())
            count = 0
            for index, part in enumerate(parts):
                count += len(part.key.split())
                if count >= upto:
                    return parts[: index + 1], parts[index + 1 :]
    cut = 0
    for index, part in enumerate(parts[:-1]):
        key = part.key
        forms = singulars(key.rsplit("-", 1)[-1])
        titled = any(form in lexicon.titles for form in forms)
        following = parts[index + 1].key
        described = key in lexicon.persons and (
            key not in lexicon.gender_of_name or following in lexicon.gender_of_name
        )
        described = described or ("-" in key and key.rsplit("-", 1)[-1] in lexicon.persons)
        belongs = any(form in lexicon.adjectives for form in forms) and (index == cut or index + 2 < len(parts))
        after, before = parts[index + 1].key, parts[index - 1].key if index else ""
        if after in ("for", "of", "and", "&"):
            belongs = False  # "Norwegians for Harbours"
        if key in _COLOURS and after not in lexicon.gender_of_name and after not in lexicon.titles:
            belongs = False  # "Green Harbour Now"
        if key in lexicon.gender_of_name and before in lexicon.titles:
            belongs = False  # "Capt. Christian Holm"
        belongs = belongs or key.endswith(("-born", "-based", "-raised", "-winning"))
        if titled or described or belongs:
            cut = index + 1
    if len(parts) - cut > 3 and _ends_in_person(parts[cut:], lexicon):
        cut = len(parts) - 2
    return parts[:cut], parts[cut:]


def _ends_in_person(parts: list[Part], lexicon: Lexicon) -> bool:
    """Tell whether a long run is what somebody is, and the name: "Harbour Board Grand Master Ida Holm"."""
    first, last, names = parts[-2].key, parts[-1].key, lexicon.gender_of_name
    if first not in names or first in lexicon.ambiguous_names or last in lexicon.organization_words or last in names:
        return False
    return not any(part.key in names or part.text in PARTICLES or len(part.text) < 2 for part in parts[:-2])
