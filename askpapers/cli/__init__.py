"""The command line: stdout is the answer, stderr is the talk."""

from askpapers.cli.entry_point import main, run

__all__ = ["main", "run"]
