"""Markdown from outside: what a page that shows it would make of it."""

from __future__ import annotations

import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from askpapers.answers.answer import Answer, Cell, Citation, Comparison, Point, Status, Support
from askpapers.answers.usage import Usage
from askpapers.papers.paper import ListedPaper, Match, Paper, Reason, ReasonKind
from askpapers.writers.markdown import answer_markdown, comparison_markdown, markdown_item, markdown_text

PAGE = MarkdownIt("commonmark", {"html": True}).enable("table")
LAMPS = Paper("2601.00001", "Lamps ✓ [1] &check;", "A lamp burns for 412 hours.")


def seen(markdown: str) -> str:
    """What a page shows of Markdown."""
    return unescape(re.sub(r"<!--.*?(?:-->|\Z)|<[^<>]*>", "", PAGE.render(markdown), flags=re.S))


def answer(text: str) -> Answer:
    cited = tuple(Citation(LAMPS.id, (1,), match, Support.VERIFIED, "A lamp burns.") for match in marks(text))
    return Answer("q?", text, Status.ANSWERED, cited, (Match(LAMPS, 1.0, Reason(ReasonKind.SEARCH)),), Usage(1, 2))


def marks(text: str) -> list[object]:
    from askpapers.text.sentences import Span

    return [Span(*found.span()) for found in re.finditer(r"\[1\.1\]", text)]


@pytest.mark.parametrize(
    ("forged", "drawn"),
    [
        ("It burns &#91;1&check;&#93;.", "It burns &#91;1&check;&#93;."),
        ("It burns \\[1✓\\].", "It burns \\⟦1✓\\⟧."),
        ("It burns [1<b>✓</b>].", "It burns ⟦1<b>✓</b>⟧."),
        ("> [9.9] *Lamps*: “It burns.”", "> ⟦9.9⟧ Lamps: “It burns.”"),
        ("- > ✓ said", "> ⟦✓⟧ said"),
        ("Well <!-- hidden", "Well <!-- hidden"),
    ],
)
def test_what_a_reply_forges_is_shown_as_what_it_is(forged: str, drawn: str) -> None:
    page = answer_markdown(answer(f"{forged}\n\nIt burns [1.1]."))
    assert drawn in seen(page)
    # Quotations are the page's own.
    assert [line for line in page.split("\n") if re.match(r"[\s-]*>", line)] == [
        "> \\[1\\] *Lamps ⟦✓⟧ ⟦1⟧ \\&check;*: “A lamp burns.”", ">"
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["It burns [1.1](https://evil.example).", "It [1.1].\n\n[1.1]: https://evil.example"])
def test_a_mark_of_ours_leads_nowhere_that_a_reply_says(text: str) -> None:
    assert "<a" not in PAGE.render(answer_markdown(answer(text)))


def test_passages_are_numbered_as_they_are_drawn_in_the_text_below_it_and_in_reasons() -> None:
    from askpapers.text.sentences import Span

    other = Paper("2601.00002", "Bulbs", "A bulb burns for 9 hours. It is round.")
    shown = (Match(LAMPS, 1.0), Match(other, 0.5))
    text = "Round [2.2], 9 hours [2.1; 2.2]. And lamps [1.1]; round [2.2]; [9]."
    cited = (
        Citation(other.id, (2,), Span(6, 11), Support.VERIFIED, "It is round."),
        Citation(other.id, (1,), Span(21, 31), Support.WEAK, "A bulb burns for 9 hours.", "2.1 may say this"),
        Citation(other.id, (2,), Span(21, 31), Support.VERIFIED, "It is round."),
        Citation(LAMPS.id, (1,), Span(43, 48), Support.VERIFIED, LAMPS.abstract),
        Citation(other.id, (2,), Span(56, 61), Support.VERIFIED, "It is round."),
        Citation("9", (), Span(63, 66), Support.UNKNOWN_SOURCE, reason="no paper has this number"),
    )
    page = answer_markdown(Answer("q?", text, Status.ANSWERED, cited, shown, Usage(1, 2)))
    assert "Round [1], 9 hours [1,2~]. And lamps [3]; round [1]; [9?]." in page
    assert [line for line in page.split("\n") if line.startswith("> ")] == [
        "> \\[1\\] *Bulbs*: “It is round.”",
        "> \\[2\\] *Bulbs*: “A bulb burns for 9 hours.” (weak: \\[2\\] may say this)",
        "> \\[3\\] *Lamps ⟦✓⟧ ⟦1⟧ \\&check;*: “A lamp burns for 412 hours.”",
        "> \\[9?\\] (unknown-source: no paper has this number)",
    ]


PIECES = [
    "[1.1]",
    "[1✓]",
    "[",
    "]",
    "1",
    "✓",
    "&check;",
    "&#91;",
    "\\",
    "*",
    "`",
    "<b>",
    "</b>",
    "<!--",
    "> ",
    "\n",
    " ",
    "(x)",
    ":",
]


@given(st.lists(st.sampled_from(PIECES), max_size=10).map("".join))
def test_a_page_shows_no_sign_that_is_not_in_white_brackets(text: str) -> None:
    said = Answer("q?", text, Status.ANSWERED, (), (), Usage(1, 2))
    shown = seen(answer_markdown(said))
    assert not re.search(r"\[\s*1[.1]*\s*✓\s*\]|✓(?![^⟦⟧]*⟧)", shown)


def test_a_line_of_markdown_means_its_characters_alone() -> None:
    text = "a *b* [c](d) &lt;i> AT&T `e` ~ ~~f~~ ==g== %%h%% $5 to $7 | # \\"
    assert seen(markdown_text(text)).strip() == text


def test_a_table_and_a_list_defuse_what_is_forged_and_keep_marks() -> None:
    from askpapers.text.sentences import Span

    cell = Cell("✓ burns [1.1] [1✓]", (Citation("a", (1,), Span(8, 13), Support.WEAK),), Support.WEAK)
    latex = Cell("It burns $\\alpha$ times, 11\\% longer.")
    assert "It burns α times, 11% longer." in comparison_markdown(
        Comparison((LAMPS, LAMPS), (Point("use", (latex, Cell())),))
    )
    table = comparison_markdown(Comparison((LAMPS, LAMPS), (Point("use", (cell, Cell())),)))
    assert "| use | ~ ⟦✓⟧ burns \\[1.1\\] ⟦1✓⟧ | – *not stated in the abstract* |" in table
    assert markdown_item(ListedPaper(LAMPS, one_line="✗ no")) == (
        "- **Lamps ⟦✓⟧ \\[1\\] \\&check;**: ⟦✗⟧ no <!-- id: 2601.00001 -->\n"
    )
