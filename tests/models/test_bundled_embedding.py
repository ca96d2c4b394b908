"""Text to vectors: the bundled model as it is, and an endpoint over real HTTP, from a script."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from askpapers import errors
from askpapers.library.library import Library
from askpapers.models import endpoint as models_endpoint
from askpapers.models.bundled import BUNDLED, BundledEmbedder, embedder
from askpapers.settings.settings import Settings
from tests.servers.scripted import Step, error, serving

HOSTILE = (
    "",
    " \t\r\n\u2028",
    "\x1b[31mred\x1b[0m\x07",
    "\u202egnirts desrever\u202c",
    "[b]markup[/b] <script>alert(1)</script> [1.2]",
    "x" * 10_000,
    "١٢٣ ４２ ½ Ⅷ",
    "a lone half of a pair: \ud83d",
    "\x00\x01\x02",
    "👩‍👩‍👧‍👦" * 300,
    "line\r\nbreaks\r\nof Windows",
)


@lru_cache(maxsize=1)
def another() -> BundledEmbedder:
    """A second instance, which remembers nothing of what the first one was asked."""
    return BundledEmbedder()


def vectors_of(*rows: object, order: list[int] | None = None) -> Step:
    """Return an answer of an embedding server; `order` is the order in which the rows are sent."""
    data = [{"object": "embedding", "index": i, "embedding": row} for i, row in enumerate(rows)]
    body: dict[str, Any] = {"object": "list", "model": "m", "usage": {"prompt_tokens": 1, "total_tokens": 1}}
    return Step(200, {**body, "data": [data[i] for i in order or range(len(data))]})


def at(settings: Settings, url: str, **values: Any) -> models_endpoint.Endpoint:
    return models_endpoint.endpoint(replace(settings, embedding_model="m", embedding_base_url=url, **values))


# The bundled model


def test_nothing_to_embed_is_an_empty_matrix_of_the_right_width() -> None:
    assert embedder().embed_now([]).shape == (0, 384)


@pytest.mark.parametrize("text", HOSTILE)
def test_any_text_becomes_one_finite_unit_vector(text: str) -> None:
    made = embedder().embed_now([text])
    assert made.shape == (1, 384)
    assert made.dtype == np.float32
    assert np.linalg.norm(made[0]) == pytest.approx(1.0, abs=1e-4)


@hypothesis_settings(max_examples=40, deadline=None)
@given(st.lists(st.text(st.characters(), max_size=60), max_size=3))
def test_a_vector_does_not_depend_on_its_company(texts: list[str]) -> None:
    together = embedder().embed_now(["a company of boats", *texts])
    for text, row in zip(texts, together[1:], strict=True):
        assert np.array_equal(another().embed_now([text])[0], row)


def test_what_is_remembered_is_what_the_model_makes() -> None:
    text = "Two instances agree about this sentence."
    first = embedder().embed_now([text])
    assert np.array_equal(embedder().embed_now([text]), first)
    assert np.array_equal(another().embed_now([text]), first)


def test_who_changes_a_vector_changes_only_his_own() -> None:
    made = embedder().embed_now(["Scribble over me."])
    kept = made.copy()
    made[:] = 7.0
    assert np.array_equal(embedder().embed_now(["Scribble over me."]), kept)


def test_the_second_half_of_an_abstract_is_read() -> None:
    # The tokenizer's own file cuts at 128 pieces: what follows must count all the same, up to 256.
    start = "boat " * 180
    first, second = embedder().embed_now([f"{start} whales sing", f"{start} taxes rise"])
    assert not np.allclose(first, second, atol=1e-3)


def test_what_lies_past_256_pieces_is_not_read() -> None:
    start = "boat " * 300
    first, second = embedder().embed_now([f"{start} whales sing", f"{start} taxes rise"])
    assert np.array_equal(first, second)


def test_nearness_is_of_meaning() -> None:
    asked, near, far = embedder().embed_now(
        ["How are several networks combined?", "We merge models by adding weights.", "The price of fish in Norway."]
    )
    assert asked @ near > asked @ far + 0.1


async def test_the_model_may_be_asked_from_many_tasks_at_once() -> None:
    texts = [f"Task {i} asks about boat {i}." for i in range(12)]
    rows = await asyncio.gather(*(embedder().embed([text]) for text in texts))
    assert np.array_equal(np.concatenate(rows), embedder().embed_now(texts))


def test_the_bundled_model_is_loaded_once() -> None:
    assert embedder() is embedder()
    assert (embedder().model, embedder().dimension) == (BUNDLED, 384)


# An endpoint


async def test_an_endpoint_is_asked_for_floats_of_its_model(settings: Settings) -> None:
    with serving(vectors_of([3.0, 4.0])) as server:
        model = at(settings, server.url)
        told = [model.dimension]
        made = await model.embed(["hello"])
        told.append(model.dimension)
        assert server.asked == [{"model": "m", "input": ["hello"], "encoding_format": "float"}]
    assert np.allclose(made, [[0.6, 0.8]])
    assert made.dtype == np.float32
    assert model.model == "m"
    assert told == [None, 2]


async def test_rows_come_back_in_the_order_of_the_texts_whatever_order_they_are_sent_in(settings: Settings) -> None:
    with serving(vectors_of([1, 0, 0], [0, 1, 0], [0, 0, 1], order=[2, 0, 1])) as server:
        assert np.array_equal(await at(settings, server.url).embed(["a", "b", "c"]), np.eye(3))


async def test_many_texts_go_in_several_requests_and_keep_their_order(settings: Settings) -> None:
    texts = [f"text {i}" for i in range(150)]
    rows = [[float(i + 1), 1.0] for i in range(150)]
    with serving(vectors_of(*rows[:64]), vectors_of(*rows[64:128]), vectors_of(*rows[128:])) as server:
        made = await at(settings, server.url).embed(texts)
        sent = [asked["input"] for asked in server.asked]
    assert [len(batch) for batch in sent] == [64, 64, 22]
    assert [text for batch in sent for text in batch] == texts
    assert np.allclose(made[:, 0] / made[:, 1], np.arange(1, 151), rtol=1e-4)


async def test_an_empty_text_is_sent_as_something_and_still_has_its_row(settings: Settings) -> None:
    with serving(vectors_of([1, 0], [0, 1])) as server:
        made = await at(settings, server.url).embed(["", "b"])
        assert len(server.asked[0]["input"]) == 2
        assert all(server.asked[0]["input"])
    assert made.shape == (2, 2)


async def test_a_vector_of_zeros_does_not_become_nan(settings: Settings) -> None:
    with serving(vectors_of([0.0, 0.0])) as server:
        assert np.array_equal(await at(settings, server.url).embed(["a"]), [[0.0, 0.0]])


@pytest.mark.parametrize("count", [0, 1, 3])
async def test_too_few_or_too_many_vectors_are_refused(settings: Settings, count: int) -> None:
    with (
        serving(vectors_of(*[[1.0, 0.0]] * count)) as server,
        pytest.raises(errors.BadReply, match=rf"{count} vectors for 2 texts"),
    ):
        await at(settings, server.url).embed(["a", "b"])


@pytest.mark.parametrize(
    ("step", "kind", "code"),
    [
        (error(401, "Incorrect API key provided: sk-abcdefgh12345"), errors.KeyRefused, 5),
        (error(404, "The model `m` does not exist"), errors.UnknownModel, 4),
        (error(404, "page not found"), errors.Unreachable, 4),
        (error(400, "input must be a string"), errors.BadReply, 4),
        (error(402, "Payment required"), errors.QuotaSpent, 4),
        (error(429, "You exceeded your current quota", "insufficient_quota"), errors.QuotaSpent, 4),
        (Step(200, b"<html>Sign in to WiFi</html>", {"Content-Type": "text/html"}), errors.BadReply, 4),
        (Step(200, {"data": None}), errors.BadReply, 4),
        (Step(302, {}, {"Location": "http://127.0.0.1:9/elsewhere"}), errors.Unreachable, 4),
    ],
)
async def test_each_fault_of_an_endpoint_is_one_of_ours(
    settings: Settings, step: Step, kind: type[errors.AskpapersError], code: int
) -> None:
    with serving(step) as server, pytest.raises(kind) as caught:
        await at(settings, server.url, embedding_api_key="sk-abcdefgh12345").embed(["a"])
    assert caught.value.exit_code == code
    assert "abcdefgh" not in str(caught.value)


async def test_no_key_where_an_endpoint_wants_one(settings: Settings) -> None:
    with serving(error(401, "missing")) as server, pytest.raises(errors.KeyMissing):
        await at(settings, server.url).embed(["a"])


async def test_a_busy_endpoint_is_asked_again(settings: Settings) -> None:
    with serving(error(503, "busy", Retry_After="0"), vectors_of([1.0])) as server:
        assert np.array_equal(await at(settings, server.url).embed(["a"]), [[1.0]])
        assert len(server.asked) == 2


async def test_the_key_of_the_chat_server_is_not_sent_to_another_endpoint(settings: Settings) -> None:
    with serving(vectors_of([1.0])) as server:
        await at(settings, server.url, api_key="sk-chat-secret", base_url="http://127.0.0.1:9/v1").embed(["a"])
        assert not any("chat-secret" in value for value in server.headers[0].values())


async def test_an_endpoint_without_an_address_of_its_own_is_the_chat_server(settings: Settings) -> None:
    with serving(vectors_of([1.0])) as server:
        model = models_endpoint.endpoint(replace(settings, embedding_model="m", base_url=server.url, api_key="sk-chat"))
        await model.embed(["a"])
        assert server.headers[0]["authorization"] == "Bearer sk-chat"


async def test_the_endpoints_own_key_goes_to_its_own_address(settings: Settings) -> None:
    with serving(vectors_of([1.0])) as server:
        await at(settings, server.url, api_key="sk-chat", embedding_api_key="sk-own").embed(["a"])
        assert server.headers[0]["authorization"] == "Bearer sk-own"


def test_naming_an_endpoint_sends_nothing(settings: Settings) -> None:
    with serving() as server:
        at(settings, server.url)
        assert server.asked == []


async def test_the_settings_choose_between_the_two(settings: Settings) -> None:
    async with Library(settings) as library:
        assert (await library.embedder()).model == BUNDLED
    async with Library(replace(settings, embedding_model="m", embedding_base_url="http://127.0.0.1:9/v1")) as library:
        assert (await library.embedder()).model == "m"


def test_nothing_is_told_to_the_maker_of_the_runtime(tmp_path: Path) -> None:
    environ = {name: value for name, value in os.environ.items() if name != "ORT_DISABLE_TELEMETRY"}
    environ |= {"HOME": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path / "cache")}
    code = "from askpapers.models.bundled import embedder as bundled; print(bundled().embed_now(['a lamp']).shape)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environ, check=True)
    assert done.stdout == "(1, 384)\n"
    assert list(tmp_path.rglob("*")) == []
