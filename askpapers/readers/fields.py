"""A bibliographic record's fields, people's names among them, as services and reference managers write them, into a paper."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from functools import cache, lru_cache
from typing import Any

from askpapers.papers.deduplication import title_id
from askpapers.papers.paper import Paper
from askpapers.papers.person_name import stands_behind
from askpapers.readers.decode import arxiv_id, one_line, text_or_none, unwrap
from askpapers.text.sanitize import sanitize


@lru_cache(maxsize=4096)
def readable_name(name: str) -> str:
    """Return a name with accents as letters: `G{\\"o}del`, `Bal\\'azs`; braces that only guard, notes and their marks are dropped."""
    text = _without_notes(one_line(name))
    if "\\" in text or "{" in text:
        from pylatexenc.latex2text import LatexNodes2Text

        try:
            text = LatexNodes2Text(_commands(), keep_comments=True).latex_to_text(text)
        except Exception:  # a name that LaTeX could not read either stays as it came
            text = text.replace("{", "").replace("}", "")
    return sanitize(text)


_BRACED = r"\{(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\}"
_NOTE = re.compile(
    rf"""\\(?:thanks|samethanks|thanksref|inst|institute|affil|affmark|altaffil\w*|aff|footnote|footnotemark|footnotetext|textsuperscript|authormark
    |IEEEauthorrefmark|IEEEmembership|orcid\w*|email|corref|cormark|fnref|fnmark|tnoteref|correspondingauthor|equalcontrib)
    \*?(?![A-Za-z])\ ?(?:\[[^\]]*\])?(?:\ ?{_BRACED})?
  | \$\s*(?:\{{\s*\}}\s*)?\^[^$]*\$ | (?<!\\)\^(?:{_BRACED}|[\d*,]+|\\[a-z]+) | (?<=\w)\ ?\$?\\(?:dag|dagger|ddag|ddagger|ast|star|S|P)(?![A-Za-z])\$?""",
    re.X,
)
_NOTE_MARK = re.compile(r"[\s,]*[*†‡§¶‖∗⋆✉¹²³⁰⁴-⁹][*†‡§¶‖∗⋆✉¹²³⁰⁴-⁹,\s]*$")


def _without_notes(name: str) -> str:
    """A name without what hangs on it in LaTeX, and the marks that lead to it: thanks, institutes, footnotes."""
    bare = _NOTE_MARK.sub("", _NOTE.sub("", name) if "\\" in name or "^" in name else name).strip()
    return bare if re.search(r"\w", bare) else name


@cache
def _commands() -> Any:
    from pylatexenc.latex2text import MacroTextSpec, get_default_latex_context_db

    commands = get_default_latex_context_db()
    # The library knows that these take an argument, and not what to put in its place: what they hold would be gone.
    kept = [MacroTextSpec(name, "%s") for name in ("mbox", "textmd", "textsf", "texttt", "textup")]
    commands.add_context_category("askpapers", kept, prepend=True)
    return commands


def turn_name(name: str) -> str:
    """Return "Lovelace, Ada" as "Ada Lovelace", "King, Jr., Martin" as "Martin King Jr.", "王, 小明" as "王小明".

    A group's "CERN," is "CERN"; other names, "OpenAI Team, Inc.", are as they are.
    """
    parts = [part.strip() for part in name.split(",")]
    if len(parts) == 3 and all(parts):
        for suffix, given in ((parts[1], parts[2]), (parts[2], parts[1])):
            if _SUFFIX.fullmatch(suffix):
                return f"{given} {parts[0]} {suffix}"
    family, comma, given = name.partition(",")
    if comma and given.strip() and "," not in given and not stands_behind(given):
        if _HAN.fullmatch(family.strip()) and _HAN.fullmatch(given.strip()):
            return f"{family.strip()}{given.strip()}"
        if behind := _BEHIND.search(given):
            # PubMed's "King, Martin L Jr"
            return f"{given[: behind.start()].strip()} {family.strip()} {behind[1]}"
        return f"{given.strip()} {family.strip()}"
    return name.strip().rstrip(", ")


def separate_names(names: str) -> list[str]:
    """Return each of several names that Chinese or Japanese signs part, or commas where every name is written in Han.

    A part of one character is half a name: "王, 小明" is one person.
    """
    parts = [part for one in re.split(r"[，、；]", names) if (part := one.strip())]
    if len(parts) == 1:
        each = [part.strip() for part in re.split(r"[,;]", parts[0])]
        if all(_HAN.fullmatch(part) and len(part) > 1 for part in each):
            return each
    return parts


def listed_names(text: str) -> list[str]:
    """Return the people whom commas alone part: "One, A., Two, B. C." are two, "Ada One, Bo Two, Cy Three" three; else the text itself."""
    parts = [part.strip() for part in text.split(",")]
    if len(parts) > 3 and len(parts) % 2 == 0 and all(map(are_initials, parts[1::2])):
        return with_initials(parts)
    if len(parts) > 2 and all(len(part.split()) > 1 and not _SUFFIX.fullmatch(part) for part in parts):
        return parts
    return [text]


def are_initials(text: str) -> bool:
    """Return whether a text is the initials of given names: "A.", "B. C.", "J.-P.", "MK"; "Li" is a name."""
    return _INITIALS.fullmatch(text) is not None and not any(sign.islower() for sign in text)


def with_initials(parts: list[str]) -> list[str]:
    """Return names that initials follow as "One, A."; a part without them, a group's, is alone."""
    names: list[str] = []
    for part in parts:
        if names and are_initials(part) and "," not in names[-1]:
            names[-1] += f", {part}"
        else:
            names.append(part)
    return names


_INITIALS = re.compile(r"(?:[^\W\d_]\.?[- ]?){1,5}")
_HAN = re.compile(r"[\u3005-\u30ff\u3400-\u9fff\uf900-\ufaff·]+")
_BEHIND = re.compile(r"(?<=\S)\s+(Jr\.?|Sr\.?|II|III|IV|2nd|3rd|4th)\s*$")
_SUFFIX = re.compile(r"(?:jr|sr|junior|senior|i{2,3}|iv|v|2nd|3rd|4th)\.?", re.I)


MONTH_NAMES = ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october",
               "november", "december")  # fmt: skip
MONTHS = tuple(name[:3] for name in MONTH_NAMES)


def paper_from_fields(
    *,
    title: str,
    abstract: str = "",
    authors: Iterable[str] = (),
    published: date | None = None,
    issued: Iterable[object] = (),
    listed: tuple[date, ...] = (),
    url: object = None,
    arxiv: object = None,
    doi: object = None,
    keywords: Iterable[str] = (),
    categories: Iterable[str] = (),
    source: str,
) -> Paper | None:
    """Return the paper of a record, None where it has no title.

    `issued` is whatever may say the year or the month where `published` is not known. `arxiv` is whatever may hold its arXiv id: an id, an address, (id, version), or several of these, the best first.
    """
    title = one_line(title)
    if not title:
        return None
    known = first_arxiv_id(arxiv, url, arxiv_of_doi(doi))
    names = tuple(name for name in authors if name and not OTHERS.fullmatch(name))
    return Paper(
        id=known[0] if known else title_id(title),
        title=title,
        abstract=unwrap(ANNOUNCEMENT.sub("", abstract)),
        published=published,
        issued=None if published else partial_date(issued),
        listed=listed,
        authors=names,
        author_count=len(names) or None,
        url=text_or_none(url) or (f"https://arxiv.org/abs/{known[0]}" if known else None),
        arxiv_id=known[0] if known else None,
        version=known[1] if known else None,
        doi=doi_of(doi),
        categories=tuple(dict.fromkeys(one_line(name) for name in categories if name.strip())),
        keywords=tuple(dict.fromkeys(one_line(name) for name in keywords if name.strip())),
        source=source,
    )


ANNOUNCEMENT = re.compile(r"^\s*arXiv:(\S+)\s+Announce Type:\s*([\w-]+)\s+Abstract:\s*", re.I)
"""What arXiv's feeds put before an abstract, and what is made of them keeps: the id with its version, the kind."""
OTHERS = re.compile(r"(?:and |& )?(?:others|et\.? al(?:ii)?)[.,;]*|\.{3}|…", re.I)
"""What stands in a list of names for those that it leaves out."""


def first_arxiv_id(*candidates: object) -> tuple[str, int | None] | None:
    """Return the arXiv id and version in the first of the candidates that is one."""
    for candidate in candidates:
        if isinstance(candidate, tuple) and len(candidate) == 2 and not isinstance(candidate[1], str):
            return candidate
        if isinstance(candidate, str):
            found = arxiv_id(candidate)
        elif isinstance(candidate, Sequence):
            found = first_arxiv_id(*candidate)
        else:
            found = None
        if found is not None:
            return found
    return None


def doi_of(value: object) -> str | None:
    """Return the DOI in a field: without `https://doi.org/`, `doi:`, and what stands after it; None where there is none."""
    found = re.search(r"10\.\d{4,9}(?:\.\d+)*/[^\s\"<>]+", value) if isinstance(value, str) else None
    return found[0].rstrip(".,;") if found else None


def arxiv_of_doi(doi: object) -> tuple[str, int | None] | None:
    """Return the arXiv id that a DOI of arXiv's own holds, and its version."""
    found = re.search(r"10\.48550/arxiv\.(\S+)", str(doi or ""), re.I)
    return arxiv_id(found[1]) if found else None


def keywords_in(text: str) -> tuple[str, ...]:
    """Return the keywords in a text: semicolons part them where there are any, else commas."""
    return tuple(part.strip() for part in re.split(";" if ";" in text else ",", text) if part.strip())


def date_of(year: object, month: object = None, day: object = None) -> date | None:
    """Return a date whose three parts are given, the month as a number or a name; None where any is missing."""
    texts = [str(part).strip() if part is not None else "" for part in (year, month, day)]
    name = texts[1][:3].lower()
    number = MONTHS.index(name) + 1 if name in MONTHS else int(texts[1]) if texts[1].isdecimal() else 0
    try:
        return date(int(texts[0]), number, int(texts[2]))
    except ValueError:
        return None


def whole_date(text: object) -> date | None:
    """Return the date in a text that says year, month and day; None for a year or a month, which are no day.

    Understood: "2026-01-02", "2026-01-02T10:00:00Z", "2026/1/2/", "2 Jan 2026", "Jan 2, 2026", "2026 Jan 2", "20260102".
    """
    if not isinstance(text, str):
        return None
    text = one_line(text)[:60]
    if found := re.match(r"(\d{4})[-/. ](\d{1,2})[-/. ](\d{1,2})(?!\d)", text):
        return date_of(*found.groups())
    if found := re.match(r"(\d{4})[- ./]([A-Za-z]{3,9})\.?[- ./](\d{1,2})(?!\d)", text):
        return date_of(*found.groups())
    if found := re.match(r"(?:[A-Za-z]{3,9},? )?(\d{1,2})[- .]{1,2}([A-Za-z]{3,9})\.?,?[- ](\d{4})(?!\d)", text):
        return date_of(found[3], found[2], found[1])
    if found := re.match(r"([A-Za-z]{3,9})\.? (\d{1,2}),? (\d{4})(?!\d)", text):
        return date_of(found[3], found[1], found[2])
    if re.fullmatch(r"(?:1[5-9]|20)\d{6}", text):
        return date_of(text[:4], text[4:6], text[6:])
    try:
        return datetime.fromisoformat(text).date() if len(text) >= 10 else None
    except ValueError:
        return None


_STATED = re.compile(
    r"\barxiv(?:\.org)?(?:/(?:abs|pdf)/|(?: (?:e-?print|preprint))?[:\s./]*(?:arxiv:)?\s*|abs/)"
    r"(?P<id>\d{4}\.\d{4,5}|[a-z][a-z-]+(?:\.[A-Z]{2})?/\d{7})(?P<version>v\d{1,3})?(?![\d.]*\d)",
    re.I,
)


def stated_arxiv_id(text: str) -> tuple[str, int | None] | None:
    """Return the arXiv id that a text states ("arXiv preprint arXiv:2601.00001", "CoRR abs/2601.00001"), and its version."""
    found = _STATED.search(text) or re.search(
        r"(?:^|\bcorr[\s,/]+)abs/(?P<id>\d{4}\.\d{4,5}|[a-z-]+/\d{7})(?P<version>v\d+)?", text, re.I
    )
    return arxiv_id(found["id"].lower() + (found["version"] or "")) if found else None


def split_names(text: str) -> list[str]:
    """Return each of several people in one field: "One, A.; Two, B. C.", "One, Ada and Two, Bo"; one name is itself.

    "The Quiet and Calm Consortium" is one, for its parts have no comma.
    """
    parts = text.split(";") if ";" in text else re.split(r"\s+and\s+", text)
    if ";" not in text and not all("," in part for part in parts):
        parts = [text]
    return [name for part in parts for name in separate_names(part) if name.strip()]


def partial_date(said: Iterable[object]) -> str | None:
    """Return the year and month, or else the year, that texts or numbers say, in ISO 8601: "2024-11", "2024"; None for none.

    The most exact one counts, the first of equals. Understood: 2024, "2024/11//", "2024-11", "11/2024", "Nov 2024", "November 7th 2024".
    """
    best: str | None = None
    for each in said:
        if not each:
            continue
        text = one_line(str(each))[:60] if isinstance(each, str | int) else ""
        year = re.search(r"(?<!\d)(?:1[5-9]|20)\d\d(?!\d)", text)
        if year is None:
            continue
        number = re.search(r"\d{4}[-/.](\d{1,2})(?!\d)|(?<!\d)(\d{1,2})[-/.]\d{4}(?!\d)", text)
        named = (_month_of(word) for word in re.findall(r"[A-Za-z]{3,9}", text))
        month = int(number[1] or number[2]) if number else next(filter(None, named), 0)
        found = f"{year[0]}-{month:02}" if 1 <= month <= 12 else year[0]
        if best is None or len(found) > len(best):
            best = found
    return best


def _month_of(word: str) -> int:
    return next((at for at, name in enumerate(MONTH_NAMES, 1) if name.startswith(word.lower())), 0)


@lru_cache(maxsize=20_000)
def mail_day(day: str) -> date | None:
    """Return the day that mail says, "Mon, 2 Apr 2007", or None."""
    from email.utils import parsedate_to_datetime

    try:
        return parsedate_to_datetime(f"{day} 00:00:00").date()
    except (TypeError, ValueError):
        return None
