"""arXiv's feeds and its search, asked for a day."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Mapping
from datetime import date
from html import unescape
from io import BytesIO
from urllib.parse import urlencode

from askpapers import errors
from askpapers.network.client import Page, Web, name_host
from askpapers.network.failures import ARXIV_GAP, LATER
from askpapers.papers.paper import Paper
from askpapers.papers.scope import is_weekend
from askpapers.readers import open_reading
from askpapers.sources.inputs import FRESH, INCOMPLETE, LOGIN, WEEKEND, SourceList, is_html
from askpapers.text.latex import latex_to_text
from askpapers.text.sanitize import sanitize

SIZE = 200
"""Papers asked for at once."""

NEWEST = 100
"""Papers that a search without a day brings."""

EMPTY_PAGES = 3
ARCHIVES = frozenset(
    "astro-ph cond-mat cs econ eess gr-qc hep-ex hep-lat hep-ph hep-th math math-ph nlin nucl-ex nucl-th physics q-bio "
    "q-fin quant-ph stat".split()
)


def arxiv_origin(origin: str) -> str | None:
    """Return what is asked of arXiv, "cat:cs.CL" or words to search for; None for Daily Papers. Raises UsageError."""
    if origin.strip().casefold() in {"hf", "huggingface", "daily-papers"}:
        return None
    name, colon, rest = origin.partition(":")
    rest = rest.strip()
    if name.strip().casefold() != "arxiv" or not colon or not rest.strip('"'):
        raise errors.UsageError(f"“{sanitize(origin, 60)}” is no source.", 'Say arxiv:cs.CL or arxiv:"words".')
    names = rest.split("+")
    if all(re.fullmatch(r"[a-z-]+(\.([A-Z]{2}|[a-z-]+))?", each) and each.split(".")[0] in ARCHIVES for each in names):
        return "cat:" + "+".join(names)
    return rest


async def arxiv_today(web: Web, bases: Mapping[str, str], query: str, today: date) -> AsyncIterator[SourceList]:
    """Yield today's announcement of a category, under its own day, or the newest papers that a search finds."""
    category = _category(query)
    if category is None:
        asked = {"search_query": search_query(query), "sortBy": "submittedDate", "sortOrder": "descending"}
        page = await _page(web, f"{bases['arxiv']}/api/query?{urlencode({**asked, 'max_results': NEWEST})}")
        found = b"<entry" in page.content
        empty = "" if found else "nothing found"
        yield SourceList(page.url, None, page.content if found else b"", None, empty=empty, unchanged=page.unchanged)
        return
    page = await _page(web, f"{bases['arxiv_rss']}/atom/{category}")
    day = _feed_day(page.content) or today
    if b"<entry" in page.content:
        yield SourceList(page.url, day, page.content, None, unchanged=page.unchanged)
        if day >= today:
            return
    # The feed carries the day it was made; an empty one of today means that nothing is announced today.
    empty = WEEKEND if is_weekend(today) or day >= today else INCOMPLETE
    yield SourceList(page.url, today, b"", None, empty=empty)


async def arxiv_day(web: Web, base: str, query: str, day: date, today: date) -> AsyncIterator[SourceList]:
    """Yield the papers submitted on a day, a page at a time."""
    span = f"submittedDate:[{day:%Y%m%d}0000 TO {day:%Y%m%d}2359]"
    asked = {"search_query": f"({search_query(query)}) AND {span}", "sortBy": "submittedDate", "sortOrder": "ascending"}
    start, total, blank = 0, 1, 0
    while start < total:
        page = await _page(web, f"{base}/api/query?{urlencode({**asked, 'start': start, 'max_results': SIZE})}")
        total = _number(page.content, b"totalResults")
        entries = len(re.findall(rb"<entry[\s>]", page.content))
        if not entries and start < total:
            # arXiv's search at times answers with a page that says how many there are and shows none.
            blank += 1
            await web.forget(page.url)
            if blank >= EMPTY_PAGES:
                raise errors.FetchFailed(f"{name_host(page.url)} sends only {start} of {total} papers.", LATER)
            continue
        if entries:
            yield SourceList(page.url, day, page.content, None, partial=day >= today, unchanged=page.unchanged)
        start += entries
    if not start:
        empty = INCOMPLETE if day >= today and not is_weekend(day) else WEEKEND
        yield SourceList(page.url, day, b"", None, empty=empty, unchanged=page.unchanged)


async def titled(web: Web, base: str, title: str) -> tuple[Paper, ...]:
    """Return the papers on arXiv whose titles hold the words of a title, or the one of "arXiv:2601.00001"; raises Unreachable, RateLimited and FetchFailed."""
    words = " ".join(re.findall(r"[^\W_]+", latex_to_text(title)))
    number = re.fullmatch(r"arXiv:(\S+)", title)
    asked = {"id_list": number[1]} if number else {"search_query": f'ti:"{words}"', "max_results": "5"}
    page = await _page(web, f"{base}/api/query?{urlencode(asked)}", FRESH)
    if b"<entry" not in page.content:
        return ()
    reading = await asyncio.to_thread(
        open_reading, BytesIO(page.content), name=name_host(page.url), format="arxiv-feed", today=date.max
    )
    return tuple(item for item in reading.items if isinstance(item, Paper))


def search_query(query: str) -> str:
    """Return a query in arXiv's language: categories, its own fields and AND/OR as they are, plain words all asked for."""
    if category := _category(query):
        return " OR ".join(f"cat:{name}" for name in category.split("+"))
    if re.search(r"\b(ti|au|abs|co|jr|cat|rn|id|all|submittedDate):", query):
        return query
    words = re.findall(r"\"[^\"]+\"|[\w.'-]+", query)
    return " AND ".join(f"all:{word}" for word in words)


def _category(query: str) -> str | None:
    found = re.fullmatch(r"cat:([\w.+-]+)", query)
    return found[1] if found else None


async def _page(web: Web, url: str, fresh: float = 0.0) -> Page:
    page = await web.get(url, gap=ARXIV_GAP, fresh=fresh)
    try:
        _check(page)
    except errors.FetchFailed:
        await web.forget(page.url)
        raise
    return page


def _check(page: Page) -> None:
    content, host = page.content, name_host(page.url)
    if is_html(content):
        raise errors.FetchFailed(f"{host} sent a web page and not its feed.", LOGIN)
    if not re.search(rb"<(feed|rss|rdf:RDF)[\s>]", content[:2000]):
        raise errors.FetchFailed(f"{host} sent something that is no feed.", LATER)
    if not re.search(rb"</(feed|rss|rdf:RDF)>\s*$", content[-200:]):
        raise errors.FetchFailed(f"{host} sent half a feed.", LATER)
    if b"/api/errors" in content and (said := re.search(rb"<summary[^>]*>(.*?)</summary>", content, re.S)):
        reason = sanitize(unescape(said[1].decode("utf-8", "replace")), 200)
        raise errors.FetchFailed(f"{host} says: {reason}", "Check the query.")


def _number(content: bytes, name: bytes) -> int:
    found = re.search(rb"<opensearch:" + name + rb"[^>]*>\s*(\d{1,9})\s*<", content)
    return int(found[1]) if found else 0


def _feed_day(content: bytes) -> date | None:
    found = re.search(rb"<updated>\s*(\d{4}-\d\d-\d\d)T", content)
    try:
        return date.fromisoformat(found[1].decode()) if found else None
    except ValueError:
        return None
