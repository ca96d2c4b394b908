"""Write the command line's reference as Markdown, from the commands themselves: python docs/command_pages.py > docs/cli.md."""

from __future__ import annotations

import sys

import click

from askpapers.cli.entry_point import cli


def pages() -> str:
    """Return one section a command, each with its help as the terminal shows it at 100 columns."""
    parts = [
        "# The command line",
        "",
        "Made from the commands by `make cli-docs`; CI fails where it is out of date. Exit codes: 0 done; 1 done, but something"
        " could not be; 2 usage; 3 bad input; 4 model or network; 5 the key; 6 the library; 7 the spending limit; 130 interrupted.",
        "",
    ]
    # As the program itself has them: a command keeps the help option that it was first asked for.
    names = cli.context_settings["help_option_names"]
    context = click.Context(
        cli, info_name="askpapers", terminal_width=100, max_content_width=100, help_option_names=names
    )
    parts += ["```text", cli.get_help(context), "```", ""]
    for name in cli.list_commands(context):
        command = cli.get_command(context, name)
        assert command is not None
        inner = click.Context(command, info_name=name, parent=context, terminal_width=100, max_content_width=100)
        parts += [f"## askpapers {name}", "", "```text", command.get_help(inner), "```", ""]
    return "\n".join(parts)


if __name__ == "__main__":
    sys.stdout.write(pages())
