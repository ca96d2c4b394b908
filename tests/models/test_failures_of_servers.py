"""Servers that answer with success and something else, or with nothing: each has its own sentence."""

from __future__ import annotations

import ssl
from collections.abc import Awaitable, Callable

import pytest

from askpapers import errors
from askpapers.answers.answer import Words
from askpapers.models import server
from askpapers.models.chat import Chat
from askpapers.models.endpoint import embeddings, models
from askpapers.models.server import Server
from tests.servers.faulty import EVENTS, FAULTS, JSON, PAGE, STREAM, http, saying

MESSAGES = [{"role": "user", "content": "hi"}]
RULES = "answers against the rules of HTTP|broke in the middle"
PAGES = "A web page came"
NO_HTTP = "does not speak HTTP"
OTHER = "not a chat completion"
# Which of the two depends on whether the kernel still held a part of the request.
GONE = r"ended the connection (without an answer|by force \(reset\))"
CUT = r"in the middle of (its answer|the reply)|in the middle\.|by force|a stream where a whole"
EMPTY = "answered with nothing at all"
SENTENCES = {
    "a reset": GONE, "no answer": GONE, "no HTTP": NO_HTTP, "TLS where HTTP was expected": NO_HTTP, "noise": NO_HTTP,
    "HTTP/0.9": GONE, "a status that is no number": NO_HTTP, "a status of no kind": r"failed \(999\)",
    "silence": "did not answer in time", "half a status line": "did not answer in time",
    "a reset after the heads": CUT, "endless heads": "heads without an end", "one endless head": "heads without an end",
    "another protocol": "another protocol than HTTP", "a negative length": RULES, "a length that is no number": RULES,
    "two lengths": RULES, "a longer length": CUT, "a shorter length": OTHER,
    "a page": PAGES, "a page that is called JSON": PAGES, "a page that is called a stream": f"{PAGES}|cannot be read",
    "broken gzip": "compression is broken", "broken gzip of a stream": "compression is broken",
    "half of gzip": "compression breaks off|middle of the reply", "broken deflate": "compression is broken",
    "an unknown packing": "packed as br, which was not asked for", "an empty answer": EMPTY, "an empty stream": EMPTY, "no content": EMPTY,
    "null": OTHER, "a list": OTHER, "a number": OTHER, "a text": OTHER, "cut JSON": OTHER,
    "deep JSON": f"{OTHER}|nested too deeply|by force", "no UTF-8": f"{OTHER}|bytes that are no text",
    "no choices": OTHER, "choices that are null": OTHER, "choices that are words": "empty reply",
    "content that is null": "empty reply", "content that is a number": "empty reply", "an error with success": "The model crashed",
    "a stream cut": CUT, "a stream with no end": CUT, "a stream reset": CUT, "a size of a chunk that is none": RULES,
    "events that are no JSON": "cannot be read|a stream where a whole", "events of another kind": f"empty reply|{OTHER}",
    "an error in the stream": "The GPU is gone|a stream where a whole", "nothing but done": "a stream where a whole",
    "a page with 404": "no chat service at this address", "a page with 500": r"failed \(500\): a web page",
    "a page with 502": r"failed \(502\): a web page", "401": r"wants a key\.$", "403": r"wants a key\.$", "407": "proxy .* wants a name",
    "413": r"too long for m\.$", "429 for an hour": "fewer requests", "429 until a day": "fewer requests",
    "429 for no time that is one": "fewer requests", "503 for an hour": r"failed \(503\)\.$", "511": "log in first",
    "a redirect elsewhere": "another address", "a redirect to itself": "another address", "a redirect to nowhere": "another address",
    "a redirect to a file": "another address",
}  # fmt: skip
"""What is said of each; where two are possible, streamed and not. What takes seconds is left to `tests.faults.servers`."""

SLOW = {
    "heads and no body",
    "an endless continue",
    "a bomb",
    "a bomb of deflate",
    "a bomb of events",
    "an endless body",
    "an endless line",
    "a stream that falls silent",
}


async def at_once(seconds: float) -> None:
    return


async def answer_of(url: str, streams: bool, patience: float = 5) -> str:
    chat = Chat("m", Server(f"{url}/v1", None, patience), sleep=at_once)
    if streams:
        return "".join([str(getattr(piece, "text", "")) async for piece in chat.stream(MESSAGES, max_tokens=9)])
    return (await chat.complete(MESSAGES, max_tokens=9))[0]


def test_no_fault_is_forgotten() -> None:
    assert SENTENCES.keys() | SLOW == FAULTS.keys()


@pytest.mark.parametrize("fault", SENTENCES)
@pytest.mark.parametrize("streams", [True, False], ids=["streamed", "whole"])
async def test_each_fault_of_a_server_has_its_own_sentence(fault: str, streams: bool) -> None:
    with saying(FAULTS[fault]) as url, pytest.raises((errors.ServiceError, errors.KeyProblem)) as caught:
        await answer_of(url, streams, 0.2 if "time" in SENTENCES[fault] else 5)
    caught.match(SENTENCES[fault])
    assert caught.value.hint
    assert "bytearray" not in str(caught.value)


Asks = Callable[[str], Awaitable[object]]
ASKED: dict[str, Asks] = {
    "streamed": lambda url: answer_of(url, True),
    "whole": lambda url: answer_of(url, False),
    "models": lambda url: models(Server(f"{url}/v1", None, 5)),
    "vectors": lambda url: embeddings(Server(f"{url}/v1", None, 5), "m", ["a"], sleep=at_once),
}


@pytest.mark.parametrize("fault", ["a bomb", "a bomb of deflate", "a bomb of events"])
@pytest.mark.parametrize("asked", ASKED)
async def test_what_unpacks_to_more_than_an_answer_holds_is_not_read(
    fault: str, asked: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "MOST_BYTES", 2_000_000)
    with saying(FAULTS[fault]) as url, pytest.raises(errors.StreamCut) as caught:
        await ASKED[asked](url)
    assert str(caught.value) == "The server sent more than 2 MB when unpacked: the rest is not read."


DENSE = b"[" + b"[]," * 1_600_000 + b"0]"


@pytest.mark.parametrize("answer", [http(DENSE), http(b"data: " + DENSE + b"\n\n", EVENTS)], ids=["whole", "an event"])
@pytest.mark.parametrize("asked", ["streamed", "whole", "vectors"])
async def test_five_megabytes_that_would_take_two_hundred_as_values_are_not_read(answer: bytes, asked: str) -> None:
    with saying(answer) as url, pytest.raises(errors.StreamCut, match="more values than are read at once"):
        await ASKED[asked](url)


async def test_a_wait_of_an_hour_is_told_and_not_waited_for() -> None:
    with saying(FAULTS["429 for an hour"]) as url, pytest.raises(errors.RateLimited) as caught:
        await answer_of(url, True)
    assert caught.value.hint == "It asks not to be asked again for 60 minutes."


@pytest.mark.parametrize("kind", ["application/json", "text/html", "text/plain", "application/octet-stream"])
async def test_a_good_stream_under_another_name_is_read(kind: str) -> None:
    with saying(http(STREAM, kind)) as url:
        chat = Chat("m", Server(f"{url}/v1", None, 5))
        heard = [piece async for piece in chat.stream(MESSAGES, max_tokens=9)]
    assert heard[0] == Words("Hello")


async def test_a_server_at_an_address_of_six_is_reached_and_named() -> None:
    with saying(http(STREAM, EVENTS), host="::1") as url:
        assert await answer_of(url, True) == "Hello"
        assert Server(f"{url}/v1", None, 5).name == f"{url}/v1"


async def test_a_web_page_in_the_place_of_vectors_is_called_one() -> None:
    with saying(http(PAGE, "text/html")) as url, pytest.raises(errors.BadReply, match=PAGES):
        await embeddings(Server(f"{url}/v1", None, 5), "m", ["a"], sleep=at_once)


async def test_what_speaks_no_tls_is_told() -> None:
    with saying(http(b"{}", JSON)) as url, pytest.raises(errors.NoServer, match="does not speak https"):
        await answer_of(url.replace("http:", "https:"), True)


@pytest.mark.parametrize("name", ["HTTP_PROXY", "ALL_PROXY"])
async def test_a_proxy_that_is_not_there_is_named(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, "http://ada:secret@127.0.0.1:9")
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    with pytest.raises(
        errors.NoServer, match=r"by the proxy http://127\.0\.0\.1:9, and nothing answers there"
    ) as caught:
        await answer_of("http://models.example", True)
    assert "NO_PROXY" in caught.value.hint
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("address", ["socks5://127.0.0.1:9", "nonsense://127.0.0.1:9"])
async def test_a_proxy_of_no_use_is_an_error_of_usage(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALL_PROXY", address)
    with pytest.raises(errors.UsageError, match="proxy that the environment names"):
        await answer_of("http://models.example", True)


async def test_a_certificate_that_nobody_vouches_for_is_told(certified: ssl.SSLContext) -> None:
    with saying(http(STREAM, EVENTS), tls=certified) as url, pytest.raises(errors.NoServer) as caught:
        await answer_of(url, True)
    assert "shows a certificate that is not trusted: self-signed certificate" in str(caught.value)
    assert "SSL_CERT_FILE" in caught.value.hint


async def test_the_authority_that_vouches_for_it_can_be_named(
    certified: ssl.SSLContext, certificate: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", certificate)
    with saying(http(STREAM, EVENTS), tls=certified) as url:
        assert await answer_of(url, True) == "Hello"
