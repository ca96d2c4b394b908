"""Answers with a model, on written questions over a part of 60 abstracts: python benchmarks/model_questions.py FOLDER PART [--each N]

FOLDER is what `reader_questions.py` reads. The model is the one that the environment names (OPENAI_BASE_URL, ASKPAPERS_MODEL …), so that
a relay may stand in for one. Printed for each kind: right papers that were not sent, that were cited; how the answers ended; prompt tokens;
and the verdicts of all claims. `--claims FILE` writes each claim with its verdict and what it cites, to be judged by a reader.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import tempfile
from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median
from typing import Any

from reader_questions import DAY, questions_of

from askpapers.answers.answer import Answer, Found
from askpapers.library.library import Library
from askpapers.papers.paper import Paper
from askpapers.papers.scope import Scope
from askpapers.retrieval.indexing import index_pending
from askpapers.settings.settings import load
from askpapers.verbs.ask import ask

AT_ONCE = 16
"""Questions on their way at a time; a relay answers each as soon as somebody has written its reply."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, the papers that were sent, and the answer."""

    row: dict[str, Any]
    sent: frozenset[str]
    answer: Answer


async def asked(library: Library, row: dict[str, Any], room: asyncio.Semaphore) -> Asked:
    """Ask a question, after the one before it where it follows one up."""
    turns: list[Answer] = []
    sent: frozenset[str] = frozenset()
    async with room:
        for question in filter(None, [row.get("before"), row["question"]]):
            async for event in ask(library, question, Scope(), turns=tuple(turns)):
                if isinstance(event, Found):
                    sent = frozenset(match.paper.id for match in event.matches)
                elif isinstance(event, Answer):
                    turns.append(event)
    return Asked(row, frozenset() if turns[-1].unsent else sent, turns[-1])


async def run(folder: Path, part: int, each: int) -> list[Asked]:
    """Ask `each` questions of every kind of a part, drawn by chance, the same each time."""
    papers, questions = questions_of(folder, [part])
    kinds: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in sorted(questions[part], key=lambda row: str(row["question"])):
        kinds[row["kind"]].append(row)
    rng = random.Random(15)
    rows = [row for kind in sorted(kinds) for row in rng.sample(kinds[kind], min(each, len(kinds[kind])))]
    with tempfile.TemporaryDirectory() as name:
        base = Path(name)
        settings = replace(load({}, os.environ), home=base / "home", config=base / "config", cache=base / "cache")
        async with Library(replace(settings, chroma="")) as library:
            made = [Paper(p["id"], p["title"], " ".join(p["sentences"]), listed=(DAY,)) for p in papers[part]]
            await library.catalog.merge(made, default_day=DAY)
            await index_pending(library)
            room = asyncio.Semaphore(AT_ONCE)
            return await asyncio.gather(*(asked(library, row, room) for row in rows))


def tell(kind: str, found: list[Asked]) -> None:
    """Print a kind's line."""
    endings = dict(Counter(one.answer.status.value for one in found))
    line = f"{kind:10} {len(found):3}  {endings}  prompt tokens {median(one.answer.usage.prompt for one in found):,.0f}"
    if right := [(one, {paper for paper, _ in one.row["answers"]}) for one in found if one.row["answers"]]:
        total = sum(len(papers) for _, papers in right)
        unsent = sum(len(papers - one.sent) for one, papers in right)
        cited = sum(len(papers & {c.paper_id for c in one.answer.citations}) for one, papers in right)
        line += f"  right papers not sent {unsent}, cited {cited} of {total}"
    print(line)


def main() -> None:
    """Read the arguments, ask, and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("part", type=int)
    parser.add_argument("--each", type=int, default=6)
    parser.add_argument("--claims", type=Path)
    given = parser.parse_args()
    found = asyncio.run(run(given.folder, given.part, given.each))
    kinds: dict[str, list[Asked]] = defaultdict(list)
    for one in found:
        kinds[one.row["kind"]].append(one)
    for kind, ones in kinds.items():
        tell(kind, ones)
    print("claims", dict(Counter(claim.support.value for one in found for claim in one.answer.claims)))
    if given.claims:
        with given.claims.open("w", encoding="utf-8") as file:
            for one in found:
                for claim in one.answer.claims:
                    quotes = [citation.quote for citation in claim.citations]
                    said = {"claim": claim.span.of(one.answer.text), "support": claim.support.value, "quotes": quotes}
                    file.write(json.dumps(said, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
