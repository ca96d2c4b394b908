"""What a question and the turns before it narrow the scope to: conditions in its words, papers cited before, papers named."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from askpapers.answers.answer import Answer
from askpapers.library.library import Library
from askpapers.papers.paper import Match, Paper, Reason, ReasonKind
from askpapers.papers.scope import Scope
from askpapers.query import metadata_question as asked_of_list
from askpapers.query.conditions import Conditions, parse_conditions
from askpapers.query.follow_up import continues, referred


@dataclass(frozen=True, slots=True)
class Interpretation:
    """A question read after the turns before it.

    `asked` is what it says beside its conditions and its reference to papers cited before, which are `before` in words:
    "2 of the 3 papers cited before".
    """

    understood: Conditions
    asked: str
    before: str = ""
    goes_on: bool = False
    """Whether it only narrows the question before: what that one cited is asked for no more."""


async def interpret(
    library: Library, question: str, scope: Scope, turns: Sequence[Answer], cited: Sequence[Match]
) -> Interpretation:
    """Read a question; one that goes on with the turn before keeps the conditions of that turn's question."""
    if turns and continues(question):
        earlier = await interpret(library, turns[-1].question, scope, turns[:-1], ())
        understood = await _understood(library, question, earlier.understood.scope)
        if _only_narrows(question, understood):
            return Interpretation(_both(earlier, understood), earlier.asked, goes_on=True)
    places, asked = referred(question, len(cited))
    if len(places) == len(cited) > 0:
        earlier = await interpret(library, turns[-1].question, scope, turns[:-1], ())
        if _only_narrows(turns[-1].question, earlier.understood):
            # "Which are by Google?" may list a few of many: "those" are all of them.
            understood = await _understood(library, question, earlier.understood.scope)
            return Interpretation(_both(earlier, understood), _beside(asked, understood))
    if places:
        scope = Scope(ids=tuple(cited[place].paper.id for place in places))
    understood = await _understood(library, question, scope)
    return Interpretation(
        understood, _beside(asked, understood), _before_in_words(len(places), len(cited)) if places else ""
    )


def _both(earlier: Interpretation, understood: Conditions) -> Conditions:
    """A question understood within the scope of an earlier one, with the conditions of both."""
    return replace(understood, filters=tuple(dict.fromkeys((*earlier.understood.filters, *understood.filters))))


def _only_narrows(question: str, understood: Conditions) -> bool:
    """Whether a question says nothing beside its conditions."""
    asked = asked_of_list.parse_metadata_question(
        _beside(question, understood), understood.filters, understood.scope, restricted=False, named=()
    )
    return bool(understood.filters) and asked is not None and asked.kind == "all"


def _before_in_words(count: int, cited: int) -> str:
    if count == cited:
        return "the paper cited before" if cited == 1 else f"the {cited} papers cited before"
    return f"{count} of the {cited} papers cited before"


def _beside(question: str, understood: Conditions) -> str:
    """A question without the organisation or author that already narrows its scope."""
    for field in {"organization", "author"}.intersection(understood.filters):
        name = re.escape(getattr(understood.scope, field))
        question = re.sub(rf"(?:\b(?:by|from|at|of|in)\s+)?(?<!\w){name}(?:['’]s)?(?!\w)", " ", question, flags=re.I)
    return question


async def _understood(library: Library, question: str, scope: Scope) -> Conditions:
    catalog = library.catalog
    understood = parse_conditions(question, scope, today=library.today, organizations=await catalog.organizations())
    if understood.scope.organization is None and understood.scope.author is None:
        for name in understood.people:
            if await catalog.count(replace(understood.scope, author=name)):
                scope = replace(understood.scope, author=name)
                return replace(understood, scope=scope, filters=(*understood.filters, "author"))
    return understood


async def asked_about(library: Library, understood: Conditions, scope: set[str]) -> dict[str, Match]:
    """Papers in scope that the question names, by id; they go in whatever their score."""
    found: dict[str, Match] = {}
    for name, headed in (*((n, False) for n in understood.names), *((n, True) for n in understood.heads)):
        for paper in await _named(library, name, headed=headed):
            if paper.id in scope:
                found.setdefault(paper.id, Match(paper, 1.0, Reason(ReasonKind.NAMED, name)))
    return found


async def cited_before(library: Library, turns: Sequence[Answer]) -> list[Match]:
    """Papers that the turn before cites; they go in whatever their score."""
    cited = dict.fromkeys(c.paper_id for c in turns[-1].citations if c.sentences) if turns else {}
    return [Match(paper, 1.0, Reason(ReasonKind.CITED_BEFORE)) for paper in await library.catalog.papers(list(cited))]


async def _named(library: Library, name: str, *, headed: bool = False) -> list[Paper]:
    """Papers of an id, or with the name in their title; with `headed` the title is the name and a colon first."""
    if re.fullmatch(r"\d{4}\.\d{4,5}", name):
        return await library.catalog.papers([name])
    words = re.escape(name.casefold())
    within = rf"^{words}\s*:" if headed else rf"(?<!\w){words}(?!\w)"
    rows = await library.catalog.rows(Scope(words=name), limit=20)
    return [row.paper for row in rows if re.search(within, row.paper.title.casefold())][:3]
