"""The day as one page: what is new for this reader and why, what a model says of it, its themes, and pairs worth comparing."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from askpapers import errors
from askpapers.answering.estimate import Estimate
from askpapers.answers.answer import Answer, Citation, Support, in_order
from askpapers.answers.digest import Digest, Group, Pair, Part, Theme
from askpapers.answers.usage import EXTRACTIVE, Usage
from askpapers.library.completion import complete
from askpapers.library.library import Library
from askpapers.models.prompts import pack
from askpapers.papers.interest import Rank
from askpapers.papers.news import RISING, Rise, counts_in_words, gain
from askpapers.papers.paper import ListedPaper, Match, Paper, Reason, ReasonKind
from askpapers.papers.scope import Scope, describe
from askpapers.text.sanitize import sanitize
from askpapers.text.sentences import Span

if TYPE_CHECKING:
    from askpapers.models.chat import LLM
    from askpapers.models.prompts import Message


TITLE = "What is the list about?"


async def ask_overview(
    library: Library, llm: LLM, papers: Sequence[Paper], count: int, *, fresh: bool = False
) -> Answer:
    """Return what the model says of the first of these papers that fit the budget; `count` are on the list.

    Nothing of the reader is sent but the order of the papers. Raises SpendingLimit before anything is sent, ServiceError and
    KeyProblem.
    """
    from askpapers.verification.checker import check, status

    shown, messages = await _messages(library, papers, count)
    reply = await complete(library, llm, messages, limit=library.settings.answer_tokens, fresh=fresh)
    reader = await library.reader()
    claims = await asyncio.to_thread(check, reply.text, shown, reader, count)
    notes = [f"the reply was cut at {library.settings.answer_tokens:,} tokens (answer_tokens)"] * reply.usage.truncated
    return Answer(
        question=TITLE,
        text=reply.text,
        status=status(claims),
        citations=in_order(claims),
        matches=tuple(Match(paper, 1.0, Reason(ReasonKind.IN_SCOPE)) for paper in shown),
        usage=reply.usage,
        model=llm.model,
        claims=claims,
        scope_size=count,
        notes=tuple(notes),
    )


async def estimate_overview(library: Library, papers: Sequence[Paper], count: int) -> Estimate:
    """Say what the call would send and cost at most; nothing is sent."""
    from askpapers.answers import usage
    from askpapers.models import tokens

    settings = library.settings
    if settings.model is None:
        return Estimate(0, len(papers), count, 0.0, EXTRACTIVE, True, 0)
    shown, messages = await _messages(library, papers, count)
    size = await asyncio.to_thread(tokens.of_call, messages)
    cost = usage.cost(settings.model, Usage(prompt=size, completion=settings.answer_tokens), settings.prices)
    return Estimate(size, len(shown), count, cost, settings.model, tokens.exact(settings.model))


async def _messages(library: Library, papers: Sequence[Paper], count: int) -> tuple[tuple[Paper, ...], list[Message]]:
    from askpapers.models import prompts

    told = [paper for paper in papers if paper.abstract]

    def work() -> tuple[tuple[Paper, ...], list[Message]]:
        shown = pack(told, library.settings.budget).papers
        prompt = prompts.load("digest", library.prompt_folder())
        return shown, prompt.fill(papers=prompts.evidence(shown), count=str(count))

    return await asyncio.to_thread(work)


MOST_DISCUSSED = 5
PAIRED, THEMED = 600, 3000
"""Papers among which pairs and themes are looked for: beyond a week's lists both take seconds and say little."""

EVERYWHERE = 1 / 3
"""A phrase that so many of the papers say is what the list is about, and no theme of a day."""

YOURS = 10


async def digest(
    library: Library, scope: Scope, *, most: int | None = None, extractive: bool = False, fresh: bool = False
) -> Digest:
    """Group the papers in scope, each with why it is there; name themes and pairs; with a model, say what the day is about.

    At most `most` papers are in it; what is left out is counted, with the command that lists it. The model is asked once,
    within the budget of the settings, unless `extractive`; what is wrong with it is among the notes, and the rest stays whole.

    >>> [group.theme for group in (await digest(library, Scope())).groups]
    ['Most discussed', 'With code', 'The others']
    """
    from askpapers.verbs.lists import fill

    rows = await fill(library, await library.catalog.rows(scope, limit=1_000_000))
    groups = await _groups(library, rows)
    groups, left = _cut(groups, most)
    papers = [row.paper for row in rows]
    themes, pairs = await asyncio.to_thread(_themes, papers[:THEMED]), await _pairs(library, papers[:PAIRED])
    overview, notes = None, list[str]()
    llm = None if extractive or not rows else await library.llm()
    if llm is not None:
        try:
            overview = await ask_overview(library, llm, _first(groups), len(rows), fresh=fresh)
        except errors.AskpapersError as error:
            notes.append(f"What the model was to say of the list is missing: {error}")
    return Digest(
        title=f"Papers, {describe(scope)}",
        groups=groups,
        themes=themes,
        pairs=pairs,
        overview=overview,
        left_out=_left_out(left, scope),
        notes=tuple(notes),
        scope_size=len(rows),
    )


async def estimate_digest(library: Library, scope: Scope) -> Estimate:
    """Say what the model's part of a digest would send and cost at most; nothing is sent."""

    rows = await library.catalog.rows(scope, limit=1_000_000)
    return await estimate_overview(library, _first(await _groups(library, rows)), len(rows))


def _first(groups: Sequence[Group]) -> list[Paper]:
    return [row.paper for group in groups for row in group.rows]


async def _groups(library: Library, rows: Sequence[ListedPaper]) -> tuple[Group, ...]:
    """The papers under headings, each under the first that fits; what the reader knows already is no news and stands last."""
    from askpapers.text.cue_phrases import code_links
    from askpapers.verbs.watch import hits

    known = [row for row in rows if (row.read or row.starred) and not row.changed]
    # A scope of starred papers is a list of its own.
    known = known if len(known) < len(rows) else []
    seen = {row.paper.id for row in known}
    left = [row for row in rows if row.paper.id not in seen]
    groups: list[Group] = []

    def take(
        theme: str, chosen: Sequence[ListedPaper], part: Part, why: Callable[[ListedPaper], str] = lambda row: ""
    ) -> None:
        if chosen:
            groups.append(Group(theme, tuple(chosen), tuple(why(row) for row in chosen), part))
            ids = {row.paper.id for row in chosen}
            left[:] = [row for row in left if row.paper.id not in ids]

    watched = await _watched(library, await hits(library, [row.paper for row in left]))
    take(
        "What you watch for",
        [row for row in left if row.paper.id in watched],
        Part.YOURS,
        lambda row: ", ".join(watched[row.paper.id]),
    )
    found = await library.catalog.visits.news(noting=False)
    rises = {paper.id: rise for paper, rise in found.rising}
    changed = [row for row in left if row.changed]
    take("Changed since you read them", changed, Part.YOURS, lambda row: "reworded since you read it")
    ranks = await _ranks(library, rows)
    liked = [row for row in left if row.paper.id in ranks and ranks[row.paper.id].liked]
    yours = sorted(liked, key=lambda row: -_rank(ranks, row))
    take("For you", yours[:YOURS], Part.YOURS, lambda row: ranks[row.paper.id].why)
    discussed = sorted(left, key=lambda row: -((row.paper.upvotes or 0) + 5 * (row.paper.comments or 0)))
    take(
        "Most discussed",
        [row for row in discussed[:MOST_DISCUSSED] if row.paper.upvotes or row.paper.comments],
        Part.TALK,
        lambda row: counts_in_words(row.paper),
    )
    rising = sorted((row for row in left if row.paper.id in rises), key=lambda row: -rises[row.paper.id].score)
    take(RISING.capitalize(), rising[:MOST_DISCUSSED], Part.TALK, lambda row: _gained(rises[row.paper.id]))
    left.sort(key=lambda row: -_rank(ranks, row))
    take("With code", [row for row in left if row.paper.code_url or code_links(row.paper.abstract)], Part.REST)
    take("The others" if groups else "Papers", left, Part.REST)
    take("You know these", known, Part.REST, lambda row: "starred" if row.starred else "read")
    return tuple(groups)


async def _watched(library: Library, found: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """Hits with what is watched for as a reader knows it: a paper that they are like by its name, and not by its id."""
    from askpapers.papers.interest import short_name
    from askpapers.verbs.watch import liked_id

    ids = {id for texts in found.values() for text in texts if (id := liked_id(text))}
    names = {paper.id: f"like {short_name(sanitize(paper.title))}" for paper in await library.catalog.papers(list(ids))}
    return {id: tuple(names.get(liked_id(text), text) for text in texts) for id, texts in found.items()}


async def _ranks(library: Library, rows: Sequence[ListedPaper]) -> dict[str, Rank]:
    """How the papers stand with the reader; nothing where nothing is known of them, or where it cannot be told."""
    from askpapers.retrieval.interest_ranking import rank

    try:
        return await rank(library, [row.paper for row in rows])
    except (errors.ServiceError, errors.KeyProblem, errors.SpendingLimit):
        return {}


def _rank(ranks: dict[str, Rank], row: ListedPaper) -> float:
    found = ranks.get(row.paper.id)
    return found.score if found else float("-inf")


def _gained(rise: Rise) -> str:
    return f"{gain(rise)} since you last looked"


def _cut(groups: Sequence[Group], most: int | None) -> tuple[tuple[Group, ...], int]:
    """The first `most` papers of the groups, and how many are left out."""
    kept: list[Group] = []
    room = sum(len(group.rows) for group in groups) if most is None else most
    for group in groups:
        taken = replace(group, rows=group.rows[:room], reasons=group.reasons[:room])
        room -= len(taken.rows)
        if taken.rows:
            kept.append(taken)
    return tuple(kept), sum(len(group.rows) for group in groups) - sum(len(group.rows) for group in kept)


def _left_out(count: int, scope: Scope) -> str:
    if not count:
        return ""
    if scope.day:
        where = f"askpapers list --day {scope.day.isoformat()}"
    else:
        days = [f"--{name} {day.isoformat()}" for name, day in (("since", scope.since), ("until", scope.until)) if day]
        where = " ".join(["askpapers list", *(days or ["--all"])])
    return f"{count:,} more {'paper is' if count == 1 else 'papers are'} not shown here: {where}"


def _themes(papers: Sequence[Paper]) -> tuple[Theme, ...]:
    from askpapers.extractive.themes import shared_phrases

    found = []
    for phrase, count, said in shared_phrases(papers, EVERYWHERE):
        paper = papers[said.paper - 1]
        cited = Citation(paper.id, (said.sentence,), Span(0, 0), Support.QUOTED, said.text)
        found.append(Theme(phrase, count, paper, cited))
    return tuple(found)


async def _pairs(library: Library, papers: Sequence[Paper]) -> tuple[Pair, ...]:
    """Pairs worth comparing, by the vectors that are stored; none where they are not."""
    from askpapers.retrieval.neighbors import stored_vectors

    if len(papers) < 2:
        return ()
    try:
        found = await stored_vectors(library, papers)
    except errors.AskpapersError:
        # A digest is whole without them; `askpapers doctor` says what ails the vectors.
        return ()
    if found is None:
        return ()

    def work() -> tuple[Pair, ...]:
        from askpapers.extractive.themes import contrasts

        return tuple(
            Pair((papers[one.papers[0]], papers[one.papers[1]]), tuple(sanitize(word) for word in one.shared), one.ways)
            for one in contrasts(papers, *found)
        )

    return await asyncio.to_thread(work)
