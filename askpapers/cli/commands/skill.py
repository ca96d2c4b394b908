"""`askpapers skill`."""

from __future__ import annotations

import click


@click.command("skill")
def skill_command() -> int:
    """Print a SKILL.md that teaches an agent this command line.

    askpapers skill > ~/.claude/skills/askpapers/SKILL.md
    """
    from askpapers import data

    click.echo(data.text("skill.md"), nl=False)
    return 0
