"""What a format is to the rest of the program, the document that it reads, and how its records become papers."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import IntEnum
from functools import cached_property
from typing import TYPE_CHECKING, Any, BinaryIO

from askpapers import errors
from askpapers.papers.paper import Paper, ReadWarning
from askpapers.readers.decode import WHOLE, decode, encoding_of, lines_of, too_large
from askpapers.readers.json_records import entries_before_cut, records_in
from askpapers.readers.own_words import NOTHING, PaperWords
from askpapers.text.sanitize import is_too_heavy, sanitize

if TYPE_CHECKING:
    from lxml.etree import _Element as Element


HEAD = 65_536
SAMPLE = 20
"""Records that a format of JSON is recognized by."""


@dataclass(frozen=True, slots=True)
class Json:
    """A JSON value; `cut` says that it breaks off, and `value` is the list of the entries before that."""

    value: Any
    cut: bool = False


class Document:
    """The bytes of one file, answer or paste.

    `name` is what messages call it; `day` is the day that the user says its list is of; `head` are its first 64 kB, and
    `complete` says that they are all of it; `columns` are the headings that the user names for fields of a table.
    """

    def __init__(
        self,
        stream: BinaryIO,
        name: str,
        *,
        day: date | None = None,
        today: date,
        columns: Mapping[str, str] | None = None,
    ) -> None:
        self.name = name
        self.day = day
        self.today = today
        self.columns = dict(columns or {})
        self.head = stream.read(HEAD)
        self.complete = len(self.head) < HEAD
        self._stream = stream

    @property
    def listed(self) -> tuple[date, ...]:
        """The day that the user says, as a paper's `listed`."""
        return (self.day,) if self.day else ()

    @cached_property
    def begins(self) -> str:
        """The text of the head: what most text formats are recognized by."""
        return self.head.decode(encoding_of(self.head), "replace").removeprefix("\ufeff")

    @cached_property
    def content(self) -> bytes:
        """All of it; raises DamagedInput where that is more than is read whole."""
        rest = self._stream.read(WHOLE - len(self.head) + 1)
        if len(self.head) + len(rest) > WHOLE:
            raise too_large(self.name, WHOLE, packed=False)
        return self.head + rest

    @cached_property
    def text(self) -> str:
        """All of it as text."""
        return decode(self.content)

    def lines(self) -> Iterator[bytes]:
        """Yield the lines as UTF-8, read as a stream; once."""
        encoding = encoding_of(self.head)
        if encoding != "utf-8":
            yield from (line.encode("utf-8", "replace") for line in lines_of(self.text))
            return
        if "content" in self.__dict__:
            yield from self.content.removeprefix(b"\xef\xbb\xbf").split(b"\n")
            return
        *whole, rest = self.head.removeprefix(b"\xef\xbb\xbf").split(b"\n")
        yield from whole
        yield rest + self._stream.readline()
        yield from self._stream

    @cached_property
    def is_json_lines(self) -> bool:
        """Whether the first line is one whole JSON object and no second line contradicts it."""
        text = self.begins.lstrip()
        first, newline, rest = text.partition("\n")
        if not first.startswith("{"):
            return False
        try:
            json.loads(first)
        except (ValueError, RecursionError):
            # A record longer than the head is seen by its keys.
            return not newline and not self.complete and bool(re.match(r'\{\s*"(?:_id|id|doc_id)"\s*:', first))
        return bool(newline) and rest.lstrip().startswith("{")

    @cached_property
    def json(self) -> Json | None:
        """The value of a JSON file, None for anything else and for JSON Lines."""
        begins = self.begins.lstrip()
        if begins[:1] not in {"{", "["} or self.is_json_lines:
            return None
        if is_too_heavy(self.content):
            raise errors.DamagedInput(
                f"{self.name} is JSON of more values than are read at once.",
                "Split it; JSON Lines are read as a stream of up to 2 GB.",
            )
        try:
            return Json(json.loads(self.text))
        except RecursionError:
            raise errors.DamagedInput(
                f"{self.name} is JSON that is nested too deeply.", "Check what wrote it."
            ) from None
        except ValueError as error:
            if not re.match(r"\s*(?:\{\s*\"|\[\s*(?:\{|\]))", self.text):
                return None
            if entries := entries_before_cut(self.text):
                return Json(entries, cut=True)
            where = getattr(error, "lineno", None)
            raise errors.DamagedInput(
                f"{self.name}{f', line {where}' if where else ''} is JSON that breaks off or is wrong.",
                "Fetch or save it again.",
            ) from None

    @cached_property
    def sample(self) -> list[dict[str, Any]]:
        """The first records of JSON or JSON Lines, in whatever they are wrapped; [] for anything else."""
        if self.is_json_lines:
            found = []
            for line in self.begins.lstrip().split("\n")[:SAMPLE]:
                try:
                    value = json.loads(line)
                except (ValueError, RecursionError):
                    continue
                if isinstance(value, dict):
                    found.append(value)
            return found
        if self.json is None:
            return []
        return [record for record in records_in(self.json.value)[:SAMPLE] if isinstance(record, dict)]

    def records(self) -> Iterator[tuple[int | None, Any]]:
        """Yield (line, record) of JSON or JSON Lines, out of any wrapping; a line that is no JSON is its warning."""
        if self.json is not None:
            yield from ((None, record) for record in records_in(self.json.value))
            if self.json.cut:
                message = "the JSON is cut off; the entries before the cut were read"
                yield None, ReadWarning(self.name, self.text.count("\n") + 1, message, lost=True)
            return
        for number, line in enumerate(self.lines(), 1):
            if not line.strip():
                continue
            try:
                yield number, json.loads(line)
            except ValueError:
                yield number, ReadWarning(self.name, number, "skipped, for it is not whole JSON", lost=True)
            except RecursionError:
                yield number, ReadWarning(self.name, number, "skipped, for it is nested too deeply", lost=True)

    @cached_property
    def root(self) -> tuple[str, str] | None:
        """The (namespace, name) of the root element of XML or XHTML, None for anything else; ("", "html") for HTML."""
        text = re.sub(r"^(?:\s+|<\?.*?\?>|<!--.*?-->)+", "", self.begins, flags=re.S)
        doctype = re.match(r"<!doctype\s+(\w[\w:.-]*)[^\[>]*(?:\[.*?\]\s*)?>", text, re.I | re.S)
        if doctype:
            if doctype[1].lower() == "html":
                return "", "html"
            text = re.sub(r"^(?:\s+|<\?.*?\?>|<!--.*?-->)+", "", text[doctype.end() :], flags=re.S)
        tag = re.match(r"<((?:[\w.-]+:)?)([A-Za-z_][\w.-]*)((?:\s[^<>]{0,8000})?)/?>", text)
        if tag is None:
            return None
        declared = re.search(
            rf"\sxmlns{':' + re.escape(tag[1][:-1]) if tag[1] else ''}\s*=\s*[\"']([^\"']*)[\"']", tag[3]
        )
        name = tag[2]
        return declared[1] if declared else "", name.lower() if name.lower() == "html" else name

    @cached_property
    def xml(self) -> Element | None:
        """The root of XML, parsed without entities and without any access outside; None for what is no XML at all."""
        from lxml import etree

        # The text is decoded already, whatever its declaration says.
        text = re.sub(r"^[^<]*<\?xml[^>]*>", "", self.text)
        parser = etree.XMLParser(
            resolve_entities=False, no_network=True, load_dtd=False, recover=True, huge_tree=False,
            remove_comments=True, remove_pis=True, encoding="utf-8",
        )  # fmt: skip
        try:
            root = etree.fromstring(text.encode("utf-8", "replace"), parser)
        except (etree.XMLSyntaxError, ValueError):
            return None
        self.xml_is_cut = len(parser.error_log) > 0
        return root

    xml_is_cut: bool = False
    """Whether what `xml` was made of is damaged or cut off."""


@dataclass(frozen=True, slots=True)
class ReadNote:
    """What the reader of a list should know, though nothing is wrong: a year that was guessed, columns that were used."""

    message: str


Items = Iterator[Paper | ReadWarning | ReadNote | PaperWords]


class Evidence(IntEnum):
    """How sure a format is that a document is its own; the surest is believed."""

    NONE = 0
    NAMED = 1
    """It names papers, in whatever form: read where no list is known."""
    POSSIBLE = 2
    """Its shape fits, as that of other formats may: an object with a title and an abstract."""
    LIKELY = 3
    """What only this format has was seen, though not where it must stand: one record of it somewhere in the text."""
    CERTAIN = 4
    """It says what it is: its root element, its head line, its own field names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """A form that lists of papers come in.

    `example` is a small document of one paper, which tests and the documentation use; `specification` is an address.
    `of_a_day` says that such a list is always of one day, today's where it names none; `may_be_empty` that one without any
    record is an answer too: a feed of a weekend.
    """

    name: str
    title: str
    recognize: Callable[[Document], Evidence]
    read: Callable[[Document], Items]
    example: str
    specification: str
    of_a_day: bool = False
    may_be_empty: bool = False


def papers_of(
    document: Document,
    records: Iterable[tuple[int | None, Any]],
    paper_of: Callable[[Any], Paper | None],
    noun: str = "record",
    words_of: Callable[[Any], PaperWords] | None = None,
) -> Items:
    """Yield the paper of each (line, record); one without a paper, or that cannot be read, is a warning that says which.

    Warnings and notes among the records pass through; `words_of` is what the reader wrote by a record, which comes before its paper.
    """
    for place, (line, record) in enumerate(records, 1):
        if isinstance(record, ReadWarning | ReadNote):
            yield record
            continue
        try:
            paper = paper_of(record)
            words = words_of(record) if words_of and paper else NOTHING
        except Exception as error:  # whatever is wrong with one record, it never loses the others
            said = sanitize(f"{type(error).__name__}: {error}", 80)
            yield ReadWarning(document.name, line, f"{noun} {place} cannot be read and is skipped ({said})", lost=True)
            continue
        if words:
            yield words
        yield paper or ReadWarning(document.name, line, f"{noun} {place} has no title and is skipped", lost=True)


LEAST_WORDS = 5
"""Words of two letters or more that a line with a paper has: a title and a name."""


def not_read(lines: Sequence[str]) -> Iterator[tuple[None, ReadNote]]:
    """Yield, as a record for `papers_of`, which lines that stand outside of all records may be papers; nothing where none may.

    What a person pasted beside the records stands there, who must know that it is lost; and so do the headings and counts of services.
    """
    said = [line for line in lines if _may_be_a_paper(line)]
    if said:
        first = sanitize(said[0].strip(), 60)
        many = f"{len(said):,} lines outside of the records are not read, the first"
        yield None, ReadNote(f"{many if len(said) > 1 else '1 line outside of the records is not read'}: “{first}”")


def _may_be_a_paper(line: str) -> bool:
    """Whether a line has an address or identifier, or a year among words enough for a title."""
    known = re.search(r"https?://|\b10\.\d{4,}/|\b\d{4}\.\d{4,5}\b", line)
    dated = re.search(r"\b(?:19|20)\d\d\b", line) and len(re.findall(r"[^\W\d_]{2,}", line)) >= LEAST_WORDS
    return bool(known or dated)
