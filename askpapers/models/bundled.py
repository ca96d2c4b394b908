"""The bundled models: text to vectors, and the reader, which reads a question or claim together with a passage."""

from __future__ import annotations

import asyncio
import math
import os
import threading
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from askpapers import data, errors
from askpapers.text.inference import Entailment, Relevance

if TYPE_CHECKING:
    import numpy as np
    import onnxruntime
    from numpy.typing import NDArray
    from tokenizers import Tokenizer


def open_model(model: Path) -> onnxruntime.InferenceSession:
    """Return a session of an ONNX file; raises what onnxruntime raises, types of its own derived from Exception alone."""
    # onnxruntime tells Microsoft of its use, and keeps an id of the machine, from the moment it is imported.
    os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.log_severity_level = 4
    # Spinning threads would take the cores from the interface between two texts.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    # The bundled files are fused already (benchmarks/fuse_model.py): looking for what to fuse takes as long as all the rest of it.
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    # By its file: beside its content in memory a model takes 20 MB more for as long as it lives.
    return onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])


BUNDLED = "all-MiniLM-L6-v2-int8"
_TOKENS = 256
_REMEMBERED = 4096


class Embedder(Protocol):
    """Turns texts into unit vectors of one model."""

    @property
    def model(self) -> str:
        """The model's name; vectors of two models are never mixed."""
        ...

    @property
    def dimension(self) -> int | None:
        """How many numbers a vector has; None until the first one came."""
        ...

    async def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return an array of shape (len(texts), dimension), each row of unit length."""
        ...


class Bundled:
    """all-MiniLM-L6-v2, quantized to int8 (sentence-transformers, Apache-2.0); one text at a time.

    A text alone always gets the same vector, which it does not in a batch, and is hardly slower so.
    """

    model = BUNDLED
    dimension = 384

    def __init__(self) -> None:

        self._tokenizer = word_pieces()
        self._session = open_model(data.readable("minilm/model_int8.onnx"))
        self._remembered: dict[str, NDArray[np.float32]] = {}
        self._lock = threading.Lock()

    async def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return the vectors of `texts`, made in a thread."""
        return await asyncio.to_thread(self.embed_now, texts)

    def embed_now(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Return the vectors of `texts`, shape (len(texts), 384), each of unit length; safe in any thread."""
        import numpy as np

        if not texts:
            return np.zeros((0, self.dimension), np.float32)
        return np.stack([self._one(text) for text in texts])

    def _one(self, text: str) -> NDArray[np.float32]:
        import numpy as np

        known = self._remembered.get(text)
        if known is not None:
            return known
        # Only the first 256 word pieces are read: a text of megabytes is not tokenized whole for them.
        ids = self._tokenizer.encode(text[: _TOKENS * 40].encode("utf-8", "replace").decode("utf-8")).ids
        tokens = np.array([ids if len(ids) <= _TOKENS else [*ids[: _TOKENS - 1], ids[-1]]], np.int64)
        states = self._session.run(
            None, {"input_ids": tokens, "attention_mask": np.ones_like(tokens), "token_type_ids": np.zeros_like(tokens)}
        )[0]
        mean = states[0].mean(axis=0)
        vector: NDArray[np.float32] = (mean / max(float(np.linalg.norm(mean)), 1e-12)).astype(np.float32)
        with self._lock:
            if len(self._remembered) >= _REMEMBERED:
                self._remembered.clear()
            self._remembered[text] = vector
        return vector


@lru_cache(maxsize=1)
def word_pieces() -> Tokenizer:
    """Return what cuts text into the bundled models' word pieces, without limit; made once for both, in a tenth of a second."""
    from tokenizers import Tokenizer

    pieces = Tokenizer.from_str(data.text("minilm/tokenizer.json"))
    # The file carries a truncation to 128 tokens and fixed padding of its own.
    pieces.no_truncation()
    pieces.no_padding()
    return pieces


@lru_cache(maxsize=1)
def embedder() -> Bundled:
    """Return the bundled model, loaded once in a process (0.3 s)."""
    return Bundled()


TOKENS = 128
"""Word pieces that are read at once, of both texts and the three marks: what the model was trained on."""

FIRST = 64
"""Word pieces of the question or claim that are read."""

CLAIM_PARTS = 8
"""Parts of a long claim that are read."""

WINDOWS = 6
"""Stretches of a long source that are read: those that share most word pieces with the claim."""

_REMEMBERED_PAIRS = 4096
"""Pairs whose reading is kept, some kilobyte each: the same question again, or the same claim, is not read again."""

_LONGEST_FIRST = 4_000
_LONGEST_SECOND = 100_000
_START, _END = 101, 102


class BundledCrossEncoder:
    """MiniLM fine-tuned on pairs of texts (`benchmarks/train_reader.py`), int8; one pair at a time, so that a pair always gets the same numbers."""

    def __init__(self, model: Path | None = None) -> None:
        """Load the bundled model, or the ONNX file `model`; raises InstallationDamaged where there is none that can be read."""

        where = model or data.readable("reader/reader_int8.onnx")
        self._remembered: dict[tuple[str, int, bytes], tuple[float, float, float]] = {}
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
            read = self._pieces(f"{title} : {sentence}", _LONGEST_FIRST)
            answers, related, _ = self._chances("relevance", asked, read)
            found.append(Relevance(answers, related))
        return found

    def entailment(self, pairs: Sequence[tuple[str, str]]) -> list[Entailment]:
        """Return for each claim and source text whether the one follows from the other.

        A claim of more than some 50 words is read in parts, eight at most: the one that follows least decides. Of a source of more than about 100 words those stretches are read that share most with the claim, six at most,
        and the one that speaks most clearly decides.
        """
        return [self._follows(claim, source) for claim, source in pairs]

    def absence(self, sentences: Sequence[str]) -> list[float]:
        """Return the chances that sentences say of something that it is not told, by their vectors and words; 2 ms each."""
        from askpapers.text.inference import load_classifier

        classifier = load_classifier("reader/absence.npz")
        vectors = embedder().embed_now(sentences)
        odds = (classifier.log_odds(text, vector)[0] for text, vector in zip(sentences, vectors, strict=True))
        return [1 / (1 + math.exp(-max(-30.0, min(30.0, float(value))))) for value in odds]

    def _follows(self, claim: str, source: str) -> Entailment:
        said = self._pieces(claim, _LONGEST_FIRST)
        read = self._pieces(source, _LONGEST_SECOND)
        if not said or not read:
            return Entailment(0.0, 0.0, 1.0)
        parts = [said[at : at + FIRST] for at in range(0, len(said), FIRST)]
        if len(parts) > 1 and len(parts[-1]) < FIRST // 4:
            parts.pop()
        return min(
            (self._part_follows(part, read) for part in parts[:CLAIM_PARTS]), key=lambda reading: reading.supports
        )

    def _part_follows(self, said: list[int], read: list[int]) -> Entailment:
        readings = [Entailment(*self._chances("entailment", said, part)) for part in _windows(said, read)]
        return min(readings, key=lambda reading: reading.neither)

    def _pieces(self, text: str, longest: int) -> list[int]:
        # Lone surrogates, which no tokenizer takes, become question marks.
        whole = text[:longest].encode("utf-8", "replace").decode("utf-8")
        ids: list[int] = self._tokenizer.encode(whole, add_special_tokens=False).ids
        return ids

    def _chances(self, head: str, first: list[int], second: list[int]) -> tuple[float, float, float]:
        import numpy as np

        second = second[: TOKENS - 3 - len(first)]
        tokens = np.array([[_START, *first, _END, *second, _END]], np.int64)
        pair = head, len(first), tokens.tobytes()
        known = self._remembered.get(pair)
        if known is not None:
            return known
        types = np.zeros_like(tokens)
        types[0, len(first) + 2 :] = 1
        logits: NDArray[np.float32] = self._session.run([head], {"input_ids": tokens, "token_type_ids": types})[0][0]
        odds: Any = np.exp(logits - logits.max())
        a, b, c = (odds / odds.sum()).tolist()
        with self._lock:
            if len(self._remembered) >= _REMEMBERED_PAIRS:
                self._remembered.clear()
            self._remembered[pair] = a, b, c
        return a, b, c


def _windows(claim: list[int], source: list[int]) -> list[list[int]]:
    """The stretches of a source that are read, each half over the next: all of a short one, the likeliest of a long one."""
    room = TOKENS - 3 - len(claim)
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
