"""The main screen: the day's papers, the paper being read, the question line, the answer."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import TYPE_CHECKING, ClassVar, Literal

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.css.query import NoMatches
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Footer, Input

from askpapers import errors
from askpapers.catalog import SORTS, Row
from askpapers.library import Library
from askpapers.papers import Scope, plain
from askpapers.scopes import days_in_words, filters, without
from askpapers.tui.adding import Adding
from askpapers.tui.asking import Asking
from askpapers.tui.conversation import Conversation, Turn
from askpapers.tui.daylist import DayList, FilterInput
from askpapers.tui.dialogs import CalendarDialog, ChoiceDialog, TextDialog
from askpapers.tui.question import QuestionLine
from askpapers.tui.reader import Reader, links_of
from askpapers.tui.status import ScopeBar, StatusBar
from askpapers.tui.welcome import Welcome

if TYPE_CHECKING:
    from askpapers.tui.app import AskpapersApp

View = Literal["list", "paper", "answer"]


class Desk(Adding, Asking, Screen[None]):
    """Everything that a morning needs, on one screen."""

    BINDINGS: ClassVar[list[BindingType]] = [
        # Priority: over a slow line the key and what is typed next come in one burst, and must not part ways.
        Binding("a,i", "ask", "Ask", id="desk.ask", tooltip="Ask the papers in scope a question", priority=True),
        Binding("slash", "filter", "Filter", id="desk.filter", tooltip="Narrow the list while typing", priority=True),
        Binding("s", "scope", "Scope", id="desk.scope", tooltip="Day, week, everything, unread, starred…"),
        Binding("space", "choose", "Choose", id="desk.choose", tooltip="Choose a paper for a comparison"),
        Binding("c", "compare", "Compare", id="desk.compare", tooltip="Lay the chosen papers side by side"),
        Binding("question_mark", "keys", "Keys", id="desk.keys", tooltip="All keys"),
        Binding("left_square_bracket", "day(-1)", "Older day", show=False, id="desk.older"),
        Binding("right_square_bracket", "day(1)", "Newer day", show=False, id="desk.newer"),
        Binding("d", "calendar", "Calendar", show=False, id="desk.calendar"),
        Binding("o", "sort", "Sort", show=False, id="desk.sort"),
        Binding("x", "star", "Star", show=False, id="desk.star"),
        Binding("m", "toggle_read", "Mark read or unread", show=False, id="desk.read"),
        Binding("S", "summarize", "Write summaries", show=False, id="desk.summarize"),
        Binding("r", "related", "Related papers", show=False, id="desk.related"),
        Binding("l", "open_link", "Open the link", show=False, id="desk.open_link"),
        Binding("L", "copy_link", "Copy the link", show=False, id="desk.copy_link"),
        Binding("Y", "copy_paper", "Copy the paper", show=False, id="desk.copy_paper"),
        Binding("w", "widen", "Widen and ask again", show=False, id="desk.widen"),
        Binding("h", "history", "Conversations", show=False, id="desk.history"),
        Binding("N", "new_conversation", "New conversation", show=False, id="desk.new_conversation"),
        Binding("E", "export", "Export the conversation", show=False, id="desk.export"),
        Binding("plus", "add", "Add a file or address", show=False, id="desk.add"),
        Binding("f", "fetch", "Fetch a list", show=False, id="desk.fetch"),
        Binding("p", "paste", "Paste a list", show=False, id="desk.paste"),
        Binding("n", "news", "What is new", show=False, id="desk.news"),
        Binding("1", "pane('list')", "The list", show=False, id="desk.list"),
        Binding("2", "pane('paper')", "The paper", show=False, id="desk.paper"),
        Binding("3", "pane('answer')", "The answer", show=False, id="desk.answer"),
        Binding("escape", "back", "Back, or stop", show=False, id="desk.back"),
    ]

    def __init__(self, *, sample: bool = False) -> None:
        super().__init__()
        self._sample = sample
        self.scope = Scope()
        self._match = ""
        self._sort = "listed"
        self._version = -1
        self._saved = ""
        self._restored: dict[str, str] = {}
        self._view: View = "list"

    def compose(self) -> ComposeResult:
        yield ScopeBar(id="scope")
        yield FilterInput()
        with Horizontal(id="panes"):
            with Vertical(id="left"):
                yield Welcome(id="welcome")
                yield DayList(id="list")
            yield Conversation(id="conversation")
            yield Reader(id="reader")
        yield QuestionLine(id="question")
        yield StatusBar(self.askpapers.settings.engine)
        yield Footer(show_command_palette=False)

    @property
    def askpapers(self) -> AskpapersApp:
        """The application."""
        from askpapers.tui.app import AskpapersApp

        assert isinstance(self.app, AskpapersApp)
        return self.app

    @property
    def library(self) -> Library:
        """The library on the desk."""
        return self.askpapers.library

    @property
    def list(self) -> DayList:
        """The list of papers."""
        return self.query_one(DayList)

    @property
    def reader(self) -> Reader:
        """The paper being read."""
        return self.query_one("#reader", Reader)

    @property
    def conversation(self) -> Conversation:
        """The answers."""
        return self.query_one(Conversation)

    @property
    def question(self) -> QuestionLine:
        """The question line."""
        return self.query_one(QuestionLine)

    @property
    def status(self) -> StatusBar:
        """The status line."""
        return self.query_one(StatusBar)

    async def on_mount(self) -> None:
        self.query_one("#filter").display = False
        self.query_one("#welcome").display = False
        self.show_view("list")
        try:
            await self._restore()
        except errors.AskpapersError as error:
            self.askpapers.tell_error(error)
        self.set_focus(self.list if self.list.display else self.query_one("#welcome OptionList"))
        self.set_interval(2.0, self._tick)
        self.call_after_refresh(self._after_first_paint)

    def _after_first_paint(self) -> None:
        self.run_worker(self._warm(), group="warm", exit_on_error=False)
        if self._sample:
            self.run_worker(self.add_sample(), group="adding", exit_on_error=False)

    async def _warm(self) -> None:
        """Import what is heavy, finish what an earlier run left, and say what is new."""
        try:
            await self.library.warm()
            if self.list.count:
                await self.tell_news()
                await self.embed()
                await self.fill_lines()
        except errors.AskpapersError as error:
            self.askpapers.tell_error(error)

    async def _restore(self) -> None:
        catalog = self.library.catalog
        try:
            stored = json.loads(await catalog.get_state("desk") or "{}")
            self._restored = stored if isinstance(stored, dict) else {}
        except ValueError:
            self._restored = {}
        days = await catalog.days()
        known = self._restored
        since, until = known.get("since"), known.get("until")
        newest = days[0][0] if days else None
        try:
            restored = Scope(date.fromisoformat(since) if since else None, date.fromisoformat(until) if until else None)
        except ValueError:
            restored = Scope()
        fresh = not known or known.get("newest") != (newest.isoformat() if newest else "")
        # A list that came since then is what the reader is here for; else the desk is as it was left.
        self.scope = Scope(newest, newest) if fresh else restored
        self._sort = known.get("sort", "listed") if known.get("sort") in SORTS else "listed"
        self.question.input.value = known.get("draft", "")
        self.question.input.set_history(await catalog.questions())
        await self.show_scope(keep=known.get("paper"))
        if self.list.row is not None:
            self.reader.show_row(self.list.row)
        if known.get("conversation", "").isdigit():
            await self.resume(int(known["conversation"]), show=known.get("view") == "answer")

    async def _tick(self) -> None:
        """See what another process added, and keep what a crash must not lose."""
        try:
            version = await self.library.catalog.version()
            if self._version >= 0 and version != self._version:
                await self.show_scope(keep=self.current_id)
            self._version = version
            await self._save()
        except errors.AskpapersError:
            # The disk is full or locked for a moment: the next tick tries again.
            return

    async def _save(self) -> None:
        days = await self.library.catalog.days()
        state = {
            "since": self.scope.since.isoformat() if self.scope.since else "",
            "until": self.scope.until.isoformat() if self.scope.until else "",
            "newest": days[0][0].isoformat() if days else "",
            "sort": self._sort,
            "paper": self.current_id or "",
            "draft": self.question.input.value,
            "conversation": str(self.conversation_id or ""),
            "view": self._view,
        }
        text = json.dumps(state)
        if text != self._saved:
            self._saved = text
            await self.library.catalog.put_state("desk", text)

    @property
    def current_id(self) -> str | None:
        """The id of the paper under the list's cursor."""
        row = self.list.row
        return row.paper.id if row else None

    async def show_scope(self, *, keep: str | None = None) -> None:
        """Show the papers in scope."""
        catalog = self.library.catalog
        self._version = await catalog.version()
        total = await catalog.count(self.scope)
        empty = total == 0 and await catalog.count(Scope()) == 0
        self.query_one("#welcome").display = empty
        self.list.display = not empty
        self.set_class(empty, "empty")
        await self.list.load(catalog, self.scope, match=self._match, sort=self._sort, keep=keep)
        extra = "" if self._sort == "listed" else f"sorted by {self._sort}"
        days, narrowed = days_in_words(self.scope), filters(self.scope)
        self.query_one(ScopeBar).tell(days, narrowed, self.list.count, total, extra)
        if not self.list.count:
            self.reader.clear("" if empty else "No paper fits. Esc clears the filter, s changes the scope.")
        self.run_worker(self.fill_lines(), group="lines", exclusive=True, exit_on_error=False)

    def show_view(self, view: View) -> None:
        """Show the list, the paper or the answer; a wide terminal shows them beside each other."""
        self._view = view
        self.set_class(view == "list", "view-list")
        self.set_class(view == "paper", "view-paper")
        self.set_class(view == "answer", "view-answer")
        # At once, and not when idle: a pane that is still hidden would refuse the focus, and the next key get lost.
        self.app.stylesheet.update(self, animate=False)

    def action_pane(self, view: View) -> None:
        if view == "answer" and not self.conversation.turns:
            self.notify("No question was asked yet: a asks one.", timeout=3)
            return
        self.show_view(view)
        panes: dict[View, Widget] = {"list": self.list, "paper": self.reader, "answer": self.conversation}
        self.set_focus(panes[view])

    def action_back(self) -> None:
        """Stop what runs; else close what is open; else go back to the list."""
        if self.stop_asking():
            return
        filtering = self.query_one("#filter", Input)
        if filtering.display and (filtering.has_focus or filtering.value):
            filtering.value = ""
            filtering.display = False
            self.set_focus(self.list)
        elif self.question.input.has_focus:
            self.action_pane(self._view)
        elif self._view != "list":
            self.action_pane("list")
            if (row := self.list.row) is not None:
                self.reader.show_row(row)
        elif filters(self.scope):
            self._unfilter(next(reversed(filters(self.scope))))
        else:
            self.set_focus(self.list)

    @on(ScopeBar.Removed)
    def _filter_removed(self, event: ScopeBar.Removed) -> None:
        self._unfilter(event.name)

    def _unfilter(self, name: str) -> None:
        self.scope = without(self.scope, name)
        self.run_worker(self.show_scope(keep=self.current_id), exit_on_error=False)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave the letters to a line that is being typed in."""
        return not (action in {"ask", "filter"} and isinstance(self.focused, Input))

    def action_ask(self) -> None:
        self.set_focus(self.question.input)

    def action_filter(self) -> None:
        filtering = self.query_one("#filter", Input)
        filtering.display = True
        # At once, and not with the next message: the first letters are often typed before that.
        self.set_focus(filtering)

    @on(Input.Changed, "#filter")
    async def _filter_typed(self, event: Input.Changed) -> None:
        event.stop()
        self._match = event.value
        await self.show_scope()

    @on(Input.Submitted, "#filter")
    def _filter_done(self, event: Input.Submitted) -> None:
        event.stop()
        if not event.value:
            self.query_one("#filter").display = False
        self.set_focus(self.list)

    @on(DayList.Highlighted)
    def _highlighted(self, event: DayList.Highlighted) -> None:
        if self._view != "answer":
            self.reader.show_row(event.row)

    @on(DayList.Opened)
    async def _opened(self, event: DayList.Opened) -> None:
        self.reader.show_row(event.row)
        self.action_pane("paper")
        await self._mark(event.row, read=True)

    @on(Turn.Cited)
    async def _cited(self, event: Turn.Cited) -> None:
        citation = event.citation
        paper = event.turn.papers.get(citation.paper_id) or await self.library.catalog.paper(citation.paper_id)
        if paper is None:
            self.notify("This citation points at no paper that is here.", severity="warning", timeout=4)
            return
        if not paper.abstract:
            paper = await self.library.catalog.paper(citation.paper_id) or paper
        lit = dict.fromkeys(citation.sentences, citation.support)
        self.reader.show(paper, lit, event.turn.verdict(citation))
        self.reader.add_class("cited")
        if event.open_it:
            if self.has_class("-narrow"):
                self.show_view("paper")
            self.set_focus(self.reader)

    @on(Reader.LinkOpened)
    def _link(self, event: Reader.LinkOpened) -> None:
        self.app.open_url(event.url)

    async def _mark(self, row: Row, *, read: bool | None = None, starred: bool | None = None) -> None:
        await self.library.catalog.mark([row.paper.id], read=read, starred=starred)
        await self.list.reload_rows()

    async def action_star(self) -> None:
        if (row := self.list.row) is not None:
            await self._mark(row, starred=not row.starred)

    async def action_toggle_read(self) -> None:
        if (row := self.list.row) is not None:
            await self._mark(row, read=not row.read)

    def action_choose(self) -> None:
        id = self.reader.paper.id if self._view != "list" and self.reader.paper else self.current_id
        if id is None:
            return
        chosen = self.list.chosen
        if id in chosen:
            self.list.choose(tuple(other for other in chosen if other != id))
        elif len(chosen) == 4:
            self.notify("Four papers are chosen already; c compares them.", severity="warning", timeout=4)
        else:
            self.list.choose((*chosen, id))

    def action_compare(self) -> None:
        chosen = self.list.chosen
        if len(chosen) < 2:
            self.notify("Choose two papers with Space, then c lays them side by side.", timeout=5)
            return
        from askpapers.tui.compare_screen import CompareScreen

        self.app.push_screen(CompareScreen(chosen))

    async def action_day(self, by: int) -> None:
        days = sorted(day for day, _ in await self.library.catalog.days())
        if not days:
            return
        first, last = self.scope.since or days[0], self.scope.until or days[-1]
        if self.scope.since and self.scope.until and last > first:
            length = (last - first) + timedelta(days=1)
            self.scope = Scope(first + by * length, last + by * length)
        else:
            others = [day for day in days if (day > last if by > 0 else day < first)]
            if not others:
                self.notify("There is no newer day here." if by > 0 else "There is no older day here.", timeout=3)
                return
            day = others[0] if by > 0 else others[-1]
            self.scope = Scope(day, day)
        await self.show_scope()

    async def action_calendar(self) -> None:
        counts = dict(await self.library.catalog.days())
        at = self.scope.until or max(counts, default=self.library.today)

        def chosen(span: tuple[date, date] | None) -> None:
            if span is not None:
                self.scope = Scope(*span)
                self.run_worker(self.show_scope(), exit_on_error=False)

        self.app.push_screen(CalendarDialog(counts, at), chosen)

    async def action_scope(self) -> None:
        days = await self.library.catalog.days()
        newest = days[0][0] if days else self.library.today
        monday = newest - timedelta(days=newest.weekday())
        scopes = {
            "day": ("The newest day", Scope(newest, newest)),
            "week": ("Its week", Scope(monday, monday + timedelta(days=6))),
            "all": ("The whole library", Scope()),
            "unread": ("Unread papers", Scope(unread=True)),
            "starred": ("Starred papers", Scope(starred=True)),
            "changed": ("Papers changed since you read them", Scope(changed=True)),
            "code": ("With a link to code, in this scope", Scope(self.scope.since, self.scope.until, has_code=True)),
        }
        if self.list.chosen:
            scopes["chosen"] = ("The papers chosen with Space", Scope(ids=self.list.chosen))

        def chosen(key: str | None) -> None:
            if key is not None:
                self.scope = scopes[key][1]
                self.run_worker(self.show_scope(keep=self.current_id), exit_on_error=False)

        self.app.push_screen(ChoiceDialog("Which papers?", [(k, words) for k, (words, _) in scopes.items()]), chosen)

    def action_sort(self) -> None:
        words = {"listed": "As listed", "comments": "Most comments", "upvotes": "Most upvotes", "title": "Title",
                 "organization": "Organisation", "published": "Newest first"}  # fmt: skip

        def chosen(key: str | None) -> None:
            if key is not None:
                self._sort = key
                self.run_worker(self.show_scope(keep=self.current_id), exit_on_error=False)

        self.app.push_screen(ChoiceDialog("Sort by", list(words.items())), chosen)

    def action_open_link(self) -> None:
        links = links_of(self.reader.paper) if self.reader.paper else []
        if links:
            self.app.open_url(links[0])
        else:
            self.notify("This paper's list gave no link.", timeout=3)

    def action_copy_link(self) -> None:
        links = links_of(self.reader.paper) if self.reader.paper else []
        if links:
            self.app.copy_to_clipboard(links[0])
            self.notify(f"Copied {links[0]}", timeout=3, markup=False)

    def action_copy_paper(self) -> None:
        if (paper := self.reader.paper) is not None:
            self.app.copy_to_clipboard(f"{paper.title}\n\n{paper.abstract}")
            self.notify("Title and abstract are on the clipboard.", timeout=3)

    async def action_related(self) -> None:
        from askpapers import retrieve

        paper = self.reader.paper
        if paper is None:
            return
        self.status.working("looking for related papers…")
        matches = await retrieve.search(self.library, f"{paper.title}. {paper.abstract[:600]}", Scope(), k=12)
        self.status.working("")
        choices = [(m.paper.id, plain(m.paper.title, 90)) for m in matches if m.paper.id != paper.id]
        titles = {m.paper.id: m.paper for m in matches}

        def chosen(id: str | None) -> None:
            if id is not None:
                self.reader.show(titles[id], {})
                self.action_pane("paper")

        self.app.push_screen(ChoiceDialog("Related papers in the library", choices), chosen)

    def action_keys(self) -> None:
        self.app.push_screen(TextDialog("Keys", self._keys_text()))

    def _keys_text(self) -> str:
        nodes = [node for node in (self.focused, self, self.app) if node is not None]
        lines: list[str] = []
        seen: set[str] = set()
        for node in nodes:
            place = {"DayList": "In the list", "Reader": "In the paper", "Conversation": "In the answer"}
            heading = place.get(
                type(node).__name__, "Everywhere" if node is self else "Program" if node is self.app else "Here"
            )
            rows: dict[str, list[str]] = {}
            for binding in (b for many in node._bindings.key_to_bindings.values() for b in many):
                if binding.description and not binding.system and (binding.id or binding.action) not in seen:
                    rows.setdefault(binding.description, []).append(self.app.get_key_display(binding))
            if rows:
                lines += ["", heading] if lines else [heading]
                lines += [f"  {' '.join(dict.fromkeys(keys)):<16} {words}" for words, keys in rows.items()]
                seen.update(
                    binding.id or binding.action for many in node._bindings.key_to_bindings.values() for binding in many
                )
        lines += ["", "Signs", "  ● new   ± changed   ✓ read   ★ starred   A B chosen for a comparison",
                  "  ✓ verified   ~ weak   ✗ not supported   ? unknown source   ∅ uncited"]  # fmt: skip
        return "\n".join(lines)

    def spent(self, cost: float | None) -> None:
        """Add to what the status line says this session has cost."""
        try:
            self.status.spent(cost)
        except NoMatches:
            return
