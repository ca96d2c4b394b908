"""What a reader wrote on papers, read back from a file that this program wrote."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from askpapers import errors
from askpapers.papers.paper import LONGEST_NOTE, UNWRITTEN, Annotation, LabelKind, clean_label, clean_note, fold_label

_WRITTEN = frozenset(("one_line", "note", "tags", "collections"))
"""What every record of our own has, and no other program's has together."""


@dataclass(frozen=True, slots=True)
class PaperWords:
    """What the reader wrote on the paper that comes next, and whether it was read or starred."""

    annotation: Annotation
    read: bool = False
    starred: bool = False

    def __bool__(self) -> bool:
        return bool(self.annotation or self.read or self.starred)


NOTHING = PaperWords(UNWRITTEN)
"""Nothing of the reader's own."""


def _annotation(note: object, tags: object, collections: object) -> Annotation:
    """What the parts of a record say; a label that is none is left out."""
    return Annotation(
        clean_note(note[:LONGEST_NOTE]) if isinstance(note, str) else "",
        _labels(tags, LabelKind.TAG),
        _labels(collections, LabelKind.COLLECTION),
    )


def words_in(record: Mapping[str, object]) -> PaperWords:
    """Return what the reader wrote by a record of our own; nothing by one of another program."""
    if not record.keys() >= _WRITTEN:
        return NOTHING
    own = _annotation(record["note"], record["tags"], record["collections"])
    return PaperWords(own, record.get("read") is True, record.get("starred") is True)


def said_line(own: Annotation) -> str:
    """Return in a line what is the reader's own among a record's fields: "note; tags: light, To read; collections: Thesis".

    It stands beside the fields that other programs read the same words from; `said_words` reads it back.
    """
    parts = [("tags", own.tags), ("collections", own.collections)]
    return "; ".join(["note"] * bool(own.note) + [f"{kind}: {', '.join(names)}" for kind, names in parts if names])


def said_words(line: str, note: str = "") -> PaperWords:
    """Return what a line of `said_line` says; `note` is the text that the record has for one."""
    said = dict[str, str]()
    for part in line.split(";"):
        kind, _, names = part.strip().partition(":")
        said.setdefault(kind, names)
    tags, collections = (said.get(kind, "").split(",") for kind in ("tags", "collections"))
    return PaperWords(_annotation(note if "note" in said else "", tags, collections))


def without_tags(keywords: Sequence[str], own: PaperWords) -> tuple[str, ...]:
    """Return a record's keywords without the reader's tags, which stand behind them; a keyword that is a tag too stays."""
    left = list(keywords)
    for tag in reversed(own.annotation.tags):
        place = next((at for at in reversed(range(len(left))) if fold_label(left[at]) == fold_label(tag)), None)
        if place is not None:
            del left[place]
    return tuple(left)


def _labels(names: object, kind: LabelKind) -> tuple[str, ...]:
    given = names if isinstance(names, list | tuple) else ()
    found = [_label(name, kind) for name in given if isinstance(name, str)]
    return tuple(dict.fromkeys(filter(None, found)))


def _label(name: str, kind: LabelKind) -> str:
    try:
        return clean_label(name, kind)
    except errors.UsageError:
        return ""
