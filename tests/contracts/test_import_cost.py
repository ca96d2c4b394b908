"""Import cost is a contract: what is quick must not import what is heavy."""

import os
import subprocess
import sys
from pathlib import Path

import click
import pytest

from askpapers.cli.entry_point import _COMMANDS, cli
from tests.servers.scripted import serving, stream

HEAVY = (
    "chromadb",
    "openai",
    "onnxruntime",
    "tiktoken",
    "numpy",
    "tokenizers",
    "feedparser",
    "httpx2",
    "selectolax",
    "mcp",
    "pydantic",
)
BEHIND = ("markdown_it", "askpapers.query.conditions", "askpapers.text.cue_phrases", "askpapers.tui.dialogs.forms",
          "textual.widgets._text_area", "calendar", "askpapers.library.catalog.integrity")  # fmt: skip
"""What the interface loads behind its first paint."""
CODE = """
import sys
from askpapers import cli
code = cli.run({arguments!r})
print("LOADED", [name for name in {heavy!r} if name in sys.modules])
"""
TUI = """
import asyncio, sys
from askpapers.settings.settings import load
from askpapers.tui.app import AskpapersApp

async def main():
    app = AskpapersApp(load())
    loaded = []
    async with app.run_test(size=(80, 24)) as pilot:
        # The list has been drawn; what warms up afterwards runs in a worker that has not begun to import.
        pass
    return app

from textual.app import App
import askpapers.tui.desk.screen
print("LOADED", [name for name in {heavy!r} if name in sys.modules])
"""


def loaded(code: str, tmp_path: Path) -> str:
    environ = {k: v for k, v in os.environ.items() if not k.startswith(("ASKPAPERS_", "OPENAI_"))}
    environ |= {f"ASKPAPERS_{name}": str(tmp_path / name) for name in ("HOME", "CONFIG", "CACHE")}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=environ, check=True)
    return next(line for line in done.stdout.splitlines() if line.startswith("LOADED"))


@pytest.mark.parametrize(
    "arguments", [["--help"], ["list"], ["history"], ["ask", "--help"], ["config"], ["mcp", "--help"]]
)
def test_a_quick_command_imports_nothing_heavy(arguments: list[str], tmp_path: Path) -> None:
    assert loaded(CODE.format(arguments=arguments, heavy=HEAVY), tmp_path) == "LOADED []"


def test_the_interface_imports_nothing_heavy_before_its_first_paint(tmp_path: Path) -> None:
    assert loaded(TUI.format(heavy=(*HEAVY, *BEHIND)), tmp_path) == "LOADED []"


MODULES = """
import sys
from askpapers import cli
code = cli.run({arguments!r})
print("LOADED", *sorted(name for name in sys.modules if name.startswith("askpapers.")))
"""
DIRECT = {"askpapers.cli", "askpapers.cli.entry_point", "askpapers.errors", "askpapers.version"}


def test_help_imports_no_command_and_tells_of_each_what_it_says_of_itself(tmp_path: Path) -> None:
    assert set(loaded(MODULES.format(arguments=["--help"]), tmp_path).split()[1:]) == DIRECT
    context = click.Context(cli)
    for name, (_, says) in _COMMANDS.items():
        command = cli.get_command(context, name)
        assert command is not None
        assert command.get_short_help_str(1000) == says


def test_a_list_whose_lines_are_all_made_imports_neither_what_makes_lines_nor_what_searches(tmp_path: Path) -> None:
    (tmp_path / "one.jsonl").write_text('{"title": "Sheep", "abstract": "We count sheep.", "date": "2025-10-30"}\n')
    for arguments in (["add", str(tmp_path / "one.jsonl"), "--no-index"], ["list"]):
        loaded(MODULES.format(arguments=arguments), tmp_path)
    rooms = {name.split(".")[1] for name in loaded(MODULES.format(arguments=["list"]), tmp_path).split()[1:]}
    assert rooms <= {"cli", "errors", "library", "papers", "settings", "text", "verbs", "version"}
    modules = loaded(MODULES.format(arguments=["list"]), tmp_path).split()[1:]
    unwanted = {"text.cue_phrases", "library.catalog.full_text", "library.vector_store", "library.chroma"}
    assert not {f"askpapers.{name}" for name in unwanted} & set(modules)


ASKED = """
import os, sys
import onnxruntime
opened = []
real = onnxruntime.InferenceSession
def open_model(path, *rest, **more):
    opened.append(os.path.basename(os.path.dirname(path)))
    return real(path, *rest, **more)
onnxruntime.InferenceSession = open_model
from askpapers.cli import entry_point
from askpapers.cli import main
entry_point.leave = sys.exit
sys.argv = ["askpapers", *{arguments!r}]
try:
    main()
except SystemExit as done:
    print("LOADED", done.code, sorted(opened), *(name for name in {unwanted!r} if sys.modules.get(name)))
"""


def test_a_question_over_a_server_that_tells_its_usage_loads_neither_vocabulary_nor_aiohttp(tmp_path: Path) -> None:
    (tmp_path / "one.jsonl").write_text(
        '{"title": "Sheep", "abstract": "We count sheep.", "date": "2025-10-30"}\n'
        '{"title": "Goats", "abstract": "We count goats by their horns.", "date": "2025-10-30"}\n'
    )
    loaded(MODULES.format(arguments=["add", str(tmp_path / "one.jsonl")]), tmp_path)
    unwanted = ("tiktoken", "aiohttp", "chromadb", "askpapers.readers.recognition")
    found = []
    for _ in range(2):
        with serving(stream("By their horns [2.1].")) as server:
            arguments = ["ask", "How are goats counted?", "--model", "m", "--base-url", server.url, "--fresh"]
            found.append(loaded(ASKED.format(arguments=arguments, unwanted=unwanted), tmp_path))
    # The first question counts the tokens of papers that were indexed without a model, and keeps the counts.
    assert found == ["LOADED 0 ['minilm', 'reader'] tiktoken", "LOADED 0 ['minilm', 'reader']"]


PASSES = """
import gc, sys
passes = []
gc.callbacks.append(lambda phase, info: passes.append(phase))
from askpapers.cli import entry_point
from askpapers.cli import main
entry_point.leave = sys.exit
del passes[:]
sys.argv = ["askpapers", *{arguments!r}]
try:
    main()
except SystemExit:
    print("LOADED", len(passes))
"""


@pytest.mark.parametrize("arguments", [["list"], ["ask", "How are sheep counted?"]])
def test_a_command_ends_before_the_collector_passes_over_what_it_imported(arguments: list[str], tmp_path: Path) -> None:
    (tmp_path / "one.jsonl").write_text('{"title": "Sheep", "abstract": "We count sheep.", "date": "2025-10-30"}\n')
    loaded(MODULES.format(arguments=["add", str(tmp_path / "one.jsonl"), "--no-index"]), tmp_path)
    assert loaded(PASSES.format(arguments=arguments), tmp_path) == "LOADED 0"


LEFT = """
import atexit, gc, sys, threading
from askpapers.cli import entry_point
class Last:
    def __del__(self):
        sys.stdout.write("LOADED taken apart\\n")
        sys.stdout.flush()
last = [Last()]
last.append(last)
atexit.register(lambda: print("LOADED", *{arguments!r}))
if {arguments!r}[0] == "thread":
    threading.Thread(target=threading.main_thread().join).start()
print("written", end=" ")
entry_point.leave(int({arguments!r}[1]))
"""


@pytest.mark.parametrize(("arguments", "apart"), [(["alone", "3"], False), (["thread", "4"], True)])
def test_a_process_ends_with_its_code_and_all_it_wrote_and_takes_itself_apart_only_for_a_thread(
    arguments: list[str], apart: bool
) -> None:
    code = LEFT.format(arguments=arguments)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == int(arguments[1]) and "Traceback" not in done.stderr
    assert done.stdout.startswith("written LOADED " + " ".join(arguments))
    assert ("taken apart" in done.stdout) is apart
