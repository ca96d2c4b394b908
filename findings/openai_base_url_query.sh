#!/usr/bin/env bash
# openai 3.57.0 (Python client): a base address with a query, as gateways give them out (`https://gateway/v1?api-version=1`), is taken without complaint,
# and the path of each request is appended to the query's value. Models, chat and embeddings all go to /v1/, with a version that nobody asked for; a gateway
# that ignores it answers some page, one that reads it says "no such version". The same query as `default_query` is sent where it belongs.
# Seen: base_url with a query: /v1/?api-version=1chat/completions / default_query: /v1/chat/completions?api-version=1
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv" && "$folder/venv/bin/pip" install -q openai==3.57.0
"$folder/venv/bin/python" - <<'PYTHON'
import httpx2
from openai import APIStatusError, OpenAI

asked = []


def answer(request: httpx2.Request) -> httpx2.Response:
    asked.append(request.url.raw_path.decode())
    return httpx2.Response(404)


for address, query in (("https://gateway.example/v1?api-version=1", None), ("https://gateway.example/v1", {"api-version": "1"})):
    http = httpx2.Client(transport=httpx2.MockTransport(answer))
    client = OpenAI(base_url=address, api_key="none", default_query=query, max_retries=0, http_client=http)
    try:
        client.chat.completions.create(model="m", messages=[{"role": "user", "content": "?"}])
    except APIStatusError as error:
        assert error.status_code == 404
print(f"base_url with a query: {asked[0]} / default_query: {asked[1]}")
assert asked == ["/v1/?api-version=1chat/completions", "/v1/chat/completions?api-version=1"]
PYTHON
