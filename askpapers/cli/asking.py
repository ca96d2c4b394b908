"""ask, summarize, compare, digest, export, history."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from askpapers import errors
from askpapers.answers import as_json as answer_json
from askpapers.answers import citation_json, usage_json
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
from askpapers.cli.render import (
    comparison_json,
    money,
    paper_json,
    print_comparison,
    print_evidence,
    safe,
    style,
    usage_words,
    wrapped,
)
from askpapers.library import Library
from askpapers.papers import Answer, Checked, Found, Progress, Status, Words, papers_in_words, plain
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
        screen = _Screen(json_stream, as_json)
        events = ask.ask(
            library, question, scope, turns=turns, papers=papers, fresh=fresh, literal=literal, rerank=rerank
        )
        async for event in events:
            screen.show(event)
        answer = screen.answer
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


class _Screen:
    """What is printed of an answer's events: words as they come, or JSON."""

    def __init__(self, json_stream: bool, as_json: bool) -> None:
        self._json_stream = json_stream
        self._as_json = as_json
        self.answer: Answer | None = None

    def show(self, event: Found | Progress | Words | Checked | Answer) -> None:
        """Print one event in the form chosen."""
        if isinstance(event, Answer):
            self.answer = event
        if self._json_stream:
            print_json(_event_json(event))
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


def _event_json(event: Found | Progress | Words | Checked | Answer) -> dict[str, Any]:
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


@click.command("digest")
@click.option("--format", "form", type=click.Choice(["markdown", "html"]), default="markdown", show_default=True)
@scope_options
@model_options
@library_options
@json_option
def digest_command(form: str, as_json: bool, **flags: Any) -> int:
    """Write the day as one page: its papers grouped, each with its line."""
    from askpapers import digest

    settings = settings_of(flags)

    async def work(library: Library) -> digest.Digest:
        return await digest.digest(library, await scope_of(library, flags))

    made = in_library(settings, work)
    if as_json:
        groups = [
            {"theme": group.theme, "papers": [paper_json(row.paper, row.one_line, row=row) for row in group.rows]}
            for group in made.groups
        ]
        print_json({"title": made.title, "groups": groups})
    else:
        click.echo(digest.markdown(made) if form == "markdown" else digest.html(made))
    return 0 if made.groups else 1


@click.command("export")
@click.argument("form", metavar="FORMAT", type=click.Choice(["bibtex", "ris", "csl-json", "csv", "markdown", "jsonl"]))
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="Write to a file.")
@scope_options
@library_options
@json_option
def export_command(form: str, output: Path | None, as_json: bool, **flags: Any) -> int:
    """Export the papers in scope: bibtex, ris, csl-json, csv, markdown, jsonl."""
    from askpapers import export

    settings = settings_of(flags)

    async def work(library: Library) -> tuple[str, int]:
        rows = await library.catalog.rows(await scope_of(library, flags), limit=1_000_000)
        if not rows:
            raise errors.UsageError("There are no papers in this scope.", "Widen it: --all, --since DAY.")
        return export.papers(rows, form), len(rows)

    text, count = in_library(settings, work)
    if output is None and as_json:
        print_json({"format": form, "papers": count, "text": text})
        return 0
    if output is None:
        sys.stdout.buffer.write(text.encode("utf-8", "replace"))
        return 0
    try:
        output.write_text(text, encoding="utf-8", errors="replace")
    except OSError as error:
        raise errors.UsageError(f"{plain(str(output), 200)} cannot be written: {error.strerror}.") from None
    if as_json:
        print_json({"format": form, "papers": count, "file": str(output)})
    talk(f"Written to {plain(str(output), 200)}.")
    return 0


@click.command("history")
@click.argument("number", type=int, required=False, metavar="[NUMBER]")
@click.option("--search", default="", metavar="WORDS", help="Only conversations that contain this.")
@click.option("--rename", metavar="TITLE", help="Give the conversation another title.")
@click.option("--delete", is_flag=True, help="Delete the conversation.")
@click.option("--markdown", is_flag=True, help="Print the conversation as Markdown with its quotations.")
@library_options
@json_option
def history_command(
    number: int | None, search: str, rename: str | None, delete: bool, markdown: bool, as_json: bool, **flags: Any
) -> int:
    """Earlier questions and their answers; give a number to read one conversation."""
    from askpapers import export

    settings = settings_of(flags)

    async def work(library: Library) -> int:
        catalog = library.catalog
        titles: dict[str, str] = {}
        if number is None:
            found = await catalog.conversations(search)
            if as_json:
                print_json({"conversations": [
                    {"id": c.id, "title": c.title, "turns": c.turns, "made": c.made, "touched": c.touched,
                     "found": c.found}
                    for c in found
                ]})  # fmt: skip
            else:
                for c in found:
                    turns = f"{c.turns} {'turn' if c.turns == 1 else 'turns'}"
                    click.echo(f"{c.id:>4}  {c.touched[:16].replace('T', ' ')}  {plain(c.title, 70)}  ({turns})")
                    if c.found:
                        click.echo(f"      {plain(c.found)}")
            if not found:
                talk("No conversation has these words." if search else "No question has been asked here yet.")
            return 0 if found else 1
        said = await catalog.conversation(number)
        if not said:
            raise errors.UsageError(f"There is no conversation {number}.", "askpapers history lists them.")
        if rename:
            await catalog.rename(number, rename)
        elif delete:
            await catalog.delete([number])
        elif as_json:
            print_json({"id": number, "turns": [answer_json(turn) for turn in said]})
        else:
            if not markdown:
                ids = [m.paper.id for turn in said for m in turn.matches]
                titles = {p.id: p.title for p in await catalog.papers(ids)}
            for turn in said:
                if markdown:
                    click.echo(export.answer_markdown(turn))
                    continue
                click.echo(style(wrapped(turn.question), bold=True))
                click.echo(safe(turn.text))
                print_evidence(turn, titles)
                click.echo()
        return 0

    return in_library(settings, work)
