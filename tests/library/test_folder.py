"""What one reads and asks is nobody else's."""

from __future__ import annotations

import logging
import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from askpapers import errors
from askpapers.library.folder import check_file, make_private
from askpapers.library.library import Library
from askpapers.retrieval import indexing
from askpapers.settings.settings import Settings
from tests.faults.library import papers

pytestmark = pytest.mark.skipif(os.name == "nt", reason="no rights of this kind")


def open_to_others(folder: Path) -> list[Path]:
    return [path for path in (folder, *folder.rglob("*")) if stat.S_IMODE(path.stat().st_mode) & 0o077]


async def test_a_library_is_closed_to_others_and_says_so_once(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "askpapers")
    async with Library(settings) as library:
        await library.catalog.merge(papers(count=2), default_day=papers()[0].listed[0])
        await indexing.index_pending(library)
    assert "could be read" not in caplog.text
    settings.home.chmod(0o755)
    (settings.home / "catalog.sqlite").chmod(0o644)
    for _ in range(2):
        async with Library(settings):
            pass
        assert open_to_others(settings.home) == []
    assert caplog.text.count("could be read by other users") == 1


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir(mode=0o700)
    (tmp_path / "others").mkdir()
    (tmp_path / "others").chmod(0o755)
    (tmp_path / "mine" / "link").symlink_to(tmp_path / "others")
    assert not make_private(tmp_path / "mine")
    assert stat.S_IMODE((tmp_path / "others").stat().st_mode) == 0o755


def _pipe(path: Path) -> None:
    os.mkfifo(path)


def _loop(path: Path) -> None:
    path.symlink_to(path)


def _link(path: Path) -> None:
    path.symlink_to("/not/here/catalog.sqlite")


@pytest.mark.skipif(os.name == "nt", reason="no pipes, and links for the few")
@pytest.mark.parametrize("ending", ["", "-wal"])
@pytest.mark.parametrize(
    ("make", "words"),
    [
        (Path.mkdir, "is a folder"),
        (_pipe, "is a pipe or a device"),
        (_link, "link to /not/here/"),
        (_loop, "a link to"),
    ],
)
def test_what_has_the_place_of_a_file_is_named_with_what_moves_it_away(
    tmp_path: Path, ending: str, make: Callable[[Path], None], words: str
) -> None:
    path = tmp_path / f"catalog.sqlite{ending}"
    make(path)
    with pytest.raises(errors.NotWritable, match=words) as told:
        check_file(tmp_path / "catalog.sqlite")
    assert f"(mv {path} {path}.away)" in told.value.hint


def test_a_file_a_link_to_one_and_a_place_for_one_are_right(tmp_path: Path) -> None:
    check_file(tmp_path / "none")
    (tmp_path / "real").write_bytes(b"")
    (tmp_path / "link").symlink_to(tmp_path / "real")
    (tmp_path / "to be").symlink_to(tmp_path / "made")
    for name in ("real", "link", "to be"):
        check_file(tmp_path / name)
