"""Fit what tells that a sentence says of something that it is not told: python benchmarks/fit_absence.py [--check FILE].

Reads `reader_data/absence.jsonl` (sentences that say so, mostly made by a program of phrases and written questions, in five
languages; and sentences that merely deny something) and `reader_data/claims.jsonl`, whose claims say no such thing. Writes
`askpapers/data/reader/absence.json`. Needs scikit-learn. `--check` prints what is wrong on a file of the first kind; without it,
every fifth sentence is held out for a figure first.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from askpapers.models.embedding import bundled

HERE = Path(__file__).parent / "reader_data"
TARGET = Path(__file__).parents[1] / "askpapers" / "data" / "reader" / "absence.json"
WEIGHT = 2
"""How much a sentence weighs that merely denies something: few of them are written down, and they are the hard ones."""


def rows(path: Path) -> list[dict[str, Any]]:
    """Return the rows of a file of JSON Lines."""
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def fitted(texts: list[str], says: np.ndarray, weights: np.ndarray) -> LogisticRegression:
    """Return the model over the bundled model's vectors."""
    return LogisticRegression(C=30, max_iter=4000, class_weight="balanced").fit(vectors(texts), says, weights)


def vectors(texts: list[str]) -> np.ndarray:
    """Return a vector for each text, one at a time as the program makes them."""
    return bundled().embed_now(texts)


def main() -> None:
    """Fit, say how good it is, and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", type=Path)
    given = parser.parse_args()
    known = rows(HERE / "absence.jsonl")
    claims = [row["claim"] for row in rows(HERE / "claims.jsonl")]
    texts = [row["sentence"] for row in known] + claims[::3]
    says = np.array([row["absent"] for row in known] + [False] * len(claims[::3]))
    weights = np.array([1 if row["absent"] else WEIGHT for row in known] + [1] * len(claims[::3]))
    held = np.arange(len(texts)) % 5 == 0
    part = fitted([t for t, out in zip(texts, held, strict=True) if not out], says[~held], weights[~held])
    chances = part.predict_proba(vectors([t for t, out in zip(texts, held, strict=True) if out]))[:, 1]
    print(
        f"held out: area {roc_auc_score(says[held], chances):.3f}, right at .6 {((chances > 0.6) == says[held]).mean():.3f}"
    )
    model = fitted(texts, says, weights)
    if given.check:
        for row in rows(given.check):
            chance = model.predict_proba(vectors([row["sentence"]]))[0, 1]
            if (chance > 0.6) != row["absent"]:
                print(f"{chance:.2f} {row['sentence']}")
    told = {"weights": [round(float(w), 2) for w in model.coef_[0]], "bias": round(float(model.intercept_[0]), 2)}
    TARGET.write_text(json.dumps(told) + "\n", "utf-8")


if __name__ == "__main__":
    main()
