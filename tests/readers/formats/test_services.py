"""The JSON of services, in every wrapping: fields from the right places, nothing from other papers' records."""

import json
from datetime import date
from typing import Any

import pytest

from tests.readers.formats.reading import FIXTURES, read


@pytest.mark.parametrize(
    ("name", "format"),
    [
        ("openalex.json", "openalex"), ("openreview1.json", "openreview"), ("openreview2.json", "openreview"),
        ("s2.json", "semantic-scholar"), ("s2_list.json", "semantic-scholar"), ("nested_s2.jsonl", "semantic-scholar"),
        ("crossref.json", "crossref"), ("crossref_items.json", "crossref"), ("epmc.json", "europe-pmc"),
        ("medarxiv.json", "biorxiv"),
    ],
)  # fmt: skip
def test_each_service_is_known_and_read(name: str, format: str) -> None:
    found, papers, lost, _ = read(FIXTURES / name)
    assert (found, lost) == (format, [])
    assert papers[0].title.rstrip(".") == "Quiet Gradients"
    assert "We make gradients quiet" in papers[0].abstract
    assert papers[0].authors


RECORDS: dict[str, dict[str, Any]] = {
    "openalex": {
        "id": "https://openalex.org/W1",
        "display_name": "Quiet",
        "abstract_inverted_index": {"so": [0, 2], "it": [1]},
    },
    "semantic-scholar": {"paperId": "a", "externalIds": {"DOI": "10.1234/q"}, "title": "Quiet", "abstract": "so it so"},
    "crossref": {"DOI": "10.1234/q", "title": ["Quiet"], "abstract": "<jats:p>so it so</jats:p>"},
    "europe-pmc": {"pubYear": "2026", "authorString": "One A.", "title": "Quiet", "abstractText": "so it so"},
    "biorxiv": {
        "doi": "10.1101/1",
        "server": "medRxiv",
        "title": "Quiet",
        "authors": "One, A.",
        "abstract": "so it so",
    },
    "openreview": {
        "id": "x",
        "forum": "x",
        "content": {"title": {"value": "Quiet"}, "abstract": {"value": "so it so"}},
    },
}


@pytest.mark.parametrize("format", RECORDS)
@pytest.mark.parametrize(
    "wrapping", ["list", "object", "results", "data", "items", "notes", "collection", "lines", "message"]
)
def test_every_wrapping_gives_the_same_paper(format: str, wrapping: str) -> None:
    record = RECORDS[format]
    wrapped = {"list": [record], "object": record, "message": {"message": {"items": [record]}}}
    text = json.dumps(wrapped.get(wrapping, {"count": 1, wrapping: [record]}))
    if wrapping == "lines":
        text = f"{json.dumps(record)}\n{json.dumps(record)}\n"
    found, papers, lost, _ = read(text)
    assert (found, lost) == (format, [])
    assert (papers[0].title, papers[0].abstract) == ("Quiet", "so it so")


@pytest.mark.parametrize("format", RECORDS)
def test_one_bad_record_never_loses_the_others(format: str) -> None:
    bad = [None, 7, {}, {name: [[]] for name in RECORDS[format]}, dict.fromkeys(RECORDS[format], 2**70)]
    found, papers, lost, _ = read(json.dumps([RECORDS[format], *bad, RECORDS[format]]), format=format)
    assert found == format
    assert len(papers) >= 1
    assert len(lost) >= 4


def test_a_year_is_no_day_in_openalex_and_europe_pmc() -> None:
    work = RECORDS["openalex"] | {"publication_date": "2023-01-01"}
    assert read(json.dumps([work]))[1][0].published is None
    result = RECORDS["europe-pmc"] | {"firstPublicationDate": "2017-01-01"}
    assert read(json.dumps([result]))[1][0].published is None


def test_crossref_takes_the_earliest_whole_day_and_no_doi_of_a_reference() -> None:
    work = RECORDS["crossref"] | {
        "published-online": {"date-parts": [[2021, 10, 8]]}, "published-print": {"date-parts": [[2022, 6]]},
        "created": {"date-parts": [[2020, 1, 2]]}, "reference": [{"DOI": "10.9999/other"}],
        "author": [{"given": "Ada", "family": "One", "suffix": "Jr."}, {"name": "The Quiet Group"}],
    }  # fmt: skip
    paper = read(json.dumps({"message": work}))[1][0]
    assert (paper.published, paper.doi) == (date(2021, 10, 8), "10.1234/q")
    assert paper.authors == ("Ada One Jr.", "The Quiet Group")


def test_headings_of_jats_are_labels_on_the_line_of_their_paragraph() -> None:
    work = RECORDS["crossref"] | {
        "abstract": "<jats:sec>\n  <jats:title>Background</jats:title>\n  <jats:p>It holds.</jats:p>\n</jats:sec>"
    }
    assert read(json.dumps([work]))[1][0].abstract == "Background: It holds."


def test_what_publishers_escape_twice_for_crossref_is_read_twice() -> None:
    work = RECORDS["crossref"] | {
        "title": ["A &amp;amp; B"],
        "abstract": "<jats:p>Below (&amp;lt;75 K) it holds.</jats:p>",
    }
    paper = read(json.dumps([work]))[1][0]
    assert (paper.title, paper.abstract) == ("A & B", "Below (<75 K) it holds.")


def test_versions_of_a_preprint_are_one_paper_of_the_first_day() -> None:
    first = RECORDS["biorxiv"] | {"version": "1", "date": "2026-01-04", "abstract": "before"}
    last = RECORDS["biorxiv"] | {"version": "2", "date": "2026-02-05", "abstract": "after"}
    for order in ([first, last], [last, first]):
        [paper] = read(json.dumps({"collection": order}))[1]
        assert (paper.abstract, paper.published) == ("after", date(2026, 1, 4))
        assert paper.url == "https://www.medrxiv.org/content/10.1101/1v2"


def test_reviews_and_deleted_notes_are_left_out_and_counted() -> None:
    note = RECORDS["openreview"]
    review = {"id": "r", "forum": "x", "replyto": "x", "content": {"title": "Good paper"}}
    deleted = note | {"id": "y", "ddate": 1}
    _, papers, lost, notes = read(json.dumps({"notes": [note, review, deleted]}))
    assert (len(papers), lost) == (1, [])
    assert notes == ["1 reviews, decisions or comments are left out", "1 deleted notes are left out"]


def test_the_one_line_summary_of_semantic_scholar_is_no_abstract() -> None:
    papers = read(FIXTURES / "s2_list.json")[1]
    assert papers[1].abstract == ""


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ('{"resultList": {"result": [{"title": "Quiet", "pubYear": "2020", "inEPMC": "Y", "authorList": {"author": '
         '[{"firstName": "Ada", "lastName": "One", "fullName": "One A"}, {"fullName": "Two BC", "lastName": "Two", '
         '"initials": "BC"}, {"lastName": "Three", "initials": "C"}]}}]}}', ("Ada One", "Two BC", "C Three")),
        ('[{"id": "https://openalex.org/W1", "title": "Quiet", "authorships": [{"author": {"display_name": null}, '
         '"raw_author_name": "One, Ada"}]}]', ("Ada One",)),
        ('[{"DOI": "10.1234/b", "title": ["Quiet"], "type": "edited-book", "editor": [{"given": "Ada", "family": "One"}]}]',
         ("Ada One",)),
        ('[{"DOI": "10.1234/b", "title": ["Quiet"], "type": "journal-article", "editor": [{"given": "A", "family": "One"}]}]', ()),
        ('{"title": "Quiet", "abstract": "We.", "authors": ["One A", "et al."]}\n', ("One A",)),
        ('{"title": "Quiet", "abstract": "We.", "authors": "Doe, Jane Marie"}\n', ("Jane Marie Doe",)),
        ('{"title": "Quiet", "abstract": "We.", "authors": "Jane Doe, Bo Two"}\n', ("Jane Doe", "Bo Two")),
    ],
)  # fmt: skip
def test_people_as_services_say_them(text: str, names: tuple[str, ...]) -> None:
    _, [paper], _, _ = read(text)
    assert paper.authors == names
