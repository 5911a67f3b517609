"""Starting a local Label Studio, with a stand-in for the program. `test_label_studio_server` starts the real one."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from attribune import cli
from attribune.errors import ServerError, SettingsError
from attribune.review import local_server
from attribune.review.local_server import EXECUTABLE_VARIABLE, find_executable, install, local_token, running

# It says that it is up, and leaves what it was started with beside its data.
STAND_IN = """#!{python}
import json, os, sys
from http.server import BaseHTTPRequestHandler, HTTPServer

class Health(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200 if self.path == "/health" else 404)
        self.end_headers()

def option(name):
    return sys.argv[sys.argv.index(name) + 1]

with open(option("--data-dir") + "/seen.json", "w") as file:
    json.dump({{"arguments": sys.argv, "environment": dict(os.environ)}}, file)
HTTPServer((option("--internal-host"), int(option("--port"))), Health).serve_forever()
"""


@pytest.fixture(autouse=True)
def user_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's own data folder, empty."""
    folder = tmp_path / "home"
    monkeypatch.setenv("XDG_DATA_HOME", str(folder))
    monkeypatch.delenv(EXECUTABLE_VARIABLE, raising=False)
    return folder


@pytest.fixture
def program(tmp_path: Path) -> Callable[[str], Path]:
    """Makes an executable of Python code."""

    def make(code: str) -> Path:
        path = tmp_path / "label-studio"
        path.write_text(code.format(python=sys.executable), encoding="utf-8")
        path.chmod(0o755)
        return path

    return make


@pytest.fixture
def port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        number: int = probe.getsockname()[1]
        return number


def answers(port: int) -> bool:
    """Return whether somebody listens."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def seen(data: Path) -> dict[str, Any]:
    """Return what the stand-in was started with."""
    found: dict[str, Any] = json.loads((data / "seen.json").read_text(encoding="utf-8"))
    return found


def test_server_runs_as_long_as_the_block(program: Callable[[str], Path], port: int, tmp_path: Path) -> None:
    """The server answers inside the block, at the address that is given, and is gone after it."""
    with running(program(STAND_IN), data=tmp_path / "data", port=port) as server:
        assert server.url == f"http://127.0.0.1:{port}"
        assert answers(port)

    assert not answers(port)


def test_server_is_private(program: Callable[[str], Path], port: int, tmp_path: Path) -> None:
    """It listens on loopback alone, sends nothing home, and nobody signs up without being asked."""
    with running(program(STAND_IN), data=tmp_path / "data", port=port):
        start = seen(tmp_path / "data")

    environment = start["environment"]
    assert start["arguments"][start["arguments"].index("--internal-host") + 1] == "127.0.0.1"
    assert (environment["COLLECT_ANALYTICS"], environment["LATEST_VERSION_CHECK"]) == ("False", "False")
    assert (environment["SENTRY_DSN"], environment["FRONTEND_SENTRY_DSN"]) == ("", "")
    assert environment["FEATURE_FLAGS_OFFLINE"] == "True"
    assert environment["LABEL_STUDIO_DISABLE_SIGNUP_WITHOUT_LINK"] == "True"


def test_secrets_stay_off_the_command_line(program: Callable[[str], Path], port: int, tmp_path: Path) -> None:
    """Token and password reach the server through its environment; nobody else on the machine sees them."""
    data = tmp_path / "data"
    with running(program(STAND_IN), data=data, port=port) as server:
        start = seen(data)
        token, password = (path.read_text().strip() for path in (server.token_file, server.password_file))

    assert start["environment"]["LABEL_STUDIO_USER_TOKEN"] == token
    assert start["environment"]["LABEL_STUDIO_PASSWORD"] == password
    assert not {token, password} & set(start["arguments"])
    assert len(token) == 40
    assert data.stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in (server.token_file, server.password_file)} == {0o600}


def test_token_lasts(program: Callable[[str], Path], port: int, tmp_path: Path) -> None:
    """The token that the account was made with is there after the server ended, and at its next start."""
    tokens = set()
    for _ in range(2):
        with running(program(STAND_IN), data=tmp_path / "data", port=port):
            tokens.add(seen(tmp_path / "data")["environment"]["LABEL_STUDIO_USER_TOKEN"])

    assert tokens == {local_token(tmp_path / "data")}


def test_no_token_before_the_first_start() -> None:
    """Where no server was ever started there is no token."""
    assert local_token() is None


def test_port_that_is_taken_is_refused(program: Callable[[str], Path], tmp_path: Path) -> None:
    """Where another program has the port, nothing is started, and the message says what to do."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with (
            pytest.raises(SettingsError, match=rf"port {port} .*--port"),
            running(program(STAND_IN), data=tmp_path / "data", port=port),
        ):
            pass

    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize(
    ("code", "limit", "said"),
    [
        ("#!{python}\nraise SystemExit(3)", 60, "ended with exit status 3"),
        ("#!{python}\nimport time\ntime.sleep(60)", 1, "does not answer after 1 s"),
    ],
)
def test_server_that_does_not_come_up(
    code: str, limit: float, said: str, program: Callable[[str], Path], port: int, tmp_path: Path
) -> None:
    """A server that ends or never answers is an error that names the log."""
    data = tmp_path / "data"
    with pytest.raises(ServerError, match=said) as error, running(program(code), data=data, port=port, limit=limit):
        pass

    assert str(data / "server.log") in str(error.value)


def test_program_named_in_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A label-studio that the environment names is taken; one that is not there is an error, not an installation."""
    monkeypatch.setenv(EXECUTABLE_VARIABLE, sys.executable)
    assert find_executable() == Path(sys.executable)

    monkeypatch.setenv(EXECUTABLE_VARIABLE, str(tmp_path / "gone"))
    with pytest.raises(SettingsError, match=EXECUTABLE_VARIABLE):
        find_executable()


def test_failed_installation_is_not_used(user_data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where pip fails the error names its output, and what was installed by then is not taken for a server."""
    # pip reads this, so that no network is asked.
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    lines: list[str] = []

    with pytest.raises(ServerError, match="could not be installed") as error:
        install(lines.append)

    (log,) = (user_data / "attribune").glob("*.log")
    assert str(log) in str(error.value)
    assert "label-studio" in log.read_text(encoding="utf-8")
    assert any("label-studio" in line for line in lines)
    assert find_executable() is None


def test_full_disk_is_noticed_first(user_data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without room for it nothing is installed."""
    monkeypatch.setattr(shutil, "disk_usage", lambda _: shutil._ntuple_diskusage(10, 9, 1))  # type: ignore[attr-defined]

    with pytest.raises(SettingsError, match="GB are free"):
        install(lambda line: None)

    assert list((user_data / "attribune").iterdir()) == []


def test_nothing_is_installed_unasked(user_data: Path) -> None:
    """Without a terminal to ask at, and without --yes, the command says how large it is and installs nothing."""
    result = CliRunner().invoke(cli.app, ["review", "start"])

    assert isinstance(result.exception, SettingsError)
    assert "1 GB" in str(result.exception)
    assert "--yes" in str(result.exception)
    assert not user_data.exists()


@pytest.mark.skipif(os.name != "posix", reason="signals of this kind are POSIX's")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_stopping_the_command_stops_the_server(
    number: signal.Signals, program: Callable[[str], Path], port: int, tmp_path: Path
) -> None:
    """Ctrl-C or `kill` ends the command without a traceback, and the server with it; no secret was printed."""
    command = [sys.executable, "-m", "attribune.cli", "review", "start", "--port", str(port)]
    with subprocess.Popen(
        command,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, EXECUTABLE_VARIABLE: str(program(STAND_IN))},
        # A shell without a terminal starts what is in the background deaf to Ctrl-C.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    ) as process:
        assert process.stderr is not None
        said = ""
        while "Ctrl-C" not in said:
            line = process.stderr.readline()
            assert line, said
            said += line
        process.send_signal(number)
        said += process.stderr.read()

    assert process.returncode == 0
    assert not answers(port)
    assert f"http://127.0.0.1:{port}" in said
    assert local_server.ACCOUNT in said
    assert "Traceback" not in said
    assert str(local_token()) not in said
