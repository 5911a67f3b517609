"""What matching a roster of a million aliases costs: time to read it, memory, and time per word of annotated text.

    python -m benchmarks.rosters [--aliases 1000000] [SHARED_DATA]

The roster is made up of random names; the articles are those of PolNeAR dev with their gold spans. Matching may take
10% of the run time, most of which is the model's (`python -m benchmarks.speakers --end-to-end` prints the rest).
"""

import json
import random
import resource
import tempfile
from pathlib import Path
from time import process_time
from typing import Annotated

import typer

from attribune.formats.brat import read_brat
from attribune.pipeline import find_speakers
from attribune.rosters.applying import apply_roster
from attribune.rosters.matching import RosterMatcher
from attribune.rosters.reading import read_roster
from attribune.speakers.lexicon import load_lexicon

_SYLLABLES = ("ba", "ken", "lor", "mi", "ster", "ven", "tal", "rok", "dun", "pel", "gra", "win")
_ALIASES_EACH = 3


def write_roster(path: Path, aliases: int) -> None:
    """Write a JSONL roster of random people with three aliases each."""
    draw = random.Random(0)
    first_names = [word.title() for word in load_lexicon().gender_of_name]
    with path.open("w", encoding="utf-8") as file:
        for number in range(-(-aliases // _ALIASES_EACH)):
            surname = "".join(draw.choices(_SYLLABLES, k=3)).title()
            one, other = draw.choices(first_names, k=2)
            shorter = [f"{other} {surname}", f"{one[0]}. {surname}", f"{one} {surname}"]
            entry = {"id": f"p{number}", "name": f"{one} {other} {surname}", "aliases": shorter, "kind": "person"}
            file.write(json.dumps(entry) + "\n")


def main(
    data: Annotated[Path, typer.Argument(help="Folder with polnear/dev.")] = Path("../shared/data"),
    aliases: Annotated[int, typer.Option(help="Aliases on the roster.")] = 1_000_000,
) -> None:
    """Print what a large roster costs."""
    articles = list(find_speakers(read_brat(data / "polnear" / "dev")))
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / "roster.jsonl"
        write_roster(path, aliases)
        began = process_time()
        matcher = RosterMatcher(read_roster(path))
        print(f"{aliases:,} aliases, {path.stat().st_size / 1e6:.0f} MB, read in {process_time() - began:.1f} s")
    began = process_time()
    for article in articles:
        apply_roster(article, matcher)
    seconds = process_time() - began
    words = sum(len(article.text.split()) for article in articles)
    print(f"{words:,} words in {len(articles)} articles matched in {seconds:.3f} s: {words / seconds:,.0f} words/s")
    print(f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000:.0f} MB at the peak")


if __name__ == "__main__":
    typer.run(main)
