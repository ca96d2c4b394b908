"""The reader's style sheet and keys count as soon as their files are written; a fault in one is told and changes nothing."""

from __future__ import annotations

from textual.color import Color

from askpapers.settings.settings import Settings
from tests.tui.conftest import Start


async def test_a_style_sheet_and_keys_are_taken_over_while_it_runs(start: Start, settings: Settings) -> None:
    settings.config.mkdir(parents=True, exist_ok=True)
    style, config = settings.config / "style.tcss", settings.config / "config.toml"
    async with start(toasts=True) as running:
        bar = running.desk.query_one("#scope")
        await running.until(lambda: running.desk.list.count == 64)
        before = bar.styles.background
        style.write_text("#scope { background: #102030; }", encoding="utf-8")
        running.app.user_files.look()
        await running.until(lambda: bar.styles.background == Color(16, 32, 48))
        style.write_text("#scope { background: #405060; }\n#left { colour: what; }", encoding="utf-8")
        running.app.user_files.look()
        await running.until(lambda: running.app._notifications)
        (toast,) = running.app._notifications
        assert "style.tcss, line 2" in str(toast.title)
        assert bar.styles.background == Color(16, 32, 48)
        style.unlink()
        running.app.user_files.look()
        await running.until(lambda: bar.styles.background == before)
        config.write_text('[keys]\n"desk.star" = "Z"\n', encoding="utf-8")
        running.app.user_files.look()
        await running.until(lambda: running.app._keymap.get("desk.star") == "Z")
        await running.pilot.press("Z")
        await running.until(lambda: running.desk.list.row and running.desk.list.row.starred)
