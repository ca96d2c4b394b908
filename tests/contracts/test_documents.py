"""Documents that are made from the code, and what they name."""

from __future__ import annotations

import re
import runpy
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_the_command_pages_are_those_of_the_commands() -> None:
    made = runpy.run_path(str(ROOT / "docs" / "command_pages.py"))["pages"]()
    assert (ROOT / "docs" / "cli.md").read_text(encoding="utf-8") == made, "run: make cli-docs"


def test_the_documents_name_no_module_that_is_not_there() -> None:
    for document in (ROOT / "ARCHITECTURE.md", ROOT / "CONTRIBUTING.md", ROOT / "docs" / "api.md"):
        text = document.read_text(encoding="utf-8")
        for path in re.findall(r"`(askpapers/[\w/]+(?:\.py)?|tests/[\w/]+(?:\.py)?|docs/[\w/.]+)`", text):
            if "NAME" not in path:
                assert (ROOT / path).exists(), f"{document.name} names {path}"
        for path in re.findall(r"`([a-z_/]+/[a-z_]+\.py)`", text):
            assert (ROOT / path).exists() or (ROOT / "askpapers" / path).exists(), f"{document.name} names {path}"


def test_the_table_of_formats_is_that_of_the_known_formats() -> None:
    made = runpy.run_path(str(ROOT / "docs" / "format_table.py"))
    text = (ROOT / "docs" / "formats.md").read_text(encoding="utf-8")
    assert made["page"](text) == text
    assert made["table"]() in text
