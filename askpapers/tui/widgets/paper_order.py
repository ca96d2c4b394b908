"""Which papers a list shows and in which order, read from the catalog a page at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from askpapers.papers.scope import Scope

if TYPE_CHECKING:
    from askpapers.library.catalog.catalog import Catalog
    from askpapers.papers.paper import ListedPaper

PAGE = 100
"""Papers that are read at once."""


@dataclass(frozen=True, slots=True)
class PaperOrder:
    """The papers of a scope that hold the words `match`, in an order of the catalog's, or in that of `ids` where they are given."""

    catalog: Catalog
    scope: Scope
    match: str = ""
    sort: str = "listed"
    ids: tuple[str, ...] | None = None

    async def count(self) -> int:
        """Return how many papers there are."""
        return await self.catalog.count(self.scope, match=self.match) if self.ids is None else len(self.ids)

    async def page(self, number: int) -> list[ListedPaper]:
        """Return a page of papers, counted from 0."""
        offset = number * PAGE
        if self.ids is None:
            return await self.catalog.rows(self.scope, match=self.match, sort=self.sort, limit=PAGE, offset=offset)
        return await self._rows_of(self.ids[offset : offset + PAGE])

    async def rows(self, scope: Scope, *, limit: int) -> list[ListedPaper]:
        """Return the papers of another scope in this order, at most `limit`."""
        if self.ids is None:
            return await self.catalog.rows(scope, sort=self.sort, limit=limit)
        return await self._rows_of(tuple((await self.ids_of(scope))[:limit]))

    async def ids_of(self, scope: Scope) -> list[str]:
        """Return the ids of the papers of another scope in this order."""
        if self.ids is None:
            return await self.catalog.ids(scope, sort=self.sort)
        places = {id: place for place, id in enumerate(self.ids)}
        return sorted(await self.catalog.ids(scope), key=lambda known: places.get(known, len(places)))

    async def all_ids(self) -> Sequence[str]:
        """Return the ids of all papers of the scope, in this order."""
        return self.ids or await self.catalog.ids(self.scope, sort=self.sort)

    async def _rows_of(self, ids: tuple[str, ...]) -> list[ListedPaper]:
        rows = {row.paper.id: row for row in await self.catalog.rows(Scope(ids=ids), limit=len(ids))} if ids else {}
        return [rows[id] for id in ids if id in rows]
