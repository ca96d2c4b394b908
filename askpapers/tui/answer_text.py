"""A text that grows and of which only what has changed is drawn and laid out anew."""

from __future__ import annotations

from collections.abc import Sequence

from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static


class AnswerText(Vertical):
    """Paragraphs below each other."""

    def __init__(self, *, classes: str) -> None:
        super().__init__(classes=classes)
        self._shown: list[Content] = []

    @property
    def plain(self) -> str:
        """All that is shown, without its styles."""
        return "\n\n".join(part.plain for part in self._shown)

    def show(self, parts: Sequence[Content]) -> None:
        """Show these paragraphs."""
        known = list(self.query_children(Static))
        for place, part in enumerate(parts):
            if place >= len(known):
                self.mount(Static(part))
            elif place >= len(self._shown):
                known[place].update(part)
            elif not part.is_same(before := self._shown[place]):
                # Most words begin no line, and laying out the whole desk is what takes time.
                known[place].update(part, layout=self._height(part) != self._height(before))
        for place, paragraph in enumerate(known):
            paragraph.display = place < len(parts)
        self._shown = list(parts)

    def _height(self, part: Content) -> int:
        return len(part.wrap(self.size.width)) if self.size.width else 0
