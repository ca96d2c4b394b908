"""OpenAlex, asked for a title: https://docs.openalex.org/api-entities/works."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from askpapers.network.client import Web
from askpapers.papers.deduplication import title_id
from askpapers.papers.paper import Paper
from askpapers.sources import answers

GAP = 0.2
"""Seconds between requests: half of the ten a second that it allows."""

_FIELDS = "id,doi,title,display_name,publication_date,authorships,abstract_inverted_index,locations,primary_location"


async def titled(web: Web, base: str, title: str) -> tuple[Paper, ...]:
    """Return the works whose titles hold the words of a title; raises Unreachable, RateLimited and FetchFailed."""
    # A comma would begin another filter, a bar an alternative.
    words = " ".join(re.findall(r"[^\W_]+", title))
    query = urlencode({"filter": f"title.search:{words}", "per-page": 5, "select": _FIELDS})
    answer = await answers.ask_json(web, f"{base}/works?{query}", GAP)
    return tuple(paper for work in answers.records(answer, "results") if (paper := _paper(work)))


def _paper(work: Mapping[str, Any]) -> Paper | None:
    title = answers.text(work.get("title")) or answers.text(work.get("display_name"))
    if not title:
        return None
    places = [work.get("primary_location"), *answers.records(work, "locations")]
    pages = [place.get("landing_page_url") for place in places if isinstance(place, dict)]
    arxiv = answers.arxiv_number(work.get("doi"), *pages)
    authors = answers.names([entry.get("author") for entry in answers.records(work, "authorships")], "display_name")
    published = answers.day(work.get("publication_date"))
    return Paper(
        id=arxiv or title_id(title),
        title=title,
        abstract=answers.inverted(work.get("abstract_inverted_index")),
        # Of what it knows the year alone it says the first of January.
        published=None if published and (published.month, published.day) == (1, 1) else published,
        issued=str(published.year) if published and (published.month, published.day) == (1, 1) else None,
        authors=authors,
        author_count=len(authors) or None,
        url=next((page for page in pages if isinstance(page, str)), None),
        arxiv_id=arxiv,
        doi=answers.doi(work.get("doi")),
        source="openalex",
    )
