#!/usr/bin/env bash
# mcp 2.3.0 (Model Context Protocol SDK): whether a tool gets a text argument as it was sent depends on how the argument is annotated. As
# `str` every text arrives. As `str | None`, the usual way to make it optional, a text that happens to be JSON is decoded first: a list or an
# object is then refused as "no string", though the tool's own input schema allows it, and the word null becomes None, "not given", with no
# error. So an agent cannot keep a note that is JSON, and a note "null" is one that was never sent.
# Seen: str: '["a"]' 'null' '"a"' '7' / str | None: refused, None, '"a"', '7'; schema: string or null
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
SENT = ['["a"]', "null", '"a"', "7"]


@server.tool()
def plain(note: str = "") -> str:
    return repr(note)


@server.tool()
def optional(note: str | None = None) -> str:
    return repr(note)


async def main() -> None:
    async with Client(server) as client:
        tools = {tool.name: tool for tool in (await client.list_tools()).tools}
        allowed = [kind["type"] for kind in tools["optional"].input_schema["properties"]["note"]["anyOf"]]
        got = {}
        for name in ("plain", "optional"):
            answers = [await client.call_tool(name, {"note": text}) for text in SENT]
            got[name] = ["refused" if answer.is_error else answer.content[0].text for answer in answers]
            refusals = [answer.content[0].text for answer in answers if answer.is_error]
            print(name, "sent", SENT, "got", got[name])
    print("the schema allows", allowed, "/ the refusal:", *(text.splitlines()[2].strip() for text in refusals))
    assert allowed == ["string", "null"] and "input_value=['a']" in refusals[0]
    assert got["plain"] == [repr(text) for text in SENT]
    assert got["optional"] == ["refused", "None", repr('"a"'), repr("7")]


asyncio.run(main())
PYTHON
