"""PubMed's tagged text, .nbib: what its “Send to: Citation manager” saves, and ERIC's dialect of it."""

from __future__ import annotations

import re
from datetime import date

from askpapers.papers.paper import Paper
from askpapers.readers.fields import doi_of, paper_from_fields, readable_name, turn_name, whole_date
from askpapers.readers.format import Document, Evidence, Format, Items, papers_of
from askpapers.readers.records import Dialect, TaggedRecord, records_and_rest

DIALECT = Dialect(tag=re.compile(r"([A-Z][A-Z0-9]{1,3}) {0,2}-(?!-)(.*)"), begins=frozenset({"PMID"}), blank_parts=True)


def recognize(document: Document) -> Evidence:
    """By `PMID- 123`, or the owner and a title (ERIC); RIS has its own first tag."""
    begins = document.begins
    if re.search(r"^TY {0,4}-", begins, re.M):
        return Evidence.NONE
    if re.search(r"^PMID ?- ?\d+\s*$", begins, re.M):
        return Evidence.CERTAIN
    if re.search(r"^(?:OWN|STAT|PMC|JID) {0,2}- ?\S", begins, re.M) and re.search(r"^(?:B?TI|JT) {0,3}-", begins, re.M):
        return Evidence.CERTAIN
    tags = set(re.findall(r"^(TI|AB|FAU|AU|DP|JT|LID|AID|PT|TA|PMCR) {0,2}-", begins, re.M))
    return Evidence.LIKELY if len(tags) >= 3 and re.match(r"\s*[A-Z]{2,4} {0,2}-", begins) else Evidence.NONE


def read(document: Document) -> Items:
    """Yield a paper for each record that has a title."""
    records = records_and_rest(document.text, DIALECT)
    return papers_of(document, records, lambda record: _paper(record, document.listed))


def _title(parts: list[str]) -> str:
    """The title of one or several lines: the second is what stands below it, "Quiet Gradients: A Study"."""
    title = ""
    for part in dict.fromkeys(parts):
        title += f"{' ' if title[-1] in '.:?!' else ': '}{part}" if title else part
    return title


def _paper(record: TaggedRecord, listed: tuple[date, ...]) -> Paper | None:
    pmid = re.sub(r"\D", "", record.first("PMID"))
    places = record.all("LID", "AID")
    dois = [place for place in places if "[doi]" in place] or [place for place in places if "doi.org/" in place]
    links = [place for place in places if place.startswith("http") and "doi.org/" not in place]
    preprints = [found[0] for place in places if (found := re.search(r"arXiv:\s?\d{4}\.\d{4,5}(v\d+)?", place, re.I))]
    people = record.all("FAU") or record.all("AU")
    return paper_from_fields(
        title=_title(record.all("TI")) or record.first("BTI", "TT"),
        abstract="\n\n".join(record.all("AB") or record.all("OAB")[:1]),
        authors=[turn_name(readable_name(name)) for name in people] + record.all("CN"),
        published=whole_date(record.first("DEP")) or whole_date(record.first("DP")),
        issued=record.all("DP"),
        listed=listed,
        url=f"https://pubmed.ncbi.nlm.nih.gov/{pmid}/" if pmid else next(iter(links), None),
        arxiv=preprints,
        doi=next((doi for place in dois if (doi := doi_of(place))), None),
        keywords=record.all("OT") or [name.replace("*", "") for name in record.all("MH")],
        source="pubmed",
    )


FORMAT = Format(
    name="pubmed",
    title="PubMed's tagged text (.nbib)",
    recognize=recognize,
    read=read,
    example="PMID- 90000001\nOWN - NLM\nTI  - Quiet Gradients\nAB  - We make gradients quiet.\nFAU - One, Ada\nDP  - 2026 Jan 2\n",
    specification="https://www.nlm.nih.gov/bsd/mms/medlineelements.html",
)
