"""`askpapers add --map` and `--dry-run`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run

TABLE = "Titel;Zusammenfassung\nQuiet Gradients;We make gradients quiet.\nLoud Weights;We make weights loud.\n"


@pytest.fixture
def table(tmp_path: Path) -> str:
    path = tmp_path / "papers.csv"
    path.write_text(TABLE, encoding="utf-8")
    return str(path)


MAPS = ("--map", "title=Titel", "--map", "abstract=zusammenfassung")


def test_a_dry_run_shows_the_first_paper_and_adds_nothing(run: Run, table: str, tmp_path: Path) -> None:
    code, out, err = run("add", table, *MAPS, "--dry-run")
    assert code == 0
    assert "csv, 2 of 2 records read; nothing was added." in out
    assert "Quiet Gradients" in out and "Loud Weights" not in out
    assert "title = “Titel”" in err
    code, out, _ = run("add", table, *MAPS, "--dry-run", "--json")
    dry, added = (
        json.loads(out),
        json.loads(run("add", table, *MAPS, "--no-index", "--json", "--home", str(tmp_path / "other"))[1]),
    )
    assert set(dry) - {"dry_run", "sources"} <= set(added) and (dry["added"], dry["papers"]) == (0, [])
    [shown] = dry["sources"]
    assert (shown["format"], shown["read"], shown["first"]["title"]) == ("csv", 2, "Quiet Gradients")
    assert json.loads(run("list", "--all", "--json")[1])["papers"] == []


def test_named_columns_are_added(run: Run, table: str) -> None:
    assert run("add", table)[0] == 3
    code, out, err = run("add", table, *MAPS, "--no-index")
    assert (code, out) == (0, "2 added.\n")
    assert "columns used: title = “Titel”; abstract = “Zusammenfassung”" in err


@pytest.mark.parametrize("said", ["name=Titel", "title", "title="])
def test_a_map_without_a_field_or_heading_is_a_usage_error(run: Run, table: str, said: str) -> None:
    code, out, err = run("add", table, "--map", said)
    assert (code, out) == (2, "")
    assert "FIELD=HEADING" in err


def test_a_column_that_is_not_there_is_told_with_those_that_are(run: Run, table: str) -> None:
    code, _, err = run("add", table, "--map", "title=Name")
    assert code in (2, 3)
    assert "error: " in err
