"""BibTeX, as reference managers and publishers write it."""

from __future__ import annotations

import re
from datetime import date

from askpapers.papers.paper import Paper, ReadWarning
from askpapers.readers.decode import arxiv_id, one_line
from askpapers.readers.document import Document
from askpapers.readers.fields import arxiv_of_doi, date_of, keywords_in, paper_from_fields, whole_date
from askpapers.readers.format import Evidence, Format, Items
from askpapers.readers.person_names import readable_name, separated, turned
from askpapers.text.latex_escapes import unescape_latex
from askpapers.text.sanitize import sanitize


def recognize(document: Document) -> Evidence:
    """By an entry at the beginning of a line: `@article{`."""
    return Evidence.CERTAIN if re.search(r"^\s*@\s*\w+\s*[{(]", document.begins, re.M) else Evidence.NONE


def read(document: Document) -> Items:
    """Yield a paper for each entry that has a title; a broken entry is a warning with its line."""
    return read_bibtex(document.text, document.name, document.day)


def read_bibtex(text: str, name: str, day: date | None) -> Items:
    """Yield a paper for each entry that has a title; a broken entry is a warning with its line."""
    import logging

    from bibtexparser import entrypoint
    from bibtexparser.middlewares import (
        MonthIntMiddleware,
        RemoveEnclosingMiddleware,
        ResolveStringReferencesMiddleware,
    )

    logging.getLogger("bibtexparser").setLevel(logging.CRITICAL)
    try:
        library = entrypoint.parse_string(
            text,
            parse_stack=[
                ResolveStringReferencesMiddleware(True),
                RemoveEnclosingMiddleware(True),
                MonthIntMiddleware(True),
            ],
        )
    except Exception as error:  # the library raises what it meets
        yield ReadWarning(name, None, f"it cannot be read as BibTeX: {sanitize(str(error), 120)}")
        return
    lines = {block.start_line: block for block in library.failed_blocks}
    for entry in library.entries:
        fields = {key.lower(): str(field.value) for key, field in entry.fields_dict.items()}
        paper = _from_bibtex(fields, day)
        yield paper or ReadWarning(
            name, (entry.start_line or 0) + 1, f"{sanitize(entry.key, 60)} has no title and is skipped"
        )
    for start, block in sorted(lines.items(), key=lambda item: item[0] or 0):
        recovered = _recovered(str(block.raw or ""), day)
        what = "is damaged; what could be read of it is kept" if recovered else "is damaged and skipped"
        yield ReadWarning(name, (start or 0) + 1, f"the entry {sanitize(str(block.raw or ''), 40)} {what}")
        if recovered is not None:
            yield recovered


def _recovered(raw: str, day: date | None) -> Paper | None:
    """A duplicate or damaged entry whose fields can still be told apart."""
    fields = {
        m[1].lower(): m[2] or m[3] or m[4] or ""
        for m in re.finditer(r"(\w+)\s*=\s*(?:\{((?:[^{}]|\{[^{}]*\})*)\}|\"([^\"]*)\"|(\d+))", raw)
    }
    return _from_bibtex(fields, day) if raw.lstrip().startswith("@") else None


def _from_bibtex(fields: dict[str, str], day: date | None) -> Paper | None:
    title = unescape_latex(_unguarded(fields.get("title", "")))
    if not title:
        return None
    eprint = (
        fields.get("eprint", "")
        if "arxiv" in (fields.get("archiveprefix", "") + fields.get("eprinttype", "")).lower()
        else ""
    )
    known = arxiv_id(eprint) or arxiv_id(fields.get("url", "")) or arxiv_of_doi(fields.get("doi"))
    authors = tuple(
        name
        for some in re.split(r"\s+and\s+", one_line(fields.get("author", "")))
        for raw in separated(some)
        if raw and raw.lower() != "others" and (name := turned(readable_name(raw)))
    )
    year = re.search(r"\b(1[5-9]|20)\d\d\b", fields.get("year", "") or fields.get("date", ""))
    return paper_from_fields(
        title=title,
        abstract=unescape_latex(fields.get("abstract", "")),
        authors=authors,
        published=whole_date(fields.get("date"))
        or date_of(year[0] if year else None, fields.get("month"), fields.get("day")),
        url=fields.get("url"),
        arxiv=known,
        doi=fields.get("doi"),
        keywords=keywords_in(unescape_latex(fields.get("keywords", ""))),
        listed=(day,) if day else (),
        source="bibtex",
    )


def _unguarded(title: str) -> str:
    """A title without the braces that guard its capitals; LaTeX stays as it is."""
    text = one_line(title)
    while text.startswith("{") and _closing(text) == len(text) - 1:
        text = text[1:-1].strip()
    while (m := re.search(r"(?<![\\\w}^_])\{([^{}\\]*)\}", text)) is not None:
        text = text[: m.start()] + m[1] + text[m.end() :]
    return text


def _closing(text: str) -> int:
    """The place of the brace that closes the first one, as BibTeX counts them; -1 where none does."""
    depth = 0
    for m in re.finditer(r"[{}]", text):
        depth += 1 if m[0] == "{" else -1
        if not depth:
            return m.start()
    return -1


FORMAT = Format(
    name="bibtex",
    title="BibTeX",
    recognize=recognize,
    read=read,
    example="""@article{one2026,
  title = {Quiet Gradients},
  author = {One, Ada and Two, Bo},
  abstract = {We make gradients quiet.},
  year = {2026},
}
""",
    specification="https://mirrors.ctan.org/biblio/bibtex/base/btxdoc.pdf",
)
