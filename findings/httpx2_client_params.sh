#!/usr/bin/env bash
# httpx2 2.16.2 (and httpx 0.28.1): parameters that a client sends with every request (`Client(params={"mailto": …})`, as Crossref and OpenAlex ask
# for) do not join the query of an address, they replace it, with no error. A server's "next" link loses its cursor, so a harvest that follows it
# gets page one for ever; without the client's parameters the same link works. `params={}` of one request empties the query too; None keeps it.
# Seen, httpx2 and httpx alike: asked for /works?cursor=abc, sent /works?mailto=me / params={}: /works / params=None: /works?cursor=abc
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv" && "$folder/venv/bin/pip" install -q httpx2==2.16.2 httpx==0.28.1
"$folder/venv/bin/python" - <<'PYTHON'
from types import ModuleType

import httpx
import httpx2

LINK = "https://api.example.org/works?cursor=abc"


def sent(http: ModuleType, *, params: dict[str, str] | None, always: dict[str, str] | None) -> str:
    """What a server is asked for, by a transport that answers with it."""
    transport = http.MockTransport(lambda request: http.Response(200, text=request.url.raw_path.decode()))
    with http.Client(transport=transport, params=always) as client:
        return client.get(LINK, params=params).text


for http in (httpx2, httpx):
    always = sent(http, params=None, always={"mailto": "me"})
    empty, none = sent(http, params={}, always=None), sent(http, params=None, always=None)
    print(f"{http.__name__}: sent {always} / params={{}}: {empty} / params=None: {none}")
    assert (always, empty, none) == ("/works?mailto=me", "/works", "/works?cursor=abc")
PYTHON
