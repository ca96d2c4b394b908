#!/usr/bin/env bash
# chromadb 1.5.9, embedded: when another process writes to the same folder, an open client's `count` and `get` see it at
# once, while its `query` goes on answering from the index that it read before: it returns an id that is deleted, and not
# the one that was added, with no error. A second PersistentClient in the same process answers the same, because clients of one folder share an index.
# Seen: count 1, get ['new'], query [['old']], query of a second client [['old']]; a new process: query [['new']]
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv" && "$folder/venv/bin/pip" install -q chromadb==1.5.9
"$folder/venv/bin/python" - "$folder/store" <<'PYTHON'
import subprocess
import sys
import chromadb

place = sys.argv[1]
ask = "store.query(query_embeddings=[[1.0, 0.0]], n_results=5)['ids']"
reopen = f"import chromadb; store = chromadb.PersistentClient({place!r}).get_collection('papers', embedding_function=None); "


def elsewhere(words: str) -> str:
    run = subprocess.run([sys.executable, "-c", reopen + words], capture_output=True, text=True, check=True)
    return run.stdout.strip()


store = chromadb.PersistentClient(place).create_collection("papers", embedding_function=None)
store.add(ids=["old"], embeddings=[[1.0, 0.0]])
assert eval(ask) == [["old"]]
elsewhere("store.add(ids=['new'], embeddings=[[0.9, 0.1]]); store.delete(ids=['old'])")
count, held, found = store.count(), store.get()["ids"], eval(ask)
store = chromadb.PersistentClient(place).get_collection("papers", embedding_function=None)
again, fresh = eval(ask), elsewhere(f"print({ask})")
print(f"count {count}, get {held}, query {found}, query of a second client {again}; a new process: query {fresh}")
assert (count, held, found, again, fresh) == (1, ["new"], [["old"]], [["old"]], "[['new']]")
PYTHON
