"""What the list itself answers of a question, whole or one part of it, and no abstract."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from askpapers.answering.context import Context
from askpapers.answers.answer import Status
from askpapers.library.library import Library
from askpapers.papers.paper import Match, Reason, ReasonKind
from askpapers.papers.scope import Scope
from askpapers.query.question import Kind, MetadataQuestion, parse_metadata_question
from askpapers.text.sanitize import sanitize


async def _is_listed(library: Library, evidence: Context) -> bool:
    """Whether the author that narrows a question is on a list, whatever else narrows it."""
    return bool(await library.catalog.count(Scope(author=evidence.scope.author)))


async def answer_from_list(library: Library, evidence: Context) -> tuple[str, Status, Context] | None:
    """What the list itself answers, no abstract: the papers that it names come first among the matches."""
    from askpapers.extractive import metadata_answer as listed

    before = evidence.read.before
    of_one = {ReasonKind.NAMED} | ({ReasonKind.CITED_BEFORE} if before else set())
    named = tuple(match.paper for match in evidence.matches if match.reason.kind in of_one)
    what = parse_metadata_question(
        evidence.read.asked, evidence.filters, evidence.scope, today=library.today, restricted=bool(before), named=named
    )
    narrowed = ", ".join(evidence.filters_in_words)
    if not evidence.scope_size and "author" in evidence.filters and not await _is_listed(library, evidence):
        known = ", ".join(sanitize(name, 60) for name in (await library.catalog.organizations())[: listed.MOST])
        text = f"The list names no author or organization “{sanitize(evidence.scope.author or '', 60)}” here"
        return f"{text}; organizations that it names: {known or 'none'}.", Status.NOT_FOUND, evidence
    if not evidence.scope_size and narrowed:
        return f"No paper is in scope ({narrowed}).", Status.NOT_FOUND, evidence
    if what is None:
        return None
    ids = await library.catalog.ids(evidence.scope)
    if what == MetadataQuestion("all") and len(ids) > listed.MOST and evidence.read.kind is Kind.OVERVIEW:
        # "What is new this week?": the themes of many papers say more than the first of them do.
        return None
    papers = await library.catalog.papers(ids if what.value else ids[: listed.MOST])
    words = (*evidence.filters_in_words, *([before] if before else []))
    text, ended, shown = await asyncio.to_thread(listed.answer_from_metadata, what, papers, len(ids), named, words)
    ahead = {paper.id for paper in shown}
    matches = [Match(paper, 1.0, Reason(ReasonKind.IN_THE_LIST)) for paper in shown]
    matches += [match for match in evidence.matches if match.paper.id not in ahead]
    parts = (tuple(match.paper for match in matches),)
    return text, ended, replace(evidence, matches=tuple(matches), parts=parts)


def split_off_list_part(library: Library, evidence: Context) -> tuple[str, Context]:
    """What the list knows of a paper for one of two parts, and the question without that part; "" where neither asks for it."""
    from askpapers.extractive import metadata_answer as listed
    from askpapers.extractive.answer import parts_of

    read = evidence.read
    named = [match for match in evidence.matches if match.reason.kind is ReasonKind.NAMED]
    parts = parts_of(read.asked) if named else []
    for part, other in zip(parts, reversed(parts), strict=True):
        papers = tuple(match.paper for match in named if match.reason.detail.casefold() in part.casefold())
        what = parse_metadata_question(part, (), read.scope, today=library.today, restricted=False, named=papers)
        if what is not None and what.kind == "of":
            text, _, _ = listed.answer_from_metadata(what, (), 0, papers, ())
            meant = [match for match in named if match.reason.detail.casefold() in other.casefold()] or named
            rest = [match for match in evidence.matches if match not in named]
            matches = (*meant, *rest)
            read = replace(read, asked=other, english="")
            return f"{text}\n\n", replace(evidence, read=read, matches=matches)
    return "", evidence
