"""What is exported is read without loss by the libraries and programs that others read it with."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from datetime import date
from pathlib import Path

import bibtexparser
import pytest
import rispy
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from askpapers.papers.paper import ListedPaper, Paper
from askpapers.papers.person_name import parse_name
from askpapers.text.latex import unescape_latex
from askpapers.writers.bibliography import papers

PIECES = ["50%", "R&D", "a_b", "#1", "$5", "~3", "2^3", "{x}", "$x_1^2$", "x", "word", "Two", "a<b", "5 > 3", "@article{", "“q”",
          "TY - JOUR", "ER -", "é", "李", "=", ",", ";", "and", "/"]  # fmt: skip
texts = st.lists(st.sampled_from(PIECES), min_size=1, max_size=10).map(" ".join)
NAMES = ["Ada Lovelace", "Ludwig van Beethoven", "Martin Luther King, Jr.", "Guido Van Rossum", "Kurt Gödel", "李明", "Plato",
         "Google DeepMind", "The ATLAS Collaboration", "Research and Development", "Okafor NC"]  # fmt: skip
exported = st.builds(
    Paper,
    id=st.just("2510.00001"),
    title=texts,
    abstract=texts,
    published=st.dates(date(1900, 1, 1), date(2100, 1, 1)),
    authors=st.lists(st.sampled_from(NAMES), max_size=4, unique=True).map(tuple),
    url=st.sampled_from(["https://huggingface.co/papers/2510.00001", "https://arxiv.org/abs/2510.00001", "http://a.b/c_d?e=f%20&g#h"]),
    arxiv_id=st.just("2510.00001"),
    doi=st.sampled_from(["10.1000/a_b-(1)", "10.1002/(SICI)1097-0258(19980815)17:15<1661::AID>3.0.CO;2-2", None]),
)  # fmt: skip


def text_of(paper: Paper, form: str) -> str:
    return papers([ListedPaper(paper)], form)


@given(exported)
def test_bibtexparser_finds_every_field(paper: Paper) -> None:
    library = bibtexparser.parse_string(text_of(paper, "bibtex"))
    (entry,) = library.entries
    assert not library.failed_blocks
    fields = {name: field.value for name, field in entry.fields_dict.items()}
    assert unescape_latex(fields["title"][1:-1]) == paper.title
    assert unescape_latex(fields["abstract"]) == paper.abstract
    assert (fields["date"], fields["year"]) == (paper.published.isoformat(), str(paper.published.year))  # type: ignore[union-attr]
    assert (fields["eprint"], fields["url"], fields.get("doi")) == (paper.arxiv_id, paper.url, paper.doi)


@given(exported)
def test_rispy_finds_every_field(paper: Paper) -> None:
    text = text_of(paper, "ris")
    (record,) = rispy.loads(text)
    assert text.startswith("TY  - ")
    assert (record["title"], record["abstract"], record.get("doi")) == (paper.title, paper.abstract, paper.doi)
    assert record["urls"][0] == paper.url
    assert (record["year"], record["date"]) == (str(paper.published.year), f"{paper.published:%Y/%m/%d}/")  # type: ignore[union-attr]
    assert len(record.get("authors", [])) == len(paper.authors)


def through_pandoc(text: str, form: str) -> list[dict[str, object]]:
    if shutil.which("pandoc") is None:
        pytest.skip("pandoc is not installed")
    known = subprocess.run(
        ["pandoc", "--list-input-formats"], capture_output=True, text=True, check=True
    ).stdout.split()
    if form not in known:
        pytest.skip(f"this pandoc does not read {form}")
    done = subprocess.run(
        ["pandoc", "-f", form, "-t", "csljson"], input=text, capture_output=True, text=True, check=True
    )
    items: list[dict[str, object]] = json.loads(done.stdout)
    return items


def signs(text: object) -> str:
    """Letters, digits and signs, without what pandoc sets in type: quotation marks, dashes, spaces, markup."""
    plain = re.sub(r"</?(?:span|b|i|sup|sub)\b[^>]*>", "", str(text)).replace("\\lbrace", "{").replace("\\rbrace", "}")
    return re.sub(r"[\s$“”\"‘’'–—-]", "", plain)


def families(paper: Paper) -> list[str]:
    return [name.family if (name := parse_name(author)) else author for author in paper.authors]


def family_of(author: dict[str, str]) -> str:
    particle = author.get("dropping-particle") or author.get("non-dropping-particle") or ""
    family = author.get("family") or author.get("literal") or ""
    # RIS keeps a suffix with the family name: programs part "Family, Given, Suffix" in two ways.
    return f"{particle} {family.removesuffix(' Jr.')}".strip()


@pytest.mark.parametrize("form", ["bibtex", "ris"])
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(paper=exported)
def test_pandoc_finds_every_field(form: str, paper: Paper) -> None:
    (item,) = through_pandoc(text_of(paper, form), form)
    assert signs(item["title"]) == signs(paper.title)
    assert signs(item["abstract"]) == signs(paper.abstract)
    assert paper.published
    assert item["issued"] == {"date-parts": [[paper.published.year, paper.published.month, paper.published.day]]}
    assert item["URL"] == paper.url
    assert item.get("DOI") == paper.doi
    assert "2510.00001" in f"{item['URL']} {item.get('number')} {item.get('container-title')}"
    authors = item.get("author", [])
    assert isinstance(authors, list)
    if form == "bibtex" or not any("and" in name for name in paper.authors):
        assert [family_of(author) for author in authors] == families(paper)


def test_biber_reads_names_dates_and_ids(tmp_path: Path) -> None:
    if shutil.which("biber") is None:
        pytest.skip("biber is not installed")
    paper = Paper("2510.00001", "50% of R&D: a_b #1 {x} $x_1$", "It costs $5 & 3%.", published=date(2025, 10, 1),
                  authors=tuple(NAMES), url="http://a.b/c_d?e=f%20&g#h", arxiv_id="2510.00001", doi="10.1000/a_b")  # fmt: skip
    (tmp_path / "out.bib").write_text(text_of(paper, "bibtex"), encoding="utf-8")
    done = subprocess.run(
        ["biber", "--tool", "--output-format=biblatexml", "-O", "out.xml", "out.bib"],
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-800:]
    assert "ERROR" not in done.stdout
    read = re.sub(r"<[^>]+>\s*", " ", (tmp_path / "out.xml").read_text(encoding="utf-8"))
    read = " ".join(read.split())
    for part in ("2025-10-01", "2510.00001", "10.1000/a_b", "Google DeepMind", "Research and Development"):
        assert part in read
