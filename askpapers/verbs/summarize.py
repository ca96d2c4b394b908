"""One line a paper: a few papers a call, a few calls at a time, each line kept as it arrives."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from askpapers import errors
from askpapers.answers.answer import OneLine, Progress
from askpapers.answers.usage import EXTRACTIVE, Usage
from askpapers.library.catalog.database import in_passing
from askpapers.library.completion import complete
from askpapers.library.library import Library
from askpapers.models.prompts import reply_key
from askpapers.papers.paper import Paper
from askpapers.papers.scope import Scope
from askpapers.text.sanitize import sanitize

if TYPE_CHECKING:
    from askpapers.models.chat import LLM
    from askpapers.papers.paper import ListedPaper

PAPERS_A_CALL = 8
"""One call for each paper would send the instructions 64 times a day; a lost call of eight loses little."""

TOKENS_A_LINE = 70
MOST_WORDS = 45


@dataclass(frozen=True, slots=True)
class Failed:
    """A paper that got no line, and why."""

    paper_id: str
    reason: str


@dataclass(frozen=True, slots=True)
class Summarized:
    """What `summarize` did; `lines` has every line in scope, in order, those made before included."""

    done: int
    reused: int
    failed: int
    lines: tuple[OneLine, ...]
    usage: Usage


Event = Progress | OneLine | Failed | Summarized


async def summarize(
    library: Library, scope: Scope, *, fresh: bool = False, extractive: bool = False
) -> AsyncIterator[Event]:
    """Write the one-line summary of every paper in scope that has no valid one: events as they come, last the total.

    A line is valid for the abstract, prompt and model it was made from. Asked again after an interruption, only what
    is missing is done. Raises KeyProblem, QuotaSpent, UnknownModel, NoServer and SpendingLimit at once; another failure
    of a call fails its papers only.

    >>> async for event in summarize(library, Scope(), extractive=True):
    ...     total = event
    >>> total.done, total.failed
    (64, 0)
    """
    catalog = library.catalog
    papers = await catalog.papers(await catalog.ids(scope))
    llm = None if extractive else await library.llm()
    model = EXTRACTIVE if llm is None else llm.model
    kept = {} if fresh else await catalog.one_lines.get([paper.id for paper in papers], model)
    lines: dict[str, OneLine] = {}
    missing: list[Paper] = []
    for paper in papers:
        key, text = kept.get(paper.id, ("", ""))
        if key and key == _key(library, paper, model):
            lines[paper.id] = OneLine(paper.id, text, model)
        else:
            missing.append(paper)
    reused, done, failed = len(lines), 0, 0
    usage = Usage(cost=0.0)
    total = len(papers)
    yield Progress(reused, total, "writing summaries")
    writing = _quoted(library, missing) if llm is None else _written(library, llm, missing, fresh)
    async for item in writing:
        if isinstance(item, Usage):
            usage += item
            continue
        if isinstance(item, Failed):
            failed += 1
        else:
            done += 1
            lines[item.paper_id] = item
        yield item
        yield Progress(reused + done + failed, total, "writing summaries")
    ordered = tuple(lines[paper.id] for paper in papers if paper.id in lines)
    yield Summarized(done, reused, failed, ordered, usage)


def _key(library: Library, paper: Paper, model: str) -> str:
    if model == EXTRACTIVE:
        from askpapers.version import __version__

        return reply_key(model, [{"role": "user", "content": f"{paper.title}\n{paper.abstract}"}], version=__version__)
    from askpapers.models import prompts

    messages = prompts.load("one_line", library.prompt_folder()).fill(papers=prompts.evidence([paper]), count="1")
    return reply_key(model, messages)


async def _quoted(library: Library, papers: Sequence[Paper]) -> AsyncIterator[OneLine | Failed | Usage]:
    from askpapers import extractive

    for paper in papers:
        if not paper.abstract:
            yield Failed(paper.id, "it has no abstract")
            continue
        line = OneLine(paper.id, await asyncio.to_thread(extractive.one_line, paper))
        await library.catalog.one_lines.put([line], [_key(library, paper, EXTRACTIVE)])
        yield line


async def _written(
    library: Library, llm: LLM, papers: Sequence[Paper], fresh: bool
) -> AsyncIterator[OneLine | Failed | Usage]:
    """Run the calls, `parallel` at a time; the first error that concerns all of them stops all."""
    results: asyncio.Queue[OneLine | Failed | Usage | BaseException | None] = asyncio.Queue()
    told = [paper for paper in papers if paper.abstract]
    for paper in papers:
        if not paper.abstract:
            yield Failed(paper.id, "it has no abstract")
    waiting = [told[i : i + PAPERS_A_CALL] for i in range(0, len(told), PAPERS_A_CALL)]

    async def work() -> None:
        while waiting:
            batch = waiting.pop(0)
            try:
                await _batch(library, llm, batch, fresh, results)
            except (
                errors.KeyProblem, errors.QuotaSpent, errors.SpendingLimit, errors.UnknownModel, errors.NoServer
            ) as error:  # fmt: skip
                waiting.clear()
                results.put_nowait(error)
            except errors.ServiceError as error:
                if isinstance(error, errors.ContextOverflow) and len(batch) > 1:
                    waiting[:0] = [batch[: len(batch) // 2], batch[len(batch) // 2 :]]
                    continue
                for paper in batch:
                    results.put_nowait(Failed(paper.id, str(error)))
            except errors.AskpapersError as error:
                waiting.clear()
                results.put_nowait(error)

    async def all_workers() -> None:
        try:
            await asyncio.gather(*(work() for _ in range(library.settings.parallel)))
        except Exception as error:
            results.put_nowait(error)
        finally:
            results.put_nowait(None)

    task = asyncio.create_task(all_workers())
    try:
        while (item := await results.get()) is not None:
            if isinstance(item, BaseException):
                raise item
            yield item
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def _batch(
    library: Library,
    llm: LLM,
    papers: Sequence[Paper],
    fresh: bool,
    results: asyncio.Queue[OneLine | Failed | Usage | BaseException | None],
) -> None:
    found = await _ask(library, llm, papers, fresh, results)
    if missing := [paper for paper in papers if paper.id not in found]:
        # A line left out of a batch is asked for once more; a paper that has none after that has failed.
        found |= await _ask(library, llm, missing, fresh, results) if len(missing) < len(papers) else {}
    for paper in papers:
        if paper.id in found:
            line = OneLine(paper.id, found[paper.id], llm.model)
            await library.catalog.one_lines.put([line], [_key(library, paper, llm.model)])
            results.put_nowait(line)
        else:
            results.put_nowait(Failed(paper.id, "the model's reply has no line for it"))


async def _ask(
    library: Library,
    llm: LLM,
    papers: Sequence[Paper],
    fresh: bool,
    results: asyncio.Queue[OneLine | Failed | Usage | BaseException | None],
) -> dict[str, str]:
    from askpapers.models import prompts

    prompt = prompts.load("one_line", library.prompt_folder())
    messages = prompt.fill(papers=prompts.evidence(papers), count=str(len(papers)))
    reply = await complete(library, llm, messages, limit=TOKENS_A_LINE * len(papers), fresh=fresh)
    if not reply.cached:
        results.put_nowait(reply.usage)
    return read_lines(reply.text, papers)


def read_lines(reply: str, papers: Sequence[Paper]) -> dict[str, str]:
    """Return the lines of a reply by paper id: `1. …`, `[2] …`, `**3:** …`; a lone line serves a lone paper.

    A line that is empty, or far longer than one line, is left out.
    """
    found: dict[str, str] = {}
    for raw in reply.splitlines():
        m = re.match(r"^[\s>*_#-]*\[?(\d+)\]?(?:\.\d+)?\]?[\s*_]*[.:)\]|–—-]*[\s*_]*(.+)$", raw)
        if m and 1 <= int(m[1]) <= len(papers):
            text = sanitize(m[2]).strip(" *_|")
            if text and len(text.split()) <= MOST_WORDS:
                found.setdefault(papers[int(m[1]) - 1].id, text)
    if len(papers) == 1 and not found:
        text = sanitize(reply).strip(" *_")
        if text and len(text.split()) <= MOST_WORDS:
            found[papers[0].id] = text
    return found


async def fill(library: Library, rows: Sequence[ListedPaper]) -> list[ListedPaper]:
    """Return the rows with a line for each: where no line was written yet, the paper's own best sentence."""
    from askpapers import extractive

    missing = [row.paper for row in rows if not row.one_line and row.paper.abstract]
    if not missing:
        return list(rows)
    texts = await asyncio.to_thread(lambda: {paper.id: extractive.one_line(paper) for paper in missing})
    lines = [OneLine(id, text) for id, text in texts.items()]
    by_id = {paper.id: paper for paper in missing}
    with in_passing():
        await library.catalog.one_lines.put(lines, [_key(library, by_id[line.paper_id], EXTRACTIVE) for line in lines])
    return [replace(row, one_line=row.one_line or texts.get(row.paper.id, "")) for row in rows]
