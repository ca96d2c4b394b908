"""Rising papers between two looks."""

from __future__ import annotations

from askpapers.papers.news import Counts, compare_counts


def test_only_known_papers_that_gained_rise() -> None:
    before = {"same": Counts(1, 5), "fell": Counts(3, 9), "rose": Counts(1, 5), "unsaid": Counts(None, None)}
    now = {
        "same": Counts(1, 5),
        "fell": Counts(2, 8),
        "rose": Counts(2, 9),
        "unsaid": Counts(7, 7),
        "new": Counts(9, 9),
    }
    [rise] = compare_counts(before, now)
    assert (rise.id, rise.comments, rise.upvotes) == ("rose", 1, 4)


def test_a_gain_counts_for_more_where_there_was_little() -> None:
    before = {"small": Counts(0, 10), "big": Counts(0, 200), "huge": Counts(0, 200)}
    now = {"small": Counts(0, 20), "big": Counts(0, 212), "huge": Counts(0, 290)}
    assert [rise.id for rise in compare_counts(before, now)] == ["huge", "small", "big"]


def test_a_comment_counts_twice_and_ties_keep_an_order() -> None:
    before = dict.fromkeys("abc", Counts(0, 0))
    now = {"b": Counts(0, 2), "a": Counts(0, 2), "c": Counts(2, 0)}
    assert [rise.id for rise in compare_counts(before, now)] == ["c", "a", "b"]
