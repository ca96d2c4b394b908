"""A real model's replies, recorded over HTTP; with ASKPAPERS_RECORD=1 the same tests ask a server and record anew.

`cassettes/README.md` says how they were made.
"""

from __future__ import annotations

import json
import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

import pytest
import vcr

from askpapers import errors
from askpapers.answers.answer import Answer, Checked, Comparison, OneLine, Status, Support, Words
from askpapers.library.library import Library
from askpapers.papers.scope import Scope
from askpapers.settings.settings import load
from askpapers.text.quantities import quantities
from askpapers.verbs import add as ingest
from askpapers.verbs import ask, compare, digest, summarize
from tests.conftest import NOW
from tests.servers.scripted import Step, chunk, error, serving, stream

CASSETTES = Path(__file__).parents[2] / "cassettes"
FAULTS = 8766
"""The port of the scripted server while faults are recorded."""
RECORD = bool(os.environ.get("ASKPAPERS_RECORD"))
TITLES = ("AdaMerging", "Twin-Merging", "Modeling Multi-Task Model Merging", "Knowledge Composition using Task Vectors",
          "QueST", "Pointer Networks")  # fmt: skip
MERGING = "How do these papers merge task vectors, and what gains do they report?"
PROTEINS = "Which of these methods was tested on protein structure prediction?"
PARTLY = "What loss does AdaMerging minimise to learn its coefficients, and on how many GPUs was it run?"
FOLLOW_UP = "And by how much does the second one improve on what was there before?"
BENCHMARKS = "Which papers introduce a new benchmark?"
COEFFICIENTS = "How does AdaMerging learn its coefficients?"
GERMAN = "Wie lernt AdaMerging seine Koeffizienten?"
SECRET = [("authorization", "Bearer ***"), ("api-key", "***"), ("openai-organization", None), ("openai-project", None)]
pytestmark = pytest.mark.usefixtures("sample_home")  # whose vectors the bundled model knows from then on


def shorn(response: dict[str, Any]) -> dict[str, Any]:
    """Keep of a reply's headers what the program reads."""
    kept = ("content-type", "retry-after", "location", "transfer-encoding")
    response["headers"] = {name: value for name, value in response["headers"].items() if name.lower() in kept}
    return response


def same_question(one: Any, other: Any) -> bool:
    """Whether two requests are the same but for the server and the model, which whoever records may choose."""
    asked = [json.loads(request.body or b"{}") for request in (one, other)]
    return one.method == other.method and {**asked[0], "model": ""} == {**asked[1], "model": ""}


@contextmanager
def cassette(name: str) -> Iterator[Any]:
    """Play a cassette back: only what was recorded, each reply to the very request that it was recorded for."""
    recorder = vcr.VCR()
    recorder.register_matcher("same question", same_question)
    with recorder.use_cassette(
        str(CASSETTES / f"{name}.yaml"),
        record_mode="all" if RECORD else "none",
        drop_unused_requests=RECORD,
        match_on=["same question"],
        filter_headers=[*SECRET, "user-agent", "x-stainless-arch", "x-stainless-os", "x-stainless-runtime-version"],
        before_record_response=shorn,
        decode_compressed_response=True,
    ) as played:
        yield played


@asynccontextmanager
async def library_at(server: dict[str, str], folder: Path) -> AsyncIterator[Library]:
    """The sample day, the bundled embedding, and a model at a server."""
    environ = {**server, "ASKPAPERS_CACHE": str(folder / "cache"), "ASKPAPERS_CONFIG": str(folder / "config"),
               "ASKPAPERS_MODEL": "gpt-6-luna", "ASKPAPERS_TIMEOUT": "3000"}  # fmt: skip
    async with Library(load({"home": str(folder / "home")}, environ), clock=lambda: NOW) as library:
        await ingest.open_sample(library, embed=False)
        yield library


@pytest.fixture
async def sample(tmp_path: Path) -> AsyncIterator[Library]:
    """While recording, the model is the one that the environment names."""
    server = {"OPENAI_BASE_URL": "http://127.0.0.1:8765/v1", "OPENAI_API_KEY": "any"}
    if RECORD:
        server = {name: value for name, value in os.environ.items() if name.startswith(("OPENAI_", "ASKPAPERS_MODEL"))}
    async with library_at(server, tmp_path) as library:
        yield library


@pytest.fixture
async def faulty(tmp_path: Path) -> AsyncIterator[Library]:
    """While recording, the model is a script's."""
    server = {"OPENAI_BASE_URL": f"http://127.0.0.1:{FAULTS}/v1", "OPENAI_API_KEY": "any"}
    async with library_at(server, tmp_path) as library:
        yield library


async def six(library: Library) -> tuple[str, ...]:
    """The ids of the six papers that are asked about, so that every prompt is the same each time."""
    rows = await library.catalog.rows(Scope())
    return tuple(next(row.paper.id for row in rows if row.paper.title.startswith(title)) for title in TITLES)


async def answer_to(library: Library, question: str) -> tuple[Answer, list[Any]]:
    events = [event async for event in ask.ask(library, question, Scope(), papers=await six(library), fresh=True)]
    assert isinstance(events[-1], Answer)
    return events[-1], events[:-1]


async def assert_evidence(library: Library, answer: Answer) -> None:
    """Every citation names a sentence that exists, and its quotation is verbatim."""
    for claim in answer.claims:
        for citation in claim.citations:
            assert citation.support is not Support.UNKNOWN_SOURCE, claim.text
            paper = await library.catalog.paper(citation.paper_id)
            assert paper is not None and citation.sentences
            assert citation.quote and all(part in paper.abstract for part in citation.quote.split(" … "))


async def test_a_streamed_answer(sample: Library) -> None:
    with cassette("answer") as played:
        answer, events = await answer_to(sample, MERGING)
    assert RECORD or played.all_played
    assert answer.status in (Status.ANSWERED, Status.PARTLY)
    assert len([event for event in events if isinstance(event, Words)]) > 20
    assert len([event for event in events if isinstance(event, Checked)]) > 1, "verdicts come while it streams"
    assert "".join(event.text for event in events if isinstance(event, Words)) == answer.text
    await assert_evidence(sample, answer)
    cited = {citation.paper_id for claim in answer.claims for citation in claim.citations}
    ids = await six(sample)
    assert set(ids[:4]) <= cited, "all four merging papers speak to the question"
    assert not set(ids[4:]) & cited, "the other two do not"
    assert answer.usage.prompt > 1000 and not answer.usage.estimated
    verified = [claim.support is Support.VERIFIED for claim in answer.claims if claim.support is not Support.NOT_STATED]
    # Of true claims .6 to .7 are verified (benchmarks/QUALITY.md), the others are weak and never more than that.
    assert sum(verified) / len(verified) >= 0.6
    assert {claim.support for claim in answer.claims} <= {Support.VERIFIED, Support.WEAK}


async def test_what_a_digest_says_of_the_day(sample: Library) -> None:
    with cassette("digest"):
        made = await digest.digest(sample, Scope(), fresh=True)
    assert not made.notes
    assert made.overview is not None and made.overview.usage.calls == 1
    await assert_evidence(sample, made.overview)
    supports = [claim.support for claim in made.overview.claims]
    assert 4 <= len(supports) <= 6, "as many sentences as the prompt asks for"
    assert set(supports) <= {Support.VERIFIED, Support.WEAK}, "each of them cites, and nothing is contradicted"


async def test_a_refusal(sample: Library) -> None:
    with cassette("refusal"):
        answer, _ = await answer_to(sample, PROTEINS)
    assert answer.status is Status.NOT_FOUND
    assert answer.nearest


async def test_an_answer_to_one_part(sample: Library) -> None:
    with cassette("partly"):
        answer, _ = await answer_to(sample, PARTLY)
    assert answer.status is Status.PARTLY
    assert {claim.support for claim in answer.claims} == {Support.VERIFIED, Support.NOT_STATED}
    await assert_evidence(sample, answer)


async def test_an_answer_in_the_language_of_the_question(sample: Library) -> None:
    with cassette("german"):
        answer, _ = await answer_to(sample, GERMAN)
    assert answer.status is Status.ANSWERED
    assert {"die", "der", "und"} & set(answer.text.split())
    await assert_evidence(sample, answer)


async def test_a_follow_up_on_one_of_the_papers_before(sample: Library) -> None:
    with cassette("answer"):
        first, _ = await answer_to(sample, MERGING)
    with cassette("follow_up"):
        events = [event async for event in ask.ask(sample, FOLLOW_UP, Scope(), turns=[first], fresh=True)]
    answer = events[-1]
    assert isinstance(answer, Answer)
    assert [match.paper.title.partition(":")[0] for match in answer.matches] == ["Twin-Merging"]
    assert answer.status in (Status.ANSWERED, Status.PARTLY)
    assert "28.34" in answer.text
    await assert_evidence(sample, answer)


async def test_a_list_over_all_papers(sample: Library) -> None:
    with cassette("whole_list"):
        events = [event async for event in ask.ask(sample, BENCHMARKS, Scope(), fresh=True)]
    answer = events[-1]
    assert isinstance(answer, Answer)
    assert len(answer.matches) == answer.scope_size == 64, "one call shows the whole day"
    assert answer.usage.calls == 1
    assert answer.status is Status.ANSWERED
    assert len({citation.paper_id for citation in answer.citations}) >= 3
    await assert_evidence(sample, answer)


async def test_one_liners(sample: Library) -> None:
    ids = await six(sample)
    with cassette("one_liners"):
        events = [event async for event in summarize.summarize(sample, Scope(ids=ids))]
    lines = {event.paper_id: event for event in events if isinstance(event, OneLine)}
    assert set(lines) == set(ids)
    for id, line in lines.items():
        paper = await sample.catalog.paper(id)
        assert paper is not None
        assert 5 <= len(line.text.split()) <= 30
        stated = {figure.value for figure in quantities(f"{paper.title} {paper.abstract}")}
        assert {figure.value for figure in quantities(line.text)} <= stated, "no figure that the abstract has not"


async def test_a_comparison(sample: Library) -> None:
    ids = await six(sample)
    with cassette("comparison"):
        comparison = await compare.compare(sample, ids[:2])
    assert isinstance(comparison, Comparison)
    assert len(comparison.points) >= 5 and not comparison.remarks
    for point in comparison.points:
        for paper, cell in zip(comparison.papers, point.cells, strict=True):
            assert not cell.text or cell.citations, "a cell that says something cites something"
            assert {citation.paper_id for citation in cell.citations} <= {paper.id}
            assert all(citation.support is not Support.UNKNOWN_SOURCE for citation in cell.citations)


async def test_a_small_model_s_comparison_as_a_table(sample: Library) -> None:
    ids = await six(sample)
    with cassette("comparison_table"):
        comparison = await compare.compare(sample, ids[:2])
    assert len(comparison.points) >= 4, "a table is read, though JSON was asked for"
    for point in comparison.points:
        for paper, cell in zip(comparison.papers, point.cells, strict=True):
            if any(citation.paper_id != paper.id for citation in cell.citations):
                assert cell.support is not Support.VERIFIED, "what cites the other paper is not verified"


async def test_a_small_model_that_thinks_aloud(sample: Library) -> None:
    with cassette("thinking_aloud"):
        answer, events = await answer_to(sample, COEFFICIENTS)
    assert answer.usage.aloud > 20, "what is left out is counted"
    assert "think" not in answer.text.lower() and "user" not in answer.text.lower()
    assert "".join(event.text for event in events if isinstance(event, Words)) == answer.text
    assert answer.claims and all(claim.citations for claim in answer.claims)
    await assert_evidence(sample, answer)


@contextmanager
def fault(name: str, *steps: Step) -> Iterator[None]:
    """Play a fault back; while recording, a scripted server on the cassettes' own port makes it."""
    if not RECORD:
        with cassette(f"fault_{name}"):
            yield
        return
    with serving(*steps, port=FAULTS), cassette(f"fault_{name}"):
        yield


async def test_fault_a_refused_key(faulty: Library) -> None:
    said = error(401, "Incorrect API key provided: sk-wrong.", "invalid_api_key")
    with fault("refused_key", said), pytest.raises(errors.KeyProblem) as caught:
        await answer_to(faulty, GERMAN)
    assert "key" in str(caught.value) and caught.value.hint


async def test_fault_too_many_requests_then_success(faulty: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    waited: list[float] = []

    async def wait(seconds: float) -> None:
        waited.append(seconds)

    llm = await faulty.llm()
    monkeypatch.setattr(llm, "_sleep", wait)
    said = (
        error(429, "Rate limit reached.", "rate_limit_exceeded", retry_after="7"),
        stream("It learns ", "them [1.7]."),
    )
    with fault("429_then_success", *said):
        answer, _ = await answer_to(faulty, GERMAN)
    assert waited == [7.0]
    assert answer.text == "It learns them [1.7]."


async def test_fault_a_cut_stream(faulty: Library) -> None:
    said = Step(lines=[chunk("It learns them [1.7]. And "), chunk("it")])
    with fault("cut_stream", said):
        answer, _ = await answer_to(faulty, GERMAN)
    assert answer.text == "It learns them [1.7]. And it"
    assert answer.status is Status.STOPPED
    assert answer.claims[0].citations


def test_no_cassette_holds_a_secret() -> None:
    names = sorted(CASSETTES.glob("*.yaml"))
    assert names
    for path in names:
        text = path.read_text("utf-8")
        assert "Bearer any" not in text and "Bearer sk-" not in text
        assert json.dumps(os.environ.get("HOME", "/root"))[1:-1] not in text, "a path of the machine it was made on"
