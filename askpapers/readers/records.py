"""Records of tagged text (a tag and a value a line) and of XML (elements, whatever their namespace)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from askpapers.papers.paper import ReadWarning
from askpapers.readers.decode import lines_of
from askpapers.readers.format import Document, ReadNote, not_read

if TYPE_CHECKING:
    from lxml.etree import _Element as Element


@dataclass(slots=True)
class TaggedRecord:
    """The values of each tag of one record, wrapped lines joined, and the line that it begins in."""

    line: int
    values: dict[str, list[str]] = field(default_factory=dict)

    def all(self, *tags: str) -> list[str]:
        """Return the values of these tags, in the order of the tags; empty ones left out."""
        return [text for tag in tags for value in self.values.get(tag, ()) if (text := value.strip())]

    def first(self, *tags: str) -> str:
        """Return the first value of the first of these tags that has one, else ""."""
        return next(iter(self.all(*tags)), "")


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a service writes tagged text.

    `tag` matches a line that begins a value (groups: tag, value); `begins` and `ends` are tags at the borders of a record;
    `blank_parts` says that an empty line is a border too; values of `lines_apart` keep their lines as values of their own;
    `loose` says that wrapped lines are not indented.
    """

    tag: re.Pattern[str]
    begins: frozenset[str]
    ends: frozenset[str] = frozenset()
    blank_parts: bool = False
    lines_apart: frozenset[str] = frozenset()
    loose: bool = False


def records_and_rest(text: str, dialect: Dialect) -> Iterator[tuple[int | None, TaggedRecord | ReadNote]]:
    """Yield (line, record) of a text, and last a note on what stands before a record and is not read."""
    outside: list[str] = []
    yield from tagged_records(text, dialect, outside)
    yield from not_read(outside)


def tagged_records(text: str, dialect: Dialect, outside: list[str] | None = None) -> Iterator[tuple[int, TaggedRecord]]:
    """Yield (line, record) of a text; lines that belong to no value are passed over, those before a record added to `outside`."""
    record: TaggedRecord | None = None
    parts: list[str] | None = None
    tag = ""

    def close() -> None:
        if record is not None and parts is not None:
            values = parts if tag in dialect.lines_apart else [" ".join(parts)]
            record.values.setdefault(tag, []).extend(values)

    for number, line in enumerate(lines_of(text), 1):
        found = dialect.tag.match(line)
        if found is None:
            if line.strip() and (dialect.loose or line[0] in " \t") and parts is not None:
                parts.append(line.strip())
                continue
            if not line.strip() and dialect.loose and not dialect.blank_parts:
                continue
            close()
            parts = None
            if record is None and outside is not None:
                outside.append(line)
            if not line.strip() and dialect.blank_parts and record is not None:
                yield record.line, record
                record = None
            continue
        close()
        parts = None
        tag = found[1]
        if tag in dialect.begins and record is not None:
            yield record.line, record
            record = None
        if tag in dialect.ends:
            if record is not None:
                yield record.line, record
            record = None
            continue
        record = record or TaggedRecord(number)
        parts = [(found[2] or "").strip()]
    close()
    if record is not None:
        yield record.line, record


def xml_records(document: Document, *names: str) -> Iterator[tuple[int | None, Element | ReadWarning]]:
    """Yield (line, element) of each element with one of these names; damage of the XML is a warning at the end."""
    root = document.xml
    if root is None:
        yield None, ReadWarning(document.name, None, "the XML cannot be read", lost=True)
        return
    for node in root.iter(*(f"{{*}}{name}" for name in names)):
        yield node.sourceline, node
    if document.xml_is_cut:
        message = "the XML is cut off or damaged: a record may be missing or incomplete"
        yield None, ReadWarning(document.name, None, message)


def text_of(node: Element | None) -> str:
    """Return the text of an element with all inside it, its white space folded; "" for none."""
    return " ".join("".join(node.itertext()).split()) if node is not None else ""


def text_at(node: Element, *paths: str) -> str:
    """Return the text of the first element at the first of these paths that has any; names are of any namespace."""
    return next((text for path in paths for text in texts_at(node, path)), "")


def texts_at(node: Element, path: str) -> list[str]:
    """Return the texts of the elements at a path that have any."""
    return [text for found in nodes_at(node, path) if (text := text_of(found))]


def nodes_at(node: Element, path: str) -> list[Element]:
    """Return the elements at a path of plain names ("Journal/PubDate"), whatever their namespaces."""
    found: list[Element] = node.findall("/".join(f"{{*}}{step}" for step in path.split("/")))
    return found
