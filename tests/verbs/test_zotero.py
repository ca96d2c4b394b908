"""Zotero on a loopback server whose answers are made after its published schema: pushed once, pulled, and told what is wrong."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest

from askpapers import errors
from askpapers.answers.answer import Answer
from askpapers.library.library import Library
from askpapers.papers.paper import AnnotationChange, LabelKind, ListedPaper, Paper
from askpapers.papers.scope import Scope
from askpapers.verbs import zotero
from askpapers.verbs.ask import ask
from askpapers.verbs.fetch import fetch
from tests.servers.scripted import Server

LAMP = Paper(
    "2510.00001", "On Lamps & Light", "The lamp burns for 412 hours.", arxiv_id="2510.00001", authors=("Ada B. Lovelace", "CERN"),
    published=date(2025, 10, 30), url="https://arxiv.org/abs/2510.00001",
)  # fmt: skip
STOVE = Paper("t2", "On Stoves in Winter Houses", "A stove glows.", doi="10.1/stove")
COLLECTION = {"key": "ABCD2345", "version": 1, "data": {"key": "ABCD2345", "name": "Thesis", "parentCollection": False}}


@dataclass
class Service:
    """What the server holds, and how it is to fail."""

    url: str = ""
    items: list[dict[str, Any]] = field(default_factory=list)
    tokens: set[str] = field(default_factory=set)
    status: int = 0
    loses_answer: bool = False
    refuses: str = "\0"
    heads: list[dict[str, str]] = field(default_factory=list)


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Iterator[Service]:
    held = Service()

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_: Any) -> None:
            """Say nothing."""

        def _say(self, status: int, value: Any) -> None:
            body = json.dumps(value).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_GET(self) -> None:
            held.heads.append(dict(self.headers))
            if held.status:
                return self._say(held.status, "no")
            start = int(self.path.partition("start=")[2] or 0)
            rows = [COLLECTION] if "/collections?" in self.path else held.items
            return self._say(200, rows[start : start + 100])

        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            held.heads.append(dict(self.headers))
            if held.status:
                return self._say(held.status, "no")
            if self.headers["Zotero-Write-Token"] in held.tokens:
                return self._say(412, "Write token already used")
            held.tokens.add(self.headers["Zotero-Write-Token"])
            failed = {
                str(n): {"code": 400, "message": "no"}
                for n, one in enumerate(asked)
                if one.get("title") == held.refuses
            }
            made = {str(n): f"KEY{len(held.items) + n}" for n in range(len(asked)) if str(n) not in failed}
            held.items += [{"key": made[str(n)], "data": one} for n, one in enumerate(asked) if str(n) in made]
            if held.loses_answer:
                held.loses_answer = False
                return self.connection.close()
            return self._say(200, {"successful": {}, "success": made, "unchanged": {}, "failed": failed})

    server = Server(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    held.url = f"http://127.0.0.1:{server.server_port}"
    for name, value in (("URL", held.url), ("LIBRARY", "users/7"), ("API_KEY", "secret")):
        monkeypatch.setenv(f"ZOTERO_{name}", value)
    yield held
    server.shutdown()
    server.server_close()


async def test_papers_are_pushed_once_and_come_back_as_they_were(library: Library, service: Service) -> None:
    await library.catalog.merge([LAMP, STOVE], default_day=None)
    change = AnnotationChange("Cite.", ((LabelKind.TAG, "light"),))
    await library.catalog.annotations.annotate([LAMP.id], change)
    async with zotero.connect(writing=True) as there:
        assert await zotero.push_papers(library, [LAMP.id], there) == zotero.PushReport(1, 0)
        assert await zotero.push_papers(library, [LAMP.id, STOVE.id], there) == zotero.PushReport(1, 1)
    lamp = service.items[0]["data"]
    assert (lamp["itemType"], lamp["archiveID"], lamp["tags"]) == ("preprint", "arXiv:2510.00001", [{"tag": "light"}])
    assert (
        lamp["creators"][1] == {"creatorType": "author", "name": "CERN"}
        and lamp["creators"][0]["lastName"] == "Lovelace"
    )
    assert service.heads[0]["Zotero-API-Key"] == "secret" and service.heads[0]["Zotero-API-Version"] == "3"
    report = await fetch(library, "today", "zotero:Thesis")
    assert set(report.added.papers) == {LAMP.id, STOVE.id} and report.added.added == 0


async def test_a_push_whose_answer_was_lost_is_not_made_twice(library: Library, service: Service) -> None:
    await library.catalog.merge([LAMP], default_day=None)
    service.loses_answer = True
    async with zotero.connect(writing=True) as there:
        with pytest.raises(errors.Unreachable, match="cannot be reached"):
            await zotero.push_papers(library, [LAMP.id], there)
        assert await zotero.push_papers(library, [LAMP.id], there) == zotero.PushReport(0, 1)
        assert await zotero.push_papers(library, [LAMP.id], there) == zotero.PushReport(0, 1)
    assert len(service.items) == 1


async def test_what_may_have_arrived_is_cleared_up_before_more_is_pushed(library: Library, service: Service) -> None:
    await library.catalog.merge([LAMP, STOVE], default_day=None)
    service.loses_answer = True
    async with zotero.connect(writing=True) as there:
        with pytest.raises(errors.Unreachable):
            await zotero.push_papers(library, [LAMP.id], there)
        # Another paper is pushed beside it now, and it has a tag that it had not.
        await library.catalog.annotations.annotate([LAMP.id], AnnotationChange(None, ((LabelKind.TAG, "light"),)))
        assert await zotero.push_papers(library, [LAMP.id, STOVE.id], there) == zotero.PushReport(1, 1)
    assert [item["data"]["title"] for item in service.items] == [LAMP.title, STOVE.title]


async def test_a_push_that_never_left_is_made_up_for(
    library: Library, service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    await library.catalog.merge([LAMP], default_day=None)
    monkeypatch.setenv("ZOTERO_URL", "http://127.0.0.1:1")
    async with zotero.connect(writing=True) as there:
        with pytest.raises(errors.Unreachable):
            await zotero.push_papers(library, [LAMP.id], there)
    monkeypatch.setenv("ZOTERO_URL", service.url)
    async with zotero.connect(writing=True) as there:
        assert await zotero.push_papers(library, [LAMP.id], there) == zotero.PushReport(1, 0)
        assert await zotero.push_papers(library, [LAMP.id], there) == zotero.PushReport(0, 1)
    assert len(service.items) == 1


async def test_what_zotero_refuses_is_named_and_the_rest_is_pushed(library: Library, service: Service) -> None:
    await library.catalog.merge([LAMP, STOVE], default_day=None)
    service.refuses = LAMP.title
    async with zotero.connect(writing=True) as there:
        done = await zotero.push_papers(library, [LAMP.id, STOVE.id], there)
    assert done == zotero.PushReport(1, 0, (LAMP.id,))


async def test_an_answer_is_pushed_as_a_note_with_its_quotations(library: Library, service: Service) -> None:
    await library.catalog.merge([LAMP], default_day=None)
    answers = [e async for e in ask(library, "How long does the lamp burn?", Scope()) if isinstance(e, Answer)]
    async with zotero.connect(writing=True) as there:
        assert (await zotero.push_answers(library, answers, there)).pushed == 1
        assert (await zotero.push_answers(library, answers, there)).before == 1
    (note,) = service.items
    assert note["data"]["itemType"] == "note" and "412 hours" in note["data"]["note"]


@pytest.mark.parametrize(
    ("status", "kind", "words"),
    [(403, errors.KeyProblem, "refuses the key"), (429, errors.RateLimited, "fewer"), (500, errors.FetchFailed, "500")],
)
async def test_what_is_wrong_is_said(
    library: Library, service: Service, status: int, kind: type[errors.AskpapersError], words: str
) -> None:
    service.status = status
    with pytest.raises(kind, match=words):
        await fetch(library, "today", "zotero:Thesis")


async def test_an_unknown_collection_names_those_that_are_there(library: Library, service: Service) -> None:
    with pytest.raises(errors.UsageError, match="no collection “Other”") as told:
        await fetch(library, "today", "zotero:Other")
    assert told.value.hint == "There are: Thesis."
    for when, origin in (("2025-10-30", "zotero:Thesis"), ("today", "zotero:")):
        with pytest.raises(errors.UsageError):
            await fetch(library, when, origin)


@pytest.mark.parametrize(
    "environ", [{}, {"ZOTERO_API_KEY": "k"}, {"ZOTERO_API_KEY": "k", "ZOTERO_LIBRARY": "users/../x"}]
)
def test_where_to_push_must_be_said(environ: dict[str, str]) -> None:
    with pytest.raises(errors.UsageError):
        zotero.connect(environ, writing=True)
    assert zotero.connect({}).name == "users/0"


def test_a_paper_of_which_only_the_year_is_known_keeps_it() -> None:
    assert zotero.item_of(ListedPaper(replace(STOVE, issued="2024")))["date"] == "2024"
