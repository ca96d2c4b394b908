"""What the services answer, in pieces that each of them writes in its own way."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from datetime import date
from html import unescape
from typing import Any

from askpapers import errors
from askpapers.network.client import LATER, Page, Web, named
from askpapers.sources.inputs import LOGIN, is_html
from askpapers.text.sanitize import sanitize

FRESH = 7 * 86_400
"""Seconds that an answer about a title counts as of today: none is asked for twice a week."""


async def ask_json(web: Web, url: str, gap: float) -> Any:
    """Return the JSON at an address, a kept one where it is fresh; raises Unreachable, RateLimited and FetchFailed."""
    page = await web.get(url, gap=gap, fresh=FRESH)
    try:
        return decoded_json(page)
    except errors.FetchFailed:
        await web.forget(page.url)
        raise


def decoded_json(page: Page) -> Any:
    """Return the JSON in a page; raises FetchFailed for anything else."""
    if is_html(page.content):
        raise errors.FetchFailed(f"{named(page.url)} sent a web page and not its answer.", LOGIN)
    try:
        return json.loads(page.content)
    except (ValueError, RecursionError):
        raise errors.FetchFailed(f"{named(page.url)} sent half an answer.", LATER) from None


def records(value: Any, *path: str) -> list[Mapping[str, Any]]:
    """Return the list of objects at a path of keys, empty where it is not there."""
    for key in path:
        value = value.get(key) if isinstance(value, dict) else None
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def text(value: Any) -> str:
    """Return a field's text, of several the first; "" where it holds none. Markup and entities become what they show."""
    if isinstance(value, list):
        value = value[0] if value else ""
    if not isinstance(value, str):
        return ""
    value = re.sub(r"<(?:jats:)?title>\s*(.*?)\s*</(?:jats:)?title>", _heading, value, flags=re.S | re.I)
    value = re.sub(r"</?[a-zA-Z][\w:-]*(?:\s[^<>]*)?/?>", "", value)
    # Twice: publishers send Crossref "&amp;lt;" for "<".
    return sanitize(unescape(unescape(value)))


def _heading(found: re.Match[str]) -> str:
    return "" if found[1].strip().casefold() == "abstract" else f"{found[1].rstrip('.:')}: "


def names(people: Any, *keys: str) -> tuple[str, ...]:
    """Return the names of people given as objects, each the texts at `keys` that there are."""
    each = [" ".join(part for key in keys if (part := text(person.get(key)))) for person in records(people)]
    return tuple(name for name in each if name)


def day(parts: Any) -> date | None:
    """Return a whole date given as "2025-10-31" or [2025, 10, 31]; None for a year or a month."""
    try:
        if isinstance(parts, str):
            return date.fromisoformat(parts[:10])
        if isinstance(parts, Sequence) and len(parts) == 3:
            return date(*map(int, parts))
    except (ValueError, TypeError):
        pass
    return None


def arxiv_number(*places: Any) -> str | None:
    """Return the arXiv id, without version, in the first of the texts that holds one: an id, an address, arXiv's own DOI."""
    for place in places:
        if isinstance(place, str) and (
            found := re.search(
                r"(?:^|arxiv[.:]|arxiv\.org/(?:abs|pdf|html)/)(\d{4}\.\d{4,5}|[a-z][a-z-]+(?:\.[A-Z]{2})?/\d{7})(?:v\d+)?(?:\.pdf)?$",
                place.strip(),
                re.I,
            )
        ):
            return re.sub(r"\.[A-Za-z]{2}/", "/", found[1])
    return None


def doi(value: Any) -> str | None:
    """Return a DOI without its resolver's address; arXiv's own says no more than the arXiv id, and is None."""
    found = re.search(r"10\.\d{4,9}(?:\.\d+)*/\S+", value) if isinstance(value, str) else None
    return found[0] if found and not re.match(r"10\.48550/arxiv\.", found[0], re.I) else None


def inverted(index: Any) -> str:
    """Return the text of an inverted index: word → places."""
    if not isinstance(index, dict):
        return ""
    words = {place: str(word) for word, places in index.items() if isinstance(places, list) for place in places}
    try:
        return sanitize(" ".join(words[place] for place in sorted(words)))
    except TypeError:
        return ""
