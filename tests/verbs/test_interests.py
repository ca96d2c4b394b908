"""What a reader is interested in: given and learned, kept and taken back; papers ranked by it, each with its reason."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from askpapers import errors
from askpapers.answers.answer import Answer, Citation, Status, Support
from askpapers.answers.usage import Usage
from askpapers.library.library import Library
from askpapers.papers.interest import InterestKind
from askpapers.papers.paper import Paper
from askpapers.papers.scope import Scope
from askpapers.readers import recognition
from askpapers.readers.recognition import Reading
from askpapers.retrieval.indexing import index
from askpapers.text.sentences import Span
from askpapers.verbs import ask, digest, interests
from tests.conftest import Clock

DAY = date(2025, 11, 3)


@pytest.fixture
async def filled(library: Library) -> Library:
    """A library of two subjects, indexed."""
    subjects = {
        "merging": "merging task vectors of models in weight space",
        "protein": "folding long proteins by physics",
    }
    papers = [
        Paper(
            f"2510.{place}000{n}", f"{name.capitalize()} Number {n}", f"We study {text}. It is {text} again.",
            authors=(f"{name.capitalize()} Author {n % 3}",), comments=n,
        )
        for place, (name, text) in enumerate(subjects.items(), 1)
        for n in range(6)
    ]  # fmt: skip
    await library.catalog.merge(papers, default_day=DAY)
    await index(library, papers)
    return library


async def test_what_the_reader_says_comes_first_and_says_why(filled: Library) -> None:
    assert await interests.add_interest(filled, "I work on merging task vectors of models")
    assert not await interests.add_interest(filled, "I work on merging task vectors of models")
    ordered = await interests.order(filled, Scope(), "interest")
    assert all("Merging" in row.paper.title for row, _ in ordered[:6])
    assert ordered[0][1].why.startswith("as you said: “I work on merging task vectors of models”")
    groups = (await digest.digest(filled, Scope())).groups
    assert groups[0].theme == "For you"
    assert all("Merging" in row.paper.title for row in groups[0].rows)
    assert "as you said" in groups[0].reasons[0]


async def test_stars_reads_and_questions_are_learned_from(filled: Library) -> None:
    await filled.catalog.mark(["2510.20001"], starred=True)
    await filled.catalog.mark(["2510.20002"], read=True)
    cited = (Citation("2510.20003", (1,), Span(0, 0), Support.QUOTED),)
    answer = Answer("How do proteins fold?", "", Status.ANSWERED, cited, (), Usage())
    await filled.catalog.conversations.put_turn(None, answer)
    assert [one.kind for one in await interests.interests(filled)] == [
        InterestKind.STARRED, InterestKind.READ, InterestKind.ASKED,
    ]  # fmt: skip
    ordered = await interests.order(filled, Scope(), "interest")
    assert all("Protein" in row.paper.title for row, _ in ordered[:6])
    whys = {row.paper.id: rank.why for row, rank in ordered}
    assert whys["2510.20004"] == "by Protein Author 1, whom you read; 4 comments"
    assert (whys["2510.20001"], whys["2510.20002"]) == ("you starred it; 1 comment", "you read it; 2 comments")


@pytest.mark.parametrize("question", ["hi", "How many papers are there?", "What is new?", "papers by Ladle"])
async def test_a_question_that_names_no_subject_tells_of_no_interest(filled: Library, question: str) -> None:
    (*_, answer) = [event async for event in ask.ask(filled, question, Scope())]
    assert isinstance(answer, Answer)
    await filled.catalog.conversations.put_turn(None, answer)
    assert await interests.interests(filled) == []


async def test_a_bibliography_tells_of_interests_without_joining_the_list(filled: Library, tmp_path: Path) -> None:
    bib = tmp_path / "refs.bib"
    bib.write_text(
        "@article{a, title={Folding Long Proteins by Physics}, author={Ada Lovelace}}\n@misc{b, title={Proteins}}"
    )
    assert await interests.add_bibliography(filled, bib) == (2, 2)
    assert await interests.add_bibliography(filled, bib) == (0, 2)
    assert await filled.catalog.count(Scope()) == 12
    best = (await interests.order(filled, Scope(), "interest"))[0]
    assert best[1].why.startswith("like Folding Long Proteins by Physics, in refs.bib")


async def test_what_was_given_is_taken_back_by_number_or_whole(filled: Library) -> None:
    for sentence in ("I work on proteins", "I work on merging", "I work on physics"):
        await interests.add_interest(filled, sentence)
    assert await interests.remove_interests(filled, [2]) == 1
    assert [one.number for one in await interests.interests(filled)] == [1, 3]
    with pytest.raises(errors.UsageError, match="no interest 2"):
        await interests.remove_interests(filled, [1, 2])
    assert await interests.remove_interests(filled, None) == 2
    assert await interests.interests(filled) == []


@pytest.mark.parametrize(("said", "words"), [("  … ", "has words"), ("x" * 1001, "1,001 characters")])
async def test_what_says_nothing_or_too_much_is_no_interest(library: Library, said: str, words: str) -> None:
    with pytest.raises(errors.UsageError, match=words):
        await interests.add_interest(library, said)


async def test_a_file_that_is_no_list_is_bad_input_and_keeps_nothing(library: Library, tmp_path: Path) -> None:
    (tmp_path / "x.bib").write_bytes(b"%PDF-1.7 nothing")
    for path in (tmp_path / "x.bib", tmp_path / "none.bib"):
        with pytest.raises(errors.BadInput):
            await interests.add_bibliography(library, path)
    assert await interests.interests(library) == []


async def test_where_nothing_is_known_the_order_says_what_to_do(filled: Library, clock: Clock) -> None:
    with pytest.raises(errors.UsageError, match="Nothing is known"):
        await interests.order(filled, Scope(), "interest")
    assert (await digest.digest(filled, Scope())).groups[0].theme == "Most discussed"
    await filled.catalog.mark(["2510.20001"], starred=True)
    await filled.catalog.merge([Paper("2511.00009", "Unindexed", "Not yet.")], default_day=date(2025, 11, 4))
    with pytest.raises(errors.UsageError, match="No paper in scope is indexed"):
        await interests.order(filled, Scope(ids=("2511.00009",)), "interest")


async def test_trending_is_what_gained_and_is_young(filled: Library, clock: Clock) -> None:
    old = Paper("2509.00001", "Old", "It was discussed.", comments=30, listed=(date(2025, 10, 1),))
    await filled.catalog.merge([old], default_day=None)
    await filled.catalog.visits.news()
    clock.now = clock.now.replace(hour=10)
    gained = replace((await filled.catalog.papers(["2510.10002"]))[0], comments=6)
    await filled.catalog.merge([gained], default_day=None)
    ordered = await interests.order(filled, Scope(), "trending")
    assert ordered[0][0].paper.id == "2510.10002"
    assert ordered[0][1].why == "6 comments; +4 comments since you last looked"
    assert "2509.00001" not in [row.paper.id for row, _ in ordered[:8]]


async def test_no_vector_of_an_interest_is_made_twice(filled: Library) -> None:
    await interests.add_interest(filled, "I work on merging")
    await interests.order(filled, Scope(), "interest")
    made = (await filled.embedder()).embedded  # type: ignore[attr-defined]
    before = len(made)
    await interests.order(filled, Scope(), "interest")
    assert len(made) == before


async def test_no_more_of_a_list_is_read_than_is_kept(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def items() -> Iterator[Paper]:
        yield from (Paper(f"t{n}", f"Paper {n} of many") for n in range(2))
        raise AssertionError("a third was read")

    monkeypatch.setattr(interests, "BOOKS", 2)
    monkeypatch.setattr(recognition, "open_reading", lambda *_, **how: Reading("json-lines", None, items(), False))
    path = tmp_path / "snapshot.jsonl"
    path.touch()
    assert await interests.add_bibliography(library, path) == (2, 2)
