"""OAI-PMH: deleted records counted, the record's own dates, a refusal in words."""

from datetime import date

import pytest

from askpapers import errors
from tests.readers.formats.reading import FIXTURES, read


def answer(metadata: str, *, before: str = "", after: str = "") -> str:
    record = (
        f"<record><header><identifier>oai:arXiv.org:2601.00001</identifier><datestamp>2026-05-05</datestamp></header>"
        f"<metadata>{metadata}</metadata></record>"
    )
    return f'<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><ListRecords>{before}{record}{after}</ListRecords></OAI-PMH>'


def test_arxivs_own_form_is_read_and_the_stamp_is_no_date() -> None:
    format, [paper], _, _ = read(FIXTURES / "oai.xml")
    assert (format, paper.id, paper.published, paper.categories) == (
        "oai-pmh",
        "2601.00001",
        date(2026, 1, 2),
        ("cs.LG",),
    )
    _, [paper], _, _ = read(
        answer('<arXiv xmlns="http://arxiv.org/OAI/arXiv/"><id>2601.00001</id><title>Quiet</title></arXiv>')
    )
    assert paper.published is None


def test_the_raw_form_has_its_authors_in_one_text_and_the_day_of_its_first_version() -> None:
    _, [paper], _, _ = read(
        answer(
            '<arXivRaw xmlns="http://arxiv.org/OAI/arXivRaw/"><id>hep-th/9901001</id><version version="v1"><date>Fri, 1 Jan 1999'
            ' 10:00:00 GMT</date></version><version version="v2"><date>Mon, 4 Jan 1999</date></version><title>Quiet</title>'
            "<authors>Ada One (1 and 2), Bo Two and Cy Three ((1) Here, (2) There)</authors></arXivRaw>"
        )
    )
    assert (paper.id, paper.version, paper.published) == ("hep-th/9901001", 2, date(1999, 1, 1))
    assert paper.authors == ("Ada One", "Bo Two", "Cy Three")


def test_dublin_core_keeps_the_first_description_and_the_first_day() -> None:
    _, [paper], _, _ = read(
        answer(
            '<d:dc xmlns:d="http://www.openarchives.org/OAI/2.0/oai_dc/" xmlns:dc="http://purl.org/dc/elements/1.1/">'
            "<dc:title>Quiet</dc:title><dc:creator>One, Ada</dc:creator><dc:description>It is.</dc:description>"
            "<dc:description>Comment: 9 pages</dc:description><dc:date>2026-01-02</dc:date><dc:date>2026-02-03</dc:date>"
            "<dc:identifier>http://arxiv.org/abs/2601.00001</dc:identifier><dc:identifier>doi:10.1234/q</dc:identifier></d:dc>"
        )
    )
    assert (paper.abstract, paper.published, paper.doi) == ("It is.", date(2026, 1, 2), "10.1234/q")
    assert paper.authors == ("Ada One",)


def test_deleted_records_are_counted_and_a_part_is_said_to_be_one() -> None:
    deleted = '<record><header status="deleted"><identifier>oai:arXiv.org:2601.00009</identifier></header></record>'
    token = '<resumptionToken completeListSize="1234">x</resumptionToken>'
    metadata = '<arXiv xmlns="http://arxiv.org/OAI/arXiv/"><id>2601.00001</id><title>Quiet</title></arXiv>'
    _, papers, lost, notes = read(answer(metadata, before=deleted, after=token))
    assert (len(papers), lost) == (1, [])
    assert notes == ["1 deleted record is left out", "the file is one part of an answer of 1234 records"]


def test_a_refusal_is_told_in_the_servers_words() -> None:
    with pytest.raises(errors.DamagedInput, match="badArgument no such set"):
        read(
            '<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><error code="badArgument">no such set</error></OAI-PMH>'
        )


def test_a_repository_says_a_year_alone_and_its_doi_as_a_relation() -> None:
    text = (
        '<OAI-PMH xmlns="http://www.openarchives.org/OAI/2.0/"><ListRecords><record><header><identifier>oai:a.org:1</identifier>'
        '</header><metadata><dc xmlns="http://purl.org/dc/elements/1.1/"><title>Quiet Gradients</title><creator>One, Ada</creator>'
        "<date>2023</date><description>&lt;p&gt;We make gradients quiet.&lt;/p&gt;</description><identifier>isbn:978</identifier>"
        "<relation>10.9999/other</relation><relation>info:eu-repo/semantics/altIdentifier/doi/10.1234/q.1</relation>"
        "</dc></metadata></record></ListRecords></OAI-PMH>"
    )
    _, [paper], _, _ = read(text)
    assert (paper.published, paper.issued, paper.doi) == (None, "2023", "10.1234/q.1")
    assert paper.abstract == "We make gradients quiet."
