"""PubMed, searched for words: https://www.ncbi.nlm.nih.gov/books/NBK25499 (esearch, efetch)."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import date
from urllib.parse import urlencode

from askpapers import errors
from askpapers.network.client import Web, name_host
from askpapers.network.failures import LATER
from askpapers.sources.inputs import LOGIN, SourceList, decode_json, is_html
from askpapers.text.sanitize import sanitize

GAP = 0.4
"""Seconds between requests: it allows three a second without a key."""

SIZE = 200
"""Records asked for at once."""

NEWEST = 100
"""Papers that a search without a day brings."""

MOST = 10_000
"""Papers of a day: PubMed's search shows no more."""


async def pubmed_search(web: Web, base: str, query: str, day: date | None, today: date) -> AsyncIterator[SourceList]:
    """Yield what PubMed added on a day and a query finds, a page at a time; without a day the newest that it finds.

    Raises Unreachable, RateLimited and FetchFailed.
    """
    ids = await _ids(web, base, query, day)
    for start in range(0, len(ids), SIZE):
        asked = {"db": "pubmed", "id": ",".join(ids[start : start + SIZE]), "retmode": "xml", "tool": "askpapers"}
        page = await web.get(f"{base}/entrez/eutils/efetch.fcgi?{urlencode(asked)}", gap=GAP)
        if is_html(page.content) or not re.search(rb"</Pubmed(?:Article|BookArticle)?Set>\s*$", page.content[-200:]):
            await web.forget(page.url)
            raise errors.FetchFailed(f"{name_host(page.url)} sent half a list, or none.", LATER)
        yield SourceList(
            page.url, day, page.content, None, partial=day is not None and day >= today, unchanged=page.unchanged
        )
    if not ids:
        yield SourceList(f"{base}/entrez", day, b"", None, empty="nothing found")


async def _ids(web: Web, base: str, query: str, day: date | None) -> list[str]:
    asked = {
        "db": "pubmed",
        "term": query,
        "retmode": "json",
        "tool": "askpapers",
        "retmax": NEWEST,
        "sort": "pub_date",
    }
    if day:
        asked |= {"datetype": "edat", "mindate": f"{day:%Y/%m/%d}", "maxdate": f"{day:%Y/%m/%d}", "retmax": MOST}
    page = await web.get(f"{base}/entrez/eutils/esearch.fcgi?{urlencode(asked)}", gap=GAP)
    try:
        answer = decode_json(page)
        result = answer.get("esearchresult") if isinstance(answer, dict) else None
        if not isinstance(result, dict) or result.get("ERROR") or not isinstance(result.get("idlist"), list):
            said = result.get("ERROR") if isinstance(result, dict) else None
            raise errors.FetchFailed(
                f"{name_host(page.url)} says: {sanitize(str(said or 'nothing that is a list'), 200)}", LOGIN
            )
    except errors.FetchFailed:
        await web.forget(page.url)
        raise
    return [str(id) for id in result["idlist"] if str(id).isdecimal()]
