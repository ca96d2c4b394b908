"""Fit when a paper that a question names answers it: `python benchmarks/fit_within.py`; needs torch (by `fit_lists.py`) and scikit-learn, some minutes of one core.

Over the questions of the parts that the reader was not trained on whose answer stands in one paper, and over those that its
nearest paper does not answer, each asked of that paper alone. Prints what is called answered by ten-fold
cross-validation, and writes the weights into `askpapers/data/reader/ranking.npz`.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from typing import Any

import numpy as np
from fit_lists import DATA, OUT, write
from reader_questions import UNREAD, questions_of
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import StratifiedKFold, cross_val_predict

from askpapers.answering.quotation import make_vectors
from askpapers.extractive.sentence_ranking import rank_sentences
from askpapers.models import cross_encoder
from askpapers.papers.paper import Paper

ANSWERED = {"single", "figure", "why_how", "yesno", "two_part"}
UNANSWERED = {"missing", "neighbor"}
FEATURES = 12
"""Of `ending_features`: what the reader says, and the cosines. The words of a question that names its paper are in it."""

CHANCE, LIMIT = 0.55, 0.7
"""The chance from which a question counts as answered, and the limit that it is moved to."""


def paper_of(row: dict[str, Any]) -> tuple[str, bool] | None:
    """Return the one paper that a question is asked of, and whether it answers; None where there is not one."""
    if row["answers"]:
        ids = {id for id, _ in row["answers"]}
        return (ids.pop(), True) if len(ids) == 1 and row["kind"] in ANSWERED else None
    if row["near"] and row["kind"] in UNANSWERED:
        return Counter(id for id, _ in row["near"]).most_common(1)[0][0], False
    return None


def seen() -> Iterator[tuple[tuple[float, ...], bool]]:
    """Yield the features of each question, and whether its paper answers it."""
    papers, questions = questions_of(DATA, UNREAD)
    reader = cross_encoder.reader()
    for part in UNREAD:
        shown = {row["id"]: Paper(row["id"], row["title"], " ".join(row["sentences"])) for row in papers[part]}
        for row in questions[part]:
            if found := paper_of(row):
                own = [shown[found[0]]]
                asked = f"{row.get('before') or ''} {row['question']}".strip()
                yield rank_sentences(asked, own, make_vectors(own), reader, named=True).sure, found[1]


def log_odds(chance: float) -> float:
    return math.log(chance / (1 - chance))


def main() -> None:
    """Fit, measure and write."""
    sure, labels = zip(*seen(), strict=True)
    values, answers = np.array(sure)[:, :FEATURES], np.array(labels)
    middle, spread = values.mean(0), values.std(0)
    scaled, model = (values - middle) / spread, LogisticRegression(C=0.3, class_weight="balanced", max_iter=1000)
    folds = StratifiedKFold(10, shuffle=True, random_state=0)
    chance = cross_val_predict(model, scaled, answers, cv=folds, method="predict_proba")[:, 1]
    right, wrong = chance[answers] >= CHANCE, chance[~answers] >= CHANCE
    print(f"AUC {roc_auc_score(answers, chance):.3f}, called answered {right.mean():.2f} of {len(right)} that are, "
          f"{wrong.mean():.2f} of {len(wrong)} that are not")  # fmt: skip
    weights = model.fit(scaled, answers).coef_[0] / spread
    bias = model.intercept_[0] - weights @ middle + log_odds(LIMIT) - log_odds(CHANCE)
    write(answered_within=np.append(weights, bias).astype(np.float32))
    print(f"written to {OUT.name}")


if __name__ == "__main__":
    main()
