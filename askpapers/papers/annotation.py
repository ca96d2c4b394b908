"""What the reader wrote on a paper: a note, tags, and the collections that it is in."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from askpapers import errors
from askpapers.text.sanitize import sanitize, valid_unicode

LONGEST_LABEL = 60
LONGEST_NOTE = 20_000
APART = ',;"'
"""What no label holds: it stands between labels in exports, or around them in a filter line."""


class LabelKind(StrEnum):
    """What a label is: a tag says what a paper is, a collection gathers papers for something."""

    TAG = "tag"
    COLLECTION = "collection"


@dataclass(frozen=True, slots=True)
class Annotation:
    """What the reader wrote on a paper; labels in alphabetical order."""

    note: str = ""
    tags: tuple[str, ...] = ()
    collections: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.note or self.tags or self.collections)

    def as_json(self) -> dict[str, object]:
        """Return what was written as values of JSON."""
        return {"note": self.note or None, "tags": list(self.tags), "collections": list(self.collections)}

    @property
    def words(self) -> str:
        """What was written in one line: "#reading · in: Thesis · a note"."""
        tags, collections = " ".join(f"#{tag}" for tag in self.tags), ", ".join(self.collections)
        parts = [tags, collections and f"in: {collections}", self.note]
        return sanitize(" · ".join(part for part in parts if part))


@dataclass(frozen=True, slots=True)
class AnnotationChange:
    """What is to be written on papers: `note` takes the place of what was there ("" removes it), None leaves it."""

    note: str | None = None
    add: tuple[tuple[LabelKind, str], ...] = ()
    drop: tuple[tuple[LabelKind, str], ...] = ()

    def __bool__(self) -> bool:
        return self.note is not None or bool(self.add or self.drop)


UNWRITTEN = Annotation()
"""Nothing is written on a paper."""


def clean_label(text: str, kind: LabelKind) -> str:
    """Return the name of a tag or collection without a leading "#" and white space around; raises UsageError for what is none."""
    name = sanitize(unicodedata.normalize("NFC", valid_unicode(text))).strip().lstrip("#").strip()
    if not name:
        raise errors.UsageError(f"“{sanitize(text, 40)}” is no name of a {kind}.", f"Say for example --{kind} reading.")
    if len(name) > LONGEST_LABEL:
        raise errors.UsageError(f"A {kind} has at most {LONGEST_LABEL} characters; this one has {len(name)}.", "")
    if any(sign in name for sign in APART):
        raise errors.UsageError(
            f"“{sanitize(name, 60)}” cannot be a {kind}: it holds one of {' '.join(APART)}",
            f"One name a --{kind}; give the option again for another.",
        )
    return name


def fold_label(text: str) -> str:
    """Return what makes two names of labels the same one: "#To read" and "to read"."""
    return " ".join(unicodedata.normalize("NFC", text).split()).lstrip("#").strip().casefold()


def clean_note(text: str) -> str:
    """Return a note as it is kept; raises UsageError for one that is too long."""
    note = valid_unicode(text.replace("\r\n", "\n").replace("\r", "\n")).strip()
    if len(note) > LONGEST_NOTE:
        raise errors.UsageError(f"A note has at most {LONGEST_NOTE:,} characters; this one has {len(note):,}.", "")
    return note
