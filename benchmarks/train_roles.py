"""Train the roles: `python benchmarks/train_roles.py csabstruct/train.jsonl … [--check csabstruct/dev.jsonl]`.

Writes `askpapers/data/roles.json`. Needs scikit-learn. `--check` prints accuracy and macro F1 on a file that was not
trained on. Abstracts of the bundled evaluation set are left out.
"""

from __future__ import annotations

import argparse
import base64
import json
from pathlib import Path
from typing import Any

import numpy as np
import scipy.sparse as sp
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import accuracy_score, f1_score
from sklearn.model_selection import GroupKFold

from askpapers import data
from askpapers.extractive import sentence_roles as roles

BUNDLED = data.path("eval/csabstruct.jsonl")
TARGET = data.path("roles.json")
REGULARISATION = 0.03
OBJECTIVE_BIAS = 0.25
"""Added to the rarest of the four main roles, which a model that maximises likelihood names too seldom."""


def read(path: Path) -> list[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def matrix(abstracts: list[dict[str, Any]]) -> sp.csr_matrix:
    rows, columns, row = [], [], 0
    for abstract in abstracts:
        for names in roles.features(abstract["sentences"]):
            found = sorted(roles.buckets(names))
            columns += found
            rows += [row] * len(found)
            row += 1
    return sp.csr_matrix((np.ones(len(rows)), (rows, columns)), shape=(row, roles.BUCKETS))


def windows(opinions: np.ndarray, groups: np.ndarray) -> np.ndarray:
    found = []
    for group in np.unique(groups):
        found += roles.surroundings([tuple(o) for o in opinions[groups == group]])
    return np.array(found)


def logistic(c: float) -> LogisticRegression:
    return LogisticRegression(C=c, max_iter=400, tol=1e-3)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("train", type=Path, nargs="+")
    parser.add_argument("--check", type=Path)
    arguments = parser.parse_args()
    kept = {tuple(row["sentences"]) for row in read(BUNDLED)}
    abstracts = [row for path in arguments.train for row in read(path) if tuple(row["sentences"]) not in kept]
    x = matrix(abstracts)
    y = np.array([roles.ROLES.index(label) for a in abstracts for label in a["labels"]])
    # Crowd workers agreed more on some labels than on others.
    sure = np.array([c for a in abstracts for c in a.get("confs", [1.0] * len(a["labels"]))])
    sure = sure / sure.mean()
    groups = np.repeat(np.arange(len(abstracts)), [len(a["sentences"]) for a in abstracts])
    opinions = np.zeros((len(y), len(roles.ROLES)))
    for seen, held in GroupKFold(5).split(x, y, groups):
        opinions[held] = logistic(REGULARISATION).fit(x[seen], y[seen], sample_weight=sure[seen]).predict_proba(x[held])
    first = logistic(REGULARISATION).fit(x, y, sample_weight=sure)
    second = logistic(0.3).fit(windows(opinions, groups), y, sample_weight=sure)
    scale = float(np.abs(first.coef_).max() / 127)
    lean = second.intercept_.copy()
    lean[roles.ROLES.index("objective")] += OBJECTIVE_BIAS
    stored = {
        "first": base64.b64encode(np.rint(first.coef_.T / scale).astype(np.int8).tobytes()).decode(),
        "scale": scale,
        "bias": [round(float(b), 5) for b in first.intercept_],
        "second": [[round(float(w), 4) for w in row] for row in second.coef_],
        "lean": [round(float(b), 4) for b in lean],
    }
    TARGET.write_text(json.dumps(stored) + "\n", encoding="utf-8")
    print(f"{TARGET}: {TARGET.stat().st_size / 1000:.0f} kB from {len(abstracts)} abstracts")
    if arguments.check:
        roles._weights.cache_clear()
        held = read(arguments.check)
        gold = [label for a in held for label in a["labels"]]
        found = [role for a in held for role in roles.roles_of(a["sentences"])]
        _tell("all", gold, found)
        # CSAbstruct's test split is said to be its abstracts of highest confidence; these are the likest to it here.
        sure = np.array([float(np.mean(a["confs"])) for a in held for _ in a["labels"]])
        for share in (0.5, 0.75, 0.9):
            top = sure >= np.quantile(sure, share)
            _tell(f"surest {1 - share:.0%}", list(np.array(gold)[top]), list(np.array(found)[top]))


def _tell(name: str, gold: list[str], found: list[str]) -> None:
    accuracy, macro = accuracy_score(gold, found), f1_score(gold, found, average="macro")
    print(f"{name}, {len(gold)} sentences: accuracy {accuracy:.4f}  macro F1 {macro:.4f}")


if __name__ == "__main__":
    main()
