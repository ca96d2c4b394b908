"""Counts of papers in an answer are checked by counting, for no abstract holds them."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from askpapers.answers.answer import Claim, Support
from askpapers.papers.paper import Paper
from askpapers.verification import checker
from askpapers.verification.resolution import MOST_JUDGED, parse_paper_count
from tests.fakes.reader import WordReader

READER = WordReader()


def check(text: str, shown: Sequence[Paper], scope_size: int | None = None) -> tuple[Claim, ...]:
    return checker.check(text, shown, READER, scope_size)


PAPERS = tuple(
    Paper(f"p{n}", f"Robot {n}", f"Robots are old. We train robot number {name} with reinforcement learning.")
    for n, name in enumerate(("alpha", "beta", "gamma", "delta"), 1)
)


@pytest.mark.parametrize(
    ("claim", "count", "of"),
    [
        ("Twelve of the 139 papers use reinforcement learning", 12, 139),
        ("26 papers state that code is available:", 26, None),
        ("13 more have a link", 13, None),
        ("Three of these train with RL", 3, None),
        ("Of the 64 papers, three use RL", 3, 64),
        ("3 of 64 papers use it", 3, 64),
        ("In total, 17 papers propose a benchmark", 17, None),
        ("Sechs dieser Arbeiten beschäftigen sich mit Robotern", 6, None),
        ("Von den 64 Arbeiten nutzen drei RL", 3, 64),
        ("Deux des 64 articles utilisent le RL", 2, 64),
    ],
)
def test_a_count_of_papers_is_read(claim: str, count: int, of: int | None) -> None:
    found = parse_paper_count(claim, "")
    assert found is not None
    assert (found.count, found.of) == (count, of)


@pytest.mark.parametrize(
    "claim",
    ["It gains 11% on 3 tasks", "None of the papers does", "RL is one of four evaluation settings",
     "3.5 points are gained", "2% of the papers fail", "It beats two of these datasets by far"],
)  # fmt: skip
def test_other_figures_are_no_count_of_papers(claim: str) -> None:
    assert parse_paper_count(claim, "") is None


def test_a_count_that_the_abstract_itself_gives_is_a_figure_like_any_other() -> None:
    assert parse_paper_count("The survey covers 300 papers", "This survey covers 300 papers on robots.") is None


def test_a_right_count_is_verified_by_counting() -> None:
    claim = check("Three of the 4 papers train robots with reinforcement learning [1.2, 2.2, 4.2].", PAPERS)[0]
    assert (claim.support, claim.reason) == (Support.VERIFIED, "")


def test_a_count_may_stand_above_its_list() -> None:
    text = "Three papers train robots with reinforcement learning [1.2]:\n- Robot 1 [1.2]\n- Robot 2 [2.2]\n- Robot 3 [3.2]"
    assert check(text, PAPERS)[0].support is Support.VERIFIED


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Three papers train robots with reinforcement learning [1.2, 2.2].", "it counts 3; 2 are cited"),
        ("Two of the 9 papers train robots with reinforcement learning [1.2, 2.2].", "it says 9 in all; there are 4"),
    ],
)
def test_a_wrong_count_is_doubted_and_says_why(text: str, reason: str) -> None:
    claim = check(text, PAPERS)[0]
    assert (claim.support, claim.reason) == (Support.WEAK, reason)
    assert {c.support for c in claim.citations} == {Support.WEAK}


def test_the_scope_may_be_larger_than_what_was_read() -> None:
    text = "Two of the 64 papers train robots with reinforcement learning [1.2, 2.2]."
    assert check(text, PAPERS, 64)[0].support is Support.VERIFIED


def test_a_right_count_does_not_excuse_the_rest_of_the_claim() -> None:
    claim = check("Two of the 4 papers cure malaria in 9 weeks [1.2, 2.2].", PAPERS)[0]
    assert claim.support is Support.UNSUPPORTED
    assert "9" in claim.reason


def test_forty_papers_may_be_cited_in_one_mark() -> None:
    many = tuple(Paper(f"q{n}", f"Q{n}", "Robots walk. Robots learn to walk.") for n in range(1, 41))
    mark = ", ".join(f"{n}.2" for n in range(1, 41))
    claim = check(f"In forty papers robots learn to walk [{mark}].", many)[0]
    assert len(claim.citations) == 40
    assert claim.support is Support.VERIFIED


def test_a_number_of_two_words_is_one_count() -> None:
    found = parse_paper_count("Thirty-one of the 139 papers release code", "")
    assert found is not None
    assert (found.count, found.of) == (31, 139)


def test_of_many_sentences_each_is_looked_at_for_the_rest() -> None:
    text = "Three of the 4 papers use reinforcement learning [1.2, 2.2, 3.2]."
    assert check(text, PAPERS)[0].support is Support.VERIFIED
    strange = check("Three of the 4 papers brew strong coffee [1.2, 2.2, 3.2].", PAPERS)[0]
    assert strange.support is not Support.VERIFIED
    assert strange.reason.startswith("counted rightly; 0 of 3 that are cited bear it out: 1.2 does not speak of")
    some = check("Three of the 4 papers train a robot with reinforcement learning [1.2, 2.2, 3.1].", PAPERS)[0]
    assert some.support is Support.VERIFIED


def test_a_count_in_another_language_is_counted() -> None:
    claim = check("Trois des 4 articles portent sur les abeilles et les fleurs [1.2, 2.2, 3.2].", PAPERS)[0]
    assert claim.support is not Support.VERIFIED
    assert "counted rightly" in claim.reason


@pytest.mark.parametrize(
    ("claim", "sentence"),
    [
        ("We train robots with tea [1].", 2),
        ("Robots drink coffee and paint large murals of the sea [1].", 3),
        ("Robots are old [1].", 1),
        ("Wir trainieren Roboter ohne Tee [1].", 2),
    ],
)
def test_a_claim_that_cites_only_a_paper_is_tied_to_the_sentence_that_speaks_of_it(claim: str, sentence: int) -> None:
    said = "Robots are old. We never train robots with tea. Later they drink coffee and paint small murals at night."
    cited = check(claim, [Paper("p", "A study", said)])[0].citations
    assert [citation.sentences for citation in cited] == [(sentence,)]
    assert cited[0].chosen


def test_of_a_long_text_only_the_likeliest_sentences_are_judged() -> None:
    said = "".join(f"Nothing of note is in part {n}. " for n in range(200))
    reader = WordReader()
    text = "The murals glow in the dark [1]."
    claim = checker.check(text, [Paper("p", "A study", f"{said}The murals glow in the dark.")], reader)[0]
    assert (claim.support, claim.citations[0].sentences) == (Support.VERIFIED, (201,))
    assert len({source for _, source in reader.asked}) <= 2 * MOST_JUDGED
