"""The abstract as sentences: verbatim, numbered from 1, and split once."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from askpapers.papers.abstract import Abstract, abstract_of
from askpapers.papers.paper import Paper

PAPER = Paper("2510.00001", "A Title. Of Two Parts.", "We merge models.  The model wins.\n\nCode is public.")


def test_the_sentences_of_an_abstract_and_not_of_its_title() -> None:
    found = abstract_of(PAPER)
    assert found.texts == ("We merge models.", "The model wins.", "Code is public.")
    assert [span.of(PAPER.abstract) for span in found.spans] == [
        "We merge models.  ",
        "The model wins.\n\n",
        "Code is public.",
    ]


def test_a_paper_without_an_abstract_has_no_sentence() -> None:
    found = abstract_of(Paper("2510.00001", "A Title."))
    assert (found.spans, found.texts, found.terms) == ((), (), ())


def test_words_of_two_sentences_meet_by_their_stems() -> None:
    first, second, third = abstract_of(PAPER).terms
    assert first & second
    assert not second & third


def test_a_quotation_is_the_text_itself() -> None:
    found = abstract_of(PAPER)
    assert found.quote((2,)) == "The model wins."
    assert found.quote((1, 2)) == "We merge models.  The model wins."


def test_papers_with_one_text_share_what_was_computed() -> None:
    assert abstract_of(PAPER) is abstract_of(Paper("2510.00002", "Another", PAPER.abstract))
    assert abstract_of(PAPER).texts is abstract_of(PAPER).texts


@given(st.text(max_size=200))
def test_no_character_of_an_abstract_is_lost(text: str) -> None:
    found = Abstract(text)
    assert "".join(span.of(text) for span in found.spans) == text
    assert len(found.spans) == len(found.texts) == len(found.terms)
    for number in range(1, len(found.spans) + 1):
        assert found.quote((number,)) == found.texts[number - 1]
