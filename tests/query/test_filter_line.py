"""What a filter line says: the words of questions and of the command line; all else stays a plain search."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from askpapers.papers.scope import Scope
from askpapers.query import filter_line
from askpapers.query.filter_line import EXAMPLES, FilterLine, authors_of, read

TODAY = date(2025, 11, 3)
DAY = Scope(date(2025, 10, 31), date(2025, 10, 31))
ORGANIZATIONS = ("Microsoft", "Google", "Google DeepMind", "Hugging Face", "Microsoft Research")


def typed(line: str, authors: tuple[str, ...] = ()) -> FilterLine:
    return read(line, DAY, today=TODAY, organizations=ORGANIZATIONS, authors=authors)


@pytest.mark.parametrize(
    ("line", "told", "words"),
    [
        ("by Microsoft", "by Microsoft", ""),
        ("by Google DeepMind diffusion", "by Google DeepMind", "diffusion"),
        ("merging by hugging", "by Hugging Face", "merging"),
        ("by micro", "by Microsoft", ""),
        ("by micro >3 comments", "by Microsoft, ≥ 4 comments", ""),
        ("by mi merging", "", "by mi merging"),
        (">10 comments", "≥ 11 comments", ""),
        ("> 10 comments merge", "≥ 11 comments", "merge"),
        ("10+ upvotes", "≥ 10 upvotes", ""),
        ("at least 5 upvotes", "≥ 5 upvotes", ""),
        ("more than ten comments", "≥ 11 comments", ""),
        ("unread starred has code", "unread, starred, with code", ""),
        ("unread without code merge", "unread, without a link to code", "merge"),
        ("no code generation", "", "no code generation"),
        ("starred papers", "starred", ""),
        ("papers with code", "with code", ""),
        ("since Monday by microsoft", "since 3 Nov 2025, by Microsoft", ""),
        ("before October agents", "until 30 Sep 2025", "agents"),
        ("agents between October and November", "1 Oct 2025 to 30 Nov 2025", "agents"),
        ("past week agents", "28 Oct 2025 to 3 Nov 2025", "agents"),
        ("10月30日", "30 Oct 2025", ""),
        ("rover of mars", "", "rover of mars"),
        ("until friday", "until 31 Oct 2025", ""),
        ("from 28 to 30 October 2025 x", "28 Oct 2025 to 30 Oct 2025", "x"),
        ("last week agents", "27 Oct 2025 to 2 Nov 2025", "agents"),
        ("2025-10-30", "30 Oct 2025", ""),
        ("since 2025-W44", "since 27 Oct 2025", ""),
        ("2025-10 agents", "1 Oct 2025 to 31 Oct 2025", "agents"),
        ("cs.CL", "in cs.CL", ""),
        ("cs.CL or cs.LG agents", "in cs.CL or cs.LG", "agents"),
        ("unread, cs.CL, cs.LG, stat.ML", "in cs.CL or cs.LG or stat.ML, unread", ""),
        ("category:cs.CL,cs.LG", "in cs.CL,cs.LG", ""),
        ("--org Google --unread", "by Google, unread", ""),
        ('org:"Google DeepMind" x', "by Google DeepMind", "x"),
        ("--min-comments 5 --with-code", "≥ 5 comments, with code", ""),
        ("--author Hinton", "written by Hinton", ""),
        ('--author "Ada Lovelace" unread', "written by Ada Lovelace, unread", ""),
        ("unread, starred, cs.CL; since 2025-10-30", "since 30 Oct 2025, in cs.CL, unread, starred", ""),
        ('--TAG "has code"', "tagged has code", ""),
        ("--max-comments=0", "≤ 0 comments", ""),
        ("max-upvotes:9 agents", "≤ 9 upvotes", "agents"),
        ("comments:3 --max-comments 5", "≥ 3 comments, ≤ 5 comments", ""),
        ("--day 2025-W4", "20 Jan 2025 to 26 Jan 2025", ""),
        ("since 20251030", "since 30 Oct 2025", ""),
        ("new on language models by Microsoft", "by Microsoft", "new on language models"),
        ("agents from Oct 28 until yesterday", "28 Oct 2025 to 2 Nov 2025", "agents"),
        ("papers of October 28–30 on RL", "28 Oct 2025 to 30 Oct 2025", "on RL"),
        ("papers on RL since 2025-10-01", "since 1 Oct 2025", "papers on RL"),
        ("at least 5 upvotes >3 comments", "≥ 4 comments, ≥ 5 upvotes", ""),
    ],
)
def test_the_words_of_questions_and_of_the_command_line_are_conditions(line: str, told: str, words: str) -> None:
    assert (typed(line).told(), typed(line).words) == (told, words)


@pytest.mark.parametrize(
    "line",
    ["diffusion", "learning by doing", "learning from human feedback", "Microsoft", "category theory", "code generation",
     "with code generation", "chain of thought", "monday blues", "what may come", "10 comments", "not by Microsoft",
     "Google and Microsoft", "on the papers", "10 papers", "author identification", "by Hinton", "2025-99", "comments:x",
     "max-comments:", "12345678", "commentſ:5"],
)  # fmt: skip
def test_a_word_that_is_no_filter_stays_a_plain_search(line: str) -> None:
    assert typed(line) == FilterLine(DAY, line)


def test_what_is_quoted_is_a_plain_search() -> None:
    assert typed('"unread" letters') == FilterLine(DAY, "unread letters")


def test_by_an_author_whom_the_catalogue_knows() -> None:
    assert authors_of("merging by Geoffrey E Hinton unread") == ["Geoffrey E Hinton", "Geoffrey E", "Geoffrey"]
    assert typed("by Geoffrey Hinton agents", ("Geoffrey Hinton", "Geoffrey")).told() == "written by Geoffrey Hinton"
    assert typed("by Geoffrey Hinton agents", ("Geoffrey Hinton", "Geoffrey")).words == "agents"


@pytest.mark.parametrize(
    "line", ["merge by", "merge by ", "merge >", "merge >1", "merge >10 com", "merge since", "merge --u"]
)
def test_a_condition_that_is_begun_narrows_nothing_yet(line: str) -> None:
    assert typed(line).words == "merge"
    assert typed(line).begun.strip() == line.removeprefix("merge ").strip()
    assert typed(line).scope == DAY


def test_days_replace_the_scope_s_days_and_all_else_is_added() -> None:
    assert typed("since Monday unread").scope == Scope(since=date(2025, 11, 3), unread=True)
    assert typed("unread").scope == Scope(DAY.since, DAY.until, unread=True)


def test_one_condition_is_taken_out_of_the_line() -> None:
    line = "merging by Google DeepMind >10 comments agents"
    assert typed(line).without(line, "organization") == "merging >10 comments agents"
    assert typed(line).without(line, "min_comments") == "merging by Google DeepMind agents"


def test_every_example_that_is_shown_is_understood() -> None:
    for example in EXAMPLES.split(" · "):
        assert typed(example).told(), example
        assert typed(example).words == ""


@given(
    st.lists(
        st.sampled_from('by Microsoft > 10 comments unread since Monday merge has code " org: -- 2025-10 ≥'.split())
    )
)
def test_no_word_is_lost_and_no_line_fails(words: list[str]) -> None:
    line = " ".join(words)
    found = typed(line)
    covered = [(start, end) for start, end in found.places.values()]
    at = line.find("merge")
    while at >= 0:
        assert any(start <= at < end for start, end in covered) or "merge" in found.words.split()
        at = line.find("merge", at + 1)


@given(st.text(max_size=60))
def test_any_line_is_read(line: str) -> None:
    assert isinstance(typed(line).told(), str)


def test_of_a_page_that_is_pasted_no_more_conditions_are_looked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    looked = []
    once = filter_line._condition
    monkeypatch.setattr(filter_line, "_condition", lambda *given: looked.append(1) or once(*given))
    assert typed("unread starred " * 300).scope.starred
    assert len(looked) == filter_line.MOST_CONDITIONS
