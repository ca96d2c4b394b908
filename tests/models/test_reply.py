"""A reply in pieces as the client library builds them, which checks no types: words, reasoning, usage, the end."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from openai.types.chat import ChatCompletionChunk

from askpapers import errors
from askpapers.answers.usage import Usage
from askpapers.models import tokens
from askpapers.models.reply import ReplyAccumulator

ASK = [{"role": "user", "content": "Hello?"}]
TOLD = {"prompt_tokens": 11, "completion_tokens": 7, "prompt_tokens_details": {"cached_tokens": 3}}


def heard(*pieces: Any) -> ReplyAccumulator:
    reply = ReplyAccumulator()
    words = "".join([reply.hear(ChatCompletionChunk.construct(**piece)) for piece in pieces]) + reply.rest()
    assert words == reply.text
    return reply


def piece(finish: str | None = None, **delta: Any) -> dict[str, Any]:
    return {"choices": [{"index": 0, "delta": delta, "finish_reason": finish}]}


def test_a_reply_in_pieces() -> None:
    reply = heard(piece(content="Yes"), piece(content="."), piece("stop"), {"choices": [], "usage": TOLD})
    assert reply.text == "Yes." and reply.ended
    assert reply.usage(ASK) == Usage(11, 7, 3, cost=None, calls=1)


@pytest.mark.parametrize("hidden", ["hmm " * 30, [{"type": "text", "text": "hmm " * 30}]])
def test_content_in_parts_is_read_and_its_reasoning_hidden(hidden: Any) -> None:
    reply = heard(
        piece(content=[{"type": "thinking", "thinking": hidden}, {"type": "text", "text": "Yes."}]), piece("stop")
    )
    assert reply.text == "Yes."
    assert reply.usage(ASK).completion > 30


@pytest.mark.parametrize("content", ["Yes.", ["Ye", "s."], {"type": "text", "text": "Yes."}])
def test_content_is_read_in_whatever_form(content: Any) -> None:
    assert heard(piece("stop", content=content)).text == "Yes."


REFUSED = "m refused: I cannot help with that."
TOOL = "m asked for a tool, which askpapers does not offer."


@pytest.mark.parametrize(
    ("delta", "finish", "said"),
    [
        ({"refusal": "I cannot help with that."}, "stop", REFUSED),
        ({"content": [{"type": "refusal", "refusal": "I cannot help with that."}]}, "stop", REFUSED),
        ({"tool_calls": [{"index": 0, "function": {"name": "f", "arguments": "{}"}}]}, "stop", TOOL),
        ({"function_call": {"name": "f", "arguments": "{}"}}, None, TOOL),
        ({}, "tool_calls", TOOL),
        ({"reasoning_details": [{"type": "reasoning.text", "text": "hmm"}]}, "stop", "m sent its reasoning and no answer."),
        ({}, "MAX_TOKENS", "m used up the tokens of its answer without writing any of it."),
    ],
)  # fmt: skip
def test_what_comes_in_the_place_of_an_answer_is_told(delta: dict[str, Any], finish: str | None, said: str) -> None:
    reply = heard(piece(finish, **delta))
    assert not reply.nothing
    with pytest.raises(errors.BadReply) as caught:
        reply.expect_answer("m")
    assert str(caught.value) == said
    assert caught.value.hint


@pytest.mark.parametrize(("delta", "said"), [({"refusal": "I cannot help with that."}, REFUSED), ({"tool_calls": [{"index": 0}]}, TOOL)])  # fmt: skip
def test_an_answer_that_a_refusal_or_a_tool_ends_is_broken_off(delta: dict[str, Any], said: str) -> None:
    reply = heard(piece(content="Well. "), piece("stop", **delta))
    with pytest.raises(errors.StreamCut) as caught:
        reply.expect_answer("m")
    assert (reply.text, str(caught.value)) == ("Well. ", said)


@pytest.mark.parametrize("finish", ["length", "max_tokens", "MAX_TOKENS", "model_length"])
def test_an_answer_that_reached_its_limit_is_cut_whatever_the_server_calls_it(finish: str) -> None:
    assert heard(piece(finish, content="Lamps are")).usage(ASK).truncated


def test_reasoning_under_two_names_is_counted_once() -> None:
    one = heard(piece(reasoning="hmm " * 50), piece("stop", content="Yes.")).usage(ASK)
    two = heard(piece(reasoning="hmm " * 50, reasoning_content="hmm " * 50), piece("stop", content="Yes.")).usage(ASK)
    assert one == two
    assert one.completion > 50


@pytest.mark.parametrize("usage", [{}, {"prompt_tokens": None}, {"prompt_tokens": 0, "completion_tokens": 0}, {"prompt_tokens": "9"}, 5, []])  # fmt: skip
def test_a_usage_that_says_nothing_is_counted_here(usage: Any) -> None:
    told = heard(piece(content="Yes."), piece("stop"), {"choices": [], "usage": usage}).usage(ASK)
    assert told.estimated and told.prompt > 0 and told.completion > 0


def test_a_usage_told_with_each_word_is_no_end() -> None:
    assert not heard(piece(content="Half an") | {"usage": TOLD}, piece(content=" ans") | {"usage": TOLD}).ended
    assert heard(piece(content="Whole."), piece() | {"usage": TOLD}).ended
    assert not heard({"choices": [], "usage": TOLD}, piece(content="Half")).ended


def test_a_character_in_two_halves_is_one() -> None:
    assert heard(piece(content="\ud83d"), piece(content="\ude00!")).text == "😀!"


names = st.sampled_from(["content", "thinking", "text", "reasoning", "prompt_tokens"])
odd = st.recursive(
    st.none() | st.integers() | st.text(max_size=5),
    lambda value: st.lists(value, max_size=3) | st.dictionaries(names, value, max_size=4),
    max_leaves=8,
)
deltas = odd | st.fixed_dictionaries({}, optional={"content": odd, "reasoning": odd, "refusal": odd, "tool_calls": odd})
choices = odd | st.lists(odd | st.fixed_dictionaries({"delta": deltas}, optional={"finish_reason": odd}), max_size=2)
chunks = st.fixed_dictionaries({}, optional={"choices": choices, "usage": odd})


@given(st.lists(chunks, max_size=4))
@example([piece(content=[{"thinking": 5}, {"text": 5}, 5])])
def test_pieces_of_any_shape_are_heard_without_an_error(pieces: list[dict[str, Any]]) -> None:
    assert heard(*pieces).usage(ASK).prompt > 0


LONG = [{"role": "user", "content": "Words of a long prompt. " * 300}]


@pytest.mark.parametrize(
    ("prompt", "cached", "unread"), [(1808, 0, False), (1200, 0, False), (900, 0, True), (2, 1400, False)]
)
def test_a_prompt_that_was_read_in_part_is_noticed(prompt: int, cached: int, unread: bool) -> None:
    heard = ReplyAccumulator()
    details = SimpleNamespace(cached_tokens=cached)
    told = SimpleNamespace(prompt_tokens=prompt, completion_tokens=5, prompt_tokens_details=details)
    heard.hear(SimpleNamespace(choices=[], usage=told))
    usage = heard.usage(LONG)
    assert (usage.unread > 0) is unread
    assert usage.prompt + usage.unread == (tokens.of_call(LONG) if unread else prompt)


@pytest.mark.parametrize("text", ["模型合并任务向量。" * 500, "Die Prüfung größerer Übergänge. " * 200, "§§¶ " * 2_000])
def test_in_any_script_half_a_prompt_is_noticed_and_all_of_it_is_not(text: str) -> None:
    messages = [{"role": "user", "content": text}]
    sent = tokens.of_call(messages)
    for prompt, unread in ((sent, 0), (sent // 2, sent - sent // 2)):
        heard = ReplyAccumulator()
        heard.hear(SimpleNamespace(choices=[], usage=SimpleNamespace(prompt_tokens=prompt, completion_tokens=5)))
        assert heard.usage(messages).unread == unread


def test_what_is_counted_here_is_read() -> None:
    assert ReplyAccumulator().usage(LONG).unread == 0


def test_chunks_that_hold_no_choice_come_to_an_end_as_well() -> None:
    heard = ReplyAccumulator(3)
    for _ in range(10_000):
        heard.hear(1)
    assert heard.endless
