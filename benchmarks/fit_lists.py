"""Fit which papers a list names: `python benchmarks/fit_lists.py`; needs scikit-learn, some minutes of one core.

Reads the list, several and vague questions of parts 6 and 16 of `reader_data/`, on which the reader was not trained, prints by
cross-validation over questions the share of all right papers found at some shares of right ones among those named, and writes the
weights into `askpapers/data/reader/ranking.npz`.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from reader_questions import questions_of
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from askpapers.answering.paper_vectors import make_vectors
from askpapers.extractive.sentence_ranking import LISTED_READ, rank_sentences
from askpapers.models import cross_encoder
from askpapers.papers.paper import Paper

PARTS = [6, 16]
LIMIT = 0.18
OUT = Path(__file__).parents[1] / "askpapers" / "data" / "reader" / "ranking.npz"


def seen() -> Iterator[tuple[dict[str, Any], list[str], np.ndarray]]:
    """Yield each question with the ids of the papers that were read for it and their features."""
    papers, questions = questions_of(Path(__file__).parent / "reader_data", PARTS)
    for part in PARTS:
        shown = [Paper(row["id"], row["title"], " ".join(row["sentences"])) for row in papers[part]]
        vectors = make_vectors(shown)
        for row in questions[part]:
            if row["kind"] not in {"list", "several", "vague"} or not row["answers"]:
                continue
            reader = cross_encoder.bundled()
            ranking = rank_sentences(row["question"], shown, vectors, reader, read=LISTED_READ, each=2)
            yield row, [shown[number - 1].id for number in ranking.beside], np.array(list(ranking.beside.values()))


def main() -> None:
    """Measure, fit and write."""
    x, y, of, total = [], [], [], 0
    for place, (row, ids, features) in enumerate(seen()):
        right = {paper for paper, _ in row["answers"]}
        also = {paper for paper, _ in row["also"]} - right
        total += len(right)
        for id, values in zip(ids, features, strict=True):
            if id not in also:
                x.append(values), y.append(id in right), of.append(place)
    values, labels, groups = np.array(x), np.array(y), np.array(of)
    middle, spread = values.mean(0), values.std(0) + 1e-6
    scaled = (values - middle) / spread
    chance = np.zeros(len(labels))
    for train, test in GroupKFold(6).split(scaled, labels, groups):
        model = LogisticRegression(C=0.3, max_iter=500).fit(scaled[train], labels[train])
        chance[test] = model.predict_proba(scaled[test])[:, 1]
    for limit in (LIMIT / 2, LIMIT, 0.3):
        named = chance >= limit
        print(f"from {limit:.2f}: recall {labels[named].sum() / total:.2f}, precision {labels[named].mean():.2f}")
    model = LogisticRegression(C=0.3, max_iter=500).fit(scaled, labels)
    weights = model.coef_[0] / spread
    with np.load(OUT) as held:
        fit = {name: held[name] for name in held.files}
    fit["list"] = np.append(weights, model.intercept_[0] - weights @ middle).astype(np.float32)
    fit["list_limit"] = np.array([LIMIT], np.float32)
    np.savez_compressed(OUT, **fit)


if __name__ == "__main__":
    main()
