"""When the interface shows its first content and what memory it takes, beside a bare Textual app with a DataTable, by turns.

    python benchmarks/first_paint.py [--rounds 15] [--before TREE] [--questions 0]

Each is a fresh process in a terminal of 140x40, compiled first. Counted is its processor time (user + system) from the start until
a title of the sample day is written to the terminal, and the resident memory then; with `--questions`, also when what is loaded
behind the first paint is there, and after as many questions without a model: in a library whose papers are indexed meanwhile, and
again in the same library when it is opened for the second time.
"""

from __future__ import annotations

import argparse
import fcntl
import os
import pty
import select
import signal
import statistics
import struct
import sys
import tempfile
import termios
import time
from collections.abc import Iterator
from pathlib import Path

from startup import ROOT, environ_of

TITLE = b"Neural Graph Reasoning"
BARE = """
from textual.app import App
from textual.widgets import DataTable
class Bare(App):
    def compose(self):
        yield DataTable()
    def on_mount(self):
        table = self.query_one(DataTable)
        table.add_columns("Title")
        for n in range(64):
            table.add_row(f"{n} Neural Graph Reasoning")
Bare().run()
"""
MB = 1024
QUESTIONS = (
    "How does AdaMerging learn its coefficients?",
    "Which papers merge task vectors?",
    "What speeds up inference?",
)


class Terminal:
    """A program in a terminal of its own."""

    def __init__(self, command: list[str], environ: dict[str, str]) -> None:
        self.pid, self._fd = pty.fork()
        if self.pid == 0:
            os.execvpe(command[0], command, environ)
        fcntl.ioctl(self._fd, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 140, 0, 0))
        self._seen = b""

    def until(self, words: bytes, seconds: float = 120.0) -> None:
        """Read what is written until some words come, which are forgotten then."""
        due = time.monotonic() + seconds
        while words not in self._seen:
            if time.monotonic() > due:
                raise TimeoutError(words)
            self.read(0.05)
        self._seen = b""

    def read(self, seconds: float) -> None:
        """Read what is written, for at most some seconds."""
        if select.select([self._fd], [], [], seconds)[0]:
            self._seen = (self._seen + os.read(self._fd, 65536))[-200_000:]

    def rest(self) -> None:
        """Read until the program has used next to no processor time for two seconds."""
        used = -1.0
        while (now := self.processor) - used > 0.1:
            used, due = now, time.monotonic() + 2
            while time.monotonic() < due:
                self.read(0.1)

    def type(self, keys: bytes) -> None:
        """Send keys."""
        os.write(self._fd, keys)

    @property
    def processor(self) -> float:
        """Processor seconds so far."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    @property
    def memory(self) -> float:
        """Resident megabytes."""
        status = Path(f"/proc/{self.pid}/status").read_text()
        return int(status.partition("VmRSS:")[2].split()[0]) / MB

    def end(self) -> float:
        """End the program; return the processor seconds that it used, exactly."""
        os.kill(self.pid, signal.SIGKILL)
        used = os.wait4(self.pid, 0)[2]
        os.close(self._fd)
        return used.ru_utime + used.ru_stime


def first_paint(command: list[str], environ: dict[str, str]) -> tuple[float, float]:
    """Return the processor seconds and megabytes until a program's first content."""
    terminal = Terminal(command, environ)
    terminal.until(TITLE)
    memory = terminal.memory
    return terminal.end(), memory


def memories(command: list[str], environ: dict[str, str], questions: int) -> Iterator[tuple[str, float]]:
    """Yield what memory the interface takes as it goes on."""
    terminal = Terminal(command, environ)
    terminal.until(TITLE)
    yield "first paint", terminal.memory
    terminal.rest()
    yield "warm", terminal.memory
    for n in range(questions):
        terminal.type(b"a")
        terminal.rest()
        terminal.type(f"{QUESTIONS[n % len(QUESTIONS)]} {n}".encode())
        terminal.rest()
        terminal.type(b"\r")
        terminal.rest()
    yield f"after {questions} questions", terminal.memory
    terminal.end()


def main() -> None:
    """Print medians and ratios."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--before", type=Path, help="another checkout, to run beside this one")
    parser.add_argument("--questions", type=int, default=0)
    given = parser.parse_args()
    before = given.before and given.before.resolve()
    with tempfile.TemporaryDirectory() as name:
        os.chdir(name)  # python -m looks where it is called before it looks on the path
        trees = {"now": ROOT, **({"before": before} if before else {})}
        environs = {build: environ_of(tree, Path(name) / build) for build, tree in trees.items()}
        environs = {b: {**e, "TERM": "xterm-256color", "COLORTERM": "truecolor"} for b, e in environs.items()}
        ours = [sys.executable, "-m", "askpapers", "--extractive"]
        found: dict[str, list[tuple[float, float]]] = {}
        for _ in range(given.rounds):
            found.setdefault("bare", []).append(first_paint([sys.executable, "-c", BARE], environs["now"]))
            for build, environ in environs.items():
                found.setdefault(build, []).append(first_paint(ours, environ))
        unit = statistics.median(seconds for seconds, _ in found["bare"])
        for build, values in found.items():
            seconds, memory = (statistics.median(column) for column in zip(*values, strict=True))
            print(f"{build:8} {seconds * 1000:7.0f} ms {seconds / unit:6.2f}   {memory:5.0f} MB")
        for build, environ in environs.items() if given.questions else ():
            for nth in ("first", "second"):
                for what, memory in memories(ours, environ, given.questions):
                    print(f"{build:8} opened for the {nth:6} time  {what:20} {memory:5.0f} MB", flush=True)


if __name__ == "__main__":
    main()
