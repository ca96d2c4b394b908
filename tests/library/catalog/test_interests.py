"""Interests and sendings in the catalog: in a library of the format before too, and kept as they are said."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from askpapers.answers.answer import Answer, Status
from askpapers.answers.usage import Usage
from askpapers.library.catalog import schema
from askpapers.library.catalog.catalog import Catalog
from askpapers.library.catalog.sendings import Sending, State
from askpapers.papers.interest import Interest, InterestKind
from askpapers.papers.paper import Paper
from tests.library.catalog.former_formats import former

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
    await catalog.sendings.put(Sending("k", "1 Nov", "me@home.example", "<1@x>", State.UNKNOWN, "begun"))
    found = await catalog.sendings.get("k")
    await catalog.close()
    assert found is not None
    assert (found.state, found.recipient, found.message_id) == (State.UNKNOWN, "me@home.example", "<1@x>")


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
        return Answer(question, "", Status.NOT_FOUND, (), (), Usage(), scope_size=scope_size)

    number = await catalog.conversations.put_turn(None, asked("Which papers merge task vectors?", 64))
    await catalog.conversations.put_turn(number, asked("And on images?", 64))
    await catalog.conversations.put_turn(None, asked("How many stages does it have?", 1))
    assert [one.text for one in await catalog.interests.learned()] == ["Which papers merge task vectors?"]
