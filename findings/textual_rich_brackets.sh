#!/usr/bin/env bash
# Textual 8.2.8: a paper's title given as a plain string loses other brackets in one widget than in the next, because some
# read Textual's markup and others Rich's. "[CII] 158 um", an astronomer's spectral line, is whole in a DataTable and "
# 158 um" in a Static, an OptionList, a Button and a toast; "[cs.CL] News" is whole in a Static and loses its label in a
# DataTable. Neither raises anything.
# Seen: Static ' 158 um' '[cs.CL] News' / DataTable '[CII] 158 um' 'News'
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv" && "$folder/venv/bin/pip" install -q textual==8.2.8
"$folder/venv/bin/python" - <<'PYTHON'
import asyncio
from textual.app import App, ComposeResult
from textual.widgets import DataTable, Static

TITLES = ["[CII] 158 um", "[cs.CL] News"]


class Titles(App[None]):
    def compose(self) -> ComposeResult:
        yield DataTable(show_header=False)
        yield from (Static(title) for title in TITLES)

    def on_mount(self) -> None:
        self.query_one(DataTable).add_column("title", width=30)
        for title in TITLES:
            self.query_one(DataTable).add_row(title)


async def main() -> None:
    app = Titles()
    async with app.run_test(size=(60, 12)) as pilot:
        await pilot.pause()
        lines = ["".join(part.text for part in line).strip() for line in app.screen._compositor.render_strips()]
        static = [str(widget.render()) for widget in app.query(Static)]
    table = lines[:2]
    print("Static", *map(repr, static), "/ DataTable", *map(repr, table))
    assert static == [" 158 um", "[cs.CL] News"] and table == ["[CII] 158 um", "News"]


asyncio.run(main())
PYTHON
