"""Write the table of formats as Markdown, from the formats themselves: python docs/format_table.py, between the marks of docs/formats.md."""

from __future__ import annotations

import sys
from pathlib import Path

from askpapers.readers.formats import known_formats

PAGE = Path(__file__).parent / "formats.md"
BEGIN, END = "<!-- table of formats: make cli-docs -->", "<!-- end of the table -->"


def table() -> str:
    """Return a row for each format: the name that --format takes, what it is, where it is described."""
    rows = ["| --format | what it is | described at |", "| --- | --- | --- |"]
    rows += [f"| `{name}` | {each.title} | <{each.specification}> |" for name, each in known_formats().items()]
    return "\n".join(rows)


def page(text: str) -> str:
    """Return the page with the table of today between its marks."""
    before, _, rest = text.partition(BEGIN)
    return f"{before}{BEGIN}\n\n{table()}\n\n{END}{rest.partition(END)[2]}"


if __name__ == "__main__":
    PAGE.write_text(page(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
    sys.stdout.write(f"{PAGE.name}: {len(known_formats())} formats\n")
