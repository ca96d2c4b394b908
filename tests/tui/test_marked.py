"""An answer's Markdown with its marks: signs beside what is said, list items hung, words never changed."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual._context import active_app
from textual.app import App

from askpapers import citations
from askpapers.papers import Paper
from askpapers.tui.marked import citations_of, marked

MERGING = Paper("2310.02575", "AdaMerging", "It learns the coefficients of merging. It gains 11% over task arithmetic.")


@pytest.fixture(autouse=True, scope="module")
def theme() -> Iterator[None]:
    """Colours are named by the theme of the app that runs."""
    token = active_app.set(App())
    yield
    active_app.reset(token)


def shown(text: str, width: int = 0) -> str:
    return marked(text, citations.check(text, [MERGING]), width=width).plain


def test_each_mark_carries_its_verdict() -> None:
    text = "It learns the coefficients of merging [1.1]. It gains 12% over task arithmetic [1.2]. It flies [7.1]."
    assert shown(text) == (
        "It learns the coefficients of merging [1.1✓]. It gains 12% over task arithmetic [1.2✗]. It flies [7.1?]."
    )


def test_a_claim_without_a_mark_is_called_uncited_where_it_ends() -> None:
    text = (
        "It learns the coefficients of merging [1.1].\n\nNobody has ever **done** this before.\n\n- Cats like it, too."
    )
    plain = shown(text)
    assert "Nobody has ever done this before. ∅ uncited" in plain
    assert "Cats like it, too. ∅ uncited" in plain
    assert plain.count("∅") == 2


def test_what_the_papers_leave_open_is_not_called_uncited() -> None:
    assert shown("The papers do not say what it costs [none].") == "The papers do not say what it costs [none]."


def test_the_lines_of_an_item_stand_below_its_own_words() -> None:
    lines = shown("Two ways:\n\n- It learns the coefficients of merging in many small steps [1.1]", 30).split("\n")
    assert lines[2].startswith("• It learns")
    assert all(line.startswith("  ") and line[2] != " " for line in lines[3:]) and len(lines) > 3
    assert all(len(line) <= 30 for line in lines[2:])


def test_a_title_stands_close_above_its_items_and_apart_from_the_next() -> None:
    plain = shown(
        "**One**\n- It learns the coefficients of merging [1.1]\n\n**Two**\n- It gains 11% over task arithmetic [1.2]"
    )
    assert plain == (
        "One\n• It learns the coefficients of merging [1.1✓]\n\nTwo\n• It gains 11% over task arithmetic [1.2✓]"
    )


def test_a_followed_mark_leads_to_its_citation() -> None:
    text = "It learns the coefficients of merging [1.1]. It gains 11% over task arithmetic [1.2]."
    claims = citations.check(text, [MERGING])
    content = marked(text, claims)
    metas = [
        span.style.meta["cite"] for span in content.spans if hasattr(span.style, "meta") and "cite" in span.style.meta
    ]
    assert metas == [0, 1]
    assert [citation.sentences for citation in citations_of(claims)] == [(1,), (2,)]


@given(st.text(alphabet="ab *_`#-[1.2]>\n∅•💡\x1b", max_size=120), st.integers(0, 60))
def test_no_answer_breaks_the_picture(text: str, width: int) -> None:
    plain = shown(text, width)
    assert "\x1b" not in plain
    words = re.findall(r"[ab]+", re.sub(r"\[[^\]]*\]", "", text))
    assert sum(map(len, words)) <= len(re.findall(r"[ab]", plain)), "no letter of the answer is lost"
