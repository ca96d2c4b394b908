"""The forms of a digest for others: one web page, a mail, an Atom feed (RFC 4287), a message in a chat."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from html import escape
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from askpapers import errors
from askpapers.answers.answer import Answer, Citation
from askpapers.answers.digest import Digest, Group, Pair, Part, Theme
from askpapers.papers.paper import ListedPaper, Paper
from askpapers.text.sanitize import display_line, sanitize
from askpapers.version import __version__
from askpapers.writers.digest import (
    OVERVIEW,
    PAIRS,
    THEMES,
    beside,
    footer,
    made_by,
    number_marks,
    pair_words,
    said_of,
    shown_title,
    subject,
    text,
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
    text, passages = number_marks(answer)
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


NOBODY = Address("askpapers", "askpapers", "localhost")
"""The sender of a digest that is written to a file where no mail account is set."""


def mail(made: Digest, sender: Address, recipients: tuple[Address, ...], at: datetime, id: str = "") -> EmailMessage:
    """Return a digest as a mail; `id` is its Message-ID, "" for none."""
    message = letter(subject(made), text(made), sender, recipients, at, id)
    message.add_alternative(html(made), subtype="html", cte="quoted-printable")
    return message


def letter(
    title: str, words: str, sender: Address, recipients: tuple[Address, ...], at: datetime, id: str = ""
) -> EmailMessage:
    """Return a mail of plain text; no header can hold a line break, whatever stands in `title` or an address."""
    message = EmailMessage(SMTP)
    message["From"] = sender
    if recipients:
        message["To"] = recipients
    message["Subject"] = sanitize(title, 200)
    message["Date"] = format_datetime(at)
    if id:
        message["Message-ID"] = id
    message["Auto-Submitted"] = "auto-generated"
    message["User-Agent"] = f"askpapers/{__version__}"
    message.set_content(words, cte="quoted-printable")
    return message


ATOM = "http://www.w3.org/2005/Atom"
NEVER = date(1970, 1, 1)
"""The day of a paper that has none: an entry must have one."""


def feed(made: Digest) -> str:
    """Return a digest as an Atom feed; a paper keeps its id from one feed to the next, so that a reader shows it once."""
    root = ElementTree.Element("feed", {"xmlns": ATOM})
    _add(root, "title", sanitize(made.title))
    _add(root, "id", "urn:askpapers:digest")
    _add(root, "updated", _moment(max((_day(row) for row in made.rows), default=NEVER)))
    _add(root, "generator", "askpapers")
    for group in made.groups:
        for row, reason in group.reasoned:
            entry = ElementTree.SubElement(root, "entry")
            paper = row.paper
            _add(entry, "title", shown_title(paper))
            _add(entry, "id", f"urn:askpapers:{sanitize(paper.id)}")
            _add(entry, "updated", _moment(_day(row)))
            link = link_of(paper)
            if link:
                ElementTree.SubElement(entry, "link", {"href": link})
            for name in paper.authors or ("unknown",):
                _add(ElementTree.SubElement(entry, "author"), "name", display_line(name))
            ElementTree.SubElement(entry, "category", {"term": group.theme})
            why = f" ({reason})" if reason else ""
            # An entry without a link must hold its content (RFC 4287, 4.1.2).
            _add(entry, "summary" if link else "content", display_line(f"{row.one_line}{why}"))
    ElementTree.indent(root)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{ElementTree.tostring(root, encoding="unicode")}\n'


def _add(parent: ElementTree.Element, name: str, text: str) -> None:
    ElementTree.SubElement(parent, name).text = text


def _day(row: ListedPaper) -> date:
    return max(row.paper.listed, default=row.paper.published or NEVER)


def _moment(day: date) -> str:
    return f"{day.isoformat()}T00:00:00Z"


MOST = 10
"""Papers of a message: a chat is looked at in passing."""

LONGEST = {"slack": 3900, "discord": 2000, "feishu": 8000}
"""Characters that each takes whole."""


def payload(made: Digest, shape: str) -> dict[str, Any]:
    """Return the JSON that a webhook of a shape takes; no name in it calls anybody."""
    if shape == "feishu":
        return {"msg_type": "post", "content": {"post": {"en_us": {"title": subject(made), "content": _feishu(made)}}}}
    around = "*" if shape == "slack" else "**"
    head = f"{around}{_escaped(subject(made), shape)}{around}"
    text = _fitting([head, *_lines(made, shape)], LONGEST[shape])
    if shape == "discord":
        return {"content": text, "allowed_mentions": {"parse": []}, "flags": 4}
    return {"text": text, "unfurl_links": False}


def _lines(made: Digest, shape: str) -> list[str]:
    themes = [_escaped(said_of(theme), shape) for theme in made.themes[:4]]
    lines = [f"Themes: {', '.join(themes)}"] if themes else []
    for group in made.groups:
        for row, reason in group.reasoned:
            why = f" ({_escaped(reason, shape)})" if reason else ""
            lines.append(f"• {_chat_link(row.paper, shape)}{why}\n{_escaped(row.one_line, shape)}")
    return lines[: MOST + bool(themes)]


def _chat_link(paper: Paper, shape: str) -> str:
    link, title = link_of(paper), _escaped(shown_title(paper), shape)
    if not link:
        return title
    return f"<{link}|{title.replace('|', '¦')}>" if shape == "slack" else f"[{title}](<{link}>)"


def _escaped(text: str, shape: str) -> str:
    line = display_line(text, 300)
    if shape == "slack":
        return line.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return "".join(f"\\{c}" if c in "\\`*_[]<>|~#@" else c for c in line)


def _feishu(made: Digest) -> list[list[dict[str, str]]]:
    found: list[list[dict[str, str]]] = []
    for group in made.groups:
        for row, reason in group.reasoned:
            link, title = link_of(row.paper), shown_title(row.paper)
            head = {"tag": "a", "text": title, "href": link} if link else {"tag": "text", "text": title}
            line = display_line(f"{row.one_line}{f' ({reason})' if reason else ''}", 400)
            found.append([head, {"tag": "text", "text": f" {line}"}])
    return found[:MOST]


def _fitting(lines: list[str], room: int) -> str:
    text = ""
    for line in lines:
        if len(text) + len(line) + 1 > room:
            break
        text += f"{line}\n"
    return text.rstrip()


SUFFIXES = {
    ".md": "markdown", ".markdown": "markdown", ".html": "html", ".htm": "html", ".txt": "text", ".eml": "eml",
    ".atom": "atom", ".xml": "atom", ".json": "json",
}  # fmt: skip
FORMS = ("markdown", "html", "text", "eml", "atom")


def form_of(path: Path) -> str:
    """Return the form that a file's name asks for; raises UsageError for one that asks for none."""
    try:
        return SUFFIXES[path.suffix.lower()]
    except KeyError:
        raise errors.UsageError(
            f"{sanitize(path.name, 100)} does not say in which form the digest is to be written.",
            f"End it in one of {', '.join(SUFFIXES)}, or use --format.",
        ) from None


def write_digest(made: Digest, form: str, at: datetime) -> str:
    """Return a digest in one of FORMS; `at` is the time of a mail."""
    from askpapers.writers import digest

    forms: dict[str, Callable[[], str]] = {
        "markdown": lambda: digest.markdown(made),
        "html": lambda: html(made),
        "text": lambda: digest.text(made),
        "atom": lambda: feed(made),
        "eml": lambda: mail(made, NOBODY, (), at).as_string(),
    }
    return forms[form]()
