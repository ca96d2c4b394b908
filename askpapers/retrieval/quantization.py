"""Vectors as the catalog keeps them: a scale and small numbers, a quarter of the size; and cosines with them."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


def quantize(vectors: NDArray[np.float32]) -> bytes:
    """Return sentence vectors, shape (n, d), as bytes: a scale and int8 numbers for each, a quarter of the size."""
    import numpy as np

    scale = np.maximum(np.abs(vectors).max(axis=1, keepdims=True), 1e-12).astype(np.float32)
    numbers = np.round(vectors / scale * 127).astype(np.int8)
    head: bytes = np.array([vectors.shape[0]], np.int32).tobytes()
    return head + bytes(scale.tobytes()) + bytes(numbers.tobytes())


def dequantize(blob: bytes, dimension: int | None = None) -> NDArray[np.float32]:
    """Return the sentence vectors that `quantize` wrote, to within half a percent.

    With a `dimension`, a blob that is not whole, or of another dimension, gives none.
    """
    import numpy as np

    count = int.from_bytes(blob[:4], sys.byteorder)
    if dimension is not None and len(blob) != 4 + count * (4 + dimension):
        return np.zeros((0, dimension), np.float32)
    scale = np.frombuffer(blob[4 : 4 + 4 * count], np.float32).reshape(count, 1)
    numbers = np.frombuffer(blob[4 + 4 * count :], np.int8).reshape(count, -1)
    vectors: NDArray[np.float32] = (numbers.astype(np.float32) * (scale / 127)).astype(np.float32)
    return vectors


def dequantize_all(blobs: Mapping[str, bytes]) -> dict[str, NDArray[np.float32]]:
    """Return what `quantize` made of one vector each, as vectors by id."""
    import numpy as np

    if not blobs:
        return {}
    width = len(next(iter(blobs.values())))
    kept = {id: blob for id, blob in blobs.items() if len(blob) == width}
    whole = np.frombuffer(b"".join(kept.values()), np.int8).reshape(len(kept), width)
    scale = np.ascontiguousarray(whole[:, 4:8]).view(np.float32)
    return dict(zip(kept, whole[:, 8:].astype(np.float32) * (scale / 127), strict=True))


def dequantize_rows(
    blobs: Sequence[tuple[int, bytes]], dimension: int
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Return what `quantize` made of one vector each, as the numbers given beside them and an array; without what is not whole."""
    import numpy as np

    width = 8 + dimension
    kept = [(row, blob) for row, blob in blobs if len(blob) == width]
    whole = np.frombuffer(b"".join(blob for _, blob in kept), np.int8).reshape(len(kept), width)
    scale = np.ascontiguousarray(whole[:, 4:8]).view(np.float32)
    vectors: NDArray[np.float32] = (whole[:, 8:].astype(np.float32) * (scale / 127)).astype(np.float32, copy=False)
    return np.array([row for row, _ in kept], np.int64), vectors


def best_cosines(blobs: Mapping[str, bytes], asked: NDArray[np.float32]) -> dict[str, float]:
    """Return the cosine of each paper's best sentence with a question, id → cosine.

    `blobs` are sentence vectors as `quantize` made them; of several rows of `asked` each has its own best sentence, and their
    mean counts.
    """
    import numpy as np

    counts = {id: int.from_bytes(blob[:4], sys.byteorder) for id, blob in blobs.items()}
    # What was cut or is of another length says nothing of a sentence.
    known = {id: n for id, n in counts.items() if n and len(blobs[id]) == 4 + n * (4 + asked.shape[1])}
    if not known:
        return {}
    scale = np.frombuffer(b"".join(blobs[id][4 : 4 + 4 * n] for id, n in known.items()), np.float32)
    numbers = np.frombuffer(b"".join(blobs[id][4 + 4 * n :] for id, n in known.items()), np.int8)
    cosines = numbers.reshape(len(scale), -1).astype(np.float32) @ asked.T * (scale / 127)[:, None]
    starts = np.cumsum([0, *known.values()])[:-1]
    best: list[float] = np.maximum.reduceat(cosines, starts, axis=0).mean(axis=1).tolist()
    return dict(zip(known, best, strict=True))
