"""Papers for other programs: BibTeX, RIS (https://en.wikipedia.org/wiki/RIS_(file_format)), spreadsheets, notes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence

from askpapers.papers.paper import LISTS, ListedPaper, Paper, publication_date
from askpapers.papers.person_name import parse_name
from askpapers.readers.own_list import HEAD
from askpapers.readers.own_words import said_line
from askpapers.text.latex import escape_latex, latex_to_text
from askpapers.text.sanitize import json_text, sanitize
from askpapers.writers.citation_key import citation_key, latin
from askpapers.writers.markdown import arxiv_url, markdown_item
from askpapers.writers.table import table_head, table_row


def bibtex_entries(keys: Mapping[str, str] | None = None) -> Callable[[ListedPaper], str]:
    """Return what writes one paper after another as entries, each under a key of its own.

    `keys` are the ids that `first_keys` finds; where two papers not among them share a key, the first has it.
    """
    known, holders = keys or {}, dict[str, str]()

    def entry(row: ListedPaper) -> str:
        key = citation_key(row.paper)
        # Programs take keys that differ by capitals alone for one.
        if row.paper.id != known.get(key.lower(), row.paper.id) or key.lower() in holders:
            key += latin(row.paper.id)
        while key.lower() in holders:
            key += "x"
        holders[key.lower()] = row.paper.id
        fields = "".join(f"\t{name} = {{{value}}},\n" for name, value in _bibtex_fields(row) if value)
        return f"@{'misc' if row.paper.arxiv_id else 'article'}{{{key},\n{fields}}}\n\n"

    return entry


def _bibtex_fields(row: ListedPaper) -> list[tuple[str, str]]:
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
        ("keywords", _escaped(_keywords(row))),
        ("abstract", "\n\n".join(map(_escaped, paper.abstract.split("\n\n")))),
        # A line that begins with "@" is another entry to many programs.
        ("annote", "\n".join(map(_escaped, re.sub(r"\n(?=\s*@)", " ", own.note).splitlines()))),
        # What JabRef calls a collection.
        ("groups", ", ".join(map(_escaped, own.collections))),
        ("askpapers", _escaped(said_line(own))),
    ]


def _keywords(row: ListedPaper) -> str:
    """A paper's keywords and behind them the reader's tags, for programs that have one word for both."""
    keywords = (*row.paper.keywords, *row.annotation.tags)
    return ("; " if any("," in keyword for keyword in keywords) else ", ").join(keywords)


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


def ris_record(row: ListedPaper) -> str:
    """Return a paper as a record."""
    lines = (f"{tag}  - {text}\n" for tag, value in _ris_fields(row) if (text := sanitize(value)))
    return f"{''.join(lines)}ER  - \n\n"


def _ris_fields(row: ListedPaper) -> Iterator[tuple[str, str]]:
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
    # "Miscellaneous 2" is Zotero's field "Extra"; most other programs pass it over.
    if said := said_line(row.annotation):
        yield "M2", f"askpapers: {said}"
    # A comma would make a person of a company: programs put what stands behind it in front.
    if groups := [name for name in paper.authors if "," in name and parse_name(name) is None]:
        yield "M2", f"askpapers authors: {'; '.join(groups)}"
    yield "ID", paper.id


def ris_name(name: str) -> str:
    """Return an author as "Family Jr., Given", any other of several words with a comma behind it, which keeps it whole."""
    parts = parse_name(name)
    if parts is None:
        whole = name.replace(",", "")
        return f"{whole}," if " " in whole else whole
    return f"{' '.join(part for part in (parts.family, parts.suffix) if part)}, {parts.given}"


def papers(rows: Sequence[ListedPaper], form: str) -> str:
    """Return the rows as "bibtex", "ris", "csl-json", "csv", "markdown" or "jsonl" text; KeyError for another form.

    >>> rows = await library.catalog.rows(Scope(), limit=2)
    >>> export(rows, "bibtex").count("title =")
    2
    """
    writer = Writer(form)
    return writer.head + "".join(map(writer.entry, rows)) + writer.tail


class Writer:
    """Writes papers one after another, so that a library need not fit into memory: `head`, each `entry`, `tail`.

    `keys` are the ids of the papers that have BibTeX's keys to themselves, as `citation_key.first_keys` finds them. Raises
    KeyError for a form that is not one of `papers`.
    """

    def __init__(self, form: str, keys: Mapping[str, str] | None = None) -> None:
        make_entry, self.head, self._between, self.tail = _FORMS[form]
        self._make = make_entry(keys)
        self._first = True

    def entry(self, row: ListedPaper) -> str:
        """Return the next paper's text."""
        before, self._first = "" if self._first else self._between, False
        return before + self._make(row)


def _csl(row: ListedPaper) -> str:
    paper, dated = row.paper, publication_date(row.paper)
    item = {
        "id": paper.id,
        "type": "article",
        "title": paper.title,
        "abstract": paper.abstract,
        "author": [_csl_name(author) for author in paper.authors],
        "DOI": paper.doi,
        "URL": paper.url,
        "number": f"arXiv:{paper.arxiv_id}" if paper.arxiv_id else None,
        "keyword": _keywords(row),
        "annote": row.annotation.note,
        "custom": row.annotation and {"askpapers": said_line(row.annotation)},
        "issued": dated and {"date-parts": [[int(part) for part in dated.split("-")]]},
    }
    return json_text({name: value for name, value in item.items() if value}, 1)


def _csl_name(author: str) -> dict[str, str]:
    name = parse_name(author)
    if name is None:
        return {"literal": author}
    parts = {"family": name.family, "given": name.given, "suffix": name.suffix}
    return {part: text for part, text in parts.items() if text}


def _jsonl(row: ListedPaper) -> str:
    from askpapers.library.catalog.records import record_of

    record = {name: value for name, value in record_of(row.paper).items() if name not in {"folded_title", "newest_day"}}
    for name in LISTS:
        record[name] = list(getattr(row.paper, name))
    record |= {"listed": [day.isoformat() for day in row.paper.listed], "one_line": latex_to_text(row.one_line) or None}
    record |= {"read": row.read, "starred": row.starred, **row.annotation.as_json()}
    return json_text(record) + "\n"


_Entry = Callable[[ListedPaper], str]

_FORMS: dict[str, tuple[Callable[[Mapping[str, str] | None], _Entry], str, str, str]] = {
    "bibtex": (bibtex_entries, "", "", ""),
    "ris": (lambda _: ris_record, "", "", ""),
    "csl-json": (lambda _: _csl, "[\n", ",\n", "\n]\n"),
    "csv": (lambda _: table_row, table_head(), "", ""),
    "markdown": (lambda _: markdown_item, f"{HEAD}\n\n", "", ""),
    "jsonl": (lambda _: _jsonl, "", "", ""),
}
"""Of each form: what makes the function that writes a paper, and what stands before, between and after the papers."""
