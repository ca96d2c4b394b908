"""The application: the library it opens, the screens, themes and keys."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any, ClassVar

from textual import events, on
from textual.binding import Binding, BindingType
from textual.screen import Screen

from askpapers import errors
from askpapers.library.catalog.database import in_passing
from askpapers.library.library import Library
from askpapers.settings.settings import Settings
from askpapers.text.sanitize import sanitize
from askpapers.tui.desk.screen import Desk
from askpapers.tui.dialogs.basic import Dialog, LineDialog
from askpapers.tui.dialogs.palette import PaletteDialog, PaletteEntry, entries_of
from askpapers.tui.messages import (
    CopyWanted,
    ErrorRaised,
    SampleWanted,
    SettingsChanged,
    SettingsWanted,
    Spent,
    hint_of,
)
from askpapers.tui.process import RESTED, TerminalApp, forgive_bytes
from askpapers.tui.user_files import LOOKED_AT_EVERY, UserFiles
from askpapers.tui.widgets.bars import StatusBar


class AskpapersApp(TerminalApp, inherit_bindings=False):
    """Read a day of papers: the terminal interface of askpapers."""

    TITLE = "askpapers"
    CSS_PATH = Path(__file__).parent / "app.tcss"
    # Ctrl+P is zellij's, Ctrl+K the line editor's.
    COMMAND_PALETTE_BINDING = "ctrl+backslash"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (100, "-wide"), (130, "-wider"), (170, "-broad")]
    VERTICAL_BREAKPOINTS = [(0, "-low"), (30, "-tall")]
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("q", "quit", "Quit", show=False, id="app.quit"),
        Binding("ctrl+c", "leave_hint", "Quit", show=False, system=True, id="app.leave_hint"),
        Binding("colon", "command_palette", "Commands", show=False, id="app.palette"),
        Binding(
            "P",
            "plain",
            "Plain mode",
            show=False,
            id="app.plain",
            tooltip="For screen readers: one pane, words for signs",
        ),
        Binding(
            "J", "jump", "Jump", show=False, id="app.jump", tooltip="Label all that can be gone to, and go by a letter"
        ),
        Binding(
            "comma", "settings", "Settings", show=False, id="app.settings", tooltip="Every setting, to see and change"
        ),
        Binding("y", "copy_selected", "Copy", show=False, id="app.copy", tooltip="Copy what is selected (Ctrl+C too)"),
    ]

    def __init__(self, settings: Settings, *, sample: bool = False, library: Library | None = None) -> None:
        super().__init__()
        self.settings = settings
        self.library = library or Library(settings)
        self._sample = sample
        self._own_library = library is None
        self.user_files = UserFiles(self, lambda: self.settings)
        self._left = False
        self._fault: errors.AskpapersError | None = None

    def lead(self) -> int:
        """Run until the reader leaves; return the exit code."""
        forgive_bytes(self.driver_class)
        self.run()
        return self.return_code or 0

    async def on_load(self) -> None:
        self._fault = await self._open()

    def get_default_screen(self) -> Screen[Any]:
        """The desk, and no empty screen below it that would be styled and painted first."""
        return super().get_default_screen() if self._fault else self._new_desk()

    async def on_mount(self) -> None:
        # A thread that reckons verdicts gives the keyboard way after a thousandth of a second instead of five.
        sys.setswitchinterval(0.001)
        self.rest.begin()
        if self.settings.keys:
            self.set_keymap(dict(self.settings.keys))
        self.theme_changed_signal.subscribe(self, self._keep_theme)
        if self._fault is not None:
            await self._refuse(self._fault)
        self.user_files.look()
        self.set_interval(LOOKED_AT_EVERY, self.user_files.look)
        self.set_interval(RESTED, self._rest)

    def _rest(self) -> None:
        """Look for garbage while no answer comes; one is read as it comes, and must not falter."""
        if all(screen.questions.none.is_set() for screen in self.screen_stack if isinstance(screen, Desk)):
            self.rest.collect()

    async def _open(self) -> errors.AskpapersError | None:
        """Open the library and look as it was left; return what is in the way."""
        try:
            if self._own_library:
                await self.library.__aenter__()
            theme = self.settings.theme or await self.library.catalog.state.get("theme")
            await self.library.catalog.days()
            if await self.library.lacks_its_papers():
                raise errors.LibraryDamaged("The catalog is empty, and the vector store beside it is not.")
            plain = os.environ.get("ASKPAPERS_PLAIN") or await self.library.catalog.state.get("plain")
        except errors.AskpapersError as error:
            return error
        self.user_files.use_theme(theme)
        if plain:
            self._set_plain(True)
        return None

    def _new_desk(self) -> Desk:
        return Desk(self.library, usual_model=self.settings.model, sample=self._sample)

    async def _refuse(self, error: errors.AskpapersError) -> None:
        """Offer to repair what is damaged, and leave where it is anything else."""
        if isinstance(error, errors.LibraryDamaged):
            await self._offer_repair(error)
        else:
            self.exit(
                error.exit_code,
                return_code=error.exit_code,
                message=f"error: {sanitize(str(error))} {sanitize(error.hint)}",
            )

    async def _offer_repair(self, error: errors.LibraryDamaged) -> None:
        from askpapers.tui.screens.doctor import RepairScreen

        if not self._own_library or isinstance(self.screen, RepairScreen):
            return
        # Files that are exchanged below an open library would be read as they were, and the desk reads it all the time.
        await self._begin_on(Screen())
        await self._close()
        await self.push_screen(RepairScreen(self.settings, error), self._repaired)

    async def _repaired(self, whole: bool | None) -> None:
        """Begin anew on a library that is whole; leave one that is not."""
        if not whole:
            self.exit(
                return_code=errors.LibraryDamaged.exit_code,
                message="The library is damaged still: askpapers doctor --repair",
            )
            return
        await self._begin_in(self.settings)

    async def open_sample(self) -> None:
        """Go from an empty library to the sample's own, as `askpapers sample` opens it; the question that is typed goes along."""
        question = self.desk.question.input.value
        await self.desk.keeper.save()
        left = self.library if self._own_library else None
        self._own_library = self._sample = True
        await self._begin_in(self.settings.of_sample())
        if left is not None:
            await left.__aexit__(None, None, None)
        self.desk.question.input.value = question
        told = "Yours is as empty as it was: q leaves the sample, and askpapers opens yours."
        self.notify(told, title="The sample day has a library of its own", timeout=12)

    async def _begin_in(self, settings: Settings) -> None:
        """Begin anew in another library, or in one that was closed."""
        self.settings, self.library, self._left = settings, Library(settings), False
        if (fault := await self._open()) is not None:
            await self._refuse(fault)
        else:
            await self._begin_on(self._new_desk())

    async def _begin_on(self, screen: Screen[None]) -> None:
        """Put a screen in the place of all others."""
        while len(self.screen_stack) > 1:
            await self.pop_screen()
        # Nobody waits for a result of the lowest screen, and Textual exchanges none that nobody does.
        self.screen._push_result_callback(self, None)
        await self.switch_screen(screen)

    def _keep_theme(self, theme: object) -> None:
        for screen in self.screen_stack:
            if isinstance(screen, Desk):
                screen.redraw()
        if not os.environ.get("NO_COLOR") and not isinstance(self.screen, LineDialog):  # what is previewed is not kept
            self.run_worker(self.library.catalog.state.put("theme", self.theme), exit_on_error=False)

    async def on_unmount(self) -> None:
        self.rest.end()
        await self._close()

    async def _close(self) -> None:
        if self._own_library and not self._left:
            self._left = True
            await self.library.__aexit__(None, None, None)

    async def action_quit(self) -> None:
        """Leave; what came of an answer is kept, and the desk as it is now, for whoever opens the next one."""
        for screen in self.screen_stack:
            if isinstance(screen, Desk):
                waiting = await screen.questions.leave()
                if waiting and not screen.question.input.value:
                    screen.question.input.value = waiting.pop(0)
                await screen.keeper.save(waiting)
        self.exit()

    @property
    def desk(self) -> Desk:
        """The main screen."""
        return next(screen for screen in self.screen_stack if isinstance(screen, Desk))

    def action_settings(self, at: str = "") -> None:
        """Show every setting."""
        from askpapers.tui.screens.settings import SettingsScreen

        self.push_screen(SettingsScreen(self.library, self.settings, self.desk, at))

    @on(SettingsWanted)
    def _settings_wanted(self, event: SettingsWanted) -> None:
        self.action_settings(event.at)

    @on(SettingsChanged)
    def _settings_changed(self, event: SettingsChanged) -> None:
        """Go on with what was changed, as far as it can count while the program runs."""
        self.settings = event.in_force(self.settings)
        if "theme" in event.changed:
            self.user_files.use_theme(event.now.theme)
        if "keys" in event.changed:
            self.set_keymap(dict(event.now.keys))
        self.desk.usual_model = self.settings.model
        if self.desk.query(StatusBar):  # whoever leaves at once has none any more
            self.desk.status.engine(self.library.settings.engine)
            self.desk.question.retype()

    @on(SampleWanted)
    def _sample_wanted(self) -> None:
        work = self.desk.add_sample() if self._sample else self.open_sample()
        self.run_worker(work, exit_on_error=False)

    @on(Spent)
    def _spent(self, event: Spent) -> None:
        for screen in self.screen_stack:
            if isinstance(screen, Desk):  # whoever leaves while an answer comes has none any more
                screen.spent(event.usage.cost)

    @on(CopyWanted)
    async def _copy_wanted(self, event: CopyWanted) -> None:
        await self.copy(event.text, event.what, unless_selected=event.all_that_is_shown)

    @on(ErrorRaised)
    def _error_raised(self, event: ErrorRaised) -> None:
        """Show an error as a toast that says what to do; a damaged library is offered to be repaired."""
        error = event.error
        if isinstance(error, errors.LibraryDamaged):
            self.run_worker(self._offer_repair(error), exit_on_error=False)
        self.notify(hint_of(error) or " ", title=sanitize(str(error)), severity="error", timeout=8, markup=False)

    async def action_plain(self) -> None:
        """Change between the plain mode and the usual one, and keep that."""
        self._set_plain(plain := not self.has_class("plain"))
        with in_passing():
            await self.library.catalog.state.put("plain", "1" if plain else "")
        told = "One pane at a time, no frames, words for signs. P goes back." if plain else "Panes and signs again."
        self.notify(told, title="Plain mode" if plain else "The usual mode", timeout=5)

    def _set_plain(self, plain: bool) -> None:
        self.set_class(plain, "plain")
        # Whatever its width, a terminal shows one pane then.
        usual = type(self).HORIZONTAL_BREAKPOINTS
        self.HORIZONTAL_BREAKPOINTS = [(0 if n == 0 else 10_000, name) for n, name in usual] if plain else usual
        for screen in self.screen_stack:
            screen.post_message(events.Resize(self.size, self.size))
            if isinstance(screen, Desk):
                screen.call_after_refresh(screen.redraw)

    def action_jump(self) -> None:
        """Put a label on everything that can be gone to."""
        from askpapers.tui.dialogs.palette import JumpScreen, Spot, spots_of

        def done(spot: Spot | None) -> None:
            if spot is not None:
                spot.go()

        self.push_screen(JumpScreen(spots_of(self.screen)), done)

    def action_command_palette(self) -> None:
        """Find an action, a setting, or something of the library."""
        screen = self.screen
        if isinstance(screen, Dialog):
            return

        def done(entry: PaletteEntry | None) -> None:
            if entry is not None:
                entry.run()

        find = screen.find if isinstance(screen, Desk) else None
        self.push_screen(PaletteDialog([*entries_of(self, screen)], find), done)
