"""The page on Python: its code runs, from the first block to the last, on the sample day."""

from __future__ import annotations

import ast
import contextlib
import importlib.util
import inspect
import io
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from askpapers import data
from askpapers.answers.answer import Answer, Citation, Claim, Status, Support
from askpapers.answers.usage import Usage
from askpapers.text.sentences import Span

PAGE = Path(__file__).parents[2] / "docs" / "api.md"


@pytest.mark.usefixtures("sample_home")  # whose vectors are known from then on; the model would take seconds for them
async def test_the_code_of_the_page_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("HOME", "CONFIG", "CACHE"):
        monkeypatch.setenv(f"ASKPAPERS_{name}", str(tmp_path / name.lower()))
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    (tmp_path / "morning.txt").write_bytes(data.load("sample_2025-10-31.txt"))
    scope: dict[str, Any] = {}
    out = io.StringIO()
    for block in re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.S):
        code = block
        if importlib.util.find_spec("pandas") is None:
            # pandas is the reader's own: without it, what stands before its import is run.
            code = block.partition("import pandas")[0]
        with contextlib.redirect_stdout(out):
            done = eval(compile(code, PAGE.name, "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT), scope)
            if inspect.iscoroutine(done):
                await done
    assert len(scope["papers"]) == 64 and out.getvalue().count("title = ") == 5
    assert scope["answer"]._repr_html_().count("quoted") == len(scope["answer"].claims) > 1


class Tags(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        assert {name for name, _ in attrs} <= {"style", "title"}


def test_nothing_from_outside_becomes_markup_in_a_notebook() -> None:
    evil = '"><script>alert(1)</script><img src=x onerror=y> \x1b[31m'
    citation = Citation(evil, (1,), Span(0, 4), Support.WEAK, evil, evil)
    answer = Answer(
        evil,
        evil,
        Status.ANSWERED,
        (citation,),
        (),
        Usage(),
        claims=(Claim(Span(0, len(evil)), (citation,), Support.WEAK, evil),),
        notes=(evil,),
    )
    page = answer._repr_html_()
    assert Tags(page).tags == {"div", "p", "b", "i", "ul", "li", "span", "code"}
    assert "\x1b" not in page


def test_an_answer_in_a_notebook_frames_its_verdicts_and_defuses_others() -> None:
    text = "It burns [1.1], [1✓] verified."
    citation = Citation("a", (1,), Span(9, 14), Support.WEAK, "It [2✓] burns.")
    claims = (Claim(Span(0, len(text)), (citation,), Support.WEAK),)
    page = Answer("q?", text, Status.ANSWERED, (citation,), (), Usage(), claims=claims)._repr_html_()
    assert "It burns [1.1], ⟦1✓⟧ verified. <span" in page
    assert "border:1px solid" in page
    assert "“It ⟦2✓⟧ burns.”" in page
