"""How heavy JSON is: what a list of papers is read by, what short values are refused by, and a stream by its events."""

from __future__ import annotations

import pytest

from askpapers.text.json_weight import HEAVIEST, EventWeight, is_too_heavy, weight

PAPER = b'{"title": "A lamp that burns for 412 hours", "abstract": "%s", "authors": ["Ada", "Bo"]},' % (
    b"It burns. " * 120
)


def test_papers_weigh_a_few_times_their_bytes_and_short_values_many_times() -> None:
    assert weight(PAPER * 100) < 3 * len(PAPER * 100)
    for dense in (b"[],", b"{},", b'{"a":1},', b"[[[]]],", b"12,"):
        assert weight(dense * 100) > 10 * len(dense * 100)


@pytest.mark.parametrize("dense", [b"[],", b"{},", b"[[[]]],"])
def test_as_few_as_six_megabytes_of_brackets_are_too_heavy(dense: bytes) -> None:
    assert is_too_heavy(dense * (6_500_000 // len(dense)))
    assert not is_too_heavy(dense * 1000)


def test_a_stream_is_as_heavy_as_the_event_that_it_is_in() -> None:
    event = b'data: {"choices": [{"delta": {"content": "Lamps"}}]}'
    for ending in (b"\n\n", b"\r\n\r\n"):
        heavy = EventWeight()
        heaviest = 0
        for at in range(0, 100 * len(event + ending), 7):
            heaviest = max(heaviest, heavy.add(((event + ending) * 100)[at : at + 7]))
        assert heaviest < 2 * weight(event)
    dense = EventWeight()
    for _ in range(200):
        last = dense.add(b"data: " + b"[]," * 20_000 + b"\n")
    assert last > HEAVIEST
