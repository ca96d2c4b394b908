"""What a quick command costs to start, beside `import click` and beside an earlier build, by turns in one run.

    python benchmarks/startup.py [--before COMMIT] [--rounds 15] [--peers FOLDER …]

Processor time (user + system) of a fresh process, compiled first; medians and their ratios. `list` and `show` run over the sample
day in a library of its own, one-liners made before. Of other programs `--help` alone, with their own Python, where a FOLDER (a virtual
environment's `bin`) has them; one that fails is named and left out.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
CLICK = [sys.executable, "-c", "import click"]
PEERS = ("posting", "llm", "harlequin", "oterm", "pqa")


def cost(command: list[str], environ: dict[str, str]) -> float:
    """Return the processor seconds of a command and its children."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    # `python -m` takes what it runs from the folder where it starts, before all others.
    quiet = subprocess.DEVNULL
    subprocess.run(command, env=environ, stdout=quiet, stderr=quiet, check=True, cwd=tempfile.gettempdir())
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def environ_of(tree: Path, folder: Path) -> dict[str, str]:
    """Return an environment in which `askpapers` is the tree's, with a library of its own that holds the sample day."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("ASKPAPERS_", "OPENAI_", "PYTHONDONTWRITE"))}
    own = {f"ASKPAPERS_{name}": str(folder / name.lower()) for name in ("HOME", "CONFIG", "CACHE")}
    environ = kept | own | {"PYTHONPATH": str(tree)}
    subprocess.run([sys.executable, "-m", "compileall", "-q", str(tree / "askpapers")], env=environ, check=True)
    sample = next((tree / "askpapers" / "data").glob("sample_*.txt"))
    run = [sys.executable, "-m", "askpapers"]
    subprocess.run([*run, "add", str(sample), "--no-index"], env=environ, check=True, capture_output=True)
    subprocess.run([*run, "list"], env=environ, check=True, capture_output=True)
    return environ


def _runs(peer: Path, environ: dict[str, str]) -> bool:
    done = subprocess.run([str(peer), "--help"], env=environ, capture_output=True, text=True, check=False)
    if done.returncode:
        print(f"{peer.name} --help fails: {done.stderr.strip().splitlines()[-1:]}")
    return not done.returncode


def main() -> None:
    """Print a table: command, build, median milliseconds, ratio to `import click`."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--before", help="a commit to run beside this tree")
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--peers", type=Path, nargs="*", default=[], help="folders of other programs")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        os.chdir(folder)  # python -m looks where it is called before it looks on the path
        builds = {"now": ROOT}
        if given.before:
            earlier = folder / "tree"
            subprocess.run(
                ["git", "worktree", "add", "-q", "--detach", str(earlier), given.before], cwd=ROOT, check=True
            )
            builds["before"] = earlier
        try:
            environs = {build: environ_of(tree, folder / build) for build, tree in builds.items()}
            first = subprocess.run(
                [sys.executable, "-m", "askpapers", "list", "--json"],
                env=environs["now"],
                capture_output=True,
                check=True,
            )
            id = json.loads(first.stdout)["papers"][0]["id"]
            commands = {"--help": ["--help"], "list": ["list"], "show": ["show", id]}
            peers = [place / name for place in given.peers for name in PEERS if (place / name).exists()]
            # Once before it counts: they compile themselves, and some make their settings.
            peers = [peer for peer in peers if _runs(peer, environs["now"])]
            seconds: dict[tuple[str, str], list[float]] = {}
            for _ in range(given.rounds):
                seconds.setdefault(("import click", ""), []).append(cost(CLICK, environs["now"]))
                for peer in peers:
                    seconds.setdefault((f"{peer.name} --help", ""), []).append(
                        cost([str(peer), "--help"], environs["now"])
                    )
                for command, arguments in commands.items():
                    for build, environ in environs.items():
                        run = [sys.executable, "-m", "askpapers", *arguments]
                        seconds.setdefault((command, build), []).append(cost(run, environ))
        finally:
            if given.before:
                subprocess.run(["git", "worktree", "remove", "--force", str(builds["before"])], cwd=ROOT, check=True)
    unit = statistics.median(seconds["import click", ""])
    for (command, build), values in seconds.items():
        median = statistics.median(values)
        print(f"{command:14} {build:7} {median * 1000:7.1f} ms {median / unit:6.2f}")


if __name__ == "__main__":
    main()
