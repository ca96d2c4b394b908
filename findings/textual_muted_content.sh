#!/usr/bin/env bash
# Textual 8.2.8: `$text-muted` is an automatic color with an alpha. In a style sheet it is mixed with the background and
# comes out gray; as a style inside a Content (the recommended way to style a part of a text) the alpha is dropped and the
# words come out in full white. What is meant to be faint beside a title is as loud as the title. A fixed color with a
# percentage is faint in both.
# Seen: style sheet #a0a0a0 / Content #ffffff / Content with $foreground 60% #8d8d8d
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv" && "$folder/venv/bin/pip" install -q textual==8.2.8
"$folder/venv/bin/python" - <<'PYTHON'
import asyncio
from textual.app import App, ComposeResult
from textual.content import Content
from textual.widgets import Static


class Faint(App[None]):
    CSS = "#sheet { color: $text-muted; }"

    def compose(self) -> ComposeResult:
        yield Static("abstract", id="sheet")
        yield Static(Content.styled("abstract", "$text-muted"))
        yield Static(Content.styled("abstract", "$foreground 60%"))


async def main() -> None:
    app = Faint()
    async with app.run_test(size=(20, 6)) as pilot:
        await pilot.pause()
        lines = app.screen._compositor.render_strips()[:3]
        sheet, content, share = (next(part.style.color.name for part in line if part.text.strip()) for line in lines)
    print("style sheet", sheet, "/ Content", content, "/ Content with $foreground 60%", share)
    assert (sheet, content, share) == ("#a0a0a0", "#ffffff", "#8d8d8d")


asyncio.run(main())
PYTHON
