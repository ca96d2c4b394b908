#!/usr/bin/env bash
# textual 8.2.8: a `Paste` event that is posted to the widget it is meant for (as a clipboard of one's own, or a program that drives
# the interface, would do) is inserted twice by a TextArea and once by an Input. Posted to the app, which hands it to the focused widget, both insert it once.
# Seen: TextArea ['x', 'xx'] and Input ['x', 'x'], posted to the app and to the widget
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv" && "$folder/venv/bin/pip" install -q textual==8.2.8
"$folder/venv/bin/python" - <<'PYTHON'
import asyncio

from textual import events
from textual.app import App, ComposeResult
from textual.widgets import Input, TextArea


class Form(App[None]):
    def __init__(self, field: Input | TextArea) -> None:
        super().__init__()
        self.field = field

    def compose(self) -> ComposeResult:
        yield self.field


async def pasted(field: Input | TextArea, *, to_app: bool) -> str:
    app = Form(field)
    async with app.run_test() as pilot:
        field.focus()
        await pilot.pause()
        (app if to_app else field).post_message(events.Paste("x"))
        await pilot.pause()
        await pilot.pause()
        return field.text if isinstance(field, TextArea) else field.value


found = {kind.__name__: [asyncio.run(pasted(kind(), to_app=place)) for place in (True, False)] for kind in (TextArea, Input)}
print(found)
assert found == {"TextArea": ["x", "xx"], "Input": ["x", "x"]}
PYTHON
