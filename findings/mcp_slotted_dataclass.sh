#!/usr/bin/env bash
# mcp 2.3.0 (Model Context Protocol SDK): a tool that returns a dataclass tells its clients an output schema and
# structured content, unless the dataclass has `slots=True`. Then the tool has no output schema and `structured_content`
# is None, with a line in the log and no error: clients get text where the same class without slots gave them typed
# values. (Reading the class's attributes as defaults finds the slots' descriptors.)
# Seen: plain ['title', 'score'] {'title': 'T', 'score': 0.5} / slotted None None
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv" && "$folder/venv/bin/pip" install -q mcp==2.3.0
"$folder/venv/bin/python" - <<'PYTHON'
import asyncio
import logging
from dataclasses import dataclass
from mcp.server.mcpserver import MCPServer

server = MCPServer("papers")
logging.disable()


@dataclass
class Plain:
    title: str
    score: float


@dataclass(slots=True)
class Slotted:
    title: str
    score: float


@server.tool()
def plain() -> Plain:
    return Plain("T", 0.5)


@server.tool()
def slotted() -> Slotted:
    return Slotted("T", 0.5)


async def main() -> None:
    schemas = {tool.name: tool.output_schema and list(tool.output_schema["properties"]) for tool in await server.list_tools()}
    said = {name: (await server.call_tool(name, {})).structured_content for name in schemas}
    print(" / ".join(f"{name} {schemas[name]} {said[name]}" for name in schemas))
    assert schemas == {"plain": ["title", "score"], "slotted": None}
    assert said == {"plain": {"title": "T", "score": 0.5}, "slotted": None}


asyncio.run(main())
PYTHON
