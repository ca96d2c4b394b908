"""Fit what the two readings of a sentence and retrieval say together: `python benchmarks/fit_reading.py`; needs torch and scikit-learn.

On the parts of `reader_data` that the reader was not trained on (`UNREAD`), each question asked over the 60 papers of its part. Writes `context`,
`last`, `answered` and `near` of `askpapers/data/reader/ranking.npz`; prints what each stage adds, by cross-validation over parts (authors).
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from fit_lists import DATA, write
from reader_questions import UNREAD, questions_of
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import GroupKFold, cross_val_predict

from askpapers.answering.quotation import make_vectors
from askpapers.extractive import ranking_model
from askpapers.extractive.sentence_ranking import ABSTRACTS, READ
from askpapers.extractive.sentence_reading import Reading, lay_out
from askpapers.models import cross_encoder
from askpapers.papers.abstract import abstract_of
from askpapers.papers.paper import Paper
from askpapers.text.terms import weigh_terms


@dataclass
class Question:
    """A question with the sentences of its part, `label` 0 (answers), 1 (adds to that) or 2, and what was read of them."""

    part: int
    kind: str
    text: str
    reading: Reading
    label: np.ndarray
    answers: bool
    near: bool


def asked(row: dict[str, Any]) -> str:
    return f"{row.get('before') or ''} {row['question']}".strip()


def questions() -> Iterator[Question]:
    """Yield the questions of all parts, and strangers among them, with the abstracts of the likeliest papers read."""
    papers, rows = questions_of(DATA, UNREAD)
    everyday = [json.loads(line) for line in (DATA / "kinds.jsonl").read_text("utf-8").splitlines()]
    everyday = [row | {"answers": [], "also": []} for row in everyday if row["kind"] == "offtopic"]
    rng, reader = random.Random(3), cross_encoder.reader()
    for part in UNREAD:
        shown = [Paper(row["id"], row["title"], " ".join(row["sentences"])) for row in papers[part]]
        vectors = make_vectors(shown)
        own = [(row, True) for row in rows[part]]
        others = [
            row
            for other in UNREAD
            if other != part
            for row in rows[other]
            if row["kind"] in ("single", "figure", "why_how")
        ]
        own += [(row, False) for row in rng.sample(others, len(own) // 5) + rng.sample(everyday, len(own) // 10)]
        for row, at_home in own:
            text = asked(row)
            vector = vectors.embed(text)
            laid = lay_out(weigh_terms(text), shown, vectors, lambda paper: abstract_of(paper).texts)
            near = ranking_model.nearness(vector, laid.seen)
            reading = Reading(text, shown, laid, near, ranking_model.first_stage(vector, laid.seen, near))
            reading.read_abstracts(reader, reading.likeliest_papers()[:ABSTRACTS])
            right = {(id, number) for id, number in row["answers"]} if at_home else set()
            also = {(id, number) for id, number in row["also"]} - right if at_home else set()
            places = [(shown[paper].id, place) for paper, place in laid.places]
            label = np.array([0 if ref in right else 1 if ref in also else 2 for ref in places])
            on_subject = bool(right) or (at_home and row["kind"] == "missing")
            kind = row["kind"] if at_home else "stranger"
            yield Question(part, kind, text, reading, label, bool(right), on_subject)


def listwise(held: Sequence[Question], values: Callable[[Question], tuple[list[int], np.ndarray]]) -> np.ndarray:
    """Return weights that put the sentences that answer before the others; what only adds to them counts as neither."""
    seen = []
    for question in held:
        places, columns = values(question)
        label = question.label[places]
        kept = label != 1
        if (label == 0).any():
            seen.append((torch.tensor(columns[kept], dtype=torch.float32), torch.tensor(label[kept] == 0)))
    # Cosines vary less than odds do: without a scale the decay would hold their weights down.
    spread = torch.cat([columns for columns, _ in seen]).std(0)
    seen = [(columns / spread, right) for columns, right in seen]
    weights = torch.zeros(len(spread), requires_grad=True)
    optimizer = torch.optim.LBFGS([weights], max_iter=80)

    def closure() -> torch.Tensor:
        optimizer.zero_grad()
        found = [(columns @ weights).log_softmax(0)[right].mean() for columns, right in seen]
        loss = -torch.stack(found).mean() + 0.02 * (weights**2).sum()
        loss.backward()  # type: ignore[no-untyped-call]
        return loss

    optimizer.step(closure)  # type: ignore[no-untyped-call]
    return (weights.detach() / spread).numpy().astype(np.float32)


def in_context(question: Question) -> tuple[list[int], np.ndarray]:
    """Return what the context stage reckons with."""
    places = list(question.reading.in_context)
    odds = ranking_model.odds(list(question.reading.in_context.values()))
    return places, np.column_stack([question.reading.first[places], odds])


def twice(question: Question) -> tuple[list[int], np.ndarray]:
    """Return what the last stage reckons with."""
    places = list(question.reading.alone)
    around = ranking_model.odds([question.reading.in_context[i] for i in places])
    alone = ranking_model.odds(list(question.reading.alone.values()))
    return places, np.column_stack([question.reading.first[places], around, alone, question.reading.near[places]])


def report(name: str, held: Sequence[Question], score: Callable[[Question], np.ndarray]) -> None:
    """Print how often a sentence that answers, and a right paper, stands first and among three."""
    found = []
    for question in held:
        if question.answers:
            order = np.argsort(-score(question), kind="stable")[:3]
            papers = question.reading.laid.seen.paper
            right = np.isin(papers[order], papers[question.label == 0])
            label = question.label[order]
            found.append([label[0] == 0, (label == 0).any(), right[0], right.any()])
    means = np.mean(found, axis=0)
    print(f"{name}: {len(found)} questions, answering sentence first {means[0]:.3f}, among three {means[1]:.3f}, "
          f"right paper first {means[2]:.3f}, among three {means[3]:.3f}", flush=True)  # fmt: skip


def fit(name: str, held: Sequence[Question], values: Callable[[Question], tuple[list[int], np.ndarray]]) -> None:
    """Fit a stage and write it; report it with the weights of all parts but the question's own."""
    weights = {part: listwise([q for q in held if q.part != part], values) for part in UNREAD}

    def score(question: Question) -> np.ndarray:
        # What the stage does not see stands behind all that it sees.
        scores = question.reading.first - 1e3
        places, columns = values(question)
        scores[places] = columns @ weights[question.part]
        return scores

    report(name, held, score)
    for kind in sorted({q.kind for q in held if q.answers}):
        report(f"  {name}, {kind}", [q for q in held if q.kind == kind], score)
    write(**{name: listwise(held, values)})


def features(question: Question) -> np.ndarray:
    """Return the `ending_features` of a question."""
    reading, at = question.reading, list(question.reading.alone)
    around, alone = [reading.in_context[i] for i in at], [reading.alone[i] for i in at]
    return ranking_model.ending_features(reading.first[at], around, alone, reading.near[at], reading.first)


def ending(name: str, values: np.ndarray, labels: np.ndarray, parts: np.ndarray) -> np.ndarray:
    """Return weights and, last, the bias; print how well they tell, by cross-validation over parts."""
    middle, spread = values.mean(0), values.std(0) + 1e-6
    scaled, model = (values - middle) / spread, LogisticRegression(C=0.3, max_iter=1000)
    chance = cross_val_predict(
        model, scaled, labels, groups=parts, cv=GroupKFold(len(set(parts))), method="predict_proba"
    )[:, 1]
    limits = " ".join(
        f"from {x}: {(chance[labels] >= x).mean():.2f}, {(chance[~labels] >= x).mean():.2f};"
        for x in (0.3, 0.5, 0.65, 0.7)
    )
    print(f"{name}: AUC {roc_auc_score(labels, chance):.3f} of {labels.sum()} and {(~labels).sum()}; told so {limits}")
    weights = model.fit(scaled, labels).coef_[0] / spread
    return np.append(weights, model.intercept_[0] - weights @ middle).astype(np.float32)


def main() -> None:
    """Read, fit, measure and write."""
    torch.set_num_threads(1)
    held, reader = list(questions()), cross_encoder.reader()
    report("first", held, lambda question: question.reading.first)
    fit("context", held, in_context)
    for question in held:
        places = list(question.reading.in_context)
        scores = ranking_model.read_stage(
            "context", question.reading.first[places], ranking_model.odds(list(question.reading.in_context.values()))
        )
        question.reading.read_alone(reader, [places[i] for i in np.argsort(-scores, kind="stable")[:READ]])
    fit("last", held, twice)
    values, parts = np.array([features(q) for q in held]), np.array([q.part for q in held])
    answers, near = np.array([q.answers for q in held]), np.array([q.near for q in held])
    write(answered=ending("answered", values, answers, parts), near=ending("near", values, near, parts))


if __name__ == "__main__":
    main()
