"""Scopes: what a condition keeps, on a real catalogue, and how a scope is said in words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from askpapers.library.catalog.catalog import Catalog
from askpapers.library.library import Library
from askpapers.papers.conditions import prefixes
from askpapers.papers.paper import Paper
from askpapers.papers.scope import Scope, days_in_words, describe, filters, scope_to_sql, without
from tests.conftest import Clock

calm = settings(deadline=None)
"""No clock decides: a busy machine is no defect."""

MONDAY, TUESDAY, FRIDAY = date(2025, 10, 27), date(2025, 10, 28), date(2025, 10, 31)

PAPERS = (
    Paper(
        "2510.00001",
        "TurboMerge: Merging Models",
        "Merging saves memory.",
        listed=(MONDAY, FRIDAY),
        arxiv_id="2510.00001",
        organization="Microsoft Research",
        authors=("Ada Lovelace", "Kurt Gödel"),
        categories=("cs.CL", "stat.ML"),
        comments=12,
        upvotes=40,
        code_url="https://example.org/code",
    ),
    Paper(
        "2510.00002",
        "SlowNet reads 100% of the delta_one proteins",
        "Folding is slow. Code: https://github.com/x/slow.",
        listed=(TUESDAY,),
        arxiv_id="2510.00002",
        organization="Université de Montréal",
        authors=("Emmy Noether",),
        categories=("cs.LG",),
        comments=0,
    ),
    Paper("2510.00003", "A Survey of Kitchens", "", listed=(FRIDAY,), arxiv_id="2510.00003", upvotes=3),
)


async def kept(catalog: Catalog, scope: Scope, match: str = "") -> set[str]:
    """The last digits of the ids in scope, which the count must agree with."""
    rows = await catalog.rows(scope, match=match)
    assert await catalog.count(scope, match=match) == len(rows)
    return {row.paper.id[-1] for row in rows}


HOLD = (
    (Scope(), "123"),
    (Scope(since=MONDAY, until=MONDAY), "1"),
    (Scope(since=FRIDAY, until=FRIDAY), "13"),
    (Scope(since=TUESDAY), "123"),
    (Scope(until=MONDAY), "1"),
    (Scope(since=FRIDAY, until=MONDAY), ""),
    (Scope(since=date.min, until=date.max), "123"),
    (Scope(ids=("2510.00002", "2510.00003", "unknown")), "23"),
    (Scope(ids=("' OR 1=1 --",)), ""),
    (Scope(organization="microsoft"), "1"),
    (Scope(organization="Microsoft Research"), "1"),
    (Scope(organization="Research Microsoft"), ""),
    (Scope(organization="universite de montreal"), "2"),
    (Scope(organization="Lovelace"), ""),
    (Scope(organization="TurboMerge"), ""),
    (Scope(organization="micro"), ""),
    (Scope(organization="Microsoft Re"), ""),
    (Scope(author="Ada Lovelace"), "1"),
    (Scope(author="Lovelace, Ada"), "1"),
    (Scope(author="Lovelace Kurt"), ""),
    (Scope(author="Ada Gödel"), ""),
    (Scope(author="Love"), ""),
    (Scope(author="Go\u0308del"), "1"),
    (Scope(author="godel"), "1"),
    (Scope(author="Microsoft"), ""),
    (Scope(category="cs.CL"), "1"),
    (Scope(category="cs"), "12"),
    (Scope(category="CL"), ""),
    (Scope(category="cs.CL or cs.LG"), "12"),
    (Scope(category="cs.LG,math.CO"), "2"),
    (Scope(category=","), ""),
    (Scope(category="cs.CL or"), "1"),
    (Scope(category="cs.CL or cs.LG", no_code=True), ""),
    (Scope(category="%"), ""),
    (Scope(category="cs_CL"), ""),
    (Scope(category="\\"), ""),
    (Scope(min_comments=12), "1"),
    (Scope(min_comments=13), ""),
    (Scope(min_comments=1), "1"),
    (Scope(min_upvotes=3), "13"),
    (Scope(min_comments=10**30), ""),
    (Scope(min_comments=-(10**30)), "12"),
    (Scope(min_upvotes=2**63), ""),
    (Scope(has_code=True), "12"),
    (Scope(no_code=True), "3"),
    (Scope(no_code=True, has_code=True), ""),
    (Scope(words="turbomerge lovelace"), "1"),
    (Scope(words="survey of kitchens"), "3"),
    (Scope(words="2510.00002"), "2"),
    (Scope(words="kitch surv"), "3"),
    (Scope(words="memory"), ""),
    (Scope(words="delta_one 100%"), "2"),
    (Scope(words="!!! ---"), "123"),
    (Scope(author="Ada", organization="Montréal"), ""),
    (Scope(since=FRIDAY, min_upvotes=40, has_code=True, words="merg"), "1"),
)
"""A scope, and the last digits of the papers that are in it."""


async def test_every_condition_that_is_set_holds(library: Library) -> None:
    await library.catalog.merge(PAPERS, default_day=MONDAY)
    for scope, expected in HOLD:
        assert await kept(library.catalog, scope) == set(expected), scope


async def test_an_address_of_code_in_the_abstract_is_code(library: Library) -> None:
    hosts = {"github.com/", "gitlab.com/", "bitbucket.org/", "huggingface.co/", "codeberg.org/", "sheep.github.io"}
    await library.catalog.merge(
        [Paper(host, host, f"See https://www.{host}x for it.") for host in hosts]
        + [Paper("b", "Without", "See our code for it.")],
        default_day=MONDAY,
    )
    found = await library.catalog.rows(Scope(has_code=True))
    assert {row.paper.title for row in found} == hosts


async def test_marks_narrow_a_scope(library: Library) -> None:
    catalog = library.catalog
    await catalog.merge(PAPERS, default_day=MONDAY)
    await catalog.mark(["2510.00001"], read=True, starred=True)
    await catalog.mark(["2510.00002"], read=True)
    await catalog.mark(["2510.00002"], read=False)
    assert await kept(catalog, Scope(unread=True)) == {"2", "3"}
    assert await kept(catalog, Scope(starred=True)) == {"1"}
    assert await kept(catalog, Scope(unread=True, starred=True)) == set()


async def test_changed_means_reworded_since_it_was_read(library: Library, clock: Clock) -> None:
    catalog = library.catalog
    await catalog.merge(PAPERS, default_day=MONDAY)
    assert await kept(catalog, Scope(changed=True)) == set()
    clock.now += timedelta(hours=1)
    reworded = replace(PAPERS[0], abstract="Merging saves no memory at all, we find now.", version=2)
    await catalog.merge([reworded], default_day=MONDAY)
    assert await kept(catalog, Scope(changed=True)) == {"1"}
    clock.now += timedelta(hours=1)
    await catalog.mark(["2510.00001"], read=True)
    assert await kept(catalog, Scope(changed=True)) == set()


async def test_a_former_id_is_in_scope_as_the_paper_that_it_became(library: Library) -> None:
    untitled = replace(PAPERS[0], id="t0123456789", arxiv_id=None)
    await library.catalog.merge([untitled], default_day=MONDAY)
    await library.catalog.merge([PAPERS[0]], default_day=MONDAY)
    assert await library.catalog.ids(Scope(ids=("t0123456789",))) == ["2510.00001"]
    assert await library.catalog.ids(Scope(ids=("t0123456789", "2510.00001"))) == ["2510.00001"]


async def test_what_is_typed_begins_words_of_title_author_organisation_or_id(library: Library) -> None:
    await library.catalog.merge(PAPERS, default_day=MONDAY)
    for typed in ("mer", "MERGING mod", "ada", "micro", "2510.00001", "gode", "lovelace turbo"):
        for end in range(1, len(typed) + 1):
            assert "1" in await kept(library.catalog, Scope(), typed[:end]), typed[:end]
        assert await kept(library.catalog, Scope(until=MONDAY), typed) == {"1"}, typed
        assert await kept(library.catalog, Scope(), typed + " zebra") == set(), typed
        assert await kept(library.catalog, Scope(), "x" + typed) == set(), typed


HOSTILE = [
    *('"', '""', '"a"', "a*", "a AND", "NEAR(a b)", "title : a", "{a} : b", "-a", "a OR NOT b", "^a", "(", "'", "\\"),
    *(
        "%",
        "_",
        "²",
        "①",
        "\0",
        "a\0b",
        "\x1b[31m",
        "\u202eabc",
        "\ud800",
        "a\udc80b",
        "主题",
        "ตัว",
        "🧪",
        "\u0301",
        "é",
        "x" * 10_000,
        "a " * 400,
    ),
]


@pytest.mark.parametrize("name", ["words", "organization", "author", "category", "match", "ids"])
async def test_no_text_breaks_the_search(library: Library, name: str) -> None:
    await library.catalog.merge(PAPERS, default_day=MONDAY)
    for text in HOSTILE:
        if name == "match":
            found = await kept(library.catalog, Scope(), text)
        else:
            scope = replace(Scope(), **{name: (text,) if name == "ids" else text})  # type: ignore[arg-type]
            found = await kept(library.catalog, scope)
        assert found <= {"1", "2", "3"}, text
        if name not in {"words", "match"} and not any(c.isalnum() for c in text):
            assert found == set(), text


@calm
@given(st.text(max_size=80))
def test_what_is_typed_becomes_quoted_words_only(text: str) -> None:
    made = prefixes(text)
    assert made.count('"') == 2 * made.count("*")
    for word in made.split():
        assert word.startswith('"')
        assert word.endswith('"*')
        assert word[1:-2] in text


def test_no_words_are_no_condition() -> None:
    assert prefixes(" \t'\"!") == ""
    assert scope_to_sql(Scope(words="…"), "!") == ("1", [])


texts = st.none() | st.text(max_size=20)
scopes = st.builds(
    Scope,
    since=st.none() | st.dates(),
    until=st.none() | st.dates(),
    ids=st.lists(st.text(max_size=9), max_size=3).map(tuple),
    organization=texts,
    author=texts,
    category=texts,
    unread=st.booleans(),
    starred=st.booleans(),
    changed=st.booleans(),
    min_comments=st.none() | st.integers(0, 99),
    min_upvotes=st.none() | st.integers(0, 99),
    max_comments=st.none() | st.integers(0, 99),
    max_upvotes=st.none() | st.integers(0, 99),
    has_code=st.booleans(),
    no_code=st.booleans(),
    words=st.text(max_size=20),
)


@calm
@given(st.text(max_size=30))
def test_nothing_from_outside_gets_into_the_sql(text: str) -> None:
    def of(text: str) -> tuple[str, list[object]]:
        return scope_to_sql(Scope(ids=(text,), organization=text, author=text, category=text, words=text), text)

    sql, values = of(f"a{text}")
    assert sql in {of("a")[0], of("a b")[0]}
    assert sql.count("?") == len(values)


@calm
@given(scopes)
def test_a_scope_in_words_is_one_safe_line(scope: Scope) -> None:
    assert describe(scope).isprintable()


@calm
@given(scopes)
def test_every_filter_that_is_told_can_be_taken_away(scope: Scope) -> None:
    told = filters(scope)
    left = scope
    for name in told:
        left = without(left, name)
        assert name not in filters(left)
    assert filters(left) == {}
    assert (left.since, left.until, left.ids) == (scope.since, scope.until, scope.ids)


def test_filters_are_said_as_a_person_would() -> None:
    scope = Scope(MONDAY, MONDAY, (), "Meta", "Ada", "cs.CL", True, True, True, 5, 7, True, "deep nets")
    assert filters(scope) == {
        "organization": "by Meta",
        "author": "written by Ada",
        "category": "in cs.CL",
        "min_comments": "≥ 5 comments",
        "min_upvotes": "≥ 7 upvotes",
        "unread": "unread",
        "starred": "starred",
        "changed": "changed",
        "has_code": "with code",
        "words": "“deep nets”",
    }
    assert filters(Scope()) == {}


async def test_a_bound_of_zero_is_told_where_it_is_applied(library: Library) -> None:
    await library.catalog.merge(PAPERS, default_day=FRIDAY)
    assert await kept(library.catalog, Scope(max_comments=0)) == {"2"}
    assert await kept(library.catalog, Scope(min_upvotes=0)) == {"1", "3"}
    assert filters(Scope(max_comments=0, min_upvotes=0)) == {
        "min_upvotes": "≥ 0 upvotes",
        "max_comments": "≤ 0 comments",
    }


@pytest.mark.parametrize(
    ("scope", "words"),
    [
        (Scope(), "the whole library"),
        (Scope(since=FRIDAY, until=FRIDAY), "31 Oct 2025"),
        (Scope(since=MONDAY, until=FRIDAY), "27 Oct 2025 to 31 Oct 2025"),
        (Scope(since=date(2025, 3, 1)), "since 1 Mar 2025"),
        (Scope(until=MONDAY), "until 27 Oct 2025"),
        (Scope(ids=("2510.00001",)), "2510.00001"),
        (Scope(ids=("a", "b")), "2 chosen papers"),
        (Scope(since=FRIDAY, until=FRIDAY, ids=("a", "b")), "2 chosen papers"),
        (Scope(ids=("\x1b[31mred\u202e",)), "[31mred"),
    ],
)
def test_days_are_said_as_a_person_would(scope: Scope, words: str) -> None:
    assert days_in_words(scope) == words


def test_days_and_filters_are_said_in_one_line() -> None:
    scope = Scope(since=FRIDAY, until=FRIDAY, organization="Microsoft", starred=True)
    assert describe(scope) == "31 Oct 2025 · by Microsoft · starred"


def test_a_long_name_is_cut_in_words() -> None:
    told = filters(Scope(organization="x" * 10_000))["organization"]
    assert len(told) == 60
    assert told.endswith("…")


def test_braces_in_a_name_are_no_placeholders() -> None:
    assert filters(Scope(organization="{0} {name} {}"))["organization"] == "by {0} {name} {}"


def test_a_scope_names_its_day_only_where_there_is_one() -> None:
    monday, tuesday = date(2025, 11, 3), date(2025, 11, 4)
    assert Scope(since=monday, until=monday).day == monday
    for scope in (Scope(), Scope(since=monday), Scope(until=monday), Scope(since=monday, until=tuesday)):
        assert scope.day is None
