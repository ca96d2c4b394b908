"""Pages inside the interface, a digest and the doctor's, and papers written to a file."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from textual.widgets import Input, OptionList

from askpapers.papers.paper import Paper
from askpapers.papers.scope import Scope
from askpapers.settings.settings import Settings
from askpapers.tui.dialogs.basic import ChoiceDialog, LineDialog
from askpapers.tui.screens.doctor import DoctorScreen
from askpapers.tui.screens.page import MOST, DigestScreen
from askpapers.verbs import digest
from askpapers.writers.digest import markdown
from tests.fakes.llm import FakeLLM
from tests.tui.conftest import Running, Start


async def page(running: Running, key: str) -> str:
    """Open a page by its key, and return what it shows when it is whole."""
    await running.until(lambda: running.desk.list.count == 64)
    await running.pilot.press(key)
    await running.until(lambda: running.app.screen is not running.desk and running.app.screen.focused)
    await running.until(lambda: running.text("#page-text"))
    await running.app.workers.wait_for_complete(list(running.app.screen.workers))
    return running.text("#page-text")


async def choose(running: Running, words: str) -> None:
    """Take a choice of the dialog that is open."""
    await running.until(lambda: isinstance(running.app.screen, ChoiceDialog))
    shown = [str(option.prompt) for option in running.app.screen.query_one(OptionList).options]
    place = next(i for i, line in enumerate(shown) if line.startswith(words))
    await running.pilot.press("home", *["down"] * place, "enter")


async def named(running: Running, path: Path) -> None:
    """Give the path that is asked for."""
    await running.until(lambda: isinstance(running.app.screen, LineDialog))
    running.app.screen.query_one(Input).value = str(path)
    await running.pilot.press("enter")


@pytest.mark.parametrize("size", [(60, 20), (140, 40)])
async def test_the_digest_shows_what_the_list_shows_and_is_copied_as_markdown(
    start: Start, size: tuple[int, int]
) -> None:
    async with start(size=size) as running:
        shown = await page(running, "D")
        assert "Most discussed (5)" in shown
        made = await digest.digest(running.desk.library, running.desk.scope)
        assert all(row.one_line for group in made.groups for row in group.rows)
        assert shown.count("\n\n") >= 64
        await running.pilot.press("y")
        assert running.app.clipboard == markdown(made)
        await running.pilot.press("escape")
        assert running.app.screen is running.desk


async def test_a_model_says_what_the_digest_is_about_after_its_price(start: Start, llm: FakeLLM) -> None:
    async with start(model=True) as running:
        await page(running, "D")
        await running.pilot.press("m")
        await running.until(lambda: "m again asks it" in running.text("#page-state"))
        assert llm.log == []
        llm.reply("Protein folding needs patience. It reaches 99.9% on GLUE [1.1].")
        await running.pilot.press("m")
        await running.until(lambda: "In short" in running.text("#page-text"))
        assert len(llm.log) == 1
        shown = running.text("#page-text")
        assert "Protein folding needs patience" in shown
        assert "(≠ not supported)" in shown and "Most discussed (5)" in shown
        await running.pilot.press("m")
        assert len(llm.log) == 1


async def test_the_digest_asks_no_model_where_none_is_set(start: Start) -> None:
    async with start() as running:
        await page(running, "D")
        await running.pilot.press("m")
        await running.until(lambda: "No model is set" in running.text("#page-state"))


async def test_the_digest_is_of_what_is_typed_into_the_filter_too(start: Start) -> None:
    async with start() as running:
        await running.until(lambda: running.desk.list.count == 64)
        await running.pilot.press("slash", *"einspace", "enter")
        await running.until(lambda: running.desk.list.count == 1)
        await running.pilot.press("D")
        await running.until(lambda: isinstance(running.app.screen, DigestScreen) and running.text("#page-text"))
        assert running.text("#page-text").count("\n\n") == 1
        assert "einspace" in running.text("#page-head")


async def test_an_empty_and_an_endless_digest_say_what_to_do(start: Start) -> None:
    async with start() as running:
        await running.until(lambda: running.desk.list.count == 64)
        running.desk.take_scope(Scope(date(1999, 1, 1), date(1999, 1, 1)))
        await running.until(lambda: running.desk.list.count == 0)
        await running.pilot.press("D")
        await running.until(lambda: "No paper is in scope" in running.text("#page-state"))
        await running.pilot.press("y", "w")
        assert running.app.clipboard == ""
        assert isinstance(running.app.screen, DigestScreen)
        await running.pilot.press("escape")
        many = [Paper(f"x{n}", f"Paper {n}", "It is.") for n in range(MOST)]
        await running.desk.library.catalog.merge(many, default_day=date(2025, 10, 31))
        running.desk.take_scope(Scope())
        await running.until(lambda: running.desk.list.count == MOST + 64)
        await running.pilot.press("D")
        await running.until(lambda: "too many for a page" in running.text("#page-state"))


@pytest.mark.parametrize(("name", "begins"), [("d.md", "# Papers, 31 Oct 2025"), ("d.html", "<!doctype html>")])
async def test_the_digest_is_written_and_replaces_nothing_unasked(
    start: Start, tmp_path: Path, name: str, begins: str
) -> None:
    async with start() as running:
        await page(running, "D")
        (tmp_path / name).write_text("mine")
        for answer, kept in (("Keep", "mine"), ("Replace", begins)):
            await running.pilot.press("w")
            await named(running, tmp_path / name)
            await choose(running, answer)
            await running.until(lambda: isinstance(running.app.screen, DigestScreen))
            assert (tmp_path / name).read_text().startswith(kept)


async def test_a_folder_that_is_not_there_is_told_before_anything_is_written(start: Start, tmp_path: Path) -> None:
    async with start() as running:
        await page(running, "D")
        await running.pilot.press("w")
        await named(running, tmp_path / "nowhere" / "d.md")
        await running.until(lambda: "There is no folder" in running.text("#dialog-error"))
        running.app.screen.query_one(Input).value = str(tmp_path)
        await running.pilot.press("enter")
        await running.until(lambda: "add the name of a file" in running.text("#dialog-error"))
        assert not (tmp_path / "nowhere").exists()


async def test_the_doctor_tells_each_check_and_is_copied(start: Start, settings: Settings) -> None:
    async with start() as running:
        shown = await page(running, "H")
        await running.until(lambda: "All is well" in running.text("#page-state"))
        shown = running.text("#page-text")
        assert [line.split(":")[0] for line in shown.splitlines()] == [
            "✓ bundled files", "✓ settings", "✓ prices", "✓ catalog", "✓ vector store",
        ]  # fmt: skip
        assert f"64 papers on 1 day in {settings.home}" in shown
        await running.pilot.press("y")
        assert running.app.clipboard == f"{shown}\n"
        await running.pilot.press("m")
        await running.until(lambda: "✗ model server: no model is set" in running.text("#page-text"))
        await running.until(lambda: "1 not well" in running.text("#page-state"))
        assert "Set OPENAI_API_KEY" in running.text("#page-text")
        # The library that the desk reads is still open.
        await running.pilot.press("escape", "down")
        await running.until(lambda: running.desk.list.cursor == 1)
        assert isinstance(running.app.screen, type(running.desk))


async def test_a_check_is_shown_before_the_next_is_done(start: Start) -> None:
    async with start() as running:
        await running.until(lambda: running.desk.list.count == 64)
        screen = DoctorScreen(running.desk.library)
        seen: list[tuple[str, str]] = []
        told = screen.state
        screen.state = lambda words: (seen.append((words, running.text("#page-text"))), told(words))[-1]  # type: ignore[method-assign]
        running.app.push_screen(screen)
        await running.until(lambda: "All is well" in str(seen[-1:]))
        assert seen[0][0] == "looking at: the library…"
        assert "✓ settings" in seen[0][1] and "✓ catalog" not in seen[0][1]
        assert "✓ catalog" in seen[-1][1]


@pytest.mark.parametrize(
    ("form", "name", "holds"),
    [
        ("BibTeX", "p.bib", "@article{"),
        ("RIS", "p.ris", "TY  - "),
        ("CSV", "p.csv", "id,title"),
        ("Markdown", "p.md", "- **Generative Discovery"),
    ],
)
async def test_the_papers_in_the_list_are_written(
    start: Start, tmp_path: Path, form: str, name: str, holds: str
) -> None:
    async with start() as running:
        await running.until(lambda: running.desk.list.count == 64)
        await running.pilot.press("e")
        await choose(running, form)
        await named(running, tmp_path / name)
        await running.until((tmp_path / name).exists)
        assert holds in (tmp_path / name).read_text()


async def test_the_chosen_papers_are_written_or_all_and_where_is_seen_before(
    start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "papers.jsonl").write_text("mine")
    async with start() as running:
        await running.until(lambda: running.desk.list.count == 64)
        await running.pilot.press("space", "down", "space", "e")
        await choose(running, "JSON Lines")
        await running.until(lambda: isinstance(running.app.screen, LineDialog))
        assert running.app.screen.query_one(Input).value == str(tmp_path / "papers-2.jsonl")
        await running.pilot.press("enter")
        await running.until((tmp_path / "papers-2.jsonl").exists)
        lines = (tmp_path / "papers-2.jsonl").read_text().splitlines()
        assert {json.loads(line)["id"] for line in lines} == set(running.desk.list.chosen)
        await running.pilot.press("e")
        await choose(running, "Not the chosen ones: all 64 papers")
        await choose(running, "CSV")
        await running.until(lambda: isinstance(running.app.screen, LineDialog))
        assert running.app.screen.query_one(Input).value == str(tmp_path / "papers-2025-10-31.csv")
        assert "64 papers" in running.text(".dialog-title")


def unfinished(folder: Path) -> list[Path]:
    """What was begun to be written and stayed."""
    return list(folder.glob(".*"))


async def test_a_long_list_is_written_in_pieces_and_in_the_order_that_is_seen(
    start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from askpapers.verbs import export

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(export, "CHUNK", 10)
    (tmp_path / "gone").mkdir()
    async with start() as running:
        desk = running.desk
        await running.until(lambda: desk.list.count == 64)
        desk.sort_key = "title"
        await desk.show_scope()
        await desk._export(desk.listed, "jsonl", tmp_path / "all.jsonl")
        seen = [row.paper.id for row in await desk.list.rows(desk.listed, limit=100)]
        assert [json.loads(line)["id"] for line in (tmp_path / "all.jsonl").read_text().splitlines()] == seen
        await desk._export(desk.listed, "jsonl", tmp_path / "gone")  # a folder: nothing can be written there
        assert not unfinished(tmp_path)


async def test_an_export_over_a_link_goes_where_it_leads_and_its_rights_stay(start: Start, tmp_path: Path) -> None:
    (real := tmp_path / "real.bib").write_text("old")
    real.chmod(0o600)
    (link := tmp_path / "refs.bib").symlink_to(real)
    (own := tmp_path / ".refs.bib.part").write_text("mine")
    async with start() as running:
        await running.until(lambda: running.desk.list.count == 64)
        await running.desk._export(running.desk.listed, "bibtex", link)
    assert link.is_symlink()
    assert real.read_text().count("@") >= 64
    assert (real.stat().st_mode & 0o777, own.read_text()) == (0o600, "mine")
    assert unfinished(tmp_path) == [own]


async def test_nothing_to_export_says_so(start: Start) -> None:
    async with start() as running:
        await running.until(lambda: running.desk.list.count == 64)
        await running.pilot.press("slash", *"zzqx", "enter")
        await running.until(lambda: running.desk.list.count == 0)
        await running.pilot.press("e")
        await running.until(lambda: running.app._notifications)
        assert running.app.screen is running.desk
