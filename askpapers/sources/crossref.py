"""Crossref, asked for a title: https://api.crossref.org, answers as of https://github.com/CrossRef/rest-api-doc."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from askpapers.network.client import Web
from askpapers.papers.deduplication import title_id
from askpapers.papers.paper import Paper
from askpapers.sources import answers

GAP = 1.0
"""Seconds between requests: well below what its public pool allows."""

_FIELDS = "DOI,title,subtitle,author,issued,published,posted,abstract,URL"


async def titled(web: Web, base: str, title: str) -> tuple[Paper, ...]:
    """Return the works that Crossref finds nearest to a title; raises Unreachable, RateLimited and FetchFailed."""
    query = urlencode({"query.bibliographic": title, "rows": 5, "select": _FIELDS})
    answer = await answers.ask_json(web, f"{base}/works?{query}", GAP)
    return tuple(paper for work in answers.records(answer, "message", "items") if (paper := _paper(work)))


def _paper(work: Mapping[str, Any]) -> Paper | None:
    title = answers.text(work.get("title"))
    if not title:
        return None
    subtitle = answers.text(work.get("subtitle"))
    whole = f"{title}: {subtitle}" if subtitle and subtitle.casefold() not in title.casefold() else title
    arxiv = answers.arxiv_number(work.get("DOI"))
    authors = answers.names(work.get("author"), "given", "family", "suffix") if "author" in work else ()
    return Paper(
        id=arxiv or title_id(whole),
        title=whole,
        abstract=answers.text(work.get("abstract")),
        published=next((day for key in ("posted", "published", "issued") if (day := _day(work.get(key)))), None),
        authors=authors,
        author_count=len(authors) or None,
        url=answers.text(work.get("URL")) or None,
        arxiv_id=arxiv,
        doi=answers.doi(work.get("DOI")),
        source="crossref",
    )


def _day(value: Any) -> Any:
    parts = value.get("date-parts") if isinstance(value, dict) else None
    return answers.day(parts[0]) if isinstance(parts, list) and parts else None
