#!/usr/bin/env bash
# openai 3.57.0 (Python client), `chat.completions.stream`, the helper that puts the chunks together: every text of a delta but a few is appended, also
# what names a thing. Of a server that says role, id and name in each chunk, not in the first alone (Ollama's chunks all have the role), the final message
# has the role "assistantassistant", and its tool call the id "c1c1" and the name "findfind": no error, and the message cannot be sent back, nor the tool found.
# Seen: role 'assistantassistant', content 'Hello' / tool call id 'c1c1', name 'findfind', arguments '{"day":1}'
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv" && "$folder/venv/bin/pip" install -q openai==3.57.0
"$folder/venv/bin/python" - <<'PYTHON'
import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

from openai import OpenAI


def final(*deltas: dict):
    class Server(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(200)
            self.send_header("Content-Type", "text/event-stream")
            self.end_headers()
            for place, delta in enumerate(deltas, 1):
                choice = {"index": 0, "delta": delta, "finish_reason": "stop" if place == len(deltas) else None}
                chunk = {"id": "a", "object": "chat.completion.chunk", "created": 1, "model": "m", "choices": [choice]}
                self.wfile.write(f"data: {json.dumps(chunk)}\n\n".encode())
            self.wfile.write(b"data: [DONE]\n\n")

        def log_message(self, *about: object) -> None: ...

    server = HTTPServer(("127.0.0.1", 0), Server)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    client = OpenAI(base_url=f"http://127.0.0.1:{server.server_port}/v1", api_key="none", max_retries=0)
    with client.chat.completions.stream(model="m", messages=[{"role": "user", "content": "?"}]) as stream:
        message = stream.get_final_completion().choices[0].message
    server.shutdown()
    return message


def call(arguments: str) -> dict:
    return {"tool_calls": [{"index": 0, "id": "c1", "type": "function", "function": {"name": "find", "arguments": arguments}}]}


answer = final({"role": "assistant", "content": "Hel"}, {"role": "assistant", "content": "lo"})
tool = final(call('{"day"'), call(":1}")).tool_calls[0]
print(f"role {answer.role!r}, content {answer.content!r} / tool call id {tool.id!r}, name {tool.function.name!r}, arguments {tool.function.arguments!r}")
assert (answer.role, answer.content) == ("assistantassistant", "Hello")
assert (tool.id, tool.function.name, tool.function.arguments) == ("c1c1", "findfind", '{"day":1}')
PYTHON
