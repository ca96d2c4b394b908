"""Retrieval where many papers bear on what is asked: 51 requests over three collections of abstracts.

    python benchmarks/topics.py ../shared/data [bio cl eng]

`topics.jsonl` holds the requests and the grades of 2,165 documents: 2 what the request wants, 1 what bears on it in part, 0 neither.
Both were written by Claude: the requests in sessions that saw 220 random titles of a collection, the grades in sessions
that saw a request and its documents in random order, with no sight of ranks or code. What no ranking had among its first 18 to 30 is not graded and counts as 0.
The abstracts themselves are not repeated here: SciFact's corpus, and samples of arXiv's metadata.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import lzma
import random
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from askpapers.evaluation import retrieval as evaluate_retrieval

HERE = Path(__file__).parent
LANGUAGE = {"cs.CL", "cs.IR"}
LARGE = LANGUAGE | {"cs.CV", "cs.AI", "cs.LG"}


def collections(data: Path) -> dict[str, list[dict[str, str]]]:
    """Return the documents of each collection: biomedicine, language, engineering; `data` holds scifact and arxiv_metadata."""
    bio = [json.loads(line) for line in (data / "scifact/corpus.jsonl").read_text().splitlines()]
    with lzma.open(data / "arxiv_metadata/arxiv_75k.jsonl.xz", "rt") as lines:
        arxiv = [json.loads(line) for line in lines]
    draw = random.Random(20261125)
    language = draw.sample([row for row in arxiv if row["categories"][0] in LANGUAGE], 3000)
    engineering = draw.sample([row for row in arxiv if row["categories"][0] not in LARGE], 4000)
    return {
        "bio": [_document(str(row["doc_id"]), row["title"], " ".join(row["abstract"])) for row in bio],
        "cl": [_document(row["id"], row["title"], row["summary"]) for row in language],
        "eng": [_document(row["id"], row["title"], row["summary"]) for row in engineering],
    }


def _document(id: str, title: str, text: str) -> dict[str, str]:
    return {"_id": id, "title": title, "text": " ".join(text.split())}


def requests(name: str) -> Iterator[dict[str, Any]]:
    """Yield the requests to a collection, with the grades of their documents."""
    rows = map(json.loads, (HERE / "topics.jsonl").read_text(encoding="utf-8").splitlines())
    return (row for row in rows if row["collection"] == name)


def main() -> None:
    """Write each collection as BEIR's files and measure on them as `askpapers eval retrieval` does."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("data", type=Path)
    parser.add_argument("names", nargs="*", default=["bio", "cl", "eng"])
    given = parser.parse_args()
    found = collections(given.data)
    for name in given.names:
        asked = list(requests(name))
        grades = [(row["_id"], id, grade) for row in asked for id, grade in row["grades"].items()]
        missing = {id for _, id, _ in grades} - {document["_id"] for document in found[name]}
        if missing:
            parser.error(f"{len(missing)} graded documents are not in {name}: this is not the data that was graded")
        with tempfile.TemporaryDirectory() as folder:
            files = [Path(folder) / file for file in ("corpus.jsonl", "queries.jsonl", "qrels.tsv")]
            files[0].write_text("\n".join(map(json.dumps, found[name])))
            files[1].write_text("\n".join(json.dumps({"_id": row["_id"], "text": row["text"]}) for row in asked))
            files[2].write_text("query-id\tcorpus-id\tscore\n" + "\n".join(f"{q}\t{d}\t{g}" for q, d, g in grades))
            made = asyncio.run(evaluate_retrieval.run(*files))
        print(name, json.dumps({"askpapers": made["metrics"], **made["baselines"]}, indent=1))


if __name__ == "__main__":
    main()
