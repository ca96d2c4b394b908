"""How good the answers without a model are: which sentences they cite, and when they say that nothing answers."""

from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from askpapers.answers.answer import Status
from askpapers.evaluation import datasets as labeled
from askpapers.evaluation.one_liners import Result
from askpapers.extractive.sentence_ranking import rank_sentences
from askpapers.extractive.sentence_reading import PaperVectors
from askpapers.papers.paper import Paper
from askpapers.text.inference import CrossEncoder
from askpapers.text.terms import terms_of

POOL = 64
"""Papers in one list, as on a busy day."""

EVERYDAY = (
    "What is the best recipe for sourdough bread?",
    "Who won the football world cup in 2018?",
    "How do I treat a sprained ankle at home?",
    "What is the capital of France?",
    "Which hotel in Rome has the nicest breakfast?",
    "Explain the tax rules for freelancers in Germany.",
    "What is a good exercise plan for a marathon?",
    "How long should I boil an egg?",
    "Which papers describe how to repair a bicycle chain?",
    "What did the queen say in her last speech?",
    "How can I remove red wine stains from a carpet?",
    "List all papers on medieval castle architecture.",
    "Which of these discuss the price of houses in London?",
    "When does the next train to Zurich leave?",
    "How many papers are about growing tomatoes?",
    "What colour should I paint the kitchen?",
    "Which guitar strings are best for jazz?",
    "Is it safe to travel to Iceland in winter?",
    "Who wrote the opera Carmen?",
    "Which papers study the migration of whales?",
)
"""Questions that no list of research papers on computing answers, written for this measure."""


def answers(
    corpus: Path,
    claims: Path,
    vectors: Callable[[Sequence[Paper]], PaperVectors],
    reader: CrossEncoder | None,
    *,
    limit: int = 0,
) -> Result:
    """Score the sentences cited for SciFact's claims, in the abstracts that bear on them, and the refusals.

    `precision@k` and `recall@k` are of the annotated rationale sentences, means over pairs of claim and abstract.
    `answered` is the share of claims answered when the right abstract is one of 64, `first_right` the share in which it comes
    first, `unsure` the share that is not said to be answered when it is not there; `everyday_unsure` the same for questions of
    everyday life. `limit` takes the first claims only. `vectors` makes those of some papers.
    """
    documents = {
        str(row["doc_id"]): row
        for row in labeled.rows(corpus, doc_id=labeled.name, title=labeled.text, abstract=labeled.texts)
        if row["abstract"]
    }
    rows = [row for row in labeled.rows(claims, claim=labeled.text, evidence=labeled.evidence) if row.get("evidence")]
    rows = rows[:limit] if limit else rows
    pairs: list[tuple[str, str, set[int]]] = []
    for row in rows:
        for key, evidence in row["evidence"].items():
            marked = {place for item in evidence for place in item["sentences"]}
            if key in documents and marked:
                pairs.append((row["claim"], key, marked))
    papers = {key: _paper(documents[key]) for _, key, _ in pairs}
    made = {key: vectors([paper]) for key, paper in papers.items()}
    rarities = _rarities([documents[key] for key in papers])
    ranked: dict[str, list[tuple[list[int], set[int]]]] = {"extractive": [], "bm25": [], "similarity": [], "lead": []}
    for claim, key, gold in pairs:
        sentences = as_given(papers[key])
        ranking = rank_sentences(claim, [papers[key]], made[key], reader, sentences=as_given)
        ranked["extractive"].append(([sentence.place - 1 for sentence in ranking.sentences], gold))
        points = {
            "bm25": _bm25(claim, sentences, rarities),
            "similarity": (made[key].sentences[0] @ made[key].embed(claim)).tolist(),
            "lead": [-float(i) for i in range(len(sentences))],
        }
        for name, values in points.items():
            ranked[name].append((_order(values), gold))
    found, unsure, right = _pools(pairs, papers, vectors, reader)
    return {
        "task": "answers-extractive",
        "metrics": _ranking(ranked["extractive"])
        | {
            "answered": found,
            "unsure": unsure,
            "first_right": right,
            "everyday_unsure": _everyday(papers, vectors, reader),
        },
        "n": len(pairs),
        "baselines": {
            "BM25 by sentence": _ranking(ranked["bm25"]),
            "similarity by sentence": _ranking(ranked["similarity"]),
            "first sentences": _ranking(ranked["lead"]),
        },
    }


def _order(values: Sequence[float]) -> list[int]:
    return sorted(range(len(values)), key=lambda i: (-values[i], i))


def as_given(paper: Paper) -> list[str]:
    """Return the sentences that the annotators saw."""
    return paper.abstract.split("\n") if paper.abstract else []


def _paper(row: dict[str, Any]) -> Paper:
    return Paper(str(row["doc_id"]), row["title"], "\n".join(str(s).strip() for s in row["abstract"]))


def _ranking(ranked: Sequence[tuple[list[int], set[int]]]) -> dict[str, float]:
    def mean(of: Callable[[list[int], set[int]], float]) -> float:
        return round(sum(of(order, gold) for order, gold in ranked) / max(1, len(ranked)), 4)

    return {
        "precision@1": mean(lambda order, gold: float(order[0] in gold)),
        "precision@3": mean(lambda order, gold: len(gold.intersection(order[:3])) / min(3, len(order))),
        "recall@3": mean(lambda order, gold: len(gold.intersection(order[:3])) / len(gold)),
    }


def _rarities(rows: Sequence[dict[str, Any]]) -> Callable[[str], float]:
    held = Counter(stem for row in rows for sentence in row["abstract"] for stem in set(terms_of(sentence)))
    count = sum(len(row["abstract"]) for row in rows)
    return lambda stem: math.log(1 + (count - held[stem] + 0.5) / (held[stem] + 0.5))


def _bm25(claim: str, sentences: Sequence[str], rarity: Callable[[str], float]) -> list[float]:
    words = [terms_of(sentence) for sentence in sentences]
    usual = sum(map(len, words)) / max(1, len(words)) or 1.0
    return [
        sum(
            rarity(stem) * own.count(stem) * 2.2 / (own.count(stem) + 1.2 * (0.25 + 0.75 * len(own) / usual))
            for stem in set(terms_of(claim))
        )
        for own in words
    ]


def _pools(
    pairs: Sequence[tuple[str, str, set[int]]],
    papers: dict[str, Paper],
    vectors: Callable[[Sequence[Paper]], PaperVectors],
    reader: CrossEncoder | None,
) -> tuple[float, float, float]:
    """Ask each claim of 64 abstracts with the right one among them, and of the others as if it were not there."""
    drawn = random.Random(64)
    answered = unsure = first = 0
    for claim, key, _ in pairs:
        others = drawn.sample(sorted(set(papers) - {key}), min(POOL - 1, len(papers) - 1))
        pool = [papers[name] for name in (key, *others)]
        ranking = rank_sentences(claim, pool, vectors(pool), reader, sentences=as_given)
        without = rank_sentences(claim, pool[1:], vectors(pool[1:]), reader, sentences=as_given)
        answered += ranking.ending.status is Status.ANSWERED
        unsure += without.ending.status is not Status.ANSWERED
        first += ranking.sentences[0].number == 1
    count = max(1, len(pairs))
    return round(answered / count, 4), round(unsure / count, 4), round(first / count, 4)


def _everyday(
    papers: dict[str, Paper], vectors: Callable[[Sequence[Paper]], PaperVectors], reader: CrossEncoder | None
) -> float:
    pool = [papers[key] for key in sorted(papers)[:POOL]]
    alike = vectors(pool)
    rankings = [rank_sentences(question, pool, alike, reader, sentences=as_given) for question in EVERYDAY]
    return round(sum(r.ending.status is not Status.ANSWERED for r in rankings) / len(rankings), 4)
