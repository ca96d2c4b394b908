"""Papers as BibTeX that LaTeX, biber and pandoc read without loss."""

from __future__ import annotations

import re
from collections.abc import Callable

from askpapers.papers.paper import ListedPaper, Paper, publication_date
from askpapers.papers.person_name import parse_name
from askpapers.text.latex_escapes import escape_latex
from askpapers.text.sanitize import sanitize


def bibtex_entries() -> Callable[[ListedPaper], str]:
    """Return what writes one paper after another as entries, each under a key of its own."""
    counts: dict[str, int] = {}

    def entry(row: ListedPaper) -> str:
        base = key = citation_key(row.paper)
        while key in counts:
            counts[base] += 1
            key = f"{base}{counts[base]}"
        counts[key] = 0
        fields = "".join(f"\t{name} = {{{value}}},\n" for name, value in _fields(row) if value)
        return f"@{'misc' if row.paper.arxiv_id else 'article'}{{{key},\n{fields}}}\n\n"

    return entry


def citation_key(paper: Paper) -> str:
    """Return a BibTeX key: first author, year, first word of the title."""
    first = paper.authors[0] if paper.authors else "paper"
    name = parse_name(first)
    surname = name.family if name else (first.split() or [""])[-1]
    year = publication_date(paper)[:4]
    word = next((w for w in re.findall(r"\w+", paper.title) if len(w) > 3), paper.id)
    return re.sub(r"[^A-Za-z0-9]", "", f"{surname}{year}{word}") or re.sub(r"\W", "", paper.id)


def _fields(row: ListedPaper) -> list[tuple[str, str]]:
    paper, own = row.paper, row.annotation
    dated, arxiv = publication_date(paper), paper.arxiv_id
    return [
        # A second pair of braces keeps the capitals.
        ("title", f"{{{_escaped(paper.title)}}}"),
        ("author", " and ".join(bibtex_name(author) for author in paper.authors if sanitize(author))),
        ("date", dated),
        ("year", dated[:4]),
        ("month", dated[5:7].lstrip("0")),
        ("eprint", _verbatim(arxiv or "")),
        ("archiveprefix", "arXiv" if arxiv else ""),
        # pandoc forgets `eprint` where there is a `url`, and keeps `number`, which no style prints for @misc.
        ("number", f"arXiv:{_verbatim(arxiv)}" if arxiv and arxiv not in (paper.url or "") else ""),
        ("doi", _verbatim(paper.doi or "")),
        ("url", _verbatim(paper.url or "")),
        ("keywords", ", ".join(_escaped(keyword) for keyword in (*paper.keywords, *own.tags))),
        ("abstract", _escaped(paper.abstract)),
        ("annote", _escaped(own.note)),
        # What JabRef calls a collection.
        ("groups", ", ".join(map(_escaped, own.collections))),
    ]


def bibtex_name(name: str) -> str:
    """Return an author as BibTeX parts names: "King, Jr., Martin Luther"; a group's name in braces, so that it stays whole."""
    name = sanitize(name)
    parts = parse_name(name)
    if parts is None:
        return _escaped(name) if re.fullmatch(r"[\w.-]+", name) else f"{{{_escaped(name)}}}"
    given = ", ".join(_part(part) for part in (parts.suffix, parts.given) if part)
    return f"{_part(parts.family)}, {given}"


def _part(text: str) -> str:
    text = _escaped(text)
    return f"{{{text}}}" if re.search(r"\band\b|,", text, re.I) else text


def _escaped(text: str) -> str:
    return escape_latex(sanitize(text))


def _verbatim(text: str) -> str:
    """An address as it is: biber and pandoc take its signs for themselves; braces would end it, and are coded."""
    return sanitize(text).replace("{", "%7B").replace("}", "%7D").replace("\\", "%5C").replace(" ", "%20")
