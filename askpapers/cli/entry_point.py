"""Where the program begins: the group of all commands, each imported when it is called, and what becomes of an error."""

from __future__ import annotations

import atexit
import gc
import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any, NoReturn, TextIO

import click
from click.formatting import HelpFormatter

from askpapers import errors
from askpapers.version import __version__

PASS = 300_000
"""Objects that a command makes more than it drops before the garbage collector passes over them; a question makes 200,000, most by imports."""

_COMMANDS = {
    "add": ("add", "Add lists of papers: files, folders, globs, URLs, or - for standard input."),
    "fetch": (
        "fetch",
        "Fetch a list over the network: today, 2025-10-30, 2025-W44, 2025-10, or what is trending at Hugging Face.",
    ),
    "resolve": ("resolve", "Find arXiv id, DOI, authors, date and missing abstract of papers by their titles."),
    "list": ("list", "List papers with their one-line summaries."),
    "show": ("show", "Show one paper whole, its sentences numbered."),
    "open": ("open", "Open a paper's page in the browser."),
    "search": ("search", "Find papers by words and meaning."),
    "news": ("news", "What is new, listed again, changed or rising since you last looked."),
    "watch": ("watch", "Watch for an author, words, or papers like one; without a text, list what you watch for."),
    "mark": ("mark", "Mark papers as read or starred, write a note, tag and collect them, or take any of it away."),
    "interests": ("interests", "Show and edit what is known of your interests; all of it stays on this machine."),
    "remove": ("remove", "Remove papers from your library; lists that name them again leave them out."),
    "sample": ("sample", "Open the bundled sample day; with the output piped, print it with one answered question."),
    "ask": ("ask", "Ask a question across papers; every claim is cited and checked."),
    "verify": ("verify", "Check a text against the library: a draft, or another program's answer."),
    "summarize": ("summarize", "Write the one-line summary of every paper in scope that has none yet."),
    "compare": (
        "compare",
        "Lay two papers (up to four) side by side, point by point; every cell has the sign of its verdict.",
    ),
    "digest": ("digest", "Write the day as one page: what is new for you and why, themes, pairs worth comparing."),
    "schedule": (
        "schedule",
        "Fetch, summarize and send the digest every morning: write the timer, remove it, show it, or run it now.",
    ),
    "export": (
        "export",
        "Export the papers in scope: bibtex, ris, csl-json, csv, markdown, jsonl, as a vault, or to Zotero.",
    ),
    "history": ("history", "Earlier questions and their answers; give a number to read one conversation."),
    "serve": ("serve", "Open the interface in a browser."),
    "skill": ("skill", "Print a SKILL.md that teaches an agent this command line."),
    "mcp": ("mcp", "Serve the library to agents: a Model Context Protocol server."),
    "config": (
        "config",
        "Show the settings in force and where each comes from, get, set or unset one, or open the file in an editor.",
    ),
    "doctor": (
        "doctor",
        "Say what works and what does not: the folders, the library, the bundled files, the model server.",
    ),
    "backup": (
        "backup",
        "Write the whole library to one FILE: papers, marks, conversations, vectors, settings without keys.",
    ),
    "restore": (
        "backup",
        "Put a backup in the place of the library; what is there now is kept as a backup of its own.",
    ),
    "eval": ("eval", "Measure."),
    "completion": ("completion", "Print the script that completes commands, options and ids in a shell."),
}
"""Command → its module, and its sentence in the list of commands, which imports none of them for it."""


class _Commands(click.Group):
    """Commands whose modules are imported when they are run, so that none waits for another's imports."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in _COMMANDS:
            return None
        module = import_module(f"askpapers.cli.commands.{_COMMANDS[cmd_name][0]}")
        command = getattr(module, f"{cmd_name}_command")
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: HelpFormatter) -> None:
        room = formatter.width - 6 - max(map(len, _COMMANDS))
        with formatter.section("Commands"):
            formatter.write_dl(
                [
                    (name, click.Command(name, help=says).get_short_help_str(room))
                    for name, (_, says) in _COMMANDS.items()
                ]
            )

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        with _reader_may_go():
            return super().parse_args(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        with _reader_may_go():
            result = super().invoke(ctx)
            if sys.stdout is not None:
                sys.stdout.flush()
            return result


@contextmanager
def _reader_may_go() -> Iterator[None]:
    """End with success when the reader of the pipe has gone, `| head` say; click itself would call it a failure."""
    try:
        yield
    except BrokenPipeError:
        _forget(sys.stdout, sys.stderr)
        raise click.exceptions.Exit(0) from None


def _forget(*streams: TextIO) -> None:
    """Let what streams still hold back go nowhere; Python would complain when it is flushed at exit."""
    for stream in streams:
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


@click.group(
    cls=_Commands,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, prog_name="askpapers")
@click.option("--home", metavar="DIR", help="The library's folder.")
@click.option("--chroma", metavar="URL", help="A Chroma server, shared by a team.")
@click.option("--model", metavar="NAME", help="The language model that answers.")
@click.option("--base-url", metavar="URL", help="Any OpenAI-compatible server.")
@click.option("--extractive", is_flag=True, help="Use no model: quote the papers.")
@click.pass_context
def cli(ctx: click.Context, /, **flags: object) -> None:
    """Read a day of research papers: ask, summarize, compare; every claim opens its sentence.

    With no command, the terminal interface opens on the newest day. A first look: askpapers sample
    """
    ctx.obj = {name: value for name, value in flags.items() if value}
    _hear()
    if ctx.invoked_subcommand is None:
        open_interface(ctx.obj)


def _hear() -> None:
    """Write on stderr what the modules below say while one waits for them."""
    import logging

    from askpapers.text.sanitize import sanitize

    class Talk(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            click.echo(sanitize(record.getMessage(), 400), err=True)

    log = logging.getLogger("askpapers")
    log.handlers = [Talk()]
    log.setLevel(logging.INFO)


def main() -> None:
    """Run the command line; end the process with the exit code of the contract."""
    # numpy starts a thread a core as it is imported, which takes as long again as numpy: our matrices are small.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    # What is imported stays: passing over it for garbage, again and again, takes a tenth of most commands.
    gc.set_threshold(PASS)
    if "serve" not in sys.argv:
        # openai imports aiohttp, which Chroma's kubernetes brings, for a client that is not ours: a tenth of a question. Only textual-serve needs it.
        sys.modules.setdefault("aiohttp", None)  # type: ignore[arg-type]
    leave(run(sys.argv[1:]))


def leave(code: int) -> NoReturn:
    """End the process: the system takes back what it holds at once, where Python takes a quarter of a question's time to take it apart."""
    try:
        for stream in (sys.stdout, sys.stderr):
            stream.flush()
    except (OSError, ValueError, AttributeError):
        sys.exit(code)
    # What still works in a thread, or watches from outside, is waited for as ever.
    if threading.active_count() > 1 or sys.gettrace() or sys.getprofile() or os.environ.get("ASKPAPERS_DEBUG"):
        sys.exit(code)
    atexit._run_exitfuncs()
    os._exit(code)


def run(arguments: list[str]) -> int:
    """Run the command line and return its exit code; nothing that a person should not see is printed."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:  # closed by who started this: what is printed has no reader
            setattr(sys, name, os.fdopen(os.open(os.devnull, os.O_WRONLY), "w"))
        if hasattr(stream := getattr(sys, name), "reconfigure"):
            stream.reconfigure(errors="replace")
    if sys.stdin is None:  # closed too: there is nothing to read, where "-" asks for it
        sys.stdin = os.fdopen(os.open(os.devnull, os.O_RDONLY))
    try:
        code = cli.main(arguments, prog_name="askpapers", standalone_mode=False)
    except click.exceptions.Exit as done:
        return done.exit_code
    except click.ClickException as error:
        command = getattr(error, "ctx", None)
        _tell(errors.UsageError(error.format_message(), f"{command.command_path} --help says more." if command else ""))
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo("Interrupted; what was done is kept.", err=True)
        return 130
    except errors.AskpapersError as error:
        _tell(error)
        return error.exit_code
    except OSError as error:
        from askpapers.writers.files import FULL

        if error.errno not in FULL:
            return _defect(error)
        _forget(sys.stdout)
        full = errors.DiskFull(f"There is no room for what is written: {error.strerror}.", "Make room and try again.")
        _tell(full)
        return full.exit_code
    except Exception as error:
        return _defect(error)
    return code if isinstance(code, int) else 0


def _tell(error: errors.AskpapersError) -> None:
    from askpapers.cli.rendering import tell_error

    tell_error(error)


def _defect(error: Exception) -> int:
    if os.environ.get("ASKPAPERS_DEBUG"):
        raise error
    from askpapers.text.sanitize import sanitize

    click.echo(
        f"error: something went wrong inside askpapers: {sanitize(f'{type(error).__name__}: {error}', 300)}", err=True
    )
    click.echo("       Nothing was lost. Set ASKPAPERS_DEBUG=1 and run it again for the details of a report.", err=True)
    return 1


def can_be_shown() -> bool:
    """Whether there is a terminal, or textual-serve, which speaks through pipes and says so by its driver."""
    return bool(os.environ.get("TEXTUAL_DRIVER")) or (sys.stdin.isatty() and sys.stdout.isatty())


def open_interface(flags: dict[str, Any]) -> None:
    """Open the terminal interface; raises UsageError where there is no terminal."""
    from askpapers.settings.settings import load

    settings = load(flags)
    if not can_be_shown():
        raise errors.UsageError("There is no terminal to open the interface in.", "askpapers list, or askpapers --help")
    from askpapers.tui.app import AskpapersApp

    if code := AskpapersApp(settings).lead():
        raise click.exceptions.Exit(code)
