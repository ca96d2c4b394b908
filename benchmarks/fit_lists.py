"""Fit which papers a list names: `python benchmarks/fit_lists.py`; needs torch and scikit-learn, some ten minutes of one core.

First the list stage (`ranking_model.list_stage`): a map of the question's vector against the vectors of sentences and documents, on
the traits of `reader_data/traits.jsonl` (each asked for in nine ways, over 160 papers whose traits are told in full) and on the list,
several and vague questions of the parts that the reader was trained on. Then, on the parts that neither was trained on, what the
reader and all that is known before it say together. Prints by cross-validation over questions the share of all right papers found
and of right ones among those named, and writes the weights into `askpapers/data/reader/ranking.npz`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import torch
from reader_questions import UNREAD, questions_of
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score
from sklearn.model_selection import GroupKFold

from askpapers.answering.quotation import make_vectors
from askpapers.extractive import ranking_model
from askpapers.extractive.answer import PERHAPS, SURELY
from askpapers.extractive.sentence_ranking import rank_sentences
from askpapers.models import cross_encoder
from askpapers.models.bundled import embedder
from askpapers.papers.paper import Paper

DATA = Path(__file__).parent / "reader_data"
OUT = Path(__file__).parents[1] / "askpapers" / "data" / "reader" / "ranking.npz"
KINDS = {"list", "several", "vague"}
RANK, SEEDS, EPOCHS, BATCH, RATE, DECAY, DROPOUT = 32, 3, 5, 16, 3e-3, 1.0, 0.2
LISTWISE = 0.1
"""How much the order of a question's papers counts beside each paper's own yes or no."""

LIMITS = (0.09, PERHAPS, 0.18, SURELY)


class Pool(NamedTuple):
    """Papers and the questions asked over them: `labels` (questions, papers) are 1 that fits, 0 that does not, -1 that may."""

    ids: list[str]
    sentences: torch.Tensor
    documents: torch.Tensor
    paper: torch.Tensor
    questions: torch.Tensor
    labels: torch.Tensor


def pool(papers: Sequence[dict[str, Any]], asked: Sequence[tuple[str, set[str], set[str]]]) -> Pool:
    """Return the pool of papers and of questions, each with the ids of those that fit and of those that may."""
    embed, ids = embedder().embed_now, [row["id"] for row in papers]
    labels = [[1 if id in right else -1 if id in maybe else 0 for id in ids] for _, right, maybe in asked]
    return Pool(
        ids,
        torch.tensor(embed([text for row in papers for text in row["sentences"]])),
        torch.tensor(embed([f"{row['title']}. {' '.join(row['sentences'])}" for row in papers])),
        torch.tensor([place for place, row in enumerate(papers) for _ in row["sentences"]]),
        torch.tensor(embed([question for question, *_ in asked])),
        torch.tensor(labels),
    )


def rows(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (DATA / name).read_text(encoding="utf-8").splitlines()]


def papers_of(part: int) -> list[dict[str, Any]]:
    return [row for row in rows("papers.jsonl") if row["part"] == part]


def of_marks(marks: Sequence[str]) -> set[str]:
    return {mark.rsplit("#", 1)[0] for mark in marks}


def pools() -> Iterator[Pool]:
    """Yield what the list stage is trained on."""
    traits, questions = rows("traits.jsonl"), rows("questions.jsonl")
    for part in sorted({row["part"] for row in traits}):
        own = [row for row in traits if row["part"] == part]
        asked = [(q, set(r["fits"]), set(r["maybe"])) for r in own for q in (r["means"], *r["questions"])]
        yield pool(papers_of(part), asked)
    for part in sorted({row["part"] for row in questions} - set(UNREAD)):
        own = [row for row in questions if row["part"] == part and row["kind"] in KINDS and row["answers"]]
        if own:
            right = [(row["question"], of_marks(row["answers"]), of_marks(row["also"])) for row in own]
            yield pool(papers_of(part), [(q, fit, also - fit) for q, fit, also in right])


class ListStage(torch.nn.Module):
    """Maps of a question's vector (a multiple, a diagonal, a low rank) against those of sentences and of documents."""

    def __init__(self, seed: int) -> None:
        super().__init__()
        generator, parameter = torch.Generator().manual_seed(seed), torch.nn.Parameter
        self.left = parameter(torch.randn(2, 384, RANK, generator=generator) * 0.05)
        self.right = parameter(torch.randn(2, 384, RANK, generator=generator) * 0.05)
        self.diagonal = parameter(torch.zeros(2, 384))
        self.alike, self.bias = parameter(torch.tensor([8.0, 8.0])), parameter(torch.zeros(2, 384))
        self.level, self.constant = parameter(torch.zeros(384)), parameter(torch.tensor(-5.0))

    def matrix(self, k: int) -> torch.Tensor:
        """The map against sentences (0) or documents (1), shape (384, 384)."""
        return torch.diag(self.alike[k] + 10 * self.diagonal[k]) + 16 * self.left[k] @ self.right[k].T

    def forward(self, questions: torch.Tensor, own: Pool) -> torch.Tensor:
        """The log odds of each paper of a pool to fit each question, shape (questions, papers)."""

        def drop(values: torch.Tensor, share: float) -> torch.Tensor:
            return torch.nn.functional.dropout(values, share, self.training)

        scores = [
            (drop(questions, DROPOUT) @ self.matrix(k) + self.bias[k]) @ drop(vectors, DROPOUT / 2).T
            for k, vectors in enumerate((own.sentences, own.documents))
        ]
        of = own.paper[None].expand(len(questions), -1)
        best = torch.full_like(scores[1], -1e9).scatter_reduce(1, of, scores[0], "amax")
        together = torch.zeros_like(best).scatter_add(1, of, torch.exp(scores[0] - best.gather(1, of)))
        soft = best + ranking_model.SHARE_OF_OTHERS * torch.log(together)
        return soft + scores[1] + (questions @ self.level + self.constant)[:, None]


def loss(scores: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
    known, fits = (labels >= 0).float(), (labels == 1).float()
    each = torch.nn.functional.binary_cross_entropy_with_logits(scores, fits, reduction="none")
    order = ((scores - 1e9 * (1 - known)).log_softmax(1) * fits).sum(1) / fits.sum(1).clamp(min=1)
    return (each * known).sum() / known.sum() - LISTWISE * order.mean()


def trained(held: Sequence[Pool], seed: int) -> ListStage:
    torch.manual_seed(seed)
    model, rng = ListStage(seed), np.random.default_rng(seed)
    maps = [model.left, model.right, model.diagonal]
    rest = [model.alike, model.bias, model.level, model.constant]
    optimizer = torch.optim.AdamW([{"params": maps, "weight_decay": DECAY}, {"params": rest, "weight_decay": 0.0}])
    steps: list[tuple[Pool, np.ndarray]] = []
    for _ in range(EPOCHS):
        batches = [(own, np.sort(b)) for own in held for b in np.array_split(
            rng.permutation(len(own.questions)), -(-len(own.questions) // BATCH))]  # fmt: skip
        steps += [batches[i] for i in rng.permutation(len(batches))]
    for step, (own, batch) in enumerate(steps):
        for group in optimizer.param_groups:
            group["lr"] = RATE * (1 - step / len(steps) * 0.95)
        value = loss(model(own.questions[batch], own), own.labels[batch])
        optimizer.zero_grad()
        value.backward()
        optimizer.step()
    return model.eval()


def averaged(models: Sequence[ListStage]) -> dict[str, np.ndarray]:
    """Return the mean of some stages as `ranking_model` reads it."""
    with torch.no_grad():
        found = {"list_question": np.mean([[*m.level.numpy(), m.constant.item()] for m in models], axis=0)}
        for k, name in enumerate(("list_sentence", "list_document")):
            found[name] = np.mean([m.matrix(k).numpy() for m in models], axis=0)
            found[f"{name}_bias"] = np.mean([m.bias[k].numpy() for m in models], axis=0)
    return {name: values.astype(np.float16 if values.ndim == 2 else np.float32) for name, values in found.items()}


def write(**changed: np.ndarray) -> None:
    with np.load(OUT) as held:
        fit = {name: held[name] for name in held.files}
    np.savez_compressed(OUT, **(fit | changed))
    ranking_model._numbers.cache_clear()


def seen() -> Iterator[tuple[dict[str, Any], list[str], np.ndarray]]:
    """Yield each question with the ids of the papers that were read for it and their features."""
    papers, questions = questions_of(DATA, UNREAD)
    reader = cross_encoder.reader()
    for part in UNREAD:
        shown = [Paper(row["id"], row["title"], " ".join(row["sentences"])) for row in papers[part]]
        vectors = make_vectors(shown)
        for row in questions[part]:
            if row["kind"] in KINDS and row["answers"]:
                ranking = rank_sentences(row["question"], shown, vectors, reader, many=True)
                yield row, [shown[number - 1].id for number in ranking.beside], np.array(list(ranking.beside.values()))


def fit_weights() -> None:
    """Measure and write what the list stage, the reader and the first stage say together."""
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
    for name, columns in (("without the list stage", slice(13)), ("it alone", slice(13, None)), ("both", slice(None))):
        chance = np.zeros(len(labels))
        for train, test in GroupKFold(6).split(scaled, labels, groups):
            model = LogisticRegression(C=0.3, max_iter=500).fit(scaled[train][:, columns], labels[train])
            chance[test] = model.predict_proba(scaled[test][:, columns])[:, 1]
        means = [average_precision_score(labels[groups == g], chance[groups == g]) for g in np.unique(groups[labels])]
        print(f"{name}: average precision of a question {np.mean(means):.3f}")
        for limit in LIMITS:
            named = chance >= limit
            print(f"  from {limit:.2f}: recall {labels[named].sum() / total:.2f}, precision {labels[named].mean():.2f}")
    weights = {}
    for name, columns in (("list", slice(None)), ("list_unread", slice(13, None))):
        model = LogisticRegression(C=0.3, max_iter=500).fit(scaled[:, columns], labels)
        own = model.coef_[0] / spread[columns]
        weights[name] = np.append(own, model.intercept_[0] - own @ middle[columns]).astype(np.float32)
    write(**weights)


def main() -> None:
    """Train, measure and write."""
    torch.set_num_threads(1)
    held = list(pools())
    print(
        f"{sum(len(own.questions) for own in held)} questions over {len(set(chain(*(own.ids for own in held))))} papers"
    )
    write(**averaged([trained(held, seed) for seed in range(SEEDS)]))
    fit_weights()


if __name__ == "__main__":
    main()
