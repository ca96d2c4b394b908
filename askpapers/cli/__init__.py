"""The command line."""

from askpapers.cli.entry_point import main, run

__all__ = ["main", "run"]
