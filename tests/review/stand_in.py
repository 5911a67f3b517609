"""A stand-in for a Label Studio server: answers what version 1.23.2 was seen to answer, and fails on order.

What it does not know it answers with 404, so that a call that the real one was not asked either is noticed.
"""

import copy
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

TOKEN = "0123456789abcdef0123456789abcdef01234567"
PEOPLE = {1: "ana@example.org", 2: "bo@example.org"}

Json = dict[str, Any]


class StandIn:
    """The server's data, what it was asked, and how it is to fail.

    `faults` are used up one by one by the requests whose method and path contain what they name: "cut" does what is
    asked and closes the connection without an answer, "lost" closes it without doing anything, "html" answers with a
    page, "half" makes half of what an import asks for, and a number is answered as status.
    """

    def __init__(self) -> None:
        self.url = ""
        self.token = TOKEN
        self.projects: list[Json] = []
        self.tasks: list[Json] = []
        self.asked: list[str] = []
        self.faults: list[tuple[str, str | int]] = []
        self.refuses = ""
        self._clock = datetime(2026, 1, 1, tzinfo=UTC)
        self._annotations = 0

    def now(self) -> str:
        """Return another time at every call."""
        self._clock += timedelta(minutes=5)
        return self._clock.strftime("%Y-%m-%dT%H:%M:%S.%fZ")

    def annotate(self, doc_id: str, who: int = 1, **fields: Any) -> Json:
        """Add an annotation that leaves the task's last prediction as it is, unless the fields say otherwise."""
        task = self.task(doc_id)
        self._annotations += 1
        shown = task["predictions"][-1] if task["predictions"] else {"id": None, "result": []}
        annotation = {
            "id": self._annotations,
            "completed_by": who,
            "result": copy.deepcopy(shown["result"]),
            "was_cancelled": False,
            "ground_truth": False,
            "lead_time": 30.0,
            "parent_prediction": shown["id"],
            "updated_at": self.now(),
            **fields,
        }
        task["annotations"].append(annotation)
        task["updated_at"] = annotation["updated_at"]
        return annotation

    def task(self, doc_id: str) -> Json:
        """Return the task of an article, the first if there are several."""
        return next(each for each in self.tasks if each["data"]["doc_id"] == doc_id)

    def sent(self, what: str) -> int:
        """Return how many requests were of a method and path."""
        return sum(what in each for each in self.asked)

    def fault(self, request: str) -> str | int | None:
        """Return the next fault if it is for this request."""
        if self.faults and self.faults[0][0] in request:
            return self.faults.pop(0)[1]
        return None

    def answer(self, method: str, path: str, query: Json, body: Any, *, fault: str | int | None) -> tuple[int, Any]:
        """Return the status and the answer to a request."""
        parts = path.strip("/").split("/")[1:]
        match method, parts:
            case "GET", ["current-user", "whoami"]:
                return 200, {"id": 1, "email": PEOPLE[1]}
            case "GET", ["users"]:
                return 200, [{"id": each, "email": email} for each, email in PEOPLE.items()]
            case "GET", ["projects"]:
                found = [each for each in self.projects if query["title"] in each["title"]]
                return 200, {"count": len(found), "next": None, "previous": None, "results": found}
            case "POST", ["projects"]:
                project = {"model_version": "", **body, "id": len(self.projects) + 1}
                project["label_config"] = project["label_config"].strip()
                self.projects.append(project)
                return 201, project
            case "PATCH", ["projects", number]:
                versions = {own["model_version"] for task in self.tasks for own in task["predictions"]}
                if body.get("model_version", "") not in {"", *versions}:
                    return 400, _invalid({"model_version": ["Model version doesn't exist"]})
                self.projects[int(number) - 1].update(body)
                return 200, self.projects[int(number) - 1]
            case "POST", ["projects", number, "import"]:
                return self._import(int(number), body, fault=fault)
            case "POST", ["projects", _, "import", "predictions"]:
                return self._import_predictions(body, fault=fault)
            case "GET", ["tasks"]:
                return self._list(query)
            case "GET", ["tasks", number]:
                return 200, self._by_id(int(number))
            case "PATCH", ["tasks", number]:
                self._by_id(int(number)).update(body)
                return 200, self._by_id(int(number))
        return 404, {"status_code": 404, "detail": "Not found."}

    def _by_id(self, number: int) -> Json:
        return next(each for each in self.tasks if each["id"] == number)

    def _import(self, project: int, body: list[Json], *, fault: str | int | None) -> tuple[int, Any]:
        for index, task in enumerate(body):
            if self.refuses and self.refuses == task["data"]["doc_id"]:
                return 400, _invalid({"non_field_errors": [{}, f'Error at item {index}: "text" key is expected']})
        made = body[: len(body) // 2] if fault == "half" else body
        ids = []
        for task in made:
            ids.append(len(self.tasks) + 1)
            new = {
                "id": ids[-1],
                "project": project,
                "overlap": 1,
                "annotations": [],
                "updated_at": self.now(),
                **copy.deepcopy(task),
            }
            for number, prediction in enumerate(new["predictions"]):
                prediction["id"] = 1000 * ids[-1] + number
            self.tasks.append(new)
        count = {"task_count": len(made), "annotation_count": 0, "prediction_count": len(made), "task_ids": ids}
        return 201, count

    def _import_predictions(self, body: list[Json], *, fault: str | int | None) -> tuple[int, Any]:
        for each in body:
            if self.refuses == self._by_id(each["task"])["data"]["doc_id"]:
                return 400, _invalid({"non_field_errors": [f'{each["task"]} contains invalid "task" field']})
        made = body[: len(body) // 2] if fault == "half" else body
        for each in made:
            task = self._by_id(each["task"])
            task["predictions"].append({**each, "id": 1000 * task["id"] + len(task["predictions"])})
        return 201, {"created": len(made)}

    def _list(self, query: Json) -> tuple[int, Any]:
        found = [each for each in self.tasks if each["project"] == int(query["project"])]
        for item in json.loads(query["query"])["filters"]["items"]:
            name, value = item["filter"].removeprefix("filter:tasks:"), item["value"]
            match item["operator"], item["type"]:
                case "greater", "Number":
                    found = [each for each in found if each[name] > value]
                case "greater", "Datetime":
                    assert value.endswith("Z"), "the real server fails with 500"
                    found = [each for each in found if each[name] > value]
                case "in_list", "List":
                    found = [each for each in found if each[name] in value]
                case "contains", "List":
                    found = [each for each in found if any(part in self._listed(each)[name] for part in value)]
                case _:
                    return 400, _invalid({"query": [f"unknown: {item}"]})
        names = query["include"].split(",")
        page = [_only(names, self._listed(each)) for each in found[: int(query["page_size"])]]
        return 200, {"total": len(found), "tasks": page}

    def _listed(self, task: Json) -> Json:
        done = [each for each in task["annotations"] if not each["was_cancelled"]]
        return {
            **task,
            "total_annotations": len(done),
            "cancelled_annotations": len(task["annotations"]) - len(done),
            "is_labeled": len(done) >= task["overlap"],
            "predictions_model_versions": ",".join(sorted({each["model_version"] for each in task["predictions"]})),
        }


@contextmanager
def running() -> Iterator[StandIn]:
    """Serve until the block ends."""
    stand_in = StandIn()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(stand_in))
    stand_in.url = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield stand_in
    finally:
        server.shutdown()
        server.server_close()


def _handler(stand_in: StandIn) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do(self) -> None:
            parts = urlsplit(self.path)
            request = f"{self.command} {parts.path}"
            stand_in.asked.append(request)
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            fault = stand_in.fault(request)
            if self.headers.get("authorization") != f"Token {stand_in.token}":
                self.reply(401, json.dumps({"status_code": 401, "detail": "Invalid token."}))
            elif fault == "html":
                self.reply(200, "<html>Sign in</html>", kind="text/html")
            elif fault == "lost":
                self.close_connection = True
            elif isinstance(fault, int):
                self.reply(fault, json.dumps({"status_code": fault, "detail": "busy"}))
            else:
                query = {name: values[0] for name, values in parse_qs(parts.query).items()}
                status, answer = stand_in.answer(
                    self.command, parts.path, query, json.loads(body) if body else None, fault=fault
                )
                if fault == "cut":
                    self.close_connection = True
                else:
                    self.reply(status, json.dumps(answer))

        do_GET = do_POST = do_PATCH = do  # noqa: N815

        def reply(self, status: int, text: str, *, kind: str = "application/json") -> None:
            self.send_response(status)
            self.send_header("content-type", kind)
            self.send_header("content-length", str(len(text.encode())))
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Say nothing."""

    return Handler


def _only(names: list[str], found: Json) -> Json:
    """Return the fields asked for; the real server leaves the others out of what is in them, too."""
    kept = {name: found[name] for name in names if name in found}
    if "annotations" in kept:
        kept["annotations"] = [
            {name: value for name, value in each.items() if name in ("id", *names)} for each in kept["annotations"]
        ]
    return kept


def _invalid(errors: Json) -> Json:
    return {"status_code": 400, "detail": "Validation error", "validation_errors": errors}
