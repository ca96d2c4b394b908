"""What the reader watches for: an author, words, papers like one; and which papers are hits."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from askpapers import errors
from askpapers.library.catalog.full_text import terms
from askpapers.library.catalog.notebook import Watch
from askpapers.library.library import Library
from askpapers.papers.paper import Paper, unknown_paper
from askpapers.papers.scope import Scope, filters
from askpapers.query import filter_line
from askpapers.text.sanitize import sanitize

LIKE = 0.68
"""The cosine, by the bundled model, from which two papers are alike: one pair in a hundred of the sample day reaches it."""

MADE = 300
"""Papers whose vectors are made on the spot at most, where none of the bundled model are stored; some 10 ms each."""

EXAMPLES = 'Say "author:Noether", words, "by Microsoft has code pruning" as in a filter line, or "like 2510.12345".'


@dataclass(frozen=True, slots=True)
class WatchRule:
    """What a watch says: papers in `scope` that have all of `words`, or papers like the one with the id `like`."""

    scope: Scope = field(default_factory=Scope)
    words: str = ""
    like: str = ""

    @property
    def told(self) -> str:
        """What is watched for, in words."""
        words = f"“{' '.join(terms(self.words))}”" if self.words else ""
        like = f"like {self.like}" if self.like else ""
        return sanitize(" · ".join(part for part in (*filters(self.scope).values(), words, like) if part))


def liked_id(text: str) -> str:
    """Return the id of the paper that a watch wants others like, "" where it is none of that kind."""
    found = re.fullmatch(r"like:?\s*(\S+)", " ".join(text.split()), re.I)
    return found[1] if found else ""


async def read_watch(library: Library, text: str) -> WatchRule:
    """Return what a watch says; raises UsageError for one that says nothing, UnknownPaper for one like no paper here."""
    text = " ".join(text.split())
    if id := liked_id(text):
        paper = await library.catalog.paper(id)
        if paper is None:
            raise unknown_paper(id)
        return WatchRule(like=paper.id)
    line = filter_line.read(
        text,
        Scope(),
        today=library.today,
        organizations=await library.catalog.organizations(),
        authors=await _authors(library, text),
    )
    if line.scope.since or line.scope.until:
        raise errors.UsageError("A watch looks at what comes, and has no days.", EXAMPLES)
    watched = WatchRule(line.scope, " ".join(terms(line.words)))
    if line.begun or not watched.told:
        raise errors.UsageError(f"“{sanitize(text, 60)}” says nothing to watch for.", EXAMPLES)
    return watched


async def _authors(library: Library, text: str) -> list[str]:
    return [name for name in filter_line.authors_of(text) if await library.catalog.count(Scope(author=name))]


async def add_watch(library: Library, text: str) -> tuple[Watch, WatchRule, bool]:
    """Watch for something from now on; return the watch, what it says, and whether it is new. Raises as `read_watch`."""
    watched = await read_watch(library, text)
    watch, new = await library.catalog.watches.add(" ".join(text.split()))
    return watch, watched, new


async def remove_watch(library: Library, name: str) -> Watch:
    """Watch for something no longer, named by its number or its text; raises UsageError where there is none."""
    for watch in await library.catalog.watches.all():
        if name.strip() in {str(watch.id), watch.text}:
            await library.catalog.watches.remove(watch)
            return watch
    raise errors.UsageError(f"You watch for no “{sanitize(name, 60)}”.", "askpapers watch lists what you watch for.")


async def hits(library: Library, papers: Sequence[Paper]) -> dict[str, tuple[str, ...]]:
    """Return which of some papers are hits, in their order: id → what is watched for, as it was typed.

    A watch that can no longer be read, the paper that it is like removed say, hits nothing.
    """
    found: dict[str, list[str]] = {paper.id: [] for paper in papers}
    for watch in await library.catalog.watches.all() if papers else ():
        try:
            watched = await read_watch(library, watch.text)
        except errors.AskpapersError:
            continue
        for id in await _hits(library, watched, papers):
            found[id].append(watch.text)
    return {id: tuple(texts) for id, texts in found.items() if texts}


async def _hits(library: Library, watched: WatchRule, papers: Sequence[Paper]) -> set[str]:
    asked = {paper.id for paper in papers}
    if watched.like:
        return await _alike(library, watched.like, [paper for paper in papers if paper.id != watched.like])
    # A few are looked at by themselves; of many, asking for each would take longer than asking for all.
    scope = replace(watched.scope, ids=tuple(asked)) if len(asked) <= 1000 else watched.scope
    if not watched.words:
        return asked & set(await library.catalog.ids(scope))
    expression = " AND ".join(f'"{word}"' for word in terms(watched.words))
    return asked & {id for id, _ in await library.catalog.full_text.bm25(expression, scope, 1_000_000)}


async def _alike(library: Library, id: str, papers: Sequence[Paper]) -> set[str]:
    from askpapers.models import bundled
    from askpapers.papers.abstract import document

    one = await library.catalog.paper(id)
    if one is None:
        return set()
    stored = {}
    if (await library.embedder()).model == bundled.BUNDLED:
        try:
            stored = await (await library.vectors()).vectors([one.id, *(paper.id for paper in papers)])
        except errors.LibraryError:
            # Without the vector store vectors are made here; `askpapers doctor` says what ails it.
            stored = {}

    def work() -> set[str]:
        model = bundled.embedder()
        bare = [paper for paper in (one, *papers) if paper.id not in stored and paper.abstract][:MADE]
        made = dict(
            zip([paper.id for paper in bare], model.embed_now([document(paper) for paper in bare]), strict=True)
        )
        vectors = {**stored, **made}
        return {
            p.id for p in papers if one.id in vectors and p.id in vectors and vectors[one.id] @ vectors[p.id] >= LIKE
        }

    return await asyncio.to_thread(work)
