"""The interface in a browser: the address is told, and a port that is taken is named."""

from __future__ import annotations

import socket

from askpapers.cli.commands.serve import _again
from tests.cli.conftest import Run


def test_a_port_that_is_taken_is_named(run: Run) -> None:
    with socket.create_server(("localhost", 0)) as taken:
        port = str(taken.getsockname()[1])
        code, out, err = run("serve", "--port", port)
    assert (code, out) == (2, "")
    assert f"localhost:{port} cannot be listened at" in err
    assert "--port chooses another" in err


def test_flags_reach_the_program_that_is_started() -> None:
    flags = {"model": "gpt", "extractive": True, "base_url": None, "chroma": None, "parallel": 2, "fresh": False}
    assert _again(flags) == ["--model", "gpt", "--extractive", "--parallel", "2"]
