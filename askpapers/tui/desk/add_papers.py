"""Adding papers from the desk: a file, a fetched list, a paste; and the work behind it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from textual import events, on

from askpapers import errors
from askpapers.answers.answer import Progress
from askpapers.papers.scope import Scope
from askpapers.text.sanitize import sanitize
from askpapers.tui.desk.base import DeskBase
from askpapers.tui.dialogs.basic import LineDialog, TextDialog
from askpapers.tui.dialogs.files import PasteDialog
from askpapers.tui.widgets.welcome import Welcome
from askpapers.verbs.add import AddReport

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

LINES_AT_ONCE = 8


class Adding(DeskBase):
    """The part of the desk that brings papers in."""

    @on(Welcome.Chosen)
    def _welcome_chosen(self, event: Welcome.Chosen) -> None:
        desk = self.desk
        match event.what:
            case "sample":
                self.run_worker(self.add_sample(), group="adding", exit_on_error=False)
            case "add":
                desk.action_add()
            case "fetch":
                self.run_worker(self._fetch("today"), group="adding", exit_on_error=False)
            case "paste":
                desk.action_paste()
            case _:
                raise AssertionError(event.what)

    async def add_sample(self) -> None:
        """Add the sample day and show it."""
        from askpapers.verbs import add as ingest

        await self._take(lambda: ingest.open_sample(self.desk.library, embed=False), "opening the sample day…")

    def action_add(self) -> None:
        """Ask for a file, folder or address, and add it."""
        from askpapers.verbs import add as ingest

        def given(source: str | None) -> None:
            if source:
                # A terminal quotes a path that is dropped into it.
                path = source.strip().strip("'\"").replace("\\ ", " ")
                work = self._take(
                    lambda: ingest.add(self.desk.library, [path], embed=False), f"adding {sanitize(path, 50)}…"
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

        def given(text: str | None) -> None:
            if text:
                self._add_text(text)

        self.app.push_screen(PasteDialog(), given)

    def on_paste(self, event: events.Paste) -> None:
        """A paste that no line takes is a list, or the path of a dropped file."""
        from pathlib import Path

        text = event.text.strip()
        if not text:
            return
        event.stop()
        path = text.strip("'\"").replace("\\ ", " ").removeprefix("file://")
        if "\n" not in text and len(path) < 1000 and Path(path).expanduser().exists():
            from askpapers.verbs import add as ingest

            work = self._take(
                lambda: ingest.add(self.desk.library, [path], embed=False), f"adding {sanitize(path, 50)}…"
            )
            self.run_worker(work, group="adding", exit_on_error=False)
        else:
            self._add_text(text)

    def _add_text(self, text: str) -> None:
        from askpapers.verbs import add as ingest

        content = text.encode("utf-8", "replace")
        work = self._take(lambda: ingest.add_bytes(self.desk.library, content, "the paste"), "reading the paste…")
        self.run_worker(work, group="adding", exit_on_error=False)

    async def _fetch(self, asked: str) -> None:
        from askpapers.verbs import fetch

        desk = self.desk
        when, _, origin = asked.partition(" ")
        desk.status.working(f"fetching {sanitize(asked, 40)}…")
        try:
            outcome = await fetch.fetch(desk.library, when, origin.strip() or "hf", embed=False)
        except errors.AskpapersError as error:
            desk.askpapers.tell_error(error)
            return
        finally:
            desk.status.working("")
        self.notify(sanitize(outcome.words), timeout=8, markup=False)
        await self._added(outcome.added)

    async def _take(self, add: Callable[[], Awaitable[AddReport]], words: str) -> None:
        desk = self.desk
        desk.status.working(words)
        try:
            added = await add()
        except errors.AskpapersError as error:
            desk.askpapers.tell_error(error)
            return
        finally:
            desk.status.working("")
        parts = [f"{added.added} added"]
        parts += [f"{n} {word}" for n, word in ((added.updated, "updated"), (added.unchanged, "known already")) if n]
        notes = [sanitize(note) for note in added.notes] + [sanitize(str(failure)) for failure in added.failures]
        if added.warnings:
            count = "1 warning" if len(added.warnings) == 1 else f"{len(added.warnings)} warnings, the first"
            line = f"line {added.warnings[0].line}: " if added.warnings[0].line else ""
            notes.append(f"{count}: {line}{sanitize(added.warnings[0].message, 70)}")
        severity = "warning" if added.failures else "information"
        self.notify("\n".join(notes) or " ", title=", ".join(parts), timeout=6, severity=severity, markup=False)  # type: ignore[arg-type]
        await self._added(added)

    async def _added(self, added: AddReport) -> None:
        desk = self.desk
        if not added.papers:
            return
        paper = await desk.library.catalog.paper(added.papers[0])
        if paper is not None and paper.listed:
            day = max(paper.listed)
            desk.scope = Scope(day, day)
        await desk.show_scope()
        if desk.focused is None or not desk.focused.is_on_screen or desk.focused.id is None:
            desk.list.focus()
        self.run_worker(self.embed(), group="embedding", exclusive=True, exit_on_error=False)

    async def embed(self) -> None:
        """Make the vectors that are missing while the reader reads; an answer that comes in has the processors to itself."""
        from askpapers.retrieval import indexing

        desk = self.desk

        def tell(progress: Progress) -> None:
            desk.status.working(f"{progress.what} {progress.done} of {progress.total}")

        try:
            await indexing.index_pending(desk.library, tell, agreed=False, pause=desk.unasked.wait)
            left = await indexing.backlog(desk.library)
            if left.papers and not left.unasked:
                told = f"Papers: {left}.\naskpapers doctor --index does it; until then they are found by their words."
                self.notify(told, title="Not indexed", severity="warning", timeout=12, markup=False)
        except errors.AskpapersError as error:
            desk.askpapers.tell_error(error)
        finally:
            desk.status.working("")

    async def fill_lines(self) -> None:
        """Give the rows in view that have no line yet one of their own sentences, a few at a time."""
        from askpapers.verbs import summarize

        desk = self.desk
        rows = await desk.library.catalog.rows(desk.listed, sort=desk.sort_key, limit=100)
        missing = [row for row in rows if not row.one_line and row.paper.abstract]
        for start in range(0, len(missing), LINES_AT_ONCE):
            await summarize.fill(desk.library, missing[start : start + LINES_AT_ONCE])
            await desk.list.reload_rows()
            await asyncio.sleep(0)
        if missing and (row := desk.list.row) is not None and desk.reader.paper == row.paper:
            desk.reader.show_row(row)

    def action_summarize(self) -> None:
        """Write the one-line summaries of the papers in scope, in the background."""
        self.run_worker(self._summarize(), group="summaries", exclusive=True, exit_on_error=False)

    async def _summarize(self) -> None:
        from askpapers.answers.answer import OneLine
        from askpapers.answers.usage import money
        from askpapers.verbs import summarize

        desk = self.desk
        began = asyncio.get_running_loop().time()
        try:
            async for event in summarize.summarize(desk.library, desk.scope):
                if isinstance(event, OneLine):
                    desk.list.put_line(event)
                elif isinstance(event, Progress):
                    spent = asyncio.get_running_loop().time() - began
                    rate = event.done / spent if spent > 0.5 else 0
                    left = f" · {rate:.1f} a second · {(event.total - event.done) / rate:.0f} s left" if rate else ""
                    desk.status.working(f"{event.what} {event.done} of {event.total}{left}")
                elif isinstance(event, summarize.Summarized):
                    desk.spent(event.usage.cost)
                    told = (
                        f"{event.done} written, {event.reused} known, {event.failed} failed · {money(event.usage.cost)}"
                    )
                    self.notify(told, title="Summaries", timeout=6)
        except errors.AskpapersError as error:
            desk.askpapers.tell_error(error)
        finally:
            desk.status.working("")

    async def tell_news(self) -> None:
        """Say how much the reader has not looked at yet."""
        from askpapers.verbs import digest

        if told := await digest.unseen(self.desk.library):
            self.notify(f"{told}. n lists them.", title="Since you last looked", timeout=6)

    async def action_news(self) -> None:
        """Show what is new since the last look."""
        from askpapers.verbs import digest
        from askpapers.writers import digest as writers_digest

        found = await digest.news(self.desk.library)
        self.app.push_screen(TextDialog("Since you last looked", writers_digest.news_words(found, 30)))
