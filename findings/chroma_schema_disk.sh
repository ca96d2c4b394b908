#!/usr/bin/env bash
# chromadb 1.5.9, embedded: a `Schema` whose indexes are off (`delete_index` of the string index, or of the full-text index
# of documents) makes Chroma refuse the filters that would use them, and makes the same indexes all the same: every table of
# chroma.sqlite3 takes as many bytes as with the default schema. Whoever turns them off to save the disk loses the filters and saves nothing.
# Seen, 300 documents: trigrams 1,114,112 bytes, index of strings 1,429,504, with each of the three schemas; a filter: "Cannot filter using …"
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv" && "$folder/venv/bin/pip" install -q chromadb==1.5.9
"$folder/venv/bin/python" - "$folder" <<'PYTHON'
import random
import sqlite3
import sys
from pathlib import Path

import chromadb
from chromadb.api.types import FtsIndexConfig, Schema, StringInvertedIndexConfig
from chromadb.errors import InvalidArgumentError


def store(name: str, schema: Schema) -> tuple[chromadb.Collection, dict[str, int]]:
    place, chance = Path(sys.argv[1], name), random.Random(1)
    papers = chromadb.PersistentClient(str(place)).create_collection("papers", embedding_function=None, schema=schema)
    papers.add(
        ids=[f"paper {number}" for number in range(300)],
        embeddings=[[chance.random() for _ in range(8)] for _ in range(300)],
        documents=[" ".join(str(chance.random()) for _ in range(60)) for _ in range(300)],
        metadatas=[{"title": f"Title {number} " * 5} for number in range(300)],
    )
    tables = "SELECT name, sum(pgsize) FROM dbstat WHERE name LIKE 'embedding_%' GROUP BY name"
    return papers, dict(sqlite3.connect(place / "chroma.sqlite3").execute(tables))


def refusal(papers: chromadb.Collection, **condition: object) -> str:
    try:
        papers.get(limit=1, **condition)
    except InvalidArgumentError as error:
        return str(error)
    return ""


no_strings, no_text = Schema(), Schema()
no_strings.delete_index(config=StringInvertedIndexConfig())
no_text.delete_index(config=FtsIndexConfig(), key="#document")
title, word = {"where": {"title": "Title 1 " * 5}}, {"where_document": {"$contains": "0.12"}}
papers, whole = store("default", Schema())
assert refusal(papers, **title) == refusal(papers, **word) == ""
papers, without = store("no string index", no_strings)
print(said := refusal(papers, **title), whole == without)
assert "indexing is disabled" in said and whole == without
papers, without = store("no full text", no_text)
print(said := refusal(papers, **word), whole == without)
assert "indexing is disabled" in said and whole == without
print({name: whole[name] for name in ("embedding_fulltext_search_data", "embedding_metadata_string_value")})
PYTHON
