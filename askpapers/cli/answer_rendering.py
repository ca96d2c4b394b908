"""How answers, and the passages behind them, look in a plain terminal, and as JSON."""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping, Sequence
from typing import Any

import click

from askpapers.answers.answer import (
    Answer,
    Checked,
    Citation,
    Claim,
    Event,
    Found,
    Progress,
    Status,
    Support,
    Words,
    in_order,
)
from askpapers.answers.serialization import as_json as answer_json
from askpapers.answers.serialization import citation_json
from askpapers.answers.verdict import SIGNS, PassageNumbers, most_severe, sign_mark, sign_unmarked
from askpapers.cli.options import print_json, talk
from askpapers.cli.rendering import compact_answer, fill, safe, shows_color, style, wrap
from askpapers.papers.paper import papers_in_words, read_in_words
from askpapers.text.sanitize import certain_length, defuse, display_line, put_marks, sanitize
from askpapers.text.sentences import Span

_FINE = {Support.VERIFIED, Support.QUOTED, Support.NOT_STATED}


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
        if shows_color():
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


COLORS: Mapping[Support, str] = {
    Support.VERIFIED: "green",
    Support.WEAK: "yellow",
    Support.CONTRADICTED: "red",
    Support.UNSUPPORTED: "red",
    Support.NOT_STATED: "cyan",
    Support.UNCITED: "yellow",
    Support.UNKNOWN_SOURCE: "red",
    Support.QUOTED: "green",
    Support.UNCHECKED: "white",
}


def print_evidence(answer: Answer, titles: Mapping[str, str]) -> None:
    """Print what an answer's citations say, one by one, and what was not supported."""
    seen: set[tuple[str, tuple[int, ...], Support]] = set()
    if answer.citations:
        click.echo()
    numbers = PassageNumbers(answer.citations)
    for citation in answer.citations:
        key = (citation.paper_id, citation.sentences, citation.support)
        if key not in seen:
            seen.add(key)
            number = numbers.number(citation)
            mark = f"[{number}]" if number else defuse(sanitize(citation.span.of(answer.text), 30), numbers=False)
            # An answer without a model is its quotations: each is to be read once.
            reason = numbers.in_reason(display_line(citation.reason), citation.paper_id, answer.matches)
            _print_citation(citation, titles, mark, reason, quoted=citation.quote in answer.text)
    uncited = [claim for claim in answer.claims if claim.support is Support.UNCITED]
    if uncited:
        click.echo(
            style(
                f"  {SIGNS[Support.UNCITED].sign} {len(uncited)} of {len(answer.claims)} statements carry no citation:",
                fg=COLORS[Support.UNCITED],
            )
        )
        for claim in uncited:
            click.echo(style(wrap(claim.span.of(answer.text), "      ", numbers=True), dim=True))
    if answer.status is Status.NOT_FOUND and answer.scope_size:  # of an empty scope the answer itself tells
        these = "this paper" if answer.scope_size == 1 else f"these {papers_in_words(answer.scope_size)}"
        click.echo(f"\nNot found in {these}." + (" The nearest:" if answer.nearest else ""))
        for citation in answer.nearest:
            click.echo(wrap(titles.get(citation.paper_id, ""), "    ", "  · ", numbers=True))
            click.echo(style(wrap(f"“{citation.quote}”", "    ", numbers=True), dim=True))


def _print_citation(citation: Citation, titles: Mapping[str, str], mark: str, reason: str, *, quoted: bool) -> None:
    sign, color = SIGNS[citation.support].sign, COLORS[citation.support]
    title = display_line(titles.get(citation.paper_id, ""), 60)
    click.echo(
        f"  {style(f'{sign} {mark}', fg=color)} {title} {style(sanitize(citation.paper_id), fg='cyan')}".rstrip()
    )
    if citation.quote and not quoted:
        click.echo(style(wrap(f"“{citation.quote}”", "      ", numbers=True), dim=True))
    if citation.support is not Support.VERIFIED and reason:
        click.echo(style(fill(f"{citation.support.value}: {reason}", "      "), fg=color))
    if citation.chosen:
        click.echo(style("      the model named the paper only; the sentence was chosen here", dim=True))
