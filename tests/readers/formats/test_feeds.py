"""Feeds of journals and servers: several people in one element, what stands before an abstract, JSON Feed."""

import json
from datetime import date

import pytest

from tests.readers.formats.reading import read


def rss(creator: str, text: str = "We make gradients quiet.") -> str:
    return (
        "<rss version='2.0' xmlns:dc='http://purl.org/dc/elements/1.1/'><channel><title>J</title><item><title>Quiet</title>"
        f"<link>https://journal.example/1</link><description>{text}</description><dc:creator>{creator}</dc:creator></item></channel></rss>"
    )


@pytest.mark.parametrize(
    ("said", "names"),
    [
        ("Wei Xu, Bo Li", ("Wei Xu", "Bo Li")),
        ("One, A., Two, B. C., the Calm Consortium", ("A. One", "B. C. Two", "the Calm Consortium")),
        ("One, A., Two, MK", ("A. One", "MK Two")),
        ("Smith, Jane", ("Jane Smith",)),
        ("Ada One, Bo Two and Cy Three", ("Ada One", "Bo Two", "Cy Three")),
    ],
)
def test_people_in_one_element(said: str, names: tuple[str, ...]) -> None:
    assert read(rss(said))[1][0].authors == names


def test_short_given_names_of_arxivs_feed_are_no_initials() -> None:
    text = rss("Ada One, Bo Li").replace("journal.example/1", "arxiv.org/abs/2601.00001")
    assert read(text)[1][0].authors == ("Ada One", "Bo Li")


def test_a_byline_is_no_part_of_the_abstract() -> None:
    text = rss("Ada One", "&lt;p&gt;by Ada One, Bo Two&lt;/p&gt; We make gradients quiet.")
    assert read(text)[1][0].abstract == "We make gradients quiet."


def test_nature_in_rss_1_says_where_it_came_before_the_abstract() -> None:
    text = (
        "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://purl.org/rss/1.0/' "
        "xmlns:content='http://purl.org/rss/1.0/modules/content/' xmlns:dc='http://purl.org/dc/elements/1.1/'>"
        "<channel rdf:about='x'><title>Nature</title></channel><item rdf:about='https://www.nature.com/articles/s1'>"
        "<title><![CDATA[Quiet Gradients]]></title><link>https://www.nature.com/articles/s1</link><content:encoded><![CDATA["
        '<p>Nature, Published online: 02 January 2026; <a href="https://x">doi:10.1038/s1-1</a></p>We make gradients quiet.]]>'
        "</content:encoded><dc:creator>Ada One</dc:creator><dc:creator>Bo Two</dc:creator><dc:identifier>doi:10.1038/s1-1"
        "</dc:identifier><dc:date>2026-01-02</dc:date></item></rdf:RDF>"
    )
    [paper] = read(text)[1]
    assert (paper.title, paper.authors, paper.doi) == ("Quiet Gradients", ("Ada One", "Bo Two"), "10.1038/s1-1")
    assert (paper.abstract, paper.published) == ("We make gradients quiet.", date(2026, 1, 2))


def test_json_feed() -> None:
    item = {"id": "https://arxiv.org/abs/2601.00001", "title": "Quiet", "content_html": "<p>We.</p>",
            "date_published": "2026-01-02T00:00:00Z", "authors": [{"name": "Ada One"}]}  # fmt: skip
    format, [paper], _, _ = read(
        json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "x", "items": [item]})
    )
    assert (format, paper.id, paper.abstract, paper.published) == ("json-feed", "2601.00001", "We.", date(2026, 1, 2))


def test_a_doi_among_several_identifiers_and_a_month_are_kept() -> None:
    _, [paper], _, _ = read(
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:prism="http://prismstandard.org/namespaces/basic/2.0/">'
        '<channel rdf:about="https://a.org/"><title>A</title></channel><item rdf:about="https://a.org/1"><title>静かな勾配</title>'
        "<dc:creator>著者 太郎</dc:creator><dc:creator>山田 花子</dc:creator><prism:publicationDate>2017-04</prism:publicationDate>"
        '<dc:identifier rdf:datatype="DOI">10.1234/q.1</dc:identifier><dc:identifier rdf:datatype="NAID">4002</dc:identifier>'
        "</item></rdf:RDF>"
    )
    assert (paper.title, paper.authors) == ("静かな勾配", ("著者 太郎", "山田 花子"))
    assert (paper.doi, paper.published, paper.issued) == ("10.1234/q.1", None, "2017-04")


@pytest.mark.parametrize(
    "text",
    [
        "## Quiet Gradients\n**Link:** [https://arxiv.org/abs/2601.00001](https://arxiv.org/abs/2601.00001)\n\n"
        "**Abstract:** arXiv:2601.00001v1 Announce Type: new \nAbstract: We make gradients quiet.\n",
        '{"id": "2601.00001", "title": "Quiet Gradients", "abstract": "arXiv:2601.00001v1 Announce Type: new\\nAbstract: We make '
        'gradients quiet."}\n',
        "title,abstract,url\nQuiet Gradients,arXiv:2601.00001v1 Announce Type: new Abstract: We make gradients quiet.,"
        "https://arxiv.org/abs/2601.00001\n",
    ],
)
def test_what_a_feed_says_before_an_abstract_is_none_of_it_in_what_is_made_of_feeds(text: str) -> None:
    _, [paper], _, _ = read(text)
    assert (paper.arxiv_id, paper.abstract) == ("2601.00001", "We make gradients quiet.")


def test_what_sciencedirect_sends_in_an_abstracts_place_is_none() -> None:
    _, [paper], _, _ = read(
        '<rss version="2.0"><channel><title>ScienceDirect Publication: Quiet</title><item><title>Quiet Gradients</title>'
        "<link>https://www.sciencedirect.com/science/article/pii/S1</link><description><![CDATA[<p>Publication date: May 2020</p>"
        "<p><b>Source:</b> Journal of Quiet, Volume 1</p><p>Author(s): Ada One, Bo van Two</p>]]></description></item></channel></rss>"
    )
    assert (paper.abstract, paper.authors, paper.issued) == ("", ("Ada One", "Bo van Two"), "2020-05")
