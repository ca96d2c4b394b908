"""Fit what tells that a sentence says of something that it is not told: python benchmarks/fit_absence.py [--check FILE].

Reads `reader_data/absence.jsonl` (sentences that say so, and sentences that merely deny something: some made by a program of phrases and
written questions, 960 in pairs alike in words by two authors) and `reader_data/claims.jsonl`, whose claims say no such thing. Prints what is told of the
authors' pairs, each held out in its turn, and writes `askpapers/data/reader/absence.npz`. Needs scikit-learn. `--check` prints what is wrong on a file of
the same form, by its share of right ones at each limit.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import numpy as np
from classifiers import columns, write
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

HERE = Path(__file__).parent / "reader_data"
TARGET = Path(__file__).parents[1] / "askpapers" / "data" / "reader" / "absence.npz"
VECTOR = 10.0
"""How much a sentence's vector counts beside its words."""

WRITTEN, DENIES = 3, 2
"""How much a sentence of an author's pairs weighs, and one of the others that merely denies: the hard ones are few."""

BLOCK = 10
"""Lines of the author of many languages that are held out together: those on one paper stand side by side."""

LIMITS = (0.65, 0.72)


def rows(path: Path) -> list[dict[str, Any]]:
    """Return the rows of a file of JSON Lines."""
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def fitted(x: csr_matrix, says: np.ndarray, weights: np.ndarray) -> LogisticRegression:
    """Return the model over vectors and words."""
    return LogisticRegression(C=0.1, max_iter=3000, class_weight="balanced").fit(x, says, weights)


def told(says: np.ndarray, chances: np.ndarray) -> str:
    """Return in words how well chances tell what says so."""
    shares = (
        f"{(chances[says] > limit).mean():.2f} of them, {(chances[~says] > limit).mean():.2f} of the others at {limit}"
        for limit in LIMITS
    )
    return f"{says.sum()} that say so: area {roc_auc_score(says, chances):.3f}, " + "; ".join(shares)


def main() -> None:
    """Fit, say how good it is, and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", type=Path)
    given = parser.parse_args()
    known = rows(HERE / "absence.jsonl")
    known += [{"sentence": row["claim"], "absent": False, "claim": True} for row in rows(HERE / "claims.jsonl")[::3]]
    x, says = columns([row["sentence"] for row in known], VECTOR), np.array([row["absent"] for row in known])
    pair = np.array([row.get("pair", -1) for row in known])
    tongues = np.array([row.get("author") == "D" for row in known])
    pair[tongues] = np.arange(tongues.sum()) // BLOCK
    weights = np.where(pair >= 0, WRITTEN, np.where(says | [row.get("claim", False) for row in known], 1, DENIES))
    chances = np.zeros(len(known))
    for fold in range(5):
        out = (pair >= 0) & (pair % 5 == fold)
        chances[out] = fitted(x[~out], says[~out], weights[~out]).predict_proba(x[out])[:, 1]
    for name, own in (("written pairs", (pair >= 0) & ~tongues), ("in ten languages", tongues)):
        print(f"{name}, held out: {told(says[own], chances[own])}")
    model = fitted(x, says, weights)
    if given.check:
        asked = rows(given.check)
        found = model.predict_proba(columns([row["sentence"] for row in asked], VECTOR))[:, 1]
        print(told(np.array([row["absent"] for row in asked]), found))
        for row, chance in zip(asked, found, strict=True):
            if (chance > LIMITS[1]) != row["absent"]:
                print(f"{chance:.2f} {row['sentence']}")
    write(TARGET, model, VECTOR)


if __name__ == "__main__":
    main()
