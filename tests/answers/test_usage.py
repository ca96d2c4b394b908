"""Prices: the bundled table, the user's own before it, and what a call costs by them."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from askpapers.answers.usage import EXTRACTIVE, Price, Usage, cost, price
from askpapers.errors import UsageError
from askpapers.settings.settings import DEFAULT_MODEL


def table(folder: Path, models: Mapping[str, object], *, wrapped: bool = True) -> Path:
    path = folder / "prices.json"
    path.write_text(json.dumps({"models": models} if wrapped else models), encoding="utf-8")
    return path


def test_the_default_model_has_a_price_and_a_context() -> None:
    known = price(DEFAULT_MODEL)
    assert known is not None
    assert 0 < known.input < known.output
    assert known.cached is not None
    assert known.cached < known.input
    assert known.context is not None
    assert known.context >= 100_000


@pytest.mark.parametrize(
    "name",
    ["openai/{}", "openrouter/openai/{}", "{}-2025-08-07", "{}-20250807", "openai/{}-2025-08-07", "  {} \n"],
)
def test_a_provider_and_a_date_are_looked_through(name: str) -> None:
    assert price(name.format("gpt-5")) == price("gpt-5") is not None


@pytest.mark.parametrize(
    "name",
    [
        "",
        "/",
        "-2025-08-07",
        "gpt-5-",
        "gpt-5-2025-08",
        "gpt-5-turbo-unheard-of",
        "my-gpt-5",
        "gpt",
        "\x1b[31m",
        "gpt-5/x",
    ],
)
def test_a_name_that_merely_looks_alike_has_no_price(name: str) -> None:
    assert price(name) is None
    assert cost(name, Usage(10, 10)) is None


def test_a_dated_name_with_a_price_of_its_own_keeps_it(tmp_path: Path) -> None:
    path = table(tmp_path, {"m": {"input": 1, "output": 1}, "m-2025-01-01": {"input": 9, "output": 9}})
    assert price("m-2025-01-01", path) == Price(9, 9)
    assert price("x/m-2025-01-02", path) == Price(1, 1)


@pytest.mark.parametrize("wrapped", [True, False])
def test_the_users_own_prices_come_first(tmp_path: Path, wrapped: bool) -> None:
    entry: dict[str, object] = {"input": 7, "output": "8.5", "cached_input": 0, "context": 1234, "kind": "chat"}
    path = table(tmp_path, {"gpt-5": entry, "local/mine": {"input": 0, "output": 0}}, wrapped=wrapped)
    assert price("gpt-5", path) == Price(7.0, 8.5, 0.0, 1234)
    assert price("openai/gpt-5-2025-08-07", path) == Price(7.0, 8.5, 0.0, 1234)
    assert price("local/mine", path) == Price(0, 0)
    assert price("mine", path) is None
    assert price(DEFAULT_MODEL, path) == price(DEFAULT_MODEL)


def test_without_a_file_of_their_own_the_bundled_prices_hold(tmp_path: Path) -> None:
    assert price("gpt-5", tmp_path / "missing.json") == price("gpt-5")
    assert price("gpt-5", tmp_path / "missing" / "prices.json") == price("gpt-5")


def test_a_corrected_file_is_read_again(tmp_path: Path) -> None:
    path = table(tmp_path, {"m": {"input": 1, "output": 1}})
    os.utime(path, (1000, 1000))
    assert price("m", path) == Price(1, 1)
    table(tmp_path, {"m": {"input": 2, "output": 2}})
    os.utime(path, (2000, 2000))
    assert price("m", path) == Price(2, 2)
    path.unlink()
    assert price("m", path) is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "null",
        "[]",
        "3",
        '"models"',
        '{"models": null}',
        '{"models": []}',
        '{"m": 3}',
        '{"m": null}',
        '{"m": {}}',
        '{"m": {"input": 1}}',
        '{"m": {"input": 1, "output": null}}',
        '{"m": {"input": "cheap", "output": 1}}',
        '{"m": {"input": 1, "output": 1, "context": "wide"}}',
        '{"m": {"input": 1, "output": 1, "cached_input": []}}',
    ],
)
def test_a_file_that_is_no_table_is_named_and_its_form_shown(tmp_path: Path, text: str) -> None:
    path = tmp_path / "prices.json"
    path.write_text(text)
    for model in ("m", "gpt-5"):
        with pytest.raises(UsageError, match=r"prices\.json is not a price table") as caught:
            price(model, path)
        assert '"input"' in caught.value.hint
        assert "\n" not in str(caught.value)


def test_bytes_and_folders_are_no_tables(tmp_path: Path) -> None:
    path = tmp_path / "prices.json"
    path.write_bytes(b"\xff\xfe\x00{")
    with pytest.raises(UsageError):
        price("m", path)
    folder = tmp_path / "folder.json"
    folder.mkdir()
    with pytest.raises(UsageError):
        price("m", folder)


@pytest.mark.parametrize(
    ("usage", "dollars"),
    [
        (Usage(), 0.0),
        (Usage(1_000_000), 2.0),
        (Usage(0, 1_000_000), 10.0),
        (Usage(1_000_000, 0, cached=1_000_000), 0.5),
        (Usage(1_000_000, 100_000, cached=250_000), 1.5 + 0.125 + 1.0),
        # A server that counts more cached tokens than it was sent.
        (Usage(1_000_000, 0, cached=9_000_000), 0.5),
        (Usage(1_000_000, 1_000_000, from_cache=True), 0.0),
    ],
)
def test_a_call_costs_what_its_tokens_do(tmp_path: Path, usage: Usage, dollars: float) -> None:
    path = table(tmp_path, {"m": {"input": 2, "output": 10, "cached_input": 0.5}})
    assert cost("m", usage, path) == pytest.approx(dollars)


def test_cached_tokens_cost_the_full_price_where_no_other_is_known(tmp_path: Path) -> None:
    path = table(tmp_path, {"m": {"input": 2, "output": 10}, "free": {"input": 2, "output": 10, "cached_input": 0}})
    assert cost("m", Usage(1_000_000, cached=1_000_000), path) == pytest.approx(2.0)
    assert cost("free", Usage(1_000_000, cached=1_000_000), path) == 0


def test_what_calls_no_model_costs_nothing_and_reads_no_table(tmp_path: Path) -> None:
    broken = tmp_path / "prices.json"
    broken.write_text("{")
    assert cost(EXTRACTIVE, Usage(10**9, 10**9), broken) == 0
    assert cost("unheard-of", Usage(10**9, from_cache=True), broken) == 0


def test_a_table_that_cannot_be_read_makes_a_price_unknown_unless_a_limit_rests_on_it(tmp_path: Path) -> None:
    broken = tmp_path / "prices.json"
    broken.write_text("{")
    assert cost("gpt-5", Usage(10), broken) is None
    with pytest.raises(UsageError, match="not a price table"):
        cost("gpt-5", Usage(10), broken, strict=True)


@settings(deadline=None)
@given(st.integers(0, 10**9), st.integers(0, 10**9), st.integers(0, 10**9))
def test_cached_tokens_never_cost_more_and_no_call_earns(prompt: int, completion: int, cached: int) -> None:
    whole, part = cost("gpt-5", Usage(prompt, completion)), cost("gpt-5", Usage(prompt, completion, cached))
    assert whole is not None
    assert part is not None
    assert 0 <= part <= whole


@settings(deadline=None)
@given(st.text(max_size=40))
def test_any_name_may_be_asked_for(name: str) -> None:
    known = price(name)
    assert known is None or known.input >= 0
