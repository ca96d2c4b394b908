"""The command line, called in this process with a library of its own."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from askpapers import cli, data

Run = Callable[..., tuple[int, str, str]]
"""Called with arguments; returns exit code, stdout, stderr."""

SAMPLE = str(data.path("sample_2025-10-31.txt"))


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]) -> Run:
    for name in list(os.environ):
        if name.startswith(("ASKPAPERS_", "OPENAI_")):
            monkeypatch.delenv(name)
    for name in ("HOME", "CONFIG", "CACHE"):
        monkeypatch.setenv(f"ASKPAPERS_{name}", str(tmp_path / name.lower()))
    monkeypatch.setenv("NO_COLOR", "1")

    def call(*arguments: str) -> tuple[int, str, str]:
        code = cli.run(list(arguments))
        sys.stdout.flush()
        out, err = capfdbinary.readouterr()
        assert b"Traceback" not in out + err
        return code, out.decode(), err.decode()

    return call


@pytest.fixture
def sample(run: Run, sample_home: Path, tmp_path: Path) -> None:
    """Begin with a copy of the library of the sample day, where how it got there is not what is asked."""
    shutil.copytree(sample_home, tmp_path / "home")
