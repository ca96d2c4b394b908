"""Train the weights of askpapers/support.py, and measure them on claims that were not trained on.

    python benchmarks/train_support.py DATA_FOLDER [--write]

DATA_FOLDER holds scifact/{corpus,claims_train}.jsonl and scitldr/{train,dev}.jsonl. A claim with the sentences that people
marked as its support is true; the same claim with another sentence of the same abstract, with a sentence of another
paper, with one figure changed, or with sentences marked as contradicting it, is not. Claims of one fifth are held out.
"""

from __future__ import annotations

import argparse
import json
import zlib
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression

from askpapers.evaluation.support import Case, scifact_cases, tldr_cases
from askpapers.models import embedding
from askpapers.papers.abstract import CitedPassage
from askpapers.text import terms as text_terms
from askpapers.verification.support import judge as support
from askpapers.verification.support.features import FEATURES, features


def vectors_of() -> text_terms.Similarity:
    """Return the cosine by the bundled model, every text embedded once."""
    model, known = embedding.bundled(), {}

    def vector(text: str) -> np.ndarray:
        if text not in known:
            known[text] = model.embed_now([text])[0]
        return known[text]

    return lambda a, b: float(vector(a) @ vector(b))


def main() -> None:
    """Train, print, and with --write keep the weights."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--limit", type=int, default=500)
    args = parser.parse_args()
    alike = vectors_of()
    cases = scifact_cases(args.data / "scifact", seed=1) + tldr_cases(
        args.data / "scitldr/train.jsonl", args.limit, seed=1
    )
    rows, labels, weights, held, kinds = [], [], [], [], []
    for case in cases:
        if case.kind == "figure":
            continue
        rows.append(_features(case, alike))
        labels.append(case.true)
        kinds.append(case.kind)
        weights.append(1.0)
        held.append(zlib.crc32(case.claim.encode()) % 5 == 0)
    x, y, held, kinds = np.array(rows), np.array(labels), np.array(held), np.array(kinds)
    w = np.where(y, 1 / y.mean(), 1 / (1 - y.mean()))
    model = LogisticRegression(C=10, max_iter=2000).fit(x[~held], y[~held], sample_weight=w[~held])
    score = model.predict_proba(x)[:, 1]
    print(dict(zip(FEATURES, model.coef_[0].round(2), strict=True)), "bias", model.intercept_[0].round(2))
    train = ~held
    weak = float(np.quantile(score[train & y], 0.012))
    others = {kind: score[train & (kinds == kind)] for kind in ("same", "other", "tldr-same", "tldr-other")}
    verified = max(
        np.quantile(np.concatenate([others["other"], others["tldr-other"]]), 0.985),
        np.quantile(np.concatenate([others["same"], others["tldr-same"]]), 0.84),
    )
    verified = float(max(verified, weak))
    for name, part in (("train", train), ("held out", held)):
        print(name, "n", part.sum(), "true called unsupported", (score[part & y] < weak).mean().round(3),
              "true verified", (score[part & y] >= verified).mean().round(3))  # fmt: skip
        for kind in sorted(set(kinds[part & ~y])):
            here = score[part & (kinds == kind)]
            print(
                "   caught",
                kind,
                len(here),
                "not verified",
                (here < verified).mean().round(3),
                "unsupported",
                (here < weak).mean().round(3),
            )
        best = verified
        print(
            "   balanced accuracy at verified",
            ((score[part & y] >= best).mean() / 2 + (score[part & ~y] < best).mean() / 2).round(3),
        )
    if args.write:
        stored = {
            "source": "benchmarks/train_support.py on SciFact's training claims (CC BY 4.0) and SciTLDR's (Apache-2.0)",
            "bias": round(float(model.intercept_[0]), 4),
            "weights": {name: round(float(c), 4) for name, c in zip(FEATURES, model.coef_[0], strict=True)},
            "verified": round(verified, 4),
            "weak": round(weak, 4),
        }
        path = Path(support.__file__).parent / "data" / "support.json"
        path.write_text(json.dumps(stored, indent=1) + "\n", encoding="utf-8")


def _features(case: Case, alike: text_terms.Similarity) -> list[float]:
    from askpapers.text.latex import latex_to_text
    from askpapers.text.sanitize import sanitize

    cited = [CitedPassage("", text, case.title, tuple(("", other) for other in case.others)) for text in case.cited]
    together = " ".join(latex_to_text(sanitize(c.text)) for c in cited)
    return features(latex_to_text(sanitize(case.claim)), together, cited[:1], alike)


if __name__ == "__main__":
    main()
