"""Passages are numbered as a reader meets them, whatever their papers' numbers in the prompt are."""

from __future__ import annotations

import pytest

from askpapers.answers.answer import Citation, PassageNumbers, Support
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
