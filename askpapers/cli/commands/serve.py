"""`askpapers serve`."""

from __future__ import annotations

import shlex
import socket
import sys
from typing import Any

import click

from askpapers import errors
from askpapers.cli.options import library_options, model_options, settings_of, talk
from askpapers.text.sanitize import sanitize


@click.command("serve")
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help="The port to listen at.")
@click.option("--host", default="localhost", show_default=True, help="The address to listen at.")
@click.option("--sample", is_flag=True, help="Open the bundled sample day instead of your library.")
@model_options
@library_options
def serve_command(port: int, host: str, sample: bool, **flags: Any) -> int:
    """Open the interface in a browser.

    Whoever reaches the address reads and changes this library: it listens on this machine alone unless --host says
    otherwise. Its page asks Google for a font, nothing else. Needs the extra: pip install 'askpapers[serve]'.
    """
    settings_of(dict(flags))  # what is wrong with the settings is said here, and not in the browser
    try:
        with socket.create_server((host, port)):
            pass
    except OSError as error:
        told = f"{sanitize(host, 60)}:{port} cannot be listened at: {error.strerror or sanitize(str(error), 80)}."
        raise errors.UsageError(told, "--port chooses another.") from None
    try:
        from textual_serve.server import Server
    except ImportError:
        raise errors.UsageError("textual-serve is not installed.", "pip install 'askpapers[serve]'") from None
    talk(f"http://{host}:{port}  Ctrl+C ends it.")
    if host not in {"localhost", "127.0.0.1", "::1"}:
        talk("Whoever reaches this address reads and changes your library, and asks at your cost.")
    # The same Python: a browser's program is started by a shell, which may know another askpapers or none.
    command = [sys.executable, "-m", "askpapers", *(["sample"] if sample else []), *_again(flags)]
    Server(shlex.join(command), host=host, port=port, title="askpapers").serve()
    return 0


def _again(flags: dict[str, Any]) -> list[str]:
    """Return flags as they were given."""
    given: list[str] = []
    for name, value in flags.items():
        if value is True:
            given.append(f"--{name.replace('_', '-')}")
        elif value not in {None, False}:
            given += [f"--{name.replace('_', '-')}", str(value)]
    return given
