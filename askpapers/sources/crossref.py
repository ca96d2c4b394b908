"""Crossref, asked for a title: https://api.crossref.org, answers as of https://github.com/CrossRef/rest-api-doc."""

from __future__ import annotations

from urllib.parse import urlencode

from askpapers.network.client import Web
from askpapers.papers.paper import Paper
from askpapers.readers.formats.crossref import FORMAT
from askpapers.sources import answers

GAP = 1.0
"""Seconds between requests: well below what its public pool allows."""

_FIELDS = "DOI,title,subtitle,author,issued,published,posted,abstract,URL"


async def titled(web: Web, base: str, title: str) -> tuple[Paper, ...]:
    """Return the works that Crossref finds nearest to a title; raises Unreachable, RateLimited and FetchFailed."""
    query = urlencode({"query.bibliographic": title, "rows": 5, "select": _FIELDS})
    return await answers.ask_papers(web, f"{base}/works?{query}", GAP, FORMAT)
