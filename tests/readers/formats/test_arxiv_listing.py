"""arXiv's listing pages, saved and copied: the day of the page, no ids from comments, no titles invented."""

from datetime import date

import pytest

from askpapers import errors
from tests.readers.formats.reading import FIXTURES, read


@pytest.mark.parametrize("name", ["listing.html", "listing.txt"])
def test_a_page_and_its_copied_text_give_the_same_papers(name: str) -> None:
    format, papers, lost, _ = read(FIXTURES / name)
    assert (format, lost) == ("arxiv-listing", [])
    assert [paper.id for paper in papers] == ["2601.00001", "2601.00002"]
    assert papers[0].authors == ("Ada One", "Bo Two")
    assert papers[0].abstract == "We make gradients quiet. Loss falls by 3 percent."
    assert papers[0].listed == (date(2026, 1, 5),)
    assert papers[0].published is None


def test_numbers_in_comments_are_no_papers() -> None:
    text = "arXiv:2610.01471 (cross-list from cs.CL) [pdf, html, other]\n:   Title: A Second Model\n\n    Ada One\n\n    Comments: Follow-up to arXiv:2603.12123\n\n    Subjects: Computation and Language (cs.CL)\n"
    _, [paper], _, _ = read(text)
    assert (paper.id, paper.authors, paper.categories) == ("2610.01471", ("Ada One",), ("cs.CL",))


def test_where_the_text_ran_together_the_number_is_the_title_and_that_is_said() -> None:
    text = "arXiv:2507.06085 [pdf, html, other] Title: A Survey on Tuning Ada One, Bo Two Subjects: Language (cs.CL)"
    _, [paper], _, [note] = read(text)
    assert paper.title == "arXiv:2507.06085"
    assert "ran together" in note


def test_entries_without_a_title_are_refused_in_words() -> None:
    page = '<dl id="articles"><dt><a href="/abs/2606.00001">arXiv:2606.00001</a></dt><dd><div class="list-subjects">x</div></dd></dl>'
    with pytest.raises(errors.DamagedInput, match="has no title"):
        read(page)


def test_a_page_of_before_2024_says_its_day_with_two_digits() -> None:
    page = (
        '<h3>New submissions for Thu, 10 Feb 22</h3><dl><dt><a href="/abs/2202.04643">arXiv:2202.04643</a></dt><dd><div class="meta">'
        '<div class="list-title"><span class="descriptor">Title:</span> Quiet</div><p class="mathjax">It is.</p></div></dd></dl>'
    )
    _, [paper], _, _ = read(page)
    assert (paper.title, paper.listed) == ("Quiet", (date(2022, 2, 10),))
