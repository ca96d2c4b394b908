"""On opening, a toast says what the reader has not looked at; looking is what makes it old."""

from __future__ import annotations

from datetime import date, timedelta

from askpapers.library.library import Library
from askpapers.papers.paper import Paper
from askpapers.settings.settings import Settings
from askpapers.tui.dialogs.basic import TextDialog
from tests.conftest import Clock
from tests.fakes.embedder import HashedWords
from tests.tui.conftest import Running, Start

LATE = Paper("2511.00001", "A Late Paper", "It is late.", arxiv_id="2511.00001")


async def told(running: Running) -> list[str]:
    """The toasts shown once all that opening begins is done."""
    await running.app.workers.wait_for_complete()
    return [f"{toast.title}: {toast.message}" for toast in running.app._notifications]


async def test_what_was_not_looked_at_is_told_until_it_is(start: Start, settings: Settings, clock: Clock) -> None:
    async with start() as running:
        assert await told(running) == []
    clock.now += timedelta(hours=1)
    async with Library(settings, clock=clock, embedder=HashedWords()) as library:
        await library.catalog.merge([LATE], default_day=date(2025, 11, 3))
    clock.now += timedelta(hours=1)
    for _ in range(2):
        async with start(sample=False) as running:
            assert await told(running) == [
                "Since you last looked: 1 new. n lists them; then what is new has no ● any more."
            ]
            assert running.app.focused is running.desk.list
    async with start(sample=False) as running:
        await told(running)
        await running.pilot.press("n")
        await running.until(lambda: isinstance(running.app.screen, TextDialog))
        assert "A Late Paper" in str(running.app.screen.query_one("VerticalScroll Static").render())  # type: ignore[attr-defined]
    async with start(sample=False) as running:
        assert await told(running) == []
