"""OpenReview's notes, of API 1 and 2; reviews, decisions and comments are no papers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

from askpapers.papers.paper import Paper
from askpapers.readers.fields import first_arxiv_id, paper_from_fields
from askpapers.readers.format import Document, Evidence, Format, Items, ReadNote, papers_of
from askpapers.readers.json_records import text_in

_REPLY = re.compile(r"/(?:\w*Review|Decision|\w*Comment|\w*Rebuttal|Acceptance\w*|Withdraw\w*|Desk_Reject\w*)\Z")


def recognize(document: Document) -> Evidence:
    """By a note: an object whose `content` has a title, beside a forum, an invitation or an id."""
    return Evidence.CERTAIN if any(map(_is_note, document.sample)) else Evidence.NONE


def _is_note(record: dict[str, Any]) -> bool:
    content = record.get("content")
    named = bool({"forum", "invitation", "invitations", "signatures", "id", "cdate", "note"} & record.keys())
    return isinstance(content, dict) and named and bool({"title", "abstract", "venueid", "decision"} & content.keys())


def read(document: Document) -> Items:
    """Yield a paper for each note that answers no other and was not deleted."""
    left: list[str] = []
    yield from papers_of(
        document, _papers_alone(document.records(), left), lambda note: _paper(note, document.listed), "note"
    )
    for kind in dict.fromkeys(left):
        yield ReadNote(f"{left.count(kind)} {kind} left out")


def _papers_alone(records: Iterator[tuple[int | None, Any]], left: list[str]) -> Iterator[tuple[int | None, Any]]:
    for line, note in records:
        if isinstance(note, dict):
            invitations = (
                note.get("invitations") if isinstance(note.get("invitations"), list) else [note.get("invitation")]
            )
            if note.get("replyto") or any(_REPLY.search(str(each)) for each in invitations or ()):
                left.append("reviews, decisions or comments are")
                continue
            if note.get("ddate"):
                left.append("deleted notes are")
                continue
        yield line, note


def _paper(note: Any, listed: tuple[date, ...]) -> Paper | None:
    content = note.get("content")
    values = {name: each.get("value") if isinstance(each, dict) else each for name, each in content.items()}
    authors = values.get("authors") if isinstance(values.get("authors"), list) else []
    names = [
        each if isinstance(each, str) else text_in(each, "fullname") or text_in(each, "name") for each in authors or ()
    ]
    keywords = values.get("keywords") or values.get("primary_area") or []
    own = text_in(note, "forum") or text_in(note, "id")
    stamp = next((note[name] for name in ("pdate", "cdate", "tcdate") if isinstance(note.get(name), int)), None)
    return paper_from_fields(
        title=text_in(values, "title"),
        abstract=text_in(values, "abstract"),
        authors=names,
        published=_date(stamp),
        listed=listed,
        url=f"https://openreview.net/forum?id={own}" if own else None,
        arxiv=first_arxiv_id(text_in(values, "html"), text_in(values, "pdf"), text_in(values, "ee")),
        doi=text_in(values, "doi"),
        keywords=[text for each in (keywords if isinstance(keywords, list) else [keywords]) if (text := text_in(each))],
        source="openreview",
    )


def _date(stamp: int | None) -> date | None:
    """Milliseconds since 1970; nothing is older than printing, nor beyond the calendar."""
    if stamp is None or not 0 <= stamp < 4e12:
        return None
    return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=stamp)).date()


FORMAT = Format(
    name="openreview",
    title="OpenReview's JSON",
    recognize=recognize,
    read=read,
    example="""{"notes": [{"id": "abc", "forum": "abc", "cdate": 1767312000000, "content": {"title": {"value": "Quiet Gradients"},
  "authors": {"value": ["Ada One"]}, "abstract": {"value": "We make gradients quiet."}}}], "count": 1}
""",
    specification="https://docs.openreview.net/reference/api-v2",
)
