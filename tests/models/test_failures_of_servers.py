"""Servers that answer with success and something else, or with nothing: each has its own sentence."""

from __future__ import annotations

import gzip
import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from askpapers import errors
from askpapers.answers.answer import Words
from askpapers.models.chat import Chat
from askpapers.models.server import Server
from tests.servers.scripted import DONE, chunk

STREAM = (chunk("Hello") + chunk(finish="stop") + DONE).encode()
PAGE = b"<html><body>Sign in to WiFi</body></html>"


@contextmanager
def saying(answer: bytes | None) -> Iterator[Server]:
    """Answer every request with these bytes and close; None resets the connection."""
    listening = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        while True:
            try:
                connection, _ = listening.accept()
            except OSError:
                return
            with connection:
                connection.recv(65_536)
                if answer is None:
                    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                else:
                    connection.sendall(answer)

    threading.Thread(target=serve, daemon=True).start()
    try:
        yield Server(f"http://127.0.0.1:{listening.getsockname()[1]}/v1", None, 5)
    finally:
        listening.shutdown(socket.SHUT_RDWR)
        listening.close()


def http(body: bytes, kind: str, *more: str) -> bytes:
    head = ["HTTP/1.1 200 OK", f"Content-Type: {kind}", f"Content-Length: {len(body)}", "Connection: close", *more]
    return "\r\n".join([*head, "", ""]).encode() + body


async def at_once(seconds: float) -> None:
    return


PACKED = "Content-Encoding: gzip"
FAULTS = {
    "a page": (http(PAGE, "text/html"), "A web page came"),
    "a page that is called JSON": (http(PAGE, "application/json"), "A web page came"),
    "a page that is called a stream": (http(PAGE, "text/event-stream"), "A web page came|cannot be read"),
    "broken gzip": (http(b"\x1f\x8b\x08nonsense", "text/event-stream", PACKED), "compression is broken"),
    "broken gzip of JSON": (http(b"\x1f\x8b\x08nonsense", "application/json", PACKED), "compression is broken"),
    "half of gzip": (http(gzip.compress(STREAM)[:30], "application/json", PACKED), "nothing at all|compression"),
    "a reset": (None, r"ended the connection by force \(reset\)"),
    # Which of the two depends on whether the kernel still held a part of the request.
    "no answer": (b"", r"ended the connection (without an answer|by force \(reset\))"),
    "no HTTP": (b"SSH-2.0-OpenSSH_9.6\r\nKex\r\n\r\n", "does not speak HTTP"),
    "an empty answer": (http(b"", "application/json"), "answered with nothing at all"),
}


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("streams", [True, False])
async def test_each_fault_of_a_server_has_its_own_sentence(fault: str, streams: bool) -> None:
    answer, words = FAULTS[fault]
    with saying(answer) as server:
        chat = Chat("m", server, sleep=at_once)
        with pytest.raises(errors.ServiceError, match=words) as caught:
            if streams:
                _ = [piece async for piece in chat.stream([{"role": "user", "content": "hi"}], max_tokens=9)]
            else:
                await chat.complete([{"role": "user", "content": "hi"}], max_tokens=9)
    assert caught.value.hint


@pytest.mark.parametrize("kind", ["application/json", "text/html", "text/plain", "application/octet-stream"])
async def test_a_good_stream_under_another_name_is_read(kind: str) -> None:
    with saying(http(STREAM, kind)) as server:
        heard = [p async for p in Chat("m", server).stream([{"role": "user", "content": "hi"}], max_tokens=9)]
    assert heard[0] == Words("Hello")
