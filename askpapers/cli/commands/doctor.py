"""`askpapers doctor`."""

from __future__ import annotations

from typing import Any

import click

from askpapers.cli.options import json_option, library_options, meter, print_json, settings_of, talk
from askpapers.cli.rendering import style
from askpapers.papers.paper import papers_in_words
from askpapers.text.sanitize import sanitize


@click.command("doctor")
@click.option(
    "--model", "probe_model", is_flag=True, help="Probe the model server too: one call as long as a question."
)
@click.option("--rebuild", is_flag=True, help="Make the damaged one of catalogue and vector store anew from the other.")
@click.option("--index", is_flag=True, help="Make the vectors that are missing, having said what it costs.")
@click.option("--name", "model", metavar="NAME", help="The model to probe.")
@click.option("--base-url", metavar="URL", help="The server to probe.")
@library_options
@json_option
def doctor_command(probe_model: bool, rebuild: bool, index: bool, as_json: bool, **flags: Any) -> int:
    """Say what works and what does not: the folders, the library, the bundled files, the model server."""
    import asyncio

    from askpapers.verbs import doctor
    from askpapers.verbs import rebuild as verbs_rebuild

    settings = settings_of(flags)
    if rebuild:
        for words in asyncio.run(verbs_rebuild.rebuild(settings)):
            click.echo(words, err=as_json)
    if index:
        count = asyncio.run(doctor.index(settings, lambda words: talk(sanitize(words)), meter(quiet=as_json)))
        talk(f"{papers_in_words(count)} indexed.")

    async def work() -> list[doctor.Check]:
        checks = []
        async for check in doctor.look(settings, model=probe_model):
            checks.append(check)
            if not as_json:
                sign = style("✓", fg="green") if check.ok else style("✗", fg="red")
                click.echo(f"{sign} {check.what}: {sanitize(check.told)}")
                if check.hint and not check.ok:
                    click.echo(f"  {sanitize(check.hint)}")
        return checks

    checks = asyncio.run(work())
    if as_json:
        print_json({"checks": [{"what": c.what, "ok": c.ok, "told": c.told, "hint": c.hint} for c in checks]})
    return 0 if all(check.ok for check in checks) else 1
