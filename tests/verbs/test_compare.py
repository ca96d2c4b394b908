from datetime import date

import pytest

from askpapers import errors
from askpapers.answers.answer import Support
from askpapers.library.library import Library
from askpapers.papers.paper import Paper
from askpapers.verbs.compare import compare, without_marks
from askpapers.writers.markdown import comparison_markdown
from tests.fakes.llm import FakeLLM

DAY = date(2025, 10, 31)
REPLY = """problem | A: memory [1.1] | B: folding is slow [2.1]
method | A: merges task vectors of eight models [1.2] | B: trains on 40,000 proteins [2.2]
limits | A: not stated in the abstract | B: not stated in the abstract
results | A: 95.2% on GLUE [1.3] | B: not stated in the abstract"""


async def test_a_reply_becomes_aligned_points_with_citations(
    model_library: Library, papers: tuple[Paper, ...], llm: FakeLLM
) -> None:
    await model_library.catalog.merge(papers, default_day=DAY)
    llm.reply(REPLY)
    made = await compare(model_library, ["2510.00001", "2510.00002"])
    assert [point.aspect for point in made.points] == ["problem", "method", "limits", "results"]
    method = made.points[1]
    assert [[(c.paper_id, c.sentences) for c in cell.citations] for cell in method.cells] == [
        [("2510.00001", (2,))],
        [("2510.00002", (2,))],
    ]
    assert [cell.text for cell in made.points[2].cells] == ["", ""]
    assert made.points[3].cells[0].citations[0].support is Support.UNSUPPORTED
    assert without_marks(method.cells[0]) == "merges task vectors of eight models"
    assert made.usage.calls == 1
    await compare(model_library, ["2510.00001", "2510.00002"])
    assert len(llm.log) == 1
    assert comparison_markdown(made).count("\n") == 5


async def test_without_a_model_cells_are_quoted(library: Library, papers: tuple[Paper, ...]) -> None:
    await library.catalog.merge(papers, default_day=DAY)
    made = await compare(library, ["2510.00001", "2510.00002"])
    assert made.model == "extractive"
    cells = [
        (paper, cell)
        for point in made.points
        for paper, cell in zip(made.papers, point.cells, strict=True)
        if cell.text
    ]
    assert len(cells) >= 4
    for paper, cell in cells:
        for citation in cell.citations:
            assert citation.quote in paper.abstract


@pytest.mark.parametrize("ids", [["2510.00001"], ["2510.00001", "2510.00001"], ["a", "2510.00001"]])
async def test_another_number_of_papers_is_refused(library: Library, papers: tuple[Paper, ...], ids: list[str]) -> None:
    await library.catalog.merge(papers, default_day=DAY)
    with pytest.raises(errors.UsageError):
        await compare(library, ids)


async def test_a_reply_without_a_point_is_shown_as_it_came(
    model_library: Library, papers: tuple[Paper, ...], llm: FakeLLM
) -> None:
    await model_library.catalog.merge(papers, default_day=DAY)
    llm.reply("I am not able to compare them.")
    made = await compare(model_library, ["2510.00001", "2510.00002"])
    assert made.points == ()
    assert made.remarks == ("I am not able to compare them.",)
