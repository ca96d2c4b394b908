"""One session in a real terminal: the program as its user runs it, keys alone."""

import os
import select
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux is not installed")


@pytest.mark.parametrize(("width", "height"), [(80, 24), (140, 40)])
def test_a_morning_in_tmux(tmp_path: Path, width: int, height: int) -> None:
    socket = str(tmp_path / "tmux")
    environ = {k: v for k, v in os.environ.items() if not k.startswith(("ASKPAPERS_", "OPENAI_", "TMUX"))}
    environ |= {f"ASKPAPERS_{name}": str(tmp_path / name) for name in ("HOME", "CONFIG", "CACHE")}

    def tmux(*arguments: str) -> str:
        done = subprocess.run(
            ["tmux", "-S", socket, *arguments], capture_output=True, text=True, env=environ, check=True
        )
        return done.stdout

    def until(ready: Callable[[str], bool], what: str) -> str:
        end = time.monotonic() + 90
        while not ready(screen := tmux("capture-pane", "-p", "-t", "a")):
            # Looked at again only once the program has drawn: a terminal watched without a break takes its processor.
            if not select.select([drawn], [], [], max(0, end - time.monotonic()))[0]:
                raise AssertionError(f"never seen: {what}\n{screen}")
            os.read(drawn, 1 << 20)
        return screen

    os.mkfifo(pipe := tmp_path / "drawn")
    drawn = os.open(pipe, os.O_RDWR)  # to write as well: there is no end of it then before tmux begins
    command = f"{sys.executable} -m askpapers sample"
    tmux("new-session", "-d", "-s", "a", "-x", str(width), "-y", str(height), command)
    try:
        tmux("pipe-pane", "-t", "a", f"exec cat > '{pipe}'")
        until(lambda screen: "64 papers" in screen and "Generative Discovery" in screen, "the day")
        # In one burst, as a slow line delivers it: the key that opens the line, and what is typed in it.
        tmux("send-keys", "-t", "a", "-l", "/adamerging")
        until(lambda screen: "1 of 64 papers" in screen, "the filter")
        tmux("send-keys", "-t", "a", "Enter")
        until(lambda screen: "▌●" in screen, "the list's cursor")
        tmux("send-keys", "-t", "a", "Enter")
        until(lambda screen: "MTL" in screen and "▌●" not in screen, "the paper")
        tmux("send-keys", "-t", "a", "-l", "aHow does it learn merging coefficients?")
        until(lambda screen: "quoted, no model" in screen, "the price")
        tmux("send-keys", "-t", "a", "Enter")
        until(lambda screen: "papers read" in screen, "the answer")
        tmux("send-keys", "-t", "a", "Tab")
        until(lambda screen: "”" in screen and "(1 of" in screen, "the lit sentence")
        tmux("send-keys", "-t", "a", "?")
        until(lambda screen: "next citation" in screen and "Esc closes" in screen, "the keys")
        tmux("send-keys", "-t", "a", "Enter")
        until(lambda screen: "Esc closes" not in screen, "the answer again")
        tmux("send-keys", "-t", "a", "q")
        end = time.monotonic() + 20
        while time.monotonic() < end:
            listed = subprocess.run(
                ["tmux", "-S", socket, "has-session", "-t", "a"], capture_output=True, env=environ, check=False
            )
            if listed.returncode:
                return
        raise AssertionError("q did not leave")
    finally:
        os.close(drawn)
        subprocess.run(["tmux", "-S", socket, "kill-server"], capture_output=True, env=environ, check=False)
