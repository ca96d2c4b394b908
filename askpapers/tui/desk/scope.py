"""Choosing which papers the desk shows: days, a calendar, filters, the order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from textual import on
from textual.widgets import Input

from askpapers import errors
from askpapers.library.catalog.selection import SORTS
from askpapers.papers.scope import Scope, days_in_words, filters, without
from askpapers.query.filter_line import FilterLine, authors_of, read
from askpapers.tui.desk.base import DeskBase
from askpapers.tui.dialogs.basic import ChoiceDialog
from askpapers.tui.messages import ErrorRaised
from askpapers.tui.widgets.bars import ScopeBar
from askpapers.tui.widgets.lines import FilterInput
from askpapers.tui.widgets.rows import Welcome

ORDERS = {"listed": "As listed", "comments": "Most comments", "upvotes": "Most upvotes", "title": "Title",
          "organization": "Organization", "published": "Newest first", "interest": "Closest to your interests",
          "trending": "Trending"}  # fmt: skip
SORTED = {"comments": "by comments", "upvotes": "by upvotes", "title": "by title", "organization": "by organization",
          "published": "newest first", "interest": "closest to your interests first",
          "trending": "trending first"}  # fmt: skip
RANKED_AT_MOST = 5_000
"""Papers that are ranked for the reader while they wait."""


def beyond(scope: Scope, days: Sequence[date], by: int) -> list[date]:
    """Return those of all days that are newer than the scope's, or with a negative `by` older."""
    if by > 0:
        return [day for day in days if scope.until and day > scope.until]
    return [day for day in days if scope.since and day < scope.since]


class ScopePart(DeskBase):
    """The part of the desk that narrows, widens and orders the list."""

    _named: tuple[int, list[str]] = (-1, [])
    _total = 0
    _days: tuple[int, list[date]] = (-1, [])
    _ranks: tuple[object, tuple[str, ...]] = (None, ())

    async def show_scope(self, *, keep: str | None = None) -> None:
        """Show the papers in scope."""
        catalog = self.library.catalog
        self.shown_version = await catalog.version()
        typed = await self.read_filter()
        total = await catalog.count(typed.scope)
        empty = total == 0 and await catalog.count(Scope()) == 0
        if empty and not self.query(Welcome):
            await self.query_one("#left").mount(Welcome(id="welcome"), before=self.list)
        for welcome in self.query(Welcome):
            welcome.display = empty
        self.list.display = not empty
        if empty != self.is_empty:
            self.set_class(empty, "empty")
            self.refresh_bindings()
            self.panes.tell()
        if empty:
            self.panes.show("list")
        self.rest_focus()
        order = await self._ranked(typed) if self.sort_key not in SORTS else None
        sort = self.sort_key if self.sort_key in SORTS else "listed"
        await self.list.load(catalog, typed.scope, match=typed.words, sort=sort, order=order, keep=keep)
        unnarrowed = replace(typed.scope, **{name: getattr(Scope(), name) for name in filters(typed.scope)})
        self._total = await catalog.count(unnarrowed)
        self.tell_scope()
        await self._tell_days()
        if not self.list.count:
            self.reader.clear("" if empty else self.list.nothing)
        if self.question.input.value:
            self.question.retype()  # other papers, another price
        self.run_worker(self.fill_lines(), group="lines", exclusive=True, exit_on_error=False)

    async def _tell_days(self) -> None:
        """Leave the keys of an older and a newer day out of the last line where there is none."""
        if self._days[0] != self.shown_version:
            self._days = (self.shown_version, [day for day, _ in await self.library.catalog.days()])
        names = {-1: "desk.older", 1: "desk.newer"}
        idle = frozenset(name for by, name in names.items() if not beyond(self.scope, self._days[1], by))
        if idle != self.idle:
            self.idle = idle
            self.refresh_bindings()

    async def _ranked(self, typed: FilterLine) -> tuple[str, ...] | None:
        """The ids of what is listed, the best for this reader first; None, and the order as listed, where that cannot be."""
        from askpapers.verbs import interests

        catalog = self.library.catalog
        key = (self.shown_version, typed.scope, self.sort_key)
        try:
            if await catalog.count(typed.scope) > RANKED_AT_MOST:
                raise errors.UsageError(
                    f"More than {RANKED_AT_MOST:,} papers are not ranked here.", "Choose fewer days."
                )
            if key != self._ranks[0]:
                ordered = await interests.order(self.library, typed.scope, self.sort_key)
                self._ranks = (key, tuple(row.paper.id for row, _ in ordered))
        except errors.AskpapersError as error:
            self.sort_key = "listed"
            self.post_message(ErrorRaised(error))
            return None
        if not typed.words:
            return self._ranks[1]
        fits = {row.paper.id for row in await catalog.rows(typed.scope, match=typed.words, limit=RANKED_AT_MOST)}
        return tuple(id for id in self._ranks[1] if id in fits)

    def tell_scope(self) -> None:
        """Say which papers are shown, in what order, and how many are chosen."""
        extra = {} if self.sort_key == "listed" else {"screen.sort": SORTED[self.sort_key]}
        if chosen := len(self.list.chosen):
            words = f"{chosen} chosen: c compares them" if chosen > 1 else "1 chosen: Space on another"
            extra["screen.compare"] = words
        days, narrowed = days_in_words(self.typed.scope), filters(self.typed.scope)
        self.query_one(ScopeBar).tell(days, narrowed, self.list.count, self._total, extra)

    async def read_filter(self) -> FilterLine:
        """Read what is typed into the filter, with what the catalog knows, and say below it what was understood."""
        catalog, line, scope = self.library.catalog, self.match, self.scope
        if not line.strip():
            self.typed = FilterLine(scope)
        else:
            version = await catalog.version()
            if self._named[0] != version:
                self._named = (version, await catalog.organizations())
            authors = [name for name in authors_of(line) if await catalog.count(Scope(author=name))]
            self.typed = read(line, scope, today=self.library.today, organizations=self._named[1], authors=authors)
        self.query_one(FilterInput).tell(self.typed)
        return self.typed

    def take_scope(self, scope: Scope, *, keep: bool = True) -> None:
        """Show another scope; the cursor stays on its paper where that is in it, unless told not to."""
        self.scope = scope
        self.run_worker(self.show_scope(keep=self.current_id if keep else None), exit_on_error=False)

    async def action_day(self, by: int) -> None:
        """Go to the next day, or span of as many days, that has papers."""
        days = sorted(day for day, _ in await self.library.catalog.days())
        if not days:
            return
        first, last = self.scope.since or days[0], self.scope.until or days[-1]
        others = beyond(self.scope, days, by)
        if not others:
            self.notify("There is no newer day here." if by > 0 else "There is no older day here.", timeout=3)
            return
        nearest = min(others) if by > 0 else max(others)
        length = timedelta(days=(last - first).days + 1 if self.scope.since and self.scope.until else 1)
        steps = ((nearest - first) if by > 0 else (last - nearest)) // length
        self.take_scope(Scope(first + by * steps * length, last + by * steps * length), keep=False)

    async def action_calendar(self) -> None:
        """Choose a day, week or month in a calendar."""
        counts = dict(await self.library.catalog.days())
        at = self.scope.until or max(counts, default=self.library.today)

        def chosen(span: tuple[date, date] | None) -> None:
            if span is not None:
                self.take_scope(Scope(*span), keep=False)

        from askpapers.tui.dialogs.calendar import CalendarDialog

        self.app.push_screen(CalendarDialog(counts, at), chosen)

    async def action_scope(self) -> None:
        """Choose among the scopes that are asked for most."""
        days = await self.library.catalog.days()
        newest = days[0][0] if days else self.library.today
        monday = newest - timedelta(days=newest.weekday())
        since, until = self.scope.since, self.scope.until
        scopes = {
            "day": ("The newest day", Scope(newest, newest)),
            "week": ("Its week", Scope(monday, monday + timedelta(days=6))),
            "all": ("The whole library", Scope()),
            "unread": ("Unread papers of all days", Scope(unread=True)),
            "starred": ("Starred papers of all days", Scope(starred=True)),
            "changed": ("Papers changed since you read them", Scope(changed=True)),
            "code": ("With a link to code, in these days", Scope(since, until, has_code=True)),
        }
        if self.list.chosen:
            scopes["chosen"] = ("The papers chosen with Space", Scope(ids=self.list.chosen))
        now = next((key for key, (_, scope) in scopes.items() if scope == self.scope), None)

        def chosen(key: str | None) -> None:
            if key is not None:
                self.take_scope(scopes[key][1])

        choices = [(key, words) for key, (words, _) in scopes.items()]
        self.app.push_screen(ChoiceDialog("Which papers?", choices, now), chosen)

    def action_sort(self) -> None:
        """Choose an order."""

        def chosen(key: str | None) -> None:
            if key is not None:
                self.sort_key = key
                self.take_scope(self.scope)

        self.app.push_screen(ChoiceDialog("Sort by", list(ORDERS.items()), self.sort_key), chosen)

    @on(ScopeBar.Pressed)
    async def _days_pressed(self, event: ScopeBar.Pressed) -> None:
        await self.action_calendar()

    @on(ScopeBar.Removed)
    def _filter_removed(self, event: ScopeBar.Removed) -> None:
        if event.name in self.typed.places:
            filtering = self.query_one("#filter", Input)
            filtering.value = self.typed.without(filtering.value, event.name)
        else:
            self.unfilter(event.name)

    def unfilter(self, name: str) -> None:
        """Take one filter away."""
        self.take_scope(without(self.scope, name))

    def unfilter_last(self) -> bool:
        """Take the last filter away; False where there is none."""
        if self.scope.ids and self.whole_day is not None:
            self.take_scope(self.whole_day)
            self.whole_day = None
            return True
        narrowed = filters(self.scope)
        if narrowed:
            self.unfilter(next(reversed(narrowed)))
        return bool(narrowed)

    def action_filter(self) -> None:
        """Narrow the list while typing."""
        if self.is_empty:
            self.notify("There is nothing to filter yet.", timeout=3)
            return
        filtering = self.query_one("#filter", Input)
        filtering.display = True
        # At once, and not with the next message: the first letters are often typed before that.
        self.set_focus(filtering)

    @on(Input.Changed, "#filter")
    async def _filter_typed(self, event: Input.Changed) -> None:
        event.stop()
        self.match = event.value
        await self.show_scope()

    @on(Input.Submitted, "#filter")
    def _filter_done(self, event: Input.Submitted) -> None:
        event.stop()
        if not event.value:
            self.query_one("#filter").display = False
        self.panes.go("list")

    @on(Input.Blurred, "#filter")
    async def _filter_left(self, event: Input.Blurred) -> None:
        """Make the conditions part of the scope, so that questions are asked over what the list shows."""
        event.stop()
        typed = await self.read_filter()
        if typed.places and self.match == event.value:
            self.scope = typed.scope
            filtering = self.query_one("#filter", Input)
            filtering.value = self.match = typed.words
            filtering.display = bool(typed.words)
            await self.show_scope(keep=self.current_id)
