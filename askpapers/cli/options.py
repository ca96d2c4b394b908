"""Options that several commands share, and what they say."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterable, Callable, Coroutine, Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from askpapers import errors
from askpapers.library.library import Library
from askpapers.papers.conditions import CONDITIONS, Condition, Kind, narrows
from askpapers.papers.paper import papers_in_words
from askpapers.papers.scope import Scope, check_order, describe, filters, parse_period
from askpapers.settings.settings import Settings, load
from askpapers.text.sanitize import json_text, sanitize
from askpapers.verbs.mark import check_labels

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from askpapers.answers.answer import Progress


class _Output(click.Path):
    """A file to write to; what the system calls standard output is "-" too, which no file is put in the place of."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if not str(value):
            self.fail("A file has a name.", param, ctx)
        return super().convert(
            "-" if str(value) in {"/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"} else value, param, ctx
        )


OUTPUT = _Output(dir_okay=False, allow_dash=True, path_type=Path)
"""A file to write to, or "-" for standard output."""

F = TypeVar("F", bound=Callable[..., Any])
T = TypeVar("T")

_LIBRARY = (
    click.option("--home", metavar="DIR", help="The library's folder."),
    click.option("--chroma", metavar="URL", help="A Chroma server, shared by a team."),
)
_MODEL = (
    click.option("--model", metavar="NAME", help="The language model that answers."),
    click.option("--base-url", metavar="URL", help="Any OpenAI-compatible server."),
    click.option("--extractive", is_flag=True, help="Use no model: quote the papers."),
)


def _condition_option(condition: Condition) -> Callable[[F], F]:
    if condition.kind is Kind.FLAG:
        return click.option(condition.option, condition.field, is_flag=True, help=condition.help)
    kind = click.IntRange(0) if condition.kind is Kind.COUNT else str
    return click.option(condition.option, condition.field, type=kind, metavar=condition.metavar, help=condition.help)


_SCOPE: tuple[Callable[[Any], Any], ...] = (
    click.option(
        "--day", metavar="DAY", help="2025-10-30, today, yesterday, 2025-W44 or 2025-10. Default: the newest."
    ),
    click.option("--since", metavar="DAY", help="From this day on."),
    click.option("--until", metavar="DAY", help="Up to this day."),
    click.option("--all", "whole", is_flag=True, help="The whole library."),
    *(_condition_option(condition) for condition in CONDITIONS if condition.option),
)
_JSON = (click.option("--json", "as_json", is_flag=True, help="Print one JSON object and nothing else."),)
_SCOPE_NAMES = ("day", "since", "until", "whole", *(condition.field for condition in CONDITIONS if condition.option))
_SETTING_NAMES = ("home", "chroma", "model", "base_url", "extractive", "budget")


def _decorator(options: tuple[Callable[[F], F], ...]) -> Callable[[F], F]:
    def decorate(function: F) -> F:
        for option in reversed(options):
            function = option(function)
        return function

    return decorate


library_options: Callable[[Any], Any] = _decorator(_LIBRARY)
model_options: Callable[[Any], Any] = _decorator(_MODEL)
scope_options: Callable[[Any], Any] = _decorator(_SCOPE)
json_option: Callable[[Any], Any] = _decorator(_JSON)


def complete_id(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """Return the ids that begin as what was typed, newest first, with their titles; none where the library cannot be read."""
    from click.shell_completion import CompletionItem

    async def rows() -> list[CompletionItem]:
        async with Library(load(context.find_root().obj or {})) as library:
            listed = await library.catalog.rows(Scope(), limit=2000)
        ids = [row.paper for row in listed if row.paper.id.startswith(incomplete)]
        return [CompletionItem(paper.id, help=sanitize(paper.title, 60)) for paper in ids[:50]]

    try:
        return asyncio.run(rows())
    except errors.AskpapersError:
        return []


def settings_of(flags: dict[str, Any], *, file: bool = True) -> Settings:
    """Return the settings in force, taking the flags that set any out of `flags`; without `file`, without config.toml."""
    above = click.get_current_context().find_root().obj or {}
    own = {name: flags.pop(name) for name in _SETTING_NAMES if name in flags}
    return load({**above, **{name: value for name, value in own.items() if value}}, file=file)


def in_library(settings: Settings, work: Callable[[Library], Coroutine[Any, Any, T]], *, following: bool = False) -> T:
    """Run async work on the opened library; `following` takes over first what others have put on a shared server."""

    async def run() -> T:
        async with Library(settings) as library:
            if following and settings.chroma:
                await _follow(library)
            if await library.lacks_its_papers():
                talk(
                    "The catalog is empty, and the vector store beside it is not: askpapers doctor says what can be done."
                )
            return await work(library)

    return asyncio.run(run())


async def _follow(library: Library) -> None:
    from askpapers.verbs.follow import follow

    report = await follow(library)
    if report.failure is not None and not await library.catalog.count(Scope()):
        raise report.failure
    if report.added:
        talk(f"{papers_in_words(report.added)} came from the Chroma server.")
    if report.removed:
        talk(f"{papers_in_words(report.removed)} removed there for all; askpapers remove --undo brings them back here.")


async def fill_empty(library: Library) -> None:
    """Fill an empty catalog from a server that a team shares; one that has papers is left as it is."""
    if library.settings.chroma and not await library.catalog.count(Scope()):
        await _follow(library)


async def scope_of(library: Library, flags: dict[str, Any]) -> Scope:
    """Return the scope that the flags name, taking them out of `flags`; the newest day where they name no day.

    Raises UsageError for a day that cannot be read.
    """
    given = {name: flags.pop(name, None) for name in _SCOPE_NAMES}
    for name, value in given.items():
        if isinstance(value, str) and not value.strip():
            # Out of a script's empty variable, mostly: every paper is not what was meant.
            option = next((condition.option for condition in CONDITIONS if condition.field == name), f"--{name}")
            raise errors.UsageError(f"{option} says nothing.", "Leave it out, or say which.")
    day, whole = given.pop("day"), given.pop("whole")
    since, until = (
        parse_period(word, library.today) if (word := given.pop(name)) else None for name in ("since", "until")
    )
    conditions = {name: value for name, value in given.items() if narrows(value)}
    await check_labels(library, Scope(**conditions))
    if day:
        if whole or since or until:
            raise errors.UsageError("--day goes with neither --since, --until nor --all.", "Choose one of them.")
        return Scope(*parse_period(day, library.today), **conditions)
    if since or until:
        check_order(since and since[0], until and until[1])
        return Scope(since[0] if since else None, until[1] if until else None, **conditions)
    if whole or "undated" in conditions:
        return Scope(**conditions)
    newest = await newest_day(library)
    return Scope(newest, newest, **conditions)


def fixed_fields(flags: Mapping[str, Any]) -> frozenset[str]:
    """Return the fields of the scope that the flags set themselves, which no word of a question changes."""
    given = {name for name in _SCOPE_NAMES if narrows(flags.get(name))}
    days = {"day", "since", "until", "whole"}
    return frozenset((given - days) | ({"since", "until"} if given & days else set()))


async def empty_scope(library: Library, scope: Scope) -> str:
    """Say why no paper is in scope: none at all, none that meets the conditions, none of the days."""
    whole = await library.catalog.count(Scope())
    if not whole:
        return "Nothing here. Add a list (askpapers add FILE), fetch one (askpapers fetch), or see: askpapers sample"
    days = Scope(scope.since, scope.until)
    of_days = await library.catalog.count(days) if filters(scope) else 0
    said = f"{papers_in_words(whole)} in the whole library (--all)."
    if not of_days:
        return f"No paper is in scope ({describe(scope)}); {said}"
    without = f"No paper matches these conditions ({describe(scope)}); {papers_in_words(of_days)} without them"
    return f"{without}." if of_days == whole else f"{without}, {said}"


async def newest_day(library: Library) -> date | None:
    """The newest day with papers, or None in an empty library."""
    days = await library.catalog.days()
    return days[0][0] if days else None


def print_json(value: object) -> None:
    """Print one JSON value on a line of its own, in UTF-8 whatever the locale."""
    _write(json_text(value) + "\n")


async def print_json_list(name: str, values: AsyncIterable[object], others: Mapping[str, object]) -> None:
    """Print one JSON object on a line of its own, whose list `name` is written as its values come; `others` follow it."""
    start = f"{{{json_text(name)}: ["
    async for value in values:
        _write(start + json_text(value))
        start = ", "
    rest = json_text(others).removeprefix("{")
    _write(("" if start == ", " else start) + (f"], {rest}\n" if others else "]}\n"))


def _write(text: str) -> None:
    sys.stdout.flush()
    stream = getattr(sys.stdout, "buffer", None)
    if stream is None:
        sys.stdout.write(text)
    else:
        # A lone surrogate from a broken source must not break the whole output.
        stream.write(text.encode("utf-8", "replace"))
        stream.flush()


def talk(text: str) -> None:
    """Write a remark to stderr."""
    click.echo(text, err=True)


def confirm(question: str) -> None:
    """Ask on the terminal; raises UsageError where there is none or the answer is no: nothing was changed."""
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise errors.UsageError(f"{question} There is no terminal to ask in; nothing was changed.", "--yes answers it.")
    if not click.confirm(question, err=True):
        raise errors.UsageError("Nothing was changed.", "")


def meter(*, quiet: bool = False) -> Callable[[Progress], None]:
    """Return what draws a progress line on stderr; where that is no terminal, or `quiet`, what a paid work begins with."""
    terminal = sys.stderr.isatty() and not quiet

    def tell(progress: Progress) -> None:
        of = f"/{progress.total}" if progress.total else ""
        if terminal:
            end = "\n" if progress.total and progress.done >= progress.total else ""
            click.echo(f"\r\x1b[K{progress.what} {progress.done}{of}{end}", err=True, nl=False)
        elif progress.total and not progress.done:
            talk(f"{progress.what} {progress.done}{of}")

    return tell
