"""`askpapers verify`: what is read, from a file or a pipe."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Run


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1252"])
def test_a_draft_from_a_pipe_is_read_as_a_file_is(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, encoding: str
) -> None:
    draft = "The café’s lamps burn for 412 hours.".encode(encoding)
    (tmp_path / "draft.txt").write_bytes(draft)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(draft)))
    piped = run("verify", "--json")
    assert "café’s" in piped[1]
    assert piped == run("verify", str(tmp_path / "draft.txt"), "--json")
