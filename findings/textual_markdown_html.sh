#!/usr/bin/env bash
# textual 8.2.8 (Markdown) and rich 15.0.0 (Markdown): not only the tags of HTML are left out, which a terminal cannot draw, but all the words that stand with them. A model's
# answer of which the first line begins with a tag (`<p>`, `<details>`, a model's own `<think>`) is shown as nothing at all up to the next blank line, though a browser would
# show every word; and "a<b and c>d" in a sentence counts as a tag and takes the claim with it. Nothing marks the gap.
# Seen, both: '<think>\nhm\n</think>\nIt is 7.' -> '' ; '<p>It is <b>7</b>.</p>' -> '' ; 'if a<b and c>d holds' -> 'if ad holds'; 'It is 7.' is kept
set -euo pipefail
folder=$(mktemp -d); trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv" && "$folder/venv/bin/pip" install -q textual==8.2.8 rich==15.0.0
"$folder/venv/bin/python" - <<'PYTHON'
import asyncio
import io

from rich.console import Console
from rich.markdown import Markdown as RichMarkdown
from textual.app import App, ComposeResult
from textual.widgets import Markdown

SEEN = {
    "It is 7.": "It is 7.",
    "<think>\nhm\n</think>\nIt is 7.": "",
    "<p>It is <b>7</b>.</p>": "",
    "if a<b and c>d holds": "if ad holds",
}


class Answer(App[None]):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text

    def compose(self) -> ComposeResult:
        yield Markdown(self.text)


async def shown(text: str) -> str:
    app = Answer(text)
    async with app.run_test(size=(60, 10)) as pilot:
        await pilot.pause()
        lines = app.screen._compositor.render_strips()
        return " ".join("".join(line.text for line in lines).split())


def printed(text: str) -> str:
    console = Console(file=io.StringIO(), width=60)
    console.print(RichMarkdown(text))
    return " ".join(console.file.getvalue().split())


for text, kept in SEEN.items():
    told = asyncio.run(shown(text)), printed(text)
    print(repr(text), "->", *map(repr, told))
    assert told == (kept, kept)
PYTHON
