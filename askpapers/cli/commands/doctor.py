"""`askpapers doctor`."""

from __future__ import annotations

from typing import Any

import click

from askpapers import errors
from askpapers.cli.options import confirm, json_option, library_options, meter, print_json, settings_of, talk
from askpapers.cli.rendering import style
from askpapers.papers.paper import papers_in_words
from askpapers.settings.settings import Settings
from askpapers.text.sanitize import sanitize


@click.command("doctor")
@click.option(
    "--model", "probe_model", is_flag=True, help="Probe the model server too: one call as long as a question."
)
@click.option("--repair", "--rebuild", "repair", is_flag=True, help="Mend a damaged library: asks first.")
@click.option("--yes", is_flag=True, help="Repair without asking.")
@click.option("--index", is_flag=True, help="Make the vectors that are missing, having said what it costs.")
@click.option("--name", "model", metavar="NAME", help="The model to probe.")
@click.option("--base-url", metavar="URL", help="The server to probe.")
@library_options
@json_option
def doctor_command(
    probe_model: bool, repair: bool, yes: bool, index: bool, as_json: bool, **flags: Any
) -> int:  # fmt: skip
    """Say what works and what does not: the folders, the library, the bundled files, the model server."""
    import asyncio

    from askpapers.verbs import doctor

    given, unset = dict(flags), None
    try:
        settings = settings_of(flags)
    except errors.UsageError as error:
        # Without the file all else can still be looked at; where a flag is wrong, this raises again.
        settings, unset = settings_of(given, file=False), error
    if repair:
        _repair(settings, yes, as_json)
    if index:
        count = asyncio.run(doctor.index(settings, lambda words: talk(sanitize(words)), meter(quiet=as_json)))
        talk(f"{papers_in_words(count)} indexed.")

    async def work() -> list[doctor.Check]:
        checks = []
        async for check in doctor.look(settings, model=probe_model, unset=unset):
            checks.append(check)
            if not as_json:
                sign = style("✓", fg="green") if check.ok else style("✗", fg="red")
                click.echo(f"{sign} {check.what}: {sanitize(check.told)}")
                if check.hint and not check.ok:
                    click.echo(f"  {sanitize(check.hint)}")
        return checks

    checks = asyncio.run(work())
    if as_json:
        print_json(
            {
                "checks": [
                    {"what": c.what, "ok": c.ok, "told": c.told, "hint": c.hint, "damaged": c.damaged} for c in checks
                ]
            }
        )
    if any(check.damaged for check in checks):
        return 6
    return 0 if all(check.ok for check in checks) else 1


def _repair(settings: Settings, yes: bool, quiet: bool) -> None:
    """Say what will be done, ask, and do it."""
    import asyncio

    from askpapers.verbs import repair

    plan = asyncio.run(repair.plan(settings))
    if not plan.steps:
        talk("Nothing is damaged; nothing was changed.")
        return
    talk("To be done:")
    for step in plan.steps:
        talk(f"  {sanitize(step, 400)}")
    if not yes:
        confirm("Shall it be done?")
    for words in asyncio.run(repair.repair(settings, lambda words: talk(sanitize(words, 400)), meter(quiet=quiet))):
        talk(sanitize(words, 400))
