"""What the reader wrote goes out with an export and comes back with it, and never over what is there."""

from __future__ import annotations

from datetime import date

import pytest

from askpapers import errors
from askpapers.library.library import Library
from askpapers.papers.deduplication import title_id
from askpapers.papers.paper import UNWRITTEN, Annotation, AnnotationChange, LabelKind, ListedPaper, Paper
from askpapers.papers.scope import Scope
from askpapers.verbs.add import AddReport, add_bytes
from askpapers.verbs.mark import mark
from askpapers.verbs.vault import paper_note, put_between
from askpapers.writers.bibliography import papers as export

LAMP = Paper(
    "2510.00001",
    "On Lamps and Their Light in Houses",
    "They burn for four hundred hours.",
    arxiv_id="2510.00001",
    url="https://arxiv.org/abs/2510.00001",
    authors=("Ada Lovelace",),
    published=date(2025, 10, 1),
    listed=(date(2025, 10, 2),),
    keywords=("light",),
)
STOVE = Paper("t0123456789", "On Stoves and Their Heat in Houses", "They glow.", authors=("Bo Two",))
WRITTEN = Annotation("Read again, after arXiv:2402.00002.", ("light", "To read"), ("Thesis",))
ROWS = [ListedPaper(LAMP, annotation=WRITTEN), ListedPaper(STOVE)]
FORMS = ["jsonl", "csv", "bibtex", "ris", "csl-json", "markdown"]


async def add(library: Library, text: str, **how: bool) -> AddReport:
    return await add_bytes(library, text.encode(), "papers", **how)  # type: ignore[arg-type]


async def words_on(library: Library) -> dict[str, Annotation]:
    return {row.paper.title: row.annotation for row in await library.catalog.rows(Scope())}


@pytest.mark.parametrize("form", FORMS)
async def test_words_go_out_and_come_back_and_are_no_keywords(library: Library, form: str) -> None:
    added = await add(library, export(ROWS, form))
    assert await words_on(library) == {LAMP.title: WRITTEN, STOVE.title: UNWRITTEN}
    keywords = {row.paper.id: row.paper.keywords for row in await library.catalog.rows(Scope())}
    assert keywords[LAMP.id] == (() if form == "markdown" else ("light",))
    assert any("on 1 paper came back" in note for note in added.notes)
    again = await add(library, export(ROWS, form))
    assert not any("came back" in note for note in again.notes)


@pytest.mark.parametrize("form", FORMS)
async def test_a_note_that_is_there_stays_and_labels_join(library: Library, form: str) -> None:
    await library.catalog.merge([LAMP], default_day=None)
    await mark(
        library, [LAMP.id], change=AnnotationChange("Mine.", ((LabelKind.TAG, "TO READ"), (LabelKind.TAG, "own")))
    )
    await add(library, export(ROWS, form))
    assert (await words_on(library))[LAMP.title] == Annotation("Mine.", ("light", "own", "TO READ"), ("Thesis",))


@pytest.mark.parametrize("form", FORMS)
async def test_a_note_alone_comes_back_and_names_no_other_paper(library: Library, form: str) -> None:
    own = Annotation("As in arXiv:2402.00002.")
    await add(library, export([ListedPaper(STOVE, annotation=own)], form))
    assert await words_on(library) == {STOVE.title: own}
    (row,) = await library.catalog.rows(Scope())
    assert row.paper.arxiv_id is None


@pytest.mark.parametrize("form", FORMS)
async def test_what_was_fetched_writes_nothing(library: Library, form: str) -> None:
    await add(library, export(ROWS, form), network=True)
    assert set((await words_on(library)).values()) == {UNWRITTEN}


@pytest.mark.parametrize("form", ["jsonl", "csv"])
async def test_marks_come_back_and_never_over_those_that_are_there(library: Library, form: str) -> None:
    text = export([ListedPaper(LAMP, read=True, starred=True), ListedPaper(STOVE)], form)
    await add(library, text)
    marks = {row.paper.title: (row.read, row.starred) for row in await library.catalog.rows(Scope())}
    assert marks == {LAMP.title: (True, True), STOVE.title: (False, False)}
    await mark(library, [LAMP.id], read=False, starred=False)
    await add(library, text)
    assert not any(row.read or row.starred for row in await library.catalog.rows(Scope()))


async def test_a_list_of_ours_adds_no_paper_twice(library: Library) -> None:
    known = [Paper(title_id("Short Stoves"), "Short Stoves", "They are short."), Paper("x/7", "Tall Stoves", "They are tall."),
             Paper("2601.00009", r"$\alpha$-Stoves of Our Days", arxiv_id="2601.00009")]  # fmt: skip
    await library.catalog.merge(known, default_day=None)
    before = await library.catalog.rows(Scope())
    added = await add(library, export(before, "markdown"))
    after = await library.catalog.rows(Scope())
    told, known_before = (
        {(row.paper.id, row.paper.title, row.paper.abstract) for row in rows} for rows in (after, before)
    )
    assert (added.added, told) == (0, known_before)


async def test_a_note_of_a_vault_says_that_it_is_none_to_read(library: Library) -> None:
    with pytest.raises(errors.UnknownFormat, match="export jsonl"):
        await add(library, put_between("", paper_note(ROWS[1])))


async def test_another_paper_under_the_same_id_is_not_written_on(library: Library) -> None:
    await library.catalog.merge([Paper("12", "On Ice", "Glaciers retreat in nine ranges of hills.")], default_day=None)
    await add(library, export([ListedPaper(Paper("12", "On Lamps", "We build lamps."), annotation=WRITTEN)], "jsonl"))
    assert (await words_on(library))["On Ice"] == UNWRITTEN


async def test_a_record_of_another_program_has_keywords_alone(library: Library) -> None:
    record = '{"id": "x1", "title": "On Ice", "abstract": "Glaciers.", "tags": ["ice"], "note": "a note"}\n'
    await add(library, record)
    assert await words_on(library) == {"On Ice": UNWRITTEN}


async def test_labels_that_are_none_are_left_out(library: Library) -> None:
    record = (
        '{"id": "x1", "title": "On Ice", "abstract": "Glaciers.", "one_line": null, "note": 5, '
        '"tags": ["a,b", "", 3, "\\u001b[31mred", "good"], "collections": "x"}\n'
    )
    await add(library, record)
    found = (await words_on(library))["On Ice"]
    assert "good" in found.tags and not any("," in tag or "\x1b" in tag for tag in found.tags)
    assert (found.note, found.collections) == ("", ())
