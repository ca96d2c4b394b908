#!/usr/bin/env bash
# chromadb 1.5.9, embedded: a collection whose schema deletes the full-text index
# (`Schema().delete_index(FtsIndexConfig(), "#document")`) refuses to search by text, and builds that index all the same:
# every document still goes into the table `embedding_fulltext_search` and can be found there. The setting takes the
# function away and saves neither disk nor time.
# Seen: with the index: found 1, rows in the index 1 / deleted: InvalidArgumentError, rows in the index 1
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv" && "$folder/venv/bin/pip" install -q chromadb==1.5.9
"$folder/venv/bin/python" - <<'PYTHON'
import sqlite3
import tempfile
import chromadb
from chromadb import Schema
from chromadb.api.types import FtsIndexConfig


def seen(**how: object) -> tuple[str, int]:
    folder = tempfile.mkdtemp()
    store = chromadb.PersistentClient(folder).create_collection("papers", embedding_function=None, **how)
    store.add(ids=["1"], embeddings=[[1.0]], documents=["Merging saves memory."])
    try:
        told = f"found {len(store.get(where_document={'$contains': 'saves'})['ids'])}"
    except Exception as error:
        told = type(error).__name__
    with sqlite3.connect(f"{folder}/chroma.sqlite3") as file:
        sql = "SELECT count(*) FROM embedding_fulltext_search WHERE embedding_fulltext_search MATCH 'saves'"
        return told, file.execute(sql).fetchone()[0]


kept, deleted = seen(), seen(schema=Schema().delete_index(config=FtsIndexConfig(), key="#document"))
print(f"with the index: {kept[0]}, rows in the index {kept[1]} / deleted: {deleted[0]}, rows in the index {deleted[1]}")
assert kept == ("found 1", 1) and deleted == ("InvalidArgumentError", 1)
PYTHON
