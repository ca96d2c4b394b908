"""The collector's long passes come while the reader rests, and at no other time."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import AbstractAsyncContextManager

import pytest

from askpapers.tui.rest import RESTED, WORTH_A_PASS, Rest
from tests.tui.conftest import Running


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
