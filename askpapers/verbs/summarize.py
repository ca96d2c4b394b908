"""One line a paper: a few papers a call, a few calls at a time, each line checked and kept as it arrives."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from askpapers import errors
from askpapers.answers.answer import OneLine, Progress
from askpapers.answers.usage import EXTRACTIVE, Usage
from askpapers.library.completion import complete
from askpapers.library.library import Library
from askpapers.models.prompts import reply_key
from askpapers.papers.paper import Paper
from askpapers.papers.scope import Scope
from askpapers.text.sanitize import sanitize

if TYPE_CHECKING:
    from askpapers.models.chat import LLM

PAPERS_A_CALL = 8
"""One call for each paper would send the instructions 64 times a day; a lost call of eight loses little."""

TOKENS_A_LINE = 70
LONGEST = 60
"""Words: what is longer is no line, but the reply of a model that does something else."""

UNUSABLE = 3
"""After so many calls in a row that brought no line, the rest of a batch would be paid for nothing."""


@dataclass(frozen=True, slots=True)
class Failed:
    """A paper that got no line, and why."""

    paper_id: str
    reason: str


@dataclass(frozen=True, slots=True)
class Summarized:
    """What `summarize` did; `lines` has every line in scope, in order, those made before included.

    `own` of those `done` are the papers' own sentences: what the model wrote could not be kept, twice.
    """

    done: int
    reused: int
    failed: int
    lines: tuple[OneLine, ...]
    usage: Usage
    own: int = 0


Event = Progress | OneLine | Failed | Summarized


async def summarize(
    library: Library, scope: Scope, *, fresh: bool = False, extractive: bool = False
) -> AsyncIterator[Event]:
    """Write the one-line summary of every paper in scope that has no valid one: events as they come, last the total.

    A line is valid for the abstract, prompt and model it was made from. Asked again after an interruption, only what
    is missing is done. A line with a fault, such as a figure that its abstract has not, is asked for once more; after that
    the paper's own sentence is kept, with the model "extractive". Raises KeyProblem, QuotaSpent, UnknownModel, NoServer and
    SpendingLimit at once; another failure of a call fails its papers only, but three in a row are raised.

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

    def valid() -> dict[str, OneLine]:
        return {
            paper.id: OneLine(paper.id, kept[paper.id][1], model)
            for paper in papers
            if paper.id in kept and kept[paper.id][0] == line_key(library, paper, model)
        }

    # A key is a hash of the whole prompt: of thousands of papers seconds go by.
    lines = await asyncio.to_thread(valid)
    missing = [paper for paper in papers if paper.id not in lines]
    reused, done, failed, own = len(lines), 0, 0, 0
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
            own += item.model != model
            lines[item.paper_id] = item
        yield item
        yield Progress(reused + done + failed, total, "writing summaries")
    ordered = tuple(lines[paper.id] for paper in papers if paper.id in lines)
    yield Summarized(done, reused, failed, ordered, usage, own)


def line_key(library: Library, paper: Paper, model: str) -> str:
    """Return the key under which a model's line of a paper is kept: it is of the text and the prompt that it was made from."""
    if model == EXTRACTIVE:
        from askpapers.version import __version__

        return reply_key(model, [{"role": "user", "content": f"{paper.title}\n{paper.abstract}"}], version=__version__)
    from askpapers.models import prompts

    messages = prompts.load("one_line", library.prompt_folder()).fill(
        papers=prompts.evidence([paper], marked=False), count="1"
    )
    return reply_key(model, messages)


async def _quoted(library: Library, papers: Sequence[Paper]) -> AsyncIterator[OneLine | Failed | Usage]:
    from askpapers.extractive.one_liner import one_line

    for paper in papers:
        if not paper.abstract:
            yield Failed(paper.id, "it has no abstract")
            continue
        line = OneLine(paper.id, await asyncio.to_thread(one_line, paper))
        await library.catalog.one_lines.put([line], [line_key(library, paper, EXTRACTIVE)])
        yield line


async def _written(
    library: Library, llm: LLM, papers: Sequence[Paper], fresh: bool
) -> AsyncIterator[OneLine | Failed | Usage]:
    """Run the calls, `parallel` at a time; the first error that concerns all of them stops all."""
    for paper in papers:
        if not paper.abstract:
            yield Failed(paper.id, "it has no abstract")
    batches = _Batches(library, llm, [paper for paper in papers if paper.abstract], fresh)
    task = asyncio.create_task(batches.run())
    try:
        while (item := await batches.results.get()) is not None:
            if isinstance(item, BaseException):
                raise item
            yield item
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


class _Batches:
    """The calls for the lines of papers: what comes of them is put into `results`, None last."""

    def __init__(self, library: Library, llm: LLM, papers: Sequence[Paper], fresh: bool) -> None:
        self._library = library
        self._llm = llm
        self._fresh = fresh
        self._waiting = [papers[i : i + PAPERS_A_CALL] for i in range(0, len(papers), PAPERS_A_CALL)]
        self._unusable = 0
        self.results: asyncio.Queue[OneLine | Failed | Usage | BaseException | None] = asyncio.Queue()

    async def run(self) -> None:
        """Make all calls."""
        try:
            async with asyncio.TaskGroup() as calls:
                for _ in range(self._library.settings.parallel):
                    calls.create_task(self._work())
        except ExceptionGroup as group:
            self.results.put_nowait(group.exceptions[0])
        finally:
            self.results.put_nowait(None)

    async def _work(self) -> None:
        while self._waiting:
            batch = self._waiting.pop(0)
            try:
                await self._batch(batch)
            except (
                errors.KeyProblem, errors.QuotaSpent, errors.SpendingLimit, errors.UnknownModel, errors.NoServer
            ) as error:  # fmt: skip
                self._stop(error)
            except errors.ServiceError as error:
                if isinstance(error, errors.ContextOverflow) and len(batch) > 1:
                    self._waiting[:0] = [batch[: len(batch) // 2], batch[len(batch) // 2 :]]
                    continue
                self._failed(batch, str(error), error)
            except errors.AskpapersError as error:
                self._stop(error)

    def _stop(self, error: errors.AskpapersError) -> None:
        self._waiting.clear()
        self.results.put_nowait(error)

    def _failed(self, batch: Sequence[Paper], reason: str, error: errors.AskpapersError | None = None) -> None:
        """Fail the papers of a call that brought no line; the third in a row fails all that are left."""
        self._unusable += 1
        for paper in batch:
            self.results.put_nowait(Failed(paper.id, reason))
        if self._unusable == UNUSABLE:
            self._stop(
                error
                or errors.BadReply(
                    f"{UNUSABLE} replies of {sanitize(self._llm.model, 60)} in a row held no summary that can be used.",
                    "Try another model, or use --extractive. What was written is kept.",
                )
            )

    async def _batch(self, papers: Sequence[Paper]) -> None:
        lines, objections = await self._asked("one_line", papers, {})
        if not lines and not objections:
            self._failed(papers, "the model's reply has no line for it")
            return
        self._unusable = 0
        left_out = [paper for paper in papers if paper.id not in lines]
        if left_out:
            # A line left out, or one with a fault, is asked for once more.
            told = {paper.id: objections.get(paper.id, "it was left out") for paper in left_out}
            again, objections = await self._asked("one_line_again", left_out, told)
            lines |= again
        for paper in papers:
            if paper.id in lines:
                await self._keep(paper, OneLine(paper.id, lines[paper.id], self._llm.model))
            elif paper.id in objections:
                from askpapers.extractive.one_liner import one_line

                own = await asyncio.to_thread(one_line, paper)
                await self._keep(paper, OneLine(paper.id, own))
            else:
                self.results.put_nowait(Failed(paper.id, "the model's reply has no line for it"))

    async def _keep(self, paper: Paper, line: OneLine) -> None:
        await self._library.catalog.one_lines.put([line], [line_key(self._library, paper, line.model)])
        self.results.put_nowait(line)

    async def _asked(
        self, name: str, papers: Sequence[Paper], faults: dict[str, str]
    ) -> tuple[dict[str, str], dict[str, str]]:
        """The lines that may stand and, of the others that came, what is wrong, by paper id."""
        from askpapers.answering.outcome import objection
        from askpapers.models import prompts

        values = {"papers": prompts.evidence(papers, marked=False), "count": str(len(papers))}
        if faults:
            values["objections"] = "\n".join(f"{n}: {faults[paper.id]}" for n, paper in enumerate(papers, 1))
        messages = prompts.load(name, self._library.prompt_folder()).fill(**values)
        limit = TOKENS_A_LINE * len(papers)
        reply = await complete(self._library, self._llm, messages, limit=limit, fresh=self._fresh)
        if not reply.cached:
            self.results.put_nowait(reply.usage)
        lines = read_lines(reply.text, papers)
        reader = await self._library.reader()

        def check() -> dict[str, str]:
            found = {paper.id: objection(lines[paper.id], paper, reader) for paper in papers if paper.id in lines}
            return {id: fault for id, fault in found.items() if fault}

        objections = await asyncio.to_thread(check)
        return {id: line for id, line in lines.items() if id not in objections}, objections


def read_lines(reply: str, papers: Sequence[Paper]) -> dict[str, str]:
    """Return the lines of a reply by paper id: `1. …`, `[2] …`, `**3:** …`; a lone line serves a lone paper.

    A line that is empty, or far longer than one line, is left out.
    """
    found: dict[str, str] = {}
    for raw in reply.splitlines():
        m = re.match(r"^[\s>*_#-]*\[?(\d+)\]?(?:\.\d+)?\]?[\s*_]*[.:)\]|–—-]*[\s*_]*(.+)$", raw)
        if m and 1 <= int(m[1]) <= len(papers):
            text = sanitize(m[2]).strip(" *_|")
            if text and len(text.split()) <= LONGEST:
                found.setdefault(papers[int(m[1]) - 1].id, text)
    if len(papers) == 1 and not found:
        text = sanitize(reply).strip(" *_")
        if text and len(text.split()) <= LONGEST:
            found[papers[0].id] = text
    return found
