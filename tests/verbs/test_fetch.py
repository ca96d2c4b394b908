"""The fetched lists in the library, and what came of it in words."""

from __future__ import annotations

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
