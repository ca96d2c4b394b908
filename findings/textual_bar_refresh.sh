#!/usr/bin/env bash
# textual 8.2.8: each layout of the screen refreshes the scroll bars of every ScrollView on it (a DataTable, an OptionList, a log),
# though nothing of theirs changed: twice a layout here. What is painted is then cut to one region around all that is dirty, so a
# pane far from the bar is painted up to it: a text that grows in one pane, a line at a time, paints the panes beside it.
# Seen: 5 layouts for another widget: the scroll bar refreshed 10 times; it looks the same: True
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv" && "$folder/venv/bin/pip" install -q textual==8.2.8
"$folder/venv/bin/python" - <<'PYTHON'
import asyncio

from textual.app import App, ComposeResult
from textual.containers import Horizontal
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.widgets import Static


class Panes(App[None]):
    CSS = "ScrollView { width: 20; }"

    def compose(self) -> ComposeResult:
        with Horizontal():
            yield ScrollView()
            yield Static("a")


async def refreshes() -> tuple[int, bool]:
    app = Panes()
    async with app.run_test() as pilot:
        view = app.query_one(ScrollView)
        view.virtual_size = Size(10, 500)
        await pilot.pause()
        bar, counted = view.vertical_scrollbar, []
        looks = (bar.position, bar.window_size, bar.window_virtual_size, bar.size)
        refresh = bar.refresh
        bar.refresh = lambda *a, **k: (counted.append(1), refresh(*a, **k))[1]
        for lines in range(1, 6):
            app.query_one(Static).update("a\n" * lines)
            await pilot.pause()
        return len(counted), looks == (bar.position, bar.window_size, bar.window_virtual_size, bar.size)


count, same = asyncio.run(refreshes())
print(f"5 layouts for another widget: the scroll bar refreshed {count} times; it looks the same: {same}")
assert same and count >= 5
PYTHON
