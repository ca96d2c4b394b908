"""ask, summarize, compare."""

from __future__ import annotations

import sys
from typing import Any

import click

from askpapers import errors
from askpapers.answers import usage_json
from askpapers.cli.comparison import comparison_json, print_comparison
from askpapers.cli.options import (
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
from askpapers.cli.printer import Printer
from askpapers.cli.render import money, print_evidence, style, usage_words, wrapped
from askpapers.library import Library
from askpapers.papers import Answer, Progress, Status
from askpapers.plain import plain
from askpapers.scopes import in_words


@click.command("ask")
@click.argument("question")
@click.option("--paper", "papers", multiple=True, metavar="ID", help="Ask of this paper only; may be repeated.")
@click.option("--budget", type=click.IntRange(500), metavar="TOKENS", help="Prompt tokens at most.")
@click.option("--fresh", is_flag=True, help="Ask the model anew, whatever it answered before.")
@click.option("--literal", is_flag=True, help="Take no filter from the question's words.")
@click.option("--rerank", is_flag=True, help="Let the model choose among the best 30 first (one more call).")
@click.option("--follow", is_flag=True, help="Go on with the last conversation.")
@click.option("--estimate", "only_estimate", is_flag=True, help="Say what it would send and cost, and send nothing.")
@click.option("--json-stream", is_flag=True, help="Print JSON Lines while the answer streams.")
@scope_options
@model_options
@library_options
@json_option
def ask_command(
    question: str, papers: tuple[str, ...], budget: int | None, fresh: bool, literal: bool, rerank: bool, follow: bool,
    only_estimate: bool, json_stream: bool, as_json: bool, **flags: Any,
) -> int:  # fmt: skip
    """Ask a question across papers; every claim is cited and checked."""
    from askpapers import ask

    settings = settings_of({**flags, "budget": budget})
    flags = {name: value for name, value in flags.items() if name not in {"home", "chroma", "model", "base_url"}}
    flags.pop("extractive", None)

    async def work(library: Library) -> int:
        scope = await scope_of(library, flags)
        if question.strip() and not await library.catalog.count(scope if not papers else type(scope)()):
            talk("There are no papers in this scope: add a list, fetch one, or widen it (--all).")
        turns: list[Answer] = []
        conversation = None
        if follow and (known := await library.catalog.conversations(limit=1)):
            conversation = known[0].id
            turns = await library.catalog.conversation(conversation)
        if only_estimate:
            told = await ask.estimate(library, question, scope, turns=turns, papers=papers, literal=literal)
            if as_json:
                print_json(
                    {"tokens": told.tokens, "shown": told.shown, "scope_size": told.scope_size, "cost_usd": told.cost,
                     "model": told.model, "exact": told.exact, "calls": told.calls}
                )  # fmt: skip
            else:
                click.echo(
                    f"≈ {told.tokens:,} tokens in · {told.shown} of {told.scope_size} papers · "
                    f"{money(told.cost, '≤ ')} · {plain(told.model)}"
                )
            return 0
        printer = Printer(json_stream, as_json)
        events = ask.ask(
            library, question, scope, turns=turns, papers=papers, fresh=fresh, literal=literal, rerank=rerank
        )
        async for event in events:
            printer.show(event)
        answer = printer.answer
        assert answer is not None
        try:
            await library.catalog.put_turn(conversation, answer, in_words(scope))
        except errors.NotWritable:
            talk("The library cannot be written: this question is not kept in the history.")
        if not as_json and not json_stream:
            titles = {p.id: p.title for p in await library.catalog.papers([m.paper.id for m in answer.matches])}
            print_evidence(answer, titles)
            for note in answer.notes:
                talk(style(plain(note), dim=True))
            if answer.status is Status.NOT_FOUND and scope.since:
                talk("Widen the scope: --since DAY, or --all for the whole library.")
            talk(style(usage_words(answer.usage, answer.model), dim=True))
        if answer.status is Status.STOPPED:
            return 4
        return 1 if answer.status is Status.NOT_FOUND else 0

    return in_library(settings, work)


@click.command("summarize")
@click.option("--fresh", is_flag=True, help="Write every line anew.")
@scope_options
@model_options
@library_options
@json_option
def summarize_command(fresh: bool, as_json: bool, **flags: Any) -> int:
    """Write the one-line summary of every paper in scope that has none yet."""
    from askpapers import summarize
    from askpapers.papers import OneLine

    settings = settings_of(flags)

    async def work(library: Library) -> int:
        scope = await scope_of(library, flags)
        papers = {p.id: p for p in await library.catalog.papers(await library.catalog.ids(scope))}
        total: summarize.Summarized | None = None
        failures: list[summarize.Failed] = []
        bar = click.progressbar(length=len(papers), label="writing summaries", file=sys.stderr)
        with bar:
            async for event in summarize.summarize(library, scope, fresh=fresh):
                if isinstance(event, Progress) and not as_json:
                    bar.update(event.done - bar.pos)
                elif isinstance(event, summarize.Failed):
                    failures.append(event)
                elif isinstance(event, summarize.Summarized):
                    total = event
        assert total is not None
        if as_json:
            print_json(
                {"done": total.done, "reused": total.reused, "failed": total.failed,
                 "lines": [{"paper": x.paper_id, "line": x.text, "model": x.model} for x in total.lines],
                 "failures": [{"paper": f.paper_id, "reason": f.reason} for f in failures],
                 "usage": usage_json(total.usage)}
            )  # fmt: skip
        else:
            for line in total.lines:
                assert isinstance(line, OneLine)
                click.echo(style(wrapped(papers[line.paper_id].title), bold=True))
                click.echo(wrapped(line.text, "    "))
            for failure in failures:
                talk(f"no line for {plain(papers[failure.paper_id].title, 60)}: {plain(failure.reason, 200)}")
            talk(f"{total.done} written, {total.reused} known, {total.failed} failed · {_cost(total.usage)}")
        if not papers:
            talk("There are no papers in this scope.")
        return 1 if total.failed or not papers else 0

    return in_library(settings, work)


def _cost(usage: Any) -> str:
    return "no model used" if not usage.calls else f"{usage.prompt + usage.completion:,} tokens · {money(usage.cost)}"


@click.command("compare")
@click.argument("ids", nargs=-1, required=True, metavar="A B [C D]")
@click.option("--fresh", is_flag=True, help="Ask the model anew.")
@click.option("--markdown", is_flag=True, help="Print a Markdown table.")
@model_options
@library_options
@json_option
def compare_command(ids: tuple[str, ...], fresh: bool, markdown: bool, as_json: bool, **flags: Any) -> int:
    """Lay two papers (up to four) side by side, point by point."""
    from askpapers import compare, export

    settings = settings_of(flags)
    comparison = in_library(settings, lambda library: compare.compare(library, ids, fresh=fresh))
    if as_json:
        print_json(comparison_json(comparison))
    elif markdown:
        click.echo(export.comparison_markdown(comparison))
    else:
        print_comparison(comparison)
        talk(style(usage_words(comparison.usage, comparison.model), dim=True))
    return 0
