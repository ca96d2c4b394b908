"""Full-text search over the catalog: a free question as an FTS5 expression, and its BM25 scores."""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from askpapers.library.catalog import selection
from askpapers.library.catalog.database import Connection, Database
from askpapers.papers.scope import Scope, scope_to_rows
from askpapers.text.spelling_variants import variants
from askpapers.text.terms import STOP

PHRASES = 96
"""Phrases of an expression at most: the words of a long abstract, and few enough to be quick over 75,000 papers."""


RESPELT = 24
"""Words up to which those of a question are looked for in other spellings too."""


def _folded(text: str) -> str:
    """Small letters, accents composed: what FTS5 folds, and no more ("ß" stays, where casefold() makes "ss")."""
    return unicodedata.normalize("NFC", text).lower()


def _words(question: str) -> list[str]:
    words = re.findall(r"[^\W_]+(?:['’][^\W_]+)?", _folded(question))
    kept = [word for word in words if word not in STOP and (len(word) > 1 or not word.isascii() or word.isdigit())]
    return kept or words


def _any(words: Iterable[str]) -> str:
    return " OR ".join(f'"{word}"' for word in words)


def terms(question: str) -> list[str]:
    """Return the words of a question that carry its subject, each once, in order; all words where none does."""
    return list(dict.fromkeys(_words(question)))


def expression(question: str) -> str:
    """Return the expression that matches any word of the question, safe whatever the question holds; "" for no word.

    Of a pasted page it holds the 96 most frequent words.
    """
    return _any(word for word, _ in Counter(_words(question)).most_common(PHRASES))


def respelt(question: str) -> dict[str, str]:
    """Return other spellings of a question's words as phrases, and the phrase of each one's own; none of a page's."""
    words = terms(question)
    if len(words) > RESPELT:
        # A paragraph says the same in several ways itself, and its many words take long enough to look for.
        return {}
    return {_any([other]): _any([word]) for other, word in variants(_folded(question), words).items()}


def expand(question: str, phrases: Iterable[str]) -> str:
    """Return `expression` with phrases of `respelt` beside its own."""
    return " OR ".join([expression(question), *phrases])


def emphasis(question: str) -> str:
    """Return the expression of the words that a question repeats, as often as each comes back; "" where none does.

    FTS5 adds up the phrases of an expression, so its BM25, weighed and added to `expression`'s, counts a paragraph's
    subject for more than a word it happens to use.
    """
    counted = Counter(_words(question)).most_common(PHRASES)
    return _any([word for word, count in counted for _ in range(count - 1)][:PHRASES])


LONG = 24
"""Words of an expression from which only papers with one of its rarer words are scored."""

SCORED = 10_000
"""Papers that are scored for a long expression, about: reckoning BM25 is what takes time, and not finding."""

DEEPER = 8
"""How many times as many of the best papers are looked at where a scope holds a good part of the library."""

_HITS = "SELECT rowid AS pk, -bm25(words, ?, ?) * ? AS score FROM words WHERE words MATCH ?"


class FullText:
    """The part of the catalog that searches titles and abstracts."""

    def __init__(self, database: Database) -> None:
        self._db = database

    async def bm25(
        self,
        expression: str,
        scope: Scope,
        k: int,
        *,
        weights: tuple[float, float] = (1.0, 1.0),
        emphasis: tuple[str, float] = ("", 0.0),
    ) -> list[tuple[str, float]]:
        """The `k` best papers in scope for an FTS5 expression, as (id, BM25), higher is better.

        `weights` are those of title and abstract. `emphasis` is a second expression, of words of the first, and what
        its BM25 counts for on top. Of a long expression over a large library, papers with none of its rarer words
        are left out; the others score what they score.
        """
        if not expression:
            return []

        def work(c: Connection) -> list[tuple[str, float]]:
            rows = None if scope == Scope() else selection.few(c, scope)
            if rows is not None:
                parts = [(1.0, expression), emphasis[::-1]]
                found = _hits(c, parts, weights, k, rows)
                return _named(found, selection.inside(c, Scope(), [pk for pk, _ in found]))
            # Cut before papers are looked up: most of the library has a word of a long question.
            parts = _parts(c, expression, emphasis, SCORED)
            depth = k if scope == Scope() else k * DEEPER
            found = _hits(c, parts, weights, depth)
            best = _named(found, selection.inside(c, scope, [pk for pk, _ in found]))[:k]
            if len(best) >= k or scope == Scope() or (len(found) < depth and len(parts) <= 2):
                return best
            # The scope's own papers are far down: its papers alone are scored.
            found = _hits(c, [(1.0, expression), emphasis[::-1]], weights, k, within=scope_to_rows(scope))
            return _named(found, selection.inside(c, Scope(), [pk for pk, _ in found]))

        return await self._db.read(work)

    async def commoner(self, phrases: Mapping[str, str]) -> list[str]:
        """Those of the phrases that are in at least as many papers as the phrase given with each; none that is in none.

        Searched beside the other one, a rarer spelling would count for more than it: BM25 takes it for a rarer subject.
        """

        def work(c: Connection) -> list[str]:
            counts = {phrase: _count(c, phrase) for phrase in {*phrases, *phrases.values()}}
            return [phrase for phrase, other in phrases.items() if counts[phrase] >= max(1, counts[other])]

        return await self._db.read(work)


def _hits(
    c: Connection,
    parts: Sequence[tuple[float, str]],
    weights: tuple[float, float],
    most: int,
    rows: Sequence[int] | None = None,
    within: tuple[str, list[object]] | None = None,
) -> list[tuple[int, float]]:
    """Return the best papers, (row, score), for expressions and what each one's BM25 counts for; of `rows`, or of a SELECT, alone."""
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
    values = [value for share, words in asked for value in (*weights, share, words, *given)]
    found = c.execute(f"SELECT pk, score FROM ({hits}) ORDER BY score DESC, pk LIMIT ?", [*values, most]).fetchall()
    return [(row[0], row[1]) for row in found]


def _named(found: Sequence[tuple[int, float]], ids: Mapping[int, str]) -> list[tuple[str, float]]:
    return [(ids[pk], score) for pk, score in found if pk in ids]


def _parts(c: Connection, expression: str, emphasis: tuple[str, float], most: int) -> list[tuple[float, str]]:
    """Return expressions and what each one's BM25 counts for; together they score the papers with a rarer word."""
    repeated, share = emphasis
    words = re.findall(r'"[^"]*"', expression)
    rare = _rarest(c, words, most) if len(words) > LONG else words
    common = [word for word in words if word not in set(rare)]
    if not common:
        return [(1.0, expression), (share, repeated)]
    one_rare = " OR ".join(rare)

    def scored(share: float, more: str) -> list[tuple[float, str]]:
        return [(share, f"({one_rare}) AND ({more})"), (share, f"({one_rare}) NOT ({more})")]

    parts = scored(1.0, " OR ".join(common))
    # Asked for beside the repeated words, the rarer ones count once too often: that is taken off again.
    return [*parts, *scored(share, repeated), (-share, one_rare)] if repeated else parts


def _rarest(c: Connection, words: Sequence[str], most: int) -> list[str]:
    """Return the words in the fewest papers, rarest first, as long as they are in no more than `most` together."""
    counts = {word: _count(c, word) for word in words}
    taken: list[str] = []
    for word in sorted(words, key=lambda word: counts[word]):
        most -= counts[word]
        if most < 0 and any(counts[word] for word in taken):
            break
        taken.append(word)
    return taken


def _count(c: Connection, phrase: str) -> int:
    return int(c.execute("SELECT count(*) FROM words WHERE words MATCH ?", [phrase]).fetchone()[0])
