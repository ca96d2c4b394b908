"""The bundled reader: one small model that reads a question or claim together with a passage or a whole abstract."""

from __future__ import annotations

import math
import threading
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from askpapers import data, errors
from askpapers.models.bundled import embedder, open_model, word_pieces
from askpapers.text.inference import Entailment, Relevance

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

TOKENS = 128
"""Word pieces that are read at once, of both texts and the three marks: what the model was trained on."""

FIRST = 64
"""Word pieces of the question or claim that are read."""

CLAIM_TOKENS = 224
"""Word pieces that are read at once where a claim is judged with the title of what it cites."""

CLAIM_PARTS = 8
"""Parts of a long claim that are read."""

WINDOWS = 6
"""Stretches of a long source that are read: those that share most word pieces with the claim."""

_REMEMBERED_PAIRS = 4096
"""Pairs whose reading is kept, some kilobyte each: the same question again, or the same claim, is not read again."""

CONTEXT_TOKENS, TITLE, SENTENCE = 384, 48, 160
"""Word pieces of an abstract that are read at once, question and title included; of the title; of one sentence."""

STRETCHES = 6
"""Stretches of a long abstract that are read."""

_LONGEST_FIRST = 4_000
_LONGEST_SECOND = 100_000
_START, _END = 101, 102
_MARKS = frozenset((0, 101, 102, 103))
"""What stands for "[PAD]", "[CLS]", "[SEP]" and "[MASK]"."""


class BundledCrossEncoder:
    """MiniLM fine-tuned on pairs of texts (`benchmarks/train_reader.py`), int8, with two adapters (LoRA, arXiv 2106.09685).

    One reads whole abstracts (`benchmarks/train_adapter.py`), one judges claims (`benchmarks/train_entailment.py`); both are switched off while other pairs are
    read. One text at a time, so that it always gets the same numbers.
    """

    def __init__(self, model: Path | None = None) -> None:
        """Load the bundled model, or the ONNX file `model`; raises InstallationDamaged where there is none that can be read."""

        where = model or data.readable("reader/reader_int8.onnx")
        self._remembered: dict[tuple[str, int, bytes, tuple[tuple[int, int], ...]], NDArray[np.float32]] = {}
        self._lock = threading.Lock()
        try:
            self._tokenizer = word_pieces()
            self._session = open_model(where)
        except errors.InstallationDamaged:
            raise
        except Exception as error:  # both raise types of their own, derived from Exception alone
            raise errors.InstallationDamaged(
                "The reader's model file is damaged.", "Install askpapers again."
            ) from error

    def relevance(self, question: str, passages: Sequence[tuple[str, str]]) -> list[Relevance]:
        """Return how each passage, a paper's title and one sentence of its abstract, speaks to the question; 3 to 7 ms each."""
        asked = self._pieces(question, _LONGEST_FIRST)[:FIRST]
        found: list[Relevance] = []
        for title, sentence in passages:
            read = self._pieces(f"{title} : {sentence}", _LONGEST_FIRST)[: TOKENS - 3 - len(asked)]
            answers, related, _ = self._chances("relevance", asked, read)
            found.append(Relevance(answers, related))
        return found

    def relevance_in_context(
        self, question: str, abstracts: Sequence[tuple[str, Sequence[str]]]
    ) -> list[list[Relevance | None]]:
        """Return for each abstract, a paper's title and its sentences, how each sentence speaks to the question; 15 to 25 ms an abstract.

        A sentence is read among those around it. A long abstract is read in stretches, each beginning with the last sentence of the
        one before, six at most: None for what lies behind them.
        """
        asked = self._pieces(question, _LONGEST_FIRST)[:FIRST]
        return [self._read_abstract(asked, title, sentences) for title, sentences in abstracts]

    def entailment(self, pairs: Sequence[tuple[str, str]]) -> list[Entailment]:
        """Return for each claim and source text whether the one follows from the other.

        A claim of more than some 50 words is read in parts, eight at most: the one that follows least decides. Of a source of more than about 100 words those stretches are read that share most with the claim, six at most,
        and the one that speaks most clearly decides.
        """
        return [self._follows("entailment", claim, source, TOKENS) for claim, source in pairs]

    def entailment_in_context(self, pairs: Sequence[tuple[str, str]]) -> list[Entailment]:
        """Return the same for claims and sources that stand behind their paper's title, as an adapter of their own reads them; 8 to 15 ms each."""
        return [self._follows("support", claim, source, CLAIM_TOKENS) for claim, source in pairs]

    def absence(self, sentences: Sequence[str]) -> list[float]:
        """Return the chances that sentences say of something that it is not told, by their vectors and words; 2 ms each."""
        from askpapers.text.inference import load_classifier

        classifier = load_classifier("reader/absence.npz")
        vectors = embedder().embed_now(sentences)
        odds = (classifier.log_odds(text, vector)[0] for text, vector in zip(sentences, vectors, strict=True))
        return [1 / (1 + math.exp(-max(-30.0, min(30.0, float(value))))) for value in odds]

    def _follows(self, reading: str, claim: str, source: str, tokens: int) -> Entailment:
        said = self._pieces(claim, _LONGEST_FIRST)
        read = self._pieces(source, _LONGEST_SECOND)
        if not said or not read:
            return Entailment(0.0, 0.0, 1.0)
        parts = [said[at : at + FIRST] for at in range(0, len(said), FIRST)]
        if len(parts) > 1 and len(parts[-1]) < FIRST // 4:
            parts.pop()
        return min(
            (
                self._part_follows(reading, part, _windows(part, read, tokens - 3 - len(part)))
                for part in parts[:CLAIM_PARTS]
            ),
            key=lambda found: found.supports,
        )

    def _part_follows(self, reading: str, said: list[int], windows: Sequence[list[int]]) -> Entailment:
        found = [Entailment(*self._chances(reading, said, window)) for window in windows]
        return min(found, key=lambda one: one.neither)

    def _pieces(self, text: str, longest: int) -> list[int]:
        # Lone surrogates, which no tokenizer takes, become question marks.
        whole = text[:longest].encode("utf-8", "replace").decode("utf-8")
        # "[SEP]" in a text is no mark of ours.
        return [id for id in self._tokenizer.encode(whole, add_special_tokens=False).ids if id not in _MARKS]

    def _read_abstract(self, asked: list[int], title: str, sentences: Sequence[str]) -> list[Relevance | None]:
        named = self._pieces(title, _LONGEST_FIRST)[:TITLE]
        cut = [self._pieces(sentence, _LONGEST_FIRST)[:SENTENCE] for sentence in sentences]
        found: list[Relevance | None] = [None] * len(cut)
        stretches = _stretches(cut, CONTEXT_TOKENS - len(asked) - len(named) - 3)[:STRETCHES]
        for start, end in reversed(
            stretches
        ):  # what two stretches hold counts as the first reads it, with what stands before
            tokens, spans = [_START, *asked, _END, *named, _END], []
            for pieces in cut[start:end]:
                spans.append((len(tokens), len(tokens) + len(pieces)))
                tokens += [*pieces, _END]
            for place, chances in zip(range(start, end), self._read("answers", tokens, len(asked), spans), strict=True):
                found[place] = Relevance(float(chances[0]), float(chances[1]))
        return found

    def _chances(self, reading: str, first: list[int], second: list[int]) -> tuple[float, float, float]:
        tokens = [_START, *first, _END, *second, _END]
        a, b, c = self._read(reading, tokens, len(first), [])[0].tolist()
        return a, b, c

    def _read(
        self, reading: str, tokens: list[int], first: int, spans: Sequence[tuple[int, int]]
    ) -> NDArray[np.float32]:
        """Return the chances that a reading gives, (1, 3), or (n, 3) of n sentences; `spans` are their first tokens and their marks."""
        import numpy as np

        ids = np.array([tokens], np.int64)
        key = reading, first, ids.tobytes(), tuple(spans)
        known = self._remembered.get(key)
        if known is not None:
            return known
        types, means = np.zeros_like(ids), np.zeros((max(1, len(spans)), len(tokens)), np.float32)
        types[0, first + 2 :] = 1
        for row, (begin, end) in enumerate(spans):
            means[row, begin : end + 1] = 1 / (end + 1 - begin)
        given = {
            "input_ids": ids,
            "token_type_ids": types,
            "in_context": np.array([float(bool(spans))], np.float32),
            "of_claim": np.array([float(reading == "support")], np.float32),
            "sentence_means": means,
            "sentence_ends": np.array([end for _, end in spans] or [0], np.int64),
        }
        head = "entailment" if reading == "support" else reading
        logits: NDArray[np.float32] = self._session.run([head], given)[0]
        odds = np.exp(logits - logits.max(axis=1, keepdims=True))
        chances: NDArray[np.float32] = odds / odds.sum(axis=1, keepdims=True)
        with self._lock:
            if len(self._remembered) >= _REMEMBERED_PAIRS:
                self._remembered.clear()
            self._remembered[key] = chances
        return chances


def _stretches(sentences: Sequence[Sequence[int]], room: int) -> list[tuple[int, int]]:
    """Cut sentences into runs (start, end) of at most `room` word pieces with their marks, each from the last sentence of the one before."""
    found: list[tuple[int, int]] = []
    start = 0
    while start < len(sentences):
        end, used = start, 0
        while end < len(sentences) and (end == start or used + len(sentences[end]) + 1 <= room):
            used += len(sentences[end]) + 1
            end += 1
        found.append((start, end))
        start = end if end == len(sentences) or end - start < 3 else end - 1
    return found


def _windows(claim: list[int], source: list[int], room: int) -> list[list[int]]:
    """The stretches of a source that are read, each half over the next: all of a short one, the likeliest of a long one."""
    if len(source) <= room:
        return [source]
    starts = [*range(0, len(source) - room, max(1, room // 2)), len(source) - room]
    parts = [source[start : start + room] for start in starts]
    wanted = set(claim)
    return sorted(parts, key=lambda part: -len(wanted.intersection(part)))[:WINDOWS]


@lru_cache(maxsize=1)
def reader() -> BundledCrossEncoder:
    """Return the bundled reader, loaded once in a process (0.2 s); raises InstallationDamaged."""
    return BundledCrossEncoder()
