"""Days in a question: ranges, open ends, months, other languages, and what is no day."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from askpapers.query.dates import days_asked

TODAY = date(2025, 11, 5)
"""A Wednesday."""


@pytest.mark.parametrize(
    ("question", "since", "until"),
    [
        ("papers from Monday to Wednesday", "2025-11-03", "2025-11-05"),
        ("papers from Monday to Friday", "2025-10-27", "2025-10-31"),
        ("papers from Friday to Monday", "2025-10-31", "2025-11-03"),
        ("What came out Monday through Wednesday?", "2025-11-03", "2025-11-05"),
        ("between Monday and Wednesday, what was new on RL?", "2025-11-03", "2025-11-05"),
        ("papers of Mon-Wed", "2025-11-03", "2025-11-05"),
        ("papers between Oct 28 and Oct 30", "2025-10-28", "2025-10-30"),
        ("papers between October 28th and 30th", "2025-10-28", "2025-10-30"),
        ("papers from 28 to 30 October", "2025-10-28", "2025-10-30"),
        ("papers from the 28th to the 30th of October", "2025-10-28", "2025-10-30"),
        ("papers of October 28–30", "2025-10-28", "2025-10-30"),
        ("papers of 28-30 October 2024", "2024-10-28", "2024-10-30"),
        ("papers from 2025-10-28 to 2025-10-30", "2025-10-28", "2025-10-30"),
        ("papers 2025-10-28..2025-10-30", "2025-10-28", "2025-10-30"),
        ("papers from 2025-10-30 to 2025-10-28", "2025-10-28", "2025-10-30"),
        ("papers from Dec 28 to Jan 3", "2024-12-28", "2025-01-03"),
        ("papers from Nov 4 to Nov 6", "2025-11-04", "2025-11-06"),
        ("since Nov 4 until Nov 6", "2025-11-04", "2025-11-06"),
        ("papers from Nov 4 to Nov 6, 2024", "2024-11-04", "2024-11-06"),
        ("papers between 30 October and 2 November", "2025-10-30", "2025-11-02"),
        ("papers from Oct 28 until yesterday", "2025-10-28", "2025-11-04"),
        ("papers from Monday to today", "2025-11-03", "2025-11-05"),
        ("since Monday until Tuesday", "2025-11-03", "2025-11-04"),
        ("papers after Oct 28 and before Oct 31", "2025-10-29", "2025-10-30"),
        ("papers since Oct 28, but before Oct 31", "2025-10-28", "2025-10-30"),
        ("papers from Monday onwards", "2025-11-03", None),
        ("papers from the last week", "2025-10-30", "2025-11-05"),
        ("in the past week", "2025-10-30", "2025-11-05"),
        ("in the last few days", "2025-11-03", "2025-11-05"),
        ("last 7 days", "2025-10-30", "2025-11-05"),
        ("what came out the past three days?", "2025-11-03", "2025-11-05"),
        ("Monday's papers", "2025-11-03", "2025-11-03"),
        ("papers since last Friday", "2025-10-31", None),
        ("papers from last Friday", "2025-10-31", "2025-10-31"),
        ("papers from two days ago", "2025-11-03", "2025-11-03"),
        ("since 3 days ago", "2025-11-02", None),
        ("papers from the day before yesterday", "2025-11-03", "2025-11-03"),
        ("What was new the day before yesterday?", "2025-11-03", "2025-11-03"),
        ("die letzten 2 Wochen", "2025-10-23", "2025-11-05"),
        ("papers of this month", "2025-11-01", "2025-11-05"),
        ("papers of last month", "2025-10-01", "2025-10-31"),
        ("papers from October", "2025-10-01", "2025-10-31"),
        ("papers published in October 2024", "2024-10-01", "2024-10-31"),
        ("papers since September", "2025-09-01", None),
        ("papers since last week", "2025-10-27", None),
        ("papers before last week", None, "2025-10-26"),
        ("papers since last month", "2025-10-01", None),
        ("artículos desde la semana pasada", "2025-10-27", None),
        ("Papiere seit letzter Woche", "2025-10-27", None),
        ("Papiere seit dem 28. Oktober", "2025-10-28", None),
        ("articoli prima del 28 ottobre", None, "2025-10-27"),
        ("Papiere seit Montag", "2025-11-03", None),
        ("Papiere von Montag bis Mittwoch", "2025-11-03", "2025-11-05"),
        ("Papiere vom 28. bis 30. Oktober", "2025-10-28", "2025-10-30"),
        ("Was war gestern neu?", "2025-11-04", "2025-11-04"),
        ("articles depuis lundi", "2025-11-03", None),
        ("articles du 28 au 30 octobre", "2025-10-28", "2025-10-30"),
        ("articles de lundi à mercredi", "2025-11-03", "2025-11-05"),
        ("artículos desde el lunes", "2025-11-03", None),
        ("artículos del 28 al 30 de octubre", "2025-10-28", "2025-10-30"),
        ("artículos entre el lunes y el miércoles", "2025-11-03", "2025-11-05"),
        ("昨天的论文有哪些？", "2025-11-04", "2025-11-04"),
        ("articoli da lunedì a mercoledì", "2025-11-03", "2025-11-05"),
        ("papers before October", None, "2025-09-30"),
        ("Which papers appeared before October 2024?", None, "2024-09-30"),
        ("papers after October", "2025-11-01", None),
        ("papers until October", None, "2025-10-31"),
        ("papers since October 2024", "2024-10-01", None),
        ("papers between October and November", "2025-10-01", "2025-11-30"),
        ("papers published between October and November 2024", "2024-10-01", "2024-11-30"),
        ("papers from November to February", "2024-11-01", "2025-02-28"),
        ("papers of the past week", "2025-10-30", "2025-11-05"),
        ("past week", "2025-10-30", "2025-11-05"),
        ("What came out this past month?", "2025-10-07", "2025-11-05"),
        ("the last two months", "2025-09-07", "2025-11-05"),
        ("10月30日的论文有哪些？", "2025-10-30", "2025-10-30"),
        ("2024年10月30日の論文", "2024-10-30", "2024-10-30"),
        ("12月30日的论文", "2024-12-30", "2024-12-30"),
        ("10月28日至30日的论文", "2025-10-28", "2025-10-30"),
        ("12月28日から1月3日までの論文", "2024-12-28", "2025-01-03"),
        ("10월 28일부터 30일까지 논문", "2025-10-28", "2025-10-30"),
        ("10月30日以来的论文", "2025-10-30", None),
        ("10月30日之前的论文", None, "2025-10-29"),
        ("截至10月30日的论文", None, "2025-10-30"),
        ("10月の論文", "2025-10-01", "2025-10-31"),
        ("10月以降の論文", "2025-10-01", None),
        ("of 2-3 Jan", "2025-01-02", "2025-01-03"),
        ("the papers that were not read since Monday", "2025-11-03", None),
        ("papers of 30.10.2025", "2025-10-30", "2025-10-30"),
        ("papers from 30/10/2025", "2025-10-30", "2025-10-30"),
        ("papers from the week of October 30", "2025-10-27", "2025-11-02"),
        ("papers on RL since 2025-10-01", "2025-10-01", None),
        ("papers on October 30's list", "2025-10-30", "2025-10-30"),
        ("2025-10-30’s papers", "2025-10-30", "2025-10-30"),
    ],
)
def test_days_are_those_that_a_person_means(question: str, since: str | None, until: str | None) -> None:
    found = days_asked(question, TODAY)
    assert found is not None
    assert tuple(day and day.isoformat() for day in found[:2]) == (since, until)


@pytest.mark.parametrize(
    "question",
    [
        "papers not from Monday",
        "from 10 to 20 may be enough",
        "scales from 1 to 3 billion",
        "How does it get from 28 to 30 points on March tests?",
        "between 5 and 10 comments",
        "Tested on 3 Mars rovers",
        "tested on SAT and GRE",
        "trained on data before October 2023",
        "models trained between October and November",
        "Does it forget the past week of a dialogue?",
        "训练数据截至2023年10月",
        "3个月的论文",
        "2月30日的论文",
        "What changed since GPT-4?",
        "Does it improve from 10 to 12 in May?",
        "Why does accuracy drop from 90 to 80?",
        "The sun and the moon",
        "between sun and moon",
        "Was steht hier?",
        "Where do hier models fail",
        "from 5-10 days",
        "ranges from 1-5",
        "papers from Feb 30 to March 40",
        "papers from 10/11/2025",
        "papers from 10/30/2025 to 11/02/2025",
        "papers from 40.10.2025",
        "version 1.10.2025",
        "Is it first on the leaderboard as of September 27, 2025?",
        "papers other than those from Monday",
        "from 0001-01-01 to 9999-99-99",
    ],
)
def test_what_is_no_day_is_none(question: str) -> None:
    assert days_asked(question, TODAY) is None


@pytest.mark.parametrize("today", [TODAY + timedelta(days=n) for n in range(7)])
def test_a_range_of_weekdays_is_the_last_that_is_over_or_runs(today: date) -> None:
    found = days_asked("papers from Tuesday to Thursday", today)
    assert found is not None
    first, last, _ = found
    assert first is not None
    assert last is not None
    assert (last - first, first.weekday()) == (timedelta(days=2), 1)
    assert timedelta(0) <= today - last < timedelta(days=7)
