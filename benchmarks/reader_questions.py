"""Answers without a model, on written questions over parts of 60 abstracts: python benchmarks/reader_questions.py FOLDER PART…

FOLDER holds papers.jsonl (id, part, title, sentences) and questions*.jsonl (part, kind, question, before, answers, also, near;
sentences as `ID#n` or, with `number` in papers.jsonl, `7.3`). Each part becomes a library of its own, and each question is asked as the
command line asks it. Printed for each kind and together: a right paper is cited; a sentence that answers is quoted first, among the
first three; the share of right papers cited (several, list); and how questions without an answer ended.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from askpapers.answers.answer import Answer, Status
from askpapers.library.library import Library
from askpapers.papers.paper import Paper
from askpapers.papers.scope import Scope
from askpapers.retrieval.indexing import index_pending
from askpapers.settings.settings import load
from askpapers.verbs.ask import ask

DAY = date(2026, 1, 5)
UNREAD = (6, 16, 20, 21, 22, 23, 25, 26, 48, 64, 73, 74, 82, 83, 87, 88, 95, 96, 97, 104, 110, 111, 112, 124, 125)
"""The parts of `reader_data` whose questions and claims the reader was not trained on: what is fitted on its judgment is fitted on them."""


def rows_of(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the objects of a JSON Lines file."""
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.strip():
            yield json.loads(line)


def questions_of(
    folder: Path, parts: Iterable[int]
) -> tuple[dict[int, list[dict[str, Any]]], dict[int, list[dict[str, Any]]]]:
    """Return the papers and the questions of each part; sentences as (paper id, number from 1)."""
    papers: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for row in rows_of(folder / "papers.jsonl"):
        papers[row["part"]].append(row)
    numbers = {(row["part"], str(row.get("number"))): row["id"] for rows in papers.values() for row in rows}
    wanted = set(parts)
    questions: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for path in sorted(folder.glob("questions*.jsonl")):
        named = "".join(c for c in path.stem if c.isdigit())
        for row in rows_of(path):
            part = row.get("part", int(named or 0))
            if part not in wanted:
                continue
            for field in ("answers", "also", "near"):
                row[field] = [place_of(mark, part, numbers) for mark in row.get(field, [])]
            questions[part].append(row)
    return papers, questions


def place_of(mark: str, part: int, numbers: dict[tuple[int, str], str]) -> tuple[str, int]:
    """Return (paper id, sentence number) of `ID#n` or `7.3`."""
    if "#" in mark:
        id, number = mark.rsplit("#", 1)
        return id, int(number)
    paper, number = mark.split(".")
    return numbers[part, paper], int(number)


async def answer_of(library: Library, row: dict[str, Any]) -> Answer:
    """Ask a question, after the question before it where it follows one up."""
    turns: list[Answer] = []
    for question in filter(None, [row.get("before"), row["question"]]):
        events = [event async for event in ask(library, question, Scope(), turns=turns, extractive=True)]
        turns += [event for event in events if isinstance(event, Answer)]
    return turns[-1]


async def run(folder: Path, parts: list[int], show: bool) -> None:
    """Ask all questions of the parts and print the figures."""
    papers, questions = questions_of(folder, parts)
    results: dict[str, list[dict[str, float]]] = defaultdict(list)
    endings: dict[str, list[Status]] = defaultdict(list)
    seconds: list[float] = []
    for part in parts:
        with tempfile.TemporaryDirectory() as name:
            base = Path(name)
            settings = replace(
                load(), home=base / "home", config=base / "config", cache=base / "cache", model=None, chroma=""
            )
            async with Library(settings) as library:
                listed = []
                for row in papers[part]:
                    text = " ".join(row["sentences"])
                    listed.append(Paper(row["id"], row["title"], text, listed=(DAY,), arxiv_id=row["id"]))
                await library.catalog.merge(listed, default_day=DAY)
                await index_pending(library)
                texts = {row["id"]: row["sentences"] for row in papers[part]}
                for row in questions[part]:
                    began = time.perf_counter()
                    answer = await answer_of(library, row)
                    seconds.append(time.perf_counter() - began)
                    measure(row, answer, texts, results, endings, show)
    table(results, endings, seconds)


def measure(
    row: dict[str, Any],
    answer: Answer,
    texts: dict[str, list[str]],
    results: dict[str, list[dict[str, float]]],
    endings: dict[str, list[Status]],
    show: bool,
) -> None:
    """Add one answer to the results of its kind."""
    kind = row["kind"]
    if not row["answers"]:
        endings[kind].append(answer.status)
        if show and answer.status is Status.ANSWERED:
            print(
                f"ANSWERED {kind}: {row['question']}\n   {answer.citations[0].quote[:160] if answer.citations else ''}"
            )
        return
    right = {paper for paper, _ in row["answers"]}
    fine = right | {paper for paper, _ in row["also"]}
    wanted = {(paper, " ".join(texts[paper][n - 1].split())) for paper, n in row["answers"]}
    quoted = [(c.paper_id, " ".join(c.quote.split())) for c in answer.citations]

    def fits(place: tuple[str, str]) -> bool:
        return any(place[0] == paper and (text in place[1] or place[1] in text) for paper, text in wanted)

    cited = {c.paper_id for c in answer.citations}
    results[kind].append(
        {
            "paper": float(bool(cited & right)),
            "first": float(bool(quoted) and fits(quoted[0])),
            "three": float(any(fits(q) for q in quoted[:3])),
            "found": len(cited & right) / len(right),
            "precise": len(cited & fine) / len(cited) if cited else 0.0,
            "answered": float(answer.status in (Status.ANSWERED, Status.PARTLY)),
        }
    )
    if show and not cited & right:
        print(f"MISSED {kind} ({answer.status}): {row['question']}")


def table(results: dict[str, list[dict[str, float]]], endings: dict[str, list[Status]], seconds: list[float]) -> None:
    """Print means by kind, the endings of unanswerable questions, and seconds a question."""
    rows = [*sorted(results.items()), ("all", [one for many in results.values() for one in many])]
    names = ("paper", "first", "three", "found", "precise", "answered")
    print(f"{'kind':10} {'n':>4} " + " ".join(f"{name:>9}" for name in names))
    for kind, found in rows:
        if found:
            means = (sum(one[name] for one in found) / len(found) for name in names)
            print(f"{kind:10} {len(found):4} " + " ".join(f"{mean:9.3f}" for mean in means))
    for kind, statuses in sorted(endings.items()):
        print(f"{kind:10} {len(statuses):4} " + ", ".join(f"{s} {statuses.count(s)}" for s in dict.fromkeys(statuses)))
    ordered = sorted(seconds)
    print(f"seconds a question: median {ordered[len(ordered) // 2]:.2f}, longest {ordered[-1]:.2f}")


def main() -> None:
    """Read the arguments and run."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("parts", type=int, nargs="+")
    parser.add_argument("--show", action="store_true", help="print what went wrong")
    given = parser.parse_args()
    asyncio.run(run(given.folder, given.parts, given.show))


if __name__ == "__main__":
    main()
