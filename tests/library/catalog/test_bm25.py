"""The best papers by words: those that a search of every paper with one of the words would find."""

from __future__ import annotations

import random
from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

import pytest

from askpapers.library.catalog import bm25, selection
from askpapers.library.catalog.catalog import Catalog
from askpapers.library.catalog.full_text import expression
from askpapers.papers.paper import Paper
from askpapers.papers.scope import Scope

DAY = date(2025, 10, 31)
COUNT = 6_000
WORDS = {"kelp": 0.004, "lamp": 0.03, "sheep": 0.1, "model": 0.5, "paper": 0.9}
WEIGHTS = (2.0, 1.0)


@pytest.fixture(scope="module")
async def catalog(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Catalog]:
    rng = random.Random(7)
    catalog = Catalog(tmp_path_factory.mktemp("bm25") / "catalog.sqlite")
    await catalog.open()
    papers = []
    for n in range(COUNT):
        words = [word for word, share in WORDS.items() for _ in range(rng.randint(1, 3)) if rng.random() < share]
        title = f"{rng.choice(words)} {n}" if words else f"Nothing {n}"
        text = " ".join(words + [f"filler{rng.randint(1, 9)}"] * rng.randint(1, 30))
        kind = "cs.CL" if rng.random() < 0.9 else "math.AG"
        papers.append(Paper(f"p{n:04}", title, text, categories=(kind,), listed=(DAY,)))
    await catalog.merge(papers, default_day=DAY)
    yield catalog
    await catalog.close()


@pytest.mark.parametrize("scope", [Scope(), Scope(category="cs.CL"), Scope(unread=True)])
@pytest.mark.parametrize("k", [5, 50, 400])
@pytest.mark.parametrize(
    "question",
    ["kelp lamp sheep", "kelp paper", "lamp model paper", "sheep model paper kelp lamp", "paper model", "cow"],
)
async def test_no_paper_is_left_out_that_a_search_of_all_would_find(
    catalog: Catalog, monkeypatch: pytest.MonkeyPatch, question: str, scope: Scope, k: int
) -> None:
    found = await catalog.full_text.bm25(expression(question), scope, k, weights=WEIGHTS)
    monkeypatch.setattr(bm25, "_first_words", lambda counts, bounds, k: len(counts))
    whole = await catalog.full_text.bm25(expression(question), scope, k, weights=WEIGHTS)
    assert [id for id, _ in found] == [id for id, _ in whole]
    assert [score for _, score in found] == pytest.approx([score for _, score in whole])


async def test_papers_that_have_only_common_words_are_not_scored(catalog: Catalog) -> None:
    asked: list[str] = []
    await catalog._db.read(lambda c: c.set_trace_callback(asked.append))
    await catalog.full_text.bm25(expression("lamp sheep model paper"), Scope(), 50, weights=WEIGHTS)
    await catalog._db.read(lambda c: c.set_trace_callback(None))
    scored = [sql for sql in asked if "bm25(" in sql and not sql.startswith("--")]
    # Those with a lamp are enough: that a sheep, a model and a paper add up to more than the fiftieth of them has is ruled out.
    assert len(scored) == 1
    assert '"lamp" OR "sheep") AND (' in scored[0] or '("lamp") AND (' in scored[0]


async def test_where_the_rarest_words_have_too_few_papers_the_next_rarest_are_scored_and_not_all(
    catalog: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bm25, "_first_words", lambda counts, bounds, k: 1)
    asked: list[str] = []
    await catalog._db.read(lambda c: c.set_trace_callback(asked.append))
    found = await catalog.full_text.bm25(expression("kelp lamp model"), Scope(), 100, weights=WEIGHTS)
    await catalog._db.read(lambda c: c.set_trace_callback(None))
    scored = [sql for sql in asked if "bm25(" in sql and not sql.startswith("--")]
    assert len(found) == 100
    assert ['("kelp") AND' in sql for sql in scored] == [True, False]
    assert '("kelp" OR "lamp") AND ("model")' in scored[1]


@pytest.mark.parametrize("question", ["kelp lamp sheep", "sheep model kelp lamp", "model"])
async def test_of_a_narrow_scope_its_own_papers_alone_are_scored_and_the_same_found(
    catalog: Catalog, monkeypatch: pytest.MonkeyPatch, question: str
) -> None:
    # As of a scope of more papers than are searched one by one.
    monkeypatch.setattr(selection, "few", lambda c, scope: None)
    asked: list[str] = []
    await catalog._db.read(lambda c: c.set_trace_callback(asked.append))
    found = await catalog.full_text.bm25(expression(question), Scope(category="math.AG"), 50, weights=WEIGHTS)
    await catalog._db.read(lambda c: c.set_trace_callback(None))
    scored = [sql for sql in asked if "bm25(" in sql and not sql.startswith("--")]
    assert scored and all("+rowid IN (SELECT k.pk FROM json_each(" in sql for sql in scored)
    monkeypatch.setattr(bm25, "NARROW", -1)
    assert found == await catalog.full_text.bm25(expression(question), Scope(category="math.AG"), 50, weights=WEIGHTS)


async def test_of_a_wide_scope_the_best_of_all_are_looked_at(catalog: Catalog) -> None:
    asked: list[str] = []
    await catalog._db.read(lambda c: c.set_trace_callback(asked.append))
    await catalog.full_text.bm25(expression("lamp sheep"), Scope(category="cs.CL"), 50, weights=WEIGHTS)
    await catalog._db.read(lambda c: c.set_trace_callback(None))
    assert not [sql for sql in asked if "bm25(" in sql and "paper_categories" in sql]


async def test_words_that_must_all_be_there_are_asked_for_as_they_are(catalog: Catalog) -> None:
    both = await catalog.full_text.bm25('"kelp" AND "paper"', Scope(), COUNT)
    either = await catalog.full_text.bm25('"kelp" OR "paper"', Scope(), COUNT)
    assert 0 < len(both) < 99 < len(either)


def test_no_paper_scores_more_than_the_bound(tmp_path: Path) -> None:
    # FTS5 counts a word of more than half of the papers for next to nothing, and one of a single paper for most.
    assert bm25.most(9, 10) == pytest.approx(2.2e-6)
    assert bm25.most(1, 10) > bm25.most(2, 10) > bm25.most(4, 10) > 0
