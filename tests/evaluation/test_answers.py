"""The measure of answers: its figures by hand, and questions asked for real without a model."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from askpapers import errors
from askpapers.answers.answer import Answer, Citation, Claim, Status, Support
from askpapers.answers.usage import Usage
from askpapers.evaluation.answers import Question, read, report, run
from askpapers.papers.paper import Match, Paper
from askpapers.settings.settings import Settings
from askpapers.text.sentences import Span

LAMPS = Paper("a", "Lamps: Burning for Hours", "Lamp A burns for 412 hours.")
BOATS = Paper("b", "Boats of Oak", "Boat B holds nine people.")


def claim(support: Support, *cited: str) -> Claim:
    """A claim that cites sentence 1 of each paper; "?" is a source that is not there."""
    marks = tuple(Citation(id, () if id == "?" else (1,), Span(0, 1), support) for id in cited)
    return Claim(Span(0, 1), marks, support)


def answer(status: Status, *claims: Claim, usage: Usage | None = None) -> Answer:
    citations = tuple(c for each in claims for c in each.citations)
    shown = (Match(LAMPS, 1.0), Match(BOATS, 0.5))
    return Answer("q", "text", status, citations, shown, usage or Usage(), "m", claims)


def metrics(*answers: tuple[Question, Answer]) -> dict[str, float]:
    found: dict[str, float] = report(answers, "m")["metrics"]
    return found


ASKED = Question("How long?", True)
REFUSABLE = Question("What of whales?", False)


def test_the_figures_of_four_answers_by_hand() -> None:
    told = report(
        [
            (
                Question("How long?", True, ("Lamps",)),
                answer(
                    Status.ANSWERED,
                    claim(Support.VERIFIED, "a"),
                    claim(Support.WEAK, "?"),
                    claim(Support.UNCITED),
                    claim(Support.NOT_STATED),
                    usage=Usage(100, 10, calls=1),
                ),
            ),
            (REFUSABLE, answer(Status.NOT_FOUND, claim(Support.UNCITED), usage=Usage(200, 20, calls=1))),
            (REFUSABLE, answer(Status.ANSWERED, claim(Support.VERIFIED, "b"), usage=Usage(300, 30, calls=2))),
            (Question("How many?", True, ("Boats",)), answer(Status.NOT_FOUND, usage=Usage(400, 40))),
        ],
        "gpt",
    )
    assert told["metrics"] == {
        "citations_that_exist": 0.6667,  # a, ?, b
        "claims_verified": 0.5,  # of two verified, a weak and an uncited one
        "claims_cited": 0.75,
        "citation_precision": 0.6667,
        "expected_papers_cited": 0.5,
        "refused_rightly": 0.5,
        "refused_wrongly": 0.5,
        "prompt_tokens_a_question": 250.0,
        "answer_tokens_a_question": 25.0,
        "calls_a_question": 1.0,
    }
    assert (told["task"], told["n"], told["claims"], told["answerable"], told["model"]) == ("answers", 4, 4, 2, "gpt")


def test_no_answers_are_no_figures_and_no_error() -> None:
    told = report([], "m")
    assert set(told["metrics"].values()) == {0.0}
    assert told["n"] == 0


@pytest.mark.parametrize("status", [Status.ANSWERED, Status.PARTLY, Status.STOPPED])
def test_only_not_found_is_a_refusal(status: Status) -> None:
    assert metrics((REFUSABLE, answer(status)))["refused_rightly"] == 0.0
    assert metrics((ASKED, answer(status)))["refused_wrongly"] == 0.0


def test_what_a_refusal_says_is_no_claim() -> None:
    told = metrics((ASKED, answer(Status.NOT_FOUND, claim(Support.UNSUPPORTED, "a"))))
    assert (told["claims_cited"], told["citation_precision"]) == (0.0, 0.0)


@pytest.mark.parametrize("support", [Support.WEAK, Support.UNSUPPORTED, Support.UNKNOWN_SOURCE])
def test_only_a_verified_claim_counts_as_verified(support: Support) -> None:
    told = metrics((ASKED, answer(Status.ANSWERED, claim(support, "a"), claim(Support.VERIFIED, "a"))))
    assert (told["claims_verified"], told["citation_precision"], told["claims_cited"]) == (0.5, 0.5, 1.0)


@pytest.mark.parametrize(
    ("expected", "cited", "hit"),
    [
        (("Lamps",), ("a",), 1.0),
        (("lamps: BURNING",), ("a",), 1.0),
        (("Burning",), ("a",), 0.0),
        (("Boats",), ("a",), 0.0),
        (("Boats", "Lamps"), ("a",), 1.0),
        (("Lamps",), ("b", "a"), 1.0),
        (("Lamps",), (), 0.0),
        (("Lamps",), ("nobody",), 0.0),
    ],
)
def test_a_paper_is_hit_by_the_beginning_of_its_title(
    expected: tuple[str, ...], cited: tuple[str, ...], hit: float
) -> None:
    given = answer(Status.ANSWERED, claim(Support.VERIFIED, *cited))
    assert metrics((Question("q", True, expected), given))["expected_papers_cited"] == hit


def test_questions_whose_papers_are_unknown_do_not_count_among_the_hits() -> None:
    hit = (Question("q", True, ("Lamps",)), answer(Status.ANSWERED, claim(Support.VERIFIED, "a")))
    unknown = (ASKED, answer(Status.ANSWERED, claim(Support.VERIFIED, "b")))
    assert metrics(hit, unknown)["expected_papers_cited"] == 1.0


# Reading


def test_questions_are_read_line_by_line(tmp_path: Path) -> None:
    path = tmp_path / "q.jsonl"
    path.write_bytes(
        b'{"question": "How long?", "answerable": true, "papers": ["Lamps", "Boats"], "more": 1}\r\n\r\n'
        b'   \n{"question": "\xc3\x9cber\\u202e Wale?", "answerable": false}'
    )
    assert read(path) == [Question("How long?", True, ("Lamps", "Boats")), Question("Über\u202e Wale?", False)]


@pytest.mark.parametrize(
    "line",
    [
        "no json",
        "[]",
        "5",
        "null",
        "{}",
        '{"question": "a"}',
        '{"answerable": true}',
        '{"question": "a", "answerable": true',
    ],
)
def test_a_line_that_is_no_question_is_named_with_an_example(tmp_path: Path, line: str) -> None:
    path = tmp_path / "q.jsonl"
    path.write_text(f'{{"question": "a", "answerable": true}}\n\n{line}\n')
    with pytest.raises(errors.DamagedInput, match=r"q\.jsonl:3 ") as caught:
        read(path)
    assert json.loads(caught.value.hint.replace("…", ""))["answerable"] is True


def test_a_file_that_is_not_there_is_bad_input(tmp_path: Path) -> None:
    for path in (tmp_path / "nowhere", tmp_path):
        with pytest.raises(errors.BadInput) as caught:
            read(path)
        assert caught.value.exit_code == 3


# Asking


def corpus(folder: Path) -> Path:
    rows: list[dict[str, Any]] = [
        {
            "id": "2511.00001",
            "title": "LampNet: Burning for Hours",
            "abstract": "LampNet is a lamp of tin. LampNet burns for 412 hours without oil.",
        },
        {
            "id": "2511.00002",
            "title": "BoatNet: Carrying Grain",
            "abstract": "BoatNet is a boat of oak. BoatNet carries nine tons of grain.",
        },
    ]
    path = folder / "corpus.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


def questions(folder: Path) -> Path:
    path = folder / "questions.jsonl"
    rows = [
        {"question": "How long does LampNet burn without oil?", "answerable": True, "papers": ["LampNet"]},
        {"question": "Who wrote the opera Carmen?", "answerable": False},
        {"question": "How much grain does BoatNet carry?", "answerable": True, "papers": ["BoatNet"]},
    ]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


@pytest.mark.parametrize("parallel", [-1, 1, 8])
async def test_questions_are_asked_of_the_files_without_a_model(
    settings: Settings, tmp_path: Path, parallel: int
) -> None:
    told: list[str] = []
    saved = tmp_path / "answers.jsonl"
    result = await run(
        settings, questions(tmp_path), [corpus(tmp_path)], parallel=parallel, save=saved, tell=told.append
    )
    assert (result["n"], result["answerable"], result["model"]) == (3, 2, "extractive")
    found = result["metrics"]
    assert (found["refused_rightly"], found["refused_wrongly"], found["expected_papers_cited"]) == (1.0, 0.0, 1.0)
    assert (found["citations_that_exist"], found["claims_verified"], found["calls_a_question"]) == (1.0, 1.0, 0.0)
    assert sorted(line.partition(":")[0] for line in told) == ["1 of 3", "2 of 3", "3 of 3"]
    # The answers are saved in the order of the questions, whichever was done first.
    kept = [json.loads(line) for line in saved.read_text(encoding="utf-8").splitlines()]
    assert [row["status"] for row in kept] == ["answered", "not-found", "answered"]
    assert "412 hours" in kept[0]["answer"]


async def test_the_readers_own_library_is_not_touched_by_files_to_measure(settings: Settings, tmp_path: Path) -> None:
    await run(settings, questions(tmp_path), [corpus(tmp_path)])
    assert not (settings.home / "catalog.sqlite").exists()


async def test_without_files_the_readers_own_library_is_asked(settings: Settings, tmp_path: Path) -> None:
    result = await run(settings, questions(tmp_path), [])
    # It is empty: everything is refused, rightly or wrongly.
    assert (result["metrics"]["refused_rightly"], result["metrics"]["refused_wrongly"]) == (1.0, 1.0)


async def test_what_is_told_cannot_command_the_terminal(settings: Settings, tmp_path: Path) -> None:
    path = tmp_path / "evil.jsonl"
    path.write_text(json.dumps({"question": "\x1b[2J\u202e\nWhat?" + "x" * 10_000, "answerable": False}) + "\n")
    told: list[str] = []
    await run(settings, path, [], tell=told.append)
    assert all(line.isprintable() and len(line) < 200 for line in told)


async def test_where_answers_cannot_be_saved_is_told(settings: Settings, tmp_path: Path) -> None:
    with pytest.raises(errors.NotWritable) as caught:
        await run(settings, questions(tmp_path), [], save=tmp_path / "nowhere" / "answers.jsonl")
    assert "nowhere" in str(caught.value)


async def test_a_corpus_that_is_not_there_is_told(settings: Settings, tmp_path: Path) -> None:
    with pytest.raises(errors.BadInput, match="nowhere"):
        await run(settings, questions(tmp_path), [tmp_path / "nowhere.jsonl"])
