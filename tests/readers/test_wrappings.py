"""The same records in every wrapping: parted objects, answers in lists, fences, and what holds no record at all."""

import json

import pytest

from askpapers import errors
from tests.readers.formats.reading import read

ARXIV = {
    "entry_id": "http://arxiv.org/abs/2601.00001v2",
    "title": "Quiet Gradients",
    "summary": "We.",
    "authors": [{"name": "Ada One"}],
}
WORK = {"DOI": "10.1234/q.1", "title": ["Quiet Gradients"], "author": [{"given": "Ada", "family": "One"}]}
CSL = {"id": "a", "type": "article-journal", "title": "Quiet Gradients", "author": [{"family": "One", "given": "Ada"}]}
RIS = "TY  - JOUR\nTI  - Quiet Gradients\nAU  - One, Ada\nER  - \n"


@pytest.mark.parametrize(
    "value",
    [
        {"2026-01-02": [ARXIV]},
        {"cs.LG": {"papers": [ARXIV]}},
        {"2601.00001": {name: each for name, each in ARXIV.items() if name != "entry_id"}},
    ],
)
def test_an_object_that_parts_its_records_is_a_list_of_them(value: object) -> None:
    [paper] = read(json.dumps(value))[1]
    assert (paper.title, paper.id, paper.authors) == ("Quiet Gradients", "2601.00001", ("Ada One",))


def test_answers_of_crossref_in_a_list() -> None:
    answer = {"status": "ok", "message-type": "work", "message": WORK}
    assert [paper.doi for paper in read(json.dumps([answer, answer]))[1]] == ["10.1234/q.1"] * 2


@pytest.mark.parametrize(
    ("mark", "text"), [("```json", json.dumps([CSL])), ("~~~", json.dumps({"items": [CSL]})), ("```", RIS)]
)
def test_a_list_between_fences_is_read(mark: str, text: str) -> None:
    [paper] = read(f"Here it is:\n\n{mark}\n{text.rstrip()}\n{mark[:3]}\n\nBest, A.\n")[1]
    assert (paper.title, paper.authors) == ("Quiet Gradients", ("Ada One",))


def test_many_open_fences_take_linear_time() -> None:
    with pytest.raises(errors.UnknownFormat):
        read("~~~a\n" * 100_000)


@pytest.mark.parametrize("text", ["@article{,}\n@comment{x}", "TY  - \nER  - \n"])
def test_a_list_without_any_record_is_no_success(text: str) -> None:
    with pytest.raises(errors.BadInput):
        read(text)


def test_ris_without_a_space_after_the_hyphen() -> None:
    [paper] = read(RIS.replace("- ", "-"))[1]
    assert (paper.title, paper.authors) == ("Quiet Gradients", ("Ada One",))


def test_what_daily_papers_say_beside_a_paper_comes_back_from_json_lines() -> None:
    line = {
        "id": "2601.00001",
        "title": "Quiet",
        "abstract": "We.",
        "project_url": "https://a.example",
        "code_stars": 7,
        "submitter": "Ada",
    }
    [paper] = read(json.dumps(line) + "\n")[1]
    assert (paper.project_url, paper.code_stars, paper.submitter) == ("https://a.example", 7, "Ada")
