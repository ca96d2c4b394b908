"""The settings inside the interface: seen whole, changed by keys alone and by mouse alone, checked, and in force."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from textual.widgets import Input, OptionList

from askpapers.library.library import Library
from askpapers.settings.settings import DEFAULT_MODEL, FOLDERS, SETTABLE, Settings, load
from askpapers.tui.app import AskpapersApp
from askpapers.tui.desk.screen import Desk
from askpapers.tui.dialogs.basic import LineDialog, SearchDialog
from askpapers.tui.messages import SettingsChanged
from askpapers.tui.screens.settings import SettingsScreen
from askpapers.tui.widgets.bars import KeyBar
from tests.fakes.embedder import HashedWords
from tests.tui.conftest import Running, Start


@pytest.fixture(autouse=True)
def no_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    import os

    for name in list(os.environ):
        if name.startswith(("ASKPAPERS_", "OPENAI_")):
            monkeypatch.delenv(name)


def shown(running: Running) -> dict[str, str]:
    """What each line of the screen says: name → the rest, its spaces folded."""
    lines = [str(option.prompt) for listing in running.app.screen.query(OptionList) for option in listing.options]
    return {line.split()[0]: " ".join(line.split()[1:]) for line in lines}


async def opened(running: Running, name: str) -> None:
    """Open the settings by their key, the cursor on one of them."""
    await running.pilot.press("comma")
    await running.until(lambda: isinstance(running.app.screen, SettingsScreen) and shown(running))
    place = [*SETTABLE, *FOLDERS].index(name)
    await running.pilot.press("home", *["down"] * place)


def toml(settings: Settings) -> str:
    return (settings.config / "config.toml").read_text()


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (250, 80)])
async def test_every_setting_is_shown_with_its_value_and_origin(start: Start, size: tuple[int, int]) -> None:
    async with start(size=size) as running:
        await opened(running, "timeout")
        assert list(shown(running)) == [*SETTABLE, *FOLDERS]
        assert shown(running)["budget"] == "4,000 default"
        assert shown(running)["api_key"] == "not set default"
        assert shown(running)["model"].startswith("none: answers are quotations")
        assert running.text("#settings-words") == "Seconds to wait for a server.\nA change counts at once."
        listing = running.app.screen.query_one(OptionList)
        assert all(len(str(option.prompt)) <= size[0] - 2 for option in listing.options)
        await running.pilot.press("escape")
        assert running.app.screen is running.desk


async def test_keys_alone_change_a_setting_which_counts_at_once(start: Start, settings: Settings) -> None:
    async with start() as running:
        await opened(running, "budget")
        await running.pilot.press("enter", *"12", "enter")
        await running.until(lambda: running.app.screen.query_one("#dialog-error").display)
        assert "between 500 and 2,000,000" in running.text("#dialog-error")
        running.app.screen.query_one(Input).value = "12000"
        await running.pilot.press("enter")
        await running.until(lambda: isinstance(running.app.screen, SettingsScreen))
        assert shown(running)["budget"] == "12,000 config.toml"
        assert running.desk.library.settings.budget == 12000
        assert "\nbudget = 12000\n" in toml(settings)
        await running.pilot.press("delete")
        await running.until(lambda: shown(running)["budget"] == "4,000 default")
        assert running.desk.library.settings.budget == 4000
        assert "\nbudget" not in toml(settings)


async def test_the_mouse_alone_changes_a_setting(start: Start, settings: Settings) -> None:
    async with start(size=(80, 24)) as running:
        await opened(running, "model")
        await running.pilot.click("#settings-list", offset=(5, [*SETTABLE].index("parallel")))
        await running.until(lambda: isinstance(running.app.screen, LineDialog))
        await running.pilot.click(OptionList, offset=(4, 2))
        await running.until(lambda: isinstance(running.app.screen, SettingsScreen))
        assert running.desk.library.settings.parallel == 2
        # And out again: a part of the footer is its key.
        await running.pilot.click(offset=running.app.screen.query_one(KeyBar).place_of("Back"))
        await running.until(lambda: running.app.screen is running.desk)


async def test_a_click_on_a_part_of_a_hint_presses_its_key(start: Start) -> None:
    async with start() as running:
        await opened(running, "budget")
        await running.pilot.press("enter")
        await running.until(lambda: isinstance(running.app.screen, LineDialog))
        hint = running.text(".dialog-hint")
        await running.pilot.click(".dialog-hint", offset=(hint.index("Esc") + 1, 0))
        await running.until(lambda: isinstance(running.app.screen, SettingsScreen))


async def test_a_key_is_never_shown_and_goes_to_its_owner_alone(start: Start, settings: Settings) -> None:
    async with start() as running:
        await opened(running, "api_key")
        await running.pilot.press("enter", *"secret", "enter")
        await running.until(lambda: isinstance(running.app.screen, SettingsScreen))
        assert shown(running)["api_key"] == "set, not shown config.toml"
        assert "secret" not in running.app.export_screenshot()
        assert running.desk.library.settings.api_key == "secret"
        # With a key there is a server to ask, and its usual model answers from now on.
        assert running.desk.library.settings.model == DEFAULT_MODEL
        await running.pilot.press("enter")
        await running.until(lambda: isinstance(running.app.screen, LineDialog))
        assert running.app.screen.query_one(Input).value == ""
        assert (settings.config / "config.toml").stat().st_mode & 0o077 == 0


async def test_a_setting_fixed_by_the_environment_says_by_which_variable(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with start() as running:
        monkeypatch.setenv("ASKPAPERS_BUDGET", "9000")
        await opened(running, "budget")
        assert shown(running)["budget"] == "9,000 environment"
        assert "Fixed by the variable ASKPAPERS_BUDGET" in running.text("#settings-words")
        await running.pilot.press("enter")
        await running.pilot.pause()
        assert isinstance(running.app.screen, SettingsScreen)
        assert any("ASKPAPERS_BUDGET" in toast.message for toast in running.app._notifications)


async def test_what_counts_at_the_next_start_says_so(start: Start) -> None:
    async with start() as running:
        await opened(running, "chroma")
        assert "at the next start" in running.text("#settings-words")
        await running.pilot.press("enter")
        await running.until(lambda: isinstance(running.app.screen, LineDialog))
        running.app.screen.query_one(Input).value = "http://localhost:8000"
        await running.pilot.press("enter")
        await running.until(lambda: isinstance(running.app.screen, SettingsScreen))
        assert running.desk.library.settings.chroma is None
        assert shown(running)["chroma"] == "http://localhost:8000 config.toml"
        assert any("at the next start" in toast.message for toast in running.app._notifications)


async def test_a_theme_is_chosen_from_those_there_are(start: Start) -> None:
    async with start() as running:
        await opened(running, "theme")
        await running.pilot.press("enter", *"mauve", "enter")
        await running.until(lambda: running.app.screen.query_one("#dialog-error").display)
        running.app.screen.query_one(Input).value = "nord"
        await running.pilot.press("enter")
        await running.until(lambda: running.app.theme == "nord")


async def test_a_theme_that_there_is_not_is_told_and_changes_nothing(start: Start, settings: Settings) -> None:
    settings.config.mkdir(parents=True, exist_ok=True)
    async with start() as running:
        before = running.app.theme
        (settings.config / "config.toml").write_text('theme = "nordd"\n')
        running.app.user_files.look()
        await running.until(lambda: any("Did you mean nord?" in toast.message for toast in running.app._notifications))
        assert running.app.theme == before
        await opened(running, "theme")
        assert "there is no theme “nordd”" in shown(running)["theme"]


async def test_whoever_leaves_while_a_setting_is_changed_is_not_kept(start: Start) -> None:
    async with start() as running:
        await running.desk.query("StatusBar").remove()
        now = running.app.settings
        running.app.post_message(SettingsChanged(now, replace(now, theme="nord")))
        await running.until(lambda: running.app.theme == "nord")
        await running.pilot.pause()


async def test_a_key_is_changed_inside_and_one_that_is_taken_is_refused(start: Start) -> None:
    async with start() as running:
        await opened(running, "keys")
        await running.pilot.press("enter")
        await running.until(lambda: isinstance(running.app.screen, SearchDialog))
        await running.pilot.press(*"star", "enter")
        await running.until(lambda: isinstance(running.app.screen, LineDialog))
        await running.pilot.press("a", "enter")
        await running.until(lambda: "“Ask”" in running.text("#dialog-error"))
        running.app.screen.query_one(Input).value = "f6"
        await running.pilot.press("enter")
        await running.until(lambda: isinstance(running.app.screen, SettingsScreen))
        assert shown(running)["keys"] == "1 changed config.toml"
        await running.pilot.press("escape", "f6")
        await running.until(lambda: running.desk.list.row and running.desk.list.row.starred)
        await running.pilot.press("question_mark")
        await running.until(lambda: running.app.screen is not running.desk)
        assert any(
            line.split()[:3] == ["f6", "Star", "the"]
            for line in running.text("TextDialog VerticalScroll Static").splitlines()
        )


async def test_a_damaged_file_is_told_and_left_alone(start: Start, settings: Settings) -> None:
    async with start() as running:
        settings.config.mkdir()
        (settings.config / "config.toml").write_text("budget = \n")
        await opened(running, "budget")
        assert any("not valid TOML" in (toast.title or "") for toast in running.app._notifications)
        await running.pilot.press("enter", *"5000", "enter")
        await running.until(lambda: "not valid TOML" in running.text("#dialog-error"))
        assert toml(settings) == "budget = \n"


async def test_without_a_server_m_leads_to_the_settings(start: Start) -> None:
    async with start() as running:
        await running.pilot.press("M")
        await running.until(lambda: isinstance(running.app.screen, SettingsScreen))
        assert "OpenAI-compatible" in running.text("#settings-words")


async def test_a_flag_goes_before_the_file(settings: Settings, sample_home: Path) -> None:
    flags = {name: getattr(settings, name) for name in FOLDERS}
    given = replace(load({**flags, "budget": 700}, {}), origins={"budget": "--budget"})
    async with Library(given, embedder=HashedWords()) as library:
        app = AskpapersApp(given, library=library)
        async with app.run_test() as pilot:
            running = Running(app, pilot)
            await running.until(lambda: isinstance(app.screen, Desk))
            app.action_settings("budget")
            await running.until(lambda: isinstance(app.screen, SettingsScreen) and shown(running))
            assert shown(running)["budget"] == "700 a flag"
            assert "the flag --budget" in running.text("#settings-words")


@pytest.mark.parametrize("size", [(60, 20), (80, 24), (140, 40)])
async def test_the_choice_in_force_is_marked_among_as_many_as_fit(start: Start, size: tuple[int, int]) -> None:
    async with start(size=size) as running:
        await opened(running, "theme")
        assert shown(running)["theme"].startswith(f"{running.app.theme}, as it was cho")
        await running.pilot.press("enter")
        await running.until(lambda: isinstance(running.app.screen, LineDialog) and running.app.screen.query(OptionList))
        choices = running.app.screen.query_one(OptionList)
        await running.until(lambda: choices.size.height >= 7)
        assert [str(one.prompt) for one in choices.options if str(one.prompt).startswith("●")] == [
            "● Back to the default (as it was chosen last)"
        ]
        hint = running.app.screen.query_one(".dialog-hint")
        assert hint.region.bottom < size[1]
        await running.pilot.press("down", "down", "enter")
        await running.until(lambda: isinstance(running.app.screen, SettingsScreen))
        await running.pilot.press("enter")
        await running.until(lambda: isinstance(running.app.screen, LineDialog) and running.app.screen.query(OptionList))
        choices = running.app.screen.query_one(OptionList)
        await running.until(lambda: choices.highlighted == 1)
        assert str(choices.options[1].prompt) == f"● {running.app.theme}"


@pytest.mark.parametrize("name", ["budget", "timeout", "answer_tokens"])
async def test_enter_on_what_is_there_already_writes_nothing(start: Start, settings: Settings, name: str) -> None:
    async with start() as running:
        await opened(running, name)
        before = shown(running)[name]
        await running.pilot.press("enter")
        await running.until(lambda: isinstance(running.app.screen, LineDialog) and running.app.screen.query(Input))
        await running.pilot.press("enter")
        await running.until(lambda: isinstance(running.app.screen, SettingsScreen))
        assert shown(running)[name] == before
        assert not (settings.config / "config.toml").exists()
        assert not list(running.app._notifications)
