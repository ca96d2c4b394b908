"""The server for agents, spoken to by the SDK's own client: in memory, over pipes, over HTTP."""

from __future__ import annotations

import json
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import anyio
import numpy as np
import pytest
from numpy.typing import NDArray

from askpapers import cli, errors
from askpapers.answers.answer import Support
from askpapers.library.library import Library
from askpapers.papers.paper import Paper
from askpapers.settings.settings import Settings
from tests.cli.conftest import SAMPLE, Run, run
from tests.conftest import Clock
from tests.fakes.embedder import HashedWords
from tests.fakes.llm import FakeLLM

mcp = pytest.importorskip("mcp")
from askpapers.agents.server import application, make_server  # noqa: E402

__all__ = ["run"]
DAY = date(2025, 10, 31)
LAMP = Paper(
    "2510.00001", "Lamps That Burn Longer", "We present a lamp. The lamp burns for 412 hours on one charge.",
    arxiv_id="2510.00001", authors=("Emmy Noether",), organization="Microsoft", listed=(DAY,),
)  # fmt: skip
STOVE = replace(
    LAMP, id="cs/9901001", arxiv_id="cs/9901001", title="Stoves That Glow", abstract="A stove glows.", organization=None
)
READING = {"list_days", "list_papers", "show_paper", "search", "ask", "compare", "verify", "digest"}


@asynccontextmanager
async def connected(library: Library, *, write: bool = False) -> AsyncIterator[Any]:
    await library.catalog.merge([LAMP, STOVE], default_day=DAY)
    async with mcp.Client(make_server(library, write=write)) as client:
        yield client


async def called(client: Any, name: str, **arguments: Any) -> Any:
    result = await client.call_tool(name, arguments)
    assert not result.is_error, result.content[0].text
    return result.structured_content.get("result", result.structured_content)


async def papers_of(client: Any, name: str, **arguments: Any) -> Any:
    return (await called(client, name, **arguments))["papers"]


async def test_the_tools_that_write_are_there_only_where_the_reader_said_so(library: Library) -> None:
    async with connected(library) as client:
        tools = (await client.list_tools()).tools
        assert {tool.name for tool in tools} == READING
        assert all(tool.output_schema and tool.description for tool in tools)
    async with mcp.Client(make_server(library, write=True)) as client:
        assert {tool.name for tool in (await client.list_tools()).tools} == READING | {"mark", "add", "fetch"}


async def test_papers_are_listed_shown_and_found_and_stay_unread(library: Library) -> None:
    async with connected(library) as client:
        assert await called(client, "list_days") == [{"day": "2025-10-31", "papers": 2}]
        assert [p["id"] for p in await papers_of(client, "list_papers", filter="by Microsoft")] == [LAMP.id]
        shown = await called(client, "show_paper", id=LAMP.id)
        assert shown["sentences"] == ["We present a lamp.", "The lamp burns for 412 hours on one charge."]
        assert [p["id"] for p in await papers_of(client, "search", words="lamp charge", k=1)] == [LAMP.id]
        assert (await called(client, "digest"))["groups"][0]["papers"]
        assert not any(p["read"] for p in await papers_of(client, "list_papers", day="all"))
        days = json.loads((await client.read_resource("askpapers://days/2025-10-31")).contents[0].text)
        assert {paper["id"] for paper in days} == {LAMP.id, STOVE.id}
        paper = json.loads((await client.read_resource(f"askpapers://papers/{STOVE.id}")).contents[0].text)
        assert paper["sentences"] == ["A stove glows."]


async def test_an_answer_comes_with_citations_and_verdicts_and_is_kept(library: Library) -> None:
    told: list[str] = []

    async def progress(done: float, total: float | None, message: str | None) -> None:
        told.append(message or "")

    async with connected(library) as client:
        asked = {"question": "How long does the lamp burn?"}
        answer = (await client.call_tool("ask", asked, progress_callback=progress)).structured_content
        assert answer["claims"][0]["verdict"] == Support.QUOTED
        assert answer["claims"][0]["citations"][0]["quote"] == "The lamp burns for 412 hours on one charge."
        assert (answer["cost_usd"], answer["papers"][LAMP.id]) == (0.0, LAMP.title)
        assert any("to answer from" in message for message in told)
        again = await called(client, "ask", question="And the stove?", conversation=answer["conversation"])
        assert again["conversation"] == answer["conversation"]
        assert len(await library.catalog.conversations.turns(answer["conversation"])) == 2
        claims = await called(client, "verify", text="Lamps burn for 900 hours (arXiv:2510.00001). All is well.")
        assert [claim["verdict"] for claim in claims] == [Support.CONTRADICTED, Support.UNCITED]
        points = (await called(client, "compare", ids=[LAMP.id, STOVE.id]))["points"]
        assert all(len(point["cells"]) == 2 and point["cells"][0]["verdict"] for point in points)


@pytest.mark.parametrize(
    ("tool", "arguments", "words"),
    [
        ("show_paper", {"id": "9999.00000"}, "No paper here has the id “9999.00000”"),
        ("show_paper", {}, "id"),
        ("list_papers", {"day": "soon"}, "“soon” is no day"),
        ("list_papers", {"limit": 0}, "greater than or equal to 1"),
        ("list_papers", {"filter": "by"}, "is not whole"),
        (
            "list_papers",
            {"filter": "status:nosuch"},
            "“status:nosuch” in the filter is no condition that is known here. Say: by",
        ),
        ("list_papers", {"filter": "since 2025-13-45"}, "“since 2025-13-45” in the filter is no condition"),
        ("list_papers", {"filter": "lamp >x comments"}, "“>x comments” in the filter is no condition"),
        ("list_papers", {"filter": "by Nobody Real"}, "“by Nobody Real” in the filter is no condition"),
        ("list_papers", {"filter": "comments:abc"}, "tag:… · collection:… · comments:…"),
        ("search", {"words": "lamp", "filter": "tag:nosuch"}, "There is no tag “nosuch”."),
        ("digest", {"filter": "collection:nosuch"}, "There is no collection “nosuch”."),
        ("search", {"words": " "}, "There is nothing to search for"),
        ("ask", {"question": ""}, "There is no question"),
        ("ask", {"question": "What?", "conversation": 77}, "There is no conversation 77"),
        ("ask", {"question": ["a"]}, "valid string"),
        ("compare", {"ids": [LAMP.id]}, "at least 2 items"),
        ("compare", {"ids": [LAMP.id, "none"]}, "none"),
        ("verify", {"text": '{"claim": 1}'}, "is no claim"),
        ("mark", {"ids": [LAMP.id]}, "Mark them as what?"),
        ("mark", {"ids": ["none"], "starred": True}, "No paper here has the id"),
        ("mark", {"ids": [LAMP.id], "starred": True, "add_tags": ["a,b"]}, "cannot be a tag"),
        ("add", {}, "Add what?"),
        ("add", {"sources": ["-"]}, "no standard input"),
        ("add", {"sources": ["/nowhere/at/all"]}, "/nowhere/at/all"),
        ("fetch", {"when": "soonish"}, "no day, week or month"),
        ("nothing", {}, "nothing"),
        ("list_papers", {"days": "2025-10-31"}, "list_papers takes no days: it takes day, filter, limit, sort."),
        ("list_days", {"day": "all"}, "list_days takes no day: it takes no arguments."),
        ("list_papers", {"sort": "best"}, "list_papers: sort: input should be 'listed', 'comments'"),
        ("search", {"words": "lamp", "k": 500}, "search: k: input should be less than or equal to 100"),
        ("show_paper", {}, "show_paper: id: field required"),
        ("list_papers", {"sort": "interest"}, "Nothing is known of your interests yet."),
    ],
)
async def test_what_is_wrong_is_an_error_in_words_and_changes_nothing(
    library: Library, tool: str, arguments: dict[str, Any], words: str
) -> None:
    async with connected(library, write=True) as client:
        result = await client.call_tool(tool, arguments)
        assert result.is_error and words in result.content[0].text
        assert "Traceback" not in result.content[0].text
        rows = await library.catalog.rows(__import__("askpapers").Scope())
        assert not any(row.starred or row.annotation for row in rows) and len(rows) == 2


async def test_a_list_says_of_how_many_it_is_and_that_it_was_cut(library: Library) -> None:
    async with connected(library) as client:
        whole = await called(client, "list_papers")
        assert (len(whole["papers"]), whole["total"], whole["cut"]) == (2, 2, "")
        for sort in ("listed", "trending"):
            part = await called(client, "list_papers", limit=1, sort=sort)
            assert (len(part["papers"]), part["total"]) == (1, 2) and part["cut"].startswith("1 paper more")
        found = await called(client, "search", words="lamp", k=1)
        assert found["total"] == 2 and found["cut"].startswith("These are the best 1")
        assert not (await called(client, "search", words="lamp", k=50))["cut"]
        for words in ('"status:nosuch"', "lamp: a study"):
            assert (await called(client, "list_papers", filter=words))["total"] == 0


async def test_a_digest_says_why_each_paper_is_there_and_cites_what_it_quotes(library: Library) -> None:
    coats = [
        Paper(f"2510.1000{n}", f"Winter Coats {n}", f"We present winter coats of kind {n}. They are warm.", upvotes=n, listed=(DAY,))
        for n in range(3)
    ]  # fmt: skip
    await library.catalog.merge(coats, default_day=DAY)
    async with connected(library) as client:
        made = await called(client, "digest", limit=3)
        assert (made["title"], made["scope_size"], made["overview"]) == ("Papers, 31 Oct 2025", 5, None)
        assert made["left_out"].startswith("2 more papers are not shown here")
        assert [(group["heading"], [paper["why"] for paper in group["papers"]]) for group in made["groups"]] == [
            ("Most discussed", ["2 upvotes", "1 upvote"]), ("The others", [""]),
        ]  # fmt: skip
        (theme,) = made["themes"]
        assert (theme["phrase"], theme["papers"], theme["citation"]["verdict"]) == ("winter coats", 3, "quoted")
        assert theme["citation"]["quote"].startswith("We present winter coats")
        ranked = await papers_of(client, "list_papers", sort="trending", limit=1)
        assert [(paper["id"], paper["why"]) for paper in ranked] == [("2510.10002", "2 upvotes")]


async def test_marks_are_set_and_papers_added_where_it_may_write(library: Library) -> None:
    async with connected(library, write=True) as client:
        (marked,) = await called(
            client, "mark", ids=[LAMP.id], starred=True, note="Good.", add_tags=["light"], add_to=["Thesis"]
        )
        assert (marked["starred"], marked["note"], marked["tags"], marked["collections"]) == (
            True,
            "Good.",
            ["light"],
            ["Thesis"],
        )
        bibtex = (
            "@misc{a, title={On the Warmth of Winter Coats}, author={A. B.}, year={2025}, abstract={They are warm.}}"
        )
        assert (await called(client, "add", text=bibtex))["added"] == 1


@pytest.mark.parametrize("note", ['{"seen": "yes"}', "[1]", "null", "Good."])
async def test_a_note_that_is_json_is_kept_as_it_is(library: Library, note: str) -> None:
    async with connected(library, write=True) as client:
        await called(client, "mark", ids=[LAMP.id], note=note)
        (marked,) = await called(client, "mark", ids=[LAMP.id], starred=True, note=None)
        assert (marked["note"], marked["starred"]) == (note, True)


async def test_a_question_that_is_called_off_stops_and_the_server_goes_on(model_library: Library, llm: FakeLLM) -> None:
    llm.reply("The lamp ⏸burns [1.2].")
    async with connected(model_library) as client:
        started = anyio.Event()

        async def progress(done: float, total: float | None, message: str | None) -> None:
            if message == "writing":
                started.set()

        async def asking() -> None:
            await client.call_tool("ask", {"question": "How long does the lamp burn?"}, progress_callback=progress)

        async with anyio.create_task_group() as group:
            group.start_soon(asking)
            await started.wait()
            group.cancel_scope.cancel()
        assert (await called(client, "list_days"))[0]["papers"] == 2
        assert await model_library.catalog.conversations.recent() == []


async def test_over_http_the_token_and_the_host_are_checked(library: Library) -> None:
    httpx2 = pytest.importorskip("httpx2")
    app = application(make_server(library), "127.0.0.1", 8765, "secret")
    hello = {
        "jsonrpc": "2.0", "id": 1, "method": "initialize",
        "params": {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "t", "version": "1"}},
    }  # fmt: skip
    inner: Any = app
    async with inner._app.router.lifespan_context(inner._app):
        transport = httpx2.ASGITransport(app=app)
        async with httpx2.AsyncClient(transport=transport, base_url="http://127.0.0.1:8765") as client:

            async def status(token: str = "secret", host: str = "127.0.0.1:8765", **more: str) -> int:
                head = {
                    "authorization": f"Bearer {token}",
                    "host": host,
                    "accept": "application/json, text/event-stream",
                }
                return int((await client.post("/mcp", json=hello, headers=head | more)).status_code)

            assert await status() == 200
            assert await status(host="localhost:8765") == 200
            assert await status(token="other") == 401
            assert await status(token="") == 401
            assert await status(host="evil.example") == 421
            assert await status(origin="https://evil.example") == 403


async def test_over_pipes_it_is_the_program_that_is_served(tmp_path: Path) -> None:
    home = Settings(tmp_path / "home", tmp_path / "config", tmp_path / "cache")
    async with Library(home, clock=Clock(), embedder=HashedWords()) as library:
        await library.catalog.merge([LAMP], default_day=DAY)
    environ = {f"ASKPAPERS_{n.upper()}": str(tmp_path / n) for n in ("home", "config", "cache")}
    command = mcp.StdioServerParameters(
        command=sys.executable, args=["-m", "askpapers", "mcp"], env=environ | {"PYTHONPATH": ":".join(sys.path)}
    )
    async with mcp.Client(command) as client:
        assert await called(client, "list_days") == [{"day": "2025-10-31", "papers": 1}]


def test_a_model_answers_agents_only_within_a_limit_of_a_day(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    assert cli and SAMPLE
    code, _, told = run("mcp", "--model", "gpt-6-luna")
    assert code == 2 and "set a limit of a day first" in told and "max_cost_day" in told
    monkeypatch.setenv("ASKPAPERS_EMBEDDING_MODEL", "text-embedding-3-small")
    assert "set a limit" in run("mcp")[2]
    monkeypatch.delenv("ASKPAPERS_EMBEDDING_MODEL")
    monkeypatch.setitem(sys.modules, "askpapers.agents.server", None)
    code, _, told = run("mcp")
    assert code == 2 and "pip install 'askpapers[mcp]'" in told
    assert run("mcp", "--help")[0] == 0


class Away(HashedWords):
    """An embedding model that is not reached."""

    async def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        raise errors.NoServer("The server is away.")


async def test_text_is_added_whatever_becomes_of_its_vectors(settings: Settings, clock: Clock) -> None:
    async with Library(settings, clock=clock, embedder=Away()) as library, connected(library, write=True) as client:
        added = await called(client, "add", text="@article{a, title={Quiet Lamps in Winter}, abstract={They burn.}}")
        assert (added["added"], added["failures"]) == (1, ["The server is away."])


@pytest.mark.parametrize(("arguments", "said"), [
    (["--port", "9000"], "--port goes with --http"), (["--host", "0.0.0.0"], "--host goes with --http"),
    (["--name", "x"], "--name goes with --http"), (["--base-url", "http://localhost:1/v1"], "--base-url goes with --model"),
])  # fmt: skip
def test_an_option_without_the_one_it_belongs_to_is_a_usage_error(run: Run, arguments: list[str], said: str) -> None:
    code, out, err = run("mcp", *arguments)
    assert (code, out) == (2, "") and said in err
