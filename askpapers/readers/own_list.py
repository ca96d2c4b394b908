"""The list that `askpapers export markdown` writes, read back: its papers have a title, an address and what the reader wrote."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from urllib.parse import quote, unquote

from askpapers.papers.deduplication import OWN_LIST
from askpapers.papers.paper import Paper
from askpapers.readers.decode import lines_of, plain_id
from askpapers.readers.fields import paper_from_fields
from askpapers.readers.own_words import PaperWords, said_words

HEAD = "<!-- askpapers export markdown -->"
"""The line that such a list begins with, which no page shows; text from outside cannot hold it, for its "<" is escaped."""
VAULT_NOTE = "<!-- askpapers: begin -->"
"""What stands in the notes of `askpapers export vault`, which are for people and are not read back."""
_ITEM = re.compile(
    r"\s{0,12}[-*+]\s+(?:\[[ xX]\]\s+)?"
    r"(?:\[(?P<linked>(?:\\.|[^\\\[\]])+)\]\((?P<url>https?://[^\s()<>]+)\)|\*\*(?P<bold>(?:\\.|[^\\*])+)\*\*)(?P<rest>.*)"
)
_ID = re.compile(r"<!-- id: (\S{1,400}) -->\s*$")
_LABELS = re.compile(r"\s+\*((?:tags|collections): .+)\*\s*")
_NOTE = re.compile(r"\s+>\s?(.*)")
ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
"""A sign of Markdown that stands for itself."""


@dataclass(slots=True)
class Item:
    """What a list says of a paper; `labels` and `note` are the reader's own."""

    title: str
    url: str | None
    id: str = ""
    labels: str = ""
    note: list[str] = field(default_factory=list)


def is_own(text: str) -> bool:
    """Return whether a text says in a line that it is a list of ours."""
    return any(line.strip() == HEAD for line in lines_of(text))


def items_in(text: str, outside: list[str]) -> Iterator[tuple[int, Item]]:
    """Yield (line, item) of each paper; lines that belong to none are added to `outside`."""
    item, start = None, 0
    for number, line in enumerate(lines_of(text), 1):
        if found := _ITEM.match(line):
            if item:
                yield start, item
            named = _ID.search(found["rest"])
            title = unescape_markdown(found["linked"] or found["bold"])
            item, start = Item(title, found["url"], unquote(named[1]) if named else ""), number
        elif item and (labels := _LABELS.fullmatch(line)):
            item.labels = unescape_markdown(labels[1])
        elif item and (note := _NOTE.fullmatch(line)):
            item.note.append(unescape_markdown(note[1]))
        elif line.strip() and line.strip() != HEAD:
            outside.append(line)
    if item:
        yield start, item


def paper_of(item: Item, listed: tuple[date, ...] = ()) -> Paper | None:
    """Return the paper of an item."""
    paper = paper_from_fields(title=item.title, url=item.url, listed=listed, source=OWN_LIST)
    return replace(paper, id=plain_id(item.id) or paper.id) if paper else None


def words_of(item: Item) -> PaperWords:
    """Return what the reader wrote on a paper."""
    note = "\n".join(item.note)
    return said_words(f"note; {item.labels}" if note else item.labels, note)


def id_mark(id: str, title: str, url: str) -> str:
    """Return the comment that keeps a paper's id in its item, "" where title and address tell it."""
    told = paper_of(Item(title, url or None))
    return "" if told and told.id == id else f" <!-- id: {quote(id, safe='/.:').replace('--', '%2D%2D')} -->"


def unescape_markdown(text: str) -> str:
    """Return a text of Markdown whose escaped signs stand for themselves."""
    return ESCAPED.sub(r"\1", text)
