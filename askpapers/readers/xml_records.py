"""Records of XML: the elements that are one, whatever their namespace, and their texts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from askpapers.papers.paper import ReadWarning
from askpapers.readers.document import Document

if TYPE_CHECKING:
    from lxml.etree import _Element as Element


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
