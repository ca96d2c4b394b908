"""`askpapers backup` and `askpapers restore`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from askpapers.cli.options import confirm, library_options, settings_of, talk
from askpapers.text.sanitize import sanitize


@click.command("backup")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@library_options
def backup_command(file: Path, **flags: Any) -> int:
    """Write the whole library to one FILE: papers, marks, conversations, vectors, settings without keys.

    It may be in use meanwhile. `askpapers restore FILE` brings it back.
    """
    import asyncio

    from askpapers.verbs import backup

    made = asyncio.run(backup.backup(settings_of(flags), file))
    talk(f"{sanitize(str(file), 300)}: {sanitize(made.in_words(), 300)}")
    return 0


@click.command("restore")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--yes", is_flag=True, help="Restore without asking.")
@click.option("--check", is_flag=True, help="Only look whether the file is whole, and say what is in it.")
@library_options
def restore_command(file: Path, yes: bool, check: bool, **flags: Any) -> int:
    """Put a backup in the place of the library; what is there now is kept as a backup of its own."""
    import asyncio

    from askpapers.verbs import backup

    settings = settings_of(flags)
    for line in asyncio.run(backup.preview(settings, file)):
        talk(sanitize(line, 400))
    if check:
        return 0
    if not yes:
        confirm("Shall it be restored?")
    for line in asyncio.run(backup.restore(settings, file, lambda words: talk(sanitize(words, 400)))):
        talk(sanitize(line, 400))
    return 0
