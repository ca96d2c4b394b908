import asyncio
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from askpapers import errors
from askpapers.answers.answer import Answer, Citation, Claim, OneLine, Status, Support
from askpapers.answers.usage import Usage
from askpapers.library.catalog import bm25 as searching
from askpapers.library.catalog.catalog import Catalog
from askpapers.library.library import Library
from askpapers.papers.paper import Match, Paper, Reason
from askpapers.papers.scope import Scope
from askpapers.text.sentences import Span
from tests.conftest import Clock

DAY = date(2025, 10, 31)


async def test_a_paper_comes_back_as_it_went_in(library: Library, papers: tuple[Paper, ...]) -> None:
    given = replace(papers[0], published=DAY, listed=(DAY,), categories=("cs.CL",), keywords=("merging",), doi="10.1/x")
    await library.catalog.merge([given], default_day=DAY)
    assert await library.catalog.paper(given.id) == given
    assert await library.catalog.paper("nowhere") is None


async def test_adding_again_changes_nothing(library: Library, papers: tuple[Paper, ...]) -> None:
    first = await library.catalog.merge(papers, default_day=DAY)
    version = await library.catalog.version()
    again = await library.catalog.merge(papers, default_day=DAY + timedelta(days=9))
    assert (len(first.added), len(again.unchanged)) == (3, 3)
    assert again.added == again.updated == ()
    assert await library.catalog.version() == version


async def test_listed_again_keeps_both_days(library: Library, papers: tuple[Paper, ...]) -> None:
    await library.catalog.merge([replace(papers[0], listed=(DAY,))], default_day=DAY)
    merged = await library.catalog.merge(
        [replace(papers[0], listed=(DAY + timedelta(1),), comments=15)], default_day=DAY
    )
    assert merged.relisted == merged.updated == (papers[0].id,)
    found = await library.catalog.paper(papers[0].id)
    assert found is not None
    assert found.listed == (DAY, DAY + timedelta(1))
    assert found.comments == 15
    assert await library.catalog.days() == [(DAY + timedelta(1), 1), (DAY, 1)]


async def test_a_titled_paper_takes_its_arxiv_id_later_and_both_resolve(
    library: Library, papers: tuple[Paper, ...]
) -> None:
    titled = replace(papers[0], id="t0123456789", arxiv_id=None)
    await library.catalog.merge([titled], default_day=DAY)
    await library.catalog.mark([titled.id], starred=True)
    merged = await library.catalog.merge([papers[0]], default_day=DAY)
    assert merged.ids == (papers[0].id,)
    assert await library.catalog.count(Scope()) == 1
    assert await library.catalog.paper(titled.id) == await library.catalog.paper(papers[0].id)
    assert [row.starred for row in await library.catalog.rows(Scope())] == [True]
    assert await library.catalog.embedding_state.former_ids() == [titled.id]


async def test_a_reworded_abstract_is_changed_and_embedded_anew(
    library: Library, papers: tuple[Paper, ...], clock: Clock
) -> None:
    catalog = library.catalog
    await catalog.merge(papers, default_day=DAY)
    await catalog.embedding_state.put("store", papers)
    await catalog.one_lines.put([OneLine(papers[0].id, "old line", "m")], ["k"])
    assert await catalog.embedding_state.pending_count("store") == 0
    clock.now += timedelta(days=1)
    reworded = replace(papers[0], abstract="Entirely other words stand here now.", version=2)
    merged = await catalog.merge([reworded], default_day=DAY)
    assert merged.changed == (papers[0].id,)
    assert [p.id for p in await catalog.embedding_state.pending("store", 9)] == [papers[0].id]
    row = (await catalog.rows(Scope(ids=(papers[0].id,))))[0]
    assert (row.changed, row.one_line) == (True, "")


async def test_embedding_a_paper_reworded_meanwhile_leaves_it_pending(
    library: Library, papers: tuple[Paper, ...]
) -> None:
    await library.catalog.merge(papers[:1], default_day=DAY)
    await library.catalog.embedding_state.put("store", [replace(papers[0], abstract="what it was before")])
    assert await library.catalog.embedding_state.pending_count("store") == 1


@pytest.mark.parametrize(
    ("scope", "found"),
    [
        (Scope(), {"2510.00001", "2510.00002", "2510.00003"}),
        (Scope(DAY, DAY), {"2510.00001", "2510.00002", "2510.00003"}),
        (Scope(until=DAY - timedelta(1)), set()),
        (Scope(organization="microsoft"), {"2510.00001"}),
        (Scope(author="godel"), {"2510.00001"}),
        (Scope(min_comments=3), {"2510.00001"}),
        (Scope(max_comments=12), {"2510.00001", "2510.00002"}),
        (Scope(max_comments=11), {"2510.00002"}),
        (Scope(min_upvotes=40), {"2510.00001"}),
        (Scope(has_code=True), {"2510.00001"}),
        (Scope(words="prot pati"), {"2510.00002"}),
        (Scope(ids=("2510.00003",)), {"2510.00003"}),
        (Scope(starred=True), {"2510.00002"}),
        (Scope(unread=True), {"2510.00001", "2510.00002"}),
        (Scope(category="cs.CL"), set()),
        (Scope(words='" OR * ('), set()),
    ],
)
async def test_a_scope_finds_its_papers(
    library: Library, papers: tuple[Paper, ...], scope: Scope, found: set[str]
) -> None:
    await library.catalog.merge(papers, default_day=DAY)
    await library.catalog.mark(["2510.00002"], starred=True)
    await library.catalog.mark(["2510.00003"], read=True)
    assert set(await library.catalog.ids(scope)) == found
    assert await library.catalog.count(scope) == len(found)


async def test_the_filter_matches_beginnings_of_words(library: Library, papers: tuple[Paper, ...]) -> None:
    await library.catalog.merge(papers, default_day=DAY)
    rows = await library.catalog.rows(Scope(), match="noeth")
    assert [row.paper.id for row in rows] == ["2510.00002"]
    assert await library.catalog.count(Scope(), match="zzz") == 0


async def test_lexical_search_ranks_by_words_and_heeds_the_scope(library: Library, papers: tuple[Paper, ...]) -> None:
    await library.catalog.merge(papers, default_day=DAY)
    found = await library.catalog.full_text.bm25('"merging" OR "models"', Scope(), 10)
    assert [id for id, _ in found] == ["2510.00001"]
    assert found[0][1] > 0
    assert await library.catalog.full_text.bm25('"merging"', Scope(ids=("2510.00002",)), 10) == []


async def test_an_emphasised_word_counts_for_more_within_the_scope(library: Library) -> None:
    twins = [Paper("2510.1", "One", "Lamps and fish."), Paper("2510.2", "Two", "Lamps and cows.")]
    others = [Paper(f"2510.{n}", f"Other {n}", "Birds and trees.") for n in range(3, 9)]
    await library.catalog.merge([*twins, *others], default_day=DAY)
    lexical = library.catalog.full_text.bm25
    plain = dict(await lexical('"lamps" OR "cows" OR "fish"', Scope(), 9))
    assert plain["2510.1"] == pytest.approx(plain["2510.2"])
    fish = dict(await lexical('"fish"', Scope(), 9))
    raised = dict(await lexical('"lamps" OR "cows" OR "fish"', Scope(), 9, emphasis=('"fish"', 0.5)))
    assert raised["2510.1"] == pytest.approx(plain["2510.1"] + 0.5 * fish["2510.1"])
    assert raised["2510.2"] == pytest.approx(plain["2510.2"])
    within = await lexical('"lamps" OR "cows"', Scope(ids=("2510.2",)), 9, emphasis=('"lamps"', 0.5))
    assert [id for id, _ in within] == ["2510.2"]


async def test_conversations_are_kept_searched_and_deleted(library: Library, papers: tuple[Paper, ...]) -> None:
    citation = Citation("2510.00001", (2,), Span(10, 15), Support.VERIFIED, "quoted")
    answer = Answer(
        "How?", "It merges [1.2].", Status.ANSWERED, (citation,), (Match(papers[0], 0.5, Reason(detail="words")),), Usage(5, 6, cost=0.1),
        "m", (Claim(Span(0, 16), (citation,), Support.VERIFIED),), 3, ("note",), (citation,),
    )  # fmt: skip
    id = await library.catalog.conversations.put_turn(None, answer)
    assert await library.catalog.conversations.put_turn(id, answer) == id
    kept = (await library.catalog.conversations.turns(id))[0]
    assert kept.matches[0].paper.title == papers[0].title
    assert replace(kept, matches=answer.matches) == answer
    assert [c.turns for c in await library.catalog.conversations.recent("merges")] == [2]
    assert await library.catalog.conversations.recent("100%") == []
    await library.catalog.conversations.rename(id, "Merging")
    assert (await library.catalog.conversations.recent())[0].title == "Merging"
    assert await library.catalog.conversations.questions() == ["How?"]
    await library.catalog.conversations.delete([id])
    assert await library.catalog.conversations.recent() == []


async def test_news_is_told_once(library: Library, papers: tuple[Paper, ...], clock: Clock) -> None:
    catalog = library.catalog
    await catalog.merge(papers, default_day=DAY)
    assert len((await catalog.visits.news()).new) == 3
    clock.now += timedelta(days=1)
    await catalog.merge(
        [
            replace(papers[0], listed=(DAY + timedelta(1),), upvotes=90),
            replace(papers[1], abstract="Reworded wholly, all of it.", version=3),
        ],
        default_day=DAY,
    )
    clock.now += timedelta(hours=1)
    news = await catalog.visits.news()
    assert news.new == ()
    assert [p.id for p in news.again] == [papers[0].id]
    assert [p.id for p in news.changed] == [papers[1].id]
    assert [(p.id, rise.upvotes) for p, rise in news.rising] == [(papers[0].id, 50)]
    clock.now += timedelta(hours=1)
    assert await catalog.visits.news() == replace(
        news, since=(await catalog.state.get("looked_before")) or "", again=(), changed=(), rising=()
    )


async def test_two_processes_may_make_the_tables_at_once(tmp_path: Path) -> None:
    catalogs = [Catalog(tmp_path / "catalog.sqlite") for _ in range(4)]
    await asyncio.gather(*(catalog.open() for catalog in catalogs))
    assert [await catalog.count(Scope()) for catalog in catalogs] == [0, 0, 0, 0]
    for catalog in catalogs:
        await catalog.close()


async def test_what_is_no_database_is_damaged(tmp_path: Path) -> None:
    path = tmp_path / "catalog.sqlite"
    path.write_bytes(b"this is no database, whatever its name says" * 100)
    with pytest.raises(errors.LibraryDamaged) as caught:
        await Catalog(path).open()
    assert "doctor" in caught.value.hint
    assert path.read_bytes().startswith(b"this is no database")


async def test_a_library_that_cannot_be_made_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(errors.NotWritable):
        await Catalog(tmp_path / "file" / "catalog.sqlite").open()


async def test_a_failed_write_leaves_nothing_behind(library: Library, papers: tuple[Paper, ...]) -> None:
    with pytest.raises(TypeError):
        await library.catalog.merge([papers[0], replace(papers[1], authors=(object(),))], default_day=DAY)  # type: ignore[arg-type]
    assert await library.catalog.count(Scope()) == 0


@pytest.mark.parametrize("repeated", ["", '"rare" OR "common1"'])
async def test_a_long_query_scores_the_papers_with_its_rare_words_as_a_whole_search_would(
    library: Library, monkeypatch: pytest.MonkeyPatch, repeated: str
) -> None:
    words = ["rare", *(f"common{n}" for n in range(searching.LONG))]
    texts = ["rare common1 common2", "common1 common2 common3", "rare", "common4 common1 rare rare", "nothing at all"]
    papers = [Paper(f"2510.{n}", f"Title {n}", text) for n, text in enumerate([*texts, *["common1 common5"] * 9])]
    await library.catalog.merge(papers, default_day=DAY)
    asked = " OR ".join(f'"{word}"' for word in words)
    emphasis = (repeated, 0.5)
    whole = dict(await library.catalog.full_text.bm25(asked, Scope(), 99, emphasis=emphasis))
    assert len(whole) == len(papers) - 1
    monkeypatch.setattr(searching, "SCORED", 7)
    rare = dict(await library.catalog.full_text.bm25(asked, Scope(), 99, emphasis=emphasis))
    # "common1" and "common5" find nothing by themselves any more.
    assert set(rare) == {"2510.0", "2510.1", "2510.2", "2510.3"}
    assert rare == {id: pytest.approx(whole[id]) for id in rare}
    # A narrower scope is searched with every word.
    ids = tuple(paper.id for paper in papers)
    assert len(await library.catalog.full_text.bm25(asked, Scope(ids=ids), 99, emphasis=emphasis)) == len(whole)
