"""A text that a click finds, in the colors that the theme has whenever it is drawn."""

from __future__ import annotations

from textual.content import Content
from textual.style import Style


def target(text: str, *styles: str, **meta: object) -> Content:
    """Return a text in one style upon another; `meta` tells a click what it hit."""
    # The styles stay words: parsed here they would be the colors of the theme of now, whatever theme comes.
    content = Content(text)
    for style in styles:
        content = content.stylize(style)
    return content.stylize(Style.from_meta(meta))
