"""How a server is reached: standard input and output, or HTTP on this machine with a token."""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from mcp.server.mcpserver import MCPServer
from mcp.server.transport_security import TransportSecuritySettings

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

LOOPBACK = ("localhost", "127.0.0.1", "::1")
PATH = "/mcp"


class TokenCheck:
    """An application that lets only requests through that carry its token: `Authorization: Bearer TOKEN`."""

    def __init__(self, app: ASGIApp, token: str) -> None:
        self._app = app
        self._token = token.encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer 401 to a request without the token."""
        if scope["type"] == "http":
            given = dict(scope["headers"]).get(b"authorization", b"").removeprefix(b"Bearer ")
            if not hmac.compare_digest(given, self._token):
                head = [(b"content-type", b"text/plain; charset=utf-8"), (b"www-authenticate", b"Bearer")]
                await send({"type": "http.response.start", "status": 401, "headers": head})
                words = b"This server wants its token: Authorization: Bearer TOKEN."
                await send({"type": "http.response.body", "body": words})
                return
        await self._app(scope, receive, send)


def application(server: MCPServer[Any], host: str, port: int, token: str, names: Sequence[str] = ()) -> ASGIApp:
    """Return the server as a web application that checks token, Host and Origin; `names` are more hosts it goes by."""
    known = [*names, *((*LOOPBACK, "[::1]") if host in LOOPBACK else (host,))]
    hosts = [f"{name}:{port}" for name in known]
    security = TransportSecuritySettings(
        enable_dns_rebinding_protection=True, allowed_hosts=hosts, allowed_origins=[f"http://{name}" for name in hosts]
    )
    app = server.streamable_http_app(streamable_http_path=PATH, transport_security=security, host=host)
    return TokenCheck(app, token)


async def serve_http(server: MCPServer[Any], host: str, port: int, token: str, names: Sequence[str] = ()) -> None:
    """Serve over HTTP until interrupted."""
    import uvicorn

    app = application(server, host, port, token, names)
    await uvicorn.Server(uvicorn.Config(app, host=host, port=port, log_level="warning")).serve()
