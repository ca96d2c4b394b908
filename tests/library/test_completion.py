"""A model's reply: asked for once, paid for once, kept when it is whole."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Mapping, Sequence
from contextlib import aclosing
from dataclasses import replace

import pytest

from askpapers import errors
from askpapers.answers import usage
from askpapers.answers.answer import Words
from askpapers.answers.usage import Usage
from askpapers.library.completion import Completion, complete, stream
from askpapers.library.library import Library
from askpapers.models import tokens
from askpapers.models.chat import Chat
from askpapers.models.server import Server
from tests.fakes.llm import FakeLLM
from tests.servers.scripted import DONE, Step, chunk, serving
from tests.servers.scripted import usage as usage_line

ASKED = [{"role": "user", "content": "How many lamps?"}]


async def streamed(library: Library, llm: FakeLLM, stop: asyncio.Event | None = None) -> tuple[str, Completion]:
    """The words that came, and what ended them."""
    said, ended = "", None
    async for piece in stream(library, llm, ASKED, limit=100, stop=stop or asyncio.Event()):
        assert ended is None
        if isinstance(piece, Words):
            said += piece.text
        else:
            ended = piece
    assert ended is not None
    return said, ended


async def test_the_second_time_a_reply_costs_nothing(model_library: Library, llm: FakeLLM) -> None:
    llm.reply("Four.")
    first = await complete(model_library, llm, ASKED, limit=100)
    second = await complete(model_library, llm, ASKED, limit=100)
    assert (first.text, first.cached, first.usage.calls) == ("Four.", False, 1)
    assert (second.text, second.cached, second.usage.calls, second.usage.cost) == ("Four.", True, 0, 0.0)
    assert len(llm.log) == 1


async def test_a_fresh_reply_is_asked_for_again_and_takes_the_place_of_the_old(
    model_library: Library, llm: FakeLLM
) -> None:
    llm.reply("Four.", "Five.")
    await complete(model_library, llm, ASKED, limit=100)
    assert (await complete(model_library, llm, ASKED, limit=100, fresh=True)).text == "Five."
    assert (await complete(model_library, llm, ASKED, limit=100)).text == "Five."


@pytest.mark.parametrize("change", ["limit", "server", "model", "words"])
async def test_whatever_goes_into_a_reply_is_in_its_key(model_library: Library, llm: FakeLLM, change: str) -> None:
    llm.reply("Four.", "Five.")
    await complete(model_library, llm, ASKED, limit=100)
    asked = ASKED
    if change == "server":
        model_library.settings = replace(model_library.settings, base_url="http://elsewhere")
    elif change == "model":
        llm.model = "another"
    elif change == "words":
        asked = [{"role": "user", "content": "How many boats?"}]
    reply = await complete(model_library, llm, asked, limit=101 if change == "limit" else 100)
    assert reply.text == "Five."


async def test_a_limit_is_looked_at_before_anything_is_sent(model_library: Library, llm: FakeLLM) -> None:
    model_library.settings = replace(model_library.settings, max_cost_question=1e-9)
    with pytest.raises(errors.SpendingLimit):
        await complete(model_library, llm, ASKED, limit=100)
    with pytest.raises(errors.SpendingLimit):
        await streamed(model_library, llm)
    assert not llm.log


async def test_a_reply_at_the_limit_is_found_in_the_cache_all_the_same(model_library: Library, llm: FakeLLM) -> None:
    llm.reply("Four.")
    await complete(model_library, llm, ASKED, limit=100)
    model_library.settings = replace(model_library.settings, max_cost_question=1e-9)
    assert (await complete(model_library, llm, ASKED, limit=100)).text == "Four."


async def test_words_stream_as_they_come_and_are_kept_once_they_are_whole(model_library: Library, llm: FakeLLM) -> None:
    llm.reply("There are four lamps in the house.")
    said, ended = await streamed(model_library, llm)
    assert said == ended.text == "There are four lamps in the house." and ended.whole and not ended.cached
    again, cached = await streamed(model_library, llm)
    assert again == said and cached.cached and cached.usage.cost == 0.0


async def test_a_stream_that_is_stopped_is_paid_for_and_not_kept(model_library: Library, llm: FakeLLM) -> None:
    llm.reply("There are ⏸four lamps.", "There are five lamps.")
    stop, said, ended = asyncio.Event(), "", None
    async for piece in stream(model_library, llm, ASKED, limit=100, stop=stop):
        if isinstance(piece, Words):
            said += piece.text
            stop.set()
        else:
            ended = piece
    assert ended is not None and not ended.whole and ended.text == said and "lamps" not in said
    assert ended.usage.estimated and ended.usage.prompt > 0 and ended.usage.completion > 0
    assert (await complete(model_library, llm, ASKED, limit=100)).text == "There are five lamps."


@pytest.mark.parametrize("how", ["closed", "cancelled"])
async def test_a_stream_that_nobody_listens_to_any_more_is_paid_for(
    how: str, model_library: Library, llm: FakeLLM
) -> None:
    llm.reply("There are ⏸four lamps.")
    begun = asyncio.Event()

    async def listen() -> None:
        async with aclosing(stream(model_library, llm, ASKED, limit=100, stop=asyncio.Event())) as replies:
            async for _ in replies:
                begun.set()
                if how == "closed":
                    return

    task = asyncio.create_task(listen())
    await begun.wait()
    if how == "cancelled":
        task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert await model_library.catalog.spending.today() > 0


async def test_a_stream_without_an_answer_is_paid_for(model_library: Library, llm: FakeLLM) -> None:
    thought = Step(lines=[chunk(delta={"reasoning": "hmm "}), chunk(finish="length"), usage_line(1000, 100), DONE])
    with serving(thought) as server, pytest.raises(errors.BadReply, match="used up"):
        thinking = Chat(llm.model, Server(server.url, None, 5))
        [_ async for _ in stream(model_library, thinking, ASKED, limit=100, stop=asyncio.Event())]
    assert await model_library.catalog.spending.today() > 0


@pytest.mark.parametrize(
    "message", [{"content": ""}, {"content": None, "refusal": "I cannot."}, {"content": "I", "refusal": "no"}]
)
async def test_a_whole_reply_without_an_answer_is_paid_for(
    model_library: Library, llm: FakeLLM, message: dict[str, str | None]
) -> None:
    told = {"prompt_tokens": 1000, "completion_tokens": 100, "total_tokens": 1100}
    choices = [{"index": 0, "finish_reason": "stop", "message": {"role": "assistant", **message}}]
    reply = Step(
        200, {"id": "c", "object": "chat.completion", "created": 1, "model": "m", "choices": choices, "usage": told}
    )
    for script in ([reply], [Step(lines=[]), reply]):
        before = await model_library.catalog.spending.today()
        with serving(*script) as server, pytest.raises(errors.ServiceError):
            asked = Chat(llm.model, Server(server.url, None, 5))
            if len(script) == 1:
                await complete(model_library, asked, ASKED, limit=100)
            else:
                [_ async for _ in stream(model_library, asked, ASKED, limit=100, stop=asyncio.Event())]
        assert await model_library.catalog.spending.today() > before


async def test_a_call_that_is_cancelled_is_paid_for(
    model_library: Library, llm: FakeLLM, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent = asyncio.Event()

    async def never(messages: Sequence[Mapping[str, str]], *, max_tokens: int) -> tuple[str, Usage]:
        sent.set()
        await asyncio.Event().wait()
        raise AssertionError

    monkeypatch.setattr(llm, "complete", never)
    task = asyncio.create_task(complete(model_library, llm, ASKED, limit=100))
    await sent.wait()
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert task.cancelled()
    assert await model_library.catalog.spending.today() > 0


async def test_a_stream_that_breaks_off_tells_the_error_and_is_not_kept(model_library: Library, llm: FakeLLM) -> None:
    llm.reply("There are four⚡", errors.BadReply("The server hung up."), "There are five lamps.")
    said, ended = await streamed(model_library, llm)
    assert said == "There are four" and not ended.whole and isinstance(ended.error, errors.BadReply)
    assert (await complete(model_library, llm, ASKED, limit=100)).text == "There are five lamps."


async def test_a_stream_that_fails_before_its_first_word_raises(model_library: Library, llm: FakeLLM) -> None:
    llm.reply(errors.BadReply("The server hung up."))
    with pytest.raises(errors.BadReply):
        await streamed(model_library, llm)


async def test_what_was_thought_aloud_is_neither_answer_nor_kept(model_library: Library, llm: FakeLLM) -> None:
    llm.reply("hmm, lamps…\n</think>\nFour.")
    said, ended = await streamed(model_library, llm)
    assert "hmm" in said and ended.aloud and ended.text == "Four."
    assert (await complete(model_library, llm, ASKED, limit=100)).text == ended.text


async def test_tokens_are_counted_off_the_event_loop(
    model_library: Library, llm: FakeLLM, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads: list[int] = []
    real = tokens.of_call

    def counted(messages: Sequence[Mapping[str, str]]) -> int:
        threads.append(threading.get_ident())
        return real(messages)

    monkeypatch.setattr(tokens, "of_call", counted)
    model_library.settings = replace(model_library.settings, max_cost_day=1.0)
    llm.reply("Four.", "Five.")
    await complete(model_library, llm, ASKED, limit=100)
    await streamed(model_library, llm)
    assert threads and threading.get_ident() not in threads


async def test_without_a_limit_nothing_is_counted_before_a_call(
    model_library: Library, llm: FakeLLM, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []

    def count(text: str) -> int:
        asked.append(len(text))
        return 1

    monkeypatch.setattr(tokens, "count", count)
    llm.usage = Usage(20, 2)
    llm.reply("Four.", "Five.")
    await complete(model_library, llm, ASKED, limit=100)
    await streamed(model_library, llm)
    assert not asked
    model_library.settings = replace(model_library.settings, max_cost_question=1.0)
    llm.reply("Six.")
    await complete(model_library, llm, [{"role": "user", "content": "Six lamps?"}], limit=100)
    assert asked


async def test_what_a_call_used_is_noted_with_its_price(model_library: Library, llm: FakeLLM) -> None:
    llm.usage = Usage(1_000, 100)
    llm.reply("Four.")
    reply = await complete(model_library, llm, ASKED, limit=100)
    assert reply.usage.cost and await model_library.catalog.spending.today() == pytest.approx(reply.usage.cost)


async def test_calls_side_by_side_do_not_pass_the_limit_of_a_day_together(model_library: Library, llm: FakeLLM) -> None:
    asked = [[{"role": "user", "content": f"{n} lamps?"}] for n in range(8)]
    llm.usage = Usage(max(map(tokens.of_call, asked)), 100)
    at_most = usage.cost(llm.model, llm.usage, model_library.settings.prices)
    model_library.settings = replace(model_library.settings, max_cost_day=at_most)
    llm.reply(*["Four."] * 8)
    calls = [complete(model_library, llm, messages, limit=100) for messages in asked]
    ended = await asyncio.gather(*calls, return_exceptions=True)
    assert [type(one) for one in ended].count(errors.SpendingLimit) == 7
    assert len(llm.log) == 1
