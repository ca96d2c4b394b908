"""How long the interface keeps a key waiting: the event loop's delay over 75,000 papers and under a streaming answer.

    python benchmarks/loop_lag.py [--papers 75000] [--corpus FILE] [--seconds 10]

A task asks to be woken every 5 ms and writes down how late it was, first over the sample day with nothing going on, then
while keys walk, sort and filter the large list, then while an answer streams in beside them. Beside it stands the processor time
that the loop's own thread used between two wakings: what a machine adds that others share is not in it; and of that, how long the
garbage collector's longest and full passes took. Without `--corpus` the papers are made from the sample's sentences in another order (with a fixed seed).
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import itertools
import random
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from textual.widgets import Input

from askpapers.answers.answer import Words
from askpapers.answers.usage import Usage
from askpapers.library.library import Library
from askpapers.papers.paper import Paper
from askpapers.papers.scope import Scope
from askpapers.settings.settings import Settings
from askpapers.text.sentences import split
from askpapers.tui.app import AskpapersApp
from askpapers.tui.desk.screen import Desk
from askpapers.verbs import add as ingest

EVERY = 0.005


class Talker:
    """A model that uses up its tokens, a word every 5 ms, a citation every twelve words, a paragraph every sixty."""

    model = "gpt-6-luna"

    async def stream(self, messages: Sequence[dict[str, str]], *, max_tokens: int) -> AsyncIterator[Words | Usage]:
        words = max_tokens * 3 // 4
        for n in range(1, words + 1):
            cited = "by their task vectors [1.2]. " if n % 12 == 0 else "merging "
            yield Words(cited + "\n\n" * (n % 60 == 0))
            await asyncio.sleep(EVERY)
        yield Usage(1000, words, cost=None, calls=1)

    async def complete(self, messages: Sequence[dict[str, str]], *, max_tokens: int) -> tuple[str, Usage]:
        return "", Usage(0, 0, cost=None, calls=1)


async def made(library: Library, count: int) -> list[Paper]:
    """Return papers over as many days as a thousand a day fill, their abstracts put together from the sample's sentences."""
    rng = random.Random(7)
    rows = await library.catalog.rows(Scope())
    spoken = [row.paper.abstract[s.start : s.end] for row in rows for s in split(row.paper.abstract)]
    words = sorted({word for row in rows for word in row.paper.title.split()})
    papers = []
    for n in range(count):
        title = " ".join(rng.choices(words, k=9))
        abstract = " ".join(rng.choices(spoken, k=7))
        day = date(2025, 10, 30) - timedelta(days=n // 1000)
        papers.append(Paper(f"9{n // 100000:03}.{n % 100000:05}", title, abstract, listed=(day,), source="made"))
    return papers


class Passes:
    """The passes of the garbage collector while a block runs: of each its generation and the milliseconds of processor time."""

    def __enter__(self) -> list[tuple[int, float]]:
        self._found: list[tuple[int, float]] = []
        gc.callbacks.append(self._note)
        return self._found

    def __exit__(self, *failed: object) -> None:
        gc.callbacks.remove(self._note)

    def _note(self, phase: str, info: dict[str, int]) -> None:
        now = time.thread_time()
        if phase == "start":
            self._began = now
        else:
            self._found.append((info["generation"], (now - self._began) * 1000))


async def late(work: Callable[[], Coroutine[Any, Any, None]]) -> list[tuple[float, float]]:
    """Return of each waking while something went on how many milliseconds late it was, and of the thread's processor time."""
    found: list[tuple[float, float]] = []
    done = asyncio.Event()

    async def probe() -> None:
        loop = asyncio.get_running_loop()
        while not done.is_set():
            due, used = loop.time() + EVERY, time.thread_time()
            await asyncio.sleep(EVERY)
            found.append(((loop.time() - due) * 1000, (time.thread_time() - used) * 1000))

    task = asyncio.create_task(probe())
    with Passes() as passes:
        await work()
        done.set()
        await task
    full = [took for generation, took in passes if generation == 2]
    print(
        f"{len(passes):,} passes of the collector, the longest {max((took for _, took in passes), default=0):.1f} ms; "
        f"{len(full)} full ones: {', '.join(f'{took:.1f}' for took in full[:9])}"
    )
    return found


def tell(name: str, delays: list[tuple[float, float]], beside: float | None) -> float:
    """Print the quantiles of both; return the 99th percentile of the delay."""
    p99s = []
    for what, values in zip(("late", "used"), zip(*delays, strict=True), strict=True):
        ordered = sorted(values)
        p50, p99 = ordered[len(ordered) // 2], ordered[int(len(ordered) * 0.99)]
        ratio = f"  {p99 / beside:5.1f} times the first" if beside and what == "late" else ""
        print(
            f"{name:44} {what} median {p50:6.2f} ms   p99 {p99:6.2f} ms   most {ordered[-1]:7.2f} ms{ratio}", flush=True
        )
        p99s.append(p99)
    return p99s[0]


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--papers", type=int, default=75_000)
    parser.add_argument("--corpus", type=Path)
    parser.add_argument("--seconds", type=float, default=10.0)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        settings = replace(Settings(home, home, home), model=Talker.model)
        async with Library(settings, llm=Talker()) as library:
            await ingest.open_sample(library, embed=False)
            await _run(library, settings, given)


async def _run(library: Library, settings: Settings, given: argparse.Namespace) -> None:
    app = AskpapersApp(settings, library=library)
    async with app.run_test(size=(140, 40)) as pilot:
        await pilot.pause(1.0)
        desk = next(screen for screen in app.screen_stack if isinstance(screen, Desk))
        # What is heavy is imported and made ready once, behind the first paint; the benchmark is about what comes after.
        await library.warm()

        async def idle() -> None:
            await asyncio.sleep(3)

        base = tell("64 papers, nothing going on", await late(idle), None)
        if given.corpus:
            await ingest.add(library, [str(given.corpus)], embed=False)
        else:
            papers = await made(library, given.papers)
            for start in range(0, len(papers), 1000):
                await library.catalog.merge(papers[start : start + 1000], default_day=date(2025, 10, 30))
        desk.scope = Scope()
        await desk.show_scope()
        print(f"{await library.catalog.count(Scope()):,} papers", flush=True)
        until = 0.0

        async def keys() -> None:
            rng = random.Random(3)
            while time.monotonic() < until:
                await pilot.press(*rng.choices(["j", "k", "pagedown", "pageup", "end", "home", "x"], k=5))
                # In the answer the same key would find words in the conversation.
                desk.set_focus(desk.list)
                await pilot.press("slash", *rng.choice(["merging", "vision", "the", "zz"]))
                # Escape would stop the answer.
                desk.query_one("#filter", Input).value = ""
                await pilot.press("enter")

        async def walk() -> None:
            nonlocal until
            until = time.monotonic() + given.seconds
            await keys()

        tell("walking, sorting, filtering", await late(walk), base)

        async def ask_again() -> None:
            for n in itertools.count():
                desk.start_asking(f"How does AdaMerging learn its coefficients for {n} models?")
                await asyncio.sleep(5.0)  # an answer takes 3 seconds and its verdicts the rest

        async def stream() -> None:
            nonlocal until
            until = time.monotonic() + given.seconds
            asking = asyncio.create_task(ask_again())
            await keys()
            asking.cancel()

        tell("the same while an answer streams in", await late(stream), base)
        print(f"{sum(len(turn.text.split()) for turn in desk.conversation.turns):,} words of answers came", flush=True)


if __name__ == "__main__":
    asyncio.run(main())
