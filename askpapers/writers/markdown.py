"""Papers, answers and comparisons as Markdown."""

from __future__ import annotations

import re
from collections.abc import Mapping

from askpapers.answers.answer import Answer, Citation, Comparison, Status
from askpapers.answers.verdict import SIGNS, SOUND, PassageNumbers, most_severe, of_cell, sign_mark
from askpapers.papers.paper import ListedPaper, Paper
from askpapers.readers.own_list import id_mark
from askpapers.text.sanitize import (
    defuse,
    display_line,
    display_part,
    keep_marks,
    put_marks,
    safe_link,
    sanitize,
    sanitize_lines,
)
from askpapers.text.sentences import Span


def markdown_item(row: ListedPaper) -> str:
    """Return a paper as an item of a list: its title, linked or bold, its one-liner, what the reader wrote; `readers.own_list` reads it."""
    shown, link = display_line(row.paper.title, numbers=False), link_of(row.paper)
    title = f"[{escape_markdown(shown)}]({link})" if link else f"**{escape_markdown(shown)}**"
    line = f": {escape_markdown(display_line(row.one_line, numbers=False))}" if row.one_line else ""
    return f"- {title}{line}{id_mark(row.paper.id, shown, link)}\n{_own_words(row)}"


def _own_words(row: ListedPaper) -> str:
    """What the reader wrote on a paper, below its item."""
    own = row.annotation
    labels = [
        f"{word}: {', '.join(map(own_words, names))}"
        for word, names in (("tags", own.tags), ("collections", own.collections))
        if names
    ]
    note = [f"> {own_words(line)}".rstrip() for line in own.note.splitlines()]
    return "".join(
        f"  {line}\n" for line in ([f"*{'; '.join(labels)}*", *([""] if note else [])] if labels else []) + note
    )


def own_words(text: str) -> str:
    """Return what the reader wrote, as one line of Markdown that means only its characters."""
    return escape_markdown(sanitize(text))


def link_of(paper: Paper) -> str:
    """Return the web address that a page can link a paper to, "" where it has none that is safe there."""
    # A bracket would end the link; as a code it leads to the same place.
    coded = (url.translate(_BRACKETS) for url in (paper.url, arxiv_url(paper)) if url)
    return next(filter(safe_link, coded), "")


_BRACKETS = str.maketrans({"(": "%28", ")": "%29"})


def arxiv_url(paper: Paper) -> str:
    """Return the address of a paper on arXiv, "" where it is not known to be there."""
    return f"https://arxiv.org/abs/{paper.arxiv_id}" if paper.arxiv_id else ""


def markdown_text(text: str, *, numbers: bool = True) -> str:
    """Return text from outside as one line of Markdown that means only its characters, imitations of marks and signs defused."""
    return escape_markdown(defuse(sanitize(text), numbers=numbers))


def escape_markdown(line: str) -> str:
    """Return a line as Markdown that means only its characters."""
    return _MEANT.sub(r"\\\g<0>", line)


_MEANT = re.compile(r"[\\`*_\[\]<>|#]|&(?=#?\w+;)|\$(?=[^$]*\$)|~(?=~)|=(?==)|%(?=%)")
"""What means something in CommonMark, in tables, and to Obsidian and pandoc: mathematics, struck and marked text, comments."""


_ACTIVE = re.compile(
    r"""(?P<sign>!(?=\[)|<(?=[a-z/!?])(?!https?://[^\s<>]+>)|&(?=\#?\w+;)|\A[(:])
    |^(?P<indent>(?:[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]+)*[ \t]*)(?P<first>>|\[(?=[^\]\n]*\]:))""",
    re.I | re.X | re.M,
)
"""What would be more than text: a picture, a tag, an entity, an address for a mark before it or by its definition, and quotations,
which are this page's own."""


def _inert(text: str) -> str:
    """Return a part of a model's Markdown with what an abstract may have ordered as its characters."""
    escaped = _ACTIVE.sub(lambda m: f"{m['indent'] or ''}\\{m['sign'] or m['first']}", sanitize_lines(text))
    return defuse(escaped)


def answer_markdown(answer: Answer) -> str:
    """Return an answer as Markdown: question, answer with its passages numbered as both faces draw them, and each of them quoted below.

    A mark has the sign of its verdict where what is said does not stand in what is cited.
    """
    numbers = PassageNumbers(answer.citations)
    marks = {
        span: sign_mark(defuse(sanitize(mark), numbers=False), _sign(answer, span))
        for span, mark in numbers.marks(answer.text).items()
    }
    lines = [f"## {markdown_text(answer.question)}", "", put_marks(answer.text, marks, _inert).strip(), ""]
    cited = sorted(answer.citations, key=lambda citation: (citation.span, citation.sentences))
    # A passage under two claims is quoted once where the verdicts on both are the same.
    for quoted in dict.fromkeys(_passage(citation, numbers, marks, answer) for citation in cited):
        lines += [quoted, ">"]
    if answer.status is Status.NOT_FOUND:
        asked = "in this paper" if answer.scope_size == 1 else f"in these {answer.scope_size} papers"
        lines.append(f"*Not {asked}.*" if answer.scope_size else "*There were no papers in scope.*")
    lines.append(f"\n*{markdown_text(answer.model)}*\n")
    return "\n".join(lines)


def _sign(answer: Answer, span: Span) -> str:
    support = most_severe(citation.support for citation in answer.citations if citation.span == span)
    return "" if support in SOUND else SIGNS[support].sign


def _passage(citation: Citation, numbers: PassageNumbers, marks: Mapping[Span, str], answer: Answer) -> str:
    """A cited passage as a line of quotation, below its number; a source that is not known has the mark that names it."""
    title = next((match.paper.title for match in answer.matches if match.paper.id == citation.paper_id), "")
    number = numbers.number(citation)
    mark = escape_markdown(f"[{number}]" if number else marks[citation.span].strip())
    said = f" *{markdown_text(title or citation.paper_id)}*: “{markdown_text(citation.quote)}”" if number else ""
    reason = numbers.in_reason(display_line(citation.reason), citation.paper_id, answer.matches)
    verdict = "" if citation.support in SOUND else f" ({citation.support.value}: {escape_markdown(reason)})"
    return f"> {mark}{said}{verdict}"


def comparison_markdown(comparison: Comparison) -> str:
    """Return a comparison as a Markdown table; each cell begins with the sign of its verdict, LaTeX is readable as it is in both faces."""
    heads = [escape_markdown(display_line(paper.title)) for paper in comparison.papers]
    lines = [f"| | {' | '.join(heads)} |", f"| --- |{' --- |' * len(heads)}"]
    for point in comparison.points:
        cells = [
            f"{SIGNS[of_cell(cell)].sign} {escape_markdown(sanitize(keep_marks(cell.text, cell.marks, draw=display_part))) if cell.text else '*not stated in the abstract*'}"
            for cell in point.cells
        ]
        lines.append(f"| {markdown_text(point.aspect)} | {' | '.join(cells)} |")
    lines += [f"\n{markdown_text(remark)}" for remark in comparison.remarks]
    return "\n".join(lines)
