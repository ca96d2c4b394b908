"""`askpapers config`."""

from __future__ import annotations

import difflib
import re
import sys
from typing import Any

import click

from askpapers import errors
from askpapers.cli.options import json_option, library_options, model_options, print_json, settings_of, talk
from askpapers.settings.keyring import KEYRING
from askpapers.settings.settings import DEFAULT, FILE, FOLDERS, OPENAI_URL, SECRETS, SETTABLE, Settings
from askpapers.text.sanitize import redact_url, sanitize


class _Config(click.Command):
    """A command whose value may be a negative number, which is then told to be out of bounds, and is no option."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        ctx.ignore_unknown_options = any(re.fullmatch(r"-[\d.]+", arg) for arg in args)
        return super().parse_args(ctx, args)


@click.command("config", cls=_Config)
@click.argument("what", type=click.Choice(["show", "get", "path", "edit", "set", "unset"]), default="show")
@click.argument("name", required=False)
@click.argument("value", required=False)
@click.option(
    "--keyring",
    "in_keyring",
    is_flag=True,
    help="Keep this key in the system's keyring, not in the file; it is asked for, or read from a pipe.",
)
@model_options
@library_options
@json_option
def config_command(
    what: str, name: str | None, value: str | None, in_keyring: bool, as_json: bool, **flags: Any
) -> int:
    """Show the settings in force and where each comes from, get, set or unset one, or open the file in an editor.

    \b
    askpapers config get budget
    askpapers config set budget 8000
    askpapers config set keys.desk.ask f2
    askpapers config unset budget
    askpapers config set api_key --keyring
    """
    if in_keyring:
        if what != "set" or name not in SECRETS or value is not None:
            raise errors.UsageError("--keyring keeps a key, and asks for it.", "askpapers config set api_key --keyring")
        return _keep(settings_of(flags), name, as_json)
    if (name is None) is (what in {"get", "set", "unset"}) or (value is None) is (what == "set"):
        hint = "askpapers config set budget 8000; config get budget; config unset budget"
        raise errors.UsageError("Which setting, and what with it?", hint)
    if what == "edit":
        return _edit(flags)
    if what == "path":
        # A file that is broken is where it is all the same.
        path = settings_of(flags, file=False).config / FILE
        if as_json:
            print_json({"path": str(path)})
        else:
            click.echo(path)
        return 0
    settings = settings_of(flags)
    if name is not None and what != "get":
        return _change(settings, name, value, as_json)
    values = {field: getattr(settings, field) for field in (*FOLDERS, *SETTABLE)}
    for secret in SECRETS:
        values[secret] = ("in the keyring" if values[secret] == KEYRING else "set") if values[secret] else None
    origins = {field: settings.origin(field) for field in values}
    for field in ("base_url", "embedding_base_url", "chroma"):
        values[field] = values[field] and redact_url(values[field])
    values["engine"] = settings.engine
    if name is not None:
        if name.startswith("keys."):
            values[name], from_file = _key(settings, name.removeprefix("keys."))
            origins |= {name: settings.origin("keys")} if from_file else {}
        if name not in values:
            near = difflib.get_close_matches(name, values, n=1)
            hint = f"Did you mean {near[0]}?" if near else f"Known: {', '.join(values)}."
            raise errors.UsageError(f"There is no setting “{sanitize(name, 60)}”.", hint)
        values = {name: values[name]}
        if not as_json:
            click.echo("" if values[name] is None else sanitize(str(values[name])))
            return 0
    if as_json:
        plainly = {field: now if now is None or isinstance(now, int | float | str | dict) else str(now)
                 for field, now in values.items()}  # fmt: skip
        print_json({**plainly, "origins": {field: origins[field] for field in values if field in origins}})
    else:
        for field, now in values.items():
            origin = origins.get(field, DEFAULT)
            told = "" if now is None else sanitize(str(now))
            click.echo(f"{field:<20} {told}{f'  ({origin})' if origin != DEFAULT else ''}".rstrip())
    return 0


def _keep(settings: Settings, name: str, as_json: bool) -> int:
    from askpapers.settings import keyring

    own = {
        "embedding_api_key": settings.embedding_base_url,
        "chroma_token": settings.chroma,
        "smtp_password": settings.smtp,
    }.get(name)
    if name == "webhook":
        raise errors.UsageError(
            "A webhook is kept in the file, or in ASKPAPERS_WEBHOOK.", "askpapers config set webhook …"
        )
    if name == "smtp_password" and own is None:
        raise errors.UsageError("For which mail server?", "askpapers config set smtp smtps://…, then the password.")
    if name == "chroma_token" and own is None:
        raise errors.UsageError("For which Chroma server?", "askpapers config set chroma https://…, then the token.")
    address = own or settings.base_url or OPENAI_URL
    entry = keyring.entry_of(address)
    secret = click.prompt(f"The key for {entry}", hide_input=True, err=True) if sys.stdin.isatty() else sys.stdin.read()
    if not secret.strip():
        raise errors.UsageError("There is no key.", "It is asked for on the terminal, or read from a pipe.")
    keyring.keep(address, secret.strip())
    talk(f"The key for {entry} is in the system's keyring.")
    return _change(settings, name, KEYRING, as_json)


def _change(settings: Settings, name: str, value: str | None, as_json: bool) -> int:
    from askpapers.settings import config_file

    if name == "theme" and value is not None:
        from askpapers.tui.process import check_theme  # the interface alone knows its themes

        check_theme(value)
    if name.startswith("keys.") and value is not None:
        from askpapers.tui.user_files import check_key

        check_key(name.removeprefix("keys."), value)
    if value is not None:
        config_file.put(settings.config, name, value)
    there = value is not None or config_file.drop(settings.config, name)
    if as_json:
        print_json({"name": name, "file": str(settings.config / FILE)})
    if not there:
        talk(f"{sanitize(name, 60)} was not set in {settings.config / FILE}.")
        return 1
    talk(f"{sanitize(name, 60)} is {'set' if value is not None else 'no longer set'} in {settings.config / FILE}.")
    if settings.is_fixed(name):
        talk(f"{settings.origin(name)} still goes before it.")
    return 0


def _key(settings: Settings, id: str) -> tuple[str, bool]:
    """The keys of a binding, and whether they are the reader's own; raises UsageError where there is none of this id."""
    if id in settings.keys:
        return settings.keys[id], True
    from askpapers.tui.user_files import check_key, default_keys

    check_key(id)
    return default_keys()[id], False


def _edit(flags: dict[str, Any]) -> int:
    given = dict(flags)
    try:
        folder = settings_of(flags).config
    except errors.UsageError as error:
        talk(sanitize(str(error)))
        folder = settings_of(given, file=False).config
    path = folder / FILE
    from askpapers.settings.config_file import EXAMPLE

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
