"""Train the classifier of question kinds: `python benchmarks/train_kinds.py [OUT]`; needs scikit-learn, a minute of one core.

Reads `reader_data/questions.jsonl` and `reader_data/kinds.jsonl`, prints by cross-validation over parts (authors) how often the kind is
right and which questions that many papers could fit are told, and writes `askpapers/data/kinds.npz`.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
from classifiers import columns, write
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from askpapers.query.question import MANY, Kind

DATA = Path(__file__).parent / "reader_data"
OUT = Path(__file__).parents[1] / "askpapers" / "data" / "kinds.npz"
NAMED = {"vague": Kind.SEVERAL.value}
MADE = 100
"""The part that questions of `kinds.jsonl` count as: no author's, never measured."""

VECTOR = 3.0
"""How much a question's vector counts beside its words."""

MANY_KINDS = (Kind.LIST, Kind.SEVERAL, Kind.OVERVIEW)


def labeled() -> tuple[list[str], np.ndarray, np.ndarray]:
    """Return questions, their kinds and their parts; kinds that say nothing of the form are left out."""
    rows = [json.loads(line) for line in (DATA / "questions.jsonl").read_text(encoding="utf-8").splitlines()]
    rows += [json.loads(line) | {"part": MADE} for line in (DATA / "kinds.jsonl").read_text("utf-8").splitlines()]
    found = [(row["question"], NAMED.get(row["kind"], row["kind"]), row["part"]) for row in rows]
    kept = [row for row in found if row[1] in set(Kind)]
    return [row[0] for row in kept], np.array([row[1] for row in kept]), np.array([row[2] for row in kept])


def fitted(x: csr_matrix, y: np.ndarray) -> LogisticRegression:
    """Return the classifier; rare kinds count more, by the root of how rare they are."""
    weight = {kind.value: (len(y) / len(Kind) / max(1, (y == kind).sum())) ** 0.5 for kind in Kind}
    return LogisticRegression(C=0.2, max_iter=200, class_weight=weight).fit(x, y)


def many(model: LogisticRegression, x: csr_matrix) -> np.ndarray:
    """Return the chance of each row that many papers could fit."""
    of_many: np.ndarray = model.predict_proba(x)[:, np.isin(model.classes_, MANY_KINDS)].sum(1)
    return of_many


def main(out: Path) -> None:
    """Measure and train."""
    questions, y, part = labeled()
    x = columns(questions, VECTOR)
    right, told, seen = np.zeros(len(y), bool), np.zeros(len(y), bool), part != MADE
    for train, test in GroupKFold(3).split(x, y, np.where(seen, part, MADE + np.arange(len(y)))):
        model = fitted(x[train], y[train])
        right[test] = model.predict(x[test]) == y[test]
        told[test] = many(model, x[test]) >= MANY
    print(f"{seen.sum()} questions: kind right {right[seen].mean():.2f}; taken for one that many could fit:")
    for kind in Kind:
        of = seen & (y == kind)
        if of.any():
            print(f"  {kind:10} {of.sum():4} {told[of].mean():.2f}")
    model = fitted(x, y)
    assert model.classes_.tolist() == [kind.value for kind in Kind]
    write(out, model, VECTOR)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else OUT)
