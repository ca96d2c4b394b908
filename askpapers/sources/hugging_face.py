"""Hugging Face Daily Papers, asked for a day."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any
from urllib.parse import parse_qs, quote, urlencode, urlsplit

from askpapers import errors
from askpapers.network.client import Page, Web, name_host
from askpapers.network.failures import LATER
from askpapers.papers.paper import Paper
from askpapers.papers.scope import is_weekend
from askpapers.readers.formats.daily_papers_json import paper_of
from askpapers.sources.inputs import INCOMPLETE, LOGIN, WEEKEND, SourceList, decode_json, is_html
from askpapers.text.sanitize import is_too_heavy, sanitize

LIMIT = 100
"""Papers asked for at once; unasked, the service sends 50 and keeps the rest to itself."""

PAGES = 20
FORMAT = "daily-papers-json"
DAY = 86_400
GAP = 0.6
"""Seconds between questions about single papers: the service answers 500 in five minutes."""


async def daily(web: Web, base: str, day: date, today: date) -> SourceList:
    """Return the list of a day; a list that belongs to another day counts as none.

    Weeks and months are asked for day by day: the service cuts a week's own list off at its most liked papers.
    Raises Unreachable, RateLimited and FetchFailed.
    """
    entries: list[Any] = []
    for number in range(PAGES):
        asked = {"date": day.isoformat(), "limit": LIMIT} | ({"p": number} if number else {})
        url = f"{base}/api/daily_papers?{urlencode(asked)}"
        page = await web.get(url)
        try:
            found = _entries(page)
        except errors.FetchFailed:
            await web.forget(page.url)
            raise
        if not number:
            first = page
        elif not found or found[0] in entries:
            break
        entries += found
        if len(found) < LIMIT:
            break
    days = {listed for entry in entries if (listed := _listed(entry))}
    elsewhere = parse_qs(urlsplit(first.url).query).get("date", [day.isoformat()])[0] != day.isoformat()
    if not entries or (days and day not in days) or (not days and elsewhere):
        empty = INCOMPLETE if day >= today and not is_weekend(day) else WEEKEND
        return SourceList(first.url, day, b"", FORMAT, empty=empty, unchanged=first.unchanged)
    content = first.content if len(entries) <= LIMIT else json.dumps(entries, ensure_ascii=False).encode()
    # Where the entries differ, each says its own day.
    own_day = day if days <= {day} else None
    return SourceList(first.url, own_day, content, FORMAT, partial=day >= today, unchanged=first.unchanged)


async def trending(web: Web, base: str) -> SourceList:
    """Return what trends now, in the service's order, each paper under the day that it was listed on; raises as `daily`."""
    return await _read_list(web, f"{base}/api/daily_papers?{urlencode({'sort': 'trending', 'limit': LIMIT})}")


async def belongings(web: Web, base: str, id: str) -> Paper | None:
    """Return what the service says of one paper, its models, data sets and spaces too; None where it knows none of that id.

    Raises as `daily`.
    """
    try:
        page = await web.get(f"{base}/api/papers/{quote(id, safe='')}", gap=GAP, fresh=DAY)
    except errors.FetchFailed as error:
        if error.status == 404:
            return None
        raise
    return paper_of(decode_json(page), None)


async def found(web: Web, base: str, query: str) -> SourceList:
    """Return the papers that a search finds, each under the day that it was listed on; raises as `daily`."""
    return await _read_list(web, f"{base}/api/papers/search?{urlencode({'q': query[:250], 'limit': LIMIT})}")


async def _read_list(web: Web, url: str) -> SourceList:
    page = await web.get(url)
    try:
        entries = _entries(page)
    except errors.FetchFailed:
        await web.forget(page.url)
        raise
    empty = "" if entries else "nothing found"
    return SourceList(page.url, None, page.content if entries else b"", FORMAT, empty=empty, unchanged=page.unchanged)


def _entries(page: Page) -> list[Any]:
    if is_html(page.content):
        raise errors.FetchFailed(f"{name_host(page.url)} sent a web page and not its list.", LOGIN)
    if is_too_heavy(page.content):
        raise errors.FetchFailed(f"{name_host(page.url)} sent more values than are read at once.")
    try:
        value = json.loads(page.content)
    except (ValueError, RecursionError):
        what = "half a list" if page.content.lstrip()[:1] in {b"[", b"{"} else "something that is no list"
        raise errors.FetchFailed(f"{name_host(page.url)} sent {what}.", LATER) from None
    if isinstance(value, dict) and "error" in value:
        raise errors.FetchFailed(f"{name_host(page.url)} says: {sanitize(str(value['error']), 200)}")
    if not isinstance(value, list):
        raise errors.FetchFailed(f"{name_host(page.url)} sent something that is no list.")
    return value


def _listed(entry: Any) -> date | None:
    inner = entry.get("paper") if isinstance(entry, dict) else None
    when = (inner if isinstance(inner, dict) else {}).get("submittedOnDailyAt")
    try:
        return datetime.fromisoformat(when).date() if isinstance(when, str) else None
    except ValueError:
        return None
