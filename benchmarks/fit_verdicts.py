"""Fit when a claim is signed ✓: python benchmarks/fit_verdicts.py [--false .1].

Over the claims of `reader_data` that the reader was not trained on (parts 6 and 16, and what cites a paper outside cs and eess).
What is weighed is `judge.evidence`; held out by author in ten parts, printed are the shares of true and of false claims signed at
several limits, with the arithmetic beside it. Writes `gate`, `gate_bias` and `signed` of
`askpapers/data/reader/verdicts.json`: the limit at which the share `--false` of false claims is signed.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
from reader_claims import passages
from reader_questions import place_of, rows_of

from askpapers.models.cross_encoder import reader
from askpapers.text.latex import latex_to_text
from askpapers.text.sanitize import sanitize
from askpapers.verification.support import judge

HERE = Path(__file__).parent / "reader_data"
TARGET = Path(__file__).parents[1] / "askpapers" / "data" / "reader" / "verdicts.json"


def fitted(inputs: np.ndarray, true: np.ndarray) -> np.ndarray:
    """Return the weights, the bias last, of a logistic model with a penalty of half the weights' squares (Newton)."""
    x = np.hstack([inputs, np.ones((len(inputs), 1))])
    penalty = np.diag([1.0] * inputs.shape[1] + [0.0])
    weights = np.zeros(x.shape[1])
    for _ in range(50):
        chance = 1 / (1 + np.exp(-x @ weights))
        slope = x.T @ (true - chance) - penalty @ weights
        weights += np.linalg.solve((x * (chance * (1 - chance))[:, None]).T @ x + penalty, slope)
    return weights


def main() -> None:
    """Read, fit, print and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--false", type=float, default=0.1)
    given = parser.parse_args()
    told = json.loads(TARGET.read_text("utf-8"))
    # What passes without the gate; the gate is fitted on all.
    ungated = judge.Calibration(**{**told, "signed": 0.0})
    judge.calibration = lambda: ungated  # type: ignore[assignment]
    papers = {row["id"]: row for row in rows_of(HERE / "papers.jsonl")}
    inputs, true, author, passes = [], [], [], []
    for row in rows_of(HERE / "claims.jsonl"):
        row["cites"] = [place_of(mark, row["part"], {}) for mark in row["cites"]]
        outside = any(papers[id]["category"].split(".")[0] not in {"cs", "eess", "bio"} for id, _ in row["cites"])
        if row["part"] not in {6, 16} and not outside:
            continue
        cited = passages(row, papers)
        together = " ".join(latex_to_text(sanitize(c.text)) for c in cited)
        read = reader().entailment([(row["claim"], together)])[0]
        inputs.append(judge.evidence(row["claim"], together, cited, read, reader()))
        true.append(row["label"] == "supports")
        author.append(row["part"])
        passes.append(judge.judge_support(row["claim"], cited, reader()).support == "verified")
    x, y, by, may = np.array(inputs), np.array(true), np.array(author), np.array(passes)
    chances = np.zeros(len(y))
    for number in range(10):
        held = np.array([sorted(set(author)).index(part) % 10 == number for part in by])
        weights = fitted(x[~held], y[~held])
        chances[held] = 1 / (1 + np.exp(-np.hstack([x[held], np.ones((held.sum(), 1))]) @ weights))
    chances = np.where(may, chances, 0)
    for limit in (0.0, *np.arange(0.5, 0.86, 0.05)):
        print(
            f"from {limit:.2f}: true {(chances[y] > limit).mean():.3f}, false {(chances[~y] > limit).mean():.3f} of {y.sum()} and {(~y).sum()}"
        )
    limit = float(np.sort(chances[~y])[::-1][int(given.false * (~y).sum())])
    weights = fitted(x, y)
    told |= {
        "gate": [round(w, 4) for w in weights[:-1].tolist()],
        "gate_bias": round(float(weights[-1]), 4),
        "signed": round(limit, 3),
    }
    TARGET.write_text(json.dumps(told, indent=1) + "\n", "utf-8")
    print(f"written: from {limit:.3f}")


if __name__ == "__main__":
    main()
