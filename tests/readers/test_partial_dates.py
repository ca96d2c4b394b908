"""A year or a month without a day is kept: from each format, through the library, into each format that is written."""

from __future__ import annotations

import io
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from askpapers.papers.deduplication import merge
from askpapers.papers.paper import ListedPaper, Paper, paper_from_json, paper_to_json, publication_date
from askpapers.readers import open_reading
from askpapers.readers.fields import partial_date
from askpapers.readers.recognition import papers_in
from askpapers.writers.bibliography import bibtex_entries, ris_record

TITLE = "A paper of which only so much is known"


def read(text: str) -> Paper:
    (paper,) = papers_in(open_reading(io.BytesIO(text.encode()), name="it", today=date(2026, 11, 24)).items)
    return paper


@pytest.mark.parametrize(
    ("said", "known"),
    [
        ((2024,), "2024"),
        (("2024///",), "2024"),
        (("2024/11//",), "2024-11"),
        (("2024", "Nov 2024"), "2024-11"),
        (("11/2024",), "2024-11"),
        (("Spring 2024",), "2024"),
        (("Sept. 2024",), "2024-09"),
        (("2024-13",), "2024"),
        (("in press", None, ""), None),
        (("page 12024",), None),
    ],
)
def test_the_most_exact_of_what_is_said_counts(said: tuple[object, ...], known: str | None) -> None:
    assert partial_date(said) == known


@pytest.mark.parametrize(
    ("text", "known"),
    [
        (f"@article{{a, title={{{TITLE}}}, year=2024}}", "2024"),
        (f"@article{{a, title={{{TITLE}}}, year={{2024}}, month=nov}}", "2024-11"),
        (f"@article{{a, title={{{TITLE}}}, date={{2024-11}}}}", "2024-11"),
        (f"TY  - JOUR\nTI  - {TITLE}\nPY  - 2024\nER  - \n", "2024"),
        (f"TY  - JOUR\nTI  - {TITLE}\nPY  - 2024\nDA  - 2024/11//\nER  - \n", "2024-11"),
        (f'[{{"type": "article", "title": "{TITLE}", "issued": {{"date-parts": [[2024, 11]]}}}}]', "2024-11"),
        (f'Title,Authors,Year,DOI,Abstract\n{TITLE},"One, A.",2024,10.1000/x,Words.\n', "2024"),
        (f"PMID- 1\nTI  - {TITLE}\nDP  - 2024 Nov\nAB  - Words.\n", "2024-11"),
        (f'{{"title": "{TITLE}", "abstract": "Words.", "year": 2024}}', "2024"),
    ],
)
def test_a_format_keeps_the_year_or_the_month(text: str, known: str) -> None:
    paper = read(text)
    assert (paper.title, paper.published, paper.issued) == (TITLE, None, known)


MONTHS = st.integers(1900, 2099).flatmap(
    lambda year: st.one_of(st.just(f"{year}"), st.integers(1, 12).map(lambda month: f"{year}-{month:02}"))
)


@given(MONTHS)
def test_what_is_written_is_read_again(issued: str) -> None:
    row = ListedPaper(Paper("t1", TITLE, abstract="Words.", issued=issued))
    assert read(ris_record(row)).issued == issued
    assert read(bibtex_entries()(row)).issued == issued
    assert paper_from_json(paper_to_json(row.paper)) == row.paper


def test_a_day_stands_for_itself_and_the_more_exact_reading_stays() -> None:
    year, month = Paper("t1", TITLE, issued="2024"), Paper("t1", TITLE, issued="2023-11")
    day = Paper("t1", TITLE, published=date(2024, 11, 5))
    assert merge(year, month).issued == merge(month, year).issued == "2023-11"
    assert publication_date(merge(year, day)) == publication_date(merge(day, year)) == "2024-11-05"
    assert merge(day, year).issued is None
