"""Full-text search over the catalog: a free question as an FTS5 expression, and its BM25 scores."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping

from askpapers.library.catalog import bm25
from askpapers.library.catalog.database import Connection, Database
from askpapers.papers.scope import Scope
from askpapers.text.lexicon import variants
from askpapers.text.terms import STOP

PHRASES = 96
"""Phrases of an expression at most: the words of a long abstract, and few enough to be quick over 75,000 papers."""


RESPELLED = 24
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


def respell(question: str) -> dict[str, str]:
    """Return other spellings of a question's words as phrases, and the phrase of each one's own; none of a page's."""
    words = terms(question)
    if len(words) > RESPELLED:
        # A paragraph says the same in several ways itself, and its many words take long enough to look for.
        return {}
    return {_any([other]): _any([word]) for other, word in variants(_folded(question), words).items()}


def expand(question: str, phrases: Iterable[str]) -> str:
    """Return `expression` with phrases of `respell` beside its own."""
    return " OR ".join([expression(question), *phrases])


def emphasis(question: str) -> str:
    """Return the expression of the words that a question repeats, as often as each comes back; "" where none does.

    FTS5 adds up the phrases of an expression, so its BM25, weighed and added to `expression`'s, counts a paragraph's
    subject for more than a word it happens to use.
    """
    counted = Counter(_words(question)).most_common(PHRASES)
    return _any([word for word, count in counted for _ in range(count - 1)][:PHRASES])


class FullText:
    """The part of the catalog that searches titles and abstracts."""

    def __init__(self, database: Database) -> None:
        self._db = database
        self._counts = bm25.Counts()

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
        search = bm25.Search(expression, scope, k, weights, emphasis)
        return await self._db.read(lambda c: bm25.best(c, search, self._counts))

    async def commoner(self, phrases: Mapping[str, str]) -> list[str]:
        """Those of the phrases that are in at least as many papers as the phrase given with each; none that is in none.

        Searched beside the other one, a rarer spelling would count for more than it: BM25 takes it for a rarer subject.
        """

        def work(c: Connection) -> list[str]:
            counts = self._counts.of(c, {*phrases, *phrases.values()})
            return [phrase for phrase, other in phrases.items() if counts[phrase] >= max(1, counts[other])]

        return await self._db.read(work)
