"""`askpapers completion`."""

from __future__ import annotations

import click
from click.shell_completion import get_completion_class


@click.command("completion")
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion_command(shell: str) -> int:
    """Print the script that completes commands, options and ids in a shell.

    \b
    eval "$(askpapers completion bash)"    # in ~/.bashrc
    eval "$(askpapers completion zsh)"     # in ~/.zshrc, after compinit
    askpapers completion fish > ~/.config/fish/completions/askpapers.fish
    """
    # The group above this command: its options and commands are what is completed.
    group = click.get_current_context().find_root().command
    kind = get_completion_class(shell)
    assert kind is not None
    click.echo(kind(group, {}, "askpapers", "_ASKPAPERS_COMPLETE").source())
    return 0
