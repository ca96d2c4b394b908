"""What the check of a long reply costs, a kB: python benchmarks/check_cost.py [--words] [--kilobytes 20 400].

A reply of prose, lists and a table over the papers of `reader_data` is fed in pieces of 40 characters, as a server streams it. Printed: seconds
of processor time a kB for each length, and their ratio, which is near 1 where the cost grows with the length alone. `--words`
takes a reader that counts words, so that what is left is the program's own.
"""

from __future__ import annotations

import argparse
import itertools
import json
import random
import time
from collections.abc import Iterator
from pathlib import Path

from askpapers.papers.paper import Paper
from askpapers.text.inference import CrossEncoder
from askpapers.verification.checker import Checker
from tests.fakes.reader import WordReader

HERE = Path(__file__).parent / "reader_data"
SHOWN = 14


def reply(length: int, claims: list[tuple[str, str]]) -> str:
    """Return a reply of some length: paragraphs, lists, and a table now and then."""
    text: list[str] = []
    size = 0
    for number, (claim, mark) in enumerate(itertools.cycle(claims)):
        line = f"{claim} [{mark}]."
        shape = number // 6 % 4
        end = "\n\n" if number % 6 == 5 else "\n" if shape in {1, 3} else " "
        text.append((f"- {line}", line, f"**{line[:9]}**{line[9:]}", f"| point | {line} |")[(shape + 3) % 4] + end)
        size += len(text[-1])
        if size >= length:
            return "".join(text)
    raise AssertionError("a cycle has no end")


def material() -> tuple[list[Paper], list[tuple[str, str]]]:
    """Return papers, and claims with the mark of what each cites."""
    rows = [json.loads(line) for line in (HERE / "papers.jsonl").read_text("utf-8").splitlines()[:SHOWN]]
    papers = [Paper(row["id"], row["title"], " ".join(row["sentences"])) for row in rows]
    said = [(text, f"{n}.{m}") for n, row in enumerate(rows, 1) for m, text in enumerate(row["sentences"][:9], 1)]
    random.Random(1).shuffle(said)
    return papers, [(" ".join(text.rstrip(".").split()[1:]), mark) for text, mark in said]


def distinct(claims: list[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Yield claims without end, none like another, so that nothing is remembered."""
    for number in itertools.count():
        for text, mark in claims:
            words = text.split()
            cut = number % max(1, len(words))
            yield " ".join(words[cut:] + words[:cut]) + f" as run {'abcdefghij'[number % 10]}{number}x has it", mark


def seconds(length: int, reader: CrossEncoder) -> float:
    """Return the processor time of checking one reply as it streams, and once more at its end."""
    papers, claims = material()
    text = reply(length, list(itertools.islice(distinct(claims), length // 60)))
    checker = Checker(papers, reader)
    started = time.process_time()
    for at in range(0, len(text), 40):
        checker.feed(text[at : at + 40])
    checker.finish()
    return time.process_time() - started


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--words", action="store_true")
    parser.add_argument("--kilobytes", type=int, nargs=2, default=[20, 400])
    given = parser.parse_args()
    reader: CrossEncoder = WordReader()
    if not given.words:
        from askpapers.models.cross_encoder import reader as bundled

        reader = bundled()
    seconds(2_000, reader)
    short, long = (seconds(1_000 * size, reader) / size for size in given.kilobytes)
    print(
        f"{given.kilobytes[0]} kB: {short * 1000:.1f} ms a kB; {given.kilobytes[1]} kB: {long * 1000:.1f} ms a kB; ratio {long / short:.2f}"
    )


if __name__ == "__main__":
    main()
