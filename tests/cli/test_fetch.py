"""`askpapers fetch`: what of a list was not read, and how long a server may take."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from askpapers.sources.inputs import BASES
from tests.cli.conftest import Run
from tests.servers.replay import Reply, serving

API = "/api/daily_papers"
LIST = json.loads((Path(__file__).parents[1] / "fixtures" / "http" / "daily_papers_2025-10-30.json").read_bytes())


def test_entries_that_cannot_be_read_are_told_and_end_as_those_of_a_file_do(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = json.dumps([LIST[0], {"paper": {"id": "2510.1"}}, {"paper": None}, {}]).encode()
    file = tmp_path / "daily.json"
    file.write_bytes(answer)
    with serving({f"{API}?date=2025-10-30": Reply(answer)}) as server:
        monkeypatch.setitem(BASES, "hf", server.url)
        code, out, err = run("fetch", "2025-10-30")
        assert (code, out) == (run("add", str(file))[0], "1 new\n") and code == 1
        assert err.count("warning:") == 3
        assert run("fetch", "2025-10-30", "--json")[0] == 1


def test_a_whole_list_ends_well(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    with serving({f"{API}?date=2025-10-30": Reply(json.dumps(LIST[:2]).encode())}) as server:
        monkeypatch.setitem(BASES, "hf", server.url)
        code, _, err = run("fetch", "2025-10-30")
    assert code == 0 and "warning" not in err


@pytest.mark.parametrize("command", [("fetch", "2025-10-30"), ("add",), ("add", "--dry-run")])
def test_a_server_is_waited_for_as_long_as_is_set(
    run: Run, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...]
) -> None:
    monkeypatch.setenv("ASKPAPERS_TIMEOUT", "1")
    with serving({API: Reply(drip=True), "/a.json": Reply(drip=True)}) as server:
        monkeypatch.setitem(BASES, "hf", server.url)
        source = () if command[0] == "fetch" else (f"{server.url}/a.json",)
        code, _, err = run(*command, *source)
    assert code in {1, 4} and "did not finish in 1 seconds" in err
