"""`askpapers export`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from askpapers import errors
from askpapers.cli.options import (
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
from askpapers.text.sanitize import sanitize


@click.command("export")
@click.argument("form", metavar="FORMAT", type=click.Choice(["bibtex", "ris", "csl-json", "csv", "markdown", "jsonl"]))
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="Write to a file.")
@scope_options
@library_options
@json_option
def export_command(form: str, output: Path | None, as_json: bool, **flags: Any) -> int:
    """Export the papers in scope: bibtex, ris, csl-json, csv, markdown, jsonl."""
    from askpapers.writers import bibliography as export

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
        raise errors.UsageError(f"{sanitize(str(output), 200)} cannot be written: {error.strerror}.") from None
    if as_json:
        print_json({"format": form, "papers": count, "file": str(output)})
    talk(f"Written to {sanitize(str(output), 200)}.")
    return 0
