"""The map lays what is alike near each other, and says what it leaves out."""

from __future__ import annotations

from datetime import date

import numpy as np

from askpapers.library.library import Library
from askpapers.papers.paper import Paper
from askpapers.papers.scope import Scope
from askpapers.verbs.theme_map import theme_map

DAY = date(2025, 10, 31)


async def test_papers_about_the_same_lie_near_each_other(library: Library) -> None:
    papers = [Paper(f"p{n}", f"Paper {n}", "An abstract.") for n in range(9)]
    await library.catalog.merge(papers, default_day=DAY)
    assert await theme_map(library, Scope()) == (await theme_map(library, Scope()))
    assert (await theme_map(library, Scope())).left_out == 9
    chance = np.random.default_rng(1)
    middles = np.eye(3, 384) * 5
    stored = np.stack([middles[n % 3] + chance.normal(scale=0.01, size=384) for n in range(8)]).astype(np.float32)
    await (await library.vectors()).upsert(papers[:8], stored)
    found = await theme_map(library, Scope())
    assert (len(found.places), found.left_out) == (8, 1)
    assert found.shown > 0.9
    at = {int(one.row.paper.id[1:]): np.array([one.x, one.y]) for one in found.places}
    assert all(0 <= value <= 1 for place in at.values() for value in place)
    near = max(np.linalg.norm(at[n] - at[n + 3]) for n in range(5))
    far = min(np.linalg.norm(at[0] - at[1]), np.linalg.norm(at[0] - at[2]), np.linalg.norm(at[1] - at[2]))
    assert near < far / 5
