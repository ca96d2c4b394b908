#!/usr/bin/env bash
# chromadb 1.5.9 (embedded; its server answers the same): `get(ids=…)` passes over an id that is not stored, `query(ids=…)`
# raises InternalError for the whole query when a single one of them is not. A scope of ids that another process shortened
# by one therefore finds nothing at all, and the error names neither the id nor the reason.
# Seen: get: ['1'] / query, all stored: [['1', '2']] / query, one not stored: InternalError: Error executing plan:
# Internal error: Error finding id
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv" && "$folder/venv/bin/pip" install -q chromadb==1.5.9
"$folder/venv/bin/python" - "$folder/store" <<'PYTHON'
import sys
import chromadb

store = chromadb.PersistentClient(sys.argv[1]).create_collection("papers", embedding_function=None)
store.add(ids=["1", "2"], embeddings=[[1.0, 0.0], [0.0, 1.0]])
held = store.get(ids=["1", "gone"])["ids"]
print("get:", held)
print("query, all stored:", found := store.query(query_embeddings=[[1.0, 0.0]], n_results=2, ids=["1", "2"])["ids"])
try:
    store.query(query_embeddings=[[1.0, 0.0]], n_results=2, ids=["1", "gone"])
except Exception as error:
    told = f"{type(error).__name__}: {error}"
else:
    told = "no error"
print("query, one not stored:", told)
assert held == ["1"] and found == [["1", "2"]] and told.startswith("InternalError") and "finding id" in told
PYTHON
