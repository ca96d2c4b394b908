"""Adding papers from the desk: a file, a fetched list, a paste; and the work behind it."""

from __future__ import annotations

import asyncio
from collections import Counter
from functools import partial
from typing import TYPE_CHECKING

from textual import events, on

from askpapers import errors
from askpapers.answers.answer import Progress
from askpapers.papers.scope import Scope
from askpapers.text.sanitize import sanitize
from askpapers.tui.desk.base import DeskBase
from askpapers.tui.dialogs.basic import LineDialog, TextDialog
from askpapers.tui.messages import ErrorRaised, SampleWanted, Spent, by_keys
from askpapers.tui.widgets.rows import Welcome

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from askpapers.verbs.add import AddReport

LINES_AT_ONCE = 8
SHOWN_ALONE = 500
"""Papers up to which what was added is shown without the rest of its day."""


class AdditionPart(DeskBase):
    """The part of the desk that brings papers in."""

    @on(Welcome.Chosen)
    def _welcome_chosen(self, event: Welcome.Chosen) -> None:
        match event.what:
            case "sample":
                self.post_message(SampleWanted())
            case "add":
                self.action_add()
            case "fetch":
                self.run_worker(self._fetch("today"), group="adding", exit_on_error=False)
            case "paste":
                self.action_paste()
            case _:
                raise AssertionError(event.what)

    async def add_sample(self) -> None:
        """Add the sample day and show it."""
        from askpapers.verbs import add as ingest

        add = partial(ingest.open_sample, self.library, embed=False)
        await self._take(add, "opening the sample day…", bundled=True)

    def action_add(self) -> None:
        """Ask for a file, folder or address, and add it."""
        from askpapers.verbs import add as ingest

        def given(source: str | None) -> None:
            if source:
                # A terminal quotes a path that is dropped into it.
                path = source.strip().strip("'\"").replace("\\ ", " ")
                work = self._take(
                    lambda: ingest.add(self.library, [path], embed=False), f"adding {sanitize(path, 50)}…"
                )
                self.run_worker(work, group="adding", exit_on_error=False)

        self.app.push_screen(
            LineDialog("Add a file, a folder or an address", "You can drop a file here · Enter adds · Esc closes"),
            given,
        )

    def action_fetch(self) -> None:
        """Ask for a day, week or month, and fetch its list."""

        def given(when: str | None) -> None:
            if when:
                self.run_worker(self._fetch(when), group="adding", exit_on_error=False)

        hint = "today, 2025-10-30, 2025-W44, 2025-10 · then a space and arxiv:cs.CL for arXiv · Esc closes"
        self.app.push_screen(LineDialog("Fetch a list", hint, "today"), given)

    def action_paste(self) -> None:
        """Take a pasted list."""
        from askpapers.tui.dialogs.forms import PasteDialog

        def given(text: str | None) -> None:
            if text:
                self._add_text(text)

        self.app.push_screen(PasteDialog(self.unsent), given)

    def on_paste(self, event: events.Paste) -> None:
        """A paste that no line takes is a list, or the path of a dropped file."""
        from askpapers.sources.inputs import path_of

        text = event.text.strip()
        if not text:
            return
        event.stop()
        path = text.strip("'\"").replace("\\ ", " ").removeprefix("file://")
        dropped = path_of(path) if "\n" not in text and len(path) < 1000 else None
        if dropped is not None and dropped.exists():
            from askpapers.verbs import add as ingest

            work = self._take(lambda: ingest.add(self.library, [path], embed=False), f"adding {sanitize(path, 50)}…")
            self.run_worker(work, group="adding", exit_on_error=False)
        else:
            self._add_text(text)

    def _add_text(self, text: str) -> None:
        from askpapers.verbs import add as ingest

        content = text.encode("utf-8", "replace")
        work = self._take(
            lambda: ingest.add_bytes(self.library, content, "The paste"), "reading the paste…", pasted=text
        )
        self.run_worker(work, group="adding", exit_on_error=False)

    async def _fetch(self, asked: str) -> None:
        from askpapers.verbs import fetch

        when, _, origin = asked.partition(" ")
        self.status.working(f"fetching {sanitize(asked, 40)}…")
        try:
            outcome = await fetch.fetch(self.library, when, origin.strip() or "hf", embed=False)
        except errors.AskpapersError as error:
            self.post_message(ErrorRaised(error))
            return
        finally:
            self.status.working("")
        self.notify(sanitize(outcome.words), timeout=8, markup=False)
        await self._added(outcome.added)

    async def _take(
        self, add: Callable[[], Awaitable[AddReport]], words: str, *, bundled: bool = False, pasted: str = ""
    ) -> None:
        """Add, say `words` meanwhile, and show what came; of bundled data no reader can mend what is warned of.

        What was `pasted` and cannot be read is there when p is pressed again.
        """
        from askpapers.tui.dialogs.forms import PASTE
        from askpapers.verbs import news

        self.status.working(words)
        try:
            seen = not await news.unseen(self.library)
            added = await add()
            if seen:
                await news.news(self.library)  # what the reader adds and is shown is no news to them
        except errors.AskpapersError as error:
            if pasted:
                self.unsent[PASTE] = pasted
            self.post_message(ErrorRaised(error))
            return
        finally:
            self.status.working("")
        if pasted and self.unsent.get(PASTE) == pasted:
            del self.unsent[PASTE]
        parts = [f"{added.added} added"]
        parts += [f"{n} {word}" for n, word in ((added.updated, "updated"), (added.unchanged, "known already")) if n]
        notes = [by_keys(sanitize(note)) for note in added.notes] + [
            sanitize(str(failure)) for failure in added.failures
        ]
        if bundled:
            notes = []
        elif added.warnings:
            count = "1 warning" if len(added.warnings) == 1 else f"{len(added.warnings)} warnings, the first"
            line = f"line {added.warnings[0].line}: " if added.warnings[0].line else ""
            notes.append(f"{count}: {line}{sanitize(added.warnings[0].message, 70)}")
        severity = "warning" if added.failures else "information"
        if added.added or not bundled:  # that the sample day is opened again is no news
            self.notify("\n".join(notes) or " ", title=", ".join(parts), timeout=6, severity=severity, markup=False)  # type: ignore[arg-type]
        await self._added(added)

    async def _added(self, added: AddReport) -> None:
        if not added.papers:
            return
        paper = await self.library.catalog.paper(added.papers[0])
        if paper is not None and paper.listed:
            day = max(paper.listed)
            self.scope = Scope(day, day)
        elif paper is not None:
            self.scope = Scope(undated=True)
        # Among many others of the day nobody finds what came just now.
        if len(added.papers) <= SHOWN_ALONE and await self.library.catalog.count(self.scope) > len(added.papers):
            self.whole_day, self.scope = self.scope, Scope(ids=tuple(added.papers))
            self.notify("Only what was added is shown; Esc shows the others of its list.", timeout=6)
        await self.show_scope()
        if self.focused is None or not self.focused.is_on_screen or self.focused.id is None:
            self.list.focus()
        self.embed_soon()

    def embed_soon(self) -> None:
        """Make the vectors that are missing in the background."""
        self.run_worker(self.embed(), group="embedding", exclusive=True, exit_on_error=False)

    async def embed(self) -> None:
        """Make the vectors that are missing while the reader reads; an answer that comes in has the processors to itself."""
        from askpapers.retrieval import indexing

        def tell(progress: Progress) -> None:
            self.status.working(f"{progress.what} {progress.done} of {progress.total}")

        try:
            await indexing.index_pending(self.library, tell, agreed=False, pause=self.questions.none.wait)
            if await indexing.is_complete(self.library):
                return
            left = await indexing.backlog(self.library)
            if left.papers and not left.unasked:
                told = f"Papers: {left}.\naskpapers doctor --index does it; until then they are found by their words."
                self.notify(told, title="Not indexed", severity="warning", timeout=12, markup=False)
        except errors.AskpapersError as error:
            self.post_message(ErrorRaised(error))
        finally:
            self.status.working("")

    async def follow(self) -> None:
        """Take over what others have put on the team's Chroma server; the list notices by itself."""
        from askpapers.papers.paper import papers_in_words
        from askpapers.verbs.follow import follow

        report = await follow(self.library)
        for count, words in ((report.added, "came from the team's server"), (report.removed, "removed there for all")):
            if count:
                self.notify(f"{papers_in_words(count)} {words}.", timeout=6)

    async def fill_lines(self) -> None:
        """Give the rows in view that have no line yet one of their own sentences, a few at a time."""
        from askpapers.verbs import lists

        rows = await self.list.rows(self.listed, limit=100)
        missing = [row for row in rows if not row.one_line and row.paper.abstract]
        for start in range(0, len(missing), LINES_AT_ONCE):
            await lists.fill(self.library, missing[start : start + LINES_AT_ONCE])
            await self.list.reload_rows()
            await asyncio.sleep(0)
        if missing and (row := self.list.row) is not None and self.reader.paper == row.paper:
            self.reader.show_row(row)

    def action_summarize(self) -> None:
        """Write the one-line summaries of the papers in scope, in the background."""
        self.run_worker(self._summarize(), group="summaries", exclusive=True, exit_on_error=False)

    async def _summarize(self) -> None:
        from askpapers.answers.answer import OneLine
        from askpapers.answers.usage import money
        from askpapers.verbs import summarize

        failures: Counter[str] = Counter()
        began = asyncio.get_running_loop().time()
        try:
            async for event in summarize.summarize(self.library, self.scope):
                if isinstance(event, OneLine):
                    self.list.put_line(event)
                elif isinstance(event, summarize.Failed):
                    failures[event.reason] += 1
                elif isinstance(event, Progress):
                    spent = asyncio.get_running_loop().time() - began
                    rate = event.done / spent if spent > 0.5 else 0
                    left = f" · {rate:.1f} a second · {(event.total - event.done) / rate:.0f} s left" if rate else ""
                    self.status.working(f"{event.what} {event.done} of {event.total}{left}")
                elif isinstance(event, summarize.Summarized):
                    self.post_message(Spent(event.usage))
                    told = (
                        f"{event.done} written, {event.reused} known, {event.failed} failed · {money(event.usage.cost)}"
                    )
                    reasons = [f"{n} without a line: {sanitize(reason, 120)}" for reason, n in failures.most_common(3)]
                    self.notify("\n".join([told, *reasons]), title="Summaries", timeout=8, markup=False)
        except errors.AskpapersError as error:
            self.post_message(ErrorRaised(error))
        finally:
            self.status.working("")

    async def tell_news(self) -> None:
        """Say how much the reader has not looked at yet."""
        from askpapers.verbs import news

        if told := await news.unseen(self.library):
            self.notify(
                f"{told}. n lists them; then what is new has no ● any more.", title="Since you last looked", timeout=6
            )

    async def action_news(self) -> None:
        """Show what is new since the last look."""
        from askpapers.verbs import news
        from askpapers.verbs.news import news_words

        found = await news.news(self.library)
        self.app.push_screen(TextDialog("Since you last looked", news_words(found, 30)))
