"""A paper's note, tags and collections, written at the desk."""

from __future__ import annotations

from textual.widgets import Input, TextArea

from askpapers.papers.paper import LabelKind
from tests.tui.conftest import Start


async def test_t_writes_on_the_paper_u_takes_it_back_and_a_name_that_is_none_can_be_mended(start: Start) -> None:
    async with start() as running:
        await running.until(lambda: running.desk.list.row)
        await running.pilot.press("t")
        await running.until(lambda: running.app.screen.query("#annotation-tag"))
        screen = running.app.screen
        screen.query_one("#annotation-tag", Input).value = 'light, to "read'
        screen.query_one("#annotation-collection", Input).value = "Thesis"
        screen.query_one(TextArea).text = "Cite this."
        await running.pilot.press("ctrl+s")
        assert "cannot be a tag" in running.text("#dialog-error")
        screen.query_one("#annotation-tag", Input).value = "light, to read,"
        await running.pilot.press("ctrl+s")
        await running.until(lambda: "Cite" in str(running.desk.reader.query_one("#reader-words").render()))
        assert running.text("#reader-words") == "#light #to read · in: Thesis · Cite this."
        assert await running.desk.library.catalog.annotations.labels(LabelKind.TAG) == ["light", "to read"]
        await running.pilot.press("u")
        await running.until(lambda: not running.desk.reader.query_one("#reader-words").display)
        assert await running.desk.library.catalog.annotations.labels(LabelKind.TAG) == []
