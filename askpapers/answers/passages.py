"""The passages that an answer cites, numbered for the reader by their first appearance."""

from __future__ import annotations

from collections.abc import Iterable

from askpapers.answers.answer import Citation
from askpapers.text.span import Span


class PassageNumbers:
    """Numbers passages from 1 in the order in which an answer first cites them.

    The model's marks count the papers of its prompt, "[22.5]", and change from run to run; what a reader sees are these.
    """

    def __init__(self, citations: Iterable[Citation]) -> None:
        self._numbers: dict[tuple[str, tuple[int, ...]], int] = {}
        self._marks: dict[Span, list[Citation]] = {}
        for citation in sorted(citations, key=lambda c: (c.span, c.sentences)):
            self._marks.setdefault(citation.span, []).append(citation)
            if citation.sentences:
                self._numbers.setdefault((citation.paper_id, citation.sentences), len(self._numbers) + 1)

    def __len__(self) -> int:
        return len(self._numbers)

    def number(self, citation: Citation) -> int | None:
        """Return the number of a citation's passage, None where its source is unknown."""
        return self._numbers.get((citation.paper_id, citation.sentences))

    def marks(self, text: str) -> dict[Span, str]:
        """Return how each mark of an answer's text is shown: "[1]", "[2,3]"; one that names no source as it is written."""
        shown = {}
        for span, citations in self._marks.items():
            numbers = sorted({number for c in citations if (number := self.number(c)) is not None})
            shown[span] = f"[{','.join(map(str, numbers))}]" if numbers else span.of(text)
        return shown
