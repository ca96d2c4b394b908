"""Searches, subjects and venues, played back by a local server.

bioRxiv's, OpenReview's, Hugging Face's and esearch's answers are made here after the published schemas, not recorded:
https://api.biorxiv.org, https://docs.openreview.net, https://huggingface.co/docs/hub/api,
https://www.ncbi.nlm.nih.gov/books/NBK25499. efetch's is a recorded one (tests/fixtures/http/README.md).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import pytest

from askpapers import errors
from askpapers.network.client import Web
from askpapers.network.failures import Pace
from askpapers.sources.inputs import BASES, INCOMPLETE, WEEKEND, SourceList
from askpapers.sources.openreview import SIZE
from askpapers.sources.origins import Origin, fetch, parse_origin
from tests.servers.replay import Replay, Reply, serving

HTTP = Path(__file__).parents[1] / "fixtures" / "http"
TODAY = date(2025, 12, 1)
DAY = date(2025, 10, 30)
RXIV = "/details/biorxiv/2025-10-30/2025-10-30"
Script = Mapping[str, Sequence[Reply] | Reply]


def said(value: object) -> Reply:
    return Reply(json.dumps(value).encode())


async def ask(server: Replay, when: str, origin: str, cache: Path | None = None) -> list[SourceList]:
    async def no_pause(seconds: float) -> None:
        """A sleep that does not wait."""

    async with Web(cache=cache, sleep=no_pause, pace=Pace(lambda: 0.0)) as web:
        bases = dict.fromkeys(BASES, server.url)
        return [part async for part in fetch(when, origin, today=TODAY, base_urls=bases, web=web)]


@pytest.mark.parametrize(
    ("text", "origin"),
    [
        ("hf", Origin("hf")),
        ('hf:"model merging"', Origin("hf", "model merging")),
        ("arxiv:cs.CL", Origin("arxiv", "cat:cs.CL")),
        ('arxiv:"words"', Origin("arxiv", '"words"')),
        ("bioRxiv: neuroscience", Origin("biorxiv", "neuroscience")),
        ("medrxiv:all", Origin("medrxiv", "all")),
        ("openreview:ICLR.cc/2026/Conference", Origin("openreview", "ICLR.cc/2026/Conference")),
        ('pubmed:"sleep apnea"[ti]', Origin("pubmed", '"sleep apnea"[ti]')),
    ],
)
def test_a_source_is_named_with_what_is_asked_of_it(text: str, origin: Origin) -> None:
    assert parse_origin(text) == origin


@pytest.mark.parametrize("text", ["", "acm:x", "arxiv", "arxiv:", 'hf:""', "biorxiv", "pubmed:", "openreview"])
def test_what_is_no_source_is_a_usage_error_that_names_them_all(text: str) -> None:
    with pytest.raises(errors.UsageError) as caught:
        parse_origin(text)
    assert "openreview:" in caught.value.hint


async def test_a_search_of_hugging_face_brings_what_it_finds() -> None:
    entries = json.loads((HTTP / "daily_papers_2025-10-30.json").read_bytes())
    with serving({"/api/papers/search": said(entries)}) as server:
        (found,) = await ask(server, "today", 'hf:"model merging"')
    assert (found.day, found.format, json.loads(found.content)) == (None, "daily-papers-json", entries)
    assert server.asked[0].query == {"q": "model merging", "limit": "100"}


def preprints(*subjects: str, total: int) -> Reply:
    items = [{"title": f"Paper {n}", "doi": f"10.1101/{n}", "category": subject} for n, subject in enumerate(subjects)]
    return said({"messages": [{"status": "ok", "total": str(total), "count": len(items)}], "collection": items})


async def test_a_subject_of_a_day_comes_page_by_page() -> None:
    pages = {
        f"{RXIV}/0/json": preprints("neuroscience", "neuroscience", total=3),
        f"{RXIV}/2/json": preprints("neuroscience", total=3),
    }
    with serving(pages) as server:
        lists = await ask(server, "2025-10-30", "biorxiv:neuroscience")
    assert [(part.day, len(json.loads(part.content)["collection"])) for part in lists] == [(DAY, 2), (DAY, 1)]
    assert [asked.query for asked in server.asked] == [{"category": "neuroscience"}] * 2


async def test_other_subjects_are_left_out_where_the_server_sends_all() -> None:
    with serving({f"{RXIV}/0/json": preprints("cell biology", "zoology", total=2)}) as server:
        (found,) = await ask(server, "2025-10-30", "biorxiv:Cell Biology")
    assert [item["category"] for item in json.loads(found.content)["collection"]] == ["cell biology"]


@pytest.mark.parametrize(("when", "why"), [("2025-11-01", WEEKEND), ("today", INCOMPLETE)])
async def test_a_day_without_preprints_says_why(when: str, why: str) -> None:
    day = "2025-11-01" if when != "today" else TODAY.isoformat()
    nothing = said({"messages": [{"status": "no posts found"}], "collection": []})
    with serving({f"/details/medrxiv/{day}/{day}/0/json": nothing}) as server:
        (found,) = await ask(server, when, "medrxiv:all")
    assert (found.content, found.empty) == (b"", why)


async def test_a_venue_comes_page_by_page_whatever_the_day() -> None:
    first = said(
        {"notes": [{"id": str(n), "content": {"title": {"value": "x"}}} for n in range(SIZE)], "count": SIZE + 1}
    )
    second = said({"notes": [{"id": "last", "content": {"title": {"value": "x"}}}], "count": SIZE + 1})
    with serving({"/notes": [first, second]}) as server:
        lists = await ask(server, "today", "openreview:ICLR.cc/2026/Conference")
    assert [len(json.loads(part.content)["notes"]) for part in lists] == [SIZE, 1]
    assert [asked.query["offset"] for asked in server.asked] == ["0", str(SIZE)]
    assert server.asked[0].query["content.venueid"] == "ICLR.cc/2026/Conference"


async def test_an_unknown_venue_says_how_they_are_named() -> None:
    with serving({"/notes": said({"notes": [], "count": 0})}) as server:
        (found,) = await ask(server, "today", "openreview:iclr")
    assert "group?id=" in found.empty


@pytest.mark.parametrize("origin", ["openreview:ICLR.cc/2026/Conference", 'hf:"words"'])
async def test_what_has_no_days_is_not_asked_for_one(origin: str) -> None:
    with serving({}) as server:
        with pytest.raises(errors.UsageError):
            await ask(server, "2025-10-30", origin)
        assert server.asked == []


SEARCH, RECORDS = "/entrez/eutils/esearch.fcgi", "/entrez/eutils/efetch.fcgi"
FOUND = said({"esearchresult": {"count": "1", "idlist": ["33786689"]}})
RECORD = Reply((HTTP / "pubmed_33786689.xml").read_bytes())


async def test_a_search_of_pubmed_brings_the_newest_records() -> None:
    with serving({SEARCH: FOUND, RECORDS: RECORD}) as server:
        (found,) = await ask(server, "today", "pubmed:variant")
    assert (found.day, found.content) == (None, RECORD.body)
    search, records = (asked.query for asked in server.asked)
    assert (search["term"], search["retmax"], "mindate" in search) == ("variant", "100", False)
    assert (records["id"], records["retmode"]) == ("33786689", "xml")


async def test_a_day_of_pubmed_is_the_day_that_records_were_added() -> None:
    with serving({SEARCH: FOUND, RECORDS: RECORD}) as server:
        (found,) = await ask(server, "2025-10-30", "pubmed:variant")
    search = server.asked[0].query
    assert (found.day, search["datetype"], search["mindate"], search["maxdate"]) == (
        DAY,
        "edat",
        "2025/10/30",
        "2025/10/30",
    )


async def test_a_search_that_finds_nothing_says_so() -> None:
    with serving({SEARCH: said({"esearchresult": {"idlist": []}})}) as server:
        (found,) = await ask(server, "today", "pubmed:xyzzy")
    assert found.empty == "nothing found"


def kept_in(folder: Path) -> bytes:
    return b"".join(page.read_bytes() for page in folder.glob("*.page"))


BROKEN: list[tuple[str, Script]] = [
    ("pubmed:x", {SEARCH: said({"esearchresult": {"ERROR": "Empty term"}})}),
    ("pubmed:x", {SEARCH: FOUND, RECORDS: Reply(RECORD.body[:-40])}),
    ("openreview:x", {"/notes": Reply(b"<!DOCTYPE html><html>Please log in</html>")}),
    ("biorxiv:x", {"/details/biorxiv/2025-12-01/2025-12-01/0/json": said({"messages": [], "collection": []})}),
    ('hf:"x"', {"/api/papers/search": Reply(b'[{"paper"')}),
]


@pytest.mark.parametrize(("origin", "script"), BROKEN)
async def test_a_broken_answer_is_a_failure_in_words_and_is_not_kept(
    origin: str, script: Script, tmp_path: Path
) -> None:
    tagged = {path: Reply(one.body, headers={"ETag": '"1"'}) for path, one in script.items() if isinstance(one, Reply)}
    with serving(tagged) as server, pytest.raises(errors.FetchFailed):
        await ask(server, "today", origin, tmp_path)
    last = list(tagged.values())[-1]
    assert last.body not in kept_in(tmp_path)
