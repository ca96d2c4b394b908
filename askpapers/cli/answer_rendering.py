"""How answers and papers laid side by side look in a plain terminal, and as JSON."""

from __future__ import annotations

import re
import sys
import textwrap
from collections.abc import Sequence
from typing import Any

import click

from askpapers.answers.answer import (
    Answer,
    Cell,
    Checked,
    Citation,
    Claim,
    Comparison,
    Event,
    Found,
    PassageNumbers,
    Progress,
    Support,
    Words,
    in_order,
)
from askpapers.answers.serialization import as_json as answer_json
from askpapers.answers.serialization import citation_json, usage_json
from askpapers.answers.verdict import SIGNS, most_severe, of_cell, sign_mark, sign_unmarked
from askpapers.cli.compact import compact_answer
from askpapers.cli.options import print_json, talk
from askpapers.cli.rendering import colored, filled, safe, style, width, wrapped
from askpapers.papers.paper import read_in_words
from askpapers.text.forgery import certain_length, defuse, display_line, display_part, keep_marks, put_marks
from askpapers.text.sanitize import sanitize
from askpapers.text.sentences import Span

_FINE = {Support.VERIFIED, Support.QUOTED, Support.NOT_STATED}


def comparison_json(comparison: Comparison) -> dict[str, Any]:
    """Return a comparison as the contract's JSON; of more than two papers the rest is in `others`."""

    def side(cell: Cell) -> dict[str, Any]:
        told = {"text": cell.text, "citations": [citation_json(c) for c in cell.citations]}
        return {**told, "support": of_cell(cell).value, "reason": cell.reason}

    points = [
        {
            "aspect": point.aspect,
            "left": side(point.cells[0]),
            "right": side(point.cells[1]),
            **({"others": [side(cell) for cell in point.cells[2:]]} if len(point.cells) > 2 else {}),
        }
        for point in comparison.points
    ]
    ids = [paper.id for paper in comparison.papers]
    return {
        "left": ids[0],
        "right": ids[1],
        **({"others": ids[2:]} if len(ids) > 2 else {}),
        "points": points,
        "remarks": list(comparison.remarks),
        "model": comparison.model,
        "usage": usage_json(comparison.usage),
    }


def print_comparison(comparison: Comparison) -> None:
    """Print papers side by side, or below each other where the terminal is narrow."""
    count = len(comparison.papers)
    columns = (width() - 3 * (count - 1)) // count
    if columns < 30:
        _print_stacked(comparison)
        return
    titles = _side_by_side([display_line(paper.title) for paper in comparison.papers], columns)
    _print_columns([style(line, bold=True) for line in titles])
    for point in comparison.points:
        click.echo(style(f"── {display_line(point.aspect)} ".ljust(width(), "─"), fg="cyan"))
        _print_columns(_side_by_side([_cell_text(cell) for cell in point.cells], columns))
    for remark in comparison.remarks:
        click.echo(style(wrapped(remark, numbers=True), dim=True))


def _cell_text(cell: Cell) -> str:
    text = sanitize(keep_marks(cell.text, cell.marks, draw=display_part)) if cell.text else "not stated in the abstract"
    reason = f" ({display_line(cell.reason, 100)})" if cell.reason and of_cell(cell) not in _FINE else ""
    return f"{SIGNS[of_cell(cell)].sign} {text}{reason}"


def _side_by_side(texts: Sequence[str], columns: int) -> list[str]:
    blocks = [textwrap.wrap(text, columns) or [""] for text in texts]
    height = max(map(len, blocks))
    return [
        " │ ".join((block[i] if i < len(block) else "").ljust(columns) for block in blocks).rstrip()
        for i in range(height)
    ]


def _print_columns(lines: Sequence[str]) -> None:
    for line in lines:
        click.echo(line)


def _print_stacked(comparison: Comparison) -> None:
    for point in comparison.points:
        click.echo(style(display_line(point.aspect), fg="cyan", bold=True))
        for paper, cell in zip(comparison.papers, point.cells, strict=True):
            click.echo(filled(f"{display_line(paper.title, 40)}: {_cell_text(cell)}", "    ", "  · "))
    for remark in comparison.remarks:
        click.echo(style(wrapped(remark, numbers=True), dim=True))


def _signs(text: str, claims: Sequence[Claim], citations: Sequence[Citation]) -> list[tuple[Span, str]]:
    """What is printed in the place of each mark, and behind each statement that has none, in the order of the text."""
    verdicts: dict[Span, list[Support]] = {}
    for citation in citations:
        verdicts.setdefault(citation.span, []).append(citation.support)
    signs = [
        (span, sign_mark(defuse(safe(mark), numbers=False), _sign_of(most_severe(verdicts[span]))))
        for span, mark in PassageNumbers(citations).marks(text).items()
    ]
    signs += [
        (Span(claim.span.end, claim.span.end), f" {behind}") for claim in claims if (behind := sign_unmarked(claim))
    ]
    return sorted(signs)


def _sign_of(support: Support) -> str:
    """The sign within a mark; what is copied needs none."""
    return "" if support is Support.QUOTED else SIGNS[support].sign


class AnswerPrinter:
    """Prints an answer's text as it comes, its marks as the numbers of their passages with the verdict's sign, and bold words bold.

    A bracket waits until its sentence is checked, or the answer is there: before that nobody knows what it cites. So does
    what follows a sentence, which may turn out to cite nothing.
    """

    _WAITS = re.compile(r"[\[【［(]|\*+$|(?<=[.!?])\s")

    def __init__(self) -> None:
        self._text = ""
        self._printed = 0
        self._checked = 0
        self._signs: list[tuple[Span, str]] = []

    def add(self, words: str) -> None:
        """Take words that came."""
        self._text += words
        self._print(self._known)

    def check(self, claims: Sequence[Claim]) -> None:
        """Take the verdicts that are known so far."""
        self._checked = max((claim.span.end for claim in claims), default=0)
        self._signs = _signs(self._text, claims, in_order(claims))
        self._print(self._known)

    def finish(self, answer: Answer) -> None:
        """Print what is left, and end the line."""
        self._text, self._signs = answer.text, _signs(answer.text, answer.claims, answer.citations)
        self._print(len(self._text))
        click.echo()

    @property
    def _known(self) -> int:
        """How far the text can be printed: to the first bracket or end behind what is checked, and to no half of bold words."""
        # The blank behind what is checked is no end of anything that is to come.
        blank = self._checked and self._text[self._checked : self._checked + 1].isspace()
        waits = self._WAITS.search(self._text, max(self._checked + blank, self._printed))
        end = waits.start() if waits else len(self._text)
        paragraph = self._text.rfind("\n", 0, end) + 1
        if self._text.count("**", paragraph, end) % 2:
            end = self._text.rfind("**", paragraph, end)
        return self._printed + certain_length(self._text[self._printed : end])

    def _print(self, end: int) -> None:
        if end <= self._printed:
            return
        start = self._printed
        marks = {
            Span(span.start - start, span.end - start): sign
            for span, sign in self._signs
            if start <= span.start and span.end <= end
        }
        shown = put_marks(self._text[start:end], marks, lambda said: defuse(safe(said)))
        if colored():
            shown = re.sub(r"\*\*(\S(?:[^*\n]*\S)?)\*\*", lambda bold: style(bold[1], bold=True), shown)
        click.echo(shown, nl=False)
        sys.stdout.flush()
        self._printed = end


class Printer:
    """Prints an answer's events: its words as they come, its JSON, short text, or each event as a line of JSON; `answer` is the last."""

    def __init__(self, json_stream: bool, as_json: bool, compact: bool = False) -> None:
        self._json_stream = json_stream
        self._as_json = as_json
        self._compact = compact
        self._text = AnswerPrinter()
        self.answer: Answer | None = None

    def show(self, event: Event) -> None:
        """Print one event in the form chosen."""
        if isinstance(event, Answer):
            self.answer = event
        if self._json_stream:
            print_json(event_json(event))
        elif self._as_json:
            if isinstance(event, Answer):
                print_json(answer_json(event))
        elif self._compact:
            if isinstance(event, Answer):
                click.echo(compact_answer(event))
        elif isinstance(event, Found):
            talk(style(f"{read_in_words(len(event.matches), event.scope_size)} read for this", dim=True))
        elif isinstance(event, Progress) and sys.stderr.isatty():
            click.echo(f"\r\x1b[K{event.what} {event.done}/{event.total}", err=True, nl=event.done >= event.total)
        elif isinstance(event, Words):
            self._text.add(event.text)
        elif isinstance(event, Checked):
            self._text.check(event.claims)
        elif isinstance(event, Answer):
            self._text.finish(event)


def event_json(event: Event) -> dict[str, Any]:
    """Return an event as a line of `--json-stream`."""
    match event:
        case Found():
            found = [{"paper": m.paper.id, "score": round(m.score, 4)} for m in event.matches]
            return {"event": "found", "retrieved": found, "scope_size": event.scope_size, "notes": list(event.notes)}
        case Progress():
            return {"event": "progress", "done": event.done, "total": event.total, "what": event.what}
        case Words():
            return {"event": "words", "text": event.text}
        case Checked():
            claims = [
                {"start": c.span.start, "end": c.span.end, "support": c.support.value, "reason": c.reason,
                 "citations": [citation_json(citation) for citation in c.citations]}
                for c in event.claims
            ]  # fmt: skip
            return {"event": "checked", "claims": claims}
        case Answer():
            return {"event": "answer", **answer_json(event)}
