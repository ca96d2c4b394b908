"""Train the one-liners: `python benchmarks/train_oneliner.py scitldr/train.jsonl [more.jsonl …]`.

Writes `askpapers/data/oneliner.json`. Needs scikit-learn and scipy. Papers of the bundled evaluation set are left
out by their ids. Two models: one that says how likely a word of the abstract is to stand in a person's line, and one
that weighs a line's features so that the expected ROUGE of the line chosen is greatest (the choice made soft by a
softmax).
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression

from askpapers import data
from askpapers.evaluation.one_liners import paper_of, rouge
from askpapers.extractive import one_liner as oneliner
from askpapers.extractive import one_liner_features as linefeatures

BUNDLED = data.path("eval/scitldr.jsonl")


def read(paths: list[Path]) -> list[dict[str, Any]]:
    papers = [json.loads(line) for path in paths for line in path.read_text(encoding="utf-8").splitlines() if line]
    kept = {json.loads(line)["paper_id"] for line in BUNDLED.read_text(encoding="utf-8").splitlines() if line}
    return [paper for paper in papers if paper["paper_id"] not in kept]


def word_model(papers: list[dict[str, Any]]) -> list[float]:
    rows, shares = [], []
    for paper in papers:
        abstract = oneliner.titled_sentences(paper_of(paper))
        references = [set(linefeatures.tokens(target)) for target in paper["target"]]
        for stem in abstract.counts:
            rows.append(linefeatures.word_features(abstract, stem))
            shares.append(sum(stem in reference for reference in references) / len(references))
    x, share = np.array(rows), np.array(shares)
    labels = np.r_[np.ones(len(share)), np.zeros(len(share))]
    fitted = LogisticRegression(max_iter=400).fit(np.vstack([x, x]), labels, sample_weight=np.r_[share, 1 - share])
    return [round(float(w), 4) for w in (fitted.intercept_[0], *fitted.coef_[0])]


def soft(scores: np.ndarray, group: np.ndarray, count: int) -> np.ndarray:
    most = np.full(count, -1e9)
    np.maximum.at(most, group, scores)
    raised = np.exp(scores - most[group])
    return raised / np.bincount(group, raised, count)[group]


def line_model(x: np.ndarray, y: np.ndarray, group: np.ndarray, shrink: float = 20.0) -> np.ndarray:
    """Return weights that maximise the expected `y` of the line chosen; begun from those that imitate `y`'s softmax."""
    count = int(group.max()) + 1
    wanted = soft(y / 6, group, count)

    def imitation(w: np.ndarray) -> tuple[float, np.ndarray]:
        p = soft(x @ w, group, count)
        return float(-(wanted * np.log(p + 1e-12)).sum() + 5 * w @ w), x.T @ (p - wanted) + 10 * w

    def expectation(w: np.ndarray) -> tuple[float, np.ndarray]:
        p = soft(x @ w, group, count)
        mean = np.bincount(group, p * y / 10, count)
        return float(-mean.sum() + shrink / 2 * w @ w), x.T @ (-p * (y / 10 - mean[group])) + shrink * w

    start = minimize(imitation, np.zeros(x.shape[1]), jac=True, method="L-BFGS-B", options={"maxiter": 60}).x
    best: np.ndarray = minimize(expectation, start, jac=True, method="L-BFGS-B", options={"maxiter": 60}).x
    return best


def fitted(seen: list[list[list[float]]], gains: list[list[float]]) -> np.ndarray:
    """Return the weights for features that are not scaled."""
    kept = [i for i, rows in enumerate(seen) if rows]
    x = np.array([row for i in kept for row in seen[i]])
    y = np.array([gain for i in kept for gain in gains[i]])
    group = np.repeat(np.arange(len(kept)), [len(seen[i]) for i in kept])
    mean, spread = x.mean(0), x.std(0) + 1e-9
    weights: np.ndarray = line_model((x - mean) / spread, y, group) / spread
    return weights


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", type=Path, nargs="+")
    parser.add_argument("--target", type=Path, default=data.path("oneliner.json"))
    arguments = parser.parse_args()
    papers = read(arguments.files)
    words = word_model(papers)
    model = linefeatures.Model(words, (), ())
    abstracts, found, seen = [], [], []
    for paper in papers:
        abstract = oneliner.titled_sentences(paper_of(paper))
        abstract.model = model
        lines = oneliner.candidates(abstract)
        abstracts.append(abstract)
        found.append(lines)
        seen.append([linefeatures.features(abstract, line.place, line.text, line.how) for line in lines])
    gains = [
        [sum(rouge(paper["target"], line.text)) / 3 for line in lines]
        for paper, lines in zip(papers, found, strict=True)
    ]
    alone = fitted(seen, gains)
    for paper, abstract, lines, rows, gain in zip(papers, abstracts, found, seen, gains, strict=True):
        scores = [float(np.dot(alone, row)) for row in rows]
        pairs = list(oneliner.joined(abstract, lines, scores))
        rows[:] = [[*row, *oneliner.ALONE] for row in rows] + [row for row, _ in pairs]
        gain += [sum(rouge(paper["target"], text)) / 3 for _, text in pairs]
    final = fitted(seen, gains)
    rounded = {name: [float(f"{w:.5g}") for w in weights] for name, weights in (("alone", alone), ("final", final))}
    stored = {"word": words} | rounded
    arguments.target.write_text(json.dumps(stored) + "\n", encoding="utf-8")
    print(f"{arguments.target}: {len(papers)} papers, {sum(map(len, gains))} lines")


if __name__ == "__main__":
    main()
