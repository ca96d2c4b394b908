"""OpenAlex, asked for a title: https://docs.openalex.org/api-entities/works."""

from __future__ import annotations

import re
from urllib.parse import urlencode

from askpapers.network.client import Web
from askpapers.papers.paper import Paper
from askpapers.readers.formats.openalex import FORMAT
from askpapers.sources import answers

GAP = 0.2
"""Seconds between requests: half of the ten a second that it allows."""

_FIELDS = "id,doi,title,display_name,publication_date,authorships,abstract_inverted_index,locations,primary_location"


async def titled(web: Web, base: str, title: str) -> tuple[Paper, ...]:
    """Return the works whose titles hold the words of a title; raises Unreachable, RateLimited and FetchFailed."""
    # A comma would begin another filter, a bar an alternative.
    words = " ".join(re.findall(r"[^\W_]+", title))
    query = urlencode({"filter": f"title.search:{words}", "per-page": 5, "select": _FIELDS})
    return await answers.ask_papers(web, f"{base}/works?{query}", GAP, FORMAT)
