#!/usr/bin/env bash
# openai 3.57.0 (Python client): asked with `stream=True`, a server that does not stream and answers 200 with a whole chat
# completion as application/json (several small servers and proxies do) gives an *empty* stream: no chunk, no error; the
# answer that was paid for is dropped. So is a 200 whose JSON body is an error. The client reads lines for `data:` without
# looking at the content type.
# Seen: answer in one piece: [] / error in one piece: []
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

KIND = "application/json"
BODY = b'{"id":"1","object":"chat.completion","created":1,"model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"a whole answer"},"finish_reason":"stop"}]}'
whole = client.chat.completions.create(**ask).choices[0].message.content
piece = list(client.chat.completions.create(stream=True, **ask))
BODY = b'{"error": {"message": "model not loaded"}}'
fault = list(client.chat.completions.create(stream=True, **ask))
print("answer in one piece:", piece, "/ error in one piece:", fault)
assert whole == "a whole answer" and piece == [] and fault == []
PYTHON
