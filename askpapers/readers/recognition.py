"""Recognises what a file is by its content, and hands it to the reader of that format."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, BinaryIO

from askpapers import errors
from askpapers.papers.paper import Paper, ReadWarning
from askpapers.readers.decode import decoded, encoding_of, is_binary, lines_of, unpacked
from askpapers.readers.formats import arxiv_feed, arxiv_mail, json_lines
from askpapers.readers.formats import bibliography as references
from askpapers.readers.formats import daily_papers_json as daily_json
from askpapers.readers.formats import daily_papers_saved_text as daily_html
from askpapers.readers.formats import daily_papers_saved_text as daily_text
from askpapers.readers.formats import identifier_list as id_list
from askpapers.text.sanitize import sanitize

FORMATS: dict[str, str] = {
    "daily-papers-text": "a Daily Papers page saved as text",
    "daily-papers-html": "a Daily Papers page saved as HTML",
    "daily-papers-json": "the Daily Papers API's JSON",
    "arxiv-feed": "arXiv's Atom or RSS",
    "arxiv-mail": "arXiv's daily mailing",
    "json-lines": "JSON Lines: arXiv's snapshot, BEIR's corpus.jsonl, askpapers export jsonl",
    "bibtex": "BibTeX",
    "ris": "RIS",
    "csl-json": "CSL-JSON",
    "id-list": "arXiv numbers or addresses, one a line",
}
HEAD = 65_536
Items = Iterator[Paper | ReadWarning]
_MAGIC = (
    (b"%PDF", "a PDF"), (b"\x89PNG", "a PNG picture"), (b"\xff\xd8\xff", "a JPEG picture"), (b"GIF8", "a GIF picture"),
    (b"PK\x03\x04", "a ZIP archive or an office document"), (b"\x7fELF", "a program"), (b"SQLite format 3", "a SQLite file"),
    (b"\xd0\xcf\x11\xe0", "an office document"), (b"Rar!", "a RAR archive"), (b"7z\xbc\xaf", "a 7-Zip archive"),
    (b"OggS", "sound"), (b"ID3", "sound"), (b"RIFF", "sound or film"), (b"\x00asm", "WebAssembly"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reading:
    """A recognised source: its format, its own day where it says one, and its papers and warnings, read as asked for."""

    format: str
    day: date | None
    items: Items


def open_reading(
    stream: BinaryIO, *, name: str, format: str | None = None, day: date | None = None, today: date
) -> Reading:
    """Recognise a stream by its content, or take it as `format`, and begin to read it.

    Papers are `listed` on `day`, else on the day that the source says, else on none. Raises UsageError for a format that
    is not known, EmptyInput, UnknownFormat and DamagedInput, which name what was seen.
    """
    if format is not None and format not in FORMATS:
        raise errors.UsageError(f"There is no format “{sanitize(format, 40)}”.", f"Known: {', '.join(FORMATS)}.")
    stream = unpacked(stream, name)
    head = stream.read(HEAD)
    if not head.strip(b" \t\r\n\0\xef\xbb\xbf\xfe\xff"):
        raise errors.EmptyInput(f"{name} is empty.", "Save the page again, or copy its text.")
    if format is None:
        _refuse_binary(head, name)
    if format == "json-lines" or (format is None and _is_json_lines(head)):
        return Reading("json-lines", day, json_lines.read(_lines(head, stream), name, day))
    return _read(decoded(head + stream.read()), name, format, day, today)


def _read(text: str, name: str, format: str | None, day: date | None, today: date) -> Reading:
    begins = text.lstrip()[:200]
    if format in {None, "daily-papers-json", "csl-json"} and (begins[:1] in "[{" or format):
        found = _json(text, name, format, day)
        if found is not None:
            return found
    if format == "arxiv-feed" or (format is None and re.match(r"<\?xml|<rss\b|<feed\b|<rdf:", begins, re.I)):
        own, items = arxiv_feed.read(text, name, day)
        return Reading("arxiv-feed", own, items)
    if format in {None, "daily-papers-html"} and (format or re.match(r"<!doctype html|<html|<", begins, re.I)):
        page = daily_html.entries_of(text, name)
        if page is not None:
            entries, own = page
            return Reading("daily-papers-html", day or own, daily_json.read(entries, name, day or own))
        if re.match(r"<!doctype html|<html", begins, re.I) or format:
            title = re.search(r"<title[^>]*>(.*?)</title>", text[:20_000], re.I | re.S)
            what = f"a web page, “{sanitize(title[1], 60)}”," if title else "a web page"
            raise _unknown(name, f"{what} without the records of a Daily Papers page")
    if format == "arxiv-mail" or (format is None and arxiv_mail.looks_right(text)):
        own = day or arxiv_mail.day_of(text)
        return Reading("arxiv-mail", own, arxiv_mail.read(text, name, own))
    if format == "ris" or (format is None and re.search(r"^TY  ?- ?\w*", text[:HEAD], re.M)):
        return Reading("ris", day, references.read_ris(text, name, day))
    if format == "bibtex" or (format is None and re.search(r"^\s*@\s*\w+\s*[{(]", text[:HEAD], re.M)):
        return Reading("bibtex", day, references.read_bibtex(text, name, day))
    if format == "id-list" or (format is None and id_list.looks_right(text)):
        return Reading("id-list", day, id_list.read(text, name, day))
    own, papers = daily_text.read(text, name, day, today)
    if not any(isinstance(item, Paper) for item in papers):
        raise _unknown(name, f"text that begins “{sanitize(text, 60)}”")
    return Reading("daily-papers-text", own, iter(papers))


def _unknown(name: str, seen: str) -> errors.UnknownFormat:
    known = "; ".join(FORMATS.values())
    return errors.UnknownFormat(
        f"{name} holds no papers that can be read: it is {seen}.", f"Known: {known}. --format overrides."
    )


def _refuse_binary(head: bytes, name: str) -> None:
    for magic, what in _MAGIC:
        if head.startswith(magic):
            raise _unknown(name, what)
    if is_binary(head):
        raise _unknown(name, "no text")


def _json(text: str, name: str, format: str | None, day: date | None) -> Reading | None:
    try:
        value: Any = json.loads(text)
    except RecursionError:
        raise errors.DamagedInput(f"{name} is JSON that is nested too deeply.", "Check what wrote it.") from None
    except ValueError as error:
        if format is None and not re.match(r"\s*(?:\{\s*\"|\[\s*(?:\{|\]))", text):
            return None
        entries = _whole_entries(text)
        if daily_json.looks_right(entries):
            cut = ReadWarning(name, text.count("\n") + 1, "the JSON is cut off; the entries before the cut were read")
            own = day or daily_json.day_of(entries)
            return Reading("daily-papers-json", own, _then(daily_json.read(entries, name, day), cut))
        where = getattr(error, "lineno", None)
        raise errors.DamagedInput(
            f"{name}{f', line {where}' if where else ''} is JSON that breaks off or is wrong.",
            "Fetch or save it again.",
        ) from None
    if isinstance(value, dict):
        own_list = value.get("papers")
        if isinstance(value.get("dailyPapers"), list):
            value = value["dailyPapers"]
        elif isinstance(own_list, list) and (not own_list or json_lines.looks_right(own_list[0])):
            lines = [json.dumps(item).encode() for item in own_list]
            return Reading("json-lines", day, json_lines.read(lines, name, day))
        elif json_lines.looks_right(value):
            return Reading("json-lines", day, json_lines.read([text.encode("utf-8", "surrogatepass")], name, day))
        elif "error" in value:
            raise errors.DamagedInput(
                f"{name} holds a server's refusal: {sanitize(str(value['error']), 160)}.", "Fetch it again."
            )
        else:
            raise _unknown(name, f"JSON with the keys {sanitize(', '.join(map(str, list(value)[:6])), 120)}")
    if value == [] and format in {None, "daily-papers-json"}:
        return Reading("daily-papers-json", day, iter(()))
    if daily_json.looks_right(value):
        return Reading("daily-papers-json", day or daily_json.day_of(value), daily_json.read(value, name, day))
    if references.is_csl(value):
        return Reading("csl-json", day, references.read_csl(value, name, day))
    if isinstance(value, list) and value and json_lines.looks_right(value[0]):
        lines = [json.dumps(item).encode() for item in value]
        return Reading("json-lines", day, json_lines.read(lines, name, day))
    raise _unknown(name, "JSON of another kind")


def _whole_entries(text: str) -> list[Any]:
    """Return the entries of a JSON list that were written whole before it was cut off."""
    decoder, entries = json.JSONDecoder(), []
    at = text.find("[") + 1
    while at:
        at = _skip(text, at)
        try:
            entry, at = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            break
        entries.append(entry)
        at = _skip(text, at)
        if text[at : at + 1] != ",":
            break
        at += 1
    return entries


def _skip(text: str, at: int) -> int:
    while at < len(text) and text[at].isspace():
        at += 1
    return at


def _then(items: Items, last: ReadWarning) -> Items:
    yield from items
    yield last


def _is_json_lines(head: bytes) -> bool:
    """Whether the first line is one whole record of a paper and no second one contradicts it."""
    text = head.decode(encoding_of(head), "replace").lstrip("\ufeff").lstrip()
    first, newline, rest = text.partition("\n")
    if not first.startswith("{"):
        return False
    try:
        value = json.loads(first)
    except (ValueError, RecursionError):
        # A record longer than the head is seen by its keys.
        return not newline and len(head) == HEAD and re.match(r'\{\s*"(?:_id|id|doc_id)"\s*:', first) is not None
    return json_lines.looks_right(value) and (not rest.strip() or rest.lstrip().startswith("{"))


def _lines(head: bytes, stream: BinaryIO) -> Iterator[bytes]:
    """Yield the lines of a stream whose beginning was read already, as UTF-8."""
    encoding = encoding_of(head)
    if encoding.startswith(("utf-16", "utf-32")) or encoding not in {"utf-8"}:
        text = (head + stream.read()).decode(encoding, "replace").removeprefix("\ufeff")
        yield from (line.encode("utf-8", "replace") for line in lines_of(text))
        return
    head = head.removeprefix(b"\xef\xbb\xbf")
    *whole, rest = head.split(b"\n")
    yield from whole
    yield rest + stream.readline()
    yield from stream
