"""The public API: what is named, that each name says what it is, and that its examples are true on the sample day."""

from __future__ import annotations

import ast
import contextlib
import doctest
import inspect
import io
import shutil
import subprocess
import sys
from collections.abc import Coroutine
from datetime import date
from importlib import resources
from pathlib import Path
from typing import Any, cast

import pytest

import askpapers
from askpapers.library.library import Library
from askpapers.settings.settings import Settings
from askpapers.verbs.add import SAMPLE, add_bytes

VERBS = (
    "add ask compare digest doctor estimate export fetch follow news open_library search summarize"
    " answer_extractively check_citations check_claim read_papers split_sentences verify"
).split()
SOURCE = resources.files("askpapers").joinpath("data", SAMPLE).read_bytes()


def test_every_public_name_can_be_loaded_and_says_what_it_is() -> None:
    assert sorted(askpapers.__all__) == askpapers.__all__
    for name in askpapers.__all__:
        value = getattr(askpapers, name)
        assert name == "__version__" or "." in (inspect.getdoc(value) or "").split("\n\n")[0], name
    assert set(askpapers.__all__) <= set(dir(askpapers))


def test_what_is_public_is_what_is_named() -> None:
    assert set(askpapers._EXPORTS) | {"__version__"} == set(askpapers.__all__)
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = askpapers.nothing


def test_every_verb_that_waits_is_asynchronous() -> None:
    pure = {"export", "open_library", "read_papers", "split_sentences"}
    waiting = {
        n for n in VERBS if inspect.iscoroutinefunction(f := getattr(askpapers, n)) or inspect.isasyncgenfunction(f)
    }
    assert waiting == set(VERBS) - pure


def test_importing_the_package_loads_none_of_its_rooms() -> None:
    code = "import sys, askpapers; sys.stdout.write(' '.join(m for m in sys.modules if m.startswith('askpapers.')))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "askpapers.version"


@pytest.mark.parametrize("name", ["", *VERBS])
async def test_the_examples_are_true(name: str, settings: Settings, sample_home: Path, tmp_path: Path) -> None:
    value = getattr(askpapers, name) if name else askpapers
    examples = doctest.DocTestParser().get_examples(value.__doc__)
    assert examples, f"{name} has no example"
    page = tmp_path / "page.txt"
    page.write_bytes(SOURCE)
    if name not in {"", "open_library", "add", "summarize"}:
        shutil.copytree(sample_home, settings.home)
    async with Library(settings) as library:
        if name == "summarize":  # whose lines are yet to be written
            await add_bytes(library, SOURCE, SAMPLE, day=date(2025, 10, 31))
        scope: dict[str, Any] = {public: getattr(askpapers, public) for public in askpapers.__all__}
        scope |= {"library": library, "home": tmp_path / "other", "page": str(page), "sample": SOURCE, "date": date}
        checker = doctest.OutputChecker()
        for example in examples:
            out = io.StringIO()
            with contextlib.redirect_stdout(out):
                code = compile(example.source, name, "single", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
                done = eval(code, scope)
                if inspect.iscoroutine(done):
                    await cast(Coroutine[Any, Any, Any], done)
            assert checker.check_output(example.want, out.getvalue(), 0), f"{example.source}{out.getvalue()}"
