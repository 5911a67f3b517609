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
# Room between the lines, where the arrows are drawn; and the handles that move a span's edges: they are <area> elements
# without a map, which newer browsers hide (seen in Chromium 156 with Label Studio 1.23.2).
_STYLE = ".lsf-htx-richtext { line-height: 3.1; } .htx-highlight area { display: inline; }"
# In sight however long the article is: the labels above it, the values of the chosen region below it. Above the arrows,
# which the editor draws at 100; margins kept inside, or the text would show through below.
_IN_SIGHT = "position: sticky; {edge}: 0; z-index: 101; display: flow-root; background: {background}"
_BACKGROUND = "var(--color-neutral-background, white)"
# The tags and attributes that say what can be labelled, and not how that looks.
_TAGS = {"Relation", "Labels", "Label", "Text", "Choices", "Choice", "TextArea"}
_SAYING = ("name", "toName", "value", "granularity", "choice", "perRegion", "whenTagName", "whenLabelValue")
# What an empty field says.
_TYPED = {SPEAKER: "speaker: the fullest name in the article", NOTE: "note"}


def label_config() -> str:
    """Return the labelling config as it stands in its file."""
    view = Xml.Element("View")
    relations = Xml.SubElement(view, "Relations")
    for relation in RELATIONS:
        Xml.SubElement(relations, "Relation", value=relation)
    Xml.SubElement(view, "Style").text = _STYLE
    above, below = (
        Xml.Element("View", style=_IN_SIGHT.format(edge=edge, background=_BACKGROUND)) for edge in ("top", "bottom")
    )
    view.append(above)
    labels = Xml.SubElement(above, "Labels", name=SPAN, toName=TEXT, choice="single", showInline="true")
    for number, role in enumerate(ROLES, start=1):
        Xml.SubElement(labels, "Label", value=role, hotkey=str(number), background=_COLOURS[role])
    Xml.SubElement(view, "Header", value="$heading")
    # By words the editor drops quote marks and splits hyphens.
    Xml.SubElement(
        view, "Text", name=TEXT, value="$text", granularity="symbol", saveTextResult="yes", showLabels="true"
    )
    view.append(below)
    for name, roles in ROLES_WITH.items():
        shown = {"toName": TEXT, "perRegion": "true", "whenTagName": SPAN, "whenLabelValue": ",".join(roles)}
        if name in CHOICES:
            picked = {"name": name, "choice": "single-radio", "showInline": "true", **shown}
            choices = Xml.SubElement(below, "Choices", picked)
            for choice in CHOICES[name]:
                Xml.SubElement(choices, "Choice", value=choice)
        else:
            only_one = {} if name == NOTE else {"maxSubmissions": "1"}
            Xml.SubElement(
                below, "TextArea", {"name": name, "editable": "true", "placeholder": _TYPED[name], **only_one, **shown}
            )
    # Not for people: it has to be in the config for the editor to keep what the prediction says.
    hidden = Xml.SubElement(view, "View", style="display: none")
    Xml.SubElement(hidden, "TextArea", name=LEDGER, toName=TEXT)
    Xml.indent(view)
    return Xml.tostring(view, encoding="unicode") + "\n"


def config_hash(config: str | None = None) -> str:
    """Return the SHA-256 of what can be labelled under a config, by default ours; how the editor lays it out is aside.

    A project whose config says otherwise must not be pushed to: its annotations could not be read.

    Raises:
        ParseError: The config is not XML.
    """
    said = [
        (each.tag, [(name, each.attrib[name]) for name in _SAYING if name in each.attrib])
        for each in Xml.fromstring(label_config() if config is None else config).iter()
        if each.tag in _TAGS
    ]
    # In which order the editor shows them does not matter.
    return sha256(repr(sorted(said)).encode()).hexdigest()


def write_config(path: Path) -> None:
    """Write the labelling config."""
    path.write_text(label_config(), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    write_config(Path(sys.argv[1]) if len(sys.argv) > 1 else CONFIG_FILE)
