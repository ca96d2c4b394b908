#!/usr/bin/env bash
# textual 8.2.8: the names that it gives to the keys `/`, `+` and `-` ("slash", "plus", "minus") are the only short ones among
# the signs, and its own way back does not know them: `key_to_character("slash")` is None, where "full_stop" and "question_mark"
# give their character. So `App.simulate_key("slash")` and `Pilot.press("slash")` type nothing into an Input, and a binding with priority
# on `slash` takes the key from an Input that has the focus, while one on `full_stop` leaves it to be typed.
# Seen: see the last lines; an Input after full_stop, slash, plus, minus: '.'
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv" && "$folder/venv/bin/pip" install -q textual==8.2.8
"$folder/venv/bin/python" - <<'PYTHON'
import asyncio

from textual.app import App, ComposeResult
from textual.keys import _character_to_key, key_to_character
from textual.widgets import Input


class Form(App[None]):
    def compose(self) -> ComposeResult:
        yield Input()


async def typed(*keys: str) -> str:
    async with Form().run_test() as pilot:
        await pilot.press(*keys)
        return pilot.app.query_one(Input).value


names = {sign: _character_to_key(sign) for sign in "./+-?"}
back = {name: key_to_character(name) for name in names.values()}
print(names, back)
assert back == {"full_stop": ".", "slash": None, "plus": None, "minus": None, "question_mark": "?"}
value = asyncio.run(typed("full_stop", "slash", "plus", "minus"))
print(f"an Input after full_stop, slash, plus, minus: {value!r}")
assert value == "."
PYTHON
