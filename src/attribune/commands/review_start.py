"""`attribune review start`: a Label Studio of one's own."""

import signal
import sys
from pathlib import Path
from shlex import quote
from types import FrameType
from typing import Annotated

import typer

from attribune.errors import SettingsError
from attribune.output import print_message


def start_cli(
    port: Annotated[int, typer.Option(min=1, max=65535, help="Where it listens, on this machine alone.")] = 8080,
    data: Annotated[
        Path | None, typer.Option(help="Folder of its data; by default one among the user's own.", file_okay=False)
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Install it on first use without asking.")] = False,
) -> None:
    """Start a local Label Studio; installs it on first use."""
    from rich.console import Console

    from attribune.review import local_server
    from attribune.review.client import TOKEN_VARIABLES
    from attribune.tables import plain

    # Stopped by `kill` or by closing the terminal, the server is stopped too.
    for name in ("SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), _interrupt)
    data = data or local_server.default_data()
    console = Console(stderr=True)
    executable = local_server.find_executable()
    try:
        if executable is None:
            _agree(local_server.environment_folder(), size=local_server.INSTALLED_SIZE, yes=yes)
            with console.status("Installing Label Studio") as status:
                executable = local_server.install(
                    lambda line: status.update(plain(f"Installing Label Studio: {line[:60]}"))
                )
        with (
            console.status("Starting Label Studio; the first time takes a minute") as status,
            local_server.running(executable, data=data, port=port) as server,
        ):
            status.stop()
            print_message(f"Label Studio is at {server.url}", style="green")
            print_message(f"sign in as {local_server.ACCOUNT}; the password is in {server.password_file}")
            if data == local_server.default_data():
                print_message(f"`attribune review push` reads its token from {server.token_file}")
            else:
                # Written for the shell that the user copies it to.
                command = f'export {TOKEN_VARIABLES[0]}="$(cat {quote(str(server.token_file))})"'
                print_message(f"before `attribune review push`: {command}")
            print_message(f"log: {server.log}; Ctrl-C stops it")
            server.wait()
    except KeyboardInterrupt:
        print_message("stopped")


def _agree(folder: Path, *, size: int, yes: bool) -> None:
    """Ask whether to install; a no ends the command.

    Raises:
        SettingsError: There is nobody to ask.
    """
    if yes:
        return
    what = f"Label Studio is not installed yet. It takes about {size / 1e9:.0f} GB in {folder}"
    if not sys.stdin.isatty():
        raise SettingsError(f"{what}; run this again with --yes to install it")
    if not typer.confirm(f"{what}. Install it?", err=True):
        raise typer.Exit(2)


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt
