"""Papers, answers and comparisons as Markdown."""

from __future__ import annotations

import re

from askpapers.answers.answer import Answer, Comparison, Status
from askpapers.answers.verdict import SIGNS, SOUND, of_cell
from askpapers.papers.paper import ListedPaper, Paper
from askpapers.text.sanitize import safe_link, sanitize, sanitize_lines


def markdown_item(row: ListedPaper) -> str:
    """Return a paper as an item of a list: its title, linked, and its one-liner."""
    title = markdown_text(row.paper.title)
    link = link_of(row.paper)
    line = f": {markdown_text(row.one_line)}" if row.one_line else ""
    return f"- {f'[{title}]({link})' if link else title}{line}\n{_own_words(row)}"


def _own_words(row: ListedPaper) -> str:
    """What the reader wrote on a paper, below its item."""
    own = row.annotation
    labels = [
        f"{word}: {', '.join(map(markdown_text, names))}"
        for word, names in (("tags", own.tags), ("collections", own.collections))
        if names
    ]
    note = [f"> {markdown_text(line)}".rstrip() for line in own.note.splitlines()]
    return "".join(
        f"  {line}\n" for line in ([f"*{'; '.join(labels)}*", *([""] if note else [])] if labels else []) + note
    )


def link_of(paper: Paper) -> str:
    """Return the web address that a page can link a paper to, "" where it has none that is safe there."""
    return next((url for url in (paper.url, arxiv_url(paper)) if url and safe_link(url)), "")


def arxiv_url(paper: Paper) -> str:
    """Return the address of a paper on arXiv, "" where it is not known to be there."""
    return f"https://arxiv.org/abs/{paper.arxiv_id}" if paper.arxiv_id else ""


def markdown_text(text: str) -> str:
    """Return text from outside as one line of Markdown that means only its characters."""
    return re.sub(r"([\\`*_\[\]<>|#])", r"\\\1", sanitize(text))


_FETCHED = re.compile(
    r"!(?=\[)|<(?=\s*(?:img|script|iframe|object|embed|link|video|audio|source|style|svg|base|form|input)\b)", re.I
)
"""What a page that shows Markdown would fetch or run by itself."""


def _unfetched(text: str) -> str:
    """Return a model's Markdown with pictures and tags as their characters: an abstract may have ordered one, with the question in its address."""
    return _FETCHED.sub(lambda found: f"\\{found[0]}", text)


def answer_markdown(answer: Answer) -> str:
    """Return an answer as Markdown: question, answer with its marks, and a footnote with the quotation of each."""
    titles = {match.paper.id: match.paper.title for match in answer.matches}
    lines = [f"## {markdown_text(answer.question)}", "", _unfetched(sanitize_lines(answer.text).strip()), ""]
    for citation in dict.fromkeys(answer.citations):
        mark = citation.span.of(answer.text).strip()
        verdict = "" if citation.support in SOUND else f" ({citation.support.value}: {markdown_text(citation.reason)})"
        title = markdown_text(titles.get(citation.paper_id, citation.paper_id))
        lines.append(f"> {markdown_text(mark)} *{title}*: “{markdown_text(citation.quote)}”{verdict}")
        lines.append(">")
    if answer.status is Status.NOT_FOUND:
        asked = "in this paper" if answer.scope_size == 1 else f"in these {answer.scope_size} papers"
        lines.append(f"*Not {asked}.*" if answer.scope_size else "*There were no papers in scope.*")
    lines.append(f"\n*{sanitize(answer.model)}*\n")
    return "\n".join(lines)


def comparison_markdown(comparison: Comparison) -> str:
    """Return a comparison as a Markdown table; each cell begins with the sign of its verdict."""
    heads = [markdown_text(paper.title) for paper in comparison.papers]
    lines = [f"| | {' | '.join(heads)} |", f"| --- |{' --- |' * len(heads)}"]
    for point in comparison.points:
        cells = [
            f"{SIGNS[of_cell(cell)].sign} {markdown_text(cell.text) if cell.text else '*not stated in the abstract*'}"
            for cell in point.cells
        ]
        lines.append(f"| {markdown_text(point.aspect)} | {' | '.join(cells)} |")
    lines += [f"\n{markdown_text(remark)}" for remark in comparison.remarks]
    return "\n".join(lines)
