"""Servers as they are: what a real one does wrong, over real HTTP, from a script."""

from pathlib import Path
from typing import Any

import pytest

from askpapers import errors
from askpapers.answers.answer import Words
from askpapers.answers.usage import Usage
from askpapers.models import chat as llm
from askpapers.models import endpoint as offered
from askpapers.models.failures import ParameterRefused
from askpapers.models.server import Dialects, Server
from askpapers.network.failures import ATTEMPTS
from tests.servers.scripted import DONE, Step, chunk, error, serving, stream, usage

ASK = [{"role": "user", "content": "Hello?"}]

WHOLE = {"id": "c", "object": "chat.completion", "created": 1, "model": "m", "usage": {"prompt_tokens": 3, "completion_tokens": 2, "total_tokens": 5},
         "choices": [{"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": "<think>a</think>Fine."}}]}  # fmt: skip


class Waits:
    """Sleeps nothing and remembers for how long it was asked to."""

    def __init__(self) -> None:
        self.asked: list[float] = []

    async def __call__(self, seconds: float) -> None:
        self.asked.append(seconds)


def chat(
    url: str, *, key: str | None = "sk-secret-key-123", waits: Waits | None = None, path: Path | None = None
) -> llm.Chat:
    return llm.Chat("m", Server(url, key, 5), Dialects(path), sleep=waits or Waits())


async def said(model: llm.Chat) -> tuple[str, Usage]:
    text, last = "", None
    async for piece in model.stream(ASK, max_tokens=50):
        assert last is None, "usage comes last, once"
        if isinstance(piece, Words):
            text += piece.text
        else:
            last = piece
    assert last is not None
    return text, last


async def test_a_reply_streams_and_its_usage_comes_last() -> None:
    with serving(stream("Hel", "lo.")) as server:
        assert await said(chat(server.url)) == ("Hello.", Usage(11, 7, cost=None, calls=1))
        assert server.asked[0]["stream_options"] == {"include_usage": True}
        assert server.headers[0]["authorization"] == "Bearer sk-secret-key-123"


async def test_a_rate_limit_waits_as_told_and_goes_on() -> None:
    waits = Waits()
    with serving(error(429, "slow down", Retry_After="3"), error(503, "busy"), stream("ok")) as server:
        assert (await said(chat(server.url, waits=waits)))[0] == "ok"
    assert waits.asked[0] == 3.0
    assert len(waits.asked) == 2


async def test_a_wait_that_is_too_long_is_told() -> None:
    with serving(error(429, "slow down", Retry_After="3600")) as server, pytest.raises(errors.RateLimited):
        await said(chat(server.url))
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    "message", ["You exceeded your current quota, please check your plan and billing details", "Insufficient credits"]
)
async def test_a_spent_quota_stops_at_once(message: str) -> None:
    with serving(error(429, message, "insufficient_quota")) as server, pytest.raises(errors.QuotaSpent):
        await said(chat(server.url))
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    ("step", "kind", "code"),
    [
        (error(401, "Incorrect API key provided: sk-abcdefgh12345"), errors.KeyRefused, 5),
        (error(403, "no"), errors.KeyRefused, 5),
        (error(404, "The model `m` does not exist", "model_not_found"), errors.UnknownModel, 4),
        (error(404, "page not found"), errors.Unreachable, 4),
        (
            error(400, "This model's maximum context length is 8192 tokens", "context_length_exceeded"),
            errors.ContextOverflow,
            4,
        ),
        (error(402, "Payment required"), errors.QuotaSpent, 4),
        (error(400, "messages: roles must alternate"), errors.BadReply, 4),
        (Step(200, b"<html><title>Sign in to WiFi</title></html>", {"Content-Type": "text/html"}), errors.BadReply, 4),
        (Step(200, {"choices": []}), errors.BadReply, 4),
        (Step(302, {}, {"Location": "http://127.0.0.1:9/elsewhere"}), errors.Unreachable, 4),
        (stream(""), errors.BadReply, 4),
        (stream("", finish="length"), errors.BadReply, 4),
        (Step(lines=['data: {"error": {"message": "CUDA out of memory"}}\n\n']), errors.BadReply, 4),
        (Step(lines=["data: not json\n\n"]), errors.BadReply, 4),
        (Step(lines=["data: " + "[" * 90_000 + "\n\n"]), errors.BadReply, 4),
        (Step(lines=["data: 5\n\n", "data: []\n\n", DONE]), errors.BadReply, 4),
        (Step(lines=['data: {"error": {"message": "slow down", "code": 429}}\n\n']), errors.RateLimited, 4),
        (
            Step(lines=['data: {"object": "error", "message": "maximum context length", "code": 400}\n\n']),
            errors.ContextOverflow,
            4,
        ),
        (Step(lines=['data: {"type": "error", "message": "the engine is dead"}\n\n']), errors.BadReply, 4),
        (Step(lines=['event: error\ndata: {"type": "error", "message": "n_ctx"}\n\n']), errors.ContextOverflow, 4),
        (Step(200, {"error": {"message": "No credits left", "code": 402}}), errors.QuotaSpent, 4),
        (Step(200, {"object": "error", "message": "engine is dead"}), errors.BadReply, 4),
        (error(400, "No connected db.", "400"), errors.KeyRefused, 5),
    ],
)
async def test_each_fault_is_one_of_ours(step: Step, kind: type[errors.AskpapersError], code: int) -> None:
    with serving(step) as server, pytest.raises(kind) as caught:
        await said(chat(server.url))
    assert caught.value.exit_code == code
    assert "abcdefgh" not in str(caught.value)
    assert caught.value.hint


async def test_a_server_that_fails_for_good_was_asked_a_few_times() -> None:
    with serving(*[error(500, "oops")] * 9) as server, pytest.raises(errors.Unreachable):
        await said(chat(server.url))
    assert len(server.asked) == ATTEMPTS


async def test_no_key_where_one_is_wanted() -> None:
    with serving(error(401, "missing")) as server, pytest.raises(errors.KeyMissing):
        await said(chat(server.url, key=None))


async def test_where_nothing_listens_nobody_is_waited_for() -> None:
    waits = Waits()
    with pytest.raises(errors.NoServer):
        await said(chat("http://127.0.0.1:9/v1", waits=waits))
    assert waits.asked == []


async def test_what_is_refused_is_dropped_once_and_remembered(tmp_path: Path) -> None:
    path = tmp_path / "dialects.json"
    script = [
        error(400, "Unrecognized request argument supplied: stream_options"),
        error(400, "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead."),
        error(400, "Unsupported value: 'temperature' does not support 0.0"),
        stream("ok"),
        stream("ok"),
    ]
    with serving(*script) as server:
        await said(chat(server.url, path=path))
        await said(chat(server.url, path=path))
        assert len(server.asked) == 5
        last = server.asked[-1]
    assert "stream_options" not in last
    assert "temperature" not in last
    assert last["max_completion_tokens"] == 50


async def test_usage_left_out_is_counted_here() -> None:
    with serving(Step(lines=[chunk("Hello there."), chunk(finish="stop"), DONE])) as server:
        _, told = await said(chat(server.url))
    assert told.estimated
    assert (told.prompt, told.completion) == (9, 3)


@pytest.mark.parametrize(
    "lines",
    [
        [chunk(delta={"reasoning_content": "hmm "}), chunk("Yes."), chunk(finish="stop"), DONE],
        [chunk(delta={"reasoning": "hmm "}), chunk("Yes."), chunk(finish="stop"), DONE],
        [chunk("<thi"), chunk("nk>hm"), chunk("m </thin"), chunk("k>\n\nYes."), chunk(finish="stop"), DONE],
    ],
)
async def test_reasoning_is_hidden_and_counted(lines: list[str]) -> None:
    with serving(Step(lines=lines)) as server:
        text, told = await said(chat(server.url))
    assert text == "Yes."
    assert told.completion > 2


@pytest.mark.parametrize(
    ("words", "aloud"),
    [
        ("<thinking>hmm hmm</thinking>Yes.", 3),
        ("<mm:think>hmm hmm</mm:think>Yes.", 3),
        ("[THINK]hmm hmm[/THINK]Yes.", 3),
        ("<|channel|>analysis<|message|>hmm hmm<|end|><|start|>assistant<|channel|>final<|message|>Yes.<|return|>", 9),
        ("Yes.<|im_end|>", 5),
    ],
)
async def test_reasoning_and_control_tokens_are_left_out_and_counted(words: str, aloud: int) -> None:
    pieces = [chunk(words[at : at + 5]) for at in range(0, len(words), 5)]
    with serving(Step(lines=[*pieces, chunk(finish="stop"), usage(), DONE])) as server:
        text, told = await said(chat(server.url))
    assert text == "Yes."
    assert told.aloud >= aloud


@pytest.mark.parametrize(
    "lines",
    [
        [chunk(delta={"reasoning_content": "hmm "}), chunk(finish="stop"), usage(), DONE],
        [chunk(delta={"reasoning": "hmm "}), chunk(finish="stop"), usage(), DONE],
        [chunk("<think>hmm "), chunk(finish="stop"), usage(), DONE],
    ],
)
async def test_reasoning_without_an_answer_is_told(lines: list[str]) -> None:
    with serving(Step(lines=lines)) as server, pytest.raises(errors.BadReply, match="its reasoning and no answer"):
        await said(chat(server.url))


async def test_what_a_reply_without_an_answer_used_is_told() -> None:
    lines = [chunk(delta={"reasoning": "hmm "}), chunk(finish="length"), usage(), DONE]
    with serving(Step(lines=lines)) as server:
        reply = chat(server.url).stream(ASK, max_tokens=9)
        assert await anext(reply) == Usage(11, 7, cost=None, truncated=True, calls=1)
        with pytest.raises(errors.BadReply, match="used up the tokens"):
            await anext(reply)


async def test_a_whole_reply_of_reasoning_alone_is_told() -> None:
    message = {"role": "assistant", "content": "", "reasoning_content": "hmm"}
    with (
        serving(Step(200, {**WHOLE, "choices": [{"index": 0, "finish_reason": "stop", "message": message}]})) as server,
        pytest.raises(errors.BadReply, match="its reasoning and no answer"),
    ):
        await chat(server.url).complete(ASK, max_tokens=9)


@pytest.mark.parametrize("lines", [[], [DONE], [chunk(delta={"role": "assistant"}), DONE]])
async def test_after_an_empty_stream_the_reason_is_asked_for_without_streaming(lines: list[str]) -> None:
    refusal = error(400, "Requested tokens (9000) exceed context window of 2048")
    with serving(Step(lines=lines), refusal) as server, pytest.raises(errors.ContextOverflow):
        await said(chat(server.url))
    assert ["stream" in asked for asked in server.asked] == [True, False]


async def test_after_an_empty_stream_a_whole_reply_is_taken() -> None:
    with serving(Step(lines=[]), Step(200, WHOLE)) as server:
        assert (await said(chat(server.url)))[0] == "Fine."


async def test_a_stream_may_end_without_its_mark_and_its_last_event_without_a_blank_line() -> None:
    with serving(Step(lines=[chunk("Yes."), chunk(finish="stop")])) as server:
        assert (await said(chat(server.url)))[0] == "Yes."
    with serving(Step(lines=[chunk("Ye"), chunk("s.", finish="stop").rstrip()])) as server:
        assert (await said(chat(server.url)))[0] == "Yes."
    with serving(Step(lines=[chunk("Yes."), chunk(finish="stop"), usage(), DONE.rstrip()])) as server:
        assert await said(chat(server.url)) == ("Yes.", Usage(11, 7, cost=None, calls=1))


@pytest.mark.parametrize("piece", [{"text": "word "}, {}, {"delta": {"reasoning_content": "hm "}}])
async def test_a_stream_without_end_is_read_no_further_than_was_asked_for(piece: dict[str, Any]) -> None:
    endless = [chunk("It is so. "), *[chunk(**piece)] * 5000]
    with (
        serving(Step(lines=endless, silent=True)) as server,
        pytest.raises(errors.StreamCut, match="went on past the 50"),
    ):
        await said(chat(server.url))


async def test_a_whole_reply_that_is_far_longer_than_asked_for_is_cut() -> None:
    message = {"role": "assistant", "content": "word " * 5000}
    with serving(
        Step(200, {**WHOLE, "choices": [{"index": 0, "finish_reason": "stop", "message": message}]})
    ) as server:
        text, told = await chat(server.url).complete(ASK, max_tokens=50)
    assert len(text) < 5000
    assert told.truncated


async def test_keep_alive_comments_and_empty_choices_are_passed_over() -> None:
    lines = [
        ": keep-alive\n\n",
        'data: {"id":"c","object":"x","created":1,"model":"m","choices":[]}\n\n',
        chunk("Yes."),
        ": ping\n\n",
        chunk(finish="stop"),
        usage(),
        DONE,
    ]
    with serving(Step(lines=lines)) as server:
        assert (await said(chat(server.url)))[0] == "Yes."


async def test_a_cut_stream_keeps_its_words() -> None:
    words = ""
    with serving(Step(lines=[chunk("Half an "), chunk("answer")], cut=True)) as server, pytest.raises(errors.StreamCut):
        async for piece in chat(server.url).stream(ASK, max_tokens=50):
            assert isinstance(piece, Words)
            words += piece.text
    assert words == "Half an answer"


@pytest.mark.parametrize("finish", ["error", "content_filter"])
async def test_a_reply_that_the_server_breaks_off_is_no_whole_answer(finish: str) -> None:
    with serving(stream("Half an answer", finish=finish)) as server, pytest.raises(errors.StreamCut):
        await said(chat(server.url))


async def test_a_cut_stream_that_told_its_usage_with_each_word_is_still_cut() -> None:
    told = {"usage": {"prompt_tokens": 11, "completion_tokens": 1}}
    with (
        serving(Step(lines=[chunk("Half", **told), chunk(" an", **told)])) as server,
        pytest.raises(errors.StreamCut),
    ):
        await said(chat(server.url))


@pytest.mark.parametrize("mark", [DONE, DONE.rstrip(), "data:[DONE]\r\n\r\n", ": ping\n\ndata: [DONE]\n\n"])
async def test_a_stream_that_comes_to_its_mark_is_whole_without_a_reason_why_it_ended(mark: str) -> None:
    with serving(Step(lines=[chunk("Yes, "), chunk("in Rome."), mark])) as server:
        assert (await said(chat(server.url)))[0] == "Yes, in Rome."


@pytest.mark.parametrize("lines", [[chunk("Half an")], [chunk("It says data: [DONE] at"), chunk("\ndata: [DONE]\n")]])
async def test_a_stream_that_comes_to_no_mark_and_tells_no_reason_was_broken_off(lines: list[str]) -> None:
    with serving(Step(lines=lines)) as server, pytest.raises(errors.StreamCut, match="in the middle"):
        await said(chat(server.url))


async def test_a_key_that_is_refused_after_the_first_word_cuts_the_stream() -> None:
    late = 'data: {"error": {"message": "expired", "code": 401}}\n\n'
    with serving(Step(lines=[chunk("Half"), late])) as server, pytest.raises(errors.StreamCut):
        await said(chat(server.url))


async def test_a_server_that_cannot_stream_is_heard_whole() -> None:
    with serving(Step(200, WHOLE)) as server:
        assert await said(chat(server.url)) == ("Fine.", Usage(3, 2, cost=None, calls=1, aloud=1))


async def test_an_error_instead_of_a_whole_reply_is_told() -> None:
    with (
        serving(Step(200, {"error": {"message": "the engine is dead", "code": 500}})) as server,
        pytest.raises(errors.BadReply, match="the engine is dead"),
    ):
        await chat(server.url).complete(ASK, max_tokens=9)


async def test_a_silent_server_is_asked_once_because_it_may_be_at_work() -> None:
    with serving(Step(silent=True), stream("too late")) as server:
        silent = llm.Chat("m", Server(server.url, None, 0.5), Dialects(None), sleep=Waits())
        with pytest.raises(errors.Unreachable, match="did not answer in time"):
            await said(silent)
        assert len(server.asked) == 1


async def test_a_stream_that_stalls_keeps_its_words_however_many_comments_it_sends() -> None:
    words = ""
    with serving(Step(lines=[chunk("Half an "), chunk("answer")], silent=True)) as server:
        stalling = llm.Chat("m", Server(server.url, None, 1.0), Dialects(None), sleep=Waits())
        with pytest.raises(errors.StreamCut, match="did not answer in time"):
            async for piece in stalling.stream(ASK, max_tokens=50):
                assert isinstance(piece, Words)
                words += piece.text
    assert words == "Half an answer"


async def test_what_belongs_to_another_server_is_not_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-of-another")
    monkeypatch.setenv("OPENAI_ORG_ID", "org-of-another")
    monkeypatch.setenv("OPENAI_PROJECT_ID", "project-of-another")
    monkeypatch.setenv("OPENAI_CUSTOM_HEADERS", "X-Gateway: secret-of-another\nAuthorization: Bearer of-another")
    with serving(stream("ok"), stream("ok"), stream("ok")) as server:
        await said(chat(server.url, key=None))
        await said(chat(server.url))
        monkeypatch.setenv("OPENAI_BASE_URL", server.url)
        await said(chat(server.url))
        none, own, beside = server.headers
    assert "of-another" not in str(none) + str(own)
    assert own["authorization"] == beside["authorization"] == "Bearer sk-secret-key-123"
    assert beside["x-gateway"] == "secret-of-another"


@pytest.mark.parametrize("key", ["sk-“quoted”", "sk-two\nlines", "sk-\u200b1234"])
async def test_a_key_that_cannot_be_one_is_not_sent(key: str) -> None:
    with serving() as server:
        with pytest.raises(errors.KeyRefused) as caught:
            await said(chat(server.url, key=key))
        assert server.asked == []
    assert key[3:] not in str(caught.value)


async def test_a_refusal_is_found_in_a_long_message() -> None:
    detail = {"detail": [{"loc": ["body", "messages"], "msg": "x" * 900}, {"loc": ["body", "stream_options"]}]}
    with serving(Step(422, detail), stream("ok")) as server:
        assert (await said(chat(server.url)))[0] == "ok"
        assert "stream_options" not in server.asked[1]


async def test_a_reply_cut_by_its_limit_says_so() -> None:
    with serving(stream("Half", finish="length")) as server:
        assert (await said(chat(server.url)))[1].truncated


async def test_azures_paths_and_header() -> None:
    with serving(stream("ok")) as server:
        base = server.url.removesuffix("/v1") + "/openai/deployments/mine?api-version=2025-01-01"
        await said(chat(base))
        assert server.headers[0]["api-key"] == "sk-secret-key-123"
        assert "authorization" not in server.headers[0]


async def test_complete_and_embed() -> None:
    vectors = {"object": "list", "model": "e", "data": [{"object": "embedding", "index": 1, "embedding": [0.0, 2.0]}, {"object": "embedding", "index": 0, "embedding": [3.0, 0.0]}], "usage": {"prompt_tokens": 1, "total_tokens": 1}}  # fmt: skip
    with serving(Step(200, WHOLE), Step(200, vectors)) as server:
        assert await chat(server.url).complete(ASK, max_tokens=9) == ("Fine.", Usage(3, 2, cost=None, calls=1, aloud=1))
        made = await offered.embeddings(Server(server.url, "k", 5), "e", ["a", "b"])
    assert made == [[3.0, 0.0], [0.0, 2.0]]


async def test_no_exception_of_openais_escapes() -> None:
    import httpx2
    import openai

    request = httpx2.Request("POST", "http://x/v1")
    server = Server("http://x/v1", "k", 5)
    raised: list[Exception] = [
        openai.APIConnectionError(request=request),
        openai.APITimeoutError(request),
        openai.OpenAIError("x"),
    ]
    raised += [
        openai.APIStatusError("x", response=httpx2.Response(status, request=request), body=None)
        for status in (400, 401, 403, 404, 409, 418, 422, 429, 500, 529)
    ]
    lost = (httpx2.ConnectError, httpx2.ReadTimeout, httpx2.DecodingError, httpx2.RemoteProtocolError)
    raised += [error_class("x") for error_class in lost]
    for one in raised:

        async def call(one: Exception = one) -> None:
            raise one

        with pytest.raises((errors.AskpapersError, ParameterRefused)):
            await llm.send(call, server, "m", Waits())
