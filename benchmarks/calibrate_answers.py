"""Fit the odds behind the answers: `python benchmarks/calibrate_answers.py scitldr/train.jsonl scifact/`.

Prints the constants of `askpapers/relevance.py` (does a paper speak to a question) and the weights of
`askpapers/quotes.py` (which sentence answers). Questions are people's one-line summaries and pieces of them, asked of
64 papers of their field, and SciFact's training claims, asked of 64 cited abstracts. Needs scikit-learn.
"""

from __future__ import annotations

import argparse
import json
import math
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score

from askpapers.evaluation.one_liners import paper_of
from askpapers.extractive.answer import ENOUGH
from askpapers.extractive.sentence_roles import ROLES, likelihoods
from askpapers.extractive.sentence_selection import PaperRelevance
from askpapers.models.embedding import bundled
from askpapers.papers.paper import Paper
from askpapers.text.terms import stems, weigh_terms

POOL = 64
SUMMARIES = 260


def rows(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def summaries(path: Path, drawn: random.Random) -> tuple[dict[str, Paper], list[tuple[str, str, str]]]:
    """Return papers, and (kind, question, key) of whole summaries and of five to eight words out of them."""
    papers, questions = {}, []
    for row in drawn.sample(list(rows(path)), SUMMARIES):
        key = str(row["paper_id"])
        papers[key] = paper_of(row)
        target = drawn.choice(row["target"])
        questions.append(("summary", target, key))
        words = target.split()
        if len(words) >= 10:
            size = drawn.randint(5, 8)
            start = drawn.randint(3, max(3, len(words) - size))
            questions.append(("piece", " ".join(words[start : start + size]), key))
    return papers, questions


def facts(folder: Path) -> tuple[dict[str, Paper], list[tuple[str, str, str]], list[tuple[str, list[str], set[int]]]]:
    documents = {str(row["doc_id"]): row for row in rows(folder / "corpus.jsonl")}
    papers, questions, rationales = {}, [], []
    for row in rows(folder / "claims_train.jsonl"):
        for key, evidence in row["evidence"].items():
            document = documents[key]
            papers[key] = Paper(key, document["title"], " ".join(document["abstract"]))
            questions.append(("claim", row["claim"], key))
            gold = {place for item in evidence for place in item["sentences"]}
            rationales.append((row["claim"], [s.strip() for s in document["abstract"]], gold))
    return papers, questions, rationales


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("scitldr", type=Path)
    parser.add_argument("scifact", type=Path)
    arguments = parser.parse_args()
    drawn = random.Random(5)
    model = bundled()
    vectors: dict[str, Any] = {}

    def vector(text: str) -> Any:
        if text not in vectors:
            vectors[text] = model.embed_now([text])[0]
        return vectors[text]

    def similarity(a: str, b: str) -> float:
        return float(vector(a) @ vector(b))

    first, asked_first = summaries(arguments.scitldr, drawn)
    second, asked_second, rationales = facts(arguments.scifact)
    seen, speaks, kinds, which = [], [], [], []
    for number, (kind, question, key) in enumerate([*asked_first, *asked_second]):
        field = second if kind == "claim" else first
        for other in [key, *drawn.sample(sorted(set(field) - {key}), POOL - 1)]:
            reading = PaperRelevance(1, field[other], weigh_terms(question), question, similarity)
            seen.append((max(reading.alike, default=0.0), reading.coverage))
            speaks.append(other == key)
            kinds.append(kind)
            which.append(number)
    x, y, kind_of, question_of = np.array(seen), np.array(speaks), np.array(kinds), np.array(which)
    fitted = LogisticRegression(C=10, max_iter=500).fit(x, y)
    print(f"BIAS {fitted.intercept_[0]:.2f}  BY_SIMILARITY {fitted.coef_[0][0]:.2f}  BY_WORDS {fitted.coef_[0][1]:.2f}")
    blind = LogisticRegression(C=10, max_iter=500).fit(x[:, 1:], y)
    print(f"BIAS_BLIND {blind.intercept_[0]:.2f}  BY_WORDS_BLIND {blind.coef_[0][0]:.2f}")
    odds = fitted.decision_function(x)
    for kind in ("summary", "piece", "claim"):
        numbers = np.unique(question_of[kind_of == kind])
        right = np.array([odds[(question_of == n) & y][0] for n in numbers])
        wrong = np.array([odds[(question_of == n) & ~y].max() for n in numbers])
        area = roc_auc_score(np.r_[np.ones(len(right)), np.zeros(len(wrong))], np.r_[right, wrong])
        print(
            f"{kind}: {len(numbers)} questions; right paper first {np.mean(right > wrong):.3f}; at {ENOUGH}: answered "
            f"{np.mean(right >= ENOUGH):.3f}, refused {np.mean(wrong < ENOUGH):.3f}; area under the curve {area:.3f}"
        )
    sentence_weights(rationales, similarity)


def sentence_weights(rationales: list[tuple[str, list[str], set[int]]], similarity: Any) -> None:
    x, y = [], []
    for claim, sentences, gold in rationales:
        reading = PaperRelevance(1, Paper("", "", ""), weigh_terms(claim), claim, None)
        for i, role in enumerate(likelihoods(sentences)):
            own = stems(sentences[i])
            x.append(
                (
                    similarity(claim, sentences[i]),
                    reading.share(own),
                    i / len(sentences),
                    math.log(1 + len(set(own))),
                    *role[: len(ROLES) - 1],
                    any(c.isdigit() for c in sentences[i]),
                    i == len(sentences) - 1,
                )
            )
            y.append(i in gold)
    fitted = LogisticRegression(C=3, max_iter=1000).fit(np.array(x, float), np.array(y))
    names = ["similarity", "words", "place", "length", *ROLES[:-1], "digits", "last"]
    print("sentences:", "  ".join(f"{n} {w:.2f}" for n, w in zip(names, fitted.coef_[0], strict=True)))


if __name__ == "__main__":
    main()
