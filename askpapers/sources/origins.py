"""Where lists of papers come from: what `--from` names, how each is asked for a day, and what an address gives.

All but Daily Papers and arXiv are written after the services' published schemas and tried with answers made after them (and
a recorded one of PubMed): where this was written, no live service could be reached.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

from askpapers import errors
from askpapers.network.client import DEADLINE, Web, name_host
from askpapers.papers.scope import days_of
from askpapers.sources import hugging_face
from askpapers.sources.arxiv import arxiv_day, arxiv_origin, arxiv_today
from askpapers.sources.biorxiv import biorxiv_day
from askpapers.sources.hugging_face import daily, found
from askpapers.sources.inputs import BASES, SourceList
from askpapers.sources.openreview import openreview_venue
from askpapers.sources.pubmed import pubmed_search
from askpapers.text.sanitize import sanitize

KNOWN = 'Say hf, hf:"words", arxiv:cs.CL, arxiv:"words", biorxiv:neuroscience, medrxiv:SUBJECT, openreview:VENUE, pubmed:"words" or zotero:COLLECTION.'
_NAMES = {
    "hf": "hf", "huggingface": "hf", "daily-papers": "hf", "arxiv": "arxiv", "biorxiv": "biorxiv", "medrxiv": "medrxiv",
    "openreview": "openreview", "pubmed": "pubmed",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Origin:
    """A source by its name among BASES, and what is asked of it; "" asks for its list of the day."""

    name: str
    query: str = ""

    @property
    def dated(self) -> bool:
        """Whether the source can be asked for a day; a venue and a search by likeness have none."""
        return self.name != "openreview" and (self.name != "hf" or not self.query)


def parse_origin(text: str) -> Origin:
    """Return what `--from` names; raises UsageError."""
    name, colon, query = text.partition(":")
    known = _NAMES.get(name.strip().casefold())
    query = query.strip()
    if known is None or (colon and not query.strip('"')) or (not colon and known != "hf"):
        raise errors.UsageError(f"“{sanitize(text, 60)}” is no source.", KNOWN)
    if known == "arxiv":
        query = arxiv_origin(text) or ""
    elif known != "pubmed":
        query = query.strip('"')
    return Origin(known, query)


async def ask_origin(
    web: Web, bases: Mapping[str, str], origin: Origin, day: date | None, today: date
) -> AsyncIterator[SourceList]:
    """Yield what a source has for a day, or, without a day, what is new there; raises ServiceError's kinds."""
    name, query = origin.name, origin.query
    base = bases["biorxiv" if name == "medrxiv" else name]
    if name == "hf":
        yield await found(web, base, query) if query else await daily(web, base, day or today, today)
        return
    if name == "arxiv":
        lists = arxiv_day(web, base, query, day, today) if day else arxiv_today(web, bases, query, today)
    elif name == "openreview":
        lists = openreview_venue(web, base, query)
    elif name == "pubmed":
        lists = pubmed_search(web, base, query, day, today)
    else:
        lists = biorxiv_day(web, base, name, query, day or today, today)
    async for fetched in lists:
        yield fetched


__all__ = ["BASES", "SourceList", "fetch", "get"]

TRENDING = "trending"

IN_A_ROW = 2
"""Days that may fail one after the other before the rest of a week or month is given up."""


async def fetch(
    when: str,
    origin: str = "hf",
    *,
    today: date,
    cache: Path | None = None,
    base_urls: Mapping[str, str] | None = None,
    web: Web | None = None,
    deadline: float = DEADLINE,
) -> AsyncIterator[SourceList]:
    """Yield what a source has for today, a day, a week or a month, day by day, oldest first; or what is "trending" now.

    `origin` is "hf", 'hf:"words"', "arxiv:cs.CL", 'arxiv:"words"', "biorxiv:neuroscience", "medrxiv:all",
    "openreview:ICLR.cc/2026/Conference" or 'pubmed:"words"'. A single day that fails raises Unreachable, RateLimited or
    FetchFailed; in a longer span it is a `SourceList` with `error`, and the other days go on. Raises UsageError.
    """
    asked = parse_origin(origin)
    if when.strip().casefold() == TRENDING:
        if asked.name != "hf" or not asked.dated:
            raise errors.UsageError("Only Hugging Face says what trends.", "askpapers fetch trending")
        async with AsyncExitStack() as stack:
            asking = web if web is not None else await stack.enter_async_context(Web(cache=cache, deadline=deadline))
            yield await hugging_face.trending(asking, {**BASES, **(base_urls or {})}["hf"])
        return
    days = days_of(when, today)
    now = when.strip().casefold() in {"today", ""}
    if not now and not asked.dated:
        what = "A venue" if asked.name == "openreview" else "A search of Hugging Face"
        raise errors.UsageError(f"{what} has no days.", f"askpapers fetch --from {sanitize(origin, 60)}")
    bases = {**BASES, **(base_urls or {})}
    async with AsyncExitStack() as stack:
        client: Web = web if web is not None else await stack.enter_async_context(Web(cache=cache, deadline=deadline))
        failed = 0
        for place, day in enumerate(days, 1):
            try:
                async for fetched in ask_origin(client, bases, asked, None if now else day, today):
                    yield fetched
                failed = 0
            except errors.ServiceError as error:
                if len(days) == 1:
                    raise
                failed += 1
                url = bases["biorxiv" if asked.name == "medrxiv" else asked.name]
                left = len(days) - place if failed >= IN_A_ROW else 0
                yield SourceList(url, day, b"", None, error=error, unasked=left)
                if left:
                    return


async def get(
    url: str,
    *,
    cache: Path | None = None,
    base_urls: Mapping[str, str] | None = None,
    web: Web | None = None,
    deadline: float = DEADLINE,
) -> SourceList:
    """Return what is at an address: a list's page, an arXiv or Hugging Face paper's page, or any feed.

    A paper's page and an arXiv listing are asked for where arXiv gives them to programs, abstracts and all.
    Raises UsageError, Unreachable, RateLimited and FetchFailed, also where another day's page is sent instead.
    """
    address = for_programs(url, {**BASES, **(base_urls or {})})
    async with AsyncExitStack() as stack:
        client: Web = web if web is not None else await stack.enter_async_context(Web(cache=cache, deadline=deadline))
        page = await client.get(address)
    asked, came = _day_in(address), _day_in(page.url)
    if asked and came != asked:
        instead = f"the list of {came}" if came else "another page"
        raise errors.FetchFailed(f"{name_host(url)} has no list of {asked}: it sends {instead} instead.", NO_LIST)
    return SourceList(page.url, None, page.content, None, unchanged=page.unchanged)


NO_LIST = "Lists come out on working days."


def for_programs(url: str, bases: Mapping[str, str]) -> str:
    """Return the address at which the papers of a page for people are given to programs, or the same address."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    host, path = (parts.hostname or "").removeprefix("www."), parts.path
    if host in {"arxiv.org", "export.arxiv.org", "huggingface.co", "alphaxiv.org"}:
        folder = r"papers" if host == "huggingface.co" else r"(?:abs|pdf|html)"
        number = r"(\d{4}\.\d{4,5}(?:v\d+)?|[a-z-]+(?:\.[A-Z]{2})?/\d{7}(?:v\d+)?)"
        if found := re.fullmatch(rf"/{folder}/{number}(?:\.pdf)?/?", path):
            return f"{bases['arxiv']}/api/query?{urlencode({'id_list': found[1]})}"
        if found := re.fullmatch(r"/list/([\w.-]+)/(new|recent|pastweek|current)/?", path):
            if found[2] == "new":
                return f"{bases['arxiv_rss']}/atom/{found[1]}"
            raise errors.UsageError(
                "This listing shows no abstracts.", f"askpapers fetch 2025-W44 --from arxiv:{sanitize(found[1], 40)}"
            )
    return url


def _day_in(url: str) -> str | None:
    """The day, week or month that an address names."""
    parts = urlsplit(url)
    if found := re.search(r"/papers/(?:date|week|month)/([\dW-]+)", parts.path):
        return found[1]
    asked = parse_qs(parts.query)
    if parts.path.rstrip("/").endswith(("/papers", "/daily_papers")):
        return next((asked[name][0] for name in ("date", "week", "month") if name in asked), None)
    return None
