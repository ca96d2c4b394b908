"""A digest as Markdown and HTML, and what is new in words."""

from __future__ import annotations

import html as escaping
from collections.abc import Sequence
from typing import Any

from askpapers.library.catalog.visits import SHOWN
from askpapers.papers.digest import RISING, Digest, News, Rise
from askpapers.papers.paper import Paper
from askpapers.text.sanitize import sanitize
from askpapers.writers.markdown import link_of, markdown_text


def markdown(made: Digest) -> str:
    """Return a digest as Markdown."""
    lines = [f"# {markdown_text(made.title)}", ""]
    for group in made.groups:
        lines += [f"## {group.theme} ({len(group.rows)})", ""]
        for row in group.rows:
            link = link_of(row.paper)
            title = markdown_text(row.paper.title)
            lines.append(f"- **{f'[{title}]({link})' if link else title}** {markdown_text(row.one_line)}".rstrip())
        lines.append("")
    return "\n".join(lines)


def html(made: Digest) -> str:
    """Return a digest as one HTML page; everything from outside is escaped."""
    parts = [f"<!doctype html><meta charset=utf-8><title>{escaping.escape(sanitize(made.title))}</title>"]
    parts.append(f"<h1>{escaping.escape(sanitize(made.title))}</h1>")
    for group in made.groups:
        parts.append(f"<h2>{escaping.escape(group.theme)} ({len(group.rows)})</h2><ul>")
        for row in group.rows:
            title, link = escaping.escape(sanitize(row.paper.title)), link_of(row.paper)
            head = f'<a href="{escaping.escape(link, quote=True)}">{title}</a>' if link else title
            parts.append(f"<li><b>{head}</b> {escaping.escape(sanitize(row.one_line))}</li>")
        parts.append("</ul>")
    return "\n".join(parts)


def _number(papers: Sequence[Paper]) -> str:
    return f"{len(papers)}" if len(papers) < SHOWN else f"{SHOWN} or more"


def _kinds(found: News) -> list[tuple[str, Sequence[Paper]]]:
    rising = [paper for paper, _ in found.rising]
    return [("new", found.new), ("listed again", found.again), ("changed", found.changed), (RISING, rising)]


def _gain(rise: Rise) -> str:
    gained = [f"+{n} {what}{'s' * (n != 1)}" for n, what in ((rise.comments, "comment"), (rise.upvotes, "upvote")) if n]
    return f" ({', '.join(gained)})"


def news_json(found: News) -> dict[str, Any]:
    """Return news as JSON."""
    return {
        "since": found.since or None,
        "new": [{"id": p.id, "title": p.title} for p in found.new],
        "again": [{"id": p.id, "title": p.title} for p in found.again],
        "changed": [{"id": p.id, "title": p.title} for p in found.changed],
        "rising": [
            {"id": p.id, "title": p.title, "comments": rise.comments, "upvotes": rise.upvotes}
            for p, rise in found.rising
        ],
    }


def news_words(found: News, most: int = 10) -> str:
    """Return news as text for a terminal."""
    if not (found.new or found.again or found.changed or found.rising):
        since = f" since {found.since[:16].replace('T', ' ')} UTC" if found.since else ""
        return f"Nothing new{since}."
    lines: list[str] = []
    for kind, papers in _kinds(found):
        if papers:
            lines.append(f"{_number(papers)} {kind}")
            gains = [_gain(rise) for _, rise in found.rising] if kind == RISING else [""] * len(papers)
            shown = list(zip(papers, gains, strict=True))[:most]
            lines += [f"  {sanitize(paper.title, 90)}{gain}" for paper, gain in shown]
            if len(papers) > most:
                lines.append(f"  … and {len(papers) - most} more")
    return "\n".join(lines)
