"""A Label Studio of one's own: installed into its own virtual environment, run for this machine alone.

    <user data>/attribune/label-studio-1.23.2/   the virtual environment
    <user data>/attribune/review/                the data: database, server.log, and the files `token` and `password`

The account's password and token are made here, kept in files that only their owner can read, and reach the server
through its environment, never its command line, which other users of the machine can see.
"""

import http.client
import os
import secrets
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic, sleep

from attribune.errors import ServerError, SettingsError

VERSION = "1.23.2"
HOST = "127.0.0.1"
DEFAULT_PORT = 8080
ACCOUNT = "reviewer@example.org"
# A label-studio executable to use instead of installing one.
EXECUTABLE_VARIABLE = "ATTRIBUNE_LABEL_STUDIO"

# What the installation takes, and pip beside it while it unpacks, in bytes.
INSTALLED_SIZE = 1_000_000_000
_SPACE_NEEDED = 2 * INSTALLED_SIZE
# The first start fills the database: 35 s on two quiet cores. In seconds.
START_LIMIT = 600.0
_STOP_LIMIT = 15.0
_LOOK_AGAIN = 0.25
# In the environment once pip is through: what was interrupted is made again.
_COMPLETE = "complete"

_SETTINGS = {
    # Nothing is sent, fetched or looked up on the network.
    "COLLECT_ANALYTICS": "False",
    "LATEST_VERSION_CHECK": "False",
    "FEATURE_FLAGS_OFFLINE": "True",
    "SENTRY_DSN": "",
    "FRONTEND_SENTRY_DSN": "",
    "DEBUG": "False",
    "LOG_LEVEL": "INFO",
    # Only this machine's names, so that no web page can reach the server under a name of its own.
    "LABEL_STUDIO_ALLOWED_HOSTS": f"{HOST},localhost",
    # Loopback is open to every user of the machine: an account takes the link that the reviewer hands out.
    "LABEL_STUDIO_DISABLE_SIGNUP_WITHOUT_LINK": "True",
}


@dataclass(frozen=True, slots=True)
class LocalServer:
    """A server that is up: its address, and where its account's password and token and its log are kept."""

    url: str
    password_file: Path
    token_file: Path
    log: Path
    _process: "subprocess.Popen[bytes]" = field(repr=False)

    def wait(self) -> None:
        """Wait until the server ends, which it does not by itself.

        Raises:
            ServerError: It did.
        """
        status = self._process.wait()
        raise ServerError(f"Label Studio ended by itself with exit status {status}; its log says why: {self.log}")


def default_data() -> Path:
    """Return the folder of the server's data where the user names none."""
    return _user_data() / "review"


def local_token(data: Path | None = None) -> str | None:
    """Return the token of the local server's account, None where no server was ever started.

    Args:
        data: The folder of the server's data.
    """
    try:
        return _token_file(data or default_data()).read_text(encoding="ascii").strip() or None
    except FileNotFoundError:
        return None


def find_executable() -> Path | None:
    """Return the label-studio to start: the one that the environment names, or the one installed here, if any.

    Raises:
        SettingsError: What the environment names is no file.
    """
    stated = os.environ.get(EXECUTABLE_VARIABLE)
    if stated:
        if not Path(stated).is_file():
            raise SettingsError(
                f"{EXECUTABLE_VARIABLE} is {stated}, which is no file; give the path of a label-studio executable"
            )
        return Path(stated)
    return _executable("label-studio") if (environment_folder() / _COMPLETE).is_file() else None


def environment_folder() -> Path:
    """Return the folder of the server's own virtual environment."""
    return _user_data() / f"label-studio-{VERSION}"


def install(report: Callable[[str], object]) -> Path:
    """Make the server's virtual environment and return its executable; `report` is told each line that pip prints.

    Raises:
        SettingsError: There is no room for it.
        ServerError: Python or pip failed; the message names the log.
        OSError: The folder cannot be written.
    """
    folder = environment_folder()
    folder.parent.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(folder.parent).free
    if free < _SPACE_NEEDED:
        raise SettingsError(
            f"{folder.parent}: {free / 1e9:.1f} GB are free, but installing Label Studio takes "
            f"{_SPACE_NEEDED / 1e9:.0f} GB for a while; make room, or set XDG_DATA_HOME to a folder elsewhere"
        )
    shutil.rmtree(folder, ignore_errors=True)
    log = folder.with_suffix(f"{folder.suffix}.log")
    python = str(_executable("python"))
    commands = (
        [sys.executable, "-m", "venv", str(folder)],
        [python, "-m", "pip", "install", "--disable-pip-version-check", f"label-studio=={VERSION}"],
    )
    with log.open("w", encoding="utf-8") as file:
        for command in commands:
            with subprocess.Popen(
                command,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                env=_clean_environment(),
                encoding="utf-8",
                errors="replace",
            ) as process:
                assert process.stdout is not None
                for line in process.stdout:
                    file.write(line)
                    report(line.strip())
            if process.returncode:
                raise ServerError(
                    f"Label Studio could not be installed: {' '.join(command[1:4])} ended with exit status "
                    f"{process.returncode}; its output is in {log}. Without a way to PyPI, install label-studio"
                    f"=={VERSION} elsewhere and set {EXECUTABLE_VARIABLE} to its executable"
                )
    (folder / _COMPLETE).touch()
    return _executable("label-studio")


@contextmanager
def running(
    executable: Path, *, data: Path, port: int = DEFAULT_PORT, limit: float = START_LIMIT
) -> Iterator[LocalServer]:
    """Start the server, yield it once it answers, and stop it when the block ends.

    Args:
        executable: label-studio.
        data: The folder of its data; made, for its owner alone, where it is not there.
        port: Where it listens, on this machine's loopback alone.
        limit: How long it may take to answer, in seconds.

    Raises:
        SettingsError: The port is taken.
        ServerError: The server does not start; the message names the log.
        OSError: The folder cannot be written.
    """
    _check_port(port)
    data = data.absolute()
    data.mkdir(parents=True, exist_ok=True)
    # The database holds the sessions and the texts, and the server writes it for all to read.
    data.chmod(0o700)
    # The server takes them when it makes the account, on its first start, and leaves it alone from then on.
    password, token = _secret(_password_file(data)), _secret(_token_file(data))
    account = {
        "LABEL_STUDIO_USERNAME": ACCOUNT,
        "LABEL_STUDIO_PASSWORD": password,
        "LABEL_STUDIO_USER_TOKEN": token,
        "LABEL_STUDIO_BASE_DATA_DIR": str(data),
    }
    command = [str(executable), "start", "--no-browser", "--enable-legacy-api-token"]
    command += ["--internal-host", HOST, "--port", str(port), "--data-dir", str(data)]
    log = data / "server.log"
    with log.open("wb") as file:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=subprocess.STDOUT,
            env={**_clean_environment(), **_SETTINGS, **account},
        )
    try:
        _wait_until_up(process, port=port, log=log, limit=limit)
        yield LocalServer(f"http://{HOST}:{port}", _password_file(data), _token_file(data), log, process)
    finally:
        _stop(process)


def _wait_until_up(process: "subprocess.Popen[bytes]", *, port: int, log: Path, limit: float) -> None:
    end = monotonic() + limit
    while not _is_up(port):
        if process.poll() is not None:
            raise ServerError(
                f"Label Studio did not start: it ended with exit status {process.returncode}; its log says why: {log}"
            )
        if monotonic() > end:
            raise ServerError(f"Label Studio does not answer after {limit:.0f} s; its log may say why: {log}")
        sleep(_LOOK_AGAIN)


def _is_up(port: int) -> bool:
    # Not through urllib, which would ask a proxy for it.
    connection = http.client.HTTPConnection(HOST, port, timeout=5)
    try:
        connection.request("GET", "/health")
        return connection.getresponse().status == http.HTTPStatus.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _check_port(port: int) -> None:
    """Refuse a port that is taken: the server would go to another one without a word."""
    with socket.socket() as probe:
        if os.name == "posix":
            # A server that stopped just now does not count.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise SettingsError(
                f"port {port} cannot be used: {error.strerror}; is a Label Studio running already? Else choose another "
                "one with --port"
            ) from error


def _stop(process: "subprocess.Popen[bytes]") -> None:
    process.terminate()
    try:
        process.wait(_STOP_LIMIT)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _secret(path: Path) -> str:
    """Return what a file of secrets holds; where there is none, make it, readable to its owner alone."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii").strip()
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        secret = secrets.token_hex(20)
        file.write(secret + "\n")
    return secret


def _clean_environment() -> dict[str, str]:
    """Return this process's environment without what would lead another Python astray."""
    return {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "PYTHONHOME")}


def _user_data() -> Path:
    """Return the folder of attribune's own data, where the system keeps such of a user."""
    if stated := os.environ.get("XDG_DATA_HOME"):
        return Path(stated) / "attribune"
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA", Path.home() / "AppData" / "Local")) / "attribune"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "attribune"
    return Path.home() / ".local" / "share" / "attribune"


def _executable(name: str) -> Path:
    return environment_folder() / (f"Scripts/{name}.exe" if os.name == "nt" else f"bin/{name}")


def _token_file(data: Path) -> Path:
    return data / "token"


def _password_file(data: Path) -> Path:
    return data / "password"
