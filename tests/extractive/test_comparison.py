from __future__ import annotations

from askpapers.answers.answer import Support
from askpapers.extractive.comparison import ASPECTS, compare
from askpapers.papers.paper import Paper
from askpapers.text.sentences import split

ONE = Paper(
    "a",
    "Ember",
    "Continual learners forget old tasks quickly. However, replaying raw data is costly. "
    "We propose Ember, a method that replays compressed features. We evaluate it on the Split-CIFAR dataset. "
    "Ember improves accuracy by 4.1% over raw replay. Future work remains on speech. "
    "Code is available at https://github.com/x/ember.",
)
TWO = Paper(
    "b",
    "Frost",
    "Forgetting of old tasks hurts networks that learn continually. "
    "This paper introduces Frost, a method that freezes important weights of the network. "
    "Results show that Frost reduces forgetting by 12% on three benchmarks.",
)


def cells(aspect: str, *papers: Paper) -> list[str]:
    point = next(point for point in compare(papers) if point.aspect == aspect)
    return [cell.text for cell in point.cells]


def test_aspects_come_in_order_and_cells_in_the_papers_order() -> None:
    points = compare([ONE, TWO])
    assert tuple(point.aspect for point in points[:6]) == ASPECTS
    assert all(len(point.cells) == 2 for point in points)


def test_cells_are_chosen_by_role() -> None:
    assert "costly" in cells("problem", ONE, TWO)[0]
    assert "Ember" in cells("method", ONE, TWO)[0]
    assert "Frost" in cells("method", ONE, TWO)[1]
    assert "12%" in cells("results", ONE, TWO)[1]
    assert "github.com/x/ember" in cells("code", ONE, TWO)[0]


def test_what_is_not_stated_is_empty_and_cites_nothing() -> None:
    point = next(point for point in compare([ONE, TWO]) if point.aspect == "code")
    assert (point.cells[1].text, point.cells[1].citations) == ("", ())


def test_a_cell_is_verbatim_and_cites_the_sentence_it_stands_in() -> None:
    for point in compare([ONE, TWO]):
        for paper, cell in zip((ONE, TWO), point.cells, strict=True):
            spans = split(paper.abstract)
            for citation in cell.citations:
                assert citation.paper_id == paper.id
                assert citation.support is Support.QUOTED
                assert citation.quote == spans[citation.sentences[0] - 1].of(paper.abstract).strip()
            if cell.text and point.aspect in ASPECTS:
                assert cell.text in cell.citations[0].quote


def test_no_sentence_fills_two_cells() -> None:
    for column in range(2):
        whole = [
            point.cells[column].text
            for point in compare([ONE, TWO])[:6]
            if point.cells[column].text and point.cells[column].text == point.cells[column].citations[0].quote
        ]
        assert len(whole) == len(set(whole))


def test_figures_have_their_own_row() -> None:
    assert cells("figures", ONE, TWO) == [
        "Ember improves accuracy by 4.1% over raw replay",
        "Results show that Frost reduces forgetting by 12% on three benchmarks",
    ]


def test_rows_that_no_paper_fills_are_left_out() -> None:
    bare = Paper("c", "C", "We study trees.")
    assert tuple(point.aspect for point in compare([bare, Paper("d", "D", "")])) == ASPECTS


def test_of_two_sentences_that_fit_alike_the_one_on_the_same_subject_is_taken() -> None:
    left = Paper("l", "L", "We propose a parser for source code.")
    right = Paper(
        "r", "R", "We propose a decoder for noisy speech signals. We propose a parser for source code comments."
    )
    assert "parser" in cells("method", left, right)[1]


def test_what_lies_ahead_is_a_limit_and_no_result() -> None:
    paper = Paper(
        "f",
        "Soup",
        "We propose a model that reads X-rays of soup. It finds nine of ten bones. "
        "Future work will focus on improving the results on other datasets of soup.",
    )
    cells = {point.aspect: point.cells[0].text for point in compare([paper, paper])}
    assert cells["limits"].startswith("Future work")
    assert not any("Future work" in cells[aspect] for aspect in ("results", "data"))


def test_data_and_measures_of_others_are_not_the_paper_s() -> None:
    paper = Paper(
        "o",
        "Soup",
        "Earlier models are evaluated on datasets of stew, where accuracy is all that counts. We propose a model of soup.",
    )
    points = {point.aspect: point.cells[0].text for point in compare([paper, paper])}
    assert points["data"] == ""
    assert "measures" not in points


def test_the_method_may_have_been_told_in_the_perfect() -> None:
    paper = Paper(
        "m",
        "Cells",
        "Cells die young in many cultures. We have analyzed the expression of two genes in starved cells of mice. "
        "Starvation increased the expression of both genes.",
    )
    assert compare([paper, paper])[1].cells[0].text.startswith("We have analyzed")
