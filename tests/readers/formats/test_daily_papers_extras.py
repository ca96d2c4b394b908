"""What Daily Papers tells beside a paper: project page, stars of its code, submitter; read, kept, found by, exported."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

from askpapers.library.catalog.catalog import Catalog
from askpapers.papers.paper import Paper, paper_from_json, paper_to_json
from askpapers.papers.scope import Scope
from askpapers.readers.formats.daily_papers_json import paper_of
from askpapers.writers.bibliography import papers as export

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
