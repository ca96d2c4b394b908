"""PubMed's tagged text and XML: own ids only, dates that are whole, records without a title counted."""

from datetime import date

import pytest

from askpapers import errors
from tests.readers.formats.reading import FIXTURES, read


def test_tagged_records_are_papers_of_their_own() -> None:
    format, papers, lost, _ = read(FIXTURES / "pubmed.nbib")
    assert (format, len(papers), lost) == ("pubmed", 2, [])
    assert papers[0].abstract.startswith("BACKGROUND: Sleep is often poor in older adults. METHODS: We followed 40")
    assert papers[0].authors == ("Ada One",)
    assert papers[0].published == date(2024, 1, 5)
    assert papers[0].url == "https://pubmed.ncbi.nlm.nih.gov/90000001/"


def test_full_names_groups_and_the_doi_are_read_and_dates_of_the_database_are_not() -> None:
    text = (
        "PMID- 1\nTI  - Quiet\n      Gradients\nFAU - One, Ada\nAU  - One A\nCN  - The Quiet Group\nDP  - 2024\n"
        "DCOM- 20200101\nEDAT- 2020/01/01 00:00\nLID - S1-2 [pii]\nAID - 10.1234/q.1 [doi]\nSO  - J. doi: 10.9999/other.\n"
    )
    _, [paper], _, _ = read(text)
    assert paper.title == "Quiet Gradients"
    assert paper.authors == ("Ada One", "The Quiet Group")
    assert (paper.published, paper.doi) == (None, "10.1234/q.1")


def test_a_record_without_a_title_is_counted() -> None:
    _, papers, lost, _ = read("PMID- 1\nTI  - Quiet Gradients\n\nPMID- 2\nAB  - We forget the title.\n")
    assert len(papers) == 1
    assert lost == ["record 2 has no title and is skipped"]


def test_abstracts_keep_the_labels_of_their_parts() -> None:
    format, [paper], _, _ = read(FIXTURES / "pubmed.xml")
    assert format == "pubmed-xml"
    assert paper.abstract == "METHODS: We followed 40 adults.\n\nRESULTS: Sleep rose by 20 min."
    assert paper.authors == ("Ada One",)


def test_ids_of_references_are_not_the_papers() -> None:
    _, [paper], _, _ = read(FIXTURES / "biopython_pubmed7.xml")
    assert paper.doi == "10.1117/1.JMI.5.2.026002"
    assert paper.published == date(2018, 6, 28)


def test_a_reference_gives_no_doi_to_a_paper_without_one() -> None:
    text = (
        "<PubmedArticleSet><PubmedArticle><MedlineCitation><PMID>1</PMID><Article><ArticleTitle>Quiet <i>Gradients</i>"
        "</ArticleTitle></Article></MedlineCitation><PubmedData><ReferenceList><Reference><ArticleIdList>"
        '<ArticleId IdType="doi">10.9999/other</ArticleId></ArticleIdList></Reference></ReferenceList></PubmedData>'
        "</PubmedArticle></PubmedArticleSet>"
    )
    _, [paper], _, _ = read(text)
    assert (paper.title, paper.doi) == ("Quiet Gradients", None)


def test_a_chapter_of_a_book_is_a_paper() -> None:
    _, [paper], _, _ = read(FIXTURES / "metapub_20301546.xml")
    assert paper.title.startswith("Hereditary Motor and Sensory Neuropathy")
    assert paper.published == date(2006, 2, 2)


def test_an_empty_article_is_refused_in_words() -> None:
    with pytest.raises(errors.DamagedInput, match="record 1 has no title"):
        read("<PubmedArticleSet><PubmedArticle/></PubmedArticleSet>")


def test_entities_of_the_file_are_never_opened() -> None:
    text = (
        '<!DOCTYPE PubmedArticleSet [<!ENTITY x SYSTEM "file:///etc/hostname">]><PubmedArticleSet><PubmedArticle>'
        "<MedlineCitation><Article><ArticleTitle>Quiet &x; Gradients</ArticleTitle></Article></MedlineCitation>"
        "</PubmedArticle></PubmedArticleSet>"
    )
    _, [paper], _, _ = read(text)
    assert paper.title in ("Quiet &x; Gradients", "Quiet Gradients")


BOOK = (
    "<PubmedBookArticleSet><PubmedBookArticle><BookDocument><PMID>1</PMID>{ids}<Book><BookTitle>Quiet Gradients</BookTitle>"
    '<AuthorList Type="editors"><Author><LastName>Three</LastName><ForeName>Cy</ForeName></Author></AuthorList>{people}'
    '<ELocationID EIdType="doi">10.1234/book</ELocationID></Book>{chapter}</BookDocument><PubmedBookData><ArticleIdList>'
    '<ArticleId IdType="pubmed">1</ArticleId></ArticleIdList></PubmedBookData></PubmedBookArticle></PubmedBookArticleSet>'
)
PEOPLE = '<AuthorList Type="authors"><Author><LastName>One</LastName><ForeName>Ada</ForeName></Author></AuthorList>'


def test_a_whole_book_has_its_own_doi_and_people() -> None:
    _, [paper], _, _ = read(BOOK.format(ids="", people=PEOPLE, chapter=""))
    assert (paper.title, paper.doi, paper.authors) == ("Quiet Gradients", "10.1234/book", ("Ada One",))
    _, [paper], _, _ = read(BOOK.format(ids="", people="", chapter=""))
    assert paper.authors == ("Cy Three",)


def test_the_doi_of_a_book_is_not_its_chapters() -> None:
    chapter = "<ArticleTitle>Loud Gradients</ArticleTitle>"
    _, [paper], _, _ = read(BOOK.format(ids="", people=PEOPLE, chapter=chapter))
    assert (paper.title, paper.doi) == ("Loud Gradients", None)
    ids = '<ArticleIdList><ArticleId IdType="doi">10.1234/book.7</ArticleId></ArticleIdList>'
    _, [paper], _, _ = read(BOOK.format(ids=ids, people=PEOPLE, chapter=chapter))
    assert paper.doi == "10.1234/book.7"


def test_a_second_title_line_goes_on_with_the_first() -> None:
    _, [paper], _, _ = read("PMID- 1\nTI  - Quiet Gradients\nTI  - A Study in\n      Silence\nTI  - Quiet Gradients\n")
    assert paper.title == "Quiet Gradients: A Study in Silence"


def test_the_day_that_a_paper_was_online_and_what_stands_behind_a_name() -> None:
    _, [paper], _, _ = read(
        "PMID- 1\nTI  - Quiet Gradients\nFAU - King, Martin L Jr\nDP  - 2020 Spring\nDEP - 20200304\nAU  - et al.\n"
    )
    assert (paper.published, paper.authors) == (date(2020, 3, 4), ("Martin L King Jr",))
    _, [paper], _, _ = read("PMID- 1\nTI  - Quiet Gradients\nAU  - One A\nAU  - et al.\n")
    assert paper.authors == ("One A",)
