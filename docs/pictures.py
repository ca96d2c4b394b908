"""Take the README's pictures and its recording from the program itself, on the bundled sample day, without a model.

    pip install -e . resvg-py pillow && python docs/pictures.py

Writes day.svg, answer.svg, compare.svg and morning.gif beside this file; needs the font of `drawing.py` for the last.
"""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Callable
from pathlib import Path

from drawing import picture_of
from PIL import Image
from textual.pilot import Pilot

from askpapers.library.library import Library
from askpapers.papers.scope import Scope
from askpapers.settings.settings import Settings
from askpapers.tui.app import AskpapersApp
from askpapers.verbs import add, lists

HERE = Path(__file__).parent
QUESTION = "Which papers merge task vectors of several fine-tuned models?"
NAMES = {" ": "space", "?": "question_mark", "-": "minus", "/": "slash"}
WIDTH = 1000
"""Pixels of the recording."""


class Recorder:
    """Presses keys in a running program, and keeps a picture and its milliseconds after each."""

    def __init__(self, pilot: Pilot[int]) -> None:
        self._pilot = pilot
        self.frames: list[tuple[str, int]] = []

    def picture(self) -> str:
        """The screen as SVG."""
        return self._pilot.app.export_screenshot(title="askpapers")

    async def press(self, *keys: str, hold: int = 900) -> None:
        """Press keys, wait until the screen rests, and show it for `hold` milliseconds."""
        await self._pilot.press(*keys)
        await self.rest(lambda: True)
        self.frames.append((self.picture(), hold))

    async def type(self, text: str) -> None:
        """Type a text; every third letter is a picture."""
        for place, letter in enumerate(text):
            await self._pilot.press(NAMES.get(letter, letter))
            if place % 3 == 0:
                self.frames.append((self.picture(), 90))
        await self.rest(lambda: True)
        self.frames.append((self.picture(), 1200))

    async def rest(self, ready: Callable[[], object]) -> None:
        """Wait until something is so, and a little longer."""
        for _ in range(3000):
            await self._pilot.pause(0.05)
            if ready():
                break
        await self._pilot.pause(0.4)


async def day(library: Library, size: tuple[int, int], pictures: bool) -> Recorder:
    """Go through a morning: the list, a question, its citations, a comparison."""
    app = AskpapersApp(library.settings, library=library)
    app.animation_level = "none"
    async with app.run_test(size=size) as pilot:
        recorder = Recorder(pilot)
        desk = app.screen_stack[-1]
        await recorder.rest(lambda: desk.query("PaperList"))
        await recorder.press("down", hold=1200)
        if pictures:
            (HERE / "day.svg").write_text(recorder.picture(), encoding="utf-8")
        await recorder.press("down", "down")
        await recorder.press("a", hold=400)
        await recorder.type(QUESTION)
        await pilot.press("enter")
        await recorder.rest(lambda: [turn for turn in desk.query("Turn").results() if turn.answer])  # type: ignore[attr-defined]
        await recorder.press(hold=2200)
        await recorder.press("tab", hold=1500)
        await recorder.press("tab", hold=1500)
        if pictures:
            (HERE / "answer.svg").write_text(recorder.picture(), encoding="utf-8")
        await recorder.press("tab", hold=1500)
        await recorder.press("1", hold=500)
        await recorder.press("slash", hold=300)
        await recorder.type("merging")
        await recorder.press("enter", hold=300)
        await recorder.press("space", "down", "space", hold=1200)
        await recorder.press("c", hold=200)
        await recorder.rest(lambda: app.screen.query("CellView"))
        await recorder.press("tab", hold=2500)
        if pictures:
            (HERE / "compare.svg").write_text(recorder.picture(), encoding="utf-8")
        await recorder.press("tab", hold=2500)
        return recorder


def animate(frames: list[tuple[str, int]], path: Path) -> None:
    """Write pictures as an animated GIF of 128 colors."""
    drawn, times = [], []
    for svg, hold in frames:
        image = picture_of(svg, WIDTH).quantize(128, dither=Image.Dither.NONE)
        if drawn and image.tobytes() == drawn[-1].tobytes():
            times[-1] += hold
        else:
            drawn.append(image)
            times.append(hold)
    drawn[0].save(path, save_all=True, append_images=drawn[1:], duration=times, loop=0, optimize=True)


async def main() -> None:
    """Take all of them."""
    for size, pictures in (((140, 40), True), ((110, 32), False)):
        with tempfile.TemporaryDirectory() as folder:
            home = Path(folder)
            async with Library(Settings(home, home, home)) as library:
                await add.open_sample(library)
                await lists.fill(library, await library.catalog.rows(Scope(), limit=100))
                recorder = await day(library, size, pictures)
    animate(recorder.frames, HERE / "morning.gif")


if __name__ == "__main__":
    asyncio.run(main())
