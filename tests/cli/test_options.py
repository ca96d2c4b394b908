"""What the command line's own flags fix."""

from __future__ import annotations

import pytest

from askpapers.cli.options import fixed_fields


@pytest.mark.parametrize(
    ("flags", "fields"),
    [
        ({}, set()),
        ({"day": None, "whole": False, "organization": None}, set()),
        ({"day": "2025-10-31"}, {"since", "until"}),
        ({"whole": True, "organization": "Meta"}, {"since", "until", "organization"}),
        ({"min_comments": 0}, {"min_comments"}),
    ],
)
def test_what_a_flag_sets_is_fixed(flags: dict[str, object], fields: set[str]) -> None:
    assert fixed_fields(flags) == fields
