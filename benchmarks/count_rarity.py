"""Count how rare words are: `python benchmarks/count_rarity.py arxiv_75k.jsonl.xz` writes `askpapers/data/rarity.json`.

Inverse document frequencies of six-letter stems over every third title and abstract (arXiv metadata, CC0); stems in
fewer than 0.12 % of them are left out and count as rarest.
"""

from __future__ import annotations

import json
import lzma
import math
import sys
from collections import Counter
from pathlib import Path

from askpapers.extractive import one_liner_features as linefeatures

TARGET = Path(linefeatures.__file__).parent / "data" / "rarity.json"
LEAST = 0.0012


def main() -> None:
    counts: Counter[str] = Counter()
    papers = 0
    with lzma.open(sys.argv[1], "rt", encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            if number % 3 == 0:
                paper = json.loads(line)
                papers += 1
                counts.update(set(linefeatures.tokens(f"{paper['title']} {paper['summary']}")))
    table = {stem: round(math.log(papers / n), 2) for stem, n in sorted(counts.items()) if n >= papers * LEAST}
    TARGET.write_text(json.dumps(table, separators=(",", ":")), encoding="utf-8")
    print(f"{TARGET}: {len(table)} stems of {papers} papers")


if __name__ == "__main__":
    main()
