"""`askpapers eval retrieval`: nDCG and recall on BEIR's files or SciFact's own, words alone and vectors alone beside it."""

from __future__ import annotations

import asyncio
import math
import random
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from askpapers import data, errors
from askpapers.evaluation import datasets as labeled
from askpapers.library.library import Library
from askpapers.papers.paper import Paper
from askpapers.papers.scope import Scope
from askpapers.retrieval import search as retrieve
from askpapers.settings.settings import Settings
from askpapers.text.sanitize import sanitize

DEPTH = 100
BOOTSTRAPS = 1000
PUBLISHED = {"SciFact, text-embedding-3-small": {"ndcg@10": 0.734}, "SciFact, BM25 stemmed": {"ndcg@10": 0.686}}
"""OpenAI's and BEIR's own figures, on SciFact's test claims."""

Qrels = Mapping[str, Mapping[str, float]]


async def run(
    corpus: Path, queries: Path, qrels: Path | None, *, limit: int | None = None, model: Settings | None = None
) -> dict[str, Any]:
    """Measure retrieval on a corpus through the program's own library, made in a temporary folder.

    With the settings of a model, the order that it gives the best 30 is measured beside it, one call a query.

    `corpus` is BEIR's corpus.jsonl or SciFact's; `queries` BEIR's queries.jsonl or SciFact's claims, which hold their
    own judgments (cited_doc_ids) where `qrels` is None. Raises BadInput, which names file and line.
    """
    papers = [_paper(row, corpus, number) for number, row in labeled.numbered(corpus)]
    asked, judged = _queries(queries, qrels)
    asked = {id: text for id, text in asked.items() if any(grade > 0 for grade in judged.get(id, {}).values())}
    if limit:
        asked = dict(list(asked.items())[:limit])
    if not papers or not asked:
        raise errors.EmptyInput(
            f"{sanitize(str(queries))} and {sanitize(str(corpus))} hold no judged query.", "Check --qrels."
        )
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        settings = replace(model, home=home) if model else Settings(home, home, home)
        async with Library(settings) as library:
            return await _measured(library, papers, asked, judged)


async def bundled() -> dict[str, Any]:
    """Measure retrieval on the small bundled set, a part of SciFact's corpus and training claims."""
    corpus, queries, qrels = (
        data.path(f"eval/retrieval/{name}") for name in ("corpus.jsonl", "queries.jsonl", "qrels.tsv")
    )
    return await run(corpus, queries, qrels)


async def _measured(
    library: Library, papers: Sequence[Paper], asked: Mapping[str, str], judged: Qrels
) -> dict[str, Any]:
    from askpapers.retrieval import indexing
    from askpapers.retrieval import search as ranking

    await library.catalog.merge(papers, default_day=date(2000, 1, 1))
    await indexing.index_pending(library)
    runs: dict[str, dict[str, list[str]]] = {"found": {}, "fused": {}, "words": {}, "vectors": {}}
    for id, text in asked.items():
        lexical, semantic = await retrieve.scores(library, text, Scope())
        runs["words"][id] = sorted(lexical, key=lambda p: -lexical[p])[:DEPTH]
        runs["vectors"][id] = sorted(semantic, key=lambda p: -semantic[p])[:DEPTH]
        fused = ranking.fuse(lexical, semantic)
        runs["fused"][id] = sorted(fused, key=lambda p: (-fused[p], p))[:DEPTH]
        runs["found"][id] = [m.paper.id for m in await retrieve.search(library, text, Scope(), k=DEPTH)]
    if library.settings.model:
        runs["reranked"] = await _reranked(library, asked)
    scored = {name: {id: _scores(found[id], judged[id]) for id in asked} for name, found in runs.items()}
    found = [scored["found"][id]["ndcg@10"] for id in asked]

    def gain(name: str) -> dict[str, float]:
        return _interval(found, [scored[name][id]["ndcg@10"] for id in asked])

    return {
        "task": "retrieval",
        "metrics": _means(scored["found"]),
        "n": len(asked),
        "papers": len(papers),
        "baselines": {
            "words alone (FTS5, BM25)": _means(scored["words"]),
            "vectors alone": _means(scored["vectors"]),
            "both, without feedback": _means(scored["fused"]),
            "gain over words, 95% interval": gain("words"),
            "gain over vectors, 95% interval": gain("vectors"),
            "gain of feedback, 95% interval": gain("fused"),
            **_with_model(scored, found, asked),
            **PUBLISHED,
        },
    }


async def _reranked(library: Library, asked: Mapping[str, str]) -> dict[str, list[str]]:
    room = asyncio.Semaphore(library.settings.parallel)

    async def order(text: str) -> list[str]:
        async with room:
            matches = await retrieve.search(library, text, Scope(), k=DEPTH)
            return [match.paper.id for match in await retrieve.rerank(library, text, matches)]

    orders = await asyncio.gather(*map(order, asked.values()))
    return dict(zip(asked, orders, strict=True))


def _with_model(
    scored: Mapping[str, Mapping[str, Mapping[str, float]]], found: Sequence[float], asked: Mapping[str, str]
) -> dict[str, Any]:
    """The figures of the model's order beside the order that it was given."""
    if "reranked" not in scored:
        return {}
    ours = [scored["reranked"][id]["ndcg@10"] for id in asked]
    return {
        "reranked by the model": _means(scored["reranked"]),
        "gain of reranking, 95% interval": _interval(ours, found),
    }


def _scores(found: Sequence[str], judged: Mapping[str, float]) -> dict[str, float]:
    """nDCG with the judgment itself as gain, as BEIR and trec_eval reckon it; below nought is no gain."""
    relevant = {id: grade for id, grade in judged.items() if grade > 0}
    gain = sum(relevant.get(id, 0.0) / math.log2(place + 2) for place, id in enumerate(found[:10]))
    ideal = sum(g / math.log2(place + 2) for place, g in enumerate(sorted(relevant.values(), reverse=True)[:10]))
    return {
        "ndcg@10": gain / ideal if ideal else 0.0,
        "recall@10": len(relevant.keys() & set(found[:10])) / len(relevant),
        "recall@100": len(relevant.keys() & set(found[:100])) / len(relevant),
    }


def _means(scored: Mapping[str, Mapping[str, float]]) -> dict[str, float]:
    rows = list(scored.values())
    return {name: round(sum(row[name] for row in rows) / len(rows), 4) for name in rows[0]}


def _interval(ours: Sequence[float], theirs: Sequence[float]) -> dict[str, float]:
    """A paired bootstrap over the queries: the mean difference and its 2.5% and 97.5% quantiles."""
    differences = [a - b for a, b in zip(ours, theirs, strict=True)]
    rng = random.Random(0)
    means = sorted(sum(rng.choices(differences, k=len(differences))) / len(differences) for _ in range(BOOTSTRAPS))
    return {
        "mean": round(sum(differences) / len(differences), 4),
        "low": round(means[int(0.025 * BOOTSTRAPS)], 4),
        "high": round(means[int(0.975 * BOOTSTRAPS)], 4),
    }


def _paper(row: dict[str, Any], path: Path, number: int) -> Paper:
    id = row.get("_id", row.get("doc_id", row.get("id")))
    text = row.get("text", row.get("abstract", ""))
    if not labeled.name(id) or not labeled.text_or_texts(text):
        raise labeled.damaged(path, number, "has no _id or no text", "BEIR's corpus.jsonl is expected.")
    abstract = text if isinstance(text, str) else " ".join(text)
    title = " ".join(str(row.get("title") or "").split())
    name = str(id).strip()
    # An id of its own for each document keeps two with one title apart; DOIs are the same in either case, ids are not.
    return Paper(name, title, " ".join(abstract.split()), doi=f"eval/{name.encode('utf-8', 'replace').hex()}")


def _queries(path: Path, qrels: Path | None) -> tuple[dict[str, str], dict[str, dict[str, float]]]:
    asked: dict[str, str] = {}
    judged: dict[str, dict[str, float]] = {}
    for number, row in labeled.numbered(path):
        id = str(row.get("_id", row.get("id", number))).strip()
        text = row.get("text", row.get("claim", row.get("query")))
        cited = row.get("cited_doc_ids") or []
        if not isinstance(text, str):
            raise labeled.damaged(path, number, "has no text", "BEIR's queries.jsonl is expected.")
        if not isinstance(cited, list) or not all(map(labeled.name, cited)):
            raise labeled.damaged(
                path, number, "has no “cited_doc_ids” that can be used", "A list of numbers is expected."
            )
        asked[id] = text
        if qrels is None:
            judged[id] = {str(doc): 1.0 for doc in cited}
    if qrels is not None:
        judged = _qrels(qrels)
    return asked, judged


def _qrels(path: Path) -> dict[str, dict[str, float]]:
    """Read query, document and grade a line; trec_eval's form has a column more between query and document."""
    judged: dict[str, dict[str, float]] = {}
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise errors.BadInput(f"{sanitize(str(path))} cannot be read: {sanitize(str(error), 120)}.") from None
    numbered = [(number, line.strip("\r")) for number, line in enumerate(lines, 1) if line.strip()]
    # With tabs an id may hold spaces.
    tab = "\t" if numbered and "\t" in numbered[0][1] else None
    for place, (number, line) in enumerate(numbered):
        cells = [cell.strip() for cell in line.split(tab)]
        if len(cells) not in (3, 4):
            raise errors.DamagedInput(
                f"{sanitize(str(path))}:{number} has not three columns.", "query, document, grade"
            )
        grade = _grade(cells[-1])
        if grade is not None:
            judged.setdefault(cells[0], {})[cells[-2]] = grade
        elif place:
            raise errors.DamagedInput(f"{sanitize(str(path))}:{number} has no grade that is a number.", "As 0, 1 or 2.")
    return judged


def _grade(cell: str) -> float | None:
    try:
        grade = float(cell)
    except ValueError:
        return None
    return grade if math.isfinite(grade) else None
