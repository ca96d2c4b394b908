"""Tables that services and reference managers export: their rows, the columns by their headings, and several people in one cell."""

from __future__ import annotations

import ast
import csv
import re
from collections.abc import Iterator, Mapping, Sequence

from askpapers.readers.decode import lines_of, one_line
from askpapers.readers.fields import readable_name, turn_name

HEADINGS: dict[str, tuple[str, ...]] = {
    "title": (
        "title", "document title", "article title", "item title", "primary title", "paper title", "display name",
        "preprint title", "publication name", "t1", "original title", "short title",
        "标题", "题名", "篇名", "论文标题",
    ),
    "abstract": (
        "abstract", "abstract note", "abstract text", "notes abstract", "summary", "paper abstract", "preprint abstract", "n2",
        "original abstract", "摘要",
    ),
    "authors": (
        "author full names", "authors full names", "author names", "authors", "author", "author/s", "author(s)",
        "first authors", "authors (raw affiliation)", "authorships.author.display name", "authorships.raw author name",
        "author list", "preprint authors", "creators", "creator", "contributors", "a1", "作者",
    ),
    "date": (
        "publication date", "date published", "date of publication", "published date", "published", "preprint date", "date",
        "online date", "issue date", "publication date (online)", "publication date (print)", "cover date", "出版日期", "发表时间",
    ),
    "year": ("publication year", "year", "pubyear", "year published", "published year", "year of publication", "年份", "年"),
    "month": ("month", "publication month", "published month"),
    "day": ("day", "publication day"),
    "doi": ("doi", "item doi", "digital object identifier", "preprint doi", "doi number", "doi link", "ids.doi"),
    "arxiv": (
        "arxiv id", "arxiv", "arxiv identifier", "arxiv number", "eprint", "entry id", "extra", "archive id",
        "primary location.landing page url", "locations.landing page url", "source urls",
    ),
    "url": (
        "url", "link", "urls", "primary location.landing page url", "best oa location.landing page url", "external url",
        "source linkout", "article url", "paper url", "permalink", "abs url", "pdf link", "pdf url", "dimensions url",
        "embase link", "scopus link", "doi link", "document url", "articleurl", "plink", "fulltexturl", "链接",
    ),
    "resolver": ("open url link",),
    "pmid": ("pmid", "pubmed id", "medline pmid", "ids.pmid"),
    "keywords": (
        "author keywords", "keywords", "manual tags", "keywords.display name", "keyword", "tags", "index keywords",
        "keywords plus", "mesh terms", "ieee terms", "subjects", "subject terms", "subject", "categories", "kw", "关键词",
    ),
    "source": ("source",),
    "journal": ("publication title", "journal", "source title", "journal/book", "venue"),
}  # fmt: skip
"""The headings of each field, in small letters, the best first."""
CODES = {
    "title": ("TI",), "abstract": ("AB",), "authors": ("AF", "AU"), "date": ("PD",), "year": ("PY",), "doi": ("DI",),
    "pmid": ("PM",), "keywords": ("DE",), "journal": ("SO",),
}  # fmt: skip
"""The headings of Web of Science's own tables, which are its tags."""
FIELDS = ("title", "abstract", "authors", "date", "year", "doi", "arxiv", "url", "keywords")
"""The fields that a person may name a column for."""


def normal(heading: str) -> str:
    """Return a heading in small letters, its underscores, hyphens and spaces one space."""
    return re.sub(r"[\s_-]+", " ", heading.strip().strip("\ufeff\"'").lower()).strip()


def columns_of(headings: Sequence[str], named: Mapping[str, str] | None = None) -> dict[str, list[int]]:
    """Return the columns of each field, the best first; `named` are those that a person says, field to heading."""
    places: dict[str, int] = {}
    for place, heading in enumerate(headings):
        places.setdefault(normal(heading), place)
    found: dict[str, list[int]] = {}
    codes = {heading.strip().strip("\ufeff"): place for place, heading in enumerate(headings)}
    if {"PT", "UT"} <= codes.keys() or {"TI", "AU", "PY"} <= codes.keys():
        found = {field: [codes[code] for code in tags if code in codes] for field, tags in CODES.items()}
    else:
        found = {field: [places[name] for name in names if name in places] for field, names in HEADINGS.items()}
    for field, heading in (named or {}).items():
        if normal(heading) in places:
            found[field] = [places[normal(heading)]]
    return {field: columns for field, columns in found.items() if columns}


_INITIALS = r"(?:[A-Z]\.?[- ]?){1,4}"
_SHORT = re.compile(rf"[\w'’ .-]*\w[\w'’-]+,? {_INITIALS}(?: (?:Jr|Sr|I{{2,3}})\.?)?\.?")
"""A name with its initials after it: "Liu R.", "Chow JCL"."""


def names_in(cell: str, *, glued: bool = False) -> list[str]:
    """Return the people in a cell: "One, A.; Two, B.", "Liu R., Adler D.G.", "['One, Ada']", "One, A. and Two, B."; "One, Ada" is one.

    `glued` says that nothing parts them: "Andy SmithTom Weber".
    """
    cell = re.sub(r"\s*\(\d+\)", "", cell.strip())
    if cell.startswith("[") and cell.endswith("]"):
        try:
            listed = ast.literal_eval(cell) if len(cell) < 20_000 else None
        except (ValueError, SyntaxError, MemoryError, RecursionError):
            listed = None
        if isinstance(listed, list):
            return _names(str(each) for each in listed)
        cell = cell[1:-1]
    cell = re.sub(r"(?:,?\s*\bet al\.?|,?\s*(?:…|\.{3}))\s*$", "", one_line(cell))
    if re.fullmatch(r"(?:[\w'’ -]+ [A-Z]{1,4}, )*[\w'’ -]+ [A-Z]{1,4}\.", cell):
        cell = cell[:-1]  # PubMed ends the list with a full stop
    for sign in (";", "|"):
        if sign in cell:
            return _names(cell.split(sign))
    if re.search(r"\sand\s", cell):
        parts = re.split(r",?\s+and\s+", cell)
        if all(part.count(",") <= 1 for part in parts) and any("," in part for part in parts):
            short = [part for part in parts if "," in part]
            if all(len(part.split(",")[0].split()) == 1 or len(part.split(",")[1].split()) == 1 for part in short):
                return _names(parts)
        return _names(one for part in parts for one in part.split(","))
    if "," in cell:
        return _names(_split_at_commas([part.strip() for part in cell.strip(" ,").split(",")]))
    if glued:
        return _names(re.split(r"(?<=[a-zà-ÿ])(?<!Mc)(?<!Mac)(?<!De)(?<!Le)(?<!La)(?<!Di)(?<!Van)(?=[A-ZÀ-Þ])", cell))
    return _names([cell])


def _split_at_commas(parts: list[str]) -> list[str]:
    if all(_SHORT.fullmatch(part) for part in parts):
        return parts
    if len(parts) % 2 == 0 and all(re.fullmatch(_INITIALS, part) for part in parts[1::2]):
        return [f"{family}, {given}" for family, given in zip(parts[::2], parts[1::2], strict=True)]
    if len(parts) == 2 and parts[0][:1].islower():
        return [", ".join(parts)]
    return parts if len(parts) > 2 or all(" " in part for part in parts) else [", ".join(parts)]


def _names(parts: object) -> list[str]:
    return [turn_name(readable_name(part)).strip() for part in parts if part.strip(" ,.;*")]  # type: ignore[attr-defined]


DELIMITERS = ",;\t|"
_LONGEST = 4_000_000
_SPAN = 400
"""Lines of one row; one that takes more has a quote that is never closed."""
_TRIES = 20
"""Damaged quotes, after which a row is a line: time stays linear."""


def rows_of(text: str, delimiter: str, width: int = 0) -> Iterator[tuple[int, Sequence[str] | None]]:
    """Yield (line, cells) of each row; None for a line whose quote is never closed.

    `width` is the number of headings: a row of several lines with another number of cells that holds a whole row is damaged.
    """
    csv.field_size_limit(_LONGEST)
    lines = [f"{line}\n" for line in lines_of(text)]
    at, damaged = 0, 0
    while at < len(lines):
        end = min(at + (_SPAN if damaged < _TRIES else 1), len(lines))
        row, used = _row(map(lines.__getitem__, range(at, end)), delimiter)
        if used > 1 and width and len(row or ()) != width and _holds_a_row(lines[at + 1 : at + used], delimiter, width):
            damaged += 1
            row, used = None, 1
        yield at + 1, row and [cell.rstrip("\n") for cell in row]
        at += used


def _row(lines: Iterator[str], delimiter: str) -> tuple[list[str] | None, int]:
    reader = csv.reader(lines, delimiter=delimiter)
    try:
        return next(reader), reader.line_num
    except (csv.Error, StopIteration):
        return None, max(reader.line_num, 1)


def _holds_a_row(lines: Sequence[str], delimiter: str, width: int) -> bool:
    return any(len(_row(iter([line]), delimiter)[0] or ()) == width for line in lines)
