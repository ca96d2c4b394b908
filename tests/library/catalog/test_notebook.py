"""Notes, tags and collections: written, found by, kept through merges, removals, repairs and new versions of the catalog.
Interests and sendings in the catalog: in a library of the format before too, and kept as they are said.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from askpapers import errors
from askpapers.answers.answer import Answer, Citation, Status, Support
from askpapers.answers.usage import Usage
from askpapers.library.catalog import schema
from askpapers.library.catalog.catalog import Catalog
from askpapers.library.catalog.integrity import snapshot
from askpapers.library.catalog.salvage import salvage
from askpapers.library.catalog.state import Sending, SendingState
from askpapers.papers.interest import Interest, InterestKind
from askpapers.papers.paper import Annotation, AnnotationChange, LabelKind, ListedPaper, Paper
from askpapers.papers.scope import Scope
from askpapers.text.sentences import Span
from askpapers.writers.bibliography import papers as export
from tests.library.catalog.former_formats import former

DAY = date(2025, 10, 31)
LAMP = Paper("2510.00001", "On Lamps and Their Light in Houses", "They burn.", arxiv_id="2510.00001", authors=("A B",))
OTHER = Paper("2510.00002", "On Stoves and Their Heat in Houses", "They glow.", arxiv_id="2510.00002", doi="10.1/x")
TAG, COLLECTION = LabelKind
CHANGE = AnnotationChange("Read again & cite 5%.", ((TAG, "#To read"), (TAG, "light"), (COLLECTION, "Thesis")))
WRITTEN = Annotation("Read again & cite 5%.", ("light", "To read"), ("Thesis",))


async def rows(catalog: Catalog, scope: Scope = Scope()) -> dict[str, ListedPaper]:  # noqa: B008
    return {row.paper.id: row for row in await catalog.rows(scope)}


async def test_what_is_written_is_there_and_a_label_is_taken_as_it_was_first_written(catalog: Catalog) -> None:
    await catalog.merge([LAMP, OTHER], default_day=DAY)
    assert await catalog.annotations.annotate([LAMP.id, "none"], CHANGE) == [LAMP.id]
    again = AnnotationChange(add=((TAG, "to READ"), (TAG, "  light ")))
    await catalog.annotations.annotate([LAMP.id, OTHER.id], again)
    found = await rows(catalog)
    assert found[LAMP.id].annotation == WRITTEN
    assert found[OTHER.id].annotation == Annotation("", ("light", "To read"))
    assert await catalog.annotations.labels(COLLECTION) == ["Thesis"]
    assert set(await rows(catalog, Scope(tag="#TO  READ"))) == {LAMP.id, OTHER.id}
    assert set(await rows(catalog, Scope(collection="thesis", tag="light"))) == {LAMP.id}
    assert await catalog.count(Scope(tag="to")) == 0
    gone = AnnotationChange("", drop=((TAG, "LIGHT"), (COLLECTION, "thesis"), (TAG, "never")))
    await catalog.annotations.annotate([LAMP.id], gone)
    assert (await rows(catalog))[LAMP.id].annotation == Annotation("", ("To read",))


@pytest.mark.parametrize("name", ["", " # ", "a,b", 'a"b', "x" * 61, "\x1b\x00"])
async def test_a_label_that_is_none_is_refused_and_nothing_is_written(catalog: Catalog, name: str) -> None:
    await catalog.merge([LAMP], default_day=DAY)
    with pytest.raises(errors.UsageError):
        await catalog.annotations.annotate([LAMP.id], replace(CHANGE, add=((TAG, "good"), (TAG, name))))
    assert not (await rows(catalog))[LAMP.id].annotation


async def test_two_records_that_become_one_keep_the_words_on_both(catalog: Catalog) -> None:
    await catalog.merge([LAMP, OTHER], default_day=DAY)
    await catalog.annotations.annotate([LAMP.id], CHANGE)
    await catalog.annotations.annotate([OTHER.id], AnnotationChange("Bright.", ((TAG, "light"), (TAG, "heat"))))
    with closing(sqlite3.connect(catalog.path, isolation_level=None)) as file:
        file.row_factory = sqlite3.Row
        from askpapers.library.catalog.notebook import absorb

        absorb(file, 1, 2)
        file.execute("DELETE FROM papers WHERE pk = 2")
        file.execute("DELETE FROM labels WHERE pk = 2")
    assert (await rows(catalog))[LAMP.id].annotation == Annotation(
        "Read again & cite 5%.\n\nBright.", ("heat", "light", "To read"), ("Thesis",)
    )


async def test_a_removed_paper_comes_back_with_what_was_written(catalog: Catalog) -> None:
    await catalog.merge([LAMP], default_day=DAY)
    await catalog.annotations.annotate([LAMP.id], CHANGE)
    await catalog.removals.remove([LAMP.id])
    assert await catalog.annotations.labels(TAG) == []
    await catalog.removals.undo()
    assert (await rows(catalog))[LAMP.id].annotation == WRITTEN


async def test_a_library_of_the_version_before_learns_to_be_written_on(tmp_path: Path) -> None:
    path = tmp_path / "catalog.sqlite"
    with closing(sqlite3.connect(path)) as old:
        old.executescript(schema.SCHEMA)
        old.executescript(former(4))
    catalog = Catalog(path)
    await catalog.open()
    await catalog.merge([LAMP], default_day=DAY)
    await catalog.annotations.annotate([LAMP.id], CHANGE)
    assert (await rows(catalog))[LAMP.id].annotation == WRITTEN
    await catalog.close()


async def test_a_repair_saves_what_was_written(catalog: Catalog, tmp_path: Path) -> None:
    await catalog.merge([LAMP], default_day=DAY)
    await catalog.annotations.annotate([LAMP.id], CHANGE)
    snapshot(catalog.path, tmp_path / "copy.sqlite")
    report = salvage(tmp_path / "copy.sqlite", tmp_path / "new.sqlite", {})
    assert "1 notes" in report.in_words()[0] and "3 tags and collections" in report.in_words()[0]
    new = Catalog(tmp_path / "new.sqlite")
    await new.open()
    assert (await rows(new))[LAMP.id].annotation == WRITTEN
    await new.close()


@pytest.mark.parametrize(
    ("form", "written"),
    [
        ("bibtex", ["keywords = {light, To read}", r"annote = {Read again \& cite 5\%.}", "groups = {Thesis}"]),
        ("ris", ["KW  - light\nKW  - To read\n", "N1  - Read again & cite 5%.\n"]),
        ("csl-json", ['"keyword": "light, To read"', '"annote": "Read again & cite 5%."']),
        ("csv", ["note,tags,collections", "Read again & cite 5%.,light; To read,Thesis"]),
        ("markdown", ["  *tags: light, To read; collections: Thesis*\n\n  > Read again & cite 5%.\n".replace("\n\n", "\n  \n")]),
        ("jsonl", ['"note": "Read again & cite 5%.", "tags": ["light", "To read"], "collections": ["Thesis"]']),
    ],
)  # fmt: skip
def test_exports_hold_what_was_written_where_they_have_a_place(form: str, written: list[str]) -> None:
    text = export([ListedPaper(LAMP, annotation=WRITTEN)], form)
    assert [part for part in written if part not in text] == []


SAID = Interest(InterestKind.SAID, "I work on Gödel \ud800 and 論文")


async def test_a_library_of_the_format_before_learns_of_interests_and_sendings(tmp_path: Path) -> None:
    path = tmp_path / "old.sqlite"
    with closing(sqlite3.connect(path)) as old:
        old.executescript(schema.SCHEMA)
        old.execute(f"PRAGMA user_version = {schema.VERSION}")
        old.executescript(former(2))
        tables = {row[0] for row in old.execute("SELECT name FROM sqlite_master").fetchall()}
    assert not tables & {"interests", "sendings"}
    catalog = Catalog(path)
    await catalog.open()
    assert await catalog.interests.add([SAID, SAID]) == 1
    await catalog.sendings.put(Sending("k", "1 Nov", "me@home.example", "<1@x>", SendingState.UNKNOWN, "begun"))
    found = await catalog.sendings.get("k")
    await catalog.close()
    assert found is not None
    assert (found.state, found.recipient, found.message_id) == (SendingState.UNKNOWN, "me@home.example", "<1@x>")


async def test_what_was_said_is_kept_and_its_number_is_not_given_to_another(catalog: Catalog) -> None:
    await catalog.interests.add(
        [SAID, Interest(InterestKind.BIBLIOGRAPHY, "A Paper", None, ("Ada",), "a.bib", abstract="So.")]
    )
    first, second = await catalog.interests.given()
    assert (first.number, first.text) == (1, "I work on Gödel \ufffd and 論文")
    assert (second.authors, second.source, second.document) == (("Ada",), "a.bib", "A Paper\nSo.")
    await catalog.interests.keep_vectors({1: b"v"}, "m")
    assert await catalog.interests.vectors([1, 2], "m") == {1: b"v"}
    assert await catalog.interests.vectors([1], "another") == {}
    assert await catalog.interests.remove([1, 9]) == 1


async def test_a_paper_that_is_starred_and_read_is_learned_once(catalog: Catalog) -> None:
    await catalog.merge([Paper("2510.00001", "A Paper", "So.", authors=("Ada",))], default_day=None)
    await catalog.mark(["2510.00001"], read=True, starred=True)
    (learned,) = await catalog.interests.learned()
    assert (learned.kind, learned.paper_id, learned.why) == (
        InterestKind.STARRED, "2510.00001", "like A Paper, which you starred",
    )  # fmt: skip


async def test_a_question_that_names_no_subject_by_itself_tells_of_no_interest(catalog: Catalog) -> None:
    def asked(question: str, scope_size: int) -> Answer:
        cited = (Citation("2510.00001", (1,), Span(0, 0), Support.QUOTED),)
        return Answer(question, "", Status.ANSWERED, cited, (), Usage(), scope_size=scope_size)

    number = await catalog.conversations.put_turn(None, asked("Which papers merge task vectors?", 64))
    await catalog.conversations.put_turn(number, asked("And on images?", 64))
    await catalog.conversations.put_turn(None, asked("How many stages does it have?", 1))
    assert [one.text for one in await catalog.interests.learned()] == ["Which papers merge task vectors?"]
