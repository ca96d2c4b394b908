"""Semantic Scholar, asked for a title: https://api.semanticscholar.org/api-docs/graph."""

from __future__ import annotations

from urllib.parse import urlencode

from askpapers import errors
from askpapers.network.client import Web
from askpapers.papers.paper import Paper
from askpapers.readers.formats.semantic_scholar import FORMAT
from askpapers.sources import answers

GAP = 1.0
"""Seconds between requests: what it grants a program of its own, and more than it promises one without a key."""

_FIELDS = "title,abstract,authors,publicationDate,externalIds,url"


async def titled(web: Web, base: str, title: str) -> tuple[Paper, ...]:
    """Return the paper that Semantic Scholar matches with a title; raises Unreachable, RateLimited and FetchFailed."""
    url = f"{base}/graph/v1/paper/search/match?{urlencode({'query': title, 'fields': _FIELDS})}"
    try:
        return await answers.ask_papers(web, url, GAP, FORMAT)
    except errors.FetchFailed as error:
        if error.status == 404:  # "Title match not found"
            await web.remember(url, b'{"data": []}')
            return ()
        raise
