"""What a reader wrote on papers, read back from a file that this program wrote."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from askpapers import errors
from askpapers.papers.paper import LONGEST_NOTE, UNWRITTEN, Annotation, LabelKind, clean_label, clean_note

_WRITTEN = frozenset(("one_line", "note", "tags", "collections"))
"""What every record of our own has, and no other program's has together."""


@dataclass(frozen=True, slots=True)
class PaperWords:
    """What the reader wrote on the paper that comes next."""

    annotation: Annotation


def annotation_of(note: object, tags: object, collections: object) -> Annotation:
    """Return what the parts of a record say; a label that is none is left out."""
    return Annotation(
        clean_note(note[:LONGEST_NOTE]) if isinstance(note, str) else "",
        _labels(tags, LabelKind.TAG),
        _labels(collections, LabelKind.COLLECTION),
    )


def words_in(record: Mapping[str, object]) -> Annotation:
    """Return what the reader wrote by a record of our own; nothing by one of another program."""
    if not record.keys() >= _WRITTEN:
        return UNWRITTEN
    return annotation_of(record["note"], record["tags"], record["collections"])


def _labels(names: object, kind: LabelKind) -> tuple[str, ...]:
    given = names if isinstance(names, list | tuple) else ()
    found = [_label(name, kind) for name in given if isinstance(name, str)]
    return tuple(dict.fromkeys(filter(None, found)))


def _label(name: str, kind: LabelKind) -> str:
    try:
        return clean_label(name, kind)
    except errors.UsageError:
        return ""
