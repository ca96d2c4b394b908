"""Train what makes the reader read whole abstracts: `python benchmarks/train_adapter.py --reader FILE --work FOLDER [--minutes 58]`.

An adapter of rank 16 (LoRA, Hu et al. 2021, arXiv 2106.09685) over every matrix of the encoder, and a head over each sentence's mark and mean.
The encoder itself stays as it is, so that claims are judged to the last bit as without the adapter, which is switched off for them. `FILE` is the weights of
`train_reader.py` (`4-listwise.pt`), or a `reader_int8.onnx` that is not fused (as in the repository up to ccd2770).

Data: `reader_data/`, without the parts of `UNREAD` and with the traits of parts 31 to 41; each question with up to three papers that answer and two
others that retrieval ranks high. Writes `adapter.pt` and `reader_int8.onnx` into the folder. One core with AMX: 2,980 steps an hour, 2,600 word pieces a step.
"""

from __future__ import annotations

import argparse
import math
import random
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import onnx
import torch
import torch.nn.functional as F  # noqa: N812
from fuse_model import fuse
from onnx import TensorProto, helper, numpy_helper
from reader_questions import UNREAD
from torch import nn
from train_reader import DATA, FIRST, asked, pieces, rows

from askpapers.models.cross_encoder import CONTEXT_TOKENS, SENTENCE, TITLE, _stretches

RANK = 16
RATE, BUDGET = 8e-4, 2600
"""Highest rate of learning, and word pieces a step."""

MATRICES = ("qkv", "o", "a", "b")
Place = tuple[str, int]
"""A paper's id and a sentence's place, from 0."""


def rounded(x: torch.Tensor) -> torch.Tensor:
    """Return (batch, length, width) as onnxruntime's DynamicQuantizeLinear rounds each text of it to a byte a number; the slope is that of `x`."""
    with torch.no_grad():
        low, high = x.amin((1, 2), keepdim=True).clamp(max=0), x.amax((1, 2), keepdim=True).clamp(min=0)
        scale = ((high - low) / 255).clamp(min=1e-9)
        beside = torch.round(x / scale) * scale - x
    return x + beside


class Adapted(nn.Module):
    """A linear map that stays as it is, and beside it one of low rank that is learned."""

    rounds, drop = False, 0.0
    """Whether the map that stays reads what is rounded to bytes, as it does in the int8 model; which share of its input the other is not given in training."""

    def __init__(self, linear: nn.Linear) -> None:
        super().__init__()
        self.linear = linear
        self.down = nn.Parameter(torch.randn(RANK, linear.in_features) / math.sqrt(linear.in_features))
        self.up = nn.Parameter(torch.zeros(linear.out_features, RANK))

    def forward(self, x: torch.Tensor, on: torch.Tensor | float = 1.0) -> torch.Tensor:
        given = F.dropout(x, self.drop, self.training) if self.drop else x
        beside = F.linear(F.linear(given, self.down.to(x.dtype)) * on, self.up.to(x.dtype))
        return self.linear(rounded(x) if self.rounds else x) + beside  # type: ignore[no-any-return]


class Layer(nn.Module):
    """A layer of BERT with its adapters."""

    def __init__(self, width: int = 384, inner: int = 1536) -> None:
        super().__init__()
        self.qkv, self.o = Adapted(nn.Linear(width, 3 * width)), Adapted(nn.Linear(width, width))
        self.a, self.b = Adapted(nn.Linear(width, inner)), Adapted(nn.Linear(inner, width))
        self.n1, self.n2 = nn.LayerNorm(width, eps=1e-12), nn.LayerNorm(width, eps=1e-12)

    def forward(self, x: torch.Tensor, bias: torch.Tensor | None, on: torch.Tensor | float) -> torch.Tensor:
        batch, length, width = x.shape
        q, k, v = (y.view(batch, length, 12, 32).transpose(1, 2) for y in self.qkv(x, on).split(width, -1))
        scores = q @ k.transpose(-1, -2) * 32**-0.5
        attention = (scores if bias is None else scores + bias).softmax(-1)
        x = self.n1(x + self.o((attention @ v).transpose(1, 2).reshape(batch, length, width), on))
        result: torch.Tensor = self.n2(x + self.b(F.gelu(self.a(x, on)), on))
        return result


class ContextReader(nn.Module):
    """The reader with its adapter: heads for pairs, and one for each sentence of an abstract."""

    def __init__(self) -> None:
        super().__init__()
        self.word, self.pos, self.typ = (
            nn.Embedding(30522, 384),
            nn.Embedding(CONTEXT_TOKENS, 384),
            nn.Embedding(2, 384),
        )
        self.n = nn.LayerNorm(384, eps=1e-12)
        self.layers = nn.ModuleList([Layer() for _ in range(6)])
        self.dense, self.rel = nn.Linear(768, 384), nn.Linear(384, 3)
        self.dense2, self.ent = nn.Linear(768, 384), nn.Linear(384, 3)
        self.dense3, self.answers = nn.Linear(768, 384), nn.Linear(384, 3)

    def states(
        self, ids: torch.Tensor, types: torch.Tensor, bias: torch.Tensor | None, on: torch.Tensor | float
    ) -> torch.Tensor:
        x: torch.Tensor = self.n(self.word(ids) + self.pos.weight[: ids.shape[1]] + self.typ(types))
        for layer in self.layers:
            x = layer(x, bias, on)
        return x

    def of_sentences(self, states: torch.Tensor, means: torch.Tensor, ends: torch.Tensor) -> torch.Tensor:
        """Return logits (batch, sentences, 3): answers, related, unrelated."""
        states = states.float()
        end = torch.gather(states, 1, ends[:, :, None].expand(-1, -1, states.shape[2]))
        found: torch.Tensor = self.answers(F.gelu(self.dense3(torch.cat([end, means @ states], -1))))
        return found

    def forward(
        self, ids: torch.Tensor, types: torch.Tensor, on: torch.Tensor, means: torch.Tensor, ends: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        """Return what the shipped model returns, of one text."""
        x = self.states(ids, types, None, on)
        pair = torch.cat([x[:, 0], x.mean(1)], -1)
        return (
            self.rel(F.gelu(self.dense(pair))),
            self.ent(F.gelu(self.dense2(pair))),
            self.answers(F.gelu(self.dense3(torch.cat([x[0][ends], means @ x[0]], -1)))),
        )


def reader_weights(file: Path) -> dict[str, torch.Tensor]:
    """Return the weights of a reader without adapter: as trained, or as its int8 model has them."""
    if file.suffix == ".pt":
        return dict(torch.load(file))
    held = {i.name: numpy_helper.to_array(i) for i in onnx.load(str(file)).graph.initializer}

    def whole(name: str) -> torch.Tensor:
        zero = held[f"{name}_zero_point"].astype(np.float32)
        return torch.tensor((held[f"{name}_quantized"].astype(np.float32) - zero) * held[f"{name}_scale"])

    found = {name[2:]: torch.tensor(v.copy()) for name, v in held.items() if name.startswith("m.") and name.endswith((".bias", "n.weight", "n1.weight", "n2.weight", "pos.weight"))}  # fmt: skip
    found |= {f"{name}.weight": whole(f"m.{name}.weight") for name in ("word", "typ")}
    found |= {f"{name}.weight": whole(f"m.{name}.weight_Transposed").T for name in ("dense", "rel", "dense2", "ent")}
    matrices = [
        name.removesuffix("_quantized") for name in held if name.startswith("onnx::") and name.endswith("_quantized")
    ]
    places = [f"layers.{layer}.{matrix}.weight" for layer in range(6) for matrix in MATRICES]
    return found | {place: whole(name).T for place, name in zip(places, matrices, strict=True)}


def adapted(file: Path) -> ContextReader:
    """Return the reader with a fresh adapter; the head of sentences starts as that of pairs."""
    torch.manual_seed(0)
    model = ContextReader()
    state = model.state_dict()
    for name, value in reader_weights(file).items():
        parts = name.split(".")
        inside = len(parts) == 4 and parts[2] in MATRICES
        state[".".join([*parts[:3], "linear", parts[3]]) if inside else name] = value
    state["pos.weight"] = state["pos.weight"][:CONTEXT_TOKENS]
    for ours, theirs in (("dense3", "dense"), ("answers", "rel")):
        state |= {f"{ours}.{part}": state[f"{theirs}.{part}"] for part in ("weight", "bias")}
    model.load_state_dict(state)
    return model


def adapter_of(file: Path) -> dict[str, torch.Tensor]:
    """Return the adapter and its head as a bundled `reader_int8.onnx` has them."""
    graph = onnx.load(str(file)).graph
    held = {i.name: numpy_helper.to_array(i) for i in graph.initializer}
    found: dict[str, torch.Tensor] = {}
    places = [f"layers.{layer}.{matrix}" for layer in range(6) for matrix in MATRICES]
    for place, node in zip(places, [n for n in graph.node if n.op_type == "If"][: len(places)], strict=True):
        then = next(a.g for a in node.attribute if a.name == "then_branch")
        narrow = [n.input for n in then.node if n.op_type == "DequantizeLinear"]
        for name, (values, scale, _) in zip(("down", "up"), narrow, strict=True):
            found[f"{place}.{name}"] = torch.tensor(held[values].astype(np.float32) * held[scale]).T.contiguous()
    last = next(n for n in graph.node if "answers" in n.output).input[1].split(".")[0]
    for name, theirs in (("dense3", last.replace("rel", "dense")), ("answers", last)):
        stem = f"{theirs}.weight_Transposed"
        values = (held[f"{stem}_quantized"].astype(np.float32) - held[f"{stem}_zero_point"]) * held[f"{stem}_scale"]
        found |= {f"{name}.weight": torch.tensor(values.astype(np.float32)).T.contiguous(), f"{name}.bias": torch.tensor(held[f"{theirs}.bias"])}  # fmt: skip
    return found


class Stretch(NamedTuple):
    """A question with a stretch of an abstract; each sentence's label, its weight, and its share of the order of all (-1: left out)."""

    tokens: list[int]
    second: int
    spans: list[tuple[int, int]]
    labels: list[int]
    weights: list[float]
    shares: list[float]


class Lessons:
    """The questions with the papers that they are learned from."""

    def __init__(self, seed: int, new: Sequence[int] = ()) -> None:
        """Read the data; vectors by the bundled embedder choose the papers that do not answer. Beside `new` parts a third of the others is taken each time."""
        from askpapers.models.bundled import embedder

        self.rng, self.parts, self.new = random.Random(seed), defaultdict(list), set(new)
        for row in rows(DATA / "papers.jsonl"):
            self.parts[row["part"]].append(row)
        self.questions = [row for row in rows(DATA / "questions.jsonl") if row["part"] not in UNREAD]
        for row in self.questions:
            for field in ("answers", "also", "near"):
                row[field] = [(mark.rsplit("#", 1)[0], int(mark.rsplit("#", 1)[1]) - 1) for mark in row[field]]
        self.traits = rows(DATA / "traits.jsonl")
        embed = embedder().embed_now
        self.order: dict[int, np.ndarray] = {}
        for part in sorted({row["part"] for row in self.questions}):
            of_part = [i for i, row in enumerate(self.questions) if row["part"] == part]
            asking = embed([asked(self.questions[i]) for i in of_part])
            whole = embed([f"{p['title']}. {' '.join(p['sentences'])}" for p in self.parts[part]])
            best = np.stack([(asking @ embed(p["sentences"]).T).max(1) for p in self.parts[part]], axis=1)
            self.order |= dict(zip(of_part, np.argsort(-(asking @ whole.T + best), axis=1), strict=True))

    def __iter__(self) -> Iterator[list[list[Stretch]]]:
        """Yield steps of one epoch: some questions each, as the stretches of their papers."""
        made = [self._of_trait(row) for row in self.traits if self._taken(row)]
        made += [self._of_question(i, row) for i, row in enumerate(self.questions) if self._taken(row)]
        self.rng.shuffle(made)
        step: list[list[Stretch]] = []
        size = 0
        for group in made:
            more = sum(len(stretch.tokens) for stretch in group)
            if step and size + more > BUDGET:
                yield step
                step, size = [], 0
            step.append(group)
            size += more
        if step:
            yield step

    def _taken(self, row: dict[str, Any]) -> bool:
        return not self.new or row["part"] in self.new or self.rng.random() < 1 / 3

    def _of_trait(self, row: dict[str, Any]) -> list[Stretch]:
        right = self.rng.sample(sorted(row["fits"]), min(3, len(row["fits"])))
        rest = [p for p in self.parts[row["part"]] if p["id"] not in row["fits"] and p["id"] not in row["maybe"]]
        shown = [p for p in self.parts[row["part"]] if p["id"] in right] + self.rng.sample(rest, 2)
        answers = {(id, row["fits"][id] - 1) for id in right}

        def value(place: Place) -> tuple[int, float, float]:
            # The other sentences of a paper that fits may tell the trait as well.
            return (0, 1.5, 1.0) if place in answers else (1, 0.3, -1.0) if place[0] in right else (2, 0.5, 0.0)

        return [s for p in shown for s in self._stretches(self.rng.choice(row["questions"]), p, value)]

    def _of_question(self, number: int, row: dict[str, Any]) -> list[Stretch]:
        answers, also, near = set(row["answers"]), set(row["also"]) - set(row["answers"]), set(row["near"])
        right = sorted({id for id, _ in answers})
        right = self.rng.sample(right, min(3, len(right)))
        if row["kind"] == "missing" and near:
            right = [Counter(id for id, _ in row["near"]).most_common(1)[0][0]]
        fitting = {id for id, _ in answers | also} | set(right)
        own = self.parts[row["part"]]
        others = [own[i] for i in self.order[number] if own[i]["id"] not in fitting]
        alike = [p for p in others if any(p["id"] == id for id, _ in near)]
        wrong = alike[:1] if self.rng.random() < 0.6 else []
        while len(wrong) < 2:
            paper = others[min(int(self.rng.expovariate(1 / 3)), len(others) - 1)]
            if paper not in wrong:
                wrong.append(paper)

        def value(place: Place) -> tuple[int, float, float]:
            if place in answers:
                return 0, 1.5, 1.5 if place == row["answers"][0] else 1.0
            if place in also:
                return 1, 0.4, -1.0
            if place[0] in right:
                return 1, 1.0 if place in near else 0.8, 0.0
            return 2, 1.0 if place in near else 0.5, 0.0

        shown = [p for p in own if p["id"] in right] + wrong
        return [stretch for paper in shown for stretch in self._stretches(asked(row), paper, value)]

    @staticmethod
    def _stretches(question: str, paper: dict[str, Any], value: Any) -> list[Stretch]:
        first, title = pieces(question)[:FIRST], pieces(paper["title"])[:TITLE]
        cut = [pieces(sentence)[:SENTENCE] for sentence in paper["sentences"]]
        found = []
        for start, end in _stretches(cut, CONTEXT_TOKENS - len(first) - len(title) - 3)[:2]:
            tokens, spans = [101, *first, 102, *title, 102], []
            for sentence in cut[start:end]:
                spans.append((len(tokens), len(tokens) + len(sentence)))
                tokens += [*sentence, 102]
            labels, weights, shares = zip(*(value((paper["id"], place)) for place in range(start, end)), strict=True)
            found.append(Stretch(tokens, len(first) + 2, spans, list(labels), list(weights), list(shares)))
        return found


def loss_of(model: ContextReader, step: Sequence[Sequence[Stretch]]) -> torch.Tensor:
    """Each sentence's class; the answers of a question before all other sentences; a right paper's best sentence before other papers' best."""
    flat = [stretch for group in step for stretch in group]
    length = (max(len(s.tokens) for s in flat) + 7) // 8 * 8
    count = max(len(s.spans) for s in flat)
    ids, types = torch.zeros(len(flat), length, dtype=torch.long), torch.zeros(len(flat), length, dtype=torch.long)
    mask, means = torch.zeros(len(flat), length), torch.zeros(len(flat), count, length)
    ends, labels = torch.zeros(len(flat), count, dtype=torch.long), torch.zeros(len(flat), count, dtype=torch.long)
    weights, shares = torch.zeros(len(flat), count), torch.full((len(flat), count), -1.0)
    for i, s in enumerate(flat):
        ids[i, : len(s.tokens)], mask[i, : len(s.tokens)] = torch.tensor(s.tokens), 1
        types[i, s.second : len(s.tokens)] = 1
        for j, (begin, end) in enumerate(s.spans):
            means[i, j, begin : end + 1], ends[i, j] = 1 / (end + 1 - begin), end
        own = slice(len(s.spans))
        labels[i, own], weights[i, own], shares[i, own] = (torch.tensor(v) for v in (s.labels, s.weights, s.shares))
    bias = ((1 - mask) * -30000.0).bfloat16()[:, None, None, :]
    logits = model.of_sentences(model.states(ids, types, bias, 1.0), means, ends)
    by_class = F.cross_entropy(logits.reshape(-1, 3), labels.reshape(-1), reduction="none").reshape(labels.shape)
    loss = (by_class * weights).sum() / weights.sum()
    answers = (logits[:, :, 0] - torch.logsumexp(logits[:, :, 1:], -1)).masked_fill(shares < 0, -1e4)
    fits = (torch.logsumexp(logits[:, :, :2], -1) - logits[:, :, 2]).masked_fill(weights == 0, -1e4)
    ordered, at = [], 0
    for group in step:
        own, at = slice(at, at + len(group)), at + len(group)
        share = shares[own].clamp(min=0).reshape(-1)
        if share.sum() > 0:
            ordered.append(-(F.log_softmax(answers[own].reshape(-1), 0) * share).sum() / share.sum())
        right = torch.tensor([min(s.labels) < 2 for s in group])
        if right.any() and not right.all():
            ordered.append(-0.5 * F.log_softmax(torch.logsumexp(fits[own], 1), 0)[right].mean())
    return loss + 0.7 * torch.stack(ordered).sum() / len(step) if ordered else loss


def train(
    model: nn.Module,
    heads: tuple[str, ...],
    epoch: Callable[[], Iterable[Any]],
    loss: Callable[[Any, Any], torch.Tensor],
    minutes: float,
    kept: Path,
    rate: float,
    look: Callable[[Any], str] = lambda model: "",
) -> None:
    """Train the adapter and the heads whose names begin so; the rate falls with the clock. Weights are kept, and what `look` says is told, every few minutes."""
    learned = {n: p for n, p in model.named_parameters() if n.endswith((".down", ".up")) or n.startswith(heads)}
    for name, parameter in model.named_parameters():
        parameter.requires_grad_(name in learned)
        if name not in learned and torch.backends.cpu.get_cpu_capability() != "AVX2":
            # Without the instructions for it, what is short takes eight times as long.
            parameter.data = parameter.data.bfloat16()
    optimizer = torch.optim.AdamW(learned.values(), rate, betas=(0.9, 0.98), weight_decay=0.01)
    begun = said = time.time()
    losses: list[float] = []

    def keep() -> None:
        torch.save({n: p.detach() for n, p in learned.items()}, kept)
        print(f"{len(losses)} steps, loss {np.mean(losses[-200:]):.3f} {look(model)}", flush=True)

    while True:
        for step in epoch():
            share = (time.time() - begun) / 60 / minutes
            if share >= 1:
                keep()
                return
            for group in optimizer.param_groups:
                group["lr"] = rate * min(1, share / 0.04) * max(0.03, 1 - share)
            found = loss(model, step)
            found.backward()  # type: ignore[no-untyped-call]
            torch.nn.utils.clip_grad_norm_(learned.values(), 1.0)
            optimizer.step()
            optimizer.zero_grad(set_to_none=True)
            losses.append(float(found.detach()))
            if time.time() - said > 700:
                said = time.time()
                keep()


def export(model: ContextReader, target: Path) -> None:
    """Write the model as ONNX, int8 and fused, its adapter behind a condition."""
    from onnxruntime.quantization import QuantType, quantize_dynamic

    model.float().eval()
    ids, full = torch.randint(1000, 9000, (1, 40)), target.with_suffix(".fp32.onnx")
    given = (ids, torch.zeros_like(ids), torch.ones(1), torch.rand(3, 40), torch.tensor([5, 9, 20]))
    names = ["input_ids", "token_type_ids", "in_context", "sentence_means", "sentence_ends"]
    axes = {n: {1: "length"} for n in names[:2]} | {n: {0: "sentences"} for n in ("sentence_ends", "answers")}
    torch.onnx.export(
        model, given, str(full), input_names=names, output_names=["relevance", "entailment", "answers"],
        dynamic_axes=axes | {"sentence_means": {0: "sentences", 1: "length"}}, opset_version=14, dynamo=False,
    )  # fmt: skip
    graph = onnx.load(str(full)).graph
    held = {i.name: i for i in graph.initializer}
    narrow = [
        n.name for n in graph.node if n.op_type == "MatMul" and n.input[1] in held and RANK in held[n.input[1]].dims
    ]
    quantize_dynamic(
        full, target, weight_type=QuantType.QInt8, per_channel=True, reduce_range=True, nodes_to_exclude=narrow
    )
    full.unlink()
    fuse(target)
    put_behind_condition(target)


def branch(nodes: list[onnx.NodeProto]) -> onnx.GraphProto:
    """Return nodes as a branch of a condition, whose result is that of the last."""
    last = nodes[-1].output[0]
    return helper.make_graph(nodes, last, [], [helper.make_tensor_value_info(last, TensorProto.FLOAT, None)])


def put_behind_condition(file: Path) -> None:
    """Let the products of the adapter be reckoned only where `in_context` is not 0, and keep their matrices as int8.

    onnxruntime's own optimization would make other nodes of them and then lack their weights: such a file is loaded as it is (`open_model`).
    """
    model = onnx.load(str(file))
    graph = model.graph
    held = {i.name: i for i in graph.initializer}
    maker = {name: node for node in graph.node for name in node.output}

    def is_narrow(node: onnx.NodeProto | None) -> bool:
        return (
            node is not None and node.op_type == "MatMul" and node.input[1] in held and RANK in held[node.input[1]].dims
        )

    def matrix(name: str) -> onnx.NodeProto:
        values = numpy_helper.to_array(held[name])
        scale = np.float32(np.abs(values).max() / 127)
        graph.initializer.remove(held[name])
        small = np.clip(np.round(values / scale), -127, 127).astype(np.int8)
        for end, value in (("_q", small), ("_s", np.array(scale)), ("_z", np.array(0, np.int8))):
            graph.initializer.append(numpy_helper.from_array(value, name + end))
        return helper.make_node(
            "DequantizeLinear", [name + "_q", name + "_s", name + "_z"], [name + "_d"], name=name + "_d"
        )

    kept, gone = (
        [helper.make_node("Cast", ["in_context"], ["is_in_context"], to=TensorProto.BOOL, name="is_in_context")],
        set(),
    )
    instead: dict[str, onnx.NodeProto] = {}
    for node in graph.node:
        up = next((maker[name] for name in node.input if node.op_type == "Add" and is_narrow(maker.get(name))), None)
        if up is None:
            continue
        switch = maker[up.input[0]]
        down = next(maker[name] for name in switch.input if is_narrow(maker.get(name)))
        plain, out = next(name for name in node.input if name != up.output[0]), node.output[0]
        inside = [
            matrix(down.input[1]), matrix(up.input[1]),
            helper.make_node("MatMul", [down.input[0], down.input[1] + "_d"], [out + "_down"], name=out + "_down"),
            helper.make_node("MatMul", [out + "_down", up.input[1] + "_d"], [out + "_up"], name=out + "_up"),
            helper.make_node("Add", [plain, out + "_up"], [out + "_with"], name=out + "_with"),
        ]  # fmt: skip
        without = [helper.make_node("Identity", [plain], [out + "_without"], name=out + "_without")]
        condition = helper.make_node("If", ["is_in_context"], [out], name=out + "_if", then_branch=branch(inside), else_branch=branch(without))  # fmt: skip
        instead[node.name] = condition
        gone |= {up.name, switch.name, down.name}
    kept += [instead.get(node.name, node) for node in graph.node if node.name not in gone]
    del graph.node[:]
    graph.node.extend(kept)
    onnx.save(model, str(file))


def main() -> None:
    """Train, or take what was trained, and write the model."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reader", type=Path, required=True)
    parser.add_argument(
        "--start", type=Path, help="a bundled reader whose adapter is trained further, at half the rate"
    )
    parser.add_argument("--new", type=int, nargs="*", default=[], help="parts that it did not see when it was trained")
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--minutes", type=float, default=58)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    torch.set_num_threads(1)
    args.work.mkdir(parents=True, exist_ok=True)
    model, kept = adapted(args.reader), args.work / "adapter.pt"
    if not kept.exists():
        lessons = Lessons(args.seed, args.new)
        if args.start:
            model.load_state_dict(adapter_of(args.start), strict=False)
        rate = RATE / 2 if args.start else RATE
        train(model, ("dense3", "answers"), lambda: lessons, loss_of, args.minutes, kept, rate)
        model = adapted(args.reader)
    model.load_state_dict(torch.load(kept), strict=False)
    export(model, args.work / "reader_int8.onnx")


if __name__ == "__main__":
    main()
