"""Choosing what answers: a model of the server, or the papers' own sentences."""

from __future__ import annotations

from askpapers import errors
from askpapers.plain import plain
from askpapers.settings import DEFAULT_MODEL, OPENAI_URL
from askpapers.tui.dialogs import ChoiceDialog, LineDialog, SearchDialog
from askpapers.tui.part import Part


class Modelling(Part):
    """The part of the desk that chooses a model."""

    def action_model(self) -> None:
        """Choose what answers from now on."""
        desk = self.desk
        settings, begun_with = desk.library.settings, desk.askpapers.settings
        if not (settings.api_key or settings.base_url or begun_with.model):
            desk.askpapers.action_settings("base_url")
            self.notify("Set base_url and api_key here, or OPENAI_API_KEY before the start; then M chooses a model.",
                        title="No model is set", timeout=6)  # fmt: skip
            return
        usual = begun_with.model or DEFAULT_MODEL
        names = dict.fromkeys([usual, *([settings.model] if settings.model else [])])
        choices = [(f"={name}", plain(name, 60)) for name in names]
        choices += [("", "No model: answers are quotations"), ("?", "Another model of this server…"),
                    ("!", "Another server, its key, what it may cost…")]  # fmt: skip

        def chosen(key: str | None) -> None:
            if key == "?":
                self.run_worker(self._ask_model(), exit_on_error=False)
            elif key == "!":
                desk.askpapers.action_settings("base_url")
            elif key is not None:
                self._use(key.removeprefix("=") or None)

        now = f"={settings.model}" if settings.model else ""
        self.app.push_screen(ChoiceDialog("What answers?", choices, now), chosen)

    async def _ask_model(self) -> None:
        """Offer the models that the server lists; where it lists none, ask for a name."""
        from askpapers import offered
        from askpapers.server import Server

        desk = self.desk
        settings = desk.library.settings
        desk.status.working("asking the server for its models…")
        try:
            names = await offered.models(Server(settings.base_url or OPENAI_URL, settings.api_key, settings.timeout))
        except errors.AskpapersError:
            names = []
        finally:
            desk.status.working("")

        def given(name: str | None) -> None:
            if name:
                self._use(name)

        if names:
            self.app.push_screen(SearchDialog("Models of this server", names), given)
        else:
            self.app.push_screen(LineDialog("The model's name", "The server lists none · Enter takes it"), given)

    def _use(self, model: str | None) -> None:
        desk = self.desk
        desk.library.use_model(model)
        desk.status.engine(desk.library.settings.engine)
        desk.question.retype()
