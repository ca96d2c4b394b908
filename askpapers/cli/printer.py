"""An answer on the terminal while it comes."""

from __future__ import annotations

import sys
from typing import Any

import click

from askpapers.answers import as_json as answer_json
from askpapers.answers import citation_json
from askpapers.cli.options import print_json, talk
from askpapers.cli.render import safe, style
from askpapers.papers import Answer, Checked, Event, Found, Progress, Words, papers_in_words


class Printer:
    """Prints an answer's events: its words as they come, its JSON, or each event as a line of JSON; `answer` is the last."""

    def __init__(self, json_stream: bool, as_json: bool) -> None:
        self._json_stream = json_stream
        self._as_json = as_json
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
        elif isinstance(event, Found):
            talk(style(f"{len(event.matches)} of {papers_in_words(event.scope_size)} read for this", dim=True))
        elif isinstance(event, Progress) and sys.stderr.isatty():
            click.echo(f"\r\x1b[K{event.what} {event.done}/{event.total}", err=True, nl=event.done >= event.total)
        elif isinstance(event, Words):
            click.echo(safe(event.text), nl=False)
            sys.stdout.flush()
        elif isinstance(event, Answer):
            click.echo()


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
