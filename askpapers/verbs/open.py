"""A library opened for another program, and a paper opened where it stands on the web."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from askpapers import errors
from askpapers.library.library import Library
from askpapers.settings.settings import Settings, load
from askpapers.text.sanitize import sanitize
from askpapers.writers.markdown import link_of

if TYPE_CHECKING:
    from askpapers.models.bundled import Embedder
    from askpapers.models.chat import LLM


def open_library(
    home: str | Path | None = None,
    *,
    settings: Settings | None = None,
    model: LLM | None = None,
    embedder: Embedder | None = None,
) -> Library:
    """Return a reader's library, to be entered with `async with`; without `home` the one that the command line uses.

    `settings` replaces what config.toml and the environment say. `model` and `embedder` replace those that the settings
    name: any object with the methods of `LanguageModel` or `Embedder`. Entering raises LibraryError.

    >>> async with open_library(home) as library:
    ...     print(len(await library.catalog.rows(Scope())))
    0
    """
    chosen = settings or load({"home": str(home)} if home is not None else None)
    if settings is not None and home is not None:
        chosen = replace(settings, home=Path(home))
    return Library(chosen, llm=model, embedder=embedder)


async def link(library: Library, id: str, *, code: bool = False) -> str:
    """Return the web address of a paper, or with `code` of its code; raises UnknownPaper and UsageError where none is known."""
    paper = await library.catalog.paper(id)
    if paper is None:
        raise errors.UnknownPaper(f"No paper has the id “{sanitize(id, 60)}”.", "askpapers list shows the ids.")
    address = (paper.code_url or "") if code else link_of(paper)
    if not address:
        what = "code" if code else "web address"
        raise errors.UsageError(
            f"The list gives no {what} for “{sanitize(paper.title, 60)}”.",
            "The same paper listed with a link adds one.",
        )
    return address
