"""Fit what tells a question that goes back to the turn before from one with a topic of its own: python benchmarks/fit_follow_ups.py [OUT].

Reads `reader_data`: follow-ups with the question before them, every other question put behind another one of its part (its papers
are those in hand), `kinds.jsonl`, and `turns.jsonl` (short follow-ups, short questions of their own, small talk). First a linear
classifier over the words and the vector, then, on what it says of those it did not see, what lies beside it (`beside`). Prints both
errors by group: the parts held out in three folds, and `TEST`, of which nothing is learned. Needs scikit-learn; some minutes.
"""

from __future__ import annotations

import json
import random
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

import numpy as np
from classifiers import columns, write
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from askpapers.answering.antecedent import beside
from askpapers.models.bundled import embedder
from askpapers.papers.abstract import document
from askpapers.papers.paper import Paper

DATA = Path(__file__).parent / "reader_data"
OUT = Path(__file__).parents[1] / "askpapers" / "data" / "follow_ups.npz"
PARTS, TEST = (6, 10, 11, 16, 17, 20, 23, 26, 43, 48, 83, 84), (96, 97)
FOLDS = ((6, 10, 16, 26, 200, 300), (11, 20, 43, 83, 201, 301), (17, 23, 48, 84, 202, 302))
VECTOR = 3.0
"""How much a question's vector counts beside its words."""

OFTENER = 4
"""What a follow-up counts for: there are few, and in a conversation many."""

FRAMED = ("single", "figure", "compare", "list", "several", "why_how", "yesno", "two_part")
"""Kinds whose frames in `kinds.jsonl` say "it" and "that approach" of papers that were chosen: neither follow-up nor question of its own."""

LIMITS = (-2.0, -1.0, 0.0)


def rows(name: str) -> list[dict[str, Any]]:
    """Return the rows of a file of JSON Lines."""
    return [json.loads(line) for line in (DATA / name).read_text("utf-8").splitlines()]


def examples(chance: random.Random) -> list[tuple[str, bool, int, list[float]]]:
    """Return questions, whether they go back, their groups, and what lies beside them where others stand before them."""
    papers: dict[int, list[Paper]] = defaultdict(list)
    for row in rows("papers.jsonl"):
        papers[row["part"]].append(Paper(row["id"], row["title"], " ".join(row["sentences"])))
    vectors = {p: embedder().embed_now([document(paper) for paper in papers[p]]) for p in (*PARTS, *TEST)}
    asked = [row for row in rows("questions.jsonl") if row["part"] in vectors]
    answered = defaultdict(list)
    for row in asked:
        if row["kind"] != "followup" and row["answers"]:
            answered[row["part"]].append({mark.split("#")[0] for mark in row["answers"]})
    found: list[tuple[str, bool, int, list[float]]] = []

    def add(question: str, back: bool, group: int, part: int, hand: set[str]) -> None:
        held = [at for at, paper in enumerate(papers[part]) if paper.id in hand]
        vector = embedder().embed_now([question])[0]
        found.append((question, back, group, beside(question, vector, papers[part], vectors[part], held)))

    for row in asked:
        part, back = row["part"], row["kind"] == "followup"
        own = {mark.split("#")[0] for mark in row["answers"]}
        add(row["question"], back, part, part, own if back else chance.choice(answered[part]))
    for row in rows("kinds.jsonl"):
        back, author = row["kind"] == "followup", row.get("author")
        if back or author or row["kind"] not in FRAMED:
            part = chance.choice(PARTS)
            add(row["question"], back, {"A": 201, "B": 202}.get(author or "", 200), part, chance.choice(answered[part]))
    for place, row in enumerate(rows("turns.jsonl")):
        part = chance.choice(PARTS)
        add(row["question"], row["kind"] == "back", 300 + place % 3, part, chance.choice(answered[part]))
    return found


def fitted(x: csr_matrix | np.ndarray, y: np.ndarray, c: float) -> LogisticRegression:
    """Return the model."""
    return LogisticRegression(C=c, max_iter=500, class_weight={True: OFTENER, False: 1}).fit(x, y)


def tell(name: str, y: np.ndarray, values: np.ndarray) -> None:
    """Print how well values tell follow-ups."""
    at = ", ".join(
        f"{limit}: {(values[y] < limit).mean():.3f} / {(values[~y] >= limit).mean():.3f}" for limit in LIMITS
    )
    print(f"{name:8} {y.sum():4} {(~y).sum():5} area {roc_auc_score(y, values):.3f}; missed / taken for one at {at}")


def main(out: Path) -> None:
    """Measure, fit and write."""
    found = examples(random.Random(3))
    questions, y = [row[0] for row in found], np.array([row[1] for row in found])
    group, numbers = np.array([row[2] for row in found]), np.array([row[3] for row in found])
    known, x = ~np.isin(group, TEST), columns(questions, VECTOR)
    said = np.zeros(len(y))
    for fold in FOLDS:
        held = np.isin(group, fold)
        said[held] = fitted(x[known & ~held], y[known & ~held], 0.2).decision_function(x[held])
    model = fitted(x[known], y[known], 0.2)
    said[~known] = model.decision_function(x[~known])
    both = np.column_stack([said, numbers])
    together = np.zeros(len(y))
    for fold in FOLDS:
        held = np.isin(group, fold)
        together[held] = fitted(both[known & ~held], y[known & ~held], 1.0).decision_function(both[held])
    last = fitted(both[known], y[known], 1.0)
    together[~known] = last.decision_function(both[~known])
    for name, values in (("words", said), ("both", together)):
        print(name)
        for label, kept in (
            ("parts", known & (group < 200)), ("kinds", (group >= 200) & (group < 300)), ("turns", group >= 300), ("test", ~known),
        ):  # fmt: skip
            tell(label, y[kept], values[kept])
    print("weights", last.coef_[0].round(3).tolist(), last.intercept_.round(3).tolist())
    write(out, model, VECTOR)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else OUT)
