"""Where the papers of a scope lie by what they are about: the two directions in which their stored vectors differ most."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from askpapers.library.library import Library
from askpapers.papers.paper import ListedPaper
from askpapers.papers.scope import Scope

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MOST = 2000
"""Papers on a map at most: more are one spot on any screen."""
WIDEST = 2.5
"""Standard deviations from the middle beyond which a paper is drawn at the edge: one stray would press all others together."""


@dataclass(frozen=True, slots=True)
class PlacedPaper:
    """A paper with its place on the map, both from 0 to 1."""

    row: ListedPaper
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class ThemeMap:
    """The papers that have a vector, each with its place; `left_out` have none or are beyond the most that is drawn.

    `shown` is the share, from 0 to 1, of the differences between the vectors that two directions show.
    """

    places: tuple[PlacedPaper, ...]
    left_out: int
    shown: float


async def theme_map(library: Library, scope: Scope, *, match: str = "") -> ThemeMap:
    """Return the map of a scope's papers: those that are about the same lie near each other. Raises LibraryError.

    >>> found = await theme_map(library, Scope())
    >>> len(found.places), found.left_out
    (64, 0)
    """
    count = await library.catalog.count(scope, match=match)
    rows = await library.catalog.rows(scope, match=match, limit=MOST)
    stored = await (await library.vectors()).vectors([row.paper.id for row in rows])
    placed = [row for row in rows if row.paper.id in stored]
    if len(placed) < 3:
        return ThemeMap((), count, 0.0)
    points, shown = await asyncio.to_thread(_projected, [stored[row.paper.id] for row in placed])
    places = tuple(PlacedPaper(row, x, y) for row, (x, y) in zip(placed, points, strict=True))
    return ThemeMap(places, count - len(places), shown)


def _projected(vectors: Sequence[NDArray[np.float32]]) -> tuple[list[tuple[float, float]], float]:
    """Return each vector's place, from 0 to 1, on the two main directions, and the share of the variance that they show."""
    import numpy as np

    matrix = np.stack(vectors).astype(np.float64)
    matrix -= matrix.mean(axis=0)
    # The main directions are those of the covariance, which is small however many papers there are.
    values, directions = np.linalg.eigh(matrix.T @ matrix)
    main = directions[:, [-1, -2]]
    # An eigenvector's sign is chance; the same papers are to give the same map.
    main = main * np.where(main[np.abs(main).argmax(axis=0), [0, 1]] < 0, -1, 1)
    points = matrix @ main
    spread = points.std(axis=0)
    points = np.clip(points / np.where(spread > 0, spread, 1), -WIDEST, WIDEST)
    low, high = points.min(axis=0), points.max(axis=0)
    points = (points - low) / np.where(high > low, high - low, 1)
    total = float(values.sum())
    return [(float(x), float(y)) for x, y in points], float(values[-2:].sum()) / total if total else 0.0
