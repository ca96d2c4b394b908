"""Comparisons as models write them: bars, tables, lists and prose become the same points."""

from __future__ import annotations

import pytest

from askpapers.answering.comparison_reply import read_points
from askpapers.answers.answer import Cell, Support
from askpapers.answers.verdict import of_cell
from askpapers.papers.paper import Paper
from tests.fakes.reader import WordReader

BARS = """problem | A: saves memory [1.1] | B: folding is slow [2.1]
method | A: merges task vectors [1.2] | B: trains on 40,000 proteins [2.2]
limits | A: not stated in the abstract | B: N/A"""
TABLE = """| Aspect | A | B |
|---|:---:|---|
| Problem | saves memory [1.1] | folding is slow [2.1] |
| **Method** | merges task vectors [1.2] | trains on 40,000 proteins [2.2] |
| Limits | – | None |"""
TABLE_BY_TITLE = """| | TurboMerge: Merging Models in Weight Space | SlowNet |
| --- | --- | --- |
| problem | saves memory [1.1] | folding is slow [2.1] |
| method | merges task vectors [1.2] | trains on 40,000 proteins [2.2] |
| limits | Not specified in the abstract. | not mentioned |"""
TABLE_TURNED = """| Paper | Problem | Method | Limitations |
|---|---|---|---|
| Paper 1 | saves memory [1.1] | merges task vectors [1.2] | N/A |
| Paper 2 | folding is slow [2.1] | trains on 40,000 proteins [2.2] | none |"""
TABLE_WITHOUT_HEADS = """problem | saves memory [1.1] | folding is slow [2.1]
method | merges task vectors [1.2] | trains on 40,000 proteins [2.2]
limits | - | -"""
LIST = """**Problem**
- A: saves memory [1.1]
- B: folding is slow [2.1]

**Method:**
- **Paper A**: merges task vectors [1.2]
- **Paper B**: trains on 40,000 proteins [2.2]

**Limits**
- A: None stated
- B: not stated in the abstract"""
LIST_BY_NAME = """1. Problem
   - TurboMerge: saves memory [1.1]
   - SlowNet: folding is slow [2.1]
2. Method
   - TurboMerge: merges task vectors [1.2]
   - SlowNet: trains on 40,000 proteins [2.2]
3. Limitations:
   - TurboMerge: N/A
   - SlowNet: N/A"""
LIST_BY_PAPER = """### Paper A: TurboMerge
- **Problem:** saves memory [1.1]
- **Method:** merges task vectors [1.2]
- Limits: not stated

### Paper B: SlowNet
- **Problem:** folding is slow [2.1]
- **Method**: trains on 40,000 proteins [2.2]
- Limits: not stated"""
LIST_ON_ONE_LINE = """- **Problem**: A: saves memory [1.1]; B: folding is slow [2.1]
- **Method**: A – merges task vectors [1.2]; B – trains on 40,000 proteins [2.2]
- **Limits**: A: N/A; B: N/A"""
LIST_IN_PARENTHESES = """- Problem (A): saves memory [1.1]
- Problem (B): folding is slow [2.1]
- Method (A): merges task vectors [1.2]
- Method (B): trains on 40,000 proteins [2.2]
- Limits (A): unknown
- Limits (B): unknown"""
PROSE = """**Problem.** TurboMerge saves memory [1.1], while SlowNet says that folding is slow [2.1].

**Method.** TurboMerge merges task vectors [1.2]. SlowNet trains on 40,000 proteins [2.2].

**Limits.** Neither abstract states limits."""
PROSE_BY_LETTER = """Problem: Paper A saves memory [1.1]; paper B says that folding is slow [2.1].
Method: Paper A merges task vectors [1.2], whereas paper B trains on 40,000 proteins [2.2].
Limits: Both papers do not mention any limits."""


@pytest.mark.parametrize(
    "reply",
    [BARS, TABLE, TABLE_BY_TITLE, TABLE_TURNED, TABLE_WITHOUT_HEADS, LIST, LIST_BY_NAME, LIST_BY_PAPER,
     LIST_ON_ONE_LINE, LIST_IN_PARENTHESES, PROSE, PROSE_BY_LETTER],
)  # fmt: skip
def test_every_form_becomes_the_same_points(reply: str, papers: tuple[Paper, ...]) -> None:
    points, remarks = read_points(reply, papers[:2])
    assert remarks == ()
    assert [point.aspect for point in points] == ["problem", "method", "limits"]
    cells = [[(c.paper_id, c.sentences) for c in cell.citations] for point in points for cell in point.cells]
    assert cells == [
        [("2510.00001", (1,))], [("2510.00002", (1,))], [("2510.00001", (2,))], [("2510.00002", (2,))], [], [],
    ]  # fmt: skip
    assert all("saves memory" in points[0].cells[0].text for _ in points)
    assert "40,000 proteins" in points[1].cells[1].text
    assert points[2].cells == (Cell(), Cell())


def test_prose_without_headings_is_placed_by_what_it_cites_and_speaks_of(papers: tuple[Paper, ...]) -> None:
    points, remarks = read_points(
        "Both papers are nice. TurboMerge merges task vectors [1.2], and SlowNet uses reinforcement learning [2.2]. "
        "Its code is at GitHub [1.4].",
        papers[:2],
    )
    assert [(point.aspect, [bool(cell.text) for cell in point.cells]) for point in points] == [
        ("method", [True, True]),
        ("code", [True, False]),
    ]
    assert remarks == ("Both papers are nice.",)


@pytest.mark.parametrize(
    "reply",
    [
        "method | A: merges task vectors [1.2] | B: merges task vectors of eight models [1.2]",
        "| | A | B |\n|---|---|---|\n| method | merges task vectors [1.2] | merges task vectors of eight models [1.2] |",
        "Method: TurboMerge merges task vectors [1.2]. SlowNet merges task vectors of eight models [1.2].",
    ],
)
def test_a_cell_that_cites_the_other_paper_is_wrong_and_says_so(reply: str, papers: tuple[Paper, ...]) -> None:
    (point,), _ = read_points(reply, papers[:2], WordReader())
    right, wrong = point.cells
    assert of_cell(right) is Support.VERIFIED
    assert of_cell(wrong) is Support.UNSUPPORTED
    assert wrong.reason == "it cites another paper than its own column's"
    assert wrong.citations[0].support is Support.UNSUPPORTED


@pytest.mark.parametrize(
    "text",
    ["N/A", "n/a", "None", "None.", "–", "-", "*Not stated*", "Not stated in the abstract [none]", "not specified", "Unknown",
     "No information provided", "Not mentioned in this abstract.", "does not state it", "not explicitly stated [1.1]"],
)  # fmt: skip
def test_words_for_nothing_are_not_stated(text: str, papers: tuple[Paper, ...]) -> None:
    (point,), _ = read_points(f"limits | A: {text} | B: folding is slow [2.1]", papers[:2])
    assert point.cells[0] == Cell()
    assert of_cell(point.cells[0]) is Support.NOT_STATED


@pytest.mark.parametrize(
    "text",
    [
        "no alignment is used [2.3]",
        "none of the proteins is aligned [2.3]",
        "not slow [2.1]",
        "not stated [it reaches 99.9%]",
    ],
)
def test_a_denial_is_no_word_for_nothing(text: str, papers: tuple[Paper, ...]) -> None:
    (point,), _ = read_points(f"method | A: merges [1.2] | B: {text}", papers[:2])
    assert point.cells[1].text == text


def test_a_cell_without_a_citation_is_uncited(papers: tuple[Paper, ...]) -> None:
    (point,), _ = read_points("data | A: GLUE | B: 40,000 proteins are used", papers[:2])
    assert [of_cell(cell) for cell in point.cells] == [Support.UNCITED, Support.UNCITED]


def test_a_damaged_line_is_still_shown(papers: tuple[Paper, ...]) -> None:
    reply = (
        "Here is the comparison:\n| **method** | A: merges [1.2] | B: trains [2.2] |\n|---|---|\nresults: A is better"
    )
    points, remarks = read_points(reply, papers[:2])
    assert [point.aspect for point in points] == ["method"]
    assert remarks == ("Here is the comparison:", "results: A is better")


def test_a_missing_cell_is_not_stated(papers: tuple[Paper, ...]) -> None:
    points, _ = read_points("data | B: 40,000 proteins [2.2]", papers[:2])
    assert [cell.text for cell in points[0].cells] == ["", "40,000 proteins [2.2]"]


@pytest.mark.parametrize("reply", ["", "\x00", "|||", "| a |", "A:", "**", "#", "| | |\n| - | - |\n| x | y |", "[1.2]"])
def test_scraps_break_nothing(reply: str, papers: tuple[Paper, ...]) -> None:
    points, remarks = read_points(reply, papers[:2])
    assert isinstance(points, tuple)
    assert isinstance(remarks, tuple)
