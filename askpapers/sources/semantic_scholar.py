"""Semantic Scholar, asked for a title: https://api.semanticscholar.org/api-docs/graph."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from askpapers import errors
from askpapers.network.client import Web
from askpapers.papers.deduplication import title_id
from askpapers.papers.paper import Paper
from askpapers.sources import answers

GAP = 1.0
"""Seconds between requests: what it grants a program of its own, and more than it promises one without a key."""

_FIELDS = "title,abstract,authors,publicationDate,externalIds,url"


async def titled(web: Web, base: str, title: str) -> tuple[Paper, ...]:
    """Return the paper that Semantic Scholar matches with a title; raises Unreachable, RateLimited and FetchFailed."""
    url = f"{base}/graph/v1/paper/search/match?{urlencode({'query': title, 'fields': _FIELDS})}"
    try:
        answer = await answers.ask_json(web, url, GAP)
    except errors.FetchFailed as error:
        if error.status == 404:  # "Title match not found"
            await web.remember(url, b'{"data": []}')
            return ()
        raise
    return tuple(paper for item in answers.records(answer, "data") if (paper := _paper(item)))


def _paper(item: Mapping[str, Any]) -> Paper | None:
    title = answers.text(item.get("title"))
    if not title:
        return None
    ids = item.get("externalIds")
    ids = ids if isinstance(ids, dict) else {}
    arxiv = answers.arxiv_number(ids.get("ArXiv"), ids.get("DOI"))
    authors = answers.names(item.get("authors"), "name")
    return Paper(
        id=arxiv or title_id(title),
        title=title,
        abstract=answers.text(item.get("abstract")),
        published=answers.day(item.get("publicationDate")),
        authors=authors,
        author_count=len(authors) or None,
        url=answers.text(item.get("url")) or None,
        arxiv_id=arxiv,
        doi=answers.doi(ids.get("DOI")),
        source="semantic-scholar",
    )
