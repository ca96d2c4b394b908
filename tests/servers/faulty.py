"""Servers that fail at the level of bytes: each request gets the same answer, whatever it asks."""

from __future__ import annotations

import gzip
import re
import socket
import ssl
import struct
import threading
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from tests.servers.scripted import DONE, chunk

Speech = Callable[[socket.socket, threading.Event], None]
"""What is said on a connection whose request was read; the event says that the test is over."""

STREAM = (chunk("Hello") + chunk(finish="stop") + DONE).encode()
PAGE = b"<html><body>Sign in to WiFi</body></html>"
JSON = "application/json"
EVENTS = "text/event-stream"


def http(body: bytes, kind: str = JSON, *more: str, status: str = "200 OK", length: int | None = None) -> bytes:
    """Return a whole answer; `length` is what it says of itself."""
    size = len(body) if length is None else length
    head = [f"HTTP/1.1 {status}", f"Content-Type: {kind}", f"Content-Length: {size}", "Connection: close", *more]
    return "\r\n".join([*head, "", ""]).encode() + body


def chunked(body: bytes, kind: str = EVENTS) -> bytes:
    """Return an answer whose body is sent as it stands, and said to be in chunks."""
    return f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nTransfer-Encoding: chunked\r\n\r\n".encode() + body


def hear(connection: socket.socket) -> None:
    """Read a whole request: closing on what was not read resets the connection, and the answer with it."""
    request = connection.recv(65_536)
    while request.startswith(b"POST") and b"\r\n\r\n" not in request:
        if not (part := connection.recv(65_536)):
            return
        request += part
    head, _, body = request.partition(b"\r\n\r\n")
    length = re.search(rb"(?i)\ncontent-length: *(\d+)", head)
    missing = int(length[1]) - len(body) if length else 0
    while missing > 0 and (part := connection.recv(65_536)):
        missing -= len(part)


def reset(connection: socket.socket, over: threading.Event) -> None:
    """End the connection by force."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def silent(connection: socket.socket, over: threading.Event) -> None:
    """Say nothing."""
    over.wait()


def after(begun: bytes, then: Speech) -> Speech:
    """Say something, and then do what `then` does."""

    def speak(connection: socket.socket, over: threading.Event) -> None:
        connection.sendall(begun)
        then(connection, over)

    return speak


def endless(begun: bytes, again: bytes) -> Speech:
    """Say `again` for as long as somebody listens, 200 MB at most."""

    def speak(connection: socket.socket, over: threading.Event) -> None:
        connection.sendall(begun)
        piece = again * max(1, 65_536 // len(again))
        for _ in range(200_000_000 // len(piece)):
            if over.is_set():
                return
            connection.sendall(piece)

    return speak


@contextmanager
def saying(answer: bytes | Speech, *, host: str = "127.0.0.1", tls: ssl.SSLContext | None = None) -> Iterator[str]:
    """Answer every request with these bytes and close; yield the address, "http://127.0.0.1:PORT"."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening, over = socket.create_server((host, 0), family=family), threading.Event()

    def talk(connection: socket.socket) -> None:
        with suppress(OSError), connection:
            if tls:
                connection = tls.wrap_socket(connection, server_side=True)
            hear(connection)
            if callable(answer):
                answer(connection, over)
            else:
                connection.sendall(answer)

    def serve() -> None:
        while True:
            try:
                connection, _ = listening.accept()
            except OSError:
                return
            threading.Thread(target=talk, args=(connection,), daemon=True).start()

    threading.Thread(target=serve, daemon=True).start()
    name = f"[{host}]" if ":" in host else host
    try:
        yield f"{'https' if tls else 'http'}://{name}:{listening.getsockname()[1]}"
    finally:
        over.set()
        listening.shutdown(socket.SHUT_RDWR)
        listening.close()


BOMB = gzip.compress(b" " * 90_000_000)
PACKED = "Content-Encoding: gzip"
BODY = b'{"id": "c", "object": "chat.completion", "choices": [{"index": 0, "message": {"role": "assistant", "content": "Hello"}}]}'
FAULTS: dict[str, bytes | Speech] = {
    # Not an answer at all
    "a reset": reset,
    "no answer": b"",
    "no HTTP": b"SSH-2.0-OpenSSH_9.6\r\nKex\r\n\r\n",
    "TLS where HTTP was expected": b"\x15\x03\x01\x00\x02\x02\x46",
    "noise": bytes(range(256)) * 8,
    "HTTP/0.9": PAGE,
    "a status that is no number": b"HTTP/1.1 OK fine\r\n\r\n",
    "a status of no kind": http(b"{}", status="999 Odd"),
    "silence": silent,
    "half a status line": after(b"HTTP/1.1 20", silent),
    "heads and no body": after(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n", silent),
    "a reset after the heads": after(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 90\r\n\r\n{", reset),
    # Heads
    "endless heads": endless(b"HTTP/1.1 200 OK\r\n", b"X-More: more and more\r\n"),
    "one endless head": endless(b"HTTP/1.1 200 OK\r\nX-More: ", b"more"),
    "an endless continue": endless(b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    "another protocol": b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n",
    "a negative length": http(BODY, length=-5),
    "a length that is no number": b"HTTP/1.1 200 OK\r\nContent-Length: much\r\n\r\n{}",
    "two lengths": b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 4\r\n\r\n{}{}",
    "a longer length": http(BODY, length=len(BODY) + 10),
    "a shorter length": http(BODY, length=len(BODY) - 10),
    # Bodies of a success
    "a page": http(PAGE, "text/html"),
    "a page that is called JSON": http(PAGE),
    "a page that is called a stream": http(PAGE, EVENTS),
    "broken gzip": http(b"\x1f\x8b\x08nonsense", JSON, PACKED),
    "broken gzip of a stream": http(b"\x1f\x8b\x08nonsense", EVENTS, PACKED),
    "half of gzip": http(gzip.compress(STREAM)[:30], JSON, PACKED),
    "broken deflate": http(b"nonsense", JSON, "Content-Encoding: deflate"),
    "an unknown packing": http(b"\x8b\x01\x80nonsense\x03", JSON, "Content-Encoding: br"),
    "a bomb": http(BOMB, JSON, PACKED),
    "a bomb of deflate": http(zlib.compress(b" " * 9_000_000), JSON, "Content-Encoding: deflate"),
    "a bomb of events": http(BOMB, EVENTS, PACKED),
    "an empty answer": http(b""),
    "an empty stream": http(b"", EVENTS),
    "no content": b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n",
    "null": http(b"null"),
    "a list": http(b"[]"),
    "a number": http(b"42"),
    "a text": http(b'"Hello"'),
    "cut JSON": http(BODY[:60]),
    "deep JSON": http(b"[" * 200_000),
    "no UTF-8": http(b'{"choices": [{"message": {"content": "\xff\xfe\xed\xa0\x80"}}]}'),
    "no choices": http(b'{"object": "chat.completion", "choices": []}'),
    "choices that are null": http(b'{"object": "chat.completion", "choices": null}'),
    "choices that are words": http(b'{"object": "chat.completion", "choices": "Hello"}'),
    "content that is null": http(BODY.replace(b'"Hello"', b"null")),
    "content that is a number": http(BODY.replace(b'"Hello"', b"5")),
    "an error with success": http(b'{"error": {"message": "The model crashed.", "code": 500}}'),
    "an endless body": endless(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n", b" "),
    "an endless line": endless(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: ", b"x"),
    # Streams
    "a stream cut": chunked(b"%x\r\n%s\r\n" % (len(chunk("Hello").encode()), chunk("Hello").encode())),
    "a stream with no end": http(chunk("Hello").encode(), EVENTS),
    "a stream reset": after(chunked(b"%x\r\n%s\r\n" % (len(chunk("Hello").encode()), chunk("Hello").encode())), reset),
    "a stream that falls silent": after(chunked(b"%x\r\n%s\r\n" % (len(chunk("Hello").encode()), chunk("Hello").encode())), silent),
    "a size of a chunk that is none": chunked(b"zz\r\nHello\r\n"),
    "events that are no JSON": http(b"data: {broken\n\ndata: [DONE]\n\n", EVENTS),
    "events of another kind": http(b"event: ping\ndata: 1\n\ndata: [DONE]\n\n", EVENTS),
    "an error in the stream": http(chunk("Hello").encode() + b'data: {"error": {"message": "The GPU is gone."}}\n\n', EVENTS),
    "nothing but done": http(DONE.encode(), EVENTS),
    # Statuses
    "a page with 404": http(PAGE, "text/html", status="404 Not Found"),
    "a page with 500": http(PAGE, "text/html", status="500 Internal Server Error"),
    "a page with 502": http(PAGE, "text/html", status="502 Bad Gateway"),
    "401": http(b"", status="401 Unauthorized"),
    "403": http(b"", status="403 Forbidden"),
    "407": http(b"", status="407 Proxy Authentication Required"),
    "413": http(b"", status="413 Payload Too Large"),
    "429 for an hour": http(b"{}", JSON, "Retry-After: 3600", status="429 Too Many Requests"),
    "429 until a day": http(b"{}", JSON, "Retry-After: Wed, 21 Oct 2099 07:28:00 GMT", "Date: Wed, 21 Oct 2026 07:28:00 GMT", status="429 Too Many Requests"),
    "429 for no time that is one": http(b"{}", JSON, "Retry-After: soon", status="429 Too Many Requests"),
    "503 for an hour": http(b"", JSON, "Retry-After: 3600", status="503 Service Unavailable"),
    "511": http(PAGE, "text/html", status="511 Network Authentication Required"),
    "a redirect elsewhere": http(b"", JSON, "Location: http://elsewhere.example/", status="302 Found"),
    "a redirect to itself": http(b"", JSON, "Location: /v1/chat/completions", status="307 Temporary Redirect"),
    "a redirect to nowhere": http(b"", JSON, status="302 Found"),
    "a redirect to a file": http(b"", JSON, "Location: file:///etc/passwd", status="302 Found"),
}  # fmt: skip
"""Seventy answers by what is wrong with each."""
