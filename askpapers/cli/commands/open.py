"""`askpapers open`."""

from __future__ import annotations

from typing import Any

import click

from askpapers import errors
from askpapers.cli.options import complete_id, in_library, json_option, library_options, print_json, settings_of, talk
from askpapers.library.library import Library
from askpapers.text.sanitize import safe_link, sanitize


@click.command("open")
@click.argument("id", metavar="ID", shell_complete=complete_id)
@click.option("--code", is_flag=True, help="Its code instead of its page.")
@click.option("--print", "only_print", is_flag=True, help="Print the address and open nothing.")
@library_options
@json_option
def open_command(id: str, code: bool, only_print: bool, as_json: bool, **flags: Any) -> int:
    """Open a paper's page in the browser."""
    from askpapers.verbs.open import link

    async def work(library: Library) -> str:
        return await link(library, id, code=code)

    address = in_library(settings_of(flags), work)
    if not safe_link(address):
        raise errors.UsageError(f"{sanitize(address, 200)} is no web address.")
    opened = not only_print and click.launch(address) == 0
    if as_json:
        print_json({"id": id, "url": address, "opened": opened})
    else:
        click.echo(address)
    if not only_print and not opened:
        talk("No browser could be started here; the address is above.")
        return 1
    return 0
