"""A digest as Markdown and as plain text, and what the forms have in common."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence

from askpapers.answers.answer import Answer, Citation
from askpapers.answers.digest import Digest, Pair, Part, Theme
from askpapers.answers.usage import EXTRACTIVE, usage_words
from askpapers.answers.verdict import SIGNS, SOUND, PassageNumbers
from askpapers.papers.paper import HUB, Paper, hub_words
from askpapers.text.cue_phrases import code_links
from askpapers.text.sanitize import display_line, display_part, put_marks, safe_link, sanitize
from askpapers.text.sentences import Span
from askpapers.writers.markdown import escape_markdown, link_of, markdown_text

WIDTH = 76
"""Columns of plain text, so that a mail program that quotes it need not break its lines."""

THEMES, PAIRS, OVERVIEW = "Themes", "Worth comparing", "In short"


def subject(made: Digest) -> str:
    """Return the line that stands over a digest in a list of mails or entries."""
    return f"{sanitize(made.title, 120)} ({made.counted})"


def footer(made: Digest) -> list[str]:
    """Return what stands below a digest: what was left out, what is missing, what it cost."""
    overview = made.overview
    cost = [f"“{OVERVIEW}”: {usage_words(overview.usage, overview.model)}"] if overview else []
    return [
        sanitize(line) for line in (made.left_out, *made.notes, *(overview.notes if overview else ()), *cost) if line
    ]


def beside(paper: Paper) -> tuple[str, list[tuple[str, str]]]:
    """Return whose a paper is, "" where nobody says, and what belongs to it: each a word and an address that a page can link."""
    stars = f" ★ {paper.code_stars:,}" if paper.code_stars else ""
    links = [
        (f"code{stars}", paper.code_url or next(iter(code_links(paper.abstract)), None)),
        ("project", paper.project_url),
        (hub_words(paper), f"{HUB}/papers/{paper.arxiv_id}" if paper.arxiv_id and hub_words(paper) else None),
    ]
    return sanitize(paper.organization or "", 60), [(word, link) for word, link in links if link and safe_link(link)]


def shown_title(paper: Paper) -> str:
    """Return a title from outside as a page shows it."""
    return display_line(paper.title)


def said_of(theme: Theme) -> str:
    """Return a theme's phrase and in how many papers it is."""
    return f"{sanitize(theme.phrase)} ({theme.count})"


def pair_words(shared: Sequence[str]) -> str:
    """Return what both papers of a pair are about."""
    return f"Both on {', '.join(sanitize(word) for word in shared)}" if shared else "On one subject"


def number_marks(answer: Answer) -> tuple[str, list[tuple[str, Citation]]]:
    """Return what a model said with the reader's own numbers for marks, and each numbered passage once.

    Behind a sentence that is not sound stands its verdict: its sign and its word.
    """
    numbers = PassageNumbers(answer.citations)
    edits = {
        span: display_part(mark) if mark == span.of(answer.text) else mark
        for span, mark in numbers.marks(answer.text).items()
    }
    for claim in answer.claims:
        if claim.support not in SOUND:
            sign = SIGNS[claim.support]
            edits[Span(claim.span.end, claim.span.end)] = f" ({sign.sign} {sign.word})"
    text = put_marks(answer.text, edits, display_part)
    passages = {number: citation for citation in answer.citations if (number := numbers.number(citation))}
    return " ".join(text.split()), [(str(number), passages[number]) for number in sorted(passages)]


def titles_of(answer: Answer) -> Mapping[str, Paper]:
    """Return the papers that a model was shown, by id."""
    return {match.paper.id: match.paper for match in answer.matches}


def markdown(made: Digest) -> str:
    """Return a digest as Markdown."""
    lines = [f"# {markdown_text(made.title)}", ""]
    if made.overview is not None:
        text, passages = number_marks(made.overview)
        papers = titles_of(made.overview)
        lines += [f"## {OVERVIEW}", "", escape_markdown(text), ""]
        lines += [f"> {n}. {_link(papers[c.paper_id])}: “{_markdown(c.quote)}”\n>" for n, c in passages] + [""]
    lines += _markdown_groups(made, Part.YOURS)
    if made.themes:
        lines += [f"## {THEMES}", ""]
        lines += [
            f"- **{_markdown(said_of(theme))}** “{_markdown(theme.citation.quote)}” {_link(theme.paper)}"
            for theme in made.themes
        ]
        lines.append("")
    lines += _markdown_groups(made, Part.TALK)
    if made.pairs:
        lines += [f"## {PAIRS}", "", *(line for pair in made.pairs for line in _markdown_pair(pair)), ""]
    lines += _markdown_groups(made, Part.REST)
    lines += [f"*{markdown_text(line)}*\n" for line in footer(made)]
    return "\n".join(lines)


def _markdown_groups(made: Digest, part: Part) -> list[str]:
    lines: list[str] = []
    for group in made.groups_of(part):
        lines += [f"## {group.theme} ({len(group.rows)})", ""]
        for row, reason in group.reasoned:
            whose, links = beside(row.paper)
            told = [
                _markdown(whose),
                *(f"[{word}]({link})" for word, link in links),
                reason and f"*{_markdown(reason)}*",
            ]
            line = f"- **{_link(row.paper)}** {_markdown(row.one_line)}".rstrip()
            lines.append(" · ".join([line, *(one for one in told if one)]))
        lines.append("")
    return lines


def _markdown_pair(pair: Pair) -> list[str]:
    sides = zip(pair.papers, pair.ways, strict=True)
    return [
        f"- {_markdown(pair_words(pair.shared))}:",
        *(f"  - {_link(paper)}: “{_markdown(way.quote)}”" for paper, way in sides),
    ]


def _link(paper: Paper) -> str:
    link, title = link_of(paper), _markdown(paper.title)
    return f"[{title}]({link})" if link else title


def _markdown(text: str) -> str:
    return escape_markdown(display_line(text))


def text(made: Digest) -> str:
    """Return a digest as plain text, its lines short enough for a mail."""
    title = sanitize(made.title)
    lines = [title, "=" * min(len(title), WIDTH), ""]
    if made.overview is not None:
        said, passages = number_marks(made.overview)
        papers = titles_of(made.overview)
        lines += [_filled(said), ""]
        lines += [_wrapped(f"“{c.quote}” ({papers[c.paper_id].title})", f"[{n}] ", "    ") for n, c in passages] + [""]
    lines += _text_groups(made, Part.YOURS)
    if made.themes:
        lines += _head(THEMES)
        lines += [
            _wrapped(f"{said_of(theme)}: “{theme.citation.quote}” ({theme.paper.title})", "- ", "  ")
            for theme in made.themes
        ]
        lines.append("")
    lines += _text_groups(made, Part.TALK)
    if made.pairs:
        lines += _head(PAIRS)
        for pair in made.pairs:
            lines.append(_wrapped(f"{pair_words(pair.shared)}:", "* ", "  "))
            for paper, way in zip(pair.papers, pair.ways, strict=True):
                lines.append(_wrapped(f"{paper.title}: “{way.quote}”", "  - ", "    "))
        lines.append("")
    lines += _text_groups(made, Part.REST)
    return "\n".join([*lines, *(_wrapped(line) for line in footer(made))]).rstrip() + "\n"


def _text_groups(made: Digest, part: Part) -> list[str]:
    lines: list[str] = []
    for group in made.groups_of(part):
        lines += _head(f"{group.theme} ({len(group.rows)})")
        for row, reason in group.reasoned:
            whose, links = beside(row.paper)
            told = " · ".join(one for one in (whose, reason) if one)
            lines.append(_wrapped(row.paper.title, "* ", "  "))
            lines += [_wrapped(said, "  ", "  ") for said in (row.one_line, told and f"({told})") if said]
            lines += [f"  {link}" for link in (link_of(row.paper),) if link]
            lines += [f"  {word}: {link}" for word, link in links]
        lines.append("")
    return lines


def _head(words: str) -> list[str]:
    return [words, "-" * min(len(words), WIDTH)]


def _wrapped(said: str, first: str = "", rest: str = "") -> str:
    return _filled(display_line(said), first, rest)


def _filled(line: str, first: str = "", rest: str = "") -> str:
    return textwrap.fill(
        line,
        WIDTH,
        initial_indent=first,
        subsequent_indent=rest,
        break_long_words=False,
        break_on_hyphens=False,
    )


def made_by(made: Digest) -> str:
    """Return what wrote a digest, in words."""
    model = made.overview.model if made.overview else EXTRACTIVE
    return (
        "askpapers, from the papers' own sentences" if model == EXTRACTIVE else f"askpapers and {sanitize(model, 60)}"
    )
