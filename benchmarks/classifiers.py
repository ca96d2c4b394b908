"""What the scripts that fit a linear classifier over vectors and words share (`askpapers.text.inference`)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from askpapers.models.bundled import embedder
from askpapers.text.inference import BUCKETS, buckets


def columns(texts: Sequence[str], scale: float) -> csr_matrix:
    """Return a row for each text: its vector, `scale` times as long as it is, then its buckets."""
    rows = np.zeros((len(texts), 384 + BUCKETS), np.float32)
    for place, text in enumerate(texts):
        rows[place, :384] = embedder().embed_now([text])[0] * scale
        rows[place, [384 + bucket for bucket in buckets(text)]] = 1
    return csr_matrix(rows)


def write(out: Path, model: LogisticRegression, scale: float) -> None:
    """Write a model over `columns` as the program reads it; the words' weights as whole numbers of a byte."""
    words = model.coef_[:, 384:]
    step = np.abs(words).max() / 127
    np.savez_compressed(
        out,
        words=np.rint(words / step).astype(np.int8),
        scale=np.array(step, np.float32),
        vector=(model.coef_[:, :384] * scale).astype(np.float16),
        bias=model.intercept_.astype(np.float32),
    )
    print(f"{out}: {out.stat().st_size:,} bytes")
