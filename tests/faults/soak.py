"""Questions, one after the other in one process, and how much memory it holds.

`python -m tests.faults.soak COUNT [MINUTES]` asks the sample day without a model and prints a line every hundred questions.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
import time
from pathlib import Path

from askpapers.answers.answer import Answer
from askpapers.library.library import Library
from askpapers.papers.scope import Scope
from askpapers.settings.settings import Settings
from askpapers.verbs import add, ask

WARM = 200
"""Questions after which memory has to be flat."""


def resident() -> float:
    """Memory that this process holds, in MB."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096 / 1e6


async def main(count: int, minutes: float) -> int:
    """Ask; return 1 where memory has grown by more than 5 % after the first 200."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        async with Library(Settings(root / "home", root / "config", root / "cache")) as library:
            await add.open_sample(library)
            titles = [row.paper.title for row in await library.catalog.rows(Scope())]
            began, warm, now, done = time.monotonic(), 0.0, 0.0, 0
            for n in range(count):
                title = titles[n % len(titles)]
                forms = (
                    f"What does {title} find?",
                    f"Which papers speak of {title.split()[0]}?",
                    f"How good is {title}, {n}?",
                )
                async for event in ask.ask(library, forms[n % 3], Scope(), extractive=True):
                    if isinstance(event, Answer):
                        await library.catalog.conversations.put_turn(None, event)
                done = n + 1
                if done % 100 == 0:
                    now = resident()
                    warm = now if done <= WARM else warm
                    sys.stdout.write(f"{done} questions, {time.monotonic() - began:.0f} s, {now:.0f} MB\n")
                    sys.stdout.flush()
                if time.monotonic() - began > minutes * 60:
                    break
    grown = (now / warm - 1) * 100 if warm else 0.0
    sys.stdout.write(f"{done} questions asked; memory has changed by {grown:+.1f} % since question {WARM}\n")
    return int(grown > 5)


if __name__ == "__main__":
    sys.exit(asyncio.run(main(int(sys.argv[1]), float(sys.argv[2]) if len(sys.argv) > 2 else 600)))
