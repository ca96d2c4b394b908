"""A local web server that plays back scripted answers, faults and all."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from urllib.parse import parse_qsl, urlsplit

from tests.servers.scripted import Server


@dataclass(frozen=True)
class Reply:
    """One answer; `cut` closes the line after half of the body, `drip` sends a byte at a time without end."""

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    cut: bool = False
    drip: bool = False


@dataclass(frozen=True)
class Asked:
    """A request as it came; `headers` have lower-case names."""

    path: str
    query: dict[str, str]
    headers: dict[str, str]


class Replay:
    """What the server says, by path: each answer once, the last one from then on; and what it was asked."""

    def __init__(self, script: Mapping[str, Sequence[Reply] | Reply]) -> None:
        self._script = {path: [said] if isinstance(said, Reply) else list(said) for path, said in script.items()}
        self.asked: list[Asked] = []
        self.url = ""
        self.ended = threading.Event()

    def reply(self, path: str, query: dict[str, str]) -> Reply:
        """The next answer for a path, with its query where the script has that; 404 where it has neither."""
        whole = path + "?" + "&".join(f"{name}={value}" for name, value in query.items())
        said = self._script.get(whole) or self._script.get(f"{path}?date={query.get('date')}") or self._script.get(path)
        if not said:
            return Reply(b"nothing here", 404)
        return said.pop(0) if len(said) > 1 else said[0]


@contextmanager
def serving(script: Mapping[str, Sequence[Reply] | Reply]) -> Iterator[Replay]:
    """Serve a script on a free local port."""
    replay = Replay(script)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            query = dict(parse_qsl(parts.query))
            headers = {name.lower(): value for name, value in self.headers.items()}
            replay.asked.append(Asked(parts.path, query, headers))
            said = replay.reply(parts.path, query)
            if said.headers.get("ETag") and headers.get("if-none-match") == said.headers["ETag"]:
                said = Reply(status=304, headers=said.headers)
            self.send_response(said.status)
            for name, value in said.headers.items():
                self.send_header(name, value.replace("{url}", replay.url))
            if said.drip:
                self.end_headers()
                try:
                    while not replay.ended.wait(0.02):
                        self.wfile.write(b" ")
                        self.wfile.flush()
                except OSError:
                    return
            if said.status != 304:
                self.send_header("Content-Length", str(len(said.body)))
            self.end_headers()
            self.wfile.write(said.body[: len(said.body) // 2] if said.cut else said.body)

        def log_message(self, format: str, *args: object) -> None:
            pass

    with Server(("127.0.0.1", 0), Handler) as server:
        replay.url = f"http://127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        try:
            yield replay
        finally:
            replay.ended.set()
            server.shutdown()
            thread.join()
