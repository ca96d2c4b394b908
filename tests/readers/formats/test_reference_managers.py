"""Web of Science, RefWorks, EndNote, Ovid and Zotero: names turned, whole dates, nothing from what a record cites."""

import json
import re
from datetime import date
from html import escape

import pytest

from askpapers.readers.formats.ovid import FORMAT as OVID
from tests.readers.formats.reading import FIXTURES, read


def test_web_of_science_parts_its_records_and_leaves_cited_ids_out() -> None:
    format, papers, lost, _ = read(FIXTURES / "wos.txt")
    assert (format, len(papers), lost) == ("web-of-science", 2, [])
    assert [paper.doi for paper in papers] == ["10.1234/q", None]
    text = (
        "FN Clarivate\nVR 1.0\nPT J\nAU One, A\n   Two, B\nAF One, Ada\n   Two, Bo\nTI Quiet\n   Gradients\nCR Other X, 2001, DOI 10.9999/other\n"
        "DE calm; still\nPD DEC 16\nPY 2025\nDA 2026-01-02\nER\n\nEF\n"
    )
    [paper] = read(text)[1]
    assert (paper.title, paper.authors) == ("Quiet Gradients", ("Ada One", "Bo Two"))
    assert (paper.published, paper.doi, paper.keywords) == (date(2025, 12, 16), None, ("calm", "still"))


def test_all_authors_may_stand_in_one_line_of_web_of_science() -> None:
    [paper] = read("FN ISI Export Format\nVR 1.0\nPT J\nTI Quiet\nAU One, Ada; Two, Bo\nER\nEF")[1]
    assert paper.authors == ("Ada One", "Bo Two")


def test_refworks_joins_year_and_day_and_takes_no_tag_from_a_note() -> None:
    text = (
        "RT Journal Article\nA1 One,Ada\nA1 Two,Bo\nT1 Quiet Gradients\nYR 2026\nFD Jan 2\nNO UD: 2; A1: 20020227\nRD 2026/03/04\n"
        "UL https://arxiv.org/abs/2601.00001\n\nRT Journal Article\nAB Without a title.\n"
    )
    format, [paper], lost, _ = read(text)
    assert (format, paper.authors, paper.published) == ("refworks", ("Ada One", "Bo Two"), date(2026, 1, 2))
    assert paper.id == "2601.00001"
    assert lost == ["record 2 has no title and is skipped"]


def test_endnote_xml_takes_no_doi_from_notes_and_no_link_from_a_database() -> None:
    text = (
        "<?xml version='1.0'?><xml><records><record><ref-type name='Journal Article'>17</ref-type><contributors><authors>"
        "<author><style>One, Ada</style></author></authors></contributors><titles><title><style>Quiet\n  Gradients</style></title>"
        "</titles><dates><year>2026</year><pub-dates><date>Jan 2</date></pub-dates></dates><urls><related-urls>"
        "<url>&lt;Go to ISI&gt;://0002</url></related-urls></urls><notes>doi: 10.9999/other</notes></record></records></xml>"
    )
    format, [paper], _, _ = read(text)
    assert (format, paper.title, paper.authors) == ("endnote-xml", "Quiet Gradients", ("Ada One",))
    assert (paper.published, paper.doi, paper.url) == (date(2026, 1, 2), None, None)


def test_endnote_tagged_parts_records_at_empty_lines() -> None:
    format, papers, _, _ = read(
        "%T Quiet Gradients\n%A One, Ada\n%D 2026\n%X We are\nquiet.\n\n%0 Book\n%T Loud Weights\n%R 10.1234/l\n"
    )
    assert (format, [paper.title for paper in papers]) == ("endnote", ["Quiet Gradients", "Loud Weights"])
    assert papers[0].abstract == "We are quiet."


def test_ovid_drops_degrees_marks_and_kinds_and_reads_no_references() -> None:
    text = (
        OVID.example
        + "References\n  Other X. 2001. doi 10.9999/other\n\n  Title\n<2>\nTitle\n  Loud Weights.[Review]\n"
    )
    format, papers, _, _ = read(text)
    assert (format, [paper.title for paper in papers]) == ("ovid", ["Quiet Gradients", "Loud Weights."])
    assert papers[0].authors == ("Ada One", "Bo Two")
    assert papers[0].doi == "10.1234/q.1"


def test_ovid_without_numbers_parts_records_at_their_first_label() -> None:
    one = "Score\n  *****\nAccession Number\n  1.\nAuthor\n  One, Ada 1\nTitle\n  Quiet\nSource\n  J.\nStatus\n  Ahead, 16 March 2015\n\n"
    papers = read(one + one.replace("Quiet", "Loud"))[1]
    assert [paper.title for paper in papers] == ["Quiet", "Loud"]
    assert papers[0].published == date(2015, 3, 16)


def test_better_bibtex_leaves_attachments_out_and_finds_ids_in_extra() -> None:
    format, [paper], _, _ = read(FIXTURES / "bbt_auto.json")
    assert (format, paper.id, paper.published) == ("zotero-json", "2601.00001", date(2026, 1, 2))
    items = [
        {"itemType": "journalArticle", "title": "Quiet", "extra": "arXiv: 1305.4904 [quant-ph]\nDOI: 10.1234/q",
         "date": "2/2016", "accessDate": "2016-04-18", "creators": [{"creatorType": "editor", "lastName": "Not"}]},
        {"itemType": "attachment", "title": "PDF"},
    ]  # fmt: skip
    for text in (json.dumps({"items": items}), json.dumps([{"key": "x", "data": item} for item in items])):
        _, [paper], lost, [note] = read(text)
        assert (paper.arxiv_id, paper.doi, paper.published, paper.authors) == ("1305.4904", "10.1234/q", None, ())
        assert (lost, note) == ([], "1 attachments, notes or annotations left out")


def test_ris_keeps_two_authors_of_one_name_and_no_author_twice() -> None:
    def authors(*lines: str) -> tuple[str, ...]:
        text = "\n".join(["TY  - JOUR", "TI  - Lamps of tin", *lines, "AB  - A lamp burns.", "ER  - ", ""])
        _, (paper,), _, _ = read(text)
        return paper.authors

    assert authors("AU  - Wang, Wei", "AU  - Wang, Wei", "AU  - Li, Na") == ("Wei Wang", "Wei Wang", "Na Li")
    assert authors("A1  - One, Ada", "AU  - Two, Bo") == ("Ada One", "Bo Two")
    assert authors("A1  - One, Ada", "AU  - One, Ada", "AU  - Two, Bo") == ("Ada One", "Bo Two")
    assert authors("AU  - One, Ada", "AU  - Two, Bo", "AU  - One, Ada", "AU  - Two, Bo") == ("Ada One", "Bo Two")


def test_ovids_tagged_records_begin_with_their_number_or_their_vendor() -> None:
    head = "VN  - Ovid Technologies\nDB  - Ovid MEDLINE(R) ALL <1946 to April 05, 2024>\nUI  - 90000001\n"
    text = (
        f"<1. >\n{head}AU  - One A\nFA  - One, Ada [Author, Reprint Author; E-mail: a@b.org]\nFA  - Two, B. C.\n"
        "TI  - Quiet gradients. [Review]\nSO  - Journal. 1(2), 2024.\nSeries Information: Quiet.\nAB  - We make gradients\n"
        "      quiet.\n\n      We say so.\nDO  - https://dx.doi.org/10.1234/q.1\nDP  - 2024 Apr 01\nYR  - 2024\n\n"
        "<241. >\nVN  - Ovid Technologies\nDB  - Embase\nUI  - 643\nTI  - Loud gradients\nAU  - Three C.\nYR  - 2023\n"
    )
    for form in (text, re.sub(r"(?m)^<\d+\. >\n", "", text)):
        format, papers, lost, _ = read(form)
        assert (format, len(papers), lost) == ("ovid", 2, [])
        assert papers[0].title == "Quiet gradients."
        assert papers[0].authors == ("Ada One", "B. C. Two")
        assert papers[0].abstract == "We make gradients quiet. We say so."
        assert (papers[0].doi, papers[0].published) == ("10.1234/q.1", date(2024, 4, 1))
        assert papers[0].url == "https://pubmed.ncbi.nlm.nih.gov/90000001/"
        assert (papers[1].authors, papers[1].issued, papers[1].url) == (("Three C.",), "2023", None)


def test_a_line_of_a_refworks_abstract_is_no_tag_and_an_empty_line_no_end() -> None:
    _, papers, lost, _ = read(
        "RT Journal Article\nA1 One,Ada\nT1 Quiet Gradients\nAB We study\nAI systems and\nRT PCR.\n\nThe end is quiet.\nPMID 1\n"
        "K1 quiet; loud\nDO 10.1234/q.1\n\nRT Book, Whole\nA2 Two,Bo\nT1 Loud Gradients\nYR 2001\n"
    )
    assert (len(papers), lost) == (2, [])
    assert papers[0].abstract == "We study AI systems and RT PCR. The end is quiet."
    assert (papers[0].keywords, papers[0].doi) == (("quiet", "loud"), "10.1234/q.1")
    assert papers[1].authors == ("Bo Two",)


@pytest.mark.parametrize(
    "text",
    [
        "<xml><records><record><ref-type name='Book'>6</ref-type><contributors><secondary-authors><author>One, Ada</author>"
        "</secondary-authors></contributors><titles><title>Quiet Gradients</title></titles></record></records></xml>",
        "%0 Edited Book\n%T Quiet Gradients\n%E One, Ada\n%D 2026\n",
        "PT B\nBE One, Ada\nTI Quiet Gradients\nER\n",
        '{"items": [{"itemType": "book", "title": "Quiet Gradients", "creators": [{"firstName": "Ada", "lastName": "One", '
        '"creatorType": "editor"}, {"firstName": "Bo", "lastName": "Two", "creatorType": "translator"}]}]}',
        '[{"type": "book", "title": "Quiet Gradients", "editor": [{"given": "Ada", "family": "One"}]}]',
    ],
)
def test_the_people_of_an_edited_book_are_its_editors(text: str) -> None:
    _, [paper], _, _ = read(text)
    assert paper.authors == ("Ada One",)


def test_several_people_in_one_line_and_a_month_without_its_year() -> None:
    _, [paper], _, _ = read("%0 Journal Article\n%A 王海霞;罗耀群\n%T Quiet Gradients\n%D 2025\n%8 November\n")
    assert (paper.authors, paper.issued) == (("王海霞", "罗耀群"), "2025-11")
    _, [paper], _, _ = read("RT Journal Article\nA1 One, Ada; Two, Bo\nT1 Quiet Gradients\n")
    assert paper.authors == ("Ada One", "Bo Two")


HTML = "We make <i>H</i><sub>2</sub>O &amp; CO quiet at p &lt; 0.1; a <s> token and a < b stay."
TEXT = "We make H2O & CO quiet at p < 0.1; a <s> token and a < b stay."


@pytest.mark.parametrize(
    "text",
    [
        f"TY  - JOUR\nTI  - {HTML}\nAB  - {HTML}\nER  - \n",
        f"%0 Journal Article\n%T {HTML}\n%X {HTML}\n",
        f"RT Journal Article\nT1 {HTML}\nAB {HTML}\n",
        f'Title,Abstract\n"{HTML}","{HTML}"\n',
        json.dumps([{"type": "article-journal", "title": HTML, "abstract": HTML}]),
        f"@article{{a, title = {{{HTML}}}, abstract = {{{HTML}}}}}",
        "<xml><records><record><ref-type name='Book'>6</ref-type><titles><title>"
        f"{escape(HTML)}</title></titles><abstract>{escape(HTML)}</abstract></record></records></xml>",
    ],
)
def test_html_anywhere_in_a_field_is_read_and_what_only_looks_like_it_stays(text: str) -> None:
    _, [paper], _, _ = read(text)
    assert (paper.title, paper.abstract) == (TEXT, TEXT)


def test_ovids_names_with_particles_and_without_commas_are_parted() -> None:
    text = "<1>\nUnique Identifier\n  1\nTitle\n  Quiet Gradients\n{}\n  {}\nAbstract\n  We.\n"
    _, [paper], _, _ = read(text.format("Authors Full Name", "Smith, John MD; Doe, Anna Beth; van der Berg, Cy."))
    assert paper.authors == ("John Smith", "Anna Beth Doe", "Cy van der Berg")
    _, [paper], _, _ = read(text.format("Authors", "Smith J; Doe AB; van der Berg C."))
    assert paper.authors == ("Smith J", "Doe AB", "van der Berg C.")
