"""A digest as one web page that fetches nothing: its own style, light and dark, as wide as a phone; all from outside escaped."""

from __future__ import annotations

from html import escape

from askpapers.answers.answer import Answer, Citation
from askpapers.answers.digest import Digest, Group, Pair, Part, Theme
from askpapers.papers.paper import Paper
from askpapers.text.forgery import display_line
from askpapers.text.sanitize import sanitize
from askpapers.writers.digest import (
    OVERVIEW,
    PAIRS,
    THEMES,
    beside,
    footer,
    made_by,
    marked,
    pair_words,
    said_of,
    shown_title,
    titles_of,
)
from askpapers.writers.markdown import link_of

STYLE = """
:root { color-scheme: light dark; --ink: #1d1f23; --soft: #5b616b; --line: #dcdfe4; --ground: #fff; --link: #1f5fbf; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6e8eb; --soft: #a2a9b4; --line: #383d45; --ground: #16181c; --link: #8ab4f8; }
}
body { margin: 0 auto; max-width: 44rem; padding: 1.2rem 1rem 3rem; background: var(--ground); color: var(--ink);
  font: 1rem/1.55 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0 0 .2rem; }
h2 { font-size: 1.1rem; margin: 2.2rem 0 .8rem; padding-bottom: .3rem; border-bottom: 1px solid var(--line); }
a { color: var(--link); text-decoration: none; } a:hover { text-decoration: underline; }
ul { list-style: none; margin: 0; padding: 0; } li { margin: 0 0 1.1rem; } ul ul { margin: .5rem 0 0 1rem; }
li > b { display: block; line-height: 1.35; margin-bottom: .15rem; }
small, blockquote, footer { color: var(--soft); } small { font-size: .85rem; display: block; }
blockquote { margin: .2rem 0 0; padding-left: .8rem; border-left: 3px solid var(--line); }
footer { margin-top: 2.5rem; border-top: 1px solid var(--line); padding-top: .6rem; font-size: .85rem; }
"""


def html(made: Digest) -> str:
    """Return a digest as one HTML page; everything from outside is escaped."""
    title = escape(sanitize(made.title))
    parts = [
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{title}</title><style>{STYLE}</style></head><body>",
        f"<h1>{title}</h1><small>{made.counted if made.rows else 'There are no papers in this scope.'}</small>",
    ]
    if made.overview is not None:
        parts.append(_overview(made.overview))
    parts += map(_group, made.groups_of(Part.YOURS))
    if made.themes:
        parts += [f"<h2>{THEMES}</h2><ul>", *map(_theme, made.themes), "</ul>"]
    parts += map(_group, made.groups_of(Part.TALK))
    if made.pairs:
        parts += [f"<h2>{PAIRS}</h2><ul>", *map(_pair, made.pairs), "</ul>"]
    parts += map(_group, made.groups_of(Part.REST))
    below = "".join(f"<p>{escape(line)}</p>" for line in (*footer(made), f"Made by {made_by(made)}."))
    return "\n".join([*parts, f"<footer>{below}</footer></body></html>", ""])


def _overview(answer: Answer) -> str:
    text, passages = marked(answer)
    papers = titles_of(answer)
    quotes = "".join(f"<li>[{n}] {_linked(papers[c.paper_id])}{_quote(c)}</li>" for n, c in passages)
    return f"<h2>{OVERVIEW}</h2><p>{escape(text)}</p><ul>{quotes}</ul>"


def _theme(theme: Theme) -> str:
    return f"<li><b>{_text(said_of(theme))}</b> {_linked(theme.paper)}{_quote(theme.citation)}</li>"


def _group(group: Group) -> str:
    items = [
        f"<li><b>{_linked(row.paper)}</b> {_text(row.one_line)}{_beside(row.paper, reason)}</li>"
        for row, reason in group.reasoned
    ]
    return f"<h2>{_text(group.theme)} ({len(group.rows)})</h2><ul>\n" + "\n".join(items) + "\n</ul>"


def _beside(paper: Paper, reason: str) -> str:
    whose, links = beside(paper)
    linked = [f'<a href="{escape(link, quote=True)}">{escape(word)}</a>' for word, link in links]
    told = " · ".join([*(_text(one) for one in (reason, whose) if one), *linked])
    return f"<small>{told}</small>" if told else ""


def _pair(pair: Pair) -> str:
    sides = zip(pair.papers, pair.ways, strict=True)
    inner = "".join(f"<li>{_linked(paper)}{_quote(way)}</li>" for paper, way in sides)
    return f"<li>{_text(pair_words(pair.shared))}<ul>{inner}</ul></li>"


def _quote(citation: Citation) -> str:
    return f"<blockquote>“{_text(citation.quote)}”</blockquote>"


def _linked(paper: Paper) -> str:
    link, title = link_of(paper), escape(shown_title(paper))
    return f'<a href="{escape(link, quote=True)}">{title}</a>' if link else title


def _text(text: str) -> str:
    return escape(display_line(text))
