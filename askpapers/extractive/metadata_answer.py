"""What the list itself answers, and no abstract: how many papers, the most commented, all by Microsoft, who wrote it."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date

from askpapers.answers.answer import Status
from askpapers.extractive.sentence_roles import likelihoods, telling_place
from askpapers.papers.abstract import abstract_of
from askpapers.papers.paper import Paper, papers_in_words, publication_date
from askpapers.query.question import MetadataQuestion
from askpapers.text.sanitize import sanitize

MOST = 20

Value = Callable[[Paper], int | None]


def _authors(paper: Paper) -> int | None:
    return paper.author_count if paper.author_count is not None else len(paper.authors) or None


_VALUES: dict[str, Value] = {
    "comment": lambda paper: paper.comments,
    "upvote": lambda paper: paper.upvotes,
    "author": _authors,
    "day": lambda paper: paper.published.toordinal() if paper.published else None,
    "year": lambda paper: int(publication_date(paper)[:4] or 0) or None,
}


def answer_from_metadata(
    what: MetadataQuestion, papers: Sequence[Paper], total: int, named: Sequence[Paper], filters: Sequence[str]
) -> tuple[str, Status, tuple[Paper, ...]]:
    """Return the answer, how it ended, and the papers quoted, whose places are the first numbers of the marks.

    `papers` are those in scope, all `total` of them where a value is asked for; `filters` are in words.
    What the list says stands in the lead and in the headings, for no sentence of an abstract says it.
    """
    if what.kind == "of":
        return _of_one(what.value, named)
    narrowed = f" ({', '.join(filters)})" if filters else ""
    if not total:
        return f"No paper is in scope{narrowed}.", Status.NOT_FOUND, ()
    fitting, count, silent = list(papers), total, ""
    if what.value:
        value = _VALUES[what.value]
        known = [(number, paper) for paper in papers if (number := value(paper)) is not None]
        if not known:
            missing = (
                "when its papers appeared"
                if what.value in {"day", "year"}
                else f"how many {what.value}s its papers have"
            )
            return f"The list does not say {missing}.", Status.NOT_FOUND, ()
        if len(known) < total:
            silent = f"; of {papers_in_words(total - len(known))} the list does not say it"
        known.sort(key=lambda pair: pair[0] if what.rising else -pair[0])
        if what.count:
            # A tie for the first place is nobody's alone.
            tied = sum(number == known[0][0] for number, _ in known)
            known = known[: max(what.count, tied if what.count == 1 else 0)]
        fitting = [p for n, p in known if (what.least or 0) <= n and (what.most is None or n <= what.most)]
        count = len(fitting)
    if not fitting:
        none = f"None of the {papers_in_words(total)}{narrowed} {_bounds(what, 1)}, by the list{silent}."
        return none, Status.NOT_FOUND, ()
    lead = f"{_lead(what, count, total, narrowed)}, by the list{silent}"
    if what.counted and count > MOST:
        return f"{lead}.", Status.ANSWERED, ()
    shown = tuple(fitting[:MOST])
    more = f"; the first {MOST}" if count > MOST else ""
    return f"{lead}{more}; a sentence of each, quoted:\n\n{_lines(what.value, shown)}", Status.ANSWERED, shown


def _lead(what: MetadataQuestion, count: int, total: int, narrowed: str) -> str:
    if what.kind == "top":
        many = f"{'paper' if count == 1 else f'{count} papers'} of {total}{narrowed}"
        if what.value == "day":
            return f"The {'oldest' if what.rising else 'newest'} {many}"
        return f"The {many} with the {'fewest' if what.rising else 'most'} {what.value}s"
    if what.least is not None or what.most is not None:
        return f"{count} of {papers_in_words(total)}{narrowed} {_bounds(what, count)}"
    return f"{papers_in_words(count)} {'is' if count == 1 else 'are'} in scope{narrowed}"


def _bounds(what: MetadataQuestion, count: int) -> str:
    least, most = what.least, what.most
    if what.value == "year":
        until = f"before {(most or 0) + 1}" if least is None else f"from {least} to {most}"
        years = f"since {least}" if most is None else f"in {most}" if least == most else until
        return f"{'was' if count == 1 else 'were'} published {years}"
    number = (least or 0) if most is None else most
    bound = "" if least == most else "at least " if most is None else "at most "
    return f"{'has' if count == 1 else 'have'} {bound}{number} {_noun(what.value, number)}"


def _lines(value: str, shown: Sequence[Paper]) -> str:
    groups = []
    for number, paper in enumerate(shown, 1):
        said = f" ({_said(value, paper)})" if value else ""
        lines = [f"**{re.sub(r'[*_`]+', ' ', sanitize(paper.title, 100)).strip()}{said}**"]
        texts = abstract_of(paper).texts
        if (best := telling_place(likelihoods(texts))) is not None:
            lines.append(f"- {texts[best]} [{number}.{best + 1}]")
        groups.append("\n".join(lines))
    return "\n\n".join(groups)


def _said(value: str, paper: Paper) -> str:
    if value == "year":
        return publication_date(paper)
    number = _VALUES[value](paper) or 0
    return date.fromordinal(number).isoformat() if value == "day" else f"{number} {_noun(value, number)}"


def _noun(value: str, count: int) -> str:
    return value if value == "day" or count == 1 else f"{value}s"


def _of_one(what: str, named: Sequence[Paper]) -> tuple[str, Status, tuple[Paper, ...]]:
    said = [(paper, _known(what, paper)) for paper in named]
    text = "\n".join(f"“{sanitize(paper.title, 100)}”: {known or 'the list does not say'}." for paper, known in said)
    ended = Status.ANSWERED if any(known for _, known in said) else Status.NOT_FOUND
    return f"By the list, not by an abstract:\n\n{text}", ended, tuple(named)


def _known(what: str, paper: Paper) -> str:
    if what == "who":
        count = _authors(paper)
        if not paper.authors:
            return f"{count} {_noun('author', count)}, whom the list does not name" if count else ""
        names = ", ".join(sanitize(name, 60) for name in paper.authors[:10])
        more = (count or 0) - min(10, len(paper.authors))
        return f"{names}{f' and {more} more' if more > 0 else ''}"
    if what == "org":
        return sanitize(paper.organization or "", 80)
    if what == "when":
        dated = publication_date(paper)
        published = [f"published {'on' if paper.published else 'in'} {dated}"] if dated else []
        return ", ".join([*published, *(f"listed on {day.isoformat()}" for day in paper.listed[-1:])])
    return _said(what, paper) if _VALUES[what](paper) is not None else ""
