"""What a question is asked over: the scope it means, and the papers and earlier turns that go into the prompt."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from askpapers.answering.antecedent import EVEN, Antecedent, find_antecedent, searched_words
from askpapers.answering.interpretation import Interpretation, asked_about, interpret, shown_before
from askpapers.answers.answer import Answer
from askpapers.errors import UsageError
from askpapers.library.library import Library
from askpapers.library.sizes import Sizes
from askpapers.models import prompts, tokens
from askpapers.papers.deduplication import fold_title
from askpapers.papers.paper import Match, Paper, Reason, ReasonKind, unknown_paper
from askpapers.papers.scope import Scope, days_in_words, filters
from askpapers.query.question import MANY, SURELY_MANY, Kind
from askpapers.text.sanitize import sanitize

CANDIDATES = 100
EARLIER_SHARE = 0.3
WHOLE_CONTEXT_SHARE = 0.5
WHOLE_TOKENS = 48_000
"""Prompt tokens of one call that reads a whole list; small enough for every model of the last two years."""

CENT = 0.01
"""US dollars: where the prompt costs no more and the model's context is known to hold it, one call reads more than that."""

MOST_CALLS = 20
LISTED = 1_000
"""Papers that are all read where reading is free and a list is asked for; of more, the nearest."""


@dataclass(frozen=True, slots=True)
class Context:
    """The papers a question is asked over, in the order of their numbers in the prompt.

    `parts` has one run of papers for each call; together they are `matches`. `earlier` are the turns that still fit.
    `read` is the question as it is understood; `whole` says that all papers in scope are meant to be read. `antecedent` is
    what it goes back to, None where it has a topic of its own.
    """

    question: str
    read: Interpretation
    matches: tuple[Match, ...]
    scope_size: int
    parts: tuple[tuple[Paper, ...], ...]
    earlier: tuple[Answer, ...] = ()
    notes: tuple[str, ...] = ()
    whole: bool = False
    antecedent: Antecedent | None = None

    @property
    def scope(self) -> Scope:
        """Where is asked: the scope given, with the question's own conditions."""
        return self.read.scope

    @property
    def filters(self) -> tuple[str, ...]:
        """The fields of the scope that the question's own words set."""
        return self.read.filters

    @property
    def filters_in_words(self) -> tuple[str, ...]:
        """What the question's own words narrowed, as a person would say it."""
        days = [days_in_words(self.scope)] if {"since", "until"} & set(self.filters) else []
        return (*days, *(words for name, words in filters(self.scope).items() if name in self.filters))

    @property
    def papers(self) -> tuple[Paper, ...]:
        """The papers shown."""
        return tuple(match.paper for match in self.matches)


async def build_context(
    library: Library,
    question: str,
    scope: Scope,
    *,
    turns: Sequence[Answer] = (),
    papers: Sequence[str] = (),
    budget: int | None = None,
    literal: bool = False,
    fixed: Collection[str] = (),
    free: bool = False,
    k: int = CANDIDATES,
) -> Context:
    """Choose what a question is asked over.

    `papers` are ids that must be shown and nothing else is; `literal` takes no condition from the question's words, and
    none changes the fields of the scope that are `fixed`. `budget` is in prompt tokens. Where reading is `free`, a question for a list reads all of one that is not too long.
    Raises UnknownPaper.
    """
    from askpapers.retrieval import search as retrieve

    cited = [] if papers else await shown_before(library, turns)
    if papers:
        scope = Scope(ids=tuple(papers))
    read = await interpret(
        library, question, scope, turns=turns, shown=cited, fixed=fixed, literal=literal or bool(papers)
    )
    cited = [] if read.goes_on else cited
    back = Antecedent(turns[-1], EVEN) if papers and turns else None
    scope = read.scope
    size = await library.catalog.count(scope)
    # More of a large library than is ever read at once would take longer to be named than all of the search.
    most = LISTED if free else _most_papers(max(budget or library.settings.budget, 300, _whole_tokens(library)))
    ids = await library.catalog.ids(scope, limit=max(k, most) + 1)
    if papers:
        chosen = await library.catalog.papers(papers)
        if len(chosen) < len(papers):
            known = {id for id in papers if await library.catalog.paper(id) is not None}
            missing = [id for id in papers if id not in known]
            raise unknown_paper(missing[0])
        matches = tuple(Match(paper, 1.0, Reason(ReasonKind.CHOSEN)) for paper in dict.fromkeys(chosen))
    else:
        k = min(k, len(ids))
        back = await find_antecedent(library, question, read, turns, cited, k)
        cited = cited if back or read.refers else []
        matches = await retrieve.search(library, searched_words(question, read, back), scope, k=k) if k else ()
    about = {} if papers else _titled(question, matches) | await asked_about(library, read)
    if about and read.kind is Kind.OVERVIEW:
        # What names a paper is asked of it, and not of the list as a whole.
        read = replace(read, kind=Kind.ONE)
    kept = [
        match for match in cited if match.paper.id not in about and match.paper.id in (scope.ids or {match.paper.id})
    ]
    named = [match.paper for match in (matches if papers else about.values())]
    matches = _in_front([*about.values(), *kept], matches, titles=free)
    evidence = Context(question, read, (), size, (), antecedent=back)
    notes = [f"of {read.before}"] if read.before else []
    if back and back.turn is not turns[-1]:
        notes.append(f"goes back to “{sanitize(back.turn.question, 60)}”")
    if library.meaning_off and not papers and library.meaning_off != retrieve.NOT_INDEXED:
        notes.append(library.meaning_off)
    notes += [f"filter: {words}" for words in evidence.filters_in_words]
    if read.unlisted:
        notes.append(f"no author or organization “{sanitize(read.unlisted, 60)}” is listed: papers by anyone are read")
    limit = budget or library.settings.budget
    # Where reading is free no budget is kept, and loading the vocabulary that counts tokens takes as long as the question.
    earlier, dropped, used = (list(turns), 0, 0) if free else await asyncio.to_thread(_earlier, turns, limit)
    if dropped:
        notes.append(
            f"{dropped} earlier {'turn' if dropped == 1 else 'turns'} left out: the budget is {limit:,} tokens"
        )
    evidence = replace(evidence, earlier=tuple(earlier), notes=tuple(notes))
    if free:
        return await _everything(library, evidence, matches, ids)
    packed = await _fitted(library, evidence, matches, ids, limit - used, least=SURELY_MANY if about else MANY)
    return replace(packed, notes=(*packed.notes, *_left_out(named, packed, limit)))


def clean_question(question: str) -> str:
    """Return a question on one line; raises UsageError where it asks nothing."""
    if not any(map(str.isalnum, question)):
        raise UsageError(
            "There is no question.", 'Ask what papers say, who wrote one, or "What is new?": askpapers ask "…".'
        )
    return " ".join(question.split())


TITLE = 4
"""Words of a title that names its paper wherever a question says them; fewer may name a subject."""


def _titled(question: str, matches: Sequence[Match]) -> dict[str, Match]:
    """The papers found whose whole title the question says, by id."""
    said = f" {fold_title(question)} "
    papers = [match.paper for match in matches if len(match.paper.title.split()) >= TITLE]
    named = [paper for paper in papers if f" {fold_title(paper.title)} " in said]
    return {paper.id: Match(paper, 1.0, Reason(ReasonKind.NAMED, paper.title)) for paper in named}


async def _everything(library: Library, evidence: Context, matches: tuple[Match, ...], ids: list[str]) -> Context:
    """What is read where reading costs nothing: all of a list that is not too long, the nearest papers first."""
    if len(ids) <= LISTED:
        known = {match.paper.id for match in matches}
        rest = await library.catalog.papers([id for id in ids if id not in known])
        matches = (*matches, *(Match(paper, 0.0, Reason(ReasonKind.IN_SCOPE)) for paper in rest))
    parts = (tuple(match.paper for match in matches),) if matches else ()
    return replace(evidence, matches=matches, parts=parts, whole=len(ids) <= LISTED)


def _left_out(named: Sequence[Paper], evidence: Context, limit: int) -> list[str]:
    """Say which of the papers that were named are not read, and why."""
    shown = {paper.id for paper in evidence.papers}
    notes = [f"“{sanitize(paper.title, 60)}” has no abstract: it is not read" for paper in named if not paper.abstract]
    if over := [paper for paper in named if paper.abstract and paper.id not in shown]:
        titles = ", ".join(f"“{sanitize(paper.title, 60)}”" for paper in over[:3])
        more = f" and {len(over) - 3} more" if len(over) > 3 else ""
        notes.append(f"not read: {titles}{more}; the budget is {limit:,} tokens, raise it or ask about fewer papers")
    return notes


async def _fitted(
    library: Library, evidence: Context, matches: tuple[Match, ...], ids: list[str], limit: int, *, least: float
) -> Context:
    """Everything in scope where it fits or a list is asked for; else the best matches that fit.

    They fit into the tokens of `limit` that the question leaves, which is counted only where it matters how long it is.
    `least` is the chance from which the question is for a list, or many papers could fit it: those are read whole too where one
    call for less than a cent holds them.
    """
    fewest, most = await asyncio.to_thread(tokens.bounds, evidence.question)
    whole = evidence.read.chance_of_list >= least
    cheap = 0 if whole or evidence.read.chance_of_many < least else _cheap_tokens(library)
    larger = max(300, _whole_tokens(library) if whole else cheap)
    ordered, named = matches, _most_papers(max(limit - fewest, larger))
    if listed := bool(whole or cheap or len(ids) <= 40):
        known = {match.paper.id for match in matches}
        rest = [paper for paper in await library.catalog.papers(ids[:named]) if paper.abstract]
        ordered += tuple(Match(paper, 0.0, Reason(ReasonKind.IN_SCOPE)) for paper in rest if paper.id not in known)
    papers = [match.paper for match in ordered]
    sizes = Sizes(library)
    await sizes.load(papers)

    def pack(question: int) -> Context:
        parts = prompts.parts(papers, max(limit - question, larger), sizes) if listed else []
        if listed and (whole or len(parts) == 1):
            packed = _whole_list(evidence, ordered, parts, cut=len(ids) > named)
            return replace(packed, whole=whole or bool(cheap))
        taken = prompts.pack(papers[: len(matches)], max(limit - question, 300), sizes).papers
        chosen = {paper.id for paper in taken}
        nearest = tuple(match for match in matches if match.paper.id in chosen)
        return replace(evidence, matches=nearest, parts=(taken,) if taken else ())

    # Counting the tokens of 200 abstracts would keep a key waiting.
    packed = await asyncio.to_thread(pack, fewest)
    # Each step compares the room with a size: where the widest room and the narrowest give the same, so does any between.
    if fewest < most and packed != await asyncio.to_thread(pack, most):
        packed = await asyncio.to_thread(lambda: pack(tokens.count(evidence.question)))
    await sizes.keep()
    return packed


def _whole_list(
    evidence: Context, ordered: tuple[Match, ...], parts: Sequence[tuple[Paper, ...]], *, cut: bool
) -> Context:
    """As many runs of a list as are read; `cut` says that the list has more papers than stand in them."""
    kept, notes = sum(map(len, parts[:MOST_CALLS])), list(evidence.notes)
    if cut or len(parts) > MOST_CALLS:
        notes.append(f"too long a list to read whole: the nearest {kept} of {evidence.scope_size} papers are shown")
    return replace(evidence, matches=ordered[:kept], parts=tuple(parts[:MOST_CALLS]), notes=tuple(notes))


def _whole_tokens(library: Library) -> int:
    from askpapers.answers import usage

    price = usage.known_price(library.settings.engine, library.settings.prices)
    if price is None or not price.context:
        return WHOLE_TOKENS // 4
    return max(min(WHOLE_TOKENS, int(price.context * WHOLE_CONTEXT_SHARE)), _cheap_tokens(library))


def _cheap_tokens(library: Library) -> int:
    """The prompt tokens that cost a cent, as far as the model's context is known to hold them."""
    from askpapers.answers import usage

    price = usage.known_price(library.settings.engine, library.settings.prices)
    if price is None or not price.context:
        return 0
    half = int(price.context * WHOLE_CONTEXT_SHARE)
    return min(half, int(CENT / price.input * 1e6)) if price.input else half


def _most_papers(room: int) -> int:
    return MOST_CALLS * max(1, room // 100)


def _in_front(first: Sequence[Match], matches: Sequence[Match], *, titles: bool) -> tuple[Match, ...]:
    """The first matches before the others; with `titles` papers without an abstract too, which are read by their title."""
    front = {match.paper.id for match in first}
    both = (*first, *(match for match in matches if match.paper.id not in front))
    return tuple(match for match in both if match.paper.abstract or titles)


def _earlier(turns: Sequence[Answer], limit: int) -> tuple[list[Answer], int, int]:
    """The last turns that fit, how many do not, and the tokens that these take."""
    kept: list[Answer] = []
    used = 0
    for turn in reversed(turns):
        size = _size(turn)
        if used + size > int(limit * EARLIER_SHARE):
            break
        used += size
        kept.insert(0, turn)
    return kept, len(turns) - len(kept), used


def _size(turn: Answer) -> int:
    return tokens.count(turn.question) + tokens.count(turn.text)
