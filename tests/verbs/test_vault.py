"""A vault of notes: up to date between the markers, and the reader's own words as they were, byte for byte."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from askpapers import errors
from askpapers.library.library import Library
from askpapers.papers.paper import AnnotationChange, LabelKind, ListedPaper, Paper
from askpapers.verbs.vault import BEGIN, END, VaultReport, export_vault, note_name, paper_note, put_between

DAY = date(2025, 10, 31)
LAMP = Paper("2510.00001", "On Lamps", "They burn. They glow.", arxiv_id="2510.00001", authors=("A B",), listed=(DAY,))
OLD = replace(LAMP, id="cs/9901001", arxiv_id="cs/9901001", title="On [Old] | Lamps")
own = st.text(max_size=30).filter(lambda text: BEGIN not in text and END not in text)


@given(own, own, own, own)
def test_what_stands_around_the_markers_never_changes(before: str, after: str, first: str, second: str) -> None:
    note = put_between("", first)
    assert note == f"{BEGIN}\n{first}{END}\n"
    note = before + note + after
    again = put_between(note, second)
    assert again == f"{before}{BEGIN}\n{second}{END}\n{after}"
    assert put_between(again, second) == again


@given(st.lists(st.sampled_from(["a", "é\n", BEGIN, END, "<!--", "\r\n"]), max_size=8).map("".join), own)
def test_of_a_note_with_broken_markers_nothing_outside_a_pair_is_lost(text: str, made: str) -> None:
    note = put_between(text, made)
    start = text.rfind(BEGIN)
    paired = start >= 0 and text.find(END, start) >= 0
    assert note.startswith(text[:start] if paired else text)
    assert note.endswith(text[text.find(END, start) + len(END) :] if paired else f"{END}\n")


async def test_notes_are_written_updated_and_left_alone(library: Library, tmp_path: Path) -> None:
    await library.catalog.merge([LAMP, OLD], default_day=DAY)
    ids, vault = [LAMP.id, OLD.id], tmp_path / "vault"
    assert await export_vault(library, ids, vault) == VaultReport(new=3)
    assert await export_vault(library, ids, vault) == VaultReport(unchanged=3)
    note = vault / "papers" / "2510.00001.md"
    mine = b"---\nstatus: mine\n---\n" + note.read_bytes() + b"\xff\xfe my own words\r\n"
    note.write_bytes(mine)
    change = AnnotationChange("Cite.", ((LabelKind.TAG, "to read"),))
    await library.catalog.annotations.annotate([LAMP.id], change)
    assert await export_vault(library, ids, vault) == VaultReport(updated=1, unchanged=2)
    now = note.read_bytes()
    assert now.startswith(b"---\nstatus: mine\n---\n") and now.endswith(b"\n\xff\xfe my own words\r\n")
    assert b"#to-read" in now and b"> Cite." in now and b"1. They burn.\n2. They glow." in now
    day = (vault / "days" / "2025-10-31.md").read_text()
    assert "- [[2510.00001|On Lamps]]" in day and f"- [[{note_name(OLD.id)}|On " in day
    assert sorted(path.stem for path in (vault / "papers").iterdir()) == sorted(map(note_name, ids))


async def test_a_folder_that_cannot_be_written_is_told(library: Library, tmp_path: Path) -> None:
    await library.catalog.merge([LAMP], default_day=DAY)
    (tmp_path / "papers").write_text("a file")
    with pytest.raises(errors.NotWritable, match="cannot be written"):
        await export_vault(library, [LAMP.id], tmp_path)


@given(st.text(max_size=40))
def test_no_id_leaves_the_folder_and_no_abstract_ends_the_markers(text: str) -> None:
    name = note_name(text)
    assert name and "/" not in name and "\\" not in name and not name.startswith(".")
    note = paper_note(ListedPaper(replace(LAMP, id=text, title=END + text, abstract=f"{BEGIN} {END} {text}")))
    assert BEGIN not in note and END not in note


def test_a_paper_of_which_only_the_month_is_known_says_it() -> None:
    assert "2024-11" in paper_note(ListedPaper(replace(LAMP, issued="2024-11")))
