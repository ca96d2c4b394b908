"""Bytes that a terminal sends: what is no UTF-8 is shown as such. Copying inside tmux arrives in tmux, and what cannot be
known is not claimed. The collector's long passes come while the reader rests, and at no other time.
"""

from __future__ import annotations

import base64
import gc
import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import AbstractAsyncContextManager
from pathlib import Path

import pytest
from textual.drivers import linux_driver

from askpapers.tui.process import (
    RESTED,
    WORTH_A_PASS,
    Rest,
    copy,
    forgive_bytes,
    spare_what_is_loaded,
    through_screen,
    tool_of,
)
from tests.tui.conftest import Running


def test_a_driver_reads_what_is_no_utf_8_and_a_letter_that_comes_in_two_pieces() -> None:
    forgive_bytes(linux_driver.LinuxDriver)
    decode = linux_driver.getincrementaldecoder("utf-8")().decode
    assert decode(b"a\xffb\xc3", final=False) + decode(b"\xa9", final=False) == "a\N{REPLACEMENT CHARACTER}bé"


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


class Watch:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def begun() -> Iterator[tuple[Rest, Watch]]:
    watch = Watch()
    rest = Rest(watch)
    rest.begin()
    gc.collect()
    yield rest, watch
    rest.end()


def make_garbage() -> None:
    for _ in range(WORTH_A_PASS):
        gc.collect(1)


def test_a_reader_who_rests_has_the_garbage_searched_once(begun: tuple[Rest, Watch]) -> None:
    rest, watch = begun
    make_garbage()
    watch.now += RESTED
    assert rest.collect()
    assert not rest.collect()


def test_nothing_is_searched_just_after_a_key(begun: tuple[Rest, Watch]) -> None:
    rest, watch = begun
    make_garbage()
    watch.now += RESTED
    rest.stir()
    assert not rest.collect()


def test_nothing_is_searched_where_little_was_made(begun: tuple[Rest, Watch]) -> None:
    rest, watch = begun
    watch.now += RESTED
    assert not rest.collect()


def test_what_was_imported_is_left_alone_before_the_first_young_are_searched() -> None:
    spare_what_is_loaded.cache_clear()
    imported, rest = [[n] for n in range(5_000)], Rest()
    before = gc.get_freeze_count()
    rest.begin()
    rest.end()
    assert gc.get_freeze_count() >= before + len(imported)


async def test_keys_stir_the_interface_which_leaves_the_collector_as_it_was(
    start: Callable[..., AbstractAsyncContextManager[Running]],
) -> None:
    before, watch = gc.get_threshold(), Watch()
    async with start() as running:
        assert gc.get_threshold() != before
        running.app.rest.end()
        running.app.rest = Rest(watch)
        running.app.rest.begin()
        gc.collect()
        make_garbage()
        watch.now += RESTED
        await running.pilot.press("j")
        assert not running.app.rest.collect()
    assert gc.get_threshold() == before
