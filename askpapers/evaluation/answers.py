"""`askpapers eval answers`: citation precision and recall by the support check, refusals, tokens and calls a question."""

from __future__ import annotations

import asyncio
import json
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from askpapers.answers.answer import Answer, Status, Support
from askpapers.answers.serialization import as_json
from askpapers.answers.verdict import SOUND
from askpapers.evaluation import datasets as labeled
from askpapers.library.library import Library
from askpapers.papers.scope import Scope
from askpapers.retrieval import indexing
from askpapers.settings.settings import Settings
from askpapers.text.sanitize import sanitize
from askpapers.verbs import add as ingest
from askpapers.verbs import ask
from askpapers.writers.files import whole_or_nothing

FORM = '{"question": "…", "answerable": true, "papers": ["title…"]}'


@dataclass(frozen=True, slots=True)
class Question:
    """A question, whether the papers answer it, and beginnings of the titles of papers that do (they may be unknown)."""

    text: str
    answerable: bool
    expected: tuple[str, ...] = ()


def read(path: Path) -> list[Question]:
    """Return the questions of a JSON Lines file; raises BadInput, which names the line."""
    found: list[Question] = []
    for number, row in labeled.numbered(path, FORM):
        text, answerable, papers = row.get("question"), row.get("answerable"), row.get("papers") or []
        if not (isinstance(text, str) and text.strip() and isinstance(answerable, bool) and labeled.texts(papers)):
            raise labeled.damaged(path, number, "is no question", FORM)
        found.append(Question(text, answerable, tuple(papers)))
    return found


async def run(
    settings: Settings,
    questions: Path,
    corpus: Sequence[Path],
    *,
    parallel: int = 4,
    save: Path | None = None,
    tell: Callable[[str], None] = lambda _: None,
) -> dict[str, Any]:
    """Ask every question, `parallel` at a time, and measure; of `corpus` in a library made for it, else of the user's."""
    asked = read(questions)
    if not corpus:
        async with Library(settings) as library:
            answers = await _answers(library, asked, parallel, tell)
    else:
        with tempfile.TemporaryDirectory() as folder:
            async with Library(replace(settings, home=Path(folder))) as library:
                for path in corpus:
                    await ingest.add(library, [str(path)], embed=False)
                await indexing.index_pending(library)
                answers = await _answers(library, asked, parallel, tell)
    if save is not None:
        _save(save, [answer for _, answer in answers])
    return report(answers, settings.engine)


def _save(path: Path, answers: Sequence[Answer]) -> None:
    with whole_or_nothing(path) as write:
        for answer in answers:
            write(json.dumps(as_json(answer), ensure_ascii=False) + "\n")


async def _answers(
    library: Library, asked: Sequence[Question], parallel: int, tell: Callable[[str], None]
) -> list[tuple[Question, Answer]]:
    room = asyncio.Semaphore(max(1, parallel))
    done = 0

    async def answer(question: Question) -> tuple[Question, Answer]:
        nonlocal done
        async with room:
            events = [event async for event in ask.ask(library, question.text, Scope(), literal=True)]
        done += 1
        tell(f"{done} of {len(asked)}: {sanitize(question.text, 80)}")
        last = events[-1]
        assert isinstance(last, Answer)
        return question, last

    return list(await asyncio.gather(*map(answer, asked)))


def report(answers: Sequence[tuple[Question, Answer]], engine: str) -> dict[str, Any]:
    """Return what the answers are worth; precision and recall are over claims and statements by the support check."""
    claims = [
        c
        for _, a in answers
        for c in a.claims
        if c.support is not Support.NOT_STATED and a.status is not Status.NOT_FOUND
    ]
    citations = [c for _, a in answers for c in a.citations]
    cited = [c for c in claims if c.support is not Support.UNCITED]
    yes = [(q, a) for q, a in answers if q.answerable]
    no = [(q, a) for q, a in answers if not q.answerable]
    hits = [_hit(q, a) for q, a in yes if q.expected]
    count = max(1, len(answers))
    metrics = {
        "citations_that_exist": _share([bool(c.sentences) for c in citations]),
        "claims_verified": _share([c.support in SOUND for c in claims]),
        "claims_cited": _share([c.support is not Support.UNCITED for c in claims]),
        "citation_precision": _share([c.support in SOUND for c in cited]),
        "expected_papers_cited": _share(hits),
        "refused_rightly": _share([a.status is Status.NOT_FOUND for _, a in no]),
        "refused_wrongly": _share([a.status is Status.NOT_FOUND for _, a in yes]),
        "prompt_tokens_a_question": sum(a.usage.prompt for _, a in answers) / count,
        "answer_tokens_a_question": sum(a.usage.completion for _, a in answers) / count,
        "calls_a_question": sum(a.usage.calls for _, a in answers) / count,
    }
    return {
        "task": "answers",
        "metrics": {name: round(value, 4) for name, value in metrics.items()},
        "n": len(answers),
        "claims": len(claims),
        "answerable": len(yes),
        "model": engine,
        "baselines": {},
    }


def _hit(question: Question, answer: Answer) -> bool:
    """Whether any of the expected papers is cited."""
    titles = {match.paper.id: match.paper.title.casefold() for match in answer.matches}
    cited = {titles.get(c.paper_id, "") for c in answer.citations}
    return any(title.startswith(wanted.casefold()) for wanted in question.expected for title in cited)


def _share(flags: Sequence[bool]) -> float:
    return sum(flags) / len(flags) if flags else 0.0
