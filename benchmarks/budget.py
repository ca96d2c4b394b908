"""Why the default budget is what it is: recall of the papers that answer, against the prompt tokens of one question.

    python benchmarks/budget.py --scifact ../shared/data/scifact
    python benchmarks/budget.py --questions benchmarks/questions.jsonl --corpus DAY [--corpus DAY]…

SciFact's training claims are asked over all 5,183 abstracts, with the documents that people cited as what must be found;
the questions over the days that they were made for, with the papers named in the file.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import statistics
import tempfile
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from askpapers.answering.context import CANDIDATES
from askpapers.evaluation import datasets as labeled
from askpapers.evaluation import retrieval as evaluate_retrieval
from askpapers.library.library import Library
from askpapers.models import prompts
from askpapers.papers.paper import Paper
from askpapers.papers.scope import Scope
from askpapers.retrieval import indexing as retrieval_indexing
from askpapers.retrieval import search as retrieve
from askpapers.settings.settings import Settings
from askpapers.verbs import add as ingest

BUDGETS = (1000, 1500, 2000, 2500, 3000, 4000, 5000, 6000, 8000, 12000)


async def curve(library: Library, asked: Mapping[str, Sequence[str]], titles: bool) -> None:
    """Print for each budget how many of the wanted papers are shown; `asked` maps a question to ids or titles' starts."""
    shown: dict[int, list[tuple[float, int, int]]] = {budget: [] for budget in BUDGETS}
    for question, wanted in asked.items():
        found = [match.paper for match in await retrieve.search(library, question, Scope(), k=CANDIDATES)]
        for budget in BUDGETS:
            packed = prompts.pack(found, budget)
            hits = sum(any(_is(paper, name, titles) for paper in packed.papers) for name in wanted)
            shown[budget].append((hits / len(wanted), packed.tokens, len(packed.papers)))
    print(f"{len(asked)} questions\nbudget  recall  all found  papers  tokens")
    for budget, rows in shown.items():
        recall = statistics.fmean(row[0] for row in rows)
        whole = statistics.fmean(row[0] == 1 for row in rows)
        papers = statistics.fmean(row[2] for row in rows)
        print(f"{budget:6}  {recall:.3f}   {whole:.3f}      {papers:5.1f}  {statistics.fmean(r[1] for r in rows):6.0f}")


def _is(paper: Paper, name: str, titles: bool) -> bool:
    return paper.title.casefold().startswith(name.casefold()) if titles else paper.id == name


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--scifact", type=Path)
    parser.add_argument("--questions", type=Path)
    parser.add_argument("--corpus", type=Path, action="append", default=[])
    parser.add_argument("--home", type=Path, help="keep the library there, for a second run without embedding anew")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = given.home or Path(folder)
        async with Library(Settings(home, home, home)) as library:
            if given.scifact:
                rows = labeled.numbered(given.scifact / "corpus.jsonl")
                papers = [evaluate_retrieval._paper(row, given.scifact, number) for number, row in rows]
                await library.catalog.merge(papers, default_day=date(2000, 1, 1))
                texts, judged = evaluate_retrieval._queries(given.scifact / "claims_train.jsonl", None)
                asked = {texts[id]: list(judged[id]) for id in texts if judged[id]}
            else:
                for path in given.corpus:
                    await ingest.add(library, [str(path)], embed=False)
                lines = [json.loads(line) for line in given.questions.read_text("utf-8").splitlines()]
                asked = {
                    line["question"]: line["papers"] for line in lines if line["answerable"] and line.get("papers")
                }
            await retrieval_indexing.index_pending(library)
            await curve(library, asked, titles=not given.scifact)


if __name__ == "__main__":
    asyncio.run(main())
