"""Writing commands killed at random moments: nothing that was reported is lost, and doing it again finishes it."""

from __future__ import annotations

import asyncio
import json
import multiprocessing
import os
import random
import shutil
import time
from pathlib import Path

import pytest

from askpapers.library.library import Library
from askpapers.verbs import backup, repair
from askpapers.verbs.doctor import diagnose
from tests.faults import damages, work
from tests.faults import library as small

KILLS = {"short": 2, "long": int(os.environ.get("ASKPAPERS_FAULTS_RUNS", "40"))}[
    os.environ.get("ASKPAPERS_FAULTS", "short")
]
SEED = 20260105
LOG = Path(os.environ["ASKPAPERS_FAULTS_LOG"]) if os.environ.get("ASKPAPERS_FAULTS_LOG") else None
"""What the long form has done already, a line of JSON a run: begun again, it goes on behind it."""

_FORKS = multiprocessing.get_context("forkserver")
_FORKS.set_forkserver_preload(["tests.faults.work"])


@pytest.fixture(scope="session")
def healthy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a healthy library, made with the quick model."""
    root = tmp_path_factory.mktemp("healthy")
    work.light()
    small.build(root)
    # What a process is forked from takes a second to begin, and no part of the work is to look longer by it.
    first = _FORKS.Process(target=work.light)
    first.start()
    first.join()
    return root


@pytest.fixture(autouse=True)
def quick_model() -> None:
    work.light()


def in_process(name: str, root: Path, after: float | None) -> bool:
    """Do the work in a process of its own, killed after so many seconds; return whether it was."""
    process = _FORKS.Process(target=work.run, args=(name, root))
    process.start()
    process.join(after)
    killed = process.is_alive()
    process.kill()
    process.join()
    assert killed or process.exitcode == 0
    return killed


def logged(name: str) -> dict[int, bool]:
    """The runs of this work that the log has, and whether each was killed."""
    if LOG is None or not LOG.exists():
        return {}
    lines = [json.loads(line) for line in LOG.read_text(encoding="utf-8").splitlines()]
    return {line["run"]: line["killed"] for line in lines if line["work"] == name}


async def whole(root: Path) -> None:
    """Open, repair where it says so, and see that nothing is wrong."""
    settings = small.settings(root / "home")
    await repair.repair(settings)
    async with Library(settings) as library:
        found = await diagnose(library)
    assert not found.damaged and found.trouble is None, found


def lost(root: Path) -> list[str]:
    """What was reported done and is not there."""
    there = damages.contents(root / "home")
    papers = {row[0] for row in there["papers"]}  # type: ignore[attr-defined]
    first = {"note": "notes", "watch": "watches"}
    written = {kind: {row[0] for row in there[name]} for kind, name in first.items()}  # type: ignore[attr-defined]
    written["interest"] = {row[1] for row in there["interests"]}  # type: ignore[attr-defined]
    starred = {row[0] for row in there["marks"] if not row[2]}  # type: ignore[attr-defined]
    gone = []
    for words in work.noted(root):
        kind, _, id = words.partition(" ")
        if (
            (kind == "paper" and id not in papers)
            or (kind == "mark" and id not in starred)
            or (kind == "removed" and id in papers)
            or (kind in written and id not in written[kind])
        ):
            gone.append(words)
        elif kind == "backup":
            backup.read(root / "all.askpapers")
    return gone


@pytest.mark.parametrize("name", work.WORK)
def test_a_kill_loses_nothing_that_was_reported(name: str, healthy: Path, tmp_path: Path) -> None:
    done = logged(name)
    if len(done) >= KILLS:
        return
    work.fresh(healthy, tmp_path / "unkilled", name)
    began = time.monotonic()
    in_process(name, tmp_path / "unkilled", None)
    length = time.monotonic() - began
    expected = damages.contents(tmp_path / "unkilled" / "home")
    for n in sorted(set(range(KILLS)) - set(done)):
        root = tmp_path / str(n)
        work.fresh(healthy, root, name)
        killed = in_process(name, root, random.Random(f"{SEED} {name} {n}").uniform(0.02, length))
        asyncio.run(whole(root))
        assert lost(root) == []
        # Done again, it ends where an unkilled run ends.
        in_process(name, root, None)
        asyncio.run(whole(root))
        assert lost(root) == []
        now = damages.contents(root / "home")
        assert now == expected
        done[n] = killed
        if LOG:
            with LOG.open("a", encoding="utf-8") as log:
                log.write(json.dumps({"work": name, "run": n, "killed": killed}) + "\n")
        shutil.rmtree(root)
    print(f"{name}: {sum(done.values())} of {KILLS} runs were killed in {length:.2f} s of work")
