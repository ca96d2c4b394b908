import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest

from askpapers import errors
from askpapers.answers.answer import OneLine
from askpapers.answers.usage import EXTRACTIVE, Usage
from askpapers.library.library import Library
from askpapers.papers.paper import Paper
from askpapers.papers.scope import Scope
from askpapers.verbs.lists import fill
from askpapers.verbs.summarize import PAPERS_A_CALL, Failed, Summarized, read_lines, summarize
from tests.fakes.llm import FakeLLM

DAY = date(2025, 10, 31)


def made(count: int) -> tuple[Paper, ...]:
    return tuple(Paper(f"2511.{i:05}", f"Title {i}", f"We train model {i}. It works well.") for i in range(count))


async def run(library: Library, **how: bool) -> tuple[list[object], Summarized]:
    events = [event async for event in summarize(library, Scope(), **how)]
    assert isinstance(events[-1], Summarized)
    return events, events[-1]


def lines(count: int) -> str:
    return "\n".join(f"{n}: trains a model" for n in range(1, count + 1))


async def test_what_is_written_is_not_asked_for_again(model_library: Library, llm: FakeLLM) -> None:
    papers = made(PAPERS_A_CALL + 2)
    # One call at a time, or the queue's replies would meet the batches in any order.
    model_library.settings = replace(model_library.settings, parallel=1)
    await model_library.catalog.merge(papers, default_day=DAY)
    llm.reply(lines(PAPERS_A_CALL), lines(2))
    _, total = await run(model_library)
    assert (total.done, total.reused, total.failed) == (PAPERS_A_CALL + 2, 0, 0)
    assert total.usage.calls == 2
    _, again = await run(model_library)
    assert (again.done, again.reused, len(llm.log)) == (0, PAPERS_A_CALL + 2, 2)
    assert [line.paper_id for line in again.lines] == [paper.id for paper in papers]


async def test_after_an_interruption_only_what_is_missing_is_asked(model_library: Library, llm: FakeLLM) -> None:
    await model_library.catalog.merge(made(PAPERS_A_CALL * 2), default_day=DAY)
    llm.reply(lines(PAPERS_A_CALL), lines(PAPERS_A_CALL))
    written = 0
    running = summarize(model_library, Scope())
    async for event in running:
        written += isinstance(event, OneLine)
        if written == 3:
            break
    await running.aclose()
    asked = len(llm.log)
    llm.queue.clear()
    llm.reply(*[lines(PAPERS_A_CALL)] * 2)
    _, total = await run(model_library)
    assert total.failed == 0
    assert total.reused >= 3
    assert total.done + total.reused == PAPERS_A_CALL * 2
    assert len(llm.log) - asked <= 2
    repeated = [message[-1]["content"].count("Paper ") for message in llm.log[asked:]]
    assert sum(repeated) < PAPERS_A_CALL * 2


async def test_a_line_left_out_is_asked_for_once_more(model_library: Library, llm: FakeLLM) -> None:
    await model_library.catalog.merge(made(3), default_day=DAY)
    llm.reply("1: trains one model\n3: trains a third model", "1: trains another model")
    _, total = await run(model_library)
    assert (total.done, total.failed) == (3, 0)
    assert {line.text for line in total.lines} == {"trains one model", "trains another model", "trains a third model"}


async def test_one_failure_is_told_and_the_rest_go_on(model_library: Library, llm: FakeLLM) -> None:
    await model_library.catalog.merge(made(PAPERS_A_CALL + 1), default_day=DAY)
    model_library.settings = replace(model_library.settings, parallel=1)
    llm.reply(errors.BadReply("broken"), "1: fine")
    events, total = await run(model_library)
    assert (total.done, total.failed) == (1, PAPERS_A_CALL)
    assert {event.reason for event in events if isinstance(event, Failed)} == {"broken"}


@pytest.mark.parametrize(
    "bad",
    [
        "TurboMerge merges task vectors of eight models and reaches 99.5% on GLUE.",
        "TurboMerge merges task vectors, and is 3.5 points below task arithmetic at 70% on GLUE.",
        "This paper merges task vectors of eight models.",
        "**TurboMerge** merges task vectors of eight models.",
        "TurboMerge merges task vectors of eight models [1.2].",
        "TurboMerge merges " + "task vectors and " * 15 + "models.",
    ],
)
async def test_a_line_with_a_fault_is_asked_for_once_more(
    model_library: Library, papers: tuple[Paper, ...], llm: FakeLLM, bad: str
) -> None:
    await model_library.catalog.merge(papers[:2], default_day=DAY)
    good = "TurboMerge merges task vectors of eight models."
    llm.reply(f"1: {bad}\n2: SlowNet is trained on 40,000 proteins.", f"1: {good}")
    _, total = await run(model_library)
    assert {line.text for line in total.lines} == {good, "SlowNet is trained on 40,000 proteins."}
    assert (total.done, total.own, total.failed) == (2, 0, 0)
    again = llm.log[1][-1]["content"]
    assert "could not be kept" in again
    assert "Paper 1: TurboMerge" in again
    assert "SlowNet" not in again


async def test_after_two_lines_with_a_fault_the_papers_own_sentence_is_kept_and_marked(
    model_library: Library, papers: tuple[Paper, ...], llm: FakeLLM
) -> None:
    await model_library.catalog.merge(papers[:1], default_day=DAY)
    llm.reply("1: Accuracy rises to 99.5% on GLUE.", "1: Accuracy rises to 98.5% on GLUE.")
    _, total = await run(model_library)
    (line,) = total.lines
    assert line.model == EXTRACTIVE
    assert line.text
    assert "9.5%" not in line.text
    assert (total.done, total.own, total.failed) == (1, 1, 0)
    _, again = await run(model_library)
    assert (len(llm.log), again.usage.calls, again.own) == (2, 0, 1)


async def test_three_unusable_replies_in_a_row_stop_the_batch(model_library: Library, llm: FakeLLM) -> None:
    await model_library.catalog.merge(made(PAPERS_A_CALL * 8), default_day=DAY)
    model_library.settings = replace(model_library.settings, parallel=1)
    llm.reply(*["I cannot do that."] * 8)
    with pytest.raises(errors.BadReply, match="in a row held no summary") as caught:
        await run(model_library)
    assert caught.value.exit_code == 4
    assert len(llm.log) == 3


async def test_three_failures_in_a_row_stop_the_batch_with_the_last_one(model_library: Library, llm: FakeLLM) -> None:
    await model_library.catalog.merge(made(PAPERS_A_CALL * 8), default_day=DAY)
    model_library.settings = replace(model_library.settings, parallel=1)
    llm.reply(
        lines(8), errors.BadReply("a"), lines(8), errors.BadReply("b"), errors.BadReply("c"), errors.BadReply("d")
    )
    with pytest.raises(errors.BadReply, match="d"):
        await run(model_library)
    assert len(llm.log) == 6


@pytest.mark.parametrize(
    "error",
    [errors.KeyRefused("no"), errors.QuotaSpent("none left"), errors.UnknownModel("who?"), errors.NoServer("gone")],
)
async def test_what_would_fail_every_call_stops_all(model_library: Library, llm: FakeLLM, error: Exception) -> None:
    await model_library.catalog.merge(made(PAPERS_A_CALL * 9), default_day=DAY)
    llm.reply(*[error] * 9)
    with pytest.raises(type(error)):
        await run(model_library)
    assert len(llm.log) <= model_library.settings.parallel


async def test_an_edited_prompt_changes_what_is_valid(model_library: Library, llm: FakeLLM) -> None:
    await model_library.catalog.merge(made(1), default_day=DAY)
    llm.reply("1: first")
    await run(model_library)
    folder = model_library.settings.prompts
    folder.mkdir(parents=True)
    (folder / "one_line.md").write_text("# user\nShorter! $papers $count", encoding="utf-8")
    llm.reply("1: second")
    _, total = await run(model_library)
    assert [line.text for line in total.lines] == ["second"]


async def test_without_a_model_every_paper_has_a_line_of_its_own(library: Library, papers: tuple[Paper, ...]) -> None:
    await library.catalog.merge(papers, default_day=DAY)
    _, total = await run(library)
    assert (total.done, total.failed) == (2, 1)
    assert all(line.model == "extractive" and line.text for line in total.lines)
    rows = await fill(library, await library.catalog.rows(Scope()))
    assert [bool(row.one_line) for row in rows] == [True, True, False]


@pytest.mark.parametrize(
    "reply",
    [
        "1: a\n2: b",
        "1. a\n2. b",
        "**1:** a\n**2:** b",
        "[1] a\n[2] b",
        "- 1: a\n- 2: b",
        "Here you are:\n1) a\n\n2) b",
        "1 - a\n2 - b",
    ],
)
def test_lines_are_read_as_models_write_them(reply: str) -> None:
    assert read_lines(reply, made(2)) == {"2511.00000": "a", "2511.00001": "b"}


def test_what_is_no_line_is_no_line() -> None:
    assert read_lines("1: " + "word " * 200, made(1)) == {}
    assert read_lines("7: out of range", made(2)) == {}
    assert read_lines("It merges models.", made(1)) == {"2511.00000": "It merges models."}
    assert "\x1b" not in read_lines("1: \x1b[31mred", made(1))["2511.00000"]


async def test_a_batch_that_is_too_long_is_asked_in_halves(model_library: Library, llm: FakeLLM) -> None:
    await model_library.catalog.merge(made(4), default_day=DAY)
    model_library.settings = replace(model_library.settings, parallel=1)
    llm.reply(errors.ContextOverflow("too long"), lines(2), errors.ContextOverflow("too long"), lines(1))
    llm.reply(errors.ContextOverflow("one alone is too long"))
    events, total = await run(model_library)
    assert (total.done, total.failed) == (3, 1)
    assert [event.reason for event in events if isinstance(event, Failed)] == ["one alone is too long"]
    assert [call[-1]["content"].count("Paper ") for call in llm.log] == [4, 2, 2, 1, 1]


async def test_a_fault_of_our_own_in_one_call_ends_the_others(
    model_library: Library, llm: FakeLLM, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, ended = asyncio.Event(), list[str]()

    async def complete(messages: Sequence[dict[str, str]], *, max_tokens: int) -> tuple[str, Usage]:
        if not begun.is_set():
            begun.set()
            try:
                await asyncio.Event().wait()
            finally:
                ended.append("the first")
        raise RuntimeError("a fault")

    monkeypatch.setattr(llm, "complete", complete)
    await model_library.catalog.merge(made(PAPERS_A_CALL * 2), default_day=DAY)
    with pytest.raises(RuntimeError, match="a fault"):
        await run(model_library)
    assert ended == ["the first"]
