"""The fetched lists in the library, and what came of it in words."""

from __future__ import annotations

import json
from pathlib import Path

from askpapers.library.library import Library
from askpapers.sources.inputs import BASES
from askpapers.verbs.fetch import fetch
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


async def test_days_that_are_not_asked_for_any_more_are_told(library: Library) -> None:
    with serving({API: Reply(b"", status=403)}) as server:
        report = await fetch(library, "2025-W44", base_urls=dict.fromkeys(BASES, server.url), embed=False)
    assert len(report.added.failures) == 2
    assert report.added.notes == ("5 more days were not asked for; the same command goes on.",)
