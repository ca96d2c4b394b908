"""Read a day of research papers in a terminal, with answers that can be checked."""

__version__ = "0.1.0"
