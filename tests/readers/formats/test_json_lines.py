"""JSON Lines: what a field may hold instead of what it is named after."""

from __future__ import annotations

import json

import pytest

from tests.readers.formats.reading import read


@pytest.mark.parametrize(
    ("given", "doi"),
    [("N/A", None), ("none", None), ("-", None), ("10.", None), ("https://doi.org/10.1000/Lamps", "10.1000/Lamps")],
)
def test_what_stands_for_no_doi_is_none(given: str, doi: str | None) -> None:
    _, papers, _, _ = read(json.dumps({"title": "On Lamps", "abstract": "They burn.", "doi": given}))
    assert [paper.doi for paper in papers] == [doi]
