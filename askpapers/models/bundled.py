"""The bundled models: how they are run, and the one that makes vectors of text."""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from askpapers import data

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


class BundledEmbedder:
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
def embedder() -> BundledEmbedder:
    """Return the bundled model, loaded once in a process (0.3 s)."""
    return BundledEmbedder()
