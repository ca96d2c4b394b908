"""`askpapers summarize`."""

from __future__ import annotations

import sys
from typing import Any

import click

from askpapers.answers.answer import Progress
from askpapers.answers.serialization import usage_json
from askpapers.answers.usage import EXTRACTIVE, money
from askpapers.cli.options import (
    empty_scope,
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
from askpapers.cli.rendering import style, wrap
from askpapers.library.library import Library
from askpapers.text.latex import latex_to_text
from askpapers.text.sanitize import display_line, sanitize


@click.command("summarize")
@click.option("--fresh", is_flag=True, help="Write every line anew.")
@scope_options
@model_options
@library_options
@json_option
def summarize_command(fresh: bool, as_json: bool, **flags: Any) -> int:
    """Write the one-line summary of every paper in scope that has none yet."""
    from askpapers.answers.answer import OneLine
    from askpapers.verbs import summarize

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
                {"done": total.done, "reused": total.reused, "failed": total.failed, "own": total.own,
                 "lines": [{"paper": x.paper_id, "line": latex_to_text(x.text), "model": x.model} for x in total.lines],
                 "failures": [{"paper": f.paper_id, "reason": f.reason} for f in failures],
                 "usage": usage_json(total.usage)}
            )  # fmt: skip
        else:
            for line in total.lines:
                assert isinstance(line, OneLine)
                click.echo(style(wrap(papers[line.paper_id].title), bold=True))
                click.echo(wrap(line.text, "    "))
                if total.own and line.model == EXTRACTIVE:
                    click.echo(style("    (the paper's own sentence: the model's line could not be kept)", dim=True))
            for failure in failures:
                talk(
                    f"no line for {display_line(papers[failure.paper_id].title, 60, numbers=False)}: {sanitize(failure.reason, 200)}"
                )
            own = f" ({total.own} of them the paper's own sentence)" if total.own else ""
            talk(f"{total.done} written{own}, {total.reused} known, {total.failed} failed · {_cost(total.usage)}")
        if not papers:
            talk(await empty_scope(library, scope))
        return 1 if total.failed or not papers else 0

    return in_library(settings, work)


def _cost(usage: Any) -> str:
    return "no model used" if not usage.calls else f"{usage.prompt + usage.completion:,} tokens · {money(usage.cost)}"
