"""How good the answers without a model are: which sentences they cite, and when they say that nothing answers."""

from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from askpapers.answers.answer import Status
from askpapers.evaluation import datasets as labelled
from askpapers.evaluation.one_liners import Result
from askpapers.extractive.sentence_selection import PaperRelevance, sentence_points
from askpapers.papers.paper import Match, Paper
from askpapers.text.terms import Similarity, stems, weigh_terms

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


def answers(corpus: Path, claims: Path, similarity: Similarity | None, *, limit: int = 0) -> Result:
    """Score the sentences cited for SciFact's claims, in the abstracts that bear on them, and the refusals.

    `precision@k` and `recall@k` are of the annotated rationale sentences, means over pairs of claim and abstract.
    `answered` is the share of claims answered, citing the right abstract, when it is one of 64; `refused` the share
    refused when it is not there; `everyday_refused` the same for questions of everyday life. `limit` takes the first
    claims only.
    """
    documents = {
        str(row["doc_id"]): row
        for row in labelled.rows(corpus, doc_id=labelled.name, title=labelled.text, abstract=labelled.texts)
        if row["abstract"]
    }
    rows = [
        row for row in labelled.rows(claims, claim=labelled.text, evidence=labelled.evidence) if row.get("evidence")
    ]
    rows = rows[:limit] if limit else rows
    pairs: list[tuple[str, str, set[int]]] = []
    for row in rows:
        for key, evidence in row["evidence"].items():
            marked = {place for item in evidence for place in item["sentences"]}
            if key in documents and marked:
                pairs.append((row["claim"], key, marked))
    cited = {key: documents[key] for _, key, _ in pairs}
    rarities = _rarities(list(cited.values()))
    ranked: dict[str, list[tuple[list[int], set[int]]]] = {"extractive": [], "bm25": [], "similarity": [], "lead": []}
    for claim, key, gold in pairs:
        sentences = [str(s).strip() for s in cited[key]["abstract"]]
        reading = _AsGiven(1, _paper(cited[key]), weigh_terms(claim), claim, similarity)
        points = {
            "extractive": sentence_points(reading, outcome=True),
            "bm25": _bm25(claim, sentences, rarities),
            "similarity": list(reading.alike),
            "lead": [-float(i) for i in range(len(sentences))],
        }
        for name, values in points.items():
            ranked[name].append((_order(values), gold))
    found, refused, right = _pools(pairs, cited, similarity)
    return {
        "task": "answers-extractive",
        "metrics": _ranking(ranked["extractive"])
        | {
            "answered": found,
            "refused": refused,
            "first_right": right,
            "everyday_refused": _everyday(cited, similarity),
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


class _AsGiven(PaperRelevance):
    """A paper whose sentences are those that the annotators saw."""

    @property
    def sentences(self) -> tuple[str, ...]:
        return tuple(self.paper.abstract.split("\n"))


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
    held = Counter(stem for row in rows for sentence in row["abstract"] for stem in set(stems(sentence)))
    count = sum(len(row["abstract"]) for row in rows)
    return lambda stem: math.log(1 + (count - held[stem] + 0.5) / (held[stem] + 0.5))


def _bm25(claim: str, sentences: Sequence[str], rarity: Callable[[str], float]) -> list[float]:
    words = [stems(sentence) for sentence in sentences]
    usual = sum(map(len, words)) / max(1, len(words)) or 1.0
    return [
        sum(
            rarity(stem) * own.count(stem) * 2.2 / (own.count(stem) + 1.2 * (0.25 + 0.75 * len(own) / usual))
            for stem in set(stems(claim))
        )
        for own in words
    ]


def _pools(
    pairs: Sequence[tuple[str, str, set[int]]], cited: dict[str, dict[str, Any]], similarity: Similarity | None
) -> tuple[float, float, float]:
    """Ask each claim of 64 abstracts with the right one among them, and of 63 without it."""
    from askpapers.extractive.answer import ENOUGH

    drawn = random.Random(64)
    answered = refused = first = 0
    for claim, key, _ in pairs:
        others = drawn.sample(sorted(set(cited) - {key}), min(POOL - 1, len(cited) - 1))
        asked = weigh_terms(claim)
        right = PaperRelevance(1, _paper(cited[key]), asked, claim, similarity).belief
        wrong = max(
            (PaperRelevance(1, _paper(cited[other]), asked, claim, similarity).belief for other in others),
            default=-99.0,
        )
        answered += right >= ENOUGH
        refused += wrong < ENOUGH
        first += right > wrong
    count = max(1, len(pairs))
    return round(answered / count, 4), round(refused / count, 4), round(first / count, 4)


def _everyday(cited: dict[str, dict[str, Any]], similarity: Similarity | None) -> float:
    from askpapers.extractive.answer import answer

    matches = [Match(_paper(cited[key]), 0.5) for key in sorted(cited)[:POOL]]
    ended = [answer(question, matches, len(matches), similarity)[1] for question in EVERYDAY]
    return round(sum(status is Status.NOT_FOUND for status in ended) / len(ended), 4)
