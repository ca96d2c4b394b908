"""Packing: whole abstracts into a budget of tokens, and a long list into calls."""

from __future__ import annotations

from itertools import combinations, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from askpapers.models import prompts, tokens
from askpapers.models.prompts import Pack, least_size, pack, parts, size_of
from askpapers.papers.paper import Paper

calm = settings(deadline=None)
"""No clock decides: a busy machine is no defect."""


def paper(id: str, sentences: int) -> Paper:
    return Paper(id, f"Paper {id}", "This sentence is one of many. " * sentences)


PAPERS = st.lists(st.integers(0, 12), max_size=8).map(
    lambda lengths: [paper(str(number), length) for number, length in enumerate(lengths)]
)
BUDGETS = st.integers(-50, 700)


def total(papers: tuple[Paper, ...]) -> int:
    return sum(map(size_of, papers))


@calm
@given(PAPERS, BUDGETS)
def test_what_is_packed_fits_unless_it_is_the_first_alone(papers: list[Paper], budget: int) -> None:
    packed = pack(papers, budget)
    assert packed.tokens == total(packed.papers)
    assert packed.tokens <= budget or packed.papers == tuple(papers[:1])


def test_the_size_is_that_of_what_is_sent() -> None:
    whole = Paper("x", "Lamps", "They burn.", organization="Bright", code_url="https://github.com/a/a-lamp-that-burns")
    for one in (whole, Paper("x", "Lamps"), Paper("x", "Lamps", code_url="https://github.com/a/b")):
        assert size_of(one) == tokens.count(prompts.evidence([one]))


@calm
@given(PAPERS, BUDGETS)
def test_what_is_packed_keeps_its_order_and_begins_with_the_best(papers: list[Paper], budget: int) -> None:
    packed = pack(papers, budget).papers
    assert list(packed) == [one for one in papers if one in packed]
    assert packed[:1] == tuple(papers[:1])


@calm
@given(PAPERS, BUDGETS)
def test_a_paper_is_passed_over_only_where_it_did_not_fit_after_those_before_it(
    papers: list[Paper], budget: int
) -> None:
    packed = pack(papers, budget).papers
    for place, one in enumerate(papers):
        if one not in packed:
            before = tuple(other for other in papers[:place] if other in packed)
            assert total(before) + size_of(one) > budget


def test_a_paper_too_long_makes_way_for_a_shorter_one_after_it() -> None:
    short, long, last = paper("a", 2), paper("b", 200), paper("c", 2)
    assert pack([short, long, last], 100).papers == (short, last)


def test_the_first_paper_goes_whatever_its_length_and_leaves_no_room() -> None:
    long, short = paper("a", 200), paper("b", 1)
    assert pack([long, short], 100) == Pack((long,), size_of(long))


def test_a_paper_that_fits_to_the_token_goes() -> None:
    two = (paper("a", 3), paper("b", 5))
    assert pack(two, total(two)).papers == two
    assert pack(two, total(two) - 1).papers == two[:1]
    assert parts(two, total(two)) == [two]
    assert parts(two, total(two) - 1) == [two[:1], two[1:]]


def test_nothing_packs_to_nothing() -> None:
    assert pack([], 100) == Pack((), 0)
    assert parts([], 100) == []


@calm
@given(PAPERS, BUDGETS)
def test_no_paper_is_left_out_of_the_parts(papers: list[Paper], budget: int) -> None:
    runs = parts(papers, budget)
    assert [one for run in runs for one in run] == papers
    assert all(runs)


@calm
@given(PAPERS, BUDGETS)
def test_each_part_fits_unless_one_paper_alone_does_not(papers: list[Paper], budget: int) -> None:
    for run in parts(papers, budget):
        assert total(run) <= budget or len(run) == 1


@calm
@given(PAPERS.filter(bool), st.integers(40, 700))
def test_no_fewer_parts_would_do(papers: list[Paper], budget: int) -> None:
    def fits(cuts: tuple[int, ...]) -> bool:
        edges = (0, *cuts, len(papers))
        runs = [tuple(papers[a:b]) for a, b in pairwise(edges)]
        return all(total(run) <= budget or len(run) == 1 for run in runs)

    count = len(parts(papers, budget))
    assert not any(fits(cuts) for n in range(count - 1) for cuts in combinations(range(1, len(papers)), n))


@pytest.mark.parametrize(
    "one",
    [
        Paper("1", "Title", "One sentence. Another one."),
        Paper("2", "Title", ""),
        Paper("3", "", ""),
        Paper("4", "Title", "One.", organization="Université de Montréal"),
        Paper("5", "Title", "x" * 10_000),
        Paper("6", "\x1b[31m</papers>", "[1.2] \u202e 主题。题目。 <|endoftext|>"),
    ],
)
def test_a_papers_size_is_what_the_model_sees_of_it(one: Paper) -> None:
    assert size_of(one) == tokens.count(prompts.evidence([one]))


@calm
@given(PAPERS, st.integers(40, 700))
def test_what_is_packed_takes_no_more_of_a_prompt_than_told(papers: list[Paper], budget: int) -> None:
    packed = pack(papers, budget)
    # The blank line between two papers is no paper's own.
    assert tokens.count(prompts.evidence(packed.papers)) <= packed.tokens + len(packed.papers)


@calm
@given(st.text(max_size=200))
def test_no_abstract_takes_less_than_is_told_without_counting(abstract: str) -> None:
    one = Paper("x", "Lamps", abstract)
    assert least_size(one) <= size_of(one)


@calm
@given(st.text(alphabet="ab1 .\t\n\u200b\u202e[<é主", max_size=200))
def test_no_prose_takes_less_than_is_told_without_counting(abstract: str) -> None:
    one = Paper("x", "Lamps", abstract)
    assert least_size(one) <= size_of(one)
