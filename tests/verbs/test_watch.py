"""Watches: what they say, what hits them, and what is no watch."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from askpapers import errors
from askpapers.library.library import Library
from askpapers.papers.paper import Paper
from askpapers.papers.scope import Scope
from askpapers.verbs import digest, news, watch
from askpapers.verbs.news import news_words

DAY = date(2025, 11, 3)
MERGING = Paper(
    "2510.00001", "Merging the Weights of Models", "We merge fine-tuned models by adding their task vectors.",
    arxiv_id="2510.00001", authors=("Emmy Noether",), organization="Microsoft Research", code_url="https://github.com/x/y",
)  # fmt: skip
AVERAGE = replace(
    MERGING, id="2510.00002", arxiv_id="2510.00002", title="Model Merging by Averaging Task Vectors", authors=("Ada Byron",),
    abstract="Fine-tuned models are merged: their task vectors are averaged.", organization="Google", code_url=None,
)  # fmt: skip
KITCHEN = Paper("2510.00003", "A Survey of Kitchens", "Stoves and pans in Europe.", arxiv_id="2510.00003")
PAPERS = (MERGING, AVERAGE, KITCHEN)


@pytest.mark.parametrize(
    ("text", "told", "digits"),
    [
        ("author:Noether", "written by Noether", "1"),
        ('author:"Emmy Noether"', "written by Emmy Noether", "1"),
        ("merged vectors", "“merged vectors”", "12"),
        ("by Microsoft merging", "by Microsoft Research · “merging”", "1"),
        ("has code", "with code", "1"),
        ("like 2510.00001", "like 2510.00001", "2"),
        ("volcanoes", "“volcanoes”", ""),
    ],
)
async def test_a_watch_says_what_it_hits(library: Library, text: str, told: str, digits: str) -> None:
    await library.catalog.merge(PAPERS, default_day=DAY)
    made, watched, new = await watch.add_watch(library, f"  {text} ")
    assert (made.text, watched.told, new) == (text, told, True)
    assert await watch.hits(library, PAPERS) == {f"2510.0000{n}": (text,) for n in digits}
    assert (await watch.add_watch(library, text))[2] is False
    assert await watch.remove_watch(library, text) == made
    assert await watch.hits(library, PAPERS) == {}


@pytest.mark.parametrize("text", ["", "  ", "by", "since Monday", "2025-10-30", "like 9999.99999", "?!"])
async def test_what_says_nothing_to_watch_for_is_refused(library: Library, text: str) -> None:
    await library.catalog.merge(PAPERS, default_day=DAY)
    with pytest.raises(errors.AskpapersError):
        await watch.add_watch(library, text)
    assert await library.catalog.watches.all() == []


async def test_a_watch_like_a_paper_that_was_removed_hits_nothing_and_the_others_do(library: Library) -> None:
    await library.catalog.merge(PAPERS, default_day=DAY)
    await watch.add_watch(library, "like 2510.00001")
    await watch.add_watch(library, "kitchens")
    await library.catalog.removals.remove([MERGING.id])
    assert await watch.hits(library, [AVERAGE, KITCHEN]) == {KITCHEN.id: ("kitchens",)}
    with pytest.raises(errors.UsageError):
        await watch.remove_watch(library, "7")


async def test_hits_stand_first_in_news_and_digest(library: Library) -> None:
    await library.catalog.merge([KITCHEN, MERGING, AVERAGE], default_day=DAY)
    await watch.add_watch(library, "kitchens")
    found = await news.news(library)
    assert found.watched == ((found.new[0], ("kitchens",)),)
    assert news_words(found).startswith("1 you watch for\n  A Survey of Kitchens (kitchens)\n3 new\n")
    made = await digest.digest(library, Scope())
    assert next((group.theme, len(group.rows)) for group in made.groups) == ("What you watch for", 1)
    assert (await news.news(library)).watched == ()


async def test_a_digest_names_the_paper_that_a_hit_is_like(library: Library) -> None:
    await library.catalog.merge(PAPERS, default_day=DAY)
    await watch.add_watch(library, "like 2510.00001")
    first = (await digest.digest(library, Scope())).groups[0]
    assert (first.theme, first.reasons) == ("What you watch for", ("like Merging the Weights of Models",))
