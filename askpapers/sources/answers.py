"""What the services answer: JSON, or the page of somebody in between, and the papers that a format reads in it."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from askpapers import errors
from askpapers.network.broken_connection import LATER
from askpapers.network.client import Page, Web, named
from askpapers.papers.paper import Paper
from askpapers.readers.document import Document
from askpapers.readers.fields import arxiv_of_doi
from askpapers.readers.format import Format
from askpapers.sources.inputs import LOGIN, is_html
from askpapers.text.json_weight import is_too_heavy

FRESH = 7 * 86_400
"""Seconds that an answer about a title counts as of today: none is asked for twice a week."""


async def ask_papers(web: Web, url: str, gap: float, format: Format) -> tuple[Paper, ...]:
    """Return the papers at an address, of a kept answer where it is fresh; raises Unreachable, RateLimited and FetchFailed."""
    page = await web.get(url, gap=gap, fresh=FRESH)
    try:
        decoded_json(page)
    except errors.FetchFailed:
        await web.forget(page.url)
        raise
    read = format.read(Document(io.BytesIO(page.content), named(page.url), today=date.today()))
    return tuple(_without_its_own_doi(item) for item in read if isinstance(item, Paper))


def _without_its_own_doi(paper: Paper) -> Paper:
    """The DOI that arXiv itself gives says no more than the arXiv id."""
    return replace(paper, doi=None) if arxiv_of_doi(paper.doi) else paper


def decoded_json(page: Page) -> Any:
    """Return the JSON in a page; raises FetchFailed for anything else."""
    if is_html(page.content):
        raise errors.FetchFailed(f"{named(page.url)} sent a web page and not its answer.", LOGIN)
    if is_too_heavy(page.content):
        raise errors.FetchFailed(f"{named(page.url)} sent more values than are read at once.")
    try:
        return json.loads(page.content)
    except (ValueError, RecursionError):
        raise errors.FetchFailed(f"{named(page.url)} sent half an answer.", LATER) from None


def records(value: Any, *path: str) -> list[Mapping[str, Any]]:
    """Return the list of objects at a path of keys, empty where it is not there."""
    for key in path:
        value = value.get(key) if isinstance(value, dict) else None
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []
