#!/usr/bin/env bash
# chromadb 1.5.9: a collection that is made with `embedding_function=None`, for whoever brings their own vectors, has one all the same: `update` of a document without a vector
# asks Chroma's default model (all-MiniLM, which is fetched for it) and puts its vector over the one that was given. Where the widths differ, that is an error; many other
# small models are 384 wide too, and then nothing is said: one paper's vector is from another model. `query_texts`, `add` and `upsert` do so too.
# Neither the collection nor its configuration names a function. (The model is stood in for here, so that nothing is fetched.)
# Seen: function None, in the configuration None; after the text was mended: vector [0.5, 0.5] -> [1.0, 1.0], the model was asked for ['mended']
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv" && "$folder/venv/bin/pip" install -q chromadb==1.5.9
"$folder/venv/bin/python" - "$folder/store" <<'PYTHON'
import sys

import chromadb
import numpy as np
from chromadb.utils.embedding_functions.onnx_mini_lm_l6_v2 import ONNXMiniLM_L6_V2

asked: list[str] = []


def stand_in(self: ONNXMiniLM_L6_V2, input: list[str]) -> list[np.ndarray]:
    asked.extend(input)
    return [np.ones(384, dtype=np.float32) for _ in input]


ONNXMiniLM_L6_V2.__call__ = stand_in
papers = chromadb.PersistentClient(sys.argv[1]).create_collection("papers", embedding_function=None)
papers.add(ids=["1"], embeddings=[[0.5] * 384], documents=["with a slip"])


def vector() -> list[float]:
    return papers.get(ids=["1"], include=["embeddings"])["embeddings"][0][:2].tolist()


before, none_asked = vector(), list(asked)
papers.update(ids=["1"], documents=["mended"])
named = papers._embedding_function, papers.configuration.get("embedding_function")
print(f"function {named[0]}, in the configuration {named[1]}; vector {before} -> {vector()}, the model was asked for {asked}")
assert named == (None, None) and none_asked == [] and asked == ["mended"]
assert (before, vector()) == ([0.5, 0.5], [1.0, 1.0])
PYTHON
