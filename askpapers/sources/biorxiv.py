"""bioRxiv and medRxiv, asked for a subject's preprints of a day: https://api.biorxiv.org."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping
from datetime import date
from typing import Any
from urllib.parse import quote, urlencode

from askpapers import errors
from askpapers.network.client import Page, Web, name_host
from askpapers.network.failures import LATER
from askpapers.papers.scope import is_weekend
from askpapers.sources.inputs import INCOMPLETE, WEEKEND, SourceList, decode_json, records
from askpapers.text.sanitize import sanitize

GAP = 1.0
PAGES = 100


async def biorxiv_day(
    web: Web, base: str, server: str, subject: str, day: date, today: date
) -> AsyncIterator[SourceList]:
    """Yield the preprints that a server ("biorxiv" or "medrxiv") posted on a day, a page at a time, under that day.

    `subject` is one of its categories, "neuroscience"; "" or "all" is every one. Raises Unreachable, RateLimited, FetchFailed.
    """
    name = "_".join(subject.casefold().split())
    asked = f"?{urlencode({'category': name})}" if name and name != "all" else ""
    cursor = 0
    for _ in range(PAGES):
        page = await web.get(f"{base}/details/{quote(server)}/{day}/{day}/{cursor}/json{asked}", gap=GAP)
        try:
            found, total = _collection(page)
        except errors.FetchFailed:
            await web.forget(page.url)
            raise
        if not found:
            break
        # Of all subjects where the server does not narrow by itself.
        fitting = [item for item in found if not asked or _subject(item.get("category")) == name]
        if fitting:
            content = page.content if len(fitting) == len(found) else json.dumps({"collection": fitting}).encode()
            yield SourceList(page.url, day, content, None, partial=day >= today, unchanged=page.unchanged)
        cursor += len(found)
        if cursor >= total:
            break
    if not cursor:
        empty = INCOMPLETE if day >= today and not is_weekend(day) else WEEKEND
        yield SourceList(page.url, day, b"", None, empty=empty, unchanged=page.unchanged)


def _collection(page: Page) -> tuple[list[Mapping[str, Any]], int]:
    answer = decode_json(page)
    found, about = records(answer, "collection"), records(answer, "messages")
    said = sanitize(str(about[0].get("status", "")), 200) if about else ""
    if not about or (not found and said and said.casefold() not in {"ok", "no posts found"}):
        raise errors.FetchFailed(f"{name_host(page.url)} says: {said or 'nothing that is a list'}.", LATER)
    return found, _number(about[0].get("total"))


def _subject(value: object) -> str:
    return "_".join(str(value).casefold().split())


def _number(value: object) -> int:
    return int(value) if isinstance(value, int) or (isinstance(value, str) and value.isdecimal()) else 0
