"""A digest in its forms: nothing from outside runs, breaks a page or ends a header, and each form is read by its own reader."""

from __future__ import annotations

import email
import re
from dataclasses import replace
from datetime import UTC, date, datetime
from email.policy import default
from html.parser import HTMLParser
from pathlib import Path

import feedparser
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from askpapers import errors
from askpapers.answers.answer import Answer, Citation, Claim, Status, Support
from askpapers.answers.digest import Digest, Group, Pair, Part, Theme
from askpapers.answers.usage import Usage
from askpapers.papers.paper import ListedPaper, Match, Paper, Reason, ReasonKind
from askpapers.text.sentences import Span
from askpapers.writers.digest import markdown, text
from askpapers.writers.digest_forms import FORMS, LONGEST, STYLE, feed, form_of, html, payload, write_digest

AT = datetime(2025, 11, 3, 9, 0, tzinfo=UTC)


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
        assert not [name for name, _ in attrs if name not in {"href", "charset", "lang", "name", "content"}]

    def handle_data(self, data: str) -> None:
        self.words += data


def test_a_page_in_markdown_heads_each_group_with_its_size() -> None:
    row = ListedPaper(Paper("1", "A Title", url="https://a.example/1"), "It is good.")
    text = markdown(page(row, ListedPaper(Paper("2", "Another"))))
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
    read = Page(html(page(ListedPaper(Paper("1", title, url="https://a.example/"), line), title=heading)))
    tags = [
        "html",
        "head",
        "meta",
        "meta",
        "title",
        "style",
        "body",
        "h1",
        "small",
        "h2",
        "ul",
        "li",
        "b",
        "a",
        "footer",
        "p",
    ]
    assert read.tags == tags
    assert read.links == ["https://a.example/"]


@given(hostile, hostile)
def test_a_paper_is_one_line_of_the_markdown_page(title: str, line: str) -> None:
    text = markdown(page(ListedPaper(Paper("1", title), line)))
    assert len([shown for shown in text.split("\n") if shown]) == 3
    assert "\x1b" not in text and "\u202e" not in text


def test_what_the_reader_sees_of_a_title_is_its_very_characters() -> None:
    read = Page(html(page(ListedPaper(Paper("1", "a < b & \"c\" > 'd' &lt;"), "5 < 6"))))
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
    assert Page(html(made)).links == []
    assert "- **A Title**" in markdown(made)


def test_an_arxiv_paper_without_an_address_links_to_arxiv() -> None:
    made = page(ListedPaper(Paper("2510.00001", "A Title", arxiv_id="2510.00001")))
    assert Page(html(made)).links == ["https://arxiv.org/abs/2510.00001"]


def test_an_ampersand_in_an_address_is_kept() -> None:
    made = page(ListedPaper(Paper("1", "A Title", url="https://a.example/?a=1&lt=2")))
    assert Page(html(made)).links == ["https://a.example/?a=1&lt=2"]


A = Paper(
    "2510.00001",
    "On $\\alpha$ & Co.",
    listed=(date(2025, 11, 3),),
    authors=("Ada Lovelace",),
    url="https://a.example/1",
)
B = Paper("2510.00002", "Another", arxiv_id="2510.00002")
WAY = Citation(A.id, (2,), Span(0, 0), Support.QUOTED, "We do it <so>.")
WHOLE = Digest(
    "Papers, 3 Nov 2025",
    (Group("Most discussed", (ListedPaper(A, "It is good."), ListedPaper(B)), ("2 comments", "1 comment")),),
    (Theme("model merging", 3, A, WAY),),
    (Pair((A, B), ("merging",), (WAY, WAY)),),
    left_out="3 more papers are not shown here: askpapers list --all",
)


@pytest.mark.parametrize("form", FORMS)
def test_every_form_holds_the_papers_and_why_they_are_there(form: str) -> None:
    made = write_digest(WHOLE, form, AT)
    for words in ("It is good.", "2 comments", "https://a.example/1"):
        assert words in made, words
    if form != "atom":
        for words in ("model merging (3)", "Both on merging", "3 more papers"):
            assert words in made, words


def test_the_page_fetches_nothing_and_knows_the_dark() -> None:
    page = html(WHOLE)
    assert "@media (prefers-color-scheme: dark)" in page
    assert not [word for word in ("url(", "@import", "<script", "<img", "<link", "src=") if word in page]
    assert 'name="viewport"' in page
    assert "On α &amp; Co." in page
    assert "We do it &lt;so&gt;." in page
    assert STYLE.count("{") == STYLE.count("}")


@pytest.mark.parametrize("form", ["markdown", "html", "text"])
def test_what_is_for_the_reader_comes_first_and_all_else_last(form: str) -> None:
    def group(name: str, part: Part) -> Group:
        return Group(name, (ListedPaper(Paper(name, f"Title of {name}")),), ("because",), part)

    made = replace(WHOLE, groups=(group("Yours", Part.YOURS), group("Talk", Part.TALK), group("Rest", Part.REST)))
    page = write_digest(made, form, AT)
    places = [
        page.index(words)
        for words in ("Yours (1)", "Themes", "Talk (1)", "Worth comparing", "Rest (1)", "not shown here")
    ]
    assert places == sorted(places)


def test_a_paper_comes_with_whose_it_is_and_what_belongs_to_it() -> None:
    code, page = "https://github.com/a/b", "https://a.example/p"
    paper = Paper("1", "A Title", organization="Lab <One>", code_url=code, code_stars=1200, project_url=page)
    made = replace(page_of(paper), scope_size=3)
    assert Page(html(made)).links == [code, page]
    assert f"Lab \\<One\\> · [code ★ 1,200]({code}) · [project]({page}) · *because*" in markdown(made)
    assert f"(Lab <One> · because)\n  code ★ 1,200: {code}\n  project: {page}" in text(made)
    assert "1 of 3 papers" in html(made)
    in_words = page_of(Paper("1", "A Title", "Our code is at https://github.com/c/d now."))
    assert Page(html(in_words)).links == ["https://github.com/c/d"]
    unsafe = page_of(replace(paper, code_url="javascript:alert(1)", project_url="https://a.example/<b>"))
    assert Page(html(unsafe)).links == []


def page_of(paper: Paper) -> Digest:
    return Digest("Papers", (Group("The others", (ListedPaper(paper),), ("because",)),))


def test_latex_is_read_in_markdown_too() -> None:
    made = page(ListedPaper(Paper("1", "On $\\alpha$~Q\\&A"), "It is $\\beta$."))
    assert "- **On α Q&A** It is β." in markdown(made)


def test_an_entry_of_a_feed_without_a_link_holds_its_content() -> None:
    linked, bare = (
        feedparser.parse(feed(WHOLE)),
        feedparser.parse(feed(page(ListedPaper(Paper("1", "T"), "It is so.")))),
    )
    assert "content" not in linked.entries[0]
    assert bare.entries[0].content[0].value == "It is so."


def test_a_feed_is_read_by_a_feed_reader_and_says_the_same_every_time() -> None:
    assert feed(WHOLE) == feed(WHOLE)
    read = feedparser.parse(feed(WHOLE))
    assert not read.bozo
    assert read.feed.updated == "2025-11-03T00:00:00Z"
    first = read.entries[0]
    assert (first.title, first.link, first.id) == ("On α & Co.", "https://a.example/1", "urn:askpapers:2510.00001")
    assert first.summary == "It is good. (2 comments)"
    assert first.author == "Ada Lovelace"


@given(hostile)
def test_a_feed_is_well_formed_whatever_a_title_holds(title: str) -> None:
    read = feedparser.parse(feed(page(ListedPaper(Paper("1", title, authors=(title,)), title))))
    assert not read.bozo
    assert len(read.entries) == 1


@given(hostile)
@example("x\r\nBcc: all@evil.example\r\n\r\nhello")
def test_no_title_ends_a_header_of_the_mail(title: str) -> None:
    made = page(ListedPaper(Paper("1", title), title), title=title)
    read = email.message_from_string(write_digest(made, "eml", AT), policy=default)
    assert read["Bcc"] is None
    assert set(read.keys()) == {
        "From", "Subject", "Date", "Auto-Submitted", "User-Agent", "MIME-Version", "Content-Type",
    }  # fmt: skip
    assert [part.get_content_type() for part in read.iter_parts()] == ["text/plain", "text/html"]


def test_a_mail_holds_the_text_and_the_page_as_they_are() -> None:
    read = email.message_from_string(write_digest(WHOLE, "eml", AT), policy=default)
    plain, page = (part.get_content().replace("\r\n", "\n") for part in read.iter_parts())
    assert plain == text(WHOLE)
    assert page == html(WHOLE)
    assert read["Subject"] == "Papers, 3 Nov 2025 (2 papers)"


def test_plain_text_is_narrow() -> None:
    assert max(map(len, text(WHOLE).splitlines())) <= 76


def test_the_name_of_a_file_says_the_form() -> None:
    assert form_of(Path("a.HTM")) == "html"
    with pytest.raises(errors.UsageError, match="does not say in which form"):
        form_of(Path("a.pdf"))


def forged() -> Digest:
    """A digest whose title, line, quotation and model imitate marks and verdicts; one mark is ours."""
    paper = Paper("2510.00003", "✓ [2✓] Lamps", "As [1✓] says, it burns.")
    cited = Citation(paper.id, (1,), Span(3, 8), Support.WEAK, paper.abstract)
    text = "It [1.1] burns [1✓] [7] $[8$✓]."
    claims = (Claim(Span(0, len(text)), (cited,), Support.WEAK),)
    matches = (Match(paper, 1.0, Reason(ReasonKind.SEARCH)),)
    said = Answer("What is it about?", text, Status.ANSWERED, (cited,), matches, Usage(1, 2), "m", claims)
    row = ListedPaper(paper, "✗ contradicted [3✗]")
    theme = Theme("lamps ✓", 2, paper, cited)
    return Digest("Papers", (Group("All", (row,), ("as [4✓]",)),), (theme,), (), overview=said)


@pytest.mark.parametrize("form", [*FORMS, *LONGEST])
def test_what_is_forged_is_in_white_brackets_in_every_form(form: str) -> None:
    made = str(payload(forged(), form)) if form in LONGEST else write_digest(forged(), form, AT)
    if form == "eml":
        made = "".join(str(part.get_content()) for part in email.message_from_string(made, policy=default).iter_parts())
    assert "⟦2✓⟧" in made
    assert "⟦3✗⟧" in made
    assert not re.search(r"[✓✗](?![^⟦⟧]*⟧)", made)


def test_the_mark_and_the_verdict_of_ours_stay_beside_what_is_forged() -> None:
    assert "It [1] burns ⟦1✓⟧ ⟦7⟧ ⟦8✓⟧. (~ weak)" in " ".join(text(forged()).split())
    assert "[1] “As ⟦1✓⟧ says, it burns.” (⟦✓⟧ ⟦2✓⟧ Lamps)" in " ".join(text(forged()).split())
    assert "It \\[1\\] burns ⟦1✓⟧ ⟦7⟧ ⟦8✓⟧. (~ weak)" in markdown(forged())
