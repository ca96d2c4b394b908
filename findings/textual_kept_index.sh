#!/usr/bin/env bash
# textual 8.2.8: an OptionList and a DataTable remember which *place* is highlighted, and not what stands there. When an option above it is removed, or
# the table is sorted, another paper slides below the highlight, and no message says so: the last one that was told is not the one that Enter takes.
# A ListView of the same release goes with its item. So a pane beside the list goes on showing paper 3, and what is opened is paper 4.
# Seen: OptionList told p3, selected p4; DataTable told p3, selected p1; ListView told p3, selected p3
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv" && "$folder/venv/bin/pip" install -q textual==8.2.8
"$folder/venv/bin/python" - <<'PYTHON'
import asyncio

from textual.app import App, ComposeResult
from textual.widget import Widget
from textual.widgets import DataTable, Label, ListItem, ListView, OptionList
from textual.widgets.option_list import Option

NAMES = ["p0", "p1", "p2", "p3", "p4"]


class Lists(App[None]):
    def __init__(self, widget: Widget) -> None:
        super().__init__()
        self.widget, self.told, self.selected = widget, "", ""

    def compose(self) -> ComposeResult:
        yield self.widget

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        self.told = event.option.id

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        self.selected = event.option.id

    def on_data_table_row_highlighted(self, event: DataTable.RowHighlighted) -> None:
        self.told = event.row_key.value

    def on_data_table_row_selected(self, event: DataTable.RowSelected) -> None:
        self.selected = event.row_key.value

    def on_list_view_highlighted(self, event: ListView.Highlighted) -> None:
        self.told = event.item.id

    def on_list_view_selected(self, event: ListView.Selected) -> None:
        self.selected = event.item.id


async def seen(widget: Widget) -> tuple[str, str]:
    app = Lists(widget)
    async with app.run_test() as pilot:
        widget.focus()
        if isinstance(widget, DataTable):
            widget.add_column("paper", key="paper")
            for name in ("p3", "p1", "p2"):
                widget.add_row(name, key=name)
            widget.move_cursor(row=0)
        elif isinstance(widget, OptionList):
            widget.highlighted = 3
        else:
            widget.index = 3
        await pilot.pause()
        assert app.told == "p3"
        if isinstance(widget, DataTable):
            widget.sort("paper")
        elif isinstance(widget, OptionList):
            widget.remove_option("p0")
        else:
            await widget.pop(0)
        await pilot.pause()
        await pilot.press("enter")
        await pilot.pause()
        return app.told, app.selected


async def main() -> None:
    options = await seen(OptionList(*(Option(name, id=name) for name in NAMES)))
    rows = await seen(DataTable(cursor_type="row"))
    items = await seen(ListView(*(ListItem(Label(name), id=name) for name in NAMES)))
    for name, (told, selected) in {"OptionList": options, "DataTable": rows, "ListView": items}.items():
        print(f"{name}: told {told}, selected {selected}")
    assert (options, rows, items) == (("p3", "p4"), ("p3", "p1"), ("p3", "p3"))


asyncio.run(main())
PYTHON
