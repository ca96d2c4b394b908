"""Files that are drafts, and files that are none: these are refused with what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from askpapers import errors
from askpapers.readers.draft_file import draft_text, read_bibliography, read_draft


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj", "a PDF"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "a PNG picture"),
        (b"PK\x03\x04\x14\0\0\0\x08\0", "a ZIP archive or an office document"),
        (bytes(range(256)) * 20, "no text"),
        (b"id,title,year\n1,On lamps,2024\n2,On tin,2023\n", "a table (id, title, year)"),
        (b'claim;paper\n"Lamps burn; they do.";2401.00001\n"Tin is dear.";2401.00002\n', "a table (claim, paper)"),
        (b"claim\tpaper\nLamps burn.\t2401.00001\n", "a table (claim, paper)"),
        (b"<!DOCTYPE html><html><p>Lamps burn.</p></html>", "a web page or XML"),
        (b"% Zotero\n@article{smith,\n title = {On lamps},\n}", "a bibliography"),
        (b'[{"claim": "Lamps burn.", "paper": "2401.00001"}]', "a JSON list"),
    ],
)
def test_what_is_no_text_is_refused_by_name(content: bytes, kind: str) -> None:
    with pytest.raises(errors.BadInput) as refused:
        draft_text(content, "mine.dat")
    assert str(refused.value).startswith(f"mine.dat is {kind}")
    assert refused.value.hint and refused.value.exit_code == 3


@pytest.mark.parametrize(
    "text",
    [
        "Lamps, tin, and zinc burn.\nNights, days, and weeks pass.\n",
        "| lamp | hours |\n|---|---|\n| tin | 412 |\n",
        "First, second\nThird, fourth\n",
        '{"claim": "Lamps burn.", "paper": "2401.00001"}\n{"claim": "Tin is dear.", "paper": "2401.00001"}\n',
        "[1] says that lamps burn.",
        "% a remark\n\\section{Lamps} They burn @ night {so} = dark.",
        "<b>Lamps</b> burn.",
        "灯很贵，锡不贵，锌便宜。\n天黑，灯亮，人来。\n",
        "",
    ],
)
def test_prose_and_claims_are_read_as_they_are(text: str) -> None:
    assert draft_text(text.encode(), "draft.md") == text


def test_a_file_that_is_not_there_and_one_whose_name_is_hostile_are_told(tmp_path: Path) -> None:
    with pytest.raises(errors.BadInput, match="cannot be read"):
        read_draft(tmp_path / "none.tex")
    hostile = tmp_path / "a\x1b[31m.pdf"
    hostile.write_bytes(b"%PDF-1.7")
    with pytest.raises(errors.BadInput) as refused:
        read_draft(hostile)
    assert "\x1b" not in str(refused.value)


def test_a_bibliography_holds_entries(tmp_path: Path) -> None:
    (tmp_path / "refs.bib").write_text("@misc{a, title={On lamps}}")
    (tmp_path / "none.bib").write_text("On lamps.")
    assert "On lamps" in read_bibliography(tmp_path / "refs.bib")
    with pytest.raises(errors.BadInput, match=r"none\.bib holds no BibTeX entry"):
        read_bibliography(tmp_path / "none.bib")
