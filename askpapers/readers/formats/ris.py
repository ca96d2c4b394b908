"""RIS, the tagged form that publishers and reference managers exchange.

The records are told apart here, since the library loses the last one where its end is missing and glues two together;
each is then read by the library.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache
from typing import Any, ClassVar

from askpapers.papers.paper import Paper
from askpapers.readers.decode import lines_of, one_line
from askpapers.readers.fields import (
    doi_of,
    first_arxiv_id,
    paper_from_fields,
    readable_name,
    split_names,
    stated_arxiv_id,
    turn_name,
    whole_date,
)
from askpapers.readers.format import Document, Evidence, Format, Items, not_read, papers_of
from askpapers.readers.markup import readable
from askpapers.readers.own_words import NOTHING, PaperWords, said_words, without_tags

TAGS = frozenset(
    "TY ER A1 A2 A3 A4 A5 A6 AB AD AN AU AV BT C1 C2 C3 C4 C5 C6 C7 C8 CA CL CN CP CR CT CY DA DB DI DO DP DS ED EM EP ET FD "
    "ID IP IS IT J1 J2 JA JF JO JT K1 KW L1 L2 L3 L4 LA LB LK LL M1 M2 M3 M4 MH N1 N2 NO NV OP OT PA PB PM PP PT PY RD RI RN "
    "RP SE SN SO SP SR ST SV T1 T2 T3 TA TI TT U1 U2 U3 U4 U5 U6 U7 U8 U9 UR UT VI VL VO WT WV XT Y1 Y2 Y3 YR".split()
)
_TYPE = re.compile(r"[ \t]*TY(?P<gap>[ \t]{0,4})-[ \t]*(?P<type>\S.*)")
_PROSE = frozenset({"AB", "N1", "N2", "NO", "XT", "TI", "T1"})
"""Tags of long texts, whose wrapped lines may look like another tag."""
_OWN, _GROUPS = "askpapers: ", "askpapers authors: "
_EMPTY = re.compile(
    r"\W*(?:na|n/a|n\.a\.|none|null|nan|(?:no )?abstract (?:is )?(?:not )?available|not available)\W*", re.I
)


def recognize(document: Document) -> Evidence:
    """By the tag that a record begins with: `TY  - `."""
    found = re.search(r"^[ \t]*TY([ \t]{0,4})-[ \t]*\w", document.begins.replace("\r", "\n"), re.M)
    return Evidence.NONE if found is None else Evidence.CERTAIN if found[1] == "  " else Evidence.LIKELY


def read(document: Document) -> Items:
    """Yield a paper for each record that has a title."""
    return papers_of(
        document, _records(document.text), lambda text: _paper(_tags(text), document.listed), words_of=_own
    )


def _own(record: str) -> PaperWords:
    """What this program wrote on a paper into a record of its own."""
    return _words(_tags(record)) if _OWN in record else NOTHING


def _words(tags: dict[str, list[str]]) -> PaperWords:
    said = next((value for value in tags.get("M2", ()) if value.startswith(_OWN)), "")
    return said_words(said.removeprefix(_OWN), next(iter(tags.get("N1", ())), ""))


def _records(text: str) -> Iterator[tuple[int | None, Any]]:
    outside: list[str] = []
    yield from records_of(text, outside)
    yield from not_read(outside)


def records_of(text: str, outside: list[str]) -> Iterator[tuple[int, str]]:
    """Yield (line, record) with every record ended, every tag written with two spaces, and other lines joined to the tag's.

    Lines before a record are added to `outside`.
    """
    lines = lines_of(text)
    gaps = [found["gap"] for line in lines if (found := _TYPE.match(line)) is not None]
    gap = max(set(gaps), key=gaps.count) if gaps else "  "
    after = "[ \t]*" if len(gap) == 2 else "[ \t]+"
    tag_line = re.compile(rf"[ \t]*([A-Z][A-Z0-9]){gap}-(?:{after}(.*)|)$")
    other_gap = re.compile(r"([A-Z][A-Z0-9])[ \t]{0,4}-[ \t]+(.*)$")
    record: list[str] = []
    start, ended, is_prose, is_known = 1, True, False, True
    for number, line in enumerate(lines, 1):
        found = tag_line.match(line) or (None if is_prose else other_gap.match(line))
        tag, value = (found[1], (found[2] or "").strip()) if found else ("", line.strip())
        if tag == "TY" and (ended or re.fullmatch(r"[A-Z]{3,8}", value)):
            if len(record) > 1:
                yield start, "\n".join([*record, "ER  - "])
            record, start, ended = [f"TY  - {value}"], number, False
        elif tag == "ER" and (not value or ended or not any(c.islower() for c in value)):
            if len(record) > 1:
                yield start, "\n".join([*record, "ER  - "])
            record, ended, is_prose, is_known = [], True, False, True
        elif tag in TAGS and tag != "ER":
            if ended and not record and tag in {"TI", "T1", "AU", "A1", "ID"}:
                # A record that lost its first line.
                record, start, ended = ["TY  - GEN"], number, False
            if record:
                record.append(f"{tag}  - {value}")
            is_prose, is_known = tag in _PROSE, True
        elif tag and len(gap) == 2 and found is not None and found.re is tag_line:
            is_known = False  # a tag of one service alone: "TS  - RIS", "AI  - ORCID: …"
        elif is_known and record and value and len(record) > 1:
            record[-1] += f"\x1e{line.strip()}"
        elif not record:
            outside.append(line)
    if len(record) > 1:
        yield start, "\n".join([*record, "ER  - "])


@cache
def _parser() -> Any:
    import rispy

    class Tags(rispy.RisParser):  # type: ignore[misc]
        """Each tag under its own name, with all its values."""

        DEFAULT_MAPPING: ClassVar[dict[str, str]] = {tag: tag for tag in TAGS}
        DEFAULT_LIST_TAGS = sorted(TAGS - {"TY", "ER"})
        DEFAULT_DELIMITER_MAPPING: ClassVar[dict[str, str]] = {}

    return Tags()


_PEOPLE = frozenset({"A1", "AU", "A2", "ED"})


def _tags(record: str) -> dict[str, list[str]]:
    found = _parser().parse(record)[0]
    tags: dict[str, list[str]] = {}
    for tag, values in found.items():
        if isinstance(values, list):
            kept = [value.replace("\x1e", "\n") for value in values if value and not _EMPTY.fullmatch(value)]
            # Two authors may bear one name, and a tag be a keyword too; anything else that is said twice is said once.
            tags[tag] = kept if tag in _PEOPLE or tag == "KW" else list(dict.fromkeys(kept))
    return tags


def _paper(tags: dict[str, list[str]], listed: tuple[date, ...]) -> Paper | None:
    def values(*names: str) -> list[str]:
        return [value for name in names for value in tags.get(name, ())]

    urls = [url for value in values("UR", "L2", "L1", "LK") for url in value.split() if re.match(r"https?://", url)]
    doi = next((d for value in values("DO", "DI", "M3", "L3", "AN") if (d := doi_of(value))), None)
    doi = doi or next((d for url in urls if "doi.org/" in url and (d := doi_of(url))), None)
    names = _names(*(values(tag) for tag in tags if tag in {"A1", "AU"}))
    groups = {name.replace(",", ""): name for value in values("M2") if value.startswith(_GROUPS)
              for name in value.removeprefix(_GROUPS).split("; ")}  # fmt: skip
    own = _words(tags)
    # What the reader notes may name other papers.
    places = ("AN", "M1", "C1", "JO", "JF", "T2", "J2", "PB", "VL", *(() if own.annotation.note else ("N1",)), "ID")
    known = first_arxiv_id(urls) or first_arxiv_id(list(map(stated_arxiv_id, values(*places))))
    title = next(iter(values("TI", "T1", "CT", "BT", "ST")), "")
    parts = dict.fromkeys(values("AB", "N2") or values("XT"))
    return paper_from_fields(
        title=readable(title),
        abstract="\n\n".join(map(readable, parts)),
        authors=[groups.get(name, name) for name in names or _names(values("A2"), values("ED"))],
        published=_date(tags),
        issued=[value for tag in ("PY", "Y1", "DA", "DP", "YR") for value in tags.get(tag, ())],
        url=urls[0] if urls else None,
        arxiv=known,
        doi=doi,
        keywords=without_tags(
            [part.strip() for value in values("KW", "K1") for part in re.split(r"[;\n]", value)], own
        ),
        listed=listed,
        source="ris",
    )


def _names(first: Sequence[str] = (), others: Sequence[str] = ()) -> list[str]:
    """The names under two tags, the second of which may say those of the first once more, or the whole list twice."""
    names, again = (
        [turn_name(readable_name(name)) for value in values for name in split_names(value)]
        for values in (first, others)
    )
    left = Counter(names)
    for name in again:
        if left[name]:
            left[name] -= 1
        else:
            names.append(name)
    half = len(names) // 2
    return names[:half] if half > 1 and names[:half] == names[half:] else names


def _date(tags: dict[str, list[str]]) -> date | None:
    years = [found[0] for value in (*tags.get("PY", ()), *tags.get("Y1", ()), *tags.get("YR", ()))
             if (found := re.match(r"\d{4}", value))]  # fmt: skip
    for value in (*tags.get("DA", ()), *tags.get("Y1", ()), *tags.get("PY", ()), *tags.get("DP", ())):
        dated, _, what = one_line(value).partition("//") if "//" in value else (one_line(value), "", "")
        if re.search(r"[a-z]{4,}$", what or dated.rpartition("/")[2]) and "/" in value:
            continue  # "2013/02/15/received" is no day of publication
        day = whole_date(dated) or (whole_date(f"{dated} {years[0]}") if years else None)
        if day:
            return day
    return None


FORMAT = Format(
    name="ris",
    title="RIS",
    recognize=recognize,
    read=read,
    example="TY  - JOUR\nTI  - Quiet Gradients\nAU  - One, Ada\nAB  - We make gradients quiet.\nER  - \n",
    specification="https://refman.com/sites/rm/files/m/direct_export_ris.pdf",
)
