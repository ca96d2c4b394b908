"""`askpapers mcp`."""

from __future__ import annotations

import os
import secrets
import socket
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

import click
from click.core import ParameterSource

from askpapers import errors
from askpapers.cli.options import in_library, library_options, settings_of, talk
from askpapers.library.library import Library
from askpapers.settings.settings import Settings
from askpapers.text.sanitize import sanitize

TOKEN = "ASKPAPERS_MCP_TOKEN"


@click.command("mcp")
@click.option("--http", is_flag=True, help="Serve over HTTP instead of standard input and output.")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen at, with --http.")
@click.option("--port", type=click.IntRange(1, 65535), default=8765, show_default=True, help="The port, with --http.")
@click.option(
    "--name", "names", multiple=True, metavar="HOST", help="A name that the server is reached by; may be repeated."
)
@click.option("--write", is_flag=True, help="Offer the tools mark, add and fetch too.")
@click.option("--model", metavar="NAME", help="Let this model answer, at your cost; needs max_cost_day.")
@click.option("--base-url", metavar="URL", help="Any OpenAI-compatible server, with --model.")
@library_options
def mcp_command(
    http: bool, host: str, port: int, names: tuple[str, ...], write: bool, model: str | None, base_url: str | None, **flags: Any
) -> int:  # fmt: skip
    """Serve the library to agents: a Model Context Protocol server.

    Its tools list, show and search papers, ask, compare and verify; every claim that they return carries its citations and the
    verdict on it. Papers and marks stay as they are unless --write says otherwise, answers are kept in the history, and answers
    cost nothing unless --model names a model; then a daily limit must be set (askpapers config set max_cost_day 1). HTTP wants
    the token in ASKPAPERS_MCP_TOKEN, or one that is made and told at the start. Needs the extra: pip install 'askpapers[mcp]'.
    """
    _check(model, base_url)
    settings = _limited(settings_of({**flags, "model": model, "base_url": base_url}), model)
    try:
        from askpapers.agents.server import LOOPBACK, PATH, make_server, serve_http
    except ImportError:
        raise errors.UsageError("The mcp SDK is not installed.", "pip install 'askpapers[mcp]'") from None

    async def work(library: Library) -> int:
        server = make_server(library, write=write)
        if not http:
            await server.run_stdio_async()
            return 0
        token = os.environ.get(TOKEN) or secrets.token_urlsafe(24)
        shown = f"[{host}]" if ":" in host else host
        talk(f"http://{shown}:{port}{PATH}  Ctrl+C ends it.")
        talk("Token: the one in " + TOKEN if os.environ.get(TOKEN) else f"Token: {token}")
        if host not in LOOPBACK:
            talk(
                "Whoever reaches this address and knows the token reads your library"
                + (" and changes it." if write else ".")
            )
        await serve_http(server, host, port, token, names)
        return 0

    if http:
        _check_free(host, port)
    return in_library(settings, work)


def _check(model: str | None, base_url: str | None) -> None:
    """Raise UsageError for an option without the one that it belongs to."""
    context = click.get_current_context()
    said = [name for name in ("host", "port", "names")
            if context.get_parameter_source(name) is ParameterSource.COMMANDLINE]  # fmt: skip
    if said and not context.params["http"]:
        option = said[0].removesuffix("s")
        raise errors.UsageError(f"--{option} goes with --http.", "askpapers mcp --http")
    if base_url is not None and model is None:
        raise errors.UsageError("--base-url goes with --model.", "askpapers mcp --model NAME --base-url URL")


def _limited(settings: Settings, model: str | None) -> Settings:
    """Return the settings that hold for agents: no model but the one that was named, and none without a limit of a day."""
    if model is None:
        settings = replace(settings, model=None, model_is_guess=False)
    address = urlsplit(settings.embedding_base_url or "").hostname or ""
    paid = settings.embedding_model != "bundled" and address not in {"localhost", "127.0.0.1", "::1"}
    if settings.max_cost_day is None and (model is not None or paid):
        what = (
            f"--model {sanitize(model, 60)}"
            if model is not None
            else f"the embeddings of {sanitize(settings.embedding_model, 60)}"
        )
        raise errors.UsageError(
            f"Agents ask often, and {what} may cost money: set a limit of a day first.",
            "askpapers config set max_cost_day 1   # US dollars",
        )
    return settings


def _check_free(host: str, port: int) -> None:
    try:
        with socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET):
            pass
    except OSError as error:
        told = f"{sanitize(host, 60)}:{port} cannot be listened at: {error.strerror or sanitize(str(error), 80)}."
        raise errors.UsageError(told, "--port chooses another.") from None
