"""Fetching from a local server that replays captured answers and everything that goes wrong between."""

from __future__ import annotations

import json
import socket
from datetime import date
from pathlib import Path

import pytest

from askpapers import errors
from askpapers.network.client import Web
from askpapers.network.failures import Pace
from askpapers.papers.scope import days_of
from askpapers.sources.arxiv import arxiv_origin, search_query
from askpapers.sources.inputs import BASES, INCOMPLETE, WEEKEND, SourceList
from askpapers.sources.origins import fetch, for_programs, get
from tests.servers.replay import Replay, Reply, serving

HTTP = Path(__file__).parents[1] / "fixtures" / "http"
THURSDAY = date(2025, 10, 30)
LATER = date(2025, 12, 1)
API = "/api/daily_papers"
HTML = b"<!DOCTYPE html><html><title>Airport Wi-Fi</title><body>Please log in</body></html>"


def said(name: str, **more: object) -> Reply:
    return Reply((HTTP / name).read_bytes(), **more)  # type: ignore[arg-type]


def shorten(folder: Path) -> None:
    for file in folder.glob("*.page"):
        file.write_bytes(file.read_bytes()[:-9])


class Nap:
    """A sleep that only moves its own clock."""

    def __init__(self) -> None:
        self.slept: list[float] = []
        self.now = 0.0

    async def __call__(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


async def ask(
    server: Replay, when: str, origin: str = "hf", *, today: date = LATER, nap: Nap | None = None,
    cache: Path | None = None, deadline: float = 20.0,
) -> list[SourceList]:  # fmt: skip
    nap = nap or Nap()
    bases = dict.fromkeys(BASES, server.url)
    async with Web(cache=cache, sleep=nap, pace=Pace(lambda: nap.now), deadline=deadline) as web:
        return [part async for part in fetch(when, origin, today=today, base_urls=bases, web=web)]


async def test_a_day_comes_as_the_source_sent_it() -> None:
    with serving({API: said("daily_papers_2025-10-30.json")}) as server:
        [part] = await ask(server, "2025-10-30")
    assert (part.day, part.empty, part.partial) == (THURSDAY, "", False)
    assert part.content == (HTTP / "daily_papers_2025-10-30.json").read_bytes()
    assert server.asked[0].query == {"date": "2025-10-30", "limit": "100"}
    assert server.asked[0].headers["user-agent"].startswith("askpapers/")
    assert not {"authorization", "cookie"} & set(server.asked[0].headers)


async def test_another_days_list_is_never_taken_for_the_day() -> None:
    moved = Reply(status=307, headers={"Location": "/elsewhere?date=2025-10-30"})
    for name in ("daily_papers_2025-10-30.json", "daily_papers_2024-06-25.json"):
        with serving({API: moved, "/elsewhere": said(name)}) as server:
            [part] = await ask(server, "2025-11-01")
        assert (part.content, part.empty) == (b"", WEEKEND), name


async def test_an_old_list_that_says_no_day_is_the_day_asked_for() -> None:
    with serving({API: said("daily_papers_2024-06-25.json")}) as server:
        [part] = await ask(server, "2024-06-25")
    assert part.day == date(2024, 6, 25) and part.content


async def test_no_list_and_not_yet_are_told_apart() -> None:
    with serving({API: Reply(b"[]")}) as server:
        assert (await ask(server, "2025-11-01"))[0].empty == WEEKEND
        assert (await ask(server, "today", today=THURSDAY))[0].empty == INCOMPLETE
        assert (await ask(server, "today", today=date(2025, 11, 1)))[0].empty == WEEKEND
    with serving({API: said("daily_papers_2025-10-30.json")}) as server:
        assert (await ask(server, "today", today=THURSDAY))[0].partial


async def test_a_list_longer_than_one_answer_comes_whole() -> None:
    entries = [{"paper": {"id": f"2510.{n:05}"}, "title": str(n)} for n in range(130)]
    pages = [Reply(json.dumps(part).encode()) for part in (entries[:100], entries[100:])]
    with serving({API: pages}) as server:
        [part] = await ask(server, "2025-10-30")
    assert json.loads(part.content) == entries
    assert server.asked[1].query["p"] == "1"


async def test_a_week_goes_on_past_a_day_that_fails() -> None:
    script = {API: Reply(b"[]"), f"{API}?date=2025-10-28": said("daily_papers_2025-10-29.json", status=403),
              f"{API}?date=2025-10-29": said("daily_papers_2025-10-29.json"),
              f"{API}?date=2025-10-30": said("daily_papers_2025-10-30.json")}  # fmt: skip
    with serving(script) as server:
        parts = await ask(server, "2025-W44")
    assert [part.day for part in parts] == [date(2025, 10, day) for day in (27, 28, 29, 30, 31)] + [
        date(2025, 11, 1), date(2025, 11, 2)]  # fmt: skip
    assert isinstance(parts[1].error, errors.FetchFailed)
    assert [bool(part.content) for part in parts] == [False, False, True, True, False, False, False]


async def test_a_month_is_given_up_when_days_keep_failing() -> None:
    with serving({API: Reply(status=403)}) as server:
        parts = await ask(server, "2025-10")
    assert len(parts) == 2 and all(part.error for part in parts)


async def test_too_many_requests_waits_as_long_as_asked() -> None:
    nap = Nap()
    with serving({API: [Reply(status=429, headers={"Retry-After": "7"}), said("daily_papers_2025-10-30.json")]}) as s:
        [part] = await ask(s, "2025-10-30", nap=nap)
    assert part.content and nap.slept == [7.0]


async def test_too_many_requests_for_an_hour_is_said_at_once() -> None:
    nap = Nap()
    reply = Reply(status=429, headers={"Retry-After": "3600"})
    with serving({API: reply}) as server, pytest.raises(errors.RateLimited):
        await ask(server, "2025-10-30", nap=nap)
    assert not nap.slept and len(server.asked) == 1


async def test_a_busy_server_is_asked_again_and_in_the_end_reported() -> None:
    with serving({API: [Reply(status=503), Reply(status=503), said("daily_papers_2025-10-30.json")]}) as server:
        assert (await ask(server, "2025-10-30"))[0].content
    with serving({API: Reply(status=503)}) as server, pytest.raises(errors.FetchFailed, match="503"):
        await ask(server, "2025-10-30")
    assert len(server.asked) == 4


@pytest.mark.parametrize(
    ("reply", "words"),
    [
        (said("daily_papers_2025-10-30.json", cut=True), "in the middle of its answer"),
        (Reply((HTTP / "daily_papers_2025-10-30.json").read_bytes()[:900]), "half a list"),
        (Reply(HTML), "web page"),
        (Reply(b"ok"), "no list"),
        (Reply(b'{"error": "\\u001b[31mInvalid date"}'), "Invalid date"),
        (Reply(status=511), "log in"),
        (Reply(status=302, headers={"Location": "ftp://example.org/x"}), "wrong address"),
        (Reply(status=302, headers={"Location": API}), "on and on"),
        (Reply(b"\x1f\x8b broken", headers={"Content-Encoding": "gzip"}), "compression is broken"),
    ],
)
async def test_what_is_no_list_fails_and_says_why(reply: Reply, words: str) -> None:
    with serving({API: reply}) as server, pytest.raises(errors.FetchFailed, match=words) as failure:
        await ask(server, "2025-10-30")
    assert "\x1b" not in str(failure.value)


async def test_a_slow_drip_ends_at_the_deadline() -> None:
    with serving({API: Reply(drip=True)}) as server, pytest.raises(errors.Unreachable, match="did not finish"):
        await ask(server, "2025-10-30", deadline=0.2)


async def test_a_page_without_end_is_cut_off() -> None:
    with serving({"/x": Reply(b"x" * 5000)}) as server:
        async with Web(largest=4000) as web:
            with pytest.raises(errors.FetchFailed, match="more than"):
                await web.get(f"{server.url}/x")


async def test_nobody_there_is_unreachable() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        server = Replay({})
        server.url = f"http://127.0.0.1:{taken.getsockname()[1]}"
        nap = Nap()
        with pytest.raises(errors.Unreachable):
            await ask(server, "2025-10-30", nap=nap)
        assert nap.slept == []


async def test_a_name_that_cannot_be_looked_up_is_told_in_words(monkeypatch: pytest.MonkeyPatch) -> None:
    def offline(*_: object, **__: object) -> None:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", offline)
    server = Replay({})
    server.url = "http://papers.example"
    with pytest.raises(errors.Unreachable, match=r"^The network cannot be reached \(host papers\.example\)\.$"):
        await ask(server, "2025-10-30")


async def test_an_unchanged_list_is_not_sent_again(tmp_path: Path) -> None:
    with serving({API: said("daily_papers_2025-10-30.json", headers={"ETag": '"one"'})}) as server:
        [first] = await ask(server, "2025-10-30", cache=tmp_path)
        [again] = await ask(server, "2025-10-30", cache=tmp_path)
        shorten(tmp_path)
        [mended] = await ask(server, "2025-10-30", cache=tmp_path)
    assert (first.unchanged, again.unchanged, mended.unchanged) == (False, True, False)
    assert first.content == again.content == mended.content
    assert "if-none-match" not in server.asked[2].headers


async def test_a_damaged_list_is_not_kept(tmp_path: Path) -> None:
    broken = Reply(b"[{", headers={"ETag": '"one"'})
    with serving({API: [broken, said("daily_papers_2025-10-30.json", headers={"ETag": '"one"'})]}) as server:
        with pytest.raises(errors.FetchFailed):
            await ask(server, "2025-10-30", cache=tmp_path)
        assert (await ask(server, "2025-10-30", cache=tmp_path))[0].content


async def test_arxiv_is_asked_page_by_page_and_slowly() -> None:
    nap = Nap()
    pages = [said("arxiv_two_of_three.xml"), said("arxiv_third_of_three.xml")]
    with serving({"/api/query": pages}) as server:
        parts = await ask(server, "2025-10-30", "arxiv:cs.CL", nap=nap)
    assert [part.content.count(b"<entry>") for part in parts] == [2, 1]
    assert [asked.query["start"] for asked in server.asked] == ["0", "2"]
    assert server.asked[0].query["search_query"] == "(cat:cs.CL) AND submittedDate:[202510300000 TO 202510302359]"
    assert nap.slept == [3.0]


async def test_arxivs_blank_page_is_asked_for_again() -> None:
    blank = Reply((HTTP / "arxiv_none.xml").read_bytes().replace(b"totalResults>0", b"totalResults>3"))
    script = [said("arxiv_two_of_three.xml"), blank, said("arxiv_third_of_three.xml")]
    with serving({"/api/query": script}) as server:
        assert len(await ask(server, "2025-10-30", "arxiv:cs.CL")) == 2
    script = [said("arxiv_two_of_three.xml"), blank]
    with serving({"/api/query": script}) as server, pytest.raises(errors.FetchFailed, match="only 2 of 3"):
        await ask(server, "2025-10-30", "arxiv:cs.CL")


async def test_arxivs_answers_without_papers() -> None:
    with serving({"/api/query": said("arxiv_none.xml")}) as server:
        assert [part.empty for part in await ask(server, "2025-11-01", "arxiv:cs.CL")] == [WEEKEND]
    for reply, words in [
        (said("arxiv_error.xml"), "incorrect id format"),
        (Reply(HTML), "web page"),
        (Reply((HTTP / "arxiv_two_of_three.xml").read_bytes()[:-30]), "half a feed"),
        (Reply(b"hello"), "no feed"),
    ]:
        with serving({"/api/query": reply}) as server, pytest.raises(errors.FetchFailed, match=words):
            await ask(server, "2025-10-30", "arxiv:cs.CL")


async def test_arxivs_announcement_keeps_its_own_day() -> None:
    feed = (
        '<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"><title>cs.CL</title>'
        "<updated>2025-10-30T04:00:11+00:00</updated>{}</feed>"
    )
    full, none = (Reply(feed.format(text).encode()) for text in ("<entry><title>A</title></entry>", ""))
    with serving({"/atom/cs.CL": full}) as server:
        [part] = await ask(server, "today", "arxiv:cs.CL", today=THURSDAY)
        assert (part.day, part.empty) == (THURSDAY, "")
        old, waiting = await ask(server, "today", "arxiv:cs.CL", today=date(2025, 10, 31))
        assert (old.day, bool(old.content)) == (THURSDAY, True)
        assert (waiting.day, waiting.empty) == (date(2025, 10, 31), INCOMPLETE)
    with serving({"/atom/cs.CL": none}) as server:
        assert [part.empty for part in await ask(server, "today", "arxiv:cs.CL", today=THURSDAY)] == [WEEKEND]


async def test_an_address_is_fetched_after_redirects() -> None:
    with serving({"/a": Reply(status=301, headers={"Location": "{url}/b"}), "/b": Reply(b"list")}) as server:
        found = await get(f"{server.url}/a")
    assert (found.url, found.content) == (f"{server.url}/b", b"list")


async def test_a_dated_page_that_sends_another_day_fails() -> None:
    moved = Reply(status=302, headers={"Location": "/papers/date/2025-10-31"})
    with serving({"/papers/date/2025-11-01": moved, "/papers/date/2025-10-31": Reply(b"list")}) as server:
        with pytest.raises(errors.FetchFailed, match="2025-10-31"):
            await get(f"{server.url}/papers/date/2025-11-01")
        assert (await get(f"{server.url}/papers/date/2025-10-31")).content == b"list"


@pytest.mark.parametrize("url", ["ftp://x.org/a", "file:///etc/passwd", "http://", "https://me:secret@x.org/", "x"])
async def test_other_addresses_are_refused_without_showing_a_password(url: str) -> None:
    with pytest.raises(errors.UsageError) as failure:
        await get(url)
    assert "secret" not in str(failure.value)


def test_pages_for_people_are_asked_for_where_programs_are_served() -> None:
    query = "https://export.arxiv.org/api/query?id_list="
    for url, wanted in {
        "https://arxiv.org/abs/2501.00001v2": query + "2501.00001v2",
        "https://arxiv.org/pdf/2501.00001.pdf": query + "2501.00001",
        "http://www.arxiv.org/abs/quant-ph/0201082": query + "quant-ph%2F0201082",
        "https://huggingface.co/papers/2510.12345": query + "2510.12345",
        "https://arxiv.org/list/cs.CL/new": "https://rss.arxiv.org/atom/cs.CL",
        "https://huggingface.co/papers/date/2025-10-30": "https://huggingface.co/papers/date/2025-10-30",
        "https://example.org/abs/2501.00001": "https://example.org/abs/2501.00001",
    }.items():
        assert for_programs(url, BASES) == wanted


def test_spans_of_days() -> None:
    assert days_of("today", THURSDAY) == (THURSDAY,)
    assert days_of("2024-02", THURSDAY)[-1] == date(2024, 2, 29)
    assert days_of("2025-W44", THURSDAY) == tuple(date(2025, 10, day) for day in (27, 28, 29, 30))
    assert days_of("2020-W53", THURSDAY)[-1] == date(2021, 1, 3)
    for wrong in ("2025-13", "2025-02-30", "2025-W54", "soon", "2025-10-31", "0000-W01", "٢٠٢٥-10"):
        with pytest.raises(errors.UsageError):
            days_of(wrong, THURSDAY)


def test_origins() -> None:
    assert arxiv_origin("hf") is None
    assert arxiv_origin("arxiv:cs.CL+stat.ML") == "cat:cs.CL+stat.ML"
    assert arxiv_origin("arxiv:cond-mat.mes-hall") == "cat:cond-mat.mes-hall"
    assert search_query(str(arxiv_origin("arxiv:cs.CL+cs.LG"))) == "cat:cs.CL OR cat:cs.LG"
    assert search_query(str(arxiv_origin('arxiv:"diffusion policy" robots'))) == 'all:"diffusion policy" AND all:robots'
    assert search_query(str(arxiv_origin("arxiv:cat:cs.CL AND ti:x"))) == "cat:cs.CL AND ti:x"
    for wrong in ("arxiv", "arxiv:", "acl:2025", 'arxiv:""'):
        with pytest.raises(errors.UsageError):
            arxiv_origin(wrong)


async def test_requests_to_arxiv_keep_apart_whichever_machine() -> None:
    pace = Pace(lambda: 10.0)
    assert [pace.wait("arxiv.org", 3), pace.wait("arxiv.org", 3), pace.wait("x.org", 0)] == [0, 3, 0]
