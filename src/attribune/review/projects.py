"""A review project on a Label Studio server: found by its title and made with our labelling config.

The server changes a config under annotations without a word, and then they cannot be read any more. So a project says
in its description which config it was made with, and one of another config is refused.
"""

import re
from typing import Any, NamedTuple
from xml.etree.ElementTree import ParseError

from attribune.errors import ServerError, SettingsError
from attribune.review.client import Server
from attribune.review.labelling import config_hash, label_config
from attribune.review.preflight import check_title

_DESCRIPTION = "Review of attributions, made by attribune review push. Labelling config {hash}; do not change it."
_HASH = re.compile(r"Labelling config ([0-9a-f]{64})")


class Project(NamedTuple):
    """A project: its id, title and address, and what it serves: model version prefilled ("" if none) and sampling."""

    id: int
    title: str
    url: str
    model_version: str
    sampling: str


def find_project(server: Server, title: str) -> Project:
    """Return the project of a title.

    Raises:
        SettingsError: There is none, or several.
        ServerError: It is of another labelling config, see `open_project`.
    """
    found = _find(server, title)
    if found is None:
        raise SettingsError(
            f"{server.url} has no project {title!r}; `attribune review push OUT.jsonl --project {title!r}` makes one"
        )
    return _to_project(server, found)


def open_project(server: Server, title: str) -> Project:
    """Return the project of a title, and make it first if there is none.

    Raises:
        SettingsError: The title is too short or too long, or several projects have it.
        ServerError: The project is of another labelling config.
    """
    if faults := check_title(title):
        raise SettingsError(f"--project: {'; '.join(faults)}")
    found = _find(server, title.strip())
    if found is not None:
        # The server takes off white space at the ends.
        if str(found["label_config"]).strip() != label_config().strip():
            # Of the same meaning, as was checked: only the layout is another version's.
            server.send("PATCH", f"api/projects/{found['id']}", {"label_config": label_config()})
        return _to_project(server, found)
    body = {
        "title": title.strip(),
        "description": _DESCRIPTION.format(hash=config_hash()),
        "label_config": label_config(),
        "sampling": "Sequential sampling",
    }
    # Not repeated: two projects of one title could not be told apart.
    return _to_project(server, server.send("POST", "api/projects", body, repeatable=False))


def update_project(server: Server, project: Project, *, model_version: str | None, sampling: str | None) -> Project:
    """Set which prediction prefills the editor, and in which order tasks are served; None leaves it as it is."""
    wanted = {"model_version": model_version or project.model_version, "sampling": sampling or project.sampling}
    changes = {name: value for name, value in wanted.items() if value != getattr(project, name)}
    if changes:
        server.send("PATCH", f"api/projects/{project.id}", changes)
    return project._replace(model_version=wanted["model_version"], sampling=wanted["sampling"])


def _find(server: Server, title: str) -> dict[str, Any] | None:
    found: list[dict[str, Any]] = []
    page = 1
    while True:
        answer = server.get("api/projects", title=title, page=page, page_size=100)
        found += (each for each in answer["results"] if each["title"] == title)
        if not answer.get("next"):
            break
        page += 1
    if len(found) > 1:
        ids = ", ".join(str(each["id"]) for each in found)
        raise SettingsError(
            f"{server.url} has several projects {title!r}, with the ids {ids}: rename all but one there"
        )
    if not found:
        return None
    _check_config(server, found[0])
    return found[0]


def _check_config(server: Server, found: dict[str, Any]) -> None:
    stated = _HASH.search(str(found.get("description") or ""))
    try:
        has = config_hash(str(found.get("label_config") or ""))
    except ParseError:
        has = "none"
    if has == config_hash() and (stated is None or stated[1] == has):
        return
    made = f"was made with the labelling config {stated[1][:12]}" if stated else "was not made by attribune"
    raise ServerError(
        f"project {found['title']!r} at {server.url} {made} and has {has[:12]}, but this version of attribune needs "
        f"{config_hash()[:12]}: under another config its annotations could not be read. Push to a new project (another "
        "--project), or use the version of attribune that made this one"
    )


def _to_project(server: Server, found: dict[str, Any]) -> Project:
    number = int(str(found["id"]))
    return Project(
        id=number,
        title=str(found["title"]),
        url=f"{server.url}/projects/{number}/data",
        model_version=str(found.get("model_version") or ""),
        sampling=str(found.get("sampling") or ""),
    )
