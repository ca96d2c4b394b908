"""A paper's note, tags and collections, written at the desk; and what was typed into a form that was left."""

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


async def test_what_was_typed_and_not_saved_is_there_again(start: Start) -> None:
    async with start() as running:
        await running.until(lambda: running.desk.list.row)
        for key, field in (("V", "#draft-area"), ("p", "#paste-area"), ("t", "#annotation-note")):
            await running.pilot.press(key)
            await running.until(lambda: running.app.screen.query(field))  # noqa: B023
            running.app.screen.query_one(field, TextArea).text = "a long text"
            await running.pilot.press("escape")
            await running.until(lambda: running.app.screen is running.desk)
            await running.pilot.press(key)
            await running.until(lambda: running.app.screen.query(field))  # noqa: B023
            assert running.app.screen.query_one(field, TextArea).text == "a long text"
            if key != "t":
                await running.pilot.press("escape")
                await running.until(lambda: running.app.screen is running.desk)
        assert "Not saved yet" in str(running.app.screen.query_one(".dialog-hint").render())
        await running.pilot.press("ctrl+s")
        await running.until(lambda: running.app.screen is running.desk)
        assert set(running.desk.unsent) == {"draft", "paste"}
        await running.pilot.press("down", "t")
        await running.until(lambda: running.app.screen.query("#annotation-note"))
        assert not running.app.screen.query_one("#annotation-note", TextArea).text  # of another paper
