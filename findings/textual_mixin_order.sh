#!/usr/bin/env bash
# textual 8.2.8: of a widget's several bases only the first that is a widget passes on its styles and its name. A mixin that is a Widget and stands before
# Button (as Python's own order of bases asks for what overrides) makes a button that is an instance of Button, reacts as one, and has none of its
# styles: `Button { … }` in an app's CSS does not reach it, and `query(Button)` does not find it. With the bases the other way round all is well.
# Seen: "Tagged, Button": found no, height None; "Button, Tagged": found yes, height auto; a mixin that is no Widget: found yes, height auto
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv" && "$folder/venv/bin/pip" install -q textual==8.2.8
"$folder/venv/bin/python" - <<'PYTHON'
import asyncio

from textual.app import App
from textual.widget import Widget
from textual.widgets import Button


class Tagged(Widget):
    tag = ""


class Plain:
    tag = ""


class First(Tagged, Button): ...


class Last(Button, Tagged): ...


class Beside(Plain, Button): ...


class Buttons(App):
    def compose(self):
        for kind in (First, Last, Beside):
            yield kind("press", id=kind.__name__)


async def main():
    app = Buttons()
    async with app.run_test():
        seen = {}
        for kind in (First, Last, Beside):
            button = app.query_one(f"#{kind.__name__}")
            assert isinstance(button, Button)
            seen[kind.__name__] = (button in app.query(Button).nodes, str(button.styles.height))
    print(seen)
    assert seen == {"First": (False, "None"), "Last": (True, "auto"), "Beside": (True, "auto")}


asyncio.run(main())
PYTHON
