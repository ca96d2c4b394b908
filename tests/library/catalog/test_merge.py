"""Papers into the catalogue's tables: what is one paper there, and what stays of each reading."""

from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from askpapers.answers.answer import OneLine
from askpapers.library.catalog.catalog import Catalog
from askpapers.library.library import Library
from askpapers.papers.deduplication import title_id
from askpapers.papers.paper import Paper
from askpapers.papers.scope import Scope

DAY = date(2025, 10, 31)
NEXT = DAY + timedelta(1)

LAMPS = "Lamps That Burn for Four Hundred Hours in the Rain"
LAMP_TEXT = "We build lamps of tin and measure how long each of them burns in heavy rain."
ARXIV = Paper("2510.00001", LAMPS, LAMP_TEXT, arxiv_id="2510.00001", version=1, authors=("Ada Lovelace",))
TITLED = Paper(title_id(LAMPS), LAMPS, LAMP_TEXT)
PUBLISHED_TITLE = "Long-Burning Lamps: a Published Account under Another Name"
PUBLISHED = Paper(title_id(PUBLISHED_TITLE), PUBLISHED_TITLE, "The journal's own words.", doi="10.1000/Lamps")


async def only(catalog: Catalog) -> Paper:
    ids = await catalog.ids(Scope())
    assert len(ids) == 1
    found = await catalog.paper(ids[0])
    assert found is not None
    return found


async def test_a_new_paper_without_a_day_is_filed_under_the_default_day(catalog: Catalog) -> None:
    merged = await catalog.merge([ARXIV], default_day=DAY)
    assert (merged.added, merged.ids) == ((ARXIV.id,), (ARXIV.id,))
    assert await only(catalog) == replace(ARXIV, listed=(DAY,))


async def test_a_paper_with_days_is_not_filed_under_the_default_day(catalog: Catalog) -> None:
    await catalog.merge([replace(ARXIV, listed=(NEXT,))], default_day=DAY)
    assert await catalog.days() == [(NEXT, 1)]


async def test_a_known_paper_without_a_day_is_not_listed_again(catalog: Catalog) -> None:
    await catalog.merge([ARXIV], default_day=DAY)
    merged = await catalog.merge([ARXIV], default_day=NEXT)
    assert (merged.unchanged, merged.relisted) == ((ARXIV.id,), ())
    assert await catalog.days() == [(DAY, 1)]


async def test_one_paper_twice_in_a_batch_is_added_once(catalog: Catalog) -> None:
    merged = await catalog.merge([ARXIV, ARXIV, TITLED], default_day=DAY)
    assert merged.added == (ARXIV.id,)
    assert merged.ids == (ARXIV.id,) * 3
    assert await catalog.count(Scope()) == 1


async def test_each_paper_given_is_told_of_once_and_in_order(catalog: Catalog) -> None:
    await catalog.merge([ARXIV], default_day=DAY)
    merged = await catalog.merge([PUBLISHED, replace(ARXIV, upvotes=3), PUBLISHED], default_day=DAY)
    assert merged.ids == (PUBLISHED.id, ARXIV.id, PUBLISHED.id)
    assert (merged.added, merged.updated, merged.unchanged) == ((PUBLISHED.id,), (ARXIV.id,), (PUBLISHED.id,))


@pytest.mark.parametrize("first", [TITLED, ARXIV])
async def test_with_and_without_an_arxiv_id_is_one_paper_in_either_order(catalog: Catalog, first: Paper) -> None:
    second = ARXIV if first is TITLED else TITLED
    await catalog.merge([first], default_day=DAY)
    await catalog.merge([second], default_day=DAY)
    assert (await only(catalog)).id == ARXIV.id
    for id in (ARXIV.id, TITLED.id):
        found = await catalog.paper(id)
        assert found is not None
        assert found.id == ARXIV.id


async def test_only_an_id_that_had_vectors_is_to_be_removed_from_the_vectors(catalog: Catalog) -> None:
    await catalog.merge([ARXIV], default_day=DAY)
    await catalog.merge([TITLED], default_day=DAY)
    assert await catalog.embedding_state.former_ids() == []


async def test_a_doi_is_the_same_in_any_case_of_letters(catalog: Catalog) -> None:
    await catalog.merge([PUBLISHED], default_day=DAY)
    await catalog.merge(
        [replace(PUBLISHED, id="t1", title="Anything else at all", doi="10.1000/LAMPS")], default_day=DAY
    )
    assert (await only(catalog)).id == PUBLISHED.id


async def test_two_arxiv_ids_under_one_title_stay_two_papers(catalog: Catalog) -> None:
    other = replace(ARXIV, id="2510.99999", arxiv_id="2510.99999")
    merged = await catalog.merge([ARXIV, other], default_day=DAY)
    assert merged.added == (ARXIV.id, other.id)


async def test_two_papers_under_one_short_title_are_kept_apart_and_found_again(catalog: Catalog) -> None:
    columns = [
        Paper(title_id("Editorial"), "Editorial", "On cows and their meadows in spring.", authors=("Ada Byron",)),
        Paper(title_id("Editorial"), "Editorial", "About trains that never arrive on time.", authors=("Wei Zhang",)),
    ]
    first = await catalog.merge(columns, default_day=DAY)
    assert len(set(first.added)) == 2
    assert (await catalog.merge(columns, default_day=DAY)).unchanged == first.added
    assert {paper.abstract for paper in await catalog.papers(first.added)} == {paper.abstract for paper in columns}


async def test_a_record_that_names_two_papers_makes_them_one(catalog: Catalog) -> None:
    await catalog.merge([replace(ARXIV, listed=(DAY,)), replace(PUBLISHED, listed=(NEXT,))], default_day=DAY)
    merged = await catalog.merge([replace(ARXIV, doi=PUBLISHED.doi)], default_day=DAY)
    assert merged.ids == (ARXIV.id,)
    both = await only(catalog)
    assert both.id == ARXIV.id
    assert both.listed == (DAY, NEXT)
    assert await catalog.days() == [(NEXT, 1), (DAY, 1)]
    found = await catalog.paper(PUBLISHED.id)
    assert found == both
    assert await catalog.embedding_state.former_ids() == [PUBLISHED.id]


async def test_both_listed_on_one_day_are_listed_once_when_they_become_one(catalog: Catalog) -> None:
    await catalog.merge([ARXIV, PUBLISHED], default_day=DAY)
    await catalog.merge([replace(ARXIV, doi=PUBLISHED.doi)], default_day=DAY)
    assert (await only(catalog)).listed == (DAY,)
    assert await catalog.days() == [(DAY, 1)]


async def test_a_star_of_the_second_paper_stays_when_they_become_one(catalog: Catalog) -> None:
    await catalog.merge([ARXIV, PUBLISHED], default_day=DAY)
    await catalog.mark([PUBLISHED.id], starred=True, read=True)
    await catalog.merge([replace(ARXIV, doi=PUBLISHED.doi)], default_day=DAY)
    assert [(row.starred, row.read) for row in await catalog.rows(Scope())] == [(True, True)]


async def test_former_ids_of_both_resolve_after_they_become_one(catalog: Catalog) -> None:
    await catalog.merge([TITLED, PUBLISHED], default_day=DAY)
    await catalog.merge([ARXIV], default_day=DAY)
    await catalog.merge([replace(ARXIV, doi=PUBLISHED.doi)], default_day=DAY)
    found = await catalog.papers([TITLED.id, PUBLISHED.id, ARXIV.id])
    assert [paper.id for paper in found] == [ARXIV.id] * 3


async def test_search_knows_the_one_that_two_became(catalog: Catalog) -> None:
    await catalog.merge([ARXIV, PUBLISHED], default_day=DAY)
    await catalog.merge([replace(ARXIV, doi=PUBLISHED.doi)], default_day=DAY)
    assert [id for id, _ in await catalog.full_text.bm25('"lamps"', Scope(), 9)] == [ARXIV.id]


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
async def test_the_order_of_three_records_of_one_paper_does_not_matter(
    catalog: Catalog, order: tuple[int, ...]
) -> None:
    records = [
        replace(TITLED, listed=(DAY,), organization="Tin Works"),
        replace(ARXIV, listed=(NEXT,), doi="10.1000/lamps", categories=("cs.LG",)),
        replace(TITLED, doi="10.1000/LAMPS", keywords=("rain",)),
    ]
    for place in order:
        await catalog.merge([records[place]], default_day=DAY)
    paper = await only(catalog)
    assert (paper.id, paper.organization, paper.categories) == (ARXIV.id, "Tin Works", ("cs.LG",))
    assert paper.keywords == ("rain",)
    assert {DAY, NEXT} <= set(paper.listed)


async def test_new_counts_are_an_update_but_no_rewording(catalog: Catalog) -> None:
    await catalog.merge([ARXIV], default_day=DAY)
    await catalog.one_lines.put([OneLine(ARXIV.id, "a line", "m")], ["key"])
    await catalog.embedding_state.put_sentence_vectors("m", [(ARXIV.id, b"12")])
    merged = await catalog.merge([replace(ARXIV, upvotes=99)], default_day=DAY)
    assert (merged.updated, merged.changed, merged.relisted) == ((ARXIV.id,), (), ())
    # What was paid for under the same words is not thrown away.
    assert await catalog.one_lines.get([ARXIV.id], "m") == {ARXIV.id: ("key", "a line")}
    assert await catalog.embedding_state.sentence_vectors([ARXIV.id], "m") == {ARXIV.id: b"12"}


@pytest.mark.parametrize("change", [{"abstract": "Now they float."}, {"title": "Boats That Float for Days on a River"}])
async def test_new_words_drop_what_was_made_of_the_old_ones(catalog: Catalog, change: dict[str, Any]) -> None:
    await catalog.merge([ARXIV], default_day=DAY)
    await catalog.one_lines.put([OneLine(ARXIV.id, "a line", "m")], ["key"])
    await catalog.embedding_state.put_sentence_vectors("m", [(ARXIV.id, b"12")])
    await catalog.embedding_state.put("store", [ARXIV])
    await catalog.merge([replace(ARXIV, version=2, **change)], default_day=DAY)
    assert await catalog.one_lines.get([ARXIV.id], "m") == {}
    assert await catalog.embedding_state.sentence_vectors([ARXIV.id], "m") == {}
    assert await catalog.embedding_state.pending_count("store") == 1


async def test_an_abstract_that_was_missing_is_no_rewording(catalog: Catalog) -> None:
    await catalog.merge([replace(ARXIV, abstract="")], default_day=DAY)
    merged = await catalog.merge([ARXIV], default_day=DAY)
    assert (merged.updated, merged.changed) == ((ARXIV.id,), ())
    assert (await only(catalog)).abstract == LAMP_TEXT


async def test_the_same_abstract_wrapped_at_other_places_is_no_rewording(catalog: Catalog) -> None:
    await catalog.merge([ARXIV], default_day=DAY)
    merged = await catalog.merge([replace(ARXIV, abstract=LAMP_TEXT.replace(" ", "\r\n"))], default_day=DAY)
    assert merged.changed == ()


async def test_an_older_version_does_not_take_back_the_newer_words(catalog: Catalog) -> None:
    newer = replace(ARXIV, version=3, abstract="Entirely new words about tin.")
    await catalog.merge([newer], default_day=DAY)
    await catalog.merge([replace(ARXIV, version=1)], default_day=DAY)
    assert (await only(catalog)).abstract == newer.abstract


async def test_a_paper_known_in_part_is_completed_and_nothing_is_lost(catalog: Catalog) -> None:
    await catalog.merge([replace(ARXIV, organization="Tin Works", upvotes=7, comments=2)], default_day=DAY)
    await catalog.merge([replace(ARXIV, code_url="https://github.com/a/b", upvotes=9)], default_day=DAY)
    paper = await only(catalog)
    assert (paper.organization, paper.upvotes, paper.comments) == ("Tin Works", 9, 2)
    assert paper.code_url == "https://github.com/a/b"


async def test_hostile_text_is_kept_as_it_is(catalog: Catalog) -> None:
    hostile = replace(
        ARXIV,
        title="Robert'); DROP TABLE papers; -- \x1b[2J\u202e [b]",
        abstract="x" * 10_000 + "\x00 ١٢٣\r\n",
        authors=('"quoted", [1]', "\\"),
        organization="a,b",
    )
    await catalog.merge([hostile], default_day=DAY)
    assert await only(catalog) == replace(hostile, listed=(DAY,))
    assert (await catalog.merge([hostile], default_day=DAY)).unchanged == (ARXIV.id,)


@pytest.mark.parametrize("title", ["", " ", "…", "!!!", "日本語", "\u202e"])
async def test_a_title_of_no_letters_is_a_paper_of_its_own(catalog: Catalog, title: str) -> None:
    paper = Paper(title_id(title), title, "An abstract about lamps and nothing else.")
    await catalog.merge([ARXIV, paper], default_day=DAY)
    assert await catalog.count(Scope()) == 2
    assert (await catalog.merge([paper], default_day=DAY)).unchanged == (paper.id,)


async def test_an_empty_batch_changes_nothing(catalog: Catalog) -> None:
    version = await catalog.version()
    merged = await catalog.merge([], default_day=DAY)
    assert merged.ids == ()
    assert await catalog.version() == version


async def test_a_star_and_a_reading_of_two_records_stay_when_they_become_one(catalog: Catalog) -> None:
    first = Paper("2510.00001", "Lamps that burn for very long", "Lamp A burns.", arxiv_id="2510.00001")
    second = Paper("t0000000001", "A wholly different name of the lamps", "", doi="10.1/lamps")
    await catalog.merge([first, second], default_day=DAY)
    await catalog.mark([first.id], read=True)
    await catalog.mark([second.id], starred=True)
    await catalog.merge([replace(first, doi=second.doi)], default_day=DAY)
    assert [(row.read, row.starred) for row in await catalog.rows(Scope())] == [(True, True)]


async def test_papers_whose_dois_differ_in_a_sign_stay_apart(catalog: Catalog) -> None:
    papers = [Paper("t1111111111", "Editorial", "", doi=doi) for doi in ("10.1/q", "10.1/a-b", "10.1/a.b")]
    assert len((await catalog.merge(papers, default_day=DAY)).added) == 3


async def test_half_a_character_does_not_stop_a_list(catalog: Catalog) -> None:
    merged = await catalog.merge([Paper("2511.00001", "Title \ud83d here", "We do \ud83d\ude00.")], default_day=DAY)
    assert len(merged.added) == 1
    (row,) = await catalog.rows(Scope())
    assert (row.paper.title, row.paper.abstract) == ("Title \ufffd here", "We do 😀.")


async def test_references_without_a_day_stay_undated_and_it_is_said(library: Library) -> None:
    from askpapers.verbs import add as ingest

    entries = b"@article{a, title={On lamps}, year=1999}\n@article{b, title={On boats}, year=2003}"
    added = await ingest.add_bytes(library, entries, "refs.bib")
    assert added.notes == (
        "2 papers are on no day's list: `askpapers list --undated` shows them, `add --day` files them under a day.",
    )
    # A year is no day: neither 1999-01-01 nor today is when it appeared.
    kept = await library.catalog.papers(added.papers)
    assert [(paper.published, paper.listed) for paper in kept] == [(None, ())] * 2
    assert await library.catalog.count(Scope(undated=True)) == 2
    again = await ingest.add_bytes(library, entries, "refs.bib")
    assert again.notes == ()
    await ingest.add_bytes(library, entries, "refs.bib", day=DAY)
    assert await library.catalog.count(Scope(undated=True)) == 0
    assert await library.catalog.count(Scope(DAY, DAY)) == 2


async def test_papers_of_two_corpora_under_one_id_both_stay_and_are_known_again(catalog: Catalog) -> None:
    papers = [Paper("12", "On Lamps", LAMP_TEXT), Paper("12", "On Ice", "Glaciers retreat in nine ranges of hills.")]
    merged = await catalog.merge(papers, default_day=DAY)
    assert len(set(merged.added)) == 2
    assert (await catalog.merge(papers, default_day=DAY)).unchanged == merged.added
