"""`askpapers backup` and `askpapers restore`."""

from __future__ import annotations

import asyncio
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from askpapers import errors
from askpapers.cli.options import OUTPUT, confirm, json_option, library_options, print_json, settings_of, talk
from askpapers.text.sanitize import sanitize
from askpapers.writers.files import STDOUT, binary_stdout

if TYPE_CHECKING:
    from askpapers.verbs.backup import Backup


@click.command("backup")
@click.argument("file", metavar="FILE|-", type=OUTPUT)
@library_options
@json_option
def backup_command(file: Path, as_json: bool, **flags: Any) -> int:
    """Write the whole library to one FILE: papers, marks, conversations, vectors, settings without keys.

    It may be in use meanwhile. `askpapers restore FILE` brings it back. - is standard output.
    """
    from askpapers.verbs import backup

    settings = settings_of(flags)
    if file != STDOUT:
        made = asyncio.run(backup.backup(settings, file))
        if as_json:
            print_json(_as_json(made, file))
        talk(f"{sanitize(str(file), 300)}: {sanitize(made.in_words(), 300)}")
        return 0
    if as_json:
        raise errors.UsageError("Standard output has the backup.", "--json goes with a FILE.")
    if sys.stdout.isatty():
        raise errors.UsageError(
            "A backup is not for a terminal to show.", "askpapers backup FILE, or a pipe behind it."
        )
    with tempfile.TemporaryDirectory(prefix="askpapers-") as folder:
        made = asyncio.run(backup.backup(settings, Path(folder) / "library.askpapers"))
        with made.path.open("rb") as whole:
            shutil.copyfileobj(whole, binary_stdout())
    talk(sanitize(made.in_words(), 300))
    return 0


@click.command("restore")
@click.argument("file", metavar="FILE|-", type=click.Path(allow_dash=True, path_type=Path))
@click.option("--yes", is_flag=True, help="Restore without asking.")
@click.option("--check", is_flag=True, help="Only look whether the file is whole, and say what is in it.")
@library_options
@json_option
def restore_command(file: Path, yes: bool, check: bool, as_json: bool, **flags: Any) -> int:
    """Put a backup in the place of the library; what is there now is kept as a backup of its own.

    - is standard input.
    """
    from askpapers.verbs import backup

    settings = settings_of(flags)
    with _seekable(file) as path:
        for line in asyncio.run(backup.preview(settings, path)):
            talk(sanitize(line, 400))
        found = _as_json(backup.read(path), file) if as_json else {}
        if not check and not yes:
            confirm("Shall it be restored?")
        done = [] if check else asyncio.run(backup.restore(settings, path, lambda words: talk(sanitize(words, 400))))
    for line in done:
        talk(sanitize(line, 400))
    if as_json:
        print_json({**found, "restored": not check, "notes": done})
    return 0


@contextmanager
def _seekable(file: Path) -> Iterator[Path]:
    """A file that can be read from any place: what comes from standard input is kept in one meanwhile."""
    if file != STDOUT:
        yield file
        return
    if sys.stdin is None or sys.stdin.isatty():
        raise errors.UsageError("A backup cannot be typed.", "askpapers restore FILE, or a pipe before it.")
    with tempfile.NamedTemporaryFile(prefix="askpapers-") as kept:
        shutil.copyfileobj(sys.stdin.buffer, kept)
        kept.flush()
        yield Path(kept.name)


def _as_json(made: Backup, file: Path) -> dict[str, Any]:
    return {
        "file": str(file),
        "made_at": made.made_at,
        "program": made.program,
        "format": made.version,
        "model": made.model,
        "counts": made.counts,
    }
