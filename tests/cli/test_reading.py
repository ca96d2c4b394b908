"""Reading commands go on where the library is locked by another process."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.conftest import SAMPLE, Run


@pytest.fixture
def locked(run: Run, tmp_path: Path) -> Iterator[None]:
    """A library of the sample day that another process is writing to."""
    run("add", SAMPLE, "--no-index")
    with closing(sqlite3.connect(tmp_path / "home" / "catalog.sqlite", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


@pytest.mark.parametrize(
    "command", [["list"], ["digest"], ["news"], ["export", "csv"], ["history"], ["show", "te75e14b0a2"]]
)
def test_what_only_reads_does_not_wait_for_a_lock(run: Run, locked: None, command: list[str]) -> None:
    if command[0] == "show":
        command = ["show", run("list", "--json", "--limit", "1")[1].split('"id": "')[1].split('"')[0]]
    code, _, err = run(*command)
    assert "Another program" not in err
    assert code == (1 if command == ["history"] else 0), err
