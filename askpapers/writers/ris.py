"""Papers as RIS, https://en.wikipedia.org/wiki/RIS_(file_format), in the way that pandoc and Zotero read alike."""

from __future__ import annotations

from collections.abc import Iterator

from askpapers.papers.paper import ListedPaper, Paper, publication_date
from askpapers.papers.person_name import parse_name
from askpapers.text.sanitize import sanitize
from askpapers.writers.markdown import arxiv_url


def ris_record(row: ListedPaper) -> str:
    """Return a paper as a record."""
    lines = (f"{tag}  - {text}\n" for tag, value in _fields(row) if (text := sanitize(value)))
    return f"{''.join(lines)}ER  - \n\n"


def _fields(row: ListedPaper) -> Iterator[tuple[str, str]]:
    paper: Paper = row.paper
    yield "TY", "UNPB" if paper.arxiv_id else "JOUR"
    yield "TI", paper.title
    for author in paper.authors:
        yield "AU", ris_name(author)
    if dated := publication_date(paper):
        # pandoc reads days of Y1 alone and only with hyphens, the standard's own place for them is DA.
        yield "Y1", dated
        yield "PY", dated[:4]
        if dated[4:]:
            # Year, month, day and a word, with slashes between them, empty where they are not known.
            yield "DA", f"{'/'.join([*dated.split('-'), '', ''][:3])}/"
    yield "AB", paper.abstract
    yield "DO", paper.doi or ""
    if paper.arxiv_id:
        yield "JO", f"arXiv:{paper.arxiv_id}"
    for url in dict.fromkeys((paper.url or "", arxiv_url(paper))):
        yield "UR", url
    for keyword in (*paper.keywords, *row.annotation.tags):
        yield "KW", keyword
    yield "N1", row.annotation.note
    yield "ID", paper.id


def ris_name(name: str) -> str:
    """Return an author as "Family Jr., Given", any other of several words with a comma behind it, which keeps it whole."""
    parts = parse_name(name)
    if parts is None:
        whole = name.replace(",", "")
        return f"{whole}," if " " in whole else whole
    return f"{' '.join(part for part in (parts.family, parts.suffix) if part)}, {parts.given}"
