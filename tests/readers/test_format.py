"""What stands beside the records of a list: nothing of it is lost without a word."""

import io
from datetime import date

import pytest

from askpapers.papers.paper import Paper
from askpapers.readers.format import ReadNote
from askpapers.readers.formats import known_formats
from askpapers.readers.recognition import open_reading

CITATION = "Smith J, Doe A. Lamps that burn for long. Journal of Light 2020; 12:1-9."
FORMATS = known_formats()


def items_of(text: str) -> tuple[list[Paper], list[str]]:
    items = list(open_reading(io.BytesIO(text.encode()), name="the paste", today=date(2026, 1, 1)).items)
    return [i for i in items if isinstance(i, Paper)], [i.message for i in items if isinstance(i, ReadNote)]


@pytest.mark.parametrize("name", ["bibtex", "ris", "pubmed", "web-of-science"])
def test_a_citation_that_is_pasted_with_records_is_told(name: str) -> None:
    example = FORMATS[name].example
    papers, notes = items_of(example)
    assert len(papers) == 1 and not notes
    mixed, told = items_of(f"{CITATION}\n\n{example}")
    assert mixed == papers
    assert told == [f"1 line outside of the records is not read: “{CITATION[:59]}…”"]


@pytest.mark.parametrize("name", ["bibtex", "ris"])
def test_what_stands_between_and_behind_records_is_told(name: str) -> None:
    example = FORMATS[name].example
    papers, notes = items_of(f"{example}\nhttps://arxiv.org/abs/2401.00001\n\n{example}\n--\nThe end\n")
    assert len(papers) == 2
    assert notes == ["2 lines outside of the records are not read, the first: “https://arxiv.org/abs/2401.00001”"]


def test_comments_of_latex_are_no_input() -> None:
    assert items_of(f"% Encoding: UTF-8\n{FORMATS['bibtex'].example}")[1] == []
