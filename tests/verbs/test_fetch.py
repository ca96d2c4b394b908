"""The fetched lists in the library, and what came of it in words."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path

import pytest

from askpapers import errors
from askpapers.library.library import Library
from askpapers.papers.paper import Paper
from askpapers.papers.scope import Scope
from askpapers.sources import hugging_face
from askpapers.sources.inputs import BASES
from askpapers.verbs.fetch import fetch
from askpapers.verbs.interests import order
from tests.conftest import Clock
from tests.servers.replay import Reply, serving

HTTP = Path(__file__).parents[1] / "fixtures" / "http"
API = "/api/daily_papers"


async def test_a_week_with_a_day_that_fails_keeps_the_others_and_says_what_came(library: Library) -> None:
    thursday = Reply((HTTP / "daily_papers_2025-10-30.json").read_bytes())
    script = {API: Reply(b"[]"), f"{API}?date=2025-10-28": Reply(b"", status=403), f"{API}?date=2025-10-30": thursday}
    with serving(script) as server:
        bases = dict.fromkeys(BASES, server.url)
        first = await fetch(library, "2025-W44", base_urls=bases, embed=False)
        again = await fetch(library, "2025-10-30", base_urls=bases, embed=False)
    count = first.added.added
    assert count > 0 and [day.isoformat() for day, _ in await library.catalog.days()] == ["2025-10-30"]
    assert first.words.startswith(f"{count} new, ") and len(first.empty) == 5
    assert len(first.added.failures) == 1 and ", 1 day failed, because: " in first.words
    assert (again.words, again.added.failures) == (f"{count} known as they are", ())


async def test_a_search_of_pubmed_is_read_by_what_it_is(library: Library) -> None:
    script = {
        "/entrez/eutils/esearch.fcgi": Reply(b'{"esearchresult": {"idlist": ["33786689"]}}'),
        "/entrez/eutils/efetch.fcgi": Reply((HTTP / "pubmed_33786689.xml").read_bytes()),
    }
    with serving(script) as server:
        report = await fetch(library, "today", "pubmed:x", base_urls=dict.fromkeys(BASES, server.url), embed=False)
    (paper,) = await library.catalog.papers(report.added.papers)
    assert (report.added.added, report.added.failures) == (1, ())
    assert paper.title.startswith("Cardiovascular imaging 2020 in the international journal") and paper.authors


async def test_a_list_that_nobody_can_read_is_a_failure_beside_the_others(library: Library) -> None:
    with serving({"/notes": Reply(b'{"notes": [{"nothing": "that is known"}]}')}) as server:
        report = await fetch(library, "today", "openreview:x", base_urls=dict.fromkeys(BASES, server.url), embed=False)
    assert report.added.added == 0
    assert report.added.failures or report.added.warnings


async def test_a_subject_of_biorxiv_is_read_by_what_it_is(library: Library) -> None:
    # Made after https://api.biorxiv.org, not recorded.
    item = {"title": "Quiet neurons", "authors": "One, A.; Two, B. C.", "doi": "10.1101/2025.10.30.1", "date": "2025-10-30",
            "version": "1", "category": "neuroscience", "abstract": "They are quiet.", "server": "biorxiv"}  # fmt: skip
    answer = Reply(
        json.dumps({"messages": [{"status": "ok", "total": "1", "count": 1}], "collection": [item]}).encode()
    )
    with serving({"/details/biorxiv/2025-10-30/2025-10-30/0/json": answer}) as server:
        bases = dict.fromkeys(BASES, server.url)
        report = await fetch(library, "2025-10-30", "biorxiv:neuroscience", base_urls=bases, embed=False)
    (paper,) = await library.catalog.papers(report.added.papers)
    assert (paper.title, paper.abstract, paper.doi) == ("Quiet neurons", "They are quiet.", "10.1101/2025.10.30.1")
    assert [day.isoformat() for day in paper.listed] == ["2025-10-30"]


async def test_what_trends_is_kept_in_the_order_of_the_service_until_it_is_old(library: Library, clock: Clock) -> None:
    entries = json.loads((HTTP / "daily_papers_2025-10-30.json").read_bytes())[:2]
    ids = [entry["paper"]["id"] for entry in reversed(entries)]
    script = {f"{API}?sort=trending&limit=100": Reply(json.dumps(entries[::-1]).encode())}
    other = Paper("2510.99999", "Another", upvotes=9000, listed=(date(2025, 10, 30),))
    await library.catalog.merge([other], default_day=None)
    with serving(script) as server:
        report = await fetch(library, "trending", base_urls=dict.fromkeys(BASES, server.url), embed=False)
    assert report.words == "2 new"
    # Each is listed on the day that it was listed on, and not today.
    assert [day.isoformat() for day, _ in await library.catalog.days()] == ["2025-10-30"]
    ordered = await order(library, Scope(), "trending")
    assert [row.paper.id for row, _ in ordered] == [*ids, other.id]
    assert ordered[0][1].why.startswith("№ 1 of what trends at Hugging Face, as of ")
    clock.now += timedelta(8)
    assert (await order(library, Scope(), "trending"))[0][0].paper.id == other.id
    with pytest.raises(errors.UsageError, match="Only Hugging Face"):
        await fetch(library, "trending", "arxiv:cs.CL")


async def test_the_models_of_each_paper_are_asked_for_where_that_is_wanted(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hugging_face, "GAP", 0.0)
    entries = json.loads((HTTP / "daily_papers_2025-10-30.json").read_bytes())[:2]
    known, unknown = (entry["paper"]["id"] for entry in entries)
    record = json.loads((HTTP.parent / "formats" / "hugging_face_paper.json").read_bytes()) | {
        "id": known,
        "title": "Mine",
    }
    script = {API: Reply(json.dumps(entries).encode()), f"/api/papers/{known}": Reply(json.dumps(record).encode())}
    with serving(script) as server:
        bases = dict.fromkeys(BASES, server.url)
        report = await fetch(library, "2025-10-30", base_urls=bases, embed=False, linked=True)
    assert report.added.notes[-1] == "Hugging Face knows 1 of 2 papers, with their models, data sets and spaces."
    (row,) = await library.catalog.rows(Scope(has_model=True))
    assert (row.paper.id, row.paper.model_count, row.paper.title) == (
        known,
        5,
        " ".join(entries[0]["paper"]["title"].split()),
    )
    assert await library.catalog.papers([unknown])


async def test_a_service_that_fails_is_not_asked_for_every_paper(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hugging_face, "GAP", 0.0)
    entries = json.loads((HTTP / "daily_papers_2025-10-30.json").read_bytes())
    script = {API: Reply(json.dumps(entries).encode())}
    script |= {f"/api/papers/{entry['paper']['id']}": Reply(b"", status=403) for entry in entries}
    with serving(script) as server:
        bases = dict.fromkeys(BASES, server.url)
        report = await fetch(library, "2025-10-30", base_urls=bases, embed=False, linked=True)
        assert len([one for one in server.asked if one.path.startswith("/api/papers/")]) == 2
    assert report.added.added == len(entries)
    assert "are not known: " in report.added.notes[-1] and report.added.failures


async def test_days_that_are_not_asked_for_any_more_are_told(library: Library) -> None:
    with serving({API: Reply(b"", status=403)}) as server:
        report = await fetch(library, "2025-W44", base_urls=dict.fromkeys(BASES, server.url), embed=False)
    assert len(report.added.failures) == 2
    assert report.added.notes == ("5 more days were not asked for; the same command goes on.",)
