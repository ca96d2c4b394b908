"""OpenReview, asked for a venue's submissions: https://docs.openreview.net, API 2."""

from __future__ import annotations

from collections.abc import AsyncIterator
from urllib.parse import urlencode

from askpapers import errors
from askpapers.network.client import Web
from askpapers.sources.inputs import SourceList, decode_json, records

GAP = 1.0
SIZE = 1000
"""Submissions asked for at once: the most that it sends."""

PAGES = 40


async def openreview_venue(web: Web, base: str, venue: str) -> AsyncIterator[SourceList]:
    """Yield what is at a venue, "ICLR.cc/2026/Conference", a page at a time; raises Unreachable, RateLimited, FetchFailed."""
    offset = 0
    for _ in range(PAGES):
        asked = {"content.venueid": venue, "limit": SIZE, "offset": offset}
        page = await web.get(f"{base}/notes?{urlencode(asked)}", gap=GAP)
        try:
            found = records(decode_json(page), "notes")
        except errors.FetchFailed:
            await web.forget(page.url)
            raise
        if found:
            yield SourceList(page.url, None, page.content, None, unchanged=page.unchanged)
        offset += len(found)
        if len(found) < SIZE:
            break
    if not offset:
        yield SourceList(
            page.url, None, b"", None, empty="nothing at this venue: it is named as in its address, group?id=…"
        )
