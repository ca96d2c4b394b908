"""Which papers fit a query: words and meaning, of the whole abstract and of its best sentence; reranked by a model if asked."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import replace
from typing import TYPE_CHECKING

from askpapers import errors
from askpapers.library.catalog.full_text import emphasis, expand, respell, terms
from askpapers.library.completion import pay_for_embeddings
from askpapers.library.library import Library
from askpapers.papers.paper import Match, Paper, Reason, ReasonKind
from askpapers.papers.scope import Scope
from askpapers.retrieval.neighbors import CANDIDATES, Rows, document_vectors, nearest_papers
from askpapers.text.sentences import split

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from askpapers.models.prompts import Message


SENTENCE_SHARE = 0.5

LEADERS = 3
"""Papers that pseudo-relevance feedback learns from."""

CROWD = 10
FEEDBACK = 0.8
"""What likeness to the leaders counts for where the tenth paper fits as well as the first."""


def min_max(scores: Mapping[str, float]) -> dict[str, float]:
    """Return the scores stretched to 0 … 1; all 1 where they are equal."""
    if not scores:
        return {}
    low, high = min(scores.values()), max(scores.values())
    if high - low < 1e-12:
        return dict.fromkeys(scores, 1.0)
    return {id: (score - low) / (high - low) for id, score in scores.items()}


def fuse(lexical: Mapping[str, float], semantic: Mapping[str, float], weight: float = 0.5) -> dict[str, float]:
    """Return the weighted sum of two stretched score lists, 0 … 1; `weight` is that of the semantic one.

    A paper that a list does not hold scores 0 there: both lists are cut at their best.
    """
    first, second = min_max(lexical), min_max(semantic)
    if not first or not second:
        return first or second
    return {
        id: (1 - weight) * first.get(id, 0.0) + weight * second.get(id, 0.0) for id in dict.fromkeys([*first, *second])
    }


def pseudo_relevance_feedback(
    fused: Mapping[str, float], vectors: Mapping[str, NDArray[np.float32]]
) -> dict[str, float]:
    """Return scores, 0 … 1, in which likeness to the three best papers has a share: pseudo-relevance feedback.

    Where ten papers fit about as well, many bear on what was asked, and the best tell what the others are like; where
    one stands out, it is what was meant, and the share is small. `vectors` are of length one; a paper without one
    keeps its score.
    """
    import numpy as np

    order = sorted(fused, key=lambda key: (-fused[key], key))
    known = [id for id in order if id in vectors]
    if len(order) < CROWD or len(known) < LEADERS:
        return dict(fused)
    share = FEEDBACK * fused[order[CROWD - 1]] / fused[order[0]]
    matrix = np.stack([vectors[id] for id in known])
    center = (1 / np.arange(1, LEADERS + 1)) @ matrix[:LEADERS]
    alike = min_max(dict(zip(known, (matrix @ center).tolist(), strict=True)))
    return {id: (1 - share) * score + share * alike.get(id, score) for id, score in fused.items()}


RERANKED = 30
RERANK_TOKENS = 200

TITLE_AND_ABSTRACT = (2.0, 1.0)
REPEATED = 1 / 3
"""What a word of a paragraph counts for each time that it comes back; the first time it counts 1."""

PASSAGES = 32
"""Sentences of a query that are embedded by themselves; each costs about as much as the query does."""


_SENDS_NOTHING: ContextVar[bool] = ContextVar("sends_nothing", default=False)


@contextmanager
def sending_nothing() -> Iterator[None]:
    """Search by words alone, in this task, where meaning would have to be asked of a server."""
    before = _SENDS_NOTHING.set(True)
    try:
        yield
    finally:
        _SENDS_NOTHING.reset(before)


def sent_texts(query: str) -> list[str]:
    """Return what is embedded of a query: it, and the sentences of one that has several."""
    return [query, *_passages(query)]


async def search(library: Library, query: str, scope: Scope, k: int = 10) -> tuple[Match, ...]:
    """Return the `k` papers in scope that fit best, best first; scores are 0 to 1 within one search.

    Where a paper's vector is still to be made, or the vector store fails, words alone decide.
    """

    lexical, semantic, rows = await _scored(library, query, scope)
    fused = fuse(lexical, semantic)
    if semantic:
        unread = await document_vectors(library, [id for id in fused if id not in rows])
        fused = pseudo_relevance_feedback(fused, {**rows, **unread})
    best = sorted(fused, key=lambda key: (-fused[key], key))[:k]
    papers = await library.catalog.papers(best)

    def matches() -> tuple[Match, ...]:
        return tuple(Match(paper, fused[paper.id], _reason(query, paper, lexical, semantic)) for paper in papers)

    return await asyncio.to_thread(matches)


async def scores(library: Library, query: str, scope: Scope) -> tuple[dict[str, float], dict[str, float]]:
    """Return what words alone and meaning alone say of the best papers in scope: id → BM25, id → cosine."""
    lexical, semantic, _ = await _scored(library, query, scope)
    return lexical, semantic


async def _scored(library: Library, query: str, scope: Scope) -> tuple[dict[str, float], dict[str, float], Rows]:
    """What `scores` returns, and the papers' own vectors as far as they were read for it."""
    # A paragraph comes back to its subject; within one sentence a word comes back because grammar wants it.
    repeated = emphasis(query) if _passages(query) else ""
    spelled = await library.catalog.full_text.commoner(respell(query))
    lexical = await library.catalog.full_text.bm25(
        expand(query, spelled), scope, CANDIDATES, weights=TITLE_AND_ABSTRACT, emphasis=(repeated, REPEATED)
    )
    return dict(lexical), *await _semantic(library, query, scope)


async def _semantic(library: Library, query: str, scope: Scope) -> tuple[dict[str, float], Rows]:
    """Cosines of the query with the best papers in scope, the best sentence's added to the whole abstract's; and what was read.

    Of a query of several sentences each has its own best sentence, and their mean counts.
    """
    from askpapers.retrieval import neighbors

    if _SENDS_NOTHING.get() and library.settings.embedding_model != "bundled":
        return {}, {}
    try:
        embedder = await library.embedder()
        sent = sent_texts(query)
        async with pay_for_embeddings(library, sent, reading=True):
            made = await embedder.embed(sent)
        found = await nearest_papers(library, made[0], scope)
    except (errors.LibraryError, errors.ServiceError, errors.KeyProblem, errors.SpendingLimit) as error:
        # Searching by words goes on without the vector store.
        _note(library, error)
        return {}, {}
    whole = found.cosines
    library.meaning_off, library.store_damage = "", None
    if not whole:
        await _look_why(library, scope)
    # Cut at its best before it is fused: letting every paper that words found bring its cosine along costs .01 nDCG.
    best = sorted(whole, key=lambda key: -whole[key])[:CANDIDATES]
    blobs = await library.catalog.embedding_state.sentence_vectors(best, embedder.model)
    share = SENTENCE_SHARE
    nearest = await asyncio.to_thread(neighbors.best_cosines, blobs, made[1:] if len(made) > 1 else made)
    return {id: (1 - share) * whole[id] + share * nearest.get(id, whole[id]) for id in best}, found.rows


NOT_INDEXED = "Meaning is off, words alone were searched: no paper in scope is indexed yet (askpapers doctor --index)."


async def _look_why(library: Library, scope: Scope) -> None:
    """Note why no vector was found for any paper in scope; nothing where there is none in it."""
    ids = set(await library.catalog.ids(scope))
    store = library.own_store or (await library.vectors()).store
    noted = await library.catalog.embedding_state.noted(store) if ids else set()
    if ids & noted:
        _note(library, errors.LibraryDamaged("the vectors of the papers in scope are gone"))
    else:
        library.meaning_off = NOT_INDEXED if ids else ""


async def without_meaning(library: Library) -> str:
    """Say after a search why meaning was off, or how many papers of the library have no vectors yet; "" where all have."""
    if library.meaning_off:
        return library.meaning_off
    store = library.known_store
    missing = await library.catalog.embedding_state.pending_count(store) if store else 0
    if missing <= 0:
        return ""
    papers = "1 paper is" if missing == 1 else f"{missing:,} papers are"
    return f"{papers} found by words alone, not indexed yet (askpapers doctor --index)."


def _note(library: Library, error: errors.AskpapersError) -> None:
    """Note what turned meaning off, and what helps."""
    damage = error if isinstance(error, errors.LibraryDamaged) else None
    help = "askpapers doctor --repair" if damage else "askpapers doctor"
    what = str(error).rstrip(".")
    library.meaning_off = f"Meaning is off, words alone were searched: {what} ({help})."
    library.store_damage = damage


def _passages(query: str) -> list[str]:
    """The sentences of a query of several; none where it is one, and none of "Hello." or "And you?"."""
    texts = [span.of(query).strip() for span in split(query)]
    texts = [text for text in texts if len(text.split()) > 2][:PASSAGES]
    return texts if len(texts) > 1 else []


def _reason(query: str, paper: Paper, lexical: dict[str, float], semantic: dict[str, float]) -> Reason:
    parts = []
    if paper.id in lexical:
        text = f"{paper.title} {paper.abstract}".casefold()
        found = [term for term in terms(query) if re.search(rf"\b{re.escape(term[: max(4, len(term) - 2)])}", text)]
        if found:
            parts.append("words: " + ", ".join(found[:6]))
    if paper.id in semantic:
        parts.append(f"meaning {semantic[paper.id]:.2f}")
    return Reason(ReasonKind.SEARCH, "; ".join(parts))


def rerank_messages(library: Library, query: str, matches: Sequence[Match]) -> list[Message]:
    """Return what a model is sent to order the best 30 anew."""
    from askpapers.models import prompts

    shown = prompts.evidence([match.paper for match in matches[:RERANKED]])
    return prompts.load("rerank", library.prompt_folder()).fill(papers=shown, question=query)


async def rerank(library: Library, query: str, matches: Sequence[Match]) -> tuple[Match, ...]:
    """Return the matches with the best 30 in the order that the model gives them, in one call.

    What its reply does not name keeps its order after what it does. Raises ServiceError, KeyProblem, SpendingLimit.
    """
    llm = await library.llm()
    if llm is None or len(matches) < 2:
        return tuple(matches)
    from askpapers.library.completion import complete

    head, tail = list(matches[:RERANKED]), list(matches[RERANKED:])
    reply = await complete(library, llm, rerank_messages(library, query, head), limit=RERANK_TOKENS)
    numbers = [int(n) for n in re.findall(r"(?<![\d.])\d{1,2}(?![\d.]\d)", reply.text)]
    order = list(dict.fromkeys(n - 1 for n in numbers if 1 <= n <= len(head)))
    order += [i for i in range(len(head)) if i not in set(order)]
    ordered = [head[i] for i in order]
    scores = sorted((match.score for match in head), reverse=True)
    return (*(replace(match, score=score) for match, score in zip(ordered, scores, strict=True)), *tail)
