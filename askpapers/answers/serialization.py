"""An answer as JSON, the command line's contract, and back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from askpapers.answers.answer import Answer, Citation, Claim, Status, Support
from askpapers.answers.usage import Usage
from askpapers.papers.paper import Match, Paper, Reason, ReasonKind
from askpapers.text.sentences import Span


def as_json(answer: Answer) -> dict[str, Any]:
    """Return the object that `ask --json` prints; `answer_of` reads it back."""
    citations = list(answer.citations)
    return {
        "question": answer.question,
        "status": answer.status.value,
        "answer": answer.text,
        "model": answer.model,
        "citations": [citation_json(citation) for citation in citations],
        "claims": [
            {
                "start": claim.span.start,
                "end": claim.span.end,
                "support": claim.support.value,
                "reason": claim.reason,
                "citations": [citations.index(citation) for citation in claim.citations if citation in citations],
            }
            for claim in answer.claims
        ],
        "retrieved": [
            {
                "paper": match.paper.id,
                "title": match.paper.title,
                "score": round(match.score, 4),
                "why": match.reason.words,
            }
            for match in answer.matches
        ],
        "scope_size": answer.scope_size,
        "notes": list(answer.notes),
        "nearest": [citation_json(citation) for citation in answer.nearest],
        "unsent": answer.unsent,
        "broken": answer.broken,
        "usage": usage_json(answer.usage),
    }


def citation_json(citation: Citation) -> dict[str, Any]:
    """Return a citation as JSON; `start` and `end` are its mark's place in the answer."""
    return {
        "paper": citation.paper_id,
        "sentences": list(citation.sentences),
        "quote": citation.quote,
        "support": citation.support.value,
        "reason": citation.reason,
        "chosen": citation.chosen,
        "start": citation.span.start,
        "end": citation.span.end,
    }


def usage_json(usage: Usage) -> dict[str, Any]:
    """Return usage as JSON; `cost_usd` is null where the price is unknown."""
    return {
        "prompt_tokens": usage.prompt,
        "completion_tokens": usage.completion,
        "cached_tokens": usage.cached,
        "cost_usd": None if usage.cost is None else round(usage.cost, 8),
        "estimated": usage.estimated,
        "from_cache": usage.from_cache,
        "calls": usage.calls,
        "truncated": usage.truncated,
    }


def answer_of(stored: Mapping[str, Any]) -> Answer:
    """Return the answer that `as_json` wrote; its matches know only their papers' ids and titles."""
    citations = tuple(_citation_of(c) for c in stored["citations"])
    usage = stored["usage"]
    return Answer(
        question=stored["question"],
        text=stored["answer"],
        status=Status(stored["status"]),
        citations=citations,
        matches=tuple(
            Match(Paper(id=m["paper"], title=m["title"]), m["score"], _reason_of(m["why"])) for m in stored["retrieved"]
        ),
        usage=Usage(
            prompt=usage["prompt_tokens"],
            completion=usage["completion_tokens"],
            cached=usage["cached_tokens"],
            cost=usage["cost_usd"],
            estimated=usage["estimated"],
            from_cache=usage["from_cache"],
            calls=usage["calls"],
            truncated=usage.get("truncated", False),
        ),
        model=stored["model"],
        claims=tuple(
            Claim(
                span=Span(c["start"], c["end"]),
                citations=tuple(citations[i] for i in c["citations"]),
                support=Support(c["support"]),
                reason=c["reason"],
            )
            for c in stored["claims"]
        ),
        scope_size=stored["scope_size"],
        notes=tuple(stored["notes"]),
        nearest=tuple(_citation_of(c) for c in stored.get("nearest", ())),
        unsent=stored.get("unsent", False),
        broken=stored.get("broken", False),
    )


_KINDS = {kind.value: kind for kind in ReasonKind if kind not in {ReasonKind.SEARCH, ReasonKind.NAMED}}


def _reason_of(why: str) -> Reason:
    """Return the reason whose words are stored: of a kind the contract keeps nothing but its words."""
    head, colon, name = why.partition(": ")
    if colon and head == ReasonKind.NAMED:
        return Reason(ReasonKind.NAMED, name)
    return Reason(_KINDS[why]) if why in _KINDS else Reason(detail=why)


def _citation_of(stored: Mapping[str, Any]) -> Citation:
    return Citation(
        paper_id=stored["paper"],
        sentences=tuple(stored["sentences"]),
        span=Span(stored["start"], stored["end"]),
        support=Support(stored["support"]),
        quote=stored["quote"],
        reason=stored["reason"],
        chosen=stored["chosen"],
    )
