"""The best papers for a full-text expression by BM25, without scoring those that cannot be among them."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from askpapers.library.catalog import selection
from askpapers.library.catalog.database import Connection, Cursor
from askpapers.papers.scope import Scope, scope_to_indexed_rows, scope_to_rows

LONG = 24
"""Words of an expression from which only papers with one of its rarer words are scored."""

SCORED = 10_000
"""Papers that are scored for a long expression, about: reckoning BM25 is what takes time, and not finding."""

DEEPER = 40
"""How many times as many of the best papers are looked at where a scope holds a good part of the library."""

NARROW = 0.35
"""The share of the library up to which a scope's papers are told first and scored alone: scoring takes longest. Of a larger scope telling them does."""

SPARE = 4
"""How many times as many papers must have a word where only those in scope count."""

ENOUGH = 0.5
"""The share of what all words can add, below which what the commoner ones can add is likely to be less than a good paper has."""

K1 = 1.2
"""FTS5's own, as is the least that a word counts for."""

_HITS = "SELECT rowid AS pk, -bm25(words, ?, ?) * ? AS score FROM words WHERE words MATCH ?"

Parts = Sequence[tuple[float, str]]
"""Expressions, and what each one's BM25 counts for."""

Named = list[tuple[str, float]]
"""Ids of papers with their scores, best first."""


class Counts:
    """How many papers have a phrase, remembered until somebody writes to the library."""

    def __init__(self) -> None:
        self._version, self._known = -1, dict[str, int]()

    def of(self, c: Connection, phrases: Iterable[str]) -> dict[str, int]:
        """Return the counts of phrases."""
        version = int(c.execute("PRAGMA data_version").fetchone()[0])
        if version != self._version:
            self._version, self._known = version, {}
        return {phrase: self._of(c, phrase) for phrase in phrases}

    def _of(self, c: Connection, phrase: str) -> int:
        if phrase not in self._known:
            sql = "SELECT count(*) FROM words WHERE words MATCH ?"
            self._known[phrase] = int(c.execute(sql, [phrase]).fetchone()[0])
        return self._known[phrase]


@dataclass(frozen=True, slots=True)
class Search:
    """An FTS5 expression, and where it is asked: the `k` best papers in scope, by weights of title and abstract.

    `emphasis` is a second expression, of words of the first, and what its BM25 counts for on top.
    """

    expression: str
    scope: Scope
    k: int
    weights: tuple[float, float] = (1.0, 1.0)
    emphasis: tuple[str, float] = ("", 0.0)

    @property
    def whole(self) -> Parts:
        """What scores every paper that has a word."""
        repeated, share = self.emphasis
        return [(1.0, self.expression), (share, repeated)]


def best(c: Connection, search: Search, counts: Counts) -> Named:
    """Return the best papers in scope.

    Of a long expression over a large library, papers with none of its rarer words are left out; the others score what they
    score. Of a shorter one none is left out that could be among the best.
    """
    rows = None if search.scope == Scope() else selection.few(c, search.scope)
    if rows is not None:
        return _named(c, _hits(c, search, search.whole, search.k, rows))
    words = re.findall(r'"[^"]*"', search.expression)
    if search.expression != " OR ".join(dict.fromkeys(words)):
        return _in_scope(c, search, search.whole)
    if search.emphasis[0] or not 1 < len(words) <= LONG:
        return _in_scope(c, search, _parts(c, search, words, counts), rarer=len(words) > LONG)
    return _pruned(c, search, counts.of(c, words))


def most(count: int, papers: int) -> float:
    """Return the most that a phrase adds to a paper's BM25, however often it is there: `count` of `papers` have it."""
    return max(math.log((papers - count + 0.5) / (count + 0.5)), 1e-6) * (K1 + 1)


def _pruned(c: Connection, search: Search, counts: Mapping[str, int]) -> Named:
    """Return the best papers in scope; those with none of the rarer words are scored where they could be among these alone.

    The bound is that of MaxScore (Turtle and Flood, 1995).
    """
    # Where papers were removed each bound is more than it need be.
    papers = selection.last_row(c)
    words = sorted(counts, key=lambda word: counts[word])
    rows = [counts[word] for word in words]
    bounds = [most(count, papers) for count in rows]
    at = _first_words(rows, bounds, search.k * (1 if search.scope == Scope() else SPARE))
    while True:
        found = _in_scope(c, search, _scored(" OR ".join(words[:at]), words[at:], 1.0))
        if at == len(words):
            return found
        rest = range(at + 1, len(words))
        if len(found) < search.k:
            # What the least of the best has is not known yet: the next rarest may do, where they have as many papers again.
            at = next((n for n in rest if sum(rows[:n]) >= 2 * sum(rows[:at])), len(words))
            continue
        least = found[search.k - 1][1] - 1e-6
        if sum(bounds[at:]) < least:
            return found
        # With more words the papers found are better, or the same: this will do.
        at = next((n for n in rest if sum(bounds[n:]) < least), len(words))


def _first_words(counts: Sequence[int], bounds: Sequence[float], k: int) -> int:
    """Return with how many of the words, rarest first, enough good papers are likely to be found."""
    seen = 0
    telling = 0.0
    for n, count in enumerate(counts, 1):
        seen += count
        if seen >= k:
            telling = telling or sum(bounds[n - 1 :])
            if sum(bounds[n:]) < ENOUGH * telling:
                return n
    return len(counts)


def _in_scope(c: Connection, search: Search, parts: Parts, *, rarer: bool = False) -> Named:
    """Return the best papers in scope that match the parts; `rarer` says that a scope may need others too."""
    k, scope = search.k, search.scope
    if scope == Scope():
        return _named(c, _hits(c, search, parts, k))
    alone = None if rarer else scope_to_indexed_rows(scope)
    if alone and selection.share(c, scope) <= NARROW:
        return _named(c, _hits(c, search, parts, k, within=alone))
    # Cut before papers are looked up: most of the library has a word of a long question.
    cursor, looked = _cursor(c, search, parts, k * DEEPER), 0
    kept = list[tuple[int, float]]()
    while part := cursor.fetchmany(_more(k, looked, len(kept))):
        looked += len(part)
        inside = selection.inside(c, scope, [row[0] for row in part])
        kept += [(row[0], row[1]) for row in part if row[0] in inside]
        if len(kept) >= k:
            return _named(c, kept[:k])
    if looked < k * DEEPER and not rarer:
        return _named(c, kept)
    # The scope's own papers are far down: its papers alone are scored.
    return _named(c, _hits(c, search, search.whole if rarer else parts, k, within=scope_to_rows(scope)))


def _more(k: int, looked: int, kept: int) -> int:
    """Return how many papers to look at next, so that `k` of all are in scope, after `kept` of those `looked` at were."""
    return max(k, (k - kept) * looked // kept) if kept else 2 * k


def _hits(
    c: Connection,
    search: Search,
    parts: Parts,
    most: int,
    rows: Sequence[int] | None = None,
    within: tuple[str, list[object]] | None = None,
) -> list[tuple[int, float]]:
    return [(row[0], row[1]) for row in _cursor(c, search, parts, most, rows, within).fetchall()]


def _cursor(
    c: Connection,
    search: Search,
    parts: Parts,
    most: int,
    rows: Sequence[int] | None = None,
    within: tuple[str, list[object]] | None = None,
) -> Cursor:
    """Return a cursor over the best papers, (row, score), of those that match a part; of `rows`, or of a SELECT, alone."""
    asked = [(share, words) for share, words in parts if words]
    one, given = _HITS, list[object]()
    if rows is not None:
        # A range is looked up in the index; by "+" the list is not, which would search anew for each of its papers.
        one += f" AND rowid BETWEEN ? AND ? AND +rowid {selection.IN_GIVEN}"
        given = [min(rows, default=0), max(rows, default=0), json.dumps(list(rows))]
    elif within is not None:
        one, given = f"{one} AND +rowid IN ({within[0]})", within[1]
    hits = " UNION ALL ".join([one] * len(asked))
    if len(asked) > 1:
        hits = f"SELECT pk, sum(score) AS score FROM ({hits}) GROUP BY pk"
    values = [value for share, words in asked for value in (*search.weights, share, words, *given)]
    return c.execute(f"SELECT pk, score FROM ({hits}) ORDER BY score DESC, pk LIMIT ?", [*values, most])


def _named(c: Connection, found: Sequence[tuple[int, float]]) -> Named:
    ids = selection.names(c, [pk for pk, _ in found])
    return [(ids[pk], score) for pk, score in found if pk in ids]


def _parts(c: Connection, search: Search, words: Sequence[str], counts: Counts) -> Parts:
    """Return parts that together score the papers with a rarer word of a long expression; of another all papers."""
    repeated, share = search.emphasis
    rare = _rarest(counts.of(c, words), SCORED) if len(words) > LONG else words
    common = [word for word in words if word not in set(rare)]
    if not common:
        return search.whole
    one_rare = " OR ".join(rare)
    parts = _scored(one_rare, common, 1.0)
    # Asked for beside the repeated words, the rarer ones count once too often: that is taken off again.
    return [*parts, *_scored(one_rare, [repeated], share), (-share, one_rare)] if repeated else parts


def _scored(one_rare: str, more: Sequence[str], share: float) -> list[tuple[float, str]]:
    """Return parts that score the papers with a rare word by more words as well."""
    if not more:
        return [(share, one_rare)]
    others = " OR ".join(more)
    return [(share, f"({one_rare}) AND ({others})"), (share, f"({one_rare}) NOT ({others})")]


def _rarest(counts: Mapping[str, int], most: int) -> list[str]:
    """Return the words in the fewest papers, rarest first, as long as they are in no more than `most` together."""
    taken: list[str] = []
    for word in sorted(counts, key=lambda word: counts[word]):
        most -= counts[word]
        if most < 0 and any(counts[word] for word in taken):
            break
        taken.append(word)
    return taken
