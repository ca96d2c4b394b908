"""A digest as an Atom feed (RFC 4287): one entry a paper, the same bytes whenever it is written."""

from __future__ import annotations

from datetime import date
from xml.etree import ElementTree

from askpapers.answers.digest import Digest
from askpapers.papers.paper import ListedPaper
from askpapers.text.forgery import display_line
from askpapers.text.sanitize import sanitize
from askpapers.writers.digest import shown_title
from askpapers.writers.markdown import link_of

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
