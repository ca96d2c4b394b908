"""Every setting: its value, where that comes from, what it is for; and changing it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, ClassVar

from rich.cells import set_cell_size
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.screen import Screen
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from askpapers import errors
from askpapers.library.library import Library
from askpapers.settings import config_file
from askpapers.settings.config_file import FOLDER_WORDS, PROPOSED, bounds, crop, kind_of, sentence
from askpapers.settings.settings import AT_START, DEFAULT, FILE, FOLDERS, SECRETS, SETTABLE, Settings, reload
from askpapers.text.sanitize import redact_url, sanitize
from askpapers.tui.dialogs.basic import LineDialog, SearchDialog, TextDialog
from askpapers.tui.dialogs.choices import ChoiceList
from askpapers.tui.keys import bindings_of, holder, is_key, keys_text
from askpapers.tui.messages import ErrorRaised, SettingsChanged
from askpapers.tui.process import check_theme
from askpapers.tui.widgets.bars import KeyBar

CHOSEN = "chosen with M"
CHOSEN_LAST = "as it was chosen last"
UNSET = "\0"
"""What a dialog gives for "back to the default"; nobody can type it."""


class SettingsList(ChoiceList):
    """The lines of the settings."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "select", "Change", id="settings.change")]


class SettingsScreen(Screen[None]):
    """All settings, one a line; what the one under the cursor is stands below them.

    `settings` are in force; `place` is the screen whose keys can be changed; the cursor begins on the setting `at`.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,comma", "dismiss", "Back", id="settings.back"),
        Binding("question_mark", "keys", "Keys", id="settings.keys", tooltip="All keys of this place"),
        Binding("delete,backspace", "unset", "Back to the default", id="settings.unset"),
    ]

    def __init__(self, library: Library, settings: Settings, place: Screen[Any], at: str = "") -> None:
        super().__init__()
        self._library = library
        self._settings = settings
        self._place = place
        self._at = at
        self._now: Settings | None = None

    def compose(self) -> ComposeResult:
        yield Static(id="settings-head")
        yield SettingsList(id="settings-list")
        yield Static(id="settings-words")
        yield KeyBar()

    def on_mount(self) -> None:
        self._read()
        names = [*SETTABLE, *FOLDERS]
        self.query_one(OptionList).highlighted = names.index(self._at) if self._at in names else 0

    def on_resize(self, event: events.Resize) -> None:
        self._draw()

    def _read(self) -> None:
        """See what the file and the environment say now."""
        before = self._settings
        try:
            self._now = reload(before)
        except errors.AskpapersError as error:
            self._now = before
            self.post_message(ErrorRaised(error))
        self._draw()

    def _draw(self) -> None:
        if self._now is None:
            return
        path = sanitize(str(self._now.config / FILE))
        self.query_one("#settings-head", Static).update(Content(f" Settings, kept in {path}"))
        options = self.query_one(OptionList)
        at = options.highlighted
        options.clear_options()
        options.add_options([Option(Content(self._line(name)), id=name) for name in (*SETTABLE, *FOLDERS)])
        options.highlighted = at

    def _line(self, name: str) -> str:
        origin = kind_of(self._origin(name))
        room = max(10, self.size.width - 4 - 20 - len(origin) - 1)
        return f"{name:<20}{set_cell_size(crop(self._shown(name), room), room)} {origin}"

    def _origin(self, name: str) -> str:
        assert self._now is not None
        if name == "model" and self._differs() and not self._library.settings.model_is_guess:
            return CHOSEN
        return self._now.origin(name)

    def _differs(self) -> bool:
        """Whether another model answers than the settings name."""
        return self._library.settings.model != self._settings.model

    def _value(self, name: str) -> Any:
        assert self._now is not None
        answers = name == "model" and self._differs()
        return getattr(self._library.settings if answers else self._now, name)

    def _shown(self, name: str) -> str:
        value = self._value(name)
        if name in SECRETS:
            return "set, not shown" if value else "not set"
        if name == "theme" and value is None:
            return f"{self.app.theme}, {CHOSEN_LAST}"
        if name == "theme" and value not in self.app.available_themes:
            return f"{self.app.theme}: there is no theme “{sanitize(value, 40)}”"
        match value:
            case None:
                return "none: answers are quotations" if name == "model" else "not set"
            case dict():
                return f"{len(value)} changed" if value else "as they are"
            case int() | float():
                return f"{value:,g}"
            case _:
                return sanitize(redact_url(str(value)))

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        if event.option.id and self._now is not None:
            self.query_one("#settings-words", Static).update(Content(self._words(event.option.id)))

    def _words(self, name: str) -> str:
        assert self._now is not None
        origin = self._now.origin(name)
        variable = origin if origin.isupper() else f"ASKPAPERS_{name.upper()}"
        if name in FOLDERS:
            return f"{FOLDER_WORDS[name]}\nThe variable {variable}, set before the start, chooses another."
        what = sentence(name)
        if self._now.is_fixed(name):
            by = f"the variable {origin}" if origin.isupper() else f"the flag {origin}"
            return f"{what}\nFixed by {by}: start without it to change it here."
        if self._origin(name) == CHOSEN:
            return f"{what}\nWhat M chose answers until you leave; what is written here, at every start."
        return f"{what}\nA change counts {'at the next start' if name in AT_START else 'at once'}."

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.action_change()

    def action_change(self) -> None:
        """Ask for another value of the setting under the cursor."""
        name = self._under_cursor
        if name is None or not self._may_change(name):
            return
        if name == "keys":
            self._choose_key()
            return
        value = "" if name in SECRETS or self._value(name) is None else str(self._value(name))
        proposed = PROPOSED.get(name, ())
        if name == "theme":
            proposed = tuple((theme, theme) for theme in sorted(self.app.available_themes))
        self._ask(name, bounds(name), value, proposed)

    @property
    def _under_cursor(self) -> str | None:
        option = self.query_one(OptionList).highlighted_option
        return option.id if option else None

    def _may_change(self, name: str) -> bool:
        assert self._now is not None
        if self._now.is_fixed(name):
            self.notify(self._words(name).split("\n")[1], title=f"{name} cannot be changed here", timeout=6)
        return not self._now.is_fixed(name)

    def _ask(self, name: str, hint: str, value: str, proposed: tuple[tuple[str, str], ...], what: str = "") -> None:
        choices = ((UNSET, f"Back to the default ({self._default(name)})"), *proposed)
        theme = self.app.theme

        def show(shown: str) -> None:
            if shown in self.app.available_themes:
                self.app.theme = shown

        def done(given: str | None) -> None:
            if name == "theme" and given in {None, UNSET}:
                self.app.theme = theme
            if given is not None and not self._stands(name, given):
                self._taken(name)

        self.app.push_screen(
            LineDialog(
                f"{name}: {what or sentence(name)}",
                f"{hint}Enter keeps it · Esc closes",
                value,
                choices=choices,
                now=UNSET if self._origin(name) == DEFAULT else self.app.theme if name == "theme" else value,
                check=self._keeper(name),
                hidden=name in SECRETS,
                preview=show if name == "theme" else None,
            ),
            done,
        )

    def _default(self, name: str) -> str:
        if name.startswith("keys."):
            return ", ".join(binding.key for binding in bindings_of(self._place)[name.removeprefix("keys.")])
        if name == "theme":
            return CHOSEN_LAST
        value = Settings.__dataclass_fields__[name].default
        return "not set" if value is None else f"{value:,g}" if isinstance(value, int | float) else str(value)

    def _keeper(self, name: str) -> Callable[[str], str]:
        """Return what writes a text as the setting and returns what is wrong with it, "" for nothing."""

        def keep(text: str) -> str:
            assert self._now is not None
            if self._stands(name, text):
                return ""
            if name.startswith("keys.") and text != UNSET:
                if not is_key(text):
                    return f"“{sanitize(text, 40)}” is no key. Write a letter, f2, ctrl+g, shift+up…"
                if held := holder(self._place, name.removeprefix("keys."), text):
                    return f"{text} is the key of “{held}” already."
            try:
                if name == "theme" and text != UNSET:
                    check_theme(text)
                if text == UNSET:
                    config_file.drop(self._now.config, name)
                else:
                    config_file.put(self._now.config, name, text)
            except errors.AskpapersError as error:
                return f"{sanitize(str(error))} {sanitize(error.hint)}".strip()
            return ""

        return keep

    def _stands(self, name: str, text: str) -> bool:
        """Whether a setting has a value without that it is written; what M chose is not written yet."""
        assert self._now is not None
        if name.startswith("keys."):
            own = self._now.keys.get(name.removeprefix("keys."))
            return own is None if text == UNSET else own == text
        return self._now.origin(name) == DEFAULT if text == UNSET else str(getattr(self._now, name)) == text

    def _taken(self, name: str) -> None:
        before = self._now
        self._read()
        assert before is not None
        assert self._now is not None
        change = SettingsChanged(before, self._now)
        self._settings = change.in_force(self._settings)
        self._library.use(replace(self._library.settings, **change.changed))
        self.post_message(change)
        self._draw()
        field = name.partition(".")[0]
        when = "It counts at the next start" if field in AT_START else "It counts from now on"
        self.notify(f"{when}; {FILE} has it.", title=f"{name} is kept", timeout=4, markup=False)

    def action_keys(self) -> None:
        self.app.push_screen(TextDialog("Keys", keys_text(self)))

    def action_unset(self) -> None:
        """Take the setting under the cursor out of the file."""
        name = self._under_cursor
        if name is None or not self._may_change(name):
            return
        if self._origin(name) == DEFAULT:
            self.notify(f"{name} is not set in {FILE}: the default is in force.", timeout=4, markup=False)
        elif wrong := self._keeper(name)(UNSET):
            self.notify(wrong, severity="error", timeout=8, markup=False)
        else:
            self._taken(name)

    def _choose_key(self) -> None:
        """Choose an action, then its key."""
        lines = {
            f"{id:<26} {self.app.get_key_display(bindings[0]):<10} {bindings[0].description}": id
            for id, bindings in bindings_of(self._place).items()
        }

        def chosen(line: str | None) -> None:
            if line is not None:
                now = dict(self._value("keys")).get(lines[line], "")
                what = bindings_of(self._place)[lines[line]][0].description
                self._ask(f"keys.{lines[line]}", "A letter, f2, ctrl+g… · ", now, (), f"the key of “{what}”.")

        self.app.push_screen(SearchDialog("Which action gets another key?", list(lines)), chosen)
