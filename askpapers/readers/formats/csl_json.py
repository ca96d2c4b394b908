"""CSL-JSON, the form of citation processors: Zotero, Pandoc, Crossref's content negotiation."""

from __future__ import annotations

from datetime import date
from typing import Any

from askpapers.papers.paper import Paper
from askpapers.readers.decode import arxiv_id
from askpapers.readers.fields import (
    date_of,
    keywords_in,
    paper_from_fields,
    readable_name,
    stated_arxiv_id,
    turn_name,
    whole_date,
)
from askpapers.readers.format import Document, Evidence, Format, Items, papers_of
from askpapers.readers.markup import readable
from askpapers.readers.own_words import NOTHING, PaperWords, said_words, without_tags

_TYPES = frozenset(
    "article article-journal article-magazine article-newspaper bill book broadcast chapter classic collection dataset document "
    "entry entry-dictionary entry-encyclopedia event figure graphic hearing interview legal_case legislation manuscript map "
    "motion_picture musical_score pamphlet paper-conference patent performance periodical personal_communication post "
    "post-weblog preprint regulation report review review-book software song speech standard thesis treaty webpage "
    "journal-article proceedings-article posted-content book-chapter peer-review monograph dissertation".split()
)


def recognize(document: Document) -> Evidence:
    """By items of a CSL type with a title that is one text, and whose authors are called `author`."""
    return Evidence.LIKELY if any(map(_is_item, document.sample)) else Evidence.NONE


def _is_item(item: dict[str, Any]) -> bool:
    known = str(item.get("type")) in _TYPES and isinstance(item.get("title"), str)
    return known and not {"authors", "authorships", "creators", "abstract_inverted_index"} & item.keys()


def read(document: Document) -> Items:
    """Yield a paper for each item that has a title."""
    return papers_of(document, document.records(), lambda item: _paper(item, document.listed), "item", _words)


def _words(item: Any) -> PaperWords:
    """What this program wrote on a paper into an item of its own."""
    own = item.get("custom") if isinstance(item, dict) else None
    said = own.get("askpapers") if isinstance(own, dict) else None
    return said_words(said, str(item.get("annote") or "")) if isinstance(said, str) else NOTHING


def _paper(item: Any, listed: tuple[date, ...]) -> Paper | None:
    if not isinstance(item, dict):
        return None
    title, abstract = str(item.get("title") or ""), str(item.get("abstract") or "")
    keywords = item.get("keyword")
    stated = [
        str(item.get(name) or "") for name in ("number", "archive_location", "archive", "note", "container-title")
    ]
    return paper_from_fields(
        title=readable(title),
        abstract=readable(abstract),
        authors=[name for author in _people(item) if (name := _name(author))],
        published=_date(item.get("issued")),
        issued=_parts(item.get("issued")),
        url=item.get("URL"),
        arxiv=[*map(arxiv_id, stated[:2]), str(item.get("URL") or ""), *map(stated_arxiv_id, stated)],
        doi=item.get("DOI"),
        keywords=without_tags(keywords_in(keywords), _words(item)) if isinstance(keywords, str) else keywords or (),
        listed=listed,
        source="csl-json",
    )


def _people(item: dict[str, Any]) -> Any:
    """The authors; of a book without any its editors."""
    is_book = item.get("type") in ("book", "collection", "monograph")
    return item.get("author") or (item.get("editor") if is_book else None) or ()


def _name(author: Any) -> str:
    if isinstance(author, str):
        return turn_name(readable_name(author))
    if not isinstance(author, dict):
        return ""
    parts = ("given", "dropping-particle", "non-dropping-particle", "family", "suffix")
    full = (
        author.get("literal") or author.get("name") or " ".join(str(author[part]) for part in parts if author.get(part))
    )
    return readable_name(str(full))


def _parts(issued: Any) -> list[object]:
    """What `issued` says, as texts: its parts with hyphens between them, its free words."""
    if not isinstance(issued, dict):
        return [issued]
    parts = issued.get("date-parts")
    first = parts[0] if isinstance(parts, list) and parts and isinstance(parts[0], list) else []
    return ["-".join(map(str, first[:2])), issued.get("raw"), issued.get("literal")]


def _date(issued: Any) -> date | None:
    if isinstance(issued, str):
        return whole_date(issued)
    if not isinstance(issued, dict):
        return None
    parts = issued.get("date-parts")
    first = parts[0] if isinstance(parts, list) and parts and isinstance(parts[0], list) else []
    if len(first) >= 3:
        return date_of(*first[:3])
    return whole_date(issued.get("raw")) or whole_date(issued.get("literal"))


FORMAT = Format(
    name="csl-json",
    title="CSL-JSON",
    recognize=recognize,
    read=read,
    example="""[{"id": "one2026", "type": "article-journal", "title": "Quiet Gradients",
  "author": [{"family": "One", "given": "Ada"}], "issued": {"date-parts": [[2026, 1, 2]]},
  "abstract": "We make gradients quiet."}]
""",
    specification="https://docs.citationstyles.org/en/stable/specification.html",
)
