"""Train the adapter that judges claims: `python benchmarks/train_entailment.py --reader FILE --scifact FOLDER --work FOLDER [--minutes 35]`.

A second adapter of rank 16 (LoRA, Hu et al. 2021, arXiv 2106.09685) beside the one that reads whole abstracts (`train_adapter.py`), and what it changes of the head over the
first token and the mean. The encoder, the other adapter and their heads stay as they are to the last bit. `FILE` is the bundled `reader_int8.onnx`.

Verdicts are weighed by it and by the reading without it (`fit_verdicts.py`).

Data: the claims of `reader_data/` without the parts of `UNREAD` and what cites a paper outside cs and eess, those of health and biology (`scifact:` ids), SciFact's
training claims without a sixth by document, and copies of single sentences that a program made (`reader_copies.py`). True and false claims on one fact (`group`) stand in
one batch and are ordered beside each other. A claim is read against the title and what is cited: "we" and "our method" are the paper's. Writes `entailment.pt` and
`reader_int8.onnx` into the folder.
"""

from __future__ import annotations

import argparse
import random
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import reader_copies as copies
import torch
import torch.nn.functional as F  # noqa: N812
from onnx import TensorProto, helper, numpy_helper
from reader_claims import area
from reader_questions import UNREAD
from torch import nn
from train_adapter import MATRICES, Adapted, Layer, branch, train
from train_reader import (
    DATA,
    LABELS,
    Encoded,
    Pair,
    behind_title,
    encoded,
    is_core,
    rows,
    scifact_pairs,
    scifact_split,
    tensors,
)

from askpapers.models.cross_encoder import CLAIM_TOKENS

RATE, BUDGET = 5e-4, 2600
"""Highest rate of learning, and word pieces a step."""

HEAD_RANK = 16
"""The change of the head is kept as a product of this rank: without it the head is the one of before, which reads claims put into English word by word."""

SHARE = 0.8
"""How far the weights go from those of before to the trained ones: all the way gains a little on written claims and loses on SciFact."""

COPIES = 900
"""Sentences an epoch that a program copies, rightly and wrongly."""

LOOKED_AT = 240
"""Claims of a set that are judged each time to see how far it is."""

TITLED = 0.75
"""Share of the claims that are learned with the title in front of what is cited."""

OPENED_LAST = (74, 82, 111, 112)
"""Parts that are looked at once, when everything is fitted."""

FIRST_KEPT, LAST_UNUSED = 100, 998
"""Rows of the vocabulary that no text has: [PAD] and the unused ones before and behind the four marks at 100 to 103."""


class Judge(nn.Module):
    """The encoder as it is, an adapter over each of its matrices, and the head that says whether a claim follows."""

    def __init__(self) -> None:
        super().__init__()
        self.word, self.pos, self.typ = nn.Embedding(30522, 384), nn.Embedding(384, 384), nn.Embedding(2, 384)
        self.n = nn.LayerNorm(384, eps=1e-12)
        self.layers = nn.ModuleList([Layer() for _ in range(6)])
        self.dense2, self.ent = nn.Linear(768, 384), nn.Linear(384, 3)
        for module in self.modules():
            if isinstance(module, Adapted):
                module.rounds, module.drop = True, 0.1

    def forward(self, ids: torch.Tensor, types: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
        """Return logits (batch, 3): supports, contradicts, neither."""
        x: torch.Tensor = self.n(self.word(ids) + self.pos.weight[: ids.shape[1]] + self.typ(types))
        bias = ((1 - mask) * -30000.0).to(x.dtype)[:, None, None, :]
        for layer in self.layers:
            x = layer(x, bias, 1.0)
        x = x.float()
        mean = (x * mask[:, :, None]).sum(1) / mask.sum(1)[:, None]
        found: torch.Tensor = self.ent(F.gelu(self.dense2(torch.cat([x[:, 0], mean], -1))))
        return found


def when_off(node: onnx.NodeProto) -> str:
    """Return what a condition gives where it is off, and those inside it too."""
    other: onnx.NodeProto = next(a.g for a in node.attribute if a.name == "else_branch").node[0]
    return when_off(other) if other.op_type == "If" else str(other.input[0])


def bundled(file: Path) -> Judge:
    """Return the judge with the weights of a bundled reader, which are int8, and a fresh adapter."""
    torch.manual_seed(0)
    model, graph = Judge(), onnx.load(str(file)).graph
    held = {i.name: numpy_helper.to_array(i) for i in graph.initializer}

    def whole(name: str) -> torch.Tensor:
        stem = name.removesuffix("_quantized")
        zero = held[f"{stem}_zero_point"].astype(np.float32)
        return torch.tensor((held[name].astype(np.float32) - zero) * held[f"{stem}_scale"])

    state = model.state_dict()
    maker = {out: node for node in graph.node for out in node.output}
    plain = [when_off(node) for node in graph.node if node.op_type == "If"]
    places = [(layer, matrix) for layer in range(6) for matrix in MATRICES]
    for (layer, matrix), name in zip(places, plain[: len(places)], strict=True):
        product = maker[name]
        state[f"layers.{layer}.{matrix}.linear.weight"] = whole(product.input[1]).T
        state[f"layers.{layer}.{matrix}.linear.bias"] = torch.tensor(held[product.input[4]])
    word = whole("word.weight_quantized")
    if len(word) < 30522:
        gone = torch.zeros(30522, 384)
        gone[FIRST_KEPT : FIRST_KEPT + 4], gone[LAST_UNUSED + 1 :] = word[:4], word[4:]
        word = gone
    state |= {"word.weight": word, "typ.weight": whole("typ.weight_quantized"), "pos.weight": torch.tensor(held["pos.weight"])}  # fmt: skip
    for name in ("n", *(f"layers.{layer}.{norm}" for layer in range(6) for norm in ("n1", "n2"))):
        state |= {f"{name}.{part}": torch.tensor(held[f"{name}.{part}"]) for part in ("weight", "bias")}
    for name in ("dense2", "ent"):
        state[f"{name}.weight"] = whole(f"{name}.weight_Transposed_quantized").T
        state[f"{name}.bias"] = torch.tensor(held[f"{name}.bias"])
    model.load_state_dict(state)
    return model


class Claims:
    """The claims with what they cite, in groups of one fact."""

    def __init__(self, scifact: Path, seed: int) -> None:
        """Read the data."""
        self.rng = random.Random(seed)
        papers = {row["id"]: row for row in rows(DATA / "papers.jsonl")}
        corpus, known, self.held = scifact_split(scifact)
        self.corpus, self.known = corpus, known
        kept_back = {f"scifact:{d}" for claim in self.held for d in claim["cited_doc_ids"]}
        self.groups: dict[Any, list[tuple[str, dict[str, Any], list[int], int]]] = defaultdict(list)
        self.papers = [
            row for row in papers.values() if row["part"] not in UNREAD and is_core(row.get("category", "cs."))
        ]
        for number, row in enumerate(rows(DATA / "claims.jsonl")):
            cites = [mark.rsplit("#", 1) for mark in row["cites"]]
            paper = papers[cites[0][0]]
            outside = any(not is_core(papers[id]["category"]) for id, _ in cites)
            if row["part"] in UNREAD or outside or kept_back.intersection(id for id, _ in cites):
                continue
            places = [int(n) - 1 for id, n in cites if id == paper["id"]]
            key = (row["part"], row.get("group", number), paper["id"])
            self.groups[key].append((row["claim"], paper, places, LABELS[row["label"]]))

    def epoch(self) -> Iterator[list[tuple[int, Encoded]]]:
        """Yield batches: pairs with the number of their group; what is read beside what is cited varies."""
        groups: list[list[Pair]] = []
        for members in self.groups.values():
            made: list[Pair] = []
            beside = self.rng.random()
            named = self.rng.random() < TITLED
            for said, paper, places, label in members:
                texts = paper["sentences"]
                low, high = min(places), max(places)
                source = " ".join(texts[place] for place in places)
                if beside < 0.3:
                    low, high = max(0, low - self.rng.randint(0, 1)), min(len(texts) - 1, high + self.rng.randint(0, 1))
                    source = " ".join(texts[low : high + 1])
                if self.rng.random() < 0.3:
                    source = copies.same(source, self.rng, self.rng.choice([0.3, 0.6]), 0.0)
                claim = copies.same(said, self.rng, 0.5, 0.0) if self.rng.random() < 0.2 else said
                title = paper["title"] if named else ""
                made.append((1, claim, behind_title(title, source) if named else source, label, 1.0))
                free = [place for place in range(len(texts)) if abs(place - low) > 1 and abs(place - high) > 1]
                if label == 0 and free and self.rng.random() < 0.15:
                    far = texts[self.rng.choice(free)]
                    made.append((1, claim, behind_title(title, far) if named else far, 2, 0.5))
            groups.append(made)
        groups += self.copied()
        facts = scifact_pairs(self.corpus, self.known, self.rng, 1.0, titled=self.rng.random() < TITLED)
        groups += [[pair] for pair in facts]
        self.rng.shuffle(groups)
        for start in range(0, len(groups), 1500):
            chunk = [
                (n, [(encoded(p[1], p[2], CLAIM_TOKENS), p) for p in g])
                for n, g in enumerate(groups[start : start + 1500])
            ]
            chunk.sort(key=lambda g: max(len(e[0][0]) for e in g[1]) + self.rng.random() * 6)
            batches: list[list[tuple[int, Encoded]]] = [[]]
            for number, group in chunk:
                longest = (max(len(e[0][0]) for e in group) + 7) // 8 * 8
                if batches[-1] and longest * (len(batches[-1]) + len(group)) > BUDGET:
                    batches.append([])
                batches[-1] += [(number, e) for e in group]
            self.rng.shuffle(batches)
            yield from batches

    def copied(self) -> list[list[Pair]]:
        """Single sentences said again, nearly as they are, and with one thing turned or stretched."""
        groups: list[list[Pair]] = []
        for paper in self.rng.choices(self.papers, k=COPIES):
            sentence = self.rng.choice(paper["sentences"])
            source = behind_title(paper["title"], sentence) if self.rng.random() < TITLED else sentence
            group: list[Pair] = [
                (1, copies.same(sentence, self.rng, self.rng.choice([0.0, 0.3, 0.6]), 0.3), source, 0, 0.5)
            ]
            turned = self.rng.random() < 0.6
            made = copies.turn(sentence, self.rng) if turned else copies.stretch(sentence, self.rng)
            if made:
                label = 1 if turned else 2
                group.append((1, copies.same(made[0], self.rng, self.rng.choice([0.0, 0.3]), 0.0), source, label, 0.5))
            groups.append(group)
        return groups


def loss_of(model: Judge, batch: Sequence[tuple[int, Encoded]]) -> torch.Tensor:
    """Each pair's class, and within a group true claims before false ones."""
    logits = model(*tensors([e for _, e in batch]))
    labels = torch.tensor([e[1][3] for _, e in batch])
    weights = torch.tensor([e[1][4] for _, e in batch])
    loss = (F.cross_entropy(logits, labels, reduction="none", label_smoothing=0.03) * weights).mean()
    odds = logits[:, 0] - torch.logsumexp(logits[:, 1:], -1)
    facts = torch.tensor([number for number, _ in batch])
    pairs = (facts[:, None] == facts[None, :]) & (labels[:, None] == 0) & (labels[None, :] > 0)
    if pairs.any():
        loss = loss + 0.5 * F.softplus(-(odds[:, None] - odds[None, :])[pairs]).sum() / len(batch)
    return loss


def unseen(scifact: Path) -> dict[str, list[Pair]]:
    """Return pairs that are not trained on, by set: the parts of `UNREAD` but the last ones, what lies outside cs and eess, and a sixth of SciFact."""
    found: dict[str, list[Pair]] = defaultdict(list)
    papers = {row["id"]: row for row in rows(DATA / "papers.jsonl")}
    for row in rows(DATA / "claims.jsonl"):
        cites = [mark.rsplit("#", 1) for mark in row["cites"]]
        outside = any(not is_core(papers[id]["category"]) for id, _ in cites)
        if (row["part"] in UNREAD and row["part"] not in OPENED_LAST) or outside:
            name = f"part {row['part']}" if row["part"] in UNREAD else "outside"
            source = behind_title(
                papers[cites[0][0]]["title"], " ".join(papers[id]["sentences"][int(n) - 1] for id, n in cites)
            )
            found[name].append((1, row["claim"], source, LABELS[row["label"]], 1.0))
    corpus, _, held = scifact_split(scifact)
    found["SciFact"] = scifact_pairs(corpus, held, random.Random(0), 1.0, plain=True, titled=True)
    return {name: random.Random(0).sample(pairs, min(LOOKED_AT, len(pairs))) for name, pairs in found.items()}


def areas(model: Judge, sets: dict[str, list[Pair]]) -> str:
    """Return for each set the areas under the curve: supports against contradicts, and against neither."""
    told = []
    model.eval()
    with torch.no_grad():
        for name, pairs in sets.items():
            odds: list[list[float]] = [[], [], []]
            for start in range(0, len(pairs), 16):
                some = pairs[start : start + 16]
                for (_, _, _, label, _), row in zip(some, model(*tensors([(encoded(p[1], p[2], CLAIM_TOKENS), p) for p in some])), strict=True):  # fmt: skip
                    odds[label].append(float(row[0] - torch.logsumexp(row[1:], 0)))
            told.append(f"{name} " + " · ".join(f"{area(odds[0], low):.3f}" for low in odds[1:] if low))
    model.train()
    return "; ".join(told)


def export(model: Judge, reader: Path, target: Path) -> None:  # noqa: PLR0915
    """Write the bundled reader with the adapter and head of `model` beside what it has, and without unused rows of the vocabulary."""
    whole = onnx.load(str(reader))
    graph = whole.graph
    held = {i.name: i for i in graph.initializer}

    def put(name: str, values: np.ndarray) -> None:
        if name in held:
            graph.initializer.remove(held[name])
        held[name] = numpy_helper.from_array(np.ascontiguousarray(values), name)
        graph.initializer.append(held[name])

    def narrow(name: str, values: torch.Tensor, axis: int) -> onnx.NodeProto:
        matrix = values.detach().float().numpy().T
        scale = (np.abs(matrix).max(1 - axis) / 127).clip(1e-9).astype(np.float32)
        put(f"{name}_q", np.clip(np.round(matrix / np.expand_dims(scale, 1 - axis)), -127, 127).astype(np.int8))
        put(f"{name}_s", scale)
        put(f"{name}_z", np.zeros(len(scale), np.int8))
        return helper.make_node("DequantizeLinear", [f"{name}_q", f"{name}_s", f"{name}_z"], [f"{name}_d"], name=f"{name}_d", axis=axis)  # fmt: skip

    maker = {name: node for node in graph.node for name in node.output}
    new = "of_claim" not in {i.name for i in graph.input}
    if new:
        graph.input.append(helper.make_tensor_value_info("of_claim", TensorProto.FLOAT, [1]))
        graph.node.insert(0, helper.make_node("Cast", ["of_claim"], ["is_of_claim"], to=TensorProto.BOOL, name="is_of_claim"))  # fmt: skip
    places = [(layer, matrix) for layer in range(6) for matrix in MATRICES]
    for (layer, matrix), node in zip(places, [n for n in graph.node if n.op_type == "If"][: len(places)], strict=True):
        adapter = getattr(model.layers[layer], matrix)
        name = f"claim.{layer}.{matrix}"
        down, up = narrow(f"{name}.down", adapter.down, 1), narrow(f"{name}.up", adapter.up, 0)
        if new:
            then = next(a.g for a in node.attribute if a.name == "then_branch")
            other = next(a.g for a in node.attribute if a.name == "else_branch")
            read = next(n.input[0] for n in then.node if n.op_type == "MatMul")
            plain = other.node[0].input[0]
            inside = [
                down, up,
                helper.make_node("MatMul", [read, f"{name}.down_d"], [f"{name}_1"], name=f"{name}_1"),
                helper.make_node("MatMul", [f"{name}_1", f"{name}.up_d"], [f"{name}_2"], name=f"{name}_2"),
                helper.make_node("Add", [plain, f"{name}_2"], [f"{name}_3"], name=f"{name}_3"),
            ]  # fmt: skip
            without = [helper.make_node("Identity", [plain], [f"{name}_0"], name=f"{name}_0")]
            again = helper.make_node("If", ["is_of_claim"], [f"{name}_4"], name=f"{name}_if", then_branch=branch(inside), else_branch=branch(without))  # fmt: skip
            other.CopyFrom(branch([again]))
    start = bundled(reader)
    for layer_name in ("dense2", "ent"):
        before, after = getattr(start, layer_name), getattr(model, layer_name)
        left, size, right = torch.linalg.svd((after.weight - before.weight).detach())
        rank = min(HEAD_RANK, len(size))
        down, up = (
            narrow(f"{layer_name}.down", right[:rank], 1),
            narrow(f"{layer_name}.up", left[:, :rank] * size[:rank], 0),
        )
        put(f"{layer_name}.more", (after.bias - before.bias).detach().numpy())
        if not new:
            continue
        node = next(n for n in graph.node if f"{layer_name}.bias" in n.input)
        out, plain, read = node.output[0], f"{layer_name}_plain", maker[node.input[0]].input[0] if "MatMulInteger" in node.op_type else node.input[0]  # fmt: skip
        node.output[0] = plain
        inside = [
            down, up,
            helper.make_node("MatMul", [read, f"{layer_name}.down_d"], [f"{layer_name}_1"], name=f"{layer_name}_1"),
            helper.make_node("MatMul", [f"{layer_name}_1", f"{layer_name}.up_d"], [f"{layer_name}_2"], name=f"{layer_name}_2"),
            helper.make_node("Add", [f"{layer_name}_2", f"{layer_name}.more"], [f"{layer_name}_3"], name=f"{layer_name}_3"),
            helper.make_node("Add", [plain, f"{layer_name}_3"], [f"{layer_name}_4"], name=f"{layer_name}_4"),
        ]  # fmt: skip
        without = [helper.make_node("Identity", [plain], [f"{layer_name}_0"], name=f"{layer_name}_0")]
        at = list(graph.node).index(node) + 1
        graph.node.insert(at, helper.make_node("If", ["is_of_claim"], [out], name=f"{layer_name}_if", then_branch=branch(inside), else_branch=branch(without)))  # fmt: skip
    word = numpy_helper.to_array(held["word.weight_quantized"])
    if len(word) == 30522:
        put("word.weight_quantized", np.concatenate([word[FIRST_KEPT : FIRST_KEPT + 4], word[LAST_UNUSED + 1 :]]))
        at = next(i for i, n in enumerate(graph.node) if n.input[:1] == ["word.weight_quantized"])
        for name, value in (("unused", LAST_UNUSED + 1), ("before", FIRST_KEPT), ("behind", LAST_UNUSED - 3)):
            put(name, np.array(value, np.int64))
        more = [
            helper.make_node("Less", ["input_ids", "unused"], ["is_mark"], name="is_mark"),
            helper.make_node("Sub", ["input_ids", "before"], ["row_of_mark"], name="row_of_mark"),
            helper.make_node("Sub", ["input_ids", "behind"], ["row_of_piece"], name="row_of_piece"),
            helper.make_node("Where", ["is_mark", "row_of_mark", "row_of_piece"], ["rows"], name="rows"),
        ]
        graph.node[at].input[1] = "rows"
        for node in reversed(more):
            graph.node.insert(at, node)
    onnx.save(whole, str(target))


def main() -> None:
    """Train, or take what was trained, and write the model."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reader", type=Path, required=True)
    parser.add_argument("--scifact", type=Path, required=True)
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument(
        "--data", type=Path, nargs="*", default=[DATA], help="folders with papers.jsonl and claims*.jsonl"
    )
    parser.add_argument("--minutes", type=float, default=35)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    torch.set_num_threads(1)
    args.work.mkdir(parents=True, exist_ok=True)
    model, kept = bundled(args.reader), args.work / "entailment.pt"
    if not kept.exists():
        sets = unseen(args.scifact)
        print("before:", areas(model, sets), flush=True)
        train(
            model,
            ("dense2", "ent"),
            Claims(args.scifact, args.seed).epoch,
            loss_of,
            args.minutes,
            kept,
            RATE,
            lambda m: areas(m, sets),
        )
        model = bundled(args.reader)
    state = model.state_dict()
    for name, value in torch.load(kept).items():
        before = state[name] if name.startswith(("dense2", "ent")) else 0.0
        state[name] = value if name.endswith(".down") else before + SHARE * (value - before)
    model.load_state_dict(state)
    export(model, args.reader, args.work / "reader_int8.onnx")


if __name__ == "__main__":
    main()
