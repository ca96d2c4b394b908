"""History: conversations that are kept, found again and gone on with."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from askpapers.answers.answer import Answer, Citation, Claim, Status, Support
from askpapers.answers.usage import Usage
from askpapers.errors import UsageError
from askpapers.library.catalog.conversations import Conversation
from askpapers.library.library import Library
from askpapers.papers.paper import Match, Paper, Reason
from askpapers.text.sentences import Span
from tests.conftest import Clock

CITATION = Citation("2510.00001", (2,), Span(4, 9), Support.VERIFIED, "It merges.", "", True)


def said(question: str, text: str = "Yes.") -> Answer:
    return Answer(question, text, Status.ANSWERED, (), (), Usage(10, 5, cost=0.25, calls=1), "gpt-6-luna")


async def titles(library: Library, search: str = "", limit: int = 200) -> list[str]:
    return [one.title for one in await library.catalog.conversations.recent(search, limit)]


async def test_a_turn_is_read_back_as_it_was(library: Library) -> None:
    answer = Answer(
        "Does it — “merge”?\n\\%_'\";--",
        "Yes [1.2].\n\n- \x1b[31m主题\u202e 😀\n",
        Status.PARTLY,
        (CITATION,),
        (Match(Paper("2510.00001", "TurboMerge"), 0.75, Reason(detail="words: merge")),),
        Usage(1000, 100, cached=7, cost=None, estimated=True, from_cache=True, calls=2),
        "some/model",
        (Claim(Span(0, 10), (CITATION,), Support.WEAK, "a reason"),),
        42,
        ("filter: by Meta",),
        (replace(CITATION, sentences=(1, 2)),),
    )
    id = await library.catalog.conversations.put_turn(None, answer, "a scope")
    assert await library.catalog.conversations.turns(id) == [answer]


async def test_a_conversation_begins_with_its_first_question(library: Library, clock: Clock) -> None:
    begun = library.catalog.now()
    id = await library.catalog.conversations.put_turn(None, said("  What   merges\nmodels? "), "the scope")
    clock.now += timedelta(minutes=5)
    assert await library.catalog.conversations.put_turn(id, said("And then?"), "another scope") == id
    known = await library.catalog.conversations.recent()
    assert known == [Conversation(id, "What merges models?", 2, begun, library.catalog.now(), "the scope")]
    assert [answer.question for answer in await library.catalog.conversations.turns(id)] == [
        "  What   merges\nmodels? ",
        "And then?",
    ]


@pytest.mark.parametrize(("question", "title"), [("", "…"), (" \n", "…"), ("x" * 10_000, "x" * 80)])
async def test_a_title_is_never_empty_and_never_endless(library: Library, question: str, title: str) -> None:
    await library.catalog.conversations.put_turn(None, said(question))
    assert await titles(library) == [title]


async def test_turns_keep_their_order_in_many_conversations_at_once(library: Library) -> None:
    first = await library.catalog.conversations.put_turn(None, said("a0"))
    second = await library.catalog.conversations.put_turn(None, said("b0"))
    assert first != second
    for n in range(1, 12):
        await library.catalog.conversations.put_turn(first, said(f"a{n}"))
        await library.catalog.conversations.put_turn(second, said(f"b{n}"))
    for id, letter in ((first, "a"), (second, "b")):
        assert [answer.question for answer in await library.catalog.conversations.turns(id)] == [
            f"{letter}{n}" for n in range(12)
        ]


async def test_a_conversation_that_is_gone_begins_anew_and_nothing_is_lost(library: Library) -> None:
    id = await library.catalog.conversations.put_turn(None, said("Old?"))
    await library.catalog.conversations.put_turn(None, said("Other?"))
    await library.catalog.conversations.delete([id])
    new = await library.catalog.conversations.put_turn(id, said("New?"))
    assert [answer.question for answer in await library.catalog.conversations.turns(new)] == ["New?"]
    assert sorted(await titles(library)) == ["New?", "Other?"]


async def test_an_unknown_conversation_is_empty(library: Library) -> None:
    assert await library.catalog.conversations.turns(17) == []
    await library.catalog.conversations.rename(17, "Nothing")
    await library.catalog.conversations.delete([17])
    await library.catalog.conversations.delete([])
    assert await library.catalog.conversations.recent() == []


async def test_the_conversation_touched_last_comes_first(library: Library, clock: Clock) -> None:
    ids = []
    for n in range(3):
        clock.now += timedelta(hours=1)
        ids.append(await library.catalog.conversations.put_turn(None, said(f"Q{n}")))
    assert await titles(library) == ["Q2", "Q1", "Q0"]
    clock.now += timedelta(hours=1)
    await library.catalog.conversations.put_turn(ids[0], said("More?"))
    assert await titles(library) == ["Q0", "Q2", "Q1"]
    assert await titles(library, limit=2) == ["Q0", "Q2"]


async def test_a_renamed_conversation_keeps_its_turns_and_its_place(library: Library, clock: Clock) -> None:
    id = await library.catalog.conversations.put_turn(None, said("Q0"))
    clock.now += timedelta(hours=1)
    await library.catalog.conversations.put_turn(None, said("Q1"))
    clock.now += timedelta(hours=1)
    await library.catalog.conversations.rename(id, "A '; DROP TABLE turns; -- title")
    assert await titles(library) == ["Q1", "A '; DROP TABLE turns; -- title"]
    assert [answer.question for answer in await library.catalog.conversations.turns(id)] == ["Q0"]


async def test_deleting_takes_the_turns_and_only_those(library: Library) -> None:
    ids = [await library.catalog.conversations.put_turn(None, said(f"Q{n}", f"A{n}")) for n in range(3)]
    await library.catalog.conversations.delete([ids[0], ids[1], ids[0]])
    assert await titles(library) == ["Q2"]
    assert await library.catalog.conversations.turns(ids[0]) == []
    assert await library.catalog.conversations.questions() == ["Q2"]
    assert await titles(library, "A0") == []


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("", {"merge", "fold", "50%"}),
        ("MERGE", {"merge"}),
        ("ÜBER", {"fold"}),
        ("ГЛУБ", {"fold"}),
        ("\ud800", set()),
        ("vectors", {"merge"}),
        ("later", {"fold"}),
        ("old", {"fold"}),
        ("50%", {"50%"}),
        ("%", {"50%"}),
        ("_", {"fold"}),
        ("\\", {"50%"}),
        ("a\\b", {"50%"}),
        ("'", set()),
        ("主题", {"fold"}),
        ("[31m", set()),
        ("no such words", set()),
        ("x" * 10_000, set()),
    ],
)
async def test_what_is_searched_occurs_in_title_question_or_answer(
    library: Library, search: str, found: set[str]
) -> None:
    await library.catalog.conversations.put_turn(None, said("merge", "It adds task vectors."))
    id = await library.catalog.conversations.put_turn(None, said("fold", "It folds delta_one."))
    await library.catalog.conversations.put_turn(id, said("And later?", "主题, über глубину."))
    await library.catalog.conversations.put_turn(None, said("50%", "A path a\\b."))
    assert set(await titles(library, search)) == found


async def test_half_a_character_is_kept_as_a_mark_that_it_was_there(library: Library) -> None:
    id = await library.catalog.conversations.put_turn(None, said("a\udc80b", "c\ud800d"), "\udfff")
    (turn,) = await library.catalog.conversations.turns(id)
    assert (turn.question, turn.text) == ("a\ufffdb", "c\ufffdd")
    await library.catalog.conversations.rename(id, "\ud800")
    assert await titles(library) == ["\ufffd"]


@pytest.mark.parametrize("id", [2**63, -(2**70)])
async def test_a_number_that_no_conversation_can_have_is_refused(library: Library, id: int) -> None:
    with pytest.raises(UsageError):
        await library.catalog.conversations.turns(id)
    with pytest.raises(UsageError):
        await library.catalog.conversations.delete([id])


async def test_a_conversation_is_found_by_its_new_title(library: Library) -> None:
    id = await library.catalog.conversations.put_turn(None, said("merge"))
    await library.catalog.conversations.rename(id, "Soups")
    assert await titles(library, "soup") == ["Soups"]
    assert await titles(library, "merge") == ["Soups"]


async def test_a_conversation_found_twice_is_listed_once(library: Library) -> None:
    id = await library.catalog.conversations.put_turn(None, said("merge", "merge"))
    await library.catalog.conversations.put_turn(id, said("merge", "merge"))
    assert [one.turns for one in await library.catalog.conversations.recent("merge")] == [2]


async def test_questions_are_told_newest_first_and_once(library: Library, clock: Clock) -> None:
    id = None
    for question in ("One?", "Two?", "Three?", "One?"):
        clock.now += timedelta(seconds=1)
        id = await library.catalog.conversations.put_turn(id, said(question))
    assert await library.catalog.conversations.questions() == ["One?", "Three?", "Two?"]
    assert await library.catalog.conversations.questions(limit=2) == ["One?", "Three?"]


async def test_conversations_outlive_the_program(library: Library, clock: Clock) -> None:
    id = await library.catalog.conversations.put_turn(None, said("Who?", "Me."))
    async with Library(library.settings, clock=clock) as later:
        assert await later.catalog.conversations.turns(id) == [said("Who?", "Me.")]
        assert await later.catalog.conversations.put_turn(id, said("Still?")) == id
    assert [answer.question for answer in await library.catalog.conversations.turns(id)] == ["Who?", "Still?"]


async def test_what_was_found_is_told_with_the_words_around_it(library: Library) -> None:
    long = "It is said so. " * 20
    await library.catalog.conversations.put_turn(None, said("Which merge?", "Nothing here."))
    id = await library.catalog.conversations.put_turn(None, said("And then?", "Nothing yet."))
    await library.catalog.conversations.put_turn(id, said("So?", f"{long}\n\nIt learns **Coefficients** [1.2]. {long}"))
    (found,) = await library.catalog.conversations.recent("coefficients")
    assert found.id == id
    assert "It learns **Coefficients** [1.2]." in found.found
    assert found.found[0] == found.found[-1] == "…"
    assert len(found.found) < 100
    assert [one.found for one in await library.catalog.conversations.recent("which MERGE")] == [
        "Which merge? Nothing here."
    ]
    assert {one.found for one in await library.catalog.conversations.recent()} == {""}
