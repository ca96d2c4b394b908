"""The list of every screen that offers choices: its cursor is seen without color too."""

from __future__ import annotations

from textual.style import Style
from textual.widgets import OptionList

POINTED = "option-list--option-highlighted"


class ChoiceList(OptionList):
    """A list of options; with NO_COLOR the one under the cursor is drawn in reverse."""

    def get_visual_style(self, *component_classes: str, partial: bool = False) -> Style:
        """Return the style of a part; Textual's own leaves `reverse` out of what a style sheet says."""
        style = super().get_visual_style(*component_classes, partial=partial)
        return style + Style(reverse=True) if self.app.no_color and POINTED in component_classes else style
