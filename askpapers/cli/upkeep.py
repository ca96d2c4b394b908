"""config and doctor."""

from __future__ import annotations

import sys
from dataclasses import fields
from typing import Any

import click

from askpapers import errors
from askpapers.cli.options import json_option, library_options, meter, model_options, print_json, settings_of, talk
from askpapers.cli.render import style
from askpapers.papers import papers_in_words, plain
from askpapers.settings import Settings, shown

EXAMPLE = """\
# askpapers reads this file; what stands here yields to the environment and to flags.
# model = "gpt-6-luna"
# base_url = "http://localhost:11434/v1"     # any OpenAI-compatible server
# api_key = "…"                              # goes to this base_url and nowhere else
# budget = 4000                              # tokens of papers and earlier turns, a question
# answer_tokens = 800
# max_cost_question = 0.01                   # US dollars; refused before sending, exit code 7
# max_cost_day = 0.50
# embedding_model = "bundled"                # or text-embedding-3-small, or a local server's
# chroma = "http://localhost:8000"           # a Chroma server shared by a team
# parallel = 4
# timeout = 60
# theme = "textual-dark"
# [keys]
# "desk.ask" = "a"
"""


@click.command("config")
@click.argument("what", type=click.Choice(["show", "path", "edit"]), default="show")
@model_options
@library_options
@json_option
def config_command(what: str, as_json: bool, **flags: Any) -> int:
    """Show the settings in force, the folder they come from, or open the file in an editor."""
    if what == "edit":
        return _edit(flags)
    settings = settings_of(flags)
    if what == "path":
        click.echo(settings.config / "config.toml")
        return 0
    values = {f.name: getattr(settings, f.name) for f in fields(Settings)}
    for name in ("api_key", "embedding_api_key"):
        values[name] = "set" if values[name] else None
    for name in ("base_url", "embedding_base_url", "chroma"):
        values[name] = values[name] and shown(values[name])
    values["engine"] = settings.engine
    if as_json:
        print_json({name: value if value is None or isinstance(value, int | float | str | dict) else str(value)
                    for name, value in values.items()})  # fmt: skip
    else:
        for name, value in values.items():
            click.echo(f"{name:<20} {'' if value is None else plain(str(value))}")
    return 0


def _edit(flags: dict[str, Any]) -> int:
    try:
        folder = settings_of(flags).config
    except errors.UsageError as error:
        click.echo(f"{plain(str(error))}", err=True)
        folder = settings_of({"config": None, **flags}).config
    path = folder / "config.toml"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            path.write_text(EXAMPLE, encoding="utf-8")
    except OSError as error:
        raise errors.NotWritable(f"{path} cannot be written: {error.strerror}.", "Set ASKPAPERS_CONFIG.") from None
    if not sys.stdin.isatty():
        click.echo(path)
        return 0
    click.edit(filename=str(path))
    return 0


@click.command("doctor")
@click.option("--model", "probe_model", is_flag=True, help="Probe the model server too: a few short calls.")
@click.option("--rebuild", is_flag=True, help="Make the damaged one of catalogue and vector store anew from the other.")
@click.option("--index", is_flag=True, help="Make the vectors that are missing, having said what it costs.")
@click.option("--name", "model", metavar="NAME", help="The model to probe.")
@click.option("--base-url", metavar="URL", help="The server to probe.")
@library_options
@json_option
def doctor_command(probe_model: bool, rebuild: bool, index: bool, as_json: bool, **flags: Any) -> int:
    """Say what works and what does not: the folders, the library, the bundled files, the model server."""
    import asyncio

    from askpapers import doctor

    settings = settings_of(flags)
    if rebuild:
        for words in asyncio.run(doctor.rebuild(settings)):
            click.echo(words, err=as_json)
    if index:
        count = asyncio.run(doctor.index(settings, lambda words: talk(plain(words)), meter(quiet=as_json)))
        talk(f"{papers_in_words(count)} indexed.")
    checks = asyncio.run(doctor.examine(settings, model=probe_model))
    if as_json:
        print_json({"checks": [{"what": c.what, "ok": c.ok, "told": c.told, "hint": c.hint} for c in checks]})
    else:
        for check in checks:
            sign = style("✓", fg="green") if check.ok else style("✗", fg="red")
            click.echo(f"{sign} {check.what}: {plain(check.told)}")
            if check.hint and not check.ok:
                click.echo(f"  {plain(check.hint)}")
    return 0 if all(check.ok for check in checks) else 1
