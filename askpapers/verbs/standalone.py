"""What works without a library: papers read, sentences split, citations checked, a question answered by quotation."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Callable, Sequence
from datetime import date
from typing import BinaryIO

from askpapers.answers.answer import Answer, Claim, in_order
from askpapers.answers.usage import Usage
from askpapers.papers.paper import Match, Paper, ReadWarning
from askpapers.text.sentences import split


def read_papers(
    stream: BinaryIO | bytes,
    *,
    name: str = "the input",
    format: str | None = None,
    day: date | None = None,
    on_warning: Callable[[ReadWarning], None] | None = None,
) -> list[Paper]:
    """Return the papers of a list in any format that askpapers knows, recognized by its content.

    `day` is the day that they are listed on, else what the list itself says. Raises UsageError for a `format` that is not
    known, and BadInput where the list cannot be read; `on_warning` hears what was read only in part.

    >>> papers = read_papers(sample, day=date(2025, 10, 31))
    >>> len(papers), papers[0].listed
    (64, (datetime.date(2025, 10, 31),))
    """
    from askpapers.readers import open_reading

    source = io.BytesIO(stream) if isinstance(stream, bytes) else stream
    papers: list[Paper] = []
    for item in open_reading(source, name=name, format=format, day=day, today=date.today()).items:
        if isinstance(item, Paper):
            papers.append(item)
        elif on_warning and isinstance(item, ReadWarning):
            on_warning(item)
    return papers


def split_sentences(text: str) -> list[str]:
    """Return the sentences of an abstract, losing nothing: joined they are the text.

    >>> split_sentences("We test 3 models, e.g. a small one. It wins.")
    ['We test 3 models, e.g. a small one. ', 'It wins.']
    """
    return [span.of(text) for span in split(text)]


async def check_citations(text: str, papers: Sequence[Paper]) -> tuple[Claim, ...]:
    """Return the claims of an answer whose marks `[n.s]` cite sentence `s` of the n-th paper, each with its verdict.

    >>> lamp = Paper("lamp", "Lamps", "Lamp A burns for 412 hours. It is made of tin.")
    >>> [claim.support.value for claim in await check_citations("Lamp A burns for 900 hours [1.1].", [lamp])]
    ['unsupported']
    """
    from askpapers.models import cross_encoder
    from askpapers.verification.checker import check

    def work() -> tuple[Claim, ...]:
        return check(text, papers, cross_encoder.reader())

    return await asyncio.to_thread(work)


async def answer_extractively(question: str, papers: Sequence[Paper]) -> Answer:
    """Answer a question with the papers' own sentences, no model and no library: each quotation followed by its mark.

    >>> lamp = Paper("lamp", "Lamps", "Lamp A burns for 412 hours. It is made of tin.")
    >>> answer = await answer_extractively("How long does Lamp A burn?", [lamp])
    >>> answer.citations[0].quote
    'Lamp A burns for 412 hours.'
    """
    from askpapers.answering.quotation import make_vectors, quoted_claims
    from askpapers.extractive.answer import answer
    from askpapers.models import bundled, cross_encoder
    from askpapers.query.question import kind_of

    def work() -> Answer:
        vector = bundled.embedder().embed_now([question])[0]
        alike = (make_vectors(papers).documents @ vector).tolist()
        order = sorted(range(len(papers)), key=lambda place: -alike[place])
        matches = tuple(Match(papers[place], max(0.0, alike[place])) for place in order)
        shown = [match.paper for match in matches]
        kind = kind_of(question, vector)
        reader = cross_encoder.reader()
        found = answer(question, matches, len(papers), make_vectors(shown), reader, kind)
        claims = quoted_claims(found.text, shown)
        return Answer(
            question,
            found.text,
            found.status,
            in_order(claims),
            matches,
            Usage(),
            claims=claims,
            scope_size=len(papers),
        )

    return await asyncio.to_thread(work)
