import subprocess
import sys
from pathlib import Path
from typing import get_args
from xml.etree import ElementTree as Xml

import pytest

from attribune.records import Attitude, Polarity, SpeakerKind, Style
from attribune.review.labelling import CONFIG_FILE, label_config

FILE = Path(__file__).parents[2] / CONFIG_FILE


def test_checked_in_config_is_current() -> None:
    """The config file is what the code says now; if not, run `python -m attribune.review.labelling`."""
    assert FILE.read_text(encoding="utf-8") == label_config()


def test_command_writes_the_file(tmp_path: Path) -> None:
    """`python -m attribune.review.labelling FILE` writes the config there."""
    path = tmp_path / "config.xml"

    subprocess.run([sys.executable, "-m", "attribune.review.labelling", str(path)], check=True)

    assert path.read_text(encoding="utf-8") == label_config()


@pytest.mark.parametrize(
    ("name", "choices"), [("style", Style), ("attitude", Attitude), ("polarity", Polarity), ("kind", SpeakerKind)]
)
def test_choices_are_those_of_the_records(name: str, choices: object) -> None:
    """A value can be chosen that the record allows, and no other."""
    offered = Xml.fromstring(label_config()).findall(f".//Choices[@name='{name}']/Choice")

    assert tuple(each.get("value") for each in offered) == get_args(choices)
