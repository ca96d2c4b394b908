"""A question as it is understood, once a turn: its conditions, what it goes back to, its kind, its words in English."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from askpapers import errors
from askpapers.answers.answer import Answer
from askpapers.library.library import Library
from askpapers.papers.paper import Match, Paper, Reason, ReasonKind
from askpapers.papers.scope import Scope
from askpapers.query.conditions import Conditions, find_code_clause, parse_conditions
from askpapers.query.dates import day_names
from askpapers.query.question import (
    MANY,
    SURELY_MANY,
    Kind,
    chance_of_list,
    chance_of_many,
    chances_of_kinds,
    continues,
    likeliest,
    parse_metadata_question,
    referred,
)
from askpapers.text import glossary
from askpapers.text.lexicon import is_english

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


def in_english(question: str) -> str:
    """Return what a question in one of the glossary's languages asks for, word by word; "" where it is English or none of them."""
    return "" if is_english(question) and question.isascii() else glossary.in_english(question)


SHOWN_BEFORE = frozenset({ReasonKind.IN_THE_LIST, ReasonKind.NAMED, ReasonKind.CITED_BEFORE, ReasonKind.CHOSEN})
"""Why a paper that an earlier turn cites no sentence of was shown all the same."""


@dataclass(frozen=True, slots=True)
class Interpretation:
    """A question read after the turns before it; it is made once a turn and goes along with the question.

    `scope` is the given one with the question's own conditions, whose fields are `filters`; `names` and `heads` may name
    papers. `asked` is what it says beside these and beside its reference to papers shown before, which are `before` in words:
    "2 of the 3 papers cited before". `english` is that in the glossary's words, "" for what is English already. The
    chances are that it is for a list, that many papers could fit it, be it said or not, and that it has two parts.
    """

    scope: Scope
    asked: str
    filters: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    heads: tuple[str, ...] = ()
    before: str = ""
    kind: Kind = Kind.ONE
    chance_of_list: float = 0.0
    chance_of_many: float = 0.0
    chance_of_parts: float = 0.0
    english: str = ""
    goes_on: bool = False
    """Whether it only narrows the question before: what that one cited is asked for no more."""
    refers: bool = False
    """Whether its words refer to papers shown before, or to the conditions of the question before."""
    unlisted: str = ""
    """What no list names as an author or organization, behind "papers from"."""

    @property
    def wording(self) -> str:
        """What ranking and the reader are asked."""
        return self.english or self.asked


async def interpret(
    library: Library,
    question: str,
    scope: Scope,
    *,
    turns: Sequence[Answer] = (),
    shown: Sequence[Match] = (),
    fixed: Collection[str] = (),
    literal: bool = False,
) -> Interpretation:
    """Read a question after the turns before it, the last of which showed `shown`.

    What of the scope is `fixed` (field names) no word of the question changes; `literal` takes no condition from it at all.
    """
    if literal:
        named = parse_conditions(question, scope, today=library.today)
        read = Interpretation(scope, question, names=named.names, heads=named.heads)
    else:
        read = await _read(library, question, scope, turns, shown, frozenset(fixed))

    def classify() -> Interpretation:

        chances = chances_of_kinds(read.asked, question_vector(read.asked))
        return replace(
            read,
            kind=likeliest(chances, SURELY_MANY if read.names else MANY),
            chance_of_list=chance_of_list(chances),
            chance_of_many=chance_of_many(chances),
            chance_of_parts=chances[Kind.TWO_PART],
            english=in_english(read.asked),
        )

    return await asyncio.to_thread(classify)


def question_vector(question: str) -> NDArray[np.float32]:
    """Return the bundled vector of a question, nothing but zeros where the bundled model cannot be read."""
    import numpy as np

    from askpapers.models import bundled

    try:
        vector: NDArray[np.float32] = bundled.embedder().embed_now([question])[0]
    except errors.InstallationDamaged:
        return np.zeros(bundled.BundledEmbedder.dimension, np.float32)
    return vector


async def _read(
    library: Library,
    question: str,
    scope: Scope,
    turns: Sequence[Answer],
    shown: Sequence[Match],
    fixed: frozenset[str],
) -> Interpretation:
    """Read a question; one that goes on with the turn before keeps the conditions of that turn's question."""
    if turns and continues(question):
        earlier = await _read(library, turns[-1].question, scope, turns[:-1], (), fixed)
        understood = await _understood(library, question, earlier.scope, fixed)
        if _only_narrows(library, question, understood):
            return _after(earlier, understood, _beside(earlier.asked, understood), goes_on=True)
    places, asked = referred(question, len(shown))
    if len(places) == len(shown) > 0:
        earlier = await _read(library, turns[-1].question, scope, turns[:-1], (), fixed)
        if _only_narrows(library, turns[-1].question, Conditions(earlier.scope, earlier.filters)):
            # "Which are by Google?" may list a few of many: "those" are all of them.
            understood = await _understood(library, question, earlier.scope, fixed)
            return _after(earlier, understood, _beside(asked, understood))
    if places:
        scope = Scope(ids=tuple(shown[place].paper.id for place in places))
    understood = await _understood(library, question, scope, fixed)
    return Interpretation(
        understood.scope,
        _beside(asked, understood),
        understood.filters,
        understood.names,
        understood.heads,
        before=_before_in_words(len(places), len(shown)) if places else "",
        refers=bool(places),
        unlisted=understood.unlisted,
    )


def _after(earlier: Interpretation, understood: Conditions, asked: str, *, goes_on: bool = False) -> Interpretation:
    """A question understood within the scope of an earlier one, with the conditions of both."""
    filters = tuple(dict.fromkeys((*earlier.filters, *understood.filters)))
    return Interpretation(
        understood.scope, asked, filters, understood.names, understood.heads, goes_on=goes_on, refers=True
    )


def _only_narrows(library: Library, question: str, understood: Conditions) -> bool:
    """Whether a question says nothing beside its conditions."""
    asked = parse_metadata_question(
        _beside(question, understood),
        understood.filters,
        understood.scope,
        today=library.today,
        restricted=False,
        named=(),
    )
    return bool(understood.filters) and asked is not None and asked.kind == "all"


def _before_in_words(count: int, shown: int) -> str:
    if count == shown:
        return "the paper cited before" if shown == 1 else f"the {shown} papers cited before"
    return f"{count} of the {shown} papers cited before"


def _beside(question: str, understood: Conditions) -> str:
    """A question without the organization or author that already narrows its scope, and without its words for having no code."""
    if "no_code" in understood.filters and (clause := find_code_clause(question)):
        question = f"{question[: clause[0][0]]}{question[clause[0][1] :]}"
    for field in {"organization", "author"}.intersection(understood.filters):
        name = re.escape(getattr(understood.scope, field))
        question = re.sub(rf"(?:\b(?:by|from|at|of|in)\s+)?(?<!\w){name}(?:['’]s)?(?!\w)", " ", question, flags=re.I)
    return question


async def _understood(library: Library, question: str, scope: Scope, fixed: frozenset[str]) -> Conditions:
    catalog = library.catalog
    understood = parse_conditions(question, scope, today=library.today, organizations=await catalog.organizations())
    if changed := fixed.intersection(understood.filters):
        kept = {name: getattr(scope, name) for name in changed}
        filters = tuple(name for name in understood.filters if name not in changed)
        understood = replace(understood, scope=replace(understood.scope, **kept), filters=filters)
    if understood.scope.organization is None and understood.scope.author is None and "author" not in fixed:
        for name in dict.fromkeys((*understood.people, *understood.writers)):
            # What else narrows the question may leave none of somebody's papers, who is on the list all the same.
            if await catalog.count(replace(scope, author=name)):
                return _narrowed(understood, "author", name)
        for name in understood.writers:
            if await catalog.count(replace(scope, organization=name)):
                return _narrowed(understood, "organization", name)
        for name in understood.people:
            # Where nothing else is asked, that nobody is called so is the answer.
            narrowed = _narrowed(understood, "author", name)
            if not name.islower() and name.lower() not in day_names() and _only_narrows(library, question, narrowed):
                return narrowed
        for name in understood.writers[:1]:
            if name in understood.people:
                return _narrowed(understood, "author", name)
            return replace(understood, unlisted=name)
    return understood


def _narrowed(understood: Conditions, field: str, name: str) -> Conditions:
    scope = replace(understood.scope, **{field: name})  # type: ignore[arg-type]
    return replace(understood, scope=scope, filters=(*understood.filters, field))


async def asked_about(library: Library, read: Interpretation) -> dict[str, Match]:
    """Papers in scope that the question names, by id; they go in whatever their score."""
    found: dict[str, Match] = {}
    for name, headed in (*((n, False) for n in read.names), *((n, True) for n in read.heads)):
        for paper in await _named(library, name, headed=headed):
            found.setdefault(paper.id, Match(paper, 1.0, Reason(ReasonKind.NAMED, name)))
    inside = await library.catalog.selection.inside(read.scope, list(found)) if found else set()
    return {id: match for id, match in found.items() if id in inside}


async def shown_before(library: Library, turns: Sequence[Answer]) -> list[Match]:
    """Papers that the last turn that showed any did, in their order; they go in whatever their score.

    Where that was about one of those shown before it, these are meant still: after "the first one?" comes "and the second?".
    """
    ids: list[str] = []
    for turn in reversed(turns):
        # "Thanks" and a question without an answer put no other paper into the reader's hand.
        if not (earlier := shown_by(turn)):
            continue
        if ids and ids[0] not in earlier:
            break
        ids = earlier
        if len(ids) > 1:
            break
    return [Match(paper, 1.0, Reason(ReasonKind.CITED_BEFORE)) for paper in await library.catalog.papers(ids)]


def shown_by(turn: Answer) -> list[str]:
    """Return the ids of the papers that a turn cites, or where it cites none of those that it named from the list."""
    cited = dict.fromkeys(citation.paper_id for citation in turn.citations if citation.sentences)
    named = (match.paper.id for match in turn.matches if match.reason.kind in SHOWN_BEFORE)
    return list(cited or dict.fromkeys(named))


async def _named(library: Library, name: str, *, headed: bool = False) -> list[Paper]:
    """Papers of an id, or with the name in their title; with `headed` the title is the name, or begins with it and a colon."""
    if re.fullmatch(r"\d{4}\.\d{4,5}", name):
        return await library.catalog.papers([name])
    words = re.escape(name.casefold())
    within = rf"^{words}\s*(?::|$)" if headed else rf"(?<!\w){words}(?!\w)"
    rows = await library.catalog.rows(Scope(words=name), limit=20)
    return [row.paper for row in rows if re.search(within, row.paper.title.casefold())][:3]
