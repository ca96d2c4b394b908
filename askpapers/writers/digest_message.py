"""A digest as a message in a chat: what comes first of it, in the shape that Slack, Discord or Feishu takes."""

from __future__ import annotations

from typing import Any

from askpapers.answers.digest import Digest
from askpapers.papers.paper import Paper
from askpapers.text.forgery import display_line
from askpapers.writers.digest import said_of, shown_title, subject
from askpapers.writers.markdown import link_of

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
            lines.append(f"• {_linked(row.paper, shape)}{why}\n{_escaped(row.one_line, shape)}")
    return lines[: MOST + bool(themes)]


def _linked(paper: Paper, shape: str) -> str:
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
