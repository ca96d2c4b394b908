"""What Hugging Face tells beside a paper: project page, stars, submitter, models, data sets, spaces; read, kept, found by, exported."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

from askpapers.cli.rendering import facts
from askpapers.library.catalog.catalog import Catalog
from askpapers.papers.paper import Paper, hub_links, hub_words, paper_from_json, paper_to_json
from askpapers.papers.scope import Scope
from askpapers.query import filter_line
from askpapers.readers.formats.daily_papers_json import paper_of
from askpapers.tui.widgets.paper_view import links_of
from askpapers.writers.bibliography import papers as export
from tests.readers.formats.reading import FIXTURES, read

DAY = date(2025, 10, 30)
ENTRY = {
    "paper": {
        "id": "2510.23473", "title": "Video Thinker", "summary": "It thinks.", "githubRepo": "https://github.com/x/y", "githubStars": 35,
        "projectPage": "https://x.github.io/y", "submittedOnDailyBy": {"fullname": "Ada Byron", "name": "ada"},
    },
    "numComments": 1,
}  # fmt: skip


def test_they_are_read_and_what_is_no_link_or_number_is_none() -> None:
    paper = paper_of(ENTRY, DAY)
    assert paper is not None
    assert (paper.project_url, paper.code_stars, paper.submitter) == ("https://x.github.io/y", 35, "Ada Byron")
    assert paper_from_json(json.loads(json.dumps(paper_to_json(paper)))) == paper
    wrong = {"projectPage": "javascript:alert(1)", "githubStars": "many", "submittedOnDailyBy": {"user": 7}}
    odd = paper_of({"paper": ENTRY["paper"] | wrong}, DAY)  # type: ignore[operator]
    assert odd is not None and (odd.project_url, odd.code_stars) == (None, None)


async def test_they_are_kept_found_by_and_exported(catalog: Catalog) -> None:
    paper = paper_of(ENTRY, DAY)
    assert paper is not None
    await catalog.merge([paper, Paper("2510.00002", "Other", "It rests.", arxiv_id="2510.00002")], default_day=DAY)
    await catalog.merge([replace(paper, code_stars=40, project_url=None, submitter=None)], default_day=DAY)
    for scope in (Scope(min_stars=36), Scope(has_project=True), Scope(submitter="byron")):
        (row,) = await catalog.rows(scope)
        assert row.paper == replace(paper, code_stars=40)
    assert await catalog.count(Scope(min_stars=41)) == 0
    assert "https://x.github.io/y,40,Ada Byron" in export([row], "csv")
    assert json.loads(export([row], "jsonl"))["project_url"] == "https://x.github.io/y"


FILE = FIXTURES / "hugging_face_paper.json"
RECORD = json.loads(FILE.read_text())


def test_what_the_service_says_of_one_paper_is_read_with_what_belongs_to_it() -> None:
    form, (paper,), lost, _ = read(FILE)
    assert (form, lost) == ("daily-papers-json", [])
    assert (paper.id, paper.title, paper.organization) == ("2510.23473", "Video Thinker", "Example Lab")
    assert (paper.listed, paper.upvotes, paper.code_stars) == ((DAY,), 57, 1234)
    assert paper.models == ("example/video-thinker-7b", "example/video-thinker-3b")
    assert (paper.datasets, paper.spaces) == (("example/video-thinker-10k",), ("example/video-thinker-demo",))
    assert (paper.model_count, paper.dataset_count, paper.space_count) == (5, 1, 1)
    assert hub_words(paper) == "5 models, 1 data set, 1 space"
    assert hub_links(paper)[-2:] == (
        "https://huggingface.co/datasets/example/video-thinker-10k",
        "https://huggingface.co/spaces/example/video-thinker-demo",
    )
    assert paper_from_json(json.loads(json.dumps(paper_to_json(paper)))) == paper


def test_where_nobody_says_what_belongs_to_a_paper_it_is_not_known_and_not_nothing() -> None:
    unknown = paper_of(ENTRY, DAY)
    none = paper_of({**RECORD, "linkedModels": [], "numTotalModels": 0, "linkedSpaces": "x", "numTotalSpaces": -1}, DAY)
    assert unknown is not None and (unknown.models, unknown.model_count) == ((), None)
    assert none is not None and (none.models, none.model_count, none.spaces, none.space_count) == ((), 0, (), None)


async def test_what_belongs_to_a_paper_is_kept_found_by_shown_and_exported(catalog: Catalog) -> None:
    whole, listed = paper_of(RECORD, DAY), paper_of(ENTRY, DAY)
    assert whole is not None and listed is not None
    await catalog.merge([listed, Paper("2510.00002", "Other", "It rests.", arxiv_id="2510.00002")], default_day=DAY)
    await catalog.merge([whole], default_day=DAY)
    # The list, read again, knows of none and takes none away.
    await catalog.merge([listed], default_day=DAY)
    for field in ("has_model", "has_dataset", "has_space"):
        (row,) = await catalog.rows(Scope(**{field: True}))
        assert row.paper.models == whole.models
    assert filter_line.read("has:model", Scope(), today=DAY, organizations=[], authors=[]).scope.has_model
    assert "example/video-thinker-7b example/video-thinker-3b,example/video-thinker-10k" in export([row], "csv")
    assert json.loads(export([row], "jsonl"))["spaces"] == ["example/video-thinker-demo"]
    assert "https://huggingface.co/example/video-thinker-7b" in links_of(row.paper)
    assert "5 models, 1 data set, 1 space" in facts(row.paper)
