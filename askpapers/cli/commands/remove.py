"""`askpapers remove`."""

from __future__ import annotations

from typing import Any

import click

from askpapers import errors
from askpapers.cli.options import complete_id, in_library, json_option, library_options, print_json, settings_of, talk
from askpapers.cli.rendering import tell_error
from askpapers.papers.paper import papers_in_words
from askpapers.verbs.remove import RemoveReport, remove, undo_removal


@click.command("remove")
@click.argument("ids", nargs=-1, shell_complete=complete_id, metavar="ID…")
@click.option("--everywhere", is_flag=True, help="From a shared Chroma server too, for all who use it.")
@click.option("--undo", is_flag=True, help="Bring back what was removed last.")
@library_options
@json_option
def remove_command(ids: tuple[str, ...], everywhere: bool, undo: bool, as_json: bool, **flags: Any) -> int:
    """Remove papers from your library; lists that name them again leave them out.

    A Chroma server that you share with others keeps them, unless you say --everywhere.
    """
    settings = settings_of(flags)
    if undo:
        if ids or everywhere:
            raise errors.UsageError("--undo goes with no id and not with --everywhere.", "askpapers remove --undo")
        back = in_library(settings, undo_removal)
        if as_json:
            print_json({"restored": list(back.ids)})
        else:
            talk(f"{papers_in_words(len(back.ids))} brought back." if back.ids else "No paper is removed.")
        return _ended(back)
    if not ids:
        raise errors.UsageError("Which papers?", "askpapers remove ID…; askpapers list shows the ids.")
    report: RemoveReport = in_library(settings, lambda library: remove(library, ids, everywhere=everywhere))
    if as_json:
        print_json({"removed": list(report.ids), "kept_on_server": report.kept_on_server})
    else:
        talk(f"{papers_in_words(len(report.ids))} removed; askpapers remove --undo brings back.")
        if report.kept_on_server:
            talk("The shared server keeps them for the others; --everywhere removes them there too.")
    return _ended(report)


def _ended(report: RemoveReport) -> int:
    if report.failure is not None:
        tell_error(report.failure)
    return int(report.failure is not None or not report.ids)
