"""Whether one name of a list has all words of another. A full disk is told apart from a damaged file, and does not keep one
from reading.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
from pathlib import Path

import pytest

from askpapers import errors
from askpapers.library.catalog import sqlite
from askpapers.library.catalog.catalog import Catalog
from askpapers.library.catalog.sqlite import has_words, one_has_words, translated
from askpapers.papers.paper import Paper
from askpapers.papers.scope import Scope

NAMES = (
    ["Wei Wang", "Ann Lee"],
    ["Wang Wei"],
    ["Li Wei", "Wang Xu"],
    ["Weiwei Wang", "Wei Xu"],
    ["Wangari Wei", "Wei J. Wang"],
    ['O"Wei Wang', "Ann"],
    ["José Wei-Wang", "Ann"],
    ["Ann Lee", "Wéi Wang"],
    ["Wei_Wang"],
    ["Wang", "Wei"],
    [],
)


@pytest.mark.parametrize("names", NAMES)
@pytest.mark.parametrize("wanted", ["Wei Wang", "wang wei", "José Wang", "Lee", "ó", "", " - "])
def test_a_list_of_names_is_searched_as_its_names_are_one_by_one(names: list[str], wanted: str) -> None:
    texts = json.dumps(names, ensure_ascii=False)
    assert one_has_words(texts, wanted) == any(has_words(name, wanted) for name in names)


@pytest.fixture
def full(monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk that says that it is full."""
    usage = shutil.disk_usage(".")
    monkeypatch.setattr(sqlite.shutil, "disk_usage", lambda path: usage._replace(free=0))


def test_an_error_of_a_full_disk_is_no_damage(tmp_path: Path, full: None) -> None:
    with pytest.raises(errors.DiskFull), translated(tmp_path / "x"):
        raise sqlite3.OperationalError("disk I/O error")


def test_the_same_error_with_room_left_is_damage(tmp_path: Path) -> None:
    with pytest.raises(errors.LibraryDamaged), translated(tmp_path / "x"):
        raise sqlite3.OperationalError("disk I/O error")


async def test_a_full_disk_can_be_read_and_says_so_when_it_is_written(
    tmp_path: Path, papers: tuple[Paper, ...], request: pytest.FixtureRequest
) -> None:
    catalog = Catalog(tmp_path / "catalog.sqlite")
    await catalog.open()
    await catalog.merge(papers, default_day=None)
    await catalog.close()
    request.getfixturevalue("full")
    catalog = Catalog(tmp_path / "catalog.sqlite")
    await catalog.open()
    assert await catalog.count(Scope()) == 3
    with pytest.raises(errors.DiskFull):
        await catalog.mark([papers[0].id], read=True)
    await catalog.close()
