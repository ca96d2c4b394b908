"""Passages are numbered as a reader meets them, whatever their papers' numbers in the prompt are."""

from __future__ import annotations

import pytest

from askpapers.answers.answer import Citation, Support
from askpapers.answers.verdict import PassageNumbers
from askpapers.papers.paper import Match, Paper
from askpapers.text.sentences import Span

TEXT = "One does [22.5]. Two do [2.4, 22.5]. It flies [99.1]."


def cite(mark: str, paper: str, *sentences: int) -> Citation:
    start = TEXT.index(mark)
    return Citation(paper, sentences, Span(start, start + len(mark)), Support.VERIFIED)


@pytest.mark.parametrize("order", [1, -1])
def test_a_passage_keeps_the_number_of_its_first_appearance(order: int) -> None:
    first, again = cite("[22.5]", "b", 5), cite("[2.4, 22.5]", "b", 5)
    other, unknown = cite("[2.4, 22.5]", "a", 4), cite("[99.1]", "")
    numbers = PassageNumbers([first, other, again, unknown][::order])
    assert [numbers.number(c) for c in (first, other, again, unknown)] == [1, 2, 1, None]
    assert list(numbers.marks(TEXT).values()) == ["[1]", "[1,2]", "[99.1]"]
    assert len(numbers) == 2


def test_passages_of_several_texts_are_numbered_as_they_are_read() -> None:
    cells = [Citation("b", (5,), Span(9, 14), Support.VERIFIED), Citation("a", (5,), Span(0, 5), Support.VERIFIED)]
    numbers = PassageNumbers(cells, as_read=True)
    assert [numbers.number(citation) for citation in cells] == [1, 2]


@pytest.mark.parametrize(
    ("reason", "drawn"),
    [
        ("16% is not in 2.4", "16% is not in [2]"),
        ("91.2% is not in 1.5, but in 1.3", "91.2% is not in [1], but in sentence 3"),
        ("2.5 times is not in 2.4, which says 3.5 times", "2.5 times is not in [2], which says 3.5 times"),
        ("9.5 is not in 2.4 or 1.5; 2.3 is", "9.5 is not in [2] or [1]; 2.3 is"),
        ("1.5 may say this, or only a part of it", "[1] may say this, or only a part of it"),
        ("1.5 is not in 1.5, which says 2.4", "1.5 is not in [1], which says 2.4"),
        ("1.5 is rounded: 1.5 says 1.52", "1.5 is rounded: [1] says 1.52"),
        ("in another language than 1.5; its figures and names agree", "in another language than [1]; its figures and names agree"),
        ("the claim denies something; 1.7, 1.8 does not", "the claim denies something; [3] does not"),
        ("1.5, 1.7, 1.8 may say this", "[1,3] may say this"),
        ("1.5, 2.4 may say this", "[1], [2] may say this"),
        ("1.2, 1.3 may say this", "sentences 2, 3 may say this"),
        ("7.7 reads as saying otherwise", "7.7 reads as saying otherwise"),
    ],
)  # fmt: skip
def test_a_reason_names_passages_by_the_numbers_that_are_drawn(reason: str, drawn: str) -> None:
    matches = [Match(Paper(id, "A title"), 1.0) for id in ("b", "a")]
    cited = [("b", (5,)), ("a", (4,)), ("b", (7, 8))]
    citations = [Citation(id, s, Span(n, n + 1), Support.WEAK) for n, (id, s) in enumerate(cited)]
    assert PassageNumbers(citations).in_reason(reason, "b", matches) == drawn
