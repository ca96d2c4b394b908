"""How replies end against how their author says that they end: python benchmarks/outcomes.py [--show].

Reads `reader_data/replies.jsonl`: replies as language models write them over two to four papers, by an author who saw a brief. Printed: how many
of each ending are told as what; `--show` prints those that are told otherwise.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from pathlib import Path

from askpapers.answering.outcome import judge_outcome
from askpapers.models.bundled import embedder
from askpapers.models.cross_encoder import reader as bundled
from askpapers.papers.paper import Paper
from askpapers.query.question import Kind, chances_of_kinds
from askpapers.verification.checker import check

DATA = Path(__file__).parent / "reader_data"
NAMES = {"partly-answered": "partly"}


def main() -> None:
    """Judge each reply and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--show", action="store_true")
    given = parser.parse_args()
    lines = (DATA / "papers.jsonl").read_text(encoding="utf-8").splitlines()
    papers = {row["id"]: Paper(row["id"], row["title"], " ".join(row["sentences"])) for row in map(json.loads, lines)}
    counts: Counter[tuple[str, str]] = Counter()
    for row in map(json.loads, (DATA / "replies.jsonl").read_text(encoding="utf-8").splitlines()):
        shown, reader = [papers[id] for id in row["shown"]], bundled()
        claims = check(row["reply"], shown, reader)
        parts = chances_of_kinds(row["question"], embedder().embed_now([row["question"]])[0])[Kind.TWO_PART]
        told = str(judge_outcome(row["question"], row["reply"], claims, shown, reader, parts))
        told = NAMES.get(told, told)
        counts[row["ended"], told] += 1
        if given.show and told != row["ended"]:
            print(f"{row['ended']}, told as {told}: {row['question']}\n    {row['reply']}")
    for (ended, told), count in sorted(counts.items()):
        print(f"{ended:10} told as {told:10} {count}")


if __name__ == "__main__":
    main()
