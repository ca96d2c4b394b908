"""`askpapers resolve`."""

from __future__ import annotations

from typing import Any

import click

from askpapers.cli.options import (
    complete_id,
    in_library,
    json_option,
    library_options,
    meter,
    print_json,
    scope_of,
    scope_options,
    settings_of,
    talk,
)
from askpapers.cli.rendering import style, tell_error, wrap
from askpapers.library.library import Library
from askpapers.papers.paper import papers_in_words, unknown_paper
from askpapers.papers.scope import Scope
from askpapers.text.sanitize import sanitize
from askpapers.verbs.resolve import ResolveReport, resolve

_WORDS = {"arxiv_id": "arXiv id", "doi": "DOI", "authors": "authors", "published": "date", "abstract": "abstract"}


@click.command("resolve")
@click.argument("ids", nargs=-1, shell_complete=complete_id, metavar="[ID…]")
@click.option("--dry-run", "dry", is_flag=True, help="Say what would be found, and write nothing.")
@scope_options
@library_options
@json_option
def resolve_command(ids: tuple[str, ...], dry: bool, as_json: bool, **flags: Any) -> int:
    """Find arXiv id, DOI, authors, date and missing abstract of papers by their titles.

    Asked are arXiv, Semantic Scholar, OpenAlex and Crossref, politely, and none of them twice a week for one title.
    A paper is taken for the one that was found where its title and a second sign agree: abstract, authors or their
    number, a date within 30 days. What was not sure is said, and left as it is (exit code 1).
    """
    settings = settings_of(flags)

    async def work(library: Library) -> ResolveReport:
        scope = await scope_of(library, flags)
        if ids:
            known = await library.catalog.papers(ids)
            unknown = [id for id in ids if await library.catalog.paper(id) is None] if len(known) < len(ids) else []
            if unknown:
                raise unknown_paper(unknown[0])
            scope = Scope(ids=ids)
        return await resolve(library, scope, dry=dry, tell=meter(quiet=as_json))

    report = in_library(settings, work)
    if as_json:
        print_json(_json(report, dry))
    else:
        _tell(report, dry)
    return 1 if report.unsure or report.missing or report.unasked else 0


def _tell(report: ResolveReport, dry: bool) -> None:
    for item in report.resolved:
        learned = ", ".join(_WORDS[name] for name in item.learned) or "more authors"
        click.echo(wrap(f"{item.before.title} → {item.after.id}: {learned}", "    ", "  ✓ "))
    for unsure in report.unsure:
        click.echo(wrap(f"{unsure.paper.title} ({unsure.paper.id})", "    ", "  ? "))
        found = unsure.candidate.url or unsure.candidate.doi or unsure.candidate.arxiv_id or "an address is not given"
        click.echo(
            style(wrap(f"{unsure.service} has “{unsure.candidate.title}”, {found}: {unsure.why}", "      "), dim=True)
        )
    for paper in report.missing:
        click.echo(wrap(f"{paper.title} ({paper.id}): not found", "    ", "  – "))
    counts = [(len(report.resolved), "would be found" if dry else "found"), (len(report.unsure), "not sure"),
              (len(report.missing), "not found"), (report.unasked, "not asked"), (report.complete, "complete before")]  # fmt: skip
    click.echo(", ".join(f"{count} {what}" for count, what in counts if count) or "There are no papers in this scope.")
    for note in report.notes:
        talk(sanitize(note))
    for error in (report.failures or {}).values():
        tell_error(error)
    if report.unasked:
        talk(f"{papers_in_words(report.unasked)} left: the same command goes on where it stopped.")


def _json(report: ResolveReport, dry: bool) -> dict[str, Any]:
    return {
        "resolved": [
            {"was": item.before.id, "id": item.after.id, "title": item.after.title, "learned": list(item.learned),
             "services": list(item.services), "signs": list(item.signs), "doi": item.after.doi, "url": item.after.url}
            for item in report.resolved
        ],
        "unsure": [
            {"id": item.paper.id, "title": item.paper.title, "service": item.service, "why": item.why,
             "candidate": {"title": item.candidate.title, "arxiv_id": item.candidate.arxiv_id,
                           "doi": item.candidate.doi, "url": item.candidate.url}}
            for item in report.unsure
        ],
        "missing": [paper.id for paper in report.missing],
        "complete": report.complete,
        "unasked": report.unasked,
        "dry_run": dry,
        "notes": list(report.notes),
        "failures": [{"service": name, "message": str(error), "hint": error.hint}
                     for name, error in (report.failures or {}).items()],
    }  # fmt: skip
