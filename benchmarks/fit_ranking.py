"""Fit what `askpapers.extractive.ranking_model` reckons with: `python benchmarks/fit_ranking.py --reader reader_int8.onnx --hold 16`.

Writes `ranking.npz`. Needs torch and scikit-learn. The first stage is fitted on the questions of `reader_data/` but the development part, the
parts after `--hold` and what lies outside cs and eess; everything that the reader's numbers go into is fitted on those, which
the reader has not been trained on. Prints what each stage adds, by cross-validation.
"""

from __future__ import annotations

import argparse
import json
import random
from pathlib import Path
from typing import Any

import numpy as np
import torch
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import KFold, cross_val_predict
from train_reader import DATA, DEVELOPMENT, asked, is_core, rows

from askpapers.extractive import ranking_model
from askpapers.extractive.sentence_ranking import READ
from askpapers.models.bundled import BundledCrossEncoder, embedder
from askpapers.text.terms import terms_of, weigh_terms

PLAIN = (4.32, 13.72, 1.42, 4.58, 8.77)
"""Where the weights of cosine, document cosine, both word shares and the paper's best cosine start: fitted alone."""

LIST_KINDS = ("list", "several", "vague")
LIMITS = {"ending_limits": (0.7, 0.3)}


class Question:
    """A question over the sentences of its part, with what is known of each before it is read."""

    def __init__(self, row: dict[str, Any], part: Part) -> None:
        self.row, self.part = row, part
        self.vector = embedder().embed_now([asked(row)])[0]
        terms = weigh_terms(asked(row))
        total = sum(terms.values()) or 1.0
        shares = [sum(w for stem, w in terms.items() if stem in held) / total for held in part.stems]
        papers = np.array([sum(w for stem, w in terms.items() if stem in held) / total for held in part.paper_stems])
        self.shares = np.column_stack([shares, papers[part.paper]]).astype(np.float32)
        self.cosine = part.sentences @ self.vector
        self.whole = (part.documents @ self.vector)[part.paper]
        best = np.full(len(part.documents), -1.0, np.float32)
        np.maximum.at(best, part.paper, self.cosine)
        self.plain = np.column_stack([self.cosine, self.whole, self.shares, best[part.paper]]).astype(np.float32)
        answers, also = set(row["answers"]), set(row["also"])
        self.label = np.array([0 if ref in answers else 1 if ref in also else 2 for ref in part.refs])
        right = {ref.rsplit("#", 1)[0] for ref in answers}
        self.good = np.array([ref.rsplit("#", 1)[0] in right for ref in part.refs])
        self.first = np.zeros(len(part.refs), np.float32)
        self.read: np.ndarray = np.zeros(0, int)
        self.relevance: list[tuple[float, float]] = []


class Part:
    """The papers of a part, their vectors and words."""

    def __init__(self, papers: list[dict[str, Any]]) -> None:
        self.papers = papers
        self.refs = [f"{p['id']}#{i}" for p in papers for i in range(1, len(p["sentences"]) + 1)]
        self.texts = [s for p in papers for s in p["sentences"]]
        self.titles = [p["title"] for p in papers for _ in p["sentences"]]
        self.paper = np.array([i for i, p in enumerate(papers) for _ in p["sentences"]])
        documents = [f"{p['title']}. {' '.join(p['sentences'])}" for p in papers]
        self.sentences, self.documents = embedder().embed_now(self.texts), embedder().embed_now(documents)
        self.stems, self.paper_stems = (
            [frozenset(terms_of(s)) for s in self.texts],
            [frozenset(terms_of(d)) for d in documents],
        )
        shapes = [
            ranking_model.sentence_shape(s, i, len(p["sentences"]))
            for p in papers
            for i, s in enumerate(p["sentences"])
        ]
        self.shapes = np.array(shapes, np.float32)


class FirstStage(torch.nn.Module):
    """Maps of the question's vector (diagonal and rank 8) against sentence and document vectors, and shapes."""

    def __init__(self, seed: int, rank: int = 8) -> None:
        super().__init__()
        generator, parameter = torch.Generator().manual_seed(seed), torch.nn.Parameter
        size = ranking_model.sentence_shape("", 0, 1)
        self.left = parameter(torch.randn(2, 384, rank, generator=generator) * 0.02)
        self.right, self.diagonal = parameter(torch.zeros(2, rank, 384)), parameter(torch.zeros(2, 384))
        self.bias, self.shape = parameter(torch.zeros(2, 384)), parameter(torch.zeros(384, len(size)))
        self.shape_bias, self.plain = parameter(torch.zeros(len(size))), parameter(torch.tensor(PLAIN))

    def forward(self, vector: torch.Tensor, q: Question) -> torch.Tensor:
        maps = [
            vector * self.diagonal[k] * 10 + vector @ self.left[k] @ self.right[k] * 10 + self.bias[k] for k in (0, 1)
        ]
        score = torch.tensor(q.plain) @ self.plain + torch.tensor(q.part.sentences) @ maps[0]
        score = score + (torch.tensor(q.part.documents) @ maps[1])[torch.tensor(q.part.paper)]
        return score + torch.tensor(q.part.shapes) @ (vector @ self.shape * 5 + self.shape_bias)


def first_stage(questions: list[Question], seed: int, epochs: int = 3) -> FirstStage:
    model = FirstStage(seed)
    torch.manual_seed(seed)
    small = [model.plain, model.shape_bias]
    large = [p for p in model.parameters() if all(p is not s for s in small)]
    optimizer = torch.optim.AdamW(
        [{"params": large, "weight_decay": 0.5, "lr": 2e-3}, {"params": small, "weight_decay": 0.0, "lr": 0.03}]
    )
    rates, steps = [g["lr"] for g in optimizer.param_groups], epochs * len(questions)
    for step, i in enumerate(i for _ in range(epochs) for i in torch.randperm(len(questions)).tolist()):
        q = questions[i]
        for group, rate in zip(optimizer.param_groups, rates, strict=True):
            group["lr"] = rate * (1 - step / steps * 0.95)
        target = torch.tensor((q.label == 0) + 0.15 * (q.label == 1)).float()
        chance = model(torch.nn.functional.dropout(torch.tensor(q.vector), 0.15), q).log_softmax(0)
        loss = -(chance * target).sum() / target.sum()
        loss = loss - 0.3 * torch.logsumexp(chance + torch.log(torch.tensor(q.good).float() + 1e-9), 0)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return model


def averaged(models: list[FirstStage]) -> dict[str, np.ndarray]:
    def mean(get: Any) -> np.ndarray:
        with torch.no_grad():
            return np.mean([get(m).numpy() for m in models], axis=0).astype(np.float32)

    fit = {
        "first_shape": mean(lambda m: m.shape * 5),
        "first_shape_bias": mean(lambda m: m.shape_bias),
        "first_plain": mean(lambda m: m.plain),
    }
    for k, name in ((0, "sentence"), (1, "document")):
        matrix = mean(lambda m, k=k: torch.diag(m.diagonal[k] * 10) + m.left[k] @ m.right[k] * 10)
        fit[f"first_{name}"], fit[f"first_{name}_bias"] = matrix.astype(np.float16), mean(lambda m, k=k: m.bias[k])
    return fit


def listwise(questions: list[Question]) -> np.ndarray:
    """Weights of first stage and the reader's odds: the sentences that answer before the others that were read."""
    held = []
    for q in questions:
        right = q.label[q.read] == 0
        if right.any():
            values = np.column_stack([q.first[q.read], ranking_model.odds(q.relevance)])
            held.append((torch.tensor(values, dtype=torch.float32), torch.tensor(right)))
    weights = torch.zeros(3, requires_grad=True)
    optimizer = torch.optim.LBFGS([weights], max_iter=80)

    def closure() -> torch.Tensor:
        optimizer.zero_grad()
        loss = (
            -sum((values @ weights).log_softmax(0)[right].mean() for values, right in held) / len(held)
            + 0.02 * (weights**2).sum()
        )
        loss.backward()
        return loss

    optimizer.step(closure)
    return weights.detach().numpy()


def report(name: str, questions: list[Question], score: Any) -> None:
    found = []
    for q in questions:
        if (q.label == 0).any():
            order = np.argsort(-score(q))
            found.append(
                [q.good[order[0]], q.good[order[:3]].any(), q.label[order[0]] == 0, (q.label[order[:3]] == 0).any()]
            )
    means = np.mean(found, axis=0)
    print(f"{name}: {len(found)} questions, right paper first {means[0]:.3f}, among three {means[1]:.3f}, "
          f"answering sentence first {means[2]:.3f}, among three {means[3]:.3f}")  # fmt: skip


def logistic(values: np.ndarray, y: np.ndarray, name: str) -> np.ndarray:
    """Weights and, last, the bias; prints the AUC by cross-validation."""
    mean, spread = values.mean(0), values.std(0) + 1e-6
    model = LogisticRegression(C=0.5, max_iter=1000)
    chance = cross_val_predict(
        model, (values - mean) / spread, y, cv=KFold(5, shuffle=True, random_state=1), method="predict_proba"
    )[:, 1]
    difference = chance[y][:, None] - chance[~y][None, :]
    print(f"{name}: AUC {(difference > 0).mean():.3f} of {y.sum()} and {(~y).sum()}")
    weights = model.fit((values - mean) / spread, y).coef_[0] / spread
    return np.append(weights, model.intercept_[0] - (weights * mean).sum()).astype(np.float32)


def main() -> None:  # noqa: PLR0915
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reader", type=Path)
    parser.add_argument("--hold", type=int, nargs="*", default=[])
    parser.add_argument("--out", type=Path, default=Path("ranking.npz"))
    args = parser.parse_args()
    category = {}
    by_part: dict[int, list[dict[str, Any]]] = {}
    for p in rows(DATA / "papers.jsonl"):
        by_part.setdefault(p["part"], []).append(p)
        category[p["id"]] = p["category"]
    parts = {number: Part(papers) for number, papers in by_part.items()}
    everything = rows(DATA / "questions.jsonl")

    def unseen(row: dict[str, Any]) -> bool:
        away = any(not is_core(category[ref.rsplit("#", 1)[0]]) for ref in row["answers"])
        return away or row["part"] in (DEVELOPMENT, *args.hold)

    train = [Question(row, parts[row["part"]]) for row in everything if not unseen(row) and row["answers"]]
    held = [Question(row, parts[row["part"]]) for row in everything if unseen(row)]
    fit = averaged([first_stage(train, seed) for seed in range(3)])
    rng = random.Random(3)
    kinds = rows(DATA / "kinds.jsonl")
    empty: dict[str, Any] = {"answers": [], "also": [], "near": []}
    aliens = []
    for q in held:
        if (
            q.row["kind"] in ("single", "figure", "why_how", "two_part", "yesno", "compare")
            and q.row["answers"]
            and rng.random() < 0.5
        ):
            away = rng.choice([n for n in (DEVELOPMENT, *args.hold, 0, 1, 2, 3) if n != q.row["part"] and n in parts])
            aliens.append(Question(q.row | empty | {"kind": "alien"}, parts[away]))
    aliens += [
        Question(row | empty, parts[rng.choice((DEVELOPMENT, *args.hold))])
        for row in kinds
        if row["kind"] == "offtopic"
    ]

    reader = BundledCrossEncoder(args.reader)
    float_fit = {name: value.astype(np.float32) for name, value in fit.items()}
    ranking_model._numbers = lambda: float_fit  # what is fitted so far stands in for the bundled file
    for q in held + aliens:
        p = q.part
        seen = ranking_model.SentenceFeatures(p.sentences, p.documents, p.paper, q.shares, p.shapes)
        q.first = ranking_model.first_stage(q.vector, seen, ranking_model.nearness(q.vector, seen))
        order = np.argsort(-q.first)
        q.read = order[: READ if q in held else 16]
        if q.row["kind"] in LIST_KINDS and q.row["answers"]:
            best: dict[int, int] = {}
            for i in order:
                best.setdefault(int(p.paper[i]), int(i))
            q.read = np.array(list(dict.fromkeys([*q.read.tolist(), *best.values()])))
        q.relevance = list(reader.relevance(asked(q.row), [(p.titles[i], p.texts[i]) for i in q.read]))
    report("cosine", held, lambda q: q.cosine)
    report("cosine and words", held, lambda q: q.cosine + 0.25 * q.shares.sum(1))
    report("first stage", held, lambda q: q.first)
    fold = {id(q): i % 4 for i, q in enumerate(held)}
    weights = [listwise([q for q in held if fold[id(q)] != k]) for k in range(4)]

    def both(q: Question) -> np.ndarray:
        score = np.full(len(q.first), -1e3)
        values = np.column_stack([q.first[q.read], ranking_model.odds(q.relevance)])
        score[q.read] = values @ weights[fold.get(id(q), 0)]
        return score

    report("both stages", held, both)
    float_fit["second"] = fit["second"] = listwise(held)

    endings, answered, near = [], [], []
    for q in held + aliens:
        n = min(len(q.read), READ)
        read = q.read[:n]
        first, relevance = q.first[read], q.relevance[:n]
        pair = ranking_model.odds(relevance)
        top = int(np.argmax(ranking_model.read_stage("second", first, pair)))
        endings.append([
            pair[top, 0], pair[top, 1], pair[:, 0].max(), pair[:, 1].max(), np.log(sum(max(a, 1e-5) for a, _ in relevance) + 1e-4),
            q.cosine[read[top]], q.cosine[read].max(), q.whole[read[top]], q.shares[read[top], 1], q.shares[read, 1].max(),
            (first[top] - q.first.mean()) / (q.first.std() + 1e-6),
        ])  # fmt: skip
        answered.append(bool(q.row["answers"]))
        near.append(bool(q.row["answers"]) or q.row["kind"] == "missing")
    ends = np.array(endings)
    fit["answered"] = logistic(ends, np.array(answered), "answered")
    fit["near"] = logistic(ends, np.array(near), "near")
    fit |= {name: np.array(values, np.float32) for name, values in LIMITS.items()}

    np.savez_compressed(args.out, **fit)
    print(json.dumps({"second": fit["second"].round(3).tolist()}))


if __name__ == "__main__":
    main()
