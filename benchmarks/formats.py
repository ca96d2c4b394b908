"""What the readers make of a folder of files: which format each is taken for, and how many papers of how many come of it.

    python benchmarks/formats.py FOLDER [--index INDEX.tsv]

An index is a table with tabs whose columns `path` and `records` say how many papers each file holds ("1 real + 2 stubs" counts
its first number); without one only what was read is said. The sum tells papers lost in silence (fewer than the index says,
and no warning of it), papers lost and said so, files refused, and papers too many.
"""

from __future__ import annotations

import argparse
import csv
import re
import time
from datetime import date
from pathlib import Path

from askpapers import errors
from askpapers.papers.paper import Paper, ReadWarning
from askpapers.readers import open_reading

TODAY = date(2026, 11, 24)


def expected(index: Path) -> dict[str, int]:
    """Return how many records each file has, by its path."""
    with index.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        found = {row["path"]: re.match(r"\D{0,3}(\d+)", row.get("records") or "") for row in rows}
    return {path: int(number[1]) for path, number in found.items() if number}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--index", type=Path)
    given = parser.parse_args()
    index = expected(given.index) if given.index else {}
    sums = dict.fromkeys(("files", "papers", "refused", "lost and said", "lost in silence", "too many"), 0)
    for path in sorted(p for p in given.folder.rglob("*") if p.is_file() and p.suffix != ".tsv"):
        name = str(path.relative_to(given.folder))
        began, said = time.perf_counter(), ""
        papers = lost = 0
        try:
            with path.open("rb") as stream:
                reading = open_reading(stream, name=path.name, today=TODAY)
                items = list(reading.items)
            papers = sum(isinstance(item, Paper) for item in items)
            lost = sum(isinstance(item, ReadWarning) and item.lost for item in items)
            said = reading.format
        except errors.BadInput as error:
            sums["refused"] += 1
            said = f"refused: {str(error)[:120]}"
        took = time.perf_counter() - began
        sums["files"] += 1
        sums["papers"] += papers
        sums["lost and said"] += lost
        want = index.get(name)
        if want is not None and not said.startswith("refused"):
            sums["lost in silence"] += max(0, want - papers - lost)
            sums["too many"] += max(0, papers - want)
        mark = " " if want is None or want == papers else "!"
        slow = f" {took:.1f} s" if took > 1 else ""
        print(f"{mark} {name}: {papers} of {'?' if want is None else want}, {lost} lost, {said}{slow}")
    print(", ".join(f"{count} {what}" for what, count in sums.items()))


if __name__ == "__main__":
    main()
