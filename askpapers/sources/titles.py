"""Services that know a paper by its title, each asked in its turn until nothing is missing.

Written after their published schemas and tried with answers that others recorded; where this was written, no live service
could be reached.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path

from askpapers import errors
from askpapers.network.client import Web
from askpapers.papers.paper import Paper
from askpapers.sources import arxiv, crossref, openalex, semantic_scholar
from askpapers.sources.inputs import BASES

SERVICES: dict[str, Callable[[Web, str, str], Awaitable[tuple[Paper, ...]]]] = {
    "arxiv": arxiv.titled,
    "semantic_scholar": semantic_scholar.titled,
    "openalex": openalex.titled,
    "crossref": crossref.titled,
}
"""In the order that they are asked: most papers of a list are on arXiv, and arXiv knows most of them."""

PAGES = 20_000
"""Answers kept: a library's, so that what was asked is not asked again when a run goes on."""

IN_A_ROW = 2
"""Times that a service may fail one after the other before it is left alone."""


@dataclass
class TitleServices:
    """The services over one connection; one that fails twice in a row is asked no more and named in `failures`."""

    web: Web
    bases: Mapping[str, str]
    failures: dict[str, errors.ServiceError] = field(default_factory=dict)
    _failed: dict[str, int] = field(default_factory=dict)

    async def find(self, title: str) -> AsyncIterator[tuple[str, tuple[Paper, ...]]]:
        """Yield each service's name and what it finds under a title; what could not be asked yields nothing."""
        for name, ask in SERVICES.items():
            if self._failed.get(name, 0) >= IN_A_ROW:
                continue
            try:
                found = await ask(self.web, self.bases[name], title)
            except errors.ServiceError as error:
                self._failed[name] = self._failed.get(name, 0) + 1
                self.failures[name] = error
                continue
            self._failed[name] = 0
            yield name, found


async def open_services(
    stack: AsyncExitStack, cache: Path, base_urls: Mapping[str, str] | None = None, web: Web | None = None
) -> TitleServices:
    """Return the services, over a connection that ends with `stack`; answers are kept in `cache`."""
    client = web if web is not None else await stack.enter_async_context(Web(cache=cache, pages=PAGES))
    return TitleServices(client, {**BASES, **(base_urls or {})})
