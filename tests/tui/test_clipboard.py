"""Copying inside tmux arrives in tmux, and what cannot be known is not claimed."""

from __future__ import annotations

import base64
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from askpapers.tui.clipboard import copy, through_screen, tool_of


@pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux is not installed")
def test_inside_tmux_its_buffer_has_the_text(tmp_path: Path) -> None:
    socket = str(tmp_path / "tmux")

    def tmux(*arguments: str) -> str:
        return subprocess.run(["tmux", "-S", socket, *arguments], capture_output=True, text=True, check=True).stdout

    tmux("-f", "/dev/null", "new-session", "-d", "-s", "a")
    try:
        assert tmux("show-options", "-gv", "-s", "set-clipboard").strip() == "external"
        before = os.environ.get("TMUX")
        os.environ["TMUX"] = f"{socket},0,0"
        try:
            where = copy("Łukasz merges “models”\nin two lines", os.environ)
        finally:
            del os.environ["TMUX"]
            if before is not None:
                os.environ["TMUX"] = before
        assert where.startswith("in tmux's buffer")
        assert tmux("show-buffer") == "Łukasz merges “models”\nin two lines"
    finally:
        tmux("kill-server")


@pytest.mark.parametrize("environ", [{}, {"SSH_CONNECTION": "a b", "DISPLAY": ":10"}])
def test_where_only_the_terminal_can_copy_there_is_no_tool(environ: dict[str, str]) -> None:
    assert tool_of(environ) is None
    assert copy("x", environ) == ""


def test_a_tool_that_fails_is_not_believed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "tmux").write_text("#!/bin/sh\nexit 1\n")
    (tmp_path / "tmux").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    assert copy("x", {"TMUX": "/none,0,0"}) == ""


def test_gnu_screen_hands_a_long_text_on_in_pieces_that_it_does_not_cut() -> None:
    pieces = re.findall("\x1bP(.*?)\x1b\\\\", through_screen(text := "Łukasz " * 400), re.S)
    assert all(len(piece) <= 76 for piece in pieces)
    head, *body, end = pieces
    assert (head, base64.b64decode("".join(body)).decode(), end) == ("\x1b]52;c;", text, "\a")
