"""`askpapers ask`."""

from __future__ import annotations

import asyncio
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from types import FrameType
from typing import TYPE_CHECKING, Any

import click

from askpapers import errors
from askpapers.answers.answer import Answer, Status, Words
from askpapers.answers.usage import money, usage_words
from askpapers.cli.answer_rendering import Printer, print_evidence
from askpapers.cli.options import (
    complete_id,
    empty_scope,
    fixed_fields,
    in_library,
    json_option,
    library_options,
    model_options,
    print_json,
    scope_of,
    scope_options,
    settings_of,
    talk,
)
from askpapers.cli.rendering import check_form, compact_option, style
from askpapers.library.library import Library
from askpapers.papers.paper import read_in_words
from askpapers.papers.scope import Scope, describe
from askpapers.text.sanitize import display_line, json_text, sanitize

LONGEST = 1_000_000
"""Bytes of a question that are read from standard input."""


class Interruption:
    """Whether Ctrl-C was pressed; once it is `gentle`, the first one only sets `stop`."""

    def __init__(self) -> None:
        self.stop = asyncio.Event()
        self.gentle = False


@contextmanager
def interruption() -> Iterator[Interruption]:
    """Listen to Ctrl-C while the block runs; within an event loop of the main thread, elsewhere nothing changes."""
    heard = Interruption()
    if threading.current_thread() is not threading.main_thread():
        yield heard
        return
    loop = asyncio.get_running_loop()
    before = signal.getsignal(signal.SIGINT)

    def on_signal(number: int, frame: FrameType | None) -> None:
        if heard.gentle and not heard.stop.is_set():
            loop.call_soon_threadsafe(heard.stop.set)
        elif callable(before):
            before(number, frame)

    signal.signal(signal.SIGINT, on_signal)
    try:
        yield heard
    finally:
        signal.signal(signal.SIGINT, before)


if TYPE_CHECKING:
    from askpapers.answering.estimate import Estimate, RequestPreview


def _question(_: click.Context, __: click.Parameter, value: str) -> str:
    """The question, that of standard input for "-"."""
    if value != "-":
        return value
    from askpapers.readers.decode import decode

    return decode(sys.stdin.buffer.read(LONGEST))


@click.command("ask")
@click.argument("question", callback=_question)
@click.option(
    "--paper",
    "papers",
    multiple=True,
    metavar="ID",
    shell_complete=complete_id,
    help="Ask of this paper only; may be repeated.",
)
@click.option("--budget", type=click.IntRange(500), metavar="TOKENS", help="Prompt tokens at most.")
@click.option("--fresh", is_flag=True, help="Ask the model anew, whatever it answered before.")
@click.option("--literal", is_flag=True, help="Take no filter from the question's words.")
@click.option("--rerank", is_flag=True, help="Let the model choose among the best 30 first (one more call).")
@click.option("--anyway", is_flag=True, help="Ask the model even what nothing in the papers comes near.")
@click.option("--follow", is_flag=True, help="Go on with the last conversation.")
@click.option("--estimate", "only_estimate", is_flag=True, help="Say what it would send and cost, and send nothing.")
@click.option("--dry-run", is_flag=True, help="Print word for word what it would send and where, and send nothing.")
@click.option("--json-stream", is_flag=True, help="Print JSON Lines while the answer streams.")
@compact_option
@scope_options
@model_options
@library_options
@json_option
def ask_command(
    question: str, papers: tuple[str, ...], budget: int | None, fresh: bool, literal: bool, rerank: bool, anyway: bool, follow: bool,
    only_estimate: bool, dry_run: bool, json_stream: bool, compact: bool, as_json: bool, **flags: Any,
) -> int:  # fmt: skip
    """Ask a question across papers; every claim is cited and checked. - reads the question from standard input."""
    from askpapers.retrieval.search import without_meaning
    from askpapers.verbs import ask

    check_form(compact, as_json or json_stream)
    settings = settings_of({**flags, "budget": budget})
    flags = {name: value for name, value in flags.items() if name not in {"home", "chroma", "model", "base_url"}}
    flags.pop("extractive", None)

    async def work(library: Library) -> int:
        fixed = fixed_fields(flags)
        scope = await scope_of(library, flags)
        if question.strip() and not await library.catalog.count(searched := Scope() if papers else scope):
            talk(await empty_scope(library, searched))
        turns: list[Answer] = []
        conversation = None
        if follow and (known := await library.catalog.conversations.recent(limit=1)):
            conversation = known[0].id
            turns = await library.catalog.conversations.turns(conversation)
        if dry_run:
            from askpapers.answering import estimate as answering_outgoing

            sent = await answering_outgoing.preview_requests(
                library, question, scope, turns=turns, papers=papers, literal=literal, rerank=rerank, fresh=fresh,
                anyway=anyway, fixed=fixed,
            )  # fmt: skip
            _print_outgoing(sent, as_json)
            return 0
        if only_estimate:
            from askpapers.answering import estimate as answering_estimate

            told = await answering_estimate.estimate(
                library, question, scope, turns=turns, papers=papers, literal=literal, fixed=fixed
            )
            _print_estimate(told, as_json)
            return 0
        printer = Printer(json_stream, as_json, compact)
        with interruption() as interrupted:
            events = ask.ask(
                library, question, scope, turns=turns, papers=papers, fresh=fresh, literal=literal, rerank=rerank,
                fixed=fixed, anyway=anyway, stop=interrupted.stop,
            )  # fmt: skip
            async for event in events:
                # Before the first word nothing has come that could be kept.
                interrupted.gentle |= isinstance(event, Words)
                printer.show(event)
        answer = printer.answer
        assert answer is not None
        try:
            await library.catalog.conversations.put_turn(conversation, answer, describe(scope))
        except errors.UNWRITABLE:
            talk("The library cannot be written: this question is not kept in the history.")
        if not (as_json or json_stream or compact):
            titles = {p.id: p.title for p in await library.catalog.papers([m.paper.id for m in answer.matches])}
            print_evidence(answer, titles)
            for note in answer.notes:
                talk(style(display_line(note), dim=True))
            if answer.unsent:
                talk("--anyway asks the model all the same.")
            if answer.status is Status.NOT_FOUND and await _is_part(library, scope):
                talk("Widen the scope: --since DAY, or --all for the whole library.")
            talk(style(usage_words(answer.usage, answer.model), dim=True))
            if not papers and (off := await without_meaning(library)) and off not in answer.notes:
                talk(style(sanitize(off, 400), dim=True))
        if interrupted.stop.is_set():
            talk("Interrupted; what came is kept.")
            return 130
        if answer.status is Status.STOPPED:
            return 4
        return 1 if answer.status in {Status.NOT_FOUND, Status.CLOSEST} else 0

    return in_library(settings, work, following=True)


async def _is_part(library: Library, scope: Scope) -> bool:
    """Whether the days of a scope leave papers out that the library has."""
    whole = replace(scope, since=None, until=None)
    return scope != whole and await library.catalog.count(scope) < await library.catalog.count(whole)


def _estimate_json(told: Estimate) -> dict[str, object]:
    return {"tokens": told.tokens, "shown": told.shown, "scope_size": told.scope_size, "cost_usd": told.cost,
            "model": told.model, "exact": told.exact, "calls": told.calls}  # fmt: skip


def _estimate_words(told: Estimate) -> str:
    return (
        f"≈ {told.tokens:,} tokens in · {read_in_words(told.shown, told.scope_size)} · "
        f"{money(told.cost, '≤ ')} · {sanitize(told.model)}"
    )


def _print_estimate(told: Estimate, as_json: bool) -> None:
    if as_json:
        print_json(_estimate_json(told))
    else:
        click.echo(_estimate_words(told))


def _print_outgoing(sent: RequestPreview, as_json: bool) -> None:
    """Print each request as it would go out; a key is told of and not shown."""
    if as_json:
        requests = [
            {"purpose": r.purpose, "address": r.address, "with_key": r.with_key, "kept": r.kept, "body": r.body}
            for r in sent.requests
        ]
        print_json({"requests": requests, "notes": list(sent.notes), "estimate": _estimate_json(sent.estimate)})
        return
    for request in sent.requests:
        click.echo(style(f"POST {sanitize(request.address)}", bold=True) + f"  {request.purpose}")
        click.echo("with the key of this server" if request.with_key else "without a key")
        if request.kept:
            click.echo("A reply to exactly this is kept: it would not be sent again.")
        click.echo(json_text(request.body, 2) + "\n")
    if not sent.requests:
        click.echo("Nothing would be sent: without a model answers are quoted from the papers.")
    for note in sent.notes:
        talk(note)
    click.echo(_estimate_words(sent.estimate))
