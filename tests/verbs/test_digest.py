"""The day as one page: each paper once, under one heading, and nothing from outside runs or breaks the page."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from askpapers.library.library import Library
from askpapers.papers.digest import Digest, Group, News, Rise
from askpapers.papers.paper import ListedPaper, Paper
from askpapers.papers.scope import Scope
from askpapers.verbs import digest
from askpapers.writers import digest as writers_digest
from tests.conftest import Clock

DAY = date(2025, 11, 3)
SCOPE = Scope(since=DAY, until=DAY)


def page(*rows: ListedPaper, title: str = "Papers, 3 Nov 2025") -> Digest:
    return Digest(title, (Group("Most discussed", rows),))


class Page(HTMLParser):
    """A page as a browser sees it: its tags, its links and its words."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self.words = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [value or "" for name, value in attrs if name == "href"]
        assert not [name for name, _ in attrs if name not in {"href", "charset"}]

    def handle_data(self, data: str) -> None:
        self.words += data


async def test_each_paper_stands_in_one_group_and_the_most_discussed_first(
    library: Library, papers: tuple[Paper, ...]
) -> None:
    await library.catalog.merge(papers, default_day=DAY)
    made = await digest.digest(library, SCOPE)
    ids = [row.paper.id for group in made.groups for row in group.rows]
    assert sorted(ids) == sorted(paper.id for paper in papers)
    assert [group.theme for group in made.groups] == ["Most discussed", "The others"]
    assert [row.paper.id for row in made.groups[0].rows] == ["2510.00001", "2510.00002"]
    assert made.title == "Papers, 3 Nov 2025"


async def test_every_paper_with_an_abstract_has_a_line_without_a_model(
    library: Library, papers: tuple[Paper, ...]
) -> None:
    await library.catalog.merge(papers, default_day=DAY)
    made = await digest.digest(library, SCOPE)
    lines = {row.paper.id: row.one_line for group in made.groups for row in group.rows}
    assert [bool(lines[paper.id]) for paper in papers] == [True, True, False]


async def test_papers_that_nobody_counts_are_parted_by_their_code(library: Library, papers: tuple[Paper, ...]) -> None:
    quiet = [replace(paper, comments=None, upvotes=None) for paper in papers]
    await library.catalog.merge(quiet, default_day=DAY)
    made = await digest.digest(library, SCOPE)
    assert [(group.theme, len(group.rows)) for group in made.groups] == [("With code", 1), ("The others", 2)]


async def test_papers_of_no_distinction_are_just_papers(library: Library, papers: tuple[Paper, ...]) -> None:
    await library.catalog.merge(papers[2:], default_day=DAY)
    assert [group.theme for group in (await digest.digest(library, SCOPE)).groups] == ["Papers"]


async def test_a_paper_reworded_since_it_was_read_comes_first(
    library: Library, papers: tuple[Paper, ...], clock: Clock
) -> None:
    await library.catalog.merge(papers, default_day=DAY)
    await library.catalog.mark(["2510.00002"], read=True)
    clock.now = clock.now.replace(hour=10)
    reworded = replace(papers[1], abstract="Now it says something else. We train it on chess.", version=2)
    await library.catalog.merge([reworded], default_day=DAY)
    first = (await digest.digest(library, SCOPE)).groups[0]
    assert (first.theme, [row.paper.id for row in first.rows]) == ("Changed since you read them", ["2510.00002"])


async def test_a_day_without_papers_has_no_group(library: Library) -> None:
    made = await digest.digest(library, SCOPE)
    assert made.groups == ()
    assert writers_digest.markdown(made).startswith("# Papers, 3 Nov 2025")


async def test_no_more_than_five_are_the_most_discussed(library: Library) -> None:
    many = [Paper(f"2510.1{n:04}", f"Paper of Kitchens Number {n}", upvotes=n, comments=0) for n in range(1, 9)]
    await library.catalog.merge(many, default_day=DAY)
    first, rest = (await digest.digest(library, SCOPE)).groups
    assert [row.paper.upvotes for row in first.rows] == [8, 7, 6, 5, 4]
    assert len(rest.rows) == 3


def test_a_page_in_markdown_heads_each_group_with_its_size() -> None:
    row = ListedPaper(Paper("1", "A Title", url="https://a.example/1"), "It is good.")
    text = writers_digest.markdown(page(row, ListedPaper(Paper("2", "Another"))))
    assert text.splitlines() == [
        "# Papers, 3 Nov 2025",
        "",
        "## Most discussed (2)",
        "",
        "- **[A Title](https://a.example/1)** It is good.",
        "- **Another**",
    ]


hostile = st.text() | st.lists(
    st.sampled_from(["<b>", "</li>", "<script>", "&amp;", '"', "'", "\n", "# ", "](x)", "\x1b[31m", "\u202e", "`", "a"])
).map("".join)


@given(hostile, hostile, hostile)
@example("<script>alert(1)</script>", "</title><img src=x onerror=y>", "<!--")
def test_the_page_holds_no_tag_from_outside(title: str, line: str, heading: str) -> None:
    read = Page(
        writers_digest.html(page(ListedPaper(Paper("1", title, url="https://a.example/"), line), title=heading))
    )
    assert read.tags == ["meta", "title", "h1", "h2", "ul", "li", "b", "a"]
    assert read.links == ["https://a.example/"]


@given(hostile, hostile)
def test_a_paper_is_one_line_of_the_markdown_page(title: str, line: str) -> None:
    text = writers_digest.markdown(page(ListedPaper(Paper("1", title), line)))
    assert len([shown for shown in text.split("\n") if shown]) == 3
    assert "\x1b" not in text and "\u202e" not in text


def test_what_the_reader_sees_of_a_title_is_its_very_characters() -> None:
    read = Page(writers_digest.html(page(ListedPaper(Paper("1", "a < b & \"c\" > 'd' &lt;"), "5 < 6"))))
    assert "a < b & \"c\" > 'd' &lt;" in read.words
    assert "5 < 6" in read.words


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "//evil.example",
        "https://a.example/'onclick='x",
        'https://a.example/"onclick="x',
        "https://a.example/<b>",
        "https://a.example/) [x](http://evil.example",
        " https://a.example/",
    ],
)
def test_an_address_that_could_do_harm_is_no_link(url: str) -> None:
    made = page(ListedPaper(Paper("1", "A Title", url=url)))
    assert Page(writers_digest.html(made)).links == []
    assert "- **A Title**" in writers_digest.markdown(made)


def test_an_arxiv_paper_without_an_address_links_to_arxiv() -> None:
    made = page(ListedPaper(Paper("2510.00001", "A Title", arxiv_id="2510.00001")))
    assert Page(writers_digest.html(made)).links == ["https://arxiv.org/abs/2510.00001"]


def test_an_ampersand_in_an_address_is_kept() -> None:
    made = page(ListedPaper(Paper("1", "A Title", url="https://a.example/?a=1&lt=2")))
    assert Page(writers_digest.html(made)).links == ["https://a.example/?a=1&lt=2"]


async def test_the_first_look_finds_everything_new_and_the_second_nothing(
    library: Library, papers: tuple[Paper, ...], clock: Clock
) -> None:
    await library.catalog.merge(papers, default_day=DAY)
    first = await digest.news(library)
    assert {paper.id for paper in first.new} == {paper.id for paper in papers}
    clock.now = clock.now.replace(hour=10)
    second = await digest.news(library)
    assert writers_digest.news_words(second) == "Nothing new since 2025-11-03 09:00 UTC."
    assert writers_digest.news_json(second)["new"] == []


def news(**known: object) -> News:
    return replace(News("2025-11-03T09:00:00.000000+00:00"), **known)  # type: ignore[arg-type]


def test_nothing_new_for_ever_names_no_time() -> None:
    assert writers_digest.news_words(News("")) == "Nothing new."
    assert writers_digest.news_json(News(""))["since"] is None


def test_news_are_counted_and_long_lists_are_cut_with_a_word() -> None:
    many = tuple(Paper(str(n), f"Title {n}") for n in range(12))
    lines = writers_digest.news_words(news(new=many, changed=many[:1]), 10).splitlines()
    assert lines[0] == "12 new"
    assert lines[11] == "  … and 2 more"
    assert lines[12:] == ["1 changed", "  Title 0"]
    assert "more" not in writers_digest.news_words(news(new=many), 12)


def test_a_rising_paper_says_what_it_gained() -> None:
    paper = Paper("1", "A Title")
    found = news(rising=((paper, Rise("1", 2, 0, 4.0)), (paper, Rise("1", 1, 7, 9.0))))
    assert writers_digest.news_words(found).splitlines() == [
        "2 rising",
        "  A Title (+2 comments)",
        "  A Title (+1 comment, +7 upvotes)",
    ]
    assert writers_digest.news_json(found)["rising"][0] == {"id": "1", "title": "A Title", "comments": 2, "upvotes": 0}


@given(hostile)
def test_news_are_one_safe_line_a_paper(title: str) -> None:
    text = writers_digest.news_words(news(new=(Paper("1", title),), again=(Paper("1", "x" * 10_000),)))
    lines = text.split("\n")
    assert len(lines) == 4
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", text)
    assert all(len(line) <= 92 for line in lines)
