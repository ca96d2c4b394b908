#!/usr/bin/env bash
# textual 8.2.8: a key's name does not always lead back to its character: `key_to_character` gives "." for "full_stop" and None for
# "slash", "plus" and "minus", the names that Textual itself gives to `/`, `+` and `-`. So while an Input has the focus, which takes
# every sign that is typed, the app's binding on `.` leaves `active_bindings` (and the footer), as it should, and those on `/`, `+` and
# `-` stay there and are shown as keys that act. Typed, all four go into the Input.
# Seen: see the last lines; active beside a focused Input: minus, plus, slash; typed: './+-'
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv" && "$folder/venv/bin/pip" install -q textual==8.2.8
"$folder/venv/bin/python" - <<'PYTHON'
import asyncio

from textual.app import App, ComposeResult
from textual.keys import _character_to_key, key_to_character
from textual.widgets import Input

names = {sign: _character_to_key(sign) for sign in "./+-"}
back = {name: key_to_character(name) for name in names.values()}
print(names, back)
assert back == {"full_stop": ".", "slash": None, "plus": None, "minus": None}


class Form(App[None]):
    BINDINGS = [(name, "act", f"Act on {sign}") for sign, name in names.items()]
    acted = 0

    def compose(self) -> ComposeResult:
        yield Input()

    def action_act(self) -> None:
        self.acted += 1


async def run() -> tuple[list[str], str, int]:
    app = Form()
    async with app.run_test() as pilot:
        field = app.query_one(Input)
        field.focus()
        await pilot.pause()
        active = sorted(set(app.screen.active_bindings) & set(back))
        await pilot.press(*names.values())
        return active, field.value, app.acted


active, typed, acted = asyncio.run(run())
print(f"active beside a focused Input: {', '.join(active)}; typed: {typed!r}; acted: {acted}")
assert (active, typed, acted) == (["minus", "plus", "slash"], "./+-", 0)
PYTHON
