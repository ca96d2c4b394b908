"""The paper, what the reader wrote on it, and how it is kept as JSON."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum
from typing import Any

from askpapers import errors
from askpapers.text.sanitize import sanitize, valid_unicode

LONGEST_LABEL = 60
LONGEST_NOTE = 20_000
APART = ',;"'
"""What no label holds: it stands between labels in exports, or around them in a filter line."""


def unknown_paper(id: str, hint: str = "askpapers list shows the ids.") -> errors.UnknownPaper:
    """Return the error that no paper has an id, with what to do."""
    return errors.UnknownPaper(f"No paper here has the id “{sanitize(id, 60)}”.", hint)


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


@dataclass(frozen=True, slots=True)
class ListedPaper:
    """A paper as a line of a list: its one-line summary ("" where there is none yet), the reader's marks and words on it."""

    paper: Paper
    one_line: str = ""
    new: bool = False
    read: bool = False
    starred: bool = False
    changed: bool = False
    annotation: Annotation = UNWRITTEN


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper as its sources describe it; what no source says is None or empty, never guessed.

    `id` is the arXiv id without version where known, else a short hash of the folded title.
    `abstract` is the source's text, unchanged save for line wrapping; it may be empty.
    `issued` is the year, or the year and month (ISO 8601: "2024", "2024-11"), where no source says the day, `published`.
    `listed` holds every day the paper was on a list, oldest first. `comments` and `upvotes` are
    counts of the newest reading, and so is `code_stars`, those of its repository. `submitter` put it on a list. `version` is the highest arXiv version seen.
    `models`, `datasets` and `spaces` are repositories of Hugging Face ("owner/name") that belong to it, as many as a source
    names; the counts are of all.
    """

    id: str
    title: str
    abstract: str = ""
    published: date | None = None
    issued: str | None = None
    listed: tuple[date, ...] = ()
    authors: tuple[str, ...] = ()
    author_count: int | None = None
    organization: str | None = None
    url: str | None = None
    arxiv_id: str | None = None
    version: int | None = None
    doi: str | None = None
    categories: tuple[str, ...] = ()
    comments: int | None = None
    upvotes: int | None = None
    keywords: tuple[str, ...] = ()
    code_url: str | None = None
    source: str | None = None
    project_url: str | None = None
    code_stars: int | None = None
    submitter: str | None = None
    models: tuple[str, ...] = ()
    datasets: tuple[str, ...] = ()
    spaces: tuple[str, ...] = ()
    model_count: int | None = None
    dataset_count: int | None = None
    space_count: int | None = None


HUB = "https://huggingface.co"
LISTS = ("authors", "categories", "keywords", "models", "datasets", "spaces")
"""The fields of a paper that are tuples of texts."""


def hub_words(paper: Paper) -> str:
    """Return what belongs to a paper on Hugging Face, in words: "3 models, 1 data set"."""
    counts = ((paper.model_count, "model"), (paper.dataset_count, "data set"), (paper.space_count, "space"))
    return ", ".join(f"{count:,} {what}{'s' * (count != 1)}" for count, what in counts if count)


def hub_links(paper: Paper) -> tuple[str, ...]:
    """Return the addresses of a paper's models, data sets and spaces on Hugging Face."""
    named = (("", paper.models), ("datasets/", paper.datasets), ("spaces/", paper.spaces))
    return tuple(f"{HUB}/{kind}{name}" for kind, names in named for name in names)


@dataclass(frozen=True, slots=True)
class ReadWarning:  # the contract's word for it: add --json prints "warnings"
    """What a reader skipped or doubted, and where: `line` counts from 1, None where there are no lines.

    `lost` says that a record of the source is not among the papers.
    """

    source: str
    line: int | None
    message: str
    lost: bool = False


class ReasonKind(StrEnum):
    """Why a paper is among those that a question is asked over; the values are words for a person."""

    SEARCH = "found"
    NAMED = "named"
    CITED_BEFORE = "cited before"
    CHOSEN = "chosen"
    IN_SCOPE = "in scope"
    IN_THE_LIST = "in the list"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a paper matches; `detail` is what a search matched, or the name that the question says."""

    kind: ReasonKind = ReasonKind.SEARCH
    detail: str = ""

    @property
    def words(self) -> str:
        """The reason in words: "named: AdaMerging", "words: merging; meaning 0.61"."""
        if self.kind is ReasonKind.SEARCH:
            return self.detail
        return f"{self.kind}: {self.detail}" if self.kind is ReasonKind.NAMED else self.kind.value


@dataclass(frozen=True, slots=True)
class Match:
    """A paper that fits a query; `score` is 0 to 1 within one search, `reason` says what matched."""

    paper: Paper
    score: float
    reason: Reason = Reason()


def short_name(title: str) -> str:
    """Return the coined name that a title begins with, or ""."""
    name, colon, _ = title.partition(":")
    return name.strip() if colon and len(name.split()) <= 4 else ""


def papers_in_words(count: int) -> str:
    """Return "1 paper" or "64 papers"."""
    return "1 paper" if count == 1 else f"{count:,} papers"


def read_in_words(read: int, scope_size: int) -> str:
    """Return "10 of 64 papers"; where a conversation brings more than are in scope "3 papers, 2 in scope"."""
    if read > scope_size:
        return f"{papers_in_words(read)}, {scope_size:,} in scope"
    return f"{read} of {papers_in_words(scope_size)}"


def publication_date(paper: Paper) -> str:
    """Return the day, month or year of publication in ISO 8601, as exact as a source says it; "" where none does."""
    return paper.published.isoformat() if paper.published else paper.issued or ""


def paper_to_json(paper: Paper) -> dict[str, object]:
    """Return a paper as JSON that `paper_from_json` reads back."""
    values = {f.name: getattr(paper, f.name) for f in fields(Paper)}
    values["published"] = paper.published and paper.published.isoformat()
    values["listed"] = [day.isoformat() for day in paper.listed]
    return values


def paper_from_json(values: dict[str, Any]) -> Paper:
    """Return the paper that `paper_to_json` wrote; raises KeyError, TypeError and ValueError for anything else."""
    known = {f.name: values[f.name] for f in fields(Paper) if f.name in values}
    for name in LISTS:
        if not isinstance(known.get(name) or [], list | tuple):
            raise TypeError(f"{name} is a list")
        known[name] = tuple(known.get(name) or ())
    known["listed"] = tuple(date.fromisoformat(day) for day in known.get("listed") or ())
    known["published"] = date.fromisoformat(known["published"]) if known.get("published") else None
    if not all(isinstance(known.get(name, ""), str) for name in ("id", "title", "abstract")):
        raise TypeError("id, title and abstract are texts")
    if known.get("issued") is not None and not re.fullmatch(r"\d{4}(-(0[1-9]|1[0-2]))?", str(known["issued"])):
        raise ValueError("issued is a year, or a year and month")
    if not all(isinstance(item, str) for name in LISTS for item in known[name]):
        raise TypeError(f"{', '.join(LISTS)} are texts")
    for name in (
        "author_count",
        "version",
        "comments",
        "upvotes",
        "code_stars",
        "model_count",
        "dataset_count",
        "space_count",
    ):
        if not isinstance(known.get(name), int | None):
            raise TypeError(f"{name} is a number")
    return Paper(**known)
