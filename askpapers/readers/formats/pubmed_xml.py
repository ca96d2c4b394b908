"""PubMed's XML, as efetch sends it: articles and chapters of books."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from askpapers.papers.paper import Paper
from askpapers.readers.fields import date_of, paper_from_fields
from askpapers.readers.format import Document, Evidence, Format, Items, papers_of
from askpapers.readers.records import nodes_at, text_at, text_of, texts_at, xml_records

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

ROOTS = {
    "PubmedArticleSet", "PubmedBookArticleSet", "PubmedArticle", "PubmedBookArticle", "MedlineCitationSet", "MedlineCitation",
}  # fmt: skip
_DATES = ("ArticleDate", "ContributionDate", "Journal/JournalIssue/PubDate", "Book/PubDate")


def recognize(document: Document) -> Evidence:
    """By its root element."""
    return Evidence.CERTAIN if document.root and document.root[1] in ROOTS else Evidence.NONE


def read(document: Document) -> Items:
    """Yield a paper for each article and chapter."""
    found = xml_records(document, "PubmedArticle", "BookDocument", "MedlineCitation")
    # A citation inside an article is that article.
    records = ((line, node) for line, node in found if not _is_inside(node))
    return papers_of(document, records, lambda node: _paper(node, document.listed))


def _is_inside(node: object) -> bool:
    parent = getattr(node, "getparent", lambda: None)()
    return parent is not None and str(parent.tag).endswith("PubmedArticle")


def _paper(node: Element, listed: tuple[date, ...]) -> Paper | None:
    citation = next(iter(nodes_at(node, "MedlineCitation")), node)
    article = next(iter(nodes_at(citation, "Article")), citation)
    pmid = text_at(citation, "PMID")
    # Only these lists are the article's own: those inside its references hold other papers' ids.
    ids = [*nodes_at(node, "PubmedData/ArticleIdList/ArticleId"), *nodes_at(node, "ArticleIdList/ArticleId")]
    ids += nodes_at(node, "../PubmedBookData/ArticleIdList/ArticleId")
    places = [place for place in nodes_at(article, "ELocationID") if place.get("ValidYN") != "N"]
    if not text_at(article, "ArticleTitle"):
        # A book as a whole; that of a chapter names the book.
        places += nodes_at(article, "Book/ELocationID")
    dois = [text_of(each) for each in [*places, *ids] if "doi" in (each.get("EIdType"), each.get("IdType"))]
    others = [text_of(each) for each in [*places, *ids] if "pii" in (each.get("EIdType"), each.get("IdType"))]
    return paper_from_fields(
        title=text_at(article, "ArticleTitle", "Book/BookTitle", "VernacularTitle"),
        abstract=_abstract(article) or _abstract(citation, "OtherAbstract"),
        authors=_authors(article),
        published=next((day for path in _DATES for at in nodes_at(article, path) if (day := _date(at))), None),
        issued=[
            said
            for path in _DATES
            for at in nodes_at(article, path)
            for said in (f"{text_at(at, 'Year')}-{text_at(at, 'Month')}", text_at(at, "MedlineDate"))
        ],
        listed=listed,
        url=f"https://pubmed.ncbi.nlm.nih.gov/{pmid}/" if pmid.isdecimal() else None,
        arxiv=[text for text in others if text.lower().startswith("arxiv:")],
        doi=next(iter(dois), None),
        keywords=texts_at(citation, "KeywordList/Keyword")
        or texts_at(citation, "MeshHeadingList/MeshHeading/DescriptorName"),
        source="pubmed-xml",
    )


def _abstract(node: Element, name: str = "Abstract") -> str:
    for abstract in nodes_at(node, name):
        parts = []
        for part in nodes_at(abstract, "AbstractText"):
            label, text = (part.get("Label") or "").strip(), text_of(part)
            if text:
                parts.append(f"{label.rstrip(':')}: {text}" if label and label != "UNLABELLED" else text)
        if parts:
            return "\n\n".join(parts)
    return ""


def _authors(article: Element) -> list[str]:
    lists = [*nodes_at(article, "AuthorList"), *nodes_at(article, "Book/AuthorList")]
    # The editors of a book are its people where it has no others, as in the other formats.
    of_authors = [people for people in lists if people.get("Type") != "editors"] or lists
    names = []
    for author in (each for people in of_authors[:1] for each in nodes_at(people, "Author")):
        if author.get("ValidYN") == "N":
            continue
        parts = [
            text_at(author, "ForeName", "FirstName", "Initials"),
            text_at(author, "LastName"),
            text_at(author, "Suffix"),
        ]
        names.append(text_at(author, "CollectiveName") or " ".join(part for part in parts if part))
    return names


def _date(node: Element) -> date | None:
    return date_of(text_at(node, "Year"), text_at(node, "Month"), text_at(node, "Day"))


FORMAT = Format(
    name="pubmed-xml",
    title="PubMed's XML",
    recognize=recognize,
    read=read,
    example="""<?xml version="1.0"?>
<PubmedArticleSet><PubmedArticle><MedlineCitation><PMID>90000001</PMID><Article><ArticleTitle>Quiet Gradients</ArticleTitle>
<Abstract><AbstractText Label="METHODS">We make gradients quiet.</AbstractText></Abstract>
<AuthorList><Author><LastName>One</LastName><ForeName>Ada</ForeName></Author></AuthorList></Article></MedlineCitation>
</PubmedArticle></PubmedArticleSet>
""",
    specification="https://dtd.nlm.nih.gov/ncbi/pubmed/out/pubmed_250101.dtd",
    may_be_empty=True,
)
