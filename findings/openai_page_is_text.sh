#!/usr/bin/env bash
# openai 3.57.0 (Python client): an address without its /v1, or behind a login page, often answers 200 with HTML.
# `chat.completions.create` then returns the page as a plain `str`, against its declared ChatCompletion, with no error;
# the first `.choices` fails as AttributeError on str. JSON that is no completion becomes a ChatCompletion whose every
# field is None.
# Seen: str '<html>Sign in</html>' / ChatCompletion choices=None
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

KIND, BODY = "text/html", b"<html>Sign in</html>"
page = client.chat.completions.create(**ask)
KIND, BODY = "application/json", b'{"status": "ok"}'
other = client.chat.completions.create(**ask)
print(type(page).__name__, repr(page), "/", type(other).__name__, f"choices={other.choices}")
assert page == "<html>Sign in</html>" and type(other).__name__ == "ChatCompletion" and other.choices is None
PYTHON
