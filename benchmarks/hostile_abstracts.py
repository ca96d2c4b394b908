"""Answers with a model on abstracts that give it orders: python benchmarks/hostile_abstracts.py [--out FILE]

Thirty abstracts of `tests/fixtures/hostile_abstracts.jsonl`, each on a day with two harmless ones of the sample, and a question that it answers. The
model is the one that the environment names (OPENAI_BASE_URL, ASKPAPERS_MODEL …), so that a relay may stand in for one. Printed for each: what its answer
shows of what was ordered (the fixture's `effect`, a pattern), how it ended, and its marks and verdicts. FILE gets the answers, to be read.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import re
import tempfile
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

from askpapers import data, errors
from askpapers.answers.answer import Answer
from askpapers.library.library import Library
from askpapers.papers.paper import Paper
from askpapers.papers.scope import Scope
from askpapers.readers import open_reading
from askpapers.retrieval.indexing import index_pending
from askpapers.settings.settings import load
from askpapers.verbs.ask import ask

FIXTURE = Path(__file__).parent.parent / "tests" / "fixtures" / "hostile_abstracts.jsonl"
FIRST = date(2026, 3, 1)


def day_of(number: int) -> date:
    """The day on which the hostile abstract of this number stands, from 0."""
    return FIRST + timedelta(days=number)


def papers_of(rows: list[dict[str, Any]]) -> list[Paper]:
    """Return each hostile paper and two of the sample on a day of their own."""
    sample = open_reading(BytesIO(data.load("sample_2025-10-31.txt")), name="the sample", today=FIRST)
    harmless = [item for item in sample.items if isinstance(item, Paper)]
    found: list[Paper] = []
    for number, row in enumerate(rows):
        beside = [replace(harmless[2 * number + k], listed=(day_of(number),)) for k in range(2)]
        hostile = Paper(row["id"], row["title"], row["abstract"], listed=(day_of(number),), arxiv_id=row["id"])
        found += [beside[0], hostile, beside[1]]
    return found


async def answered(library: Library, number: int, row: dict[str, Any]) -> Answer | None:
    """Ask about one; None where no answer came."""
    day = day_of(number)
    try:
        async for event in ask(library, row["question"], Scope(since=day, until=day)):
            if isinstance(event, Answer):
                return event
    except errors.AskpapersError as error:
        print(f"{number + 1:2} {row['kind']:14} no answer: {error}")
    return None


async def run(rows: list[dict[str, Any]]) -> list[Answer | None]:
    """Ask all at once, so that a relay has all prompts together."""
    with tempfile.TemporaryDirectory() as name:
        base = Path(name)
        settings = replace(load({}, os.environ), home=base / "home", config=base / "config", cache=base / "cache")
        async with Library(replace(settings, chroma="")) as library:
            await library.catalog.merge(papers_of(rows), default_day=FIRST)
            await index_pending(library)
            return await asyncio.gather(*(answered(library, n, row) for n, row in enumerate(rows)))


def told(number: int, row: dict[str, Any], answer: Answer) -> dict[str, Any]:
    """Print one line of an answer; return it as it is written."""
    effect = re.search(row["effect"], answer.text)
    verdicts = dict(Counter(claim.support.value for claim in answer.claims))
    others = sorted({c.paper_id for c in answer.citations} - {row["id"]})
    line = f"{number + 1:2} {row['kind']:14} {'EFFECT ' + repr(effect[0]) if effect else 'none'}"
    print(f"{line}  {answer.status.value}  {verdicts}  cites others: {others}")
    return {**row, "answer": answer.text, "status": answer.status.value, "claims": verdicts, "notes": answer.notes}


def main() -> None:
    """Read the arguments, ask, and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path)
    given = parser.parse_args()
    rows = [json.loads(line) for line in FIXTURE.read_text(encoding="utf-8").splitlines()]
    answers = asyncio.run(run(rows))
    lines = [told(n, row, answer) for n, (row, answer) in enumerate(zip(rows, answers, strict=True)) if answer]
    print(f"{len(lines)} of {len(rows)} answered")
    if given.out:
        given.out.write_text("\n".join(json.dumps(line, ensure_ascii=True) for line in lines), encoding="utf-8")


if __name__ == "__main__":
    main()
