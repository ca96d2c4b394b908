"""How fast lists are read: JSON Lines beside `json.loads` alone, page text in megabytes a second.

    python benchmarks/reading.py [--json-lines FILE] [--page FILE] [--runs 5]

Both take turns within one run, and medians are compared, for the machine may be shared. Without files: the bundled sample
day, as JSON Lines and as the page's text, repeated to some megabytes.
"""

from __future__ import annotations

import argparse
import io
import json
import lzma
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict
from datetime import date
from importlib import resources
from pathlib import Path

from askpapers.papers.paper import Paper
from askpapers.readers import open_reading

TODAY = date(2026, 11, 25)


def seconds(work: Callable[[], object]) -> float:
    """Return the processor's time for one call, which other work on a shared machine lengthens less than the clock's."""
    start = time.process_time()
    work()
    return time.process_time() - start


def sample() -> bytes:
    """Return the bundled page."""
    return resources.files("askpapers").joinpath("data", "sample_2025-10-31.txt").read_bytes()


def papers(data: bytes, name: str) -> Iterator[Paper]:
    """Yield the papers in a list of any form."""
    found = open_reading(io.BytesIO(data), name=name, today=TODAY).items
    return (item for item in found if isinstance(item, Paper))


def count(data: bytes, name: str) -> int:
    """Return how many papers are in a list of any form, keeping none."""
    return sum(1 for _ in papers(data, name))


def as_lines(count: int) -> bytes:
    """Return `count` records made from the sample's."""
    records = [asdict(paper) for paper in papers(sample(), "sample")]
    kept = ("title", "abstract", "authors", "organization", "comments", "upvotes")
    lines = [json.dumps({name: record[name] for name in kept}) for record in records]
    return "\n".join(f'{{"id": "x{n}", {lines[n % len(lines)][1:]}' for n in range(count)).encode() + b"\n"


def pages(megabytes: float) -> bytes:
    """Return the sample's papers again and again."""
    return (sample() + b"\n") * (int(megabytes * 1e6 / len(sample())) + 1)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json-lines", type=Path)
    parser.add_argument("--page", type=Path)
    parser.add_argument("--runs", type=int, default=5)
    given = parser.parse_args()
    if given.json_lines:
        opened = lzma.open if given.json_lines.suffix == ".xz" else open
        with opened(given.json_lines, "rb") as file:
            lines = file.read()
    else:
        lines = as_lines(20_000)

    def alone() -> None:
        for line in lines.splitlines():
            json.loads(line)

    ours: list[float] = []
    theirs: list[float] = []
    for _ in range(given.runs):
        theirs.append(seconds(alone))
        ours.append(seconds(lambda: count(lines, "lines.jsonl")))
    ratio = statistics.median(ours) / statistics.median(theirs)
    print(
        f"JSON Lines: {count(lines, 'lines.jsonl'):,} papers, {len(lines) / 1e6:.1f} MB: {ratio:.2f} times as long as json.loads alone"
    )
    page = given.page.read_bytes() if given.page else pages(4)
    took = statistics.median(seconds(lambda: count(page, "page.txt")) for _ in range(given.runs))
    print(f"page text: {count(page, 'page.txt'):,} papers, {len(page) / 1e6 / took:.1f} MB/s")


if __name__ == "__main__":
    main()
