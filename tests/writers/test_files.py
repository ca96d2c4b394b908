"""A file that is written whole or not at all."""

from __future__ import annotations

import os
import resource
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from askpapers import errors
from askpapers.writers.files import whole_or_nothing


@pytest.fixture
def small_files() -> Iterator[None]:
    """No file may be longer than ten bytes, as on a disk with no more room."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10, hard))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.usefixtures("small_files")
def test_where_there_is_no_room_the_file_stays_as_it_was_and_nothing_is_left_beside_it(tmp_path: Path) -> None:
    there, new = tmp_path / "there.bib", tmp_path / "new.bib"
    there.write_text("before")
    for path in (there, new):
        with pytest.raises(errors.DiskFull, match="cannot be written"), whole_or_nothing(path) as write:
            write("far more than ten bytes")
    assert [path.name for path in tmp_path.iterdir()] == ["there.bib"] and there.read_text() == "before"


def test_what_fails_while_it_is_written_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "a.bib"
    path.write_text("before")
    with pytest.raises(errors.LibraryLocked), whole_or_nothing(path) as write:
        write("half")
        raise errors.LibraryLocked("Another program is writing.")
    assert path.read_text() == "before" and len(list(tmp_path.iterdir())) == 1


def test_a_link_and_the_rights_of_a_file_stay(tmp_path: Path) -> None:
    path, link = tmp_path / "a.bib", tmp_path / "link.bib"
    path.write_text("before")
    path.chmod(0o640)
    link.symlink_to(path)
    with whole_or_nothing(link) as write:
        write("après\r\n")
    assert link.is_symlink() and path.read_bytes() == "après\r\n".encode() and path.stat().st_mode & 0o777 == 0o640


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(errors.NotWritable, match="cannot be written"), whole_or_nothing(tmp_path / "no" / "a") as write:
        write("text")


@pytest.fixture
def guarded() -> Iterator[Path]:
    """A folder of somebody for whom rights hold, as they do not for root."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o777)
        before = os.geteuid()
        if not before:
            os.seteuid(65534)
        yield folder
        os.seteuid(before)


def test_a_file_that_is_protected_from_writing_stays(guarded: Path) -> None:
    path = guarded / "a.bib"
    path.write_text("before")
    path.chmod(0o444)
    with pytest.raises(errors.NotWritable, match="Permission denied"), whole_or_nothing(path) as write:
        write("after")
    assert path.read_text() == "before"


def test_a_file_in_a_folder_that_may_not_be_changed_is_written(guarded: Path) -> None:
    folder = guarded / "shared"
    folder.mkdir()
    path = folder / "a.bib"
    path.write_text("long before")
    folder.chmod(0o555)
    with whole_or_nothing(path) as write:
        write("after")
    assert path.read_text() == "after"
    with pytest.raises(errors.NotWritable), whole_or_nothing(folder / "b.bib") as write:
        write("after")
    folder.chmod(0o755)


def test_the_other_names_of_a_file_hold_what_was_written(tmp_path: Path) -> None:
    path, other = tmp_path / "a.bib", tmp_path / "b.bib"
    path.write_text("before")
    other.hardlink_to(path)
    with whole_or_nothing(path) as write:
        write("after")
    assert other.read_text() == "after" and len(list(tmp_path.iterdir())) == 2


def test_links_that_lead_to_each_other_are_told(tmp_path: Path) -> None:
    path, other = tmp_path / "a.bib", tmp_path / "b.bib"
    path.symlink_to(other)
    other.symlink_to(path)
    with pytest.raises(errors.NotWritable, match="symbolic links"), whole_or_nothing(path) as write:
        write("after")
    assert path.is_symlink()


def test_what_is_no_file_is_written_to_as_it_is() -> None:
    with pytest.raises(errors.DiskFull), whole_or_nothing(Path("/dev/full")) as write:
        write("text")
    with whole_or_nothing(Path("/dev/null")) as write:
        write("text")
    assert Path("/dev/null").is_char_device()
