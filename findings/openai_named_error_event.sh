#!/usr/bin/env bash
# openai 3.57.0 (Python client), streaming chat: a server that ends its stream with an event *named* error (`event:
# error`, as the event-stream specification has names, and as servers with Anthropic's habits send it) raises nothing. The
# client parses the error's data as a chunk whose `choices` is None, against its own type, so a loop over `chunk.choices`
# dies with a TypeError far from the reason, and one that guards it ends as if the answer were whole. The same words as
# unnamed `data: {"error": {…}}` raise APIError.
# Seen: named: ['half an', None] no error, extra field message='overloaded' / unnamed: APIError overloaded
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv" && "$folder/venv/bin/pip" install -q openai==3.57.0
"$folder/venv/bin/python" - <<'PYTHON'
import http.server
import threading
import openai

BODY, KIND = b"", ""


class Server(http.server.BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["content-length"]))
        self.send_response(200)
        self.send_header("content-type", KIND)
        self.send_header("content-length", str(len(BODY)))
        self.end_headers()
        self.wfile.write(BODY)

    def log_message(self, *words: object) -> None:
        pass


server = http.server.HTTPServer(("127.0.0.1", 0), Server)
threading.Thread(target=server.serve_forever, daemon=True).start()
client = openai.OpenAI(base_url=f"http://127.0.0.1:{server.server_port}/v1", api_key="any", max_retries=0)
ask = {"model": "m", "messages": [{"role": "user", "content": "hello"}]}

half = b'data: {"id":"1","object":"chat.completion.chunk","created":1,"model":"m","choices":[{"index":0,"delta":{"content":"half an"}}]}\n\n'
KIND = "text/event-stream"
BODY = half + b'event: error\ndata: {"message": "overloaded"}\n\n'
chunks = list(client.chat.completions.create(stream=True, **ask))
seen = [chunk.choices and chunk.choices[0].delta.content for chunk in chunks]
print("named:", seen, "no error, extra field message=" + repr(chunks[-1].message))
BODY = half + b'data: {"error": {"message": "overloaded"}}\n\n'
try:
    told = str(list(client.chat.completions.create(stream=True, **ask)))
except openai.APIError as error:
    told = f"{type(error).__name__} {error}"
print("unnamed:", told)
assert seen == ["half an", None] and chunks[-1].message == "overloaded" and told == "APIError overloaded"
PYTHON
