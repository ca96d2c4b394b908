"""Files of every format, damaged at random and read: papers, warnings or an error in words, never a traceback or a hang.

`python -m tests.faults.mutations COUNT [FOLDER…]` reads that many, from the fixtures and the folders; the log that
ASKPAPERS_FAULTS_LOG names lets a run that was ended go on. What failed is written beside the log.
"""

from __future__ import annotations

import io
import json
import os
import random
import signal
import sys
import time
import traceback
from collections.abc import Callable
from datetime import date
from pathlib import Path

from askpapers import data, errors
from askpapers.papers.paper import Paper
from askpapers.readers import FORMATS, open_reading

FIXTURES = Path(__file__).parent.parent / "fixtures"
SEED = 20260105
MOST = 60_000
"""Bytes of a file that are read: a head of many records."""

PATIENCE = 20
"""Seconds after which a reader hangs."""

TOKENS = (
    b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"\r", b"\r\n", b"\n\n\n", b"{", b"}", b"[", b"]", b'"', b"'", b"<", b">", b"&#x1b;",
    b"&", b"%", b"\\", b"@article{", b"TY  - ", b"ER  - ", b"AB  - ", b"PMID- ", b"%0 ", b"PT J", b"<!--", b"-->", b"<![CDATA[",
    b"<entry>", b"</entry>", b",,,,", b"\t", b";", b"null", b"-1", b"1e999", b"9" * 40, b"2026-99-99", b"\xed\xa0\x80", b"\x1b[2J",
    "\u202e".encode(), "\u2028".encode(), b"=?utf-8?b?", b"Content-Transfer-Encoding: base64\n", b"=\n", b"( " * 200, b"{" * 500,
)  # fmt: skip


def seeds(folders: list[Path]) -> list[tuple[str, bytes]]:
    """The files to begin with, by name."""
    paths = [path for folder in (FIXTURES, *folders) for path in sorted(folder.rglob("*")) if path.is_file()]
    known = [
        (path.name, path.read_bytes()[:MOST]) for path in paths if path.suffix not in {".md", ".tsv", ".yaml", ".py"}
    ]
    return [*known, ("sample", data.load("sample_2025-10-31.txt"))]


def _cut(rng: random.Random, content: bytearray) -> None:
    del content[rng.randrange(len(content) + 1) :]


def _drop(rng: random.Random, content: bytearray) -> None:
    start = rng.randrange(len(content) + 1)
    del content[start : start + rng.choice((1, 2, 10, 100, 1000))]


def _repeat(rng: random.Random, content: bytearray) -> None:
    start = rng.randrange(len(content) + 1)
    part = content[start : start + rng.choice((1, 10, 100, 1000))]
    content[start:start] = part * rng.choice((1, 1, 2, 20))


def _flip(rng: random.Random, content: bytearray) -> None:
    for _ in range(rng.choice((1, 1, 5, 50))):
        if content:
            content[rng.randrange(len(content))] ^= 1 << rng.randrange(8)


def _insert(rng: random.Random, content: bytearray) -> None:
    at = rng.randrange(len(content) + 1)
    content[at:at] = rng.choice(TOKENS)


def _move(rng: random.Random, content: bytearray) -> None:
    lines = content.split(b"\n")
    first, second = rng.randrange(len(lines)), rng.randrange(len(lines))
    lines[first], lines[second] = lines[second], lines[first]
    content[:] = b"\n".join(lines)


CHANGES: tuple[Callable[[random.Random, bytearray], None], ...] = (_cut, _drop, _repeat, _flip, _insert, _move)


def mutated(number: int, files: list[tuple[str, bytes]]) -> tuple[str, bytes]:
    """The file of this number: one of those to begin with, changed one to six times; at times with another's end."""
    rng = random.Random(f"{SEED} {number}")
    name, content = rng.choice(files)
    made = bytearray(content)
    if rng.random() < 0.1:
        _cut(rng, made)
        made += rng.choice(files)[1][-rng.randrange(1, 5000) :]
    for _ in range(rng.randint(1, 6)):
        rng.choice(CHANGES)(rng, made)
    if rng.random() < 0.05:
        made = bytearray(bytes(made).decode("utf-8", "replace").encode("utf-16"))
    return name, bytes(made[: 4 * MOST])


def read(number: int, content: bytes) -> tuple[int, str]:
    """Read it; return how many papers came, and how it ended, "" where it ended as it should."""
    format = random.Random(number).choice(sorted(FORMATS)) if number % 10 == 0 else None

    def late(*_: object) -> None:
        raise TimeoutError

    signal.signal(signal.SIGALRM, late)
    signal.alarm(PATIENCE)
    papers = 0
    try:
        for item in open_reading(io.BytesIO(content), name="it", format=format, today=date(2026, 11, 24)).items:
            papers += isinstance(item, Paper)
    except errors.BadInput:
        return papers, ""
    except TimeoutError:
        return papers, f"a hang as {format}: {traceback.format_exc()[-600:]}"
    except Exception:
        return papers, f"a traceback as {format}: {traceback.format_exc()[-600:]}"
    finally:
        signal.alarm(0)
    return papers, ""


def main(count: int, folders: list[Path]) -> int:
    """Read files from where the log stopped; return how many failed."""
    log = Path(os.environ.get("ASKPAPERS_FAULTS_LOG", "/tmp/askpapers-mutations.jsonl"))
    lines = [json.loads(line) for line in log.read_text().splitlines()] if log.exists() else []
    first, failed = max((line["read"] for line in lines), default=0), sum(line["failed"] for line in lines)
    files, new, some, slowest = seeds(folders), 0, 0, 0.0
    for number in range(first, count):
        name, content = mutated(number, files)
        began = time.monotonic()
        papers, how = read(number, content)
        some += papers > 0
        if how:
            new += 1
            log.with_name(f"mutation-{number}-{name}").write_bytes(content)
            sys.stdout.write(f"{number} {name}: {how}\n")
        slowest = max(slowest, time.monotonic() - began)
        if (number + 1) % 100 == 0 or number + 1 == count:
            with log.open("a") as file:
                file.write(
                    json.dumps({"read": number + 1, "failed": new, "papers": some, "slowest": round(slowest, 2)}) + "\n"
                )
            failed, new, some, slowest = failed + new, 0, 0, 0.0
    sys.stdout.write(f"{count:,} files of {len(files)} kinds read, {failed} failed\n")
    return failed


if __name__ == "__main__":
    sys.exit(1 if main(int(sys.argv[1]), [Path(name) for name in sys.argv[2:]]) else 0)
