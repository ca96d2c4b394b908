"""What is new since the reader last looked, in words and as JSON."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from askpapers.library.library import Library
from askpapers.papers.news import News, Rise
from askpapers.papers.paper import Paper
from askpapers.verbs import news as verb
from askpapers.verbs import news as writer
from tests.conftest import Clock

DAY = date(2025, 11, 3)


async def test_the_first_look_finds_everything_new_and_the_second_nothing(
    library: Library, papers: tuple[Paper, ...], clock: Clock
) -> None:
    await library.catalog.merge(papers, default_day=DAY)
    first = await verb.news(library)
    assert {paper.id for paper in first.new} == {paper.id for paper in papers}
    clock.now = clock.now.replace(hour=10)
    second = await verb.news(library)
    assert writer.news_words(second) == "Nothing new since 2025-11-03 09:00 UTC."
    assert writer.news_json(second)["new"] == []


def news(**known: object) -> News:
    return replace(News("2025-11-03T09:00:00.000000+00:00"), **known)  # type: ignore[arg-type]


def test_nothing_new_for_ever_names_no_time() -> None:
    assert writer.news_words(News("")) == "Nothing new."
    assert writer.news_json(News(""))["since"] is None


def test_news_are_counted_and_long_lists_are_cut_with_a_word() -> None:
    many = tuple(Paper(str(n), f"Title {n}") for n in range(12))
    lines = writer.news_words(news(new=many, changed=many[:1]), 10).splitlines()
    assert lines[0] == "12 new"
    assert lines[11] == "  … and 2 more"
    assert lines[12:] == ["1 changed", "  Title 0"]
    assert "more" not in writer.news_words(news(new=many), 12)


def test_a_rising_paper_says_what_it_gained() -> None:
    paper = Paper("1", "A Title")
    found = news(rising=((paper, Rise("1", 2, 0, 4.0)), (paper, Rise("1", 1, 7, 9.0))))
    assert writer.news_words(found).splitlines() == [
        "2 rising",
        "  A Title (+2 comments)",
        "  A Title (+1 comment, +7 upvotes)",
    ]
    assert writer.news_json(found)["rising"][0] == {"id": "1", "title": "A Title", "comments": 2, "upvotes": 0}


@given(st.text() | st.lists(st.sampled_from(["<b>", "\n", "# ", "](x)", "\x1b[31m", "\u202e", "a"])).map("".join))
def test_news_are_one_safe_line_a_paper(title: str) -> None:
    text = writer.news_words(news(new=(Paper("1", title),), again=(Paper("1", "x" * 10_000),)))
    lines = text.split("\n")
    assert len(lines) == 4
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", text)
    assert all(len(line) <= 92 for line in lines)
