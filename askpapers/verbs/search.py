"""Papers found by words and meaning."""

from __future__ import annotations

from askpapers import errors
from askpapers.library.library import Library
from askpapers.papers.paper import Match
from askpapers.papers.scope import Scope

RERANKED = 30
"""Papers that a model orders anew."""


async def search(
    library: Library, words: str, scope: Scope | None = None, *, k: int = 10, rerank: bool = False
) -> tuple[Match, ...]:
    """Return the `k` papers that fit best, best first; scores are 0 to 1 within one search.

    Without a scope the whole library is searched. `rerank` lets the model order the best 30 anew (one call). Raises
    UsageError where there are no words; with `rerank` also SpendingLimit, ServiceError and KeyProblem.

    >>> [match.paper.title for match in await search(library, "merge task vectors", k=1)]
    ['Modeling Multi-Task Model Merging as Adaptive Projective Gradient Descent']
    """
    from askpapers.retrieval import search as retrieval

    if not words.strip():
        raise errors.UsageError("There is nothing to search for.", 'askpapers search "words"')
    matches = await retrieval.search(library, words, scope or Scope(), k=max(k, RERANKED) if rerank else k)
    if rerank:
        matches = await retrieval.rerank(library, words, matches)
    return matches[:k]
