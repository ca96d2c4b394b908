#!/usr/bin/env bash
# chromadb 1.5.9: `upsert` of an id that is stored does not put the new record in place of the old one: metadata keys that
# the new record lacks stay, and so does the document. What a paper no longer has (a withdrawn code link) is filtered by
# for ever; a key goes only when it is sent as None.
# Seen: {'code': 'yes', 'votes': 2} 'an abstract' · still found by code: ['1'] · after None: {'votes': 3}
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv" && "$folder/venv/bin/pip" install -q chromadb==1.5.9
"$folder/venv/bin/python" - "$folder/store" <<'PYTHON'
import sys
import chromadb

store = chromadb.PersistentClient(sys.argv[1]).create_collection("papers", embedding_function=None)
store.upsert(ids=["1"], embeddings=[[1.0]], documents=["an abstract"], metadatas=[{"code": "yes", "votes": 1}])
store.upsert(ids=["1"], embeddings=[[1.0]], metadatas=[{"votes": 2}])
kept = store.get(ids=["1"])
found = store.get(where={"code": "yes"})["ids"]
store.upsert(ids=["1"], embeddings=[[1.0]], metadatas=[{"votes": 3, "code": None}])
after = store.get(ids=["1"])["metadatas"][0]
print(kept["metadatas"][0], repr(kept["documents"][0]), "· still found by code:", found, "· after None:", after)
assert kept["metadatas"] == [{"code": "yes", "votes": 2}] and kept["documents"] == ["an abstract"]
assert found == ["1"] and after == {"votes": 3}
PYTHON
