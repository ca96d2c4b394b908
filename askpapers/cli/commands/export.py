"""`askpapers export`."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any

import click

from askpapers import errors
from askpapers.cli.options import (
    OUTPUT,
    empty_scope,
    in_library,
    json_option,
    library_options,
    print_json,
    scope_of,
    scope_options,
    settings_of,
    talk,
)
from askpapers.library.library import Library
from askpapers.papers.scope import Scope
from askpapers.settings.settings import Settings
from askpapers.text.sanitize import sanitize
from askpapers.writers.files import STDOUT, binary_stdout, whole_or_nothing


@click.command("export")
@click.argument(
    "form",
    metavar="FORMAT",
    type=click.Choice(["bibtex", "ris", "csl-json", "csv", "markdown", "jsonl", "vault", "zotero"]),
)
@click.argument("folder", metavar="[DIR]", required=False, type=click.Path(file_okay=False, path_type=Path))
@click.option("-o", "--output", type=OUTPUT, help="Write to a file; - is standard output.")
@click.option("--answers", type=int, metavar="N", help="With zotero: the answers of conversation N, as notes.")
@scope_options
@library_options
@json_option
def export_command(
    form: str, folder: Path | None, output: Path | None, answers: int | None, as_json: bool, **flags: Any
) -> int:
    """Export the papers in scope: bibtex, ris, csl-json, csv, markdown, jsonl, as a vault, or to Zotero.

    askpapers export vault DIR writes one Markdown note a paper and a day, for Obsidian and its like. Run again, it writes anew
    what stands between its markers; your own words around them stay as they are. askpapers export zotero pushes the papers,
    or with --answers a conversation's answers as notes, to the library that ZOTERO_LIBRARY and ZOTERO_API_KEY name, none twice.
    """
    from askpapers.verbs.export import export_papers

    output = None if output == STDOUT and form not in {"vault", "zotero"} else output
    if (form == "vault") != (folder is not None):
        wanted = "askpapers export vault DIR" if form == "vault" else f"askpapers export {form} -o FILE"
        raise errors.UsageError("A vault is a folder, and the other forms are a file.", wanted)
    if answers is not None and form != "zotero":
        raise errors.UsageError("--answers goes with zotero.", "askpapers history N --markdown prints a conversation.")
    if form == "zotero":
        if output is not None:
            raise errors.UsageError("What goes to Zotero has no output file.", f"askpapers export ris -o {output}")
        return _push(settings_of(flags), answers, as_json, flags)
    if form == "vault" and output is not None:
        raise errors.UsageError("A vault is a folder, and has no output file.", "askpapers export vault DIR")
    settings = settings_of(flags)
    kept: list[str] = []

    async def work(library: Library) -> int:
        scope = await scope_of(library, flags)
        ids = await library.catalog.ids(scope)
        if not ids:
            await _nothing(library, scope)
            return 0
        if folder is not None:
            from askpapers.verbs.vault import export_vault

            done = await export_vault(library, ids, folder)
            if as_json:
                counts = {"new": done.new, "updated": done.updated, "unchanged": done.unchanged}
                print_json({"format": form, "papers": len(ids), "folder": str(folder), **counts})
            talk(f"{done.new} notes new, {done.updated} brought up to date, {done.unchanged} as they were.")
            return len(ids)
        whole = as_json and output is None
        with nullcontext(kept.append) if whole else _written(output) as write:
            async for text in export_papers(library, ids, form, file=output is not None):
                write(text)
        return len(ids)

    count = in_library(settings, work)
    if not count:
        if as_json:
            print_json({"format": form, "papers": 0})
        return 1
    if as_json and folder is None:
        where = {"text": "".join(kept)} if output is None else {"file": str(output)}
        print_json({"format": form, "papers": count, **where})
    if output is not None:
        talk(f"Written to {sanitize(str(output), 200)}.")
    return 0


async def _nothing(library: Library, scope: Scope) -> None:
    """Say why no paper is exported; a file that is there stays as it is."""
    talk(await empty_scope(library, scope))
    talk("Nothing was exported.")


def _push(settings: Settings, answers: int | None, as_json: bool, flags: dict[str, Any]) -> int:
    """Push papers or answers to Zotero, and say what came of it."""
    from askpapers.verbs import zotero as verb

    async def work(library: Library) -> verb.PushReport | None:
        async with verb.connect(writing=True, timeout=library.settings.timeout) as zotero:
            if answers is not None:
                turns = await library.catalog.conversations.turns(answers)
                if not turns:
                    raise errors.UsageError(f"There is no conversation {answers}.", "askpapers history lists them.")
                return await verb.push_answers(library, turns, zotero)
            scope = await scope_of(library, flags)
            ids = await library.catalog.ids(scope)
            if not ids:
                await _nothing(library, scope)
                return None
            return await verb.push_papers(library, ids, zotero)

    done = in_library(settings, work)
    if done is None:
        if as_json:
            print_json({"format": "zotero", "pushed": 0, "before": 0, "refused": []})
        return 1
    if as_json:
        print_json({"format": "zotero", "pushed": done.pushed, "before": done.before, "refused": list(done.refused)})
    refused = f", {len(done.refused)} refused: {sanitize(done.refused[0], 60)}" if done.refused else ""
    talk(f"{done.pushed} pushed to Zotero, {done.before} there from before{refused}.")
    return int(bool(done.refused))


def _written(output: Path | None) -> AbstractContextManager[Callable[[str], object]]:
    """What writes to a file, or to standard output; in UTF-8 whatever the locale."""
    if output is not None:
        return whole_or_nothing(output)
    stream = binary_stdout()
    return nullcontext(lambda text: stream.write(text.encode("utf-8", "replace")))
