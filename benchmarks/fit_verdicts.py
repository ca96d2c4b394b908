"""Fit what verdicts are weighed by: python benchmarks/fit_verdicts.py [--false .15] [--data FOLDER…].

Over the claims of `reader_data` that the reader was not trained on (`FITTED`, and what cites a paper outside cs and eess). What is weighed is
`judge.evidence`; each true claim stands there a second time with another sentence of its abstract, which does not bear it out. A multinomial logistic model, held out by
author, and printed for each set: the share of true and of false claims signed ✓, and the areas under the curve. Writes `askpapers/data/reader/verdicts.json`; ✓ is given from the chance at which the share `--false` of false claims, held out, is signed.
"""

from __future__ import annotations

import argparse
import json
import random
from pathlib import Path

import numpy as np
from reader_claims import area, passages
from reader_questions import place_of, rows_of
from sklearn.linear_model import LogisticRegression
from train_reader import LABELS, is_core

from askpapers.models.cross_encoder import reader
from askpapers.text.latex import latex_to_text
from askpapers.text.sanitize import sanitize
from askpapers.verification.support import judge

HERE = Path(__file__).parent / "reader_data"
TARGET = Path(__file__).parents[1] / "askpapers" / "data" / "reader" / "verdicts.json"

FITTED = (6, 16, 64, 73, 104)
"""Parts on which is fitted; of `UNREAD` the others with claims are opened last."""

REFUSED = 0.005
"""Share of true claims, held out, that may be called contradicted, and not supported."""


def model() -> LogisticRegression:
    """Return a multinomial logistic model with a light penalty."""
    return LogisticRegression(C=1.0, max_iter=2000)


def main() -> None:
    """Read, fit, print and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--false", type=float, default=0.15)
    given = parser.parse_args()
    believing = judge.Calibration([[0.0] * 7] * 3, [9.0, 0.0, 0.0], 0.5, 1.1, 1.1)
    judge.calibration = lambda: believing  # type: ignore[assignment]
    papers = {row["id"]: row for row in rows_of(HERE / "papers.jsonl")}
    rng = random.Random(0)
    inputs, labels, sets, may, elsewhere = [], [], [], [], []
    for row in rows_of(HERE / "claims.jsonl"):
        row["cites"] = [place_of(mark, row["part"], {}) for mark in row["cites"]]
        outside = any(not is_core(papers[id]["category"]) for id, _ in row["cites"])
        if row["part"] not in FITTED and not outside:
            continue
        asked = [(row, LABELS[row["label"]], False)]
        own, paper = {n for _, n in row["cites"]}, row["cites"][0][0]
        free = [n for n in range(1, len(papers[paper]["sentences"]) + 1) if n not in own]
        if row["label"] == "supports" and free:
            asked.append(({**row, "cites": [(paper, rng.choice(free))]}, LABELS["neither"], True))
        for citing, label, far in asked:
            cited = passages(citing, papers)
            together = " ".join(latex_to_text(sanitize(c.text)) for c in cited)
            inputs.append(judge.evidence(row["claim"], together, cited, reader()))
            labels.append(label)
            sets.append(str(row["part"]) if row["part"] in FITTED else "outside")
            elsewhere.append(far)
            # What arithmetic stops is not signed, whatever is read.
            may.append(judge.judge_support(row["claim"], cited, reader()).support == "verified")
    x, y, by, free, far = (np.array(found) for found in (inputs, labels, sets, may, elsewhere))
    chances = np.zeros((len(y), 3))
    for held in (by == name for name in sorted(set(sets))):
        chances[held] = model().fit(x[~held], y[~held]).predict_proba(x[held])
    signs = np.where(free, chances[:, 0], 0)
    true, false = y == 0, (y > 0) & ~far
    verified = float(np.sort(signs[false])[::-1][int(given.false * false.sum())])
    contradicted, unsupported = (float(np.quantile(chances[true][:, k], 1 - REFUSED)) for k in (1, 2))
    for name in ["", *sorted(set(sets))]:
        own = (by == name) if name else np.ones(len(y), bool)
        score = chances[:, 0] + judge.NEITHER * chances[:, 2]
        print(
            f"{name or 'all':8} true {(signs[own & true] > verified).mean():.3f} of {(own & true).sum()}, false {(signs[own & false] > verified).mean():.3f} of {(own & false).sum()},"
            f" another sentence {(signs[own & far] > verified).mean():.3f},"
            f" AUC {area(list(score[own & true]), list(score[own & (y == 1)])):.3f} · {area(list(score[own & true]), list(score[own & (y == 2) & ~far])):.3f}"
        )
    for limit in np.arange(0.5, 0.81, 0.05):
        print(f"from {limit:.2f}: true {(signs[true] > limit).mean():.3f}, false {(signs[false] > limit).mean():.3f}")
    fitted = model().fit(x, y)
    told = {
        "weights": [[round(w, 4) for w in row] for row in fitted.coef_.tolist()],
        "bias": [round(b, 4) for b in fitted.intercept_.tolist()],
        "verified": round(verified, 3),
        "contradicted": round(max(contradicted, 0.5), 3),
        "unsupported": round(max(unsupported, 0.5), 3),
    }
    TARGET.write_text(json.dumps(told, indent=1) + "\n", "utf-8")
    print("written:", {name: told[name] for name in ("verified", "contradicted", "unsupported")})


if __name__ == "__main__":
    main()
