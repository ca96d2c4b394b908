"""sample: the main job on the bundled day, in a library of its own."""

from __future__ import annotations

from typing import Any

import click

from askpapers.answers.answer import Answer
from askpapers.answers.serialization import as_json as answer_json
from askpapers.answers.usage import usage_words
from askpapers.cli.answer_rendering import Printer, print_evidence
from askpapers.cli.entry_point import can_be_shown
from askpapers.cli.options import in_library, json_option, library_options, model_options, print_json, settings_of, talk
from askpapers.cli.rendering import paper_json, print_row, style
from askpapers.library.library import Library
from askpapers.papers.scope import Scope
from askpapers.settings.settings import Settings

QUESTION = "Which papers merge task vectors of several fine-tuned models?"


@click.command("sample")
@click.option("--question", default=QUESTION, show_default=True, help="What is asked where the output is piped.")
@model_options
@library_options
@json_option
def sample_command(question: str, as_json: bool, **flags: Any) -> int:
    """Open the bundled sample day; with the output piped, print it with one answered question.

    The sample has a library of its own and never mixes with yours.
    """
    settings = settings_of(flags).of_sample()
    if can_be_shown() and not as_json:
        return _interface(settings)
    return in_library(settings, lambda library: _print(library, question, as_json))


def _interface(settings: Settings) -> int:
    from askpapers.tui.app import AskpapersApp

    return AskpapersApp(settings, sample=True).lead()


async def _print(library: Library, question: str, as_json: bool) -> int:
    from askpapers.verbs import add as ingest
    from askpapers.verbs import ask, lists

    await ingest.open_sample(library)
    days = await library.catalog.days()
    scope = Scope(days[0][0], days[0][0])
    rows = await library.catalog.rows(scope)
    filled = await lists.fill(library, rows)
    if as_json:
        last = [event async for event in ask.ask(library, question, scope)][-1]
        assert isinstance(last, Answer)
        papers = [paper_json(row.paper, row.one_line, row=row) for row in filled]
        print_json({"day": days[0][0].isoformat(), "papers": papers, "answer": answer_json(last)})
        return 0
    talk(style(f"{len(rows)} papers of {days[0][0]}", bold=True))
    for row in filled:
        print_row(row)
    click.echo()
    click.echo(style(f"> {question}", bold=True))
    printer = Printer(json_stream=False, as_json=False)
    async for event in ask.ask(library, question, scope):
        printer.show(event)
    answer = printer.answer
    assert answer is not None
    titles = {match.paper.id: match.paper.title for match in answer.matches}
    print_evidence(answer, titles)
    click.echo(style(usage_words(answer.usage, answer.model), dim=True))
    return 0
