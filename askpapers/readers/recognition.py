"""Recognizes what a file is by its content, or each part of a mail, and hands it to the reader of that format."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from email import policy
from email.message import EmailMessage, Message
from email.parser import BytesParser
from itertools import chain
from typing import BinaryIO

from askpapers import errors
from askpapers.papers.paper import Paper, ReadWarning
from askpapers.readers.decode import FROM_NETWORK, STREAMED, is_binary, lines_of, unpacked
from askpapers.readers.format import Document, Evidence, Format, Items, ReadNote
from askpapers.readers.formats import known_formats
from askpapers.readers.json_records import is_empty_list
from askpapers.readers.own_list import VAULT_NOTE
from askpapers.readers.own_words import PaperWords
from askpapers.readers.tables import DELIMITERS
from askpapers.text.sanitize import sanitize

_HEADER = re.compile(
    rb"(?:[ \t]*\r?\n)*(?:From [^\n]{1,300}\n)?(?:>?[A-Za-z][A-Za-z0-9-]{0,60}:[^\n]*\n(?:[ \t][^\n]*\n)*){2,}\r?\n"
)
_OURS = re.compile(
    rb"^(?:From|To|Subject|Date|MIME-Version|Content-Type|Received|Return-Path|Message-ID|Delivered-To):", re.I | re.M
)
_NEXT = re.compile(rb"^From \S+.{0,60}\d{4}\r?\n(?=[A-Za-z-]{1,60}:)", re.M)


def is_mail(document: Document) -> bool:
    """Return whether a document begins with the head of a message, or with the line that parts them in a mailbox."""
    found = _HEADER.match(document.head[:40_000].removeprefix(b"\xef\xbb\xbf"))
    return found is not None and len({name.lower() for name in _OURS.findall(found[0])}) >= 2


def parts_of(document: Document) -> list[list[Document]]:
    """Return, for each message, its texts as documents of their own; the first that a format recognizes is the list."""
    content = document.content
    starts = [found.start() for found in _NEXT.finditer(content)]
    if not starts or starts[0] > 0:
        starts = [0, *starts]
    ends = [*starts[1:], len(content)]
    return [list(_texts(content[start:end], document)) for start, end in zip(starts, ends, strict=True)]


def _texts(content: bytes, document: Document) -> Iterator[Document]:
    content = re.sub(rb"\AFrom [^\n]*\n", b"", content.lstrip(b"\xef\xbb\xbf\r\n \t"))
    message = BytesParser(policy=policy.default).parsebytes(content)
    for part in message.walk():
        if part.get_content_maintype() in {"multipart", "message"}:
            continue
        attached = part.get_filename() is not None
        if part.get_content_maintype() != "text" and not attached:
            continue
        yield Document(io.BytesIO(_decoded(part)), document.name, day=document.day, today=document.today)


def _decoded(part: Message | EmailMessage) -> bytes:
    """The text of a part as UTF-8, whatever its transfer encoding and its character set say."""
    payload = part.get_payload(decode=True)
    content = payload if isinstance(payload, bytes) else str(part.get_payload()).encode("utf-8", "replace")
    if part.get_content_maintype() != "text":
        return content
    try:
        return content.decode(part.get_content_charset() or "utf-8").encode("utf-8")
    except (LookupError, UnicodeError):
        return content  # what it says of itself is wrong: its encoding is found out like any other's


FORMATS = known_formats()
"""The formats by the names that --format takes."""
_MAGIC = (
    (b"%PDF", "a PDF"), (b"\x89PNG", "a PNG picture"), (b"\xff\xd8\xff", "a JPEG picture"), (b"GIF8", "a GIF picture"),
    (b"PK\x03\x04", "a ZIP archive or an office document"), (b"\x7fELF", "a program"), (b"SQLite format 3", "a SQLite file"),
    (b"\xd0\xcf\x11\xe0", "an office document"), (b"Rar!", "a RAR archive"), (b"7z\xbc\xaf", "a 7-Zip archive"),
    (b"OggS", "sound"), (b"ID3", "sound"), (b"RIFF", "sound or film"), (b"\x00asm", "WebAssembly"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reading:
    """A recognized source: its format, the day of its first paper's list, and its papers and warnings, read as asked for.

    `of_a_day` says that such a list is of one day, also where it names none.
    """

    format: str
    day: date | None
    items: Items
    of_a_day: bool = False


def open_reading(
    stream: BinaryIO,
    *,
    name: str,
    format: str | None = None,
    day: date | None = None,
    today: date,
    columns: Mapping[str, str] | None = None,
    network: bool = False,
) -> Reading:
    """Recognize a stream by its content, or take it as `format`, and begin to read it.

    Papers are `listed` on `day`, else on the day that the source says, else on none; `columns` are the headings of a table's
    fields; `network` says that the stream was fetched, and unpacks less of it. Raises UsageError for a format that is not
    known, and EmptyInput, UnknownFormat and DamagedInput, which name what was seen: also for a source of whose records none
    can be read.
    """
    if format is not None and format not in FORMATS:
        raise errors.UsageError(f"There is no format “{sanitize(format, 40)}”.", f"Known: {', '.join(FORMATS)}.")
    unpacks = unpacked(stream, name, FROM_NETWORK if network else STREAMED)
    document = Document(unpacks, name, day=day, today=today, columns=columns)
    if not document.head.strip(b" \t\r\n\0\xef\xbb\xbf\xfe\xff"):
        raise errors.EmptyInput(f"{name} is empty.", "Save the page again, or copy its text.")
    if format is not None:
        return _begun(document, FORMATS[format])
    _refuse_binary(document)
    if is_mail(document):
        return _mail(document)
    found = _recognized(document)
    if found is None:
        return _fenced(document)
    return _begun(document, found)


def _fenced(document: Document) -> Reading:
    """Read the first list that is known between the fences of a message or a note, ``` or ~~~, else the papers that it names."""
    for block in _fenced_blocks(document.text):
        inner = Document(io.BytesIO(block.encode()), document.name, day=document.day, today=document.today)
        if (found := _recognized(inner)) is not None:
            return _begun(inner, found)
    if (found := _recognized(document, Evidence.NAMED)) is not None:
        return _begun(document, found)
    raise _unknown(document.name, looks_like(document))


def _fenced_blocks(text: str) -> Iterator[str]:
    fence, block = "", [""]
    for line in lines_of(text):
        sign = line[:3] if line.startswith(("```", "~~~")) else ""
        if fence and sign == fence and not line.strip(sign[0]).strip():
            yield "\n".join(block)
            fence = ""
        elif fence:
            block.append(line)
        elif sign:
            fence, block = sign, []


def _mail(document: Document) -> Reading:
    """Read each message by the format that is the surest of one of its parts."""
    readings: list[Reading] = []
    empty: list[str] = []
    broken: errors.BadInput | None = None
    for parts in parts_of(document):
        try:
            found = next(filter(None, (_known(parts, least) for least in (Evidence.POSSIBLE, Evidence.NAMED))), [])
            if not found:
                empty.append(looks_like(parts[0]) if parts else "without any text")
                continue
            format, part = max(found, key=lambda each: each[0].recognize(each[1]))
            readings.append(_begun(part, format))
        except errors.BadInput as error:
            # One message of a mailbox does not lose the others.
            broken = broken or error
            empty.append(str(error).rstrip("."))
    if not readings:
        if broken is not None:
            raise broken
        raise _unknown(document.name, f"mail, {empty[0] if empty else 'without any text'}")
    message = (
        f"skipped, for it holds no list that is known: {{}} ({len(empty)} of {len(empty) + len(readings)} messages)"
    )
    lost = [ReadWarning(document.name, None, message.format(empty[0]), lost=True)] if empty else []
    items = chain(*(reading.items for reading in readings), lost)
    return Reading(readings[0].format, readings[0].day, items, readings[0].of_a_day)


def _known(parts: list[Document], least: Evidence) -> list[tuple[Format, Document]]:
    return [(format, part) for part in parts if (format := _recognized(part, least)) is not None]


def _recognized(document: Document, least: Evidence = Evidence.POSSIBLE) -> Format | None:
    """Return the format that is the surest, the first of the alphabet among equals; None where none is as sure as `least`."""
    best, sure = None, Evidence.NONE
    for format in FORMATS.values():
        evidence = format.recognize(document)
        if evidence > sure:
            best, sure = format, evidence
    return best if sure >= least else None


def _begun(document: Document, format: Format) -> Reading:
    """Read on to the first paper, so that a source without any is told as one."""
    items = format.read(document)
    before: list[Paper | ReadWarning | ReadNote | PaperWords] = []
    for item in items:
        before.append(item)
        if isinstance(item, Paper):
            day = item.listed[0] if item.listed else None
            return Reading(format.name, day, chain(before, items), format.of_a_day)
    lost = [item for item in before if isinstance(item, ReadWarning) and item.lost]
    if lost:
        where = f" (line {lost[0].line})" if lost[0].line else ""
        raise errors.DamagedInput(
            f"{document.name} looks like {format.title}, and nothing in it can be read: {lost[0].message}{where}.",
            "Get it again, or name another format with --format.",
        )
    if not before and not format.may_be_empty:
        raise errors.DamagedInput(
            f"{document.name} looks like {format.title}, and no record is in it.", "Name another format with --format."
        )
    return Reading(format.name, None, iter(before), format.of_a_day)


def _unknown(name: str, seen: str) -> errors.UnknownFormat:
    return errors.UnknownFormat(
        f"{name} holds no papers that can be read: it is {seen}.", f"Known: {', '.join(FORMATS)}. --format overrides."
    )


def kind_of_binary(head: bytes) -> str:
    """Return what a file is that begins so and is no text, "a PDF"; empty for text."""
    for magic, what in _MAGIC:
        if head.startswith(magic):
            return what
    return "no text" if is_binary(head) else ""


def _refuse_binary(document: Document) -> None:
    if kind := kind_of_binary(document.head):
        raise _unknown(document.name, kind)


def looks_like(document: Document) -> str:
    """Return what a document that no format recognizes looks like, for a person."""
    if document.json is not None or document.is_json_lines:
        value = document.json.value if document.json else document.sample[0] if document.sample else {}
        if isinstance(value, dict) and value.get("error"):
            raise errors.DamagedInput(
                f"{document.name} holds a server's refusal: {sanitize(str(value['error']), 160)}.", "Fetch it again."
            )
        if is_empty_list(value):
            return "an empty list"
        keys = value if isinstance(value, dict) else document.sample[0] if document.sample else None
        return (
            f"JSON with the keys {sanitize(', '.join(map(str, list(keys)[:6])), 120)}"
            if keys
            else "JSON of another kind"
        )
    if document.root is not None and document.root[1] != "html":
        space, element = document.root
        return f"XML of another kind, <{sanitize(element, 40)}>" + (f" of {sanitize(space, 60)}" if space else "")
    if document.root is not None or re.match(r"\s*<!?[a-z]", document.begins, re.I):
        title = re.search(r"<title[^>]*>([^<]*)</title>", document.begins, re.I)
        return f"a web page, “{sanitize(title[1].strip(), 60)}”, without a list of papers" if title else "a web page"
    first, *rows = document.begins.lstrip().splitlines()[:2]
    for sign in DELIMITERS:
        if rows and first.count(sign) > 1 and first.count(sign) <= rows[0].count(sign) + 1 and len(first) < 2000:
            headings = sanitize(first.replace(sign, ", "), 100)
            return f"a table whose headings are not known ({headings}); --map title=HEADING and such name them"
    if VAULT_NOTE in document.text:
        return "a note of askpapers export vault, which is for people; what export jsonl or csv writes is read back"
    return f"text that begins “{sanitize(document.begins.strip()[:400], 60)}”"


def papers_in(items: Items) -> Iterator[Paper]:
    """Yield the papers alone."""
    return (item for item in items if isinstance(item, Paper))
