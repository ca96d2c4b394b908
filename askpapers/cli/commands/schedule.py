"""`askpapers schedule`."""

from __future__ import annotations

import os
from typing import Any

import click

from askpapers import errors
from askpapers.cli.options import in_library, json_option, library_options, model_options, print_json, settings_of, talk
from askpapers.library.library import Library
from askpapers.text.sanitize import sanitize


@click.command("schedule")
@click.argument("what", type=click.Choice(["show", "write", "remove", "run"]), default="show")
@click.option("--at", default="08:30", show_default=True, metavar="HH:MM", help="When, in this machine's time.")
@click.option("--daily", is_flag=True, help="On Saturdays and Sundays too.")
@click.option("--how", type=click.Choice(["systemd", "cron", "launchd"]), help="Default: what this system has.")
@click.option("--to", "recipients", multiple=True, metavar="ADDRESS", help="Send the digest by mail; may be repeated.")
@click.option("--post", "posted", is_flag=True, help="Post it to the webhook of the settings.")
@click.option(
    "--from",
    "origin",
    default="hf",
    show_default=True,
    metavar="SOURCE",
    help="Where the list comes from, as in fetch.",
)
@click.option("--print", "printed", is_flag=True, help="Print what would be written, and write nothing.")
@model_options
@library_options
@json_option
def schedule_command(
    what: str, at: str, daily: bool, how: str | None, recipients: tuple[str, ...], posted: bool, origin: str, printed: bool,
    as_json: bool, **flags: Any,
) -> int:  # fmt: skip
    """Fetch, summarize and send the digest every morning: write the timer, remove it, show it, or run it now.

    \b
    askpapers schedule write --at 08:30 --to me@mail.example
    askpapers schedule            # the next run, and what came of the last
    askpapers schedule run --to me@mail.example
    """
    arguments = _arguments(recipients, posted, origin, flags)
    settings = settings_of(flags)
    if what == "run":
        return in_library(settings, lambda library: _run(library, recipients, posted, origin, as_json))
    from askpapers.verbs import schedule

    system = schedule.System()

    async def write(library: Library) -> int:
        from askpapers.verbs.fetch import check_origin
        from askpapers.verbs.send import account, check_recipients, sender_of

        if not recipients and not posted:
            raise errors.UsageError("Where is the digest to go?", "--to me@mail.example, or --post.")
        # A timer that can only fail is not written, nor shown.
        check_recipients(recipients)
        check_origin(origin)
        way, plan = how or system.usual(), schedule.plan_of(at, not daily, arguments, os.environ)
        if printed:
            for where, text in schedule.texts(plan, way, system).items():
                click.echo(f"# {where}\n{text}")
            return 0
        if posted and not settings.webhook:
            raise errors.UsageError("No webhook is set.", "askpapers config set webhook …")
        if recipients:
            sender_of(settings, account(settings))
        await schedule.write(library, plan, way, system, talk)
        talk(f"The digest comes {plan.words}, by {way}; first on {plan.following(library.now):%A, %d %b at %H:%M}.")
        if here := [name for name in PASSED if os.environ.get(name)]:
            talk(
                f"A timer does not see this shell: put what is in {', '.join(here)} into {settings.config}/config.toml."
            )
        return 0

    async def remove(library: Library) -> int:
        gone = await schedule.remove(library, system)
        talk(f"Removed: {', '.join(gone)}." if gone else "There was nothing to remove.")
        return 0 if gone else 1

    async def show(library: Library) -> int:
        return _show(await schedule.show(library, system), as_json)

    return in_library(settings, {"write": write, "remove": remove, "show": show}[what])


PASSED = ("ASKPAPERS_SMTP", "ASKPAPERS_SMTP_PASSWORD", "ASKPAPERS_WEBHOOK", "OPENAI_API_KEY")
"""Variables that a run needs and that a timer has not."""


def _arguments(recipients: tuple[str, ...], posted: bool, origin: str, flags: dict[str, Any]) -> list[str]:
    """What `schedule run` is to be called with."""
    found = [word for one in recipients for word in ("--to", one)] + ["--post"] * posted
    found += ["--from", origin] if origin != "hf" else []
    for name in ("home", "chroma", "model", "base_url"):
        if flags.get(name):
            found += [f"--{name.replace('_', '-')}", flags[name]]
    return found + ["--extractive"] * bool(flags.get("extractive"))


async def _run(library: Library, recipients: tuple[str, ...], posted: bool, origin: str, as_json: bool) -> int:
    from askpapers.cli.commands.digest import sent_json
    from askpapers.verbs.morning import morning
    from askpapers.verbs.schedule import note

    try:
        done = await morning(library, recipients, posted=posted, origin=origin)
    except errors.AskpapersError as error:
        await note(library, str(error), error.exit_code)
        raise
    await note(library, done.words, done.code)
    if as_json:
        print_json({"words": done.words, "code": done.code, "sent": [sent_json(one) for one in done.sent]})
    else:
        click.echo(done.words)
    return done.code


def _show(shown: Any, as_json: bool) -> int:
    if as_json:
        print_json(
            {
                "planned": shown.plan and shown.plan.words,
                "way": shown.way or None,
                "next": shown.following and shown.following.isoformat(timespec="minutes"),
                "missing": shown.missing,
                "last": {"at": shown.last_at, "words": shown.last, "code": shown.code} if shown.last_at else None,
            }
        )
    else:
        if shown.plan is None:
            click.echo("Nothing is scheduled.")
        else:
            click.echo(f"{shown.plan.words}, by {shown.way}; next: {shown.following:%A, %d %b %Y at %H:%M}")
        if shown.last_at:
            when = shown.last_at[:16].replace("T", " ")
            click.echo(
                f"last run, {when} UTC: {sanitize(shown.last)}" + (f" (exit code {shown.code})" if shown.code else "")
            )
        if shown.missing:
            talk("The timer itself is gone: askpapers schedule write puts it back.")
    return 0 if shown.plan is not None and not shown.missing else 1
