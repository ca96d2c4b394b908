"""Papers that are named inside of text: by number, link or DOI, each once; what only looks like a number is none."""

import io
from datetime import date

import pytest

from askpapers import errors
from askpapers.papers.paper import Paper
from askpapers.readers import FORMATS, open_reading
from askpapers.readers.format import ReadNote

TODAY = date(2026, 11, 24)
MAIL = "From: a@b.example\nTo: c@d.example\nSubject: To read\nDate: Mon, 2 Nov 2026 00:00:00 +0000\n\n"


def named(text: str) -> list[tuple[str, str]]:
    reading = open_reading(io.BytesIO(text.encode()), name="it", today=TODAY)
    papers = [item for item in reading.items if isinstance(item, Paper)]
    assert reading.format == "text"
    return [(paper.arxiv_id or paper.doi or "", "" if ":" in paper.title[:6] else paper.title) for paper in papers]


@pytest.mark.parametrize(
    ("text", "papers"),
    [
        ("1. Quiet Gradients. One et al. arXiv:2601.00001\nWe make gradients quiet …", [("2601.00001", "Quiet Gradients")]),
        ("See https://arxiv.org/abs/2601.00001 and also 1706.03762", [("2601.00001", ""), ("1706.03762", "")]),
        ("Have you read 1706.03762 on arXiv?", [("1706.03762", "")]),
        ("Ann: this (https://www.alphaxiv.org/abs/2601.00001v2)!", [("2601.00001", "")]),
        ("x: huggingface.co/papers/2601.00001, semanticscholar.org/arxiv/2601.00002.", [("2601.00001", ""), ("2601.00002", "")]),
        ("[3] A. One, “Quiet gradients,” arXiv preprint arXiv:2601.00001v2.", [("2601.00001", "Quiet gradients")]),
        ("One, A. (2026). Quiet gradients. arXiv:2601.00001", [("2601.00001", "Quiet gradients")]),
        ("I like [Quiet Gradients](https://arxiv.org/abs/2601.00001).", [("2601.00001", "Quiet Gradients")]),
        ("He said \"you must read it\": arXiv:2601.00001", [("2601.00001", "")]),
        ("See arXiv:2601.00001, then 2601.00001v3 again, doi:10.48550/arXiv.2601.00001", [("2601.00001", "")]),
        ("Old: hep-th/9901001, math.GT/0309136v2; pull/1234567", [("hep-th/9901001", ""), ("math/0309136", "")]),
        ("(https://doi.org/10.1234/q.1) and 10.1234/s(2)x.", [("10.1234/q.1", ""), ("10.1234/s(2)x", "")]),
        ("The arXiv:2601.00001 costs $1706.03762, 0704.1234% more", [("2601.00001", "")]),
        (MAIL + "Hi,\n\nplease read arXiv:2601.00001 today.\n", [("2601.00001", "")]),
    ],
)  # fmt: skip
def test_what_a_text_names_is_read(text: str, papers: list[tuple[str, str]]) -> None:
    assert named(text) == papers


@pytest.mark.parametrize(
    "text",
    [
        "It costs 2024.12345 on 2024.12.31, or 1706.03762 €.",
        "loss 1804.12345\nloss 1755.22222",
        "The 0704.1234 is a number, 10.2023/04 a month, case/9901001 a case, 3001.00001 still to come.",
        "Titel,Jahr,Verweis\nLampen,2020,https://arxiv.org/abs/2601.00001\n",
        "<html><body><p>https://arxiv.org/abs/2601.00001</p></body></html>",
        '{"weather": "https://arxiv.org/abs/2601.00001"}',
    ],
)
def test_what_names_no_paper_stays_an_error(text: str) -> None:
    with pytest.raises(errors.UnknownFormat):
        named(text)


@pytest.mark.parametrize("name", sorted(set(FORMATS) - {"text"}))
def test_every_known_form_wins_over_what_it_names(name: str) -> None:
    content = f"{FORMATS[name].example}\n".encode()
    assert open_reading(io.BytesIO(content), name="it", today=TODAY).format == name


def test_a_list_between_fences_wins_over_what_the_text_around_it_names() -> None:
    text = f"As in arXiv:2601.00009:\n\n```\n{FORMATS['ris'].example}```\n"
    assert open_reading(io.BytesIO(text.encode()), name="it", today=TODAY).format == "ris"


def test_it_is_said_how_titles_and_abstracts_are_found() -> None:
    items = open_reading(io.BytesIO(b"See arXiv:2601.00001"), name="it", today=TODAY).items
    assert any(isinstance(item, ReadNote) and "askpapers resolve" in item.message for item in items)


def test_many_numbers_take_linear_time() -> None:
    assert len(named("See arXiv:2601.00001 " * 100_000)) == 1
