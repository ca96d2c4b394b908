"""The tokens of papers are counted once, and anew where a paper is worded otherwise."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from askpapers.answering.context import build_context
from askpapers.library.library import Library
from askpapers.library.sizes import Sizes, keep_sizes
from askpapers.models import prompts, tokens
from askpapers.papers.paper import Paper
from askpapers.papers.scope import Scope
from askpapers.retrieval.indexing import index_pending

DAY = date(2025, 10, 31)


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is counted from now on, and nothing remembered of before."""
    texts: list[str] = []
    real = tokens.count
    prompts._size.cache_clear()

    def count(text: str) -> int:
        texts.append(text)
        return real(text)

    monkeypatch.setattr(tokens, "count", count)
    return texts


async def sizes_of(library: Library, papers: tuple[Paper, ...]) -> list[int]:
    sizes = Sizes(library)
    await sizes.load(papers)
    found = [sizes(paper) for paper in papers]
    await sizes.keep()
    return found


async def test_a_paper_is_counted_once(library: Library, papers: tuple[Paper, ...], counted: list[str]) -> None:
    await library.catalog.merge(papers, default_day=DAY)
    first = await sizes_of(library, papers)
    assert first == list(map(prompts.size_of, papers))
    counted.clear()
    assert await sizes_of(library, papers) == first and not counted


@pytest.mark.parametrize("other", [{"title": "A"}, {"abstract": "B."}, {"organization": "Kitchens of Lisbon"}])
async def test_another_wording_is_counted_anew(
    library: Library, papers: tuple[Paper, ...], other: dict[str, Any]
) -> None:
    await library.catalog.merge(papers, default_day=DAY)
    await keep_sizes(library, papers)
    changed = replace(papers[0], **other)
    assert await sizes_of(library, (changed,)) == [prompts.size_of(changed)] != [prompts.size_of(papers[0])]


def test_the_form_has_another_number_where_a_paper_is_written_otherwise() -> None:
    paper = Paper("a", "Soup", "It boils. It is [1.2] hot.", organization="Kitchen")
    assert (prompts.FORM, prompts.evidence([paper])) == (
        1,
        "Paper 1: Soup (by Kitchen)\n[1.1] It boils.\n[1.2] It is ⟦1.2] hot.",
    )


async def test_indexing_counts_where_a_model_is_set(
    model_library: Library, papers: tuple[Paper, ...], counted: list[str]
) -> None:
    await model_library.catalog.merge(papers, default_day=DAY)
    await index_pending(model_library)
    counted.clear()
    await build_context(model_library, "Which papers merge models?", Scope())
    assert not counted


async def test_indexing_counts_nothing_without_a_model(
    library: Library, papers: tuple[Paper, ...], counted: list[str]
) -> None:
    await library.catalog.merge(papers, default_day=DAY)
    await index_pending(library)
    assert not counted


async def test_sizes_that_cannot_be_kept_are_counted_all_the_same(
    library: Library, papers: tuple[Paper, ...], counted: list[str]
) -> None:
    assert await sizes_of(library, papers) == list(map(prompts.size_of, papers))
    assert counted
