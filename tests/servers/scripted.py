"""A model server that misbehaves as it is told: each request takes the next step of a script."""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Step:
    """One answer: a status with a JSON body, or lines of a stream; `cut` breaks the connection at its end.

    A `silent` one says nothing more after its lines, but comments, until the client goes away or the server ends.
    """

    status: int = 200
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    lines: Sequence[str] | None = None
    cut: bool = False
    silent: bool = False


def chunk(text: str = "", finish: str | None = None, **extra: Any) -> str:
    """Return one line of a stream."""
    delta = {"content": text} if text else {}
    choice = {"index": 0, "delta": {**delta, **extra.pop("delta", {})}, "finish_reason": finish}
    data = {"id": "c", "object": "chat.completion.chunk", "created": 1, "model": "m", "choices": [choice], **extra}
    return f"data: {json.dumps(data)}\n\n"


def usage(prompt: int = 11, completion: int = 7, cached: int = 0) -> str:
    """Return the line that tells the usage."""
    told = {"prompt_tokens": prompt, "completion_tokens": completion, "total_tokens": prompt + completion,
            "prompt_tokens_details": {"cached_tokens": cached}}  # fmt: skip
    return f"data: {json.dumps({'id': 'c', 'object': 'chat.completion.chunk', 'created': 1, 'model': 'm', 'choices': [], 'usage': told})}\n\n"


DONE = "data: [DONE]\n\n"


def stream(*texts: str, finish: str | None = "stop") -> Step:
    """Return a whole stream."""
    return Step(lines=[*(chunk(text) for text in texts), chunk(finish=finish), usage(), DONE])


def error(status: int, message: str, code: str | None = None, **headers: str) -> Step:
    """Return an error as OpenAI words it."""
    return Step(
        status,
        {"error": {"message": message, "code": code, "type": "x", "param": None}},
        {k.replace("_", "-"): v for k, v in headers.items()},
    )


class Server(ThreadingHTTPServer):
    """A server that says nothing of a client that went away, which is what some tests are about."""

    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


@dataclass
class Scripted:
    """A running server: its address and what it was asked."""

    url: str
    asked: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)


@contextmanager
def serving(*steps: Step, port: int = 0) -> Iterator[Scripted]:
    """Serve the steps in order, on a free port unless one is named."""
    left = list(steps)
    over = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *args: object) -> None:
            return

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            scripted.asked.append(json.loads(body))
            self.answer()

        def do_GET(self) -> None:
            scripted.asked.append({"path": self.path})
            self.answer()

        def answer(self) -> None:
            scripted.headers.append({k.lower(): v for k, v in self.headers.items()})
            step = left.pop(0) if left else Step(500, {"error": {"message": "the script is over"}})
            if step.lines is None and step.silent:
                over.wait()
                return
            if step.lines is None:
                data = step.body if isinstance(step.body, bytes) else json.dumps(step.body).encode()
                self.send_response(step.status)
                for name, value in {"Content-Type": "application/json", **step.headers}.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)
                return
            self.send_response(200)
            self.send_header("Content-Type", "text/event-stream")
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            for line in step.lines:
                data = line.encode()
                self.wfile.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")
            while step.silent and not over.wait(0.02):
                try:
                    self.wfile.write(b"c\r\n: ping ping\n\r\n")
                except OSError:
                    return
            if step.cut:
                self.close_connection = True
                return
            self.wfile.write(b"0\r\n\r\n")

    server = Server(("127.0.0.1", port), Handler)
    scripted = Scripted(f"http://127.0.0.1:{server.server_address[1]}/v1")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield scripted
    finally:
        over.set()
        server.shutdown()
        server.server_close()
