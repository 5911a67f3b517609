"""Writes the labelling config: `python -m attribune.review.labelling [FILE]`, by default annotation/label_config.xml.

What can be labelled and chosen stands in `attribune.records` and `formats.label_studio_drawing`; here is how the editor
lays it out.
"""

import sys
from hashlib import sha256
from pathlib import Path
from xml.etree import ElementTree as Xml

from attribune.formats.label_studio_drawing import CHOICES, NOTE, RELATIONS, ROLES, ROLES_WITH, SPEAKER, Role
from attribune.formats.label_studio_items import LEDGER, SPAN, TEXT

CONFIG_FILE = Path("annotation", "label_config.xml")

# Told apart by people who see red and green alike (Okabe and Ito 2008).
_COLOURS: dict[Role, str] = {"content": "#56b4e9", "cue": "#e69f00", "source": "#009e73", "addressee": "#cc79a7"}
# What an empty field says.
_TYPED = {SPEAKER: "speaker: the fullest name in the article", NOTE: "note"}


def label_config() -> str:
    """Return the labelling config as it stands in its file."""
    view = Xml.Element("View")
    relations = Xml.SubElement(view, "Relations")
    for relation in RELATIONS:
        Xml.SubElement(relations, "Relation", value=relation)
    labels = Xml.SubElement(view, "Labels", name=SPAN, toName=TEXT, choice="single", showInline="true")
    for number, role in enumerate(ROLES, start=1):
        Xml.SubElement(labels, "Label", value=role, hotkey=str(number), background=_COLOURS[role])
    Xml.SubElement(view, "Header", value="$heading")
    # By words the editor drops quote marks and splits hyphens.
    Xml.SubElement(
        view, "Text", name=TEXT, value="$text", granularity="symbol", saveTextResult="yes", showLabels="true"
    )
    for name, roles in ROLES_WITH.items():
        shown = {"toName": TEXT, "perRegion": "true", "whenTagName": SPAN, "whenLabelValue": ",".join(roles)}
        if name in CHOICES:
            picked = {"name": name, "choice": "single-radio", "showInline": "true", **shown}
            choices = Xml.SubElement(view, "Choices", picked)
            for choice in CHOICES[name]:
                Xml.SubElement(choices, "Choice", value=choice)
        else:
            only_one = {} if name == NOTE else {"maxSubmissions": "1"}
            Xml.SubElement(
                view, "TextArea", {"name": name, "editable": "true", "placeholder": _TYPED[name], **only_one, **shown}
            )
    # Not for people: it has to be in the config for the editor to keep what the prediction says.
    hidden = Xml.SubElement(view, "View", style="display: none")
    Xml.SubElement(hidden, "TextArea", name=LEDGER, toName=TEXT)
    Xml.indent(view)
    return Xml.tostring(view, encoding="unicode") + "\n"


def config_hash() -> str:
    """Return the SHA-256 of the labelling config: a project of another one must not be pushed to."""
    return sha256(label_config().encode()).hexdigest()


def write_config(path: Path) -> None:
    """Write the labelling config."""
    path.write_text(label_config(), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    write_config(Path(sys.argv[1]) if len(sys.argv) > 1 else CONFIG_FILE)
