"""How many tokens papers take in a prompt: counted once, and kept in the catalog."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from askpapers.library.catalog.database import in_passing
from askpapers.library.library import Library
from askpapers.models import prompts
from askpapers.papers.paper import Paper


class Sizes:
    """The tokens of papers, by `Sizes(paper)`: as they are kept, else counted, for which the vocabulary is loaded."""

    def __init__(self, library: Library) -> None:
        self._sizes = library.catalog.prompt_sizes
        self._known: dict[bytes, int] = {}
        self._counted: dict[str, tuple[bytes, int]] = {}

    async def load(self, papers: Sequence[Paper]) -> None:
        """Read what is kept of these papers."""
        keys = {paper.id: prompts.key_of(paper) for paper in papers}
        missing = {id: key for id, key in keys.items() if key not in self._known}
        if missing:
            self._known |= {keys[id]: size for id, size in (await self._sizes.get(missing)).items()}

    def __call__(self, paper: Paper) -> int:
        """Return a paper's tokens; safe in a thread."""
        key = prompts.key_of(paper)
        size = self._known.get(key)
        if size is None:
            size = self._known[key] = prompts.size_of(paper)
            self._counted[paper.id] = key, size
        return size

    async def keep(self) -> None:
        """Keep what was counted, where it can be written."""
        if self._counted:
            sizes = [(id, key, size) for id, (key, size) in self._counted.items()]
            self._counted = {}
            with in_passing():
                await self._sizes.put(sizes)


async def keep_sizes(library: Library, papers: Sequence[Paper]) -> None:
    """Count the tokens of papers that were not counted yet, so that a question need not."""
    sizes = Sizes(library)
    await sizes.load(papers)
    await asyncio.to_thread(lambda: [sizes(paper) for paper in papers])
    await sizes.keep()
