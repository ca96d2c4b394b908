"""Services that know a paper by its title, each asked in its turn until nothing is missing: arXiv, Semantic Scholar
(https://api.semanticscholar.org/api-docs/graph), OpenAlex (https://docs.openalex.org/api-entities/works) and Crossref
(https://api.crossref.org, answers as of https://github.com/CrossRef/rest-api-doc).

Written after their published schemas and tried with answers that others recorded; where this was written, no live service
could be reached.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from askpapers import errors
from askpapers.network.client import DEADLINE, Web
from askpapers.papers.paper import Paper
from askpapers.readers.formats.crossref import FORMAT as CROSSREF
from askpapers.readers.formats.openalex import FORMAT as OPENALEX
from askpapers.readers.formats.semantic_scholar import FORMAT as SEMANTIC_SCHOLAR
from askpapers.sources import arxiv, inputs
from askpapers.sources.inputs import BASES

CROSSREF_GAP = 1.0
"""Seconds between requests: well below what its public pool allows."""

_CROSSREF_FIELDS = "DOI,title,subtitle,author,issued,published,posted,abstract,URL"


async def ask_crossref(web: Web, base: str, title: str) -> tuple[Paper, ...]:
    """Return the works that Crossref finds nearest to a title, or the one of "doi:10.1234/q.1"; raises Unreachable, RateLimited and FetchFailed."""
    asked = {"filter": title} if re.fullmatch(r"doi:10\.\S+", title) else {"query.bibliographic": title}
    query = urlencode({**asked, "rows": 5, "select": _CROSSREF_FIELDS})
    return await inputs.ask_papers(web, f"{base}/works?{query}", CROSSREF_GAP, CROSSREF)


OPENALEX_GAP = 0.2
"""Seconds between requests: half of the ten a second that it allows."""

_OPENALEX_FIELDS = (
    "id,doi,title,display_name,publication_date,authorships,abstract_inverted_index,locations,primary_location"
)


async def ask_openalex(web: Web, base: str, title: str) -> tuple[Paper, ...]:
    """Return the works whose titles hold the words of a title; raises Unreachable, RateLimited and FetchFailed."""
    # A comma would begin another filter, a bar an alternative.
    words = " ".join(re.findall(r"[^\W_]+", title))
    query = urlencode({"filter": f"title.search:{words}", "per-page": 5, "select": _OPENALEX_FIELDS})
    return await inputs.ask_papers(web, f"{base}/works?{query}", OPENALEX_GAP, OPENALEX)


SEMANTIC_SCHOLAR_GAP = 1.0
"""Seconds between requests: what it grants a program of its own, and more than it promises one without a key."""

_SEMANTIC_SCHOLAR_FIELDS = "title,abstract,authors,publicationDate,externalIds,url"


async def ask_semantic_scholar(web: Web, base: str, title: str) -> tuple[Paper, ...]:
    """Return the paper that Semantic Scholar matches with a title; raises Unreachable, RateLimited and FetchFailed."""
    url = f"{base}/graph/v1/paper/search/match?{urlencode({'query': title, 'fields': _SEMANTIC_SCHOLAR_FIELDS})}"
    try:
        return await inputs.ask_papers(web, url, SEMANTIC_SCHOLAR_GAP, SEMANTIC_SCHOLAR)
    except errors.FetchFailed as error:
        if error.status == 404:  # "Title match not found"
            await web.remember(url, b'{"data": []}')
            return ()
        raise


SERVICES: dict[str, Callable[[Web, str, str], Awaitable[tuple[Paper, ...]]]] = {
    "arxiv": arxiv.titled,
    "semantic_scholar": ask_semantic_scholar,
    "openalex": ask_openalex,
    "crossref": ask_crossref,
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
    stack: AsyncExitStack,
    cache: Path,
    base_urls: Mapping[str, str] | None = None,
    web: Web | None = None,
    deadline: float = DEADLINE,
) -> TitleServices:
    """Return the services, over a connection that ends with `stack`; answers are kept in `cache`."""
    client = (
        web if web is not None else await stack.enter_async_context(Web(cache=cache, pages=PAGES, deadline=deadline))
    )
    return TitleServices(client, {**BASES, **(base_urls or {})})
