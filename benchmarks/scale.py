"""What a large library costs: searches beside their parts alone, what none of the right papers is lost by, filters, and disk.

    python benchmarks/scale.py HOME [--rounds 5]

HOME is the folder of a library that is indexed with the bundled model; it is only read, but for the note of the last look. Processor
time (user + system, all threads), medians by turns. A search is measured beside its three parts alone, called as directly as they can
be: the question embedded, 200 neighbors from Chroma, 200 papers from FTS5.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import time
from collections.abc import Awaitable, Callable
from datetime import date
from pathlib import Path

import numpy as np

from askpapers.library.catalog.full_text import expression
from askpapers.library.library import Library
from askpapers.papers.scope import Scope
from askpapers.retrieval.neighbors import CANDIDATES, dequantize_all, nearest_papers
from askpapers.retrieval.search import search
from askpapers.settings.settings import Settings

QUESTIONS = (
    "Which methods merge task vectors?",
    "speculative decoding for long contexts",
    "How are reward models trained without human labels?",
    "graph neural networks for molecules",
    "robust watermarks for images made by diffusion models",
    "federated learning under heterogeneous data",
    "What limits transformers on long sequences?",
    "reinforcement learning for robot manipulation",
)
LETTERS = "abcdefghilmnoprstuvw"


async def cost(work: Callable[[], Awaitable[object]]) -> float:
    """Return the processor seconds of what a coroutine does."""
    before = time.process_time()
    await work()
    return time.process_time() - before


async def parts_alone(library: Library, question: str) -> None:
    """Embed a question, and ask Chroma and FTS5 for the best 200."""
    vector = (await (await library.embedder()).embed([question]))[0]
    await (await library.vectors()).nearest(vector, CANDIDATES)
    sql = "SELECT rowid, bm25(words) AS score FROM words WHERE words MATCH ? ORDER BY score LIMIT 200"
    await library.catalog._db.read(lambda c: c.execute(sql, [expression(question)]).fetchall())


async def recall(library: Library, question: str, scope: Scope) -> float:
    """Return the share of the 100 papers in scope that are nearest by their vectors as the catalog keeps them, all looked at, that a search scores."""
    embedder = await library.embedder()
    vector = (await embedder.embed([question]))[0]
    rows = dequantize_all(dict(await library.catalog.selection.document_vectors(scope, embedder.model)))
    order = sorted(rows, key=lambda each: -float(rows[each] @ vector))[:100]
    found = (await nearest_papers(library, vector, scope)).cosines
    # Of papers as near as the hundredth any will do.
    least = float(rows[order[-1]] @ vector) - 1e-3
    right = sum(1 for id in found if id in rows and float(rows[id] @ vector) >= least)
    return min(1.0, right / len(order))


def say(name: str, *figures: str) -> None:
    """Print a row of a Markdown table."""
    print(f"| {name} | {' | '.join(figures)} |", flush=True)


async def searches(library: Library, rounds: int) -> None:
    """Print what a search costs in scopes of several kinds, as ratios to its parts alone."""
    days = await library.catalog.days()
    middle = days[len(days) // 2][0]
    day = max(days, key=lambda each: each[1])[0]
    scopes = {
        "all": Scope(),
        f"one day, {day}": Scope(day, day),
        "unread": Scope(unread=True),
        "a category, cs.CL": Scope(category="cs.CL"),
        "half of the library by date": Scope(since=middle, until=date.max),
        "has code": Scope(has_code=True),
    }
    for scope in scopes.values():
        await search(library, "warm", scope)
    alone, whole = list[float](), {name: list[float]() for name in scopes}
    for turn in range(rounds):
        for question in QUESTIONS:
            # Asked otherwise each time: a text that was embedded before is remembered.
            asked = [f"{question} {turn}{n}" for n in range(len(scopes) + 1)]
            alone.append(await cost(lambda text=asked[-1]: parts_alone(library, text)))  # type: ignore[misc]
            for text, (name, scope) in zip(asked[:-1], scopes.items(), strict=True):
                whole[name].append(await cost(lambda text=text, scope=scope: search(library, text, scope)))  # type: ignore[misc]
    unit = statistics.median(alone)
    print(
        f"\nA search; its parts alone take {unit * 1000:.1f} ms.\n\n| scope | papers | × parts | recall@100 |\n| --- | --- | --- | --- |"
    )
    for name, scope in scopes.items():
        found = [await recall(library, question, scope) for question in QUESTIONS[:4]]
        count = f"{await library.catalog.count(scope):,}"
        say(name, count, f"{statistics.median(whole[name]) / unit:.2f}", f"{np.mean(found):.3f}")


async def keys_typed(library: Library, rounds: int) -> None:
    """Print what a key in the filter, and what an opening interface asks, cost."""
    catalog = library.catalog

    async def typed(scope: Scope, match: str) -> None:
        await catalog.count(scope, match=match)
        await catalog.rows(scope, match=match, limit=100)

    async def afresh(work: Callable[[], Awaitable[object]]) -> float:
        # As after something was written: nothing is kept of what was found before.
        await catalog.state.put("benchmark", str(time.time()))
        return await cost(work)

    asked: dict[str, Callable[[], Awaitable[object]]] = {
        "filter: a letter": lambda: typed(Scope(), LETTERS[int(time.time() * 1e6) % len(LETTERS)]),
        "filter: an author": lambda: typed(Scope(author="Wang"), ""),
        "filter: an author's whole name": lambda: typed(Scope(author="Wei Wang"), ""),
        "filter: a category": lambda: typed(Scope(category="cs.CL"), ""),
        "filter: has code": lambda: typed(Scope(has_code=True), ""),
        "news": catalog.visits.news,
        "count of all": lambda: catalog.count(Scope()),
        "count of the unread": lambda: catalog.count(Scope(unread=True)),
        "days with counts": catalog.days,
        "organizations": catalog.organizations,
        **{f"sort by {name}": (lambda name=name: catalog.rows(Scope(), sort=name, limit=100)) for name in ("comments", "title", "organization", "published")},  # type: ignore[misc]
    }  # fmt: skip
    print("\n| asked of the catalog | ms |\n| --- | --- |")
    for name, work in asked.items():
        say(name, f"{statistics.median([await afresh(work) for _ in range(max(5, rounds))]) * 1000:.1f}")
    await catalog.state.drop(["benchmark"])


async def disk(library: Library, home: Path) -> None:
    """Print what each part of the library takes on the disk."""
    count = await library.catalog.count(Scope())
    sql = "SELECT name, sum(pgsize) FROM dbstat GROUP BY name ORDER BY 2 DESC"
    try:
        tables = await library.catalog._db.read(lambda c: [tuple(row) for row in c.execute(sql).fetchall()])
    except Exception:  # a SQLite without dbstat
        tables = []
    print("\n| on the disk | MB | bytes a paper |\n| --- | --- | --- |")
    for name in ("catalog.sqlite", "chroma"):
        path = home / name
        size = sum(p.stat().st_size for p in (path.rglob("*") if path.is_dir() else [path]) if p.is_file())
        say(name, f"{size / 1e6:,.0f}", f"{size / count:,.0f}")
    for name, size in tables[:8]:
        say(f"… of the catalog: {name}", f"{size / 1e6:,.0f}", f"{size / count:,.0f}")


async def main() -> None:
    """Measure the library in a folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("home", type=Path)
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    async with Library(Settings(given.home, given.home, given.home)) as library:
        print(f"{await library.catalog.count(Scope()):,} papers")
        await keys_typed(library, given.rounds)
        await searches(library, given.rounds)
        await disk(library, given.home)


if __name__ == "__main__":
    asyncio.run(main())
