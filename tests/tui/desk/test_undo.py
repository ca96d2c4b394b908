"""Marks and removals are taken back, the last one first."""

from __future__ import annotations

from tests.tui.conftest import Start


async def test_a_star_a_mark_and_a_removal_are_taken_back(start: Start) -> None:
    async with start() as running:
        await running.until(lambda: running.desk.list.count == 64)
        await running.pilot.press("x", "m", "delete")
        await running.until(lambda: running.desk.list.count == 63)
        await running.pilot.press("u")
        await running.until(lambda: running.desk.list.count == 64 and running.desk.list.row)
        row = running.desk.list.row
        assert row is not None
        assert (row.starred, row.read) == (True, True)
        await running.pilot.press("u", "u", "u")
        await running.until(lambda: (row := running.desk.list.row) and not row.starred and not row.read)
