"""Words that are looked for in what is shown, lit where they stand."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rich.style import Style as DrawnStyle
from textual.content import Content, Span
from textual.style import Style


@dataclass(frozen=True, slots=True)
class SearchHits:
    """Words that are looked for, in this order and in any case; between them may be any white space."""

    words: str

    def places(self, text: str) -> list[tuple[int, int]]:
        """Where they stand in a text, each as (start, end)."""
        if not self.words.split():
            return []
        pattern = r"\s+".join(map(re.escape, self.words.split()))
        return [found.span() for found in re.finditer(pattern, text, re.I)]

    def count(self, contents: Sequence[Content]) -> int:
        """How often they stand in several texts."""
        return sum(len(self.places(content.plain)) for content in contents)

    def lit(self, contents: Sequence[Content], at: int | None) -> list[Content]:
        """Return the texts with every place lit, and the one numbered `at` from 0 most, which `is_found` knows again."""
        shown: list[Content] = []
        number = 0
        for content in contents:
            spans: list[Span] = []
            for start, end in self.places(content.plain):
                spans.append(Span(start, end, _MOST if number == at else _LIT))
                number += 1
            shown.append(content.add_spans(spans))
        return shown


_LIT = "underline $text on $warning 30%"
_MOST = Style(reverse=True, bold=True) + Style.from_meta({"found": True})


def is_found(style: DrawnStyle) -> bool:
    """Whether what is drawn in this style is the place that is lit most."""
    return bool(style.meta.get("found"))
