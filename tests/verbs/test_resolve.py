"""Titles to papers: public answers of the services (tests/fixtures/http/README.md), played back by a local server."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from askpapers import errors
from askpapers.library.library import Library
from askpapers.network.client import Web
from askpapers.network.failures import Pace
from askpapers.papers.paper import Paper
from askpapers.papers.scope import Scope
from askpapers.sources.inputs import BASES
from askpapers.verbs.resolve import ResolveReport, resolve
from tests.servers.replay import Replay, Reply, serving

FIXTURES = Path(__file__).parents[1] / "fixtures"
HTTP = FIXTURES / "http"
ARXIV, S2 = "/arxiv/api/query", "/semantic_scholar/graph/v1/paper/search/match"
OPENALEX, CROSSREF = "/openalex/works", "/crossref/works"
NOTHING = {
    ARXIV: Reply((FIXTURES / "atom_none.xml").read_bytes()),
    S2: Reply(b'{"error": "Title match not found"}', 404),
    OPENALEX: Reply(b'{"meta": {"count": 0}, "results": []}'),
    CROSSREF: Reply(b'{"status": "ok", "message": {"items": []}}'),
}
PAPERQA = Paper(
    "", "PaperQA: Retrieval-Augmented Generative Agent for Scientific Research", listed=(date(2023, 12, 11),)
)
TESTING = Paper(
    "", "Testing Deep Learning Models: A First Comparative Study of Multiple Testing Techniques", author_count=3
)
COPPER = Paper(
    "",
    "Effect of native oxide layers on copper thin-film tensile properties: A reactive molecular dynamics study",
    authors=("M. D. Skarlinski", "D. J. Quesnel"),
)


def said(name: str) -> Reply:
    return Reply((HTTP / name).read_bytes())


async def no_pause(seconds: float) -> None:
    """A sleep that does not wait."""


async def resolved(library: Library, server: Replay, *papers: Paper, dry: bool = False) -> ResolveReport:
    named = [replace(paper, id=paper.id or f"t{number:010}") for number, paper in enumerate(papers)]
    await library.catalog.merge(named, default_day=date(2023, 12, 11))
    bases = {name: f"{server.url}/{name}" for name in BASES}
    async with Web(cache=library.settings.cache / "resolve", sleep=no_pause, pace=Pace(lambda: 0.0)) as web:
        return await resolve(library, Scope(), dry=dry, base_urls=bases, web=web)


async def paper_in(library: Library) -> Paper:
    (row,) = await library.catalog.rows(Scope())
    return row.paper


async def test_arxiv_knows_id_authors_date_and_abstract(library: Library) -> None:
    with serving({**NOTHING, ARXIV: Reply((FIXTURES / "atom_ten.xml").read_bytes())}) as server:
        report = await resolved(library, server, TESTING)
    (item,) = report.resolved
    assert (item.services, item.signs) == (("arxiv",), ("number of authors",))
    found = await paper_in(library)
    assert (found.id, found.published) == ("2202.12139", date(2022, 2, 24))
    assert len(found.authors) == 3 and found.abstract.startswith("Deep Learning (DL) has revolutionized")
    assert found.title == TESTING.title
    assert await library.catalog.paper(item.before.id) == found
    assert {asked.path for asked in server.asked} == {ARXIV}
    assert server.asked[0].query["search_query"].startswith('ti:"Testing Deep Learning')
    assert server.asked[0].headers["user-agent"].startswith("askpapers/")


async def test_a_paper_known_by_its_number_gets_its_title_too(library: Library) -> None:
    untitled = Paper("2202.12139", "arXiv:2202.12139", arxiv_id="2202.12139")
    with serving({**NOTHING, ARXIV: Reply((FIXTURES / "atom_ten.xml").read_bytes())}) as server:
        await resolved(library, server, untitled)
    assert server.asked[0].query["id_list"] == "2202.12139"
    found = await paper_in(library)
    assert (found.title, found.id) == (TESTING.title, "2202.12139") and found.abstract


async def test_a_paper_known_by_its_doi_gets_its_title_too(library: Library) -> None:
    untitled = Paper("", "doi:10.1063/1.4938384", doi="10.1063/1.4938384")
    with serving({**NOTHING, CROSSREF: said("crossref_title_native_oxide.json")}) as server:
        await resolved(library, server, untitled)
    assert server.asked[-1].query["filter"] == "doi:10.1063/1.4938384"
    assert (await paper_in(library)).title == COPPER.title


async def test_what_one_service_lacks_another_adds(library: Library) -> None:
    script = {**NOTHING, S2: said("s2_match_paperqa.json"), OPENALEX: said("openalex_title_paperqa.json")}
    with serving(script) as server:
        report = await resolved(library, server, PAPERQA)
    (item,) = report.resolved
    assert item.services == ("semantic_scholar", "openalex")
    assert item.learned == ("arxiv_id", "authors", "published", "abstract")
    found = await paper_in(library)
    assert (found.id, found.published, len(found.authors)) == ("2312.07559", date(2023, 12, 8), 6)
    assert found.abstract.startswith("Large Language Models (LLMs) generalize well")
    assert found.url == "https://arxiv.org/abs/2312.07559"


async def test_crossref_adds_a_doi_and_text_without_markup(library: Library) -> None:
    with serving({**NOTHING, CROSSREF: said("crossref_title_native_oxide.json")}) as server:
        report = await resolved(library, server, COPPER)
    assert [item.services for item in report.resolved] == [("crossref",)]
    found = await paper_in(library)
    assert (found.doi, found.published) == ("10.1063/1.4938384", date(2015, 12, 21))
    assert "<75 K" in found.abstract and "jats" not in found.abstract
    assert found.authors == COPPER.authors


@pytest.mark.parametrize(
    ("known", "why"),
    [
        ({"listed": (), "author_count": 5}, "nothing but the title is known of both"),
        ({"authors": ("Somebody Else", "And Another")}, "its authors differ"),
        (
            {"abstract": "Quite another text about quite another thing, and of some length besides."},
            "its abstract differs",
        ),
        ({"title": PAPERQA.title.replace("Agent", "Agents")}, "its title differs"),
        ({"arxiv_id": "2401.00001", "id": "2401.00001"}, "its arXiv id is another"),
    ],
)
async def test_a_title_alone_or_a_sign_against_it_is_not_sure(
    library: Library, known: dict[str, object], why: str
) -> None:
    paper = replace(PAPERQA, **known)  # type: ignore[arg-type]
    if "listed" in known:
        paper = replace(paper, published=date(2019, 1, 1))
    first = OPENALEX if "abstract" in known else S2
    answer = said("openalex_title_paperqa.json" if "abstract" in known else "s2_match_paperqa.json")
    with serving({**NOTHING, first: answer}) as server:
        report = await resolved(library, server, paper)
    assert (report.resolved, report.missing) == ((), ())
    (unsure,) = report.unsure
    assert why in unsure.why
    found = await paper_in(library)
    assert (found.title, found.authors, found.abstract) == (paper.title, paper.authors, paper.abstract)


def feed(*ids: str) -> Reply:
    """An answer made after arXiv's published schema (https://info.arxiv.org/help/api/user-manual.html): not a recorded one."""
    entries = "".join(
        f"<entry><id>http://arxiv.org/abs/{id}v1</id><title>{PAPERQA.title}</title><summary>One text.</summary>"
        "<published>2023-12-08T00:00:00Z</published><author><name>Ada Lovelace</name></author></entry>"
        for id in ids
    )
    head = '<feed xmlns="http://www.w3.org/2005/Atom"><title>arXiv Query</title>'
    return Reply(f"{head}{entries}</feed>".encode())


async def test_two_papers_of_one_title_are_not_chosen_between(library: Library) -> None:
    with serving({**NOTHING, ARXIV: feed("2312.07559", "2312.07560")}) as server:
        report = await resolved(library, server, PAPERQA)
    assert [unsure.why for unsure in report.unsure] == ["two papers of this title fit"]


async def test_a_paper_that_is_known_under_its_id_too_becomes_one(library: Library) -> None:
    known = Paper("2312.07559", PAPERQA.title, "Other words.", arxiv_id="2312.07559", listed=(date(2024, 1, 1),))
    await library.catalog.merge([known], default_day=date(2024, 1, 1))
    with serving({**NOTHING, ARXIV: feed("2312.07559")}) as server:
        await resolved(library, server, replace(PAPERQA, title=PAPERQA.title.upper()))
    assert [row.paper.id for row in await library.catalog.rows(Scope())] == ["2312.07559"]


async def test_what_was_found_or_asked_is_not_asked_again(library: Library) -> None:
    script = {**NOTHING, ARXIV: Reply((FIXTURES / "atom_ten.xml").read_bytes())}
    with serving(script) as server:
        first = await resolved(library, server, TESTING, PAPERQA)
        asked = len(server.asked)
        again = await resolved(library, server, TESTING, PAPERQA)
    assert (len(first.resolved), len(first.missing), asked) == (1, 1, 5)
    assert (again.complete, len(again.missing)) == (1, 1)
    assert len(server.asked) == asked


async def test_a_trial_writes_nothing(library: Library) -> None:
    with serving({**NOTHING, ARXIV: Reply((FIXTURES / "atom_ten.xml").read_bytes())}) as server:
        report = await resolved(library, server, TESTING, dry=True)
    assert report.resolved[0].after.id == "2202.12139"
    assert (await paper_in(library)).arxiv_id is None


def failing(paths: Sequence[str], status: int) -> dict[str, Reply]:
    return {**NOTHING, **dict.fromkeys(paths, Reply(b"", status))}


async def test_a_service_that_fails_twice_is_left_alone_and_named(library: Library) -> None:
    others = [replace(PAPERQA, title=f"{PAPERQA.title} {number}") for number in ("one", "two", "three")]
    with serving(failing([S2], 403)) as server:
        report = await resolved(library, server, PAPERQA, *others)
    assert set(report.failures or {}) == {"semantic_scholar"}
    assert sum(asked.path == S2 for asked in server.asked) == 2
    assert len(report.missing) == 4


async def test_without_any_service_the_run_fails(library: Library) -> None:
    with serving(failing([ARXIV, S2, OPENALEX, CROSSREF], 403)) as server, pytest.raises(errors.FetchFailed):
        await resolved(library, server, PAPERQA, TESTING, COPPER)


async def test_half_an_answer_is_not_kept(library: Library) -> None:
    half = Reply(b'{"data": [')
    with serving({**NOTHING, S2: [half, said("s2_match_paperqa.json")]}) as server:
        first = await resolved(library, server, PAPERQA)
        again = await resolved(library, server, PAPERQA)
    assert (len(first.missing), len(again.resolved)) == (1, 1)


async def test_the_services_are_asked_in_their_own_words(library: Library) -> None:
    with serving(NOTHING) as server:
        await resolved(library, server, replace(PAPERQA, title='Costs, "signs" | and $x^2$: what (now)?'))
    arxiv, s2, openalex, crossref = server.asked
    assert arxiv.query["search_query"].startswith('ti:"Costs signs and') and arxiv.query["search_query"].count('"') == 2
    assert openalex.query["filter"].count(",") == 0 and "|" not in openalex.query["filter"]
    assert "Costs" in s2.query["query"] and "Costs" in crossref.query["query.bibliographic"]
    assert crossref.query["rows"] == "5" and "DOI" in crossref.query["select"].split(",")
