#!/usr/bin/env bash
# textual 8.2.8: an Input takes of a paste what stands before its first line break, and says nothing of the rest: of a title that a PDF breaks
# over two lines the second is lost (a browser's field joins them). A paste that *begins* with a line break, as one of a whole line often
# does, inserts nothing, and over a selection it deletes what was selected. The program is not told either: Changed has the stump.
# Seen: 'A title over\ntwo lines' -> 'A title over' ; '\nA title' -> '' ; the same over the selected 'old words' -> ''
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv" && "$folder/venv/bin/pip" install -q textual==8.2.8
"$folder/venv/bin/python" - <<'PYTHON'
import asyncio

from textual import events
from textual.app import App, ComposeResult
from textual.widgets import Input


class Form(App[None]):
    def compose(self) -> ComposeResult:
        yield Input()


async def after(text: str, before: str = "") -> str:
    app = Form()
    async with app.run_test() as pilot:
        field = app.query_one(Input)
        field.value = before
        field.action_select_all()
        await pilot.pause()
        app.post_message(events.Paste(text))
        await pilot.pause()
        return field.value


seen = [asyncio.run(after(*texts)) for texts in [("A title over\ntwo lines",), ("\nA title",), ("\nA title", "old words")]]
print(*map(repr, seen))
assert seen == ["A title over", "", ""]
PYTHON
