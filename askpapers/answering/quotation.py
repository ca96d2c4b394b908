"""An answer without a model: from the list where it knows, else with the papers' own sentences."""

from __future__ import annotations

import asyncio
import math
from collections.abc import AsyncIterator, Callable, Collection, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from askpapers.answering.antecedent import EVEN
from askpapers.answering.context import Context
from askpapers.answering.list_answer import answer_from_list, split_off_list_part
from askpapers.answers.answer import Answer, Checked, Citation, Claim, Event, Found, Status, Support, Words, in_order
from askpapers.answers.usage import Usage
from askpapers.library.library import Library
from askpapers.models import bundled
from askpapers.papers.abstract import document, sentence_texts
from askpapers.papers.paper import Match, Paper, ReasonKind, papers_in_words
from askpapers.query.question import Kind, asks_for_others
from askpapers.retrieval.neighbors import dequantize, document_vectors
from askpapers.text import cue_phrases as facts
from askpapers.text.lexicon import is_english
from askpapers.text.sanitize import sanitize
from askpapers.text.sentences import Span, quote

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from askpapers.extractive.sentence_reading import PaperVectors


MADE = 100
"""Papers whose vectors are made on the spot where none of the bundled model are stored; those further down count as far."""


def make_vectors(papers: Sequence[Paper], sentences: Callable[[Paper], Sequence[str]] = sentence_texts) -> PaperVectors:
    """Return the vectors of papers that are stored nowhere; some 2 ms a sentence."""
    from askpapers.extractive.sentence_reading import PaperVectors

    model = bundled.embedder()
    documents = model.embed_now([document(paper) for paper in papers])
    return PaperVectors(documents, [model.embed_now(list(sentences(paper))) for paper in papers], _embed)


def _embed(question: str) -> NDArray[np.float32]:
    vector: NDArray[np.float32] = bundled.embedder().embed_now([question])[0]
    return vector


async def load_vectors(library: Library, papers: Sequence[Paper]) -> PaperVectors:
    """Return the vectors of papers as they are stored; what is not is made for the first papers."""
    ids = [paper.id for paper in papers]
    documents: dict[str, NDArray[np.float32]] = {}
    blobs: dict[str, bytes] = {}
    if (await library.embedder()).model == bundled.BUNDLED:
        blobs = await library.catalog.embedding_state.sentence_vectors(ids, bundled.BUNDLED)
        documents = await document_vectors(library, ids)

    def work() -> PaperVectors:
        import numpy as np

        from askpapers.extractive.sentence_reading import PaperVectors

        model = bundled.embedder()
        nothing = np.zeros((0, model.dimension), np.float32)
        rows: list[NDArray[np.float32]] = []
        of_sentences: list[NDArray[np.float32]] = []
        for place, paper in enumerate(papers):
            texts = sentence_texts(paper)
            own = dequantize(blobs.get(paper.id, b""), model.dimension)
            if len(own) != len(texts):
                own = model.embed_now(texts) if place < MADE else np.zeros((len(texts), model.dimension), np.float32)
            row = documents.get(paper.id)
            if row is None:
                row = model.embed_now([document(paper)])[0] if place < MADE else own.mean(axis=0)
            rows.append(row)
            of_sentences.append(own)
        return PaperVectors(np.stack(rows) if rows else nothing, of_sentences, _embed)

    return await asyncio.to_thread(work)


MOST = 12

ALIKE, ALIKE_OFF_TOPIC = 0.35, 0.6
"""The likeness of a question to the paper most like it from which it is on the papers' subjects unread, the second where the
classifier takes it for an everyday question."""

NEAR, NEAR_OFF_TOPIC = 0.1, 0.3
"""The chance that anything is near, below which a model is not asked: of answerable questions none fell below the first."""


def code_links(question: str, papers: Sequence[Paper], cited: Sequence[Citation]) -> str:
    """Say which papers beside those `cited` the list links code for; "" where it is not code that is asked for and quoted."""
    telling = [facts.releases_code(citation.quote) for citation in cited]
    if not (facts.releases_code(question) if not telling else sum(telling) * 2 > len(telling)):
        return ""
    known = {citation.paper_id for citation in cited}
    names = [_name(paper) for paper in papers if paper.code_url and paper.id not in known]
    if not names:
        return ""
    more = f" and {len(names) - MOST} more" if len(names) > MOST else ""
    others = "1 other" if len(names) == 1 else f"{len(names)} others"
    return f"the list itself links code of {others}: {', '.join(names[:MOST])}{more}"


def _name(paper: Paper) -> str:
    """The name before the colon of a title where there is one."""
    head, colon, _ = paper.title.partition(":")
    return sanitize(head if colon and len(head) <= 40 else paper.title, 40)


async def answer_with_quotations(library: Library, evidence: Context) -> AsyncIterator[Event]:
    """Yield what happens while a question is answered from the list where it knows, else with the papers' own sentences."""
    told = await answer_from_list(library, evidence)
    if told is not None:
        text, ended, evidence = told
    else:
        by_list, evidence = split_off_list_part(library, evidence)
        evidence = replace(evidence, matches=_named(evidence) or evidence.matches)
    yield Found(evidence.matches, evidence.scope_size, evidence.notes)
    if told is None:
        text, ended, evidence = await _quoted(library, evidence)
        text = f"{by_list}{text}"
    yield Words(text)
    claims = await asyncio.to_thread(quoted_claims, text, evidence.papers)
    if ended is Status.NOT_FOUND:
        claims = (Claim(Span(0, len(text)), (), Support.NOT_STATED),)
    yield Checked(claims)
    links = code_links(evidence.read.asked, evidence.papers, in_order(claims))
    yield Answer(
        question=evidence.question,
        text=text,
        status=ended,
        citations=in_order(claims),
        matches=evidence.matches,
        usage=Usage(),
        claims=claims,
        scope_size=evidence.scope_size,
        notes=(*evidence.notes, links) if links else evidence.notes,
        nearest=await nearest(library, evidence) if ended is Status.NOT_FOUND and told is None else (),
    )


async def is_off_topic(library: Library, evidence: Context) -> bool:
    """Whether nothing in the papers shown comes near a question; the reader is loaded and asked only where vectors say so."""

    read = evidence.read
    if read.kind is Kind.OVERVIEW or not is_english(read.wording):
        return False
    papers = evidence.papers
    vectors = await load_vectors(library, papers)
    alike = await asyncio.to_thread(lambda: float((vectors.documents @ vectors.embed(read.wording)).max()))
    if alike >= (ALIKE_OFF_TOPIC if read.kind is Kind.OFF_TOPIC else ALIKE):
        return False
    reader = await library.reader()
    if reader is None:
        return False

    def work() -> bool:
        from askpapers.extractive.sentence_ranking import rank_sentences

        near = rank_sentences(read.wording, papers, vectors, reader).ending.near
        return near < (NEAR_OFF_TOPIC if read.kind is Kind.OFF_TOPIC else NEAR)

    return await asyncio.to_thread(work)


async def answer_that_nothing_was_sent(library: Library, evidence: Context, model: str) -> AsyncIterator[Event]:
    """Yield what is told instead of a model's answer where nothing in the papers comes near a question."""
    yield Found(evidence.matches, evidence.scope_size, evidence.notes)
    these = papers_in_words(evidence.scope_size)
    text = f"Nothing in {these} comes near this, so nothing was sent to {sanitize(model, 60)}."
    yield Words(text)
    claims = (Claim(Span(0, len(text)), (), Support.NOT_STATED),)
    yield Checked(claims)
    yield Answer(
        question=evidence.question,
        text=text,
        status=Status.NOT_FOUND,
        citations=(),
        matches=evidence.matches,
        usage=Usage(),
        claims=claims,
        scope_size=evidence.scope_size,
        notes=evidence.notes,
        nearest=await nearest(library, evidence),
        unsent=True,
    )


def _named(evidence: Context) -> tuple[Match, ...]:
    """The papers that the question names and is answered from alone; nothing where it is asked of all."""
    from askpapers.extractive.answer import named_by

    kind = evidence.read.kind
    return () if kind is Kind.OVERVIEW else tuple(named_by(evidence.matches, kind))


async def _quoted(library: Library, evidence: Context) -> tuple[str, Status, Context]:
    """Answer with the papers' own sentences; the context is narrowed where those in hand alone are meant."""
    from askpapers.extractive.answer import ExtractiveAnswer, answer
    from askpapers.extractive.sentence_reading import PaperVectors

    read, back = evidence.read, evidence.antecedent
    if read.kind is Kind.OVERVIEW:
        from askpapers.extractive.themes import overview

        return *await asyncio.to_thread(overview, evidence.matches, evidence.scope_size), evidence
    reader = await library.reader()
    vectors = await load_vectors(library, evidence.papers)

    def answered(over: Context, question: str, told: Collection[tuple[int, int]] = ()) -> ExtractiveAnswer:
        most = len(over.matches)
        some = PaperVectors(vectors.documents[:most], vectors.sentences[:most], vectors.embed)
        return answer(
            question, over.matches, over.scope_size, some, reader, read.kind, told, meant=over is not evidence
        )

    def work() -> tuple[ExtractiveAnswer, Context]:
        if back is None:
            return answered(evidence, read.wording), evidence
        over = _in_hand(evidence) if back.surely else evidence
        told = _told_of_several(back.turn, over.papers) if over is evidence else ()
        joined = answered(over, f"{back.turn.question} {read.wording}", told)
        alone = answered(evidence, read.wording)
        if _log_odds(joined.chance) + back.odds - EVEN >= _log_odds(alone.chance):
            return joined, over
        return alone, evidence

    best, over = await asyncio.to_thread(work)
    return best.text, best.status, over


def _in_hand(evidence: Context) -> Context:
    """The papers cited before alone, which stand first; all papers where none was or others are asked for."""
    count = 0
    while count < len(evidence.matches) and evidence.matches[count].reason.kind is ReasonKind.CITED_BEFORE:
        count += 1
    if not count or asks_for_others(evidence.question):
        return evidence
    note = f"of the {'paper' if count == 1 else f'{count} papers'} cited before"
    matches = evidence.matches[:count]
    parts = (tuple(match.paper for match in matches),)
    return replace(evidence, matches=matches, parts=parts, scope_size=count, notes=(note, *evidence.notes))


def _log_odds(chance: float) -> float:
    return math.log(max(chance, 1e-4) / max(1 - chance, 1e-4))


def _told_of_several(before: Answer, papers: Sequence[Paper]) -> set[tuple[int, int]]:
    """The sentences that an answer cites of several papers, as marks over `papers`; of one paper they may answer what follows too."""
    numbers = {paper.id: number for number, paper in enumerate(papers, 1)}
    told = {(numbers[c.paper_id], place) for c in before.citations if c.paper_id in numbers for place in c.sentences}
    return told if len({number for number, _ in told}) > 1 else set()


def quoted_claims(text: str, papers: Sequence[Paper]) -> tuple[Claim, ...]:
    """Return the quotations of a text as claims: copied by the program, so that a green tick on them would prove nothing."""
    from askpapers.verification.checker import check

    claims = (claim for claim in check(text, papers) if claim.citations)
    return tuple(_as_quoted(claim) if claim.support is Support.VERIFIED else claim for claim in claims)


def _as_quoted(claim: Claim) -> Claim:
    cited = tuple(replace(citation, support=Support.QUOTED, reason="") for citation in claim.citations)
    return replace(claim, citations=cited, support=Support.QUOTED, reason="")


async def nearest(library: Library, evidence: Context, count: int = 3) -> tuple[Citation, ...]:
    """The best sentence with content of each of the nearest papers, for a reader whose question found no answer."""
    from askpapers.text.sentences import split
    from askpapers.text.terms import says_much

    alike = await library.similarity()

    def best(match: Match) -> Citation | None:
        spans = split(match.paper.abstract)
        if not spans:
            return None
        texts = [span.of(match.paper.abstract) for span in spans]
        full = [i for i, text in enumerate(texts) if says_much(text)] or range(len(texts))
        number = max(full, key=lambda i: alike(evidence.question, texts[i]))
        return Citation(
            match.paper.id, (number + 1,), Span(0, 0), Support.WEAK, quote(match.paper.abstract, [spans[number]])
        )

    def every() -> tuple[Citation, ...]:
        return tuple(c for c in map(best, evidence.matches[:count]) if c is not None)

    return await asyncio.to_thread(every)
