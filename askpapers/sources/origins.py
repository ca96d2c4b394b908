"""What `--from` names: a source, and what is asked of it.

All but Daily Papers and arXiv are written after the services' published schemas and tried with answers made after them (and
a recorded one of PubMed): where this was written, no live service could be reached.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from datetime import date

from askpapers import errors
from askpapers.network.client import Web
from askpapers.sources.arxiv import arxiv_day, arxiv_origin, arxiv_today
from askpapers.sources.biorxiv import biorxiv_day
from askpapers.sources.hugging_face import daily, found
from askpapers.sources.inputs import Fetched
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
) -> AsyncIterator[Fetched]:
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
