"""Lay the interface of another checkout beside this one's: each place at two sizes in two themes, before at the left.

    pip install -e . resvg-py pillow && python docs/contact_sheets.py /path/to/another/checkout

Writes sheet-PLACE.png beside this file; needs the font of `drawing.py`.
"""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from drawing import picture_of
from PIL import Image

HERE = Path(__file__).parent
QUESTION = "Which papers merge task vectors of several fine-tuned models?"
PLACES = ("day", "answer", "palette", "compare", "calendar", "empty")
LOOKS = [(size, theme) for size in ((80, 24), (140, 40)) for theme in ("textual-dark", "textual-light")]
WIDTH = 900
"""Pixels of one picture."""


async def take(folder: Path) -> None:
    """Take a picture of every place with the checkout that is on the path, which may be an old one."""
    try:
        from askpapers.settings.settings import Settings
    except ModuleNotFoundError:
        from askpapers.settings import Settings  # type: ignore[attr-defined, no-redef]

    for size, theme in LOOKS:
        name = f"{size[0]}x{size[1]}-{theme}.svg"
        for places in (("empty",), PLACES[:-1]):
            with tempfile.TemporaryDirectory() as made:
                home = Path(made)
                await walk(Settings(home, home, home, theme=theme), size, {p: folder / f"{p}-{name}" for p in places})


async def walk(settings: Any, size: tuple[int, int], files: dict[str, Path]) -> None:
    """Go through the places and keep a picture of each, or only of the empty library where no other has a file."""
    from askpapers.tui.app import AskpapersApp

    app = AskpapersApp(settings, sample="empty" not in files)
    app.animation_level = "none"
    async with app.run_test(size=size, notifications=False) as pilot:

        async def until(ready: Callable[[], object]) -> None:
            for _ in range(
                3000
            ):  # the first answer of a process loads the reader, which a busy machine takes minutes for
                await pilot.pause(0.05)
                if ready():
                    break
            await pilot.pause(0.5)

        def keep(place: str) -> None:
            files[place].write_text(app.export_screenshot(title=place), encoding="utf-8")

        await until(lambda: app.screen.query("PaperList"))
        if "empty" in files:
            keep("empty")
            return
        desk: Any = app.screen
        await until(lambda: desk.list.count == 64 and all(row.one_line for row in desk.list._rows.values()))
        keep("day")
        await pilot.press("d")
        await pilot.pause(0.5)
        keep("calendar")
        await pilot.press("escape", "colon")
        await pilot.pause(1)
        keep("palette")
        await pilot.press("escape", "a")
        desk.question.input.value = QUESTION
        await pilot.press("enter")
        await until(lambda: any(turn.answer for turn in desk.conversation.turns))
        desk.conversation.focus()
        await pilot.press("tab")
        await pilot.pause(0.5)
        keep("answer")
        await pilot.press("1", "space", "down", "space", "c")
        await until(lambda: app.screen.query("CellView"))
        await pilot.press("tab")
        await pilot.pause(0.5)
        keep("compare")


def lay(before: Path, after: Path) -> None:
    """Write one sheet a place: a row for each size and theme."""
    for place in PLACES:
        rows = []
        for size, theme in LOOKS:
            name = f"{place}-{size[0]}x{size[1]}-{theme}.svg"
            rows.append([picture_of((folder / name).read_text(encoding="utf-8"), WIDTH) for folder in (before, after)])
        heights = [max(one.height for one in row) for row in rows]
        sheet = Image.new("RGB", (2 * WIDTH + 10, sum(heights) + 10 * len(rows)), "white")
        top = 0
        for row, height in zip(rows, heights, strict=True):
            for column, one in enumerate(row):
                sheet.paste(one, (column * (WIDTH + 10), top))
            top += height + 10
        # By coverage: amber is on few pixels, and the median of all colors would leave it out.
        colors = sheet.quantize(128, method=Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
        colors.save(HERE / f"sheet-{place}.png", optimize=True)


def main() -> None:
    """Take both, each with a Python of its own, and lay the sheets."""
    if sys.argv[1] == "--take":
        asyncio.run(take(Path(sys.argv[2])))
        return
    with tempfile.TemporaryDirectory() as made:
        folders = [Path(made) / name for name in ("before", "after")]
        for folder, tree in zip(folders, (Path(sys.argv[1]), HERE.parent), strict=True):
            folder.mkdir()
            again = [sys.executable, __file__, "--take", str(folder)]
            subprocess.run(again, env={**os.environ, "PYTHONPATH": str(tree)}, check=True)
        lay(*folders)


if __name__ == "__main__":
    main()
