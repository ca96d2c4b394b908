"""What one reads and asks is nobody else's."""

from __future__ import annotations

import logging
import os
import stat
from pathlib import Path

import pytest

from askpapers.library.folder import make_private
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
