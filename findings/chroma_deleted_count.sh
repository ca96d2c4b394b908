#!/usr/bin/env bash
# chromadb 1.5.9, embedded and as a server: what `delete` returns as `deleted`, to its docstring a count of records, is with `ids` alone the
# number of ids that were named, stored or not: to delete a record again, or one that never was, says 1 each time. With a filter, also one
# beside the same ids, it counts records. A mistyped id is reported as removed.
# Seen, the same twice: named ['gone'] 1, ['1', 'gone'] 2, ['1'] again 1; ['2', 'gone'] with a filter 1, a filter that fits none 0; records left 1
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv" && "$folder/venv/bin/pip" install -q chromadb==1.5.9
"$folder/venv/bin/python" - "$folder" <<'PYTHON'
import socket
import subprocess
import sys
import time

import chromadb

folder = sys.argv[1]


def seen(client: chromadb.ClientAPI) -> list[int]:
    papers = client.create_collection("papers", embedding_function=None)
    papers.add(ids=["1", "2", "3"], embeddings=[[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]], metadatas=[{"day": 1}] * 3)
    counts = [papers.delete(ids=ids)["deleted"] for ids in (["gone"], ["1", "gone"], ["1"])]
    counts += [papers.delete(ids=["2", "gone"], where={"day": 1})["deleted"], papers.delete(where={"day": 9})["deleted"]]
    return [*counts, papers.count()]


def answering(port: int) -> chromadb.ClientAPI:
    for _ in range(150):
        try:
            return chromadb.HttpClient(port=port)
        except Exception:
            time.sleep(0.2)
    raise SystemExit("the server does not start")


with socket.create_server(("127.0.0.1", 0)) as free:
    port = free.getsockname()[1]
run = [f"{folder}/venv/bin/chroma", "run", "--path", f"{folder}/served", "--port", str(port)]
server = subprocess.Popen(run, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
try:
    embedded, served = seen(chromadb.PersistentClient(f"{folder}/embedded")), seen(answering(port))
finally:
    server.terminate()
    server.wait()
print("embedded", embedded, "server", served)
assert embedded == served == [1, 2, 1, 1, 0, 1]
PYTHON
