#!/usr/bin/env bash
# mcp 2.3.0 (Model Context Protocol SDK): a call that gives a tool an argument which it does not have, one with a default
# misspelt say, is carried out as though it had not been given: no error, no warning, and the tool's input schema does not
# forbid it. An agent that narrows a search by "day" where the tool says "date" gets the whole library and takes it for the day.
# Seen: date 2026-01-01 -> 'on 2026-01-01' ; day 2026-01-01 -> 'on any day' is_error False
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv" && "$folder/venv/bin/pip" install -q mcp==2.3.0
"$folder/venv/bin/python" - <<'PYTHON'
import asyncio
import logging

from mcp.client import Client
from mcp.server.mcpserver import MCPServer

logging.disable()
server = MCPServer("papers")


@server.tool()
def search(words: str, date: str = "any day") -> str:
    return f"on {date}"


async def main() -> None:
    async with Client(server) as client:
        right = await client.call_tool("search", {"words": "w", "date": "2026-01-01"})
        wrong = await client.call_tool("search", {"words": "w", "day": "2026-01-01"})
    print("date 2026-01-01 ->", repr(right.content[0].text), "; day 2026-01-01 ->", repr(wrong.content[0].text), "is_error", wrong.is_error)
    assert right.content[0].text == "on 2026-01-01"
    assert wrong.content[0].text == "on any day" and not wrong.is_error


asyncio.run(main())
PYTHON
